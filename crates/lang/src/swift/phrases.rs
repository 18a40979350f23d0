//! Lists of names and words → marks on tokens.
//!
//! The lists under `lang-data/en/lists/` (countries, groups, forces, bodies, media, first names, titles …) become one
//! table of phrases by the numbers of their tokens; it keeps no letters. A phrase that a longer one begins with leads on
//! to it. What a list says of a phrase is a hint to the model, which has seen how far each list can be trusted, and
//! never a decision.

use super::bytes::{Reader, Writer};
use super::hash::{finish, mix};
use dateline_model::Side;

/// Phrases of more tokens than this are left out.
pub const LONGEST: usize = 8;

/// What the lists say of a phrase, as bits.
pub mod kind {
    /// A given name.
    pub const FIRST_NAME: u32 = 1;
    /// A family name.
    pub const SURNAME: u32 = 1 << 1;
    /// A title that stands before a name.
    pub const TITLE: u32 = 1 << 2;
    /// A country or territory.
    pub const COUNTRY: u32 = 1 << 3;
    /// A populated place, region or water.
    pub const PLACE: u32 = 1 << 4;
    /// A nationality, people or religion.
    pub const PEOPLE: u32 = 1 << 5;
    /// An armed or political group.
    pub const GROUP: u32 = 1 << 6;
    /// A state's armed force or police.
    pub const FORCE: u32 = 1 << 7;
    /// A body: international, of a state, aid, company.
    pub const BODY: u32 = 1 << 8;
    /// A news medium.
    pub const MEDIA: u32 = 1 << 9;
    /// A word that heads names of facilities.
    pub const FACILITY_WORD: u32 = 1 << 10;
    /// A word that heads names of places.
    pub const PLACE_WORD: u32 = 1 << 11;
    /// A word that heads names of organizations.
    pub const ORGANIZATION_WORD: u32 = 1 << 12;
    /// A word that heads names of groups.
    pub const GROUP_WORD: u32 = 1 << 13;
    /// A word that heads names of events.
    pub const EVENT_WORD: u32 = 1 << 14;
    /// A word that heads names of works.
    pub const WORK_WORD: u32 = 1 << 15;
    /// A capital city.
    pub const CAPITAL_CITY: u32 = 1 << 16;
    /// Marks that say where in a phrase of more than one token a token stands.
    pub const BEGINS: u32 = 1 << 17;
    /// It stands in a phrase and does not begin it.
    pub const INSIDE: u32 = 1 << 18;
    /// From this bit on one for each [`dateline_model::Side`], in its order.
    pub const SIDES: u32 = 19;
    /// The bits that are no sides.
    pub const KINDS: u32 = (1 << SIDES) - 1;
    /// Kinds that count in small letters too.
    pub const SMALL: u32 = TITLE | FACILITY_WORD | PLACE_WORD | ORGANIZATION_WORD | GROUP_WORD | EVENT_WORD | WORK_WORD;
}

/// All phrases of the lists.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    keys: Vec<u32>,
    /// Kinds, and in the highest bit whether a longer phrase goes on from here.
    rows: Vec<u32>,
    mask: usize,
    /// Phrases and beginnings of phrases.
    len: usize,
}

const GOES_ON: u32 = 1 << 31;

/// The number of a phrase of these tokens' numbers (see [`super::hash::text`]), token by token.
#[inline(always)]
fn extend(hash: u64, token: u64) -> u64 {
    mix(hash, token)
}

const START: u64 = 99;

impl Phrases {
    /// A table of these phrases, each the numbers of its tokens and its kinds.
    pub fn new(phrases: &[(Vec<u64>, u32)]) -> Phrases {
        let mut all: std::collections::BTreeMap<u64, u32> = std::collections::BTreeMap::new();
        for (tokens, kinds) in phrases.iter().filter(|(tokens, _)| !tokens.is_empty() && tokens.len() <= LONGEST) {
            let mut hash = START;
            for (i, &token) in tokens.iter().enumerate() {
                hash = extend(hash, token);
                *all.entry(hash).or_default() |= if i + 1 < tokens.len() { GOES_ON } else { *kinds };
            }
        }
        let rows: Vec<(u64, u32)> = all.into_iter().collect();
        Phrases::of_rows(&rows.iter().map(|&(hash, kinds)| (place_key(hash), kinds)).collect::<Vec<_>>())
    }

