//! The tables, and how files of older versions become the present one: step by step, each in one transaction.

use rusqlite::Connection;

use crate::StoreError;

/// The version of the tables.
pub(crate) const VERSION: i64 = 1;

/// "DTLN": tells our files from other databases.
const APPLICATION: i64 = 0x4454_4C4E;

/// From version n - 1 to n, at index n - 1. A step is never changed once it was released.
const STEPS: &[&str] = &["
    -- Pages as they came, once each. Text is deflated (RFC 1951).
    CREATE TABLE page (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL,
        kind TEXT NOT NULL,
        given_id TEXT, url TEXT, path TEXT, media_type TEXT,
        headline TEXT, published TEXT, publisher TEXT, byline TEXT NOT NULL,
        text BLOB NOT NULL
    ) STRICT;
    CREATE INDEX page_by_hash ON page (sha256);
    -- Articles in all versions; `is_current` is 1 for the last one. `record` is the deflated line of JSON.
    CREATE TABLE article (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        version INTEGER NOT NULL,
        is_current INTEGER NOT NULL,
        page INTEGER NOT NULL REFERENCES page (id),
        record_id TEXT NOT NULL,
        url TEXT, headline TEXT, publisher TEXT, agency TEXT, published TEXT,
        reader TEXT NOT NULL, pack TEXT NOT NULL,
        record BLOB NOT NULL,
        UNIQUE (key, version)
    ) STRICT;
    CREATE INDEX article_by_page ON article (page);
    CREATE INDEX article_by_day ON article (published, id) WHERE is_current = 1;
    CREATE INDEX article_by_record ON article (record_id);
    -- Facts of current versions: columns of the record, for search. The record is the truth.
    CREATE TABLE event (
        article INTEGER NOT NULL REFERENCES article (id),
        id TEXT NOT NULL,
        type TEXT NOT NULL, mode TEXT, subevent TEXT, status TEXT NOT NULL,
        place TEXT, country TEXT, lat REAL, lon REAL, radius_km REAL,
        since TEXT, until TEXT,
        actors TEXT NOT NULL, recipients TEXT NOT NULL, sentence TEXT NOT NULL, rule TEXT NOT NULL,
        PRIMARY KEY (article, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX event_by_type ON event (type, since);
    CREATE INDEX event_by_point ON event (lat, lon);
    CREATE INDEX event_by_country ON event (country, since);
    CREATE TABLE figure (
        article INTEGER NOT NULL REFERENCES article (id),
        id TEXT NOT NULL,
        measure TEXT NOT NULL, low INTEGER, high INTEGER, best INTEGER, bound TEXT NOT NULL,
        group_words TEXT, group_kind TEXT, side TEXT, claimed_by TEXT, status TEXT NOT NULL,
        event TEXT, sentence TEXT NOT NULL, rule TEXT NOT NULL,
        PRIMARY KEY (article, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX figure_by_measure ON figure (measure);
    -- Words of headline and text of current versions; the rowid is the article's.
    CREATE VIRTUAL TABLE words USING fts5 (
        headline, text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
    );
"];

/// Brings a file to the present version; makes the tables of a new one.
pub(crate) fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    if found == VERSION {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    // Another writer may have done it meanwhile.
    let found = version(connection)?;
    for (n, step) in STEPS.iter().enumerate().skip(found as usize) {
        connection.execute_batch(step)?;
        connection.pragma_update(None, "user_version", n as i64 + 1)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}

/// Whether a file is of a version that can be read as it is.
pub(crate) fn check(connection: &Connection) -> Result<(), StoreError> {
    match version(connection)? {
        VERSION => Ok(()),
        _ => Err(StoreError::Foreign),
    }
}

/// The version of a file; 0 for an empty one.
pub(crate) fn version(connection: &Connection) -> Result<i64, StoreError> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (version, application) = (number("user_version")?, number("application_id")?);
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && (tables > 0 || version != 0) {
        return Err(StoreError::Foreign);
    }
    if version > VERSION {
        return Err(StoreError::Newer(version, VERSION));
    }
    Ok(version)
}
