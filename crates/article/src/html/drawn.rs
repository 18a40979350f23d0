//! Pages whose text is drawn by a script: the hypertext of the article stands in a string of its data.
//!
//! Asked only where the page itself shows no article and linked data has no text. The longest string that holds several
//! ends of paragraphs is taken for a page of its own, and every character keeps its place in the script.
//!
//! Left out on purpose: data that is no hypertext (lists of nodes), and strings inside strings.

use dateline_model::Strand;
use memchr::memmem;

use super::json;
use super::names::Tag;
use super::tree::Tree;

/// How scripts write the sign that opens a tag, before the `/p` of a paragraph's end.
const OPENINGS: &[&[u8]] = &[b"\\u003c\\", b"\\u003c", b"\\u003C", b"\\x3c", b"<\\", b"<"];

/// Ends of paragraphs that make a string the text of an article.
const LEAST: usize = 3;

/// The hypertext of the article in the page's scripts, with its place on the page. Each byte of a script is looked at a
/// fixed number of times, since a string once found is not entered again.
pub(crate) fn hypertext(tree: &Tree<'_>) -> Option<Strand> {
    let mut best: Option<(usize, usize)> = None;
    for script in tree.raw.iter().filter(|raw| raw.tag == Tag::Script) {
        let (from, to) = script.content;
        let bytes = &tree.page.as_bytes()[..to];
        let mut read_to = from;
        for end in paragraph_ends(bytes, from) {
            if end < read_to {
                continue;
            }
            let Some(start) = string_start(bytes, read_to, end) else { continue };
            let stop = string_end(bytes, end);
            let several = paragraph_ends(&bytes[..stop], start).take(LEAST).count() == LEAST;
            if several && best.is_none_or(|(a, b)| stop - start > b - a) {
                best = Some((start, stop));
            }
            read_to = stop + 1;
        }
    }
    best.map(|(start, stop)| json::strand(&tree.page[start..stop], start))
}

/// Where paragraphs end in `bytes[from..]`.
fn paragraph_ends(bytes: &[u8], from: usize) -> impl Iterator<Item = usize> + '_ {
    memmem::find_iter(&bytes[from..], b"/p")
        .map(move |at| from + at)
        .filter(move |at| OPENINGS.iter().any(|opening| bytes[from..*at].ends_with(opening)))
}

/// One past the quotation mark that opens the string around `at`.
fn string_start(bytes: &[u8], from: usize, at: usize) -> Option<usize> {
    let mut end = at;
    loop {
        let quote = memchr::memrchr(b'"', &bytes[from..end])? + from;
        let slashes = bytes[from..quote].iter().rev().take_while(|b| **b == b'\\').count();
        if slashes % 2 == 0 {
            return Some(quote + 1);
        }
        end = quote;
    }
}

/// The quotation mark that closes the string around `at`, or the end of the script.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        if bytes[at + found] == b'"' {
            return at + found;
        }
        at += found + 2;
    }
    bytes.len()
}
