//! Names of places → where they are, by what the report says.
//!
//! A name may mean many places. What speaks for one of them: its people (a prior), the countries that the report speaks of, a
//! country or province named behind it ("Qaim, in Anbar province"), a word that says what it is ("the town of", "river"), other
//! places of the report that are clear and near. If nothing tells the best from the next, no place is given but a list of what it
//! might be: one failure stays with one name.
//!
//! Left out on purpose, until they can be done well: points off a place ("20 km east of Mosul" is put at Mosul), parts of one ("southern
//! Lebanon" is put at Lebanon), and cities that mean a government.

pub mod gazetteer;
pub mod spelling;

use dateline_model::{Columns, NameKind, Place, PlaceKind, Span, Spot, Tokens};
use gazetteer::{Entry, Gazetteer, distance};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What speaks for a candidate, in the unit of its people's logarithm times [`PEOPLE`](weight::PEOPLE) (a city of a million has 16). All are
/// chosen by hand; they were moved while reading what was wrong in development reports, and not searched for.
mod weight {
    /// A country by its own name.
    pub const COUNTRY: f64 = 24.0;
    /// A row of the project's own file: it is there because the news speaks of it.
    pub const OWN: f64 = 17.0;
    /// A first-level division: like a city of half a million, so that Virginia is not a town of that name.
    pub const PROVINCE: f64 = 15.0;
    /// A power of two more people.
    pub const PEOPLE: f64 = 0.8;
    /// It is another of its names, not the first.
    pub const ALSO: f64 = -3.0;
    /// It lies in a country that the report speaks of most, and less so of others.
    pub const IN_FORCE: f64 = 6.0;
    /// The report speaks of countries, and it lies in none of them.
    pub const ELSEWHERE: f64 = -5.0;
    /// The place named right behind it holds it: the nearer to its middle, the more.
    pub const HELD: f64 = 24.0;
    /// A word beside it says what it is, and it is that; or it is not.
    pub const KIND: f64 = 5.0;
    /// Clear places of the report stand within so many kilometres.
    pub const NEAR: (f64, f64) = (200.0, 3.0);
    /// So much better than any other place must the best be.
    pub const CLEAR: f64 = 1.5;
}

/// Candidates nearer to each other than this are one place for whoever asks where something happened (a city, its province, its
/// district).
const SAME_KM: f64 = 50.0;

/// A town lies within so many kilometres of the point of the province that is named after it; chosen for the large ones of deserts
/// (Homs: 170).
const PROVINCE_KM: f64 = 250.0;

/// What a division holds lies within so many kilometres of its point; chosen for the largest (Texas, Xinjiang).
const REACH_KM: f64 = 700.0;

/// So many clear places speak for others: a list of ten thousand towns must not be compared with itself. Chosen; no development report
/// names half as many.
const NEIGHBOURS: usize = 200;

/// Candidates that a place lists where it is not clear.
const LISTED: usize = 5;

fn gazetteer() -> Option<&'static Gazetteer> {
    static GAZETTEER: OnceLock<Option<Gazetteer>> = OnceLock::new();
    GAZETTEER.get_or_init(Gazetteer::embedded).as_ref()
}

/// Words behind a name, or before it with "of", that say what it is.
fn kind_word(norm: &str) -> Option<&'static [PlaceKind]> {
    use PlaceKind::{
        Airport, Area, Base, Camp, City, Crossing, District, Island, Lake, Mountain, Neighbourhood, Province, Region,
        River, Sea, Strait, Town,
    };
    Some(match norm {
        "province" | "governorate" | "oblast" | "state" | "prefecture" | "county" | "department" | "region"
        | "regions" => &[Province, Region, District, Area],
        "city" | "town" | "village" | "municipality" | "settlement" | "hamlet" | "port" => &[City, Town],
        "district" | "neighborhood" | "neighbourhood" | "suburb" | "quarter" => &[District, Neighbourhood, City, Town],
        "river" => &[River],
        "sea" | "gulf" | "bay" => &[Sea],
        "strait" | "canal" => &[Strait],
        "lake" => &[Lake],
        "island" | "islands" => &[Island],
        "mountain" | "mountains" | "hills" => &[Mountain],
        "camp" => &[Camp],
        "airport" | "airfield" => &[Airport],
        "base" => &[Base],
        "crossing" => &[Crossing],
        _ => return None,
    })
}

