//! A gazetteer in the making: countries, divisions and rows → the one file that [`super::gazetteer`] opens.
//!
//! Two who make one share it: `cargo xtask gazetteer` (the embedded file, from ordinary packages) and `dateline gazetteer import`
//! (a user's full GeoNames dump). Countries come first, then divisions, then rows: a place's number is its turn.

use super::gazetteer::{CAPITAL, MAGIC, NO_DIVISION};
use super::spelling::{fold, is_plain, is_spelt_anyhow, skeleton};
use crate::swift::bytes::Writer;
use dateline_model::PlaceKind;

/// A country to be written.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO 3166 alpha-2.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Degrees north and east.
    pub point: (f32, f32),
    /// Its people.
    pub people: u32,
    /// GeoNames' number; 0 where it is not known.
    pub geonames: u32,
    /// How far it reaches, in kilometres.
    pub radius_km: f32,
}

/// A first-level division to be written.
#[derive(Clone, Debug)]
pub struct Division {
    /// The index of its country.
    pub country: u8,
    /// Its row elsewhere: `iso:IQ-AN`, `geonames:99592`.
    pub id: String,
    /// ISO's code without the country: `AN`; empty where there is none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Degrees north and east.
    pub point: (f32, f32),
    /// How far it reaches, in kilometres.
    pub radius_km: f32,
}

/// A district, a populated place or another spot to be written.
#[derive(Clone, Debug)]
pub struct Row {
    /// The index of its country.
    pub country: u8,
    /// The index of its division among the divisions.
    pub division: Option<u16>,
    /// What sort.
    pub kind: PlaceKind,
    /// Whether it is the capital of its country.
    pub is_capital: bool,
    /// GeoNames' number; 0 where it is not known.
    pub geonames: u32,
    /// Its name.
    pub name: String,
    /// Degrees north and east.
    pub point: (f64, f64),
    /// Its people.
    pub people: u64,
    /// How far it reaches, in kilometres; 0 leaves that to its people.
    pub radius_km: u8,
}

/// The gazetteer so far.
#[derive(Debug, Default)]
pub struct Draft {
    codes: Vec<String>,
    countries: Writer,
    n_divisions: u32,
    divisions: Writer,
    n_rows: u32,
    rows: Writer,
    pool: Vec<u8>,
    exact: Vec<(String, u32)>,
    loose: Vec<(String, u32)>,
}

/// How many of each were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Countries and territories.
    pub countries: usize,
    /// First-level divisions.
    pub divisions: usize,
    /// Districts, populated places and other spots.
    pub rows: usize,
    /// Folded names.
    pub names: usize,
}

impl Draft {
    /// Adds a country with its other names; gives its index.
    pub fn country(&mut self, of: &Country, others: &[&str]) -> u8 {
        let number = self.codes.len() as u32;
        self.name(of.name.as_str(), others, false, number);
        self.codes.push(of.code.clone());
        self.countries.text(&of.code);
        self.countries.text(&of.name);
        for number in [of.point.0.to_bits(), of.point.1.to_bits(), of.people, of.geonames, of.radius_km.to_bits()] {
            self.countries.u32(number);
        }
        number as u8
    }

    /// Adds a division with its other names; gives its index. All countries must have been added.
    pub fn division(&mut self, of: &Division, others: &[&str]) -> u16 {
        let number = self.codes.len() as u32 + self.n_divisions;
        self.name(&of.name, others, self.is_spelt_anyhow(of.country), number);
        let out = &mut self.divisions;
        out.u8(of.country);
        out.text(&of.id);
        out.text(&of.code);
        out.text(&of.name);
        out.u32(of.point.0.to_bits());
        out.u32(of.point.1.to_bits());
        out.u32(of.radius_km.to_bits());
        self.n_divisions += 1;
        (self.n_divisions - 1) as u16
    }

    /// Adds a row with its other names. All countries and divisions must have been added.
    pub fn row(&mut self, of: &Row, others: &[&str]) {
        let number = self.codes.len() as u32 + self.n_divisions + self.n_rows;
        self.name(&of.name, others, self.is_spelt_anyhow(of.country), number);
        let out = &mut self.rows;
        out.u32((of.point.0 * 1e4).round() as i32 as u32);
        out.u32((of.point.1 * 1e4).round() as i32 as u32);
        out.u32(of.geonames);
        out.u32(self.pool.len() as u32);
        out.u8(of.country);
        // Eighths of a power of two: what a prior needs to know of a number of people.
        out.u8(((of.people as f64 + 1.0).log2() * 8.0).round() as u8);
        out.u16(of.division.unwrap_or(NO_DIVISION));
        let kind = PlaceKind::ALL.iter().position(|k| *k == of.kind).unwrap_or_default() as u8;
        out.u8(kind | if of.is_capital { CAPITAL } else { 0 });
        out.u8(of.radius_km);
        let name = &of.name.as_bytes()[..of.name.floor_char_boundary(255)];
        self.pool.push(name.len() as u8);
        self.pool.extend(name);
        self.n_rows += 1;
    }

    fn is_spelt_anyhow(&self, country: u8) -> bool {
        self.codes.get(country as usize).is_some_and(|code| is_spelt_anyhow(code))
    }

    /// Of the other names those are kept that an English text could print.
    fn name(&mut self, shown: &str, others: &[&str], anyhow_spelt: bool, number: u32) {
        for name in others.iter().copied().filter(|n| is_plain(n)).chain([shown]) {
            let folded = fold(name);
            if folded.len() > 1 {
                if anyhow_spelt {
                    self.loose.push((skeleton(&folded), number));
                }
                self.exact.push((folded, number));
            }
        }
    }

    /// The file, and what is in it; an error of the index would be a fault of its builder.
    pub fn finish(self) -> Result<(Vec<u8>, Counts), fst::Error> {
        let mut file = Writer(MAGIC.to_vec());
        file.u32(self.codes.len() as u32);
        file.0.extend(self.countries.0);
        file.u32(self.n_divisions);
        file.0.extend(self.divisions.0);
        file.u32(self.n_rows);
        file.0.extend(self.rows.0);
        file.u32(self.pool.len() as u32);
        file.0.extend(self.pool);
        let names = index(self.exact, &mut file)?;
        index(self.loose, &mut file)?;
        let counts = Counts {
            countries: self.codes.len(),
            divisions: self.n_divisions as usize,
            rows: self.n_rows as usize,
            names,
        };
        Ok((file.0, counts))
    }
}

/// Names → the numbers of what they may mean, as a map and its lists; gives how many names there are.
fn index(mut names: Vec<(String, u32)>, out: &mut Writer) -> Result<usize, fst::Error> {
    names.sort_unstable();
    names.dedup();
    let (mut lists, mut n): (Vec<u32>, usize) = (Vec::new(), 0);
    let mut map = fst::MapBuilder::memory();
    for same in names.chunk_by(|a, b| a.0 == b.0) {
        let value = match same {
            [(_, one)] => *one,
            _ => {
                let at = lists.len() as u32;
                lists.push(same.len() as u32);
                lists.extend(same.iter().map(|(_, number)| *number));
                1 << 31 | at
            }
        };
        map.insert(&same[0].0, u64::from(value))?;
        n += 1;
    }
    let map = map.into_inner()?;
    out.u32(map.len() as u32);
    out.0.extend(map);
    out.u32(lists.len() as u32);
    lists.iter().for_each(|n| out.u32(*n));
    Ok(n)
}
