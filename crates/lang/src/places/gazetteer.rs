//! Names of places → what they may mean.
//!
//! One embedded file that `cargo xtask gazetteer` makes of GeoNames' populated places and keshvar's countries and divisions, and the
//! project's own rows beside it (`lang-data/places/places.tsv`: rivers, seas, regions, camps, crossings, news spellings). The maps
//! of names are finite-state transducers (`fst`) that are searched where they lie, so opening the file reads little more than
//! its lengths.

use super::draft;
use super::spelling::{fold, skeleton};
use crate::swift::bytes::Reader;
use dateline_model::PlaceKind;
use std::collections::BTreeMap;

/// What the file begins with: four letters and the version of the layout.
pub const MAGIC: &[u8; 5] = b"DLGZ2";

const FILE: &[u8] = include_bytes!("../../../../lang-data/places/gazetteer.bin");
const OWN: &str = include_str!("../../../../lang-data/places/places.tsv");
const COUNTRIES: &str = include_str!("../../../../lang-data/en/lists/countries.tsv");

/// One place.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number in this gazetteer.
    pub number: u32,
    /// Its name there.
    pub name: String,
    /// What sort.
    pub kind: PlaceKind,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Indices of its countries; a sea or a region may have several.
    pub countries: Vec<u8>,
    /// About so many people, as a power of two; 0 where nobody says.
    pub people: f32,
    /// How far it reaches.
    pub radius_km: f64,
    /// The number of the first-level division that holds it, where that is known; a division holds itself.
    pub division: Option<u32>,
    /// Whether it is the capital of its country.
    pub is_capital: bool,
    /// Whether it stands in the project's own file.
    pub is_own: bool,
    /// Its row elsewhere: `geonames:98628`, `iso:IQ-AN`, `dateline:qaim`.
    pub id: String,
}

struct Country {
    code: String,
    name: String,
    lat: f32,
    lon: f32,
    people: u32,
    geonames: u32,
    radius_km: f32,
}

struct Division {
    country: u8,
    id: String,
    code: String,
    name: String,
    lat: f32,
    lon: f32,
    radius_km: f32,
    is_own: bool,
}

/// In a row's kind: it is a capital.
pub(super) const CAPITAL: u8 = 1 << 7;

/// In a row's division: it is not known.
pub(super) const NO_DIVISION: u16 = u16::MAX;

struct Own {
    name: String,
    kind: PlaceKind,
    lat: f64,
    lon: f64,
    countries: Vec<u8>,
    radius_km: f64,
}

/// The names of one tier and the lists of what they mean.
struct Names {
    map: fst::Map<&'static [u8]>,
    lists: &'static [u8],
}

impl Names {
    fn read(from: &mut Reader<'static>) -> Option<Names> {
        let n = from.u32()? as usize;
        let map = fst::Map::new(from.take(n)?).ok()?;
        let n = from.u32()? as usize;
        Some(Names { map, lists: from.take(n.checked_mul(4)?)? })
    }

    fn get(&self, key: &str, out: &mut Vec<u32>) {
        let Some(value) = self.map.get(key) else { return };
        let value = value as u32;
        if value >> 31 == 0 {
            out.push(value);
            return;
        }
        let at = (value & !(1 << 31)) as usize;
        let number = |i: usize| {
            let bytes = self.lists.get(i * 4..i * 4 + 4)?;
            Some(u32::from_le_bytes(bytes.try_into().ok()?))
        };
        let n = number(at).unwrap_or(0) as usize;
        out.extend((at + 1..=at + n).filter_map(number));
    }
}

/// The gazetteer.
pub struct Gazetteer {
    countries: Vec<Country>,
    divisions: Vec<Division>,
    /// Rows of [`ROW`] bytes.
    places: &'static [u8],
    pool: &'static [u8],
    exact: Names,
    loose: Names,
    own: Vec<Own>,
    own_names: BTreeMap<String, Vec<u32>>,
    own_skeletons: BTreeMap<String, Vec<u32>>,
    /// Other names of countries, and what their people are called, by folded form.
    aliases: BTreeMap<String, u8>,
    peoples: BTreeMap<String, u8>,
    /// What the people of a continent are called, by folded form.
    continentals: BTreeMap<String, u32>,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} countries, {} divisions, {} places", self.countries.len(), self.divisions.len(), self.n_places())
    }
}

/// Bytes of a place's row.
const ROW: usize = 22;

impl Gazetteer {
    /// Opens the embedded gazetteer; `None` if the file is cut or of another version, which a test would have found.
    pub fn embedded() -> Option<Gazetteer> {
        Gazetteer::open(FILE, OWN)
    }

