//! Feeds → pages: one for each entry of an RSS, Atom or JSON feed; sitemaps, which hold addresses only, give a note.
//!
//! An entry's content is its page, and only where there is none is its summary, with a note that says so. What a feed
//! says beside (headline, day, authors, address) goes with the page as given. Left out on purpose: fetching anything,
//! be it the pages that a sitemap lists, content that stands elsewhere (`src`), or what entities refer to.

use std::borrow::Cow;

use dateline_model::{Date, Note, Page, PageKind, Severity};
use sha2::{Digest, Sha256};

use super::{LARGEST_PAGE, Taken, day, nothing, quoted, too_large};
use super::{json_feed, xml};
use crate::packs::hex;
use crate::pipeline::Source;

/// The largest feed that is read, in bytes, unpacked. The largest sitemap that the protocol allows is of 50 MiB.
pub(super) const LARGEST_FEED: u64 = 64 << 20;

/// Most entries of one feed, since an empty one of seven bytes takes hundreds in memory.
pub(super) const MOST_ENTRIES: usize = 100_000;

/// What every entry of a feed is given must be small: the longest name of a feed or author, and most authors of a feed.
const LONGEST_NAME: usize = 300;
const MOST_AUTHORS: usize = 10;

/// What stands in an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    Html(String),
    Text(String),
}

/// An entry of a feed, as it is written.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) id: Option<String>,
    pub(super) link: Option<String>,
    /// The id, where it is the page's address too.
    pub(super) permalink: Option<String>,
    pub(super) title: Option<String>,
    pub(super) content: Option<Body>,
    pub(super) summary: Option<Body>,
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) authors: Vec<String>,
    /// Does a reference stand in it that was not expanded?
    pub(super) refused_entity: bool,
}

/// A feed up to its end or its first fault.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The name of the root element.
    pub(super) root: String,
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) entries: Vec<Entry>,
    /// Addresses that a sitemap lists.
    pub(super) addresses: u64,
    /// Where and why it breaks off.
    pub(super) broken: Option<String>,
    pub(super) refused_entity: bool,
}

/// The pages of a feed, of which `fault` says why there is no more.
pub(super) fn pages(path: Option<String>, bytes: Vec<u8>, fault: Option<Note>) -> Vec<Taken> {
    if let (true, Some(note)) = (bytes.is_empty(), &fault) {
        return vec![nothing(path, note.clone())];
    }
    let declared = declared_encoding(&bytes);
    let decoded = match dateline_article::decode(bytes, declared.as_deref()) {
        Ok(decoded) => decoded,
        Err(note) => return vec![nothing(path, note)],
    };
    let is_json = decoded.text.trim_start().starts_with('{');
    let mut parsed = if is_json { json_feed::parse(&decoded.text) } else { xml::parse(&decoded.text) };
    parsed.title = parsed.title.filter(|title| title.len() <= LONGEST_NAME);
    parsed.authors.retain(|name| name.len() <= LONGEST_NAME);
    parsed.authors.truncate(MOST_AUTHORS);
    let entries = std::mem::take(&mut parsed.entries);
    let none = entries.is_empty();
    let mut taken: Vec<Taken> =
        (1..).zip(entries).map(|(number, entry)| page(path.clone(), number, entry, &parsed)).collect();
    if let Some(note) = fault.or_else(|| complaint(&parsed, none)) {
        taken.push(nothing(path, note));
    }
    if let Some(first) = taken.first_mut() {
        first.notes.splice(0..0, decoded.notes);
    }
    taken
}