/// A name of the report with what it may mean.
struct Asked {
    mentions: Vec<Span<Tokens>>,
    candidates: Vec<(f64, Entry)>,
}

/// The places of an article, in text order.
pub fn find(text: &str, columns: &Columns) -> Vec<Place> {
    let Some(gazetteer) = gazetteer() else { return Vec::new() };
    let words = |tokens: Span<Tokens>| {
        let range = tokens.range();
        let (Some(first), Some(last)) =
            (columns.spans.get(range.start), columns.spans.get(range.end.saturating_sub(1)))
        else {
            return "";
        };
        &text[first.range().start..last.range().end]
    };
    let norm = |i: usize| if i < columns.norms.len() { columns.norms.get(i) } else { "" };
    // Names by their wording: two that are written alike are one place.
    let mut asked: BTreeMap<String, Asked> = BTreeMap::new();
    let mut weights: BTreeMap<u8, f64> = BTreeMap::new();
    for mention in &columns.mentions {
        match mention.kind {
            NameKind::Place => {
                let said = words(mention.tokens);
                let entry = asked.entry(spelling::fold(said)).or_insert_with(|| {
                    let candidates = candidates(gazetteer, said).into_iter().map(|e| (0.0, e)).collect();
                    Asked { mentions: Vec::new(), candidates }
                });
                entry.mentions.push(mention.tokens);
                // A country speaks for itself, unless it shares its name (Georgia, Congo).
                if let Some((_, country)) = entry.candidates.iter().find(|(_, e)| e.kind == PlaceKind::Country)
                    && !is_shared(&entry.candidates)
                {
                    *weights.entry(country.countries[0]).or_default() += 1.0;
                }
            }
            NameKind::Nationality => {
                if let Some(country) = gazetteer.people(words(mention.tokens)) {
                    *weights.entry(country).or_default() += 0.7;
                }
            }
            _ => {}
        }
    }
    // Cities of millions and the project's own rows say of which country a report is, if it names none.
    let clear: Vec<u8> = asked
        .values()
        .filter_map(|a| a.candidates.iter().max_by(|x, y| prior(&x.1).total_cmp(&prior(&y.1))))
        .filter(|(_, e)| prior(e) >= weight::PROVINCE && e.kind != PlaceKind::Country && e.countries.len() == 1)
        .map(|(_, e)| e.countries[0])
        .collect();
    clear.into_iter().for_each(|country| *weights.entry(country).or_default() += 0.5);
    let most = weights.values().fold(0.0f64, |a, b| a.max(*b));
    let spoken: Vec<u8> = weights.iter().filter(|(_, w)| **w * 3.0 >= most).map(|(c, _)| *c).collect();
    for (name, of) in &mut asked {
        let shared = is_shared(&of.candidates);
        if of.candidates.is_empty() {
            let said = of.mentions.first().map_or("", |m| words(*m));
            of.candidates = gazetteer.spelt(said, &spoken).into_iter().map(|e| (0.0, e)).collect();
        }
        let held: Vec<Entry> =
            of.mentions.iter().flat_map(|m| holders(gazetteer, columns, &norm, &words, *m)).collect();
        let kinds = of.mentions.iter().find_map(|m| said_kind(&norm, *m));
        for (score, entry) in &mut of.candidates {
            *score = prior(entry);
            if entry.kind == PlaceKind::City && spelling::fold(&entry.name) != *name {
                *score += weight::ALSO;
            }
            if (entry.kind != PlaceKind::Country || shared) && !entry.countries.is_empty() {
                let share = entry.countries.iter().filter_map(|c| weights.get(c)).fold(0.0f64, |a, b| a.max(*b));
                *score += if share > 0.0 {
                    weight::IN_FORCE * (0.5 + 0.5 * share / most)
                } else if most > 0.0 {
                    weight::ELSEWHERE
                } else {
                    0.0
                };
            }
            *score += weight::HELD * held.iter().map(|holder| held_by(holder, entry)).fold(0.0, f64::max);
            if let Some(kinds) = kinds {
                *score += if kinds.contains(&entry.kind) { weight::KIND } else { -weight::KIND };
            }
        }
        of.candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.number.cmp(&b.1.number)));
    }
    // What is clear now speaks for its neighbours.
    let points: Vec<(String, (f64, f64))> = asked
        .iter()
        .filter_map(|(name, of)| Some((name.clone(), is_clear(&of.candidates)?)))
        .filter(|(_, e)| !matches!(e.kind, PlaceKind::Country | PlaceKind::Continent))
        .map(|(name, e)| (name, (e.lat, e.lon)))
        .take(NEIGHBOURS)
        .collect();
    for (name, of) in &mut asked {
        if is_clear(&of.candidates).is_some() {
            continue;
        }
        for (score, entry) in &mut of.candidates {
            let near = |(other, point): &(String, (f64, f64))| {
                other != name && distance(*point, (entry.lat, entry.lon)) < weight::NEAR.0
            };
            if points.iter().any(near) {
                *score += weight::NEAR.1;
            }
        }
        of.candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.number.cmp(&b.1.number)));
    }
    let mut places = Vec::new();
    for of in asked.values() {
        let spot = is_clear(&of.candidates).map(|entry| spot_of(gazetteer, entry));
        let candidates = match spot {
            Some(_) => Vec::new(),
            None => of.candidates.iter().take(LISTED).map(|(_, e)| spot_of(gazetteer, e)).collect(),
        };
        places.extend(of.mentions.iter().map(|m| Place {
            tokens: *m,
            spot: spot.clone(),
            candidates: candidates.clone(),
        }));
    }
    places.sort_by_key(|place| place.tokens.start());
    places
}

