//! Who wrote it: people, as the page spells them; where it names nobody, the house or agency that it credits.
//!
//! Linked data names them best, `meta` next, and last the line that markup calls a byline. A name is taken without what
//! stands around it ("By", a title, a paper, an e-mail address); a desk or a staff is nobody, and an agency beside
//! people is the article's agency alone.
//!
//! Left out on purpose: who wrote which part.

use super::body::Ground;
use super::hints::Hints;
use super::metadata::Metadata;
use super::names::Tag;
use super::passages::Role;
use crate::credits::{agency, is_person};
use crate::cues;

/// The people who wrote the article, and the agency among them.
#[derive(Debug, Default)]
pub(crate) struct Byline {
    pub people: Vec<String>,
    pub agency: Option<&'static str>,
}

/// Words before a name, lower case, in the languages of the development pages.
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "by ", "von ", "par ", "por ", "di ", "door ", "av ", "af ", "de ", "text: ", "text by ", "текст: ", "written by ",
    "words by ", "story by ", "reported by ", "reporting by ", "author: ", "autor: ", "autorin: ", "autoren: ",
    "auteur: ", "autore: ",
    "from ", "posted by ", "published by ", "publicado por ", "publié par ", "escrito por ", "ein artikel von ",
    "eine analyse von ", "ein kommentar von ", "interview: ", "interview by ", "reporter: ", "tekst: ",
    "skrevet af ", "muhabir: ", "opinion by ", "analysis by ", "review by ",
];

/// Names of nobody, lower case, whole.
#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "staff", "opens new tab", "image credits", "photo gallery", "posted on", "posted", "published", "updated", "published on", "admin", "administrator", "editor", "editors", "the editors", "editorial", "editorial team",
    "editorial board", "editorial staff", "redaktion", "redacción", "redaccion", "redazione", "rédaction",
    "la rédaction", "redactie", "redaksjonen", "newsroom", "news desk", "newsdesk",
    "web desk", "online desk", "staff reporter", "staff writer", "our correspondent", "our reporter", "agencies",
    "agency", "agencias", "agenturen", "author", "autor", "guest", "guest author", "contributor", "contributors",
    "anonymous", "unknown", "none", "null", "user", "webmaster", "press release",
    "correspondent", "news", "home", "view all posts", "see all articles", "read more", "follow", "more", "profile",
    "nachrichten",
];

/// Words that end what somebody is, not who: "AP Political Writer", "Editor-at-large".
const ROLES: &[&str] = &[
    "writer",
    "writers",
    "editor",
    "editors",
    "correspondent",
    "correspondents",
    "reporter",
    "reporters",
    "columnist",
    "large",
    "producer",
    "staff",
    "bureau",
    "desk",
    "minutes",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "team",
];

/// Words after which a line tells when, not who.
const WHEN: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "updated",
    "published",
    "posted",
    "on",
];

/// Finds who wrote the article that stands in `container`.
pub(crate) fn byline(ground: &Ground<'_, '_>, container: usize, metadata: &Metadata) -> Byline {
    let mut byline = Byline::default();
    for (name, organisation) in &metadata.linked.authors {
        if *organisation && !is_person(name) {
            byline.agency = byline.agency.or(agency(name));
        } else {
            take(&mut byline, name, metadata, true);
        }
    }
    if byline.people.is_empty() {
        for name in &metadata.authors {
            take(&mut byline, name, metadata, false);
        }
    }
    if byline.people.is_empty() {
        shown(ground, container, metadata, &mut byline);
    }
    if byline.people.is_empty() {
        reporting(ground, container, metadata, &mut byline);
    }
    // Where metadata names a house alone, the people may stand in the text.
    if byline.people.is_empty() && !(metadata.linked.authors.is_empty() && metadata.authors.is_empty()) {
        named_alone(ground, container, metadata, &mut byline);
    }
    if byline.people.is_empty() {
        let digits = |h: &&String| h.len() <= LONGEST_BYLINE && !h.contains(|c: char| c.is_ascii_digit());
        let houses = metadata.linked.authors.iter().map(|(name, _)| name).chain(&metadata.authors);
        for house in
            houses.filter(digits).filter(|h| !h.contains("http")).take(MOST_PEOPLE).filter_map(|h| one(h, false))
        {
            if byline.people.len() < 3 && !byline.people.iter().any(|p| p.eq_ignore_ascii_case(&house)) {
                byline.people.push(house);
            }
        }
    }
    byline
}

/// Lines among which the byline is looked for.
const MOST_LINES: usize = 120;

