//! Copies of one text: an agency's report in twenty papers, with other headlines, cut at the end.
//!
//! Two reports are copies where most runs of words of the shorter one stand in the longer one too. A copy is grouped, never dropped: it shows who
//! carried the text, and counts as no source of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::union::Sets;
use crate::{Outline, Report};

/// Of 100 kept runs of the shorter report so many stand in the longer one. Papers cut an agency's report and put sentences of their own in; two
/// reports on one happening that quote the same statement share a part. Chosen, not measured: no development set marks copies.
const SHARED: usize = 60;

/// Fewer kept runs than this say too little: a caption, a headline.
const FEWEST: usize = 8;

/// Of more carriers of a run than this the first ones are compared with: a text in a thousand papers is found by them, and furniture ("the associated
/// press contributed to this") costs no more than this.
pub const FURNITURE: usize = 200;

/// For each report the group it belongs to: the number of the report that stands for it, which was published first (of several the one whose id
/// comes first).
pub type Copies = Vec<usize>;

/// Whether one of two reports is a copy of the other.
pub fn is_copy(a: &Outline, b: &Outline) -> bool {
    // Only runs that both would have kept can be compared.
    let kept = a.kept.max(b.kept).max(1);
    let both =
        |outline: &Outline| outline.runs.iter().copied().filter(|run| run.is_multiple_of(kept)).collect::<Vec<u64>>();
    let (a, b) = (both(a), both(b));
    let least = a.len().min(b.len());
    least >= FEWEST && 100 * shared(&a, &b) >= SHARED * least
}

/// How many numbers two sorted lists have in common.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut k, mut n) = (0, 0, 0);
    while i < a.len() && k < b.len() {
        match a[i].cmp(&b[k]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => k += 1,
            std::cmp::Ordering::Equal => (i, k, n) = (i + 1, k + 1, n + 1),
        }
    }
    n
}

/// All pairs of reports of which one is a copy of the other, the smaller number first.
pub(crate) fn copy_pairs(reports: &[Report]) -> BTreeSet<(usize, usize)> {
    let mut carriers: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    // In the order of the ids, so that the first carriers are the same ones whatever came first.
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by_key(|i| &reports[*i].id);
    for i in order {
        for run in reports[i].outline.posted() {
            carriers.entry(run).or_default().push(i);
        }
    }
    let mut pairs = BTreeSet::new();
    for (i, report) in reports.iter().enumerate() {
        let others = report.outline.posted().filter_map(|run| carriers.get(&run));
        let others: BTreeSet<usize> = others.flat_map(|all| all.iter().take(FURNITURE)).copied().collect();
        // A posted run only says where to look: the decision is the pair's own.
        let copies =
            others.into_iter().filter(|other| *other != i && is_copy(&report.outline, &reports[*other].outline));
        pairs.extend(copies.map(|other| (i.min(other), i.max(other))));
    }
    pairs
}

/// Groups reports that are copies.
pub fn copies(reports: &[Report]) -> Copies {
    let mut sets = Sets::new(reports.len());
    for (a, b) in copy_pairs(reports) {
        sets.join(a, b);
    }
    let roots = sets.roots();
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    let rank = |i: usize| reports[i].rank();
    for (i, root) in roots.iter().enumerate() {
        let stands = first.entry(*root).or_insert(i);
        if rank(i) < rank(*stands) {
            *stands = i;
        }
    }
    roots.iter().map(|root| first[root]).collect()
}
