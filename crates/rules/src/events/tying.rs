//! Events of a report → what it tells: each once, with who says so, where, when, how many, and its rank.
//!
//! Decisions, in order:
//!
//! - *One trigger, one event*; what somebody only asks, threatens or refuses is no event beside the asking.
//! - *Claims*: an event inside a statement's content is its speaker's claim; what is denied is denied.
//! - *Place and time*: those that grammar hangs on the trigger, its verb or its recipient; else the only one of the sentence; for violence and the like
//!   also that of the sentences before. Where nothing is said, nothing is given.
//! - *Figures* of harm belong to the nearest event of the sentence that can do harm, else to the nearest before in the paragraph.
//! - *One happening, one event*: later mentions that agree in type, place and participants, or say no more than "the attack", are the first one
//!   told again, and the one that says most stays.
//! - *Salience*: what stands early, in the main clause, happened, and is violent or said in the headline.

use super::Happening;
use super::identity::{each_once, fullness, with_substance};
use super::place_and_time::Around;
use crate::arcs::Arcs;
use crate::grammar::with_arcs;
use crate::matcher::Prepared;
use crate::pack::Pack;
use crate::reading::Facts;
use dateline_model::{
    BlockKind, Date, Event, EventType, Fact, Figure, Measure, Participant, Precision, Span, Statement, Status, Text,
    Tokens,
};
use std::collections::{BTreeMap, BTreeSet};

/// The act of statements whose content the speaker denies.
const DENIES: &str = "deny";

/// So many days before publication an event is background. Chosen: reports of a week's events say when the week is over.
const BACKGROUND_DAYS: i32 = 45;

/// Ties the events of an article together and to its statements and figures.
pub(crate) fn tie(pack: &Pack, text: &Prepared<'_>, happenings: Vec<Happening>, facts: &mut Facts) {
    let mut happenings = one_a_trigger(happenings);
    happenings.retain(|h| with_arcs(pack, text, sentence(text, h), |arcs| !is_background_verb(arcs, h.top)));
    let triggers: BTreeMap<usize, EventType> = happenings.iter().map(|h| (h.top, h.event.kind)).collect();
    happenings.retain(|h| with_arcs(pack, text, sentence(text, h), |arcs| !is_asked_for(arcs, h, &triggers)));
    // What only might happen is no event that anybody could record.
    happenings.retain(|h| h.event.status != Status::Hypothetical);
    let mut happenings = absorb(pack, text, happenings);
    for happening in &mut happenings {
        with_arcs(pack, text, sentence(text, happening), |arcs| {
            let around = Around::event(text, happening);
            happening.event.place = around.place(pack, text, arcs);
            happening.event.time = around.time(text, arcs);
        });
        background(text, &mut happening.event);
        claim(&facts.statements, &mut happening.event);
    }
    let mut happenings = each_once(text, happenings);
    with_substance(&mut happenings);
    count(text, &mut happenings, facts);
    settle(pack, text, &happenings, &mut facts.figures);
    rank(text, &mut happenings);
    facts.events = happenings.into_iter().map(|h| h.event).collect();
}

pub(super) fn sentence(text: &Prepared<'_>, of: &Happening) -> Span<Tokens> {
    text.analysis.sentence_of(of.trigger.start()).unwrap_or(of.trigger)
}

/// Of rules on the same words the longest trigger, then the one with most conditions, then the one that names most participants.
fn one_a_trigger(mut happenings: Vec<Happening>) -> Vec<Happening> {
    happenings.sort_by_key(|h| {
        let fullest = std::cmp::Reverse((h.trigger.len(), h.conditions, h.participants.len()));
        (fullest, h.event.rule.clone(), h.trigger.start())
    });
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    happenings.retain(|h| {
        let is_free = taken.range(h.trigger.start()..h.trigger.end()).next().is_none();
        taken.extend(is_free.then(|| h.trigger.start()..h.trigger.end()).into_iter().flatten());
        is_free
    });
    happenings.sort_by_key(|h| h.trigger.start());
    happenings
}