    fn of_rows(rows: &[((u32, u32), u32)]) -> Phrases {
        let size = (rows.len() * 2).next_power_of_two().max(2);
        let mut table = Phrases { keys: vec![0; size], rows: vec![0; size], mask: size - 1, len: rows.len() };
        for &((key, low), kinds) in rows {
            let mut at = low as usize & table.mask;
            while table.keys[at] != 0 && table.keys[at] != key {
                at = (at + 1) & table.mask;
            }
            table.keys[at] = key;
            table.rows[at] |= kinds;
        }
        table
    }

    #[inline]
    fn get(&self, hash: u64) -> u32 {
        if self.keys.is_empty() {
            return 0;
        }
        let (key, low) = place_key(hash);
        let mut at = low as usize & self.mask;
        loop {
            match self.keys[at] {
                k if k == key => return self.rows[at],
                0 => return 0,
                _ => at = (at + 1) & self.mask,
            }
        }
    }

    /// Number of phrases and of beginnings of phrases.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Writes what the lists say of each token to `marks`, which is as long as `tokens` (numbers of the tokens' norms).
    /// `is_capital` says whether a token begins with a capital or a digit: names count only where one does.
    pub fn mark(&self, tokens: &[u64], is_capital: impl Fn(usize) -> bool, marks: &mut [u32]) {
        marks.fill(0);
        for first in 0..tokens.len() {
            let capital = is_capital(first);
            let mut hash = START;
            for (last, &token) in tokens.iter().enumerate().skip(first).take(LONGEST) {
                hash = extend(hash, token);
                let row = self.get(hash);
                let kinds = row & kind::KINDS;
                let counted = if capital { kinds } else { kinds & kind::SMALL };
                if counted != 0 {
                    if last == first {
                        marks[first] |= counted;
                    } else {
                        marks[first] |= counted | kind::BEGINS;
                        marks[first + 1..=last].iter_mut().for_each(|m| *m |= counted | kind::INSIDE);
                    }
                }
                if row & GOES_ON == 0 {
                    break;
                }
            }
        }
    }

    /// The kinds and sides of one phrase, by the numbers of its tokens; 0 if no list has it.
    pub fn kinds(&self, tokens: impl Iterator<Item = u64>) -> u32 {
        self.get(tokens.fold(START, extend)) & !GOES_ON
    }

    /// The side of one phrase, if the lists agree on it.
    pub fn side(&self, tokens: impl Iterator<Item = u64>) -> Option<Side> {
        let sides = self.kinds(tokens) >> kind::SIDES;
        if sides.is_power_of_two() { Side::ALL.get(sides.trailing_zeros() as usize).copied() } else { None }
    }

    /// Writes the table.
    pub fn write(&self, out: &mut Writer) {
        out.u32(self.len as u32);
        out.u32(self.keys.len() as u32);
        for (at, (key, row)) in self.keys.iter().zip(&self.rows).enumerate().filter(|(_, (key, _))| **key != 0) {
            out.u32(at as u32);
            out.u32(*key);
            out.u32(*row);
        }
    }

    /// Reads what [`Phrases::write`] wrote.
    pub fn read(from: &mut Reader<'_>) -> Option<Phrases> {
        let len = from.u32()? as usize;
        let size = from.u32()? as usize;
        let there = len.checked_mul(12).is_some_and(|bytes| bytes <= from.0.len());
        if !size.is_power_of_two() || size > len.saturating_mul(4).max(2) || len >= size || !there {
            return None;
        }
        let mut table = Phrases { keys: vec![0; size], rows: vec![0; size], mask: size - 1, len };
        for _ in 0..len {
            let at = from.u32()? as usize;
            *table.keys.get_mut(at)? = from.u32()?;
            table.rows[at] = from.u32()?;
        }
        Some(table)
    }
}

#[inline(always)]
fn place_key(hash: u64) -> (u32, u32) {
    let spread = finish(hash);
    ((spread >> 32) as u32 | 1, spread as u32)
}
