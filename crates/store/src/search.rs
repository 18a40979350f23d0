//! Search: words by BM25, and conditions on what the reports say. Pages of hits follow one another by a cursor, so that nothing is told twice or left
//! out; with words that holds while the store stays as it is, since every new report changes how much words weigh.

use rusqlite::types::Value;
use rusqlite::{ToSql, params_from_iter};

use crate::{Store, StoreError};

/// What is looked for. Everything given must hold; what an event must be holds for one and the same event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Words that must all stand in headline or text; words between quotation marks in a row.
    pub words: Option<String>,
    /// A place by its name, as it is or as it begins.
    pub place: Option<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Degrees north, degrees east, kilometres around.
    pub near: Option<(f64, f64, f64)>,
    /// First and last day of the event.
    pub since: Option<String>,
    /// See above.
    pub until: Option<String>,
    /// PLOVER type, or one of ours.
    pub kind: Option<String>,
    /// Words of an actor.
    pub actor: Option<String>,
    /// What a figure counts.
    pub measure: Option<String>,
    /// Words of who claims a figure.
    pub claimant: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Hits behind this one.
    pub after: Option<Cursor>,
}

/// Where a page of hits ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    /// The score of the last hit, or its day.
    pub rank: String,
    /// Its article.
    pub article: i64,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its number in the store.
    pub article: i64,
    /// The record's id.
    pub record_id: String,
    /// Its headline.
    pub headline: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The day.
    pub published: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The cursor behind it.
    pub cursor: Cursor,
}

/// The longest search, in bytes, and the most words: a longer one is no search by a person, and costs the store dearly.
const LONGEST: usize = 2_000;
const MOST_WORDS: usize = 64;

/// A kilometre in degrees north.
const DEGREE_KM: f64 = 111.32;

