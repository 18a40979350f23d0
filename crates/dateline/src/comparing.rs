//! Our incidents beside the rows of another table: what both have, what they have and we miss, and the other way.
//!
//! An incident and a row may be one if their days are near, their places are near (or of the same name in the same country) and their types can be
//! one. Each incident has at most one row and each row one incident: of all pairs that may be, the nearest in days is taken first, then the nearest in
//! kilometres, then the first by its ids, so that every run gives the same. A province's or a country's point is nobody's spot: where either side
//! knows no more, only the name counts.
//!
//! What "we have and they miss" is only what their table would have: for ACLED an incident that our ACLED export has a row for, for GED one with deaths.
//! A match is a lead for a person to check, no proof; deaths are put side by side and never brought together.

use std::collections::{BTreeMap, BTreeSet};

use dateline_lang::places::gazetteer::distance;
use dateline_model::{Date, EventType, PlaceKind};
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::baseline::{BaselineRow, Origin};
use crate::export::ged::Deaths;
use crate::export::{acled, ged, tolls};
use crate::intake;
use crate::merging::{Incident, Party, Report};

/// An incident of ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Ours {
    /// Its id, as the exports have it.
    pub id: String,
    /// First and last day.
    pub days: (Date, Date),
    /// Type and ACLED sub-event.
    pub kind: EventType,
    /// See above.
    pub subevent: Option<String>,
    /// Where.
    pub place: String,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Degrees north and east; none where the place is a province or wider.
    pub point: Option<(f64, f64)>,
    /// The dead, after the rule of the export of that table.
    pub deaths: Option<Deaths>,
    /// Who did it, and to whom.
    pub actors: Vec<String>,
    /// See above.
    pub recipients: Vec<String>,
    /// The reports.
    pub reports: Vec<String>,
    /// Independent ones.
    pub sources: usize,
    /// Whether their table would have it.
    pub is_theirs_too: bool,
}

/// How near is near, and what is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Days apart.
    pub days: i64,
    /// Kilometres apart.
    pub km: f64,
    /// First day; without it the first that both have.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Only this country: ISO 3166 alpha-2.
    pub country: Option<String>,
}

/// An incident and a row that may be one. Numbers are indices.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Ours.
    pub ours: usize,
    /// Theirs.
    pub theirs: usize,
    /// Days between them; 0 where they overlap.
    pub days: i64,
    /// Kilometres between them, where both have a point.
    pub km: Option<f64>,
}

/// What both have, and what only one has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// In both.
    pub both: Vec<Pair>,
    /// Rows that no incident of ours fits.
    pub theirs: Vec<usize>,
    /// Incidents that their table would have and does not.
    pub ours: Vec<usize>,
}

/// Our incidents that happened on a known day at a known place.
pub fn ours(origin: Origin, reports: &[Report], incidents: &[Incident], limits: &Limits) -> Vec<Ours> {
    let one = |incident: &Incident| {
        let place = incident.place.as_ref()?;
        let (from, to, _) = incident.days?;
        let is_wanted = limits.country.is_none() || limits.country == place.country;
        if !is_wanted || !tolls::happened(reports, incident) {
            return None;
        }
        let deaths = match origin {
            Origin::Ged => ged::deaths(reports, incident),
            Origin::Acled => {
                let (dead, _) = acled::fatalities(reports, incident);
                (dead > 0).then_some(Deaths { low: dead, best: dead, high: dead })
            }
        };
        let row = match origin {
            Origin::Acled => acled::row(reports, incident),
            Origin::Ged => ged::row(reports, incident),
        };
        let is_wide =
            matches!(place.kind, PlaceKind::Country | PlaceKind::Continent | PlaceKind::Province | PlaceKind::Region);
        let words = |all: &[Party]| all.iter().map(|party| party.words.clone()).collect();
        Some(Ours {
            id: tolls::id(reports, incident),
            // A record from elsewhere may have them the wrong way round.
            days: (from.min(to), from.max(to)),
            kind: incident.kind,
            subevent: incident.subevent.clone(),
            place: place.name.clone(),
            country: place.country.clone(),
            point: (!is_wide).then_some((place.lat, place.lon)),
            deaths,
            actors: words(&incident.actors),
            recipients: words(&incident.recipients),
            reports: tolls::members(reports, incident).into_iter().map(|report| report.id.clone()).collect(),
            sources: incident.sources,
            is_theirs_too: row.is_some(),
        })
    };
    incidents.iter().filter_map(one).collect()
}

