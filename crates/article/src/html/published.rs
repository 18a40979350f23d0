//! The day of publication where the page does not say it for machines: `time` elements, date lines, the address.
//!
//! Only what stands in the article's own header counts, so that the day of a comment, of a related report or of the
//! crawl never becomes the article's. Of two `time` elements in the header the earlier is taken (the later
//! is the update). A wrong day is worse than none: two date lines that nothing tells apart give none.
//!
//! Left out on purpose: "3 hours ago", which needs a clock.

use dateline_model::{Basis, Date, Page, Published};

use super::body::Ground;
use super::hints::Hints;
use super::judge;
use super::metadata::{self, Metadata};
use super::names::Tag;
use crate::dates::{self, DateLine};

/// Passages of the body that still belong to the header: a date line may stand under the first picture.
const INTO_BODY: usize = 3;

/// Passages before the headline that do: a section, a breadcrumb, a date.
const BEFORE_HEADLINE: usize = 6;

/// The day of publication of the article in `container`.
pub(crate) fn published(
    ground: &Ground<'_, '_>,
    container: usize,
    metadata: &Metadata,
    page: &Page,
) -> Option<Published> {
    let said = |day| Published { day, basis: Basis::Metadata };
    let inside = ground.passages_in(container);
    let headline = ground.headline.filter(|h| *h <= inside.end);
    let from = headline.map_or(inside.start, |h| h.saturating_sub(BEFORE_HEADLINE).min(inside.start));
    let to = (inside.start.max(headline.map_or(0, |h| h + 1)) + INTO_BODY).min(inside.end.max(inside.start));
    if let Some(day) = metadata.published {
        let near = |other: &Date| {
            *other != day && (other.tomorrow().is_ok_and(|d| d == day) || other.yesterday().is_ok_and(|d| d == day))
        };
        let local = || times(ground, container, from, to, true).or_else(|| line(ground, from, to));
        // Greenwich's day is not always the outlet's.
        // A live blog shows the day of its last entry.
        let day = if metadata.published_utc && !metadata.linked.live {
            local().filter(|l| near(l)).unwrap_or(day)
        } else {
            day
        };
        return Some(said(day));
    }
    if let Some(day) = times(ground, container, from, to, false) {
        return Some(said(day));
    }
    let visible = line(ground, from, to).map(|day| Published { day, basis: Basis::Page });
    visible.or_else(|| {
        let urls = page.url.iter().chain(&metadata.canonical);
        urls.filter_map(|url| of_address(url)).next().map(said)
    })
}

/// The day that the `time` elements and dated properties between the passages `from` and `to` say; with
/// `local`, only those that tell their own clock.
fn times(ground: &Ground<'_, '_>, container: usize, from: usize, to: usize, local: bool) -> Option<Date> {
    let tree = ground.tree;
    let first = ground.passages.get(from)?.first as usize;
    let end = if to < ground.passages.len() {
        ground.passages[to].first as usize
    } else {
        tree.nodes[container].end as usize
    };
    // The element of the first passage may open a little before it.
    let mut found: Option<(u32, Date)> = None;
    for at in first.saturating_sub(12)..end.min(tree.nodes.len()) {
        let node = &tree.nodes[at];
        let property = tree.attribute(at, "itemprop").unwrap_or("");
        let is_time = node.tag == Tag::Time;
        if node.tag == Tag::Text
            || !(is_time || property == "datePublished")
            || ground.hints_around(at).any(Hints::ADVERT.and(Hints::NAVIGATION)) && property != "datePublished"
        {
            continue;
        }
        if property == "dateModified" || ground.hints_around(at).any(Hints::RELATED.and(Hints::COMMENTS)) {
            continue;
        }
        let value = tree.attribute(at, "datetime").or(tree.attribute(at, "content"));
        // The day of an update, or of another report that is a link or an item of a list.
        let other = |n: usize| matches!(tree.nodes[n].tag, Tag::A | Tag::Li);
        let parent = node.parent as usize;
        if is_update(tree.page, node.source.0 as usize) || other(parent) || other(tree.nodes[parent].parent as usize) {
            continue;
        }
        let clock = |v: &&str| {
            !local || v.len() > 11 && v.contains(':') && !metadata::is_utc(v) && v[11..].contains(['+', '-'])
        };
        let Some(day) = value.filter(clock).and_then(metadata::day) else { continue };
        let firm = u32::from(property == "datePublished" || tree.attribute(at, "pubdate").is_some());
        // An update stands behind its publication.
        match found {
            Some((known, earlier)) if known > firm || (known == firm && earlier <= day) => {}
            _ => found = Some((firm, day)),
        }
    }
    found.map(|(_, day)| day)
}

