//! Links between events, and what people decided → groups of events that are one happening.
//!
//! First come the pairs that people put together. Then the events that say where they were are joined, the strongest link first; then each that does
//! not is given to the one group that it fits best, if one fits better than all others; what is left is joined among itself. So a report that only says
//! "in Syria" never brings two towns together. What people put apart is never joined by a link, be it around a corner.
//!
//! The groups of events that no chain of links connects do not touch each other, so that a store only asks anew for what a new report is linked with.
//! Everything goes by the reports' days and ids, never by the order in which they came.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::copies::copy_pairs;
use crate::drawers::{candidates, may_link};
use crate::link::{Link, is_wide, link};
use crate::union::Sets;
use crate::{Because, Report};

/// An event of several reports: the report's number, and the event's in the report.
pub type Event = (usize, usize);

/// Links between events, the smaller one first.
pub type Links = BTreeMap<(Event, Event), Link>;

/// What people decided of pairs of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// These are one happening.
    pub together: BTreeSet<(Event, Event)>,
    /// These are not.
    pub apart: BTreeSet<(Event, Event)>,
}

/// An event is linked with so many others at most: of all that it may be one with, those that come first. What ten thousand papers tell of one day
/// would have fifty million links else; and a late report that two happenings share does not bring them together, since either has earlier ones of its
/// own. Chosen: twice what brings the development reports together as all links do.
pub const PARTNERS: usize = 8;

/// The links between the events of reports, from each to its [`PARTNERS`].
pub fn links(reports: &[Report]) -> Links {
    let all = in_order(reports);
    let told = |k: usize| (&reports[all[k].0], &reports[all[k].0].events[all[k].1]);
    // Copies are compared as a whole: of an undated one no drawer knows the day.
    let mut copies: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (a, b) in copy_pairs(reports) {
        copies.entry(a).or_default().insert(b);
        copies.entry(b).or_default().insert(a);
    }
    let mut numbers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (k, (r, _)) in all.iter().enumerate() {
        numbers.entry(*r).or_default().push(k);
    }
    let mut links = Links::new();
    for (k, mut others) in candidates(&all, reports).into_iter().enumerate() {
        let copies = copies.get(&all[k].0).into_iter().flatten();
        others.extend(copies.filter_map(|r| numbers.get(r)).flatten());
        let found = others.into_iter().filter_map(|other| {
            let (a, b) = (told(k), told(other));
            Some((other, may_link(a, b).then(|| link(a, b)).flatten()?))
        });
        for (other, found) in found.take(PARTNERS) {
            links.insert((all[k].min(all[other]), all[k].max(all[other])), found);
        }
    }
    links
}

/// All events in the order of publication.
fn in_order(reports: &[Report]) -> Vec<Event> {
    let mut all: Vec<Event> =
        reports.iter().enumerate().flat_map(|(r, report)| (0..report.events.len()).map(move |e| (r, e))).collect();
    all.sort_by_key(|(r, e)| (reports[*r].rank(), *e, *r));
    all
}

