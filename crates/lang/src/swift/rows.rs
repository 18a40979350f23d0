//! Trained weights, laid out for reading: one cache line a feature.
//!
//! A linear model of this kind spends its time waiting for memory, so the layout decides its speed. A feature's number
//! addresses a *line* of 64 bytes; the line holds eight rows, each with 16 further bits of the number to tell them
//! apart, so a feature that was never trained (most are) scores nothing, instead of another's weights. Rows that find
//! their line full are left out when the model is made, the lightest first.
//!
//! [`Triples`] keeps the weights of three classes in the line itself and adds them without a branch; [`Sparse`] keeps
//! only where a row's few weights stand, for models of many classes.

use super::bytes::{Reader, Writer};
use super::hash::finish;

/// Rows in a line.
pub const WAYS: usize = 8;

/// Heaviest weight of a [`Triples`] row: with [`super::features::MOST`] features a sum stays within 16 bits.
pub const HEAVIEST: i16 = 280;

/// Where a feature stands among `1 << bits` lines, and the bits that tell it from its neighbours (never 0).
#[inline(always)]
fn place(feature: u64, bits: u32) -> (usize, u16) {
    let spread = finish(feature);
    ((spread >> (64 - bits)) as usize, spread as u16 | 1)
}

/// The number of lines, as a power of two, of a model in a file: each line takes a byte at least.
fn bits_of(from: &mut Reader<'_>) -> Option<u32> {
    from.u32().filter(|bits| (1..=24).contains(bits) && 1usize << bits <= from.0.len())
}

/// The number of lines, as a power of two, that holds `rows` at six a line on average.
fn bits_for(rows: usize) -> u32 {
    (rows / 6).max(2).ilog2()
}

#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line {
    checks: [u16; WAYS],
    weights: [[i16; WAYS]; 3],
}

const EMPTY_LINE: Line = Line { checks: [0; WAYS], weights: [[0; WAYS]; 3] };

/// Weights of three classes a feature.
#[derive(Clone, Debug)]
pub struct Triples {
    lines: Vec<Line>,
    bits: u32,
}

impl Triples {
    /// Lays out `rows`, heaviest first.
    pub fn new(rows: &[(u64, [i16; 3])]) -> Triples {
        let bits = bits_for(rows.len());
        let mut lines = vec![EMPTY_LINE; 1 << bits];
        for &(feature, weights) in rows {
            let (line, check) = place(feature, bits);
            let line = &mut lines[line];
            if line.checks.contains(&check) {
                continue; // the heavier one keeps the place
            }
            if let Some(way) = (0..WAYS).find(|&w| line.checks[w] == 0) {
                line.checks[way] = check;
                for (class, weight) in weights.into_iter().enumerate() {
                    line.weights[class][way] = weight.clamp(-HEAVIEST, HEAVIEST);
                }
            }
        }
        Triples { lines, bits }
    }

    /// The scores of the three classes: the sums of the features' weights.
    #[inline]
    pub fn score(&self, features: &[u64]) -> [i32; 3] {
        let mut sums = [[0i16; WAYS]; 3];
        for &feature in features {
            let (line, check) = place(feature, self.bits);
            let line = &self.lines[line];
            #[expect(
                clippy::needless_range_loop,
                reason = "eight lanes of each class side by side, to be added at once"
            )]
            for way in 0..WAYS {
                let mine = if line.checks[way] == check { -1i16 } else { 0 };
                sums[0][way] += line.weights[0][way] & mine;
                sums[1][way] += line.weights[1][way] & mine;
                sums[2][way] += line.weights[2][way] & mine;
            }
        }
        sums.map(|lanes| lanes.iter().map(|&x| i32::from(x)).sum())
    }

    /// Writes the lines as they are.
    pub fn write(&self, out: &mut Writer) {
        out.u32(self.bits);
        for line in &self.lines {
            let n = line.checks.iter().filter(|c| **c != 0).count();
            out.u8(n as u8);
            for way in 0..n {
                out.u16(line.checks[way]);
                (0..3).for_each(|class| out.u16(line.weights[class][way] as u16));
            }
        }
    }

    /// Reads what [`Triples::write`] wrote.
    pub fn read(from: &mut Reader<'_>) -> Option<Triples> {
        let bits = bits_of(from)?;
        let mut lines = vec![EMPTY_LINE; 1 << bits];
        for line in &mut lines {
            let n = from.u8()? as usize;
            for way in 0..n {
                *line.checks.get_mut(way)? = from.u16()?;
                for class in 0..3 {
                    line.weights[class][way] = (from.u16()? as i16).clamp(-HEAVIEST, HEAVIEST);
                }
            }
        }
        Some(Triples { lines, bits })
    }
}

