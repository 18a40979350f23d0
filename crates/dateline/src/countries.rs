//! Countries by their letters, numbers and names: those of the gazetteer (GeoNames) and ISO 3166-1's numbers.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use dateline_lang::places::gazetteer::Gazetteer;

/// A country as tables have it.
#[derive(Debug)]
pub(crate) struct Country {
    /// Its name.
    pub name: String,
    /// ISO 3166-1 numeric; 0 where it has none.
    pub number: u32,
}

fn countries() -> &'static BTreeMap<String, Country> {
    static COUNTRIES: OnceLock<BTreeMap<String, Country>> = OnceLock::new();
    COUNTRIES.get_or_init(|| {
        let rows = include_str!("../../../lang-data/places/iso.tsv").lines().filter(|line| !line.starts_with('#'));
        let numbers: BTreeMap<&str, u32> =
            rows.filter_map(|row| row.split_once('\t')).filter_map(|(code, n)| Some((code, n.parse().ok()?))).collect();
        let known = Gazetteer::embedded();
        let all = known.iter().flat_map(|gazetteer| gazetteer.countries());
        all.map(|country| {
            let number = numbers.get(country.code.as_str()).copied().unwrap_or(0);
            (country.code, Country { name: country.name, number })
        })
        .collect()
    })
}

/// A country by its letters (ISO 3166-1 alpha-2).
pub(crate) fn by_code(code: &str) -> Option<&'static Country> {
    countries().get(code)
}
