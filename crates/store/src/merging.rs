//! What merging keeps: what waits, what is known of each article, links, copies and incidents. How things are put together is decided elsewhere; here it is
//! looked up and written down, all of a batch or nothing.
//!
//! The table `pending` is the watermark: it names the articles whose merging is not on the disk yet. An article enters it in the transaction that
//! writes, rereads or retires it, and leaves it in the one that writes its links and incidents. So a run that was killed between the two goes on there.

use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};

use crate::deciding::{decisions_on, event_at};
use crate::write::{facts, forget_facts};
use crate::{Decision, Pair, Point, RecordRow, Store, StoreError, StoredArticle, Told, tell};

/// An event of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The article's number in the store.
    pub article: i64,
    /// The event's id in the record.
    pub event: String,
}

/// An article that is to be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub article: i64,
    /// What makes it the same in another version.
    pub key: String,
    /// Whether it is there still; one that is not has to be taken out.
    pub is_current: bool,
    /// Whether its columns are to be made of its record first, since an older program wrote it.
    pub is_bare: bool,
}

/// Two events that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// One.
    pub event: Member,
    /// The other.
    pub other: Member,
    /// How strongly.
    pub score: i64,
    /// Why, `; ` between the reasons.
    pub because: String,
}

/// The columns of an incident.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncidentRow {
    /// Its number, which changes when it is put together anew; given by the store.
    pub id: i64,
    /// Its name, which does not.
    pub name: String,
    /// PLOVER type, or one of ours.
    pub kind: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// ACLED sub-event.
    pub subevent: Option<String>,
    /// Where: name, country, degrees north and east, kilometres around.
    pub place: Option<String>,
    /// See above.
    pub country: Option<String>,
    /// See above.
    pub lat: Option<f64>,
    /// See above.
    pub lon: Option<f64>,
    /// See above.
    pub radius_km: Option<f64>,
    /// First day.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// When it was first reported.
    pub published: Option<String>,
    /// Reports that tell it.
    pub reports: i64,
    /// Independent ones.
    pub sources: i64,
    /// Who did it, `; ` between them.
    pub actors: String,
    /// To whom.
    pub recipients: String,
    /// The smallest and the largest number of killed that anybody claims.
    pub killed_low: Option<i64>,
    /// See above.
    pub killed_high: Option<i64>,
}

/// An event that is merged. They sort in the order of publication.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entered {
    /// Its place in the order of publication.
    pub rank: String,
    /// That of the last of its partners, if it has all it may have.
    pub last: Option<String>,
    /// The event.
    pub event: Member,
}

/// What an article is put together with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The events of the incidents that its events are part of, its own among them.
    pub grouped: Vec<Member>,
    /// The events of others that have one of its events for a partner.
    pub asking: Vec<Member>,
    /// Its copies.
    pub copies: Vec<i64>,
}

/// A batch that is being merged. What is not [finished](Merging::finish) did not happen.
#[derive(Debug)]
pub struct Merging<'s> {
    transaction: Transaction<'s>,
    told: Option<Told>,
}

impl Store {
    /// How many articles wait to be merged.
    pub fn waiting(&self) -> Result<i64, StoreError> {
        Ok(self.connection.query_row("SELECT count(*) FROM pending", [], |row| row.get(0))?)
    }

