//! Search: words by BM25, and conditions on what the reports say. Pages of hits follow one another by a cursor, so that nothing is told twice or left
//! out; with words that holds while the store stays as it is, since every new report changes how much words weigh.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

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
    /// Reports with a fact that a person `accepted`, `rejected`, `corrected` or `flagged`; `none`: of whose facts nothing was decided.
    pub review: Option<String>,
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

/// Days that an event counts for at most.
pub(crate) const LONGEST_DAYS: i64 = 31;

/// A kilometre in degrees north.
const DEGREE_KM: f64 = 111.32;

/// A word or words in a row that more reports than this have finds but does not weigh: to rank them, all of them would have to be looked at. Measured
/// at a million reports, where ranking that many takes some milliseconds.
const COMMON: usize = 5_000;

/// A condition on events that fewer of them meet than this is asked first, and leads to the reports; of more the reports are asked one by one, newest
/// first, and the first page is soon found. Chosen like [`COMMON`].
const FEW: usize = 5_000;

/// A search as SQL: conditions with the values that stand in them.
#[derive(Default)]
struct Question {
    values: Vec<Value>,
    /// Of the article `a`.
    wheres: Vec<String>,
    /// Of one and the same event `e`.
    event: Vec<String>,
    /// Of one and the same figure `f`.
    figure: Vec<String>,
    /// What the index of words must have besides the person's words.
    index: Vec<String>,
}

impl Question {
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }

    fn text(&mut self, value: &str) -> String {
        self.bind(Value::Text(value.to_owned()))
    }

    /// The words of a name in a column of the index.
    fn indexed(&mut self, column: &str, name: &str, begins: bool) {
        let name = name.replace(|c: char| c.is_control() || c == '"', " ");
        if name.chars().any(char::is_alphanumeric) {
            self.index.push(format!("{column} : {}\"{}\" *", if begins { "^" } else { "" }, name.trim()));
        }
    }

    fn of(filter: &Filter) -> Question {
        // Where a place is asked for, its index leads; the sign keeps SQLite, which does not know how many events are of one type, from the others.
        let plus = if filter.place.is_some() || filter.near.is_some() { "+" } else { "" };
        let mut of = Question { wheres: vec!["a.is_current = 1".to_owned()], ..Question::default() };
        if let Some(place) = &filter.place {
            let (from, to) = (of.text(place), of.text(&format!("{place}\u{10ffff}")));
            of.event.push(format!("e.place >= {from} COLLATE NOCASE AND e.place < {to} COLLATE NOCASE"));
        }
        if let Some(country) = &filter.country {
            let country = of.text(&country.to_uppercase());
            of.event.push(format!("{plus}e.country = {country}"));
        }
        if let Some(near) = filter.near {
            let condition = of.near(near);
            of.event.push(condition);
        }
        if let Some(since) = &filter.since {
            let since = of.text(since);
            // No event counts for more than a month (see `write`): so the index by first days has a beginning too.
            of.event
                .push(format!("{plus}e.first_day >= date({since}, '-{LONGEST_DAYS} days') AND e.last_day >= {since}"));
        }
        if let Some(until) = &filter.until {
            let until = of.text(until);
            of.event.push(format!("{plus}e.first_day <= {until}"));
        }
        if let Some(kind) = &filter.kind {
            let kind = of.text(&kind.to_uppercase());
            of.event.push(format!("{plus}e.type = {kind}"));
        }
        if let Some(actor) = &filter.actor {
            let words = of.text(&format!("%{}%", escaped(actor)));
            of.event.push(format!("e.actors LIKE {words} ESCAPE '\\'"));
            of.indexed("actors", actor, false);
        }
        if let Some(measure) = &filter.measure {
            let measure = of.text(measure);
            of.figure.push(format!("f.measure = {measure}"));
        }
        if let Some(claimant) = &filter.claimant {
            let words = of.text(&format!("%{}%", escaped(claimant)));
            of.figure.push(format!("f.claimed_by LIKE {words} ESCAPE '\\'"));
            of.indexed("claimants", claimant, false);
        }
        if let Some(publisher) = &filter.publisher {
            let words = of.text(&format!("{}%", escaped(publisher)));
            of.wheres.push(format!("a.publisher LIKE {words} ESCAPE '\\'"));
            of.indexed("publisher", publisher, true);
        }
        match filter.review.as_deref() {
            None => {}
            Some("none") => of.wheres.push("NOT EXISTS (SELECT 1 FROM review r WHERE r.article = a.id)".to_owned()),
            Some(state) => {
                let state = of.text(state);
                of.wheres.push(format!("EXISTS (SELECT 1 FROM review r WHERE r.article = a.id AND r.state = {state})"));
            }
        }
        of
    }

    /// A circle on a plane that touches the sphere in its middle: good for the hundreds of kilometres that are asked for. Not across the date line.
    fn near(&mut self, (lat, lon, km): (f64, f64, f64)) -> String {
        let cosine = (lat.to_radians().cos() * DEGREE_KM).max(1.0);
        let (height, width) = (km / DEGREE_KM, km / cosine);
        let rows = ((lat - height) * 2.0) as i64..=((lat + height) * 2.0) as i64;
        let rows = rows.map(|row| row.to_string()).collect::<Vec<_>>().join(", ");
        let (west, east) = (self.bind(Value::Real(lon - width)), self.bind(Value::Real(lon + width)));
        let [lat, lon, km, cosine] = [lat, lon, km, cosine].map(|n| self.bind(Value::Real(n)));
        format!(
            "CAST(e.lat * 2 AS INTEGER) IN ({rows}) AND e.lon BETWEEN {west} AND {east} AND \
             (e.lat - {lat}) * (e.lat - {lat}) * {DEGREE_KM} * {DEGREE_KM} + (e.lon - {lon}) * (e.lon - {lon}) * {cosine} * {cosine} <= {km} * {km}"
        )
    }
}

