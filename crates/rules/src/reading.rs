//! A pack over an article: all facts, each once, tied together.
//!
//! Window by window (sentences, or blocks for rules that ask for them) the needs that its words meet are gathered, the
//! rules that have all theirs are tried, and what they state is collected. Two rules may state the same thing; then the statement
//! that says more stays. At the end figures learn whose words they stand in.

use std::cell::RefCell;
use std::sync::Arc;

use dateline_model::{Analysis, Article, Event, Fact, Figure, Span, Statement, Tokens};

use crate::discourse;
use crate::events;
use crate::matcher::{Found, Matcher, Prepared};
use crate::pack::{Pack, Rule};
use crate::state::{self, Candidate};
use crate::syntax::Over;

/// What a pack read in an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Statements in text order of their contents.
    pub statements: Vec<Statement>,
    /// Figures in text order of their phrases; [`Figure::statement`] is an index into `statements`.
    pub figures: Vec<Figure>,
    /// Events in text order of their triggers; [`Event::figures`] are indices into `figures`.
    pub events: Vec<Event>,
}

impl Facts {
    /// All facts: statements, figures, events.
    pub fn all(&self) -> impl Iterator<Item = Fact> + '_ {
        let figures = self.figures.iter().cloned().map(Fact::Figure);
        self.statements.iter().cloned().map(Fact::Statement).chain(figures).chain(events::tying::facts(&self.events))
    }
}

/// Rules look over blocks of at most this many tokens: a run of text without a paragraph in it is no report, and the
/// matcher's memory grows with its window. The longest of the development reports that came without
/// line breaks, each one paragraph, has 2,687.
const LONGEST_WINDOW: u32 = 8_192;

thread_local! {
    /// Memory that searches reuse. It holds nothing from one search to the next but its size.
    static MATCHER: RefCell<Matcher> = RefCell::default();
}

impl Pack {
    /// Reads an article. Pure: the same article, analysis and pack give the same facts.
    pub fn read(&self, article: &Article, analysis: &Analysis) -> Facts {
        let text = Prepared::new(article, analysis, self);
        let mut candidates = Vec::new();
        self.visit(&text, |rule, found| state::state(self, rule, &text, &found, &mut candidates));
        discourse::tie(self, &text, candidates)
    }

    /// Runs one rule alone and gives what it states: for its own tests.
    pub(crate) fn read_with(&self, rule: &Rule, article: &Article, analysis: &Analysis) -> Facts {
        let text = Prepared::new(article, analysis, self);
        let mut candidates: Vec<Candidate> = Vec::new();
        self.visit(&text, |other, found| {
            if Arc::ptr_eq(&other.name, &rule.name) {
                state::state(self, other, &text, &found, &mut candidates);
            }
        });
        discourse::tie(self, &text, candidates)
    }

    /// Calls `each` for every match of every rule, window by window.
    pub(crate) fn visit(&self, text: &Prepared<'_>, mut each: impl FnMut(&Rule, Found)) {
        let mut tried: Vec<(u32, u32)> = Vec::new();
        MATCHER.with_borrow_mut(|matcher| {
            self.windows(text, |over, window, met| {
                self.candidates(over, met, &mut tried);
                for &(rule, program) in &tried {
                    let rule = &self.rules[rule as usize];
                    matcher.search(&rule.programs[program as usize], text, window, |found| each(rule, found));
                }
            });
        });
    }

    /// Calls `each` for every window of the text with the needs that it meets: sentences, then blocks, then pairs of
    /// blocks.
    pub(crate) fn windows(&self, text: &Prepared<'_>, mut each: impl FnMut(Over, Span<Tokens>, &[u64])) {
        let columns = text.analysis.columns();
        let stride = self.needs.stride();
        let mut sentences = vec![0u64; columns.sentences.len() * stride];
        for (sentence, met) in columns.sentences.iter().zip(sentences.chunks_exact_mut(stride)) {
            for i in sentence.range() {
                self.needs.gather(text.rows[i], met);
                self.needs.gather_values(text.quantity_at[i] != 0, text.quotation_at[i] != 0, met);
            }
            each(Over::Sentence, *sentence, met);
        }
        // Blocks are runs of whole sentences.
        let mut blocks = vec![0u64; columns.blocks.len() * stride];
        let mut s = 0;
        for (block, met) in columns.blocks.iter().zip(blocks.chunks_exact_mut(stride)) {
            while columns.sentences.get(s).is_some_and(|sentence| block.contains(*sentence)) {
                join(met, &sentences[s * stride..][..stride]);
                s += 1;
            }
            if block.len() <= LONGEST_WINDOW {
                each(Over::Block, *block, met);
            }
        }
        for (k, pair) in columns.blocks.windows(2).enumerate() {
            let (met, after) = blocks[k * stride..].split_at_mut(stride);
            join(met, &after[..stride]);
            if pair[0].cover(pair[1]).len() > LONGEST_WINDOW {
                continue;
            }
            each(Over::TwoBlocks, pair[0].cover(pair[1]), met);
        }
    }

    /// The rules (and which of their programs) whose needs are met, in the order of their names.
    pub(crate) fn candidates(&self, over: Over, met: &[u64], out: &mut Vec<(u32, u32)>) {
        out.clear();
        for (word, bits) in met.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                let need = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                for &(r, p) in &self.by_need[need] {
                    let rule = &self.rules[r as usize];
                    let has = |need: &u32| met[*need as usize / 64] & (1 << (need % 64)) != 0;
                    if rule.over == over && rule.programs[p as usize].need_ids.iter().all(has) {
                        out.push((r, p));
                    }
                }
            }
        }
        out.sort_unstable();
    }
}

fn join(into: &mut [u64], from: &[u64]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into |= from;
    }
}
