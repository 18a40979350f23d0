//! Bytes of a page → tags and text, at the speed of `memchr`.
//!
//! Most bytes of a news page are script, style and inline data. They are passed over by a search for their end tag and
//! never become tokens; attributes are left in place and read only where somebody asks. Every event knows its bytes on
//! the page. That is why this is no stock tokenizer: html5ever keeps no offsets, and html5gum, which does, copies every
//! attribute and runs each script byte through its state machine. On the benches' page with as much script as news pages
//! carry, html5gum's tokens alone take 3.7 times as long as the whole article stage with this scanner.
//!
//! The rules are those of the HTML standard's tokenizer where pages show a difference: quoted attribute values may hold
//! `>`, a `<` before anything but a letter, `/`, `!` or `?` is text, comments end at `-->` or `--!>`, an unclosed
//! comment or script does not swallow the page.
//!
//! Left out on purpose: parse errors, doctypes, CDATA outside of feeds, the states for scripts that contain scripts.

use memchr::{memchr, memmem};

use super::names::Tag;

/// What stands at one place of the page. Offsets are bytes of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Text between tags, character references not yet read.
    Text { start: usize, end: usize },
    /// A start tag. `attributes` is what stands between the name and `>`.
    Start { tag: Tag, name: (usize, usize), attributes: (usize, usize), self_closing: bool },
    /// An end tag.
    End { tag: Tag },
    /// An element whose content is no markup (script, style, title, textarea …).
    Raw { tag: Tag, attributes: (usize, usize), content: (usize, usize) },
}

/// The events of a page, in order.
pub(crate) struct Scanner<'p> {
    page: &'p str,
    at: usize,
    /// Raw elements whose end tag the rest of the page does not hold: they are taken for empty, without another search.
    unended: Vec<Tag>,
    /// No `-->` in the rest of the page.
    uncommented: bool,
}

impl<'p> Scanner<'p> {
    pub fn new(page: &'p str) -> Self {
        Self { page, at: 0, unended: Vec::new(), uncommented: false }
    }

    /// One past the `>` that ends the tag whose attributes begin at `at`; quoted values may hold `>`.
    fn tag_end(&self, at: usize) -> Option<usize> {
        let bytes = self.page.as_bytes();
        let mut i = at;
        loop {
            i += memchr::memchr3(b'>', b'"', b'\'', bytes.get(i..)?)?;
            let quote = bytes[i];
            if quote == b'>' {
                return Some(i + 1);
            }
            // A quote opens a value only after `=`; elsewhere it is a character like any other.
            let value = bytes[at..i].trim_ascii_end().ends_with(b"=");
            i += 1;
            if value {
                match memchr(quote, &bytes[i..]) {
                    Some(end) => i += end + 1,
                    // A quote that nothing closes would swallow the page.
                    None => return memchr(b'>', &bytes[i..]).map(|end| i + end + 1),
                }
            }
        }
    }

    /// Where the content that begins at `from` ends and where its end tag ends: `</name` and what follows it to `>`.
    fn raw_end(&self, name: &str, from: usize) -> Option<(usize, usize)> {
        let bytes = self.page.as_bytes();
        let mut at = from;
        loop {
            at += memmem::find(&bytes[at..], b"</")?;
            let after = at + 2 + name.len();
            let found = bytes.get(at + 2..after).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
                && bytes.get(after).is_none_or(|b| !b.is_ascii_alphanumeric());
            if found {
                let end = memchr(b'>', &bytes[after.min(bytes.len())..]).map_or(bytes.len(), |e| after + e + 1);
                return Some((at, end));
            }
            at += 2;
        }
    }

    fn comment_end(&mut self, from: usize) -> usize {
        let bytes = self.page.as_bytes();
        if bytes[from..].starts_with(b">") {
            return from + 1;
        }
        if bytes[from..].starts_with(b"->") {
            return from + 2;
        }
        if !self.uncommented {
            let mut at = from;
            while let Some(found) = memmem::find(&bytes[at..], b"--") {
                let after = at + found + 2;
                if bytes.get(after) == Some(&b'>') {
                    return after + 1;
                }
                if bytes[after..].starts_with(b"!>") {
                    return after + 2;
                }
                at = after - 1;
            }
            self.uncommented = true;
        }
        // The standard would drop the rest of the page.
        memchr(b'>', &bytes[from..]).map_or(bytes.len(), |end| from + end + 1)
    }
}

