//! Sources and addresses: what is due, what stays, and the watermark.

use std::path::Path;

use dateline_store::{AddressRow, AddressState, Named, SourceRow, Store};

fn open(folder: &Path) -> Store {
    Store::open(&folder.join("news.db")).unwrap()
}

/// As a feed names it, with its time.
fn named(url: &str) -> Named {
    Named { url: url.to_owned(), published: Some("Tue, 4 Mar 2025 08:00:00 GMT".to_owned()) }
}

const FEED: &str = "https://news.example/feed";

fn addresses(store: &Store, now: i64) -> Vec<String> {
    store.due_addresses(now, false, 100).unwrap().into_iter().map(|row| row.url).collect()
}

#[test]
fn a_source_is_watched_once_and_keeps_what_it_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    assert_eq!(store.watch(&[(FEED.to_owned(), "unknown"), (FEED.to_owned(), "unknown")]).unwrap(), 1);
    let mut row = store.due_sources(0, false).unwrap().remove(0);
    row = SourceRow { kind: "feed".to_owned(), etag: Some("\"1\"".to_owned()), checked: Some(50), due: 100, ..row };
    let named: Vec<Named> = (1..=3).map(|n| named(&format!("https://news.example/{n}"))).collect();
    assert_eq!(store.source_said(&row, &named, &[("https://news.example/map".to_owned(), "sitemap")]).unwrap(), 3);
    // Named again, by the same or another source: nothing new.
    assert_eq!(store.source_said(&row, &named, &[]).unwrap(), 0);
    assert_eq!(store.watch(&[(FEED.to_owned(), "unknown")]).unwrap(), 0);
    assert_eq!(store.due_sources(99, false).unwrap().len(), 1, "the sitemap alone is due");
    assert_eq!(store.due_sources(100, false).unwrap()[1], row);
    assert_eq!(store.due_sources(99, true).unwrap().len(), 2);
    let watched = store.watched().unwrap();
    assert_eq!((watched[0].source.kind.as_str(), watched[0].waiting, watched[0].stored), ("feed", 3, 0));
    // One that is watched no longer is not brought back by an answer that comes late.
    assert!(store.unwatch(FEED).unwrap() && !store.unwatch(FEED).unwrap());
    store.source_said(&row, &[], &[]).unwrap();
    assert!(store.watched().unwrap().is_empty(), "the sitemap that it named is gone with it");
    assert!(addresses(&store, 0).is_empty());
}

#[test]
fn an_address_waits_until_it_is_marked_also_over_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    store.watch(&[(FEED.to_owned(), "feed")]).unwrap();
    let source = SourceRow { url: FEED.to_owned(), kind: "feed".to_owned(), due: 1_000, ..SourceRow::default() };
    store.source_said(&source, &["https://a.example/", "https://b.example/"].map(named), &[]).unwrap();
    drop(store);
    let mut store = open(folder.path());
    assert_eq!(addresses(&store, 0), ["https://a.example/", "https://b.example/"]);
    assert_eq!(store.due_addresses(0, false, 1).unwrap().len(), 1);
    let row = store.due_addresses(0, false, 1).unwrap().remove(0);
    assert_eq!(row.published.as_deref(), Some("Tue, 4 Mar 2025 08:00:00 GMT"));
    let stored = AddressRow { state: AddressState::Stored, due: 500, checked: Some(10), ..row.clone() };
    store.address_stands(&stored).unwrap();
    assert_eq!(addresses(&store, 499), ["https://b.example/"]);
    // What is to come is asked before what is looked at again.
    assert_eq!(addresses(&store, 500), ["https://b.example/", "https://a.example/"]);
    let failed = AddressRow { url: "https://b.example/".to_owned(), state: AddressState::Failed, ..row };
    store.address_stands(&failed).unwrap();
    assert_eq!(store.next_due().unwrap(), Some(500));
    let watched = store.watched().unwrap().remove(0);
    assert_eq!((watched.waiting, watched.stored, watched.failed), (0, 1, 1));
}