impl Store {
    /// At most `most` hits: with words that tell something the best first, with words that most reports have those that came in last, without words the
    /// newest.
    pub fn search(&self, filter: &Filter, most: usize) -> Result<Vec<Hit>, StoreError> {
        let mut of = Question::of(filter);
        let words = match &filter.words {
            Some(words) => terms(words)?,
            None => Vec::new(),
        };
        // The articles, or those few that a condition leads to.
        let mut from = "article a".to_owned();
        // Words of an actor or claimant are found by the index of words; no other index knows them.
        let (of_event, of_figure) = (of.event.len() - usize::from(filter.actor.is_some()), filter.claimant.is_none());
        for (conditions, table, leads) in [(&of.event, "event e", of_event > 0), (&of.figure, "figure f", of_figure)] {
            if conditions.is_empty() {
                continue;
            }
            let (all, name) = (conditions.join(" AND "), &table[table.len() - 1..]);
            let lead = format!("SELECT {name}.article FROM {table} WHERE {all}");
            of.wheres.push(match leads && self.is_few(&lead, &of.values)? {
                true => {
                    from = format!("(SELECT DISTINCT {name}.article AS led FROM {table} WHERE {all}) CROSS JOIN article a ON a.id = led");
                    format!("a.id IN ({lead})")
                }
                // By its key: an index of another column would be gone through for each report, and the sign keeps SQLite from it.
                false => {
                    let all = all.replace(&format!("{name}."), &format!("+{name}."));
                    format!("EXISTS (SELECT 1 FROM {table} WHERE {name}.article = a.id AND {all})")
                }
            });
        }
        let mut telling = Vec::new();
        for term in &words {
            if self.is_few(&format!("SELECT 1 FROM words WHERE words MATCH '{}'", in_quotes(&of_text(term))), &[])? {
                telling.push(of_text(term));
            }
        }
        let all = words.iter().map(|term| of_text(term)).chain(of.index.drain(..)).collect::<Vec<_>>();
        let (order, behind) = match (telling.is_empty(), all.is_empty()) {
            (false, _) => ("rank, id", "(rank > {rank} OR rank = {rank} AND id > {id})"),
            (true, false) => ("id DESC", "id < {id}"),
            // As the index of days has them, so that the first ones are found without the others; those without a day come last.
            (true, true) if filter.after.as_ref().is_some_and(|cursor| cursor.rank.is_empty()) => {
                ("a.published DESC, a.id DESC", "a.published IS NULL AND a.id < {id} AND '' = {rank}")
            }
            (true, true) => (
                "a.published DESC, a.id DESC",
                "(a.published < {rank} OR a.published = {rank} AND a.id < {id} OR a.published IS NULL)",
            ),
        };
        let behind = filter.after.as_ref().map_or(String::new(), |cursor| {
            // A score goes in as the number that it came out as.
            let score = cursor.rank.parse().ok().filter(|_| !telling.is_empty()).map(Value::Real);
            let rank = of.bind(score.unwrap_or_else(|| Value::Text(cursor.rank.clone())));
            let id = of.bind(Value::Integer(cursor.article));
            format!("WHERE {}", behind.replace("{rank}", &rank).replace("{id}", &id))
        });
        let (wheres, limit) = (of.wheres.join(" AND "), of.bind(Value::Integer(most as i64)));
        const COLUMNS: &str = "a.id AS id, a.record_id, a.headline, a.publisher, a.published, a.url";
        let sql = match (telling.is_empty(), all.is_empty()) {
            // Only words of current articles are in the index. Five weighs a headline's word like five of the text: headlines have a tenth of the words.
            (false, _) => {
                let ranked = of.text(&telling.join(" AND "));
                let others = match telling.len() == all.len() {
                    true => String::new(),
                    false => {
                        let all = of.text(&all.join(" AND "));
                        format!("AND +words.rowid IN (SELECT rowid FROM words WHERE words MATCH {all})")
                    }
                };
                format!(
                    "SELECT * FROM (SELECT {COLUMNS}, bm25(words, 5.0, 1.0, 0.0, 0.0, 0.0) AS rank FROM words CROSS JOIN article a ON a.id = words.rowid \
                     WHERE words MATCH {ranked} {others} AND {wheres}) {behind} ORDER BY {order} LIMIT {limit}"
                )
            }
            (true, false) => {
                let all = of.text(&all.join(" AND "));
                let behind = behind.replace("id <", "words.rowid <").replacen("WHERE", "AND", 1);
                format!(
                    "SELECT {COLUMNS}, '' AS rank FROM words CROSS JOIN article a ON a.id = words.rowid WHERE words MATCH {all} AND {wheres} {behind} \
                     ORDER BY words.rowid DESC LIMIT {limit}"
                )
            }
            (true, true) => {
                let behind = behind.replacen("WHERE", "AND", 1);
                format!(
                    "SELECT {COLUMNS}, coalesce(a.published, '') AS rank FROM {from} WHERE {wheres} {behind} ORDER BY {order} LIMIT {limit}"
                )
            }
        };
        self.hits(&sql, &of.values)
    }

    /// Whether a question has few answers; it asks for no more of them than it takes to know.
    fn is_few(&self, sql: &str, values: &[Value]) -> Result<bool, StoreError> {
        let limit = if sql.contains("MATCH") { COMMON } else { FEW };
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT count(*) FROM ({sql} LIMIT {})", limit + 1))?;
        // A part of the values may stand in a part of the conditions.
        let values = &values[..values.len().min(statement.parameter_count())];
        let count: i64 = statement.query_row(params_from_iter(values), |row| row.get(0))?;
        Ok(count <= limit as i64)
    }

    fn hits(&self, sql: &str, values: &[Value]) -> Result<Vec<Hit>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
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

/// A term that stands in headline or text.
fn of_text(term: &str) -> String {
    format!("{{headline text}} : {term}")
}

/// A text as SQL has it between its quotation marks.
fn in_quotes(text: &str) -> String {
    text.replace('\'', "''")
}

/// A person's words as FTS5 has them: each in quotation marks, so that none is an operator.
fn terms(words: &str) -> Result<Vec<String>, StoreError> {
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
    Ok(terms)
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
