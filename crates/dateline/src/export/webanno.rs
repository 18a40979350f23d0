//! Values with their words as W3C Web Annotations: a JSON-LD object a line, for tools that mark up pages.
//!
//! Each annotation points at the words of one field of one fact, twice: by the words with what stands around them (`TextQuoteSelector`) and by their
//! place (`TextPositionSelector`, code points from 0, end excluded). Positions count in the article's clean text, which is not the page's; so the
//! target's `state` names both by their hashes: the page's bytes first, the article's text (UTF-8) second, as RFC 6920 names (`nih:sha-256;…`). The model
//! allows any resource as a state, and its two own kinds (a time, a request's headers) say nothing of content. Where the hash of what a tool shows is
//! another one, the words are to be searched by their quotation, and not to be trusted where that is gone.
//!
//! Left out on purpose: the sentences of facts, which are context and no value of their own.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::fields::{Fields, cell, list, text};

/// What annotations have no place for.
pub const LOSS: &str = "articles without facts, values that no words of their own say (salience, candidates of places), blocks, images, notes, sentences";

/// Code points of context on both sides of a quotation. Chosen: as many as Hypothesis' client takes.
const CONTEXT: usize = 32;

/// A record's lists with what one item is called, and the field whose words carry the item's values.
const LISTS: &[(&str, &str, &str)] = &[
    ("names", "name", "mentions"),
    ("places", "place", "mention"),
    ("times", "time", "mention"),
    ("figures", "figure", "phrase"),
    ("statements", "statement", "content"),
    ("events", "event", "trigger"),
];

/// The annotations of a record: one for each value that words say.
pub fn lines(record: &Value) -> Vec<Value> {
    let fields = Fields::of(record);
    let article: Vec<char> = fields.text().chars().collect();
    let page = record.get("source").and_then(|source| text(source, "sha256")).unwrap_or_default();
    let hash: String = Sha256::digest(fields.text().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let page_name = format!("nih:sha-256;{page}");
    let source = match fields.url().and_then(Value::as_str) {
        Some(url) => url.to_owned(),
        None => page_name.clone(),
    };
    let state = json!([page_name, format!("nih:sha-256;{hash}")]);
    let generator = format!("dateline, {} reader, rules {}", cell(record.get("reader")), cell(record.get("pack")));
    let mut out = Vec::new();
    for (key, kind, main) in LISTS {
        for fact in list(record, key) {
            for (field, number, span) in spans(fact) {
                let bounds = |key: &str| span.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
                let (Some(start), Some(end)) = (bounds("start"), bounds("end")) else { continue };
                if start > end || end > article.len() {
                    continue;
                }
                let quote = |from: usize, to: usize| article[from..to].iter().collect::<String>();
                let fact_id = text(fact, "id").unwrap_or_default();
                let at = number.map_or(String::new(), |n| format!(":{n}"));
                let value = if field == *main { scalars(fact) } else { scalars(span) };
                out.push(json!({
                    "@context": "http://www.w3.org/ns/anno.jsonld",
                    "id": format!("urn:dateline:{}:{fact_id}:{field}{at}", escaped(fields.id())),
                    "type": "Annotation",
                    "motivation": "describing",
                    "generator": { "type": "Software", "name": generator },
                    "body": {
                        "type": "TextualBody", "format": "application/json", "purpose": "describing",
                        "value": json!({
                            "record": fields.id(), "fact": fact_id, "kind": kind, "field": field, "value": value,
                        }).to_string(),
                    },
                    "target": {
                        "type": "SpecificResource",
                        "source": source,
                        "state": state,
                        "selector": [
                            {
                                "type": "TextQuoteSelector", "exact": quote(start, end),
                                "prefix": quote(start.saturating_sub(CONTEXT), start),
                                "suffix": quote(end, (end + CONTEXT).min(article.len())),
                            },
                            { "type": "TextPositionSelector", "start": start, "end": end },
                        ],
                    },
                }));
            }
        }
    }
    out
}

/// The spans of a fact: field, number in a list, span.
fn spans(fact: &Value) -> Vec<(&str, Option<usize>, &Value)> {
    let mut out = Vec::new();
    for (field, value) in fact.as_object().into_iter().flatten().filter(|(field, _)| *field != "sentence") {
        match value {
            Value::Object(_) if is_span(value) => out.push((field.as_str(), None, value)),
            Value::Object(_) => {
                out.extend(value.get("words").filter(|w| is_span(w)).map(|w| (field.as_str(), None, w)))
            }
            Value::Array(items) => {
                let numbered = items.iter().enumerate().filter(|(_, item)| is_span(item));
                out.extend(numbered.map(|(n, item)| (field.as_str(), Some(n + 1), item)));
            }
            _ => {}
        }
    }
    out
}

fn is_span(value: &Value) -> bool {
    value.get("start").is_some() && value.get("end").is_some() && value.get("text").is_some()
}

/// The values of a fact that are no spans; of a span its words and its name.
fn scalars(fact: &Value) -> Value {
    let is_value = |(key, value): &(&String, &Value)| {
        !matches!(key.as_str(), "id" | "start" | "end") && !value.is_object() && !value.is_array() && !value.is_null()
    };
    let values = fact.as_object().into_iter().flatten().filter(is_value);
    Value::Object(values.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<String, Value>>())
}

/// An id as a part of a URN (RFC 8141): letters, digits and `-._~` as they are, all else in percent.
fn escaped(id: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    id.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Offsets are code points, context is cut at the ends, and ids become parts of a URN.
    #[test]
    fn words_are_quoted_with_their_context() {
        let record = json!({
            "id": "a b#2", "source": {"url": null, "sha256": "00"}, "article": {"text": "🚀 Six men died."},
            "figures": [{"id": "f1", "measure": "killed", "best": 6, "phrase": {"start": 2, "end": 9, "text": "Six men"},
                "sentence": {"start": 2, "end": 15, "text": "Six men died."}}],
        });
        let found = lines(&record);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["id"], "urn:dateline:a%20b%232:f1:phrase");
        assert_eq!(found[0]["target"]["source"], "nih:sha-256;00");
        let quote = json!({"type": "TextQuoteSelector", "exact": "Six men", "prefix": "🚀 ", "suffix": " died."});
        assert_eq!(found[0]["target"]["selector"][0], quote);
        let body: Value = serde_json::from_str(found[0]["body"]["value"].as_str().unwrap()).unwrap();
        assert_eq!(body["value"], json!({"measure": "killed", "best": 6}));
    }

    /// A record that somebody changed by hand points at nothing, and nothing breaks.
    #[test]
    fn spans_outside_of_the_text_are_left_out() {
        let record = json!({
            "id": "a", "article": {"text": "short"},
            "events": [{"id": "e1", "trigger": {"start": 3, "end": 900, "text": "x"}, "instrument": {"start": 4, "end": 2, "text": "y"}}],
        });
        assert!(lines(&record).is_empty());
        assert!(lines(&json!({"id": "a", "article": null})).is_empty());
    }
}
