//! Titles before and roles beside a name.
//!
//! A title stands right before its name. A role stands behind it between commas ("Noman Abed al-Zobai, the commander of
//! the 7th Division,"), or before it ("the commander of the 7th Division, Noman Abed al-Zobai"); each is found by its
//! surface, with the tags' help, and not by its arc: a comma is surer than a tree.

use super::Report;
use crate::swift::phrases::kind;
use dateline_model::{Name, NameKind, Pos, Shape, Span, Tokens};

/// Longest role, in tokens: the longest of the 605 roles of the names corpus has about 16.
const LONGEST_ROLE: u32 = 20;

/// So many wordings of titles, and of roles, are kept of a name: more are another's, or a list.
const MOST: usize = 12;

/// Gives each person the titles and roles that stand beside its mentions.
pub(super) fn give(report: &Report<'_>, names: &mut [Name]) {
    for name in names.iter_mut().filter(|n| n.kind == NameKind::Person) {
        for m in 0..name.mentions.len() {
            let mention = name.mentions[m];
            let before = report.columns.titles.partition_point(|t| t.end() <= mention.start());
            let mut begin = mention.start();
            if let Some(&title) = before.checked_sub(1).and_then(|t| report.columns.titles.get(t))
                && title.end() == mention.start()
                && report.sentence(title.start()) == report.sentence(mention.start())
            {
                push(report, &mut name.titles, title);
                begin = title.start();
            }
            let role = behind(report, mention).or_else(|| ahead(report, begin, mention.end()));
            // In a list of people the next one is nobody's role.
            if let Some(role) = role.filter(|role| !holds_a_person(report, *role)) {
                push(report, &mut name.roles, role);
            }
        }
    }
}

/// Whether a person is named in these words.
fn holds_a_person(report: &Report<'_>, words: Span<Tokens>) -> bool {
    let mentions = &report.columns.mentions;
    let from = mentions.partition_point(|m| m.tokens.end() <= words.start());
    mentions[from..].iter().take_while(|m| m.tokens.start() < words.end()).any(|m| m.kind == NameKind::Person)
}

/// Adds words unless the same wording is there.
fn push(report: &Report<'_>, all: &mut Vec<Span<Tokens>>, words: Span<Tokens>) {
    if all.len() < MOST && !all.iter().any(|other| report.key(*other) == report.key(words)) {
        all.push(words);
    }
}

/// Whether a noun says what a person is: the lists have it as a title.
fn is_role_noun(report: &Report<'_>, i: u32) -> bool {
    let norm = report.norm(i);
    matches!(report.columns.pos[i as usize], Pos::Noun | Pos::Propn)
        && (report.listed_word(norm) & kind::TITLE != 0 || MORE_ROLES.binary_search(&norm).is_ok())
}

/// Role nouns that are no titles. Sorted.
const MORE_ROLES: &[&str] = &[
    "adviser",
    "advisor",
    "aide",
    "brother",
    "chair",
    "co-founder",
    "coach",
    "cousin",
    "daughter",
    "expert",
    "farmer",
    "father",
    "fellow",
    "founder",
    "grandmother",
    "head",
    "husband",
    "leader",
    "manager",
    "member",
    "mother",
    "neighbor",
    "neighbour",
    "nephew",
    "official",
    "organiser",
    "organizer",
    "owner",
    "representative",
    "resident",
    "shopkeeper",
    "sister",
    "son",
    "speaker",
    "survivor",
    "uncle",
    "widow",
    "wife",
    "witness",
    "worker",
];

