//! The features of one decision: a fixed room for numbers, filled and emptied without allocation.

use super::hash::{mix, template};

/// Most features of a decision; [`super::rows::HEAVIEST`] counts on it.
pub const MOST: usize = 112;

/// The features of one decision.
#[derive(Clone, Debug)]
pub struct Features {
    numbers: [u64; MOST],
    n: usize,
}

impl Default for Features {
    fn default() -> Self {
        Self { numbers: [0; MOST], n: 0 }
    }
}

impl Features {
    /// Forgets all.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.n = 0;
    }

    /// Adds the feature of this template and these values. Past [`MOST`] nothing is added.
    #[inline(always)]
    pub fn add<const N: usize>(&mut self, of: u64, values: [u64; N]) {
        let mut hash = template(of);
        for value in values {
            hash = mix(hash, value);
        }
        if let Some(place) = self.numbers.get_mut(self.n) {
            *place = hash;
            self.n += 1;
        }
    }

    /// All features.
    #[inline(always)]
    pub fn all(&self) -> &[u64] {
        &self.numbers[..self.n]
    }
}
