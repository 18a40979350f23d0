//! Pieces → vectors: BERT's encoder (Devlin et al. 2019) in the size of MiniLM-L6 (Wang et al. 2020).
//!
//! Sentences are laid one behind the other, without padding: the multiplications take all their rows at once, and only
//! attention knows where one ends. Nothing of a sentence's vectors depends on what it is read with.

use super::arithmetic::{add, gelu, normalise, softmax};
use super::weights::{Input, Matrix, Multiplier, Table, floats};
use crate::swift::bytes::Reader;
use std::ops::Range;

/// Numbers of a vector.
pub const WIDTH: usize = 384;
/// Heads of attention, and numbers of each.
const HEADS: usize = 12;
const HEAD: usize = WIDTH / HEADS;
/// Numbers between the two matrices of a layer.
const INNER: usize = 1536;
/// Layers.
const LAYERS: usize = 6;
/// Places of a sequence that the file has vectors for.
pub const POSITIONS: usize = 256;
/// Cases of a word's letters, 0 for what is no word.
const CASES: usize = 6;
/// Bits that the lists set.
const MARKS: usize = 19;
/// Mixtures of layers: for tags, for trees, for names.
pub const TASKS: usize = 3;

/// A normalization's weights and biases.
#[derive(Clone, Debug)]
struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    fn read(from: &mut Reader<'_>) -> Option<Norm> {
        Some(Norm { weight: floats(from, WIDTH)?, bias: floats(from, WIDTH)? })
    }

    fn apply(&self, rows: &mut [f32]) {
        rows.chunks_exact_mut(WIDTH).for_each(|row| normalise(row, &self.weight, &self.bias));
    }
}

#[derive(Debug)]
struct Layer {
    /// Query (already divided by the root of [`HEAD`]), key and value.
    three: Matrix,
    out: Matrix,
    after_attention: Norm,
    inner: Matrix,
    outer: Matrix,
    after: Norm,
}

/// The encoder.
#[derive(Debug)]
pub struct Encoder {
    word: Table,
    position: Table,
    case: Table,
    mark: Table,
    norm: Norm,
    layers: Vec<Layer>,
    /// The share of each layer (the embeddings first) in each task's mixture.
    mix: Vec<f32>,
}

/// Sequences of pieces, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Sequences {
    /// Pieces with the case and the marks of their words.
    pub pieces: Vec<(u16, u8, u32)>,
    /// The pieces of each sequence.
    pub ranges: Vec<Range<usize>>,
    /// The piece at which each word begins whose vectors are wanted.
    pub words: Vec<usize>,
}

/// Room to encode in.
#[derive(Debug, Default)]
pub struct Desk {
    x: Vec<f32>,
    y: Vec<f32>,
    three: Vec<f32>,
    seen: Vec<f32>,
    inner: Vec<f32>,
    input: Input,
    keys: Vec<f32>,
    values: Vec<f32>,
    scores: Vec<f32>,
}