    /// Opens a gazetteer of these bytes and rows.
    pub fn open(file: &'static [u8], own: &str) -> Option<Gazetteer> {
        let mut from = Reader(file.strip_prefix(MAGIC.as_slice())?);
        let n = from.count(1)?;
        let float = |from: &mut Reader<'static>| from.u32().map(f32::from_bits);
        let country = |from: &mut Reader<'static>| {
            let (code, name) = (from.text()?.to_owned(), from.text()?.to_owned());
            let (lat, lon, people, geonames) = (float(from)?, float(from)?, from.u32()?, from.u32()?);
            Some(Country { code, name, lat, lon, people, geonames, radius_km: float(from)? })
        };
        let countries = (0..n).map(|_| country(&mut from)).collect::<Option<Vec<_>>>()?;
        let n = from.count(1)?;
        let division = |from: &mut Reader<'static>| {
            let (country, id, code, name) =
                (from.u8()?, from.text()?.to_owned(), from.text()?.to_owned(), from.text()?.to_owned());
            let (lat, lon, radius_km) = (float(from)?, float(from)?, float(from)?);
            Some(Division { country, id, code, name, lat, lon, radius_km, is_own: false })
        };
        let divisions = (0..n).map(|_| division(&mut from)).collect::<Option<Vec<_>>>()?;
        let n = from.u32()? as usize;
        let places = from.take(n.checked_mul(ROW)?)?;
        let n = from.u32()? as usize;
        let pool = from.take(n)?;
        let (exact, loose) = (Names::read(&mut from)?, Names::read(&mut from)?);
        if !from.0.is_empty() || divisions.iter().any(|d| d.country as usize >= countries.len()) {
            return None;
        }
        let mut gazetteer = Gazetteer {
            countries,
            divisions,
            places,
            pool,
            exact,
            loose,
            own: Vec::new(),
            own_names: BTreeMap::new(),
            own_skeletons: BTreeMap::new(),
            aliases: BTreeMap::new(),
            peoples: BTreeMap::new(),
            continentals: BTreeMap::new(),
        };
        for row in COUNTRIES.lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            let Some(country) = cells.get(2).and_then(|code| gazetteer.country_of(code)) else { continue };
            // The news's name, not the standard's ("Congo (Democratic Republic of the)").
            if let (Some(of), Some(name)) = (gazetteer.countries.get_mut(country as usize), cells.first()) {
                of.name = (*name).to_owned();
            }
            for cell in [0, 1, 3] {
                let map = if cell == 3 { &mut gazetteer.peoples } else { &mut gazetteer.aliases };
                for name in cells.get(cell).into_iter().flat_map(|c| c.split(';')).map(fold).filter(|n| n.len() > 1) {
                    map.entry(name).or_insert(country);
                }
            }
        }
        own.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).for_each(|line| gazetteer.put(line));
        for (people, continent) in [("european", "europe"), ("african", "africa"), ("asian", "asia")] {
            let number = gazetteer.own_names.get(continent).and_then(|numbers| numbers.first().copied());
            for name in [people.to_owned(), format!("{people}s")] {
                gazetteer.continentals.extend(number.map(|number| (name, number)));
            }
        }
        Some(gazetteer)
    }

    /// Adds a row of the project's own; one that cannot be read is left out (a test reads them all).
    fn put(&mut self, line: &str) {
        let cells: Vec<&str> = line.split('\t').collect();
        // The record's word for a province is "admin1".
        let kind_of =
            |word: &str| if word == "province" { Some(PlaceKind::Province) } else { PlaceKind::from_word(word) };
        let [name, others, kind, lat, lon, countries, radius] = cells.as_slice() else { return };
        let (Some(kind), Ok(lat), Ok(lon), Ok(radius_km)) =
            (kind_of(kind), lat.parse(), lon.parse(), radius.trim().parse())
        else {
            return;
        };
        let countries: Vec<u8> = countries.split(';').filter_map(|code| self.country_of(code.trim())).collect();
        // A row that names a division says better where that is and what else it is called.
        let same = match (kind, countries.as_slice()) {
            (PlaceKind::Province, [country]) => {
                let names: Vec<String> = others.split(';').chain([*name]).map(fold).collect();
                self.divisions.iter().position(|d| d.country == *country && names.contains(&fold(&d.name)))
            }
            _ => None,
        };
        let number = same.map_or(self.first_own() + self.own.len(), |i| self.countries.len() + i) as u32;
        for name in others.split(';').map(str::trim).chain([*name]).filter(|n| !n.is_empty()) {
            let folded = fold(name);
            let put = |map: &mut BTreeMap<String, Vec<u32>>, key: String| {
                let list = map.entry(key).or_default();
                if !list.contains(&number) {
                    list.push(number);
                }
            };
            put(&mut self.own_skeletons, skeleton(&folded));
            put(&mut self.own_names, folded);
        }
        match same.and_then(|i| self.divisions.get_mut(i)) {
            Some(division) => {
                (division.lat, division.lon, division.radius_km) = (lat as f32, lon as f32, radius_km as f32);
                division.is_own = true;
                division.name = (*name).to_owned();
            }
            None => self.own.push(Own { name: (*name).to_owned(), kind, lat, lon, countries, radius_km }),
        }
    }

    /// The gazetteer of a file's bytes with the project's own rows; `None` if they are cut or of another version. The bytes are kept for
    /// the life of the process, as the embedded ones are: a shell opens one gazetteer.
    pub fn of(bytes: Vec<u8>) -> Option<Gazetteer> {
        Gazetteer::open(bytes.leak(), OWN)
    }

    /// The countries, to make another gazetteer with.
    pub fn countries(&self) -> impl Iterator<Item = draft::Country> + '_ {
        self.countries.iter().map(|of| draft::Country {
            code: of.code.clone(),
            name: of.name.clone(),
            point: (of.lat, of.lon),
            people: of.people,
            geonames: of.geonames,
            radius_km: of.radius_km,
        })
    }

    fn n_places(&self) -> usize {
        self.places.len() / ROW
    }

    fn first_own(&self) -> usize {
        self.countries.len() + self.divisions.len() + self.n_places()
    }

    /// The index of a country by its code.
    pub fn country_of(&self, code: &str) -> Option<u8> {
        self.countries.iter().position(|c| c.code == code).map(|i| i as u8)
    }

    /// A country's code: `IQ`.
    pub fn code(&self, country: u8) -> &str {
        self.countries.get(country as usize).map_or("", |c| c.code.as_str())
    }

    /// The country of a nationality: "Iraqis".
    pub fn people(&self, name: &str) -> Option<u8> {
        self.peoples.get(&fold(name)).copied()
    }

    /// The continent of a people: "Asian".
    pub fn continental(&self, name: &str) -> Option<Entry> {
        self.continentals.get(&fold(name)).and_then(|number| self.entry(*number))
    }

    /// The division of a country with this code: the state "CA".
    pub fn division(&self, country: u8, code: &str) -> Option<Entry> {
        let at = self.divisions.iter().position(|d| d.country == country && d.code == code)?;
        self.entry((self.countries.len() + at) as u32)
    }

    /// Whether the project's own file has a row of this name.
    pub fn is_own(&self, name: &str) -> bool {
        self.own_names.contains_key(&fold(name))
    }

    /// What a name may mean by its exact spelling.
    pub fn named(&self, name: &str) -> Vec<Entry> {
        let folded = fold(name);
        let mut numbers = Vec::new();
        numbers.extend(self.own_names.get(&folded).into_iter().flatten());
        numbers.extend(self.aliases.get(&folded).map(|c| u32::from(*c)));
        self.exact.get(&folded, &mut numbers);
        // "the Kherson region" and "Al-Qaim" without its article are looked up as they stand; "Anbar" is "Al Anbar" too.
        if numbers.is_empty() {
            match folded.strip_prefix("al ").or(folded.strip_prefix("el ")).or(folded.strip_prefix("the ")) {
                Some(rest) => {
                    numbers.extend(self.own_names.get(rest).into_iter().flatten());
                    self.exact.get(rest, &mut numbers);
                }
                None => self.exact.get(&format!("al {folded}"), &mut numbers),
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|n| self.entry(n)).collect()
    }

    /// What a name may mean in any of these countries, however it is spelt.
    pub fn spelt(&self, name: &str, countries: &[u8]) -> Vec<Entry> {
        let folded = fold(name);
        let key = skeleton(&folded);
        // Two consonants name half of the towns of a country.
        if key.len() < 3 || countries.is_empty() {
            return Vec::new();
        }
        let mut numbers: Vec<u32> = Vec::new();
        numbers.extend(self.own_skeletons.get(&key).into_iter().flatten());
        self.loose.get(&key, &mut numbers);
        let entries = numbers.into_iter().filter_map(|n| self.entry(n));
        // Another number of words, or another first sound, is another name.
        let shape = |folded: &str| {
            let words = folded.split(' ').filter(|w| w.len() > 2).count();
            (words, skeleton(folded.strip_prefix("al ").unwrap_or(folded)).chars().next())
        };
        let near = |e: &Entry| {
            let other = fold(&e.name);
            shape(&other).1 == shape(&folded).1
                && shape(&other).0.abs_diff(shape(&folded).0) <= 1
                && other.len().abs_diff(folded.len()) <= 4
        };
        entries.filter(|e| e.countries.iter().any(|c| countries.contains(c)) && near(e)).collect()
    }

    /// The place of a number.
    pub fn entry(&self, number: u32) -> Option<Entry> {
        let i = number as usize;
        if let Some(of) = self.countries.get(i) {
            return Some(Entry {
                kind: PlaceKind::Country,
                people: of.people.checked_ilog2().unwrap_or(0) as f32,
                id: if of.geonames > 0 { format!("geonames:{}", of.geonames) } else { format!("iso:{}", of.code) },
                ..Entry::at(number, &of.name, (of.lat, of.lon), vec![i as u8], f64::from(of.radius_km))
            });
        }
        let i = i - self.countries.len();
        if let Some(of) = self.divisions.get(i) {
            return Some(Entry {
                kind: PlaceKind::Province,
                division: Some(number),
                is_own: of.is_own,
                id: of.id.clone(),
                ..Entry::at(number, &of.name, (of.lat, of.lon), vec![of.country], f64::from(of.radius_km))
            });
        }
        let i = i - self.divisions.len();
        let Some(row) = self.places.get(i * ROW..(i + 1) * ROW) else {
            let of = self.own.get(i.checked_sub(self.n_places())?)?;
            return Some(Entry {
                kind: of.kind,
                lat: of.lat,
                lon: of.lon,
                is_own: true,
                id: format!("dateline:{}", fold(&of.name).replace(' ', "-")),
                ..Entry::at(number, &of.name, (0.0, 0.0), of.countries.clone(), of.radius_km)
            });
        };
        let mut row = Reader(row);
        let degrees = |n: u32| f64::from(n as i32) / 1e4;
        let (lat, lon, geonames, at) = (degrees(row.u32()?), degrees(row.u32()?), row.u32()?, row.u32()? as usize);
        let (country, eighths, division, kind, reach) = (row.u8()?, row.u8()?, row.u16()?, row.u8()?, row.u8()?);
        let n = *self.pool.get(at)? as usize;
        let name = std::str::from_utf8(self.pool.get(at + 1..at + 1 + n)?).ok()?;
        let people = f32::from(eighths) / 8.0;
        // Towns of thousands reach some kilometres, cities of millions twenty or thirty.
        let radius_km = if reach > 0 { f64::from(reach) } else { f64::from(((people - 10.0) * 2.0).clamp(3.0, 30.0)) };
        let division = (division != NO_DIVISION).then(|| self.countries.len() as u32 + u32::from(division));
        let holder = division.and_then(|d| self.divisions.get(d as usize - self.countries.len()));
        let id = match geonames {
            // A district of which no number is known: its path in GeoNames.
            0 => format!("geonames:{}/{}/{name}", self.code(country), holder.map_or("", |d| d.name.as_str())),
            _ => format!("geonames:{geonames}"),
        };
        Some(Entry {
            kind: *PlaceKind::ALL.get((kind & !CAPITAL) as usize)?,
            lat,
            lon,
            people,
            division,
            is_capital: kind & CAPITAL > 0,
            id,
            ..Entry::at(number, name, (0.0, 0.0), vec![country], radius_km)
        })
    }

    /// The name of a division by its number.
    pub fn division_name(&self, number: u32) -> Option<&str> {
        let at = (number as usize).checked_sub(self.countries.len())?;
        self.divisions.get(at).map(|d| d.name.as_str())
    }
}

