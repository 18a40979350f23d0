//! Figures as a table: a row each, with what the record knows of its event, place and time.

use serde_json::Value;

use crate::fields::{Fields, cell};

/// The columns.
pub const COLUMNS: &[&str] = &[
    "record",
    "url",
    "publisher",
    "published",
    "headline",
    "figure",
    "measure",
    "low",
    "high",
    "best",
    "bound",
    "unit",
    "phrase",
    "group",
    "group_kind",
    "side",
    "claimed_by",
    "status",
    "event",
    "event_type",
    "place",
    "country",
    "lat",
    "lon",
    "from",
    "to",
    "sentence",
    "rule",
];

/// What the table has no place for.
pub const LOSS: &str = "events without figures, statements, names, unresolved places, where the words stand";

/// The figures of a record, a row each, in the order of [`COLUMNS`].
pub fn rows(record: &Value) -> Vec<Vec<String>> {
    let fields = Fields::of(record);
    let row = |figure: &Value| {
        let (event, place, time) = (fields.event(figure), fields.place(figure), fields.time(figure));
        let one = |column: &&str| match *column {
            "record" => cell(record.get("id")),
            "url" => cell(fields.url()),
            "publisher" | "headline" => cell(fields.article.get(column)),
            "published" => cell(fields.published()),
            "figure" => cell(figure.get("id")),
            "event_type" => cell(event.and_then(|event| event.get("type"))),
            "place" => cell(place.and_then(|place| place.get("name"))),
            "country" | "lat" | "lon" => cell(place.and_then(|place| place.get(column))),
            "from" | "to" => cell(time.and_then(|time| time.get(column))),
            _ => cell(figure.get(column)),
        };
        COLUMNS.iter().map(one).collect()
    };
    fields.figures.iter().map(row).collect()
}