impl Encoder {
    /// Reads the encoder's part of the file; `pieces` is the size of the vocabulary.
    pub fn read(from: &mut Reader<'_>, pieces: usize) -> Option<Encoder> {
        let sizes = [WIDTH, HEADS, LAYERS, INNER, POSITIONS, CASES, MARKS];
        for size in sizes {
            if from.u32()? as usize != size {
                return None;
            }
        }
        let word = Table::read(from, pieces, WIDTH)?;
        let position = Table::read(from, POSITIONS, WIDTH)?;
        let case = Table::read(from, CASES, WIDTH)?;
        let mark = Table::read(from, MARKS, WIDTH)?;
        let norm = Norm::read(from)?;
        let mix = floats(from, TASKS * (LAYERS + 1))?;
        let layer = |from: &mut Reader<'_>| {
            Some(Layer {
                three: Matrix::read(from, 3 * WIDTH, WIDTH)?,
                out: Matrix::read(from, WIDTH, WIDTH)?,
                after_attention: Norm::read(from)?,
                inner: Matrix::read(from, INNER, WIDTH)?,
                outer: Matrix::read(from, WIDTH, INNER)?,
                after: Norm::read(from)?,
            })
        };
        let layers = (0..LAYERS).map(|_| layer(from)).collect::<Option<Vec<_>>>()?;
        Some(Encoder { word, position, case, mark, norm, layers, mix })
    }

    /// Encodes sequences: each task gets a vector of every word in `mixed`.
    pub fn encode(&self, by: &Multiplier, of: &Sequences, desk: &mut Desk, mixed: &mut [Vec<f32>; TASKS]) {
        let Desk { x, y, three, seen, inner, input, keys, values, scores } = desk;
        x.clear();
        x.resize(of.pieces.len() * WIDTH, 0.0);
        for range in &of.ranges {
            for (place, i) in range.clone().enumerate() {
                let (piece, case, marks) = of.pieces[i];
                let row = &mut x[i * WIDTH..(i + 1) * WIDTH];
                self.word.add(piece as usize, row);
                self.position.add(place, row);
                self.case.add(case as usize, row);
                (0..MARKS).filter(|bit| marks >> bit & 1 != 0).for_each(|bit| self.mark.add(bit, row));
            }
        }
        self.norm.apply(x);
        mixed.iter_mut().for_each(|rows| {
            rows.clear();
            rows.resize(of.words.len() * WIDTH, 0.0);
        });
        self.mix_in(0, x, of, mixed);
        for (l, layer) in self.layers.iter().enumerate() {
            input.take(x, WIDTH);
            layer.three.times(by, input, three);
            seen.resize(x.len(), 0.0);
            seen.fill(0.0);
            for range in &of.ranges {
                let three = &three[range.start * 3 * WIDTH..range.end * 3 * WIDTH];
                attend(three, &mut seen[range.start * WIDTH..range.end * WIDTH], keys, values, scores);
            }
            input.take(seen, WIDTH);
            layer.out.times(by, input, y);
            add(x, 1.0, y);
            layer.after_attention.apply(x);
            input.take(x, WIDTH);
            layer.inner.times(by, input, inner);
            gelu(inner);
            input.take(inner, INNER);
            layer.outer.times(by, input, y);
            add(x, 1.0, y);
            layer.after.apply(x);
            self.mix_in(l + 1, x, of, mixed);
        }
    }

    fn mix_in(&self, layer: usize, x: &[f32], of: &Sequences, mixed: &mut [Vec<f32>; TASKS]) {
        for (task, rows) in mixed.iter_mut().enumerate() {
            let share = self.mix[task * (LAYERS + 1) + layer];
            for (row, &piece) in rows.chunks_exact_mut(WIDTH).zip(&of.words) {
                add(row, share, &x[piece * WIDTH..(piece + 1) * WIDTH]);
            }
        }
    }
}

/// Attention within one sequence (Vaswani et al. 2017): queries, keys and values in `three`, what each piece has seen to `seen`.
///
/// Keys lie by number and not by piece, so that the scores of one piece for all others are sums of whole rows.
fn attend(three: &[f32], seen: &mut [f32], keys: &mut Vec<f32>, values: &mut Vec<f32>, scores: &mut Vec<f32>) {
    let n = seen.len() / WIDTH;
    keys.resize(HEAD * n, 0.0);
    values.resize(HEAD * n, 0.0);
    scores.resize(n, 0.0);
    for head in 0..HEADS {
        let of = |i: usize, part: usize| {
            let at = (i * 3 + part) * WIDTH + head * HEAD;
            &three[at..at + HEAD]
        };
        for j in 0..n {
            for (d, key) in of(j, 1).iter().enumerate() {
                keys[d * n + j] = *key;
            }
            values[j * HEAD..(j + 1) * HEAD].copy_from_slice(of(j, 2));
        }
        for i in 0..n {
            let scores = &mut scores[..n];
            scores.fill(0.0);
            for (query, keys) in of(i, 0).iter().zip(keys.chunks_exact(n)) {
                add(scores, *query, keys);
            }
            softmax(scores);
            let seen: &mut [f32; HEAD] = match seen[i * WIDTH + head * HEAD..].first_chunk_mut() {
                Some(seen) => seen,
                None => return,
            };
            for (share, value) in scores.iter().zip(values.as_chunks::<HEAD>().0) {
                for d in 0..HEAD {
                    seen[d] += share * value[d];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece sees a mean of the values, weighed by how well its query fits their keys.
    #[test]
    fn attention_is_what_its_paper_says() {
        let n = 5;
        let three: Vec<f32> = (0..n * 3 * WIDTH).map(|i| ((i * 37 % 101) as f32 - 50.0) / 40.0).collect();
        let mut seen = vec![0.0; n * WIDTH];
        attend(&three, &mut seen, &mut Vec::new(), &mut Vec::new(), &mut Vec::new());
        let of = |i: usize, part: usize, at: usize| f64::from(three[(i * 3 + part) * WIDTH + at]);
        for (i, at) in [(0, 0), (1, 33), (4, 383), (2, 200)] {
            let head = at / HEAD * HEAD;
            let score = |j: usize| (head..head + HEAD).map(|d| of(i, 0, d) * of(j, 1, d)).sum::<f64>().exp();
            let all: f64 = (0..n).map(score).sum();
            let want: f64 = (0..n).map(|j| score(j) / all * of(j, 2, at)).sum();
            assert!((f64::from(seen[i * WIDTH + at]) - want).abs() < 1e-4);
        }
    }
}
