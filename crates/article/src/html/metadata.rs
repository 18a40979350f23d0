//! What a page says of its article for machines: `meta`, `title`, `link`, the language of `html`, and JSON-LD.
//!
//! OpenGraph, Dublin Core, Parsely, Sailthru and the rest say the same few things under many names; one table lists
//! them in the order in which they are to be believed. Dates are taken day by day as they are written (the outlet's own
//! clock) and only where they can mean one day alone.
//!
//! Left out on purpose: which headline and byline the article gets (`headline` and `byline` decide with what is visible).

use dateline_model::Date;

use super::linked::{self, Linked};
use super::names::Tag;
use super::references;
use super::scan::attributes;
use super::tree::Tree;
use crate::dates;

/// What a page says of itself.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// `og:title`, `twitter:title` and their kin, in the order of belief.
    pub titles: Vec<String>,
    /// The `title` element.
    pub window_title: Option<String>,
    /// The description, in plain form.
    pub description: Option<String>,
    /// Names as `meta` writes them.
    pub authors: Vec<String>,
    pub site: Option<String>,
    pub published: Option<Date>,
    /// That day is one of Greenwich's clock; the outlet's own may be the day before or after.
    pub published_utc: bool,
    pub modified: Option<Date>,
    pub language: Option<String>,
    pub canonical: Option<String>,
    pub paywalled: bool,
    pub linked: Linked,
}

/// Names under which `meta` gives the day of publication, most trusted first.
#[rustfmt::skip]
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "rnews:datepublished",
    "article:published",
    "article.published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dc:date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "published-date",
    "pubdate",
    "pub_date",
    "article_date_original",
    "publication_date",
    "publicationdate",
    "originalpublicationdate",
    "article-publication-date",
    "citation_publication_date",
    "iso-8601-publish-date",
    "bt:pubdate",
    "vr:published_time",
    "analytics:published",
    "date",
];

