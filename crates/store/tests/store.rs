//! What goes in comes out, once, in all versions; what is looked for is found; and the file survives what happens to files.

use dateline_store::{Added, EventRow, FigureRow, Filter, Store, StoreError, StoredArticle, StoredPage};

fn page(hash: &str, text: &str) -> StoredPage {
    StoredPage { sha256: hash.to_owned(), kind: "clean".to_owned(), text: text.to_owned(), ..StoredPage::default() }
}

fn article(key: &str, published: &str, text: &str) -> StoredArticle {
    StoredArticle {
        key: key.to_owned(),
        record_id: key.to_owned(),
        headline: Some(format!("Headline of {key}")),
        publisher: Some("Kivu Herald".to_owned()),
        published: Some(published.to_owned()),
        reader: "swift".to_owned(),
        pack: "en@1".to_owned(),
        text: text.to_owned(),
        record: format!("{{\"id\": \"{key}\"}}"),
        ..StoredArticle::default()
    }
}

fn attack(place: &str, country: &str, (lat, lon): (f64, f64), day: &str, actors: &str) -> EventRow {
    EventRow {
        id: "e1".to_owned(),
        kind: "ASSAULT".to_owned(),
        status: "reported".to_owned(),
        place: Some(place.to_owned()),
        country: Some(country.to_owned()),
        lat: Some(lat),
        lon: Some(lon),
        since: Some(day.to_owned()),
        until: Some(day.to_owned()),
        actors: actors.to_owned(),
        ..EventRow::default()
    }
}

fn figure(measure: &str, claimed_by: &str) -> FigureRow {
    FigureRow {
        id: "f1".to_owned(),
        measure: measure.to_owned(),
        best: Some(7),
        bound: "exact".to_owned(),
        claimed_by: Some(claimed_by.to_owned()),
        status: "claimed".to_owned(),
        ..FigureRow::default()
    }
}

/// Three reports: an attack near Beni, one in Goma, and a ferry.
fn filled() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("news.db")).unwrap();
    let beni = StoredArticle {
        events: vec![attack("Beni", "CD", (0.49, 29.47), "2025-03-04", "gunmen")],
        figures: vec![figure("killed", "local officials")],
        ..article("beni", "2025-03-05", "Gunmen attacked a village near Béni and killed seven.")
    };
    let goma = StoredArticle {
        events: vec![attack("Goma", "CD", (-1.68, 29.22), "2025-03-06", "rebels; the army")],
        figures: vec![figure("injured", "the army")],
        ..article("goma", "2025-03-06", "Rebels shelled Goma, the army said.")
    };
    let ferry = article("ferry", "2025-03-01", "The harbour council bought a ferry from a yard near Goma.");
    store.add(&[(page("1", "a"), vec![beni]), (page("2", "b"), vec![goma]), (page("3", "c"), vec![ferry])]).unwrap();
    (folder, store)
}

fn keys(store: &Store, filter: &Filter) -> Vec<String> {
    store.search(filter, 10).unwrap().into_iter().map(|hit| hit.record_id).collect()
}

#[test]
fn the_same_twice_changes_nothing_and_a_changed_page_is_a_new_version() {
    let (folder, mut store) = filled();
    let first = (page("9", "one"), vec![article("x", "2025-01-01", "one")]);
    assert_eq!(store.add(std::slice::from_ref(&first)).unwrap(), Added { new: 1, ..Added::default() });
    assert!(store.has(&first.0, "x", "swift", "en@1").unwrap());
    assert_eq!(store.add(std::slice::from_ref(&first)).unwrap(), Added { same: 1, ..Added::default() });
    // Other rules: the same version, read anew.
    let mut anew = first.clone();
    anew.1[0].pack = "en@2".to_owned();
    assert_eq!(store.add(&[anew]).unwrap(), Added { reread: 1, ..Added::default() });
    assert!(!store.has(&first.0, "x", "swift", "en@1").unwrap());
    // Another page under the same key.
    let changed = (page("10", "two"), vec![article("x", "2025-01-01", "two words")]);
    assert_eq!(store.add(&[changed]).unwrap(), Added { versions: 1, ..Added::default() });
    // The first page again is no third version.
    assert_eq!(store.add(std::slice::from_ref(&first)).unwrap(), Added { same: 1, ..Added::default() });
    let mut versions = Vec::new();
    store
        .records(|row| -> Result<(), StoreError> {
            versions.push((row.key, row.version));
            Ok(())
        })
        .unwrap();
    assert!(versions.contains(&("x".to_owned(), 2)));
    assert_eq!(store.counts().unwrap(), [4, 2, 2, 5], "the old page is kept, and no facts of it");
    let words = |words: &str| keys(&store, &Filter { words: Some(words.to_owned()), ..Filter::default() });
    assert_eq!((words("one"), words("two")), (vec![], vec!["x".to_owned()]));
    drop(folder);
}

