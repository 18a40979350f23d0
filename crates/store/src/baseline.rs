//! Rows of other people's tables (ACLED, UCDP GED), kept to compare with. They never become reports or incidents of ours.

use rusqlite::{OptionalExtension, TransactionBehavior, params};

use crate::{Store, StoreError};

/// A row of a table that is compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BaselineRow {
    /// Whose table: `acled`, `ged`.
    pub origin: String,
    /// Its id there.
    pub id: String,
    /// First day it may have been.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// Its type, in the table's words.
    pub kind: Option<String>,
    /// Its sub-event type.
    pub subevent: Option<String>,
    /// Where: name, country (ISO 3166 alpha-2 where the name is known, else the name), degrees north and east.
    pub place: Option<String>,
    /// See above.
    pub country: Option<String>,
    /// See above.
    pub lat: Option<f64>,
    /// See above.
    pub lon: Option<f64>,
    /// How exactly, in the table's own classes: 1 is the best.
    pub precision: Option<i64>,
    /// Deaths: the least, the best number, the most.
    pub low: Option<i64>,
    /// See above.
    pub best: Option<i64>,
    /// See above.
    pub high: Option<i64>,
    /// Who.
    pub side_a: Option<String>,
    /// Against whom.
    pub side_b: Option<String>,
    /// Who reported it.
    pub source: Option<String>,
    /// What the table says besides.
    pub notes: Option<String>,
}

/// What keeping rows changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Rows that were not there.
    pub new: usize,
    /// Rows of an id that was there.
    pub replaced: usize,
}

impl Store {
    /// Keeps rows, all or none; one takes the place of the row that has its id.
    pub fn put_baseline(&mut self, rows: &[BaselineRow]) -> Result<Kept, StoreError> {
        let mut kept = Kept::default();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut find = transaction.prepare_cached("SELECT 1 FROM baseline WHERE origin = ?1 AND id = ?2")?;
            let mut put = transaction.prepare_cached(
                "INSERT OR REPLACE INTO baseline (origin, id, since, until, type, subevent, place, country, lat, lon, precision, low, best, high,
                 side_a, side_b, source, notes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            )?;
            for row in rows {
                match find.exists(params![row.origin, row.id])? {
                    true => kept.replaced += 1,
                    false => kept.new += 1,
                }
                put.execute(params![
                    row.origin,
                    row.id,
                    row.since,
                    row.until,
                    row.kind,
                    row.subevent,
                    row.place,
                    row.country,
                    row.lat,
                    row.lon,
                    row.precision,
                    row.low,
                    row.best,
                    row.high,
                    row.side_a,
                    row.side_b,
                    row.source,
                    row.notes,
                ])?;
            }
        }
        transaction.commit()?;
        Ok(kept)
    }

    /// The rows of a table that may have been in these days, by their first day and id. `each` may stop by an error of its own.
    pub fn baseline<E: From<StoreError>>(
        &self,
        origin: &str,
        since: &str,
        until: &str,
        mut each: impl FnMut(BaselineRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT origin, id, since, until, type, subevent, place, country, lat, lon, precision, low, best, high, side_a, side_b, source, notes
                   FROM baseline WHERE origin = ?1 AND until >= ?2 AND since <= ?3 ORDER BY since, id";
        let mut statement = self.connection.prepare(sql).map_err(StoreError::from)?;
        let mut rows = statement.query(params![origin, since, until]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(of_row(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// The first and the last day that rows of a table are of, and how many there are; `None` where there are none.
    pub fn baseline_days(&self, origin: &str) -> Result<Option<(String, String, usize)>, StoreError> {
        let sql = "SELECT min(since), max(until), count(*) FROM baseline WHERE origin = ?1 HAVING count(*) > 0";
        let days = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)? as usize));
        Ok(self.connection.query_row(sql, params![origin], days).optional()?)
    }
}

fn of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<BaselineRow> {
    Ok(BaselineRow {
        origin: row.get(0)?,
        id: row.get(1)?,
        since: row.get(2)?,
        until: row.get(3)?,
        kind: row.get(4)?,
        subevent: row.get(5)?,
        place: row.get(6)?,
        country: row.get(7)?,
        lat: row.get(8)?,
        lon: row.get(9)?,
        precision: row.get(10)?,
        low: row.get(11)?,
        best: row.get(12)?,
        high: row.get(13)?,
        side_a: row.get(14)?,
        side_b: row.get(15)?,
        source: row.get(16)?,
        notes: row.get(17)?,
    })
}
