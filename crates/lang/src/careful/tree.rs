//! Scores of arcs → the best tree: Chu and Liu 1965, Edmonds 1967.
//!
//! Every word picks its best head; a cycle is closed into one node and the choice made again. One root: an arc from the
//! root costs so much that a second one is never worth it, which is exact because one root is always possible.

/// What an arc from the root costs: more than all scores of a sentence can make up for (they stay below 10³ each, and there are
/// at most some hundred), and small enough that a double still has nine digits behind it.
const ROOT_COST: f64 = 1e6;

/// The head of every word, `0` for the root and `h + 1` for word `h`, of `n` words with `n + 1` scores each.
pub fn best(scores: &[f32], n: usize, heads: &mut Vec<usize>) {
    let wide = n + 1;
    let mut full = vec![f64::NEG_INFINITY; wide * wide];
    for word in 0..n {
        for head in (0..wide).filter(|h| *h != word + 1) {
            // What is no number (a stranger's weights) is a bad arc.
            let score = f64::from(scores[word * wide + head]);
            let score = if score.is_nan() { -1e4 } else { score.clamp(-1e4, 1e4) };
            full[(word + 1) * wide + head] = score - if head == 0 { ROOT_COST } else { 0.0 };
        }
    }
    let found = arborescence(&full, wide);
    heads.clear();
    heads.extend_from_slice(&found[1..]);
}

/// The best arborescence out of node 0 in a dense graph: `scores[v * m + h]` is that of the arc from `h` to `v`.
///
/// A loop and not a recursion: each round closes one cycle, and the rounds are opened again from the last to the first.
fn arborescence(scores: &[f64], m: usize) -> Vec<usize> {
    struct Round {
        /// Nodes outside the cycle, in the order of their new numbers; the cycle's is the last.
        rest: Vec<usize>,
        cycle: Vec<usize>,
        heads: Vec<usize>,
        /// For each node outside, the node of the cycle that its best arc from there comes from.
        out: Vec<usize>,
        /// For each node outside, the node of the cycle that its arc should enter.
        into: Vec<usize>,
    }
    let mut rounds: Vec<Round> = Vec::new();
    let (mut now, mut m) = (scores.to_vec(), m);
    let mut found = loop {
        let heads: Vec<usize> = (0..m).map(|v| if v == 0 { 0 } else { highest(&now[v * m..(v + 1) * m]) }).collect();
        let Some(cycle) = cycle_of(&heads) else { break heads };
        let is_in = {
            let mut is_in = vec![false; m];
            cycle.iter().for_each(|&v| is_in[v] = true);
            is_in
        };
        let rest: Vec<usize> = (0..m).filter(|v| !is_in[*v]).collect();
        let k = rest.len();
        let wide = k + 1;
        let mut small = vec![f64::NEG_INFINITY; wide * wide];
        let (mut out, mut into) = (vec![0; k], vec![0; k]);
        for (a, &v) in rest.iter().enumerate() {
            for (b, &h) in rest.iter().enumerate() {
                small[a * wide + b] = now[v * m + h];
            }
            // Out of the cycle to v.
            let (mut best, mut from) = (f64::NEG_INFINITY, cycle[0]);
            // From v into the cycle: what is won over the arc that it breaks.
            let (mut gain, mut at) = (f64::NEG_INFINITY, cycle[0]);
            for &c in &cycle {
                let arc = now[v * m + c];
                if arc > best {
                    (best, from) = (arc, c);
                }
                let won = now[c * m + v] - now[c * m + heads[c]];
                if won > gain {
                    (gain, at) = (won, c);
                }
            }
            small[a * wide + k] = best;
            small[k * wide + a] = gain;
            (out[a], into[a]) = (from, at);
        }
        (0..wide).for_each(|v| small[v * wide + v] = f64::NEG_INFINITY);
        rounds.push(Round { rest, cycle, heads, out, into });
        (now, m) = (small, wide);
    };
    while let Some(Round { rest, cycle, heads, out, into }) = rounds.pop() {
        let k = rest.len();
        let mut opened = heads;
        for (a, &v) in rest.iter().enumerate().skip(1) {
            opened[v] = if found[a] < k { rest[found[a]] } else { out[a] };
        }
        let enters = found[k].min(k - 1);
        opened[into[enters]] = rest[enters];
        debug_assert!(cycle.contains(&into[enters]));
        found = opened;
    }
    found
}

/// The index of the highest number, the first of equals.
fn highest(row: &[f64]) -> usize {
    let mut best = 0;
    for (i, x) in row.iter().enumerate() {
        if *x > row[best] {
            best = i;
        }
    }
    best
}

/// A cycle of the graph in which every node but 0 has one head.
fn cycle_of(heads: &[usize]) -> Option<Vec<usize>> {
    // The walk in which a node was first met; 0 for none.
    let mut met = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut v = start;
        while v != 0 && met[v] == 0 {
            met[v] = start;
            v = heads[v];
        }
        if v != 0 && met[v] == start {
            let mut cycle = vec![v];
            let mut next = heads[v];
            while next != v {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(scores: &[f32], heads: &[usize]) -> f64 {
        heads.iter().enumerate().map(|(v, h)| f64::from(scores[v * (heads.len() + 1) + h])).sum()
    }

    fn is_tree(heads: &[usize]) -> bool {
        let reaches = |mut v: usize| {
            for _ in 0..=heads.len() {
                if v == 0 {
                    return true;
                }
                v = heads[v - 1];
            }
            false
        };
        heads.iter().filter(|h| **h == 0).count() == 1 && (1..=heads.len()).all(reaches)
    }

    /// All trees, by trial.
    fn by_trial(scores: &[f32], n: usize) -> f64 {
        let mut best = f64::NEG_INFINITY;
        let mut heads = vec![0; n];
        for number in 0..(n + 1).pow(n as u32) {
            let mut rest = number;
            for head in &mut heads {
                *head = rest % (n + 1);
                rest /= n + 1;
            }
            if is_tree(&heads) {
                best = best.max(total(scores, &heads));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_tree_is_better(n in 1usize..6, seed in prop::collection::vec(-20f32..20.0, 36)) {
            let scores = &seed[..n * (n + 1)];
            let mut heads = Vec::new();
            best(scores, n, &mut heads);
            prop_assert!(is_tree(&heads), "{heads:?}");
            prop_assert!((total(scores, &heads) - by_trial(scores, n)).abs() < 1e-3);
        }

        #[test]
        fn any_scores_give_a_tree(n in 1usize..40, seed in prop::collection::vec(prop::num::f32::ANY, 40 * 41)) {
            let mut heads = Vec::new();
            best(&seed[..n * (n + 1)], n, &mut heads);
            prop_assert!(is_tree(&heads), "{heads:?}");
        }
    }
}
