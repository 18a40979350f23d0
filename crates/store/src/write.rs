//! Pages and articles in: a batch is on the disk as a whole or not at all.

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use crate::search::LONGEST_DAYS;
use crate::{Point, Store, StoreError, StoredArticle, StoredPage, Told, pack, tell};

/// What adding changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Articles that were not there.
    pub new: usize,
    /// Articles of which a version was there already, from another page.
    pub versions: usize,
    /// Articles read anew from the page that was there, since the rules or models had changed.
    pub reread: usize,
    /// Articles that were there as they are.
    pub same: usize,
}

impl Store {
    /// Whether adding this page, read by this reader with these rules, would change nothing: its first article (`key`) was read from it so, or has
    /// had a later version since; of a page that was fetched just now only the present version counts.
    pub fn has(&self, page: &StoredPage, key: &str, reader: &str, pack: &str) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT 1 FROM article JOIN page ON page.id = article.page
             WHERE page.sha256 = ?1 AND page.published IS ?2 AND page.headline IS ?3 AND page.publisher IS ?4 AND page.byline = ?5
             AND article.key = ?6 AND (article.is_current = 0 AND NOT ?9 OR article.is_current AND article.reader = ?7 AND article.pack = ?8)",
        )?;
        let given = params![
            page.sha256,
            page.published,
            page.headline,
            page.publisher,
            page.byline,
            key,
            reader,
            pack,
            page.is_fresh
        ];
        Ok(statement.exists(given)?)
    }

    /// Adds pages with the articles on them, all or none.
    pub fn add(&mut self, pages: &[(StoredPage, Vec<StoredArticle>)]) -> Result<Added, StoreError> {
        let mut added = Added::default();
        let told = self.told.clone();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (page, articles) in pages {
            if articles.is_empty() {
                continue;
            }
            if page.is_fresh && reads_the_same(&transaction, articles)? {
                added.same += articles.len();
                continue;
            }
            let is_fresh = page.is_fresh;
            let page = page_id(&transaction, page)?;
            tell(told.as_ref(), Point::Page);
            let mut replaced = Vec::new();
            for article in articles {
                replaced.extend(one(&transaction, (page, is_fresh), article, &mut added, told.as_ref())?);
            }
            // What stood on the page before and does not any more.
            for before in replaced {
                retire(&transaction, before)?;
            }
        }
        transaction.commit()?;
        tell(told.as_ref(), Point::Added);
        Ok(added)
    }
}

/// Whether a page that came again reads as the one that is there: the same articles, none more and none less, by the same readers. Pages carry
/// counters and advertisements, and are no news by them.
fn reads_the_same(transaction: &Transaction<'_>, articles: &[StoredArticle]) -> Result<bool, StoreError> {
    let mut find = transaction.prepare_cached(
        "SELECT page FROM article WHERE key = ?1 AND is_current = 1 AND digest = ?2 AND digest <> '' AND reader = ?3 AND pack = ?4",
    )?;
    let mut pages = std::collections::BTreeSet::new();
    for article in articles {
        let given = params![article.key, article.digest, article.reader, article.pack];
        match find.query_row(given, |row| row.get::<_, i64>(0)).optional()? {
            Some(page) => pages.insert(page),
            None => return Ok(false),
        };
    }
    let mut count = transaction.prepare_cached("SELECT count(*) FROM article WHERE page = ?1 AND is_current = 1")?;
    let mut there = 0;
    for page in pages {
        there += count.query_row(params![page], |row| row.get::<_, i64>(0))?;
    }
    Ok(there == articles.len() as i64)
}

