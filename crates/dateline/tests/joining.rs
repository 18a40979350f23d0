//! Incidents that a store keeps: the same that all reports at once would give, whatever came first, what was read anew and what people decided.

mod made;

use dateline::keeping::{Decision, Filter, Store, StoreError};
use dateline::{joining, merging, reviewing};
use made::{page, record};
use proptest::prelude::*;
use serde_json::{Value, json};

fn lines(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    joining::incident_lines(store, |line| {
        lines.push(line);
        Ok(())
    })
    .unwrap();
    lines
}

fn at_once(records: &[Value]) -> Vec<String> {
    let reports: Vec<_> = records.iter().filter_map(merging::report).collect();
    merging::incident_lines(&reports)
}

fn store(folder: &tempfile::TempDir) -> Store {
    Store::open(&folder.path().join("news.db")).unwrap()
}

fn add(store: &mut Store, records: &[Value]) {
    store.add(&records.iter().map(page).collect::<Vec<_>>()).unwrap();
    joining::merge(store).unwrap();
}

/// The incidents as the ids of their reports.
fn groups(store: &Store) -> Vec<String> {
    let ids = |line: &String| {
        let incident: Value = serde_json::from_str(line).unwrap();
        let reports = incident["reports"].as_array().unwrap().iter();
        reports.map(|report| report["record"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    lines(store).iter().map(ids).collect()
}

const TEXT: &str = "Officials of the chiefdom said on the radio that the raiders had come over the river before dawn, had burnt the clinic and two shops, and \
    had gone before soldiers came; a priest who had hidden in a field counted the dead, and asked for tents, salt and medicine for those who were left.";

fn texts(n: usize) -> &'static str {
    ["", TEXT, "Nobody said anything else."][n]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// One by one, in any order, in batches of any size, and some of them changed on the way: what is kept is what all give at once.
    #[test]
    fn kept_incidents_are_those_of_all_reports_at_once(
        drawn in prop::collection::vec((any::<bool>(), 0u8..3, 2u64..14, 0usize..3, any::<bool>()), 1..14),
        cut in 1usize..6,
        seed in any::<u64>(),
    ) {
        let made = |i: usize, changed: bool| {
            let (is_beni, day, killed, text, _) = drawn[i];
            let town = if is_beni != changed { "Beni" } else { "Goma" };
            record(&format!("r{i}"), town, &format!("2025-03-0{}", 4 + day), killed, texts(text))
        };
        let last: Vec<Value> = (0..drawn.len()).map(|i| made(i, false)).collect();
        // Some come with another text first, and their last version replaces it.
        let mut coming: Vec<(u64, Value)> = Vec::new();
        let mut state = seed | 1;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 40
        };
        for (i, (.., is_changed)) in drawn.iter().enumerate() {
            if *is_changed {
                coming.push((draw(), made(i, true)));
            }
            coming.push(((1 << 30) + draw(), last[i].clone()));
        }
        coming.sort_by_key(|(at, _)| *at);
        let coming: Vec<Value> = coming.into_iter().map(|(_, record)| record).collect();
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(&folder);
        for batch in coming.chunks(cut) {
            add(&mut store, batch);
        }
        prop_assert_eq!(lines(&store), at_once(&last));
        prop_assert_eq!(store.waiting().unwrap(), 0);
        prop_assert!(store.check().unwrap().is_empty());
    }
}

fn three(store: &mut Store) {
    add(
        store,
        &[
            record("a", "Beni", "2025-03-04", 7, ""),
            record("b", "Beni", "2025-03-04", 12, "Two."),
            record("c", "Beni", "2025-03-04", 14, "Three."),
        ],
    );
}

fn by() -> Decision {
    Decision { at: "2025-03-10T08:00:00Z".to_owned(), who: "Amina".to_owned(), ..Decision::default() }
}

#[test]
fn a_split_holds_through_rereading_and_for_reports_that_come_later() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(&folder);
    three(&mut store);
    assert_eq!(groups(&store), ["a b c"]);
    let split = reviewing::split(&store, "i-a-e1", &["c".to_owned()], &by()).unwrap();
    let act = store.decide(&split).unwrap();
    joining::merge(&mut store).unwrap();
    assert_eq!(groups(&store), ["a b", "c"]);
    // Read anew by other rules, which number their events otherwise.
    let mut anew = record("c", "Beni", "2025-03-04", 14, "Three.");
    anew["pack"] = json!("en@2");
    anew["events"][0]["id"] = json!("e7");
    anew["figures"][0]["event"] = json!("e7");
    add(&mut store, &[anew, record("d", "Beni", "2025-03-04", 3, "Four.")]);
    assert_eq!(groups(&store), ["a b d", "c"]);
    store.undo(act, "2025-03-11T08:00:00Z").unwrap();
    joining::merge(&mut store).unwrap();
    assert_eq!(groups(&store), ["a b c d"]);
}