/// Whether the words right before byte `at` of the page say that a change is dated, and not the publication.
fn is_update(page: &str, at: usize) -> bool {
    let from = page.floor_char_boundary(at.saturating_sub(90));
    let before = page.get(from..at).unwrap_or("").to_lowercase();
    let says = |words: &[&str]| words.iter().filter_map(|w| before.rfind(w)).max();
    let updated =
        says(&["updated", "modified", "aktualisiert", "mis à jour", "actualizado", "aggiornato", "atualizado"]);
    updated.is_some_and(|at| says(&["published", "posted", "publi", "veröffentlicht"]).is_none_or(|other| other < at))
}

/// The day that a date line between the passages `from` and `to` says; none where two lines say two days.
fn line(ground: &Ground<'_, '_>, from: usize, to: usize) -> Option<Date> {
    const LABELS: &[&str] = &["published", "posted", "publié", "publicado", "veröffentlicht", "stand:", "pubblicato"];
    let mut found: Vec<(bool, Date)> = Vec::new();
    for i in from..to.min(ground.passages.len()) {
        let p = &ground.passages[i];
        if p.words > 24 || p.closed && p.words > 12 || p.link_share() > 0.6 {
            continue;
        }
        let hints = ground.hints_around(p.holder as usize);
        if hints.any(Hints::RELATED.and(Hints::COMMENTS).and(Hints::ADVERT).and(Hints::CAPTION)) {
            continue;
        }
        let strand = p.strand(ground.tree);
        let text = strand.text();
        let day = match dates::date_line(text) {
            Some(DateLine::Published(day)) => Some(day),
            Some(DateLine::Updated(_)) => None,
            _ => in_words(text).filter(|_| judge::is_stamp(text, p.words as usize)),
        };
        let lower = text.to_lowercase();
        let labelled = LABELS.iter().any(|label| lower.contains(label));
        // Above the headline stands the day on which the page was called for, unless it says otherwise.
        let above = ground.headline.is_some_and(|headline| i < headline);
        if let Some(day) = day.filter(|_| !above || labelled || hints.any(Hints::DATE)) {
            found.push((labelled, day));
        }
    }
    // What says that it is the publication is believed before what does not.
    let labelled = found.iter().any(|(labelled, _)| *labelled);
    found.retain(|(said, _)| *said || !labelled);
    let (_, day) = *found.first()?;
    found.iter().all(|(_, other)| *other == day).then_some(day)
}

/// Months by the beginnings of their names in the languages of the development pages, longest first where one begins
/// another.
#[rustfmt::skip]
const MONTHS: &[(&str, i8)] = &[
    ("janv", 1), ("jan", 1), ("jän", 1), ("ene", 1), ("gen", 1), ("oca", 1), ("янв", 1), ("sty", 1), ("led", 1),
    ("feb", 2), ("fév", 2), ("fev", 2), ("şub", 2), ("фев", 2), ("lut", 2), ("úno", 2),
    ("mär", 3), ("mar", 3), ("mrt", 3), ("маp", 3), ("мар", 3), ("bře", 3), ("maa", 3),
    ("apr", 4), ("avr", 4), ("abr", 4), ("nis", 4), ("апр", 4), ("kwi", 4), ("dub", 4),
    ("mai", 5), ("may", 5), ("mag", 5), ("mei", 5), ("maj", 5), ("мая", 5), ("май", 5), ("kvě", 5),
    ("juin", 6), ("jun", 6), ("giu", 6), ("haz", 6), ("июн", 6), ("cze", 6), ("červn", 6),
    ("juil", 7), ("jul", 7), ("lug", 7), ("tem", 7), ("июл", 7), ("lip", 7), ("červenec", 7), ("července", 7),
    ("aug", 8), ("aoû", 8), ("aou", 8), ("ago", 8), ("ağu", 8), ("авг", 8), ("sie", 8), ("srp", 8),
    ("sep", 9), ("set", 9), ("eyl", 9), ("сен", 9), ("wrz", 9), ("zář", 9),
    ("okt", 10), ("oct", 10), ("ott", 10), ("out", 10), ("eki", 10), ("окт", 10), ("paź", 10), ("říj", 10),
    ("nov", 11), ("kas", 11), ("ноя", 11), ("lis", 11),
    ("dez", 12), ("dec", 12), ("déc", 12), ("dic", 12), ("ara", 12), ("дек", 12), ("gru", 12), ("pro", 12), ("des", 12),
];

/// Whether a word in lower case begins like a month's name in one of the languages.
pub(crate) fn is_month(word: &str) -> bool {
    MONTHS.iter().any(|(name, _)| word.starts_with(name))
}

