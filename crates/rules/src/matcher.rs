//! Programs over tokens: does a pattern match here, and what did its captures take.
//!
//! A bounded backtracker in the manner of RE2's BitState: from each branching of the pattern each position is tried once
//! a search, so a search costs at most operations × tokens, whatever the pattern. Unlike Pike's machine it can take several tokens
//! in one step, which list phrases, quantities and quotations need. The first way to match, in the order of the
//! pattern's branches, is the one that counts.

use dateline_model::{Analysis, Article, Shape, Span, Tokens};

use crate::lexicon::{Lexicon, Pred, RowId};
use crate::pack::Pack;
use crate::program::{Class, Edge, Op, Program, Value};

/// A text with everything that patterns ask of its tokens.
pub(crate) struct Prepared<'a> {
    pub article: &'a Article,
    pub analysis: &'a Analysis,
    pub lexicon: &'a Lexicon,
    /// The set of words behind which a clause may begin.
    joints: u32,
    /// Rows of the lexicon: by form and by dictionary form.
    pub rows: Vec<(RowId, RowId)>,
    /// For each token: one more than the number of the quantity that begins there, or 0.
    pub quantity_at: Vec<u32>,
    /// For each token: one more than the number of the quotation that begins there, or 0.
    pub quotation_at: Vec<u32>,
    /// For each token: whether a sentence begins there.
    pub sentence_at: Vec<bool>,
}

impl<'a> Prepared<'a> {
    pub fn new(article: &'a Article, analysis: &'a Analysis, pack: &'a Pack) -> Self {
        let lexicon = &pack.lexicon;
        let columns = analysis.columns();
        let n = analysis.len();
        let rows = (0..n).map(|i| lexicon.rows_of(columns.norms.get(i), columns.lemmas.get(i))).collect();
        let mut quantity_at = vec![0; n];
        for (k, quantity) in columns.quantities.iter().enumerate().filter(|(_, q)| q.unit.counts()) {
            quantity_at[quantity.tokens.start() as usize] = k as u32 + 1;
        }
        let mut quotation_at = vec![0; n];
        for (k, quotation) in columns.quotations.iter().enumerate() {
            quotation_at[quotation.start() as usize] = k as u32 + 1;
        }
        let mut sentence_at = vec![false; n];
        for sentence in &columns.sentences {
            sentence_at[sentence.start() as usize] = true;
        }
        Self { article, analysis, lexicon, joints: pack.joints, rows, quantity_at, quotation_at, sentence_at }
    }

    #[inline]
    pub fn has(&self, token: usize, pred: Pred) -> bool {
        self.lexicon.has(self.rows[token], pred)
    }

    /// The longest entry of `list` that begins at `at` and ends before `end`.
    pub fn longest(&self, list: Pred, at: usize, end: usize) -> Option<(usize, Option<&'a std::sync::Arc<str>>)> {
        if !self.has(at, list) && !self.has(at, list + 1) {
            return None;
        }
        let columns = self.analysis.columns();
        let words = |k| (at + k < end).then(|| (columns.norms.get(at + k), columns.lemmas.get(at + k)));
        self.lexicon.longest(list, self.rows[at], words)
    }

    /// Whether the token is in the set: yes, no, or only if a longer entry of a list begins here.
    #[inline]
    fn answer(&self, token: usize, set: u32) -> Option<bool> {
        let answer = self.lexicon.answer(self.rows[token], set);
        if answer != Some(true) {
            let shape = self.analysis.columns().shapes[token];
            if self.lexicon.classes(set).iter().any(|class| is(*class, shape)) {
                return Some(true);
            }
        }
        answer
    }
}

/// A capture that took part in a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Its number in the rule.
    pub capture: u16,
    /// What it took.
    pub span: Span<Tokens>,
    /// The node that it stands in: an index into the match's nodes.
    pub parent: Option<usize>,
}

/// A match.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Its captures in the order in which they begin.
    pub nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Event {
    capture: u16,
    at: u32,
    opens: bool,
}

#[derive(Clone, Copy, Debug)]
struct Job {
    op: u32,
    at: u32,
    events: u32,
}

/// The matcher's memory, kept from one search to the next.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    visited: Vec<u64>,
    jobs: Vec<Job>,
    events: Vec<Event>,
    /// The farthest token that any try of the last search reached: for `explain`.
    pub farthest: u32,
}

