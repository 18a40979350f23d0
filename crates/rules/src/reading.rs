//! A pack over an article: all facts, each once, tied together.
//!
//! Window by window (sentences, or blocks for rules that ask for them) the tokens' bits are gathered, the rules whose
//! needs are met are tried, and what they state is collected. Two rules may state the same thing; then the statement
//! that says more stays. At the end figures learn whose words they stand in.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use dateline_model::{Analysis, Article, Columns, Fact, Figure, Span, Statement, Tokens};

use crate::discourse;
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
}

impl Facts {
    /// All facts, statements first.
    pub fn all(&self) -> impl Iterator<Item = Fact> + '_ {
        self.statements.iter().cloned().map(Fact::Statement).chain(self.figures.iter().cloned().map(Fact::Figure))
    }
}

/// The windows that rules look over.
pub(crate) fn windows(columns: &Columns) -> [(Over, Cow<'_, [Span<Tokens>]>); 3] {
    let pairs = columns.blocks.windows(2).map(|pair| pair[0].cover(pair[1])).collect();
    [
        (Over::Sentence, Cow::Borrowed(columns.sentences.as_slice())),
        (Over::Block, Cow::Borrowed(columns.blocks.as_slice())),
        (Over::TwoBlocks, Cow::Owned(pairs)),
    ]
}

thread_local! {
    /// Memory that searches reuse. It holds nothing from one search to the next but its size.
    static MATCHER: RefCell<Matcher> = RefCell::default();
}

impl Pack {
    /// Reads an article. Pure: the same article, analysis and pack give the same facts.
    pub fn read(&self, article: &Article, analysis: &Analysis) -> Facts {
        let text = Prepared::new(article, analysis, &self.lexicon);
        let mut candidates = Vec::new();
        self.visit(&text, |rule, found| state::state(self, rule, &text, &found, &mut candidates));
        discourse::tie(&text, candidates)
    }

    /// Runs one rule alone and gives what it states: for its own tests.
    pub(crate) fn read_with(&self, rule: &Rule, article: &Article, analysis: &Analysis) -> Facts {
        let text = Prepared::new(article, analysis, &self.lexicon);
        let mut candidates: Vec<Candidate> = Vec::new();
        self.visit(&text, |other, found| {
            if Arc::ptr_eq(&other.name, &rule.name) {
                state::state(self, other, &text, &found, &mut candidates);
            }
        });
        discourse::tie(&text, candidates)
    }

    /// Calls `each` for every match of every rule, window by window.
    pub(crate) fn visit(&self, text: &Prepared<'_>, mut each: impl FnMut(&Rule, Found)) {
        let columns = text.analysis.columns();
        let mut bits = vec![0u64; self.lexicon.len().div_ceil(64)];
        let mut tried: Vec<(u32, u32)> = Vec::new();
        MATCHER.with_borrow_mut(|matcher| {
            for (over, windows) in windows(columns) {
                for window in &*windows {
                    self.candidates(text, *window, over, &mut bits, &mut tried);
                    for &(rule, program) in &tried {
                        let rule = &self.rules[rule as usize];
                        matcher.search(&rule.programs[program as usize], text, *window, |found| each(rule, found));
                    }
                }
            }
        });
    }

    /// The rules (and which of their programs) whose needs the window meets.
    pub(crate) fn candidates_in(&self, text: &Prepared<'_>, window: Span<Tokens>, over: Over) -> Vec<(u32, u32)> {
        let mut bits = vec![0u64; self.lexicon.len().div_ceil(64)];
        let mut out = Vec::new();
        self.candidates(text, window, over, &mut bits, &mut out);
        out
    }

    /// The rules whose needs the window meets, in the order of their names.
    fn candidates(
        &self,
        text: &Prepared<'_>,
        window: Span<Tokens>,
        over: Over,
        bits: &mut [u64],
        out: &mut Vec<(u32, u32)>,
    ) {
        out.clear();
        bits.fill(0);
        let (mut any, mut quantity, mut quotation) = (false, false, false);
        for i in window.range() {
            let (form, lemma) = text.rows[i];
            if form != 0 {
                self.lexicon.gather(form, bits);
                any = true;
            }
            if lemma != 0 {
                self.lexicon.gather(lemma, bits);
                any = true;
            }
            quantity |= text.quantity_at[i] != 0;
            quotation |= text.quotation_at[i] != 0;
        }
        if !any {
            return;
        }
        for (word, set) in bits.iter().enumerate() {
            let mut set = *set;
            while set != 0 {
                let pred = word * 64 + set.trailing_zeros() as usize;
                set &= set - 1;
                for &(r, p) in &self.by_need[pred] {
                    let rule = &self.rules[r as usize];
                    let program = &rule.programs[p as usize];
                    let met = rule.over == over
                        && (!program.needs_quantity || quantity)
                        && (!program.needs_quotation || quotation);
                    let has = |pred: &u32| bits[*pred as usize / 64] & (1 << (pred % 64)) != 0;
                    if met && program.needs[1..].iter().all(|need| need.iter().any(has)) {
                        out.push((r, p));
                    }
                }
            }
        }
        out.sort_unstable();
        out.dedup();
    }
}
