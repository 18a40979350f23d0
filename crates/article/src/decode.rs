//! Bytes → text.
//!
//! Pages say their encoding in four places and are wrong in each: a byte-order mark, the carrier's header, a `meta` or
//! XML declaration, and the bytes themselves. A byte-order mark decides. Bytes that are valid UTF-8 with letters beyond
//! ASCII are UTF-8, whatever is declared, since other encodings hardly ever look so by accident. Else the declared
//! encoding is taken if it decodes with fewer losses than the one sniffed (chardetng, as in Firefox), and what was
//! guessed is noted.
//!
//! Left out on purpose: UTF-7 and what browsers do not read either.

use chardetng::EncodingDetector;
use dateline_model::{Note, Severity};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// What bytes decoded to.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without its byte-order mark.
    pub text: String,
    /// What is to be said of it.
    pub notes: Vec<Note>,
}

/// Share of NUL and other control bytes, in the first 8 KiB, above which bytes are no text: git's and grep's test is one
/// NUL; text dumps with a stray one are still read.
const BINARY_SHARE: usize = 50;

/// Bytes in which a page's own declaration is looked for. The standard says 1,024; pages with much before it exist.
const DECLARED_WITHIN: usize = 4096;

/// Decodes a page; the error is the note that says why the bytes are no text. `declared` is the encoding that the
/// page's carrier names (the `charset` of an HTTP header).
pub fn decode(bytes: Vec<u8>, declared: Option<&str>) -> Result<Decoded, Note> {
    if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        let (text, replaced) = encoding.decode_with_bom_removal(&bytes);
        let notes = if replaced { vec![invalid(&text)] } else { Vec::new() };
        return Ok(Decoded { text: text.into_owned(), notes });
    }
    let head = &bytes[..bytes.len().min(8192)];
    if let Some(encoding) = unmarked_utf16(head) {
        let (text, replaced) = encoding.decode_without_bom_handling(&bytes);
        let notes = if replaced { vec![invalid(&text)] } else { Vec::new() };
        return Ok(Decoded { text: text.into_owned(), notes });
    }
    // ESC (27) begins the shifts of ISO-2022-JP.
    let control = head.iter().filter(|b| **b < 9 || (14..32).contains(*b) && **b != 27).count();
    if control * BINARY_SHARE > head.len() || is_known_binary(head) {
        return Err(Note::new("DL-I002", Severity::Error, "the input is binary data, not text")
            .hint("give the page itself, not an image, archive or PDF"));
    }
    let said = declared
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .or_else(|| declaration(&bytes[..bytes.len().min(DECLARED_WITHIN)]));
    let shifted = said.is_some_and(|e| e == encoding_rs::ISO_2022_JP) && bytes.contains(&27);
    let bytes = if shifted {
        bytes
    } else {
        match String::from_utf8(bytes) {
            Ok(text) => return Ok(Decoded { text, notes: Vec::new() }),
            Err(error) => error.into_bytes(),
        }
    };
    let wide = bytes.iter().filter(|b| **b >= 0x80).count();
    let lost = |text: &str| text.matches('\u{fffd}').count();
    // Mostly UTF-8 with a few broken bytes (a page cut in the middle of a character).
    let as_utf8 = String::from_utf8_lossy(&bytes);
    let broken = lost(&as_utf8);
    if !shifted && (broken * 20 <= wide || said == Some(UTF_8) && broken * 2 <= wide) {
        let note = invalid(&as_utf8);
        return Ok(Decoded { text: as_utf8.into_owned(), notes: vec![note] });
    }
    if let Some(encoding) = said.filter(|e| *e != UTF_8 && *e != UTF_16BE && *e != UTF_16LE) {
        let (text, replaced) = encoding.decode_without_bom_handling(&bytes);
        let losses = lost(&text);
        if !replaced || losses * 20 <= wide {
            let notes = if replaced { vec![invalid(&text)] } else { Vec::new() };
            return Ok(Decoded { text: text.into_owned(), notes });
        }
    }
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(&bytes, true);
    let sniffed = detector.guess(None, chardetng::Utf8Detection::Deny);
    let (mut text, mut name, mut losses) = (as_utf8, UTF_8.name(), broken);
    for encoding in [sniffed, WINDOWS_1252] {
        let (other, _) = encoding.decode_without_bom_handling(&bytes);
        if lost(&other) < losses {
            (losses, name) = (lost(&other), encoding.name());
            text = other;
        }
    }
    let mut notes = vec![
        Note::new(
            "DL-I004",
            Severity::Info,
            format!("the page does not say its encoding truly and was read as {name}"),
        )
        .hint("convert the file to UTF-8 if letters look wrong"),
    ];
    notes.extend((losses > 0).then(|| invalid(&text)));
    Ok(Decoded { text: text.into_owned(), notes })
}

/// UTF-16 without a mark: in Latin text every second byte is zero.
fn unmarked_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    if pairs < 8 {
        return None;
    }
    let zeros = |odd: usize| head.chunks_exact(2).filter(|pair| pair[odd] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    // Markup and blanks are Latin in any language's page.
    if second * 10 >= pairs * 4 && first * 20 < pairs {
        Some(UTF_16LE)
    } else if first * 10 >= pairs * 4 && second * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding that the head of a page declares: `<meta charset=…>`, `<meta … content="…; charset=…">`,
/// `<?xml … encoding="…"?>`.
fn declaration(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    for (element, key) in [(&b"<meta"[..], &b"charset"[..]), (b"<?xml", b"encoding")] {
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(&lower[from..], element).map(|i| from + i) {
            let end = memchr::memchr(b'>', &lower[at..]).map_or(lower.len(), |i| at + i);
            let tag = &lower[at..end];
            if let Some(key_at) = memchr::memmem::find(tag, key) {
                let rest = tag[key_at + key.len()..].trim_ascii_start();
                if let Some(value) = rest.strip_prefix(b"=") {
                    let value = value.trim_ascii_start();
                    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
                    let len = value
                        .iter()
                        .position(|b| b.is_ascii_whitespace() || b"\"';>/".contains(b))
                        .unwrap_or(value.len());
                    if let Some(encoding) = Encoding::for_label(&value[..len]) {
                        // A page whose declaration can be read is not in UTF-16 (the standard says so too).
                        return Some(if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding });
                    }
                }
            }
            from = end.max(at + 1);
        }
    }
    None
}

fn is_known_binary(head: &[u8]) -> bool {
    [&b"%PDF-"[..], b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh"]
        .iter()
        .any(|magic| head.starts_with(magic))
}

fn invalid(text: &str) -> Note {
    let n = text.matches('\u{fffd}').count();
    Note::new("DL-I003", Severity::Warning, format!("{n} invalid byte sequences were replaced by U+FFFD"))
        .hint("the file is damaged or has a wrong encoding; check the words around each \u{fffd}")
}
