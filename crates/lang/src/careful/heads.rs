//! Vectors of words → tags, arcs, relations and names.
//!
//! Tags and labels are one multiplication each; labels that cannot follow each other are kept apart by Viterbi's search.
//! Arcs and relations are scored biaffinely (Dozat and Manning 2017), and the best tree is taken.

use super::arithmetic::{dot, gelu};
use super::tree;
use super::weights::{Input, Matrix, Multiplier, floats};
use crate::swift::bytes::Reader;
use crate::swift::finder::{LABELS, is_open, may_follow};
use std::ops::Range;

/// Numbers that arcs, and that relations, are scored from.
const ARC: usize = 256;
const RELATION: usize = 96;

/// The heads of the model.
#[derive(Debug)]
pub struct Heads {
    tag: Matrix,
    label: Matrix,
    /// The vector of the root.
    root: Vec<f32>,
    arc_of: Matrix,
    arc_to: Matrix,
    /// From a word to what its head should be, already divided by the root of [`ARC`].
    arc: Matrix,
    relation_of: Matrix,
    relation_to: Matrix,
    /// For each relation, from a word to what its head should be; without a bias of its own.
    relation: Matrix,
    relation_alone: Matrix,
    relations: usize,
    /// The relation of roots, by its class.
    root_relation: u8,
}

/// What was read of words: as many of each as there are words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The class of the tag.
    pub classes: Vec<u8>,
    /// The head: 0 for the root, else one more than the word's place in its stretch (in its sentence, once all stretches are joined).
    pub heads: Vec<usize>,
    /// The class of the relation.
    pub relations: Vec<u8>,
    /// The label of the name it stands in.
    pub labels: Vec<u8>,
}

/// Room to answer in.
#[derive(Debug, Default)]
pub struct Desk {
    input: Input,
    scores: Vec<f32>,
    labels: Vec<f32>,
    of: Vec<f32>,
    arcs: Vec<f32>,
    to: Vec<f32>,
    relation_of: Vec<f32>,
    relation_to: Vec<f32>,
    both: Vec<f32>,
    pair: Vec<f32>,
    vectors: Vec<f32>,
    heads: Vec<usize>,
}

impl Desk {
    /// The scores of the last relations and labels.
    pub fn scores(&self) -> impl Iterator<Item = &f32> {
        self.scores.iter().chain(&self.labels)
    }
}

fn highest(scores: &[f32]) -> u8 {
    let mut best = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = i;
        }
    }
    best as u8
}

impl Heads {
    /// Reads the heads' part of the file; `tags` and `relations` are the numbers of classes, and `root_relation` is that of roots.
    pub fn read(
        from: &mut Reader<'_>,
        width: usize,
        tags: usize,
        relations: usize,
        root_relation: u8,
    ) -> Option<Heads> {
        if from.u32()? as usize != ARC || from.u32()? as usize != RELATION {
            return None;
        }
        Some(Heads {
            tag: Matrix::read(from, tags, width)?,
            label: Matrix::read(from, LABELS, width)?,
            root: floats(from, width)?,
            arc_of: Matrix::read(from, ARC, width)?,
            arc_to: Matrix::read(from, ARC, width)?,
            arc: Matrix::read(from, ARC, ARC)?,
            relation_of: Matrix::read(from, RELATION, width)?,
            relation_to: Matrix::read(from, RELATION, width)?,
            relation: Matrix::read(from, relations * RELATION, RELATION)?,
            relation_alone: Matrix::read(from, relations, 2 * RELATION)?,
            relations,
            root_relation,
        })
    }

    /// Answers for words in stretches of a tree each, by the vectors for tags, for trees and for names.
    pub fn answer(
        &self,
        by: &Multiplier,
        [tags, trees, names]: &[Vec<f32>; 3],
        stretches: &[Range<usize>],
        desk: &mut Desk,
        answers: &mut Answers,
    ) {
        let width = self.root.len();
        let Desk { input, scores, .. } = desk;
        input.take(tags, width);
        self.tag.times(by, input, scores);
        answers.classes.extend(scores.chunks_exact(self.tag.height()).map(highest));
        input.take(names, width);
        self.label.times(by, input, &mut desk.labels);
        // The root stands behind all words.
        let n = trees.len() / width;
        desk.vectors.clear();
        desk.vectors.extend_from_slice(trees);
        desk.vectors.extend_from_slice(&self.root);
        input.take(&desk.vectors, width);
        self.arc_to.times(by, input, &mut desk.to);
        gelu(&mut desk.to);
        self.relation_to.times(by, input, &mut desk.relation_to);
        gelu(&mut desk.relation_to);
        input.take(trees, width);
        self.arc_of.times(by, input, &mut desk.of);
        gelu(&mut desk.of);
        self.relation_of.times(by, input, &mut desk.relation_of);
        gelu(&mut desk.relation_of);
        input.take(&desk.of, ARC);
        self.arc.times(by, input, &mut desk.arcs);
        input.take(&desk.relation_of, RELATION);
        self.relation.times(by, input, &mut desk.both);
        desk.pair.clear();
        for stretch in stretches {
            self.stretch(stretch, n, desk, answers);
        }
        // Relations, from each word and the head it got.
        desk.input.take(&desk.pair, 2 * RELATION);
        self.relation_alone.times(by, &mut desk.input, &mut desk.scores);
        for (i, alone) in desk.scores.chunks_exact_mut(self.relations).enumerate() {
            let to = &desk.pair[(2 * i + 1) * RELATION..(2 * i + 2) * RELATION];
            let wants = desk.both[i * self.relations * RELATION..].chunks_exact(RELATION);
            for (score, want) in alone.iter_mut().zip(wants) {
                *score += dot(want, to);
            }
            let at = answers.relations.len();
            let is_root = answers.heads[answers.heads.len() - n + i] == 0;
            debug_assert_eq!(at + n - i, answers.heads.len());
            if !is_root {
                alone[self.root_relation as usize] = f32::MIN;
            }
            answers.relations.push(if is_root { self.root_relation } else { highest(alone) });
        }
    }

