//! What stands around a headline and before the first sentence: bylines and datelines.

use crate::credits::{agency, is_person};
use crate::dates;
use dateline_model::Date;

/// A byline taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Byline {
    /// The people, as the page spells them. Empty for "Staff Reporter", "Agencies".
    pub people: Vec<String>,
    /// The agency, as the record names it.
    pub agency: Option<&'static str>,
}

/// Words that begin a byline, lower case.
const BY: &[&str] =
    &["by ", "written by ", "words by ", "reported by ", "report by ", "author: ", "authors: ", "by: ", "story by "];

/// Bylines that name nobody, lower case.
const NOBODY: &[&str] = &[
    "agencies",
    "staff",
    "staff reporter",
    "our staff reporter",
    "staff writer",
    "staff writers",
    "our correspondent",
    "news desk",
    "web desk",
    "newsroom",
    "editorial staff",
    "our reporter",
    "a staff reporter",
    "staff and agencies",
    "agency",
    "news agencies",
    "from our correspondent",
    "online desk",
    "web team",
    "editorial board",
    "the editors",
    "admin",
    "editor",
];

/// The byline that `line` is, if it is one. A line without "By" counts only where `header` says that it stands between
/// headline and text.
pub(crate) fn byline(line: &str, header: bool) -> Option<Byline> {
    let text = line.trim().trim_end_matches(['.', ',', '|']);
    if text.len() > 160 || text.split_whitespace().count() > 18 {
        return None;
    }
    let lower = text.to_lowercase();
    let said = BY.iter().find(|by| lower.starts_with(**by) && text.is_char_boundary(by.len()));
    let names = said.map_or(text, |by| &text[by.len()..]);
    if NOBODY.contains(&names.trim().to_lowercase().as_str()) {
        return (said.is_some() || header).then(Byline::default);
    }
    if said.is_none() && !header {
        return None;
    }
    let mut byline = Byline::default();
    // "Elena Rossi in Lampedusa and Tom Bexley", "Jane Doe, Reuters", "A, B and C | Paper"
    let mut strange = 0;
    for part in names.split([',', ';', '|', '&', '/']).flat_map(split_and) {
        let person = part.split(" in ").next().unwrap_or(part).split(" for ").next().unwrap_or(part).trim();
        if person.is_empty() {
            continue;
        }
        if let Some(name) = agency(person) {
            byline.agency = Some(name);
        } else if is_person(person) {
            byline.people.push(person.to_owned());
        } else {
            strange += 1;
        }
    }
    if said.is_some() {
        // "By Jane Doe, Africa correspondent": the role is no person. "By air and sea …" is no byline.
        let known = !byline.people.is_empty() || byline.agency.is_some();
        return known.then_some(byline);
    }
    (strange == 0 && !byline.people.is_empty() && !text.contains(':')).then_some(byline)
}

fn split_and(text: &str) -> impl Iterator<Item = &str> {
    text.split(" and ").flat_map(|part| part.split(" AND ")).flat_map(|part| part.split(" And "))
}

/// A dateline at the start of a paragraph: where it ends (its dash or colon included) and the agency it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// Bytes of the paragraph.
    pub end: usize,
    /// As the record names it.
    pub agency: Option<&'static str>,
}

/// Words in capitals before a colon that are no place.
const NO_PLACE: &[&str] = &[
    "UPDATE",
    "BREAKING",
    "WATCH",
    "LIVE",
    "NOTE",
    "CORRECTION",
    "EXCLUSIVE",
    "OPINION",
    "ANALYSIS",
    "EXPLAINER",
    "VIDEO",
    "READ",
    "MORE",
    "FACTBOX",
    "WARNING",
    "UN",
    "US",
    "UK",
    "EU",
    "NATO",
];

/// The longest dateline in bytes: "WASHINGTON/BRUSSELS/ADDIS ABABA, September 26 (Thomson Reuters Foundation) - ".
const LONGEST_DATELINE: usize = 90;

