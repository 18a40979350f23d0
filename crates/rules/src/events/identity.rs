//! Mentions of one happening → one event, at the mention that says most.
//!
//! Two mentions are one happening when what they say of it agrees (place, day, who, to whom) and nothing contradicts; when the later one says no more
//! than "the attack"; when a headline tells in short what the report tells; and when one hazard brought the other ("the quake … houses collapsed").
//! What tells nothing of itself beside events that do is left out.

use super::Happening;
use crate::matcher::Prepared;
use dateline_model::{Block, BlockKind, Columns, Event, EventType, Participant, Span, Text};

/// Nouns that tell nobody from another; what only counts and points is told apart by its part of speech.
const VAGUE: &[&str] = &[
    "people", "person", "other", "force", "member", "dozen", "score", "hundred", "thousand", "least", "several", "many",
];

/// The words of participants by which they can be told from others: nouns and adjectives, in their dictionary forms.
fn words<'a>(text: &Prepared<'a>, all: &[Participant]) -> Vec<&'a str> {
    let columns = text.analysis.columns();
    let tokens = |span: Span<Text>| {
        let first = columns.spans.partition_point(|s| s.end() <= span.start());
        (first..columns.spans.len()).take_while(move |i| columns.spans[*i].start() < span.end())
    };
    let tells = |i: &usize| {
        let tag = columns.tags[*i].as_str();
        (tag.starts_with("NN") || matches!(tag, "JJ" | "FW")) && !VAGUE.contains(&columns.lemmas.get(*i))
    };
    all.iter().flat_map(|p| tokens(p.words.span())).filter(tells).map(|i| columns.lemmas.get(i)).collect()
}

/// Words of a people and its country are alike ("Iraq", "Iraqi"): so many first letters in common, and no more than so many behind them.
const COMMON: usize = 4;
const ENDING: usize = 3;

fn is_alike(a: &str, b: &str) -> bool {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a == b || common >= COMMON && a.len().max(b.len()) - common <= ENDING && a.len() != b.len()
}

/// Whether two sets of participants agree (`Some(true)`), contradict each other, or say nothing of each other ("at least 12 people").
fn agree(text: &Prepared<'_>, a: &[Participant], b: &[Participant]) -> Option<bool> {
    let (a, b) = (words(text, a), words(text, b));
    (!a.is_empty() && !b.is_empty()).then(|| a.iter().any(|word| b.iter().any(|other| is_alike(word, other))))
}

/// A mention is compared with so many events before it: no report of people tells as many, and a list of thousands must not be compared with
/// itself. Chosen.
const LOOKED_BACK: usize = 100;

/// Brings the mentions of one happening together.
pub(super) fn each_once(text: &Prepared<'_>, happenings: Vec<Happening>) -> Vec<Happening> {
    let columns = text.analysis.columns();
    let mut kept: Vec<Happening> = Vec::new();
    for happening in happenings {
        let near = kept.len().saturating_sub(LOOKED_BACK);
        let same = kept[near..].iter().rposition(|other| is_same(text, columns, other, &happening)).map(|k| near + k);
        match same {
            Some(k) if weight(text, &happening.event) > weight(text, &kept[k].event) => kept[k] = happening,
            Some(_) => {}
            None => kept.push(happening),
        }
    }
    kept.sort_by_key(|h| h.trigger.start());
    kept
}

/// How well a mention stands for its happening: by what it says, and better in the report than in its headline.
fn weight(text: &Prepared<'_>, event: &Event) -> (usize, bool) {
    (fullness(event), !is_headline(text, event))
}

/// Whether a mention stands in the headline, or in a first line that no stop ends, as texts without marked headlines begin.
pub(super) fn is_headline(text: &Prepared<'_>, event: &Event) -> bool {
    let trigger = event.trigger.span();
    let blocks = text.article.blocks();
    let is_line = |block: &Block| {
        let words = text.article.text()[block.span.range()].trim_end();
        words.len() <= LONGEST_HEADLINE && !words.ends_with(['.', '!', '?', '"', '”', ':'])
    };
    blocks.iter().any(|b| b.kind == BlockKind::Headline && b.span.contains(trigger))
        || blocks.first().is_some_and(|b| b.span.contains(trigger) && blocks.len() > 1 && is_line(b))
}

/// In bytes. Chosen: a longer line is a paragraph that lost its stop.
const LONGEST_HEADLINE: usize = 160;

/// How much an event says.
pub(super) fn fullness(event: &Event) -> usize {
    2 * usize::from(!event.actors.is_empty())
        + 2 * usize::from(!event.recipients.is_empty())
        + usize::from(event.place.is_some())
        + usize::from(event.time.is_some())
        + usize::from(event.mode.is_some())
}

