//! Mentions that mean the same come together.
//!
//! Full wordings first, then short ones that fit exactly one of them, so that a headline's "Zobai" finds the "Noman Abed
//! al-Zobai" of the third paragraph.

use super::{Report, class, is_acronym};
use crate::swift::phrases::kind as listed;
use dateline_model::{Mention, Name, NameKind, Pos, Span, Tokens};
use std::collections::BTreeMap;

/// The names of the report's mentions.
pub(super) fn group(report: &Report<'_>) -> Vec<Name> {
    let mentions = &report.columns.mentions;
    // Equal wordings.
    let mut groups: Vec<Vec<Mention>> = Vec::new();
    let mut by_key: BTreeMap<(String, NameKind), usize> = BTreeMap::new();
    for mention in mentions {
        let mut key = report.key(mention.tokens);
        if mention.kind == NameKind::Nationality && key.ends_with('s') {
            key.pop(); // "Syrians" are Syrian
        }
        let entry = by_key.entry((key, class(mention.kind)));
        let at = *entry.or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[at].push(*mention);
    }
    let mut joined: Vec<usize> = (0..groups.len()).collect();
    brackets(report, &groups, &mut joined);
    short_forms(report, &groups, &mut joined);
    let mut names: Vec<Name> = Vec::new();
    let mut of_root: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        let root = root(&joined, at);
        let name = *of_root.entry(root).or_insert_with(|| {
            let (kind, name) = (groups[root][0].kind, groups[root][0].tokens);
            names.push(Name { kind, name, titles: vec![], roles: vec![], side: None, mentions: vec![] });
            names.len() - 1
        });
        names[name].mentions.extend(group.iter().map(|m| m.tokens));
    }
    names
}

/// The group that a group has been joined to.
fn root(joined: &[usize], mut at: usize) -> usize {
    while joined[at] != at {
        at = joined[at];
    }
    at
}

/// "World Health Organization (WHO)": an acronym in brackets behind a name is that name's, and the other way round.
fn brackets(report: &Report<'_>, groups: &[Vec<Mention>], joined: &mut [usize]) {
    let mut at: Vec<(Span<Tokens>, NameKind, usize)> =
        groups.iter().enumerate().flat_map(|(g, ms)| ms.iter().map(move |m| (m.tokens, m.kind, g))).collect();
    at.sort_by_key(|(tokens, ..)| tokens.start());
    for pair in at.windows(2) {
        let [(name, kind, group), (inside, inside_kind, other)] = pair else { continue };
        let bracketed = inside.start() == name.end() + 1
            && report.norm(name.end()) == "("
            && report.norm(inside.end()) == ")"
            && *kind != NameKind::Person
            && (*inside_kind != NameKind::Place || *kind == NameKind::Place);
        let short = is_acronym(report, *inside) && name.len() > 1;
        let long = is_acronym(report, *name) && inside.len() > 1;
        let (longer, shorter, full, acronym) =
            if short { (*group, *other, *name, *inside) } else { (*other, *group, *inside, *name) };
        // An acronym has one owner: what a second name has in brackets stays apart from it.
        let free = joined[shorter] == shorter && root(joined, longer) != shorter;
        if bracketed && (short || long) && free && initials(report, full, acronym) {
            joined[shorter] = root(joined, longer);
        }
    }
}

/// Whether an acronym can be that of the name it stands in brackets beside: half of its letters begin words of the name, or
/// all stand in it in order ("CENTCOM"), or its first letter begins none (an acronym of another language: FARDC). An agency
/// in brackets is a credit ("the Free Syrian Army (AFP)"), so a medium's must be all of its initials.
fn initials(report: &Report<'_>, name: Span<Tokens>, acronym: Span<Tokens>) -> bool {
    let words = || name.range().map(|i| report.norm(i as u32));
    let firsts: Vec<char> = words().filter_map(|word| word.chars().next()).collect();
    let letters: Vec<char> = report.norm(acronym.start()).chars().filter(|c| c.is_alphanumeric()).collect();
    let shared = letters.iter().filter(|c| firsts.contains(c)).count();
    if report.listed(acronym) & listed::MEDIA != 0 {
        return shared == letters.len() && letters.first() == firsts.first();
    }
    let mut rest = words().flat_map(str::chars);
    let spelt = letters.iter().all(|letter| rest.any(|c| c == *letter));
    shared * 2 >= letters.len() || spelt || letters.first().is_some_and(|first| !firsts.contains(first))
}

/// A word that so many names share tells none of them.
const SHARED: usize = 100;

