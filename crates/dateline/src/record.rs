//! The record: a reading as JSON, after the contract in `docs/record.md`.
//!
//! Offsets become code points here and nowhere else, through one index a record. Fields are written in the contract's
//! order; a value that the report does not give is `null`.

use dateline_model::{Article, Evidence, Note, Span, Text};
use serde::Serialize;

use crate::pipeline::Reading;

/// The version of the contract.
pub const SCHEMA: &str = "dateline/1";

/// Byte offsets → code points.
struct CodePoints<'t> {
    text: &'t str,
    /// Code points before each 256-byte stretch; empty for ASCII, where both are the same.
    before: Vec<u32>,
}

/// Stretches between known counts, in bytes: one lookup and at most this many bytes to count.
const STRETCH: usize = 256;

impl<'t> CodePoints<'t> {
    fn new(text: &'t str) -> Self {
        let mut before = Vec::new();
        if !text.is_ascii() {
            let mut n = 0;
            for stretch in text.as_bytes().chunks(STRETCH) {
                before.push(n);
                n += heads(stretch);
            }
        }
        Self { text, before }
    }

    fn at(&self, byte: u32) -> u32 {
        let byte = (byte as usize).min(self.text.len());
        if self.before.is_empty() {
            return byte as u32;
        }
        let stretch = (byte / STRETCH).min(self.before.len() - 1);
        self.before[stretch] + heads(&self.text.as_bytes()[stretch * STRETCH..byte])
    }
}

/// Number of bytes that begin a character.
fn heads(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count() as u32
}

#[derive(Serialize)]
struct SpanRecord<'a> {
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct SourceRecord<'a> {
    url: Option<&'a str>,
    path: Option<&'a str>,
    media_type: Option<&'a str>,
    sha256: &'a str,
}

#[derive(Serialize)]
struct PublishedRecord {
    value: String,
    precision: &'static str,
    basis: &'static str,
    span: Option<()>,
}

#[derive(Serialize)]
struct BlockRecord {
    kind: &'static str,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct ImageRecord<'a> {
    caption: &'a str,
    credit: Option<&'a str>,
    photographer: Option<&'a str>,
    date: Option<String>,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct ArticleRecord<'a> {
    headline: Option<&'a str>,
    byline: &'a [String],
    publisher: Option<&'a str>,
    agency: Option<&'a str>,
    published: Option<PublishedRecord>,
    modified: Option<PublishedRecord>,
    language: Option<&'a str>,
    url: Option<&'a str>,
    paywalled: bool,
    text: &'a str,
    blocks: Vec<BlockRecord>,
    images: Vec<ImageRecord<'a>>,
}

#[derive(Serialize)]
struct NameRecord<'a> {
    id: String,
    kind: &'static str,
    name: &'a str,
    titles: Vec<&'a str>,
    roles: Vec<&'a str>,
    side: Option<&'static str>,
    mentions: Vec<SpanRecord<'a>>,
}

#[derive(Serialize)]
struct PlaceRecord<'a> {
    id: String,
    mention: SpanRecord<'a>,
    name: Option<&'a str>,
    kind: Option<&'static str>,
    lat: Option<f64>,
    lon: Option<f64>,
    country: Option<&'a str>,
    admin1: Option<&'a str>,
    gazetteer: Option<&'a str>,
    radius_km: Option<f64>,
    #[serde(rename = "use")]
    usage: &'static str,
    relation: Option<PlaceRelationRecord<'a>>,
    candidates: Vec<CandidateRecord<'a>>,
}

#[derive(Serialize)]
struct EventRecord<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    mode: Option<&'static str>,
    subevent: Option<&'static str>,
    status: &'static str,
    trigger: SpanRecord<'a>,
    actors: Vec<ParticipantRecord<'a>>,
    recipients: Vec<ParticipantRecord<'a>>,
    place: Option<String>,
    time: Option<String>,
    instrument: Option<SpanRecord<'a>>,
    claimed_by: Option<SpanRecord<'a>>,
    figures: Vec<String>,
    sentence: SpanRecord<'a>,
    salience: u32,
    rule: &'a str,
}

#[derive(Serialize)]
struct ParticipantRecord<'a> {
    #[serde(flatten)]
    words: SpanRecord<'a>,
    name: Option<String>,
}

#[derive(Serialize)]
struct PlaceRelationRecord<'a> {
    kind: &'static str,
    words: SpanRecord<'a>,
    direction: Option<&'static str>,
    km: Option<f64>,
    lat: Option<f64>,
    lon: Option<f64>,
    radius_km: Option<f64>,
}

