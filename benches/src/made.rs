//! Synthetic reports for the store's benchmarks: what they hold is said here, so that the figures can be judged.
//!
//! A report has 300 words drawn from 50,000 by Zipf's law (the n-th word 1/n as often as the first; half of all reports have each of the ten first
//! words several times), an attack in a town out of 500 on a day out of 1,000 with a number of killed, somebody who did it and somebody who says so
//! out of 200 each, and one of 300 publishers. One report in ten is a copy of the one before it. At a million reports two or three tell of each town's day.

use dateline::keeping::{StoredArticle, StoredPage, columns};
use serde_json::{Value, json};

/// Numbers that look drawn (Knuth's MMIX generator).
#[derive(Clone, Debug)]
pub struct Draw(pub u64);

impl Draw {
    /// One below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    /// A word by Zipf's law: its number is e to the power of what is drawn evenly.
    pub fn word(&mut self) -> String {
        let even = self.below(1 << 20) as f64 / f64::from(1 << 20);
        format!("word{}", 50_000f64.powf(even) as u64)
    }
}

/// The day of a number: 2020 to 2023.
pub fn day(n: u64) -> String {
    format!("20{:02}-{:02}-{:02}", 20 + n / 336, 1 + n / 28 % 12, 1 + n % 28)
}

/// The record of the n-th report.
pub fn record(n: u64) -> Value {
    // A copy has the words and the event of the one before it.
    let drawn = if n % 10 == 9 { n - 1 } else { n };
    let mut draw = Draw(drawn + 1);
    let (town, day, killed) = (draw.below(500), day(draw.below(1_000)), 2 + draw.below(40));
    let (actor, source) = (draw.below(200), draw.below(200));
    let words = (0..300).map(|_| draw.word()).collect::<Vec<_>>().join(" ");
    let sentence = format!("Group{actor} killed {killed} people in Town {town}, said Source{source}.");
    let span = |words: &str| {
        let start = sentence.find(words).unwrap_or(0);
        json!({ "start": start, "end": start + words.len(), "text": words })
    };
    let publisher = format!("Paper {}", Draw(n + 7).below(300));
    json!({
        "schema": "dateline/1", "reader": "swift", "pack": "en@1", "id": format!("a{n:07}"), "source": { "url": null, "path": null },
        "article": {
            "headline": &words[..60], "publisher": publisher, "text": format!("{sentence} {words}"),
            "published": { "value": day, "precision": "day", "basis": "given", "span": null },
        },
        "names": [], "statements": [], "notes": [],
        "places": [{ "id": "p1", "mention": span("Town"), "name": format!("Town {town}"), "kind": "city", "lat": -10.0 + town as f64 / 25.0,
            "lon": 20.0 + (town * 7 % 500) as f64 / 50.0, "country": "CD", "radius_km": 5.0, "gazetteer": format!("made:{town}") }],
        "times": [{ "id": "t1", "mention": span("killed"), "from": day, "to": day, "precision": "day" }],
        "figures": [{ "id": "f1", "measure": "killed", "low": killed, "high": killed, "best": killed, "bound": "exact",
            "phrase": span(&format!("{killed} people")), "group": span("people"), "claimed_by": span(&format!("Source{source}")), "status": "claimed",
            "event": "e1", "sentence": span(&sentence), "rule": "made" }],
        "events": [{ "id": "e1", "type": if town % 5 == 0 { "PROTEST" } else { "ASSAULT" }, "mode": null, "subevent": null, "status": "claimed",
            "trigger": span("killed"), "actors": [span(&format!("Group{actor}"))], "recipients": [], "place": "p1", "time": "t1",
            "figures": ["f1"], "sentence": span(&sentence), "salience": 1, "rule": "made" }],
    })
}

/// The n-th report as the store takes it.
pub fn page(n: u64) -> (StoredPage, Vec<StoredArticle>) {
    let record = record(n);
    let mut article = columns(&record).unwrap_or_default();
    article.key = article.record_id.clone();
    article.reader = "swift".to_owned();
    article.record = record.to_string();
    let page = StoredPage {
        sha256: format!("{n:064x}"),
        kind: "clean".to_owned(),
        text: article.text.clone(),
        ..StoredPage::default()
    };
    (page, vec![article])
}
