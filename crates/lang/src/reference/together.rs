//! Mentions that mean the same come together.
//!
//! Full wordings first, then short ones that fit exactly one of them, so that a headline's "Zobai" finds the "Noman Abed
//! al-Zobai" of the third paragraph.

use super::{Report, akin, is_acronym, is_country};
use dateline_model::{Mention, Name, NameKind, Span, Tokens};
use std::collections::BTreeMap;

/// The names of the report's mentions.
pub(super) fn group(report: &Report<'_>) -> Vec<Name> {
    let mentions = &report.columns.mentions;
    // Equal wordings.
    let mut groups: Vec<Vec<Mention>> = Vec::new();
    let mut by_key: BTreeMap<(String, NameKind), usize> = BTreeMap::new();
    let class = |kind| if kind == NameKind::Group { NameKind::Organization } else { kind };
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
            && *inside_kind != NameKind::Place;
        let short = is_acronym(report, *inside) && name.len() > 1;
        let long = is_acronym(report, *name) && inside.len() > 1;
        let (group, other) = (root(joined, *group), root(joined, *other));
        if bracketed
            && group != other
            && (short && initials(report, *name, *inside) || long && initials(report, *inside, *name))
        {
            let (longer, shorter) = if short { (group, other) } else { (other, group) };
            joined[shorter] = longer;
        }
    }
}

/// Whether the letters of an acronym begin words of a name in order. Acronyms of other languages (PKK, FARDC) do not
/// follow the English name: those whose first letter is not there at all are let through as well, for the brackets say it.
fn initials(report: &Report<'_>, name: Span<Tokens>, acronym: Span<Tokens>) -> bool {
    let first = |i: u32| report.norm(i).chars().next();
    let letters: Vec<char> = report.norm(acronym.start()).chars().filter(|c| c.is_alphanumeric()).collect();
    let has = |c: char| (name.start()..name.end()).any(|i| first(i) == Some(c));
    let shared = letters.iter().filter(|c| has(**c)).count();
    shared * 2 >= letters.len() || !letters.first().is_some_and(|c| has(*c))
}

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
        let mut found: Vec<usize> = ends.filter_map(|word| self.by_word.get(word)).flatten().copied().collect();
        if let [acronym] = mine[..] {
            let letters: String = acronym.chars().filter(|c| c.is_alphanumeric()).collect();
            found.extend(self.by_initials.get(&letters).into_iter().flatten());
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
            if !akin(kind, groups[long][0].kind) {
                continue;
            }
            let fit = match kind {
                NameKind::Person => is_short_person(mine, theirs),
                NameKind::Organization | NameKind::Group | NameKind::Facility => {
                    theirs.ends_with(mine) && mine.len() > 1
                        || theirs.starts_with(mine) && (mine.len() > 1 || is_distinct(report, tokens))
                        || is_acronym(report, tokens) && all_initials(mine, theirs)
                }
                // "U.S." and "United States": for countries alone, since "SA" is many places.
                NameKind::Place => {
                    is_country(report, &groups[short][0])
                        && is_country(report, &groups[long][0])
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
        let of_first = |&g: &usize| kind == NameKind::Person && is_short_person(&index.words[g], &index.words[fits[0]]);
        if let Some(&long) = fits.first()
            && fits.iter().skip(1).all(of_first)
        {
            joined[short] = long;
        }
    }
}

/// Whether one personal name is short for another: its surname, its given name and surname, or its given name alone.
fn is_short_person(short: &[&str], long: &[&str]) -> bool {
    let bare = |words: &[&str]| -> Vec<String> {
        words
            .iter()
            .filter(|w| !matches!(**w, "al" | "el" | "-" | "bin" | "ibn" | "'" | "."))
            .map(|w| (*w).to_owned())
            .collect()
    };
    let (short, long) = (bare(short), bare(long));
    if short.is_empty() || short.len() >= long.len() {
        return short == long && !short.is_empty();
    }
    let mut at = 0;
    let in_order = short.iter().all(|word| match long[at..].iter().position(|w| w == word) {
        Some(k) => {
            at += k + 1;
            true
        }
        None => false,
    });
    in_order
        && (short.last() == long.last() || short.len() == 1 && short[0] == long[0] || short.first() == long.first())
}

/// Whether the letters of an acronym are the first letters of the name's longer words.
fn all_initials(acronym: &[&str], name: &[&str]) -> bool {
    let letters: String = acronym[0].chars().filter(|c| c.is_alphanumeric()).collect();
    let firsts =
        |least: usize| name.iter().filter(|w| w.len() > least).filter_map(|w| w.chars().next()).collect::<String>();
    letters.len() > 1 && (letters == firsts(3) || letters == firsts(0))
}

/// Whether one word is neither a common head word nor a name that a list has by itself: "U.N." is not the Security Council.
fn is_distinct(report: &Report<'_>, tokens: Span<Tokens>) -> bool {
    report.listed(tokens) == 0
}