/// The dateline that begins `paragraph`, if one does: "BAGHDAD (AFP) -", "GOMA, Congo (AP) —", "KYIV, Nov 3 (Reuters) -",
/// "NAIROBI:", "Deir Ezzor, SANA -".
pub(crate) fn dateline(paragraph: &str) -> Option<Dateline> {
    // "(Reuters) - A missile", "(CNN) A missile": the agency alone.
    if let Some((name, rest)) = paragraph.strip_prefix('(').and_then(|p| p.split_once(')')) {
        let house = (2..=12).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphabetic());
        let capitals = house && name.len() <= 5 && name.chars().all(|c| c.is_ascii_uppercase());
        let dashed = rest.trim_start().starts_with(['-', '–', '—']);
        if agency(name).is_some() && house || capitals && rest.trim_start().starts_with(char::is_uppercase) {
            let mut end = name.len() + 2;
            if dashed {
                let lead = rest.len() - rest.trim_start_matches([' ', '-', '–', '—']).len();
                end += rest[..lead].trim_end().len();
            }
            return Some(Dateline { end, agency: agency(name) });
        }
    }
    for (at, c) in paragraph.char_indices().take_while(|(at, _)| *at < LONGEST_DATELINE) {
        let after = at + c.len_utf8();
        let before = paragraph[..at].trim_end();
        let spaced =
            paragraph[after..].starts_with(' ') && (paragraph[..at].ends_with([' ', ')']) || matches!(c, '—' | '–'));
        let double = c == '-' && paragraph[after..].starts_with('-');
        // The Spanish agencies' form: "Cobán (EFE).-".
        let pointed = c == '-' && paragraph[..at].ends_with(").") && paragraph[after..].starts_with([' ', '\u{a0}']);
        match c {
            '-' if pointed => {
                return place(before.trim_end_matches('.')).map(|agency| Dateline { end: after, agency });
            }
            '-' | '–' | '—' if spaced || double => {
                let end = after + usize::from(double);
                let town = || (c != '-' && is_town(before, &paragraph[after..])).then_some(None);
                return place(before).or_else(town).map(|agency| Dateline { end, agency });
            }
            ':' if !before.contains('(') => {
                let words: Vec<&str> = before.split_whitespace().collect();
                let capitals =
                    words.iter().all(|w| w.chars().all(|c| !c.is_lowercase()) && w.chars().any(char::is_alphabetic));
                let ok = capitals
                    && words.len() <= 3
                    && before.chars().filter(|c| c.is_alphabetic()).count() >= 4
                    && !words.iter().any(|w| NO_PLACE.contains(w));
                return (ok && paragraph[after..].starts_with(' ')).then_some(Dateline { end: after, agency: None });
            }
            '"' | '“' | '?' | '!' | ';' => return None,
            _ => {}
        }
    }
    None
}

/// The day that a dateline says in full: "JUBA, 14 May 2024 – …", "San Salvador, 25 Aug 88 (Radio Venceremos) -- …".
pub(crate) fn dated(paragraph: &str) -> Option<Date> {
    let (head, _) = paragraph.split_once(['-', '–', '—'])?;
    let words = head.split_whitespace().count();
    let named = head.trim_end();
    let fits = head.len() < LONGEST_DATELINE && words <= 12 && head.starts_with(char::is_uppercase);
    let is_frame = |c: char| "?!;\"“".contains(c);
    // A sentence has words in small letters before its dash.
    let small = head.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).count();
    (fits && small <= 2 && named.len() < head.len() && !head.contains(is_frame))
        .then(|| dates::in_dateline(head))
        .flatten()
}

/// Whether a town in small letters stands before a spaced dash, and a sentence after it: "Latakia – Six civilians".
fn is_town(before: &str, after: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().collect();
    let capital =
        |w: &str| w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || "-'’,.".contains(c));
    (1..=3).contains(&words.len())
        && words.iter().all(|w| capital(w))
        && !words.iter().any(|w| NO_PLACE.iter().any(|no| w.eq_ignore_ascii_case(no)))
        && after.trim_start().starts_with(char::is_uppercase)
}

/// Whether `text` is what stands before the dash of a dateline; with the agency it names.
fn place(text: &str) -> Option<Option<&'static str>> {
    let first = text.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’' && c != '-').next().unwrap_or("");
    let capitals = first.chars().count() >= 3 && first.chars().all(|c| !c.is_lowercase());
    let mut agencies = text.split(['(', ')', ',', '/']).filter_map(agency);
    let named = agencies.next();
    if !capitals && named.is_none() {
        return None;
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '(' | ')'))
        .filter(|w| !w.is_empty())
        .collect();
    let fits = words.len() <= 10
        && words.iter().all(|w| {
            w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                || matches!(*w, "al" | "of" | "the" | "de" | "near" | "and" | "la" | "el")
                || w.starts_with("al-")
                || agency(w).is_some()
        });
    fits.then_some(named)
}

