//! Feeds, sitemaps and OPML lists → the addresses that they name.
//!
//! The same bytes give pages elsewhere ([`feed`]); here only the way to the reports is of interest. An entry's address is read against the
//! list's own, kept if it is one of HTTP, and named once. Of a sitemap the newest come first, since a large site lists its whole past; a feed
//! keeps its order. A list that breaks off gives what stood before the break, with a note.
//!
//! Left out on purpose: sitemaps as plain text, pictures and videos of sitemaps, `xml:base`, and fetching anything.

use std::collections::BTreeSet;
use std::io::Cursor;

use dateline_model::{Note, Severity};
use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use super::feed::{self, LARGEST_FEED, MOST_ENTRIES, plain};
use super::tape::Plain;
use super::xml::{self, DEEPEST, References, attribute, names};
use super::{Form, json_feed, quoted, sniff, unpacked, whole};

/// The most addresses that are taken of one list. Chosen: a fifth of what a sitemap may hold, and more than a site publishes in a month.
pub const MOST_LINKS: usize = 10_000;

/// What a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// RSS, Atom, JSON Feed.
    Feed,
    /// Pages of a site.
    Sitemap,
    /// Sitemaps of a site.
    SitemapIndex,
    /// Feeds, as readers of feeds exchange them.
    Opml,
}

/// An address that a list names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The address, of HTTP and absolute.
    pub url: String,
    /// What it is called.
    pub title: Option<String>,
    /// The time that the list gives, as it is written.
    pub published: Option<String>,
}

/// What a list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    /// What it is.
    pub kind: ListKind,
    /// What it is called.
    pub title: Option<String>,
    /// What it names.
    pub entries: Vec<Link>,
    /// Why there are no more.
    pub note: Option<Note>,
}

/// Do these bytes look like a feed, a sitemap or an OPML list? Compressed ones are looked into.
pub fn is_list(bytes: &[u8]) -> bool {
    let (mut tape, _) = unpacked(Box::new(Plain::new(Cursor::new(bytes[..bytes.len().min(1 << 16)].to_vec()))));
    let head = tape.peek(sniff::HEAD);
    let head = &head[..head.len().min(sniff::HEAD)];
    sniff::form(None, head) == Form::Feed || holds_opml(head)
}

fn holds_opml(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    head.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"<opml"))
}

/// The addresses that a feed, sitemap or OPML list names; relative ones are read against `base`.
pub fn links(bytes: Vec<u8>, base: Option<&str>) -> Result<Links, Note> {
    let (mut tape, _) = unpacked(Box::new(Plain::new(Cursor::new(bytes))));
    let read = whole(&mut tape, LARGEST_FEED);
    if let (true, Some(note)) = (read.bytes.is_empty(), &read.fault) {
        return Err(note.clone());
    }
    let declared = feed::declared_encoding(&read.bytes);
    let text = dateline_article::decode(read.bytes, declared.as_deref())?.text;
    let mut list = match of_xml(&text) {
        Some(list) => list,
        None => of_feed(&text)?,
    };
    if matches!(list.links.kind, ListKind::Sitemap | ListKind::SitemapIndex) {
        // Times are written with the year first, so that their words have their order; what has none comes last.
        list.links.entries.sort_by(|a, b| b.published.cmp(&a.published));
    }
    let base = base.and_then(|base| Url::parse(base).ok());
    let mut seen = BTreeSet::new();
    list.links.entries.retain_mut(|link| match resolved(base.as_ref(), &link.url) {
        Some(url) => {
            link.url = url;
            seen.insert(link.url.clone())
        }
        None => false,
    });
    list.links.entries.truncate(MOST_LINKS);
    let broken = list.broken.map(|why| {
        Note::new("DL-I017", Severity::Error, format!("the list breaks off {}", quoted(&why)))
            .hint("the addresses before that were taken; it is asked for again later")
    });
    list.links.note = read.fault.or(broken);
    Ok(list.links)
}

/// A list up to its end or its first fault.
struct Read {
    links: Links,
    broken: Option<String>,
}

fn resolved(base: Option<&Url>, link: &str) -> Option<String> {
    let link = link.trim();
    let mut url = match base {
        Some(base) => base.join(link).ok()?,
        None => Url::parse(link).ok()?,
    };
    url.set_fragment(None);
    // A name and password would be kept and shown.
    let is_plain = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain).then(|| url.to_string())
}