impl Matcher {
    /// All matches of `program` in `window`, from left to right, none overlapping another.
    pub fn search(
        &mut self,
        program: &Program,
        text: &Prepared<'_>,
        window: Span<Tokens>,
        mut found: impl FnMut(Found),
    ) {
        let (start, end) = (window.start() as usize, window.end() as usize);
        let n = program.n_splits as usize;
        let bits = n * (end - start + 1);
        self.visited.clear();
        self.visited.resize(bits.div_ceil(64), 0);
        self.farthest = window.start();
        // No match can begin behind the last word of its rarest need.
        let needed = |at: &usize| program.needs[0].iter().any(|pred| text.has(*at, *pred));
        // That word may stand right before the match, where `behind(…)` looks for it.
        let last = (start..end).rev().find(needed).map_or(start, |last| (last + 2).min(end));
        let mut at = start;
        while at < last {
            if !begins(program, text, at) {
                at += 1;
                continue;
            }
            match self.at(program, text, start, at, end) {
                Some(stop) => {
                    found(Found { nodes: nodes(&self.events) });
                    // What was tried up to the match's end may be tried again from there; what was tried behind it failed.
                    self.forget((at - start) * n..(stop - start + 1) * n);
                    at = stop.max(at + 1);
                }
                None => at += 1,
            }
        }
    }

    /// Takes back that the branchings of these bits were tried.
    fn forget(&mut self, bits: std::ops::Range<usize>) {
        let (first, last) = (bits.start / 64, bits.end.div_ceil(64));
        // Whole words are cleared, with bits of neighbours: trying those again costs time and changes nothing.
        self.visited[first..last].fill(0);
    }

    /// Tries `program` from `from`; gives where the match ends.
    fn at(&mut self, program: &Program, text: &Prepared<'_>, start: usize, from: usize, end: usize) -> Option<usize> {
        let n_splits = program.n_splits as usize;
        self.jobs.clear();
        self.events.clear();
        self.jobs.push(Job { op: 0, at: from as u32, events: 0 });
        while let Some(job) = self.jobs.pop() {
            self.events.truncate(job.events as usize);
            let (mut pc, mut at) = (job.op as usize, job.at as usize);
            loop {
                self.farthest = self.farthest.max(at as u32);
                match program.ops[pc] {
                    Op::Match => return Some(at),
                    Op::Jump(to) => pc = to as usize,
                    Op::Split { first, second, number } => {
                        let bit = (at - start) * n_splits + number as usize;
                        let (word, mask) = (bit / 64, 1u64 << (bit % 64));
                        if self.visited[word] & mask != 0 {
                            break;
                        }
                        self.visited[word] |= mask;
                        self.jobs.push(Job { op: second, at: at as u32, events: self.events.len() as u32 });
                        pc = first as usize;
                    }
                    Op::Open(capture) => {
                        self.events.push(Event { capture, at: at as u32, opens: true });
                        pc += 1;
                    }
                    Op::Close(capture) => {
                        self.events.push(Event { capture, at: at as u32, opens: false });
                        pc += 1;
                    }
                    op => match step(&program.ops, op, pc, text, start, at, end) {
                        Some((next_pc, next_at)) => (pc, at) = (next_pc, next_at),
                        None => break,
                    },
                }
            }
        }
        None
    }
}

/// One operation that takes tokens or looks at them: where the program goes on, and at which token.
fn step(
    ops: &[Op],
    op: Op,
    pc: usize,
    text: &Prepared<'_>,
    start: usize,
    at: usize,
    end: usize,
) -> Option<(usize, usize)> {
    let taken = match op {
        Op::Pred(pred) => usize::from(at < end && text.has(at, pred)),
        Op::List(list) => {
            if at >= end {
                return None;
            }
            // Most lists have no longer entry with this first word.
            if text.has(at, list + 1) { text.longest(list, at, end)?.0 } else { usize::from(text.has(at, list)) }
        }
        Op::Set(set) => usize::from(at < end && text.answer(at, set) == Some(true)),
        Op::Class(class) => usize::from(at < end && is(class, text.analysis.columns().shapes[at])),
        Op::Value(value) => value_at(value, text, at, end)?,
        Op::Edge(edge) => return is_edge(edge, text, start, at, end).then_some((pc + 1, at)),
        Op::Except { set, whole, to } => {
            if at >= end || set_or_pattern(ops, (set, whole), pc, text, start, at, end) {
                return None;
            }
            return Some((to as usize, at + 1));
        }
        Op::Look { set, whole, to, behind, wanted } => {
            let there = match behind {
                true => at > start && set_or_pattern(ops, (set, whole), pc, text, start, at - 1, at),
                // Behind the last token only what takes no token can stand.
                false if at >= end => !whole && fits(ops, pc + 1, text, start, at, end, &mut LONGEST_LOOK.clone()),
                false => set_or_pattern(ops, (set, whole), pc, text, start, at, end),
            };
            return (there == wanted).then_some((to as usize, at));
        }
        _ => return None,
    };
    (taken > 0).then_some((pc + 1, at + taken))
}

