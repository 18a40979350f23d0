//! Names of places → where they are, by what the report says.
//!
//! A name may mean many places. What speaks for one of them: its people (a prior), the countries that the report speaks of, a
//! country or province named behind it ("Qaim, in Anbar province"), a word that says what it is ("the town of", "river"), other
//! places of the report that are clear and near. If nothing tells the best from the next, no place is given but a list of what it
//! might be: one failure stays with one name. What the words around do with a place ("20 km east of", "southern") and names that mean
//! people ("Moscow denied") are [`relations`]' part.

pub mod draft;
pub mod gazetteer;
pub mod relations;
pub mod spelling;
mod states;

use dateline_model::{Columns, NameKind, Place, PlaceKind, Span, Spot, Text, Tokens};
use gazetteer::{Entry, Gazetteer, distance};
use relations::Beside;
use states::state;
use std::collections::BTreeMap;

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
    /// The capital of a country, as a town of so many times more people would be.
    pub const CAPITAL: f64 = 4.0;
    /// It is another of its names, not the first; and another candidate has it for the first.
    pub const ALSO: f64 = -3.0;
    /// See above.
    pub const ALSO_BESIDE: f64 = -6.0;
    /// A clear town says of which country a report is, where a mention of the country counts 1.
    pub const VOTE: f64 = 0.5;
    /// It lies in a country that the report speaks of most, and less so of others.
    pub const IN_FORCE: f64 = 6.0;
    /// Times that the place of a dateline counts for its country.
    pub const DATELINE: f64 = 2.0;
    /// The report speaks of countries, and it lies in none of them.
    pub const ELSEWHERE: f64 = -5.0;
    /// The place named right behind it holds it: the nearer to its middle, the more.
    pub const HELD: f64 = 24.0;
    /// A word beside it says what it is, and it is that; or it is not.
    pub const KIND: f64 = 5.0;
    /// Clear places of the report lie in the same division, most of them; and less if it is fewer.
    pub const DIVISION: f64 = 3.0;
    /// Clear places of the report stand within so many kilometres.
    pub const NEAR: (f64, f64) = (200.0, 3.0);
    /// So much better than any other place must the best be.
    pub const CLEAR: f64 = 1.5;
}

/// Candidates nearer to each other than this are one place for whoever asks where something happened (a city, its province, its
/// district).
const SAME_KM: f64 = 50.0;

/// What a division holds lies within so many kilometres of its point; chosen for the largest (Texas, Xinjiang).
const REACH_KM: f64 = 700.0;

/// So many clear places speak for others: a list of ten thousand towns must not be compared with itself. Chosen; no development report
/// names half as many.
const NEIGHBOURS: usize = 200;

/// Candidates that a place lists where it is not clear.
const LISTED: usize = 5;

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
        "district" | "subdistrict" | "neighborhood" | "neighbourhood" | "suburb" | "quarter" => {
            &[District, Neighbourhood, City, Town]
        }
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
    /// Its first word says which part of the candidates is meant: "southern Lebanon".
    is_part: bool,
    /// The report says that it lies where none of the candidates does.
    is_elsewhere: bool,
}

