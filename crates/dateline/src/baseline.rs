//! ACLED's and UCDP's tables → rows to compare with.
//!
//! Columns are found by their names, since their order has changed between releases; a file of UCDP's without a head (one release was so) has its 49
//! columns in their known order. A row that cannot be read costs only itself: it is told with its line and a code (`docs/notes.md`). What a table says
//! of days is taken as it means it: ACLED's time precision 2 is the week around the day, 3 the month.
//!
//! Left out on purpose: actors' codes (`inter`, which are numbers in older releases and words in newer ones), since nothing is matched by them.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};
use dateline_model::Date;
use jiff::ToSpan;
use thiserror::Error;

pub use dateline_store::BaselineRow;

use crate::{countries, export, intake};

/// Whose table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The Armed Conflict Location & Event Data project's.
    Acled,
    /// The Uppsala Conflict Data Program's Georeferenced Event Dataset.
    Ged,
}

impl Origin {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acled => "acled",
            Self::Ged => "ged",
        }
    }
}

/// Why a table could not be read.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// Its columns are none of those that are known.
    #[error(
        "the table is neither ACLED's nor UCDP's\n  hint: the first line names the columns: event_id_cnty and event_date, or type_of_violence and date_start"
    )]
    Neither,
    /// What the system says.
    #[error("the table cannot be read")]
    Io(#[from] std::io::Error),
}

/// A row that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// `DL-B001` and so on.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
}

/// UCDP's names of its types of violence, by their numbers.
const VIOLENCE: [&str; 3] = ["State-based violence", "Non-state violence", "One-sided violence"];

/// Reads a table row by row. Without an origin the columns say whose it is.
pub fn read<E: From<BaselineError>>(
    input: impl Read,
    origin: Option<Origin>,
    mut each: impl FnMut(Result<BaselineRow, BadRow>) -> Result<(), E>,
) -> Result<Origin, E> {
    let row = Rc::new(Cell::new(0));
    let mut input = BufReader::new(Bounded { input, row: Rc::clone(&row) });
    let delimiter = delimiter(input.fill_buf().map_err(BaselineError::Io)?);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(input);
    let mut record = ByteRecord::new();
    if !next(&mut reader, &mut record)? {
        return Err(BaselineError::Neither.into());
    }
    let first: Vec<String> =
        record.iter().map(|cell| text(cell).trim_start_matches('\u{feff}').trim().to_lowercase()).collect();
    let (origin, columns, mut is_row) = shape(&first, origin).ok_or(BaselineError::Neither)?;
    loop {
        if is_row && !record.iter().all(<[u8]>::is_empty) {
            let line = record.position().map_or(0, csv::Position::line);
            let row = Row { columns: &columns, record: &record };
            let is_whole = record.iter().skip(columns.len()).all(<[u8]>::is_empty) && record.len() >= columns.len();
            let read = match is_whole {
                true => match origin {
                    Origin::Acled => row.acled(),
                    Origin::Ged => row.ged(),
                },
                false => Err(("DL-B001", format!("{} cells, and the head has {}", record.len(), columns.len()))),
            };
            each(read.map_err(|(code, message)| BadRow { line, code, message: harmless(&message) }))?;
        }
        row.set(0);
        is_row = true;
        if !next(&mut reader, &mut record)? {
            return Ok(origin);
        }
    }
}

/// Bytes of a row that are read at most: notes have thousands, and a quotation mark that is never closed takes the rest of the file.
const LONGEST_ROW: u64 = 16 << 20;

/// A reader that refuses a row without end.
struct Bounded<R> {
    input: R,
    row: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(out)?;
        self.row.set(self.row.get() + read as u64);
        match self.row.get() > LONGEST_ROW {
            true => Err(std::io::Error::other("a row is longer than 16 MiB: a quotation mark may be missing")),
            false => Ok(read),
        }
    }
}

