//! Word lists: the pack's vocabulary.
//!
//! A list file holds one entry a line: words in lower case, `~word` for any form of it, several words in a row for a
//! phrase. A line in square brackets gives the entries after it a value (`[civilian]`; `[-]` for none), which a rule can
//! put in a slot (`group_kind = value of group`). Entries are cut by the language stage's own tokenizer, so that
//! "asylum-seeker" meets the tokens it will see.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::problem::{Place, Problem};

/// One word of an entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Word {
    /// This word.
    Form(String),
    /// Any form of it.
    Lemma(String),
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub words: Vec<Word>,
    pub value: Option<Arc<str>>,
}

/// Parses a list file. `cut` is the language stage's way of cutting a phrase into words.
pub(crate) fn parse(file: &str, text: &str, cut: &dyn Fn(&str) -> Vec<String>) -> Result<Vec<Entry>, Vec<Problem>> {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    let mut value: Option<Arc<str>> = None;
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for (i, raw) in text.lines().enumerate() {
        let place = Place { line: i as u32 + 1, column: 1 };
        let line = raw.split('#').next().unwrap_or("").trim();
        if line.is_empty() {
            continue;
        }
        let mut problem = |message: String, hint: &str| {
            problems.push(Problem {
                file: file.to_owned(),
                place,
                code: "DL-R020",
                message,
                hint: Some(hint.to_owned()),
            });
        };
        if let Some(inner) = line.strip_prefix('[') {
            match inner.strip_suffix(']') {
                Some("-") => value = None,
                Some(name) if !name.is_empty() => value = Some(name.into()),
                _ => problem(
                    format!("cannot read the value `{line}`"),
                    "write [civilian], or [-] for entries without a value",
                ),
            }
            continue;
        }
        if line.chars().any(char::is_uppercase) {
            problem(format!("`{line}` has a capital"), "entries are in lower case and match in any");
            continue;
        }
        if let Some(before) = seen.insert(line.to_owned(), place.line) {
            problem(
                format!("`{line}` stands in line {before} already"),
                "an entry has one value; strike one of the two",
            );
            continue;
        }
        let mut words = Vec::new();
        for part in line.split_whitespace() {
            match part.strip_prefix('~') {
                Some(lemma) => {
                    let mut forms = cut(lemma);
                    // Of a hyphenated word the last part inflects.
                    let last = forms.pop();
                    words.extend(forms.into_iter().map(Word::Form));
                    words.extend(last.map(Word::Lemma));
                }
                None => words.extend(cut(part).into_iter().map(Word::Form)),
            }
        }
        if words.is_empty() {
            problem(format!("`{line}` holds no word"), "write a word, ~word for any form of it, or a phrase");
            continue;
        }
        entries.push(Entry { words, value: value.clone() });
    }
    if problems.is_empty() { Ok(entries) } else { Err(problems) }
}
