//! Matches of event rules → events: type, arguments and status of each trigger.
//!
//! One trigger is one event: of two rules on the same words the one with the longer trigger stays, then the one with more conditions, then
//! the one whose name comes first. What ties events to statements, places, times, figures and one another is [`tying`]'s part.

mod identity;
mod place_and_time;
mod status;
pub(crate) mod tying;

use crate::arcs::Arcs;
use crate::conditions;
use crate::grammar::{fill, with_arcs};
use crate::lexicon::Pred;
use crate::matcher::Prepared;
use crate::pack::{Pack, Rule};
use crate::state::{Slots, cite};
use dateline_model::{Event, EventType, Evidence, Participant, SUBEVENTS, Span, Status, Tokens};
use status::Verbs;

/// An event with what is needed to weigh it against others.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    /// The event; its places, times and figures are not tied yet.
    pub event: Event,
    /// Its trigger's tokens.
    pub trigger: Span<Tokens>,
    /// The word of the trigger that the rest hangs on.
    pub top: usize,
    /// The words of all participants.
    pub participants: Vec<Span<Tokens>>,
    /// Number of the rule's conditions.
    pub conditions: usize,
}

/// How the report tells what the word at `top` says; `None` if it did not happen.
pub(crate) fn told(pack: &Pack, text: &Prepared<'_>, arcs: &Arcs<'_>, top: usize) -> Option<Status> {
    let is = |list: Option<Pred>| move |i: usize| list.is_some_and(|list| text.has(i, list));
    let verbs = Verbs {
        is_plan: &is(pack.helps.plans),
        is_threat: &is(pack.helps.threats),
        is_failure: &is(pack.helps.failures),
        is_light: &is(pack.helps.light),
    };
    status::status(arcs, &verbs, top)
}

/// The event that a rule states of a match, if its conditions hold and it is told as something that happens.
pub(crate) fn event(slots: &Slots<'_, '_>, rule: &Rule) -> Option<Happening> {
    let (text, pack) = (slots.text, slots.pack);
    let trigger = slots.tokens("trigger")?;
    let sentence = text.analysis.sentence_of(trigger.start())?;
    with_arcs(pack, text, sentence, |arcs| {
        let capture = |capture: u16| slots.capture(capture);
        if !conditions::hold(&rule.conditions, text, arcs, sentence, &capture) {
            return None;
        }
        let top = arcs.top(trigger);
        let told = told(pack, text, arcs, top)?;
        let status = slots.word("status").and_then(|word| Status::from_word(&word)).unwrap_or(told);
        let kind = EventType::from_word(&slots.word("type")?)?;
        let mode = slots.word("mode").and_then(|word| kind.modes().iter().copied().find(|mode| *mode == &*word));
        let subevent = slots.word("subevent").and_then(|word| SUBEVENTS.iter().copied().find(|s| *s == &*word));
        let fillers = |key: &str| slots.shape.slots.get(key).map(|f| fill(slots, arcs, f, trigger)).unwrap_or_default();
        let (actors, recipients) = (fillers("actor"), fillers("recipient"));
        let participant = |span: &Span<Tokens>| cite(text, *span).map(|words| Participant { words, name: None });
        let instrument: Option<Evidence> = fillers("instrument").first().and_then(|span| cite(text, *span));
        let event = Event {
            kind,
            mode,
            subevent,
            status,
            trigger: cite(text, trigger)?,
            actors: actors.iter().filter_map(participant).collect(),
            recipients: recipients.iter().filter_map(participant).collect(),
            place: None,
            time: None,
            instrument,
            claimed_by: None,
            figures: Vec::new(),
            sentence: cite(text, sentence)?,
            salience: 0,
            rule: rule.name.clone(),
        };
        let participants = actors.into_iter().chain(recipients).collect();
        Some(Happening { event, trigger, top, participants, conditions: rule.conditions.len() })
    })
}
