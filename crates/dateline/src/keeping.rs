//! Pages and records ↔ the store's rows. The store knows no JSON, so that columns are taken out of records here.

use dateline_model::{Page, PageKind};
use dateline_store::{EventRow, FigureRow};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::fields::{self, Fields};
use crate::packs::hex;
use crate::{Reader, Reading, Source, intake, record, reviewing};

pub use dateline_store::{
    Added, Anchor, Cursor, Decision, Entered, Filter, Hit, IncidentRow, LinkRow, Member, Merging, PageRow, Pair, Point,
    RecordRow, Store, StoreError, StoredArticle, StoredPage, Waiting,
};

/// A page for the store.
pub fn page(source: &Source, page: &Page) -> StoredPage {
    StoredPage {
        sha256: source.sha256.clone(),
        kind: kind_word(page.kind).to_owned(),
        id: source.id.clone(),
        url: source.url.clone().or_else(|| page.url.clone()),
        path: source.path.clone(),
        media_type: source.media_type.map(str::to_owned),
        headline: page.headline.clone(),
        published: page.published.map(|day| day.to_string()),
        publisher: page.publisher.clone(),
        byline: page.byline.join("\n"),
        text: page.text.clone(),
        is_fresh: false,
    }
}

/// A page out of the store, to be read again.
pub fn stored_page(stored: StoredPage) -> (Source, Page) {
    let kind =
        [PageKind::Html, PageKind::Dump, PageKind::Clean].into_iter().find(|kind| kind_word(*kind) == stored.kind);
    let mut page = Page::new(stored.text, kind.unwrap_or(PageKind::Dump));
    page.headline = stored.headline;
    page.published = stored.published.as_deref().and_then(intake::day);
    page.publisher = stored.publisher;
    page.url.clone_from(&stored.url);
    page.byline = stored.byline.lines().map(str::to_owned).collect();
    let media = ["text/html", "text/plain"].into_iter().find(|media| stored.media_type.as_deref() == Some(media));
    let source = Source { id: stored.id, url: stored.url, path: stored.path, media_type: media, sha256: stored.sha256 };
    (source, page)
}

fn kind_word(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Html => "html",
        PageKind::Dump => "dump",
        PageKind::Clean => "clean",
    }
}

/// What makes an article the same in another version: the id that the input gives, else its address, else its file, else the page's hash; with the
/// number of the article on its page behind it, from the second on.
pub fn key(source: &Source, number: usize) -> String {
    // A line of JSON without an id is called by its number, which another file has too.
    let is_number = |id: &&String| id.strip_prefix("line-").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    let given = source.id.as_ref().filter(|id| !is_number(id));
    let own = match (given.or(source.url.as_ref()), &source.path) {
        (Some(own), _) => own.clone(),
        (None, Some(path)) if source.id.is_some() => format!("{path}#{}", source.sha256),
        (None, Some(path)) => path.clone(),
        (None, None) => source.sha256.clone(),
    };
    if number == 0 { own } else { format!("{own}#{}", number + 1) }
}

/// A reading for the store; `None` for one without an article.
pub fn article(reading: &Reading, number: usize) -> Option<StoredArticle> {
    let mut stored = columns(&record::value(reading))?;
    stored.key = key(&reading.source, number);
    stored.reader = read_by(reading.reader);
    stored.record = record::json_line(reading);
    Some(stored)
}

/// The columns of a record; `None` for one without an article. Its key, its readers and its line are the caller's.
pub fn columns(record: &Value) -> Option<StoredArticle> {
    let of = Fields::of(record);
    let article = Some(of.article).filter(|article| article.is_object())?;
    Some(StoredArticle {
        record_id: of.id().to_owned(),
        url: of.url().and_then(Value::as_str).map(str::to_owned),
        headline: text(article, "headline"),
        publisher: text(article, "publisher"),
        agency: text(article, "agency"),
        published: of.published().and_then(Value::as_str).map(str::to_owned),
        pack: text(record, "pack").unwrap_or_default(),
        text: of.text().to_owned(),
        digest: digest(&[fields::text(article, "headline"), Some(of.text()), of.published().and_then(Value::as_str)]),
        events: of.events.iter().map(|event| event_row(&of, event)).collect(),
        figures: of.figures.iter().map(figure_row).collect(),
        ..StoredArticle::default()
    })
}

/// The hash of texts, of which some may be missing.
fn digest(texts: &[Option<&str>]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.unwrap_or_default());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// Which models and stages make a reading: a page that the same ones read with the same rules gives the same record.
pub fn read_by(reader: Reader) -> String {
    let (article, lang, rules) = (dateline_article::VERSION, dateline_lang::VERSION, dateline_rules::VERSION);
    format!("{} article-{article} lang-{lang} rules-{rules}", reader.as_str())
}

/// A text of its own.
fn text(value: &Value, key: &str) -> Option<String> {
    fields::text(value, key).map(str::to_owned)
}