#[derive(Serialize)]
struct CandidateRecord<'a> {
    name: &'a str,
    kind: &'static str,
    lat: f64,
    lon: f64,
    country: Option<&'a str>,
    gazetteer: &'a str,
}

#[derive(Serialize)]
struct TimeRecord<'a> {
    id: String,
    mention: SpanRecord<'a>,
    kind: &'static str,
    timex: Option<&'a str>,
    from: Option<String>,
    to: Option<String>,
    precision: Option<&'static str>,
    anchor: &'static str,
}

#[derive(Serialize)]
struct FigureRecord<'a> {
    id: String,
    measure: &'static str,
    low: Option<u64>,
    high: Option<u64>,
    best: Option<u64>,
    bound: &'static str,
    phrase: SpanRecord<'a>,
    unit: &'static str,
    group: Option<SpanRecord<'a>>,
    group_kind: Option<&'a str>,
    side: Option<&'static str>,
    place: Option<String>,
    time: Option<String>,
    claimed_by: Option<SpanRecord<'a>>,
    statement: Option<String>,
    status: &'static str,
    event: Option<String>,
    sentence: SpanRecord<'a>,
    rule: &'a str,
}

#[derive(Serialize)]
struct StatementRecord<'a> {
    id: String,
    manner: &'static str,
    content: SpanRecord<'a>,
    speaker: Option<SpanRecord<'a>>,
    speaker_name: Option<String>,
    cue: SpanRecord<'a>,
    addressee: Option<SpanRecord<'a>>,
    medium: Option<SpanRecord<'a>>,
    rule: &'a str,
}

#[derive(Serialize)]
struct NoteRecord<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
    start: Option<u32>,
    end: Option<u32>,
}

#[derive(Serialize)]
struct Record<'a> {
    schema: &'static str,
    reader: &'static str,
    pack: &'a str,
    id: &'a str,
    source: SourceRecord<'a>,
    article: Option<ArticleRecord<'a>>,
    names: Vec<NameRecord<'a>>,
    places: Vec<PlaceRecord<'a>>,
    times: Vec<TimeRecord<'a>>,
    figures: Vec<FigureRecord<'a>>,
    statements: Vec<StatementRecord<'a>>,
    events: Vec<EventRecord<'a>>,
    notes: Vec<NoteRecord<'a>>,
}

/// A reading as one line of JSON, without its line end.
pub fn json_line(reading: &Reading) -> String {
    serde_json::to_string(&record(reading)).unwrap_or_default()
}

/// A reading as indented JSON.
pub fn json_pretty(reading: &Reading) -> String {
    serde_json::to_string_pretty(&record(reading)).unwrap_or_default()
}

/// A reading as a JSON value.
pub fn value(reading: &Reading) -> serde_json::Value {
    serde_json::to_value(record(reading)).unwrap_or_default()
}

fn record(reading: &Reading) -> Record<'_> {
    let text = reading.article.as_ref().map_or("", Article::text);
    let points = CodePoints::new(text);
    let source = &reading.source;
    Record {
        schema: SCHEMA,
        reader: reading.reader.as_str(),
        pack: &reading.pack,
        id: &reading.id,
        source: SourceRecord {
            url: source.url.as_deref(),
            path: source.path.as_deref(),
            media_type: source.media_type,
            sha256: &source.sha256,
        },
        article: reading.article.as_ref().map(|article| article_record(article, &points)),
        names: reading.article.iter().flat_map(|article| names(reading, article, &points)).collect(),
        places: reading.article.iter().flat_map(|article| places(reading, article, &points)).collect(),
        times: reading.article.iter().flat_map(|article| times(reading, article, &points)).collect(),
        figures: reading.article.iter().flat_map(|article| figures(reading, article, &points)).collect(),
        statements: reading.article.iter().flat_map(|article| statements(reading, article, &points)).collect(),
        events: reading.article.iter().flat_map(|article| events(reading, article, &points)).collect(),
        notes: reading.notes.iter().map(|note| note_record(note, &points)).collect(),
    }
}

fn span<'a>(article: &'a Article, points: &CodePoints<'_>, evidence: Evidence) -> SpanRecord<'a> {
    let (start, end) = bounds(points, evidence.span());
    SpanRecord { start, end, text: article.quote(evidence) }
}

fn bounds(points: &CodePoints<'_>, span: Span<Text>) -> (u32, u32) {
    (points.at(span.start()), points.at(span.end()))
}

