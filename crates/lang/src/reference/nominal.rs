//! Common words that stand for a name: "the group", "the prime minister", "the town".
//!
//! A definite noun phrase of one noun (with what stands before it) is linked to the nearest name before it that it fits,
//! by what the report itself says of that name: its titles and roles ("the general" is whoever was called a general), the
//! words beside it ("the town of Qaim"), its own words ("the ministry" is the Health Ministry), its kind ("the group").
//! Where two names fit equally the words stay alone.

use super::Report;
use crate::swift::phrases::kind;
use dateline_model::{Name, NameKind, Pos, Shape, Span, Tokens};

/// How many sentences back "the group" and "the country" reach when nothing but the kind speaks for the link.
/// Chosen, not fitted: what an attentive reader still has in mind.
const REACH: usize = 3;

/// Nouns that stand for any armed or political group. Sorted.
const GROUP_NOUNS: &[&str] =
    &["faction", "gang", "group", "militia", "movement", "organisation", "organization", "party"];

/// Words before such a noun that tell it from no other group. Sorted.
const GROUP_WORDS: &[&str] = &["armed", "extremist", "islamist", "jihadist", "militant", "paramilitary", "rebel"];

/// A bare title means one of so many persons who were named last. Chosen, not fitted.
const FOLLOWED: usize = 3;

/// How many mentions back any link reaches: a long report's first page is no longer in mind on its tenth.
/// Chosen so that the work stays linear; few reports have as many.
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

/// Prepositions that may follow without telling which one is meant: "said the group on Monday".
const LOOSE: &[&str] =
    &["after", "as", "at", "before", "by", "during", "from", "in", "near", "on", "since", "to", "with"];

/// The end of "the (adjectives) noun" that begins at `start`; `None` if more follows that tells which one is meant.
fn noun_phrase(report: &Report<'_>, start: u32, limit: u32) -> Option<u32> {
    let pos = |i: u32| report.columns.pos[i as usize];
    if pos(start) != Pos::Det {
        return None;
    }
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
    if i >= limit {
        return Some(i);
    }
    // "the town of …", "the group behind …", "the group led by …", "the group that …", "the town Qaim".
    let told = pos(i) == Pos::Propn
        || pos(i) == Pos::Adp && LOOSE.binary_search(&report.norm(i)).is_err()
        || matches!(report.columns.tags[i as usize].as_str(), "VBN" | "VBG")
        || matches!(report.norm(i), "that" | "which" | "who" | "where");
    (!told).then_some(i)
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
            // "The foreign ministry" is not the Health Ministry.
            let holds = |word: &str| mention.range().any(|i| report.norm(i as u32) == word);
            heads_names
                && mention.len() > 1
                && report.norm(mention.end() - 1) == head
                && words.iter().all(|word| holds(word))
        }
        NameKind::Place => words.len() == 1 && is_called(report, mention, head),
        _ => false,
    };
    // Nearest first, each name once. "The general" is not a general whom three other people have followed.
    let mut fitting: Vec<(usize, usize)> = Vec::new();
    let mut persons: Vec<usize> = Vec::new();
    for &(mention, i) in window.iter().rev() {
        if names[i].kind == NameKind::Person {
            if persons.len() >= FOLLOWED || persons.contains(&i) {
                continue;
            }
            persons.push(i);
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

/// The only name in reach whose kind fits "the group", "the country". ("The city" needs more: what is besieged in Darfur
/// is not Darfur.)
fn by_kind(
    report: &Report<'_>,
    names: &[Name],
    window: &[(Span<Tokens>, usize)],
    start: u32,
    words: &[&str],
) -> Option<usize> {
    let head = words.last()?;
    let fits = |name: &Name| match name.kind {
        NameKind::Group => {
            let plain = |word: &&str| GROUP_WORDS.binary_search(word).is_ok();
            GROUP_NOUNS.binary_search(head).is_ok() && words[..words.len() - 1].iter().all(plain)
        }
        NameKind::Place if *head == "country" => words.len() == 1 && is_country_name(report, name),
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

/// Words before a title that make it another one: a vice president is no president. Sorted.
const OTHER_OFFICE: &[&str] = &[
    "-",
    "acting",
    "assistant",
    "associate",
    "attorney",
    "deputy",
    "ex",
    "former",
    "honorary",
    "prime",
    "secretary",
    "shadow",
    "under",
    "vice",
];

/// Whether a title or role calls someone these words: "Iraqi Prime Minister" the prime minister, "Staff Major General"
/// the general.
fn calls(report: &Report<'_>, title: Span<Tokens>, words: &[&str]) -> bool {
    let is_adp = |i: &u32| report.columns.pos[*i as usize] == Pos::Adp;
    let head_end = (title.start()..title.end()).find(is_adp).unwrap_or(title.end());
    let n = words.len() as u32;
    let Some(from) = head_end.checked_sub(n).filter(|from| *from >= title.start()) else { return false };
    let vague = n == 1 && matches!(words[0], "man" | "woman" | "official" | "head" | "chief");
    let other = from > title.start() && OTHER_OFFICE.binary_search(&report.norm(from - 1)).is_ok();
    !vague && !other && (from..head_end).zip(words).all(|(i, word)| report.norm(i) == *word)
}

/// Whether a place is called a `noun` where it is named: "the town of Qaim", "Anbar province".
fn is_called(report: &Report<'_>, mention: Span<Tokens>, noun: &str) -> bool {
    let place_word = |n: &str| report.listed_word(n) & kind::PLACE_WORD != 0;
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
    let listed = report.listed_word(report.norm(i));
    let heads = kind::ORGANIZATION_WORD | kind::GROUP_WORD | kind::FACILITY_WORD | kind::WORK_WORD | kind::EVENT_WORD;
    listed & heads != 0
}

fn is_country_name(report: &Report<'_>, name: &Name) -> bool {
    report.listed(name.name) & kind::COUNTRY != 0
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_lists_are_sorted() {
        assert!(super::GROUP_NOUNS.windows(2).all(|w| w[0] < w[1]));
        for list in [super::GROUP_WORDS, super::OTHER_OFFICE, super::LOOSE] {
            assert!(list.windows(2).all(|w| w[0] < w[1]));
        }
    }
}
