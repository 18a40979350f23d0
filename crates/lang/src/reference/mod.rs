//! Mentions → names: which words of a report mean the same person, body, group or place.
//!
//! By clear rules, in this order:
//!
//! 1. [`consistency`]: a name that was found once is found wherever the report writes it again, and one wording has one
//!    kind;
//! 2. [`together`]: equal wordings, acronyms in brackets, surnames after full names and shorter forms come together;
//! 3. [`titles`]: titles before and roles beside a name become its own;
//! 4. [`nominal`]: "the group", "the prime minister", "the town" stand for the one name they can mean.
//!
//! What two names could be meant by is left alone: a wrong link costs a reader more than a missing one. Pronouns are left
//! out on purpose; they belong to the facts that need them.

mod consistency;
mod nominal;
mod titles;
mod together;

use crate::swift::hash;
use crate::swift::phrases::{Phrases, kind};
use dateline_model::{Columns, Name, NameKind, Shape, Side, Span, Tokens};

/// Finds the names that the mentions mean, by first mention. Mentions that the consistency of the report adds join the
/// columns.
pub fn resolve(text: &str, columns: &mut Columns, phrases: &Phrases) -> Vec<Name> {
    consistency::complete(text, columns, phrases);
    let report = Report { text, columns, phrases };
    let mut names = together::group(&report);
    titles::give(&report, &mut names);
    nominal::resolve(&report, &mut names);
    for name in &mut names {
        name.mentions.sort_by_key(|m| (m.start(), m.end()));
        name.mentions.dedup();
        name.side = report.side(name);
    }
    names.sort_by_key(|name| name.mentions.first().map_or(u32::MAX, |m| m.start()));
    names
}

/// What the rules look at.
struct Report<'a> {
    text: &'a str,
    columns: &'a Columns,
    phrases: &'a Phrases,
}

impl Report<'_> {
    fn norm(&self, i: u32) -> &str {
        self.columns.norms.get(i as usize)
    }

    fn written(&self, i: u32) -> &str {
        self.columns.spans.get(i as usize).map_or("", |span| &self.text[span.range()])
    }

    fn shape(&self, i: u32) -> Shape {
        self.columns.shapes.get(i as usize).copied().unwrap_or_default()
    }

    /// The words of a mention in lower case, without an article, one blank between tokens: what makes two the same.
    fn key(&self, tokens: Span<Tokens>) -> String {
        key(self.columns, tokens)
    }

    /// The sentence that holds a token, as its number.
    fn sentence(&self, i: u32) -> usize {
        self.columns.sentences.partition_point(|s| s.end() <= i)
    }

    /// What the lists say of these tokens as a whole.
    fn listed(&self, tokens: Span<Tokens>) -> u32 {
        self.phrases.kinds(numbers(self.columns, tokens))
    }

    /// What the lists say of one word.
    fn listed_word(&self, norm: &str) -> u32 {
        self.phrases.kinds(std::iter::once(hash::text(norm.as_bytes())))
    }

    /// The side of a name: what the lists say of it; an army, a ministry, a police force is a state's.
    fn side(&self, name: &Name) -> Option<Side> {
        if !matches!(name.kind, NameKind::Organization | NameKind::Group) {
            return None;
        }
        if let Some(side) = name.mentions.iter().find_map(|&m| self.phrases.side(numbers(self.columns, m))) {
            return Some(side);
        }
        let words = || name.name.range().map(|i| self.norm(i as u32));
        let of_state = words().any(|word| STATE_WORDS.binary_search(&word).is_ok());
        let of_nation = words().any(|word| self.listed_word(word) & (kind::COUNTRY | kind::PEOPLE) != 0);
        (of_state && of_nation && name.kind == NameKind::Organization).then_some(Side::State)
    }
}

/// The numbers of the words of these tokens, as the lists know them.
fn numbers(columns: &Columns, tokens: Span<Tokens>) -> impl Iterator<Item = u64> {
    tokens.range().map(|i| hash::text(columns.norms.get(i).as_bytes()))
}

fn key(columns: &Columns, tokens: Span<Tokens>) -> String {
    let mut key = String::new();
    for i in tokens.start()..tokens.end() {
        let norm = columns.norms.get(i as usize);
        if i == tokens.start() && norm == "the" && tokens.len() > 1 {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(norm);
    }
    key
}

/// Words that states' bodies have in their names, beside that of the country: "Salvation Army" is none. Sorted.
const STATE_WORDS: &[&str] = &[
    "army",
    "cabinet",
    "constabulary",
    "gendarmerie",
    "government",
    "military",
    "ministry",
    "navy",
    "parliament",
    "police",
];

/// The kind, with groups and bodies as one: reports do not keep them apart.
fn class(kind: NameKind) -> NameKind {
    if kind == NameKind::Group { NameKind::Organization } else { kind }
}

/// Whether a mention is an acronym: one token of two to ten letters, all capitals but a small plural or joining letter.
fn is_acronym(report: &Report<'_>, tokens: Span<Tokens>) -> bool {
    let word = report.written(tokens.start());
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    tokens.len() == 1 && (2..=10).contains(&letters) && capitals >= 2 && capitals + 2 >= letters
}
