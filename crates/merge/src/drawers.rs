//! Which events are worth comparing: each is filed under what it can be known again by, and finds the others there.
//!
//! Two events are one only if they are of one type, on days that touch, and have a place, a number or a sentence in common ([`crate::link`]). So each is
//! filed under its type with each of these, by its first day; and whoever looks for it opens the drawers of the neighbouring places over a few days.
//! What is found so does not grow with the store but with how much was reported of those days. A batch and a store use the same drawers, and so
//! find the same pairs.

use std::collections::{BTreeMap, BTreeSet};

use dateline_model::Date;

use crate::link::{LONG, SAME_KM, SLACK, WIDE_KM, apart, days, is_ahead, is_country, is_wide, number};
use crate::outline::hash;
use crate::{Report, Told, Where};

/// Where an event is filed: under a key, by its first day (counted from 1970-01-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drawer {
    /// What it is known by, hashed; 62 bits, so that every database has room for it.
    pub key: u64,
    /// Its first day.
    pub day: i32,
}

/// Where to look for others: a key and the days between which they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// The key.
    pub key: u64,
    /// The first day.
    pub from: i32,
    /// The last day.
    pub to: i32,
}

/// Events that span more days than this are compared with none: "this year" is no day of anything.
const LONGEST: i32 = 31;

/// Cells of so many degrees north and east.
const CELL: f64 = 0.5;

/// A degree north in kilometres.
const DEGREE_KM: f64 = 111.32;

/// Most places reach no further than this; they have drawers of their own, so that who looks for them opens few. Chosen: towns of the gazetteer have 5 to 10.
const SMALL_KM: f64 = 10.0;

/// The first and last day of an event, and whether it is a long one, if it is filed at all.
fn span(report: &Report, told: &Told) -> Option<(i32, i32, bool)> {
    let (from, to, _) = days(report, told)?;
    let long = apart(from, to);
    let number = |day: Date| apart(Date::constant(1970, 1, 1), day);
    (long <= LONGEST).then(|| (number(from), number(to), long > LONG))
}

/// The cell of a point: rows from the south pole, columns from the date line, which they go around.
fn cell(lat: f64, lon: f64) -> (i64, i64) {
    ((lat / CELL).floor() as i64, (lon / CELL).floor() as i64)
}

const COLUMNS: i64 = (360.0 / CELL) as i64;

fn place_key(head: &str, is_small: bool, (row, column): (i64, i64)) -> u64 {
    key(head, &format!("{} {row} {}", if is_small { "at" } else { "around" }, column.rem_euclid(COLUMNS)))
}

fn key(head: &str, what: &str) -> u64 {
    hash(&[head, what]) >> 2
}

/// Type, whether it lies ahead, and whether it spans many days.
fn head(told: &Told, is_long: bool) -> String {
    format!("{} {} {}", told.kind.as_str(), u8::from(is_ahead(told.status)), u8::from(is_long))
}

/// Keys but places: a wide place by its id, numbers, the sentence.
fn others(report: &Report, told: &Told, head: &str) -> BTreeSet<u64> {
    let wide = told.place.as_ref().filter(|place| is_wide(place) && !is_country(place));
    let wide = wide.and_then(|place| place.gazetteer.as_ref()).map(|id| key(head, &format!("in {id}")));
    let claims = told.figures.iter().filter_map(|f| report.figures.get(*f));
    let numbers = claims.filter_map(|claim| Some(key(head, &format!("{} {}", number(claim)?, claim.measure.as_str()))));
    let sentence = (!told.sentence.is_empty()).then(|| key(head, &format!("said {}", told.sentence)));
    wide.into_iter().chain(numbers).chain(sentence).collect()
}

fn spot(told: &Told) -> Option<&Where> {
    told.place.as_ref().filter(|place| !is_wide(place))
}

/// Where an event is filed.
pub fn drawers(report: &Report, told: &Told) -> Vec<Drawer> {
    let Some((day, _, is_long)) = span(report, told) else { return Vec::new() };
    let head = head(told, is_long);
    let mut keys = others(report, told, &head);
    keys.extend(spot(told).map(|place| place_key(&head, place.radius_km <= SMALL_KM, cell(place.lat, place.lon))));
    keys.into_iter().map(|key| Drawer { key, day }).collect()
}

/// Where others that it may be one with are filed.
pub fn looks(report: &Report, told: &Told) -> Vec<Look> {
    let Some((from, to, _)) = span(report, told) else { return Vec::new() };
    let mut looks = Vec::new();
    for (is_long, most) in [(false, LONG), (true, LONGEST)] {
        let head = head(told, is_long);
        let mut keys = others(report, told, &head);
        for (place, is_small) in spot(told).into_iter().flat_map(|place| [(place, true), (place, false)]) {
            // As far as two such places may lie apart.
            let reach = SAME_KM + if is_small { place.radius_km.max(SMALL_KM) } else { WIDE_KM };
            let (south, west) = (reach / DEGREE_KM, reach_east(place.lat, reach));
            let (low, high) = (cell(place.lat - south, place.lon - west), cell(place.lat + south, place.lon + west));
            let columns = low.1..=high.1.min(low.1 + COLUMNS - 1);
            keys.extend(
                (low.0..=high.0)
                    .flat_map(|row| columns.clone().map(move |column| (row, column)))
                    .map(|at| place_key(&head, is_small, at)),
            );
        }
        looks.extend(keys.into_iter().map(|key| Look { key, from: from - SLACK - most, to: to + SLACK }));
    }
    looks
}

/// Degrees east that reach so many kilometres, up to a degree from the poles.
fn reach_east(lat: f64, km: f64) -> f64 {
    let edge = (lat.abs() + km / DEGREE_KM).min(89.0);
    km / DEGREE_KM / edge.to_radians().cos()
}

/// Whether two events may be one at all: of one type, neither or both ahead, places near each other, or a number or a sentence in common.
pub fn may_link(a: (&Report, &Told), b: (&Report, &Told)) -> bool {
    a.1.kind == b.1.kind && is_ahead(a.1.status) == is_ahead(b.1.status) && crate::link::has_anchor(a, b)
}

/// For each event the numbers of those of other reports that are worth comparing with it.
pub(crate) fn candidates(all: &[(usize, usize)], reports: &[Report]) -> Vec<BTreeSet<usize>> {
    let told = |k: usize| {
        let (r, e) = all[k];
        (&reports[r], &reports[r].events[e])
    };
    let mut filed: BTreeMap<u64, Vec<(i32, usize)>> = BTreeMap::new();
    for k in 0..all.len() {
        let (report, event) = told(k);
        for drawer in drawers(report, event) {
            filed.entry(drawer.key).or_default().push((drawer.day, k));
        }
    }
    filed.values_mut().for_each(|drawer| drawer.sort_unstable());
    let of = |k: usize| {
        let (report, event) = told(k);
        let mut others = BTreeSet::new();
        for look in looks(report, event) {
            let Some(drawer) = filed.get(&look.key) else { continue };
            let from = drawer.partition_point(|(day, _)| *day < look.from);
            let found = drawer[from..].iter().take_while(|(day, _)| *day <= look.to).map(|(_, other)| *other);
            others.extend(found.filter(|other| all[k].0 != all[*other].0));
        }
        others
    };
    (0..all.len()).map(of).collect()
}