/// Whether a trigger is only a part of a name or of a word ("Ministry of Attack").
fn is_background_verb(arcs: &Arcs<'_>, top: usize) -> bool {
    matches!(arcs.relation(top), "flat" | "goeswith" | "vocative" | "list")
}

/// How many words up an asking verb is looked for.
const CLIMB: usize = 4;

/// Whether an event is what another one asks for, threatens, refuses or accuses of: "called for a ceasefire", "accused it of backing the attack".
fn is_asked_for(arcs: &Arcs<'_>, of: &Happening, triggers: &BTreeMap<usize, EventType>) -> bool {
    use EventType::{Accuse, Reject, Request, Threaten};
    let mut at = of.top;
    for _ in 0..CLIMB {
        let (up, relation) = (arcs.head(at), arcs.relation(at));
        if up == at
            || !matches!(
                relation.split(':').next(),
                Some("xcomp" | "ccomp" | "obj" | "obl" | "nmod" | "advcl" | "conj" | "acl")
            )
        {
            return false;
        }
        match triggers.get(&up) {
            Some(Request | Reject | Threaten) if matches!(relation, "xcomp" | "ccomp" | "obj" | "obl" | "advcl") => {
                return true;
            }
            Some(Accuse) if matches!(relation, "advcl" | "obl" | "xcomp" | "ccomp") && !of.event.kind.is_verbal() => {
                return matches!(arcs.case(at), Some("of" | "for")) || relation == "advcl";
            }
            _ => {}
        }
        // "called for an inquiry into the attack": the attack is none that is asked for.
        if at == of.top
            && relation == "nmod"
            && matches!(arcs.case(at), Some("into" | "over" | "about" | "after" | "on" | "in"))
        {
            return false;
        }
        at = up;
    }
    false
}

/// "The airstrike killed 12 people", "12 people were killed in an airstrike", "bombed a school, killing 12 people": the harm is the attack's, and
/// one event with it.
fn absorb(pack: &Pack, text: &Prepared<'_>, mut happenings: Vec<Happening>) -> Vec<Happening> {
    // What each was absorbed by.
    let mut into: Vec<Option<usize>> = vec![None; happenings.len()];
    let sentences: Vec<Span<Tokens>> = happenings.iter().map(|h| sentence(text, h)).collect();
    for a in 0..happenings.len() {
        let whole = |b: &usize| {
            let (harm, attack) = (&happenings[a], &happenings[*b]);
            let violent = |h: &Happening| matches!(h.event.kind, EventType::Assault | EventType::Hazard);
            if a == *b || !violent(attack) || harm.event.kind != EventType::Assault {
                return false;
            }
            with_arcs(pack, text, sentence(text, harm), |arcs| {
                let linked = matches!(arcs.relation(attack.top).split(':').next(), Some("nsubj" | "obl"));
                let of_noun = !arcs.is_verb(attack.top) && linked && arcs.head(attack.top) == harm.top;
                // "killing nine and wounding 27": the second hangs on the first.
                let first = if arcs.relation(harm.top) == "conj" { arcs.head(harm.top) } else { harm.top };
                let of_verb =
                    arcs.is_verb(attack.top) && arcs.head(first) == attack.top && arcs.relation(first) == "advcl";
                // "attacked the village and killed 12 people"
                let of_same = arcs.is_verb(attack.top)
                    && arcs.relation(harm.top) == "conj"
                    && arcs.head(harm.top) == attack.top
                    && arcs.lemma(harm.top) != arcs.lemma(attack.top)
                    && !arcs.children(harm.top).any(|i| arcs.relation(i).starts_with("nsubj"));
                (of_noun || of_verb || of_same) && (harm.event.mode.is_none() || harm.event.mode == attack.event.mode)
            })
        };
        // Triggers are in text order, so that those of a sentence stand together.
        let from = sentences[..a].iter().rposition(|s| *s != sentences[a]).map_or(0, |i| i + 1);
        let to = sentences[a..].iter().position(|s| *s != sentences[a]).map_or(happenings.len(), |i| a + i);
        let Some(mut b) = (from..to).find(whole) else { continue };
        while let Some(next) = into[b].filter(|next| *next != a) {
            b = next;
        }
        if into[b].is_some() {
            continue;
        }
        let harm = happenings[a].clone();
        let attack = &mut happenings[b];
        let fresh = |list: &[Participant], p: &Participant| {
            list.iter().all(|other| !other.words.span().overlaps(p.words.span()))
                && !attack.event.trigger.span().overlaps(p.words.span())
        };
        let recipients: Vec<_> =
            harm.event.recipients.iter().filter(|p| fresh(&attack.event.recipients, p)).cloned().collect();
        let actors: Vec<_> = harm.event.actors.iter().filter(|p| fresh(&attack.event.actors, p)).cloned().collect();
        if attack.event.actors.is_empty() {
            attack.event.actors.extend(actors);
        }
        attack.event.recipients.extend(recipients);
        attack.participants.extend(harm.participants);
        into[a] = Some(b);
    }
    let mut k = 0;
    happenings.retain(|_| {
        k += 1;
        into[k - 1].is_none()
    });
    happenings
}

