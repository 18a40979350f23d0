//! What is watched: sources (feeds, sitemaps, pages) and the addresses that they named.
//!
//! The watermark is an address's state. It stands at `waiting` from the transaction that keeps what its source said (the `ETag` with it, so that a
//! source is never "not changed" before its addresses are on the disk) until its page is in the store; only then is it marked. A run that is
//! stopped in between fetches the page again, and adding it a second time changes nothing.
//!
//! Times are seconds since 1970 and come from the caller; the store has no clock.

use rusqlite::{Row, Transaction, TransactionBehavior, params};

use crate::{Store, StoreError};

/// A source as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRow {
    /// Its address.
    pub url: String,
    /// The source that named it; none for those that a person did.
    pub parent: Option<String>,
    /// `feed`, `sitemap`, `page`, or `unknown` until it was fetched.
    pub kind: String,
    /// Its name.
    pub title: Option<String>,
    /// What the server said when it gave it last.
    pub etag: Option<String>,
    /// See above.
    pub modified: Option<String>,
    /// When it was asked last.
    pub checked: Option<i64>,
    /// When it is to be asked next.
    pub due: i64,
    /// How often it failed since it came last.
    pub failures: i64,
    /// What was to be said of it last.
    pub status: String,
}

/// What became of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressState {
    /// Its page is not in the store.
    #[default]
    Waiting,
    /// Its page is in the store.
    Stored,
    /// Its page will not come.
    Failed,
}

/// An address as a source names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The address.
    pub url: String,
    /// The time that the source gives, as it is written there.
    pub published: Option<String>,
}

/// An address that a source named, as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressRow {
    /// The address.
    pub url: String,
    /// The address of the source that named it first.
    pub source: String,
    /// The time that the source gives, as it is written there.
    pub published: Option<String>,
    /// What became of it.
    pub state: AddressState,
    /// What the server said when it gave it last.
    pub etag: Option<String>,
    /// See above.
    pub modified: Option<String>,
    /// When it was asked last.
    pub checked: Option<i64>,
    /// When it is to be asked next.
    pub due: i64,
    /// How often it failed since it came last.
    pub failures: i64,
    /// What was to be said of it last.
    pub status: String,
}

/// A source with what became of its addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// The source.
    pub source: SourceRow,
    /// Addresses whose pages are to come.
    pub waiting: i64,
    /// Addresses whose pages are in the store.
    pub stored: i64,
    /// Addresses whose pages will not come.
    pub failed: i64,
}

impl AddressState {
    /// The word of the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Stored => "stored",
            Self::Failed => "failed",
        }
    }

    fn of(word: &str) -> Self {
        match word {
            "stored" => Self::Stored,
            "failed" => Self::Failed,
            _ => Self::Waiting,
        }
    }
}

const SOURCE: &str = "url, parent, kind, title, etag, modified, checked, due, failures, status";
const ADDRESS: &str = "url, source, published, state, etag, modified, checked, due, failures, status";

