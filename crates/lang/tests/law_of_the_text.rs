//! The law of the text, by property: tokens and gaps concatenate to the text, sentences hold all tokens, and nothing
//! that anybody can type makes the language stage stumble.

use dateline_model::{Analysis, Shape};
use proptest::prelude::*;

/// Checks the law on one text.
fn check(text: &str) -> Analysis {
    let analysis = dateline_lang::analyse_text(text);
    let columns = analysis.columns();
    let mut at = 0;
    for span in &columns.spans {
        let gap = &text[at..span.range().start];
        assert!(gap.chars().all(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()), "a gap holds {gap:?}");
        assert!(!span.is_empty());
        at = span.range().end;
    }
    assert!(text[at..].chars().all(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()));
    let held: u32 = columns.sentences.iter().map(|s| s.len()).sum();
    assert_eq!(held as usize, columns.spans.len(), "sentences hold all tokens");
    assert!(columns.sentences.windows(2).all(|w| w[0].end() == w[1].start()));
    assert!(columns.sentences.iter().all(|s| s.len() <= dateline_lang::sentences::MAX_TOKENS));
    for quantity in &columns.quantities {
        assert!(analysis.sentence_of(quantity.tokens.start()).is_some_and(|s| s.contains(quantity.tokens)));
        if let (Some(low), Some(high)) = (quantity.low, quantity.high) {
            assert!(low <= high);
        }
    }
    assert!(columns.quotations.windows(2).all(|w| w[0].end() <= w[1].start()));
    for quotation in &columns.quotations {
        assert!(analysis.token(quotation.start() as usize).shape().has(Shape::OPENS));
    }
    analysis
}

proptest! {
    #[test]
    fn holds_for_any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn holds_for_text_made_of_hard_pieces(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "U.S.", "Lt.", "Gen.", " ", " ", "\n", "“", "”", "’s", "'", "\"", "1,500", "2.2", "million", "between", "and", "10", "-", "—", "(AFP)",
                "said", "dozens of", "at least", "a", "no", "n't", "don", "http://x.y/z", "é", "🚀", "\u{200f}", "\u{0}", ".", "!", "?", "…", "99999999999999999999",
            ]),
            0..60,
        )
    ) {
        check(&pieces.concat());
    }
}

#[test]
fn a_hundred_thousand_words_without_a_full_stop_are_cut_and_not_lost() {
    let analysis = check(&"word ".repeat(100_000));
    assert_eq!(analysis.len(), 100_000);
}

#[test]
fn ten_thousand_opening_marks_end() {
    check(&"“".repeat(10_000));
    check(&"\" ".repeat(10_000));
}
