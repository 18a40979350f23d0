//! A report's words, in the two forms that reports are compared by: weighted terms (do they tell of the same?) and a sketch of its runs of words
//! (is one a copy of the other?).

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What of a report's words is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Words with their weights, rarest words of the headline heaviest; sorted by word.
    pub terms: Vec<(u32, u32)>,
    /// The sum of the squares of the weights.
    pub square: u64,
    /// Hashes of runs of [`RUN`] words that [`KEPT`] keeps; sorted.
    pub runs: Vec<u64>,
    /// One run in so many was kept.
    pub kept: u64,
}

/// Words of a run. Five is usual for news (Broder 1997); shorter runs are shared by reports that only quote the same person.
const RUN: usize = 5;

/// One run in so many is kept (those whose hash is divisible by it), the same ones of every text, so that what two texts share can be told from
/// what they kept (FracMinHash; Irber et al. 2022). A report of 400 words keeps about 100.
const KEPT: u64 = 4;

/// Bits of a run's hash: among a million reports' hundred runs a chance meeting of two is one in ten thousand runs, and what is a copy is decided by all of them.
const RUN_BITS: u64 = (1 << 40) - 1;

/// One run in so many is posted, of texts whose runs are thinned: some 25 of a report of 400 words, nine of one of 150. Of pairs that share
/// no more than six tenths of their runs one in four thousand is missed with nine, and none to speak of with 25.
const POSTED: u64 = 16;

/// A short text of fewer runs posts all of them.
const FEW: usize = 48;

/// Texts of so few words keep all their runs.
const SHORT: usize = 120;

/// Words of the body that tell what a report is about: its first paragraphs. On the development clusters 100 and 200 do alike.
const LEAD: usize = 200;

/// How often a word of the headline counts. On the development clusters two, three and four do alike.
const HEADLINE: u32 = 3;

/// The table of `lang-data/en/stories`.
const SPREAD: &str = include_str!("../../../lang-data/en/stories/spread.tsv");

/// Of so many reports the table counts words.
const REPORTS: u32 = 1_289;

/// A word in more than one report of so many says nothing of what a report is about.
const COMMON: u32 = 4;

/// Sixteenths of a bit of how rare a word is: 0 for common ones.
fn rarity(word: &str) -> u32 {
    static TABLE: OnceLock<BTreeMap<&'static str, u32>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let rows = SPREAD.lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|line| line.split_once('\t')).filter_map(|(word, n)| Some((word, n.parse().ok()?))).collect()
    });
    let n = table.get(word).copied().unwrap_or(1);
    if n > REPORTS / COMMON { 0 } else { log2((u64::from(REPORTS) << 8) / u64::from(n)) - log2(1 << 8) }
}

/// Sixteen times the logarithm to base two, rounded down to a sixteenth: whole numbers alone, so that all machines agree.
fn log2(n: u64) -> u32 {
    let whole = n.max(1).ilog2();
    let mut part = (u128::from(n.max(1)) << 64) >> whole;
    let mut sixteenths = 0;
    for _ in 0..4 {
        part = (part >> 32) * (part >> 32);
        sixteenths <<= 1;
        if part >= 2 << 64 {
            sixteenths += 1;
            part >>= 1;
        }
    }
    whole * 16 + sixteenths
}

/// FNV-1a (Fowler, Noll, Vo).
pub(crate) fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    // The upper half is the better one: short hashes have something of it.
    hash ^ hash >> 32
}

impl Outline {
    /// An outline of its parts.
    pub(crate) fn of(terms: Vec<(u32, u32)>, runs: Vec<u64>, kept: u64) -> Outline {
        let square = terms.iter().map(|(_, weight)| u64::from(*weight) * u64::from(*weight)).sum();
        Outline { terms, square, runs, kept }
    }

    /// The runs by which a report is found and looks for its copies: fewer than are compared, since a store keeps an index of them.
    pub fn posted(&self) -> impl Iterator<Item = u64> {
        let every = match self.runs.len() {
            ..FEW if self.kept == 1 => 1,
            _ if self.kept == 1 => KEPT,
            _ => POSTED,
        };
        self.runs.iter().copied().filter(move |run| run.is_multiple_of(every))
    }

    /// The outline of a report's headline and body.
    pub fn new(headline: Option<&str>, body: &str) -> Outline {
        let lower = |text: &str| text.to_lowercase();
        let (headline, body) = (lower(headline.unwrap_or_default()), lower(body));
        let words = |text| words(text).collect::<Vec<&str>>();
        let (head, body) = (words(&headline), words(&body));
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        let is_term = |word: &&&str| word.len() >= 3 && word.bytes().all(|b| !b.is_ascii_digit());
        for word in body.iter().filter(is_term).take(LEAD) {
            *counts.entry(word).or_default() += 1;
        }
        for word in head.iter().filter(is_term) {
            *counts.entry(word).or_default() += HEADLINE;
        }
        let weighted =
            counts.into_iter().map(|(word, n)| (hash(&[word]) as u32, (16 + log2(u64::from(n))) * rarity(word)));
        let mut terms: Vec<(u32, u32)> = weighted.filter(|(_, weight)| *weight > 0).collect();
        terms.sort_unstable();
        let keep = if body.len() < SHORT { 1 } else { KEPT };
        let mut runs: Vec<u64> =
            body.windows(RUN).map(|run| hash(run) & RUN_BITS).filter(|hash| hash.is_multiple_of(keep)).collect();
        runs.sort_unstable();
        runs.dedup();
        Outline::of(terms, runs, keep)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_the_reals() {
        for n in [1u64, 2, 3, 5, 7, 100, 1_000, 65_535, 1 << 40] {
            let wanted = ((n as f64).log2() * 16.0).floor() as u32;
            assert_eq!(log2(n), wanted, "{n}");
        }
    }

    #[test]
    fn rare_words_weigh_and_common_ones_do_not() {
        assert_eq!(rarity("the"), 0);
        assert!(rarity("hostages") > rarity("government"));
        assert!(rarity("zaporizhzhia") >= rarity("hostages"));
    }
}