    /// Begins to merge.
    pub fn merging(&mut self) -> Result<Merging<'_>, StoreError> {
        let told = self.told.clone();
        Ok(Merging { transaction: self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?, told })
    }

    /// The incidents in the order of their first publication, each with its members; `each` may stop by an error of its own.
    pub fn incidents<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(IncidentRow, Vec<Member>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("SELECT {INCIDENT} FROM incident ORDER BY published IS NULL, published, name, id");
        let mut statement = self.connection.prepare(&sql).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let incident = incident(row).map_err(StoreError::from)?;
            let members = self.members(incident.id)?;
            each(incident, members)?;
        }
        Ok(())
    }

    /// The incident of a name.
    pub fn incident(&self, name: &str) -> Result<Option<IncidentRow>, StoreError> {
        let mut find = self
            .connection
            .prepare_cached(&format!("SELECT {INCIDENT} FROM incident WHERE name = ?1 ORDER BY id LIMIT 1"))?;
        Ok(find.query_row(params![name], incident).optional()?)
    }

    /// The incident that an event of a record is part of.
    pub fn incident_of(&self, member: &Member) -> Result<Option<IncidentRow>, StoreError> {
        let mut find = self.connection.prepare_cached(&format!(
            "SELECT {INCIDENT} FROM incident WHERE id = (SELECT incident FROM member WHERE article = ?1 AND event = ?2)"
        ))?;
        Ok(find.query_row(params![member.article, member.event], incident).optional()?)
    }

    /// The events of an incident.
    pub fn members(&self, incident: i64) -> Result<Vec<Member>, StoreError> {
        members(&self.connection, incident)
    }

    /// The current article of a record's id.
    pub fn article_of(&self, record_id: &str) -> Result<Option<i64>, StoreError> {
        let mut find = self
            .connection
            .prepare_cached("SELECT id FROM article WHERE record_id = ?1 AND is_current = 1 ORDER BY id LIMIT 1")?;
        Ok(find.query_row(params![record_id], |row| row.get(0)).optional()?)
    }

    /// What merging needs of an article, as it was packed in this form.
    pub fn gist(&self, article: i64, form: i64) -> Result<Option<Vec<u8>>, StoreError> {
        gist(&self.connection, article, form)
    }

    /// The links of an article's events, whichever of two has the other for a partner.
    pub fn links_of(&self, article: i64) -> Result<Vec<LinkRow>, StoreError> {
        links_of(&self.connection, article)
    }

    /// The article that stands for this one and its copies, and its record's id.
    pub fn copy_of(&self, article: i64) -> Result<Option<(i64, String)>, StoreError> {
        let mut find = self.connection.prepare_cached(
            "SELECT first.id, first.record_id FROM article JOIN article first ON first.id = article.copy_of WHERE article.id = ?1",
        )?;
        Ok(find.query_row(params![article], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// What people decided of pairs of an article's events, where both are read now.
    pub fn pairs_of(&self, article: i64) -> Result<Vec<Pair>, StoreError> {
        pairs_of(&self.connection, article)
    }
}

impl Merging<'_> {
    /// What was packed in another form waits too.
    pub fn wake_other_forms(&self, form: i64) -> Result<(), StoreError> {
        // Each by the index: of both at once SQLite would go through the table.
        for other in ["form < ?1", "form > ?1"] {
            let sql = "INSERT OR IGNORE INTO pending SELECT article, 0 FROM gist INDEXED BY gist_by_form WHERE";
            self.transaction.prepare_cached(&format!("{sql} {other}"))?.execute(params![form])?;
        }
        Ok(())
    }

    /// Whether people put any events together or apart.
    pub fn has_pairs(&self) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM decision WHERE verb IN ('together', 'apart') AND undone IS NULL";
        Ok(self.transaction.prepare_cached(sql)?.exists([])?)
    }

    /// What waits, at most so many.
    pub fn waiting(&self, most: usize) -> Result<Vec<Waiting>, StoreError> {
        let mut find = self.transaction.prepare_cached(
            "SELECT id, key, is_current, is_bare FROM pending CROSS JOIN article ON id = article
             ORDER BY published IS NULL, published, record_id, id LIMIT ?1",
        )?;
        let rows = find.query_map(params![most as i64], |row| {
            Ok(Waiting { article: row.get(0)?, key: row.get(1)?, is_current: row.get(2)?, is_bare: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The record of an article.
    pub fn record(&self, article: i64) -> Result<RecordRow, StoreError> {
        crate::read::record_of(&self.transaction, article)
    }

    /// Writes an article's columns anew.
    pub fn fill(&self, article: i64, of: &StoredArticle) -> Result<(), StoreError> {
        forget_facts(&self.transaction, article)?;
        facts(&self.transaction, article, of)
    }

    /// What an article is put together with.
    pub fn around(&self, article: i64) -> Result<Around, StoreError> {
        let members = |sql: &str| -> Result<Vec<Member>, StoreError> {
            let mut find = self.transaction.prepare_cached(sql)?;
            let member = |row: &Row<'_>| Ok(Member { article: row.get(0)?, event: row.get(1)? });
            Ok(find.query_map(params![article], member)?.collect::<Result<_, _>>()?)
        };
        let grouped =
            "SELECT b.article, b.event FROM member a JOIN member b ON b.incident = a.incident WHERE a.article = ?1";
        let linked = "SELECT article, event FROM link WHERE other = ?1 AND article <> ?1";
        Ok(Around { grouped: members(grouped)?, asking: members(linked)?, copies: self.copies_of(article)? })
    }

    /// Takes out all that merging knows of an article.
    pub fn forget(&self, article: i64) -> Result<(), StoreError> {
        for other in self.copies_of(article)? {
            let mut delete = self.transaction.prepare_cached("DELETE FROM copy WHERE article = ?1 AND other = ?2")?;
            delete.execute(params![other, article])?;
        }
        for sql in [
            "DELETE FROM gist WHERE article = ?1",
            "DELETE FROM run WHERE article = ?1",
            "DELETE FROM copy WHERE article = ?1",
            "DELETE FROM drawer WHERE article = ?1",
            "DELETE FROM told WHERE article = ?1",
            "DELETE FROM link WHERE article = ?1",
            "DELETE FROM link WHERE other = ?1",
            "DELETE FROM review WHERE article = ?1",
            "UPDATE article SET copy_of = NULL WHERE id = ?1",
        ] {
            self.transaction.prepare_cached(sql)?.execute(params![article])?;
        }
        Ok(())
    }

    /// Takes out all that merging knows, and lets all articles wait: quicker than taking them out one by one.
    pub fn forget_all(&self) -> Result<(), StoreError> {
        self.transaction.execute_batch(
            "DELETE FROM gist; DELETE FROM run; DELETE FROM copy; DELETE FROM drawer; DELETE FROM told; DELETE FROM link; DELETE FROM review;
             DELETE FROM member; DELETE FROM incident; UPDATE article SET copy_of = NULL;
             DELETE FROM pending WHERE article NOT IN (SELECT id FROM article WHERE is_current = 1);
             INSERT OR IGNORE INTO pending SELECT id, 0 FROM article WHERE is_current = 1;",
        )?;
        Ok(())
    }

    /// Whether more articles than `few`, and more than half of those that are merged, wait to be merged anew.
    pub fn waits_mostly(&self, few: usize) -> Result<bool, StoreError> {
        let count = |sql: &str| self.transaction.query_row(sql, [], |row| row.get::<_, i64>(0));
        let again = count("SELECT count(*) FROM pending CROSS JOIN gist ON gist.article = pending.article")?;
        // Counting all of them takes time that grows with the store.
        Ok(again > few as i64 && 2 * again > count("SELECT count(*) FROM gist")?)
    }

    /// What merging needs of an article, as it was packed in this form.
    pub fn gist(&self, article: i64, form: i64) -> Result<Option<Vec<u8>>, StoreError> {
        gist(&self.transaction, article, form)
    }

    /// Keeps what merging needs of an article.
    pub fn put_gist(&self, article: i64, form: i64, bytes: &[u8]) -> Result<(), StoreError> {
        let mut put = self.transaction.prepare_cached("INSERT OR REPLACE INTO gist VALUES (?1, ?2, ?3)")?;
        put.execute(params![article, form, bytes])?;
        Ok(())
    }

    /// Enters an event with its place in the order of publication.
    pub fn enter(&self, event: &Member, rank: &str) -> Result<(), StoreError> {
        let mut put = self.transaction.prepare_cached("INSERT OR REPLACE INTO told VALUES (?1, ?2, ?3, NULL)")?;
        put.execute(params![event.article, event.event, rank])?;
        Ok(())
    }

    /// The events of an article, as they were entered.
    pub fn entered(&self, article: i64) -> Result<Vec<Entered>, StoreError> {
        let mut find =
            self.transaction.prepare_cached("SELECT rank, last, article, event FROM told WHERE article = ?1")?;
        Ok(find.query_map(params![article], entered)?.collect::<Result<_, _>>()?)
    }

    /// Files an event under a key by its first day.
    pub fn file(&self, key: i64, day: i32, event: &Member) -> Result<(), StoreError> {
        let mut put = self.transaction.prepare_cached("INSERT OR IGNORE INTO drawer VALUES (?1, ?2, ?3, ?4)")?;
        put.execute(params![key, day, event.article, event.event])?;
        Ok(())
    }

    /// The events under a key that begin between two days.
    pub fn find(&self, key: i64, from: i32, to: i32) -> Result<Vec<Entered>, StoreError> {
        let mut find = self.transaction.prepare_cached(
            "SELECT t.rank, t.last, t.article, t.event FROM drawer d JOIN told t ON t.article = d.article AND t.event = d.event
             WHERE d.key = ?1 AND d.day BETWEEN ?2 AND ?3",
        )?;
        Ok(find.query_map(params![key, from, to], entered)?.collect::<Result<_, _>>()?)
    }

    /// Makes an event another one's partner.
    pub fn put_link(&self, link: &LinkRow) -> Result<(), StoreError> {
        let mut put = self.transaction.prepare_cached("INSERT OR REPLACE INTO link VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        let (one, other) = (&link.event, &link.other);
        put.execute(params![one.article, one.event, other.article, other.event, link.score, link.because])?;
        Ok(())
    }

    /// Of an event's partners the first `most` stay; where it has so many, the last is noted. Gives the partners that it has no more.
    pub fn trim(&self, event: &Member, most: usize) -> Result<Vec<Member>, StoreError> {
        let mut find = self.transaction.prepare_cached(
            "SELECT l.other, l.other_event, t.rank FROM link l JOIN told t ON t.article = l.other AND t.event = l.other_event
             WHERE l.article = ?1 AND l.event = ?2 ORDER BY t.rank",
        )?;
        let row = |row: &Row<'_>| Ok((Member { article: row.get(0)?, event: row.get(1)? }, row.get::<_, String>(2)?));
        let partners: Vec<(Member, String)> =
            find.query_map(params![event.article, event.event], row)?.collect::<Result<_, _>>()?;
        let mut cut = self
            .transaction
            .prepare_cached("DELETE FROM link WHERE article = ?1 AND event = ?2 AND other = ?3 AND other_event = ?4")?;
        for (partner, _) in partners.iter().skip(most) {
            cut.execute(params![event.article, event.event, partner.article, partner.event])?;
        }
        let last = partners.get(most.saturating_sub(1)).map(|(_, rank)| rank);
        let mut note =
            self.transaction.prepare_cached("UPDATE told SET last = ?3 WHERE article = ?1 AND event = ?2")?;
        note.execute(params![event.article, event.event, last])?;
        Ok(partners.into_iter().skip(most).map(|(partner, _)| partner).collect())
    }

    /// Takes an event's partners away.
    pub fn unlink(&self, event: &Member) -> Result<(), StoreError> {
        let mut cut = self.transaction.prepare_cached("DELETE FROM link WHERE article = ?1 AND event = ?2")?;
        cut.execute(params![event.article, event.event])?;
        Ok(())
    }

    /// The links of an article's events, whichever of two has the other for a partner.
    pub fn links_of(&self, article: i64) -> Result<Vec<LinkRow>, StoreError> {
        links_of(&self.transaction, article)
    }

    /// What people decided of pairs of an article's events, where both are read now.
    pub fn pairs_of(&self, article: i64) -> Result<Vec<Pair>, StoreError> {
        pairs_of(&self.transaction, article)
    }

    /// What holds of the facts under a key.
    pub fn decisions_on(&self, key: &str) -> Result<Vec<Decision>, StoreError> {
        decisions_on(&self.transaction, key)
    }

    /// Notes how a fact stands by the decisions.
    pub fn put_review(&self, article: i64, kind: &str, fact: &str, state: &str) -> Result<(), StoreError> {
        let mut put = self.transaction.prepare_cached("INSERT OR REPLACE INTO review VALUES (?1, ?2, ?3, ?4)")?;
        put.execute(params![article, kind, fact, state])?;
        Ok(())
    }

    /// Posts the runs by which an article's copies find it.
    pub fn post(&self, article: i64, runs: impl IntoIterator<Item = u64>) -> Result<(), StoreError> {
        let mut put = self.transaction.prepare_cached("INSERT OR IGNORE INTO run VALUES (?1, ?2)")?;
        for run in runs {
            put.execute(params![run as i64, article])?;
        }
        Ok(())
    }

    /// The articles that posted a run, at most so many.
    pub fn carriers(&self, run: u64, most: usize) -> Result<Vec<i64>, StoreError> {
        let mut find = self.transaction.prepare_cached("SELECT article FROM run WHERE hash = ?1 LIMIT ?2")?;
        Ok(find.query_map(params![run as i64, most as i64], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The articles of which this one is a copy, or the other way.
    pub fn copies_of(&self, article: i64) -> Result<Vec<i64>, StoreError> {
        let mut find = self.transaction.prepare_cached("SELECT other FROM copy WHERE article = ?1 ORDER BY other")?;
        Ok(find.query_map(params![article], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Keeps that two articles are copies.
    pub fn put_copy(&self, article: i64, other: i64) -> Result<(), StoreError> {
        let mut put = self.transaction.prepare_cached("INSERT OR IGNORE INTO copy VALUES (?1, ?2)")?;
        put.execute(params![article, other])?;
        put.execute(params![other, article])?;
        Ok(())
    }

    /// Says which article stands for this one; whether that is news.
    pub fn stands_for(&self, article: i64, first: i64) -> Result<bool, StoreError> {
        let mut put =
            self.transaction.prepare_cached("UPDATE article SET copy_of = ?2 WHERE id = ?1 AND copy_of IS NOT ?2")?;
        Ok(put.execute(params![article, first])? > 0)
    }

    /// The article that stands for this one.
    pub fn first_of(&self, article: i64) -> Result<i64, StoreError> {
        let mut find = self.transaction.prepare_cached("SELECT coalesce(copy_of, id) FROM article WHERE id = ?1")?;
        Ok(find.query_row(params![article], |row| row.get(0)).optional()?.unwrap_or(article))
    }

    /// Takes the incident of an event apart, and gives what it held.
    pub fn dissolve(&self, event: &Member) -> Result<Vec<Member>, StoreError> {
        let mut find =
            self.transaction.prepare_cached("SELECT incident FROM member WHERE article = ?1 AND event = ?2")?;
        let Some(incident) = find.query_row(params![event.article, event.event], |row| row.get(0)).optional()? else {
            return Ok(Vec::new());
        };
        let held = members(&self.transaction, incident)?;
        self.transaction.prepare_cached("DELETE FROM member WHERE incident = ?1")?.execute(params![incident])?;
        self.transaction.prepare_cached("DELETE FROM incident WHERE id = ?1")?.execute(params![incident])?;
        Ok(held)
    }

    /// Keeps an incident with its members.
    pub fn put_incident(&self, row: &IncidentRow, members: &[Member]) -> Result<(), StoreError> {
        let mut put = self.transaction.prepare_cached(
            "INSERT INTO incident (name, type, mode, subevent, place, country, lat, lon, radius_km, since, until, published, reports, sources, actors, \
             recipients, killed_low, killed_high)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?;
        put.execute(params![
            row.name,
            row.kind,
            row.mode,
            row.subevent,
            row.place,
            row.country,
            row.lat,
            row.lon,
            row.radius_km,
            row.since,
            row.until,
            row.published,
            row.reports,
            row.sources,
            row.actors,
            row.recipients,
            row.killed_low,
            row.killed_high,
        ])?;
        let id = self.transaction.last_insert_rowid();
        let mut join = self.transaction.prepare_cached("INSERT OR REPLACE INTO member VALUES (?1, ?2, ?3)")?;
        for member in members {
            join.execute(params![member.article, member.event, id])?;
        }
        Ok(())
    }

    /// Strikes articles off the list of those that wait.
    pub fn done(&self, articles: impl IntoIterator<Item = i64>) -> Result<(), StoreError> {
        tell(self.told.as_ref(), Point::Merged);
        let mut strike = self.transaction.prepare_cached("DELETE FROM pending WHERE article = ?1")?;
        for article in articles {
            strike.execute(params![article])?;
        }
        tell(self.told.as_ref(), Point::Watermark);
        Ok(())
    }

    /// Writes all of it to the disk.
    pub fn finish(self) -> Result<(), StoreError> {
        self.transaction.commit()?;
        tell(self.told.as_ref(), Point::Finished);
        Ok(())
    }
}

const INCIDENT: &str = "id, name, type, mode, subevent, place, country, lat, lon, radius_km, since, until, published, reports, sources, actors, \
                        recipients, killed_low, killed_high";

fn incident(row: &Row<'_>) -> rusqlite::Result<IncidentRow> {
    Ok(IncidentRow {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        mode: row.get(3)?,
        subevent: row.get(4)?,
        place: row.get(5)?,
        country: row.get(6)?,
        lat: row.get(7)?,
        lon: row.get(8)?,
        radius_km: row.get(9)?,
        since: row.get(10)?,
        until: row.get(11)?,
        published: row.get(12)?,
        reports: row.get(13)?,
        sources: row.get(14)?,
        actors: row.get(15)?,
        recipients: row.get(16)?,
        killed_low: row.get(17)?,
        killed_high: row.get(18)?,
    })
}

fn entered(row: &Row<'_>) -> rusqlite::Result<Entered> {
    Ok(Entered { rank: row.get(0)?, last: row.get(1)?, event: Member { article: row.get(2)?, event: row.get(3)? } })
}

fn members(connection: &rusqlite::Connection, incident: i64) -> Result<Vec<Member>, StoreError> {
    let mut find =
        connection.prepare_cached("SELECT article, event FROM member WHERE incident = ?1 ORDER BY article, event")?;
    let member = |row: &Row<'_>| Ok(Member { article: row.get(0)?, event: row.get(1)? });
    Ok(find.query_map(params![incident], member)?.collect::<Result<_, _>>()?)
}

fn gist(connection: &rusqlite::Connection, article: i64, form: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut find = connection.prepare_cached("SELECT bytes FROM gist WHERE article = ?1 AND form = ?2")?;
    Ok(find.query_row(params![article, form], |row| row.get(0)).optional()?)
}

/// Links from an article's events, and those to them, all as links from them.
fn links_of(connection: &rusqlite::Connection, article: i64) -> Result<Vec<LinkRow>, StoreError> {
    let mut find = connection.prepare_cached(
        "SELECT event, other, other_event, score, because FROM link WHERE article = ?1
         UNION SELECT other_event, article, event, score, because FROM link WHERE other = ?1 ORDER BY 1, 2, 3",
    )?;
    let rows = find.query_map(params![article], |row| {
        Ok(LinkRow {
            event: Member { article, event: row.get(0)? },
            other: Member { article: row.get(1)?, event: row.get(2)? },
            score: row.get(3)?,
            because: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Of what was decided of one pair the last holds.
fn pairs_of(connection: &rusqlite::Connection, article: i64) -> Result<Vec<Pair>, StoreError> {
    let mut find = connection.prepare_cached("SELECT key FROM article WHERE id = ?1")?;
    let Some(key) = find.query_row(params![article], |row| row.get::<_, String>(0)).optional()? else {
        return Ok(Vec::new());
    };
    let mut pairs = std::collections::BTreeMap::new();
    for decision in decisions_on(connection, &key)? {
        let is_together = decision.verb == "together";
        let (Some(other), true) = (&decision.other, is_together || decision.verb == "apart") else { continue };
        if let (Some(one), Some(other)) = (event_at(connection, &decision.fact)?, event_at(connection, other)?) {
            pairs.insert((one.clone().min(other.clone()), one.max(other)), is_together);
        }
    }
    Ok(pairs.into_iter().map(|((event, other), is_together)| Pair { event, other, is_together }).collect())
}
