//! Our incidents beside invented rows of other tables: the records are those of the exports' tests.

use dateline::baseline::{BaselineRow, Origin};
use dateline::comparing::{self, Limits};
use dateline::{intake, merging};

const RECORDS: &str = include_str!("exports/records.jsonl");

fn row(id: &str, day: &str, kind: &str, place: (&str, &str, f64, f64), best: i64) -> BaselineRow {
    BaselineRow {
        origin: "acled".to_owned(),
        id: id.to_owned(),
        since: Some(day.to_owned()),
        until: Some(day.to_owned()),
        kind: Some(kind.to_owned()),
        place: Some(place.0.to_owned()),
        country: Some(place.1.to_owned()),
        lat: Some(place.2),
        lon: Some(place.3),
        precision: Some(1),
        best: Some(best),
        ..BaselineRow::default()
    }
}

const AGAINST: &str = "Violence against civilians";
const MBAU: (&str, &str, f64, f64) = ("Mbau", "CD", 0.6, 29.5);

/// Compares the records' incidents with rows; gives the pairs and who stands alone.
fn compared(
    origin: Origin,
    rows: &[BaselineRow],
    limits: &Limits,
) -> (Vec<(String, String)>, Vec<String>, Vec<String>) {
    let reports: Vec<merging::Report> = RECORDS.lines().filter_map(|line| merging::of_line(line).unwrap()).collect();
    let incidents = merging::incidents(&reports, &merging::copies(&reports));
    let ours = comparing::ours(origin, &reports, &incidents, limits);
    let days = |of: fn(&BaselineRow) -> Option<&str>| rows.iter().filter_map(move |row| intake::day(of(row)?));
    let theirs = days(|row| row.since.as_deref()).min().zip(days(|row| row.until.as_deref()).max());
    let Some(window) = comparing::window(&ours, theirs, limits) else { return Default::default() };
    let found = comparing::compare(origin, &ours, rows, window, limits);
    (
        found.both.iter().map(|pair| (ours[pair.ours].id.clone(), rows[pair.theirs].id.clone())).collect(),
        found.theirs.iter().map(|row| rows[*row].id.clone()).collect(),
        found.ours.iter().map(|one| ours[*one].id.clone()).collect(),
    )
}

fn limits() -> Limits {
    Limits { days: 1, km: 25.0, since: intake::day("2025-03-01"), until: intake::day("2025-03-31"), country: None }
}

fn pair(ours: &str, theirs: &str) -> (String, String) {
    (ours.to_owned(), theirs.to_owned())
}

#[test]
fn rows_match_by_day_place_and_type() {
    let mbau = "DTL-coast-9-e1";
    let goma = ("Goma", "CD", -1.68, 29.23);
    let cases: &[(&str, BaselineRow, bool)] = &[
        ("the same day", row("A1", "2025-03-04", AGAINST, MBAU, 12), true),
        ("a day later", row("A1", "2025-03-05", AGAINST, MBAU, 12), true),
        ("two days later", row("A1", "2025-03-06", AGAINST, MBAU, 12), false),
        ("too far", row("A1", "2025-03-04", AGAINST, ("Bunia", "CD", 1.56, 30.25), 12), false),
        ("a battle is violence too", row("A1", "2025-03-04", "Battles", MBAU, 12), true),
        ("an older release's word", row("A1", "2025-03-04", "Battle-No change of territory", MBAU, 12), true),
        ("no march", row("A1", "2025-03-04", "Protests", MBAU, 0), false),
        (
            "the same name without a point",
            BaselineRow { lat: None, ..row("A1", "2025-03-04", AGAINST, ("BENI", "CD", 0.0, 0.0), 12) },
            true,
        ),
        ("the same name elsewhere", row("A1", "2025-03-04", AGAINST, ("Beni", "NP", 28.3, 83.6), 12), false),
        ("a region's point", BaselineRow { precision: Some(3), ..row("A1", "2025-03-04", AGAINST, MBAU, 12) }, false),
        (
            "a summary of half a year",
            BaselineRow { since: Some("2024-11-01".to_owned()), ..row("A1", "2025-03-31", AGAINST, MBAU, 90) },
            false,
        ),
        ("another town's", row("A1", "2025-03-04", AGAINST, goma, 12), false),
    ];
    for (name, row, is_one) in cases {
        let (both, theirs, _) = compared(Origin::Acled, std::slice::from_ref(row), &limits());
        let both: Vec<_> = both.into_iter().filter(|(ours, _)| ours == mbau).collect();
        assert_eq!(both, if *is_one { vec![pair(mbau, "A1")] } else { vec![] }, "{name}");
        assert!(!*is_one || theirs.is_empty(), "{name}");
    }
}

/// One row an incident: the nearer day first, then the nearer place; what is left over is told on its side.
#[test]
fn the_nearest_row_is_taken_and_the_rest_is_told() {
    let rows = [
        row("A4", "2025-03-05", AGAINST, ("Beni", "CD", 0.49, 29.47), 3),
        row("A3", "2025-03-04", AGAINST, MBAU, 12),
        row("A2", "2025-03-04", AGAINST, ("Oicha", "CD", 0.7, 29.52), 2),
    ];
    let (both, theirs, ours) = compared(Origin::Acled, &rows, &limits());
    assert_eq!(both, [pair("DTL-coast-9-e1", "A3")]);
    assert_eq!((theirs, ours), (vec!["A4".to_owned(), "A2".to_owned()], vec!["DTL-herald-2-e1".to_owned()]));
    let mut turned = rows.clone();
    turned.reverse();
    assert_eq!(compared(Origin::Acled, &turned, &limits()).0, both);
    // Of GED's rows those with deaths count; our own export finds itself.
    let ged = [BaselineRow { origin: "ged".to_owned(), kind: None, ..row("1", "2025-03-04", "", MBAU, 14) }];
    assert_eq!(compared(Origin::Ged, &ged, &limits()).0, [pair("DTL-coast-9-e1", "1")]);
    // Without days only those are compared that both have; in another country there is nothing.
    let open = Limits { since: None, until: None, ..limits() };
    assert_eq!(compared(Origin::Acled, &rows[1..2], &open).2, Vec::<String>::new());
    let sudan = Limits { country: Some("SD".to_owned()), ..limits() };
    assert_eq!(compared(Origin::Acled, &rows, &sudan), Default::default());
}