/// What is to be said of the feed as a whole.
fn complaint(parsed: &Parsed, none: bool) -> Option<Note> {
    let what = match parsed.root.as_str() {
        "urlset" => Some("pages"),
        "sitemapindex" => Some("sitemaps"),
        _ => None,
    };
    if let Some(what) = what {
        let so_far = if parsed.broken.is_some() { ", as far as it can be read" } else { "" };
        let message = format!("the sitemap lists {} addresses of {what}{so_far} and holds no text", parsed.addresses);
        return Some(
            Note::new("DL-I019", Severity::Error, message)
                .hint("`dateline watch` fetches the pages of a sitemap by its address"),
        );
    }
    let is_feed = matches!(parsed.root.as_str(), "rss" | "rdf" | "feed" | "channel" | "json");
    if let Some(why) = &parsed.broken {
        return Some(
            Note::new("DL-I017", Severity::Error, format!("the feed breaks off {}", quoted(why)))
                .hint("the entries before that were read; get the feed once more"),
        );
    }
    if none && parsed.refused_entity {
        return Some(refused_entity());
    }
    if !is_feed {
        return Some(
            Note::new("DL-I020", Severity::Error, "the input is no feed and no sitemap")
                .hint("RSS, Atom, JSON Feed and sitemaps are read"),
        );
    }
    none.then(|| {
        Note::new("DL-I020", Severity::Error, "the feed has no entries").hint("fetch it again when there is news")
    })
}

fn refused_entity() -> Note {
    Note::new("DL-I018", Severity::Error, "the text needs entities that nest, expand too far or stand elsewhere")
        .hint("they are never followed; a feed that needs them is broken or hostile")
}

fn page(path: Option<String>, number: usize, entry: Entry, feed: &Parsed) -> Taken {
    let url = entry.link.or(entry.permalink);
    let id = entry.id.or_else(|| url.clone());
    let id = id.unwrap_or_else(|| format!("{}:{number}", path.as_deref().unwrap_or("entry")));
    let mut source = Source { id: Some(id), url, path, ..Source::default() };
    let mut notes = Vec::new();
    let is_summary = entry.content.is_none();
    let Some(body) = entry.content.or(entry.summary) else {
        source.sha256 = hex(&Sha256::digest(source.id.as_deref().unwrap_or_default().as_bytes()));
        let note = if entry.refused_entity {
            refused_entity()
        } else {
            Note::new("DL-I020", Severity::Error, "the entry has no text").hint("its page may have; fetch that")
        };
        return Taken { source, page: None, notes: vec![note] };
    };
    let (text, kind) = match body {
        Body::Html(html) => (html, PageKind::Html),
        Body::Text(text) => (text, PageKind::Clean),
    };
    source.sha256 = hex(&Sha256::digest(text.as_bytes()));
    if entry.refused_entity {
        return Taken { source, page: None, notes: vec![refused_entity()] };
    }
    if text.len() as u64 > LARGEST_PAGE {
        return Taken { source, page: None, notes: vec![too_large()] };
    }
    source.media_type = Some(if kind == PageKind::Html { "text/html" } else { "text/plain" });
    let mut page = Page::new(text, kind);
    page.headline = entry.title;
    page.publisher.clone_from(&feed.title);
    page.url.clone_from(&source.url);
    page.byline = if entry.authors.is_empty() { feed.authors.clone() } else { entry.authors };
    if is_summary {
        notes.push(
            Note::new("DL-I016", Severity::Info, "the feed gives only a summary of the report")
                .hint("the report is on its page; fetch that"),
        );
    }
    if let Some(given) = entry.published.or(entry.updated) {
        page.published = written_day(&given);
        if page.published.is_none() {
            notes.push(
                Note::new("DL-I008", Severity::Warning, format!("“{}” is no date and was not used", quoted(&given)))
                    .hint("RFC 822 and RFC 3339 are read"),
            );
        }
    }
    Taken { source, page: Some(page), notes }
}

