//! What holds a report together: one fact once, quotations that go on, and whose words a figure stands in.
//!
//! This module knows the shapes of facts and nothing of any rule. Its decisions:
//!
//! - *Rules give way* to those that their `after` sections name, on the same words.
//! - *One number counts one thing.* Of two figures on the same number one with a measure of its own stays before `other`, then one with a trigger stays before one without, what surface says before what
//!   grammar says, then the one whose trigger is nearer, then the one
//!   that fills more slots, then the one with the longer phrase, then the rule whose name comes first.
//! - *One cue, one statement; one run of words, one statement.* Of two rules that state different things of one cue, or
//!   of two contents that overlap (unless one holds the other with its cue), what surface says stays before what grammar says,
//!   then the quotation, then the one that fills more slots, then the longer one.
//! - *A quotation that stands alone* in a block right after a block that its speaker ended has the same speaker.
//! - *A figure's claimant* is the speaker of the innermost statement that holds it, unless that speaker denies it.

use std::collections::BTreeMap;
use std::sync::Arc;

use dateline_model::{Fact, Figure, Manner, Measure, Span, Statement, Status, Text, Tokens};

use crate::events;
use crate::matcher::Prepared;
use crate::pack::Pack;
use crate::reading::Facts;
use crate::state::{self, Candidate};

/// The rule id of statements that go on from the block before.
const CONTINUED: &str = "quotation-goes-on";

/// The act of statements whose content the speaker denies.
const DENIES: &str = "deny";

/// Weighs the candidates against one another and ties them together.
pub(crate) fn tie(pack: &Pack, text: &Prepared<'_>, candidates: Vec<Candidate>) -> Facts {
    let candidates = in_order(pack, candidates);
    let mut facts = Facts::default();
    let mut said: Vec<Candidate> = Vec::new();
    let mut counted: Vec<Candidate> = Vec::new();
    let mut happenings = Vec::new();
    for candidate in candidates {
        match candidate.fact {
            Fact::Statement(_) => said.push(candidate),
            Fact::Figure(_) => counted.push(candidate),
            Fact::Event(_) => happenings.extend(candidate.happening),
        }
    }
    facts.statements = statements(said);
    go_on(text, &mut facts.statements);
    facts.statements.sort_by_key(|s| (s.content.span(), s.cue.span()));
    facts.figures = figures(counted);
    claim(&facts.statements, &mut facts.figures);
    events::tying::tie(pack, text, happenings, &mut facts);
    facts
}

/// An anchor (a trigger, a cue, a number) of more tokens than this is none that another one stands inside. Chosen, far above any.
const LONGEST_ANCHOR: u32 = 32;

