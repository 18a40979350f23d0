//! A page of hypertext → its articles.
//!
//! `scan` (bytes to tags and text) → `tree` (a column of nodes) → `passages` (lines with their numbers) → `body` (which
//! of them are the article) → `assemble` (blocks, captions, header). `metadata` and `linked` read what the page says
//! for machines, `hints` what designers' names say. No stage knows a site.

mod assemble;
mod body;
mod byline;
mod captions;
mod draft;
mod drawn;
mod headline;
mod hints;
mod json;
mod judge;
mod linked;
mod metadata;
mod names;
mod passages;
mod published;
mod references;
mod scan;
mod trace;
mod tree;
mod vouched;

use dateline_model::{Article, Note, Page, Severity};

/// The articles of a page, and what is to be said of it.
pub(crate) fn articles(page: &Page) -> (Vec<Article>, Vec<Note>) {
    let tree = tree::Tree::of(&page.text);
    let passages = passages::passages(&tree);
    let mut notes = Vec::new();
    if tree.flattened {
        notes.push(
            Note::new("DL-A002", Severity::Info, "the page nests deeper than 512 elements and was flattened there")
                .hint("no text is lost; check the order of what stands deepest"),
        );
    }
    (assemble::articles(page, &tree, &passages), notes)
}

/// How the page was weighed, as text.
pub(crate) fn trace(page: &str) -> String {
    trace::trace(page)
}