/// What a terminal would obey is shown as a blank.
fn harmless(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

fn next<R: Read>(reader: &mut csv::Reader<R>, record: &mut ByteRecord) -> Result<bool, BaselineError> {
    reader.read_byte_record(record).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => BaselineError::Io(error),
        _ => BaselineError::Neither,
    })
}

/// What parts the cells: of the three in use the one that the first line has most of.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let most = [b'\t', b';', b','].into_iter().max_by_key(|mark| line.iter().filter(|byte| *byte == mark).count());
    most.unwrap_or(b',')
}

type Columns = BTreeMap<String, usize>;

/// Whose table it is, its columns, and whether the first line is a row already.
fn shape(first: &[String], origin: Option<Origin>) -> Option<(Origin, Columns, bool)> {
    let columns: Columns = first.iter().enumerate().map(|(n, name)| (name.clone(), n)).collect();
    let has = |name: &str| columns.contains_key(name);
    let is_acled = (has("event_id_cnty") || has("data_id")) && has("event_date");
    let is_ged = has("id") && has("type_of_violence") && has("date_start");
    let is_number = |n: usize| first.get(n).is_some_and(|cell| cell.parse::<u64>().is_ok());
    let is_bare = first.len() == export::ged::COLUMNS.len() && is_number(0) && is_number(2);
    match origin {
        Some(Origin::Acled) | None if is_acled => Some((Origin::Acled, columns, false)),
        Some(Origin::Ged) | None if is_ged => Some((Origin::Ged, columns, false)),
        Some(Origin::Ged) | None if is_bare => {
            let known = export::ged::COLUMNS.iter().enumerate().map(|(n, name)| ((*name).to_owned(), n));
            Some((Origin::Ged, known.collect(), true))
        }
        _ => None,
    }
}

/// Bytes as text; what is no UTF-8 (older files are Latin-1) loses its letters, not its row.
fn text(cell: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(cell)
}

type Problem = (&'static str, String);

struct Row<'a> {
    columns: &'a Columns,
    record: &'a ByteRecord,
}

