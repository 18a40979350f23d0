//! Events in PLOVER's JSON: an object a line, for programs that read codings of political events (PLOVER 0.8; POLECAT).
//!
//! Types and modes are PLOVER's already, so that nothing is translated; what PLOVER lacks (our HAZARD and CRIME, what somebody denies) has no line.
//! What is planned, threatened, thinkable or told as background says so in `context`, as PLOVER has it. A field of PLOVER's that a report does not
//! tell is `null`.

use serde_json::{Value, json};

use crate::export::tolls;
use crate::fields::{Fields, given, list, point, text, words};

/// What PLOVER has no place for.
pub const LOSS: &str = "events of the types HAZARD and CRIME and denied ones; figures but the dead, injured and arrested, how a number is bound, who claims it; statements, names but those of actors and \
                        recipients, candidates of places; ACLED sub-events. Null: codes of actors, and sectors of states, militias and others";

/// PLOVER's quad code: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict. The manual orders its types so (PLOVER manual, "Quad
/// categories").
pub fn quad_code(kind: &str) -> Option<u8> {
    match kind {
        "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" => Some(1),
        "COOPERATE" | "AID" | "RETREAT" => Some(2),
        "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN" => Some(3),
        "PROTEST" | "SANCTION" | "MOBILIZE" | "COERCE" | "ASSAULT" => Some(4),
        _ => None,
    }
}

/// PLOVER's sector of a side, where one side is one sector. A state's may be its government, its army or its police, a militia anybody's.
fn sector(side: &str) -> Option<&'static str> {
    match side {
        "rebel" => Some("REB"),
        "party" => Some("PTY"),
        "gang" => Some("CRM"),
        "international" => Some("IGO"),
        "aid" => Some("NGO"),
        "media" => Some("MED"),
        "company" => Some("BUS"),
        "civilian" => Some("CVL"),
        _ => None,
    }
}

fn context(status: &str) -> &'static [&'static str] {
    match status {
        "planned" | "threatened" => &["future"],
        "hypothetical" => &["hypothetical"],
        "past" => &["historical"],
        _ => &[],
    }
}

/// The largest number of the event's figures that count this.
fn largest(figures: &[&Value], measure: &str) -> Option<u64> {
    let number = |figure: &&Value| {
        let of = |key: &str| figure.get(key).and_then(Value::as_u64);
        of("best").or_else(|| of("low"))
    };
    let counted = figures.iter().filter(|figure| text(figure, "measure") == Some(measure));
    counted.filter(|figure| tolls::is_told(figure)).filter_map(number).max()
}

/// The events of a record that PLOVER has a type for.
pub fn lines(record: &Value) -> Vec<Value> {
    let fields = Fields::of(record);
    let party = |slot: &Value| {
        let name = fields.name(slot);
        json!({
            "code": null, "sector": name.and_then(|name| sector(text(name, "side")?)),
            "entity_text": text(slot, "text"), "entity_name": name.and_then(|name| text(name, "name")),
            "start": slot.get("start"), "end": slot.get("end"),
        })
    };
    let one = |event: &Value| {
        let quad = quad_code(text(event, "type")?)?;
        let status = text(event, "status").filter(|status| *status != "denied")?;
        let (place, time) = (fields.place(event), fields.time(event));
        let parties = |key: &str| list(event, key).iter().map(party).collect::<Vec<_>>();
        let location = place.map(|place| {
            let at = point(place);
            let geonames = text(place, "gazetteer").and_then(|id| id.strip_prefix("geonames:"));
            json!({
                "extracted_place": words(place, "mention"), "resolved_place": place.get("name"), "geonameid": geonames,
                "lat": at.map(|at| at.lat), "lon": at.map(|at| at.lon), "country": place.get("country"),
                "admin1": place.get("admin1"), "resolution": place.get("kind"),
            })
        });
        let own_day = time.and_then(|time| given(time, "from"));
        let basis = match (own_day, fields.published()) {
            (Some(_), _) => Some("event"),
            (None, Some(_)) => Some("published"),
            (None, None) => None,
        };
        let figures: Vec<&Value> = fields.counted(event).collect();
        let sentence = event.get("sentence");
        let offset = |key: &str| sentence.and_then(|sentence| sentence.get(key));
        Some(json!({
            "id": format!("DTL-{}-{}", fields.id(), text(event, "id")?),
            "date": own_day.or(fields.published()), "date_basis": basis,
            "actor": parties("actors"), "recipient": parties("recipients"),
            "event": event.get("type"), "mode": text(event, "mode").into_iter().collect::<Vec<_>>(), "context": context(status),
            "event_loc": location, "event_text": words(event, "trigger").into_iter().collect::<Vec<_>>(), "quad_code": quad,
            "text": words(event, "sentence"), "text_info": { "start": offset("start"), "end": offset("end") },
            "size": {
                "dead": largest(&figures, "killed"), "injured": largest(&figures, "injured"), "arrested": largest(&figures, "detained"),
            },
            "cite_info": {
                "record": fields.id(), "url": fields.url(), "publisher": fields.article.get("publisher"),
                "agency": fields.article.get("agency"), "headline": fields.article.get("headline"), "published": fields.published(),
                "sha256": record.get("source").and_then(|source| source.get("sha256")), "rule": event.get("rule"),
            },
        }))
    };
    fields.events.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use dateline_model::EventType;

    use super::*;

    #[test]
    fn all_types_of_plover_have_a_quad_code() {
        let without: Vec<&str> =
            EventType::ALL.iter().map(|kind| kind.as_str()).filter(|kind| quad_code(kind).is_none()).collect();
        assert_eq!(without, ["HAZARD", "CRIME"]);
    }
}
