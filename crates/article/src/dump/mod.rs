//! The text of a page with its furniture → its articles.
//!
//! `lines` (a dump's lines, hard-wrapped ones joined) → `plan` (what each line is, and where articles begin) → `assemble`
//! (one region of the page → one article). Only the words tell, since a dump has no markup.

mod assemble;
mod lines;
mod plan;

use dateline_model::{Article, Page};

/// The articles of a page.
pub(crate) fn articles(page: &Page) -> Vec<Article> {
    let plan = plan::plan(lines::of_dump(&page.text), page.headline.as_deref());
    plan.regions.iter().filter_map(|region| assemble::article(&plan, *region)).collect()
}