/// Who reported it, as the agencies say under their text: "Reporting by Jane Doe in Goma; Editing by John Roe".
fn reporting(ground: &Ground<'_, '_>, container: usize, metadata: &Metadata, byline: &mut Byline) {
    let inside = ground.passages_in(container);
    for i in inside.end.saturating_sub(6).max(inside.start)..inside.end {
        let p = &ground.passages[i];
        if p.words > 60 {
            continue;
        }
        let strand = p.strand(ground.tree);
        let text = strand.text().trim_start_matches('(');
        let Some(names) = text.strip_prefix("Reporting by ").or(text.strip_prefix("Reporting By ")) else { continue };
        let names = names.split([';', '.', ')']).next().unwrap_or(names);
        let names = names.split(" Editing by ").next().unwrap_or(names).split(" Writing by ").next().unwrap_or(names);
        for name in names.split(',').flat_map(|part| part.split(" and ")) {
            take(byline, name, metadata, false);
        }
        return;
    }
}

/// A line of nothing but names at the beginning of the text, or as its last line.
fn named_alone(ground: &Ground<'_, '_>, container: usize, metadata: &Metadata, byline: &mut Byline) {
    let inside = ground.passages_in(container);
    let lines = (inside.start..inside.end.min(inside.start + 3))
        .chain(inside.end.saturating_sub(2).max(inside.start)..inside.end);
    for i in lines {
        let p = &ground.passages[i];
        if p.words > 8 || p.words < 2 || p.closed || ground.out[p.holder as usize] || p.role == Role::Caption {
            continue;
        }
        let strand = p.strand(ground.tree);
        let names = || strand.text().split(['/', ',', '&', '|']).flat_map(|part| part.split(" and ")).map(str::trim);
        let heading = matches!(p.role, Role::Heading(_));
        // Capitals shout, and more than three words are rarely a name: buttons are.
        let quiet = strand.text().contains(char::is_lowercase) && p.linked == 0;
        let short = |name: &str| is_person(name) && name.split_whitespace().count() <= 3;
        if quiet && !heading && names().all(short) && !strand.text().contains(':') {
            names().for_each(|name| take(byline, name, metadata, false));
            return;
        }
    }
}

/// Bytes of a byline; the names of the development pages' longest take 79.
const LONGEST_BYLINE: usize = 500;

/// People past which a byline is a list of a site's staff.
const MOST_PEOPLE: usize = 30;

/// Takes the names that one value gives. `sure` says that the value is a name of its own and no list.
fn take(byline: &mut Byline, value: &str, metadata: &Metadata, sure: bool) {
    if value.len() > LONGEST_BYLINE || byline.people.len() >= MOST_PEOPLE {
        return;
    }
    let value = without_brackets(value);
    if value.contains("http") || value.starts_with('@') {
        return;
    }
    let whole = one(&value, !sure);
    let listed = value.contains([',', ';', '|', '&', '/', '\n'])
        || value.contains(" and ")
        || value.contains(" und ")
        || value.contains(" et ");
    let parts: Vec<String> = if listed {
        let parts = value
            .split([',', ';', '|', '&', '/', '\n'])
            .flat_map(|p| p.split(" and "))
            .flat_map(|p| p.split(" und "))
            .flat_map(|p| p.split(" et "));
        parts.filter_map(|part| one(part, !sure)).collect()
    } else {
        whole.into_iter().collect()
    };
    for name in parts {
        if let Some(agency) = agency(&name) {
            byline.agency = byline.agency.or(Some(agency));
            continue;
        }
        let plain = cues::plain(&name);
        let site = metadata.site.as_deref().map(cues::plain).unwrap_or_default();
        let is_site = !site.is_empty()
            && (plain == site || plain.len() > 3 && site.contains(&plain) || plain.contains(&site) && site.len() > 4);
        let latin = name.is_ascii() || name.chars().any(|c| c.is_alphabetic() && c < '\u{250}');
        // In a list, a paper or a role may stand between the names.
        let person = is_person(&name) || sure && !listed || !latin;
        if !is_site && person && !byline.people.iter().any(|p| cues::plain(p) == plain) {
            byline.people.push(name);
        }
    }
}

