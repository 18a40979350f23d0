//! Page → clean articles.
//!
//! A page is text with furniture: menus, buttons, captions printed twice, headlines of other articles, a second article
//! under the first. This crate takes it apart into [lines](crate#the-way-through), says what each line is, finds where
//! articles begin, and assembles each of them with its headline, standfirst, byline, dateline, agency, date and
//! captions. It knows no site: shape, repetition and position decide, and tables of what sites in general write on
//! their buttons.
//!
//! # The way through
//!
//! Bytes are decoded by [`decode`](decode()). A dump goes through `dump` (lines → what each is → articles), hypertext
//! through `html` (a column of nodes → passages → the element that is the article → blocks), both with the same tables of
//! what sites write on their furniture (`cues`), of credits, of dates, of bylines and datelines. Text that is given as clean
//! goes straight to an article, character for character.
//!
//! Left out on purpose: feeds and archives, which the intake takes apart into pages.

mod blanks;
mod credits;
mod cues;
mod dates;
mod decode;
mod dump;
mod furniture;
mod furniture_abroad;
mod headers;
mod html;

use dateline_model::{
    Article, ArticleBuilder, Basis, BlockKind, Note, Page, PageKind, Published, Severity, Span, Strand,
};
pub use decode::{Decoded, decode};

/// Changes whenever the same page could give other articles.
pub const VERSION: u32 = 3;

/// What a page gave.
#[derive(Debug, Default)]
pub struct Articles {
    /// The articles in page order.
    pub articles: Vec<Article>,
    /// What is to be said of the page.
    pub notes: Vec<Note>,
}

/// Reads a page into its articles. Pure, and it never fails: a page without an article gives a note.
///
/// ```
/// use dateline_model::{Page, PageKind};
/// let page = Page::new("Ferry sinks off coast\nTT\nFerry sinks off coast\n\nA ferry sank on Monday, police said.", PageKind::Dump);
/// let read = dateline_article::read(&page);
/// assert_eq!(read.articles[0].headline.as_deref(), Some("Ferry sinks off coast"));
/// assert_eq!(read.articles[0].text(), "Ferry sinks off coast\nA ferry sank on Monday, police said.");
/// ```
pub fn read(page: &Page) -> Articles {
    let mut read = Articles::default();
    match page.kind {
        PageKind::Clean => read.articles.extend(clean(page)),
        PageKind::Dump => read.articles = dump::articles(page),
        PageKind::Html => (read.articles, read.notes) = html::articles(page),
    }
    if read.articles.is_empty() {
        let (message, hint) = if page.text.trim().is_empty() {
            ("the input is empty", "give a page with text in it")
        } else {
            (
                "no article was found on the page",
                "no line of it reads like a paragraph of a report; if it is clean text already, use JSONL with \"clean\": true",
            )
        };
        read.notes.push(Note::new("DL-A001", Severity::Error, message).hint(hint));
    }
    for article in &mut read.articles {
        if let Some(day) = page.published {
            article.published = Some(Published { day, basis: Basis::Given });
        }
        if article.published.is_none() {
            let is_first = |b: &&dateline_model::Block| matches!(b.kind, BlockKind::Dateline | BlockKind::Paragraph);
            let first = article.blocks().iter().find(is_first).map(|b| &article.text()[b.span.range()]);
            let day = first.and_then(|text| headers::dated(text).or_else(|| dates::stamp(text)));
            article.published = day.map(|day| Published { day, basis: Basis::Page });
        }
        if page.publisher.is_some() {
            article.publisher.clone_from(&page.publisher);
        }
    }
    if let Some(first) = read.articles.first_mut() {
        if !page.byline.is_empty() {
            first.byline.clone_from(&page.byline);
        }
        first.url = first.url.take().or_else(|| page.url.clone());
    }
    // The given headline is that of the page's (first) article, even where the text does not repeat it.
    if let (Some(first), Some(_)) = (read.articles.first_mut(), &page.headline) {
        first.headline.clone_from(&page.headline);
    }
    read
}

/// The text as it stands: each line a paragraph, the first one the headline if it is the given one.
fn clean(page: &Page) -> Option<Article> {
    if page.text.trim().is_empty() {
        return None;
    }
    let mut builder = ArticleBuilder::default();
    let mut at = 0;
    for raw in page.text.split_inclusive('\n') {
        let body = raw.trim();
        let lead = raw.len() - raw.trim_start().len();
        let piece = |from: usize, to: usize| {
            let mut strand = Strand::default();
            strand.push(&raw[from..to], Span::new((at + from) as u32, (at + to) as u32));
            strand
        };
        if body.is_empty() {
            builder.gap(&piece(0, raw.len()));
        } else {
            builder.gap(&piece(0, lead));
            let is_headline = builder.is_empty() && page.headline.as_deref().is_some_and(|h| h.trim() == body);
            let kind = if is_headline { BlockKind::Headline } else { BlockKind::Paragraph };
            builder.unjoined(kind, &piece(lead, lead + body.len()));
            builder.gap(&piece(lead + body.len(), raw.len()));
        }
        at += raw.len();
    }
    Some(builder.finish())
}

/// How a page of hypertext was weighed, one line a passage: for whoever asks why a line was kept or dropped.
#[doc(hidden)]
pub fn ground(page: &str) -> String {
    html::trace(page)
}
