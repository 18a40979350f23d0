//! Looking things up in a record's JSON: what an id stands for, the words of a span, the spot of a place.
//!
//! A record that comes out of a store or a file may be of an older version of the program, so that nothing here takes a field for granted: what is
//! missing is `None` or empty.

use serde_json::Value;

/// A record with its lists at hand.
pub(crate) struct Fields<'v> {
    /// All of it.
    pub record: &'v Value,
    /// Its article; `Null` if it has none.
    pub article: &'v Value,
    /// Its names.
    pub names: &'v [Value],
    /// Its places.
    pub places: &'v [Value],
    /// Its times.
    pub times: &'v [Value],
    /// Its figures.
    pub figures: &'v [Value],
    /// Its events.
    pub events: &'v [Value],
}

impl<'v> Fields<'v> {
    /// A record's fields.
    pub fn of(record: &'v Value) -> Self {
        Self {
            record,
            article: record.get("article").unwrap_or(&Value::Null),
            names: list(record, "names"),
            places: list(record, "places"),
            times: list(record, "times"),
            figures: list(record, "figures"),
            events: list(record, "events"),
        }
    }

    /// The record's id.
    pub fn id(&self) -> &'v str {
        text(self.record, "id").unwrap_or_default()
    }

    /// The article's text.
    pub fn text(&self) -> &'v str {
        text(self.article, "text").unwrap_or_default()
    }

    /// The day of publication.
    pub fn published(&self) -> Option<&'v Value> {
        self.article.get("published")?.get("value")
    }

    /// The article's address, else the one that its page came from.
    pub fn url(&self) -> Option<&'v Value> {
        given(self.article, "url").or_else(|| self.record.get("source")?.get("url"))
    }

    /// The place of a fact.
    pub fn place(&self, fact: &Value) -> Option<&'v Value> {
        with_id(self.places, text(fact, "place"))
    }

    /// The time of a fact.
    pub fn time(&self, fact: &Value) -> Option<&'v Value> {
        with_id(self.times, text(fact, "time"))
    }

    /// The event of a figure.
    pub fn event(&self, figure: &Value) -> Option<&'v Value> {
        with_id(self.events, text(figure, "event"))
    }

    /// The name of a slot (an actor, a recipient).
    pub fn name(&self, slot: &Value) -> Option<&'v Value> {
        with_id(self.names, text(slot, "name"))
    }

    /// The figures of an event.
    pub fn counted<'a>(&'a self, event: &'a Value) -> impl Iterator<Item = &'v Value> + 'a {
        list(event, "figures").iter().filter_map(|id| with_id(self.figures, id.as_str()))
    }
}

/// A point, and how far from it the place may lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Kilometres.
    pub radius_km: f64,
}

/// A list; empty where there is none.
pub(crate) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A text.
pub(crate) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

/// The words of a span.
pub(crate) fn words<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(|span| text(span, "text"))
}

/// A value that is there and not `null`.
pub(crate) fn given<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value.get(key).filter(|value| !value.is_null())
}

/// The item that has this id.
pub(crate) fn with_id<'v>(list: &'v [Value], id: Option<&str>) -> Option<&'v Value> {
    let id = id?;
    list.iter().find(|item| text(item, "id") == Some(id))
}

/// Where a place is, if it is resolved; moved to the spot of its relation ("20 km east of") where it has one.
pub(crate) fn point(place: &Value) -> Option<Point> {
    let spot = place.get("relation").filter(|r| r.get("lat").is_some_and(Value::is_number)).unwrap_or(place);
    Some(Point {
        lat: spot.get("lat")?.as_f64()?,
        lon: spot.get("lon")?.as_f64()?,
        radius_km: spot.get("radius_km").and_then(Value::as_f64).unwrap_or(0.0),
    })
}

/// A scalar as a cell of a table; a span as its words; nothing as an empty cell.
pub(crate) fn cell(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(truth)) => truth.to_string(),
        Some(Value::Object(span)) => span.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_place_is_where_its_relation_says() {
        let place = json!({"lat": 1.0, "lon": 2.0, "radius_km": 5.0, "relation": {"kind": "near", "lat": null}});
        assert_eq!(point(&place), Some(Point { lat: 1.0, lon: 2.0, radius_km: 5.0 }));
        let moved = json!({"lat": 1.0, "lon": 2.0, "relation": {"lat": 1.2, "lon": 2.0, "radius_km": 9.0}});
        assert_eq!(point(&moved), Some(Point { lat: 1.2, lon: 2.0, radius_km: 9.0 }));
        assert_eq!(point(&json!({"lat": null, "lon": null})), None);
    }

    #[test]
    fn what_is_missing_is_nothing() {
        let record = json!({"id": "a", "article": null});
        let fields = Fields::of(&record);
        assert_eq!((fields.id(), fields.text(), fields.published(), fields.url()), ("a", "", None, None));
        assert!(fields.place(&json!({"place": "p1"})).is_none());
        assert_eq!(cell(Some(&json!({"start": 0, "end": 3, "text": "one"}))), "one");
        assert_eq!(cell(Some(&Value::Null)), "");
    }
}
