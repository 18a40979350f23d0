//! The store: reports added and merged a second, one report merged into many, and searches. The answers are asserted first.
//!
//! The reports are those of [`benches::made`]; `DATELINE_KEPT=1000000 cargo bench -p benches --bench keeping` asks for more than the usual number.
//! `DATELINE_STORE=FILE` keeps the store there and takes it from there if it is one.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use benches::made::{Draw, day, page};
use dateline::joining;
use dateline::keeping::{Filter, Store};
use divan::Bencher;

fn main() {
    let (_, path, kept) = filled();
    merging_one(path, *kept);
    searching(path);
    divan::main();
}

/// Articles of the store, if nobody asks for more.
const KEPT: u64 = 20_000;

/// The store with the articles in it, and how many.
fn filled() -> &'static (Option<tempfile::TempDir>, PathBuf, u64) {
    static STORE: OnceLock<(Option<tempfile::TempDir>, PathBuf, u64)> = OnceLock::new();
    STORE.get_or_init(|| {
        let kept = std::env::var("DATELINE_KEPT").ok().and_then(|n| n.parse().ok()).unwrap_or(KEPT);
        let folder = tempfile::tempdir().expect("a folder");
        let (folder, path) = match std::env::var("DATELINE_STORE") {
            Ok(path) => (None, PathBuf::from(path)),
            Err(_) => {
                let path = folder.path().join("bench.db");
                (Some(folder), path)
            }
        };
        let mut store = Store::open(&path).expect("a store");
        if store.counts().expect("counted")[0] == 0 {
            fill(&mut store, kept);
        }
        store.close().expect("closed");
        let bytes = path.metadata().expect("there").len();
        eprintln!("{kept} articles: {} bytes each", bytes / kept);
        (folder, path, kept)
    })
}

fn fill(store: &mut Store, kept: u64) {
    let (mut adding, mut merging) = (Duration::ZERO, Duration::ZERO);
    for from in (0..kept).step_by(1_000) {
        let batch: Vec<_> = (from..kept.min(from + 1_000)).map(page).collect();
        let began = Instant::now();
        assert_eq!(store.add(&batch).expect("written").new, batch.len());
        adding += began.elapsed();
        let began = Instant::now();
        assert_eq!(joining::merge(store).expect("merged"), batch.len());
        merging += began.elapsed();
    }
    let rate = |took: Duration| kept as f64 / took.as_secs_f64();
    eprintln!("added {:.0} a second, merged {:.0} a second", rate(adding), rate(merging));
}

/// The middle and the 99th of a hundred of what was measured, and the longest, in milliseconds.
fn quantiles(mut took: Vec<Duration>) -> String {
    took.sort();
    let at = |part: usize| took[(took.len() - 1) * part / 100].as_secs_f64() * 1e3;
    format!("median {:.2} ms, 99 of 100 within {:.2} ms, all within {:.2} ms", at(50), at(99), at(100))
}

/// Reports that come one by one into the full store; each is on the disk before the next.
fn merging_one(path: &Path, kept: u64) {
    let mut store = Store::open(path).expect("a store");
    let (mut adding, mut merging) = (Vec::new(), Vec::new());
    let first = kept + store.counts().expect("counted")[0] as u64;
    for n in first..first + 300 {
        let one = [page(n)];
        let began = Instant::now();
        assert_eq!(store.add(&one).expect("written").new, 1);
        adding.push(began.elapsed());
        let began = Instant::now();
        assert_eq!(joining::merge(&mut store).expect("merged"), 1);
        merging.push(began.elapsed());
    }
    store.close().expect("closed");
    eprintln!("one added: {}", quantiles(adding));
    eprintln!("one merged: {}", quantiles(merging));
}

/// What people ask, drawn: words as reports have them (so mostly common ones), and every filter, alone and with words.
fn questions() -> Vec<Filter> {
    // One to three words, of the `least`th and the four times as many behind it.
    fn words(draw: &mut Draw, least: u64) -> Option<String> {
        let count = 1 + draw.below(3);
        Some((0..count).map(|_| format!("word{}", least + draw.below(least * 4))).collect::<Vec<_>>().join(" "))
    }
    let mut draw = Draw(99);
    let mut question = |n: u64| {
        let of = Filter::default();
        match n % 10 {
            0 => Filter { words: words(&mut draw, 1_000), ..of },
            1 => Filter { words: words(&mut draw, 50), ..of },
            2 => Filter { words: words(&mut draw, 1), ..of },
            3 => Filter { place: Some(format!("Town {}", draw.below(500))), ..of },
            4 => Filter {
                near: Some((-10.0 + draw.below(500) as f64 / 25.0, 20.0 + draw.below(500) as f64 / 50.0, 30.0)),
                kind: Some("ASSAULT".to_owned()),
                ..of
            },
            5 => {
                let from = draw.below(960);
                Filter { since: Some(day(from)), until: Some(day(from + 7)), kind: Some("PROTEST".to_owned()), ..of }
            }
            6 => Filter { actor: Some(format!("Group{}", draw.below(200))), ..of },
            7 => Filter {
                claimant: Some(format!("Source{}", draw.below(200))),
                measure: Some("killed".to_owned()),
                ..of
            },
            8 => Filter { words: words(&mut draw, 200), country: Some("CD".to_owned()), ..of },
            _ => Filter { publisher: Some(format!("Paper {}", draw.below(300))), words: words(&mut draw, 20), ..of },
        }
    };
    (0..500).map(&mut question).collect()
}

const KINDS: [&str; 10] = [
    "rare words",
    "words",
    "common words",
    "place",
    "point, type",
    "week, type",
    "actor",
    "claimant, measure",
    "words, country",
    "publisher, common words",
];

fn searching(path: &Path) {
    let store = Store::read_only(path).expect("a store");
    let mut took = vec![Vec::new(); KINDS.len()];
    let mut found = 0;
    for (n, question) in questions().iter().enumerate() {
        let began = Instant::now();
        found += store.search(question, 20).expect("found").len();
        took[n % KINDS.len()].push(began.elapsed());
    }
    assert!(found > 500, "most questions have answers");
    for (kind, took) in KINDS.iter().zip(&took) {
        eprintln!("search by {kind}: {}", quantiles(took.clone()));
    }
    eprintln!("all searches: {}", quantiles(took.concat()));
}

#[divan::bench(sample_count = 10)]
fn adding_and_merging_256(bencher: Bencher<'_, '_>) {
    let batch: Vec<_> = (0..256).map(page).collect();
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let store = Store::open(&folder.path().join("bench.db")).expect("a store");
            (folder, store)
        })
        .bench_values(|(folder, mut store)| {
            assert_eq!(store.add(&batch).expect("written").new, 256);
            assert_eq!(joining::merge(&mut store).expect("merged"), 256);
            (folder, store)
        });
}
