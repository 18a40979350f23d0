//! Common words that stand for a name: "the group", "the prime minister", "the town".
//!
//! A definite noun phrase of one noun (with what stands before it) is linked to the nearest name before it that it fits,
//! by what the report itself says of that name: its titles and roles ("the general" is whoever was called a general), the
//! words beside it ("the town of Qaim"), its own words ("the ministry" is the Health Ministry), its kind ("the group").
//! Where two names fit equally the words stay alone.

use super::{Report, is_country};
use crate::swift::hash;
use crate::swift::phrases::kind;
use dateline_model::{Name, NameKind, Pos, Shape, Span, Tokens};

/// How many sentences back "the group" and "the town" reach when nothing but the kind speaks for the link.
const REACH: usize = 3;

/// Nouns that stand for any armed or political group. Sorted.
const GROUP_NOUNS: &[&str] =
    &["faction", "gang", "group", "militia", "movement", "organisation", "organization", "party"];

/// Nouns that stand for any town. Sorted.
const TOWN_NOUNS: &[&str] = &["city", "town", "village"];

/// A person whom so many others have followed is no longer the one that a bare title means.
const FOLLOWED: usize = 3;

/// How many mentions back any link reaches: a long report's first page is no longer in mind on its tenth.
const WINDOW: usize = 120;

/// Adds nominal mentions to the names.
pub(super) fn resolve(report: &Report<'_>, names: &mut [Name]) {
    let columns = report.columns;
    let mut taken = vec![false; columns.spans.len()];
    let mut mentions: Vec<(Span<Tokens>, usize)> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        mentions.extend(name.mentions.iter().map(|m| (*m, i)));
        for words in name.mentions.iter().chain(&name.roles) {
            taken[words.range()].fill(true);
        }
    }
    mentions.sort_by_key(|(tokens, _)| tokens.start());
    columns.titles.iter().for_each(|title| taken[title.range()].fill(true));
    let mut found: Vec<(usize, Span<Tokens>)> = Vec::new();
    let mut before = 0;
    for sentence in &columns.sentences {
        for i in sentence.start()..sentence.end() {
            while mentions.get(before).is_some_and(|(tokens, _)| tokens.end() <= i) {
                before += 1;
            }
            if !matches!(report.norm(i), "the" | "this" | "that") {
                continue;
            }
            let Some(end) = noun_phrase(report, i, sentence.end()) else { continue };
            if taken[i as usize..end as usize].contains(&true) {
                continue;
            }
            let window = &mentions[before.saturating_sub(WINDOW)..before];
            if let Some(name) = antecedent(report, names, window, i, end) {
                found.push((name, Span::new(i, end)));
            }
        }
    }
    for (name, words) in found {
        names[name].mentions.push(words);
    }
}

/// The end of "the (adjectives) noun" that begins at `start`; `None` if more follows that tells which one is meant.
fn noun_phrase(report: &Report<'_>, start: u32, limit: u32) -> Option<u32> {
    let pos = |i: u32| report.columns.pos[i as usize];
    let mut i = start + 1;
    while i < limit && i - start <= 4 && (matches!(pos(i), Pos::Adj | Pos::Noun) || report.norm(i) == "-") {
        i += 1;
    }
    let last = i.checked_sub(1).filter(|&l| l > start && pos(l) == Pos::Noun)?;
    // "The Coalition" is a name that somebody writes with a capital, not a coalition that was named before.
    let capital = report.shape(last).has(Shape::CAPITAL) && !report.shape(last).has(Shape::UPPER);
    if report.columns.tags[last as usize].as_str() != "NN" || capital {
        return None;
    }
    // "the town of …", "the group that …", "the group's leader" (that is another), "the town Qaim".
    let next = if i < limit { report.norm(i) } else { "" };
    let follows = i < limit && pos(i) == Pos::Propn;
    (!follows && !matches!(next, "of" | "that" | "which" | "who" | "known" | "called" | "where")).then_some(i)
}

