//! The page: what came in, before anything was read from it.
//!
//! A page carries what is known from outside (its kind, address, date) beside its decoded text. Bytes that were not
//! text, and how they were decoded, are the article stage's and the intake's affair; a page that could not be decoded
//! never becomes a `Page`, it becomes a [`Note`](crate::Note).

use crate::Date;

/// How the text of a page is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// Hypertext: markup says what is what.
    Html,
    /// The text of a page with its furniture (menus, captions, buttons); one or several articles.
    Dump,
    /// A clean article, read as it stands.
    Clean,
}

/// One page: decoded text and what is known of it from outside.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page, decoded to UTF-8 and without a byte-order mark. [`Span<Source>`](crate::Span) counts its bytes.
    pub text: String,
    /// How to take `text`.
    pub kind: PageKind,
    /// The headline, where the input gives it apart from the text.
    pub headline: Option<String>,
    /// The day of publication, where the input or the caller gives it.
    pub published: Option<Date>,
    /// The publisher's name, where the input gives it.
    pub publisher: Option<String>,
    /// The page's address, where the input gives it: dates and relative links are read against it.
    pub url: Option<String>,
    /// The people who wrote it, where the input names them (a feed's entry).
    pub byline: Vec<String>,
}

impl Page {
    /// A page of `kind` of which nothing else is known.
    pub fn new(text: impl Into<String>, kind: PageKind) -> Self {
        Self {
            text: text.into(),
            kind,
            headline: None,
            published: None,
            publisher: None,
            url: None,
            byline: Vec::new(),
        }
    }
}
