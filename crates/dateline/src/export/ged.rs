//! Incidents in the shape of UCDP's Georeferenced Event Dataset, 49 columns, for scripts that read it. The ids are our own: this is never UCDP's data.
//!
//! A row is an incident of armed violence that has a day, a place in a country and at least one death that a report claims (the unit of GED: Sundberg and Melander
//! 2013; UCDP GED Codebook 24.1). What the columns mean is the codebook's; how they are filled is this exporter's rule, for UCDP's coders weigh
//! sources and we do not:
//!
//! - Of each report the largest claim of killed counts. `low` is the smallest of the reports' least numbers, `high` the largest of their most, `best`
//!   the smallest number of those who reported last. Nothing is averaged.
//! - Deaths are given to no side, since reports seldom say on which side a number fell: all are `deaths_unknown`, but in one-sided violence, where the
//!   dead are civilians by its definition.
//! - `type_of_violence` stands only where the sides of both are known. What UCDP alone can know (its ids, its conflicts, Gleditsch and Ward's
//!   numbers, whether a conflict was active) is empty.

use dateline_model::{Date, EventType, PlaceKind, Side};

use crate::countries;
use crate::export::acled::kinds;
use crate::export::tolls::{happened, id, members, publisher, tolls};
use crate::merging::{Claim, Incident, Party, Report};

/// The columns, in GED's order.
pub const COLUMNS: &[&str] = &[
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
];

/// What the table has no place for.
pub const LOSS: &str = "incidents other than armed violence; incidents without deaths, a day or a place in a country, and what is only planned, threatened or denied; all measures but killed; each claim for itself; statements; why reports were \
                        joined. Empty: UCDP's own ids, conflicts and country numbers, adm_2, region, active_year, and the type of violence where a side is not known";

/// The least, the number itself and the most of the dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deaths {
    /// The smallest that a report allows.
    pub low: u64,
    /// The smallest of those who reported last.
    pub best: u64,
    /// The largest that a report allows.
    pub high: u64,
}

/// The dead of an incident; `None` where no report claims any.
pub(crate) fn deaths(reports: &[Report], incident: &Incident) -> Option<Deaths> {
    // "Up to 20" is at least nobody, and the best number only where there is no other.
    let number = |claim: &Claim| claim.best.or(claim.low);
    let bound = |claim: &Claim| claim.best.or(claim.low).or(claim.high);
    let least = tolls(reports, incident, |claim| claim.low.or(claim.best).or(claim.high.map(|_| 0)));
    let most = tolls(reports, incident, |claim| claim.high.or(claim.best).or(claim.low));
    let mut numbers = tolls(reports, incident, number);
    if numbers.is_empty() {
        numbers = tolls(reports, incident, bound);
    }
    let last = numbers.keys().filter_map(|r| reports[*r].published).max();
    let latest = numbers.iter().filter(|(r, _)| reports[**r].published == last).map(|(_, n)| *n).min()?;
    let high = most.values().copied().max().unwrap_or(latest).max(latest);
    let low = least.values().copied().min().unwrap_or(latest).min(latest);
    (high > 0).then_some(Deaths { low, best: latest, high })
}

/// Whether it is armed violence, which is all that GED has: no flood, no accident, no crowd (a mob is no organised actor).
fn is_armed_violence(incident: &Incident) -> bool {
    let subevent = incident.subevent.as_deref().map(|subevent| kinds(subevent).0);
    let is_crowd = matches!(subevent, Some("Protests" | "Riots" | "Strategic developments"));
    incident.kind == EventType::Assault && !is_crowd
}

/// 1 state-based, 2 non-state, 3 one-sided; `None` where a side is not known. Sub-events of violence against civilians say by their definition
/// (ACLED Codebook 2023) who was hit.
fn violence(incident: &Incident) -> Option<u8> {
    let is_armed = |side: Side| matches!(side, Side::State | Side::Rebel | Side::Militia | Side::Gang);
    let a = incident.actors.first()?.side.filter(|side| is_armed(*side))?;
    let b = incident.recipients.first().and_then(|party| party.side);
    let of_civilians =
        incident.subevent.as_deref().is_some_and(|subevent| kinds(subevent).0 == "Violence against civilians");
    match b {
        Some(Side::Civilian | Side::Aid | Side::Media) => Some(3),
        None if of_civilians => Some(3),
        Some(b) if is_armed(b) => Some(if a == Side::State || b == Side::State { 1 } else { 2 }),
        _ => None,
    }
}

/// How exactly the place is known: GED's 1 to 7. A spot that may lie farther off than 25 km is no spot of GED's class 2.
fn where_prec(kind: PlaceKind, radius_km: f64) -> u8 {
    match kind {
        PlaceKind::Country => 6,
        PlaceKind::Province => 4,
        PlaceKind::District => 3,
        PlaceKind::Sea | PlaceKind::Lake | PlaceKind::Strait => 7,
        PlaceKind::Region
        | PlaceKind::Continent
        | PlaceKind::River
        | PlaceKind::Island
        | PlaceKind::Mountain
        | PlaceKind::Desert
        | PlaceKind::Border => 5,
        _ if radius_km <= 10.0 => 1,
        _ if radius_km <= 25.0 => 2,
        _ => 5,
    }
}

