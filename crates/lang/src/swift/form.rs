//! A token as the models see it: numbers for its letters, its endings, its look, and what the lexicon knows of it.
//!
//! Made once a token and read by the tagger, the parser and the name finder, so that no letter is looked at twice.

use super::hash::{mix, text};
use super::lexicon::Lexicon;

/// Begins with a capital.
pub const CAPITAL: u64 = 1;
/// Two letters or more, all capitals.
pub const UPPER: u64 = 2;
/// Holds a digit.
pub const DIGIT: u64 = 4;
/// Nothing but digits.
pub const DIGITS: u64 = 8;
/// Holds a hyphen.
pub const HYPHEN: u64 = 16;
/// Holds no letter.
pub const NO_LETTER: u64 = 32;
/// Holds a full stop.
pub const STOP: u64 = 64;

/// Stands in a line whose every longer word has a capital (a headline in title case), so that capitals say little.
pub const TITLED: u64 = 128;

/// How a sentence uses capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// For names and the first word.
    Sentence,
    /// For every longer word: a headline.
    Title,
    /// For every letter: a headline, a radio script.
    Capitals,
}

/// Longer words are seen by their first so many bytes alone.
const SEEN: usize = 64;

/// What the models see of one token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Its letters, capitals told apart.
    pub word: u64,
    /// Its letters in lower case, digits alike.
    pub low: u64,
    /// Its last one to four bytes.
    pub ending: [u64; 4],
    /// Its first one to three bytes.
    pub beginning: [u64; 3],
    /// Its look: runs of capitals, small letters, digits, marks.
    pub shape: u64,
    /// The flags above.
    pub flags: u64,
    /// The tags that the lexicon knows for it in lower case and, above them, as it is written.
    pub known: u64,
    /// Its cluster, fine, middle and coarse; 0 for a word without one.
    pub cluster: [u64; 3],
    /// The tag that it always has, plus one; 0 for most words.
    pub only: u8,
}

/// What stands before the first token and after the last.
pub static EDGE: Form = Form {
    word: 11,
    low: 12,
    ending: [1, 2, 3, 4],
    beginning: [1, 2, 3],
    shape: 9,
    flags: 256,
    known: 999,
    cluster: [5001, 5002, 5003],
    only: 0,
};

impl Form {
    /// The form of a token as it is `written`, with its `norm` (lower case, straight marks).
    /// `case` is that of its sentence.
    pub fn of(written: &str, norm: &str, case: Case, lexicon: &Lexicon) -> Form {
        let shouted = case == Case::Capitals;
        let bytes = norm.as_bytes();
        let n = bytes.len().min(SEEN);
        let mut low = [0u8; SEEN];
        let mut flags = if case == Case::Title { TITLED } else { 0 };
        for (to, &b) in low.iter_mut().zip(bytes) {
            *to = if b.is_ascii_digit() { b'0' } else { b };
        }
        let low = &low[..n];
        let (mut shape, mut last, mut run) = (7u64, 0u8, 0);
        let (mut capitals, mut letters, mut digits, mut chars) = (0, 0, 0, 0);
        for c in written.chars().take(SEEN) {
            let class = if c.is_ascii_lowercase() || c.is_alphabetic() && !c.is_uppercase() {
                letters += 1;
                b'x'
            } else if c.is_ascii_digit() {
                digits += 1;
                b'd'
            } else if c.is_alphabetic() {
                letters += 1;
                if !shouted {
                    capitals += 1;
                    if chars == 0 {
                        flags |= CAPITAL;
                    }
                    b'X'
                } else {
                    b'x'
                }
            } else {
                match c {
                    '-' => flags |= HYPHEN,
                    '.' => flags |= STOP,
                    _ => {}
                }
                if c.is_ascii() { c as u8 } else { b'~' }
            };
            chars += 1;
            run = if class == last { run + 1 } else { 0 };
            last = class;
            if run < 2 {
                shape = mix(shape, u64::from(class));
            }
        }
        if capitals > 1 && capitals == letters {
            flags |= UPPER;
        }
        if digits > 0 {
            flags |= DIGIT;
        }
        if digits > 0 && digits == chars {
            flags |= DIGITS;
        }
        if letters == 0 {
            flags |= NO_LETTER;
        }
        let key = text(bytes);
        let small = lexicon.get(key);
        let low_hash = text(low);
        let cased = if flags & CAPITAL != 0 { text(written.as_bytes()) } else { key };
        let as_written = if flags & CAPITAL != 0 { u64::from(lexicon.get(cased).tags) } else { 0 };
        Form {
            word: mix(low_hash, flags & (CAPITAL | UPPER)),
            low: low_hash,
            ending: std::array::from_fn(|k| text(&low[n.saturating_sub(k + 1)..])),
            beginning: std::array::from_fn(|k| text(&low[..n.min(k + 1)])),
            shape,
            flags,
            known: u64::from(small.tags) | as_written << 16,
            cluster: lexicon.grains(small.cluster),
            only: if flags & CAPITAL == 0 { small.only } else { 0 },
        }
    }
}

/// How a sentence of these words uses capitals. Capitals: at least three words of two letters or more, nine in ten of them
/// in capitals. Title case: at least four words of four letters or more, nine in ten of them with a capital. All
/// bounds are chosen.
pub fn case_of<'a>(written: impl Iterator<Item = &'a str>) -> Case {
    let (mut words, mut loud, mut longer, mut begun) = (0, 0, 0, 0);
    for token in written {
        let mut letters = token.chars().filter(|c| c.is_alphabetic());
        if let (Some(first), Some(second)) = (letters.next(), letters.next()) {
            words += 1;
            let mut others = 0;
            let upper = letters.fold(true, |all, c| {
                others += 1;
                all && c.is_uppercase()
            });
            loud += usize::from(first.is_uppercase() && second.is_uppercase() && upper);
            longer += usize::from(others >= 2);
            begun += usize::from(others >= 2 && first.is_uppercase());
        }
    }
    if words >= 3 && loud * 10 >= words * 9 {
        Case::Capitals
    } else if longer >= 4 && begun * 10 >= longer * 9 {
        Case::Title
    } else {
        Case::Sentence
    }
}