impl Row<'_> {
    fn cell(&self, name: &str) -> Option<String> {
        let cell = text(self.record.get(*self.columns.get(name)?)?);
        // Notes have lines; nothing else of a row is more than one.
        let cell: String = cell.trim().chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
        (!cell.is_empty()).then_some(cell)
    }

    fn id(&self, names: &[&str]) -> Result<String, Problem> {
        names.iter().find_map(|name| self.cell(name)).ok_or(("DL-B002", "no id".to_owned()))
    }

    fn day(&self, name: &str) -> Result<Date, Problem> {
        let cell = self.cell(name).unwrap_or_default();
        day(&cell).ok_or_else(|| ("DL-B003", format!("`{cell}` in {name} is no day")))
    }

    fn degrees(&self, name: &str, most: f64) -> Result<Option<f64>, Problem> {
        let Some(cell) = self.cell(name) else { return Ok(None) };
        let degrees = cell.parse::<f64>().ok().filter(|degrees| degrees.abs() <= most);
        degrees.map(Some).ok_or_else(|| ("DL-B004", format!("`{cell}` in {name} is no number of degrees")))
    }

    fn number(&self, name: &str) -> Result<Option<i64>, Problem> {
        let Some(cell) = self.cell(name) else { return Ok(None) };
        let number = cell.strip_suffix(".0").unwrap_or(&cell).parse::<i64>().ok().filter(|number| *number >= 0);
        number.map(Some).ok_or_else(|| ("DL-B005", format!("`{cell}` in {name} is no whole number")))
    }

    fn country(&self) -> Option<String> {
        let number = self.cell("iso").and_then(|cell| cell.parse().ok()).and_then(countries::code_of_number);
        let name = self.cell("country")?;
        Some(number.or_else(|| countries::code_of_name(&name)).map_or(name, str::to_owned))
    }

    fn acled(&self) -> Result<BaselineRow, Problem> {
        let id = self.id(&["event_id_cnty", "data_id"])?;
        let day = self.day("event_date")?;
        let (since, until) = match self.number("time_precision")? {
            Some(2) => (day.saturating_sub(3.days()), day.saturating_add(3.days())),
            Some(3) => (day.first_of_month(), day.last_of_month()),
            _ => (day, day),
        };
        Ok(BaselineRow {
            origin: Origin::Acled.as_str().to_owned(),
            id,
            since: Some(since.to_string()),
            until: Some(until.to_string()),
            kind: self.cell("event_type"),
            subevent: self.cell("sub_event_type"),
            place: self.cell("location"),
            country: self.country(),
            lat: self.degrees("latitude", 90.0)?,
            lon: self.degrees("longitude", 180.0)?,
            precision: self.number("geo_precision")?,
            low: None,
            best: self.number("fatalities")?,
            high: None,
            side_a: self.cell("actor1"),
            side_b: self.cell("actor2"),
            source: self.cell("source"),
            notes: self.cell("notes"),
        })
    }

    fn ged(&self) -> Result<BaselineRow, Problem> {
        let id = self.id(&["id"])?;
        let (since, until) = (self.day("date_start")?, self.day("date_end")?);
        let kind = self.number("type_of_violence")?;
        let kind = kind.and_then(|n| usize::try_from(n).ok()).and_then(|n| VIOLENCE.get(n.checked_sub(1)?).copied());
        Ok(BaselineRow {
            origin: Origin::Ged.as_str().to_owned(),
            id,
            since: Some(since.min(until).to_string()),
            until: Some(since.max(until).to_string()),
            kind: kind.map(str::to_owned),
            subevent: None,
            place: self.cell("where_coordinates"),
            country: self.country(),
            lat: self.degrees("latitude", 90.0)?,
            lon: self.degrees("longitude", 180.0)?,
            precision: self.number("where_prec")?,
            low: self.number("low")?,
            best: self.number("best")?,
            high: self.number("high")?,
            side_a: self.cell("side_a"),
            side_b: self.cell("side_b"),
            source: self.cell("source_article"),
            notes: self.cell("source_headline"),
        })
    }
}

