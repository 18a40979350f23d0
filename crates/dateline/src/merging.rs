//! Records → what merging needs of them, and its results as the lines of the contract.
//!
//! A record is taken as JSON, whether it was just read or comes out of a store or a file, so that all ways give the same incidents.

use dateline_merge::{Outline, Told, Where};
use dateline_model::{Bound, EventType, Measure, PlaceKind, Precision, Side, Status};
use serde::Serialize;
use serde_json::Value;

use crate::Reading;
use crate::fields::{self, Fields};
use crate::intake;
use crate::reviewing::is_rejected;

pub use dateline_merge::{Because, Claim, Incident, Party, Report, copies, incidents, stories};

/// What merging needs of a line of JSON; `None` for a record without an article.
pub fn of_line(line: &str) -> Result<Option<Report>, serde_json::Error> {
    Ok(report(&serde_json::from_str(line)?))
}

/// What merging needs of a reading; `None` for one without an article.
pub fn of_reading(reading: &Reading) -> Option<Report> {
    report(&crate::record::value(reading))
}

/// What merging needs of a record; `None` for a record without an article.
pub fn report(record: &Value) -> Option<Report> {
    let of = Fields::of(record);
    let article = Some(of.article).filter(|article| article.is_object())?;
    // Events point to figures; those that this version cannot read, or a person rejected, are left out of both.
    let claims: Vec<Claim> = of.figures.iter().filter(|figure| !is_rejected(figure)).filter_map(claim).collect();
    Some(Report {
        id: text(record, "id")?,
        headline: text(article, "headline"),
        published: of.published().and_then(Value::as_str).and_then(intake::day),
        publisher: text(article, "publisher"),
        agency: text(article, "agency"),
        outline: Outline::new(fields::text(article, "headline"), of.text()),
        events: of.events.iter().filter(|e| !is_rejected(e)).filter_map(|event| told(&of, event, &claims)).collect(),
        figures: claims,
    })
}

fn text(value: &Value, key: &str) -> Option<String> {
    fields::text(value, key).map(str::to_owned)
}

fn claim(figure: &Value) -> Option<Claim> {
    let number = |key: &str| figure.get(key).and_then(Value::as_u64);
    let words = |key: &str| fields::words(figure, key).map(str::to_owned);
    Some(Claim {
        id: text(figure, "id")?,
        measure: Measure::from_word(fields::text(figure, "measure")?)?,
        low: number("low"),
        high: number("high"),
        best: number("best"),
        bound: Bound::from_word(fields::text(figure, "bound")?)?,
        group: words("group"),
        claimed_by: words("claimed_by"),
        status: fields::text(figure, "status").and_then(Status::from_word).unwrap_or(Status::Reported),
        sentence: words("sentence").unwrap_or_default(),
    })
}

fn told(of: &Fields<'_>, event: &Value, claims: &[Claim]) -> Option<Told> {
    let time = of.time(event);
    let day = |key: &str| time.and_then(|time| fields::text(time, key)).and_then(intake::day);
    // Who has a name is called by it.
    let party = |slot: &Value| {
        let name = of.name(slot);
        let side = name.and_then(|name| Side::from_word(fields::text(name, "side")?));
        Some(Party { words: name.and_then(|name| text(name, "name")).or_else(|| text(slot, "text"))?, side })
    };
    let people = |key: &str| fields::list(event, key).iter().filter_map(party).collect();
    let counted = fields::list(event, "figures").iter().filter_map(Value::as_str);
    Some(Told {
        id: text(event, "id")?,
        kind: EventType::from_word(fields::text(event, "type")?)?,
        mode: text(event, "mode"),
        subevent: text(event, "subevent"),
        status: Status::from_word(fields::text(event, "status")?)?,
        place: of.place(event).and_then(resolved),
        days: day("from").zip(day("to")),
        precision: time.and_then(|time| Precision::from_word(fields::text(time, "precision")?)),
        actors: people("actors"),
        recipients: people("recipients"),
        figures: counted.filter_map(|id| claims.iter().position(|claim| claim.id == id)).collect(),
        sentence: fields::words(event, "sentence").unwrap_or_default().to_owned(),
    })
}

/// A place of a record, where it is resolved.
fn resolved(place: &Value) -> Option<Where> {
    let point = fields::point(place)?;
    Some(Where {
        name: text(place, "name")?,
        kind: PlaceKind::from_word(fields::text(place, "kind")?)?,
        lat: point.lat,
        lon: point.lon,
        country: text(place, "country"),
        admin1: text(place, "admin1"),
        gazetteer: text(place, "gazetteer"),
        radius_km: point.radius_km,
    })
}

#[derive(Serialize)]
struct StoryLine<'a> {
    id: &'a str,
    story: &'a str,
}

/// One line a report: its id and its story's, which is the smallest id of the story.
pub fn story_lines(reports: &[Report]) -> Vec<String> {
    let stories = dateline_merge::stories(reports);
    let line = |(report, story): (&Report, usize)| {
        serde_json::to_string(&StoryLine { id: &report.id, story: &reports[story].id }).unwrap_or_default()
    };
    reports.iter().zip(stories).map(line).collect()
}

#[derive(Serialize)]
struct PlaceRecord<'a> {
    name: &'a str,
    kind: &'static str,
    lat: f64,
    lon: f64,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    gazetteer: Option<&'a str>,
    radius_km: f64,
}

