//! Sentences → what the encoder reads at once.
//!
//! A sentence is read whole if it fits. One of hundreds of words (a list without full stops, a dump) is cut into stretches
//! at a mark where one is near; each is read with some words of its neighbours before and behind, and gets a tree of
//! its own, whose root hangs on the first one's. So time stays linear in the text and memory bounded.

use super::encoder::POSITIONS;
use std::ops::Range;

/// Most pieces of a sequence, without the two at its ends.
const MOST: usize = POSITIONS - 2;

/// Most pieces of a stretch of a longer sentence, and of what is read before and behind it: chosen so that stretch and both
/// neighbourhoods fit.
const STRETCH: usize = 150;
const NEAR: usize = 40;

/// What is read at once: words to read, and among them those to answer for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// All its words.
    pub read: Range<usize>,
    /// The words that are answered for.
    pub answered: Range<usize>,
}

/// Cuts a sentence into windows. `sizes` are the numbers of pieces of the text's words; `is_seam` says whether a word is a
/// mark behind which a sentence may be cut.
pub fn windows(sentence: Range<usize>, sizes: &[u8], is_seam: impl Fn(usize) -> bool, out: &mut Vec<Window>) {
    let size = |range: Range<usize>| sizes[range].iter().map(|n| *n as usize).sum::<usize>();
    if size(sentence.clone()) <= MOST {
        if !sentence.is_empty() {
            out.push(Window { read: sentence.clone(), answered: sentence });
        }
        return;
    }
    let mut start = sentence.start;
    while start < sentence.end {
        let (mut end, mut pieces) = (start, 0);
        while end < sentence.end && pieces + sizes[end] as usize <= STRETCH {
            pieces += sizes[end] as usize;
            end += 1;
        }
        if end < sentence.end {
            // The last seam in the second half.
            let half = start + (end - start) / 2;
            end = (half..end).rev().find(|&i| is_seam(i)).map_or(end, |i| i + 1);
        }
        let (mut from, mut before) = (start, 0);
        while from > sentence.start && before + sizes[from - 1] as usize <= NEAR {
            from -= 1;
            before += sizes[from] as usize;
        }
        let (mut to, mut behind) = (end, 0);
        while to < sentence.end && behind + sizes[to] as usize <= NEAR {
            behind += sizes[to] as usize;
            to += 1;
        }
        out.push(Window { read: from..to, answered: start..end });
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sentence_that_fits_is_read_whole() {
        let mut out = Vec::new();
        windows(3..40, &[2; 50], |_| true, &mut out);
        assert_eq!(out, [Window { read: 3..40, answered: 3..40 }]);
    }

    proptest! {
        #[test]
        fn every_word_is_answered_for_once_and_every_window_fits(
            sizes in prop::collection::vec(1u8..=8, 0..2000),
            seams in prop::collection::vec(any::<bool>(), 2000),
        ) {
            let mut out = Vec::new();
            windows(0..sizes.len(), &sizes, |i| seams[i], &mut out);
            let mut next = 0;
            for Window { read, answered } in out {
                prop_assert_eq!(answered.start, next);
                prop_assert!(answered.end > answered.start);
                prop_assert!(read.start <= answered.start && read.end >= answered.end);
                prop_assert!(sizes[read].iter().map(|n| *n as usize).sum::<usize>() <= MOST);
                next = answered.end;
            }
            prop_assert_eq!(next, sizes.len());
        }
    }
}