impl Store {
    /// Watches these sources (address and kind) from now on; those that are watched stay as they are. How many were not.
    pub fn watch(&mut self, sources: &[(String, &str)]) -> Result<usize, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let new = put_sources(&transaction, None, sources)?;
        transaction.commit()?;
        Ok(new)
    }

    /// Watches a source no longer, nor the sources that it named, and forgets their addresses that wait; what is stored stays. The others are asked
    /// for all of their lists again, since they may name an address that is forgotten. Whether it was watched.
    pub fn unwatch(&mut self, url: &str) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let gone = transaction.execute("DELETE FROM source WHERE url = ?1", params![url])?;
        transaction.execute("DELETE FROM source WHERE parent = ?1", params![url])?;
        let waiting = "DELETE FROM address WHERE state = 'waiting' AND source NOT IN (SELECT url FROM source)";
        if transaction.execute(waiting, [])? > 0 {
            transaction.execute("UPDATE source SET etag = NULL, modified = NULL", [])?;
        }
        transaction.commit()?;
        Ok(gone > 0)
    }

    /// All sources, by their addresses.
    pub fn watched(&self) -> Result<Vec<Watched>, StoreError> {
        let mut statement = self.connection.prepare(&format!(
            "SELECT {SOURCE}, coalesce(waiting, 0), coalesce(stored, 0), coalesce(failed, 0) FROM source LEFT JOIN (
                 SELECT source AS of, sum(state = 'waiting') AS waiting, sum(state = 'stored') AS stored, sum(state = 'failed') AS failed
                 FROM address GROUP BY source
             ) ON of = url ORDER BY url"
        ))?;
        let rows = statement.query_map([], |row| {
            Ok(Watched { source: source(row)?, waiting: row.get(10)?, stored: row.get(11)?, failed: row.get(12)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Sources that are due at `now`, the longest due first; with `all`, those too that were asked lately and did not fail.
    pub fn due_sources(&self, now: i64, all: bool) -> Result<Vec<SourceRow>, StoreError> {
        let mut statement = self.connection.prepare(&format!(
            "SELECT {SOURCE} FROM source WHERE due <= ?1 OR ?2 AND failures = 0 ORDER BY due, url"
        ))?;
        let rows = statement.query_map(params![now, all], source)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Addresses of watched sources that are due at `now`, at most `most`: first those whose pages are to come, then those stored that are looked at
    /// again, for which a quarter is kept free. The sources take turns, so that a long list does not keep the others waiting. With `all`,
    /// those too that were asked lately and did not fail.
    pub fn due_addresses(&self, now: i64, all: bool, most: usize) -> Result<Vec<AddressRow>, StoreError> {
        let mut statement = self.connection.prepare(&format!(
            "SELECT {ADDRESS} FROM (
                 SELECT *, row_number() OVER (PARTITION BY source ORDER BY due, url) AS turn FROM address
                 WHERE state = ?1 AND (due <= ?2 OR ?3 AND failures = 0) AND source IN (SELECT url FROM source)
             ) ORDER BY turn, due, url LIMIT ?4"
        ))?;
        let mut due = |state: AddressState, most: usize| -> Result<Vec<AddressRow>, StoreError> {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let rows = statement.query_map(params![state.as_str(), now, all, most], address)?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        let mut again = due(AddressState::Stored, most)?;
        let mut waiting = due(AddressState::Waiting, most - again.len().min(most / 4))?;
        again.truncate(most - waiting.len());
        waiting.append(&mut again);
        Ok(waiting)
    }

    /// When the next source or address is due; `None` if nothing is watched.
    pub fn next_due(&self) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT min(due) FROM (SELECT min(due) AS due FROM source UNION ALL
                   SELECT min(due) FROM address WHERE state = 'waiting' UNION ALL SELECT min(due) FROM address WHERE state = 'stored')";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Keeps what a source said: how it stands, the addresses that it named, and the sources; those that are there stay as they are. How many
    /// addresses are new.
    pub fn source_said(
        &mut self,
        row: &SourceRow,
        addresses: &[Named],
        sources: &[(String, &str)],
    ) -> Result<usize, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        put_sources(&transaction, Some(&row.url), sources)?;
        let mut new = 0;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO address (url, source, published, state) VALUES (?1, ?2, ?3, 'waiting') ON CONFLICT (url) DO NOTHING",
            )?;
            for named in addresses {
                new += insert.execute(params![named.url, row.url, named.published])?;
            }
            // One that is watched no longer is not brought back.
            let mut update = transaction.prepare_cached(
                "UPDATE source SET kind = ?2, title = ?3, etag = ?4, modified = ?5, checked = ?6, due = ?7, failures = ?8, status = ?9 WHERE url = ?1",
            )?;
            update.execute(params![
                row.url,
                row.kind,
                row.title,
                row.etag,
                row.modified,
                row.checked,
                row.due,
                row.failures,
                row.status
            ])?;
        }
        transaction.commit()?;
        Ok(new)
    }

    /// Keeps how an address stands. `Stored` is said only after its page was added: see the module.
    pub fn address_stands(&mut self, row: &AddressRow) -> Result<(), StoreError> {
        let mut update = self.connection.prepare_cached(
            "UPDATE address SET state = ?2, etag = ?3, modified = ?4, checked = ?5, due = ?6, failures = ?7, status = ?8 WHERE url = ?1",
        )?;
        update.execute(params![
            row.url,
            row.state.as_str(),
            row.etag,
            row.modified,
            row.checked,
            row.due,
            row.failures,
            row.status
        ])?;
        Ok(())
    }
}

fn put_sources(
    transaction: &Transaction<'_>,
    parent: Option<&str>,
    sources: &[(String, &str)],
) -> Result<usize, StoreError> {
    let mut insert = transaction
        .prepare_cached("INSERT INTO source (url, parent, kind) VALUES (?1, ?2, ?3) ON CONFLICT (url) DO NOTHING")?;
    sources.iter().try_fold(0, |new, (url, kind)| Ok(new + insert.execute(params![url, parent, kind])?))
}

fn source(row: &Row<'_>) -> rusqlite::Result<SourceRow> {
    Ok(SourceRow {
        url: row.get(0)?,
        parent: row.get(1)?,
        kind: row.get(2)?,
        title: row.get(3)?,
        etag: row.get(4)?,
        modified: row.get(5)?,
        checked: row.get(6)?,
        due: row.get(7)?,
        failures: row.get(8)?,
        status: row.get(9)?,
    })
}

fn address(row: &Row<'_>) -> rusqlite::Result<AddressRow> {
    let state: String = row.get(3)?;
    Ok(AddressRow {
        url: row.get(0)?,
        source: row.get(1)?,
        published: row.get(2)?,
        state: AddressState::of(&state),
        etag: row.get(4)?,
        modified: row.get(5)?,
        checked: row.get(6)?,
        due: row.get(7)?,
        failures: row.get(8)?,
        status: row.get(9)?,
    })
}
