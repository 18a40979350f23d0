//! What the store holds, in forms that other programs read.
//!
//! JSONL and Parquet are lossless; every other form says what it has no place for. One [`Export`] takes records one by one, or for tables of incidents
//! ([`acled`], [`ged`]) incidents, and writes them in one form. Streams of JSON close with a line that says that they are whole. Nothing is capped.
//! What a person rejected stands in the lossless forms only, and is marked there.

pub mod acled;
pub mod columns;
pub mod figures;
pub mod ged;
pub mod geojson;
pub mod hxl;
pub mod parquet;
pub mod plover;
mod table;
pub(crate) mod tolls;
pub mod webanno;

use std::io::{self, Write};

use serde_json::{Value, json};
use thiserror::Error;

use crate::merging::{Incident, Report};
use crate::reviewing::without_rejected;
use columns::ColumnError;
use table::Table;

/// Why an export stopped.
#[derive(Debug, Error)]
pub enum ExportError {
    /// A record is no JSON.
    #[error("a record is damaged")]
    Record(#[from] serde_json::Error),
    /// What the system says.
    #[error("cannot write the export")]
    Write(#[from] io::Error),
    /// A record does not fit into columns.
    #[error("a record is damaged")]
    Columns(#[from] ColumnError),
    /// What Parquet's writer says.
    #[error("cannot write Parquet")]
    Parquet(#[source] ::parquet::errors::ParquetError),
}

/// A form to export in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Records, one a line.
    Jsonl,
    /// A row a figure.
    Csv,
    /// Records as columns, a row each.
    Parquet,
    /// A point an event.
    Geojson,
    /// The same as columns.
    Geoparquet,
    /// A row an incident, in the shape of ACLED's table.
    Acled,
    /// A row an incident with deaths, in the shape of UCDP's.
    Ged,
    /// A row a figure, with HXL's tags.
    Hxl,
    /// An event a line, in PLOVER's JSON.
    Plover,
    /// A value with its words a line, as W3C Web Annotation.
    Webanno,
}

impl Form {
    /// What the form has no place for.
    pub fn loss(self) -> &'static str {
        match self {
            Self::Jsonl | Self::Parquet => "nothing",
            Self::Csv => figures::LOSS,
            Self::Geojson | Self::Geoparquet => geojson::LOSS,
            Self::Acled => acled::LOSS,
            Self::Ged => ged::LOSS,
            Self::Hxl => hxl::LOSS,
            Self::Plover => plover::LOSS,
            Self::Webanno => webanno::LOSS,
        }
    }

    /// Whether its rows are incidents ([`Export::put_incident`]), not what stands in records ([`Export::put`]).
    pub fn is_of_incidents(self) -> bool {
        matches!(self, Self::Acled | Self::Ged)
    }

    /// Whether its bytes are for programs only.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Parquet | Self::Geoparquet)
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Rows, features or lines, without heads and closing lines.
    pub rows: usize,
    /// What the form had no place for.
    pub loss: String,
}

enum Sink<W: Write + Send> {
    Lines(W, fn(&Value) -> Vec<Value>),
    Features(W),
    Table(Table<W>, fn(&Value) -> Vec<Vec<String>>),
    Incidents(Table<W>, fn(&[Report], &Incident) -> Option<Vec<String>>),
    Columns(parquet::Records<W>),
    Points(parquet::Points<W>),
}

/// An export that is being written.
pub struct Export<W: Write + Send> {
    form: Form,
    sink: Sink<W>,
    rows: usize,
}

impl<W: Write + Send> Export<W> {
    /// Begins with the form's head, if it has one.
    pub fn new(form: Form, mut out: W) -> Result<Self, ExportError> {
        let headed = |out: W, head: &[&str]| {
            let mut table = Table::new(out);
            table.row(head).map(|()| table)
        };
        let sink = match form {
            Form::Jsonl => Sink::Lines(out, |_| Vec::new()),
            Form::Plover => Sink::Lines(out, plover::lines),
            Form::Webanno => Sink::Lines(out, webanno::lines),
            Form::Geojson => {
                out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
                Sink::Features(out)
            }
            Form::Csv => Sink::Table(headed(out, figures::COLUMNS)?, figures::rows),
            Form::Hxl => {
                let (heads, tags): (Vec<&str>, Vec<&str>) = hxl::COLUMNS.iter().copied().unzip();
                let mut table = headed(out, &heads)?;
                table.row(&tags)?;
                Sink::Table(table, hxl::rows)
            }
            Form::Acled => Sink::Incidents(headed(out, acled::COLUMNS)?, acled::row),
            Form::Ged => Sink::Incidents(headed(out, ged::COLUMNS)?, ged::row),
            Form::Parquet => Sink::Columns(parquet::Records::new(out)?),
            Form::Geoparquet => Sink::Points(parquet::Points::new(out)?),
        };
        Ok(Self { form, sink, rows: 0 })
    }

    /// A record more, as its line of JSON.
    pub fn put(&mut self, line: &str) -> Result<(), ExportError> {
        match &mut self.sink {
            // As it is: parsing and writing it again could only change it.
            Sink::Lines(out, _) if self.form == Form::Jsonl => {
                writeln!(out, "{line}")?;
                self.rows += 1;
            }
            Sink::Lines(out, of) => {
                for value in of(&kept(line)?) {
                    writeln!(out, "{value}")?;
                    self.rows += 1;
                }
            }
            Sink::Features(out) => {
                for feature in geojson::features(&kept(line)?) {
                    write!(out, "{}\n{feature}", if self.rows > 0 { "," } else { "" })?;
                    self.rows += 1;
                }
            }
            Sink::Table(table, of) => {
                for row in of(&kept(line)?) {
                    table.row(&row)?;
                    self.rows += 1;
                }
            }
            // Made of incidents, not of records.
            Sink::Incidents(..) => {}
            Sink::Columns(columns) => {
                columns.put(serde_json::from_str(line)?, line.len())?;
                self.rows += 1;
            }
            Sink::Points(points) => self.rows += points.put(&kept(line)?)?,
        }
        Ok(())
    }

    /// An incident more, with its reports.
    pub fn put_incident(&mut self, reports: &[Report], incident: &Incident) -> Result<(), ExportError> {
        if let Sink::Incidents(table, of) = &mut self.sink
            && let Some(row) = of(reports, incident)
        {
            table.row(&row)?;
            self.rows += 1;
        }
        Ok(())
    }

    /// Writes what is left and the form's end.
    pub fn finish(self) -> Result<Written, ExportError> {
        let mut loss = self.form.loss().to_owned();
        match self.sink {
            Sink::Lines(mut out, _) => {
                writeln!(out, "{}", end(self.rows))?;
                out.flush()?;
            }
            Sink::Features(mut out) => {
                out.write_all(b"\n]}\n")?;
                out.flush()?;
            }
            Sink::Table(table, _) => table.finish()?,
            Sink::Incidents(table, _) => table.finish()?,
            Sink::Columns(columns) => {
                let unknown = columns.finish()?;
                if !unknown.is_empty() {
                    let names: Vec<String> = unknown.into_iter().collect();
                    loss = format!("fields that this version knows no column for: {}", names.join(", "));
                }
            }
            Sink::Points(points) => points.finish()?,
        }
        Ok(Written { rows: self.rows, loss })
    }
}

/// A record without what a person rejected: only the lossless forms have a place to say so.
fn kept(line: &str) -> Result<Value, serde_json::Error> {
    Ok(without_rejected(serde_json::from_str(line)?))
}

/// The last line of a stream of JSON: whoever reads it knows that it is whole.
pub fn end(rows: usize) -> String {
    json!({ "end": true, "rows": rows }).to_string()
}
