//! What the store holds, in forms that other programs read. JSONL is lossless; every other form says what it has no place for.

use serde_json::{Value, json};

/// The columns of the figures' table.
pub const FIGURE_COLUMNS: &[&str] = &[
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

/// What the figures' table has no place for.
pub const FIGURE_LOSS: &str = "events without figures, statements, names, unresolved places, where the words stand";

/// What GeoJSON has no place for.
pub const POINT_LOSS: &str =
    "events without a resolved place, figures but their phrases, statements, names, where the words stand";

fn list<'v>(record: &'v Value, key: &str) -> &'v [Value] {
    record.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn with_id<'v>(list: &'v [Value], id: Option<&str>) -> Option<&'v Value> {
    let id = id?;
    list.iter().find(|item| item.get("id").and_then(Value::as_str) == Some(id))
}

/// A scalar as a cell; a span as its words; nothing as an empty cell.
fn cell(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(truth)) => truth.to_string(),
        Some(Value::Object(span)) => span.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

/// The figures of a record's line, a row each, in the order of [`FIGURE_COLUMNS`].
pub fn figure_rows(line: &str) -> Result<Vec<Vec<String>>, serde_json::Error> {
    let record: &Value = &serde_json::from_str(line)?;
    let article = record.get("article").unwrap_or(&Value::Null);
    let published = article.get("published").and_then(|published| published.get("value"));
    let (places, times, events) = (list(record, "places"), list(record, "times"), list(record, "events"));
    let row = |figure: &Value| {
        let id = |key: &str| figure.get(key).and_then(Value::as_str);
        let event = with_id(events, id("event"));
        let (place, time) = (with_id(places, id("place")), with_id(times, id("time")));
        FIGURE_COLUMNS
            .iter()
            .map(|column| match *column {
                "record" => cell(record.get("id")),
                "url" => {
                    cell(article.get("url").filter(|url| !url.is_null()).or_else(|| record.get("source")?.get("url")))
                }
                "publisher" | "headline" => cell(article.get(column)),
                "published" => cell(published),
                "figure" => cell(figure.get("id")),
                "event_type" => cell(event.and_then(|event| event.get("type"))),
                "place" => cell(place.and_then(|place| place.get("name"))),
                "country" | "lat" | "lon" => cell(place.and_then(|place| place.get(column))),
                "from" | "to" => cell(time.and_then(|time| time.get(column))),
                _ => cell(figure.get(column)),
            })
            .collect()
    };
    Ok(list(record, "figures").iter().map(row).collect())
}

/// The events of a record's line that have a point, as GeoJSON features (RFC 7946): longitude first.
pub fn features(line: &str) -> Result<Vec<String>, serde_json::Error> {
    let record: &Value = &serde_json::from_str(line)?;
    let article = record.get("article").unwrap_or(&Value::Null);
    let (places, times, figures) = (list(record, "places"), list(record, "times"), list(record, "figures"));
    let feature = |event: &Value| {
        let id = |key: &str| event.get(key).and_then(Value::as_str);
        let place = with_id(places, id("place"))?;
        let spot = place.get("relation").filter(|r| r.get("lat").is_some_and(Value::is_number)).unwrap_or(place);
        let (lat, lon) = (spot.get("lat")?.as_f64()?, spot.get("lon")?.as_f64()?);
        let time = with_id(times, id("time"));
        let people = |key: &str| list(event, key).iter().map(|slot| cell(Some(slot))).collect::<Vec<_>>();
        let counted = list(event, "figures").iter().filter_map(|f| with_id(figures, f.as_str()));
        Some(json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [lon, lat] },
            "properties": {
                "record": record.get("id"), "event": event.get("id"), "type": event.get("type"), "mode": event.get("mode"),
                "subevent": event.get("subevent"), "status": event.get("status"), "actors": people("actors"), "recipients": people("recipients"),
                "place": place.get("name"), "country": place.get("country"), "radius_km": spot.get("radius_km"),
                "from": time.and_then(|time| time.get("from")), "to": time.and_then(|time| time.get("to")),
                "figures": counted.map(|figure| json!({ "measure": figure.get("measure"), "phrase": cell(figure.get("phrase")),
                    "claimed_by": figure.get("claimed_by").map(|by| cell(Some(by))) })).collect::<Vec<_>>(),
                "sentence": cell(event.get("sentence")), "headline": article.get("headline"), "publisher": article.get("publisher"),
                "published": article.get("published").and_then(|published| published.get("value")), "rule": event.get("rule"),
            },
        }))
    };
    Ok(list(record, "events").iter().filter_map(feature).map(|feature| feature.to_string()).collect())
}