/// Words between commas behind a name that say what it is.
fn behind(report: &Report<'_>, mention: Span<Tokens>) -> Option<Span<Tokens>> {
    let comma = mention.end();
    let sentence = report.columns.sentences.get(report.sentence(mention.start()))?;
    if comma >= sentence.end() || report.norm(comma) != "," {
        return None;
    }
    let start = comma + 1;
    let end = end_of_phrase(report, start, sentence.end())?;
    // An age stands between commas too: "Rania Khoury, 34, a teacher".
    let role = Span::new(start, end);
    if role.len() <= 2 && report.columns.pos[start as usize] == Pos::Num {
        let again = report.norm(end) == "," && end + 1 < sentence.end();
        let further = end + 1;
        let end = if again { end_of_phrase(report, further, sentence.end())? } else { return None };
        return is_role(report, Span::new(further, end)).then_some(Span::new(further, end));
    }
    is_role(report, role).then_some(role)
}

/// Where the words that begin at `start` end: before the next comma or the stop of the sentence, if no finite verb, relative
/// word or other mark comes first.
fn end_of_phrase(report: &Report<'_>, start: u32, limit: u32) -> Option<u32> {
    for i in start..limit.min(start + LONGEST_ROLE + 1) {
        if matches!(report.norm(i), "," | ";" | ".") {
            return (i > start).then_some(i);
        }
        let other =
            matches!(report.norm(i), ":" | "\"" | "''" | ")" | "(" | "--" | "who" | "which" | "whose" | "?" | "!");
        // A hyphen inside a word is glued; a dash is not.
        let dash = report.norm(i) == "-" && !report.shape(i).has(Shape::GLUED);
        if other || dash || is_finite(report, i) {
            return None;
        }
    }
    (limit - start <= LONGEST_ROLE && limit > start).then_some(limit)
}

fn is_finite(report: &Report<'_>, i: u32) -> bool {
    matches!(report.columns.tags[i as usize].as_str(), "VBD" | "VBZ" | "VBP" | "MD")
}

/// Whether words are a role: they begin like a noun phrase, and a role noun stands before their first preposition.
fn is_role(report: &Report<'_>, words: Span<Tokens>) -> bool {
    if words.is_empty() {
        return false;
    }
    let pos = |i: u32| report.columns.pos[i as usize];
    let possessive = matches!(report.norm(words.start()), "his" | "her" | "its" | "their");
    let begins = !matches!(
        pos(words.start()),
        Pos::Adp | Pos::Verb | Pos::Pron | Pos::Sconj | Pos::Cconj | Pos::Adv | Pos::Punct
    );
    let head_end = (words.start()..words.end()).find(|&i| pos(i) == Pos::Adp).unwrap_or(words.end());
    (begins || possessive) && (words.start()..head_end).any(|i| is_role_noun(report, i))
}

/// Words before a name, between the beginning of the sentence or a comma and a comma, that say what it is: "The commander
/// of the 7th Division, Noman Abed al-Zobai, said". The name must be closed by a comma or stop as well: in "he met the
/// leader of the rebels, Colonel Ekenge said" it is not.
fn ahead(report: &Report<'_>, name_start: u32, name_end: u32) -> Option<Span<Tokens>> {
    let sentence = report.columns.sentences.get(report.sentence(name_start))?;
    let comma = name_start.checked_sub(1).filter(|&c| c > sentence.start() && report.norm(c) == ",")?;
    if name_end < sentence.end() && !matches!(report.norm(name_end), "," | "." | ";") {
        return None;
    }
    let mut start = comma;
    while start > sentence.start() && comma - start <= LONGEST_ROLE {
        let i = start - 1;
        if matches!(report.norm(i), "," | ";" | ":" | "." | "\"" | ")" | "(" | "that") || is_finite(report, i) {
            break;
        }
        start = i;
    }
    // Only a phrase that begins with a determiner and a role noun, with its complement.
    let role = Span::new(start, comma);
    let begins = matches!(report.norm(start), "the" | "a" | "an" | "its" | "their" | "his" | "her");
    let complement = role.range().any(|i| matches!(report.norm(i as u32), "of" | "for" | "at" | "in"));
    (begins && complement && role.len() > 2 && is_role(report, role)).then_some(role)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_sorted() {
        assert!(super::MORE_ROLES.windows(2).all(|w| w[0] < w[1]));
    }
}
