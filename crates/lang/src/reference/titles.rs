//! Titles before and roles beside a name.
//!
//! A title stands right before its name. A role stands behind it between commas ("Noman Abed al-Zobai, the commander of
//! the 7th Division,"), or before it ("the commander of the 7th Division, Noman Abed al-Zobai"); each is found by its
//! surface, with the tags' help, since one apposition in three is missed by a tree.

use super::Report;
use crate::swift::hash;
use crate::swift::phrases::kind;
use dateline_model::{Name, NameKind, Pos, Span, Tokens};

/// Longest role, in tokens: of the 700 roles of the names corpus three are longer.
const LONGEST_ROLE: u32 = 20;

/// A name with more titles or roles than this is no person's.
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
            let role = behind(report, mention).or_else(|| ahead(report, begin));
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
    let listed = |norm: &str| report.phrases.kinds(std::iter::once(hash::text(norm.as_bytes()))) & kind::TITLE != 0;
    let norm = report.norm(i);
    matches!(report.columns.pos[i as usize], Pos::Noun | Pos::Propn)
        && (listed(norm) || MORE_ROLES.binary_search(&norm).is_ok())
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

/// Where the noun phrase that begins at `start` ends: at a comma, a stop, a closing mark, a verb or a relative word.
fn end_of_phrase(report: &Report<'_>, start: u32, limit: u32) -> Option<u32> {
    let mut i = start;
    while i < limit && i - start <= LONGEST_ROLE {
        let norm = report.norm(i);
        let pos = report.columns.pos[i as usize];
        let tag = report.columns.tags[i as usize].as_str();
        let ends = matches!(
            norm,
            "," | ";" | ":" | "." | "\"" | "''" | ")" | "(" | "--" | "who" | "which" | "whose" | "?" | "!"
        ) || norm == "-"
            && report.shape(i) == report.shape(i).with(dateline_model::Shape::MARK)
            && !glued(report, i)
            || matches!(tag, "VBD" | "VBZ" | "VBP" | "MD")
            || pos == Pos::Aux;
        if ends {
            return (i > start).then_some(i);
        }
        i += 1;
    }
    (i == limit && i > start).then_some(i)
}

fn glued(report: &Report<'_>, i: u32) -> bool {
    report.shape(i).has(dateline_model::Shape::GLUED)
}

/// Whether words are a role: they begin like a noun phrase, and their first noun that is no name's part is a role noun.
fn is_role(report: &Report<'_>, words: Span<Tokens>) -> bool {
    let first = report.columns.pos[words.start() as usize];
    if words.is_empty()
        || matches!(first, Pos::Adp | Pos::Verb | Pos::Pron | Pos::Sconj | Pos::Cconj | Pos::Adv | Pos::Punct)
            && report.norm(words.start()) != "his"
            && report.norm(words.start()) != "her"
    {
        return false;
    }
    // The head stands before the first preposition.
    let head_end =
        (words.start()..words.end()).find(|&i| report.columns.pos[i as usize] == Pos::Adp).unwrap_or(words.end());
    (words.start()..head_end).any(|i| is_role_noun(report, i))
        && !(words.len() == 1
            && report.columns.pos[words.start() as usize] == Pos::Propn
            && !is_role_noun(report, words.start()))
}

/// Words before a name, with a comma between, that say what it is: "the commander of the 7th Division, …".
fn ahead(report: &Report<'_>, name_start: u32) -> Option<Span<Tokens>> {
    let sentence = report.columns.sentences.get(report.sentence(name_start))?;
    let comma = name_start.checked_sub(1).filter(|&c| c > sentence.start() && report.norm(c) == ",")?;
    let mut start = comma;
    while start > sentence.start() && comma - start <= LONGEST_ROLE {
        let i = start - 1;
        let norm = report.norm(i);
        let tag = report.columns.tags[i as usize].as_str();
        if matches!(norm, "," | ";" | ":" | "." | "\"" | ")" | "(" | "that")
            || matches!(tag, "VBD" | "VBZ" | "VBP" | "MD")
        {
            break;
        }
        start = i;
    }
    // Only a phrase that begins with a determiner and a role noun, with its complement.
    let role = Span::new(start, comma);
    let begins = matches!(report.norm(start), "the" | "a" | "an" | "its" | "their" | "his" | "her");
    let complement = (start..comma).any(|i| matches!(report.norm(i), "of" | "for" | "at" | "in"));
    (begins && complement && role.len() > 2 && is_role(report, role)).then_some(role)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_sorted() {
        assert!(super::MORE_ROLES.windows(2).all(|w| w[0] < w[1]));
    }
}
