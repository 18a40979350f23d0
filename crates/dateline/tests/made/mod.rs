//! Records as the reading writes them, made up: for tests of what is kept.

use dateline::keeping::{self, StoredPage};
use serde_json::{Value, json};

/// A record of one attack, as the reading writes it. `text` is what the report says besides its sentence.
pub fn record(id: &str, town: &str, day: &str, killed: u64, text: &str) -> Value {
    let sentence = format!("Rebels killed {killed} people in {town}.");
    let words = |words: &str| {
        let start = sentence.find(words).unwrap_or(0);
        json!({ "start": start, "end": start + words.len(), "text": words })
    };
    let (lat, lon) = if town == "Beni" { (0.49, 29.47) } else { (-1.68, 29.23) };
    json!({
        "schema": "dateline/1", "reader": "swift", "pack": "en@1", "id": id, "source": { "url": null, "path": null },
        "article": {
            "headline": format!("Attack in {town}"), "publisher": format!("Paper of {id}"), "text": format!("{sentence} {text}"),
            "published": { "value": day, "precision": "day", "basis": "given", "span": null },
        },
        "names": [],
        "places": [{ "id": "p1", "mention": words(town), "name": town, "kind": "city", "lat": lat, "lon": lon, "country": "CD", "radius_km": 5.0,
            "gazetteer": format!("test:{town}") }],
        "times": [{ "id": "t1", "mention": words("people"), "from": day, "to": day, "precision": "day" }],
        "figures": [{ "id": "f1", "measure": "killed", "low": killed, "high": killed, "best": killed, "bound": "exact",
            "phrase": words(&format!("{killed} people")), "group": words("people"), "claimed_by": null, "status": "reported", "event": "e1",
            "sentence": words(&sentence), "rule": "test" }],
        "statements": [],
        "events": [{ "id": "e1", "type": "ASSAULT", "mode": null, "subevent": "Attack", "status": "reported", "trigger": words("killed"),
            "actors": [words("Rebels")], "recipients": [words(&format!("{killed} people"))], "place": "p1", "time": "t1", "figures": ["f1"],
            "sentence": words(&sentence), "salience": 1, "rule": "test" }],
        "notes": [],
    })
}

/// A page with the articles on it.
pub type Page = (StoredPage, Vec<keeping::StoredArticle>);

/// A record as a page of its own.
pub fn page(record: &Value) -> Page {
    let mut article = keeping::columns(record).unwrap();
    article.key = article.record_id.clone();
    article.record = record.to_string();
    let sha256 = format!("{:x}", article.record.bytes().fold(7u64, |h, b| h.wrapping_mul(31) ^ u64::from(b)));
    (
        StoredPage { sha256, kind: "clean".to_owned(), text: article.text.clone(), ..StoredPage::default() },
        vec![article],
    )
}
