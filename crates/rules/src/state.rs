//! Captures → facts: what a rule states of what it matched.
//!
//! A slot is filled with the words of a capture, with the value that a word list gives them, or with a constant. A shape
//! whose required capture took no part in the match states nothing, so that one rule can state an optional second fact.

use std::sync::Arc;

use dateline_model::{
    Evidence, Fact, Figure, Manner, Measure, Shape as Look, Span, Statement, Status, Text, Tokens, Unit,
};

use crate::conditions;
use crate::events::{self, Happening};
use crate::grammar;
use crate::matcher::{Found, Node, Prepared};
use crate::pack::{Filler, Pack, Rule, Shape, What};

/// A fact with what is needed to weigh it against others.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub fact: Fact,
    /// The tokens of its anchor: the number of a figure, the cue of a statement.
    pub anchor: Span<Tokens>,
    /// The tokens of its trigger, for a figure.
    pub trigger: Option<Span<Tokens>>,
    /// How many slots are filled.
    pub filled: usize,
    /// Whether grammar said what fills its slots: surface rules, which know exactly where something begins and ends, go first.
    pub by_grammar: bool,
    /// An event, before it is tied to the rest.
    pub happening: Option<Happening>,
}

/// The facts that `rule` states of a match.
pub(crate) fn state(pack: &Pack, rule: &Rule, text: &Prepared<'_>, found: &Found, out: &mut Vec<Candidate>) {
    for shape in &rule.shapes {
        match shape.each {
            None => facts(pack, rule, shape, text, found, None, out),
            Some(each) => {
                for (i, node) in found.nodes.iter().enumerate() {
                    if node.capture == each {
                        facts(pack, rule, shape, text, found, Some(i), out);
                    }
                }
            }
        }
    }
}

/// Whether the node at `i` is `inside` or stands in it.
fn stands_in(nodes: &[Node], mut i: usize, inside: usize) -> bool {
    loop {
        if i == inside {
            return true;
        }
        match nodes[i].parent {
            Some(parent) => i = parent,
            None => return false,
        }
    }
}

pub(crate) struct Slots<'a, 'b> {
    pub shape: &'a Shape,
    found: &'a Found,
    item: Option<usize>,
    pub text: &'a Prepared<'b>,
    pub pack: &'a Pack,
    pub rule: &'a Rule,
}

impl Slots<'_, '_> {
    /// What the capture took: inside the item at hand, else outside of all items.
    pub fn capture(&self, capture: u16) -> Option<Span<Tokens>> {
        let nodes = &self.found.nodes;
        let of = |keep: &dyn Fn(usize) -> bool| {
            (0..nodes.len())
                .find(|&i| nodes[i].capture == capture && keep(i) && !nodes[i].span.is_empty())
                .map(|i| nodes[i].span)
        };
        let Some(item) = self.item else {
            return of(&|_| true);
        };
        let in_other_item = |i: usize| {
            (0..nodes.len()).any(|k| nodes[k].capture == nodes[item].capture && k != item && stands_in(nodes, i, k))
        };
        of(&|i| stands_in(nodes, i, item)).or_else(|| of(&|i| !in_other_item(i)))
    }

    pub fn tokens(&self, key: &str) -> Option<Span<Tokens>> {
        match self.shape.slots.get(key)? {
            Filler::Capture(capture) => self.capture(*capture),
            _ => None,
        }
    }

    fn evidence(&self, key: &str) -> Option<Evidence> {
        cite(self.text, self.tokens(key)?)
    }

    pub fn word(&self, key: &str) -> Option<Arc<str>> {
        match self.shape.slots.get(key)? {
            Filler::Constant(word) => Some(word.clone()),
            Filler::ValueOf(capture) if self.shape.what == What::Event => self.own_value(self.capture(*capture)?),
            Filler::ValueOf(capture) => self.value(self.capture(*capture)?, key == "measure"),
            _ => None,
        }
    }

    /// The value that a list of the rule's own pattern gives the words of `span`.
    fn own_value(&self, span: Span<Tokens>) -> Option<Arc<str>> {
        let (start, end) = (span.start() as usize, span.end() as usize);
        let longest = self
            .rule
            .lists
            .iter()
            .copied()
            .flat_map(|list| (start..end).filter_map(move |at| self.text.longest(list, at, end)));
        longest.filter_map(|(n, value)| Some((n, value?.clone()))).max_by_key(|(n, _)| *n).map(|(_, value)| value)
    }

    /// The value of a list's entry in `span`: of the one that ends last, since heads stand last in English; of those
    /// the longest.
    /// Only measures (or only other values) count, so that "detainees" are people in one slot and a measure in another.
    fn value(&self, span: Span<Tokens>, measure: bool) -> Option<Arc<str>> {
        let (start, end) = (span.start() as usize, span.end() as usize);
        let mut best: Option<(usize, usize, Option<Arc<str>>)> = None;
        for at in start..end {
            for list in &self.pack.list_preds {
                let Some((n, value)) = self.text.longest(*list, at, end) else { continue };
                let value = value.filter(|value| Measure::from_word(value).is_some() == measure);
                if best.as_ref().is_none_or(|(e, len, v)| (at + n, n, value.is_some()) > (*e, *len, v.is_some())) {
                    best = Some((at + n, n, value.cloned()));
                }
            }
        }
        best?.2
    }
}