#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Shelf {
    checks: [u16; WAYS],
    starts: [u32; WAYS],
    counts: [u8; WAYS],
}

const EMPTY_SHELF: Shelf = Shelf { checks: [0; WAYS], starts: [0; WAYS], counts: [0; WAYS] };

/// Weights of up to 256 classes a feature, of which a feature has few.
#[derive(Clone, Debug)]
pub struct Sparse {
    shelves: Vec<Shelf>,
    /// Class and weight, both a byte.
    weights: Vec<(u8, i8)>,
    /// The weights of all classes, of rows that have many, padded to whole blocks.
    full: Vec<[i8; BLOCK]>,
    bits: u32,
    classes: usize,
}

/// Classes added at once.
const BLOCK: usize = 16;

/// A row of more weights than this is kept in full, to be added sixteen at once. Chosen; keeping such rows in full at all
/// made the tagger's first look half as fast again.
const FEW: usize = 20;

/// The count that says a row is kept in full.
const FULL: u8 = u8::MAX;

impl Sparse {
    /// Lays out `rows`, heaviest first, of a model of so many classes.
    pub fn new(rows: &[(u64, Vec<(u8, i8)>)], classes: usize) -> Sparse {
        let bits = bits_for(rows.len());
        /// A row's check and weights.
        type Placed<'a> = (u16, &'a [(u8, i8)]);
        let mut placed: Vec<Vec<Placed<'_>>> = vec![Vec::new(); 1 << bits];
        for (feature, row) in rows {
            let (shelf, check) = place(*feature, bits);
            let taken = placed[shelf].iter().any(|(c, _)| *c == check);
            if placed[shelf].len() < WAYS && row.len() < FULL as usize && !taken {
                placed[shelf].push((check, row));
            }
        }
        let mut sparse =
            Sparse { shelves: vec![EMPTY_SHELF; 1 << bits], weights: Vec::new(), full: Vec::new(), bits, classes };
        for (shelf, rows) in placed.into_iter().enumerate() {
            for (way, (check, row)) in rows.into_iter().enumerate() {
                sparse.put(shelf, way, check, row);
            }
        }
        sparse
    }

    fn put(&mut self, shelf: usize, way: usize, check: u16, row: &[(u8, i8)]) {
        let shelf = &mut self.shelves[shelf];
        shelf.checks[way] = check;
        if row.len() <= FEW {
            shelf.starts[way] = self.weights.len() as u32;
            shelf.counts[way] = row.len() as u8;
            self.weights.extend_from_slice(row);
        } else {
            shelf.starts[way] = self.full.len() as u32;
            shelf.counts[way] = FULL;
            let first = self.full.len();
            self.full.resize(first + self.classes.div_ceil(BLOCK), [0; BLOCK]);
            for &(class, weight) in row {
                self.full[first + class as usize / BLOCK][class as usize % BLOCK] = weight;
            }
        }
    }

    /// The weights of a row, by class.
    fn row(&self, shelf: &Shelf, way: usize) -> Vec<(u8, i8)> {
        let start = shelf.starts[way] as usize;
        if shelf.counts[way] != FULL {
            return self.weights[start..start + shelf.counts[way] as usize].to_vec();
        }
        let all = self.full[start..start + self.classes.div_ceil(BLOCK)].iter().flatten();
        all.enumerate().filter(|(_, w)| **w != 0).map(|(class, w)| (class as u8, *w)).collect()
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Adds the features' weights to `scores`, which has a place for every class.
    #[inline]
    pub fn score(&self, features: &[u64], scores: &mut [i16; 256]) {
        scores[..self.classes.next_multiple_of(BLOCK)].fill(0);
        // First where the rows stand, without a branch that would have to wait for memory; then their weights.
        let mut rows = [(0u32, 0u8); super::features::MOST];
        let mut n = 0;
        for &feature in features.iter().take(super::features::MOST) {
            let (shelf, check) = place(feature, self.bits);
            let shelf = &self.shelves[shelf];
            let (mut start, mut count) = (0u32, 0u8);
            for way in 0..WAYS {
                let mine = shelf.checks[way] == check;
                start |= if mine { shelf.starts[way] } else { 0 };
                count |= if mine { shelf.counts[way] } else { 0 };
            }
            rows[n] = (start, count);
            n += usize::from(count != 0);
        }
        let blocks = self.classes.div_ceil(BLOCK);
        for &(start, count) in &rows[..n] {
            if count == FULL {
                let row = &self.full[start as usize..start as usize + blocks];
                for (scores, weights) in scores.chunks_exact_mut(BLOCK).zip(row) {
                    for k in 0..BLOCK {
                        scores[k] += i16::from(weights[k]);
                    }
                }
                continue;
            }
            for &(class, weight) in &self.weights[start as usize..start as usize + count as usize] {
                scores[class as usize] += i16::from(weight);
            }
        }
    }

    /// Writes the shelves in order, each with its rows.
    pub fn write(&self, out: &mut Writer) {
        out.u32(self.classes as u32);
        out.u32(self.bits);
        for shelf in &self.shelves {
            let n = shelf.checks.iter().filter(|c| **c != 0).count();
            out.u8(n as u8);
            for way in 0..n {
                let row = self.row(shelf, way);
                out.u16(shelf.checks[way]);
                out.u8(row.len() as u8);
                for (class, weight) in row {
                    out.u8(class);
                    out.u8(weight as u8);
                }
            }
        }
    }

    /// Reads what [`Sparse::write`] wrote.
    pub fn read(from: &mut Reader<'_>) -> Option<Sparse> {
        let classes = from.u32().filter(|n| *n <= 256)? as usize;
        let bits = bits_of(from)?;
        let mut sparse =
            Sparse { shelves: vec![EMPTY_SHELF; 1 << bits], weights: Vec::new(), full: Vec::new(), bits, classes };
        let mut row = Vec::new();
        for shelf in 0..1 << bits {
            for way in 0..from.u8()? as usize {
                let check = from.u16()?;
                let n = from.u8()? as usize;
                row.clear();
                row.extend(from.take(n * 2)?.chunks_exact(2).map(|pair| (pair[0], pair[1] as i8)));
                // Rows of one shelf are told apart by their checks; the classes of a row stand in order, each once.
                let again = check == 0 || sparse.shelves.get(shelf)?.checks.contains(&check);
                let in_order = row.windows(2).all(|w| w[0].0 < w[1].0);
                if way >= WAYS || again || !in_order || row.iter().any(|(class, _)| *class as usize >= classes) {
                    return None;
                }
                sparse.put(shelf, way, check, &row);
            }
        }
        Some(sparse)
    }
}

/// The highest of the first `classes` scores, and by how much it leads the next.
#[inline]
pub fn best_by(scores: &[i16; 256], classes: usize) -> (u8, i16) {
    let (mut best, mut first, mut second) = (0, i16::MIN, i16::MIN);
    for (class, &score) in scores[..classes.min(256)].iter().enumerate() {
        if score > first {
            (best, second, first) = (class, first, score);
        } else if score > second {
            second = score;
        }
    }
    (best as u8, first.saturating_sub(second))
}
