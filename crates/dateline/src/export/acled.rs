//! Incidents in the shape of ACLED's table, 31 columns, for scripts that read it. The ids are our own: this is never ACLED's data.
//!
//! A row is an incident that has an ACLED sub-event, a resolved place and a day (ACLED Codebook 2023). *Fatalities* are reported ones only: of each
//! report the largest claim of killed (parts of a toll are claimed beside it), of all reports the smallest, with what differs in `notes`; of vague words
//! ACLED's values ("tens" 10, "dozens" 12, "hundreds" 100). Deaths are given to no side, and the order of the actors is no blame.

use dateline_model::{Bound, PlaceKind, Precision, Side};

use crate::countries;
use crate::export::tolls::{happened, id, members, publisher, tolls};
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
pub const LOSS: &str = "incidents without an ACLED sub-event, a day (or a month at most) or a place in a country, and what is only planned, threatened or denied; injuries and all measures but killed; each claim for itself; statements; why \
                        reports were joined. Empty: region, admin2, admin3, source_scale, tags, and inter codes of actors on no known side";

/// Sub-events → event type and disorder type.
pub(crate) fn kinds(subevent: &str) -> (&'static str, &'static str) {
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
pub(crate) fn fatalities(reports: &[Report], incident: &Incident) -> (u64, Option<String>) {
    let by_report = tolls(reports, incident, killed);
    let least = by_report.values().copied().min().unwrap_or(0);
    let differ = by_report.values().any(|n| *n != least);
    // "Up to 20" is no toll, and no nought either.
    let most = tolls(reports, incident, |claim| claim.high.filter(|_| claim.low.is_none() && claim.best.is_none()));
    if let (true, Some(most)) = (by_report.is_empty(), most.values().max()) {
        return (0, Some(format!("Up to {most} fatalities reported.")));
    }
    // In the order of publication, whatever the order in which the reports came.
    let mut said: Vec<_> = by_report.iter().collect();
    said.sort_by_key(|(r, _)| reports[**r].rank());
    let said: Vec<String> = said.iter().map(|(r, n)| format!("{n} ({})", publisher(&reports[**r]))).collect();
    (least, differ.then(|| format!("Reported fatalities differ: {}.", said.join(", "))))
}

/// The row of an incident, if ACLED's table has one for it.
pub fn row(reports: &[Report], incident: &Incident) -> Option<Vec<String>> {
    let subevent = incident.subevent.as_deref()?;
    if !happened(reports, incident) {
        return None;
    }
    let place = incident.place.as_ref()?;
    let (from, to, precision) = incident.days?;
    // The table's widest time is a month.
    (from.until(to).ok()?.get_days() <= 31).then_some(())?;
    let (event_type, disorder) = kinds(subevent);
    let time_precision = match precision {
        Some(Precision::Week) => 2,
        Some(Precision::Month | Precision::Season | Precision::Year | Precision::Decade) => 3,
        _ if from.until(to).is_ok_and(|span| span.get_days() > 6) => 3,
        _ if from != to => 2,
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
    // Who protests is a protester, and who riots a rioter, whoever else they are (ACLED Codebook 2023).
    let crowd = match event_type {
        "Protests" => Some(6),
        "Riots" => Some(5),
        _ => None,
    };
    let one = crowd.filter(|_| inter(first) == 0).unwrap_or(inter(first));
    let two = inter(second);
    // The smaller code first, none last: who did it to whom does not count.
    let mut codes = [one, two];
    codes.sort_by_key(|code| if *code == 0 { u8::MAX } else { *code });
    let country = countries::by_code(place.country.as_deref()?)?;
    let (dead, dispute) = fatalities(reports, incident);
    let mut sources: Vec<&str> = Vec::new();
    for name in members(reports, incident).into_iter().map(publisher) {
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
        id(reports, incident),
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
        format!("{}{}", codes[0], codes[1]),
        if civilian { "Civilian targeting".to_owned() } else { String::new() },
        if country.number == 0 { String::new() } else { country.number.to_string() },
        String::new(),
        country.name.clone(),
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
