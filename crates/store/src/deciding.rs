//! What people decided: a log that only grows. What was decided at once is one act, and can be taken back as one; that is noted, not deleted.
//!
//! A decision names its fact by the article's key, the sentence, and the words in it, never by a number that another reading would give to another fact.
//! A fact that is not read any more leaves its decision without one; it is found again as soon as the same words are read again.

use rusqlite::{OptionalExtension, Row, params};

use crate::{Member, Store, StoreError};

/// A fact, by what stays when its article is read anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// The article's key.
    pub key: String,
    /// `event`, `figure` or `statement`.
    pub kind: String,
    /// Its sentence.
    pub sentence: String,
    /// Where its words begin in the sentence, in code points.
    pub first: i64,
    /// Its words: an event's trigger, a figure's phrase, what a statement says.
    pub words: String,
}

/// One thing that a person decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Its number; given by the store.
    pub id: i64,
    /// The act that it is part of; given by the store.
    pub act: i64,
    /// When, as RFC 3339.
    pub at: String,
    /// Who.
    pub who: String,
    /// `accept`, `reject`, `correct`, `flag`; `together`, `apart`.
    pub verb: String,
    /// The fact.
    pub fact: Anchor,
    /// The other one, of two that are put together or apart.
    pub other: Option<Anchor>,
    /// What is corrected.
    pub field: Option<String>,
    /// The right value.
    pub value: Option<String>,
    /// Why.
    pub note: Option<String>,
    /// When it was taken back.
    pub undone: Option<String>,
}

/// Two events that people put together, or apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// One.
    pub event: Member,
    /// The other.
    pub other: Member,
    /// Together, or apart.
    pub is_together: bool,
}

const COLUMNS: &str = "id, act, at, who, verb, key, kind, sentence, first, words, other_key, other_sentence, other_first, other_words, \
                       field, value, note, undone";

impl Store {
    /// Writes down what was decided at once, and gives the act's number. Times and names are the caller's. What it is about waits to be merged anew.
    pub fn decide(&mut self, decisions: &[Decision]) -> Result<i64, StoreError> {
        let transaction = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let act: i64 = transaction.query_row("SELECT coalesce(max(act), 0) + 1 FROM decision", [], |row| row.get(0))?;
        for decision in decisions {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO decision (act, at, who, verb, key, kind, sentence, first, words, other_key, other_sentence, other_first, other_words, field, \
                 value, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?;
            let (fact, other) = (&decision.fact, decision.other.as_ref());
            insert.execute(params![
                act,
                decision.at,
                decision.who,
                decision.verb,
                fact.key,
                fact.kind,
                fact.sentence,
                fact.first,
                fact.words,
                other.map(|other| &other.key),
                other.map(|other| &other.sentence),
                other.map(|other| other.first),
                other.map(|other| &other.words),
                decision.field,
                decision.value,
                decision.note,
            ])?;
            wake(&transaction, fact, other)?;
        }
        transaction.commit()?;
        Ok(act)
    }

    /// Takes an act back; how many decisions that were.
    pub fn undo(&mut self, act: i64, at: &str) -> Result<usize, StoreError> {
        let transaction = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let taken_back = {
            let mut find =
                transaction.prepare(&format!("SELECT {COLUMNS} FROM decision WHERE act = ?1 AND undone IS NULL"))?;
            find.query_map(params![act], decision)?.collect::<Result<Vec<Decision>, _>>()?
        };
        for decision in &taken_back {
            wake(&transaction, &decision.fact, decision.other.as_ref())?;
        }
        transaction.execute("UPDATE decision SET undone = ?2 WHERE act = ?1 AND undone IS NULL", params![act, at])?;
        transaction.commit()?;
        Ok(taken_back.len())
    }

    /// What was decided, the last first, before the one with the number `before`; at most `most`.
    pub fn decisions(&self, before: Option<i64>, most: usize) -> Result<Vec<Decision>, StoreError> {
        let mut find = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM decision WHERE id < ?1 ORDER BY id DESC LIMIT ?2"))?;
        let rows = find.query_map(params![before.unwrap_or(i64::MAX), most as i64], decision)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What holds of an article's facts, in the order in which it was decided.
    pub fn decisions_on(&self, key: &str) -> Result<Vec<Decision>, StoreError> {
        decisions_on(&self.connection, key)
    }

    /// The fact of a current article as decisions name it; `None` where there is no such event or figure.
    pub fn anchor(&self, kind: &str, member: &Member) -> Result<Option<Anchor>, StoreError> {
        let table = if kind == "figure" { "figure" } else { "event" };
        let sql = format!(
            "SELECT a.key, f.sentence, f.first, f.words FROM {table} f JOIN article a ON a.id = f.article WHERE f.article = ?1 AND f.id = ?2"
        );
        let row = |row: &Row<'_>| {
            Ok(Anchor {
                key: row.get(0)?,
                kind: kind.to_owned(),
                sentence: row.get(1)?,
                first: row.get(2)?,
                words: row.get(3)?,
            })
        };
        Ok(self.connection.prepare_cached(&sql)?.query_row(params![member.article, member.event], row).optional()?)
    }
}

pub(crate) fn decisions_on(connection: &rusqlite::Connection, key: &str) -> Result<Vec<Decision>, StoreError> {
    let mut find = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM decision WHERE (key = ?1 OR other_key = ?1) AND undone IS NULL ORDER BY id"
    ))?;
    Ok(find.query_map(params![key], decision)?.collect::<Result<_, _>>()?)
}

/// The event that an anchor names, if it is read now.
pub(crate) fn event_at(connection: &rusqlite::Connection, anchor: &Anchor) -> Result<Option<Member>, StoreError> {
    // A sentence that stands twice in a report has its event twice at most; the first stands for it.
    let mut find = connection.prepare_cached(
        "SELECT e.article, e.id FROM article a JOIN event e ON e.article = a.id
         WHERE a.key = ?1 AND a.is_current = 1 AND e.sentence = ?2 AND e.first = ?3 AND e.words = ?4 ORDER BY length(e.id), e.id LIMIT 1",
    )?;
    let row = |row: &Row<'_>| Ok(Member { article: row.get(0)?, event: row.get(1)? });
    Ok(find.query_row(params![anchor.key, anchor.sentence, anchor.first, anchor.words], row).optional()?)
}

/// The articles that a decision is about are merged anew.
fn wake(connection: &rusqlite::Connection, fact: &Anchor, other: Option<&Anchor>) -> Result<(), StoreError> {
    let mut wake = connection
        .prepare_cached("INSERT OR IGNORE INTO pending SELECT id, 0 FROM article WHERE key = ?1 AND is_current = 1")?;
    wake.execute(params![fact.key])?;
    if let Some(other) = other {
        wake.execute(params![other.key])?;
    }
    Ok(())
}

fn decision(row: &Row<'_>) -> rusqlite::Result<Decision> {
    let other: Option<String> = row.get(10)?;
    let kind: String = row.get(6)?;
    let other = match other {
        Some(key) => {
            Some(Anchor { key, kind: kind.clone(), sentence: row.get(11)?, first: row.get(12)?, words: row.get(13)? })
        }
        None => None,
    };
    Ok(Decision {
        id: row.get(0)?,
        act: row.get(1)?,
        at: row.get(2)?,
        who: row.get(3)?,
        verb: row.get(4)?,
        fact: Anchor { key: row.get(5)?, kind, sentence: row.get(7)?, first: row.get(8)?, words: row.get(9)? },
        other,
        field: row.get(14)?,
        value: row.get(15)?,
        note: row.get(16)?,
        undone: row.get(17)?,
    })
}
