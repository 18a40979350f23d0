//! Places: a table of sentences with where their places are, and every row of the project's own file.

use dateline_lang::places::gazetteer::{Gazetteer, MAGIC, distance};
use dateline_lang::{Analyzer, Reader};
use dateline_model::PlaceKind;

#[test]
fn places_are_where_the_table_says() {
    let mut wrong = Vec::new();
    for line in include_str!("places.tsv").lines().filter(|l| !l.starts_with('#')) {
        let (line, is_known) = line.strip_prefix("? ").map_or((line, false), |line| (line, true));
        let cells: Vec<&str> = line.split('\t').collect();
        let (start, end) = (cells[0].find('[').unwrap(), cells[0].find(']').unwrap() - 1);
        let text = cells[0].replace(['[', ']'], "");
        let analysis = Analyzer::of(Reader::Careful).analyse_text(&text);
        let places = analysis.columns().places.iter();
        let found =
            places.map(|p| (analysis.text_span(p.tokens).range(), p)).find(|(r, _)| r.start < end && start < r.end);
        let spot = found.and_then(|(_, p)| Some((p.spot.as_ref()?, p.relation.as_ref())));
        let what = match (cells[1], spot) {
            ("-", Some((spot, _))) => Some(format!("{} {}", spot.name, spot.gazetteer)),
            ("-", None) => None,
            (_, None) => Some("not found".to_owned()),
            (_, Some((spot, relation))) => {
                let degrees = |i: usize| cells[i].parse::<f64>().unwrap();
                let part = relation.filter(|r| r.kind == "part").and_then(|r| r.at);
                let (lat, lon) = part.map_or((spot.lat, spot.lon), |(lat, lon, _)| (lat, lon));
                let off = distance((degrees(1), degrees(2)), (lat, lon));
                (off > degrees(3)).then(|| format!("{} {}, {off:.0} km off", spot.name, spot.gazetteer))
            }
        };
        match (what, is_known) {
            (Some(what), false) => wrong.push(format!("{text}: {what}")),
            (None, true) => wrong.push(format!("{text}: right now, so it is no known miss any more")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// Names of the news of conflict in the spellings of many newsrooms: so many of a hundred must be put where they are.
const SPELT_RIGHT: usize = 97;

#[test]
fn places_of_conflict_are_found_however_they_are_spelt() {
    let (mut wrong, mut n) = (Vec::new(), 0);
    for line in include_str!("spellings.tsv").lines().filter(|l| !l.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let text = format!("Shells fell on {}, in {}.", cells[0], cells[1]);
        let analysis = Analyzer::of(Reader::Careful).analyse_text(&text);
        let end = 15 + cells[0].len();
        let place = analysis.columns().places.iter().find(|p| analysis.text_span(p.tokens).range().start < end);
        let degrees = |i: usize| cells[i].parse::<f64>().unwrap();
        n += 1;
        match place.and_then(|p| p.spot.as_ref()) {
            Some(spot) => {
                let off = distance((degrees(2), degrees(3)), (spot.lat, spot.lon));
                if off > degrees(4) {
                    wrong.push(format!("{text}: {} {}, {off:.0} km off", spot.name, spot.gazetteer));
                }
            }
            None => wrong.push(format!("{text}: not found")),
        }
    }
    assert!(n >= 200);
    assert!((n - wrong.len()) * 100 >= n * SPELT_RIGHT, "{} of {n} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_row_of_our_own_file_can_be_read() {
    let gazetteer = Gazetteer::embedded().unwrap();
    for row in include_str!("../../../lang-data/places/places.tsv").lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        assert_eq!(cells.len(), 7, "{row}");
        assert!(cells[2] == "province" || PlaceKind::from_word(cells[2]).is_some(), "{row}");
        let number = |i: usize| cells[i].parse::<f64>().unwrap_or_else(|_| panic!("{row}"));
        assert!(number(3).abs() <= 90.0 && number(4).abs() <= 180.0 && number(6) > 0.0, "{row}");
        let found = gazetteer.named(cells[0]);
        assert!(found.iter().any(|e| e.name == cells[0]), "{row}");
    }
}

/// A file that is cut or of another version is refused as a whole.
#[test]
fn a_damaged_gazetteer_is_refused() {
    assert!(Gazetteer::open(b"", "").is_none());
    assert!(Gazetteer::open(b"DLGZ9rest", "").is_none());
    assert!(Gazetteer::open(MAGIC, "").is_none());
}

/// Ten thousand names in one report: time stays linear.
#[test]
fn a_list_of_towns_without_end_does_no_harm() {
    let towns = "Paris, London, Springfield, Goma, Bria, Qaim, Homs, Derby, Cairo, Lima. ".repeat(1_000);
    let analysis = Analyzer::of(Reader::Swift).analyse_text(&towns);
    assert!(analysis.columns().places.len() > 5_000);
}