fn is_same(text: &Prepared<'_>, columns: &Columns, a: &Happening, b: &Happening) -> bool {
    let (first, second) = (&a.event, &b.event);
    if first.kind != second.kind || first.mode.is_some() && second.mode.is_some() && first.mode != second.mode {
        return false;
    }
    let overlap = |a: &[Participant], b: &[Participant]| {
        a.iter().any(|a| b.iter().any(|b| a.words.span().overlaps(b.words.span())))
    };
    let is_bare = |event: &Event| event.actors.is_empty() && event.recipients.is_empty();
    if first.sentence.span() == second.sentence.span() {
        // Two words for one thing: the same people were harmed, or one of them has nobody.
        return overlap(&first.recipients, &second.recipients)
            || is_definite(columns, b)
            || first.mode == second.mode && (is_bare(first) || is_bare(second));
    }
    let spot =
        |event: &Event| event.place.and_then(|k| columns.places.get(k)?.spot.as_ref().map(|s| s.gazetteer.clone()));
    let day = |event: &Event| event.time.and_then(|k| columns.times.get(k)?.from);
    let places = spot(first).zip(spot(second)).map(|(a, b)| a == b);
    let days = day(first).zip(day(second)).map(|(a, b)| a == b);
    let (actors, recipients) =
        (agree(text, &first.actors, &second.actors), agree(text, &first.recipients, &second.recipients));
    let all = [places, days, actors, recipients];
    let agreed = all.iter().filter(|a| **a == Some(true)).count();
    // "The collision" is the one that was told of, whatever else is said of it; "the collision in Gao on Monday" may be another.
    let verb = |h: &Happening| columns.lemmas.get(h.top).to_owned();
    let alike = first.rule == second.rule || verb(a) == verb(b) || first.mode.is_some() && first.mode == second.mode;
    let is_open = ![places, days, actors].contains(&Some(false));
    if is_pointed_to(columns, b) && is_open && alike && first.mode == second.mode {
        return true;
    }
    if second.kind == EventType::Hazard && brings(first.mode, second.mode) && places != Some(false) {
        return true;
    }
    // Who praises and condemns in the headline does so in the report.
    if is_headline(text, first) && second.kind.is_verbal() && actors == Some(true) && first.mode == second.mode {
        return true;
    }
    if all.contains(&Some(false)) {
        // A town and its province, or a day and its week, contradict each other here; two that agree besides outweigh it.
        return agreed >= 3;
    }
    let is_headline = |event: &Event| is_headline(text, event);
    // The headline tells in short what the report tells, and a later mention that names nobody and nowhere tells of what is known.
    let says_nothing_new =
        |event: &Event| event.actors.is_empty() && words(text, &event.recipients).is_empty() && event.place.is_none();
    agreed >= 2
        || agreed == 1 && alike
        || is_definite(columns, b)
        || (is_headline(first) || says_nothing_new(second) || says_nothing_new(first)) && alike
        || second.kind == EventType::Hazard && first.mode == second.mode
}

/// Whether the one hazard brings the other: in an earthquake houses collapse, in a storm rivers flood.
fn brings(first: Option<&str>, second: Option<&str>) -> bool {
    matches!(
        (first, second),
        (Some("earthquake"), Some("accident" | "flood" | "other"))
            | (Some("storm"), Some("flood" | "accident" | "other"))
    )
}

/// Whether a mention is a noun that points to what was told: "the collision", "these attacks".
fn is_pointed_to(columns: &Columns, of: &Happening) -> bool {
    let noun = columns.tags.get(of.top).is_some_and(|tag| matches!(tag.as_str(), "NN" | "NNS"));
    noun && of.trigger.len() == 1 && points(columns, of)
}

fn points(columns: &Columns, of: &Happening) -> bool {
    let before = (of.trigger.start() as usize).checked_sub(1).map_or("", |i| columns.norms.get(i));
    matches!(before, "the" | "this" | "that" | "these" | "those")
}

/// Whether a mention says no more than "the attack".
fn is_definite(columns: &Columns, of: &Happening) -> bool {
    of.event.actors.is_empty() && of.event.recipients.is_empty() && points(columns, of)
}

/// Leaves out what says neither who, to whom, where nor when, where the report has events that do; and deeds of will that nobody does.
pub(super) fn with_substance(happenings: &mut Vec<Happening>) {
    let is_bare = |event: &Event| {
        event.actors.is_empty() && event.recipients.is_empty() && event.place.is_none() && event.time.is_none()
    };
    let willed = |kind: EventType| {
        matches!(
            kind,
            EventType::Agree | EventType::Support | EventType::Concede | EventType::Cooperate | EventType::Mobilize
        )
    };
    let is_nobodys = |event: &Event| {
        event.actors.is_empty()
            && (willed(event.kind)
                || event.recipients.is_empty() && (event.kind.is_verbal() || event.kind == EventType::Aid))
    };
    let tells = |h: &Happening| !is_bare(&h.event) && !is_nobodys(&h.event);
    let told = happenings.iter().any(tells);
    happenings.retain(|h| !told || tells(h));
}