fn article_record<'a>(article: &'a Article, points: &CodePoints<'_>) -> ArticleRecord<'a> {
    let block = |b: &dateline_model::Block| {
        let (start, end) = bounds(points, b.span);
        BlockRecord { kind: b.kind.as_str(), start, end }
    };
    let image = |i: &'a dateline_model::Image| {
        let (start, end) = bounds(points, i.span);
        ImageRecord {
            caption: article.slice(i.caption),
            credit: i.credit.as_deref(),
            photographer: i.photographer.as_deref(),
            date: i.date.map(|d| d.to_string()),
            start,
            end,
        }
    };
    let day = |p: dateline_model::Published| PublishedRecord {
        value: p.day.to_string(),
        precision: "day",
        basis: p.basis.as_str(),
        span: None,
    };
    ArticleRecord {
        headline: article.headline.as_deref(),
        byline: &article.byline,
        publisher: article.publisher.as_deref(),
        agency: article.agency.as_deref(),
        published: article.published.map(day),
        modified: article.modified.map(day),
        language: article.language.as_deref(),
        url: article.url.as_deref(),
        paywalled: article.paywalled,
        text: article.text(),
        blocks: article.blocks().iter().map(block).collect(),
        images: article.images.iter().map(image).collect(),
    }
}

fn names<'a>(reading: &'a Reading, article: &'a Article, points: &CodePoints<'_>) -> Vec<NameRecord<'a>> {
    let quoted = |all: &[Evidence]| all.iter().map(|e| article.quote(*e)).collect();
    let one = |(i, n): (usize, &'a dateline_model::Named)| NameRecord {
        id: format!("n{}", i + 1),
        kind: n.kind.as_str(),
        name: article.quote(n.name),
        titles: quoted(&n.titles),
        roles: quoted(&n.roles),
        side: n.side.map(dateline_model::Side::as_str),
        mentions: n.mentions.iter().map(|e| span(article, points, *e)).collect(),
    };
    reading.names.iter().enumerate().map(one).collect()
}

/// Degrees to four digits, some ten metres: more than any gazetteer knows.
fn degrees(degrees: f64) -> f64 {
    (degrees * 1e4).round() / 1e4
}

fn places<'a>(reading: &'a Reading, article: &'a Article, points: &CodePoints<'_>) -> Vec<PlaceRecord<'a>> {
    let candidate = |s: &'a dateline_model::Spot| CandidateRecord {
        name: &s.name,
        kind: s.kind.as_str(),
        lat: degrees(s.lat),
        lon: degrees(s.lon),
        country: s.country.as_deref(),
        gazetteer: &s.gazetteer,
    };
    let relation = |of: &'a dateline_model::PlaceRelation, words: Evidence| PlaceRelationRecord {
        kind: of.kind,
        words: span(article, points, words),
        direction: of.direction,
        km: of.km.map(|km| (km * 10.0).round() / 10.0),
        lat: of.at.map(|(lat, ..)| degrees(lat)),
        lon: of.at.map(|(_, lon, _)| degrees(lon)),
        radius_km: of.at.map(|(.., radius)| radius),
    };
    let one = |(i, p): (usize, &'a dateline_model::Placed)| {
        let spot = p.place.spot.as_ref();
        PlaceRecord {
            id: format!("p{}", i + 1),
            mention: span(article, points, p.mention),
            name: spot.map(|s| s.name.as_str()),
            kind: spot.map(|s| s.kind.as_str()),
            lat: spot.map(|s| degrees(s.lat)),
            lon: spot.map(|s| degrees(s.lon)),
            country: spot.and_then(|s| s.country.as_deref()),
            admin1: spot.and_then(|s| s.admin1.as_deref()),
            gazetteer: spot.map(|s| s.gazetteer.as_str()),
            radius_km: spot.map(|s| s.radius_km.round()),
            usage: p.place.usage.as_str(),
            relation: p.place.relation.as_ref().zip(p.relation).map(|(of, words)| relation(of, words)),
            candidates: p.place.candidates.iter().map(candidate).collect(),
        }
    };
    reading.located.iter().enumerate().map(one).collect()
}

fn times<'a>(reading: &'a Reading, article: &'a Article, points: &CodePoints<'_>) -> Vec<TimeRecord<'a>> {
    let one = |(i, t): (usize, &'a dateline_model::Timed)| TimeRecord {
        id: format!("t{}", i + 1),
        mention: span(article, points, t.mention),
        kind: t.time.kind.as_str(),
        timex: t.time.timex.as_deref(),
        from: t.time.from.map(|d| d.to_string()),
        to: t.time.to.map(|d| d.to_string()),
        precision: t.time.precision.map(dateline_model::Precision::as_str),
        anchor: t.time.anchor.as_str(),
    };
    reading.times.iter().enumerate().map(one).collect()
}