/// The days to compare: those asked for, else those that both have, for nobody knows whether a table that ends on a day has missed what came later.
/// `None` where there are none.
pub fn window(ours: &[Ours], theirs: Option<(Date, Date)>, limits: &Limits) -> Option<(Date, Date)> {
    let first = ours.iter().map(|one| one.days.0).min();
    let last = ours.iter().map(|one| one.days.1).max();
    let both = |a: Option<Date>, b: Option<Date>| Some((a?, b?));
    let since = limits.since.or_else(|| both(first, theirs.map(|days| days.0)).map(|(a, b)| a.max(b)))?;
    let until = limits.until.or_else(|| both(last, theirs.map(|days| days.1)).map(|(a, b)| a.min(b)))?;
    (since <= until).then_some((since, until))
}

/// The days of which rows are needed: those of the window, and those that are near enough to match.
pub fn margin((since, until): (Date, Date), limits: &Limits) -> (Date, Date) {
    (since.saturating_sub(limits.days.days()), until.saturating_add(limits.days.days()))
}

/// What sort of happening: all that a comparison of types can go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// Battles, explosions and remote violence, violence against civilians: which of the three it is depends on who was hit, which reports often leave open.
    Violence,
    /// Protests and riots.
    Demonstration,
    /// What ACLED calls strategic developments.
    Strategic,
}

/// The sort of one of ACLED's event types, also as releases before 2019 called them ("Battle-No change of territory", "Riots/Protests").
fn of_type(event_type: &str) -> Option<Sort> {
    let lower = event_type.to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if begins(&["battle", "explosion", "remote violence", "violence against"]) {
        Some(Sort::Violence)
    } else if begins(&["protest", "riot"]) {
        Some(Sort::Demonstration)
    } else if begins(&["strategic", "headquarters", "non-violent"]) {
        Some(Sort::Strategic)
    } else {
        None
    }
}

/// The sort of ours: by its sub-event, else by its PLOVER type. Words alone (ACCUSE, THREATEN …) are of none.
fn of_ours(one: &Ours) -> Option<Sort> {
    match (&one.subevent, one.kind) {
        (Some(subevent), _) => of_type(acled::kinds(subevent).0),
        (None, EventType::Assault | EventType::Crime) => Some(Sort::Violence),
        (None, EventType::Protest) => Some(Sort::Demonstration),
        (
            None,
            EventType::Agree
            | EventType::Consult
            | EventType::Cooperate
            | EventType::Concede
            | EventType::Retreat
            | EventType::Mobilize
            | EventType::Coerce
            | EventType::Sanction,
        ) => Some(Sort::Strategic),
        _ => None,
    }
}

/// Whether their row may be of this sort. GED has deadly violence only, in demonstrations too; ACLED's mobs and shots at protesters are violence to us
/// where the report tells of no protest.
fn may_be(origin: Origin, row: &BaselineRow, sort: Sort) -> bool {
    let event_type = row.kind.as_deref().unwrap_or_default();
    match origin {
        Origin::Ged => sort != Sort::Strategic,
        Origin::Acled => {
            let is_violent_crowd = matches!(
                row.subevent.as_deref(),
                Some("Mob violence" | "Violent demonstration" | "Excessive force against protesters")
            );
            of_type(event_type) == Some(sort) || is_violent_crowd && sort == Sort::Violence
        }
    }
}

/// Whether their point is a spot: ACLED's geo_precision 3 is a region, GED's where_prec from 4 on a province or wider, or a line.
fn their_point(origin: Origin, row: &BaselineRow) -> Option<(f64, f64)> {
    let widest = match origin {
        Origin::Acled => 2,
        Origin::Ged => 3,
    };
    row.lat.zip(row.lon).filter(|_| row.precision.is_none_or(|precision| precision <= widest))
}