#[test]
fn reports_are_moved_and_incidents_joined() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(&folder);
    three(&mut store);
    add(&mut store, &[record("g", "Goma", "2025-03-06", 5, "Far away.")]);
    assert_eq!(groups(&store), ["a b c", "g"]);
    let moved = reviewing::move_to(&store, "i-a-e1", &["b".to_owned()], "i-g-e1", &by()).unwrap();
    store.decide(&moved).unwrap();
    joining::merge(&mut store).unwrap();
    assert_eq!(groups(&store), ["a c", "b g"]);
    let joined = reviewing::join(&store, "i-a-e1", "i-b-e1", &by()).unwrap();
    store.decide(&joined).unwrap();
    joining::merge(&mut store).unwrap();
    assert_eq!(groups(&store), ["a b c g"]);
    let line: Value = serde_json::from_str(&lines(&store)[0]).unwrap();
    assert!(line["why"].to_string().contains("decision"), "the line says that a person joined them");
    assert_eq!(store.decisions(None, 100).unwrap().iter().filter(|d| d.act == 2).count(), joined.len());
}

#[test]
fn rejected_facts_leave_incidents_and_corrected_ones_change_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(&folder);
    three(&mut store);
    let reject = Decision { verb: "reject".to_owned(), ..by() };
    store.decide(&reviewing::on_facts(&store, "b", &["e1".to_owned()], &reject).unwrap()).unwrap();
    let correct =
        Decision { verb: "correct".to_owned(), field: Some("best".to_owned()), value: Some("15".to_owned()), ..by() };
    store.decide(&reviewing::on_facts(&store, "c", &["f1".to_owned()], &correct).unwrap()).unwrap();
    joining::merge(&mut store).unwrap();
    assert_eq!(groups(&store), ["a c"]);
    let line: Value = serde_json::from_str(&lines(&store)[0]).unwrap();
    assert_eq!(line["claims"][1]["best"], 15);
    let shown = reviewing::reviewed(&store, "c", record("c", "Beni", "2025-03-04", 14, "Three.").to_string()).unwrap();
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        shown["figures"][0]["review"]["was"],
        json!([{ "field": "best", "value": "14" }]),
        "what the machine read stays beside it"
    );
    let wrong = Decision { value: Some("many".to_owned()), ..correct };
    let error = reviewing::on_facts(&store, "c", &["f1".to_owned()], &wrong).unwrap_err();
    assert_eq!(error.to_string(), "`many` is no best\n  hint: a whole number, or nothing");
}

/// A store that an older program made becomes a present one: its reports are merged, and found by words again.
#[test]
fn stores_of_older_versions_are_merged_and_searched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    std::fs::copy(format!("{}/tests/stores/1.db", env!("CARGO_MANIFEST_DIR")), &path).unwrap();
    assert!(matches!(Store::read_only(&path), Err(StoreError::Older(1, 2))));
    let mut store = Store::open(&path).unwrap();
    assert_eq!(joining::merge(&mut store).unwrap(), 6);
    let mut records: Vec<Value> = Vec::new();
    store
        .records(|row| -> Result<(), StoreError> {
            records.push(serde_json::from_str(&row.record).unwrap());
            Ok(())
        })
        .unwrap();
    assert_eq!(lines(&store), at_once(&records));
    let found = |filter: Filter| store.search(&filter, 10).unwrap().len();
    assert_eq!(found(Filter { words: Some("ferry".to_owned()), ..Filter::default() }), 1);
    assert_eq!(found(Filter { claimant: Some("governor".to_owned()), ..Filter::default() }), 1);
    assert_eq!(found(Filter { place: Some("beni".to_owned()), ..Filter::default() }), 4);
    assert_eq!(found(Filter { publisher: Some("Kivu".to_owned()), ..Filter::default() }), 2);
}
