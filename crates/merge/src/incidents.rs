//! Incidents: one happening each, as all reports tell it, with every claim beside its report.
//!
//! Nothing is averaged and nothing chosen but what a list has to show in one line: the narrowest place and days, the mode that most reports give.

use std::collections::{BTreeMap, BTreeSet};

use dateline_model::{Date, EventType, Measure, Precision};

use crate::grouping::why;
use crate::link::apart;
use crate::{Copies, Decisions, Event, Links, Party, Report, Told, Where, groups, links};

/// A reason for which two events are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// The same type.
    Type,
    /// The same day, or days that touch.
    Time,
    /// The same place.
    Place,
    /// One place holds the other.
    Country,
    /// The same number of the same.
    Figure(u64, Measure),
    /// An actor.
    Actor,
    /// A recipient.
    Recipient,
    /// The same mode.
    Mode,
    /// The reports tell one story.
    Story,
    /// The sentence stands in both, and one text is a copy of the other.
    Copy,
    /// A person said so.
    Decision,
}

impl Because {
    /// As the record has it: "place", "figure 22 killed".
    pub fn words(&self) -> String {
        let word = match self {
            Because::Type => "type",
            Because::Time => "time",
            Because::Place => "place",
            Because::Country => "country",
            Because::Figure(number, measure) => return format!("figure {number} {}", measure.as_str()),
            Because::Actor => "actor",
            Because::Recipient => "recipient",
            Because::Mode => "mode",
            Because::Story => "story",
            Because::Copy => "copy",
            Because::Decision => "decision",
        };
        word.to_owned()
    }

    /// The reason that the record calls so.
    pub fn from_words(words: &str) -> Option<Because> {
        let plain = [
            Because::Type,
            Because::Time,
            Because::Place,
            Because::Country,
            Because::Actor,
            Because::Recipient,
            Because::Mode,
            Because::Story,
            Because::Copy,
            Because::Decision,
        ];
        let figure = || {
            let (number, measure) = words.strip_prefix("figure ")?.split_once(' ')?;
            Some(Because::Figure(number.parse().ok()?, Measure::from_word(measure)?))
        };
        plain.into_iter().find(|reason| reason.words() == words).or_else(figure)
    }
}

/// One happening, as all reports tell it. Numbers are indices: into the reports, and into a report's events.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// The events: report and event, in the order of publication.
    pub members: Vec<(usize, usize)>,
    /// PLOVER type, or one of ours.
    pub kind: EventType,
    /// The mode that most reports give, or `None` where most give none.
    pub mode: Option<String>,
    /// The ACLED sub-event that most reports give.
    pub subevent: Option<String>,
    /// The narrowest place that a report gives.
    pub place: Option<Where>,
    /// The narrowest days that a report gives.
    pub days: Option<(Date, Date, Option<Precision>)>,
    /// All actors, as the reports name them, each wording once.
    pub actors: Vec<Party>,
    /// All recipients.
    pub recipients: Vec<Party>,
    /// Claims: report and figure, in the order of publication.
    pub claims: Vec<(usize, usize)>,
    /// Independent reports: copies of one text once.
    pub sources: usize,
    /// Why each report but the first is in: its strongest link to another one, and what agrees.
    pub why: Vec<(usize, usize, Vec<Because>)>,
}

/// Brings the events of reports together. `copies` gives each report the one that it is a copy of.
pub fn incidents(reports: &[Report], copies: &Copies) -> Vec<Incident> {
    let (links, decided) = (links(reports), Decisions::default());
    let groups = groups(reports, &links, &decided);
    groups.into_iter().map(|members| describe(reports, copies, &links, &decided, members)).collect()
}

/// What a group of events tells. The members are in the order of publication; `copies` gives each report what stands for it and its copies.
pub fn describe(
    reports: &[Report],
    copies: &[usize],
    links: &Links,
    decided: &Decisions,
    members: Vec<Event>,
) -> Incident {
    let why = why(&members, links, decided);
    let told = |(r, e): &(usize, usize)| &reports[*r].events[*e];
    // Reports that do not say how count too; of several the first in the alphabet.
    let most = |of: &dyn Fn(&Told) -> Option<&String>| {
        let mut counts: BTreeMap<Option<&String>, usize> = BTreeMap::new();
        for member in &members {
            *counts.entry(of(told(member))).or_default() += 1;
        }
        let best = counts.iter().max_by_key(|(value, n)| (**n, value.is_some(), std::cmp::Reverse(*value)));
        best.and_then(|(value, _)| value.cloned())
    };
    let each = |of: &dyn Fn(&Told) -> &[Party]| {
        let mut all: Vec<Party> = Vec::new();
        for party in members.iter().flat_map(|m| of(told(m))) {
            match all.iter_mut().find(|other| other.words.to_lowercase() == party.words.to_lowercase()) {
                Some(other) => other.side = other.side.or(party.side),
                None => all.push(party.clone()),
            }
        }
        all
    };
    let places = members.iter().filter_map(|m| told(m).place.as_ref());
    let narrowest = |a: &&Where, b: &&Where| a.radius_km.total_cmp(&b.radius_km).then(a.name.cmp(&b.name));
    let place = places.min_by(narrowest).cloned();
    let length = |(from, to): (Date, Date)| apart(from, to);
    let own_days = members.iter().filter_map(|m| told(m).days.map(|days| (days, told(m).precision)));
    let days =
        own_days.min_by_key(|(days, _)| (length(*days), *days)).map(|((from, to), precision)| (from, to, precision));
    let mut seen = BTreeSet::new();
    let claims = members.iter().flat_map(|(r, e)| reports[*r].events[*e].figures.iter().map(|f| (*r, *f)));
    let claims: Vec<(usize, usize)> = claims.filter(|claim| seen.insert(*claim)).collect();
    let sources = members.iter().map(|(r, _)| copies[*r]).collect::<BTreeSet<_>>().len();
    Incident {
        kind: told(&members[0]).kind,
        mode: most(&|told| told.mode.as_ref()),
        subevent: most(&|told| told.subevent.as_ref()),
        place,
        days,
        actors: each(&|told| &told.actors),
        recipients: each(&|told| &told.recipients),
        claims,
        sources,
        why,
        members,
    }
}