/// Leaves out what rules state on words of which a rule before them (their `after`) states the same kind of fact.
fn in_order(pack: &Pack, candidates: Vec<Candidate>) -> Vec<Candidate> {
    let rule = |c: &Candidate| match &c.fact {
        Fact::Figure(figure) => figure.rule.clone(),
        Fact::Statement(statement) => statement.rule.clone(),
        Fact::Event(event) => event.rule.clone(),
    };
    let after = |name: &str| {
        let at = pack.rules.binary_search_by(|rule| (*rule.name).cmp(name)).ok();
        at.map_or(&[][..], |at| &pack.rules[at].after[..])
    };
    let kind = |c: &Candidate| std::mem::discriminant(&c.fact);
    let mut begins: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (k, c) in candidates.iter().enumerate() {
        begins.entry(c.anchor.start()).or_default().push(k);
    }
    let is_late = |c: &Candidate| {
        let before = after(&rule(c));
        let goes_first = |k: &usize| {
            let other = &candidates[*k];
            kind(other) == kind(c) && other.anchor.overlaps(c.anchor) && before.binary_search(&rule(other)).is_ok()
        };
        let from = c.anchor.start().saturating_sub(LONGEST_ANCHOR);
        !before.is_empty() && begins.range(from..c.anchor.end()).any(|(_, others)| others.iter().any(goes_first))
    };
    let late: Vec<bool> = candidates.iter().map(is_late).collect();
    candidates.into_iter().zip(late).filter(|(_, late)| !late).map(|(candidate, _)| candidate).collect()
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
            return (c.anchor, true, true, true, 0, 0, 0);
        };
        (
            c.anchor,
            figure.measure == Measure::Other,
            c.trigger.is_none(),
            c.by_grammar,
            gap(c),
            usize::MAX - c.filled,
            u32::MAX - figure.phrase.span().len(),
        )
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
            return (true, true, 0, 0, 0, c.anchor);
        };
        let together = said.get(&(statement.rule.clone(), c.anchor)).copied().unwrap_or(0);
        let length = statement.content.span().len();
        let indirect = statement.manner != Manner::Direct;
        (c.by_grammar, indirect, usize::MAX - c.filled, u32::MAX - together, u32::MAX - length, c.anchor)
    });
    let mut kept: Vec<(Candidate, Statement)> = Vec::new();
    let mut near = Near::default();
    for candidate in candidates {
        let Fact::Statement(statement) = candidate.fact.clone() else {
            continue;
        };
        let whole = statement.content.span().cover(statement.cue.span());
        let rival = near.around(whole).any(|k| {
            let (other, stands) = &kept[k];
            let overlaps = stands.content.span().overlaps(statement.content.span());
            let same_cue = other.anchor.overlaps(candidate.anchor);
            // A statement inside another's content has its own cue there; one that holds another's cue may hold it.
            let nested = inside(statement.content.span(), stands.content.span())
                && inside(statement.cue.span(), stands.content.span())
                || inside(stands.content.span(), statement.content.span())
                    && inside(stands.cue.span(), statement.content.span());
            (same_cue && (overlaps || stands.rule != statement.rule)) || (overlaps && !nested)
        });
        if !rival {
            near.put(whole, kept.len());
            kept.push((candidate, statement));
        }
    }
    kept.into_iter().map(|(_, statement)| statement).collect()
}

/// Things by where they stand, to find those near a place without looking at all of them.
#[derive(Default)]
struct Near(BTreeMap<u32, Vec<usize>>);

/// Bytes of text that share a drawer: a few paragraphs.
const DRAWER: u32 = 2_048;

impl Near {
    fn drawers(span: Span<Text>) -> std::ops::RangeInclusive<u32> {
        span.start() / DRAWER..=span.end() / DRAWER
    }

    fn put(&mut self, span: Span<Text>, thing: usize) {
        for drawer in Self::drawers(span) {
            self.0.entry(drawer).or_default().push(thing);
        }
    }

    /// All things that may touch `span`, some more than once.
    fn around(&self, span: Span<Text>) -> impl Iterator<Item = usize> + '_ {
        self.0.range(Self::drawers(span)).flat_map(|(_, things)| things.iter().copied())
    }
}

fn inside(a: Span<Text>, b: Span<Text>) -> bool {
    b.contains(a)
}

/// Gives blocks that are nothing but a quotation the speaker of the block before, where that one ends with the speaker's
/// words or with the speaker.
fn go_on(text: &Prepared<'_>, statements: &mut Vec<Statement>) {
    let columns = text.analysis.columns();
    let mut near = Near::default();
    for (k, statement) in statements.iter().enumerate() {
        near.put(statement.content.span(), k);
    }
    go_on_in_block(text, statements, &mut near);
    for pair in columns.blocks.windows(2) {
        if columns.quotations.binary_search(&pair[1]).is_err() {
            continue;
        }
        let (before, block) = (text.analysis.text_span(pair[0]), text.analysis.text_span(pair[1]));
        if near.around(block).any(|k| block.overlaps(statements[k].content.span())) {
            continue;
        }
        let speaker = near
            .around(before)
            .map(|k| &statements[k])
            .filter(|s| s.manner == Manner::Direct && before.contains(s.content.span()))
            .max_by_key(|s| s.content.span())
            .cloned();
        let (Some(last), Some((content, manner))) = (speaker, state::content(text, pair[1])) else {
            continue;
        };
        // The block before ends with the speaker's words or with the speaker: nothing was told in between.
        let told =
            [Some(last.content), Some(last.cue), last.speaker].into_iter().flatten().map(|e| e.span().end()).max();
        let last_sentence = text.analysis.sentence_of(pair[0].end() - 1).map(|s| text.analysis.text_span(s));
        if last_sentence.is_none_or(|sentence| told.is_none_or(|told| told <= sentence.start())) {
            continue;
        }
        continued(text, last, content, manner, statements, &mut near);
    }
}