impl Entry {
    /// What all kinds of entries have.
    fn at(number: u32, name: &str, (lat, lon): (f32, f32), countries: Vec<u8>, radius_km: f64) -> Entry {
        let (lat, lon) = (f64::from(lat), f64::from(lon));
        let kind = PlaceKind::Area;
        let (name, id) = (name.to_owned(), String::new());
        Entry {
            number,
            name,
            kind,
            lat,
            lon,
            countries,
            people: 0.0,
            radius_km,
            division: None,
            is_capital: false,
            is_own: false,
            id,
        }
    }
}

/// Kilometres between two points, as on a map whose scale is right at their mean latitude: good to some percent over hundreds of
/// kilometres, which is what thresholds need. No function of a library is called, so that every machine finds the same.
pub fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let degrees = (b.1 - a.1).abs();
    let east = if degrees > 180.0 { 360.0 - degrees } else { degrees };
    let cosine = cosine((a.0 + b.0) / 2.0);
    let (x, y) = (east * cosine * 111.32, (b.0 - a.0) * 111.32);
    (x * x + y * y).sqrt()
}

/// The cosine of degrees, by its series: off by 3 · 10⁻⁵ at most, at the poles.
pub fn cosine(degrees: f64) -> f64 {
    let angle = degrees * 0.017_453_292_519_943_295;
    let q = angle * angle;
    1.0 - q / 2.0 * (1.0 - q / 12.0 * (1.0 - q / 30.0 * (1.0 - q / 56.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is cut anywhere is refused as a whole.
    #[test]
    fn a_file_that_is_cut_is_refused() {
        for n in [5, 9, 1_000, 200_000, FILE.len() / 2, FILE.len() - 1] {
            assert!(Gazetteer::open(&FILE[..n], OWN).is_none(), "{n}");
        }
    }
}
