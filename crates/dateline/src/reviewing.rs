//! What people decided, shown in the record and drawn up for the store.
//!
//! A record stays as it was read. Where it is shown, merged or given away, each decided fact gets a `review`: how it stands, who said so and when, and under
//! `was` what the machine says of a field that a person corrected. A rejected fact stays in its record, marked, and is in no incident and no
//! table. Splitting, moving and joining incidents come down to pairs of events that are together or apart, which hold for all later reports too.

use std::collections::BTreeMap;

use dateline_model::{Bound, EventType, Measure, SUBEVENTS, Status};
use serde_json::{Value, json};
use thiserror::Error;

use crate::keeping::{Anchor, Decision, Member, Store, StoreError, anchors};

/// Why something cannot be decided.
#[derive(Debug, Error)]
pub enum DecisionError {
    /// What the store says.
    #[error("the store cannot be asked")]
    Store(#[from] StoreError),
    /// There is no such record, fact or incident.
    #[error("there is no {0}\n  hint: {1}")]
    Nothing(String, &'static str),
    /// The value is none of the field's.
    #[error("`{value}` is no {field}\n  hint: {hint}")]
    Value {
        /// The field.
        field: String,
        /// What was given.
        value: String,
        /// What can be given.
        hint: String,
    },
}

/// How a fact stands: of accepting, rejecting and correcting the last holds; a flag shows where there is none of these.
fn state(verb: &str) -> Option<&'static str> {
    match verb {
        "accept" => Some("accepted"),
        "reject" => Some("rejected"),
        "correct" => Some("corrected"),
        _ => None,
    }
}

/// Marks the facts of a record by what was decided of them; gives kind, id and state of each that is decided.
pub fn mark(record: &mut Value, key: &str, decisions: &[Decision]) -> Vec<(String, String, &'static str)> {
    let text = record.get("article").and_then(|a| a.get("text")).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut states = Vec::new();
    for (id, anchor) in anchors(key, record) {
        let of: Vec<&Decision> = decisions.iter().filter(|decision| decision.fact == anchor).collect();
        let last = of.iter().rev().find(|decision| state(&decision.verb).is_some());
        let Some(last) = last.or(of.iter().rev().find(|decision| decision.verb == "flag")) else { continue };
        let how = state(&last.verb).unwrap_or("flagged");
        let facts = record.get_mut(format!("{}s", anchor.kind)).and_then(Value::as_array_mut);
        let fact =
            facts.and_then(|all| all.iter_mut().find(|fact| fact.get("id").and_then(Value::as_str) == Some(&id)));
        let Some(fact) = fact else { continue };
        let mut was: BTreeMap<String, Value> = BTreeMap::new();
        for correction in of.iter().filter(|decision| decision.verb == "correct" && how != "rejected") {
            let (Some(field), Some(value)) = (&correction.field, &correction.value) else { continue };
            let Ok(value) = value_of(fact, &text, field, value) else { continue };
            let before = fact.get(field).cloned().unwrap_or(Value::Null);
            was.entry(field.clone()).or_insert_with(|| plain(&before));
            fact[field.as_str()] = value;
        }
        let was: Vec<Value> = was.iter().map(|(field, value)| json!({ "field": field, "value": value })).collect();
        fact["review"] = json!({ "status": how, "by": last.who, "at": last.at, "note": last.note, "was": was });
        states.push((anchor.kind, id, how));
    }
    states
}

/// A value as words: of a span its own.
fn plain(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::String(text) => text.as_str().into(),
        Value::Object(span) => span.get("text").cloned().unwrap_or(Value::Null),
        other => other.to_string().into(),
    }
}

/// A record without the facts that a person rejected.
pub fn without_rejected(mut record: Value) -> Value {
    for kind in ["figures", "statements", "events"] {
        if let Some(facts) = record.get_mut(kind).and_then(Value::as_array_mut) {
            facts.retain(|fact| !is_rejected(fact));
        }
    }
    record
}

/// Whether a person rejected a fact.
pub fn is_rejected(fact: &Value) -> bool {
    fact.get("review").and_then(|review| review.get("status")).and_then(Value::as_str) == Some("rejected")
}