/// The places of an article, in text order; `datelines` are the blocks that say where it was written.
pub fn find(gazetteer: &Gazetteer, text: &str, columns: &Columns, datelines: &[Span<Text>]) -> Vec<Place> {
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
    let mut peoples: Vec<(Span<Tokens>, Entry)> = Vec::new();
    let mut weights: BTreeMap<u8, f64> = BTreeMap::new();
    for mention in &columns.mentions {
        match mention.kind {
            NameKind::Place | NameKind::Facility => {
                let before = mention.tokens.start().checked_sub(1).map_or("", |i| norm(i as usize));
                let behind_comma = before == ",";
                let said = words(mention.tokens);
                // "northeastern Nigeria" has a row of its own, and "southern Lebanon" has none.
                let whole = format!("{before} {said}");
                let said = if is_direction(before) && gazetteer.is_own(&whole) { whole.as_str() } else { said };
                // Of facilities those are places that the gazetteer has by their full names.
                if mention.kind == NameKind::Facility && !gazetteer.is_own(said) {
                    continue;
                }
                let entry = asked.entry(spelling::fold(said)).or_insert_with(|| {
                    let (candidates, is_part) = candidates(gazetteer, said, behind_comma);
                    let candidates = candidates.into_iter().map(|e| (0.0, e)).collect();
                    Asked { mentions: Vec::new(), candidates, is_part, is_elsewhere: false }
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
                let said = words(mention.tokens);
                let country = gazetteer.people(said);
                if let Some(country) = country {
                    *weights.entry(country).or_default() += 0.7;
                }
                let land = country.map(u32::from).and_then(|number| gazetteer.entry(number));
                let land = land.or_else(|| gazetteer.continental(said));
                peoples.extend(land.map(|land| (mention.tokens, land)));
            }
            _ => {}
        }
    }
    // Cities of millions and the project's own rows say of which country a report is; each for the others' sake, and not for its own.
    let votes: BTreeMap<String, u8> = asked
        .iter()
        .filter_map(|(name, of)| {
            let best = of.candidates.iter().max_by(|x, y| prior(&x.1).total_cmp(&prior(&y.1)));
            let (_, e) = best.filter(|(_, e)| prior(e) >= weight::PROVINCE && e.kind != PlaceKind::Country)?;
            (e.countries.len() == 1).then(|| (name.clone(), e.countries[0]))
        })
        .collect();
    votes.values().for_each(|country| *weights.entry(*country).or_default() += weight::VOTE);
    // Where it was written says more than any other place.
    let is_dateline = |tokens: Span<Tokens>| {
        let at = columns.spans.get(tokens.start() as usize);
        at.is_some_and(|at| datelines.iter().any(|block| block.contains(*at)))
    };
    for of in asked.values().filter(|of| of.mentions.iter().any(|m| is_dateline(*m))) {
        let best = of.candidates.iter().max_by(|x, y| prior(&x.1).total_cmp(&prior(&y.1)));
        if let Some((_, entry)) = best.filter(|(_, e)| e.countries.len() == 1) {
            *weights.entry(entry.countries[0]).or_default() += weight::DATELINE;
        }
    }
    let most = weights.values().fold(0.0f64, |a, b| a.max(*b));
    let spoken: Vec<u8> = weights.iter().filter(|(_, w)| **w * 3.0 >= most).map(|(c, _)| *c).collect();
    for (name, of) in &mut asked {
        let shared = is_shared(&of.candidates);
        if of.candidates.is_empty() {
            let said = of.mentions.first().map_or("", |m| words(*m));
            of.candidates = gazetteer.spelt(said, &spoken).into_iter().map(|e| (0.0, e)).collect();
        }
        let own = |country: &u8| if votes.get(name) == Some(country) { weight::VOTE } else { 0.0 };
        let said: Vec<(Vec<Entry>, bool)> =
            of.mentions.iter().map(|m| holders(gazetteer, columns, &norm, &words, *m)).collect();
        let held: Vec<&Entry> = said.iter().flat_map(|(holders, _)| holders).collect();
        // "Duma, in the West Bank": the gazetteer has none there, and the one in Syria is not meant.
        let is_told = said.iter().any(|(holders, sure)| *sure && !holders.is_empty());
        if is_told
            && !of
                .candidates
                .iter()
                .any(|(_, e)| e.kind == PlaceKind::Country || held.iter().any(|h| held_by(h, e) > 0.0))
        {
            of.is_elsewhere = true;
        }
        if of.mentions.iter().all(|m| is_quarter(&norm, *m)) {
            of.is_elsewhere = true;
        }
        // Another name counts for less where somebody has it for the first.
        let is_first = |entry: &Entry| {
            let first = spelling::fold(&entry.name);
            first == *name || first.strip_suffix(" city") == Some(name)
        };
        let also = if of.candidates.iter().any(|(_, e)| is_first(e)) { weight::ALSO_BESIDE } else { weight::ALSO };
        let kinds = of.mentions.iter().find_map(|m| said_kind(&norm, *m));
        for (score, entry) in &mut of.candidates {
            *score = prior(entry);
            if entry.kind == PlaceKind::City && !is_first(entry) {
                *score += also;
            }
            if (entry.kind != PlaceKind::Country || shared) && !entry.countries.is_empty() {
                let of_country = |c: &u8| weights.get(c).map(|weight| weight - own(c));
                let share = entry.countries.iter().filter_map(of_country).fold(0.0f64, f64::max);
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
    // What is clear now speaks for its neighbours, and for what lies in the same division: "Plymouth County" of a report from Iowa.
    let mut divisions: BTreeMap<u32, f64> = BTreeMap::new();
    for of in asked.values() {
        let Some(division) = is_clear(&of.candidates).and_then(|e| e.division) else { continue };
        *divisions.entry(division).or_default() += of.mentions.len() as f64;
    }
    let largest = divisions.values().fold(0.0f64, |a, b| a.max(*b));
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
            if let Some(share) = entry.division.and_then(|d| divisions.get(&d)) {
                *score += weight::DIVISION * share / largest;
            }
        }
        of.candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.number.cmp(&b.1.number)));
    }
    let mut places = Vec::new();
    for of in asked.values() {
        let clear = is_clear(&of.candidates).filter(|_| !of.is_elsewhere);
        let spot = clear.map(|entry| spot_of(gazetteer, entry));
        let candidates = match spot {
            Some(_) => Vec::new(),
            None => of.candidates.iter().take(LISTED).map(|(_, e)| spot_of(gazetteer, e)).collect(),
        };
        places.extend(of.mentions.iter().map(|m| {
            let beside = Beside::new(columns, *m);
            let usage = beside.usage(NameKind::Place);
            let part = spot.as_ref().filter(|_| of.is_part).and_then(|spot| beside.part_within(words(*m), spot));
            let (spot, relation) = match part {
                Some((spot, relation)) => (Some(spot), Some(relation)),
                None => (spot.clone(), spot.as_ref().and_then(|spot| beside.relation(spot))),
            };
            Place { tokens: *m, spot, candidates: candidates.clone(), usage, relation }
        }));
    }
    for (tokens, land) in peoples {
        let spot = Some(spot_of(gazetteer, &land));
        let beside = Beside::new(columns, tokens);
        let relation = spot.as_ref().and_then(|spot| beside.relation(spot));
        let usage = beside.usage(NameKind::Nationality);
        places.push(Place { tokens, spot, candidates: Vec::new(), usage, relation });
    }
    places.sort_by_key(|place| place.tokens.start());
    places
}

/// What a name may mean: the state of an abbreviation, what is called so, or what is called so without the last word if that only says
/// what it is ("Borno State"), or without a first one that says which part is meant ("southern Lebanon"); and whether it is the last.
fn candidates(gazetteer: &Gazetteer, said: &str, behind_comma: bool) -> (Vec<Entry>, bool) {
    if (said.ends_with('.') || behind_comma)
        && let Some(state) = state(gazetteer, said)
    {
        return (vec![state], false);
    }
    let found = gazetteer.named(said);
    if !found.is_empty() {
        return (found, false);
    }
    if let Some((first, rest)) = said.split_once([' ', '-'])
        && is_direction(&spelling::fold(first))
    {
        return (gazetteer.named(rest), true);
    }
    if let Some(county) = said.strip_prefix("County ").or(said.strip_prefix("Co. ")) {
        let all = gazetteer.named(county).into_iter();
        let isles = [gazetteer.country_of("GB"), gazetteer.country_of("IE")];
        return (all.filter(|e| e.countries.iter().any(|c| isles.contains(&Some(*c)))).collect(), false);
    }
    let kinds = said.rsplit_once(' ').and_then(|(name, last)| Some((name, kind_word(&spelling::fold(last))?)));
    let of = |(name, kinds): (&str, &[PlaceKind])| {
        gazetteer.named(name).into_iter().filter(|e| kinds.contains(&e.kind)).collect()
    };
    (kinds.map(of).unwrap_or_default(), false)
}

/// Whether a word says which part of something is meant.
fn is_direction(word: &str) -> bool {
    matches!(word, "central" | "upper" | "lower" | "mainland") || relations::direction(word).is_some()
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
        _ if entry.is_own => weight::OWN,
        PlaceKind::Province => weight::PROVINCE,
        PlaceKind::District => weight::PEOPLE * 12.0,
        _ => f64::from(entry.people) * weight::PEOPLE + if entry.is_capital { weight::CAPITAL } else { 0.0 },
    }
}

