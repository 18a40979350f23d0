//! A full GeoNames dump → a gazetteer for [`Analyzer::with_gazetteer`](dateline_lang::Analyzer::with_gazetteer).
//!
//! The embedded gazetteer knows towns of a thousand people and more. Who needs hamlets, hills and rivers downloads `allCountries.txt` (and,
//! for better names, `alternateNamesV2.txt`) from download.geonames.org/export/dump and imports them once; the layout of both is described in
//! the `readme.txt` there. Divisions come from the dump, countries and the project's own rows stay. The dump is read twice, line by line: what
//! is kept of it is the names.
//!
//! Left out on purpose: kinds of spots that no report of a conflict happens at (reefs, trees, wells), and places that are no more.

use dateline_lang::places::draft::{Counts, Division, Draft, Row};
use dateline_lang::places::gazetteer::Gazetteer;
use dateline_model::PlaceKind;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Why a dump could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file could not be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The folder has no dump.
    #[error("{} has no allCountries.txt (hint: download and unpack allCountries.zip of download.geonames.org/export/dump)", .0.display())]
    NoDump(PathBuf),
    /// A line has not the dump's columns.
    #[error("{}, line {line}: this is no line of a GeoNames dump: 19 columns are expected, there are {columns}", path.display())]
    NoRow {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Its columns.
        columns: usize,
    },
    /// There are more places than a gazetteer can number.
    #[error("the dump has more than {0} first-level divisions")]
    TooMany(usize),
    /// The index could not be built.
    #[error("the index of names could not be built: {0}")]
    Index(String),
}

/// What GeoNames' feature codes are here; `None` for what is left out.
fn kind(class: &str, code: &str) -> Option<PlaceKind> {
    use PlaceKind::{
        Airport, Area, Base, Camp, City, Crossing, Desert, District, Island, Lake, Mountain, Neighbourhood, Region,
        River, Sea, Strait, Town,
    };
    Some(match (class, code) {
        ("P", "PPLC" | "PPLA" | "PPLA2") => City,
        ("P", "PPLX") => Neighbourhood,
        ("P", "PPLH" | "PPLQ" | "PPLW" | "PPLCH") => return None,
        ("P", _) => Town,
        ("A", "ADM2" | "ADM3") => District,
        ("H", "STM" | "STMM" | "STMS" | "WAD") => River,
        ("H", "LK" | "LKS" | "RSV") => Lake,
        ("H", "SEA" | "GULF" | "BAY") => Sea,
        ("H", "STRT" | "CNL" | "CHN") => Strait,
        ("T", "ISL" | "ISLS" | "ATOL") => Island,
        ("T", "MT" | "MTS" | "HLL" | "HLLS" | "PK") => Mountain,
        ("T", "DSRT") => Desert,
        ("T", "PASS" | "PEN" | "VAL") | ("L", "AREA" | "LCTY") => Area,
        ("L", "RGN" | "RGNE" | "RGNH") => Region,
        ("S", "CMPRF" | "CMP") => Camp,
        ("S", "AIRP" | "AIRF" | "AIRH") => Airport,
        ("S", "AIRB" | "NVB" | "INSM" | "FT") | ("L", "MILB") => Base,
        ("S", "CSTM" | "BDG" | "PSTB") => Crossing,
        _ => return None,
    })
}

/// A line of the dump.
struct Spot<'a> {
    number: u32,
    name: &'a str,
    others: &'a str,
    point: (f64, f64),
    class: &'a str,
    code: &'a str,
    country: &'a str,
    division: &'a str,
    people: u64,
}

/// Gives every line of the dump to `each`.
fn spots(path: &Path, mut each: impl FnMut(&Spot<'_>) -> Result<(), ImportError>) -> Result<(), ImportError> {
    let unreadable = |error| ImportError::Unreadable { path: path.to_owned(), error };
    let mut file = BufReader::new(std::fs::File::open(path).map_err(unreadable)?);
    let (mut line, mut n) = (String::new(), 0);
    loop {
        line.clear();
        if file.read_line(&mut line).map_err(unreadable)? == 0 {
            return Ok(());
        }
        n += 1;
        let cells: Vec<&str> = line.trim_end_matches(['\n', '\r']).split('\t').collect();
        let number = cells.first().and_then(|cell| cell.parse().ok());
        let (Some(number), 19) = (number, cells.len()) else {
            return Err(ImportError::NoRow { path: path.to_owned(), line: n, columns: cells.len() });
        };
        let degrees = |i: usize| cells[i].parse().unwrap_or(f64::NAN);
        let point = (degrees(4), degrees(5));
        if !(point.0.abs() <= 90.0 && point.1.abs() <= 180.0) {
            continue;
        }
        each(&Spot {
            number,
            name: cells[1],
            others: cells[3],
            point,
            class: cells[6],
            code: cells[7],
            country: cells[8],
            division: cells[10],
            people: cells[14].parse().unwrap_or(0),
        })?;
    }
}

/// The other names in English, French, Spanish, German and Turkish, and those without a language, of `alternateNamesV2.txt`, by place; none if the folder has no such file.
fn other_names(path: &Path) -> Result<Option<HashMap<u32, Vec<String>>>, ImportError> {
    let unreadable = |error| ImportError::Unreadable { path: path.to_owned(), error };
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let mut names: HashMap<u32, Vec<String>> = HashMap::new();
    for line in BufReader::new(file).lines() {
        let line = line.map_err(unreadable)?;
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, number, language, name, ..] = cells.as_slice() else { continue };
        // Names without a language are mostly transliterations; longer codes are no languages (link, post, iata, wkdt).
        if matches!(*language, "" | "en" | "fr" | "es" | "de" | "tr")
            && let Ok(number) = number.parse()
        {
            names.entry(number).or_default().push((*name).to_owned());
        }
    }
    Ok(Some(names))
}