impl Iterator for Scanner<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        let bytes = self.page.as_bytes();
        let begin = self.at;
        let mut look = begin;
        loop {
            if look >= bytes.len() {
                self.at = bytes.len();
                return (begin < bytes.len()).then_some(Event::Text { start: begin, end: bytes.len() });
            }
            let Some(lt) = memchr(b'<', &bytes[look..]).map(|i| look + i) else {
                look = bytes.len();
                continue;
            };
            let next = bytes.get(lt + 1).copied().unwrap_or(b' ');
            let markup = next.is_ascii_alphabetic()
                || matches!(next, b'!' | b'?')
                || (next == b'/' && bytes.get(lt + 2).is_some_and(u8::is_ascii_alphabetic));
            if !markup {
                look = lt + 1;
                continue;
            }
            if lt > begin {
                self.at = lt;
                return Some(Event::Text { start: begin, end: lt });
            }
            break;
        }
        let lt = begin;
        match bytes[lt + 1] {
            b'!' if bytes[lt + 2..].starts_with(b"--") => {
                self.at = self.comment_end(lt + 4);
                self.next_after_nothing()
            }
            b'!' | b'?' => {
                self.at = memchr(b'>', &bytes[lt..]).map_or(bytes.len(), |end| lt + end + 1);
                self.next_after_nothing()
            }
            b'/' => {
                let (tag, name_end) = name(bytes, lt + 2);
                self.at = memchr(b'>', &bytes[name_end..]).map_or(bytes.len(), |end| name_end + end + 1);
                Some(Event::End { tag })
            }
            _ => {
                let (tag, name_end) = name(bytes, lt + 1);
                let Some(end) = self.tag_end(name_end) else {
                    // Cut off inside a tag: the rest is no text either.
                    self.at = bytes.len();
                    return None;
                };
                let self_closing = end >= 2 && bytes[end - 2] == b'/' && end - 2 >= name_end;
                let attributes = (name_end, end - 1 - usize::from(self_closing));
                self.at = end;
                if let Some(raw) = tag.raw()
                    && !self.unended.contains(&tag)
                    && !(self_closing && tag == Tag::Svg)
                {
                    match self.raw_end(raw, end) {
                        Some((content, after)) => {
                            self.at = after;
                            return Some(Event::Raw { tag, attributes, content: (end, content) });
                        }
                        None => self.unended.push(tag),
                    }
                }
                Some(Event::Start { tag, name: (lt + 1, name_end), attributes, self_closing })
            }
        }
    }
}

impl Scanner<'_> {
    /// The event after a comment or declaration; those that follow it are passed over here, not one call deeper.
    fn next_after_nothing(&mut self) -> Option<Event> {
        let bytes = self.page.as_bytes();
        while matches!(bytes.get(self.at..self.at + 2), Some([b'<', b'!' | b'?'])) {
            self.at = if bytes[self.at..].starts_with(b"<!--") {
                self.comment_end(self.at + 4)
            } else {
                memchr(b'>', &bytes[self.at..]).map_or(bytes.len(), |end| self.at + end + 1)
            };
        }
        self.next()
    }
}

/// The tag whose name begins at `at`, and one past the name.
fn name(bytes: &[u8], at: usize) -> (Tag, usize) {
    let len = bytes[at..]
        .iter()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        .unwrap_or(bytes.len() - at);
    (Tag::of(&bytes[at..at + len]), at + len)
}

/// The attributes of a start tag, in order: name and raw value (`""` where it has none), with where the value begins.
pub(crate) struct Attributes<'p> {
    page: &'p str,
    at: usize,
    end: usize,
}

/// The attributes between `range.0` and `range.1` of the page.
pub(crate) fn attributes(page: &str, range: (usize, usize)) -> Attributes<'_> {
    Attributes { page, at: range.0, end: range.1 }
}