/// How exactly the days are known, by their number: 1 a day, 2 two to six, 3 a week, 4 a month, 5 up to a year.
fn date_prec(from: Date, to: Date) -> u8 {
    match from.until(to).map_or(i32::MAX, |span| span.get_days()) {
        ..=0 => 1,
        1..=5 => 2,
        6..=7 => 3,
        8..=31 => 4,
        _ => 5,
    }
}

/// The PRIO-GRID cell of a point: half a degree wide, counted from 1 in the south-west, 720 a row (Tollefsen, Strand and Buhaug 2012).
fn priogrid(lat: f64, lon: f64) -> u32 {
    let row = ((lat + 90.0) * 2.0).floor().clamp(0.0, 359.0) as u32;
    let column = ((lon + 180.0) * 2.0).floor().clamp(0.0, 719.0) as u32;
    row * 720 + column + 1
}

/// The row of an incident, if GED's table has one for it.
pub fn row(reports: &[Report], incident: &Incident) -> Option<Vec<String>> {
    if !happened(reports, incident) || !is_armed_violence(incident) {
        return None;
    }
    let dead = deaths(reports, incident)?;
    let place = incident.place.as_ref()?;
    let (from, to, _) = incident.days?;
    let country = countries::by_code(place.country.as_deref()?)?;
    let violence = violence(incident);
    let words = |party: Option<&Party>| party.map_or(String::new(), |party| party.words.clone());
    // A state comes first, as in GED; else who did it.
    let (mut a, mut b) = (words(incident.actors.first()), words(incident.recipients.first()));
    let side = |all: &[Party]| all.first().and_then(|party| party.side);
    match violence {
        Some(1) if side(&incident.actors) != Some(Side::State) => std::mem::swap(&mut a, &mut b),
        Some(3) => b = "Civilians".to_owned(),
        _ => {}
    }
    let dyad = if a.is_empty() || b.is_empty() { String::new() } else { format!("{a} - {b}") };
    let told = members(reports, incident);
    let each = |of: &dyn Fn(&Report) -> String| told.iter().map(|report| of(report)).collect::<Vec<_>>().join(";");
    let day = |report: &Report| report.published.map_or(String::new(), |day| day.to_string());
    let headline = |report: &Report| report.headline.clone().unwrap_or_default();
    let mut claimants: Vec<&str> = Vec::new();
    for by in incident.claims.iter().filter_map(|(r, f)| reports[*r].figures[*f].claimed_by.as_deref()) {
        if !claimants.contains(&by) {
            claimants.push(by);
        }
    }
    let (clarity, exact) = (date_prec(from, to), where_prec(place.kind, place.radius_km));
    let (civilians, unknown) = if violence == Some(3) { (dead.best, 0) } else { (0, dead.best) };
    let id = id(reports, incident);
    let described: Vec<&str> = [Some(place.name.as_str()), place.admin1.as_deref()].into_iter().flatten().collect();
    let (lat, lon) = (place.lat, place.lon);
    let value = |column: &str| match column {
        "id" | "relid" => id.clone(),
        "year" => from.year().to_string(),
        "code_status" => "Machine".to_owned(),
        "type_of_violence" => violence.map_or(String::new(), |code| code.to_string()),
        "dyad_name" => dyad.clone(),
        "side_a" => a.clone(),
        "side_b" => b.clone(),
        "number_of_sources" => incident.sources.to_string(),
        "source_article" => each(&|report| format!("\"{},{},{}\"", publisher(report), day(report), headline(report))),
        "source_office" => each(&|report| publisher(report).to_owned()),
        "source_date" => each(&day),
        "source_headline" => each(&headline),
        "source_original" => claimants.join(";"),
        "where_prec" => exact.to_string(),
        "where_coordinates" => place.name.clone(),
        "where_description" => described.join(", "),
        "adm_1" => place.admin1.clone().unwrap_or_default(),
        "latitude" => format!("{lat:.4}"),
        "longitude" => format!("{lon:.4}"),
        "geom_wkt" => format!("POINT ({lon:.4} {lat:.4})"),
        "priogrid_gid" => priogrid(lat, lon).to_string(),
        "country" => country.name.clone(),
        // A summary of more than some days is no event that is told apart from others.
        "event_clarity" => if clarity <= 2 { "1" } else { "2" }.to_owned(),
        "date_prec" => clarity.to_string(),
        "date_start" => from.to_string(),
        "date_end" => to.to_string(),
        "deaths_a" | "deaths_b" => "0".to_owned(),
        "deaths_civilians" => civilians.to_string(),
        "deaths_unknown" => unknown.to_string(),
        "best" => dead.best.to_string(),
        "high" => dead.high.to_string(),
        "low" => dead.low.to_string(),
        _ => String::new(),
    };
    Some(COLUMNS.iter().map(|column| value(column)).collect())
}

#[cfg(test)]
mod tests {
    use dateline_model::{Bound, Measure, Status};

    use super::*;

