//! Notes: what a reading has to say about itself.
//!
//! Reading never fails; what is wrong with an input, or stays unresolved in a text, is said in a note with a stable
//! code. `docs/notes.md` lists every code, and a test holds the list and the code together.

use crate::{Span, Text};

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something a careful reader may want to know; the reading is whole.
    Info,
    /// Something was left out or could not be resolved.
    Warning,
    /// The input gave no article.
    Error,
}

impl Severity {
    /// The word the record uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One remark on a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Stable code, `DL-` and a stage letter and a number (`DL-I003`); documented in `docs/notes.md`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, lower-case, concrete, without a full stop.
    pub message: String,
    /// What a person can do about it.
    pub hint: Option<&'static str>,
    /// Where in the article, when it is about a place in it.
    pub span: Option<Span<Text>>,
}

impl Note {
    /// A note on the whole input.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), hint: None, span: None }
    }

    /// The same note with a way out.
    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// The same note, about a place in the article.
    pub fn at(mut self, span: Span<Text>) -> Self {
        self.span = Some(span);
        self
    }
}