/// A record's line as people decided; the line itself where nothing was.
pub fn reviewed(store: &Store, key: &str, line: String) -> Result<String, StoreError> {
    let decisions = store.decisions_on(key)?;
    if decisions.is_empty() {
        return Ok(line);
    }
    let Ok(mut record) = serde_json::from_str::<Value>(&line) else { return Ok(line) };
    mark(&mut record, key, &decisions);
    Ok(record.to_string())
}

/// A corrected value as the record has it. Words have to stand in the report, as all words of a record.
fn value_of(fact: &Value, text: &str, field: &str, value: &str) -> Result<Value, DecisionError> {
    let wrong =
        |hint: &str| DecisionError::Value { field: field.to_owned(), value: value.to_owned(), hint: hint.to_owned() };
    let list = |words: Vec<&str>| wrong(&format!("one of: {}", words.join(", ")));
    if value.is_empty() && !matches!(field, "type" | "measure" | "status" | "bound") {
        return Ok(Value::Null);
    }
    match field {
        "type" if EventType::from_word(value).is_some() => Ok(value.into()),
        "type" => Err(list(EventType::ALL.iter().map(|word| word.as_str()).collect())),
        "measure" if Measure::from_word(value).is_some() => Ok(value.into()),
        "measure" => Err(list(Measure::ALL.iter().map(|word| word.as_str()).collect())),
        "status" if Status::from_word(value).is_some() => Ok(value.into()),
        "status" => Err(list(Status::ALL.iter().map(|word| word.as_str()).collect())),
        "bound" if Bound::from_word(value).is_some() => Ok(value.into()),
        "bound" => Err(list(Bound::ALL.iter().map(|word| word.as_str()).collect())),
        "subevent" if SUBEVENTS.contains(&value) => Ok(value.into()),
        "subevent" => Err(list(SUBEVENTS.to_vec())),
        "mode" => Ok(value.into()),
        "low" | "high" | "best" => {
            value.parse::<u64>().map(Value::from).map_err(|_| wrong("a whole number, or nothing"))
        }
        "claimed_by" | "group" | "speaker" => {
            let sentence = fact.get("sentence").or_else(|| fact.get("content"));
            let from = sentence.and_then(|s| s.get("start")).and_then(Value::as_u64).unwrap_or(0) as usize;
            let byte = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(i, _)| i);
            let near = byte(from);
            let at = text[near..].find(value).map(|i| near + i).or_else(|| text.find(value));
            let at = at.ok_or_else(|| wrong("words that stand in the report"))?;
            let start = text[..at].chars().count();
            Ok(json!({ "start": start, "end": start + value.chars().count(), "text": value }))
        }
        _ => Err(DecisionError::Value {
            field: "field that can be corrected".to_owned(),
            value: field.to_owned(),
            hint: "type, mode, subevent, status, measure, low, high, best, bound, claimed_by, group or speaker"
                .to_owned(),
        }),
    }
}

/// A decision on facts of a record, by their ids.
pub fn on_facts(
    store: &Store,
    record_id: &str,
    facts: &[String],
    of: &Decision,
) -> Result<Vec<Decision>, DecisionError> {
    let nothing =
        || DecisionError::Nothing(format!("record {record_id}"), "`dateline search --format jsonl` names records");
    let article = store.article_of(record_id)?.ok_or_else(nothing)?;
    let row = store.record(article)?;
    let record: Value = serde_json::from_str(&row.record).map_err(|_| nothing())?;
    let known = anchors(&row.key, &record);
    let mut decisions = Vec::new();
    for fact in facts {
        let none = || {
            DecisionError::Nothing(
                format!("fact {fact} in {record_id}"),
                "facts are called e1, f1, s1 as in the record",
            )
        };
        let (_, anchor) = known.iter().find(|(id, _)| id == fact).ok_or_else(none)?;
        if let (Some(field), Some(value)) = (&of.field, &of.value) {
            let list = record.get(format!("{}s", anchor.kind)).and_then(Value::as_array);
            let value_in = list.and_then(|all| all.iter().find(|f| f.get("id").and_then(Value::as_str) == Some(fact)));
            let text = record.get("article").and_then(|a| a.get("text")).and_then(Value::as_str).unwrap_or_default();
            value_of(value_in.unwrap_or(&Value::Null), text, field, value)?;
        }
        decisions.push(Decision { fact: anchor.clone(), ..of.clone() });
    }
    Ok(decisions)
}

