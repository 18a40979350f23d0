//! The rule language: what a passage must look like for it to state a fact.
//!
//! A rule is a file that a researcher can read: a comment, a pattern over tokens, the fact it states, and its own tests.
//! This crate parses, checks, compiles, runs, tests, explains and formats rules. It knows tokens, captures and the
//! shapes of facts; it knows no particular rule (those are data, under `rules/`) and nothing of how tokens are made
//! (the caller passes the language stage's way of cutting words). `docs/rules.md` is the language's page.

mod arcs;
mod clauses;
mod conditions;
mod discourse;
mod events;
mod explain;
mod format;
mod grammar;
mod lexicon;
mod matcher;
mod needs;
mod pack;
mod pattern;
mod problem;
mod program;
mod reading;
mod state;
mod syntax;
mod trial;
mod vocab;

pub use explain::{Explanation, explain};
pub use format::format;
pub use pack::{Pack, PackFile, Rule};
pub use problem::{Place, Problem};
pub use reading::Facts;
pub use syntax::{FileSyntax, Over, Pattern, PhraseSyntax, RuleSyntax, Stated, Trial, Value, parse};
pub use trial::{Failure, fact_line, test};

/// Changes whenever the same pack could read the same article differently.
pub const VERSION: u32 = 2;
