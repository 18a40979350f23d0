//! Text → tokens, in the treebanks' way of cutting.
//!
//! One pass over bytes with a table of byte classes; only the rare byte (an apostrophe, a hyphen, a full stop, anything
//! beyond ASCII) costs a decision. The cuts are those of UD English (EWT, GUM), so that models trained there meet the
//! tokens they know: clitics stand apart (`Lebanon 's`, `do n't`), hyphens cut (`US - led`) but for prefixes
//! (`non-combatant`), numbers keep their marks (`1,500`, `9/11`, `7.30`), units are cut off (`30 km`), abbreviations
//! keep their full stop (`Lt.`, `U.S.`).
//!
//! Left out on purpose: joining words over line ends, and any use of a lexicon.

use crate::abbreviations::{is_prefix, takes_stop};
use dateline_model::{Shape, Span, Text};

const LETTER: u8 = 0;
const DIGIT: u8 = 1;
const BLANK: u8 = 2;
const MARK: u8 = 3;
const WIDE: u8 = 4;

const CLASS: [u8; 256] = {
    let mut class = [MARK; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        class[b] = if byte.is_ascii_alphabetic() {
            LETTER
        } else if byte.is_ascii_digit() {
            DIGIT
        } else if byte <= b' ' || byte == 0x7f {
            BLANK
        } else if byte >= 0x80 {
            WIDE
        } else {
            MARK
        };
        b += 1;
    }
    class
};

/// Endings that stand apart after an apostrophe.
const CLITICS: &[&str] = &["s", "m", "d", "re", "ve", "ll"];

/// Units cut off a number that they are written on to.
const UNITS: &[&str] = &[
    "km", "m", "cm", "mm", "ft", "kg", "g", "mi", "mph", "kph", "am", "pm", "bn", "mn", "mln", "k", "lb", "lbs", "nm",
    "sq", "tn",
];

/// Appends the tokens of `text` under `span`, with their shapes. Offsets count bytes of the whole `text`.
pub fn tokenize(text: &str, span: Span<Text>, spans: &mut Vec<Span<Text>>, shapes: &mut Vec<Shape>) {
    let end = span.end() as usize;
    let Some(under) = text.get(..end) else { return };
    let mut cutter =
        Cutter { text: under, bytes: under.as_bytes(), begin: span.start() as usize, last: usize::MAX, spans, shapes };
    let mut at = span.start() as usize;
    while at < end {
        at = match CLASS[cutter.bytes[at] as usize] {
            BLANK => at + 1,
            LETTER => cutter.word(at),
            DIGIT => cutter.number(at),
            MARK => cutter.mark(at),
            _ => cutter.wide(at),
        };
    }
}

/// Appends `token` in lower case, with straight apostrophes and quotation marks.
pub fn normalise(token: &str, out: &mut String) {
    if token == "US" {
        out.push_str("u.s."); // and not "us"
        return;
    }
    if token.is_ascii() {
        let start = out.len();
        out.push_str(token);
        out[start..].make_ascii_lowercase();
        return;
    }
    for c in token.chars() {
        match c {
            '’' | '‘' | 'ʼ' | 'ʿ' | '`' => out.push('\''),
            '“' | '”' | '„' | '«' | '»' => out.push('"'),
            '–' | '—' | '‑' | '−' => out.push('-'),
            _ if is_joiner(c) => {}
            _ => out.extend(c.to_lowercase()),
        }
    }
}

struct Cutter<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// Where the block begins: nothing before it is looked at.
    begin: usize,
    /// Where the last token ended: a token that begins there has no white space before it.
    last: usize,
    spans: &'a mut Vec<Span<Text>>,
    shapes: &'a mut Vec<Shape>,
}

