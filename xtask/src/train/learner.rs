//! The averaged perceptron (Collins 2002; Freund and Schapire 1999) over features known by number.
//!
//! A feature gets a row when an update first touches it; features are told apart by their whole number, so nothing is
//! folded. The same sentences in the same order give the same weights: the order comes from a generator written out
//! here, and each model is trained by one thread.

use dateline_lang::swift::hash::finish;
use dateline_lang::swift::rows::{HEAVIEST, Sparse, Triples};

/// One row in so many is clipped when weights become whole numbers. Clipping one in two hundred cost 3 LAS: the heaviest
/// rows are the commonest.
const CLIPPED: usize = 100_000;

/// A model in training, of `K` classes.
pub struct Learner {
    classes: usize,
    /// Feature of each slot; 0 is free.
    keys: Vec<u64>,
    /// Row of each slot.
    rows: Vec<u32>,
    mask: usize,
    /// By row: the feature, its weights, and the sums for the average.
    features: Vec<u64>,
    weights: Vec<f32>,
    sums: Vec<f32>,
    /// How many updates touched a row.
    touched: Vec<u32>,
    /// Decisions taken so far.
    time: f32,
}

impl Learner {
    /// An empty model.
    pub fn new(classes: usize) -> Learner {
        let size = 1 << 20;
        Learner {
            classes,
            keys: vec![0; size],
            rows: vec![0; size],
            mask: size - 1,
            features: Vec::new(),
            weights: Vec::new(),
            sums: Vec::new(),
            touched: Vec::new(),
            time: 1.0,
        }
    }

    /// One decision more has been taken.
    pub fn tick(&mut self) {
        self.time += 1.0;
    }

    #[inline]
    fn row(&self, feature: u64) -> Option<usize> {
        let feature = feature | 1;
        let mut at = finish(feature) as usize & self.mask;
        loop {
            match self.keys[at] {
                0 => return None,
                k if k == feature => return Some(self.rows[at] as usize),
                _ => at = (at + 1) & self.mask,
            }
        }
    }

    fn row_or_new(&mut self, number: u64) -> usize {
        if self.features.len() * 2 > self.keys.len() {
            self.grow();
        }
        let feature = number | 1;
        let mut at = finish(feature) as usize & self.mask;
        loop {
            match self.keys[at] {
                0 => break,
                k if k == feature => return self.rows[at] as usize,
                _ => at = (at + 1) & self.mask,
            }
        }
        self.keys[at] = feature;
        self.rows[at] = self.features.len() as u32;
        self.features.push(number);
        self.touched.push(0);
        self.weights.resize(self.weights.len() + self.classes, 0.0);
        self.sums.resize(self.sums.len() + self.classes, 0.0);
        self.features.len() - 1
    }

    fn grow(&mut self) {
        let size = self.keys.len() * 2;
        (self.keys, self.rows, self.mask) = (vec![0; size], vec![0; size], size - 1);
        for (row, number) in self.features.iter().enumerate() {
            let feature = number | 1;
            let mut at = finish(feature) as usize & self.mask;
            while self.keys[at] != 0 {
                at = (at + 1) & self.mask;
            }
            self.keys[at] = feature;
            self.rows[at] = row as u32;
        }
    }

    /// The scores of all classes.
    pub fn score(&self, features: &[u64], scores: &mut [f32]) {
        scores[..self.classes].fill(0.0);
        for &feature in features {
            if let Some(row) = self.row(feature) {
                let row = &self.weights[row * self.classes..][..self.classes];
                scores.iter_mut().zip(row).for_each(|(s, w)| *s += w);
            }
        }
    }

    /// Moves the weights towards `good` and away from `bad`.
    pub fn update(&mut self, features: &[u64], good: usize, bad: usize) {
        for &feature in features {
            let row = self.row_or_new(feature);
            self.touched[row] += 1;
            let at = row * self.classes;
            self.weights[at + good] += 1.0;
            self.sums[at + good] += self.time;
            self.weights[at + bad] -= 1.0;
            self.sums[at + bad] -= self.time;
        }
    }