/// A quotation of so few words is a word in quotation marks.
const SHORTEST_QUOTATION: u32 = 5;

/// Gives quotations that are whole sentences and have no speaker that of the sentence before: "…," she said. "We left."
fn go_on_in_block(text: &Prepared<'_>, statements: &mut Vec<Statement>, near: &mut Near) {
    let columns = text.analysis.columns();
    for quotation in columns.quotations.iter().filter(|q| q.len() >= SHORTEST_QUOTATION) {
        let at = columns.sentences.partition_point(|s| s.end() <= quotation.start());
        let (Some(sentence), Some(before)) =
            (columns.sentences.get(at), at.checked_sub(1).map(|k| columns.sentences[k]))
        else {
            continue;
        };
        let last = columns.sentences[at..].iter().find(|s| s.end() >= quotation.end());
        let ends = last.is_some_and(|last| last.end() <= quotation.end() + 1);
        let block = columns.blocks.partition_point(|b| b.end() <= before.start());
        let together = columns.blocks.get(block).is_some_and(|b| b.contains(before) && b.contains(*quotation));
        if sentence.start() != quotation.start() || !ends || !together {
            continue;
        }
        let (before, words) = (text.analysis.text_span(before), text.analysis.text_span(*quotation));
        if near.around(words).any(|k| words.overlaps(statements[k].content.span())) {
            continue;
        }
        // Who spoke in the sentence before: one whose words or whose cue stand there, in quotation marks.
        let spoke = near
            .around(before)
            .map(|k| &statements[k])
            .filter(|s| s.manner != Manner::Indirect && s.speaker.is_some())
            .filter(|s| before.contains(s.cue.span()) || before.overlaps(s.content.span()))
            .max_by_key(|s| (s.content.span(), s.cue.span()))
            .cloned();
        let (Some(last), Some((content, manner))) = (spoke, state::content(text, *quotation)) else { continue };
        continued(text, last, content, manner, statements, near);
    }
}

/// Adds a content with the speaker and cue of the statement that it goes on from.
fn continued(
    text: &Prepared<'_>,
    last: Statement,
    content: Span<Text>,
    manner: Manner,
    statements: &mut Vec<Statement>,
    near: &mut Near,
) {
    let Some(content) = text.article.cite(content) else { return };
    near.put(content.span(), statements.len());
    let rule = Arc::from(CONTINUED);
    statements.push(Statement { manner, content, addressee: None, medium: None, rule, ..last });
}

/// Ties each figure to the innermost statement that holds it, and takes its speaker for the claimant. Who speaks is no
/// victim: a figure inside a speaker's words is dropped.
fn claim(statements: &[Statement], figures: &mut Vec<Figure>) {
    let mut near = Near::default();
    for (k, statement) in statements.iter().enumerate() {
        let speaker = statement.speaker.map_or(statement.cue.span(), |s| s.span());
        near.put(statement.content.span(), k);
        near.put(speaker, k);
    }
    let speaks = |span: Span<Text>| {
        near.around(span).any(|k| statements[k].speaker.is_some_and(|speaker| speaker.span().contains(span)))
    };
    figures.retain(|figure| !speaks(figure.phrase.span()));
    for figure in figures {
        let phrase = figure.phrase.span();
        let holds = |content: Span<Text>| content.overlaps(phrase) && content.end() >= phrase.end();
        let holder = near
            .around(phrase)
            .filter(|k| holds(statements[*k].content.span()))
            .min_by_key(|k| (statements[*k].content.span().len(), *k));
        if let Some(k) = holder {
            figure.statement = Some(k);
            // Who denies a number does not claim it.
            if statements[k].act.as_deref() == Some(DENIES) {
                figure.status = Status::Denied;
            } else {
                figure.claimed_by = figure.claimed_by.or(statements[k].speaker);
                figure.status = if figure.claimed_by.is_some() { Status::Claimed } else { figure.status };
            }
        }
    }
}