/// The best candidate, if it is clear.
fn is_clear(candidates: &[(f64, Entry)]) -> Option<&Entry> {
    let (best, entry) = candidates.first()?;
    // A province and a town of it that is called alike are no rivals.
    let is_of = |province: &Entry, town: &Entry| town.division == Some(province.number);
    let far = |other: &&(f64, Entry)| {
        let other = &other.1;
        !is_of(entry, other)
            && !is_of(other, entry)
            && distance((entry.lat, entry.lon), (other.lat, other.lon)) > SAME_KM.max(entry.radius_km)
    };
    let next = candidates.iter().skip(1).find(far);
    (next.is_none_or(|(score, _)| best - score >= weight::CLEAR)).then_some(entry)
}

/// How surely a country, a division or a district holds a place, from 0 to 1: by the division that the gazetteer gives the place, or by how
/// near they are.
fn held_by(holder: &Entry, entry: &Entry) -> f64 {
    let shared = holder.countries.iter().any(|c| entry.countries.contains(c));
    if !shared || holder.number == entry.number || entry.kind == PlaceKind::Country {
        return 0.0;
    }
    let off = distance((holder.lat, holder.lon), (entry.lat, entry.lon));
    match holder.kind {
        PlaceKind::Country => 0.7,
        PlaceKind::Province if entry.division == Some(holder.number) => 1.0,
        // Lists of divisions differ by years and languages: that it is given to another speaks against it, and is no proof.
        PlaceKind::Province if entry.division.is_some() => (0.6 - off / (2.0 * REACH_KM)).max(0.0),
        PlaceKind::Province | PlaceKind::Region => (1.0 - off / (2.0 * REACH_KM)).max(0.0),
        PlaceKind::District => (1.0 - off / (4.0 * holder.radius_km)).max(0.0),
        _ => 0.0,
    }
}

