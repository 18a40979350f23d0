//! Running stories: reports that tell of the same, across days.
//!
//! Two reports belong together where their words are alike enough for the days between them: a story is told in the same words on the same day, and
//! a fortnight later only if it is the same story. Groups are what such pairs connect, so that they do not depend on the order.

use std::collections::BTreeMap;

use dateline_model::Date;

use crate::union::Sets;
use crate::{Outline, Report};

/// No two reports further apart in days are compared. Chosen: three weeks after it began a story is told by its new turns.
const WINDOW: i32 = 21;

/// Hundredths of the cosine that two reports of nearby days need. On the development clusters 20 to 28 give B-cubed F1 of 0.80 to 0.81 with a window
/// of three days; 22 is the middle of the flat part.
const ALIKE: u32 = 22;

/// Days that ask for no more, and how many thousandths more each further day asks for: at three weeks 0.33.
const NEARBY: i32 = 3;
const PER_DAY: u32 = 6;

/// A report looks for others by so many of its heaviest words. Chosen.
const KEYS: usize = 12;

/// The thousandths of the cosine that two reports need to be one story; `None` where they are too far apart. Reports without a day are compared as if
/// they were of one day.
pub fn wanted(a: Option<Date>, b: Option<Date>) -> Option<u32> {
    let days = match (a, b) {
        (Some(a), Some(b)) => a.until(b).map_or(i32::MAX, |span| span.get_days().abs()),
        _ => 0,
    };
    (days <= WINDOW).then(|| 10 * ALIKE + PER_DAY * (days - NEARBY).max(0) as u32)
}

/// How alike two reports' words are: the cosine of their terms in thousandths, rounded down.
pub fn similarity(a: &Outline, b: &Outline) -> u32 {
    let (mut i, mut k, mut dot) = (0, 0, 0u64);
    while i < a.terms.len() && k < b.terms.len() {
        match a.terms[i].0.cmp(&b.terms[k].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => k += 1,
            std::cmp::Ordering::Equal => {
                dot += u64::from(a.terms[i].1) * u64::from(b.terms[k].1);
                (i, k) = (i + 1, k + 1);
            }
        }
    }
    let whole = u128::from(a.square) * u128::from(b.square);
    if whole == 0 {
        return 0;
    }
    // cos² in millionths, and its root.
    let square = u128::from(dot) * u128::from(dot) * 1_000_000 / whole;
    square.isqrt() as u32
}

impl Outline {
    /// The words by which a report looks for others, heaviest first.
    pub fn keys(&self) -> Vec<u32> {
        let mut terms = self.terms.clone();
        terms.sort_unstable_by_key(|(word, weight)| (std::cmp::Reverse(*weight), *word));
        terms.into_iter().take(KEYS).map(|(word, _)| word).collect()
    }
}

/// A word that more reports than this have leads to none: it is of the day ("election"), and the other keys find the story.
const CROWD: usize = 1_000;

/// For each report the number of the one that stands for its story: the smallest id.
pub fn stories(reports: &[Report]) -> Vec<usize> {
    let mut by_term: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate() {
        for (word, _) in &report.outline.terms {
            by_term.entry(*word).or_default().push(i);
        }
    }
    let mut sets = Sets::new(reports.len());
    for (i, report) in reports.iter().enumerate() {
        let mut others: Vec<usize> = report
            .outline
            .keys()
            .iter()
            .filter_map(|key| by_term.get(key))
            .filter(|all| all.len() <= CROWD)
            .flatten()
            .copied()
            .collect();
        others.sort_unstable();
        others.dedup();
        for other in others.into_iter().filter(|other| *other != i) {
            let b = &reports[other];
            let least = wanted(report.published, b.published);
            if least.is_some_and(|least| similarity(&report.outline, &b.outline) >= least) {
                sets.join(i, other);
            }
        }
    }
    let roots = sets.roots();
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, root) in roots.iter().enumerate() {
        let stands = first.entry(*root).or_insert(i);
        if reports[i].id < reports[*stands].id {
            *stands = i;
        }
    }
    roots.iter().map(|root| first[root]).collect()
}
