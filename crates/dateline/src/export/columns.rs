//! The record as Arrow columns: one row an article, its facts nested in it, so that nothing is lost.
//!
//! The schema has a column for every field of the record's contract, under the same name, in the same order. Days stay texts, as the record writes
//! them; counts are signed, since Spark has no others; everything may be null, for records of older versions lack fields. A field that has no column
//! (a later version's) is not dropped in silence: [`Unknown`] names it. This module knows no Parquet: the schema is what the wheel and Spark share.
//!
//! Columns are filled by walking the schema over the parsed records. The readers of JSON that the Arrow project has would do, and bring half a
//! compiler's minute of code for dates, decimals and dictionaries that a record has not.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, ListArray, RecordBatch, StringArray};
use arrow_array::{StructArray, new_null_array};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use serde_json::Value;
use thiserror::Error;

/// Why records could not become columns.
#[derive(Debug, Error)]
pub enum ColumnError {
    /// A value is not of its column's type.
    #[error("`{0}` of a record cannot stand in its column, which holds {1}")]
    Shape(String, &'static str),
    /// More than 31 bits of offsets can count.
    #[error("`{0}` of some records together is longer than 2 GiB")]
    Long(String),
    /// What Arrow says.
    #[error("the columns cannot be made")]
    Arrow(#[from] ArrowError),
}

/// Fields of records that have no column.
pub type Unknown = BTreeSet<String>;

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

/// A count of people or things.
fn count(name: &str) -> Field {
    Field::new(name, DataType::Int64, true)
}

/// Code points, or another small number.
fn small(name: &str) -> Field {
    Field::new(name, DataType::Int32, true)
}

/// Degrees or kilometres.
fn real(name: &str) -> Field {
    Field::new(name, DataType::Float64, true)
}

fn truth(name: &str) -> Field {
    Field::new(name, DataType::Boolean, true)
}

fn one(name: &str, fields: Vec<Field>) -> Field {
    Field::new(name, DataType::Struct(Fields::from(fields)), true)
}

fn many(name: &str, fields: Vec<Field>) -> Field {
    // "element" is what Parquet calls it (LogicalTypes.md, "Lists").
    let item = Field::new("element", DataType::Struct(Fields::from(fields)), true);
    Field::new(name, DataType::List(Arc::new(item)), true)
}

fn texts(name: &str) -> Field {
    Field::new(name, DataType::List(Arc::new(text("element"))), true)
}

fn span(name: &str) -> Field {
    one(name, vec![small("start"), small("end"), text("text")])
}

fn slots(name: &str) -> Field {
    many(name, vec![small("start"), small("end"), text("text"), text("name")])
}

/// What a person decided of a fact, and what the machine says of the fields that were corrected.
fn review() -> Field {
    one(
        "review",
        vec![text("status"), text("by"), text("at"), text("note"), many("was", vec![text("field"), text("value")])],
    )
}

/// The columns of a record (`dateline/1`).
pub fn schema() -> SchemaRef {
    let day = |name: &str| one(name, vec![text("value"), text("precision"), text("basis"), span("span")]);
    let article = vec![
        text("headline"),
        texts("byline"),
        text("publisher"),
        text("agency"),
        day("published"),
        day("modified"),
        text("language"),
        text("url"),
        truth("paywalled"),
        text("text"),
        many("blocks", vec![text("kind"), small("start"), small("end")]),
        many(
            "images",
            vec![text("caption"), text("credit"), text("photographer"), text("date"), small("start"), small("end")],
        ),
    ];
    let names = vec![
        text("id"),
        text("kind"),
        text("name"),
        texts("titles"),
        texts("roles"),
        text("side"),
        many("mentions", vec![small("start"), small("end"), text("text")]),
    ];
    let relation =
        vec![text("kind"), span("words"), text("direction"), real("km"), real("lat"), real("lon"), real("radius_km")];
    let candidate = vec![text("name"), text("kind"), real("lat"), real("lon"), text("country"), text("gazetteer")];
    let places = vec![
        text("id"),
        span("mention"),
        text("name"),
        text("kind"),
        real("lat"),
        real("lon"),
        text("country"),
        text("admin1"),
        text("gazetteer"),
        real("radius_km"),
        text("use"),
        one("relation", relation),
        many("candidates", candidate),
    ];
    let times = vec![
        text("id"),
        span("mention"),
        text("kind"),
        text("timex"),
        text("from"),
        text("to"),
        text("precision"),
        text("anchor"),
    ];
    let figures = vec![
        text("id"),
        text("measure"),
        count("low"),
        count("high"),
        count("best"),
        text("bound"),
        span("phrase"),
        text("unit"),
        span("group"),
        text("group_kind"),
        text("side"),
        text("place"),
        text("time"),
        span("claimed_by"),
        text("statement"),
        text("status"),
        text("event"),
        span("sentence"),
        text("rule"),
        review(),
    ];
    let statements = vec![
        text("id"),
        text("manner"),
        span("content"),
        span("speaker"),
        text("speaker_name"),
        span("cue"),
        span("addressee"),
        span("medium"),
        text("rule"),
        review(),
    ];
    let events = vec![
        text("id"),
        text("type"),
        text("mode"),
        text("subevent"),
        text("status"),
        span("trigger"),
        slots("actors"),
        slots("recipients"),
        text("place"),
        text("time"),
        span("instrument"),
        span("claimed_by"),
        texts("figures"),
        span("sentence"),
        small("salience"),
        text("rule"),
        review(),
    ];
    let notes = vec![text("code"), text("severity"), text("message"), text("hint"), small("start"), small("end")];
    Arc::new(Schema::new(vec![
        text("schema"),
        text("reader"),
        text("pack"),
        text("id"),
        one("source", vec![text("url"), text("path"), text("media_type"), text("sha256")]),
        one("article", article),
        many("names", names),
        many("places", places),
        many("times", times),
        many("figures", figures),
        many("statements", statements),
        many("events", events),
        many("notes", notes),
    ]))
}

/// Objects as columns of a schema.
pub fn batch(schema: &SchemaRef, objects: &[Value], unknown: &mut Unknown) -> Result<RecordBatch, ColumnError> {
    let all: Vec<Option<&Value>> = objects.iter().map(Some).collect();
    let columns = children("", schema.fields(), &all, unknown)?;
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}

/// The columns of the fields of objects.
fn children(
    path: &str,
    fields: &Fields,
    objects: &[Option<&Value>],
    unknown: &mut Unknown,
) -> Result<Vec<ArrayRef>, ColumnError> {
    for object in objects.iter().filter_map(|object| object.and_then(Value::as_object)) {
        let others = object.keys().filter(|key| fields.find(key).is_none());
        unknown.extend(others.map(|key| join(path, key)));
    }
    let column = |field: &FieldRef| {
        let values: Vec<Option<&Value>> =
            objects.iter().map(|object| object.and_then(|object| object.get(field.name()))).collect();
        array(&join(path, field.name()), field.data_type(), &values, unknown)
    };
    fields.iter().map(column).collect()
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Values as one column.
fn array(
    path: &str,
    data_type: &DataType,
    values: &[Option<&Value>],
    unknown: &mut Unknown,
) -> Result<ArrayRef, ColumnError> {
    let values: Vec<Option<&Value>> = values.iter().map(|value| value.filter(|value| !value.is_null())).collect();
    match data_type {
        DataType::Utf8 => {
            let texts = scalars(path, "texts", &values, Value::as_str)?;
            fits(path, texts.iter().map(|text| text.map_or(0, str::len)))?;
            Ok(Arc::new(StringArray::from(texts)))
        }
        DataType::Boolean => Ok(Arc::new(BooleanArray::from(scalars(path, "true or false", &values, Value::as_bool)?))),
        DataType::Float64 => Ok(Arc::new(Float64Array::from(scalars(path, "numbers", &values, Value::as_f64)?))),
        DataType::Int64 => {
            // A number beyond all counting is left out and told, and the rest of the store comes.
            let beyond = |value: &Value| value.is_u64() && value.as_i64().is_none();
            if values.iter().flatten().any(|value| beyond(value)) {
                unknown.insert(format!("{path} beyond 63 bits"));
            }
            let values: Vec<_> = values.iter().map(|value| value.filter(|value| !beyond(value))).collect();
            Ok(Arc::new(Int64Array::from(scalars(path, "whole numbers of 63 bits", &values, Value::as_i64)?)))
        }
        DataType::Int32 => {
            let small = |value: &Value| value.as_i64().and_then(|n| i32::try_from(n).ok());
            Ok(Arc::new(Int32Array::from(scalars(path, "whole numbers of 31 bits", &values, small)?)))
        }
        DataType::Struct(fields) => {
            all(path, "objects", &values, Value::is_object)?;
            let nulls: NullBuffer = values.iter().map(Option::is_some).collect();
            let columns = children(path, fields, &values, unknown)?;
            Ok(Arc::new(StructArray::try_new(fields.clone(), columns, Some(nulls))?))
        }
        DataType::List(item) => {
            all(path, "lists", &values, Value::is_array)?;
            let nulls: NullBuffer = values.iter().map(Option::is_some).collect();
            fits(path, values.iter().map(|value| value.and_then(Value::as_array).map_or(0, Vec::len)))?;
            let lists = || values.iter().map(|value| value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice));
            let offsets = OffsetBuffer::from_lengths(lists().map(<[Value]>::len));
            let items: Vec<Option<&Value>> = lists().flatten().map(Some).collect();
            let items = array(path, item.data_type(), &items, unknown)?;
            Ok(Arc::new(ListArray::try_new(item.clone(), offsets, items, Some(nulls))?))
        }
        // The schemas of this crate have no others.
        other => Ok(new_null_array(other, values.len())),
    }
}

/// Whether the offsets of a column can count so much: Arrow's have 31 bits.
fn fits(path: &str, mut lengths: impl Iterator<Item = usize>) -> Result<(), ColumnError> {
    let sum = lengths.try_fold(0i32, |sum, length| sum.checked_add(i32::try_from(length).ok()?));
    sum.map(|_| ()).ok_or_else(|| ColumnError::Long(path.to_owned()))
}

fn scalars<'v, T>(
    path: &str,
    what: &'static str,
    values: &[Option<&'v Value>],
    of: impl Fn(&'v Value) -> Option<T>,
) -> Result<Vec<Option<T>>, ColumnError> {
    let one = |value: &Option<&'v Value>| match value {
        None => Ok(None),
        Some(value) => of(value).map(Some).ok_or_else(|| ColumnError::Shape(path.to_owned(), what)),
    };
    values.iter().map(one).collect()
}

fn all(
    path: &str,
    what: &'static str,
    values: &[Option<&Value>],
    is: impl Fn(&Value) -> bool,
) -> Result<(), ColumnError> {
    match values.iter().flatten().all(|value| is(value)) {
        true => Ok(()),
        false => Err(ColumnError::Shape(path.to_owned(), what)),
    }
}

/// A schema for people: a field a line, what it holds, deeper ones indented.
pub fn described(schema: &Schema) -> String {
    let mut out = String::new();
    describe(schema.fields(), 0, &mut out);
    out
}

fn describe(fields: &Fields, depth: usize, out: &mut String) {
    for field in fields {
        let (kind, inner) = match field.data_type() {
            DataType::List(item) => match item.data_type() {
                DataType::Struct(fields) => ("list of struct", Some(fields)),
                _ => ("list of text", None),
            },
            DataType::Struct(fields) => ("struct", Some(fields)),
            DataType::Int64 => ("int64", None),
            DataType::Int32 => ("int32", None),
            DataType::Float64 => ("double", None),
            DataType::Boolean => ("boolean", None),
            DataType::Binary => ("binary", None),
            _ => ("text", None),
        };
        // A span is the same everywhere.
        let is_span = inner.is_some_and(|fields| {
            let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
            names == ["start", "end", "text"]
        });
        let (kind, inner) = if is_span { (kind.replace("struct", "span"), None) } else { (kind.to_owned(), inner) };
        out.push_str(&format!("{:indent$}{}: {kind}\n", "", field.name(), indent = depth * 2));
        if let Some(fields) = inner {
            describe(fields, depth + 1, out);
        }
    }
}