/// A server's excuse came between two looks at a report: what is fetched last is what is there.
#[test]
fn a_fetched_page_that_was_there_before_is_the_present_one_again() {
    let (_folder, mut store) = filled();
    let look = |hash: &str, text: &str| {
        let fresh = StoredPage { is_fresh: true, ..page(hash, text) };
        (fresh, vec![StoredArticle { digest: text.to_owned(), ..article("x", "2025-01-01", text) }])
    };
    for (hash, text, wanted) in [
        ("9", "a landslide", Added { new: 1, ..Added::default() }),
        ("10", "just a moment", Added { versions: 1, ..Added::default() }),
        ("9", "a landslide", Added { versions: 1, ..Added::default() }),
        // The same words with another advertisement are no version.
        ("11", "a landslide", Added { same: 1, ..Added::default() }),
    ] {
        assert_eq!(store.add(&[look(hash, text)]).unwrap(), wanted, "{hash}");
    }
    assert_eq!(keys(&store, &Filter { words: Some("landslide".to_owned()), ..Filter::default() }), ["x"]);
    assert!(store.has(&look("9", "a landslide").0, "x", "swift", "en@1").unwrap());
    assert!(!store.has(&look("10", "just a moment").0, "x", "swift", "en@1").unwrap());
}

/// A page of three articles that comes again with one: the other two are no current ones any more.
#[test]
fn articles_that_left_a_page_leave_the_search() {
    let (_folder, mut store) = filled();
    let many = ["x", "x#2", "x#3"].map(|key| article(key, "2025-01-01", "a landslide"));
    store.add(&[(page("9", "three"), many.to_vec())]).unwrap();
    store.add(&[(page("10", "one"), vec![article("x", "2025-01-02", "a landslide, later")])]).unwrap();
    assert_eq!(keys(&store, &Filter { words: Some("landslide".to_owned()), ..Filter::default() }), ["x"]);
    assert_eq!(store.pages(0, 100).unwrap().len(), 4, "the first page has no current article");
}

#[test]
fn what_is_looked_for_is_found() {
    let (_folder, store) = filled();
    let none = Filter::default;
    let text = |text: &str| Some(text.to_owned());
    let cases: Vec<(&str, Filter, &[&str])> = vec![
        ("all, the newest first", none(), &["goma", "beni", "ferry"]),
        ("words, without accents", Filter { words: text("beni village"), ..none() }, &["beni"]),
        ("words in a row", Filter { words: text("\"near Goma\""), ..none() }, &["ferry"]),
        ("a place as it begins", Filter { place: text("ben"), ..none() }, &["beni"]),
        ("around a point", Filter { near: Some((0.5, 29.5, 10.0)), ..none() }, &["beni"]),
        ("around a point, further", Filter { near: Some((0.5, 29.5, 300.0)), ..none() }, &["goma", "beni"]),
        ("days of events", Filter { since: text("2025-03-05"), ..none() }, &["goma"]),
        ("until a day", Filter { until: text("2025-03-05"), ..none() }, &["beni"]),
        ("actor", Filter { actor: text("army"), ..none() }, &["goma"]),
        ("measure and claimant", Filter { measure: text("killed"), claimant: text("officials"), ..none() }, &["beni"]),
        ("one event, not two", Filter { place: text("Goma"), actor: text("gunmen"), ..none() }, &[]),
        ("a sign of SQL is a letter", Filter { place: text("%"), ..none() }, &[]),
        ("type, in any case", Filter { kind: text("assault"), country: text("cd"), ..none() }, &["goma", "beni"]),
    ];
    for (name, filter, want) in cases {
        assert_eq!(keys(&store, &filter), want, "{name}");
    }
}