impl Cutter<'_> {
    #[inline]
    fn push(&mut self, start: usize, end: usize, shape: Shape) {
        let shape = if start == self.last { shape.with(Shape::GLUED) } else { shape };
        self.spans.push(Span::new(start as u32, end as u32));
        self.shapes.push(shape);
        self.last = end;
    }

    fn push_word(&mut self, start: usize, end: usize) {
        let word = &self.text[start..end];
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let mut shape = Shape::WORD;
        if word.as_bytes()[0].is_ascii_lowercase() {
            // The common case, decided on one byte.
        } else if letters.next().is_some_and(char::is_uppercase) {
            shape = shape.with(Shape::CAPITAL);
            let mut others = 0;
            if letters.all(|c| {
                others += 1;
                c.is_uppercase()
            }) && others > 0
            {
                shape = shape.with(Shape::UPPER);
            }
        }
        self.push(start, end, shape);
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }

    /// The length of an apostrophe at `at`, straight or curly, or 0.
    fn apostrophe(&self, at: usize) -> usize {
        match self.byte(at) {
            b'\'' => 1,
            0xE2 if self.bytes[at..].starts_with("’".as_bytes()) => 3,
            0xCA if self.bytes[at..].starts_with("ʼ".as_bytes()) => 2,
            _ => 0,
        }
    }

    /// The end of the run of letters and digits from `at`.
    fn letters(&self, mut at: usize) -> usize {
        while at < self.bytes.len() {
            match CLASS[self.bytes[at] as usize] {
                LETTER | DIGIT => at += 1,
                WIDE => match self.char_at(at) {
                    Some(c) if is_letter(c) || is_joiner(c) => at += c.len_utf8(),
                    _ => break,
                },
                _ => break,
            }
        }
        at
    }

    fn begins_letter(&self, at: usize) -> bool {
        at < self.bytes.len()
            && match CLASS[self.bytes[at] as usize] {
                LETTER => true,
                WIDE => self.char_at(at).is_some_and(is_letter),
                _ => false,
            }
    }

    fn word(&mut self, start: usize) -> usize {
        let mut end = self.letters(start);
        loop {
            match self.byte(end) {
                b'.' => {
                    let word = &self.text[start..end];
                    let before = word.rsplit('.').next().unwrap_or(word);
                    let single = before.chars().count() == 1;
                    if single && self.begins_letter(end + 1) && self.letters(end + 1) == end + 1 + self.width(end + 1) {
                        end = self.letters(end + 1); // U.S
                    } else if (single && word.contains('.')) || takes_stop(word) || self.is_number_sign(word, end) {
                        end += 1; // U.S. Lt.
                        break;
                    } else if single && word.len() == 1 && word.as_bytes()[0].is_ascii_uppercase() && word != "I" {
                        end += 1; // J. Smith
                        break;
                    } else if self.begins_letter(end + 1) && self.byte(end + 1).is_ascii_lowercase() && word.len() > 1 {
                        end = self.letters(end + 1); // example.com
                    } else {
                        break;
                    }
                }
                b'-' if is_prefix(&self.text[start..end]) && self.begins_letter(end + 1) => end = self.letters(end + 1),
                b'@' if self.begins_letter(end + 1) => end = self.letters(end + 1),
                b':' if self.bytes[end..].starts_with(b"://") => {
                    while end < self.bytes.len()
                        && CLASS[self.bytes[end] as usize] != BLANK
                        && !matches!(self.bytes[end], b'"' | b')' | b'>')
                    {
                        end += 1;
                    }
                    end = floor(self.text, end);
                    while end > start && matches!(self.bytes[end - 1], b'.' | b',' | b';') {
                        end -= 1;
                    }
                    break;
                }
                _ => {
                    let mark = self.apostrophe(end);
                    if mark == 0 || !self.begins_letter(end + mark) {
                        break;
                    }
                    let tail_end = self.letters(end + mark);
                    let tail = &self.text[end + mark..tail_end];
                    if tail.eq_ignore_ascii_case("t") && self.text[start..end].ends_with(['n', 'N']) && end - start > 1
                    {
                        self.push_word(start, end - 1); // do n't
                        self.push_word(end - 1, tail_end);
                        return tail_end;
                    }
                    if CLITICS.iter().any(|c| tail.eq_ignore_ascii_case(c)) {
                        self.push_word(start, end); // Lebanon 's
                        self.push(end, tail_end, Shape::WORD);
                        return tail_end;
                    }
                    end = tail_end; // Sana'a, O'Brien
                }
            }
        }
        let word = &self.text[start..end];
        if word.eq_ignore_ascii_case("cannot") {
            self.push_word(start, start + 3);
            self.push_word(start + 3, end);
        } else {
            self.push_word(start, end);
        }
        end
    }

    fn width(&self, at: usize) -> usize {
        self.char_at(at).map_or(0, char::len_utf8)
    }

    /// "No. 4": with a capital, and a figure behind the full stop.
    fn is_number_sign(&self, word: &str, end: usize) -> bool {
        let next = if self.byte(end + 1) == b' ' { end + 2 } else { end + 1 };
        word == "No" && self.byte(next).is_ascii_digit()
    }

    fn digits(&self, mut at: usize) -> usize {
        while self.byte(at).is_ascii_digit() {
            at += 1;
        }
        at
    }

    fn number(&mut self, start: usize) -> usize {
        let mut end = self.digits(start);
        let mut hyphens = 0;
        loop {
            let next = self.digits(end + 1);
            let n = next - (end + 1).min(next);
            match self.byte(end) {
                b',' if n == 3 => end = next,
                // Lakhs and crores: 2,00,000.
                b',' if n == 2 && end - start <= 9 && self.byte(next) == b',' => end = next,
                b'.' | b':' | b'/' if n > 0 => end = next,
                // 2017-11-03 and 713-853-3989 are one token, 10-15 is three.
                b'-' if n > 0 && (hyphens > 0 || (self.byte(next) == b'-' && self.byte(next + 1).is_ascii_digit())) => {
                    hyphens += 1;
                    end = next;
                }
                _ => break,
            }
        }
        if self.begins_letter(end) {
            let tail_end = self.letters(end);
            let tail = &self.text[end..tail_end];
            if UNITS.iter().any(|unit| tail.eq_ignore_ascii_case(unit)) {
                self.push(start, end, Shape::DIGITS); // 30 km
                self.push_word(end, tail_end);
                return tail_end;
            }
            end = tail_end; // 20th, 1970s, 3rd
        }
        self.push(start, end, Shape::DIGITS);
        end
    }

    fn mark(&mut self, start: usize) -> usize {
        let byte = self.bytes[start];
        match byte {
            b'!' | b'?' => {
                // "?!" and "!!!" are one token, as in the treebanks.
                let mut end = start + 1;
                while matches!(self.byte(end), b'!' | b'?') {
                    end += 1;
                }
                self.push(start, end, Shape::MARK);
                end
            }
            b'.' | b'-' | b'*' | b'=' | b'_' | b'~' => {
                // A run of one mark is one token: "...", "--", "****".
                let mut end = start + 1;
                while self.byte(end) == byte {
                    end += 1;
                }
                self.push(start, end, Shape::MARK);
                end
            }
            b'@' | b'#' if self.begins_letter(start + 1) => {
                let end = self.letters(start + 1);
                self.push(start, end, Shape::WORD);
                end
            }
            b'`' | b'\'' if self.byte(start + 1) == byte => {
                let flag = if byte == b'`' || self.opens(start, start + 2) { Shape::OPENS } else { Shape::CLOSES };
                self.push(start, start + 2, Shape::MARK.with(flag));
                start + 2
            }
            b'"' | b'\'' | b'`' => {
                let flag = if self.opens(start, start + 1) { Shape::OPENS } else { Shape::CLOSES };
                self.push(start, start + 1, Shape::MARK.with(flag));
                start + 1
            }
            _ => {
                self.push(start, start + 1, Shape::MARK);
                start + 1
            }
        }
    }

    /// Whether a straight quotation mark at `start..end` opens: white space, an opening bracket, a dash or another
    /// opening mark before it, and something printed after it.
    fn opens(&self, start: usize, end: usize) -> bool {
        let after = self.byte(end);
        if CLASS[after as usize] == BLANK {
            return false;
        }
        if start == self.begin {
            return true;
        }
        let before = self.bytes[start - 1];
        if CLASS[before as usize] == BLANK || matches!(before, b'(' | b'[' | b'{' | b'-' | b'/' | b'>') {
            return true;
        }
        if matches!(before, b'"' | b'\'') {
            return self.shapes.last().is_some_and(|shape| shape.has(Shape::OPENS));
        }
        let dash = ["—", "–", "“", "‘", "\u{a0}"];
        dash.iter().any(|mark| self.text[..start].ends_with(mark))
    }

    fn wide(&mut self, start: usize) -> usize {
        let Some(c) = self.char_at(start) else {
            return start + 1;
        };
        let end = start + c.len_utf8();
        if is_letter(c) {
            return self.word(start);
        }
        let shape = match c {
            '“' | '„' | '«' | '‘' => Shape::MARK.with(Shape::OPENS),
            '”' | '»' | '’' => Shape::MARK.with(Shape::CLOSES),
            _ if c.is_whitespace() || prints_nothing(c) => return end,
            _ => Shape::MARK,
        };
        self.push(start, end, shape);
        end
    }
}

/// The character boundary at or before `at`.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

/// Marks inside words that print nothing: soft hyphens, zero-width spaces and joiners.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Characters that stand in gaps: they print nothing.
fn prints_nothing(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}