/// The words of a span.
fn words(value: &Value, key: &str) -> Option<String> {
    fields::words(value, key).map(str::to_owned)
}

fn event_row(of: &Fields<'_>, event: &Value) -> EventRow {
    let (place, time) = (of.place(event), of.time(event));
    let spot = place.and_then(fields::point);
    let people = |key: &str| {
        let slots = fields::list(event, key).iter();
        slots.filter_map(|slot| fields::text(slot, "text")).collect::<Vec<_>>().join("; ")
    };
    EventRow {
        id: text(event, "id").unwrap_or_default(),
        kind: text(event, "type").unwrap_or_default(),
        mode: text(event, "mode"),
        subevent: text(event, "subevent"),
        status: text(event, "status").unwrap_or_default(),
        place: place.and_then(|place| text(place, "name")),
        country: place.and_then(|place| text(place, "country")),
        lat: spot.map(|spot| spot.lat),
        lon: spot.map(|spot| spot.lon),
        radius_km: spot.map(|spot| spot.radius_km),
        since: time.and_then(|time| text(time, "from")),
        until: time.and_then(|time| text(time, "to")),
        actors: people("actors"),
        recipients: people("recipients"),
        sentence: words(event, "sentence").unwrap_or_default(),
        rule: text(event, "rule").unwrap_or_default(),
        first: offset(event, "trigger", "sentence"),
        words: words(event, "trigger").unwrap_or_default(),
    }
}

/// Where a span begins in another one, in code points.
fn offset(fact: &Value, span: &str, sentence: &str) -> i64 {
    let start = |key: &str| fact.get(key).and_then(|span| span.get("start")).and_then(Value::as_i64).unwrap_or(0);
    start(span) - start(sentence)
}

/// The facts of a record as people's decisions name them, with their ids.
pub fn anchors(key: &str, record: &Value) -> Vec<(String, Anchor)> {
    // A statement may be longer than a sentence: its own words stand for both.
    let kinds =
        [("event", "trigger", "sentence"), ("figure", "phrase", "sentence"), ("statement", "content", "content")];
    let mut anchors = Vec::new();
    for (kind, span, sentence) in kinds {
        for fact in fields::list(record, &format!("{kind}s")) {
            let anchor = Anchor {
                key: key.to_owned(),
                kind: kind.to_owned(),
                sentence: words(fact, sentence).unwrap_or_default(),
                first: offset(fact, span, sentence),
                words: words(fact, span).unwrap_or_default(),
            };
            anchors.extend(text(fact, "id").map(|id| (id, anchor)));
        }
    }
    anchors
}

fn figure_row(figure: &Value) -> FigureRow {
    let number = |key: &str| figure.get(key).and_then(Value::as_i64);
    FigureRow {
        id: text(figure, "id").unwrap_or_default(),
        measure: text(figure, "measure").unwrap_or_default(),
        low: number("low"),
        high: number("high"),
        best: number("best"),
        bound: text(figure, "bound").unwrap_or_default(),
        group: words(figure, "group"),
        group_kind: text(figure, "group_kind"),
        side: text(figure, "side"),
        claimed_by: words(figure, "claimed_by"),
        status: text(figure, "status").unwrap_or_default(),
        event: text(figure, "event"),
        sentence: words(figure, "sentence").unwrap_or_default(),
        rule: text(figure, "rule").unwrap_or_default(),
        first: offset(figure, "phrase", "sentence"),
        words: words(figure, "phrase").unwrap_or_default(),
    }
}

/// The records that a filter lets through, as people decided of them; without a filter all of them, by their keys.
pub fn each_record<E: std::convert::From<StoreError>>(
    store: &Store,
    filter: &Filter,
    mut each: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    if *filter == Filter::default() {
        return store.records(|row| each(&reviewing::reviewed(store, &row.key, row.record)?));
    }
    let mut hits = store.search(filter, usize::MAX >> 1)?;
    hits.sort_by(|a, b| (&a.record_id, a.article).cmp(&(&b.record_id, b.article)));
    hits.iter().try_for_each(|hit| {
        let row = store.record(hit.article)?;
        each(&reviewing::reviewed(store, &row.key, row.record)?)
    })
}

/// A hit as a line of JSON, with how many facts its record has.
pub fn hit_line(hit: &Hit, cursor: &str, record: &str) -> Result<String, serde_json::Error> {
    let record: Value = serde_json::from_str(record)?;
    let count = |key: &str| fields::list(&record, key).len();
    let line = json!({
        "record": hit.record_id, "headline": hit.headline, "publisher": hit.publisher, "published": hit.published, "url": hit.url,
        "events": count("events"), "figures": count("figures"), "statements": count("statements"), "cursor": cursor,
    });
    Ok(line.to_string())
}

/// The clean text of a record's article.
pub fn body(record: &str) -> Result<String, serde_json::Error> {
    let record: Value = serde_json::from_str(record)?;
    Ok(Fields::of(&record).text().to_owned())
}
