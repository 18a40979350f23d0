//! What is wrong with a rule file: where, what, and the way out.
//!
//! Every problem has a stable code (listed in `docs/notes.md`), a lower-case message and a place; printed, it is one
//! line that editors can jump to and a `hint:` under it.

use std::fmt;

/// A place in a rule file. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// Something wrong with a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as the caller named it.
    pub file: String,
    /// Where in it.
    pub place: Place,
    /// Stable code, `DL-R` and three digits.
    pub code: &'static str,
    /// Lower-case, concrete, without a full stop.
    pub message: String,
    /// The way out, where one can be named.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {} [{}]", self.file, self.place.line, self.place.column, self.message, self.code)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// The entry of `known` nearest to `word`, if it is near enough to be a slip (at most a third of its letters differ).
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known.map(|k| (distance(word, k), k)).filter(|(d, k)| *d * 3 <= k.chars().count().max(3)).min().map(|(_, k)| k)
}

/// Levenshtein's distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let here = (corner + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = row[j + 1];
            row[j + 1] = here;
        }
    }
    row[b.len()]
}
