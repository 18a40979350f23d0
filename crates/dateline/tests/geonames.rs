//! `dateline gazetteer import`: a small dump of our own making, read as a user's would be.

use dateline::Reader;
use dateline::geonames::{ImportError, import};
use std::path::{Path, PathBuf};

/// Lines of the dump: number, name, other names, degrees, class and code, country, division, people.
fn line(number: u32, name: &str, point: (f64, f64), kind: (&str, &str), division: &str, people: u32) -> String {
    let (lat, lon) = point;
    let (class, code) = kind;
    format!(
        "{number}\t{name}\t{name}\t\t{lat}\t{lon}\t{class}\t{code}\tSY\t\t{division}\t\t\t\t{people}\t\t0\tAsia/Damascus\t2024-01-01\n"
    )
}

fn folder(name: &str, dump: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("allCountries.txt"), dump).unwrap();
    folder
}

#[test]
fn a_hamlet_of_a_users_own_dump_is_found() {
    let dump = [
        line(1, "Idlib", (35.8, 36.7), ("A", "ADM1"), "12", 0),
        line(2, "Kafr Zibbinah", (35.75, 36.62), ("P", "PPL"), "12", 150),
        line(3, "Nahr Qarbuz", (35.9, 36.5), ("H", "STM"), "12", 0),
        line(4, "Bir Ghayb", (35.1, 38.0), ("H", "WLL"), "12", 0),
    ];
    let folder = folder("hamlet", &dump.concat());
    let names = "1\t2\ten\tKafar Zbeineh\t\t\t\t\t\t\n2\t2\tlink\thttps://example.org\t\t\t\t\t\t\n";
    std::fs::write(folder.join("alternateNamesV2.txt"), names).unwrap();
    let (bytes, counts) = import(&folder).unwrap();
    assert_eq!((counts.divisions, counts.rows), (1, 2), "a well is no place of the news");
    let file = folder.join("gazetteer.bin");
    std::fs::write(&file, bytes).unwrap();
    let analyzer = dateline::with_gazetteer(&dateline::analyzer(Reader::Swift, None).unwrap(), &file).unwrap();
    for text in [
        "Shells fell on the village of Kafr Zibbinah in Syria.",
        "Shells fell on the village of Kafar Zbeineh in Syria.",
    ] {
        let analysis = analyzer.analyse_text(text);
        let spots: Vec<_> = analysis.columns().places.iter().filter_map(|place| place.spot.as_ref()).collect();
        let hamlet =
            spots.iter().find(|spot| spot.gazetteer == "geonames:2").unwrap_or_else(|| panic!("{text}: {spots:?}"));
        assert_eq!((hamlet.name.as_str(), hamlet.admin1.as_deref()), ("Kafr Zibbinah", Some("Idlib")));
    }
}

#[test]
fn what_is_no_dump_is_said_with_its_line() {
    let no_dump = folder("no-dump", "1\tIdlib\n");
    let error = import(&no_dump).unwrap_err();
    assert!(matches!(error, ImportError::NoRow { line: 1, columns: 2, .. }), "{error}");
    let nothing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nothing-here");
    assert!(matches!(import(&nothing).unwrap_err(), ImportError::NoDump(_)));
}

#[test]
fn a_cut_gazetteer_is_refused_with_a_hint() {
    let file = folder("cut", "").join("cut.bin");
    std::fs::write(&file, b"DLGZ2\x01").unwrap();
    let error = dateline::with_gazetteer(&dateline::analyzer(Reader::Swift, None).unwrap(), &file).unwrap_err();
    assert!(error.to_string().contains("hint: make it again"), "{error}");
}