/// The one name among the mentions before `start` that "the …" can mean.
fn antecedent(
    report: &Report<'_>,
    names: &[Name],
    window: &[(Span<Tokens>, usize)],
    start: u32,
    end: u32,
) -> Option<usize> {
    let head = report.norm(end - 1);
    let words: Vec<&str> = (start + 1..end).map(|i| report.norm(i)).collect();
    let heads_names = is_head_word(report, end - 1);
    // By what the report says of a name.
    let said = |mention: Span<Tokens>, name: &Name| match name.kind {
        NameKind::Person => {
            name.titles.iter().chain(&name.roles).any(|t| t.start() < start && calls(report, *t, &words))
        }
        NameKind::Organization | NameKind::Group | NameKind::Facility | NameKind::Event | NameKind::Work => {
            heads_names && mention.len() > 1 && report.norm(mention.end() - 1) == head
        }
        NameKind::Place => is_called(report, mention, head),
        _ => false,
    };
    // Nearest first, each name once. "The general" is not a general whom three other people have followed.
    let mut fitting: Vec<(usize, usize)> = Vec::new();
    let mut persons: Vec<usize> = Vec::new();
    for &(mention, i) in window.iter().rev() {
        if names[i].kind == NameKind::Person {
            if !persons.contains(&i) {
                persons.push(i);
            }
            if persons.len() > FOLLOWED {
                continue;
            }
        }
        if !fitting.iter().any(|(_, other)| *other == i) && said(mention, &names[i]) {
            // The name's last mention says how near it is, whichever of them was said to be a town.
            let last = window.iter().rev().find(|(_, other)| *other == i).map_or(mention, |(last, _)| *last);
            fitting.push((report.sentence(last.start()), i));
        }
    }
    if fitting.is_empty() {
        return by_kind(report, names, window, start, &words);
    }
    fitting.sort_by_key(|(sentence, _)| std::cmp::Reverse(*sentence));
    // Two who are called the same, last named in the same sentence: which one is meant cannot be told.
    let tie = fitting.get(1).is_some_and(|second| second.0 == fitting[0].0);
    (!tie).then_some(fitting[0].1)
}

/// The only name in reach whose kind fits "the group", "the town", "the country".
fn by_kind(
    report: &Report<'_>,
    names: &[Name],
    window: &[(Span<Tokens>, usize)],
    start: u32,
    words: &[&str],
) -> Option<usize> {
    let head = words.last()?;
    let fits = |name: &Name| match name.kind {
        NameKind::Group => words.len() <= 2 && GROUP_NOUNS.binary_search(head).is_ok(),
        NameKind::Place if *head == "country" => words.len() == 1 && is_country_name(report, name),
        NameKind::Place => words.len() == 1 && TOWN_NOUNS.binary_search(head).is_ok() && !is_country_name(report, name),
        _ => false,
    };
    let sentence = report.sentence(start);
    let near = |mention: Span<Tokens>| sentence - report.sentence(mention.start()) < REACH;
    let mut one = None;
    for &(_, i) in window.iter().rev().take_while(|(mention, _)| near(*mention)) {
        if fits(&names[i]) && one != Some(i) {
            if one.is_some() {
                return None;
            }
            one = Some(i);
        }
    }
    one
}

/// Whether a title or role calls someone these words: "Iraqi Prime Minister" the prime minister, "Staff Major General"
/// the general.
fn calls(report: &Report<'_>, title: Span<Tokens>, words: &[&str]) -> bool {
    let head_end =
        (title.start()..title.end()).find(|&i| report.columns.pos[i as usize] == Pos::Adp).unwrap_or(title.end());
    let norms: Vec<&str> = (title.start()..head_end).map(|i| report.norm(i)).collect();
    let general = words.len() == 1 && matches!(words[0], "man" | "woman" | "official" | "head" | "chief");
    !general && norms.ends_with(words)
}

/// Whether a place is called a `noun` where it is named: "the town of Qaim", "Anbar province".
fn is_called(report: &Report<'_>, mention: Span<Tokens>, noun: &str) -> bool {
    let place_word = |n: &str| report.phrases.kinds(std::iter::once(hash::text(n.as_bytes()))) & kind::PLACE_WORD != 0;
    if !place_word(noun) {
        return false;
    }
    let start = mention.start();
    let before = start >= 2 && report.norm(start - 1) == "of" && report.norm(start - 2) == noun
        || start >= 1 && report.norm(start - 1) == noun;
    before || report.norm(mention.end()) == noun || mention.len() > 1 && report.norm(mention.end() - 1) == noun
}

/// Whether a noun heads names of bodies, groups, facilities, works or events.
fn is_head_word(report: &Report<'_>, i: u32) -> bool {
    let listed = report.phrases.kinds(std::iter::once(hash::text(report.norm(i).as_bytes())));
    let heads = kind::ORGANIZATION_WORD | kind::GROUP_WORD | kind::FACILITY_WORD | kind::WORK_WORD | kind::EVENT_WORD;
    listed & heads != 0
}

fn is_country_name(report: &Report<'_>, name: &Name) -> bool {
    is_country(report, &dateline_model::Mention { tokens: name.name, kind: name.kind })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_lists_are_sorted() {
        assert!(super::GROUP_NOUNS.windows(2).all(|w| w[0] < w[1]));
        assert!(super::TOWN_NOUNS.windows(2).all(|w| w[0] < w[1]));
    }
}