/// A name without case and marks.
fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How near the places are: `None` where they are not; kilometres where both have a spot.
fn nearness(origin: Origin, one: &Ours, row: &BaselineRow, most: f64) -> Option<Option<f64>> {
    let km = one.point.zip(their_point(origin, row)).map(|(a, b)| distance(a, b));
    let named = || {
        let is_same = |place: &str| plain(place) == plain(&one.place) && !plain(place).is_empty();
        row.place.as_deref().is_some_and(is_same) && row.country.is_some() && row.country == one.country
    };
    // Two towns of one name far apart are two towns.
    km.map_or_else(named, |km| km <= most).then_some(km)
}

/// Days from one stretch to the other; 0 where they overlap.
fn apart(a: (Date, Date), b: (Date, Date)) -> i64 {
    let gap = |from: Date, to: Date| from.until(to).map_or(i64::MAX, |span| span.get_days().into());
    if a.1 < b.0 {
        gap(a.1, b.0)
    } else if b.1 < a.0 {
        gap(b.1, a.0)
    } else {
        0
    }
}

fn days_of(row: &BaselineRow) -> Option<(Date, Date)> {
    Some((intake::day(row.since.as_deref()?)?, intake::day(row.until.as_deref()?)?))
}

/// Days of a row, or of an incident, beyond which it matches nothing: a summary of many happenings is none of them. Chosen: a month.
const LONGEST: i32 = 31;

fn is_short(days: (Date, Date)) -> bool {
    days.0.until(days.1).is_ok_and(|span| span.get_days() <= LONGEST)
}

/// Days by which two stretches differ at both ends: what is as long stands before what is longer.
fn differ(a: (Date, Date), b: (Date, Date)) -> i64 {
    let days = |from: Date, to: Date| from.until(to).map_or(i64::MAX / 4, |span| i64::from(span.get_days().abs()));
    days(a.0, b.0) + days(a.1, b.1)
}

/// Compares. Rows are those of [`margin`]; what is outside of the window is matched, so that nothing at its edges looks missing, but not told alone.
pub fn compare(
    origin: Origin,
    ours: &[Ours],
    rows: &[BaselineRow],
    window: (Date, Date),
    limits: &Limits,
) -> Comparison {
    let is_in = |days: (Date, Date)| days.0 <= window.1 && days.1 >= window.0;
    let is_wanted = |row: &BaselineRow| limits.country.is_none() || limits.country == row.country;
    let theirs: Vec<(usize, (Date, Date))> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| is_wanted(row))
        .filter_map(|(t, row)| Some((t, days_of(row)?)))
        .collect();
    let mut by_day: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    for (n, (_, days)) in theirs.iter().enumerate() {
        if is_short(*days) {
            by_day.entry(days.0).or_default().push(n);
        }
    }
    let mut may: Vec<Pair> = Vec::new();
    for (o, one) in ours.iter().enumerate() {
        let Some(sort) = of_ours(one).filter(|_| is_short(one.days)) else { continue };
        let first = one.days.0.saturating_sub((limits.days + i64::from(LONGEST)).days());
        let last = one.days.1.saturating_add(limits.days.days());
        for n in by_day.range(first..=last).flat_map(|(_, all)| all) {
            let (t, their_days) = theirs[*n];
            let days = apart(one.days, their_days);
            if days > limits.days || !may_be(origin, &rows[t], sort) {
                continue;
            }
            if let Some(km) = nearness(origin, one, &rows[t], limits.km) {
                may.push(Pair { ours: o, theirs: t, days, km });
            }
        }
    }
    // Without a distance behind all that have one.
    let far = |pair: &Pair| pair.km.unwrap_or(f64::INFINITY);
    may.sort_by(|a, b| {
        let ids = |pair: &Pair| (&rows[pair.theirs].id, &ours[pair.ours].id);
        let ends = |pair: &Pair| days_of(&rows[pair.theirs]).map(|days| differ(ours[pair.ours].days, days));
        a.days
            .cmp(&b.days)
            .then(ends(a).cmp(&ends(b)))
            .then(far(a).total_cmp(&far(b)))
            .then_with(|| ids(a).cmp(&ids(b)))
    });
    let (mut used_ours, mut used_theirs) = (BTreeSet::new(), BTreeSet::new());
    let mut found = Comparison::default();
    for pair in may {
        if used_ours.contains(&pair.ours) || used_theirs.contains(&pair.theirs) {
            continue;
        }
        used_ours.insert(pair.ours);
        used_theirs.insert(pair.theirs);
        let days = [Some(ours[pair.ours].days), days_of(&rows[pair.theirs])];
        if days.into_iter().flatten().any(is_in) {
            found.both.push(pair);
        }
    }
    found.both.sort_by_key(|pair| (ours[pair.ours].days, &ours[pair.ours].id));
    let alone = theirs.iter().filter(|(t, days)| !used_theirs.contains(t) && is_in(*days));
    found.theirs = alone.map(|(t, _)| *t).collect();
    let alone =
        ours.iter().enumerate().filter(|(o, one)| !used_ours.contains(o) && one.is_theirs_too && is_in(one.days));
    found.ours = alone.map(|(o, _)| o).collect();
    found.ours.sort_by_key(|o| (ours[*o].days, &ours[*o].id));
    found
}