#[rustfmt::skip]
const MODIFIED: &[&str] = &["article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "article:modified", "revised", "last_updated_date"];

#[rustfmt::skip]
const TITLES: &[&str] = &["og:title", "twitter:title", "headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "cxenseparse:title", "title"];

#[rustfmt::skip]
const AUTHORS: &[&str] = &["author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator", "dc.contributor", "dcterms.creator", "byl", "cxenseparse:author", "authors", "article:author_name", "citation_author", "article.author", "og:author", "byline"];

#[rustfmt::skip]
const DESCRIPTIONS: &[&str] = &["og:description", "description", "twitter:description", "dc.description", "dcterms.abstract"];

#[rustfmt::skip]
const SITES: &[&str] = &["og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher", "copyright"];

/// A headline has at most so many bytes; the longest of the development pages' 271 has 190.
const LONGEST_HEADING: usize = 500;

/// A description is compared by so many bytes.
const LONGEST_DESCRIPTION: usize = 1000;

/// Reads the page's metadata. `headings` are the level-one headings that the page shows.
pub(crate) fn metadata(tree: &Tree<'_>, headings: &[String]) -> Metadata {
    let mut said: Vec<(String, String)> = Vec::new();
    let mut canonical = None;
    for (tag, range) in &tree.meta {
        let (mut name, mut content, mut property) = (None, None, None);
        for (key, value, _) in attributes(tree.page, *range) {
            match key.to_ascii_lowercase().as_str() {
                "name" | "rel" => name = Some(value),
                "property" => property = Some(value),
                "itemprop" => name = name.or(Some(value)),
                "content" | "href" => content = Some(value),
                _ => {}
            }
        }
        let Some(content) = content.filter(|c| !c.trim().is_empty()) else { continue };
        if *tag == Tag::Link {
            if name.is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) && canonical.is_none() {
                canonical = Some(references::text(content));
            }
            continue;
        }
        for name in [property, name].into_iter().flatten() {
            said.push((name.trim().to_ascii_lowercase(), references::text(content)));
        }
    }
    let all = |names: &'static [&'static str]| {
        let said = &said;
        names.iter().flat_map(move |name| said.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str()))
    };
    let mut titles: Vec<String> = Vec::new();
    for title in all(TITLES).take(16) {
        if !titles.iter().any(|t| t == title) {
            titles.push(title.to_owned());
        }
    }
    let window_title = tree.raw.iter().find(|raw| raw.tag == Tag::Title).map(|raw| {
        let text = references::text(&tree.page[raw.content.0..raw.content.1]);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let plain = |text: &str| crate::cues::plain(text);
    let shown: Vec<String> = headings.iter().chain(&titles).chain(window_title.iter()).map(|t| plain(t)).collect();
    // A heading of kilobytes is none.
    let shown: Vec<String> = shown.into_iter().filter(|s| s.len() <= LONGEST_HEADING).collect();
    let linked = linked::linked(tree, &|headline| {
        let headline = plain(headline);
        headline.len() > 8
            && shown.iter().any(|s| s.contains(&headline) || headline.contains(s.as_str()) && s.len() > 12)
    });
    let day = |names| all(names).find_map(day);
    let root_language = tree.root.and_then(|range| {
        attributes(tree.page, range)
            .find(|(name, ..)| name.eq_ignore_ascii_case("lang"))
            .map(|(_, value, _)| value.to_owned())
    });
    let authors =
        AUTHORS.iter().map(|name| said.iter().filter(|(n, _)| n == name).map(|(_, v)| v.clone()).collect::<Vec<_>>());
    let authors = authors.into_iter().find(|names| names.iter().any(|n| !n.starts_with("http"))).unwrap_or_default();
    let dated = |text: &&str| self::day(text).is_some();
    let published = linked.published.as_deref().filter(dated).or_else(|| all(PUBLISHED).find(dated));
    Metadata {
        published: published.and_then(self::day),
        published_utc: published.is_some_and(is_utc),
        modified: linked.modified.as_deref().and_then(self::day).or_else(|| day(MODIFIED)),
        description: all(DESCRIPTIONS)
            .next()
            .or(linked.description.as_deref())
            .map(|d| crate::cues::plain(&d[..d.floor_char_boundary(LONGEST_DESCRIPTION)])),
        authors,
        site: all(&["og:site_name"])
            .find(|name| !name.starts_with('@'))
            .map(str::to_owned)
            .or_else(|| linked.publisher.clone())
            .or_else(|| all(SITES).find(|name| !name.starts_with('@')).map(str::to_owned)),
        language: root_language.or_else(|| linked.language.clone()).filter(|l| !l.trim().is_empty()),
        canonical: canonical
            .or_else(|| all(&["og:url"]).next().map(str::to_owned))
            .or_else(|| linked.url.clone())
            .filter(|url| url.starts_with("http")),
        paywalled: linked.paywalled || all(&["article:content_tier"]).any(|tier| matches!(tier, "locked" | "metered")),
        titles,
        window_title,
        linked,
    }
}

/// Whether a time is told by Greenwich's clock.
pub(crate) fn is_utc(text: &str) -> bool {
    let text = text.trim();
    text.len() > 11 && ["Z", "+00:00", "+0000", "GMT", "UTC"].iter().any(|zone| text.ends_with(zone))
}

/// The day that a machine-readable date says: ISO 8601 in its spellings, RFC 2822, `31.12.2024`, a month in words.
/// `None` where it could be another day ("03/11/2017").
pub(crate) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let digits = |range: std::ops::Range<usize>| text.get(range).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
    let number = |range: std::ops::Range<usize>| digits(range).and_then(|d| d.parse::<i16>().ok());
    let bytes = text.as_bytes();
    let found = if digits(0..4).is_some() && matches!(bytes.get(4), Some(b'-' | b'/' | b'.')) {
        // 2024-07-26T09:30, 2024/7/5
        let mut parts = text.split(|c: char| !c.is_ascii_digit());
        let mut next = || parts.next().filter(|p| !p.is_empty() && p.len() <= 4).and_then(|p| p.parse::<i16>().ok());
        let (y, m, d) = (next()?, next()?, next()?);
        Date::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()
    } else if digits(0..8).is_some() && bytes.get(8).is_none_or(|b| !b.is_ascii_digit()) {
        // 20240726T0930
        Date::new(number(0..4)?, i8::try_from(number(4..6)?).ok()?, i8::try_from(number(6..8)?).ok()?).ok()
    } else if digits(0..2).is_some()
        && bytes.get(2) == Some(&b'.')
        && digits(3..5).is_some()
        && bytes.get(5) == Some(&b'.')
    {
        // 26.07.2024
        Date::new(number(6..10)?, i8::try_from(number(3..5)?).ok()?, i8::try_from(number(0..2)?).ok()?).ok()
    } else if digits(0..2).is_some()
        && matches!(bytes.get(2), Some(b'/' | b'-'))
        && digits(3..5).is_some()
        && matches!(bytes.get(5), Some(b'/' | b'-'))
    {
        // 26/07/2024 can be one day alone only where one number is no month.
        let (a, b, y) = (number(0..2)?, number(3..5)?, number(6..10)?);
        let (d, m) = match (a, b) {
            (13.., ..=12) => (a, b),
            (..=12, 13..) => (b, a),
            _ if a == b => (a, b),
            _ => return None,
        };
        Date::new(y, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()
    } else {
        dates::first(text)
    };
    // The first news site opened in 1992; what lies far ahead is a placeholder.
    found.filter(|d| (1992..2100).contains(&d.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_pages_write_them() {
        let cases = [
            ("2024-07-26T09:30:00+02:00", Some("2024-07-26")),
            ("2024-07-26 23:59", Some("2024-07-26")),
            ("2024/7/5", Some("2024-07-05")),
            ("20240726T0930", Some("2024-07-26")),
            ("Fri, 26 Jul 2024 09:30:00 GMT", Some("2024-07-26")),
            ("July 26, 2024", Some("2024-07-26")),
            ("26.07.2024 09:30", Some("2024-07-26")),
            ("26/07/2024", Some("2024-07-26")),
            ("07/26/2024", Some("2024-07-26")),
            ("03/11/2017", None),
            ("2024-0520 10:00", None),
            ("2024-257-05", None),
            ("0001-01-01T00:00:00", None),
            ("1722000000", None),
            ("yesterday", None),
        ];
        for (text, want) in cases {
            assert_eq!(day(text).map(|d| d.to_string()).as_deref(), want, "{text}");
        }
    }
}
