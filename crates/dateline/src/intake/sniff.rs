//! What an input is, by its name and its first bytes.
//!
//! Names decide where they are clear, bytes where they are not; that something is compressed or a zip archive is told by
//! bytes alone, since such files go by many names. `--from` overrules all of it but the unpacking.

use std::path::Path;

use super::Form;

/// Bytes that are looked at.
pub(super) const HEAD: usize = 4096;

/// The form of an input whose name and first bytes these are.
pub(super) fn form(name: Option<&str>, head: &[u8]) -> Form {
    let named = name.map_or(Form::Auto, by_name);
    match named {
        Form::Auto => by_bytes(head),
        Form::Jsonl if is_json_feed(head) => Form::Feed,
        form => form,
    }
}

/// Is it a zip archive? An empty one begins with its end.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// The form that a name tells, that of the compressed file inside where it says that it is compressed.
fn by_name(name: &str) -> Form {
    let extension =
        |path: &Path| path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).unwrap_or_default();
    let mut path = Path::new(name);
    let mut last = extension(path);
    if matches!(last.as_str(), "gz" | "gzip" | "zst" | "zstd") {
        path = Path::new(path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default());
        last = extension(path);
    }
    match last.as_str() {
        "html" | "htm" | "xhtml" | "shtml" => Form::Html,
        "jsonl" | "ndjson" | "json" => Form::Jsonl,
        "warc" | "wet" => Form::Warc,
        "rss" | "atom" | "rdf" => Form::Feed,
        "txt" | "text" | "md" => Form::Text,
        _ => Form::Auto,
    }
}

/// The form that the first bytes of an input tell.
fn by_bytes(head: &[u8]) -> Form {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.trim_ascii_start();
    let begins = |word: &str| first.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
    let holds = |word: &[u8]| head.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word));
    if first.starts_with(b"{") {
        if is_json_feed(head) { Form::Feed } else { Form::Jsonl }
    } else if first.starts_with(b"WARC/") {
        Form::Warc
    } else if ["<rss", "<feed", "<rdf:rdf", "<urlset", "<sitemapindex"].iter().any(|word| begins(word)) {
        Form::Feed
    } else if begins("<?xml") {
        if holds(b"<html") || holds(b"<!doctype html") { Form::Html } else { Form::Feed }
    } else if first.starts_with(b"<!")
        || first.first() == Some(&b'<') && first.get(1).is_some_and(u8::is_ascii_alphabetic)
    {
        Form::Html
    } else {
        Form::Text
    }
}

/// A JSON Feed names its version by an address, with or without escaped slashes.
fn is_json_feed(head: &[u8]) -> bool {
    [&b"jsonfeed.org/version"[..], b"jsonfeed.org\\/version"]
        .iter()
        .any(|address| memchr::memmem::find(head, address).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_first_bytes_tell_the_form() {
        for (name, head, expected) in [
            (None, "WARC/1.0\r\n", Form::Warc),
            (None, "\u{feff} <?xml version=\"1.0\"?><rss version=\"2.0\">", Form::Feed),
            (None, "<?xml version=\"1.0\"?><!DOCTYPE html><html>", Form::Html),
            (None, "<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\">", Form::Feed),
            (None, "<urlset>", Form::Feed),
            (None, "{\"text\": \"…\"}", Form::Jsonl),
            (None, "{\"version\": \"https://jsonfeed.org/version/1.1\"}", Form::Feed),
            (Some("a.json"), "{\"version\": \"https:\\/\\/jsonfeed.org\\/version\\/1.1\"}", Form::Feed),
            (Some("a.json"), "[1]", Form::Jsonl),
            (Some("a.html.gz"), "At least", Form::Html),
            (Some("a.WARC.GZ"), "", Form::Warc),
            (Some("zip!/b.txt"), "<p>", Form::Text),
            (Some("a.xml.zst"), "<rss>", Form::Feed),
            (Some("a.xml"), "<p>", Form::Html),
            (Some("a"), "Words", Form::Text),
        ] {
            assert_eq!(form(name, head.as_bytes()), expected, "{name:?} {head}");
        }
    }
}
