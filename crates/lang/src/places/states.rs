//! Abbreviated states of the United States and provinces of Canada: "Calif.", "Va", "TX", "B.C.".
//!
//! The short forms are those of the Associated Press stylebook. Others than these two countries' are not abbreviated in the news.

use super::gazetteer::{Entry, Gazetteer};

/// A state of the United States (or a province of Canada) by its abbreviation: "CA", "Calif.".
pub fn state(gazetteer: &Gazetteer, said: &str) -> Option<Entry> {
    const SHORT: &[(&str, &str)] = &[
        ("Ala.", "AL"),
        ("Ariz.", "AZ"),
        ("Ark.", "AR"),
        ("Calif.", "CA"),
        ("Colo.", "CO"),
        ("Conn.", "CT"),
        ("Del.", "DE"),
        ("Fla.", "FL"),
        ("Ga.", "GA"),
        ("Ill.", "IL"),
        ("Ind.", "IN"),
        ("Kan.", "KS"),
        ("Ky.", "KY"),
        ("La.", "LA"),
        ("Md.", "MD"),
        ("Mass.", "MA"),
        ("Mich.", "MI"),
        ("Minn.", "MN"),
        ("Miss.", "MS"),
        ("Mo.", "MO"),
        ("Mont.", "MT"),
        ("Neb.", "NE"),
        ("Nev.", "NV"),
        ("N.H.", "NH"),
        ("N.J.", "NJ"),
        ("N.M.", "NM"),
        ("N.Y.", "NY"),
        ("N.C.", "NC"),
        ("N.D.", "ND"),
        ("Okla.", "OK"),
        ("Ore.", "OR"),
        ("Pa.", "PA"),
        ("R.I.", "RI"),
        ("S.C.", "SC"),
        ("S.D.", "SD"),
        ("Tenn.", "TN"),
        ("Tex.", "TX"),
        ("Vt.", "VT"),
        ("Va.", "VA"),
        ("Wash.", "WA"),
        ("W.Va.", "WV"),
        ("Wis.", "WI"),
        ("Wyo.", "WY"),
        ("Alta.", "AB"),
        ("Man.", "MB"),
        ("Ont.", "ON"),
        ("Que.", "QC"),
        ("Sask.", "SK"),
    ];
    // The full stop may have ended the sentence.
    let same = |short: &str| short == said || short.strip_suffix('.') == Some(said);
    let code = SHORT.iter().find(|(short, _)| same(short)).map_or(said, |(_, code)| code);
    let code = code.replace('.', "");
    let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    let of = |country: &str| gazetteer.division(gazetteer.country_of(country)?, &code);
    if is_code { of("US").or_else(|| of("CA")) } else { None }
}