/// A day as the tables write it: `2024-07-26`, also with a time behind it, `26 July 2024`, `26-Jul-2024`. Of `03/04/2024` nobody can tell which is the
/// month.
fn day(cell: &str) -> Option<Date> {
    let words = cell.replace('-', " ");
    intake::day(cell).or_else(|| ["%d %B %Y", "%d %b %Y"].iter().find_map(|form| Date::strptime(form, &words).ok()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(table: &str) -> (Option<Origin>, Vec<Result<BaselineRow, BadRow>>) {
        let mut rows = Vec::new();
        let origin = read(table.as_bytes(), None, |row| -> Result<(), BaselineError> {
            rows.push(row);
            Ok(())
        });
        (origin.ok(), rows)
    }

    #[test]
    fn days_are_read_as_the_tables_write_them() {
        for (cell, want) in [
            ("2024-07-26", Some("2024-07-26")),
            ("2017-05-03 00:00:00.000", Some("2017-05-03")),
            ("26 July 2024", Some("2024-07-26")),
            ("5 May 2024", Some("2024-05-05")),
            ("26-Jul-2024", Some("2024-07-26")),
            ("03/04/2024", None),
            ("31 February 2024", None),
            ("", None),
            ("été", None),
        ] {
            assert_eq!(day(cell).map(|day| day.to_string()).as_deref(), want, "{cell}");
        }
    }

    /// The columns of two releases, in other orders and with other names; words for numbers in `inter`; notes of several lines.
    #[test]
    fn acled_of_any_release_is_read_by_its_head() {
        let new = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,inter1,iso,country,location,latitude,longitude,geo_precision,fatalities,notes\n\
                   DRC1,26 July 2024,2,Battles,Armed clash,Rebels,Rebel group,180,Democratic Republic of Congo,Mbau,0.6,29.5,1,3,\"One line.\nAnother, with \"\"words\"\".\"\n";
        let (origin, rows) = all(new);
        assert_eq!(origin, Some(Origin::Acled));
        let row = rows[0].as_ref().unwrap();
        assert_eq!((row.since.as_deref(), row.until.as_deref()), (Some("2024-07-23"), Some("2024-07-29")));
        assert_eq!((row.country.as_deref(), row.best, row.lat), (Some("CD"), Some(3), Some(0.6)));
        assert_eq!(row.notes.as_deref(), Some("One line.\nAnother, with \"words\"."));
        let old = "\u{feff}data_id;ISO;EVENT_DATE;fatalities;LOCATION;country\r\n77;180;2016-02-03;0;Mbau;Congo\r\n";
        let (origin, rows) = all(old);
        assert_eq!(origin, Some(Origin::Acled));
        let row = rows[0].as_ref().unwrap();
        assert_eq!((row.id.as_str(), row.country.as_deref(), row.place.as_deref()), ("77", Some("CD"), Some("Mbau")));
    }

    #[test]
    fn ged_is_read_with_and_without_a_head() {
        let cells: Vec<&str> = export::ged::COLUMNS
            .iter()
            .map(|column| match *column {
                "id" => "1001",
                "year" => "2025",
                "type_of_violence" => "3",
                "country" => "DR Congo (Zaire)",
                "date_start" => "2025-03-04 00:00:00.000",
                "date_end" => "2025-03-05 00:00:00.000",
                "latitude" => "0.6",
                "longitude" => "29.5",
                "best" => "12",
                "low" => "7",
                "high" => "14",
                _ => "",
            })
            .collect();
        let row = cells.join(",");
        for table in [row.clone(), format!("{}\n{row}\n", export::ged::COLUMNS.join(","))] {
            let (origin, rows) = all(&table);
            assert_eq!((origin, rows.len()), (Some(Origin::Ged), 1));
            let row = rows[0].as_ref().unwrap();
            assert_eq!(row.kind.as_deref(), Some("One-sided violence"));
            assert_eq!((row.low, row.best, row.high), (Some(7), Some(12), Some(14)));
            assert_eq!((row.country.as_deref(), row.until.as_deref()), (Some("CD"), Some("2025-03-05")));
        }
    }

    #[test]
    fn bad_rows_cost_only_themselves() {
        let table = "event_id_cnty,event_date,latitude,fatalities\n\
                     A1,2024-07-26,1.5,2\n\
                     ,2024-07-26,1.5,2\n\
                     A3,03/04/2024,1.5,2\n\
                     A4,2024-07-26,north,2\n\
                     A5,2024-07-26,1.5,many\n\
                     A6,2024-07-26\n\
                     \n\
                     A7,2024-07-26,,\n";
        let (_, rows) = all(table);
        let told: Vec<(u64, &str)> =
            rows.iter().filter_map(|row| row.as_ref().err()).map(|bad| (bad.line, bad.code)).collect();
        assert_eq!(told, [(3, "DL-B002"), (4, "DL-B003"), (5, "DL-B004"), (6, "DL-B005"), (7, "DL-B001")]);
        let ids: Vec<&str> = rows.iter().filter_map(|row| row.as_ref().ok()).map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["A1", "A7"]);
    }

    #[test]
    fn other_tables_are_none() {
        assert_eq!(all("name,age\nA,3\n").0, None);
        assert_eq!(all("").0, None);
        assert_eq!(all("\u{0}\u{1}").0, None);
    }

    proptest! {
        /// Whatever stands in a file: rows, bad rows, or no table.
        #[test]
        fn any_bytes_are_read(rows in "[ -~é\\n\\t\"]{0,120}", with_head in any::<bool>()) {
            let head = if with_head { "event_id_cnty,event_date,time_precision,fatalities\n" } else { "" };
            let _ = all(&format!("{head}{rows}"));
        }
    }
}
