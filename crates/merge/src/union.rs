//! Sets that grow together (union–find with path halving; Tarjan 1975). The smallest member stands for its set, whatever the order of joining.

pub(crate) struct Sets(Vec<usize>);

impl Sets {
    pub fn new(n: usize) -> Sets {
        Sets((0..n).collect())
    }

    pub fn root(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// For each member the number of the smallest one of its set.
    pub fn roots(mut self) -> Vec<usize> {
        (0..self.0.len()).map(|i| self.root(i)).collect()
    }
}