impl Store {
    /// At most `most` hits: with words the best first, else the newest.
    pub fn search(&self, filter: &Filter, most: usize) -> Result<Vec<Hit>, StoreError> {
        let mut values: Vec<Value> = Vec::new();
        let mut wheres: Vec<String> = vec!["a.is_current = 1".to_owned()];
        let mut bind = |value: Value| {
            values.push(value);
            format!("?{}", values.len())
        };
        let text = |value: &str| Value::Text(value.to_owned());
        let said = match &filter.words {
            Some(words) => Some(bind(Value::Text(query(words)?))),
            None => None,
        };
        let mut event: Vec<String> = Vec::new();
        if let Some(place) = &filter.place {
            let slot = bind(Value::Text(format!("{}%", escaped(place))));
            event.push(format!("e.place LIKE {slot} ESCAPE '\\'"));
        }
        if let Some(country) = &filter.country {
            event.push(format!("e.country = {}", bind(Value::Text(country.to_uppercase()))));
        }
        if let Some((lat, lon, km)) = filter.near {
            let cosine = (lat.to_radians().cos() * DEGREE_KM).max(1.0);
            let (lat, lon, height, width) = (
                bind(Value::Real(lat)),
                bind(Value::Real(lon)),
                bind(Value::Real(km / DEGREE_KM)),
                bind(Value::Real(km / cosine)),
            );
            let (km, cosine) = (bind(Value::Real(km)), bind(Value::Real(cosine)));
            event.push(format!(
                "e.lat BETWEEN {lat} - {height} AND {lat} + {height} AND e.lon BETWEEN {lon} - {width} AND {lon} + {width} AND \
                 (e.lat - {lat}) * (e.lat - {lat}) * {DEGREE_KM} * {DEGREE_KM} + (e.lon - {lon}) * (e.lon - {lon}) * {cosine} * {cosine} \
                 <= {km} * {km}"
            ));
        }
        if let Some(since) = &filter.since {
            event.push(format!("coalesce(e.until, a.published) >= {}", bind(text(since))));
        }
        if let Some(until) = &filter.until {
            event.push(format!("coalesce(e.since, a.published) <= {}", bind(text(until))));
        }
        if let Some(kind) = &filter.kind {
            event.push(format!("e.type = {}", bind(Value::Text(kind.to_uppercase()))));
        }
        if let Some(actor) = &filter.actor {
            event.push(format!("e.actors LIKE {} ESCAPE '\\'", bind(Value::Text(format!("%{}%", escaped(actor))))));
        }
        if !event.is_empty() {
            // Few events are at a place: the index finds them. Most are of some day or type: the newest reports are asked one by one.
            let is_rare = filter.place.is_some() || filter.near.is_some() || filter.country.is_some();
            let all = event.join(" AND ");
            wheres.push(match is_rare && !(filter.since.is_some() || filter.until.is_some()) {
                true => format!("a.id IN (SELECT e.article FROM event e WHERE {all})"),
                false if is_rare => {
                    format!("a.id IN (SELECT e.article FROM event e JOIN article a ON a.id = e.article WHERE {all})")
                }
                false => format!("EXISTS (SELECT 1 FROM event e WHERE e.article = a.id AND {all})"),
            });
        }
        let mut figure: Vec<String> = Vec::new();
        if let Some(measure) = &filter.measure {
            figure.push(format!("f.measure = {}", bind(text(measure))));
        }
        if let Some(claimant) = &filter.claimant {
            figure.push(format!(
                "f.claimed_by LIKE {} ESCAPE '\\'",
                bind(Value::Text(format!("%{}%", escaped(claimant))))
            ));
        }
        if !figure.is_empty() {
            wheres.push(format!("EXISTS (SELECT 1 FROM figure f WHERE f.article = a.id AND {})", figure.join(" AND ")));
        }
        if let Some(publisher) = &filter.publisher {
            wheres.push(format!(
                "a.publisher LIKE {} ESCAPE '\\'",
                bind(Value::Text(format!("{}%", escaped(publisher))))
            ));
        }
        let behind = filter.after.as_ref().map(|cursor| {
            // A score goes in as the number that it came out as.
            let score = cursor.rank.parse().ok().filter(|_| filter.words.is_some()).map(Value::Real);
            let (rank, id) = (bind(score.unwrap_or_else(|| text(&cursor.rank))), bind(Value::Integer(cursor.article)));
            match filter.words {
                Some(_) => format!("WHERE (rank > {rank} OR rank = {rank} AND id > {id})"),
                None => format!("WHERE (rank < {rank} OR rank = {rank} AND id > {id})"),
            }
        });
        let limit = bind(Value::Integer(most as i64));
        let behind = behind.unwrap_or_default();
        let sql = match said {
            // Only words of current articles are in the index; of all that match only the best are looked up. Five weighs a headline's word like five
            // of the text: headlines have a tenth of the words.
            Some(said) => {
                let others = wheres[1..].join(" AND ");
                let among = match others.is_empty() {
                    true => String::new(),
                    false => format!("AND rowid IN (SELECT a.id FROM article a WHERE a.is_current = 1 AND {others})"),
                };
                format!(
                    "SELECT a.id, a.record_id, a.headline, a.publisher, a.published, a.url, found.rank FROM (SELECT * FROM (SELECT rowid AS id, \
                     bm25(words, 5.0, 1.0) AS rank FROM words WHERE words MATCH {said} {among}) {behind} ORDER BY rank, id LIMIT {limit}) found \
                     JOIN article a ON a.id = found.id ORDER BY found.rank, found.id"
                )
            }
            None => format!(
                "SELECT * FROM (SELECT a.id AS id, a.record_id, a.headline, a.publisher, a.published, a.url, coalesce(a.published, '') AS rank \
                 FROM article a WHERE {}) {behind} ORDER BY rank DESC, id LIMIT {limit}",
                wheres.join(" AND "),
            ),
        };
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
        let rows = statement.query_map(params_from_iter(values), |row| {
            let article = row.get(0)?;
            // Rust writes a number so that reading it gives the same one.
            let rank = match row.get(6)? {
                Value::Real(score) => format!("{score:?}"),
                Value::Text(day) => day,
                _ => String::new(),
            };
            Ok(Hit {
                article,
                record_id: row.get(1)?,
                headline: row.get(2)?,
                publisher: row.get(3)?,
                published: row.get(4)?,
                url: row.get(5)?,
                cursor: Cursor { rank, article },
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A person's words as FTS5 has them: each in quotation marks, so that none is an operator.
fn query(words: &str) -> Result<String, StoreError> {
    if words.len() > LONGEST {
        return Err(StoreError::Query(format!("a search has at most {LONGEST} bytes")));
    }
    // SQLite reads a text to its first NUL.
    let words = words.replace(char::is_control, " ");
    let mut terms: Vec<String> = Vec::new();
    for (n, part) in words.split('"').enumerate() {
        match n % 2 {
            1 => terms.extend((!part.trim().is_empty()).then(|| format!("\"{}\"", part.trim()))),
            _ => terms.extend(part.split_whitespace().map(|word| format!("\"{word}\""))),
        }
    }
    // A term of marks alone matches nothing and would be an error.
    terms.retain(|term| term.chars().any(char::is_alphanumeric));
    if terms.is_empty() {
        return Err(StoreError::Query("the search has no word".to_owned()));
    }
    if terms.len() > MOST_WORDS {
        return Err(StoreError::Query(format!("a search has at most {MOST_WORDS} words")));
    }
    Ok(terms.join(" "))
}

/// Words in which `LIKE` sees no sign of its own.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
