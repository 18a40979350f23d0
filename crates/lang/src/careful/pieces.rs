//! Words → pieces: BERT's uncased WordPiece (Devlin et al. 2019), exactly as `training/pieces.py` has it.
//!
//! Small letters, no accents, every punctuation mark by itself, then the longest piece that fits, again and again. The
//! vocabulary leaves out other scripts, so a word in one of them is one unknown piece.

use crate::swift::bytes::Reader;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word gives at most so many pieces (chosen): more say nothing of an address or a row of dots.
pub const MOST_PIECES: usize = 8;

/// BERT's own limit, in characters: what is longer is no word.
const MOST_LETTERS: usize = 100;

/// The number of a piece.
pub type Piece = u16;

/// The vocabulary.
#[derive(Clone, Debug)]
pub struct Pieces {
    /// Pieces that begin a word, and those that go on with one, without their `##`.
    begin: BTreeMap<Box<str>, Piece>,
    inside: BTreeMap<Box<str>, Piece>,
    unknown: Piece,
    /// Stands before a sentence.
    pub first: Piece,
    /// Stands behind one.
    pub last: Piece,
    /// Number of pieces.
    pub len: usize,
}

/// Marks that are words of their own, beside ASCII's.
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' | '\u{2053}'..='\u{205E}')
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}')
}

/// Characters that print nothing.
fn is_nothing(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

impl Pieces {
    /// Reads a vocabulary: a number, and so many pieces.
    pub fn read(from: &mut Reader<'_>) -> Option<Pieces> {
        let len = from.count(1)?;
        let (mut begin, mut inside) = (BTreeMap::new(), BTreeMap::new());
        for number in 0..Piece::try_from(len).ok()? {
            let piece = from.text()?;
            match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => inside.insert(rest.into(), number),
                _ => begin.insert(piece.into(), number),
            };
        }
        let special = |name: &str| begin.get(name).copied();
        let (unknown, first, last) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        Some(Pieces { begin, inside, unknown, first, last, len })
    }

    /// A piece as the vocabulary writes it.
    pub fn written(&self, piece: Piece) -> String {
        let of =
            |table: &BTreeMap<Box<str>, Piece>| table.iter().find(|(_, p)| **p == piece).map(|(w, _)| w.to_string());
        of(&self.begin).or_else(|| of(&self.inside).map(|rest| format!("##{rest}"))).unwrap_or_default()
    }

    /// Appends the pieces of a word, one at least, and says how many.
    pub fn cut(&self, word: &str, desk: &mut String, pieces: &mut Vec<Piece>) -> usize {
        let before = pieces.len();
        // Most words are known as they are.
        if let Some(&piece) = self.begin.get(word)
            && word.bytes().all(|b| b.is_ascii_lowercase())
        {
            pieces.push(piece);
            return 1;
        }
        desk.clear();
        if word.is_ascii() {
            desk.push_str(word);
            desk.make_ascii_lowercase();
        } else {
            desk.extend(word.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)));
        }
        desk.retain(|c| !is_nothing(c));
        let mut rest = desk.as_str();
        while let Some(c) = rest.chars().next() {
            let end = if is_mark(c) { c.len_utf8() } else { rest.find(is_mark).unwrap_or(rest.len()) };
            let (run, behind) = rest.split_at(end);
            self.longest(run, pieces);
            rest = behind;
            if pieces.len() - before >= MOST_PIECES {
                break;
            }
        }
        if pieces.len() == before {
            pieces.push(self.unknown);
        }
        pieces.truncate(before + MOST_PIECES);
        pieces.len() - before
    }

    /// Appends the longest pieces of a run, or the unknown one for all of it.
    fn longest(&self, run: &str, pieces: &mut Vec<Piece>) {
        let before = pieces.len();
        if run.len() > MOST_LETTERS && run.chars().count() > MOST_LETTERS {
            pieces.push(self.unknown);
            return;
        }
        let mut start = 0;
        while start < run.len() {
            let table = if start == 0 { &self.begin } else { &self.inside };
            let ends = run[start..].char_indices().rev().map(|(at, c)| start + at + c.len_utf8());
            let found = ends.into_iter().find_map(|end| Some((end, *table.get(&run[start..end])?)));
            let Some((end, piece)) = found else {
                pieces.truncate(before);
                pieces.push(self.unknown);
                return;
            };
            pieces.push(piece);
            start = end;
        }
    }
}

/// The case of a word's letters, as a number: 1 small, 2 capitals, 3 a capital first, 4 with a digit, 5 mixed.
pub fn case_of(word: &str) -> u8 {
    let capital = |c: char| c.is_uppercase();
    let mut letters = word.chars();
    let first = letters.next().is_some_and(capital);
    let many = letters.next().is_some();
    if many && word.chars().any(capital) && !word.chars().any(char::is_lowercase) {
        2
    } else if first {
        3
    } else if word.bytes().any(|b| b.is_ascii_digit()) {
        4
    } else if word.chars().any(capital) {
        5
    } else {
        1
    }
}
