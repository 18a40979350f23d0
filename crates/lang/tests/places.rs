//! Places: a table of sentences with where their places are, and every row of the project's own file.

use dateline_lang::places::gazetteer::{Gazetteer, MAGIC, distance};
use dateline_lang::{Analyzer, Reader};
use dateline_model::PlaceKind;

/// Of the table's places so many may be missed: names that the reader takes for something else.
const MISSED: usize = 1;

#[test]
fn places_are_where_the_table_says() {
    let (mut wrong, mut missed, mut n) = (Vec::new(), Vec::new(), 0);
    for line in include_str!("places.tsv").lines().filter(|l| !l.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (start, end) = (cells[0].find('[').unwrap(), cells[0].find(']').unwrap() - 1);
        let text = cells[0].replace(['[', ']'], "");
        let analysis = Analyzer::of(Reader::Careful).analyse_text(&text);
        let places = analysis.columns().places.iter();
        let found =
            places.map(|p| (analysis.text_span(p.tokens).range(), p)).find(|(r, _)| r.start < end && start < r.end);
        let spot = found.and_then(|(_, p)| p.spot.clone());
        n += 1;
        match (cells[1], spot) {
            ("-", Some(spot)) => wrong.push(format!("{text}: {} {}", spot.name, spot.gazetteer)),
            ("-", None) => {}
            (_, None) => missed.push(text),
            (_, Some(spot)) => {
                let degrees = |i: usize| cells[i].parse::<f64>().unwrap();
                let off = distance((degrees(1), degrees(2)), (spot.lat, spot.lon));
                if off > degrees(3) {
                    wrong.push(format!("{text}: {} {}, {off:.0} km off", spot.name, spot.gazetteer));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {n} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(missed.len() <= MISSED, "{} of {n} missed\n{}", missed.len(), missed.join("\n"));
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
