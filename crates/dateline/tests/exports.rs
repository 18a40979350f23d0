//! Every form of export over the same few records.
//!
//! The records stand in a file, as the swift reader once read them (samples/together/beni.jsonl and two reports more), so that a change of the rules
//! changes no snapshot here.

use std::io::Write;
use std::sync::Arc;

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::DataType;
use dateline::export::{Export, ExportError, Form, Written, columns, parquet};
use dateline::merging;
use dateline::{Pipeline, Reader, Source, record};
use dateline_model::{Page, PageKind};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const RECORDS: &str = include_str!("exports/records.jsonl");

fn export(form: Form, lines: &str) -> (Vec<u8>, Written) {
    let mut out = Vec::new();
    let written = whole(form, &mut out, lines).unwrap();
    (out, written)
}

/// Writes records, or for tables of incidents those that they tell.
fn whole<W: Write + Send>(form: Form, out: W, lines: &str) -> Result<Written, ExportError> {
    let mut export = Export::new(form, out)?;
    if form.is_of_incidents() {
        let reports: Vec<_> = lines.lines().filter_map(|line| merging::of_line(line).unwrap()).collect();
        let copies = merging::copies(&reports);
        for incident in merging::incidents(&reports, &copies) {
            export.put_incident(&reports, &incident)?;
        }
    }
    lines.lines().try_for_each(|line| export.put(line))?;
    export.finish()
}

fn text(form: Form) -> String {
    String::from_utf8(export(form, RECORDS).0).unwrap()
}

/// A table as `column: value` lines, empty cells left out, so that a person can read the snapshot.
fn listed(table: &str) -> String {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head = reader.headers().unwrap().clone();
    let mut out = String::new();
    for row in reader.records() {
        let row = row.unwrap();
        assert_eq!(row.len(), head.len());
        let cells = head.iter().zip(row.iter()).filter(|(_, cell)| !cell.is_empty());
        cells.for_each(|(name, cell)| out.push_str(&format!("{name}: {cell}\n")));
        out.push('\n');
    }
    out
}

#[test]
fn tables_have_the_columns_of_their_owners() {
    let head = |form: Form| text(form).lines().next().unwrap().to_owned();
    assert_eq!(
        head(Form::Acled),
        "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,\
         interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,\
         fatalities,tags,timestamp"
    );
    assert_eq!(
        head(Form::Ged),
        "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,dyad_new_id,dyad_name,\
         side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,source_date,\
         source_headline,source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,\
         country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
    );
    assert_eq!(
        text(Form::Hxl).lines().nth(1).unwrap(),
        "#date+start,#date+end,#adm1+name,#adm2+name,#loc+name,#geo+lat,#geo+lon,#country+name,#country+code,#group+name+first,#group+name+second,\
         #meta+source,#description,#affected+killed,#affected+injured,#affected+idps+individuals,#affected+idps+households,#affected+refugees,\
         #affected+min,#affected+max,#event+type"
    );
}

#[test]
fn acled() {
    insta::assert_snapshot!(listed(&text(Form::Acled)));
}

#[test]
fn ged() {
    insta::assert_snapshot!(listed(&text(Form::Ged)));
}

#[test]
fn figures() {
    insta::assert_snapshot!(listed(&text(Form::Csv)));
}

#[test]
fn hxl() {
    insta::assert_snapshot!(listed(&text(Form::Hxl)));
}

/// Two of each, for the rest looks the same.
#[test]
fn lines_of_json() {
    let pretty = |line: &str| serde_json::to_string_pretty(&serde_json::from_str::<Value>(line).unwrap()).unwrap();
    for (name, form, holding) in [
        ("plover", Form::Plover, ["\"DTL-wire-1-e2\"", "\"DTL-wire-2-e2\""]),
        ("webanno", Form::Webanno, ["wire-1:f2:phrase\"", "wire-1:s1:speaker\""]),
        (
            "geojson",
            Form::Geojson,
            ["\"event\":\"e1\",\"figures\":[{\"claimed_by\":\"the Nigerian army\"", "\"record\":\"herald-2\""],
        ),
    ] {
        let text = text(form);
        let found =
            holding.map(|words| text.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}")));
        insta::assert_snapshot!(name, found.map(|line| pretty(line.trim_end_matches(','))).join("\n"));
    }
}

