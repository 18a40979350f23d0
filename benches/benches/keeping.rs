//! The store: articles added a second, and searches in it. The answers are asserted first.
//!
//! Reports are synthetic: 300 words drawn from 5,000 by Zipf's law (the n-th word 1/n as often as the first), one event and one figure each, a town out
//! of 500 and a day out of 1,000. `KEPT` says how many; `DATELINE_KEPT=1000000 cargo bench -p benches --bench keeping` asks for more.

use std::sync::OnceLock;

use dateline_store::{EventRow, FigureRow, Filter, Store, StoredArticle, StoredPage};
use divan::Bencher;

fn main() {
    divan::main();
}

/// Articles of the store that is searched, if nobody asks for more.
const KEPT: usize = 20_000;

/// Numbers that look drawn (Knuth's MMIX generator).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    /// A word's number by Zipf's law: e to the power of what is drawn evenly.
    fn word(&mut self) -> u64 {
        let even = self.below(1 << 20) as f64 / f64::from(1 << 20);
        (5_000f64.powf(even)) as u64
    }
}

fn article(n: usize) -> (StoredPage, Vec<StoredArticle>) {
    let mut draw = Draw(n as u64 + 1);
    let text = (0..300).map(|_| format!("word{}", draw.word())).collect::<Vec<_>>().join(" ");
    let town = draw.below(500);
    let day = draw.below(1_000);
    let day = format!("20{:02}-{:02}-{:02}", 20 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
    let page = StoredPage {
        sha256: format!("{n:064x}"),
        kind: "clean".to_owned(),
        text: text.clone(),
        ..StoredPage::default()
    };
    let event = EventRow {
        id: "e1".to_owned(),
        kind: "ASSAULT".to_owned(),
        status: "reported".to_owned(),
        place: Some(format!("Town {town}")),
        country: Some("CD".to_owned()),
        lat: Some(-10.0 + town as f64 / 25.0),
        lon: Some(20.0 + (town * 7 % 500) as f64 / 50.0),
        since: Some(day.clone()),
        until: Some(day.clone()),
        ..EventRow::default()
    };
    let figure = FigureRow { id: "f1".to_owned(), measure: "killed".to_owned(), best: Some(7), ..FigureRow::default() };
    let article = StoredArticle {
        key: format!("a{n}"),
        record_id: format!("a{n}"),
        headline: Some(text.chars().take(60).collect()),
        published: Some(day),
        reader: "swift".to_owned(),
        pack: "en".to_owned(),
        record: format!("{{\"id\":\"a{n}\",\"text\":\"{text}\"}}"),
        text,
        events: vec![event],
        figures: vec![figure],
        ..StoredArticle::default()
    };
    (page, vec![article])
}

/// A store with the articles in it.
fn filled() -> &'static (tempfile::TempDir, std::path::PathBuf) {
    static STORE: OnceLock<(tempfile::TempDir, std::path::PathBuf)> = OnceLock::new();
    STORE.get_or_init(|| {
        let kept = std::env::var("DATELINE_KEPT").ok().and_then(|n| n.parse().ok()).unwrap_or(KEPT);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bench.db");
        let mut store = Store::open(&path).expect("a store");
        let began = std::time::Instant::now();
        for from in (0..kept).step_by(1_000) {
            let batch: Vec<_> = (from..kept.min(from + 1_000)).map(article).collect();
            assert_eq!(store.add(&batch).expect("written").new, batch.len());
        }
        let seconds = began.elapsed().as_secs_f64();
        store.close().expect("closed");
        let bytes = path.metadata().expect("there").len();
        eprintln!("{kept} articles: {:.0} a second, {} bytes each", kept as f64 / seconds, bytes / kept as u64);
        (folder, path)
    })
}

#[divan::bench(sample_count = 10)]
fn adding_256(bencher: Bencher<'_, '_>) {
    let batch: Vec<_> = (0..256).map(article).collect();
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let store = Store::open(&folder.path().join("bench.db")).expect("a store");
            (folder, store)
        })
        .bench_values(|(folder, mut store)| {
            assert_eq!(store.add(&batch).expect("written").new, 256);
            (folder, store)
        });
}

#[divan::bench(args = ["word7 word90", "word3", "word1234", "\"word1 word2\""])]
fn searching(bencher: Bencher<'_, '_>, words: &str) {
    let store = Store::read_only(&filled().1).expect("a store");
    let filter = Filter { words: Some(words.to_owned()), ..Filter::default() };
    assert!(!store.search(&filter, 20).expect("found").is_empty());
    bencher.bench_local(|| store.search(&filter, 20).expect("found").len());
}

#[divan::bench]
fn searching_near_a_town(bencher: Bencher<'_, '_>) {
    let store = Store::read_only(&filled().1).expect("a store");
    let filter = Filter {
        near: Some((0.0, 25.0, 50.0)),
        since: Some("2021-01-01".to_owned()),
        until: Some("2021-06-30".to_owned()),
        ..Filter::default()
    };
    assert!(!store.search(&filter, 20).expect("found").is_empty());
    bencher.bench_local(|| store.search(&filter, 20).expect("found").len());
}