/// An event inside what somebody says is that speaker's claim.
fn claim(statements: &[Statement], event: &mut Event) {
    let trigger = event.trigger.span();
    let holds = |s: &&Statement| s.content.span().contains(trigger) && !s.cue.span().overlaps(trigger);
    let Some(statement) = statements.iter().filter(holds).min_by_key(|s| s.content.span().len()) else { return };
    if statement.act.as_deref() == Some(DENIES) {
        event.status = Status::Denied;
        event.claimed_by = statement.speaker;
        return;
    }
    if matches!(event.status, Status::Reported | Status::Past | Status::Claimed) {
        event.status = Status::Claimed;
        event.claimed_by = statement.speaker;
    }
}

/// What lies long before the report, or is told with a year of its own, is background.
fn background(text: &Prepared<'_>, event: &mut Event) {
    let Some(time) = event.time.and_then(|i| text.analysis.columns().times.get(i)) else { return };
    let published: Option<Date> = text.article.published.map(|p| p.day);
    let is_long_ago = match (published, time.to) {
        (Some(day), Some(to)) => day.since(to).is_ok_and(|span| span.get_days() > BACKGROUND_DAYS),
        _ => matches!(time.precision, Some(Precision::Year | Precision::Decade)),
    };
    if is_long_ago && event.status == Status::Reported {
        event.status = Status::Past;
    }
}

/// Gives figures where and when: as their event in the same sentence, else as grammar says of themselves; and whose side is counted.
fn settle(pack: &Pack, text: &Prepared<'_>, happenings: &[Happening], figures: &mut [Figure]) {
    for figure in figures {
        let event = figure.event.map(|k| &happenings[k].event).filter(|e| e.sentence.span() == figure.sentence.span());
        (figure.place, figure.time) = event.map_or((None, None), |event| (event.place, event.time));
        let Some(around) = Around::figure(text, figure) else { continue };
        let sentence = around.sentence();
        with_arcs(pack, text, sentence, |arcs| {
            let around = around.governed(arcs);
            figure.place = figure.place.or_else(|| around.place(pack, text, arcs));
            figure.time = figure.time.or_else(|| around.time(text, arcs));
            figure.side = around.side(pack, text);
        });
    }
}

/// Harm that a figure counts.
fn is_harm(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Killed
            | Measure::Injured
            | Measure::Casualties
            | Measure::Missing
            | Measure::Abducted
            | Measure::Destroyed
            | Measure::Damaged
    )
}

/// How many events before a figure are asked for what it counts. Chosen: a paragraph of people's tells a handful.
const LOOKED_BACK: usize = 100;