/// The number of a page, which is written if it is not there.
fn page_id(transaction: &Transaction<'_>, page: &StoredPage) -> Result<i64, StoreError> {
    let mut find = transaction.prepare_cached(
        "SELECT id FROM page WHERE sha256 = ?1 AND given_id IS ?2 AND url IS ?3 AND (path IS ?4 OR given_id IS NOT NULL OR url IS NOT NULL)
         AND published IS ?5 AND headline IS ?6 AND publisher IS ?7 AND byline = ?8",
    )?;
    let known =
        params![page.sha256, page.id, page.url, page.path, page.published, page.headline, page.publisher, page.byline];
    if let Some(id) = find.query_row(known, |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO page (sha256, kind, given_id, url, path, media_type, headline, published, publisher, byline, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    insert.execute(params![
        page.sha256,
        page.kind,
        page.id,
        page.url,
        page.path,
        page.media_type,
        page.headline,
        page.published,
        page.publisher,
        page.byline,
        pack(&page.text)?,
    ])?;
    Ok(transaction.last_insert_rowid())
}

fn one(
    transaction: &Transaction<'_>,
    (page, is_fresh): (i64, bool),
    article: &StoredArticle,
    added: &mut Added,
    told: Option<&Told>,
) -> Result<Option<i64>, StoreError> {
    let mut find = transaction
        .prepare_cached("SELECT id, version, page, reader, pack FROM article WHERE key = ?1 AND is_current = 1")?;
    let present: Option<(i64, i64, i64, String, String)> = find
        .query_row(params![article.key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let mut seen =
        transaction.prepare_cached("SELECT 1 FROM article WHERE key = ?1 AND page = ?2 AND is_current = 0")?;
    match &present {
        // A later version came since: what was there stays as it is.
        Some((_, _, from, ..)) if !is_fresh && *from != page && seen.exists(params![article.key, page])? => {
            added.same += 1;
            return Ok(None);
        }
        Some((id, _, from, reader, read_with))
            if *from == page
                && *reader == article.reader
                && *read_with == article.pack
                && has_record(transaction, *id, article)? =>
        {
            added.same += 1;
            return Ok(None);
        }
        Some((id, _, from, ..)) if *from == page => {
            let id = *id;
            forget_facts(transaction, id)?;
            let mut update = transaction
                .prepare_cached("UPDATE article SET reader = ?2, pack = ?3, record = ?4, headline = ?5, publisher = ?6, agency = ?7, published = ?8, url = ?9, digest = ?10 WHERE id = ?1")?;
            update.execute(params![
                id,
                article.reader,
                article.pack,
                pack(&article.record)?,
                article.headline,
                article.publisher,
                article.agency,
                article.published,
                article.url,
                article.digest,
            ])?;
            facts(transaction, id, article)?;
            added.reread += 1;
            return Ok(None);
        }
        _ => {}
    }
    let mut replaced = None;
    let version = match &present {
        Some((id, version, from, ..)) => {
            replaced = Some(*from);
            forget_facts(transaction, *id)?;
            transaction.prepare_cached("UPDATE article SET is_current = 0 WHERE id = ?1")?.execute(params![id])?;
            added.versions += 1;
            version + 1
        }
        None => {
            added.new += 1;
            1
        }
    };
    let mut insert = transaction.prepare_cached(
        "INSERT INTO article (key, version, is_current, page, record_id, url, headline, publisher, agency, published, reader, pack, record, digest)
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    insert.execute(params![
        article.key,
        version,
        page,
        article.record_id,
        article.url,
        article.headline,
        article.publisher,
        article.agency,
        article.published,
        article.reader,
        article.pack,
        pack(&article.record)?,
        article.digest,
    ])?;
    let id = transaction.last_insert_rowid();
    tell(told, Point::Article);
    facts(transaction, id, article)?;
    tell(told, Point::Facts);
    Ok(replaced)
}

/// Whether the store has just this record.
fn has_record(transaction: &Transaction<'_>, id: i64, article: &StoredArticle) -> Result<bool, StoreError> {
    let mut find = transaction.prepare_cached("SELECT 1 FROM article WHERE id = ?1 AND record = ?2")?;
    Ok(find.exists(params![id, pack(&article.record)?])?)
}

/// Articles of a page that are current still: none of its next version took their place.
fn retire(transaction: &Transaction<'_>, page: i64) -> Result<(), StoreError> {
    let mut find = transaction.prepare_cached("SELECT id FROM article WHERE page = ?1 AND is_current = 1")?;
    let left: Vec<i64> = find.query_map(params![page], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in left {
        forget_facts(transaction, id)?;
        transaction.prepare_cached("UPDATE article SET is_current = 0 WHERE id = ?1")?.execute(params![id])?;
    }
    Ok(())
}

pub(crate) fn forget_facts(transaction: &Transaction<'_>, article: i64) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM event WHERE article = ?1")?.execute(params![article])?;
    transaction.prepare_cached("DELETE FROM figure WHERE article = ?1")?.execute(params![article])?;
    transaction.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute(params![article])?;
    // What was put together with it has to be looked at again.
    transaction.prepare_cached("INSERT OR REPLACE INTO pending VALUES (?1, 0)")?.execute(params![article])?;
    Ok(())
}

pub(crate) fn facts(transaction: &Transaction<'_>, article: i64, of: &StoredArticle) -> Result<(), StoreError> {
    let mut event = transaction.prepare_cached(
        "INSERT INTO event (article, id, type, mode, subevent, status, place, country, lat, lon, radius_km, since, until, actors, recipients, sentence, rule, first, words, first_day, last_day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, min(?21, date(?20, ?22)))",
    )?;
    for row in &of.events {
        event.execute(params![
            article,
            row.id,
            row.kind,
            row.mode,
            row.subevent,
            row.status,
            row.place,
            row.country,
            row.lat,
            row.lon,
            row.radius_km,
            row.since,
            row.until,
            row.actors,
            row.recipients,
            row.sentence,
            row.rule,
            row.first,
            row.words,
            row.since.as_ref().or(of.published.as_ref()),
            row.until.as_ref().or(of.published.as_ref()),
            format!("+{LONGEST_DAYS} days"),
        ])?;
    }
    let mut figure = transaction.prepare_cached(
        "INSERT INTO figure (article, id, measure, low, high, best, bound, group_words, group_kind, side, claimed_by, status, event, sentence, rule, first, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    for row in &of.figures {
        figure.execute(params![
            article,
            row.id,
            row.measure,
            row.low,
            row.high,
            row.best,
            row.bound,
            row.group,
            row.group_kind,
            row.side,
            row.claimed_by,
            row.status,
            row.event,
            row.sentence,
            row.rule,
            row.first,
            row.words,
        ])?;
    }
    let mut words = transaction.prepare_cached(
        "INSERT INTO words (rowid, headline, text, actors, claimants, publisher) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let actors = of.events.iter().map(|row| row.actors.as_str()).collect::<Vec<_>>().join("; ");
    let claimants = of.figures.iter().filter_map(|row| row.claimed_by.as_deref()).collect::<Vec<_>>().join("; ");
    words.execute(params![article, of.headline, of.text, actors, claimants, of.publisher])?;
    transaction.prepare_cached("INSERT OR REPLACE INTO pending VALUES (?1, 0)")?.execute(params![article])?;
    Ok(())
}
