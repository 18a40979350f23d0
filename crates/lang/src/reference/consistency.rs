//! One report, one reading of a name: what was found once is found everywhere, and one wording has one kind.
//!
//! A headline and a short form give a model little to go by; the full name elsewhere in the report gives much. (Finkel,
//! Grenager and Manning 2005 and Ratinov and Roth 2009 measured what such consistency is worth.)

use super::{key, numbers};
use crate::swift::form::{Case, case_of};
use crate::swift::hash;
use crate::swift::phrases::{Phrases, kind};
use dateline_model::{Columns, Mention, NameKind, Pos, Shape, Span, Tokens};
use std::collections::{BTreeMap, BTreeSet};

/// Completes the mentions of `columns`.
pub(super) fn complete(text: &str, columns: &mut Columns, phrases: &Phrases) {
    titles_inside(columns, phrases);
    hyphenated(columns);
    one_kind(columns, phrases);
    everywhere(text, columns, phrases);
}

/// Longest title that is looked for inside a name, in tokens ("Secretary - General" is three).
const LONGEST_TITLE: u32 = 6;

/// Takes a name apart that holds a title before a given name: "U.N. Secretary-General António Guterres" is a body, a
/// title and a person.
fn titles_inside(columns: &mut Columns, phrases: &Phrases) {
    let mut apart: Vec<Mention> = Vec::with_capacity(columns.mentions.len());
    let mut titles: Vec<Span<Tokens>> = Vec::new();
    for &mention in &columns.mentions {
        let tokens = mention.tokens;
        let kinds = |from: u32, to: u32| phrases.kinds(numbers(columns, Span::new(from, to)));
        let is_title = |from: u32, to: u32| kinds(from, to) & kind::TITLE != 0;
        // What may stand before a title: nothing, or whose title it is. "Hassan Sheikh Mohamud" is one name.
        let whose = |from: u32| match kinds(tokens.start(), from) {
            _ if from == tokens.start() => Some(None),
            k if k & (kind::COUNTRY | kind::CAPITAL_CITY) != 0 => Some(Some(NameKind::Place)),
            k if k & kind::PEOPLE != 0 => Some(Some(NameKind::Nationality)),
            k if k & (kind::BODY | kind::FORCE | kind::GROUP) != 0 => Some(Some(NameKind::Organization)),
            _ => None,
        };
        let found = (tokens.start()..tokens.end()).find_map(|from| {
            let last = (from + LONGEST_TITLE).min(tokens.end() - 1);
            let to = (from + 1..=last).rev().find(|&to| is_title(from, to))?;
            // "King Abdullah University" is headed by another word than a name.
            let heads = kinds(tokens.end() - 1, tokens.end()) & kind::SMALL & !kind::TITLE != 0;
            let given = kinds(to, to + 1) & kind::FIRST_NAME != 0;
            (given && !heads).then_some((from, to, whose(from)?))
        });
        match found {
            Some((from, to, before)) if matches!(mention.kind, NameKind::Person | NameKind::Organization) => {
                if let Some(kind) = before {
                    apart.push(Mention { tokens: Span::new(tokens.start(), from), kind });
                }
                titles.push(Span::new(from, to));
                apart.push(Mention { tokens: Span::new(to, tokens.end()), kind: NameKind::Person });
            }
            _ => apart.push(mention),
        }
    }
    if !titles.is_empty() {
        columns.mentions = apart;
        columns.titles.append(&mut titles);
        columns.titles.sort_by_key(|title| title.start());
    }
}

/// Joins the halves of "Thomas-Greenfield". (Two peoples or places with a hyphen between them are two, and so are two
/// persons of whom the report names one without the other: "the Trump-Putin summit".)
fn hyphenated(columns: &mut Columns) {
    let hyphen = |i: usize| i < columns.spans.len() && columns.norms.get(i) == "-";
    let by_themselves: BTreeSet<&str> = columns
        .mentions
        .iter()
        .map(|m| m.tokens.range())
        .filter(|t| t.len() == 1 && !hyphen(t.end) && !(t.start > 0 && hyphen(t.start - 1)))
        .map(|t| columns.norms.get(t.start))
        .collect();
    let alone = |t: Span<Tokens>| t.range().all(|i| !by_themselves.contains(columns.norms.get(i)));
    let mut joined: Vec<Mention> = Vec::with_capacity(columns.mentions.len());
    for &mention in &columns.mentions {
        let start = mention.tokens.start() as usize;
        let glued = |i: usize| columns.shapes[i].has(Shape::GLUED);
        match joined.last_mut() {
            Some(before)
                if before.kind == NameKind::Person
                    && mention.kind == NameKind::Person
                    && before.tokens.end() as usize + 1 == start
                    && columns.norms.get(start - 1) == "-"
                    && glued(start - 1)
                    && glued(start)
                    && alone(before.tokens)
                    && alone(mention.tokens) =>
            {
                before.tokens = before.tokens.cover(mention.tokens);
            }
            _ => joined.push(mention),
        }
    }
    columns.mentions = joined;
}

/// Gives all mentions of one wording the kind that most of them have, if two in three agree on it.
fn one_kind(columns: &mut Columns, phrases: &Phrases) {
    let mut counts: BTreeMap<String, BTreeMap<NameKind, usize>> = BTreeMap::new();
    for mention in &columns.mentions {
        *counts.entry(key(columns, mention.tokens)).or_default().entry(mention.kind).or_default() += 1;
    }
    counts.retain(|_, kinds| kinds.len() > 1);
    if counts.is_empty() {
        return;
    }
    for i in 0..columns.mentions.len() {
        let Mention { tokens, kind } = columns.mentions[i];
        if let Some(kinds) = counts.get(&key(columns, tokens)) {
            let total: usize = kinds.values().sum();
            let most = kinds.iter().max_by_key(|(_, n)| **n).map_or((kind, 0), |(k, n)| (*k, *n));
            // "Jordan said" may be a man, and "flew to Jordan" the country, in one report.
            let country = phrases.kinds(numbers(columns, tokens)) & (kind::COUNTRY | kind::CAPITAL_CITY) != 0;
            if most.1 * 3 >= total * 2 && !country {
                columns.mentions[i].kind = most.0;
            }
        }
    }
}