fn of_feed(text: &str) -> Result<Read, Note> {
    let parsed = if text.trim_start().starts_with('{') { json_feed::parse(text) } else { xml::parse(text) };
    if !matches!(parsed.root.as_str(), "rss" | "rdf" | "feed" | "channel" | "json") {
        return Err(Note::new("DL-I020", Severity::Error, "the input is no feed and no sitemap")
            .hint("RSS, Atom, JSON Feed, sitemaps and OPML are read"));
    }
    let link = |entry: feed::Entry| {
        let url = entry.link.or(entry.permalink)?;
        Some(Link { url, title: entry.title, published: entry.published.or(entry.updated) })
    };
    let entries = parsed.entries.into_iter().filter_map(link).collect();
    let links = Links { kind: ListKind::Feed, title: parsed.title, entries, note: None };
    Ok(Read { links, broken: parsed.broken })
}

/// A sitemap or OPML list; `None` if the root says that it is neither.
fn of_xml(text: &str) -> Option<Read> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    // Some lists close their tags in another order.
    config.check_end_names = false;
    let mut references = References::default();
    let mut open: Vec<String> = Vec::new();
    let mut words = String::new();
    let mut link = Link::default();
    let mut read: Option<Read> = None;
    let broken = loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => break Some(format!("at byte {}: {error}", reader.error_position())),
        };
        match event {
            Event::Start(start) => {
                let (name, _) = names(&start);
                let kind = match (&read, name.as_str()) {
                    (Some(read), _) => read.links.kind,
                    (None, "urlset") => ListKind::Sitemap,
                    (None, "sitemapindex") => ListKind::SitemapIndex,
                    (None, "opml") => ListKind::Opml,
                    (None, _) => return None,
                };
                let read = read.get_or_insert_with(|| Read {
                    links: Links { kind, title: None, entries: Vec::new(), note: None },
                    broken: None,
                });
                if kind == ListKind::Opml && name == "outline" {
                    let title = attribute(&start, "title").or_else(|| attribute(&start, "text"));
                    let url = attribute(&start, "xmlUrl");
                    let feed = url.map(|url| Link { url, title: title.map(|title| plain(&title)), published: None });
                    read.links.entries.extend(feed);
                }
                if read.links.entries.len() >= MOST_ENTRIES {
                    break Some(format!("after {MOST_ENTRIES} entries"));
                }
                if open.len() >= DEEPEST {
                    break Some(format!("where elements are nested more than {DEEPEST} deep"));
                }
                words.clear();
                open.push(name);
            }
            Event::End(_) => {
                let path: Vec<&str> = open.iter().map(String::as_str).collect();
                let said = || Some(words.trim().to_owned()).filter(|said| !said.is_empty());
                match (&mut read, &path[..]) {
                    (_, ["urlset", "url", "loc"] | ["sitemapindex", "sitemap", "loc"]) => {
                        link.url = said().unwrap_or_default();
                    }
                    (_, ["urlset", "url", "lastmod"] | ["sitemapindex", "sitemap", "lastmod"]) => {
                        link.published = said().or(link.published.take());
                    }
                    (_, ["urlset", "url", "news", "publication_date"]) => {
                        link.published = link.published.take().or_else(said);
                    }
                    (_, ["urlset", "url", "news", "title"]) => link.title = said(),
                    (Some(read), ["opml", "head", "title"]) => read.links.title = said(),
                    (Some(read), ["urlset", "url"] | ["sitemapindex", "sitemap"]) => {
                        read.links.entries.push(std::mem::take(&mut link));
                    }
                    _ => {}
                }
                open.pop();
                words.clear();
                if open.is_empty() {
                    break None;
                }
            }
            Event::Text(text) => words.push_str(&text.xml10_content()),
            Event::CData(text) => words.push_str(&text.xml10_content()),
            // What is not expanded is left out; an address that lacks it leads nowhere.
            Event::GeneralRef(reference) => drop(references.resolve(&reference, &mut words)),
            Event::DocType(doctype) => references.declare(&doctype),
            Event::Eof => break Some(format!("at byte {}: it is cut off", text.len())),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    };
    read.map(|read| Read { broken, ..read })
}
