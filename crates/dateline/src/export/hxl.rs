//! Figures of people with HXL 1.1's hashtags: a row of words for people, a row of tags for programs, then a row a figure.
//!
//! The tags are those that OCHA's own tables of conflict events use. A figure of another measure has no row.

use serde_json::Value;

use crate::countries;
use crate::export::tolls;
use crate::fields::{Fields, cell, given, list, text};

/// The two heads of an HXL table (HXL 1.1): words for people, tags for programs.
pub const COLUMNS: &[(&str, &str)] = &[
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
pub const LOSS: &str = "figures of other measures than killed, injured, displaced and refugees, how a number is bound (at least, about) but its least and most, \
                            claimants (the source is the publisher), what is denied, planned, threatened or hypothetical, statements, names, second divisions, where the words stand";

/// The column of a figure's measure.
fn measured(figure: &Value) -> Option<&'static str> {
    let is_household = text(figure, "unit") == Some("household");
    match text(figure, "measure")? {
        "killed" => Some("#affected+killed"),
        "injured" => Some("#affected+injured"),
        "displaced" if is_household => Some("#affected+idps+households"),
        "displaced" => Some("#affected+idps+individuals"),
        "refugees" => Some("#affected+refugees"),
        _ => None,
    }
}

/// The figures of a record that HXL has columns for, a row each: the number itself where the words give one, else the least.
pub fn rows(record: &Value) -> Vec<Vec<String>> {
    let fields = Fields::of(record);
    let row = |figure: &Value| {
        let measure = measured(figure).filter(|_| tolls::is_told(figure))?;
        let (event, place, time) = (fields.event(figure), fields.place(figure), fields.time(figure));
        let of_place = |key: &str| cell(place.and_then(|place| place.get(key)));
        let first = |key: &str| cell(event.and_then(|event| list(event, key).first()));
        let number = given(figure, "best").or_else(|| figure.get("low"));
        let source = given(fields.article, "publisher").or_else(|| record.get("id"));
        let code = of_place("country");
        let one = |tag: &str| match tag {
            "#date+start" => cell(time.and_then(|time| time.get("from"))),
            "#date+end" => cell(time.and_then(|time| time.get("to"))),
            "#adm1+name" => of_place("admin1"),
            "#loc+name" => of_place("name"),
            "#geo+lat" => of_place("lat"),
            "#geo+lon" => of_place("lon"),
            "#country+name" => countries::by_code(&code).map_or(String::new(), |country| country.name.clone()),
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
        Some(COLUMNS.iter().map(|(_, tag)| one(tag)).collect())
    };
    fields.figures.iter().filter_map(row).collect()
}