/// A name that may be found again.
struct Known {
    words: Vec<String>,
    capitals: Vec<bool>,
    kind: NameKind,
}

/// So many names that begin with one word are looked for: the work stays linear in reports that are lists of names.
const SHARED: usize = 100;

/// Finds names of two words or more, and surnames and acronyms of such, where the report writes them again.
fn everywhere(text: &str, columns: &mut Columns, phrases: &Phrases) {
    // By first word: the words of a name that may be found again, which of them have a capital, and its kind.
    let mut known: BTreeMap<String, Vec<Known>> = BTreeMap::new();
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut keep = |words: Vec<String>, kind: NameKind, from: usize| {
        let Some(first) = words.first() else { return };
        if seen.insert(words.clone()) {
            let of = known.entry(first.clone()).or_default();
            if of.len() < SHARED {
                let capitals = (from..from + words.len()).map(|i| columns.shapes[i].has(Shape::CAPITAL)).collect();
                of.push(Known { words, capitals, kind });
            }
        }
    };
    for mention in &columns.mentions {
        let tokens = mention.tokens;
        let words: Vec<String> =
            (tokens.start()..tokens.end()).map(|i| columns.norms.get(i as usize).to_owned()).collect();
        let upper = columns.shapes[tokens.start() as usize].has(Shape::UPPER);
        if words.len() > 1 {
            if mention.kind == NameKind::Person {
                for surname in surnames(&words, phrases) {
                    let from = tokens.end() as usize - surname.len();
                    keep(surname, mention.kind, from);
                }
            }
            keep(words, mention.kind, tokens.start() as usize);
        } else if upper {
            keep(words, mention.kind, tokens.start() as usize);
        }
    }
    for of in known.values_mut() {
        of.sort_by_key(|known| std::cmp::Reverse(known.words.len()));
    }
    let mut found: Vec<Mention> = Vec::new();
    let mut taken = vec![false; columns.spans.len()];
    for mention in &columns.mentions {
        taken[mention.tokens.range()].fill(true);
    }
    for title in &columns.titles {
        taken[title.range()].fill(true);
    }
    for sentence in &columns.sentences {
        // Among capitals none says anything.
        let words = sentence.range().filter(|&i| columns.shapes[i].has(Shape::WORD));
        let shouted = case_of(words.map(|i| &text[columns.spans[i].range()])) == Case::Capitals;
        let mut i = sentence.start();
        while i < sentence.end() {
            let at = i as usize;
            i += 1;
            if taken[at] || !columns.shapes[at].has(Shape::CAPITAL) {
                continue;
            }
            let Some(of) = known.get(columns.norms.get(at)) else { continue };
            for Known { words, capitals, kind } in of {
                let end = at + words.len();
                let fits = end <= sentence.end() as usize
                    && !taken[at..end].contains(&true)
                    && words.iter().enumerate().all(|(k, word)| columns.norms.get(at + k) == word)
                    && (0..words.len()).all(|k| !capitals[k] || columns.shapes[at + k].has(Shape::CAPITAL))
                    && is_written_like_a_name(text, columns, at, end, shouted);
                if fits {
                    found.push(Mention { tokens: Span::<Tokens>::new(at as u32, end as u32), kind: *kind });
                    taken[at..end].fill(true);
                    i = end as u32;
                    break;
                }
            }
        }
    }
    if !found.is_empty() {
        columns.mentions.append(&mut found);
        columns.mentions.sort_by_key(|m| m.tokens.start());
    }
}

/// The surname of a full name as later paragraphs give it: its last word, "Thomas-Greenfield" as a whole, "al-Zobai" with
/// and without its article. None if the lists have it as a title, a head word of names, a place or a people too: it
/// would be found where it is none.
fn surnames(words: &[String], phrases: &Phrases) -> Vec<Vec<String>> {
    let last = words.len() - 1;
    let common = phrases.kinds(std::iter::once(hash::text(words[last].as_bytes())))
        & (kind::SMALL | kind::PLACE | kind::COUNTRY | kind::PEOPLE);
    if words[last].chars().count() <= 3 || common != 0 {
        return Vec::new();
    }
    let alone = vec![words[last].clone()];
    if last < 2 || words[last - 1] != "-" {
        return vec![alone];
    }
    let joined = words[last - 2..].to_vec();
    if matches!(words[last - 2].as_str(), "al" | "el" | "as" | "ad" | "ash" | "at" | "az" | "an" | "ar" | "ul") {
        return vec![alone, joined];
    }
    vec![joined]
}

/// Whether the tokens are written as a name and not as a common word that begins a sentence, nor inside a longer name.
fn is_written_like_a_name(text: &str, columns: &Columns, start: usize, end: usize, shouted: bool) -> bool {
    let capital = |i: usize| {
        columns.shapes.get(i).is_some_and(|s| s.has(Shape::CAPITAL)) && columns.pos.get(i) == Some(&Pos::Propn)
    };
    let single = end - start == 1;
    let tagged = columns.pos[start] == Pos::Propn;
    let beside = single && (start > 0 && capital(start - 1) || capital(end));
    let acronym = !shouted && text[columns.spans[start].range()].chars().filter(|c| c.is_uppercase()).count() > 1;
    !single || tagged && !beside || acronym
}