pub(crate) fn cite(text: &Prepared<'_>, tokens: Span<Tokens>) -> Option<Evidence> {
    text.article.cite(text.analysis.text_span(tokens))
}

fn facts(
    pack: &Pack,
    rule: &Rule,
    shape: &Shape,
    text: &Prepared<'_>,
    found: &Found,
    item: Option<usize>,
    out: &mut Vec<Candidate>,
) {
    let slots = Slots { shape, found, item, text, pack, rule };
    match shape.what {
        What::Figure => figures(&slots, rule, out),
        What::Statement => statements(&slots, out),
        What::Event => {
            let Some(happening) = events::event(&slots, rule) else { return };
            let anchor = happening.trigger;
            let fact = Fact::Event(Box::new(happening.event.clone()));
            out.push(Candidate {
                fact,
                anchor,
                trigger: None,
                filled: 0,
                by_grammar: true,
                happening: Some(happening),
            });
        }
    }
}

/// The figures of a match: what its pattern counts, or, where grammar fills the count, each number of people or things that stands there.
fn figures(slots: &Slots<'_, '_>, rule: &Rule, out: &mut Vec<Candidate>) {
    match slots.shape.slots.get("count") {
        Some(Filler::Capture(_)) => {
            let (count, group) = (slots.tokens("count"), slots.tokens("group"));
            out.extend(count.and_then(|count| figure(slots, rule, count, group, slots.word("group_kind"), false)));
        }
        Some(filler) => {
            let Some(trigger) = slots.tokens("trigger") else { return };
            let Some(sentence) = slots.text.analysis.sentence_of(trigger.start()) else { return };
            grammar::with_arcs(slots.pack, slots.text, sentence, |arcs| {
                let happened = |status| {
                    !matches!(status, Status::Planned | Status::Threatened | Status::Hypothetical | Status::Denied)
                };
                if !conditions::hold(&rule.conditions, slots.text, arcs, sentence, &|c| slots.capture(c))
                    || !events::told(slots.pack, slots.text, arcs, arcs.top(trigger)).is_some_and(happened)
                {
                    return;
                }
                for phrase in grammar::fill(slots, arcs, filler, trigger) {
                    if let Some((count, group)) = grammar::counted(slots.text, arcs, phrase) {
                        let kind = group.and_then(|group| slots.value(group, false));
                        out.extend(figure(slots, rule, count, group, kind, true));
                    }
                }
            });
        }
        None => {}
    }
}

fn figure(
    slots: &Slots<'_, '_>,
    rule: &Rule,
    count: Span<Tokens>,
    group: Option<Span<Tokens>>,
    mut group_kind: Option<Arc<str>>,
    by_grammar: bool,
) -> Option<Candidate> {
    let text = slots.text;
    let columns = text.analysis.columns();
    let quantity = columns
        .quantities
        .iter()
        .skip(columns.quantities.partition_point(|q| q.tokens.start() < count.start()))
        .find(|q| count.contains(q.tokens))?;
    let measure = Measure::from_word(&slots.word("measure")?)?;
    let phrase = group.map_or(count, |group| if group.start() >= count.end() { count.cover(group) } else { count });
    // A list's value may name the unit instead of a kind of people: "families" are households.
    let mut unit = slots.word("unit").and_then(|unit| Unit::from_word(&unit));
    if let Some(named) = group_kind.as_deref().and_then(Unit::from_word) {
        (unit, group_kind) = (unit.or(Some(named)), None);
    }
    let sentence = text.analysis.sentence_of(count.start())?;
    let group_kind = group_kind.filter(|_| group.is_some());
    let claimed_by = slots.evidence("claimed_by");
    let filled = usize::from(group.is_some()) + usize::from(claimed_by.is_some());
    Some(Candidate {
        fact: Fact::Figure(Figure {
            measure,
            low: quantity.low,
            high: quantity.high,
            best: quantity.best,
            bound: quantity.bound,
            phrase: cite(text, phrase)?,
            unit: unit.unwrap_or(Unit::Person),
            group: group.and_then(|group| cite(text, group)),
            group_kind,
            claimed_by,
            statement: None,
            event: None,
            place: None,
            time: None,
            side: None,
            status: if claimed_by.is_some() { Status::Claimed } else { Status::Reported },
            sentence: cite(text, sentence)?,
            rule: rule.name.clone(),
        }),
        anchor: quantity.tokens,
        trigger: slots.tokens("trigger"),
        filled,
        by_grammar,
        happening: None,
    })
}