    /// Adds the averaged weights of a model that was trained in another order: what single runs learned by chance
    /// cancels out (bagging, Breiman 1996, at no cost when reading).
    pub fn join(mut self, other: &Learner) -> Learner {
        self.settle();
        for (row, &feature) in other.features.iter().enumerate() {
            let mine = self.row_or_new(feature);
            self.touched[mine] = self.touched[mine].max(other.touched[row]);
            for k in 0..self.classes {
                let at = row * self.classes + k;
                self.weights[mine * self.classes + k] += other.weights[at] - other.sums[at] / other.time;
            }
        }
        self
    }

    /// Takes the averages for the weights.
    fn settle(&mut self) {
        for (w, s) in self.weights.iter_mut().zip(&mut self.sums) {
            *w -= *s / self.time;
            *s = 0.0;
        }
    }

    /// The averaged rows, heaviest first, each with its heaviest weight.
    fn averaged(&self, least_touched: u32) -> Vec<(u64, f32, Vec<f32>)> {
        let mut rows: Vec<(u64, f32, Vec<f32>)> = Vec::new();
        for (row, &feature) in self.features.iter().enumerate() {
            if self.touched[row] < least_touched {
                continue;
            }
            let at = row * self.classes;
            let average = |k: usize| self.weights[at + k] - self.sums[at + k] / self.time;
            let weights: Vec<f32> = (0..self.classes).map(average).collect();
            let heaviest = weights.iter().fold(0.0f32, |m, w| m.max(w.abs()));
            if heaviest > 0.0 {
                rows.push((feature, heaviest, weights));
            }
        }
        rows.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        rows
    }

    /// The weights for reading, three classes: at most `most` rows.
    pub fn triples(&self, least_touched: u32, most: usize) -> Triples {
        let rows = self.averaged(least_touched);
        // The scale is that of the heaviest rows but a few, which are clipped.
        let top = rows.get(rows.len() / CLIPPED).map_or(1.0, |r| r.1);
        let scale = f32::from(HEAVIEST) / top;
        let whole = |w: &f32| (w * scale).round().clamp(-f32::from(HEAVIEST), f32::from(HEAVIEST)) as i16;
        let laid: Vec<(u64, [i16; 3])> =
            rows.iter().take(most).map(|(f, _, w)| (*f, [whole(&w[0]), whole(&w[1]), whole(&w[2])])).collect();
        println!(
            "    {} rows of {}, lightest kept {:.3} of {top:.1}",
            laid.len(),
            rows.len(),
            rows.get(most.min(rows.len()).wrapping_sub(1)).map_or(0.0, |r| r.1)
        );
        Triples::new(&laid)
    }

    /// The weights for reading, many classes: at most `most` rows.
    pub fn sparse(&self, least_touched: u32, most: usize) -> Sparse {
        let rows = self.averaged(least_touched);
        let top = rows.get(rows.len() / CLIPPED).map_or(1.0, |r| r.1);
        let scale = 127.0 / top;
        let laid: Vec<(u64, Vec<(u8, i8)>)> = rows
            .iter()
            .take(most)
            .map(|(feature, _, weights)| {
                let whole = |w: &f32| (w * scale).round().clamp(-127.0, 127.0) as i8;
                let row = weights.iter().enumerate().map(|(k, w)| (k as u8, whole(w))).filter(|(_, w)| *w != 0);
                (*feature, row.collect())
            })
            .filter(|(_, row): &(u64, Vec<(u8, i8)>)| !row.is_empty())
            .collect();
        let weights: usize = laid.iter().map(|(_, row)| row.len()).sum();
        println!("    {} rows of {}, {weights} weights", laid.len(), rows.len());
        Sparse::new(&laid, self.classes)
    }
}

/// A xorshift generator (Marsaglia 2003): the order of training sentences must be the same everywhere.
pub struct Chance(pub u64);

impl Chance {
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Whether something of probability `p` happens.
    pub fn happens(&mut self, p: f64) -> bool {
        ((self.number() >> 11) as f64) < p * (1u64 << 53) as f64
    }

    /// Puts `things` in a new order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for i in (1..things.len()).rev() {
            things.swap(i, (self.number() % (i as u64 + 1)) as usize);
        }
    }
}
