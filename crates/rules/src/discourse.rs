//! What holds a report together: one fact once, quotations that go on, and whose words a figure stands in.
//!
//! This module knows the shapes of facts and nothing of any rule. Its decisions:
//!
//! - *One number counts one thing.* Of two figures on the same number the one whose trigger is nearer stays, then the one
//!   that fills more slots, then the one with the longer phrase, then the rule whose name comes first.
//! - *One cue, one statement; one run of words, one statement.* Of two rules that state different things of one cue, or
//!   of two contents that overlap (unless one holds the other with its cue), the quotation stays, then the one that
//!   fills more slots, then the longer one.
//! - *A quotation that stands alone* in a block right after a block that its speaker ended has the same speaker.
//! - *A figure's claimant* is the speaker of the innermost statement that holds it.

use std::collections::BTreeMap;
use std::sync::Arc;

use dateline_model::{Fact, Figure, Manner, Span, Statement, Text, Tokens};

use crate::matcher::Prepared;
use crate::reading::Facts;
use crate::state::{self, Candidate};

/// The rule id of statements that go on from the block before.
const CONTINUED: &str = "quotation-goes-on";

/// Weighs the candidates against one another and ties them together.
pub(crate) fn tie(text: &Prepared<'_>, candidates: Vec<Candidate>) -> Facts {
    let mut facts = Facts::default();
    let mut said: Vec<Candidate> = Vec::new();
    let mut counted: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        match candidate.fact {
            Fact::Statement(_) => said.push(candidate),
            Fact::Figure(_) => counted.push(candidate),
        }
    }
    facts.statements = statements(said);
    go_on(text, &mut facts.statements);
    facts.statements.sort_by_key(|s| (s.content.span(), s.cue.span()));
    facts.figures = figures(counted);
    claim(&facts.statements, &mut facts.figures);
    facts
}

fn figures(mut candidates: Vec<Candidate>) -> Vec<Figure> {
    let gap = |c: &Candidate| {
        c.trigger.map_or(u32::MAX, |t| {
            if t.start() >= c.anchor.end() {
                t.start() - c.anchor.end()
            } else {
                c.anchor.start().saturating_sub(t.end())
            }
        })
    };
    // Best first among those on the same number; the sort is stable and rules come in the order of their names.
    candidates.sort_by_key(|c| {
        let Fact::Figure(figure) = &c.fact else {
            return (c.anchor, 0, 0, 0);
        };
        (c.anchor, gap(c), usize::MAX - c.filled, u32::MAX - figure.phrase.span().len())
    });
    let mut kept: Vec<(Span<Tokens>, Figure)> = Vec::new();
    for candidate in candidates {
        let Fact::Figure(figure) = candidate.fact else {
            continue;
        };
        if !kept.iter().rev().take(4).any(|(anchor, _)| anchor.overlaps(candidate.anchor)) {
            kept.push((candidate.anchor, figure));
        }
    }
    let mut figures: Vec<Figure> = kept.into_iter().map(|(_, figure)| figure).collect();
    figures.sort_by_key(|f| f.phrase.span());
    figures
}

fn statements(mut candidates: Vec<Candidate>) -> Vec<Statement> {
    // What one rule states of one cue belongs together: a quotation and the one after it.
    let mut said: BTreeMap<(Arc<str>, Span<Tokens>), u32> = BTreeMap::new();
    for candidate in &candidates {
        if let Fact::Statement(statement) = &candidate.fact {
            *said.entry((statement.rule.clone(), candidate.anchor)).or_default() += statement.content.span().len();
        }
    }
    candidates.sort_by_key(|c| {
        let Fact::Statement(statement) = &c.fact else {
            return (true, 0, 0, 0, c.anchor);
        };
        let together = said.get(&(statement.rule.clone(), c.anchor)).copied().unwrap_or(0);
        let length = statement.content.span().len();
        let indirect = statement.manner != Manner::Direct;
        (indirect, usize::MAX - c.filled, u32::MAX - together, u32::MAX - length, c.anchor)
    });
    let mut kept: Vec<(Candidate, Statement)> = Vec::new();
    for candidate in candidates {
        let Fact::Statement(statement) = candidate.fact.clone() else {
            continue;
        };
        let rival = kept.iter().any(|(other, stands)| {
            let overlaps = stands.content.span().overlaps(statement.content.span());
            let same_cue = other.anchor.overlaps(candidate.anchor);
            // A statement inside another's content has its own cue there; one that holds another's cue may hold the other.
            let nested = inside(statement.content.span(), stands.content.span())
                && inside(statement.cue.span(), stands.content.span())
                || inside(stands.content.span(), statement.content.span())
                    && inside(stands.cue.span(), statement.content.span());
            (same_cue && (overlaps || stands.rule != statement.rule)) || (overlaps && !nested)
        });
        if !rival {
            kept.push((candidate, statement));
        }
    }
    kept.into_iter().map(|(_, statement)| statement).collect()
}

fn inside(a: Span<Text>, b: Span<Text>) -> bool {
    b.contains(a)
}

/// Gives blocks that are nothing but a quotation the speaker of the block before, where that one ends with the speaker's
/// words or with the speaker.
fn go_on(text: &Prepared<'_>, statements: &mut Vec<Statement>) {
    let columns = text.analysis.columns();
    for pair in columns.blocks.windows(2) {
        let (before, block) = (text.analysis.text_span(pair[0]), text.analysis.text_span(pair[1]));
        if !columns.quotations.contains(&pair[1]) || statements.iter().any(|s| block.overlaps(s.content.span())) {
            continue;
        }
        let speaker = statements
            .iter()
            .filter(|s| s.manner == Manner::Direct && before.contains(s.content.span()))
            .max_by_key(|s| s.content.span())
            .cloned();
        let (Some(last), Some((content, manner))) = (speaker, state::content(text, pair[1])) else {
            continue;
        };
        if let Some(content) = text.article.cite(content) {
            statements.push(Statement {
                manner,
                content,
                addressee: None,
                medium: None,
                rule: Arc::from(CONTINUED),
                ..last
            });
        }
    }
}

/// Ties each figure to the innermost statement that holds it, and takes its speaker for the claimant.
fn claim(statements: &[Statement], figures: &mut [Figure]) {
    for figure in figures {
        let phrase = figure.phrase.span();
        let holder = statements
            .iter()
            .enumerate()
            .filter(|(_, s)| s.content.span().overlaps(phrase) && s.content.span().end() >= phrase.end())
            .min_by_key(|(_, s)| s.content.span().len());
        if let Some((i, statement)) = holder {
            figure.statement = Some(i);
            figure.claimed_by = figure.claimed_by.or(statement.speaker);
        }
    }
}
