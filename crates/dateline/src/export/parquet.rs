//! Parquet and GeoParquet 1.1: batches of columns into files whose row groups are bounded, so that memory does not grow with the store.
//!
//! Records go in with the schema of [`super::columns`], whose Arrow form stands in the file too; nothing is lost. GeoParquet has a row an event with a
//! point: the fields of our GeoJSON and a `geometry` column of WKB, with the `geo` key that the specification asks for. No `crs` there means
//! OGC:CRS84, longitude first. Compressed with Zstandard, which every reader of Parquet knows and which halves what Snappy leaves of prose.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::{Value, json};

use crate::export::columns::{self, Unknown};
use crate::export::geojson::Spotted;
use crate::export::{ExportError, geojson};
use crate::fields::Point;

/// Rows that become columns together, and the bytes of JSON after which fewer do. Chosen: some tens of megabytes while they are parsed.
const BATCH: usize = 1_000;
const BATCH_BYTES: usize = 8 << 20;

/// Rows and bytes after which a row group is closed. Chosen: large enough for readers to skip by, small enough to hold.
const GROUP: usize = 10_000;
const GROUP_BYTES: usize = 64 << 20;

fn writer<W: Write + Send>(out: W, schema: &SchemaRef) -> Result<ArrowWriter<W>, ParquetError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new("dateline".to_owned(), crate::record::SCHEMA.to_owned())]))
        .build();
    ArrowWriter::try_new(out, schema.clone(), Some(properties))
}

fn write<W: Write + Send>(writer: &mut ArrowWriter<W>, batch: &RecordBatch) -> Result<(), ParquetError> {
    writer.write(batch)?;
    if writer.in_progress_rows() >= GROUP || writer.in_progress_size() >= GROUP_BYTES {
        writer.flush()?;
    }
    Ok(())
}

/// Records, a row each.
pub(crate) struct Records<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    waiting: Vec<Value>,
    bytes: usize,
    unknown: Unknown,
}

impl<W: Write + Send> Records<W> {
    pub fn new(out: W) -> Result<Self, ExportError> {
        let schema = columns::schema();
        let writer = writer(out, &schema)?;
        Ok(Self { writer, schema, waiting: Vec::new(), bytes: 0, unknown: Unknown::new() })
    }

    /// A record more; `bytes` is the length of its line.
    pub fn put(&mut self, record: Value, bytes: usize) -> Result<(), ExportError> {
        self.waiting.push(record);
        self.bytes += bytes;
        if self.waiting.len() >= BATCH || self.bytes >= BATCH_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        let batch = columns::batch(&self.schema, &self.waiting, &mut self.unknown)?;
        write(&mut self.writer, &batch)?;
        self.waiting.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Writes what is left and the file's end; gives the fields that had no column.
    pub fn finish(mut self) -> Result<Unknown, ExportError> {
        if !self.waiting.is_empty() {
            self.flush()?;
        }
        self.writer.close()?;
        Ok(self.unknown)
    }
}

/// Events with a point, a row each.
pub(crate) struct Points<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    waiting: Vec<Spotted>,
    /// West, south, east, north.
    bounds: Option<[f64; 4]>,
}

/// The columns of GeoParquet: those of our GeoJSON, and the geometry.
pub fn point_schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let texts = |name: &str| Field::new(name, DataType::List(Arc::new(text("element"))), true);
    let figure = Fields::from(vec![text("measure"), text("phrase"), text("claimed_by")]);
    let figures = DataType::List(Arc::new(Field::new("element", DataType::Struct(figure), true)));
    Arc::new(Schema::new(vec![
        text("record"),
        text("event"),
        text("type"),
        text("mode"),
        text("subevent"),
        text("status"),
        texts("actors"),
        texts("recipients"),
        text("place"),
        text("country"),
        Field::new("radius_km", DataType::Float64, true),
        text("from"),
        text("to"),
        Field::new("figures", figures, true),
        text("sentence"),
        text("headline"),
        text("publisher"),
        text("published"),
        text("rule"),
        Field::new("geometry", DataType::Binary, true),
    ]))
}

/// A point as well-known binary (OGC 06-103r4): little-endian, type 1, longitude, latitude.
fn wkb(at: Point) -> Vec<u8> {
    let mut bytes = vec![1, 1, 0, 0, 0];
    bytes.extend(at.lon.to_le_bytes());
    bytes.extend(at.lat.to_le_bytes());
    bytes
}

impl<W: Write + Send> Points<W> {
    pub fn new(out: W) -> Result<Self, ExportError> {
        let schema = point_schema();
        let writer = writer(out, &schema)?;
        Ok(Self { writer, schema, waiting: Vec::new(), bounds: None })
    }

    /// The events of a record that have a point; says how many.
    pub fn put(&mut self, record: &Value) -> Result<usize, ExportError> {
        let found = geojson::spotted(record);
        let n = found.len();
        for at in found.iter().map(|found| found.at) {
            let [west, south, east, north] = self.bounds.unwrap_or([at.lon, at.lat, at.lon, at.lat]);
            self.bounds = Some([west.min(at.lon), south.min(at.lat), east.max(at.lon), north.max(at.lat)]);
        }
        self.waiting.extend(found);
        if self.waiting.len() >= BATCH {
            self.flush()?;
        }
        Ok(n)
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        let (properties, points): (Vec<Value>, Vec<Point>) =
            self.waiting.drain(..).map(|found| (found.properties, found.at)).unzip();
        let told =
            Schema::new(self.schema.fields().iter().filter(|f| f.name() != "geometry").cloned().collect::<Vec<_>>());
        let batch = columns::batch(&Arc::new(told), &properties, &mut Unknown::new())?;
        let mut all: Vec<ArrayRef> = batch.columns().to_vec();
        all.push(Arc::new(BinaryArray::from_iter_values(points.into_iter().map(wkb))));
        let batch = RecordBatch::try_new(self.schema.clone(), all).map_err(columns::ColumnError::from)?;
        Ok(write(&mut self.writer, &batch)?)
    }

    /// Writes what is left and the file's end.
    pub fn finish(mut self) -> Result<(), ExportError> {
        if !self.waiting.is_empty() {
            self.flush()?;
        }
        let mut column = json!({ "encoding": "WKB", "geometry_types": ["Point"] });
        if let Some(bounds) = self.bounds {
            column["bbox"] = json!(bounds);
        }
        let geo = json!({ "version": "1.1.0", "primary_column": "geometry", "columns": { "geometry": column } });
        self.writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo.to_string()));
        self.writer.close()?;
        Ok(())
    }
}

impl From<ArrowError> for ExportError {
    fn from(error: ArrowError) -> Self {
        Self::Columns(error.into())
    }
}

impl From<ParquetError> for ExportError {
    fn from(error: ParquetError) -> Self {
        match error {
            // What the system said decides the exit status.
            ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
                Ok(error) => Self::Write(*error),
                Err(inner) => Self::Parquet(ParquetError::External(inner)),
            },
            other => Self::Parquet(other),
        }
    }
}
