//! What a pattern needs: the words without which it cannot match, and what it can begin with.
//!
//! Gathered while a pattern is compiled. A sequence needs what its parts need; of branches, one need of each joined into
//! one; what is optional needs nothing.

use crate::lexicon::{Lexicon, Pred, TokenSet};

/// The same while it is gathered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Begins {
    pub set: TokenSet,
    pub quantity: bool,
    pub quotation: bool,
}

/// What a pattern needs and begins with.
pub(crate) struct Needs {
    pub sets: Vec<Vec<Pred>>,
    pub quantity: bool,
    pub quotation: bool,
    /// `None`: anything may come first.
    pub first: Option<Begins>,
    /// It can match without a token.
    pub empty: bool,
}

impl Begins {
    pub fn of(set: TokenSet) -> Self {
        Self { set, ..Self::default() }
    }
}

/// What either begins with; anything if either begins with anything.
pub(crate) fn joined(a: Option<Begins>, b: Option<Begins>) -> Option<Begins> {
    let (mut a, b) = (a?, b?);
    a.set.preds.extend(b.set.preds);
    a.set.longer.extend(b.set.longer);
    a.set.classes.extend(b.set.classes);
    a.quantity |= b.quantity;
    a.quotation |= b.quotation;
    Some(a)
}

/// The need of "one or the other": one set of each, joined.
pub(crate) fn either(a: &[Vec<Pred>], b: &[Vec<Pred>], lexicon: &Lexicon) -> Vec<Vec<Pred>> {
    let rarest =
        |sets: &[Vec<Pred>]| sets.iter().min_by_key(|set| set.iter().map(|p| lexicon.size(*p)).sum::<usize>()).cloned();
    // What both need, both need.
    let mut shared: Vec<Vec<Pred>> = a.iter().filter(|set| b.contains(set)).cloned().collect();
    if let (Some(mut x), Some(y)) = (rarest(a), rarest(b)) {
        x.extend(y);
        x.sort_unstable();
        x.dedup();
        if !shared.contains(&x) {
            shared.push(x);
        }
    }
    shared
}