/// Page after page gives each hit once, with words and without.
#[test]
fn pages_of_hits_follow_one_another() {
    let (_folder, store) = filled();
    for words in [None, Some("goma".to_owned())] {
        let mut filter = Filter { words, ..Filter::default() };
        let all = keys(&store, &filter);
        let mut found = Vec::new();
        while let Some(hit) = store.search(&filter, 1).unwrap().pop() {
            found.push(hit.record_id);
            filter.after = Some(hit.cursor);
        }
        assert_eq!(found, all);
    }
}

#[test]
fn hostile_searches_are_refused_or_harmless() {
    let (_folder, store) = filled();
    let search = |words: &str| store.search(&Filter { words: Some(words.to_owned()), ..Filter::default() }, 10);
    for words in ["NEAR(", "headline:x", "a* OR b", "'; DROP TABLE page; --", "\"", "goma\0"] {
        assert!(matches!(search(words), Ok(_) | Err(StoreError::Query(_))), "{words}");
    }
    assert!(matches!(search(&"a ".repeat(2_000)), Err(StoreError::Query(_))));
    assert!(matches!(search(&"a ".repeat(100)), Err(StoreError::Query(_))));
    assert!(matches!(search("—"), Err(StoreError::Query(_))));
}

/// The files as they lie on the disk after a call returned, copied without closing anything, are a whole store.
#[test]
fn what_was_acknowledged_survives_a_kill() {
    let (folder, store) = filled();
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
    }
    let found = Store::open(&copy.path().join("news.db")).unwrap();
    assert_eq!(found.counts().unwrap(), [3, 2, 2, 3]);
    assert_eq!(found.check().unwrap(), Vec::<String>::new());
    drop(store);
}

#[test]
fn a_second_writer_is_told_and_readers_do_not_wait() {
    let (folder, _store) = filled();
    let path = folder.path().join("news.db");
    let holder = rusqlite_holder(&path);
    let mut second = Store::open(&path).unwrap();
    let reader = Store::read_only(&path).unwrap();
    assert_eq!(reader.counts().unwrap()[0], 3);
    let added = second.add(&[(page("4", "d"), vec![article("d", "2025-01-01", "d")])]);
    assert!(matches!(added, Err(StoreError::Busy)));
    drop(holder);
    second.add(&[(page("4", "d"), vec![article("d", "2025-01-01", "d")])]).unwrap();
}

/// Somebody who is writing.
fn rusqlite_holder(path: &std::path::Path) -> rusqlite::Connection {
    let holder = rusqlite::Connection::open(path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    holder
}

#[test]
fn other_databases_and_later_ones_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Foreign)));
    let path = folder.path().join("text.db");
    std::fs::write(&path, "no database, and long enough to be sure of it: ".repeat(40)).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Foreign)));
    let path = folder.path().join("later.db");
    Store::open(&path).unwrap().close().unwrap();
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Newer(99, _))));
}

/// Files of every version that was released open and hold what they held.
#[test]
fn files_of_all_versions_open() {
    for version in 1..=2 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        let old = format!("{}/tests/versions/{version}.db", env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(&old, &path).unwrap();
        let store = Store::open(&path).unwrap();
        assert_eq!(store.counts().unwrap(), [3, 2, 2, 3], "{version}");
        // What an older version wrote waits to be merged, and its words to be filed anew (`dateline`'s tests do that).
        assert_eq!(store.waiting().unwrap(), 3, "{version}");
        let filter = Filter { words: Some("ferry".to_owned()), ..Filter::default() };
        assert_eq!(keys(&store, &filter), if version == 1 { vec![] } else { vec!["ferry".to_owned()] });
    }
}

/// The file of the present version has the present tables: a step is never changed once it was released. For a new version the test leaves its file in
/// the folder for temporary files, to be copied to `tests/versions`.
#[test]
fn the_file_of_the_present_version_has_the_present_tables() {
    let (folder, store) = filled();
    store.close().unwrap();
    let fresh = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("2.db");
    std::fs::copy(folder.path().join("news.db"), &fresh).unwrap();
    let tables = |path: &std::path::Path| -> Vec<String> {
        let connection = rusqlite::Connection::open(path).unwrap();
        let mut all =
            connection.prepare("SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name").unwrap();
        all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let kept = folder.path().join("kept.db");
    std::fs::copy(format!("{}/tests/versions/2.db", env!("CARGO_MANIFEST_DIR")), &kept).unwrap();
    assert_eq!(tables(&kept), tables(&fresh));
}