/// "Jane Doe covers the southern Interior. She can be reached at …"
pub(crate) fn is_bio(text: &str, byline: &[String], paragraphs: usize) -> bool {
    const DOES: &[&str] = &[
        " is a ",
        " is an ",
        " is the ",
        " is our ",
        " is based ",
        " covers ",
        " reports ",
        " writes ",
        " has covered ",
        " has reported ",
        " joined ",
        " can be reached",
        "'s ",
        "’s ",
    ];
    let person =
        byline.iter().find(|person| text.get(..person.len()).is_some_and(|head| head.eq_ignore_ascii_case(person)));
    paragraphs > 1
        && person.is_some_and(|person| DOES.iter().any(|does| text[person.len()..].contains(does)) && text.len() < 400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        let people = |line, header| byline(line, header).map(|b| (b.people.join("; "), b.agency));
        let cases = [
            ("By Jane Doe", false, Some(("Jane Doe", None))),
            ("By JUDITH ARDOUIN and PAUL LINDQVIST", false, Some(("JUDITH ARDOUIN; PAUL LINDQVIST", None))),
            ("Amara Nwosu, Reuters", true, Some(("Amara Nwosu", Some("Reuters")))),
            ("Carla Dunmore, The Associated Press", true, Some(("Carla Dunmore", Some("AP")))),
            ("Elena Scarpaleggia in Lampedusa and Tom Bexley", true, Some(("Elena Scarpaleggia; Tom Bexley", None))),
            ("Written by Issouf Tiendre", false, Some(("Issouf Tiendre", None))),
            ("By Our Staff Reporter", false, Some(("", None))),
            ("Agencies", true, Some(("", None))),
            ("By air and by sea", false, None),
            ("Amara Nwosu, Reuters", false, None),
            ("Police claim two streets", true, None),
        ];
        for (line, header, want) in cases {
            let got = people(line, header);
            assert_eq!(got.as_ref().map(|(p, a)| (p.as_str(), *a)), want, "{line}");
        }
    }

    #[test]
    fn days_of_datelines() {
        let cases = [
            ("JUBA / GENEVA, 14 May 2024 – One in four", Some("2024-05-14")),
            ("Porto Alto, 12 Mar 91 (Radio Nova) -- [Text] A ferry", Some("1991-03-12")),
            ("KYIV, Nov 3 (Reuters) - A missile struck.", None),
            ("The army said on 14 May 2024 that it had left - a first", None),
            ("Iraqi forces - backed by planes - entered", None),
        ];
        for (text, want) in cases {
            assert_eq!(dated(text).map(|d| d.to_string()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn stamps_in_running_text() {
        let cases = [
            ("Ferry sinks off port Witnesses AFP Sunday 8 May 2011 Two sailors died.", Some("2011-05-08")),
            ("Posted on June 9 2012 by Staff Bridge falls in the valley.", Some("2012-06-09")),
            ("Monday 11 June 2012 The harbour council met again.", Some("2012-06-11")),
            ("Date of publication 7 March 2013 - Quake shakes islands.", Some("2013-03-07")),
            ("On Tuesday 11 September 2001 planes hit the towers.", None),
            ("The army has held the town since Monday 4 April 2017.", None),
            ("He was born on 4 April 1957 in Goma.", None),
        ];
        for (text, want) in cases {
            assert_eq!(dates::stamp(text).map(|d| d.to_string()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn datelines() {
        let cases = [
            ("BAGHDAD (AFP) - Iraqi forces entered the town.", Some(("BAGHDAD (AFP) -", Some("AFP")))),
            ("GOMA, Congo (AP) — Shells fell.", Some(("GOMA, Congo (AP) —", Some("AP")))),
            ("KYIV, Nov 3 (Reuters) - A missile struck.", Some(("KYIV, Nov 3 (Reuters) -", Some("Reuters")))),
            ("NAIROBI: A ferry capsized.", Some(("NAIROBI:", None))),
            ("JUBA / GENEVA, 14 May 2024 – One in four", Some(("JUBA / GENEVA, 14 May 2024 –", None))),
            ("Deir Ezzor, SANA - A farm worker", Some(("Deir Ezzor, SANA -", Some("SANA")))),
            ("ROCK CREEK, B.C. — A wildfire", Some(("ROCK CREEK, B.C. —", None))),
            ("Tripolis (dpa) - Bei Gefechten", Some(("Tripolis (dpa) -", Some("dpa")))),
            ("Cobán (EFE).- Una avalancha", Some(("Cobán (EFE).-", Some("EFE")))),
            ("Latakia – Six civilians were killed", Some(("Latakia –", None))),
            ("Exclusive – The minister said", None),
            ("(Reuters) - A missile struck", Some(("(Reuters) -", Some("Reuters")))),
            ("(CNN)President of the council", Some(("(CNN)", None))),
            ("The U.N. - which runs the camp - said", None),
            ("Iraqi forces - backed by planes - entered", None),
            ("UN: 5,800 displaced in 48 hours", None),
            ("A US-led coalition said", None),
        ];
        for (text, want) in cases {
            assert_eq!(dateline(text).map(|d| (&text[..d.end], d.agency)), want, "{text}");
        }
    }
}
