//! Events of many reports → incidents: one happening each, with every claim beside its report.
//!
//! First the events that say where they were are joined pair by pair; then each that does not is given to the one incident that it fits best, if one
//! fits better than all others; what is left is joined among itself. So a report that only says "in Syria" never brings two towns together. All three steps
//! are the same whatever the order of the reports.

use std::collections::{BTreeMap, BTreeSet};

use dateline_model::{Date, EventType, Measure, Precision};
use jiff::ToSpan;

use crate::link::{Link, days, is_wide, link, may_link};
use crate::union::Sets;
use crate::{Copies, Party, Report, Told, Where};

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
        };
        word.to_owned()
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

/// Days of one drawer beyond which events of one type are not compared.
const LONGEST: i32 = 31;

/// Brings the events of reports together. `copies` gives each report the one that it is a copy of.
pub fn incidents(reports: &[Report], copies: &Copies) -> Vec<Incident> {
    let all: Vec<(usize, usize)> =
        reports.iter().enumerate().flat_map(|(r, report)| (0..report.events.len()).map(move |e| (r, e))).collect();
    let told = |k: usize| -> (&Report, &Told) {
        let (r, e) = all[k];
        (&reports[r], &reports[r].events[e])
    };
    let pairs = pairs(&all, &told);
    let has_spot = |k: usize| told(k).1.place.as_ref().is_some_and(|place| !is_wide(place));
    let mut links: BTreeMap<(usize, usize), Link> = BTreeMap::new();
    for (a, b) in pairs {
        if let Some(found) = link(told(a), told(b)) {
            links.insert((a, b), found);
        }
    }
    let mut sets = Sets::new(all.len());
    for ((a, b), _) in links.iter().filter(|((a, b), _)| has_spot(*a) && has_spot(*b)) {
        sets.join(*a, *b);
    }
    // Those without a spot: the best set, if there is one.
    let mut best: BTreeMap<usize, BTreeMap<usize, u32>> = BTreeMap::new();
    for ((a, b), link) in &links {
        for (open, known) in [(*a, *b), (*b, *a)] {
            if !has_spot(open) && has_spot(known) {
                let set = sets.root(known);
                let score = best.entry(open).or_default().entry(set).or_default();
                *score = (*score).max(link.score);
            }
        }
    }
    let mut homeless: BTreeSet<usize> = (0..all.len()).filter(|k| !has_spot(*k)).collect();
    for (open, scores) in best {
        let top = scores.values().copied().max().unwrap_or(0);
        let mut tops = scores.iter().filter(|(_, score)| **score == top).map(|(set, _)| *set);
        homeless.remove(&open);
        if let (Some(set), None) = (tops.next(), tops.next()) {
            sets.join(open, set);
        }
    }
    for (a, b) in links.keys().filter(|(a, b)| homeless.contains(a) && homeless.contains(b)) {
        sets.join(*a, *b);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (k, root) in sets.roots().into_iter().enumerate() {
        groups.entry(root).or_default().push(k);
    }
    let rank = |k: &usize| {
        let (r, e) = all[*k];
        (reports[r].published.is_none(), reports[r].published, reports[r].id.clone(), e)
    };
    let mut found: Vec<Incident> = Vec::new();
    for mut members in groups.into_values() {
        members.sort_by_key(rank);
        let why = why(&members, &links, &all);
        found.push(incident(reports, copies, members.iter().map(|k| all[*k]).collect(), why));
    }
    let first = |incident: &Incident| {
        let (r, e) = incident.members[0];
        (reports[r].published.is_none(), reports[r].published, reports[r].id.clone(), e)
    };
    found.sort_by_key(first);
    found
}

/// Events that may be one: of one type, on days that touch. Drawers by type and day.
fn pairs<'a>(all: &[(usize, usize)], told: &dyn Fn(usize) -> (&'a Report, &'a Told)) -> BTreeSet<(usize, usize)> {
    let mut drawers: BTreeMap<(EventType, Date), Vec<usize>> = BTreeMap::new();
    for k in 0..all.len() {
        let (report, event) = told(k);
        let Some((from, to, _)) = days(report, event) else { continue };
        if from.until(to).map_or(i32::MAX, |span| span.get_days()) > LONGEST {
            continue;
        }
        let (mut day, last) = (from, to.checked_add(1.days()).unwrap_or(to));
        while day <= last {
            drawers.entry((event.kind, day)).or_default().push(k);
            let Ok(next) = day.checked_add(1.days()) else { break };
            day = next;
        }
    }
    let mut pairs = BTreeSet::new();
    for drawer in drawers.values() {
        for (i, a) in drawer.iter().enumerate() {
            let others = drawer[i + 1..].iter().filter(|b| all[*a].0 != all[**b].0 && may_link(told(*a), told(**b)));
            pairs.extend(others.map(|b| (*a.min(b), *a.max(b))));
        }
    }
    pairs
}

/// For each member but the first its strongest link to another one.
fn why(
    members: &[usize],
    links: &BTreeMap<(usize, usize), Link>,
    all: &[(usize, usize)],
) -> Vec<(usize, usize, Vec<Because>)> {
    // Of links as strong the one to the earliest report.
    let strongest = |k: &usize| {
        let others = members.iter().enumerate().filter(|(_, other)| *other != k);
        let linked = others.filter_map(|(n, other)| Some((n, other, links.get(&(*k.min(other), *k.max(other)))?)));
        linked.max_by_key(|(n, _, link)| (link.score, std::cmp::Reverse(*n))).map(|(_, other, link)| (other, link))
    };
    let reason = |k: &usize| strongest(k).map(|(other, link)| (all[*k].0, all[*other].0, link.because.clone()));
    // One reason a report: that of its first event here.
    let mut seen = BTreeSet::from([all[members[0]].0]);
    members.iter().skip(1).filter(|k| seen.insert(all[**k].0)).filter_map(reason).collect()
}

fn incident(
    reports: &[Report],
    copies: &Copies,
    members: Vec<(usize, usize)>,
    why: Vec<(usize, usize, Vec<Because>)>,
) -> Incident {
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
    let length = |(from, to): (Date, Date)| from.until(to).map_or(i32::MAX, |span| span.get_days());
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