/// Marks that a content does not begin or end with.
const LOOSE: &[&str] = &[".", ",", ";", ":", "-", "--", "…"];

/// The statements of a match: one, or two where the verb stands inside what is said.
fn statements(slots: &Slots<'_, '_>, out: &mut Vec<Candidate>) {
    let (Some(cue), Some(filler)) = (slots.tokens("cue"), slots.shape.slots.get("content")) else { return };
    let by_surface = |key: &str| slots.shape.slots.get(key).is_none_or(|filler| matches!(filler, Filler::Capture(_)));
    if let Filler::Capture(capture) = filler
        && by_surface("speaker")
    {
        let content = slots.capture(*capture);
        let speaker = slots.tokens("speaker");
        out.extend(content.and_then(|content| statement(slots, cue, content, speaker, false)));
        return;
    }
    let Some(sentence) = slots.text.analysis.sentence_of(cue.start()) else { return };
    grammar::with_arcs(slots.pack, slots.text, sentence, |arcs| {
        if !conditions::hold(&slots.rule.conditions, slots.text, arcs, sentence, &|c| slots.capture(c)) {
            return;
        }
        let filled = |key: &str| {
            let filler = slots.shape.slots.get(key);
            filler.map(|filler| grammar::fill(slots, arcs, filler, cue)).unwrap_or_default()
        };
        let speaker = filled("speaker").first().copied();
        let is_free = |content: &Span<Tokens>| speaker.is_none_or(|speaker| !content.overlaps(speaker));
        for content in filled("content").into_iter().filter(is_free) {
            out.extend(statement(slots, cue, content, speaker, !by_surface("content")));
        }
    });
}

fn statement(
    slots: &Slots<'_, '_>,
    cue: Span<Tokens>,
    content: Span<Tokens>,
    speaker: Option<Span<Tokens>>,
    by_grammar: bool,
) -> Option<Candidate> {
    let text = slots.text;
    let columns = text.analysis.columns();
    let (content, manner) = self::content(text, content)?;
    let manner = slots.word("manner").and_then(|m| Manner::from_word(&m)).unwrap_or(manner);
    let speaker = speaker.map(|span| trim(columns, span, &[",", "-", "--", "\""]));
    let others = ["addressee", "medium"].iter().filter(|key| slots.tokens(key).is_some()).count();
    let filled = others + usize::from(speaker.is_some());
    Some(Candidate {
        fact: Fact::Statement(Statement {
            manner,
            content: text.article.cite(content)?,
            speaker: speaker.and_then(|span| cite(text, span)),
            speaker_name: None,
            cue: cite(text, cue)?,
            addressee: slots.evidence("addressee"),
            medium: slots.evidence("medium"),
            act: slots.word("act"),
            rule: slots.rule.name.clone(),
        }),
        anchor: cue,
        trigger: None,
        filled,
        by_grammar,
        happening: None,
    })
}

/// The words of a content and its manner. A quotation that is the whole of it loses its marks and is direct.
pub(crate) fn content(text: &Prepared<'_>, span: Span<Tokens>) -> Option<(Span<Text>, Manner)> {
    let columns = text.analysis.columns();
    // A quotation keeps the stop inside it, also where its closing mark stands in a later block.
    let span = if columns.quotations.binary_search(&span).is_ok() { span } else { trim(columns, span, LOOSE) };
    if span.is_empty() {
        return None;
    }
    let quotation = columns
        .quotations
        .iter()
        .skip(columns.quotations.partition_point(|q| q.end() <= span.start()))
        .take_while(|q| q.start() < span.end())
        .find(|q| q.overlaps(span));
    let Some(quotation) = quotation else {
        return Some((text.analysis.text_span(span), Manner::Indirect));
    };
    // A content that begins inside a quotation ends with it, at the latest.
    if quotation.start() < span.start() && quotation.end() < span.end() {
        let inside = trim(columns, Span::new(span.start(), quotation.end()), &["\"", "''", ".", ","]);
        return (!inside.is_empty()).then(|| (text.analysis.text_span(inside), Manner::Indirect));
    }
    if *quotation != span {
        return Some((text.analysis.text_span(span), Manner::Mixed));
    }
    let (mut start, mut end) = (span.start(), span.end());
    while start < end && columns.shapes[start as usize].has(Look::OPENS) {
        start += 1;
    }
    while end > start && columns.shapes[end as usize - 1].has(Look::CLOSES) {
        end -= 1;
    }
    (start < end).then(|| (text.analysis.text_span(Span::new(start, end)), Manner::Direct))
}

fn trim(columns: &dateline_model::Columns, span: Span<Tokens>, loose: &[&str]) -> Span<Tokens> {
    let (mut start, mut end) = (span.start(), span.end());
    while start < end && loose.contains(&columns.norms.get(start as usize)) {
        start += 1;
    }
    while end > start && loose.contains(&columns.norms.get(end as usize - 1)) {
        end -= 1;
    }
    Span::new(start, end)
}