/// Whether the token at `at` is in the set of a look-around, or, where that does not decide, the pattern behind `pc`
/// fits there.
#[inline]
fn set_or_pattern(
    ops: &[Op],
    (set, whole): (Option<u32>, bool),
    pc: usize,
    text: &Prepared<'_>,
    start: usize,
    at: usize,
    end: usize,
) -> bool {
    match set.map(|set| text.answer(at, set)) {
        Some(Some(true)) => true,
        Some(Some(false)) if whole => false,
        _ => fits(ops, pc + 1, text, start, at, end, &mut LONGEST_LOOK.clone()),
    }
}

/// A look-around tries at most this many operations and then has not found what it looks for. In 4,000
/// reports the looks of the English pack took at most 77; loops inside loops could take exponentially many.
const LONGEST_LOOK: u32 = 5_000;

/// Whether the operations from `pc` to their `Match` fit at `at`. For the small patterns inside `!` and `not(…)`.
fn fits(
    ops: &[Op],
    mut pc: usize,
    text: &Prepared<'_>,
    start: usize,
    mut at: usize,
    end: usize,
    left: &mut u32,
) -> bool {
    while *left > 0 {
        *left -= 1;
        match ops[pc] {
            Op::Match => return true,
            Op::Jump(to) => pc = to as usize,
            Op::Split { first, second, .. } => {
                if fits(ops, first as usize, text, start, at, end, left) {
                    return true;
                }
                pc = second as usize;
            }
            Op::Open(_) | Op::Close(_) => pc += 1,
            op => match step(ops, op, pc, text, start, at, end) {
                Some(next) => (pc, at) = next,
                None => return false,
            },
        }
    }
    false
}

/// Whether a match of the program can begin at the token.
#[inline]
fn begins(program: &Program, text: &Prepared<'_>, at: usize) -> bool {
    let Some(first) = program.first else { return true };
    first.quantity && text.quantity_at[at] != 0
        || first.quotation && text.quotation_at[at] != 0
        || text.answer(at, first.set) != Some(false)
}

fn is(class: Class, shape: Shape) -> bool {
    match class {
        Class::Any => true,
        Class::Word => shape.has(Shape::WORD),
        Class::Capital => shape.has(Shape::CAPITAL),
        Class::Small => shape.has(Shape::WORD) && !shape.has(Shape::CAPITAL),
        Class::Upper => shape.has(Shape::UPPER),
        Class::Digits => shape.has(Shape::DIGITS),
        Class::Mark => shape.has(Shape::MARK),
    }
}

fn value_at(value: Value, text: &Prepared<'_>, at: usize, end: usize) -> Option<usize> {
    if at >= end {
        return None;
    }
    let columns = text.analysis.columns();
    let span = if value == Value::Quotation {
        *columns.quotations.get((text.quotation_at[at] as usize).checked_sub(1)?)?
    } else {
        let quantity = columns.quantities.get((text.quantity_at[at] as usize).checked_sub(1)?)?;
        let wanted = match value {
            Value::Count => true,
            Value::Number => !quantity.article,
            _ => quantity.article,
        };
        if !wanted {
            return None;
        }
        quantity.tokens
    };
    (span.end() as usize <= end).then_some(span.len() as usize)
}

fn is_edge(edge: Edge, text: &Prepared<'_>, start: usize, at: usize, end: usize) -> bool {
    let columns = text.analysis.columns();
    match edge {
        Edge::Start => at == start,
        Edge::End => at == end,
        Edge::SentenceStart => at == start || at == end || text.sentence_at[at],
        // The hyphen of "US-led" joins words, the dash joins clauses.
        Edge::ClauseStart
            if at < end && at > start && columns.norms.get(at - 1) == "-" && columns.shapes[at].has(Shape::GLUED) =>
        {
            false
        }
        Edge::ClauseStart => {
            at == start
                || text.answer(at - 1, text.joints) == Some(true)
                || text.sentence_at.get(at).copied().unwrap_or(true)
        }
        Edge::Block => columns.blocks.binary_search_by_key(&(at as u32), |b| b.start()).is_ok(),
        Edge::Glued => at < end && columns.shapes[at].has(Shape::GLUED),
    }
}

/// The captures that a run of events leaves, as a tree.
fn nodes(events: &[Event]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for event in events {
        if event.opens {
            nodes.push(Node {
                capture: event.capture,
                span: Span::new(event.at, event.at),
                parent: open.last().copied(),
            });
            open.push(nodes.len() - 1);
        } else if let Some(node) = open.pop() {
            nodes[node].span = Span::new(nodes[node].span.start(), event.at);
        }
    }
    nodes
}
