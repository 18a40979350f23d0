//! Records and pages out, in an order that does not depend on how they came in.

use rusqlite::params;
use rusqlite::types::ValueRef;

use crate::{Store, StoreError, StoredPage, unpack};

/// A record with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// The article's number in the store.
    pub article: i64,
    /// What makes it the same article in another version.
    pub key: String,
    /// Its version, from 1.
    pub version: i64,
    /// The record's line of JSON.
    pub record: String,
}

/// A page with what read its articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRow {
    /// The page.
    pub page: StoredPage,
    /// The models and the rules that read its current articles; several where they differ.
    pub read_by: Vec<(String, String)>,
}

/// What a store holds, table by table, by keys in place of numbers.
const DUMP: &[(&str, &str)] = &[
    (
        "page",
        "SELECT sha256, kind, given_id, url, path, media_type, headline, published, publisher, byline, text FROM page",
    ),
    (
        "article",
        "SELECT a.key, a.version, a.is_current, p.sha256, a.record_id, a.url, a.headline, a.publisher, a.agency, a.published, a.reader, a.pack, \
         (SELECT key FROM article b WHERE b.id = a.copy_of), a.record FROM article a JOIN page p ON p.id = a.page",
    ),
    (
        "event",
        "SELECT a.key, e.id, e.type, e.mode, e.subevent, e.status, e.place, e.country, \
         e.lat, e.lon, e.radius_km, e.since, e.until, e.actors, \
         e.recipients, e.sentence, e.rule, e.first, e.words FROM event e JOIN article a ON a.id = e.article",
    ),
    (
        "figure",
        "SELECT a.key, f.id, f.measure, f.low, f.high, f.best, f.bound, f.group_words, \
         f.group_kind, f.side, f.claimed_by, f.status, f.event, f.sentence, f.rule, f.first, f.words FROM figure f JOIN article a ON a.id = f.article",
    ),
    (
        "link",
        "SELECT a.key, l.event, b.key, l.other_event, l.score, l.because FROM link l JOIN article a ON a.id = l.article \
         JOIN article b ON b.id = l.other",
    ),
    (
        "incident",
        "SELECT a.key, m.event, i.name, i.type, i.mode, i.subevent, i.place, i.country, i.lat, i.lon, i.radius_km, i.since, i.until, i.published, \
         i.reports, i.sources, i.actors, i.recipients, i.killed_low, i.killed_high \
         FROM member m JOIN article a ON a.id = m.article JOIN incident i ON i.id = m.incident",
    ),
    ("review", "SELECT a.key, r.kind, r.fact, r.state FROM review r JOIN article a ON a.id = r.article"),
    ("decision", "SELECT * FROM decision"),
    ("pending", "SELECT a.key, a.version FROM pending JOIN article a ON a.id = article"),
];

impl Store {
    /// The current records, by their keys. `each` may stop by an error of its own.
    pub fn records<E: From<StoreError>>(&self, mut each: impl FnMut(RecordRow) -> Result<(), E>) -> Result<(), E> {
        let sql = "SELECT id, key, version, record FROM article WHERE is_current = 1 ORDER BY key";
        let mut statement = self.connection.prepare(sql).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(record(row)?)?;
        }
        Ok(())
    }

    /// The record of an article.
    pub fn record(&self, article: i64) -> Result<RecordRow, StoreError> {
        record_of(&self.connection, article)
    }

    /// The pages of current articles, by their numbers, beginning behind `after`; at most `most`. With the number of each.
    pub fn pages(&self, after: i64, most: usize) -> Result<Vec<(i64, PageRow)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, sha256, kind, given_id, url, path, media_type, headline, published, publisher, byline, text FROM page
             WHERE id > ?1 AND EXISTS (SELECT 1 FROM article WHERE article.page = page.id AND is_current = 1) ORDER BY id LIMIT ?2",
        )?;
        let mut readers = self.connection.prepare_cached(
            "SELECT DISTINCT reader, pack FROM article WHERE page = ?1 AND is_current = 1 ORDER BY reader, pack",
        )?;
        let mut pages = Vec::new();
        let mut rows = statement.query(params![after, most as i64])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let read_by =
                readers.query_map(params![id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
            let page = StoredPage {
                sha256: row.get(1)?,
                kind: row.get(2)?,
                id: row.get(3)?,
                url: row.get(4)?,
                path: row.get(5)?,
                media_type: row.get(6)?,
                headline: row.get(7)?,
                published: row.get(8)?,
                publisher: row.get(9)?,
                byline: row.get(10)?,
                text: unpack(row.get_ref(11)?.as_blob().map_err(|_| StoreError::Foreign)?)?,
                is_fresh: false,
            };
            pages.push((id, PageRow { page, read_by }));
        }
        Ok(pages)
    }

    /// How many current articles, events and figures there are, and pages.
    pub fn counts(&self) -> Result<[i64; 4], StoreError> {
        let count = |sql: &str| self.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        Ok([
            count("SELECT count(*) FROM article WHERE is_current = 1")?,
            count("SELECT count(*) FROM event")?,
            count("SELECT count(*) FROM figure")?,
            count("SELECT count(*) FROM page")?,
        ])
    }

    /// All that is kept and read, a line each, in an order and without numbers that depend on how it came in: two stores hold the same if these
    /// lines are the same. Pages, articles in all versions, facts, copies, links, incidents with their members, and decisions.
    pub fn dump<E: From<StoreError>>(&self, mut each: impl FnMut(String) -> Result<(), E>) -> Result<(), E> {
        for (name, sql) in DUMP {
            let mut statement = self.connection.prepare(sql).map_err(StoreError::from)?;
            let columns = statement.column_count();
            let mut rows = statement.query([]).map_err(StoreError::from)?;
            let mut lines = Vec::new();
            while let Some(row) = rows.next().map_err(StoreError::from)? {
                let cell = |i| match row.get_ref(i).map_err(StoreError::from)? {
                    ValueRef::Null => Ok(String::new()),
                    ValueRef::Integer(n) => Ok(n.to_string()),
                    ValueRef::Real(n) => Ok(n.to_string()),
                    ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).replace(['\t', '\n'], " ")),
                    ValueRef::Blob(bytes) => unpack(bytes).map(|text| text.replace(['\t', '\n'], " ")),
                };
                let cells = (0..columns).map(cell).collect::<Result<Vec<String>, StoreError>>()?;
                lines.push(format!("{name}\t{}", cells.join("\t")));
            }
            lines.sort_unstable();
            lines.into_iter().try_for_each(&mut each)?;
        }
        Ok(())
    }

    /// What SQLite finds wrong with the file; empty if nothing is.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check")?;
        let found: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }
}

pub(crate) fn record_of(connection: &rusqlite::Connection, article: i64) -> Result<RecordRow, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id, key, version, record FROM article WHERE id = ?1")?;
    let mut rows = statement.query(params![article])?;
    match rows.next()? {
        Some(row) => record(row),
        None => Err(StoreError::Query(format!("there is no article {article}"))),
    }
}

fn record(row: &rusqlite::Row<'_>) -> Result<RecordRow, StoreError> {
    let packed = row.get_ref(3)?.as_blob().map_err(|_| StoreError::Foreign)?;
    Ok(RecordRow { article: row.get(0)?, key: row.get(1)?, version: row.get(2)?, record: unpack(packed)? })
}