/// The two heads of an HXL table (HXL 1.1): words for people, tags for programs.
pub const HXL_COLUMNS: &[(&str, &str)] = &[
    ("Start", "#date+start"),
    ("End", "#date+end"),
    ("First division", "#adm1+name"),
    ("Second division", "#adm2+name"),
    ("Place", "#loc+name"),
    ("Latitude", "#geo+lat"),
    ("Longitude", "#geo+lon"),
    ("Country", "#country+name"),
    ("Country code", "#country+code"),
    ("First group", "#group+name+first"),
    ("Second group", "#group+name+second"),
    ("Source", "#meta+source"),
    ("Description", "#description"),
    ("Killed", "#affected+killed"),
    ("Injured", "#affected+injured"),
    ("Displaced people", "#affected+idps+individuals"),
    ("Displaced households", "#affected+idps+households"),
    ("Refugees", "#affected+refugees"),
    ("Least", "#affected+min"),
    ("Most", "#affected+max"),
    ("Event type", "#event+type"),
];

/// What HXL has no place for.
pub const HXL_LOSS: &str = "figures of other measures than killed, injured, displaced and refugees, how a number is bound (at least, about) but its least and most, \
                            claimants (the source is the publisher), statements, names, second divisions, where the words stand";

/// The column of a figure's measure.
fn hxl_measure(figure: &Value) -> Option<&'static str> {
    let is_household = figure.get("unit").and_then(Value::as_str) == Some("household");
    match figure.get("measure").and_then(Value::as_str)? {
        "killed" => Some("#affected+killed"),
        "injured" => Some("#affected+injured"),
        "displaced" if is_household => Some("#affected+idps+households"),
        "displaced" => Some("#affected+idps+individuals"),
        "refugees" => Some("#affected+refugees"),
        _ => None,
    }
}

/// The figures of a record's line that HXL has columns for, a row each: the number itself where the words give one, else the least.
pub fn hxl_rows(line: &str) -> Result<Vec<Vec<String>>, serde_json::Error> {
    let record: &Value = &serde_json::from_str(line)?;
    let article = record.get("article").unwrap_or(&Value::Null);
    let (places, times, events) = (list(record, "places"), list(record, "times"), list(record, "events"));
    let row = |figure: &Value| {
        let measure = hxl_measure(figure)?;
        let id = |key: &str| figure.get(key).and_then(Value::as_str);
        let event = with_id(events, id("event"));
        let (place, time) = (with_id(places, id("place")), with_id(times, id("time")));
        let of_place = |key: &str| cell(place.and_then(|place| place.get(key)));
        let first = |key: &str| cell(event.and_then(|event| list(event, key).first()));
        let number = figure.get("best").filter(|n| !n.is_null()).or_else(|| figure.get("low"));
        let source = article.get("publisher").filter(|by| !by.is_null()).or_else(|| record.get("id"));
        let code = of_place("country");
        let one = |tag: &str| match tag {
            "#date+start" => cell(time.and_then(|time| time.get("from"))),
            "#date+end" => cell(time.and_then(|time| time.get("to"))),
            "#adm1+name" => of_place("admin1"),
            "#loc+name" => of_place("name"),
            "#geo+lat" => of_place("lat"),
            "#geo+lon" => of_place("lon"),
            "#country+name" => crate::acled::country_name(&code).unwrap_or_default(),
            "#country+code" => code.clone(),
            "#group+name+first" => first("actors"),
            "#group+name+second" => first("recipients"),
            "#meta+source" => cell(source),
            "#description" => cell(figure.get("sentence")),
            "#affected+min" => cell(figure.get("low")),
            "#affected+max" => cell(figure.get("high")),
            "#event+type" => cell(event.and_then(|event| event.get("type"))),
            tag if tag == measure => cell(number),
            _ => String::new(),
        };
        Some(HXL_COLUMNS.iter().map(|(_, tag)| one(tag)).collect())
    };
    Ok(list(record, "figures").iter().filter_map(row).collect())
}

/// The last line of a stream of JSON: whoever reads it knows that it is whole.
pub fn end(rows: usize) -> String {
    json!({ "end": true, "rows": rows }).to_string()
}

/// A row of comma-separated values (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP), unless it is a
/// number.
pub fn csv_row<T: AsRef<str>>(cells: &[T]) -> String {
    let quoted = |cell: &T| {
        let cell = cell.as_ref();
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
        let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
        if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        let row = csv_row(&["a,b", "say \"no\"", "=cmd()", "-12.5", "plain"]);
        assert_eq!(row, "\"a,b\",\"say \"\"no\"\"\",'=cmd(),-12.5,plain\r\n");
    }
}