/// The events of an incident, and those among them that stand in these records.
fn parts(store: &Store, name: &str, records: &[String]) -> Result<(Vec<Anchor>, Vec<Anchor>), DecisionError> {
    let (mut leave, mut stay) = (Vec::new(), Vec::new());
    let mut articles = Vec::new();
    for record in records {
        let nothing = || DecisionError::Nothing(format!("record {record}"), "an incident names its reports' records");
        articles.push(store.article_of(record)?.ok_or_else(nothing)?);
    }
    for member in events(store, name)? {
        let side = if articles.contains(&member.article) { &mut leave } else { &mut stay };
        side.extend(store.anchor("event", &member)?);
    }
    match (leave.is_empty(), stay.is_empty()) {
        (true, _) => {
            Err(DecisionError::Nothing(format!("such report in {name}"), "an incident names its reports' records"))
        }
        (_, true) => {
            Err(DecisionError::Nothing(format!("report that stays in {name}"), "leave one of its reports in it"))
        }
        _ => Ok((leave, stay)),
    }
}

fn events(store: &Store, name: &str) -> Result<Vec<Member>, DecisionError> {
    let nothing =
        || DecisionError::Nothing(format!("incident {name}"), "`dateline incidents --format jsonl` names them");
    Ok(store.members(store.incident(name)?.ok_or_else(nothing)?.id)?)
}

fn pairs(a: &[Anchor], b: &[Anchor], verb: &str, of: &Decision) -> Vec<Decision> {
    let pair = |one: &Anchor, other: &Anchor| Decision {
        verb: verb.to_owned(),
        fact: one.clone(),
        other: Some(other.clone()),
        ..of.clone()
    };
    a.iter().flat_map(|one| b.iter().map(move |other| (one, other))).map(|(one, other)| pair(one, other)).collect()
}

/// What splitting an incident comes down to: what these records tell of it is another happening.
pub fn split(store: &Store, incident: &str, records: &[String], of: &Decision) -> Result<Vec<Decision>, DecisionError> {
    let (leave, stay) = parts(store, incident, records)?;
    let mut decisions = pairs(&leave, &stay, "apart", of);
    decisions.extend(pairs(&leave[..1], &leave[1..], "together", of));
    Ok(decisions)
}

/// What moving reports from one incident to another comes down to.
pub fn move_to(
    store: &Store,
    incident: &str,
    records: &[String],
    to: &str,
    of: &Decision,
) -> Result<Vec<Decision>, DecisionError> {
    let (leave, stay) = parts(store, incident, records)?;
    let (there, _) = anchors_of(store, to)?;
    let mut decisions = pairs(&leave, &stay, "apart", of);
    decisions.extend(pairs(&leave, &there, "together", of));
    Ok(decisions)
}

/// What joining two incidents comes down to.
pub fn join(store: &Store, incident: &str, other: &str, of: &Decision) -> Result<Vec<Decision>, DecisionError> {
    let ((here, first), (there, second)) = (anchors_of(store, incident)?, anchors_of(store, other)?);
    // Each with the first of the other: enough to hold all together, even where some were put apart before.
    let mut decisions = pairs(&here, &second, "together", of);
    decisions.extend(pairs(&first, &there[1..], "together", of));
    Ok(decisions)
}

/// The events of an incident as decisions name them, and the first of them.
fn anchors_of(store: &Store, incident: &str) -> Result<(Vec<Anchor>, Vec<Anchor>), DecisionError> {
    let mut all = Vec::new();
    for member in events(store, incident)? {
        all.extend(store.anchor("event", &member)?);
    }
    let first = all.first().cloned();
    match first {
        Some(first) => Ok((all, vec![first])),
        None => Err(DecisionError::Nothing(format!("event in {incident}"), "`dateline incidents` says what is there")),
    }
}

/// A decision as a line of JSON.
pub fn line(decision: &Decision) -> String {
    let fact = |anchor: &Anchor| json!({ "key": anchor.key, "kind": anchor.kind, "sentence": anchor.sentence, "first": anchor.first, "words": anchor.words });
    json!({
        "id": decision.id, "act": decision.act, "at": decision.at, "by": decision.who, "verb": decision.verb, "fact": fact(&decision.fact),
        "other": decision.other.as_ref().map(fact), "field": decision.field, "value": decision.value, "note": decision.note, "undone": decision.undone,
    })
    .to_string()
}