/// The day that a time of RFC 3339 or RFC 822 says, in its own time zone. Of the latter's habits those without a weekday,
/// with months in full and with the month first are read too.
pub fn written_day(text: &str) -> Option<Date> {
    if let Some(day) = day(text) {
        return Some(day);
    }
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> = text.split([' ', ',', '-', '\t']).filter(|word| !word.is_empty()).take(5).collect();
    let month_of = |word: &str| {
        let start = word.get(..3).filter(|_| word.bytes().all(|b| b.is_ascii_alphabetic()))?.to_ascii_lowercase();
        months.iter().position(|month| *month == start).map(|month| month as i8 + 1)
    };
    let number_of = |word: &&str| word.parse::<i16>().ok().filter(|_| word.bytes().all(|b| b.is_ascii_digit()));
    let at = words.iter().position(|word| month_of(word).is_some())?;
    let month = month_of(words[at])?;
    let (day, year) = match at.checked_sub(1).and_then(|before| words.get(before)).and_then(number_of) {
        Some(day) => (day, words.get(at + 1)?),
        None => (words.get(at + 1).and_then(number_of)?, words.get(at + 2)?),
    };
    let full = match year.len() {
        4 => number_of(year)?,
        2 => number_of(year).map(|year| if year < 50 { 2000 + year } else { 1900 + year })?,
        _ => return None,
    };
    Date::new(full, month, i8::try_from(day).ok()?).ok()
}

/// The encoding that an XML declaration names.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]).into_owned();
    let declaration = head.trim_start_matches('\u{feff}').trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(name, _)| name.to_owned())
}

impl Body {
    /// Markup if a tag stands in it, else words.
    pub(super) fn told_by_its_looks(text: String) -> Self {
        if has_tag(&text) { Self::Html(text) } else { Self::Text(paragraphs(&text)) }
    }

    pub(super) fn is_blank(&self) -> bool {
        let (Self::Html(text) | Self::Text(text)) = self;
        text.trim().is_empty()
    }
}

/// Words with their references read, each paragraph on a line of its own: the line breaks of XML mean nothing.
fn paragraphs(text: &str) -> String {
    let mut read = String::new();
    words_of(text, &mut read);
    let mut out = String::with_capacity(read.len());
    let mut blank = false;
    for line in read.lines().map(str::trim) {
        if line.is_empty() {
            blank = !out.is_empty();
        } else {
            if !out.is_empty() {
                out.push(if blank { '\n' } else { ' ' });
            }
            out.push_str(line);
            blank = false;
        }
    }
    out
}

/// A headline or name without tags, its references read and its white space folded.
pub(super) fn plain(text: &str) -> String {
    let mut read = String::new();
    words_of(text, &mut read);
    read.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does a tag begin in it, and one end?
fn has_tag(text: &str) -> bool {
    let last = text.rfind('>').unwrap_or(0);
    let begins_tag = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!');
    text[..last].match_indices('<').any(|(at, _)| text[at + 1..].starts_with(begins_tag))
}

/// The words of hypertext, or of text in which references alone are hypertext.
pub(super) fn words_of(text: &str, out: &mut String) {
    let text = if has_tag(text) { Cow::Borrowed(text) } else { Cow::Owned(text.replace('<', "&lt;")) };
    for Ok(token) in html5gum::Tokenizer::new(&*text) {
        if let html5gum::Token::String(words) = token {
            out.push_str(&String::from_utf8_lossy(&words));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_as_it_is_written() {
        for (text, expected) in [
            ("Fri, 26 Jul 2024 23:30:00 -0700", Some("2024-07-26")),
            ("26 Jul 24 01:00 GMT", Some("2024-07-26")),
            ("Fri, 26 July 2024 23:30:00 EST", Some("2024-07-26")),
            ("July 26, 2024", Some("2024-07-26")),
            ("26-Jul-2024", Some("2024-07-26")),
            ("2024-07-26T23:30:00-07:00", Some("2024-07-26")),
            ("2024-07-26", Some("2024-07-26")),
            ("03 Mar 98", Some("1998-03-03")),
            ("03/04/2024", None),
            ("31 Feb 2024", None),
            ("yesterday", None),
            ("", None),
            ("März", None),
        ] {
            assert_eq!(written_day(text).map(|day| day.to_string()).as_deref(), expected, "{text}");
        }
    }
}
