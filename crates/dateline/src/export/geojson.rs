//! Events on the map: GeoJSON features (RFC 7946, WGS 84, longitude first), one for each event that has a point.

use serde_json::{Value, json};

use crate::fields::{Fields, Point, cell, list, point, text};

/// What GeoJSON (and GeoParquet, which has the same fields) has no place for.
pub const LOSS: &str =
    "events without a resolved place, figures but their phrases, statements, names, where the words stand";

/// An event with its point.
pub(crate) struct Spotted {
    /// Where.
    pub at: Point,
    /// What is said of it.
    pub properties: Value,
}

/// The events of a record that have a point.
pub(crate) fn spotted(record: &Value) -> Vec<Spotted> {
    let fields = Fields::of(record);
    let one = |event: &Value| {
        let place = fields.place(event)?;
        let at = point(place)?;
        let time = fields.time(event);
        let people = |key: &str| list(event, key).iter().filter_map(|slot| text(slot, "text")).collect::<Vec<_>>();
        let figure = |figure: &Value| {
            json!({
                "measure": figure.get("measure"), "phrase": cell(figure.get("phrase")),
                "claimed_by": crate::fields::words(figure, "claimed_by"),
            })
        };
        let properties = json!({
            "record": record.get("id"), "event": event.get("id"), "type": event.get("type"), "mode": event.get("mode"),
            "subevent": event.get("subevent"), "status": event.get("status"), "actors": people("actors"),
            "recipients": people("recipients"), "place": place.get("name"), "country": place.get("country"),
            "radius_km": at.radius_km, "from": time.and_then(|time| time.get("from")),
            "to": time.and_then(|time| time.get("to")), "figures": fields.counted(event).map(figure).collect::<Vec<_>>(),
            "sentence": cell(event.get("sentence")), "headline": fields.article.get("headline"),
            "publisher": fields.article.get("publisher"), "published": fields.published(), "rule": event.get("rule"),
        });
        Some(Spotted { at, properties })
    };
    fields.events.iter().filter_map(one).collect()
}

/// The events of a record that have a point, as features.
pub fn features(record: &Value) -> Vec<Value> {
    let feature = |found: Spotted| {
        let geometry = json!({ "type": "Point", "coordinates": [found.at.lon, found.at.lat] });
        json!({ "type": "Feature", "geometry": geometry, "properties": found.properties })
    };
    spotted(record).into_iter().map(feature).collect()
}