/// A stream that is whole says so, with the number of its lines.
#[test]
fn streams_are_closed() {
    for form in [Form::Jsonl, Form::Plover, Form::Webanno] {
        let (bytes, written) = export(form, RECORDS);
        let text = String::from_utf8(bytes).unwrap();
        let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        assert_eq!(last, json!({"end": true, "rows": written.rows}));
        assert_eq!(text.lines().count(), written.rows + 1);
    }
    let points: Value = serde_json::from_str(&text(Form::Geojson)).unwrap();
    assert_eq!(points["features"].as_array().unwrap().len(), export(Form::Geojson, RECORDS).1.rows);
}

/// All words of a record that are somebody's value are quoted, and nothing else: the quotation is the text between the positions.
#[test]
fn annotations_quote_what_stands_at_their_positions() {
    let records: Vec<Value> = RECORDS.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let lines = text(Form::Webanno);
    let mut ids = std::collections::BTreeSet::new();
    for line in lines.lines().filter(|line| !line.starts_with("{\"end\"")) {
        let note: Value = serde_json::from_str(line).unwrap();
        assert!(ids.insert(note["id"].as_str().unwrap().to_owned()), "{line}");
        let body: Value = serde_json::from_str(note["body"]["value"].as_str().unwrap()).unwrap();
        let record = records.iter().find(|record| record["id"] == body["record"]).unwrap();
        let article: Vec<char> = record["article"]["text"].as_str().unwrap().chars().collect();
        let [quote, place] = [0, 1].map(|n| &note["target"]["selector"][n]);
        let at = |key: &str| place[key].as_u64().unwrap() as usize;
        assert_eq!(article[at("start")..at("end")].iter().collect::<String>(), quote["exact"].as_str().unwrap());
        let whole: String = ["prefix", "exact", "suffix"].map(|key| quote[key].as_str().unwrap()).concat();
        assert!(record["article"]["text"].as_str().unwrap().contains(&whole));
    }
}

/// The values of columns, as JSON.
fn values(of: &ArrayRef) -> Vec<Value> {
    let each = |value: &dyn Fn(usize) -> Value| {
        (0..of.len()).map(|n| if of.is_null(n) { Value::Null } else { value(n) }).collect::<Vec<_>>()
    };
    match of.data_type() {
        DataType::Utf8 => each(&|n| of.as_string::<i32>().value(n).into()),
        DataType::Boolean => each(&|n| of.as_boolean().value(n).into()),
        DataType::Int32 => each(&|n| of.as_primitive::<Int32Type>().value(n).into()),
        DataType::Int64 => each(&|n| of.as_primitive::<Int64Type>().value(n).into()),
        DataType::Float64 => each(&|n| of.as_primitive::<Float64Type>().value(n).into()),
        DataType::Binary => each(&|n| json!(of.as_binary::<i32>().value(n))),
        DataType::List(_) => each(&|n| values(&of.as_list::<i32>().value(n)).into()),
        DataType::Struct(_) => {
            let of = of.as_struct();
            let columns: Vec<Vec<Value>> = of.columns().iter().map(values).collect();
            let object = |n: usize| {
                let fields =
                    of.fields().iter().zip(&columns).map(|(field, column)| (field.name().clone(), column[n].clone()));
                Value::Object(fields.collect::<Map<String, Value>>())
            };
            each(&object)
        }
        other => panic!("{other}"),
    }
}

fn rows(batch: &RecordBatch) -> Vec<Value> {
    let all: ArrayRef = Arc::new(StructArray::from(batch.clone()));
    values(&all)
}