/// What the words right behind a mention name, if that may hold it: "Qaim, in Anbar province", "Long Beach, CA"; and whether they say that it
/// does ("in", where a comma may go on with a list).
fn holders<'a>(
    gazetteer: &Gazetteer,
    columns: &Columns,
    norm: &dyn Fn(usize) -> &'a str,
    words: &dyn Fn(Span<Tokens>) -> &'a str,
    mention: Span<Tokens>,
) -> (Vec<Entry>, bool) {
    let nothing = (Vec::new(), false);
    let mut at = mention.end() as usize;
    let comma = norm(at) == ",";
    at += usize::from(comma);
    let is_in = norm(at) == "in";
    let linked = is_in || norm(at) == "of";
    at += usize::from(linked);
    if linked && norm(at) == "the" {
        at += 1;
    }
    if linked && is_direction(norm(at)) {
        at += 1;
    }
    if !(comma || linked) || at >= columns.norms.len() {
        return nothing;
    }
    let next = columns.mentions.partition_point(|m| (m.tokens.start() as usize) < at);
    let Some(next) = columns.mentions.get(next).filter(|m| m.tokens.start() as usize == at) else { return nothing };
    let said = words(next.tokens);
    match next.kind {
        NameKind::Place => {
            let mut all = gazetteer.named(said);
            all.extend(state(gazetteer, said));
            let holds = [PlaceKind::Country, PlaceKind::Province, PlaceKind::Region, PlaceKind::District];
            all.retain(|e| holds.contains(&e.kind));
            (all, is_in)
        }
        _ => nothing,
    }
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

/// "The town's Gaza district" is a part of that town, whatever else is called so.
fn is_quarter<'a>(norm: &dyn Fn(usize) -> &'a str, mention: Span<Tokens>) -> bool {
    let before = |n: usize| (mention.start() as usize).checked_sub(n).map_or("", norm);
    matches!(norm(mention.end() as usize), "district" | "neighborhood" | "neighbourhood" | "quarter" | "suburb")
        && before(1) == "'s"
        && matches!(before(2), "town" | "city" | "capital" | "village" | "camp")
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
        admin1: entry.division.and_then(|d| gazetteer.division_name(d)).map(str::to_owned),
        gazetteer: entry.id.clone(),
        radius_km: entry.radius_km,
    }
}