#[derive(Serialize)]
struct TimeRecord {
    from: String,
    to: String,
    precision: Option<&'static str>,
}

#[derive(Serialize)]
struct MemberRecord<'a> {
    record: &'a str,
    event: &'a str,
    status: &'static str,
    published: Option<String>,
    publisher: Option<&'a str>,
    copy_of: Option<&'a str>,
    sentence: &'a str,
}

#[derive(Serialize)]
struct ClaimRecord<'a> {
    record: &'a str,
    figure: &'a str,
    measure: &'static str,
    low: Option<u64>,
    high: Option<u64>,
    best: Option<u64>,
    bound: &'static str,
    group: Option<&'a str>,
    claimed_by: Option<&'a str>,
    status: &'static str,
    published: Option<String>,
    publisher: Option<&'a str>,
    sentence: &'a str,
}

#[derive(Serialize)]
struct WhyRecord<'a> {
    record: &'a str,
    with: &'a str,
    because: Vec<String>,
}

#[derive(Serialize)]
struct IncidentRecord<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    mode: Option<&'a str>,
    subevent: Option<&'a str>,
    place: Option<PlaceRecord<'a>>,
    time: Option<TimeRecord>,
    actors: Vec<&'a str>,
    recipients: Vec<&'a str>,
    reports: Vec<MemberRecord<'a>>,
    claims: Vec<ClaimRecord<'a>>,
    sources: usize,
    why: Vec<WhyRecord<'a>>,
}

/// The id of an incident: that of its first event in the order of publication.
pub(crate) fn incident_id(reports: &[Report], incident: &Incident) -> String {
    let (r, e) = incident.members[0];
    format!("i-{}-{}", reports[r].id, reports[r].events[e].id)
}

/// Incidents in the order in which they are shown: by their first publication, those without a day last, and of one day by their ids.
pub fn in_order(reports: &[Report], mut incidents: Vec<Incident>) -> Vec<Incident> {
    let rank = |incident: &Incident| {
        let published = incident.members.iter().filter_map(|(r, _)| reports[*r].published).min();
        (published.is_none(), published, incident_id(reports, incident))
    };
    incidents.sort_by_cached_key(rank);
    incidents
}

/// One line an incident, in the order of their first publication.
pub fn incident_lines(reports: &[Report]) -> Vec<String> {
    let copies = dateline_merge::copies(reports);
    let incidents = in_order(reports, dateline_merge::incidents(reports, &copies));
    let copy_of = |r: usize| (copies[r] != r).then(|| reports[copies[r]].id.as_str());
    incidents.iter().map(|incident| incident_line(reports, &copy_of, incident)).collect()
}

/// An incident as a line of JSON; `copy_of` gives each report the id of what it is a copy of.
pub(crate) fn incident_line<'a>(
    reports: &'a [Report],
    copy_of: &dyn Fn(usize) -> Option<&'a str>,
    incident: &Incident,
) -> String {
    let published = |r: usize| reports[r].published.map(|day| day.to_string());
    let member = |(r, e): &(usize, usize)| MemberRecord {
        record: &reports[*r].id,
        event: &reports[*r].events[*e].id,
        status: reports[*r].events[*e].status.as_str(),
        published: published(*r),
        publisher: reports[*r].publisher.as_deref(),
        copy_of: copy_of(*r),
        sentence: &reports[*r].events[*e].sentence,
    };
    let claim = |(r, f): &(usize, usize)| {
        let claim = &reports[*r].figures[*f];
        ClaimRecord {
            record: &reports[*r].id,
            figure: &claim.id,
            measure: claim.measure.as_str(),
            low: claim.low,
            high: claim.high,
            best: claim.best,
            bound: claim.bound.as_str(),
            group: claim.group.as_deref(),
            claimed_by: claim.claimed_by.as_deref(),
            status: claim.status.as_str(),
            published: published(*r),
            publisher: reports[*r].publisher.as_deref(),
            sentence: &claim.sentence,
        }
    };
    let why = |(r, other, because): &(usize, usize, Vec<Because>)| WhyRecord {
        record: &reports[*r].id,
        with: &reports[*other].id,
        because: because.iter().map(Because::words).collect(),
    };
    let line = IncidentRecord {
        id: incident_id(reports, incident),
        kind: incident.kind.as_str(),
        mode: incident.mode.as_deref(),
        subevent: incident.subevent.as_deref(),
        place: incident.place.as_ref().map(|place| PlaceRecord {
            name: &place.name,
            kind: place.kind.as_str(),
            lat: place.lat,
            lon: place.lon,
            country: place.country.as_deref(),
            admin1: place.admin1.as_deref(),
            gazetteer: place.gazetteer.as_deref(),
            radius_km: place.radius_km,
        }),
        time: incident.days.map(|(from, to, precision)| TimeRecord {
            from: from.to_string(),
            to: to.to_string(),
            precision: precision.map(Precision::as_str),
        }),
        actors: incident.actors.iter().map(|party| party.words.as_str()).collect(),
        recipients: incident.recipients.iter().map(|party| party.words.as_str()).collect(),
        reports: incident.members.iter().map(member).collect(),
        claims: incident.claims.iter().map(claim).collect(),
        sources: incident.sources,
        why: incident.why.iter().map(why).collect(),
    };
    serde_json::to_string(&line).unwrap_or_default()
}
