//! Article → analysis: tokens, sentences, dictionary forms, quotations and quantities.
//!
//! The stages are plain functions from columns to columns, so the compiler checks their order:
//!
//! 1. [`tokens`]: text → spans and shapes, in the treebanks' way of cutting (`US - led`, `Lebanon 's`, `do n't`);
//! 2. [`lemma`]: tokens → dictionary forms, by spelling alone;
//! 3. [`sentences`]: tokens → sentences, block by block;
//! 4. [`quotations`]: tokens → what stands between quotation marks;
//! 5. [`quantities`]: tokens → numbers with what their qualifiers mean.
//!
//! Everything is decided by the text and by tables in this crate: no model, no clock, no environment. Parts of speech,
//! names and arcs are left out on purpose; they come with trained models and become further columns of the same
//! [`Analysis`].
//!
//! The law of the text: the tokens and the gaps between them, concatenated, are the text. Gaps hold white space and
//! characters that print nothing (zero-width marks, soft hyphens, control characters), and nothing else.

mod abbreviations;
pub mod lemma;
mod number_words;
pub mod quantities;
pub mod quotations;
pub mod sentences;
pub mod tokens;

use dateline_model::{Analysis, Article, Block, Columns, Shape, Span, Text, Words};

/// Changes whenever the same article could give another analysis.
pub const VERSION: u32 = 1;

/// Reads an article's text. Pure: the same article gives the same analysis.
///
/// ```
/// use dateline_model::{ArticleBuilder, BlockKind, Span, Strand};
/// let mut line = Strand::default();
/// line.push("At least 12 people were killed.", Span::new(0, 31));
/// let mut article = ArticleBuilder::default();
/// article.block(BlockKind::Paragraph, &line);
/// let analysis = dateline_lang::analyse(&article.finish());
/// assert_eq!(analysis.token(5 - 1).lemma(), "be");
/// assert_eq!(analysis.columns().quantities[0].low, Some(12));
/// ```
pub fn analyse(article: &Article) -> Analysis {
    analyse_blocks(article.text(), article.blocks())
}

/// Reads a bare text as one paragraph a line: for rule tests, benches and `dateline rules explain`.
pub fn analyse_text(text: &str) -> Analysis {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let kind = dateline_model::BlockKind::Paragraph;
        blocks.push(Block { kind, span: Span::new(start as u32, (end - usize::from(line.ends_with('\n'))) as u32) });
        start = end;
    }
    analyse_blocks(text, &blocks)
}

fn analyse_blocks(text: &str, blocks: &[Block]) -> Analysis {
    // A guess at the number of tokens; the columns grow if it is too low.
    let room = text.len() / 5;
    let mut columns = Columns {
        spans: Vec::with_capacity(room),
        shapes: Vec::with_capacity(room),
        norms: Words::with_capacity(room, text.len()),
        lemmas: Words::with_capacity(room, text.len()),
        ..Columns::default()
    };
    for block in blocks {
        let first = columns.spans.len();
        tokens::tokenize(text, block.span, &mut columns.spans, &mut columns.shapes);
        if columns.spans.len() > first {
            columns.shapes[first] = columns.shapes[first].with(Shape::FIRST);
            columns.blocks.push(Span::new(first as u32, columns.spans.len() as u32));
        }
    }
    for span in &columns.spans {
        columns.norms.push_with(|norm| tokens::normalise(&text[span.range()], norm));
    }
    for i in 0..columns.spans.len() {
        columns.lemmas.push_with(|lemma| lemma::lemmatise(columns.norms.get(i), columns.shapes[i], lemma));
    }
    for i in 0..columns.blocks.len() {
        let block = columns.blocks[i];
        sentences::split(&columns.norms, &columns.shapes, block, &mut columns.sentences);
        let next = columns.blocks.get(i + 1);
        let goes_on = next.is_some_and(|next| quotations::begins_with_mark(&columns.norms, &columns.shapes, *next));
        quotations::find(&columns.norms, &columns.shapes, block, goes_on, &mut columns.quotations);
    }
    quantities::find(&columns.norms, &columns.shapes, &columns.sentences, &mut columns.quantities);
    Analysis::new(columns)
}

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
    let columns = analysis.columns();
    let words = columns.shapes.iter().filter(|shape| shape.has(Shape::WORD)).count();
    let english = (0..analysis.len()).filter(|&i| ENGLISH.binary_search(&columns.norms.get(i)).is_ok()).count();
    (words >= 5 && english * ENGLISH_SHARE >= words).then_some("en")
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