/// Gives events the figures that count their harm.
fn count(text: &Prepared<'_>, happenings: &mut [Happening], facts: &mut Facts) {
    let columns = text.analysis.columns();
    for (f, figure) in facts.figures.iter_mut().enumerate() {
        let wanted = |kind: EventType| match figure.measure {
            m if is_harm(m) => matches!(kind, EventType::Assault | EventType::Hazard | EventType::Crime),
            Measure::Detained => kind == EventType::Coerce,
            Measure::Released => kind == EventType::Retreat,
            _ => false,
        };
        let at = figure.phrase.span();
        let distance = |h: &Happening| {
            let trigger = h.event.trigger.span();
            if trigger.start() >= at.end() {
                trigger.start() - at.end()
            } else {
                at.start().saturating_sub(trigger.end())
            }
        };
        // Happenings stand in text order.
        let begin = |byte: u32| happenings.partition_point(|h| h.event.trigger.span().start() < byte);
        let same = begin(figure.sentence.span().start())..begin(figure.sentence.span().end());
        let nearest = same.filter(|k| wanted(happenings[*k].event.kind)).min_by_key(|k| distance(&happenings[*k]));
        let found = nearest.or_else(|| {
            // The sentence before tells what these people died of.
            let blocks = &columns.blocks;
            let block = blocks.get(blocks.partition_point(|b| text.analysis.text_span(*b).end() <= at.start()))?;
            let last = begin(at.start());
            let first = begin(text.analysis.text_span(*block).start()).max(last.saturating_sub(LOOKED_BACK));
            (first..last).rev().find(|k| wanted(happenings[*k].event.kind))
        });
        figure.event = found;
        if let Some(k) = found {
            let event = &mut happenings[k].event;
            event.figures.push(f);
            harmed(event, figure);
        }
    }
}

/// Whom a figure of the same sentence counts is whom the event harmed.
fn harmed(event: &mut Event, figure: &Figure) {
    let words = figure.phrase;
    let free = |other: Span<Text>| !other.overlaps(words.span());
    let is_new = figure.group.is_some()
        && free(event.trigger.span())
        && event.actors.iter().chain(&event.recipients).all(|p| free(p.words.span()))
        && event.instrument.is_none_or(|instrument| free(instrument.span()));
    if is_new && figure.high != Some(0) && event.sentence.span() == figure.sentence.span() {
        event.recipients.push(Participant { words, name: None });
    }
}

/// Ranks the events: what the report is chiefly about comes first.
fn rank(text: &Prepared<'_>, happenings: &mut [Happening]) {
    let columns = text.analysis.columns();
    let number = |h: &Happening| columns.sentences.partition_point(|s| s.end() <= h.trigger.start()) as i64;
    let in_headline = |h: &Happening| {
        let blocks = text.article.blocks().iter();
        blocks.filter(|b| b.kind == BlockKind::Headline).any(|b| b.span.contains(h.event.trigger.span()))
    };
    let score = |h: &Happening| {
        let told = match h.event.status {
            Status::Reported | Status::Ongoing => 6,
            Status::Claimed => 5,
            Status::Threatened | Status::Denied => 2,
            Status::Planned => 0,
            Status::Past | Status::Hypothetical => -6,
        };
        let violent = match h.event.kind {
            EventType::Assault | EventType::Hazard => 4,
            EventType::Protest | EventType::Coerce | EventType::Crime => 3,
            kind if kind.is_verbal() => 0,
            _ => 1,
        };
        let main = columns.relations.get(h.top).is_some_and(|r| r.as_str() == "root");
        let full = fullness(&h.event) as i64 / 2;
        20 - 2 * number(h).min(15)
            + told
            + violent
            + full
            + 3 * i64::from(main)
            + 3 * i64::from(in_headline(h))
            + h.event.figures.len().min(2) as i64
    };
    let mut order: Vec<(i64, usize)> = happenings.iter().enumerate().map(|(k, h)| (score(h), k)).collect();
    order.sort_by_key(|(score, k)| (std::cmp::Reverse(*score), *k));
    for (rank, (_, k)) in order.into_iter().enumerate() {
        happenings[k].event.salience = rank as u32 + 1;
    }
}

/// All events as facts.
pub(crate) fn facts(events: &[Event]) -> impl Iterator<Item = Fact> + '_ {
    events.iter().cloned().map(|event| Fact::Event(Box::new(event)))
}