/// What a name may mean: the state of an abbreviation, what is called so, or what is called so without the last word if that only says
/// what it is ("Borno State").
fn candidates(gazetteer: &Gazetteer, said: &str) -> Vec<Entry> {
    if said.ends_with('.')
        && let Some(state) = state(gazetteer, said)
    {
        return vec![state];
    }
    let found = gazetteer.named(said);
    if !found.is_empty() {
        return found;
    }
    // "southern Lebanon": at Lebanon, for want of its parts.
    if let Some((first, rest)) = said.split_once([' ', '-'])
        && is_direction(&spelling::fold(first))
    {
        let of = gazetteer.named(rest).into_iter();
        return of
            .map(|e| Entry { kind: if e.kind == PlaceKind::City { e.kind } else { PlaceKind::Region }, ..e })
            .collect();
    }
    let Some((name, last)) = said.rsplit_once(' ') else { return Vec::new() };
    match kind_word(&spelling::fold(last)) {
        Some(kinds) => gazetteer.named(name).into_iter().filter(|e| kinds.contains(&e.kind)).collect(),
        None => Vec::new(),
    }
}

/// Whether a word says which part of something is meant.
fn is_direction(word: &str) -> bool {
    let ends = ["north", "south", "east", "west"];
    let plain = word.strip_suffix("ern").unwrap_or(word);
    matches!(plain, "central" | "upper" | "lower" | "mainland")
        || ends.contains(&plain)
        || ["north", "south"]
            .iter()
            .filter_map(|end| plain.strip_prefix(end))
            .any(|rest| matches!(rest, "east" | "west"))
}

/// Whether a country shares its name with another country or a division of one.
fn is_shared(candidates: &[(f64, Entry)]) -> bool {
    let large = |kind: PlaceKind| matches!(kind, PlaceKind::Country | PlaceKind::Province);
    let mut all = candidates.iter().filter(|(_, e)| large(e.kind)).map(|(_, e)| &e.countries);
    let first = all.next();
    all.any(|countries| Some(countries) != first)
}

/// What speaks for a place before anything is read.
fn prior(entry: &Entry) -> f64 {
    match entry.kind {
        PlaceKind::Country => weight::COUNTRY,
        _ if entry.id.starts_with("dateline:") => weight::OWN,
        PlaceKind::Province => weight::PROVINCE,
        _ => f64::from(entry.people) * weight::PEOPLE,
    }
}

