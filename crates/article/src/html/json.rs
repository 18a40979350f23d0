//! The JSON that pages carry for machines (JSON-LD), read as tolerantly as pages write it.
//!
//! Values keep pointing into the page, so that a text read from one has a way home. Own, and none of the known readers, because
//! pages put raw line breaks into strings, leave commas at the ends of lists, and wrap the whole in comments: what can
//! be read is read, and what comes after a mistake is left. Depth is bounded.
//!
//! Left out on purpose: numbers as numbers, and writing.

use dateline_model::{Span, Strand};

use super::references;

/// Nesting deeper than this is passed over; the deepest of the development pages is 8 deep.
const DEEPEST: usize = 64;

/// Values past which a script is no description of a page: the largest of the development pages has
/// 16,737.
const MOST_VALUES: usize = 200_000;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json<'p> {
    /// A string as it is written, with where it begins on the page.
    Text(&'p str, usize),
    /// A number or a word such as `true`.
    Word(&'p str),
    List(Vec<Json<'p>>),
    Object(Vec<(&'p str, Json<'p>)>),
}

impl<'p> Json<'p> {
    /// The first value in `page[range]`.
    pub fn parse(page: &'p str, range: (usize, usize)) -> Option<Self> {
        let start = page[range.0..range.1].find(['{', '['])? + range.0;
        Parser { page, bytes: &page.as_bytes()[..range.1], at: start, left: MOST_VALUES }.value(0)
    }

    /// The value of a key of an object.
    pub fn get(&self, key: &str) -> Option<&Json<'p>> {
        match self {
            Self::Object(fields) => fields.iter().find(|(name, _)| *name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The string, decoded; the first string of a list.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Text(raw, _) => {
                let text = references::text(&decoded(raw));
                (!text.is_empty()).then_some(text)
            }
            Self::List(values) => values.first()?.text(),
            _ => None,
        }
    }

    /// The string as a strand with its place on the page, line breaks kept as they are.
    pub fn strand(&self) -> Option<Strand> {
        let Self::Text(raw, at) = self else { return None };
        Some(strand(raw, *at))
    }

    /// The items of a list, or the value itself.
    pub fn items(&self) -> &[Json<'p>] {
        match self {
            Self::List(values) => values,
            one => std::slice::from_ref(one),
        }
    }

    /// Whether a word or string says no.
    pub fn is_false(&self) -> bool {
        matches!(self, Self::Word(word) | Self::Text(word, _) if word.eq_ignore_ascii_case("false"))
    }
}

/// A string that stands at byte `at` of the page, its escapes read.
pub(crate) fn strand(raw: &str, at: usize) -> Strand {
    let mut strand = Strand::default();
    pieces(raw, |text, from, to| strand.push(text, Span::new((at + from) as u32, (at + to) as u32)));
    strand
}

/// A string with its escapes read.
fn decoded(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    pieces(raw, |text, _, _| out.push_str(text));
    out
}

/// Hands on the pieces of a string: runs without escapes, and each escape decoded, with their bytes in `raw`.
fn pieces(raw: &str, mut take: impl FnMut(&str, usize, usize)) {
    let mut from = 0;
    while let Some(at) = raw[from..].find('\\').map(|i| from + i) {
        take(&raw[from..at], from, at);
        let unit = |at: usize| raw.get(at + 2..at + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let mut buffer = [0; 4];
        let (c, len) = match raw.as_bytes().get(at + 1) {
            Some(b'n') => ('\n', 2),
            Some(b't') => ('\t', 2),
            Some(b'r' | b'b' | b'f') => (' ', 2),
            Some(b'u') => match (unit(at), raw[at..].get(6..8), unit(at + 6)) {
                (Some(high @ 0xD800..=0xDBFF), Some("\\u"), Some(low @ 0xDC00..=0xDFFF)) => {
                    let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    (char::from_u32(code).unwrap_or('\u{fffd}'), 12)
                }
                (Some(code), ..) => (char::from_u32(code).unwrap_or('\u{fffd}'), 6),
                (None, ..) => ('\u{fffd}', 2),
            },
            Some(_) => {
                let c = raw[at + 1..].chars().next().unwrap_or('\\');
                (c, 1 + c.len_utf8())
            }
            None => ('\\', 1),
        };
        take(c.encode_utf8(&mut buffer), at, at + len);
        from = at + len;
    }
    take(&raw[from..], from, raw.len());
}

struct Parser<'p, 'b> {
    page: &'p str,
    bytes: &'b [u8],
    at: usize,
    /// Values that may still be read.
    left: usize,
}

impl<'p> Parser<'p, '_> {
    fn blank(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Json<'p>> {
        self.blank();
        self.left = self.left.checked_sub(1)?;
        match self.bytes.get(self.at)? {
            b'"' => {
                let (text, at) = self.string()?;
                Some(Json::Text(text, at))
            }
            b'{' if depth < DEEPEST => {
                self.at += 1;
                let mut fields = Vec::new();
                loop {
                    self.blank();
                    match self.bytes.get(self.at) {
                        Some(b'}') => {
                            self.at += 1;
                            break;
                        }
                        Some(b',') => self.at += 1,
                        Some(b'"') => {
                            let Some((name, _)) = self.string() else { break };
                            self.blank();
                            if self.bytes.get(self.at) != Some(&b':') {
                                break;
                            }
                            self.at += 1;
                            let Some(value) = self.value(depth + 1) else { break };
                            fields.push((name, value));
                        }
                        _ => break,
                    }
                }
                Some(Json::Object(fields))
            }
            b'[' if depth < DEEPEST => {
                self.at += 1;
                let mut values = Vec::new();
                loop {
                    self.blank();
                    match self.bytes.get(self.at) {
                        Some(b']') => {
                            self.at += 1;
                            break;
                        }
                        Some(b',') => self.at += 1,
                        Some(_) => {
                            let Some(value) = self.value(depth + 1) else { break };
                            values.push(value);
                        }
                        None => break,
                    }
                }
                Some(Json::List(values))
            }
            b'}' | b']' | b',' | b':' | b'{' | b'[' => None,
            _ => {
                let start = self.at;
                while self.bytes.get(self.at).is_some_and(|b| b.is_ascii_alphanumeric() || b"+-._".contains(b)) {
                    self.at += 1;
                }
                (self.at > start).then(|| Json::Word(&self.page[start..self.at]))
            }
        }
    }

    fn string(&mut self) -> Option<(&'p str, usize)> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            at += memchr::memchr2(b'"', b'\\', self.bytes.get(at..)?)?;
            if self.bytes[at] == b'"' {
                self.at = at + 1;
                return Some((&self.page[start..at], start));
            }
            at += 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Json<'_> {
        Json::parse(text, (0, text.len())).expect("a value")
    }

    #[test]
    fn strict_and_sloppy() {
        let json = parse(r#"<!-- {"a": ["x", 1, true,], "b": {"c": "it\u2019s \"so\"\n\ud83d\ude00"}, } -->"#);
        assert_eq!(json.get("a").map(|a| a.items().len()), Some(3));
        assert_eq!(json.get("b").and_then(|b| b.get("c")).and_then(Json::text).as_deref(), Some("it’s \"so\" 😀"));
    }

    #[test]
    fn what_stands_before_a_mistake_is_read() {
        let json = parse("{\"a\": \"line\nbreak\", \"b\": \"x\", oops }");
        assert_eq!(json.get("b").and_then(Json::text).as_deref(), Some("x"));
        assert_eq!(parse(&"[".repeat(100_000)).items().len(), 1);
    }
}
