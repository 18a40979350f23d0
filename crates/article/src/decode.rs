//! Bytes → text.
//!
//! A byte-order mark decides, else valid UTF-8 is UTF-8, else Windows-1252, which decodes every byte and is what pages
//! without a declaration mostly are; replaced characters are noted, as are bytes that are no text at all. Declared and
//! sniffed encodings come with the issue on pages.

use dateline_model::{Note, Severity};

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

/// Decodes a page; the error is the note that says why the bytes are no text. `declared` is the encoding that the
/// page's carrier names (the `charset` of an HTTP header).
pub fn decode(bytes: Vec<u8>, _declared: Option<&str>) -> Result<Decoded, Note> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&bytes) {
        let (text, replaced) = encoding.decode_with_bom_removal(&bytes);
        let notes = if replaced { vec![invalid(&text)] } else { Vec::new() };
        return Ok(Decoded { text: text.into_owned(), notes });
    }
    let head = &bytes[..bytes.len().min(8192)];
    let control = head.iter().filter(|b| **b < 9 || (14..32).contains(*b) && **b != 27).count();
    if control * BINARY_SHARE > head.len() || is_known_binary(head) {
        return Err(Note::new("DL-I002", Severity::Error, "the input is binary data, not text")
            .hint("give the page itself, not an image, archive or PDF"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text, notes: Vec::new() }),
        Err(error) => {
            let bytes = error.into_bytes();
            // Mostly UTF-8 with a few broken bytes, or another encoding: what decodes with fewer losses.
            let text = String::from_utf8_lossy(&bytes);
            let broken = text.matches('\u{fffd}').count();
            let wide = bytes.iter().filter(|b| **b >= 0x80).count();
            if broken * 2 > wide {
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
                let note = Note::new("DL-I004", Severity::Info, "the page is not UTF-8 and was read as Windows-1252")
                    .hint("convert the file to UTF-8 if letters look wrong");
                return Ok(Decoded { text: text.into_owned(), notes: vec![note] });
            }
            let note = invalid(&text);
            Ok(Decoded { text: text.into_owned(), notes: vec![note] })
        }
    }
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