/// Makes a gazetteer of the dump in a folder: its bytes and what is in it.
pub fn import(folder: &Path) -> Result<(Vec<u8>, Counts), ImportError> {
    let dump = folder.join("allCountries.txt");
    if !dump.exists() {
        return Err(ImportError::NoDump(folder.to_owned()));
    }
    let names = other_names(&folder.join("alternateNamesV2.txt"))?;
    let others = |spot: &Spot<'_>| -> Vec<String> {
        match &names {
            Some(names) => names.get(&spot.number).cloned().unwrap_or_default(),
            None => spot.others.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        }
    };
    let mut draft = Draft::default();
    let countries: BTreeMap<String, u8> = Gazetteer::embedded()
        .iter()
        .flat_map(Gazetteer::countries)
        .map(|c| (c.code.clone(), draft.country(&c, &[])))
        .collect();
    let mut divisions: HashMap<(u8, String), u16> = HashMap::new();
    spots(&dump, |spot| {
        let (Some(&country), ("A", "ADM1")) = (countries.get(spot.country), (spot.class, spot.code)) else {
            return Ok(());
        };
        if divisions.len() >= usize::from(u16::MAX) {
            return Err(ImportError::TooMany(divisions.len()));
        }
        let division = Division {
            country,
            id: format!("geonames:{}", spot.number),
            code: iso_division(spot.country, spot.division).to_owned(),
            name: spot.name.to_owned(),
            point: (spot.point.0 as f32, spot.point.1 as f32),
            radius_km: DIVISION_KM,
        };
        let others = others(spot);
        let number = draft.division(&division, &others.iter().map(String::as_str).collect::<Vec<_>>());
        divisions.insert((country, spot.division.to_owned()), number);
        Ok(())
    })?;
    spots(&dump, |spot| {
        let (Some(&country), Some(kind)) = (countries.get(spot.country), kind(spot.class, spot.code)) else {
            return Ok(());
        };
        let row = Row {
            country,
            division: divisions.get(&(country, spot.division.to_owned())).copied(),
            kind,
            is_capital: spot.code == "PPLC",
            geonames: spot.number,
            name: spot.name.to_owned(),
            point: spot.point,
            people: spot.people,
            radius_km: radius(kind),
        };
        let others = others(spot);
        draft.row(&row, &others.iter().map(String::as_str).collect::<Vec<_>>());
        Ok(())
    })?;
    draft.finish().map_err(|error| ImportError::Index(error.to_string()))
}

/// ISO's code of a division: GeoNames has the same for the United States; for Canada, the other country whose divisions are abbreviated in the news, it
/// has numbers of its own. Elsewhere no code is asked for.
fn iso_division<'a>(country: &str, code: &'a str) -> &'a str {
    const CANADA: [(&str, &str); 13] = [
        ("01", "AB"),
        ("02", "BC"),
        ("03", "MB"),
        ("04", "NB"),
        ("05", "NL"),
        ("07", "NS"),
        ("08", "ON"),
        ("09", "PE"),
        ("10", "QC"),
        ("11", "SK"),
        ("12", "YT"),
        ("13", "NT"),
        ("14", "NU"),
    ];
    match country {
        "CA" => CANADA.iter().find(|(number, _)| *number == code).map_or(code, |(_, iso)| iso),
        _ => code,
    }
}

/// The dump does not say how far a division reaches. Chosen: half of the way to the next, on a map of most countries.
const DIVISION_KM: f32 = 80.0;

/// How far a spot of a kind reaches, where its people do not say; 0 where they do. Chosen.
fn radius(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::City | PlaceKind::Town => 0,
        PlaceKind::District => 25,
        PlaceKind::Region | PlaceKind::Sea | PlaceKind::River | PlaceKind::Desert => 100,
        PlaceKind::Lake | PlaceKind::Mountain | PlaceKind::Island | PlaceKind::Strait => 15,
        _ => 3,
    }
}