    #[test]
    fn cells_of_prio_grid() {
        let cases = [
            ((-90.0, -180.0), 1),
            ((-89.9, -179.6), 1),
            ((-89.9, -179.4), 2),
            ((-89.4, -180.0), 721),
            ((34.5, 69.2), 179_779),
            ((90.0, 180.0), 259_200),
        ];
        for ((lat, lon), gid) in cases {
            assert_eq!(priogrid(lat, lon), gid, "{lat} {lon}");
        }
    }

    #[test]
    fn days_and_places_have_classes() {
        let day = |text: &str| crate::intake::day(text).unwrap();
        let cases = [("2025-03-04", 1), ("2025-03-05", 2), ("2025-03-09", 2), ("2025-03-10", 3), ("2025-03-31", 4)];
        for (to, class) in cases {
            assert_eq!(date_prec(day("2025-03-04"), day(to)), class, "{to}");
        }
        assert_eq!(date_prec(day("2025-03-04"), day("2025-12-31")), 5);
        assert_eq!(where_prec(PlaceKind::Town, 5.0), 1);
        assert_eq!(where_prec(PlaceKind::Town, 25.0), 2);
        assert_eq!(where_prec(PlaceKind::Town, 60.0), 5);
        assert_eq!(where_prec(PlaceKind::Province, 60.0), 4);
    }

    fn report(id: &str, day: &str, killed: &[(u64, Option<u64>, Status)]) -> Report {
        let claim = |(n, (low, high, status)): (usize, &(u64, Option<u64>, Status))| Claim {
            id: format!("f{n}"),
            measure: Measure::Killed,
            low: Some(*low),
            high: *high,
            best: high.filter(|high| high == low),
            bound: Bound::Exact,
            group: None,
            claimed_by: None,
            status: *status,
            sentence: String::new(),
        };
        Report {
            id: id.to_owned(),
            headline: None,
            published: crate::intake::day(day),
            publisher: None,
            agency: None,
            outline: dateline_merge::Outline::new(None, ""),
            events: Vec::new(),
            figures: killed.iter().enumerate().map(claim).collect(),
        }
    }

    fn incident(reports: &[Report], actor: Option<Side>, recipient: Option<Side>, subevent: &str) -> Incident {
        let party = |side: Option<Side>| vec![Party { words: "somebody".to_owned(), side }];
        let claims = reports.iter().enumerate().flat_map(|(r, report)| (0..report.figures.len()).map(move |f| (r, f)));
        Incident {
            members: Vec::new(),
            kind: EventType::Assault,
            mode: None,
            subevent: (!subevent.is_empty()).then(|| subevent.to_owned()),
            place: None,
            days: None,
            actors: party(actor),
            recipients: party(recipient),
            claims: claims.collect(),
            sources: 1,
            why: Vec::new(),
        }
    }

    /// The largest claim of each report; the least, the most, and the smallest of the last day.
    #[test]
    fn deaths_are_the_reports_and_no_average() {
        use Status::{Denied, Reported};
        let first = report("a", "2025-03-04", &[(7, None, Reported), (3, Some(3), Reported)]);
        let second = report("b", "2025-03-06", &[(14, Some(14), Reported)]);
        let third = report("c", "2025-03-06", &[(12, Some(12), Reported), (90, Some(90), Denied)]);
        let vague = report("d", "2025-03-05", &[(24, Some(99), Reported)]);
        let none = report("e", "2025-03-07", &[(0, Some(0), Reported)]);
        type Case<'a> = (&'a [&'a Report], Option<(u64, u64, u64)>);
        let cases: &[Case<'_>] = &[
            (&[&first], Some((7, 7, 7))),
            (&[&first, &second], Some((7, 14, 14))),
            (&[&first, &second, &third], Some((7, 12, 14))),
            (&[&vague], Some((24, 24, 99))),
            (&[&none], None),
            (&[&first, &none], Some((0, 0, 7))),
            (&[], None),
        ];
        for (n, (all, want)) in cases.iter().enumerate() {
            let all: Vec<Report> = all.iter().map(|report| (*report).clone()).collect();
            let found = deaths(&all, &incident(&all, None, None, ""));
            assert_eq!(found.map(|dead| (dead.low, dead.best, dead.high)), *want, "case {n}");
        }
    }

    #[test]
    fn violence_has_a_type_where_both_sides_are_known() {
        use Side::{Civilian, Militia, Other, Rebel, State};
        for (actor, recipient, subevent, want) in [
            (Some(State), Some(Rebel), "Armed clash", Some(1)),
            (Some(Rebel), Some(State), "", Some(1)),
            (Some(State), Some(State), "", Some(1)),
            (Some(Rebel), Some(Militia), "Armed clash", Some(2)),
            (Some(Rebel), Some(Civilian), "", Some(3)),
            (Some(State), None, "Attack", Some(3)),
            (Some(State), None, "Armed clash", None),
            (None, Some(Civilian), "Attack", None),
            (Some(Other), Some(Civilian), "", None),
        ] {
            assert_eq!(violence(&incident(&[], actor, recipient, subevent)), want, "{subevent} {want:?}");
        }
    }
}