    /// The tree and the names of one stretch.
    fn stretch(&self, stretch: &Range<usize>, n: usize, desk: &mut Desk, answers: &mut Answers) {
        let size = stretch.len();
        desk.scores.clear();
        let to = |i: usize| &desk.to[i * ARC..(i + 1) * ARC];
        for word in stretch.clone() {
            let wants = &desk.arcs[word * ARC..(word + 1) * ARC];
            desk.scores.push(dot(wants, to(n)));
            desk.scores.extend(stretch.clone().map(|head| dot(wants, to(head))));
        }
        tree::best(&desk.scores, size, &mut desk.heads);
        for (word, &head) in stretch.clone().zip(&desk.heads) {
            let head_at = if head == 0 { n } else { stretch.start + head - 1 };
            desk.pair.extend_from_slice(&desk.relation_of[word * RELATION..(word + 1) * RELATION]);
            desk.pair.extend_from_slice(&desk.relation_to[head_at * RELATION..(head_at + 1) * RELATION]);
        }
        answers.heads.extend_from_slice(&desk.heads);
        spell(&desk.labels[stretch.start * LABELS..stretch.end * LABELS], &mut answers.labels);
    }
}

/// Appends the likeliest labels of which each may follow the one before (Viterbi 1967). Scores are added up as they are: what would
/// make them logarithms of probabilities is the same for all labels of a word.
fn spell(scores: &[f32], labels: &mut Vec<u8>) {
    let n = scores.len() / LABELS;
    // A name that is open goes on or ends in its own kind; any other label follows whatever is closed. So only the best
    // closed label and the two open ones of a kind need be looked at.
    let mut total = [f32::NEG_INFINITY; LABELS];
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(n);
    for (i, row) in scores.chunks_exact(LABELS).enumerate() {
        let mut closed = 0u8;
        for label in 1..LABELS as u8 {
            if !is_open(label) && total[label as usize] > total[closed as usize] {
                closed = label;
            }
        }
        let mut next = [f32::NEG_INFINITY; LABELS];
        let mut from = [0u8; LABELS];
        for label in 0..LABELS as u8 {
            let at = label as usize;
            let begins = may_follow(0, label, i + 1 == n);
            let (before, best) = if i == 0 {
                if !begins {
                    continue;
                }
                (0, 0.0)
            } else if begins {
                (closed, total[closed as usize])
            } else {
                let first = (at - 1) / 4 * 4 + 1;
                let inside = first + 1;
                if i + 1 == n && is_open(label) {
                    continue;
                }
                let before = if total[inside] > total[first] { inside } else { first };
                (before as u8, total[before])
            };
            // No score is so low that a path ends: a stranger's weights may give any.
            if best > f32::NEG_INFINITY {
                (next[at], from[at]) = ((best + row[at]).max(f32::MIN), before);
            }
        }
        total = next;
        back.push(from);
    }
    let mut label = (0..LABELS).fold(0, |a, b| if total[b] > total[a] { b } else { a }) as u8;
    let start = labels.len();
    for from in back.iter().rev() {
        labels.push(label);
        label = from[label as usize];
    }
    labels[start..].reverse();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::swift::finder::{Part, label};
    use proptest::prelude::*;

    #[test]
    fn a_name_that_begins_must_end() {
        // The second word's best label alone would leave the name open.
        let mut scores = vec![0.0; 2 * LABELS];
        scores[label(4, Part::Begin) as usize] = 5.0;
        scores[LABELS + label(4, Part::Inside) as usize] = 5.0;
        scores[LABELS + label(4, Part::Last) as usize] = 4.0;
        let mut labels = Vec::new();
        spell(&scores, &mut labels);
        assert_eq!(labels, [label(4, Part::Begin), label(4, Part::Last)]);
    }

    /// The best total of all paths, by trial.
    fn by_trial(scores: &[f32], before: u8) -> f32 {
        let Some((row, rest)) = scores.split_at_checked(LABELS) else { return 0.0 };
        let legal = (0..LABELS as u8).filter(|&label| may_follow(before, label, rest.is_empty()));
        legal.map(|label| row[label as usize] + by_trial(rest, label)).fold(f32::NEG_INFINITY, f32::max)
    }

    proptest! {
        #[test]
        fn no_labels_are_likelier(scores in prop::collection::vec(-9f32..9.0, 3 * LABELS)) {
            let mut labels = Vec::new();
            spell(&scores, &mut labels);
            let total: f32 = labels.iter().enumerate().map(|(i, l)| scores[i * LABELS + *l as usize]).sum();
            prop_assert!((total - by_trial(&scores, 0)).abs() < 1e-3);
        }

        #[test]
        fn labels_may_follow_each_other(scores in prop::collection::vec(prop::num::f32::ANY, 0..20 * LABELS)) {
            let n = scores.len() / LABELS;
            let mut labels = Vec::new();
            spell(&scores[..n * LABELS], &mut labels);
            prop_assert_eq!(labels.len(), n);
            let mut before = 0;
            for (i, &label) in labels.iter().enumerate() {
                prop_assert!(may_follow(before, label, i + 1 == n));
                before = label;
            }
        }
    }
}