/// A name without what stands around it, or `None` if it names nobody. In a `line`, small words of many languages may
/// stand before it; in a name's own field they are part of it ("De Jong").
fn one(value: &str, line: bool) -> Option<String> {
    let mut name = value.split_whitespace().collect::<Vec<_>>().join(" ");
    for _ in 0..2 {
        let lower = name.to_lowercase();
        let said = |b: &&&str| lower.starts_with(**b) && (line || ["by ", "written by ", "author: "].contains(*b));
        // "Von Miller" and "Di Maio" in a line begin it with a capital too: there the word must be small or alone.
        if let Some(before) = BEFORE.iter().find(said) {
            name = name.get(before.len()..)?.trim().to_owned();
        }
    }
    // "Jane Doe 2 October 2024", "Jane Doe Monday, August 14, 2006"
    let words: Vec<&str> = name.split(' ').collect();
    let is_time = |w: &&str| {
        let plain = w.trim_end_matches([',', '.']).to_lowercase();
        w.starts_with(|c: char| c.is_ascii_digit())
            || WHEN.contains(&plain.as_str())
            || crate::dates::month(&plain).is_some() && plain != "may" && plain != "jan"
    };
    // A month or weekday is one only beside a number: people are called March and Sunday.
    let numbered = |at: usize| words[at..].iter().any(|w| w.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(at) = words.iter().position(is_time).filter(|at| *at >= 2 && numbered(*at)) {
        name = words[..at].join(" ");
    }
    // "Jane Doe in Baghdad", "Jane Doe for The Herald"
    for stop in [" in ", " for The ", " – ", " — ", " - "] {
        if let Some((head, _)) = name.split_once(stop).filter(|(head, _)| is_person(head) || agency(head).is_some()) {
            name = head.to_owned();
        }
    }
    // Degrees and posts behind a name: "Jane Doe MS", "Jane Doe PhD".
    while let Some((head, last)) = name.rsplit_once(' ') {
        let degree = matches!(
            last,
            "MD" | "PhD"
                | "Ph.D."
                | "MS"
                | "MSc"
                | "RD"
                | "RDN"
                | "LD"
                | "MPH"
                | "MA"
                | "BA"
                | "JD"
                | "Esq."
                | "DO"
                | "RN"
                | "M.D."
        );
        if !degree || !head.contains(' ') {
            break;
        }
        name = head.to_owned();
    }
    let name = name
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '|' | '·' | '•' | '-' | '–' | '—' | '@'))
        .to_owned();
    let plain = cues::plain(&name);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let role = plain.rsplit([' ', '-']).next().is_some_and(|last| ROLES.contains(&last)) && plain.contains([' ', '-']);
    let nobody = role
        || NOBODY.contains(&plain.as_str())
        || letters < 2
        || name.len() > 80
        || name.contains('@')
        || name.split_whitespace().count() > 6;
    let numbers = name.chars().filter(char::is_ascii_digit).count() * 2 > letters;
    (!nobody && !numbers).then_some(name)
}

fn without_brackets(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut depth = 0u32;
    for c in value.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The line near the article that markup calls its byline.
fn shown(ground: &Ground<'_, '_>, container: usize, metadata: &Metadata, byline: &mut Byline) {
    let tree = ground.tree;
    let inside = ground.passages_in(container);
    let from = ground.headline.map_or(inside.start.saturating_sub(30), |h| h.saturating_sub(8).min(inside.start));
    let to = inside.end.min(inside.start + 8).min(from + MOST_LINES);
    for i in from..to {
        let p = &ground.passages[i];
        if p.words > 30 {
            continue;
        }
        let node = p.holder as usize;
        // The mark stands on the line, on an element in it, or on one of the three around it.
        let mut hints = Hints::NONE;
        let mut at = node;
        for _ in 0..3 {
            hints = hints.and(tree.nodes[at].hints);
            at = tree.nodes[at].parent as usize;
        }
        let mut own = hints.any(Hints::BYLINE);
        for n in p.first as usize..p.last as usize {
            let mut up = tree.nodes[n].parent as usize;
            while up > node {
                own |= tree.nodes[up].hints.any(Hints::BYLINE);
                up = tree.nodes[up].parent as usize;
            }
        }
        // The day may stand in the same line.
        let untimed = |n: &usize| tree.nodes[tree.nodes[*n].parent as usize].tag != Tag::Time;
        let words = (p.first as usize..p.last as usize).filter(untimed).map(|n| super::references::text(tree.text(n)));
        // Elements beside each other are names beside each other.
        let line = words.filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" | ");
        let text = line.trim();
        let lower = text.to_lowercase();
        let says = ["by ", "von ", "par ", "por ", "text: "].iter().any(|b| lower.starts_with(b)) && p.words <= 12;
        if (!own && !says) || hints.any(Hints::CAPTION.and(Hints::COMMENTS).and(Hints::RELATED)) {
            continue;
        }
        // Each link in it is a name of its own.
        let before = byline.people.len();
        for n in p.first as usize..p.last as usize {
            if tree.nodes[n].tag == Tag::Text && tree.nodes[tree.nodes[n].parent as usize].tag == Tag::A {
                let name = super::references::text(tree.text(n));
                if is_person(&name) {
                    take(byline, &name, metadata, false);
                }
            }
        }
        if byline.people.len() == before {
            take(byline, text, metadata, false);
        }
        if byline.people.len() > before && says {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_what_stands_around_them() {
        let cases = [
            ("By Jane Doe", Some("Jane Doe")),
            ("Von Erika Muster", Some("Erika Muster")),
            ("Jane Doe in Baghdad", Some("Jane Doe")),
            ("Lauren Manaker MS", Some("Lauren Manaker")),
            ("d.muster@example.org", None),
            ("Staff", None),
            ("105092", None),
            ("Redaktion", None),
        ];
        for (value, want) in cases {
            assert_eq!(one(value, true).as_deref(), want, "{value}");
        }
    }
}