/// Groups of events that are one happening, each in the order of publication, and the groups by their first events.
pub fn groups(reports: &[Report], links: &Links, decided: &Decisions) -> Vec<Vec<Event>> {
    let all = in_order(reports);
    let number: BTreeMap<Event, usize> = all.iter().enumerate().map(|(k, event)| (*event, k)).collect();
    let pair = |(a, b): &(Event, Event)| Some((*number.get(a)?, *number.get(b)?));
    let apart: Vec<(usize, usize)> = decided.apart.iter().filter_map(pair).collect();
    let has_spot = |k: usize| {
        let (r, e) = all[k];
        reports[r].events[e].place.as_ref().is_some_and(|place| !is_wide(place))
    };

    let mut sets = Sets::new(all.len());
    let mut settled = BTreeSet::new();
    for (a, b) in decided.together.iter().filter_map(pair) {
        sets.join(a, b);
        settled.extend([a, b]);
    }
    // Strongest first, then in the order of publication: where something is apart, it matters who comes first.
    let mut strongest: Vec<(Reverse<u32>, usize, usize)> = links
        .iter()
        .filter_map(|(events, link)| {
            let (a, b) = pair(events)?;
            Some((Reverse(link.score), a.min(b), a.max(b)))
        })
        .collect();
    strongest.sort_unstable();
    for (_, a, b) in strongest.iter().filter(|(_, a, b)| has_spot(*a) && has_spot(*b)) {
        join(&mut sets, (*a, *b), &apart);
    }
    // Those without a spot: the best group, if there is one.
    let mut best: BTreeMap<usize, BTreeMap<usize, u32>> = BTreeMap::new();
    for (Reverse(score), a, b) in &strongest {
        for (open, known) in [(*a, *b), (*b, *a)] {
            if !has_spot(open)
                && has_spot(known)
                && !settled.contains(&open)
                && may_join(&mut sets, (open, known), &apart)
            {
                let score_there = best.entry(open).or_default().entry(sets.root(known)).or_default();
                *score_there = (*score_there).max(*score);
            }
        }
    }
    let mut homeless: BTreeSet<usize> = (0..all.len()).filter(|k| !has_spot(*k)).collect();
    for (open, scores) in best {
        let top = scores.values().copied().max().unwrap_or(0);
        let mut tops = scores.iter().filter(|(_, score)| **score == top).map(|(set, _)| *set);
        homeless.remove(&open);
        if let (Some(set), None) = (tops.next(), tops.next()) {
            join(&mut sets, (open, set), &apart);
        }
    }
    for (_, a, b) in strongest.iter().filter(|(_, a, b)| homeless.contains(a) && homeless.contains(b)) {
        join(&mut sets, (*a, *b), &apart);
    }
    let mut groups: BTreeMap<usize, Vec<Event>> = BTreeMap::new();
    for (k, root) in sets.roots().into_iter().enumerate() {
        groups.entry(root).or_default().push(all[k]);
    }
    // The smallest number stands for its set, so that the groups come by their first events.
    groups.into_values().collect()
}

/// Whether two sets may be one: nothing in one is put apart from something in the other.
fn may_join(sets: &mut Sets, (a, b): (usize, usize), apart: &[(usize, usize)]) -> bool {
    let (a, b) = (sets.root(a), sets.root(b));
    a == b
        || apart.iter().all(|(x, y)| {
            let (x, y) = (sets.root(*x), sets.root(*y));
            (x, y) != (a, b) && (y, x) != (a, b)
        })
}

fn join(sets: &mut Sets, (a, b): (usize, usize), apart: &[(usize, usize)]) {
    if may_join(sets, (a, b), apart) {
        sets.join(a, b);
    }
}

/// For each report but the first its strongest link to another one in the group, and what agrees.
pub(crate) fn why(members: &[Event], links: &Links, decided: &Decisions) -> Vec<(usize, usize, Vec<Because>)> {
    let by_people: BTreeSet<Event> = decided.together.iter().flat_map(|(a, b)| [*a, *b]).collect();
    // Of links as strong the one to the earliest report.
    let strongest = |event: &Event| {
        let others = members.iter().enumerate().filter(|(_, other)| *other != event);
        let linked =
            others.filter_map(|(n, other)| Some((n, other, links.get(&(*event.min(other), *event.max(other)))?)));
        linked
            .max_by_key(|(n, _, link)| (link.score, Reverse(*n)))
            .map(|(_, other, link)| (*other, link.because.clone()))
    };
    let decided_with = |event: &Event| {
        let pairs = decided.together.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]);
        let mut others = pairs.filter(|(a, other)| a == event && members.contains(other)).map(|(_, other)| other);
        others.next().map(|other| (other, vec![Because::Decision]))
    };
    let reason = |event: &Event| {
        let decided = by_people.contains(event).then(|| decided_with(event)).flatten();
        decided.or_else(|| strongest(event)).map(|(other, because)| (event.0, other.0, because))
    };
    // One reason a report: that of its first event here.
    let mut seen: BTreeSet<usize> = members.first().map(|event| event.0).into_iter().collect();
    members.iter().skip(1).filter(|event| seen.insert(event.0)).filter_map(reason).collect()
}