/// A record as it is after columns: a note's `hint` and a fact's `review` are the fields that a record leaves out where there is none.
fn back(mut record: Value) -> Value {
    for kind in ["figures", "statements", "events"] {
        for fact in record[kind].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            if fact.get("review").is_some_and(Value::is_null) {
                fact.remove("review");
            }
        }
    }
    for note in record["notes"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        if note.get("hint").is_some_and(Value::is_null) {
            note.remove("hint");
        }
    }
    record
}

fn batches(file: Vec<u8>) -> (Vec<RecordBatch>, Vec<(String, Option<String>)>) {
    let mut on_disk = tempfile::tempfile().unwrap();
    on_disk.write_all(&file).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(on_disk).unwrap();
    let pairs = reader.metadata().file_metadata().key_value_metadata().unwrap();
    let pairs = pairs.iter().map(|pair| (pair.key.clone(), pair.value.clone())).collect();
    (reader.build().unwrap().map(Result::unwrap).collect(), pairs)
}

#[test]
fn parquet_loses_nothing() {
    let (file, written) = export(Form::Parquet, RECORDS);
    let (batches, pairs) = batches(file);
    assert!(pairs.iter().any(|(key, value)| key == "dateline" && value.as_deref() == Some("dateline/1")));
    let found: Vec<Value> = batches.iter().flat_map(rows).map(back).collect();
    let want: Vec<Value> = RECORDS.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found, want);
    assert_eq!(written, Written { rows: want.len(), loss: "nothing".to_owned() });
}

/// More records than become columns at once: none is lost, and their order stays.
#[test]
fn batches_follow_one_another() {
    let many = RECORDS.repeat(150);
    let (file, written) = export(Form::Parquet, &many);
    let found: Vec<Value> = batches(file).0.iter().flat_map(rows).map(|mut record| record["id"].take()).collect();
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].take();
    assert_eq!(found, many.lines().map(id).collect::<Vec<_>>());
    assert_eq!(written.rows, 1_200);
}

/// What this version reads has a column, field by field: pages of all sorts, with images, notes and further articles.
#[test]
fn columns_hold_all_that_is_read() {
    let pipeline = Pipeline::english().unwrap().with_reader(Reader::Swift);
    let mut want = Vec::new();
    for (folder, kind) in [("dumps", PageKind::Dump), ("html", PageKind::Html)] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(folder);
        for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if !file.to_string_lossy().ends_with(".expected.txt") {
                let page = Page::new(std::fs::read_to_string(&file).unwrap(), kind);
                want.extend(pipeline.read(&page, &Source::default()).iter().map(record::value));
            }
        }
    }
    want.push(record::value(&pipeline.nothing(&Source::default(), Vec::new())));
    let mut unknown = columns::Unknown::new();
    let batch = columns::batch(&columns::schema(), &want, &mut unknown).unwrap();
    assert!(want.len() > 20 && unknown.is_empty(), "{unknown:?}");
    for (found, want) in rows(&batch).into_iter().map(back).zip(want) {
        assert_eq!(found, want);
    }
}

#[test]
fn fields_without_a_column_are_told_and_wrong_ones_stop() {
    let (_, written) =
        export(Form::Parquet, "{\"id\": \"a\", \"mood\": 1, \"events\": [{\"id\": \"e1\", \"tone\": \"x\"}, null]}");
    assert_eq!(written.loss, "fields that this version knows no column for: events.tone, mood");
    for line in [
        "{\"id\": 5}",
        "{\"id\": \"a\", \"events\": {}}",
        "{\"events\": [1]}",
        "{\"figures\": [{\"low\": 1.5}]}",
        "[]",
        "7",
        "{\"id\": ",
    ] {
        let mut out = Vec::new();
        let mut export = Export::new(Form::Parquet, &mut out).unwrap();
        let result = export.put(line).and_then(|()| export.finish());
        assert!(result.is_err() || ["[]", "7"].contains(&line), "{line}");
    }
}

