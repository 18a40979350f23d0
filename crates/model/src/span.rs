//! Spans: half-open ranges, typed by what they index.
//!
//! A span of the clean text must never be used to slice the page, and a range of tokens is not a range of bytes; the
//! type parameter makes the compiler say so (the idea of harper's `Span<T>`). Offsets are `u32`: a page is at most
//! 16 MiB (see the intake), and half the size means twice the columns in cache. Code points and UTF-16 units exist
//! only at the edge, in the record, and are left out here on purpose.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Range;

/// Index space: UTF-8 bytes of the decoded page ([`Page::text`](crate::Page::text)).
pub enum Source {}
/// Index space: UTF-8 bytes of the clean article text ([`Article::text`](crate::Article::text)).
pub enum Text {}
/// Index space: tokens of an [`Analysis`](crate::Analysis), counted from 0.
pub enum Tokens {}

/// A half-open range `start..end` of the index space `In`; `start <= end` always holds.
///
/// ```
/// use dateline_model::{Span, Text};
/// let words: Span<Text> = Span::new(4, 9);
/// assert_eq!(&"two words here"[words.range()], "words");
/// assert!(words.overlaps(Span::new(8, 12)) && !words.overlaps(Span::new(9, 12)));
/// ```
pub struct Span<In> {
    start: u32,
    end: u32,
    space: PhantomData<fn() -> In>,
}

impl<In> Span<In> {
    /// The range `start..end`. An `end` before `start` is our mistake: a debug assertion, and an empty span at `start`.
    #[inline]
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end, "span ends before it starts");
        Self { start, end: end.max(start), space: PhantomData }
    }

    /// First unit of the range.
    #[inline]
    pub fn start(self) -> u32 {
        self.start
    }

    /// One past the last unit of the range.
    #[inline]
    pub fn end(self) -> u32 {
        self.end
    }

    /// Number of units.
    #[inline]
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the range holds nothing.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside this range.
    #[inline]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two ranges share at least one unit.
    #[inline]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest range that holds both.
    #[inline]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The range as the standard library has it, for slicing.
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

// Written out by hand because `derive` would ask the same of `In`, which is never a value.
impl<In> Clone for Span<In> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<In> Copy for Span<In> {}
impl<In> PartialEq for Span<In> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}
impl<In> Eq for Span<In> {}
impl<In> PartialOrd for Span<In> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<In> Ord for Span<In> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
impl<In> Hash for Span<In> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}
impl<In> fmt::Debug for Span<In> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
