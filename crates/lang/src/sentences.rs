//! Tokens → sentences, block by block.
//!
//! A sentence ends at a full stop, question or exclamation mark (with the closing marks after it) when what follows
//! begins like a sentence. An abbreviation ends one only if a word follows that begins sentences more often than names
//! ("in the U.S. The army …"). Three habits of news count besides: a dateline ("BAGHDAD (AFP) -") is a sentence of its
//! own, a quotation that ends in "?" or "!" goes on with its "he said", and a block always ends its last sentence.

use crate::abbreviations::stands_before;
use dateline_model::{Shape, Span, Tokens, Words};

/// A sentence holds at most this many tokens; a longer run is cut, so that everything after this stage is linear. The
/// longest sentence of the EWT and GUM treebanks has 159 tokens; lists without full stops are what is cut.
pub const MAX_TOKENS: u32 = 512;

/// A dateline has at most this many tokens before its dash: place, country, day, month, agency and their marks.
const MAX_DATELINE: usize = 14;

/// Marks that close with a sentence; more than this many are no punctuation.
const MOST_CLOSING: usize = 16;

/// Words that begin a sentence after an abbreviation rather than go on with a name.
const STARTERS: &[&str] = &[
    "a",
    "about",
    "according",
    "after",
    "all",
    "also",
    "although",
    "an",
    "and",
    "another",
    "as",
    "at",
    "authorities",
    "because",
    "before",
    "both",
    "but",
    "by",
    "despite",
    "during",
    "earlier",
    "for",
    "four",
    "from",
    "he",
    "her",
    "his",
    "however",
    "i",
    "if",
    "in",
    "it",
    "its",
    "last",
    "later",
    "many",
    "meanwhile",
    "more",
    "most",
    "officials",
    "on",
    "one",
    "other",
    "our",
    "over",
    "police",
    "several",
    "she",
    "since",
    "so",
    "some",
    "still",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "three",
    "to",
    "two",
    "under",
    "we",
    "what",
    "when",
    "while",
    "with",
    "witnesses",
    "you",
];

/// Appends the sentences of `block`.
pub fn split(norms: &Words, shapes: &[Shape], block: Span<Tokens>, sentences: &mut Vec<Span<Tokens>>) {
    let end = block.end() as usize;
    let mut start = block.start() as usize;
    if let Some(after) = dateline_end(norms, shapes, block) {
        sentences.push(Span::new(start as u32, after as u32));
        start = after;
    }
    let mut i = start;
    while i < end {
        let next = after_sentence_end(norms, shapes, i, end);
        if let Some(next) = next {
            sentences.push(Span::new(start as u32, next as u32));
            start = next;
            i = next;
        } else if i + 1 - start >= MAX_TOKENS as usize {
            sentences.push(Span::new(start as u32, i as u32 + 1));
            start = i + 1;
            i += 1;
        } else {
            i += 1;
        }
    }
    if start < end {
        sentences.push(Span::new(start as u32, end as u32));
    }
}

/// If the token at `i` ends a sentence: where the next one begins.
fn after_sentence_end(norms: &Words, shapes: &[Shape], i: usize, end: usize) -> Option<usize> {
    let norm = norms.get(i);
    let abbreviation = match norm {
        "." | "…" => false,
        _ if norm.starts_with(['!', '?']) || norm.starts_with("..") => false,
        _ if shapes[i].has(Shape::WORD) && norm.ends_with('.') => true,
        _ => return None,
    };
    let mut next = i + 1;
    // "?!", and the marks that close with the sentence.
    while next < end
        && next - i <= MOST_CLOSING
        && shapes[next].has(Shape::GLUED)
        && (shapes[next].has(Shape::CLOSES) || matches!(norms.get(next), ")" | "]" | "!" | "?" | "."))
    {
        next += 1;
    }
    let closed = next > i + 1 && shapes[next - 1].has(Shape::CLOSES);
    if next >= end {
        return None; // the block ends it
    }
    let mut first = next;
    while first < end && (shapes[first].has(Shape::OPENS) || matches!(norms.get(first), "(" | "[" | "-")) {
        first += 1;
    }
    if first >= end {
        return None;
    }
    let shape = shapes[first];
    if shapes[next].has(Shape::GLUED) && norm == "." && !closed && !shape.has(Shape::CAPITAL) {
        return None; // "p.12"
    }
    let opens = first > next && shapes[next].has(Shape::OPENS);
    if norm == "no." {
        return None; // "No. 4"
    }
    if abbreviation {
        let starter = shape.has(Shape::CAPITAL) && STARTERS.binary_search(&norms.get(first)).is_ok();
        let ends = !stands_before(norm) && (starter || opens && shape.has(Shape::CAPITAL));
        return ends.then_some(next);
    }
    let begins = shape.has(Shape::CAPITAL)
        || shape.has(Shape::DIGITS)
        || opens
        || !shape.has(Shape::WORD) && !matches!(norms.get(first), "," | ";" | ":" | "-" | ")");
    begins.then_some(next)
}

/// If the block begins with a dateline: where it ends, its dash included.
///
/// A dateline is a place in capitals or an agency in brackets near the start, then a dash: "BAGHDAD (AFP) -",
/// "GOMA, Congo (AP) —", "KYIV, Nov 3 (Reuters) -".
fn dateline_end(norms: &Words, shapes: &[Shape], block: Span<Tokens>) -> Option<usize> {
    let (start, end) = (block.start() as usize, block.end() as usize);
    if start >= end || !shapes[start].has(Shape::CAPITAL) && norms.get(start) != "(" {
        return None;
    }
    let mut bracket = false;
    let mut upper = shapes[start].has(Shape::UPPER);
    for i in start..end.min(start + MAX_DATELINE) {
        let norm = norms.get(i);
        let shape = shapes[i];
        let spaced = !shape.has(Shape::GLUED) && i + 1 < end && !shapes[i + 1].has(Shape::GLUED);
        match norm {
            "(" => bracket = true,
            "-" | "--"
                if i > start
                    && (spaced || norm == "--" || bracket)
                    && (bracket || upper && shapes[i - 1].has(Shape::WORD)) =>
            {
                return (i + 1 < end).then_some(i + 1);
            }
            "," | ")" | "." | "/" | "-" => {}
            _ if shape.has(Shape::CAPITAL) || shape.has(Shape::DIGITS) => {
                upper |= shape.has(Shape::UPPER) && i == start
            }
            _ if bracket && norms.get(i) != "said" => {}
            _ => return None,
        }
    }
    None
}