#[test]
fn geoparquet_has_its_key_and_its_points() {
    let (file, written) = export(Form::Geoparquet, RECORDS);
    let (found, pairs) = batches(file);
    let points: Value = serde_json::from_str(&text(Form::Geojson)).unwrap();
    let features = points["features"].as_array().unwrap();
    let rows: Vec<Value> = found.iter().flat_map(rows).collect();
    assert_eq!((rows.len(), written.rows), (features.len(), features.len()));
    let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for (mut row, feature) in rows.into_iter().zip(features) {
        let bytes: Vec<u8> = serde_json::from_value(row.as_object_mut().unwrap().remove("geometry").unwrap()).unwrap();
        assert_eq!((&bytes[..5], bytes.len()), (&[1, 1, 0, 0, 0][..], 21));
        let degrees = |from: usize| f64::from_le_bytes(bytes[from..from + 8].try_into().unwrap());
        let (lon, lat) = (degrees(5), degrees(13));
        assert_eq!(json!([lon, lat]), feature["geometry"]["coordinates"]);
        bounds = [bounds[0].min(lon), bounds[1].min(lat), bounds[2].max(lon), bounds[3].max(lat)];
        assert_eq!(row, feature["properties"]);
    }
    let geo = pairs.iter().find(|(key, _)| key == "geo").and_then(|(_, value)| value.as_deref()).unwrap();
    let column = json!({"encoding": "WKB", "geometry_types": ["Point"], "bbox": bounds});
    let want = json!({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}});
    assert_eq!(serde_json::from_str::<Value>(geo).unwrap(), want);
    // A file without points is a file.
    let (file, _) = export(Form::Geoparquet, "{\"id\": \"a\", \"article\": null}");
    assert!(batches(file).0.is_empty());
}

const FORMS: [Form; 10] = [
    Form::Jsonl,
    Form::Csv,
    Form::Parquet,
    Form::Geojson,
    Form::Geoparquet,
    Form::Acled,
    Form::Ged,
    Form::Hxl,
    Form::Plover,
    Form::Webanno,
];

/// A disk without space.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The exit status depends on what the system said, so that no form may hide it.
#[test]
fn a_full_disk_is_told_as_such() {
    for form in FORMS {
        match whole(form, Full, RECORDS) {
            Err(ExportError::Write(error)) => assert_eq!(error.kind(), std::io::ErrorKind::StorageFull),
            other => panic!("{form:?}: {other:?}"),
        }
    }
}

/// The page on exports shows the schema as it is.
#[test]
fn the_schema_is_published() {
    let page = include_str!("../../../docs/export.md");
    for schema in [columns::schema(), parquet::point_schema()] {
        let described = columns::described(&schema);
        assert!(page.contains(&described), "docs/export.md does not hold\n{described}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever somebody made of a record: a form takes it or refuses it, and never panics.
    #[test]
    fn broken_records_break_nothing(at in 0usize..4_000, with in prop::sample::select(vec![
        json!(null), json!(-3), json!("x"), json!([]), json!({}), json!([null, {"start": 9, "end": 1, "text": 5}]), json!(1e300),
    ])) {
        let mut record: Value = serde_json::from_str(RECORDS.lines().nth(at % 8).unwrap()).unwrap();
        put(&mut record, &mut (at / 8), &with);
        let line = record.to_string();
        for form in FORMS {
            let _ = whole(form, Vec::new(), &line);
        }
    }
}

/// Puts another value in place of the nth one.
fn put(value: &mut Value, n: &mut usize, with: &Value) {
    if *n == 0 {
        *value = with.clone();
        *n = usize::MAX;
        return;
    }
    *n -= 1;
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| put(value, n, with)),
        Value::Array(items) => items.iter_mut().for_each(|value| put(value, n, with)),
        _ => {}
    }
}
