//! Incidents in the shape of ACLED's table, 31 columns, for scripts that read it. The ids are our own: this is never ACLED's data.
//!
//! A row is an incident that has an ACLED sub-event, a resolved place and a day (ACLED Codebook 2023). *Fatalities* are reported ones only: of each
//! report the largest claim of killed (parts of a toll are claimed beside it), of all reports the smallest, with what differs in `notes`; of vague words
//! ACLED's values ("tens" 10, "dozens" 12, "hundreds" 100). Deaths are given to no side, and the order of the actors is no blame.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use dateline_lang::places::gazetteer::Gazetteer;
use dateline_model::{Bound, Measure, PlaceKind, Precision, Side, Status};

use crate::merging::{Claim, Incident, Party, Report};

/// The columns, in ACLED's order.
pub const COLUMNS: &[&str] = &[
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];

/// What the table has no place for.
pub const LOSS: &str = "incidents without an ACLED sub-event, a day or a place in a country, and what is only planned, threatened or denied; injuries and all measures but killed; each claim for itself; statements; why \
                        reports were joined. Empty: region, admin2, admin3, source_scale, tags, and inter codes of actors on no known side";

/// Sub-events → event type and disorder type.
fn kinds(subevent: &str) -> (&'static str, &'static str) {
    const POLITICAL: &str = "Political violence";
    match subevent {
        "Armed clash" | "Government regains territory" | "Non-state actor overtakes territory" => {
            ("Battles", POLITICAL)
        }
        "Chemical weapon"
        | "Air/drone strike"
        | "Suicide bomb"
        | "Shelling/artillery/missile attack"
        | "Remote explosive/landmine/IED"
        | "Grenade" => ("Explosions/Remote violence", POLITICAL),
        "Sexual violence" | "Attack" | "Abduction/forced disappearance" => ("Violence against civilians", POLITICAL),
        "Peaceful protest" | "Protest with intervention" => ("Protests", "Demonstrations"),
        "Excessive force against protesters" => ("Protests", "Political violence; Demonstrations"),
        "Violent demonstration" => ("Riots", "Demonstrations"),
        "Mob violence" => ("Riots", POLITICAL),
        _ => ("Strategic developments", "Strategic developments"),
    }
}

/// ACLED's code of an actor's side; 0 where none is known.
fn inter(party: Option<&Party>) -> u8 {
    match party.and_then(|party| party.side) {
        Some(Side::State) => 1,
        Some(Side::Rebel) => 2,
        Some(Side::Militia | Side::Gang) => 3,
        Some(Side::Civilian | Side::Aid | Side::Media | Side::Company) => 7,
        Some(Side::International) => 8,
        Some(Side::Party | Side::Other) | None => 0,
    }
}

/// What a claim of killed counts as.
fn killed(claim: &Claim) -> Option<u64> {
    match (claim.bound, claim.low) {
        // Codings of vague words: ACLED's, and ours nowhere else.
        (Bound::Vague, Some(20)) => Some(10),
        (Bound::Vague, Some(24)) => Some(12),
        (Bound::Vague, Some(200)) => Some(100),
        (Bound::Vague, low) => low,
        (_, low) => claim.best.or(low),
    }
}

/// Fatalities, and what reports say where they differ.
fn fatalities(reports: &[Report], incident: &Incident) -> (u64, Option<String>) {
    let mut by_report: BTreeMap<usize, u64> = BTreeMap::new();
    for (r, f) in &incident.claims {
        let claim = &reports[*r].figures[*f];
        if let Some(n) = killed(claim).filter(|_| claim.measure == Measure::Killed && claim.status != Status::Denied) {
            let most = by_report.entry(*r).or_default();
            *most = (*most).max(n);
        }
    }
    let least = by_report.values().copied().min().unwrap_or(0);
    let differ = by_report.values().any(|n| *n != least);
    let name = |r: &usize| reports[*r].publisher.as_deref().unwrap_or(&reports[*r].id).to_owned();
    let said = || by_report.iter().map(|(r, n)| format!("{n} ({})", name(r))).collect::<Vec<_>>().join(", ");
    (least, differ.then(|| format!("Reported fatalities differ: {}.", said())))
}