/// Whether the two say the same number of deaths. A table's best number is the one that it stands by.
pub fn deaths_differ(one: &Ours, row: &BaselineRow) -> bool {
    let ours = one.deaths.and_then(|deaths| i64::try_from(deaths.best).ok()).unwrap_or(0);
    row.best.is_some_and(|best| best != ours)
}

/// A comparison as lines of JSON, with its closing line.
pub fn lines(found: &Comparison, ours: &[Ours], rows: &[BaselineRow], window: Option<(Date, Date)>) -> Vec<String> {
    let both = found.both.iter().map(|pair| {
        let (one, row) = (&ours[pair.ours], &rows[pair.theirs]);
        json!({
            "found": "both", "days_apart": pair.days, "km_apart": pair.km.map(|km| (km * 10.0).round() / 10.0),
            "deaths_differ": deaths_differ(one, row), "ours": of_incident(one), "theirs": of_row(row),
        })
    });
    let theirs = found.theirs.iter().map(|t| json!({ "found": "theirs", "theirs": of_row(&rows[*t]) }));
    let alone = found.ours.iter().map(|o| json!({ "found": "ours", "ours": of_incident(&ours[*o]) }));
    let mut out: Vec<String> = both.chain(theirs).chain(alone).map(|line| line.to_string()).collect();
    let end = json!({
        "end": true, "rows": out.len(), "both": found.both.len(), "theirs": found.theirs.len(), "ours": found.ours.len(),
        "since": window.map(|days| days.0.to_string()), "until": window.map(|days| days.1.to_string()),
    });
    out.push(end.to_string());
    out
}

fn of_incident(one: &Ours) -> Value {
    json!({
        "id": one.id, "from": one.days.0.to_string(), "to": one.days.1.to_string(), "type": one.kind.as_str(), "subevent": one.subevent,
        "place": one.place, "country": one.country, "lat": one.point.map(|at| at.0), "lon": one.point.map(|at| at.1),
        "deaths": one.deaths.map(|deaths| json!({ "low": deaths.low, "best": deaths.best, "high": deaths.high })),
        "actors": one.actors, "recipients": one.recipients, "reports": one.reports, "sources": one.sources,
    })
}

fn of_row(row: &BaselineRow) -> Value {
    json!({
        "origin": row.origin, "id": row.id, "from": row.since, "to": row.until, "type": row.kind, "subevent": row.subevent,
        "place": row.place, "country": row.country, "lat": row.lat, "lon": row.lon, "precision": row.precision,
        "deaths": { "low": row.low, "best": row.best, "high": row.high }, "side_a": row.side_a, "side_b": row.side_b,
    })
}
