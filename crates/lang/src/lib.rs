//! Article → analysis: tokens, sentences, parts of speech, trees, names, quotations and quantities.
//!
//! The stages are plain functions from columns to columns, so the compiler checks their order:
//!
//! 1. [`tokens`]: text → spans and shapes, in the treebanks' way of cutting (`US - led`, `Lebanon 's`, `do n't`);
//! 2. [`sentences`]: tokens → sentences, block by block;
//! 3. [`careful`] or [`swift`]: sentences → parts of speech, trees, mentions of names, by a small encoder or by linear models;
//! 4. [`lemma`]: tokens and their parts of speech → dictionary forms;
//! 5. [`quotations`]: tokens → what stands between quotation marks;
//! 6. [`quantities`]: tokens → numbers with what their qualifiers mean;
//! 7. [`reference`]: mentions → names, with their short forms, titles and roles;
//! 8. [`times`]: tokens → times, reckoned from the day of publication.
//!
//! An [`Analyzer`] holds the models and runs them in this order. Everything is decided by the text, the models and
//! tables: no clock, no environment.
//!
//! The law of the text: the tokens and the gaps between them, concatenated, are the text. Gaps hold white space and
//! characters that print nothing (zero-width marks, soft hyphens, control characters), and nothing else.

mod abbreviations;
mod analyzer;
pub mod careful;
pub mod lemma;
mod number_words;
pub mod places;
pub mod quantities;
pub mod quotations;
pub mod reference;
pub mod sentences;
pub mod swift;
pub mod times;
pub mod tokens;

pub use analyzer::{Analyzer, Reader, cut_text};
use dateline_model::{Analysis, Columns, Shape, Span, Text};

/// Changes whenever the same article could give another analysis.
pub const VERSION: u32 = 4;

/// Words that make up a quarter and more of English text and hardly any of other languages' ("a", "in", "on" and the like
/// are left out, since others have them too).
const ENGLISH: &[&str] = &[
    "and", "are", "at", "been", "but", "by", "for", "from", "had", "has", "have", "he", "his", "is", "it", "its",
    "not", "of", "said", "she", "that", "the", "their", "they", "this", "to", "was", "were", "which", "who", "will",
    "with", "would",
];

/// A text is English if at least one in so many words is one of [`ENGLISH`]. Half of 433 development
/// reports have more than one in four; of the development pages in other languages the highest had one in 26.
const ENGLISH_SHARE: usize = 14;

/// The language of a text, if it is sure: `"en"` or nothing. Texts of fewer than five words are not judged.
pub fn language(analysis: &Analysis) -> Option<&'static str> {
    let (words, english) = count_words(analysis.columns());
    (words >= 5 && english * ENGLISH_SHARE >= words).then_some("en")
}

/// A text of at least so many words of which fewer than one in [`FOREIGN_SHARE`] is one of [`ENGLISH`] is surely in
/// another language, whatever nobody said of it. Of the 376 development pages this takes eight (three of them say that they
/// are English), and all eight are in other languages.
const FOREIGN_WORDS: usize = 40;
const FOREIGN_SHARE: usize = 30;

/// Whether a text is surely in another language than English.
pub fn is_foreign(analysis: &Analysis) -> bool {
    is_foreign_in(analysis.columns())
}

fn is_foreign_in(columns: &Columns) -> bool {
    let (words, english) = count_words(columns);
    words >= FOREIGN_WORDS && english * FOREIGN_SHARE < words
}

fn count_words(columns: &Columns) -> (usize, usize) {
    let words = columns.shapes.iter().filter(|shape| shape.has(Shape::WORD)).count();
    let english = (0..columns.norms.len()).filter(|&i| ENGLISH.binary_search(&columns.norms.get(i)).is_ok()).count();
    (words, english)
}

/// The words of a phrase as a rule writes it, cut and normalised as the text is: what the rule pack compiles with.
pub fn words(phrase: &str) -> Vec<String> {
    // A clitic ("'s") is one token only behind a word.
    if phrase.starts_with(['\'', '’']) && phrase.len() > 1 {
        return words(&format!("x{phrase}")).split_off(1);
    }
    let (mut spans, mut shapes) = (Vec::new(), Vec::new());
    tokens::tokenize(phrase, Span::<Text>::new(0, phrase.len() as u32), &mut spans, &mut shapes);
    spans
        .iter()
        .map(|span| {
            let mut norm = String::new();
            tokens::normalise(&phrase[span.range()], &mut norm);
            norm
        })
        .collect()
}