impl<'p> Iterator for Attributes<'p> {
    /// Name, value, byte of the page at which the value begins.
    type Item = (&'p str, &'p str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = &self.page.as_bytes()[..self.end];
        while self.at < self.end && (bytes[self.at].is_ascii_whitespace() || bytes[self.at] == b'/') {
            self.at += 1;
        }
        if self.at >= self.end {
            return None;
        }
        let start = self.at;
        // A name may begin with `=`, after the standard.
        self.at += 1;
        while self.at < self.end && !bytes[self.at].is_ascii_whitespace() && !matches!(bytes[self.at], b'=' | b'/') {
            self.at += 1;
        }
        let name = self.page.get(start..self.at).unwrap_or("");
        let mut look = self.at;
        while look < self.end && bytes[look].is_ascii_whitespace() {
            look += 1;
        }
        if look >= self.end || bytes[look] != b'=' {
            return Some((name, "", self.at));
        }
        look += 1;
        while look < self.end && bytes[look].is_ascii_whitespace() {
            look += 1;
        }
        let (from, to) = match bytes.get(look) {
            Some(quote @ (b'"' | b'\'')) => {
                let end = memchr(*quote, &bytes[look + 1..]).map_or(self.end, |i| look + 1 + i);
                self.at = (end + 1).min(self.end);
                (look + 1, end)
            }
            _ => {
                let len = bytes[look..].iter().position(u8::is_ascii_whitespace).unwrap_or(self.end - look);
                self.at = look + len;
                (look, look + len)
            }
        };
        Some((name, self.page.get(from..to).unwrap_or(""), from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: &str) -> Vec<String> {
        let slice = |(a, b): (usize, usize)| page[a..b].trim().to_owned();
        Scanner::new(page)
            .map(|event| match event {
                Event::Text { start, end } => format!("text {}", &page[start..end]),
                Event::Start { tag, attributes, .. } => format!("start {} [{}]", tag.as_str(), slice(attributes)),
                Event::End { tag } => format!("end {}", tag.as_str()),
                Event::Raw { tag, content, .. } => format!("raw {} {}", tag.as_str(), slice(content)),
            })
            .collect()
    }

    #[test]
    fn tags_and_text() {
        let cases: &[(&str, &[&str])] = &[
            ("<p>One</p>", &["start p []", "text One", "end p"]),
            ("a < b <3 <p class='x>y'>", &["text a < b <3 ", "start p [class='x>y']"]),
            ("<a title=\"5' tall\">x", &["start a [title=\"5' tall\"]", "text x"]),
            ("<p don't>x</p>", &["start p [don't]", "text x", "end p"]),
            ("<script>if (a<b) '</p>'</SCRIPT >x", &["raw script if (a<b) '</p>'", "text x"]),
            ("<script>never ended <p>x", &["start script []", "text never ended ", "start p []", "text x"]),
            ("<!-- c --><!doctype html><p>x<!-- never ended <b>y", &["start p []", "text x", "text y"]),
            ("<!--><p>x", &["start p []", "text x"]),
            ("<svg/><p>x", &["start svg []", "start p []", "text x"]),
            ("</>x</ y>", &["text </>x</ y>"]),
            (
                "<p class=\"never closed>x <b>y</b>",
                &["start p [class=\"never closed]", "text x ", "start b []", "text y", "end b"],
            ),
            ("x<p ", &["text x"]),
        ];
        for (page, want) in cases {
            assert_eq!(shown(page), *want, "{page}");
        }
    }

    #[test]
    fn attributes_in_every_spelling() {
        let page = "<a href=x/y  CLASS = 'one two' hidden data-k=\"v>w\" =odd>";
        let Some(Event::Start { attributes: range, .. }) = Scanner::new(page).next() else { panic!("no tag") };
        let got: Vec<_> = attributes(page, range).map(|(name, value, _)| (name, value)).collect();
        assert_eq!(got, [("href", "x/y"), ("CLASS", "one two"), ("hidden", ""), ("data-k", "v>w"), ("=odd", "")]);
    }
}