/// The full date in a line in one of many languages: "25. Juni 2024", "25 de junio de 2024", "25.06.2024", "2024年6月25日".
pub(crate) fn in_words(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '•' | '·'))
        .filter(|w| !w.is_empty() && !matches!(*w, "de" | "del" | "of" | "di"))
        .collect();
    for (i, word) in words.iter().enumerate() {
        let bare = word.trim_end_matches('.');
        let dotted = bare.split('.').collect::<Vec<_>>();
        if let [d, m, y] = dotted[..]
            && (y.len() == 4 || y.len() == 2)
            && let (Ok(d), Ok(m), Ok(y)) = (d.parse::<i8>(), m.parse::<i8>(), y.parse::<i16>())
        {
            let date = Date::new(if y < 100 { 2000 + y } else { y }, m, d).ok();
            if let Some(date) = date.filter(|d| (1992..2100).contains(&d.year())) {
                return Some(date);
            }
        }
        if let Some(date) = chinese(word) {
            return Some(date);
        }
        let day = bare
            .trim_end_matches(|c: char| c.is_alphabetic() || c == 'º')
            .parse::<i8>()
            .ok()
            .filter(|d| (1..=31).contains(d));
        let month = words.get(i + 1).and_then(|w| MONTHS.iter().find(|(name, _)| w.starts_with(name)).map(|(_, m)| *m));
        let year = words
            .get(i + 2)
            .and_then(|w| w.trim_end_matches('.').parse::<i16>().ok())
            .filter(|y| (1992..2100).contains(y));
        if let (Some(d), Some(m), Some(y)) = (day, month, year) {
            return Date::new(y, m, d).ok();
        }
        // "December 21, 2023"
        let month = dates::month(bare);
        let day = words.get(i + 1).and_then(|w| w.parse::<i8>().ok()).filter(|d| (1..=31).contains(d));
        if let (Some(m), Some(d), Some(y)) = (month, day, year) {
            return Date::new(y, m, d).ok();
        }
    }
    None
}

/// "2024年6月25日".
fn chinese(word: &str) -> Option<Date> {
    let (year, rest) = word.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    let year = year.get(year.len().checked_sub(4)?..)?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|d| d.year() >= 1992)
}

/// The day in an address: `/2024/07/26/`, `/2024-07-26-`, `_20240726`.
pub(crate) fn of_address(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    let path = &path[path.find('/')?..];
    let bytes = path.as_bytes();
    let number = |from: usize, to: usize| {
        path.get(from..to).filter(|d| d.bytes().all(|b| b.is_ascii_digit())).and_then(|d| d.parse::<i16>().ok())
    };
    let edge = |i: usize| bytes.get(i).is_none_or(|b| !b.is_ascii_alphanumeric());
    for i in 1..bytes.len() {
        if !edge(i - 1) || !(bytes[i..].starts_with(b"20") || bytes[i..].starts_with(b"19")) {
            continue;
        }
        let Some(year) = number(i, i + 4).filter(|y| (1992..2100).contains(y)) else { continue };
        let parts = match bytes.get(i + 4) {
            Some(mark @ (b'/' | b'-' | b'_')) if bytes.get(i + 7) == Some(mark) => {
                (number(i + 5, i + 7), number(i + 8, i + 10), i + 10)
            }
            Some(b) if b.is_ascii_digit() => (number(i + 4, i + 6), number(i + 6, i + 8), i + 8),
            _ => continue,
        };
        if let (Some(m), Some(d), end) = parts
            && edge(end)
            && let Ok(date) = Date::new(year, m as i8, d as i8)
        {
            return Some(date);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let cases = [
            ("https://paper.example/world/2024/07/26/flood", Some("2024-07-26")),
            ("https://paper.example/2024-07-26-flood.html", Some("2024-07-26")),
            ("https://paper.example/news/20240726/flood", Some("2024-07-26")),
            ("https://paper.example/news-20240726", Some("2024-07-26")),
            ("https://paper.example/id/2024072612345", None),
            ("https://paper.example/2024/07/flood", None),
            ("https://paper.example/?d=2024/07/26", None),
            ("https://paper.example/наводнение/2024/07/26/x", Some("2024-07-26")),
            ("https://paper.example/é/x", None),
        ];
        for (url, want) in cases {
            assert_eq!(of_address(url).map(|d| d.to_string()).as_deref(), want, "{url}");
        }
    }

    #[test]
    fn date_lines_in_many_languages() {
        let cases = [
            ("Do 25.04.24 | 14:07 Uhr | Von Erika Muster", Some("2024-04-25")),
            ("25. Juni 2024, 12:30 Uhr", Some("2024-06-25")),
            ("Publicado el 25 de junio de 2024", Some("2024-06-25")),
            ("Publié le 3 août 2024", Some("2024-08-03")),
            ("2024年6月25日 21時37分", Some("2024-06-25")),
            ("By Jane Doe December 21, 2023", Some("2023-12-21")),
            ("05/04/2025", None),
        ];
        for (line, want) in cases {
            assert_eq!(in_words(line).map(|d| d.to_string()).as_deref(), want, "{line}");
        }
    }
}
