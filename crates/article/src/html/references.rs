//! Character references: `&amp;`, `&#8217;`, `&nbsp;`.
//!
//! The common ones are read here, the other two thousand by html5gum, whose table is the standard's. Each decoded
//! character keeps the bytes of its reference as its place on the page.

use dateline_model::{Span, Strand};
use html5gum::Tokenizer;
use memchr::memchr;

use crate::blanks::fold;

/// The longest reference is 33 bytes long (`&CounterClockwiseContourIntegral;`).
const LONGEST: usize = 34;

/// Appends the text `raw`, which stands at byte `at` of the page, to `strand`: references decoded, white space folded.
pub(crate) fn fold_text(strand: &mut Strand, raw: &str, at: u32) {
    let mut from = 0;
    while let Some(amp) = memchr(b'&', &raw.as_bytes()[from..]).map(|i| from + i) {
        fold(strand, &raw[from..amp], at + from as u32);
        let stop = reference_end(raw, amp);
        if stop == amp + 1 {
            strand.push("&", Span::new(at + amp as u32, at + stop as u32));
            from = stop;
            continue;
        }
        let decoded = decode(&raw[amp..stop]);
        let place = Span::new(at + amp as u32, at + stop as u32);
        if decoded.trim().is_empty() {
            if !decoded.is_empty() && !strand.is_empty() && !strand.text().ends_with(' ') {
                strand.push(" ", place);
            }
        } else {
            strand.push(&decoded, place);
        }
        from = stop;
    }
    fold(strand, &raw[from..], at + from as u32);
}

/// One past the reference that begins at `amp`.
fn reference_end(raw: &str, amp: usize) -> usize {
    let bytes = raw.as_bytes();
    let mut end = amp + 1;
    while end < bytes.len() && end - amp < LONGEST {
        match bytes[end] {
            b';' => return end + 1,
            b if b.is_ascii_alphanumeric() || b == b'#' => end += 1,
            _ => return end,
        }
    }
    if end == bytes.len() { end } else { amp + 1 }
}

/// The text that a value holds once its references are read.
pub(crate) fn text(raw: &str) -> String {
    let mut strand = Strand::default();
    fold_text(&mut strand, raw, 0);
    strand.text().trim().to_owned()
}

/// What one reference stands for; itself if it is none.
fn decode(reference: &str) -> String {
    let name = reference.trim_start_matches('&').trim_end_matches(';');
    let known = match name {
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        "lt" => "<",
        "gt" => ">",
        "nbsp" => "\u{a0}",
        "rsquo" => "’",
        "lsquo" => "‘",
        "rdquo" => "”",
        "ldquo" => "“",
        "ndash" => "–",
        "mdash" => "—",
        "hellip" => "…",
        "shy" => "\u{ad}",
        "zwj" => "\u{200d}",
        "zwnj" => "\u{200c}",
        _ => "",
    };
    if !known.is_empty() && reference.ends_with(';') {
        return known.to_owned();
    }
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        // The standard reads 128 to 159 as Windows-1252; html5gum knows.
        if let Some(c) = code.filter(|c| *c >= 0xA0 || (0x20..0x7F).contains(c)).and_then(char::from_u32) {
            return c.to_string();
        }
    }
    let mut out = String::new();
    for token in Tokenizer::new(reference) {
        if let Ok(html5gum::Token::String(text)) = token {
            out.push_str(&String::from_utf8_lossy(&text.value));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let cases = [
            ("Tom &amp; Anna", "Tom & Anna"),
            ("it&#8217;s &#x2014; so", "it’s — so"),
            ("a&nbsp;b &nbsp; c", "a b c"),
            ("AT&T and R&D", "AT&T and R&D"),
            ("&#150; &copy 2024 &notit;", "– © 2024 ¬it;"),
            ("&#0; &#xD800; &#99999999;", "\u{fffd} \u{fffd} \u{fffd}"),
            ("a & b &", "a & b &"),
        ];
        for (raw, want) in cases {
            assert_eq!(text(raw), want, "{raw}");
        }
    }
}
