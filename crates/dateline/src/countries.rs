//! Countries by their letters, numbers and names: those of the gazetteer (GeoNames), ISO 3166-1's numbers, and the names that ACLED and UCDP write.

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

/// Names that ACLED's and UCDP's tables write (their country lists, 2024 and 24.1) and that are neither GeoNames' names nor one of two names with
/// brackets ("Myanmar (Burma)"), of which both are tried.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("bosnia-herzegovina", "BA"),
    ("burma", "MM"),
    ("cape verde", "CV"),
    ("congo", "CG"),
    ("cote d'ivoire", "CI"),
    ("côte d'ivoire", "CI"),
    ("czech republic", "CZ"),
    ("democratic republic of congo", "CD"),
    ("dr congo", "CD"),
    ("east timor", "TL"),
    ("eswatini", "SZ"),
    ("gambia", "GM"),
    ("israel and palestine", "IL"),
    ("ivory coast", "CI"),
    ("kingdom of eswatini", "SZ"),
    ("macedonia", "MK"),
    ("macedonia, fyr", "MK"),
    ("myanmar", "MM"),
    ("north macedonia", "MK"),
    ("palestine", "PS"),
    ("republic of congo", "CG"),
    ("south vietnam", "VN"),
    ("swaziland", "SZ"),
    ("turkey", "TR"),
    ("türkiye", "TR"),
    ("united states of america", "US"),
];

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

/// Letters by names, in lower case.
fn by_name() -> &'static BTreeMap<String, &'static str> {
    static NAMES: OnceLock<BTreeMap<String, &'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let own = countries().iter().map(|(code, country)| (country.name.to_lowercase(), code.as_str()));
        own.chain(OTHER_NAMES.iter().map(|(name, code)| ((*name).to_owned(), *code))).collect()
    })
}

/// A country by its letters (ISO 3166-1 alpha-2).
pub(crate) fn by_code(code: &str) -> Option<&'static Country> {
    countries().get(code)
}

/// A country's letters by its number.
pub(crate) fn code_of_number(number: u32) -> Option<&'static str> {
    let found = countries().iter().find(|(_, country)| number != 0 && country.number == number);
    found.map(|(code, _)| code.as_str())
}

/// A country's letters by its name, or by either of the names in "Myanmar (Burma)".
pub(crate) fn code_of_name(name: &str) -> Option<&'static str> {
    let lower = name.trim().to_lowercase();
    let (first, second) = lower.split_once('(').unwrap_or((&lower, ""));
    let names = [lower.as_str(), first.trim(), second.trim_end_matches(')').trim()];
    names.into_iter().filter(|name| !name.is_empty()).find_map(|name| by_name().get(name).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_names_are_known() {
        for (name, code) in [
            ("DR Congo (Zaire)", "CD"),
            ("Democratic Republic of Congo", "CD"),
            ("Myanmar (Burma)", "MM"),
            ("Yemen (North Yemen)", "YE"),
            ("Russia (Soviet Union)", "RU"),
            ("Cambodia (Kampuchea)", "KH"),
            ("Zimbabwe (Rhodesia)", "ZW"),
            ("Serbia (Yugoslavia)", "RS"),
            ("Bosnia-Herzegovina", "BA"),
            ("Macedonia, FYR", "MK"),
            ("Ivory Coast", "CI"),
            ("Kingdom of eSwatini (Swaziland)", "SZ"),
            ("United States of America", "US"),
            ("Afghanistan", "AF"),
            ("Ukraine", "UA"),
            ("Sudan", "SD"),
            ("Syria", "SY"),
            ("Turkey", "TR"),
            ("Palestine", "PS"),
            ("Mali", "ML"),
        ] {
            assert_eq!(code_of_name(name), Some(code), "{name}");
        }
        assert_eq!(code_of_name("Atlantis"), None);
        assert_eq!(code_of_number(180), Some("CD"));
        assert_eq!(code_of_number(0), None);
        assert_eq!(by_code("CD").map(|country| country.number), Some(180));
    }
}