/// The best candidate, if it is clear.
fn is_clear(candidates: &[(f64, Entry)]) -> Option<&Entry> {
    let (best, entry) = candidates.first()?;
    // A province and the town that it is named after are no rivals.
    let is_of = |province: &Entry, town: &Entry| {
        province.kind == PlaceKind::Province && town.kind != PlaceKind::Province && province.countries == town.countries
    };
    let far = |other: &&(f64, Entry)| {
        let other = &other.1;
        let one = if is_of(entry, other) || is_of(other, entry) { PROVINCE_KM } else { SAME_KM };
        distance((entry.lat, entry.lon), (other.lat, other.lon)) > one.max(entry.radius_km)
    };
    let next = candidates.iter().skip(1).find(far);
    (next.is_none_or(|(score, _)| best - score >= weight::CLEAR)).then_some(entry)
}

/// How surely a country or a division holds a place, from 0 to 1. A division is known by one point, and the largest reach some
/// hundreds of kilometres from it.
fn held_by(holder: &Entry, entry: &Entry) -> f64 {
    let shared = holder.countries.iter().any(|c| entry.countries.contains(c));
    match holder.kind {
        _ if !shared || holder.number == entry.number || entry.kind == PlaceKind::Country => 0.0,
        PlaceKind::Country => 0.7,
        PlaceKind::Province | PlaceKind::Region => {
            let off = distance((holder.lat, holder.lon), (entry.lat, entry.lon));
            if off < REACH_KM { 1.0 - off / (2.0 * REACH_KM) } else { 0.0 }
        }
        _ => 0.0,
    }
}

/// What the words right behind a mention name, if that may hold it: "Qaim, in Anbar province", "Long Beach, CA".
fn holders<'a>(
    gazetteer: &Gazetteer,
    columns: &Columns,
    norm: &dyn Fn(usize) -> &'a str,
    words: &dyn Fn(Span<Tokens>) -> &'a str,
    mention: Span<Tokens>,
) -> Vec<Entry> {
    let mut at = mention.end() as usize;
    let comma = norm(at) == ",";
    at += usize::from(comma);
    let linked = matches!(norm(at), "in" | "of");
    at += usize::from(linked);
    if linked && norm(at) == "the" {
        at += 1;
    }
    if linked && is_direction(norm(at)) {
        at += 1;
    }
    if !(comma || linked) || at >= columns.norms.len() {
        return Vec::new();
    }
    let next = columns.mentions.partition_point(|m| (m.tokens.start() as usize) < at);
    let Some(next) = columns.mentions.get(next).filter(|m| m.tokens.start() as usize == at) else { return Vec::new() };
    let said = words(next.tokens);
    match next.kind {
        NameKind::Place => {
            let mut all = gazetteer.named(said);
            all.extend(state(gazetteer, said));
            all.retain(|e| matches!(e.kind, PlaceKind::Country | PlaceKind::Province | PlaceKind::Region));
            all
        }
        _ => Vec::new(),
    }
}

/// A state of the United States (or a province of Canada) by its abbreviation: "CA", "Calif.".
fn state(gazetteer: &Gazetteer, said: &str) -> Option<Entry> {
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
    ];
    let code = SHORT.iter().find(|(short, _)| *short == said).map_or(said, |(_, code)| code);
    let code = code.replace('.', "");
    let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    let of = |country: &str| gazetteer.division(gazetteer.country_of(country)?, &code);
    if is_code { of("US").or_else(|| of("CA")) } else { None }
}

/// What a word beside a mention says that it is: "Anbar province", "the town of Qaim", "the Euphrates River".
fn said_kind<'a>(norm: &dyn Fn(usize) -> &'a str, mention: Span<Tokens>) -> Option<&'static [PlaceKind]> {
    let (start, end) = (mention.start() as usize, mention.end() as usize);
    if let Some(kinds) = kind_word(norm(end)) {
        return Some(kinds);
    }
    // The word may be part of the name.
    if end > start + 1
        && let Some(kinds) = kind_word(norm(end - 1))
    {
        return Some(kinds);
    }
    let before = |n: usize| start.checked_sub(n).map_or("", norm);
    if before(1) == "of" { kind_word(before(2)) } else { None }
}

fn spot_of(gazetteer: &Gazetteer, entry: &Entry) -> Spot {
    let country = match entry.countries.as_slice() {
        [one] => Some(gazetteer.code(*one).to_owned()),
        _ => None,
    };
    Spot {
        name: entry.name.clone(),
        kind: entry.kind,
        lat: entry.lat,
        lon: entry.lon,
        country,
        gazetteer: entry.id.clone(),
        radius_km: entry.radius_km,
    }
}
