//! The law of the text, by property: tokens and gaps concatenate to the text, sentences hold all tokens, and nothing
//! that anybody can type makes the language stage stumble.

use dateline_lang::{Analyzer, Reader};
use dateline_model::{Analysis, Shape, Span, Tokens};
use proptest::prelude::*;

/// Checks the law on one text, as the swift reader reads it.
fn check(text: &str) -> Analysis {
    check_by(Reader::Swift, text)
}

fn check_by(reader: Reader, text: &str) -> Analysis {
    let analysis = Analyzer::of(reader).analyse_text(text);
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
    trees(&analysis, reader == Reader::Swift);
    let mentions: Vec<_> = columns.mentions.iter().map(|m| m.tokens).collect();
    assert!(mentions.windows(2).all(|w| w[0].end() <= w[1].start()), "mentions stand in order and apart");
    let within = |tokens: Span<Tokens>| analysis.sentence_of(tokens.start()).is_some_and(|s| s.contains(tokens));
    assert!(mentions.iter().chain(&columns.titles).all(|tokens| within(*tokens)));
    for name in &columns.names {
        assert!(name.mentions.contains(&name.name));
        assert!(name.mentions.windows(2).all(|w| w[0].start() <= w[1].start()));
    }
    analysis
}

/// The arcs of a sentence form one tree and stay in it; the swift reader's do not cross.
fn trees(analysis: &Analysis, apart: bool) {
    let columns = analysis.columns();
    for sentence in &columns.sentences {
        let roots = sentence.range().filter(|&i| columns.heads[i] as usize == i).count();
        assert_eq!(roots, 1, "one root a sentence");
        for i in sentence.range() {
            let head = columns.heads[i];
            assert!(sentence.range().contains(&(head as usize)));
            assert_eq!(columns.relations[i].as_str() == "root", head as usize == i);
            // Up from every word one comes to the root.
            let (mut at, mut steps) = (i, 0);
            while columns.heads[at] as usize != at {
                at = columns.heads[at] as usize;
                steps += 1;
                assert!(steps <= sentence.len(), "the arcs run in a circle");
            }
        }
        // Crossing arcs are looked for in short sentences: the check is quadratic.
        if apart && sentence.len() <= 60 {
            let arcs: Vec<(usize, usize)> = sentence
                .range()
                .filter(|&i| columns.heads[i] as usize != i)
                .map(|i| (i.min(columns.heads[i] as usize), i.max(columns.heads[i] as usize)))
                .collect();
            for a in &arcs {
                assert!(!arcs.iter().any(|b| a.0 < b.0 && b.0 < a.1 && a.1 < b.1), "arcs cross");
            }
        }
    }
}

proptest! {
    // The careful reader takes a hundred times as long.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn holds_for_the_careful_reader(text in "[A-Za-z ,.!?'’“”é\n0-9-]{0,300}") {
        check_by(Reader::Careful, &text);
    }
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

/// Reports that are lists of names: each rule that looks for others of the same word must stop somewhere.
#[test]
fn twenty_thousand_names_that_share_a_word_end() {
    let names: String = (0..20_000).map(|i| format!("Mohammed Haddad{i} met Mohammed. ")).collect();
    let analysis = check(&names);
    assert!(analysis.columns().names.len() > 10_000);
    check(&"the group said the general met the group. ".repeat(10_000));
}