fn figures<'a>(reading: &'a Reading, article: &'a Article, points: &CodePoints<'_>) -> Vec<FigureRecord<'a>> {
    let one = |(i, f): (usize, &'a dateline_model::Figure)| FigureRecord {
        id: format!("f{}", i + 1),
        measure: f.measure.as_str(),
        low: f.low,
        high: f.high,
        best: f.best,
        bound: f.bound.as_str(),
        phrase: span(article, points, f.phrase),
        unit: f.unit.as_str(),
        group: f.group.map(|e| span(article, points, e)),
        group_kind: f.group_kind.as_deref(),
        side: f.side.map(dateline_model::Side::as_str),
        place: f.place.map(|p| format!("p{}", p + 1)),
        time: f.time.map(|t| format!("t{}", t + 1)),
        claimed_by: f.claimed_by.map(|e| span(article, points, e)),
        statement: f.statement.map(|s| format!("s{}", s + 1)),
        status: f.status.as_str(),
        event: f.event.map(|e| format!("e{}", e + 1)),
        sentence: span(article, points, f.sentence),
        rule: &f.rule,
    };
    reading.facts.figures.iter().enumerate().map(one).collect()
}

fn statements<'a>(reading: &'a Reading, article: &'a Article, points: &CodePoints<'_>) -> Vec<StatementRecord<'a>> {
    let one = |(i, s): (usize, &'a dateline_model::Statement)| StatementRecord {
        id: format!("s{}", i + 1),
        manner: s.manner.as_str(),
        content: span(article, points, s.content),
        speaker: s.speaker.map(|e| span(article, points, e)),
        speaker_name: s.speaker_name.map(|n| format!("n{}", n + 1)),
        cue: span(article, points, s.cue),
        addressee: s.addressee.map(|e| span(article, points, e)),
        medium: s.medium.map(|e| span(article, points, e)),
        rule: &s.rule,
    };
    reading.facts.statements.iter().enumerate().map(one).collect()
}

fn events<'a>(reading: &'a Reading, article: &'a Article, points: &CodePoints<'_>) -> Vec<EventRecord<'a>> {
    let participants = |all: &'a [dateline_model::Participant]| -> Vec<ParticipantRecord<'a>> {
        let one = |p: &'a dateline_model::Participant| ParticipantRecord {
            words: span(article, points, p.words),
            name: p.name.map(|n| format!("n{}", n + 1)),
        };
        all.iter().map(one).collect()
    };
    let one = |(i, e): (usize, &'a dateline_model::Event)| EventRecord {
        id: format!("e{}", i + 1),
        kind: e.kind.as_str(),
        mode: e.mode,
        subevent: e.subevent,
        status: e.status.as_str(),
        trigger: span(article, points, e.trigger),
        actors: participants(&e.actors),
        recipients: participants(&e.recipients),
        place: e.place.map(|p| format!("p{}", p + 1)),
        time: e.time.map(|t| format!("t{}", t + 1)),
        instrument: e.instrument.map(|words| span(article, points, words)),
        claimed_by: e.claimed_by.map(|words| span(article, points, words)),
        figures: e.figures.iter().map(|f| format!("f{}", f + 1)).collect(),
        sentence: span(article, points, e.sentence),
        salience: e.salience,
        rule: &e.rule,
    };
    reading.facts.events.iter().enumerate().map(one).collect()
}

fn note_record<'a>(note: &'a Note, points: &CodePoints<'_>) -> NoteRecord<'a> {
    let at = note.span.map(|s| bounds(points, s));
    NoteRecord {
        code: note.code,
        severity: note.severity.as_str(),
        message: &note.message,
        hint: note.hint,
        start: at.map(|a| a.0),
        end: at.map(|a| a.1),
    }
}

#[cfg(test)]
mod tests {
    use super::CodePoints;

    #[test]
    fn code_points_agree_with_counting() {
        for text in ["plain", "“é” – 🚀 x", &"aé漢🚀".repeat(200)] {
            let points = CodePoints::new(text);
            for (i, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(points.at(byte as u32), i as u32);
            }
            assert_eq!(points.at(text.len() as u32) as usize, text.chars().count());
        }
    }
}
