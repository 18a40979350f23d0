//! The tables, and how files of older versions become the present one: step by step, each in one transaction.

use rusqlite::Connection;

use crate::StoreError;

/// The version of the tables.
pub(crate) const VERSION: i64 = 2;

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
", "
    -- The words by which a fact stands, and where they begin in its sentence, in code points: by these a person's decision finds it again.
    ALTER TABLE event ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE event ADD COLUMN words TEXT NOT NULL DEFAULT '';
    ALTER TABLE figure ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE figure ADD COLUMN words TEXT NOT NULL DEFAULT '';
    -- The days that an event is looked up by: its own, else that of its report; a month of it at most. Half degrees north find points.
    ALTER TABLE event ADD COLUMN first_day TEXT;
    ALTER TABLE event ADD COLUMN last_day TEXT;
    DROP INDEX event_by_type;
    DROP INDEX event_by_point;
    DROP INDEX event_by_country;
    CREATE INDEX event_by_type ON event (type, first_day, last_day);
    CREATE INDEX event_by_country ON event (country, first_day, last_day);
    CREATE INDEX event_by_day ON event (first_day, last_day);
    CREATE INDEX event_by_place ON event (place COLLATE NOCASE);
    CREATE INDEX event_by_point ON event (CAST(lat * 2 AS INTEGER), lon, lat, type);
    -- The index of words has those of actors, claimants and publishers too.
    DROP TABLE words;
    CREATE VIRTUAL TABLE words USING fts5 (
        headline, text, actors, claimants, publisher, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
    );
    -- Articles that are to be merged yet (1: their columns are to be made of the record first). Empty when all is merged: the watermark.
    CREATE TABLE pending (article INTEGER PRIMARY KEY REFERENCES article (id), is_bare INTEGER NOT NULL DEFAULT 0) STRICT;
    INSERT INTO pending SELECT id, 1 FROM article WHERE is_current = 1;
    -- What merging needs of a current article, packed by the program, and the form of that.
    CREATE TABLE gist (article INTEGER PRIMARY KEY REFERENCES article (id), form INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
    CREATE INDEX gist_by_form ON gist (form);
    -- Runs of words by which copies are found; copies, each pair both ways; `copy_of` is the article that stands for its copies.
    CREATE TABLE run (hash INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (hash, article)) STRICT, WITHOUT ROWID;
    CREATE INDEX run_by_article ON run (article);
    CREATE TABLE copy (article INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (article, other)) STRICT, WITHOUT ROWID;
    ALTER TABLE article ADD COLUMN copy_of INTEGER;
    -- The hash of what a reader sees (headline, text, day): a page that changes without it is no new version when it is fetched again.
    ALTER TABLE article ADD COLUMN digest TEXT NOT NULL DEFAULT '';
    -- Events by what they can be found by (a type with a place, a number, a sentence) and their first day, counted from 1970-01-01.
    CREATE TABLE drawer (
        key INTEGER NOT NULL, day INTEGER NOT NULL, article INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (key, day, article, event)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX drawer_by_article ON drawer (article);
    -- Events that are merged: where they stand in the order of publication, and where the last of their partners does if they have all they may have.
    CREATE TABLE told (
        article INTEGER NOT NULL, event TEXT NOT NULL, rank TEXT NOT NULL, last TEXT, PRIMARY KEY (article, event)
    ) STRICT, WITHOUT ROWID;
    -- From an event to its partners, the first that may be one with it: how strongly, and why.
    CREATE TABLE link (
        article INTEGER NOT NULL, event TEXT NOT NULL, other INTEGER NOT NULL, other_event TEXT NOT NULL,
        score INTEGER NOT NULL, because TEXT NOT NULL,
        PRIMARY KEY (article, event, other, other_event)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX link_by_other ON link (other, other_event);
    -- Incidents: columns for lists and search. Their claims are those of their members.
    CREATE TABLE incident (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        type TEXT NOT NULL, mode TEXT, subevent TEXT,
        place TEXT, country TEXT, lat REAL, lon REAL, radius_km REAL,
        since TEXT, until TEXT, published TEXT,
        reports INTEGER NOT NULL, sources INTEGER NOT NULL,
        actors TEXT NOT NULL, recipients TEXT NOT NULL, killed_low INTEGER, killed_high INTEGER
    ) STRICT;
    CREATE INDEX incident_by_name ON incident (name);
    CREATE INDEX incident_by_day ON incident (since, id);
    CREATE INDEX incident_by_type ON incident (type, since);
    CREATE INDEX incident_by_point ON incident (lat, lon);
    CREATE TABLE member (
        article INTEGER NOT NULL, event TEXT NOT NULL, incident INTEGER NOT NULL REFERENCES incident (id), PRIMARY KEY (article, event)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX member_by_incident ON member (incident);
    -- What people decided, in the order in which they did. Facts are named by their article's key, kind, sentence and words, so that they are found
    -- again when they were read anew; what is not found stays here. `act` binds what was decided at once; `undone` says when it was taken back.
    CREATE TABLE decision (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        act INTEGER NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, verb TEXT NOT NULL,
        key TEXT NOT NULL, kind TEXT NOT NULL, sentence TEXT NOT NULL, first INTEGER NOT NULL, words TEXT NOT NULL,
        other_key TEXT, other_sentence TEXT, other_first INTEGER, other_words TEXT,
        field TEXT, value TEXT, note TEXT,
        undone TEXT
    ) STRICT;
    CREATE INDEX decision_by_key ON decision (key);
    CREATE INDEX decision_by_other ON decision (other_key);
    -- How facts stand by the decisions: `accepted`, `rejected`, `corrected`, `flagged`.
    CREATE TABLE review (
        article INTEGER NOT NULL REFERENCES article (id), kind TEXT NOT NULL, fact TEXT NOT NULL, state TEXT NOT NULL,
        PRIMARY KEY (article, kind, fact)
    ) STRICT, WITHOUT ROWID;
    -- Rows of ACLED and UCDP files, to compare with.
    CREATE TABLE baseline (
        origin TEXT NOT NULL, id TEXT NOT NULL,
        since TEXT, until TEXT, type TEXT, subevent TEXT,
        place TEXT, country TEXT, lat REAL, lon REAL, precision INTEGER,
        low INTEGER, best INTEGER, high INTEGER,
        side_a TEXT, side_b TEXT, source TEXT, notes TEXT,
        PRIMARY KEY (origin, id)
    ) STRICT, WITHOUT ROWID;
    -- What is watched, and the addresses that it named; times in seconds since 1970.
    CREATE TABLE source (
        url TEXT PRIMARY KEY,
        -- The source that named this one; none for those that a person did.
        parent TEXT,
        kind TEXT NOT NULL, title TEXT, etag TEXT, modified TEXT,
        checked INTEGER, due INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE address (
        url TEXT PRIMARY KEY,
        source TEXT NOT NULL, published TEXT, state TEXT NOT NULL, etag TEXT, modified TEXT,
        checked INTEGER, due INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX address_by_due ON address (state, due);
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
        0 => Err(StoreError::Foreign),
        older => Err(StoreError::Older(older, VERSION)),
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