/// The wordings of a report by their words, so that a short one meets only those that share a word with it.
struct Index<'a> {
    words: Vec<Vec<&'a str>>,
    by_word: BTreeMap<&'a str, Vec<usize>>,
    by_initials: BTreeMap<String, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn new(report: &'a Report<'_>, groups: &[Vec<Mention>]) -> Self {
        let all = |group: &Vec<Mention>| group[0].tokens.range().map(|i| report.norm(i as u32)).collect();
        let mut index =
            Index { words: groups.iter().map(all).collect(), by_word: BTreeMap::new(), by_initials: BTreeMap::new() };
        for (group, words) in index.words.iter().enumerate().filter(|(_, words)| words.len() > 1) {
            for word in words {
                let of: &mut Vec<usize> = index.by_word.entry(word).or_default();
                if of.last() != Some(&group) {
                    of.push(group);
                }
            }
            for least in [0, 3] {
                let initials = words.iter().filter(|w| w.len() > least).filter_map(|w| w.chars().next()).collect();
                index.by_initials.entry(initials).or_default().push(group);
            }
        }
        index
    }

    /// The longer wordings that `short` could be short for.
    fn longer(&self, short: usize) -> Vec<usize> {
        let mine = &self.words[short];
        let ends = mine.first().into_iter().chain(mine.last());
        let of_word = |word: &&str| self.by_word.get(*word).filter(|groups| groups.len() <= SHARED);
        let mut found: Vec<usize> = ends.filter_map(of_word).flatten().copied().collect();
        if let [acronym] = mine[..] {
            let letters: String = acronym.chars().filter(|c| c.is_alphanumeric()).collect();
            found.extend(self.by_initials.get(&letters).filter(|groups| groups.len() <= SHARED).into_iter().flatten());
        }
        found.retain(|&long| self.words[long].len() > mine.len());
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Joins short wordings to the one longer wording that they can be short for.
fn short_forms(report: &Report<'_>, groups: &[Vec<Mention>], joined: &mut [usize]) {
    let index = Index::new(report, groups);
    for short in 0..groups.len() {
        if joined[short] != short {
            continue;
        }
        let (kind, tokens, mine) = (groups[short][0].kind, groups[short][0].tokens, &index.words[short]);
        let mut fits: Vec<usize> = Vec::new();
        for long in index.longer(short) {
            let theirs = &index.words[long];
            if class(kind) != class(groups[long][0].kind) {
                continue;
            }
            let fit = match kind {
                NameKind::Person => is_short_person(mine, theirs, is_new(report, &groups[short])),
                NameKind::Organization | NameKind::Group | NameKind::Facility => {
                    theirs.ends_with(mine) && mine.len() > 1
                        || theirs.starts_with(mine) && report.listed(tokens) == 0
                        || is_acronym(report, tokens) && all_initials(mine, theirs)
                }
                // "U.S." and "United States": for countries alone, since "SA" is many places.
                NameKind::Place => {
                    report.listed(tokens) & listed::COUNTRY != 0
                        && report.listed(groups[long][0].tokens) & listed::COUNTRY != 0
                        && is_acronym(report, tokens)
                        && all_initials(mine, theirs)
                }
                _ => false,
            };
            let long = root(joined, long);
            if fit && !fits.contains(&long) && long != short {
                fits.push(long);
            }
        }
        // Of several fuller forms of one person ("Noman al-Zobai", "Noman Abed al-Zobai") the longest has the others.
        fits.sort_by_key(|&g| std::cmp::Reverse(index.words[g].len()));
        let of_first =
            |&g: &usize| kind == NameKind::Person && is_short_person(&index.words[g], &index.words[fits[0]], false);
        if let Some(&long) = fits.first()
            && fits.iter().skip(1).all(of_first)
        {
            joined[short] = long;
        }
    }
}

/// Whether mentions introduce somebody: an age or role follows between commas ("Ali, a taxi driver").
fn is_new(report: &Report<'_>, mentions: &[Mention]) -> bool {
    let first = mentions[0].tokens.end();
    let told = report.columns.pos.get(first as usize + 1).is_some_and(|pos| matches!(pos, Pos::Num | Pos::Det));
    report.norm(first) == "," && told && report.sentence(first) == report.sentence(mentions[0].tokens.start())
}

/// Whether one personal name is short for another: its surname, its given name and surname, or its given name alone (not
/// where it introduces somebody: `new`). "Omar" is not Abu Omar, but may be his son.
fn is_short_person(short: &[&str], long: &[&str], new: bool) -> bool {
    let small = |word: &&&str| !matches!(**word, "al" | "el" | "-" | "bin" | "ibn" | "'" | ".");
    let short: Vec<&str> = short.iter().filter(small).copied().collect();
    let long: Vec<&str> = long.iter().filter(small).copied().collect();
    let (Some(first), Some(last)) = (short.first(), short.last()) else { return false };
    if short.len() >= long.len() {
        return short == long;
    }
    if long.len() == 2 && matches!(long[0], "abu" | "umm" | "um") && *first != long[0] {
        return false;
    }
    let mut at = 0;
    let in_order = short.iter().all(|word| match long[at..].iter().position(|w| w == word) {
        Some(k) => {
            at += k + 1;
            true
        }
        None => false,
    });
    let by_surname = long.last() == Some(last);
    let by_given = *first == long[0] && (short.len() > 1 || !new);
    in_order && (by_surname || by_given)
}

/// Whether the letters of an acronym are the first letters of the name's longer words.
fn all_initials(acronym: &[&str], name: &[&str]) -> bool {
    let letters: String = acronym[0].chars().filter(|c| c.is_alphanumeric()).collect();
    let firsts =
        |least: usize| name.iter().filter(|w| w.len() > least).filter_map(|w| w.chars().next()).collect::<String>();
    letters.len() > 1 && (letters == firsts(3) || letters == firsts(0))
}
