//! Rows of other tables: kept once an id, found by their days.

use dateline_store::{BaselineRow, Store, StoreError};

fn row(id: &str, since: &str, until: &str) -> BaselineRow {
    BaselineRow {
        origin: "ged".to_owned(),
        id: id.to_owned(),
        since: Some(since.to_owned()),
        until: Some(until.to_owned()),
        lat: Some(0.5),
        best: Some(3),
        ..BaselineRow::default()
    }
}

#[test]
fn rows_are_kept_once_and_found_by_their_days() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("news.db")).unwrap();
    assert_eq!(store.baseline_days("ged").unwrap(), None);
    let rows = [row("2", "2025-03-04", "2025-03-06"), row("1", "2025-03-01", "2025-03-01")];
    let kept = store.put_baseline(&rows).unwrap();
    assert_eq!((kept.new, kept.replaced), (2, 0));
    let mut changed = row("1", "2025-03-02", "2025-03-02");
    changed.best = Some(4);
    let kept = store.put_baseline(&[changed.clone()]).unwrap();
    assert_eq!((kept.new, kept.replaced), (0, 1));
    let found = |origin: &str, since: &str, until: &str| {
        let mut rows = Vec::new();
        let each = |row| -> Result<(), StoreError> {
            rows.push(row);
            Ok(())
        };
        store.baseline(origin, since, until, each).unwrap();
        rows
    };
    assert_eq!(found("ged", "2025-01-01", "2025-12-31"), [changed, rows[0].clone()]);
    assert_eq!(found("ged", "2025-03-06", "2025-03-09"), [rows[0].clone()]);
    assert!(found("ged", "2025-03-07", "2025-03-09").is_empty());
    assert!(found("acled", "2025-01-01", "2025-12-31").is_empty());
    let days = Some(("2025-03-02".to_owned(), "2025-03-06".to_owned(), 2));
    assert_eq!(store.baseline_days("ged").unwrap(), days);
}