/// Names and numeric codes of countries, by their letters.
fn countries() -> &'static BTreeMap<String, (String, u32)> {
    static COUNTRIES: OnceLock<BTreeMap<String, (String, u32)>> = OnceLock::new();
    COUNTRIES.get_or_init(|| {
        let rows = include_str!("../../../lang-data/places/iso.tsv").lines().filter(|line| !line.starts_with('#'));
        let numbers: BTreeMap<&str, u32> =
            rows.filter_map(|row| row.split_once('\t')).filter_map(|(code, n)| Some((code, n.parse().ok()?))).collect();
        let known = Gazetteer::embedded();
        let all = known.iter().flat_map(|gazetteer| gazetteer.countries());
        all.map(|country| {
            let number = numbers.get(country.code.as_str()).copied().unwrap_or(0);
            (country.code, (country.name, number))
        })
        .collect()
    })
}

/// A country's name by its letters.
pub(crate) fn country_name(code: &str) -> Option<String> {
    countries().get(code).map(|(name, _)| name.clone())
}

/// The row of an incident, if ACLED's table has one for it.
pub fn row(reports: &[Report], incident: &Incident) -> Option<Vec<String>> {
    let subevent = incident.subevent.as_deref()?;
    let happened = |(r, e): &(usize, usize)| {
        !matches!(
            reports[*r].events[*e].status,
            Status::Planned | Status::Threatened | Status::Hypothetical | Status::Denied
        )
    };
    if !incident.members.iter().any(happened) {
        return None;
    }
    let place = incident.place.as_ref()?;
    let (from, _, precision) = incident.days?;
    let (event_type, disorder) = kinds(subevent);
    let time_precision = match precision {
        Some(Precision::Week) => 2,
        Some(Precision::Month | Precision::Season | Precision::Year | Precision::Decade) => 3,
        _ => 1,
    };
    let geo_precision = match place.kind {
        PlaceKind::Country | PlaceKind::Continent | PlaceKind::Province | PlaceKind::Region => 3,
        _ if place.radius_km > 25.0 => 2,
        _ => 1,
    };
    let (first, second) = (incident.actors.first(), incident.recipients.first());
    let words = |party: Option<&Party>| party.map_or(String::new(), |party| party.words.clone());
    let others = |all: &[Party]| all.iter().skip(1).map(|party| party.words.clone()).collect::<Vec<_>>().join("; ");
    let code = |n: u8| if n == 0 { String::new() } else { n.to_string() };
    let (one, two) = (inter(first), inter(second));
    let (country, iso) = countries().get(place.country.as_deref()?)?.clone();
    let (dead, dispute) = fatalities(reports, incident);
    let mut sources: Vec<&str> = Vec::new();
    for (r, _) in &incident.members {
        let name = reports[*r].publisher.as_deref().unwrap_or(&reports[*r].id);
        if !sources.contains(&name) {
            sources.push(name);
        }
    }
    let (r, e) = incident.members[0];
    let notes = std::iter::once(reports[r].events[e].sentence.clone()).chain(dispute).collect::<Vec<_>>().join(" ");
    let last = incident.members.iter().filter_map(|(r, _)| reports[*r].published).max();
    let seconds = last.and_then(|day| {
        let began = dateline_model::Date::new(1970, 1, 1).ok()?;
        Some(i64::from(began.until(day).ok()?.get_days()) * 86_400)
    });
    let civilian = matches!(second.and_then(|party| party.side), Some(Side::Civilian))
        || event_type == "Violence against civilians";
    Some(vec![
        format!("DTL-{}-{}", reports[r].id, reports[r].events[e].id),
        from.to_string(),
        from.year().to_string(),
        time_precision.to_string(),
        disorder.to_owned(),
        event_type.to_owned(),
        subevent.to_owned(),
        words(first),
        others(&incident.actors),
        code(one),
        words(second),
        others(&incident.recipients),
        code(two),
        format!("{one}{two}"),
        if civilian { "Civilian targeting".to_owned() } else { String::new() },
        if iso == 0 { String::new() } else { iso.to_string() },
        String::new(),
        country,
        place.admin1.clone().unwrap_or_default(),
        String::new(),
        String::new(),
        place.name.clone(),
        format!("{:.4}", place.lat),
        format!("{:.4}", place.lon),
        geo_precision.to_string(),
        sources.join("; "),
        String::new(),
        notes,
        dead.to_string(),
        String::new(),
        seconds.map_or(String::new(), |n| n.to_string()),
    ])
}
