//! What a web archive's record holds → a page: the header of the transfer is read and the body brought back to the bytes
//! that the server meant.
//!
//! Crawlers are not of one mind: some keep the body as it was sent, in chunks and compressed, some undo that and leave
//! the header as it was. So a header's word on the body is tried and, where the body does not look like it, passed over.
//! Only a page that a server gave for good (status 200) is a page. Left out on purpose: what else a header may say (ranges,
//! languages, redirects).

use std::io::Read;

use dateline_model::{Note, Page, PageKind, Severity};
use sha2::{Digest, Sha256};

use super::compressed::{Coding, Damage, SWELLING, UNJUDGED, Unpacked};
use super::sniff;
use super::tape::{Inflow, Plain, Tape};
use super::warc::{Kind, Piece, Record};
use super::{Form, LARGEST_PAGE, Taken, quoted, too_large};
use crate::packs::hex;
use crate::pipeline::Source;

/// The page of a record, or the note that says why there is none.
pub(super) fn page(path: Option<String>, piece: Piece) -> Taken {
    let record = match piece {
        Piece::Record(record) => *record,
        Piece::Lost { id, url, note } => {
            let mut taken = super::nothing(path, note);
            taken.source.id = Some(id);
            taken.source.url = url;
            return taken;
        }
    };
    let mut source = Source {
        id: Some(record.id.clone()),
        url: record.url.clone(),
        path,
        sha256: hex(&Sha256::digest(&record.block)),
        ..Source::default()
    };
    match read(record) {
        Ok((body, kind, charset, mut notes)) => {
            source.media_type = Some(if kind == PageKind::Html { "text/html" } else { "text/plain" });
            source.sha256 = hex(&Sha256::digest(&body));
            match dateline_article::decode(body, charset.as_deref()) {
                Ok(decoded) => {
                    notes.extend(decoded.notes);
                    let mut page = Page::new(decoded.text, kind);
                    page.url.clone_from(&source.url);
                    Taken { source, page: Some(page), notes }
                }
                Err(note) => Taken { source, page: None, notes: vec![note] },
            }
        }
        Err(note) => Taken { source, page: None, notes: vec![note] },
    }
}

type Body = (Vec<u8>, PageKind, Option<String>, Vec<Note>);

fn read(record: Record) -> Result<Body, Note> {
    let (media, body) = match record.kind {
        Kind::Response if record.block.starts_with(b"HTTP/") => transfer(record.block)?,
        Kind::Response if record.media.to_ascii_lowercase().starts_with("application/http") => return Err(no_header()),
        // What is a response but no HTTP came by another way: FTP, or a look-up of a name.
        Kind::Response | Kind::Resource | Kind::Conversion => (record.media, record.block),
    };
    let (kind, charset) = kind_of(&media, &body, "record")?;
    let mut notes = Vec::new();
    if let Some(why) = record.truncated {
        let message = format!("the crawler cut the page off (“{}”)", quoted(&why));
        notes.push(Note::new("DL-I023", Severity::Warning, message).hint("the end of the article may be missing"));
    }
    Ok((body, kind, charset, notes))
}

/// What the page in a body is, by its media type and where that says nothing by its first bytes.
fn kind_of(media: &str, body: &[u8], place: &str) -> Result<(PageKind, Option<String>), Note> {
    if body.len() as u64 > LARGEST_PAGE {
        return Err(too_large());
    }
    let (name, charset) = media_type(media);
    let kind = match name.as_str() {
        "text/html" | "application/xhtml+xml" => PageKind::Html,
        "text/plain" => PageKind::Dump,
        "" => match sniff::form(None, &body[..body.len().min(sniff::HEAD)]) {
            Form::Html => PageKind::Html,
            _ => PageKind::Dump,
        },
        _ => {
            let message = format!("the {place} holds {}, which is not read", quoted(&name));
            return Err(Note::new("DL-I015", Severity::Error, message).hint("hypertext and plain text are"));
        }
    };
    Ok((kind, charset))
}

/// The page that an address gave, or the pages of a feed.
pub fn fetched(url: &str, media: Option<&str>, body: Vec<u8>) -> Vec<Taken> {
    if super::is_list(&body) {
        let (mut tape, _) = super::unpacked(Box::new(Plain::new(std::io::Cursor::new(body))));
        let whole = super::whole(&mut tape, super::LARGEST_LIST);
        return super::feed::pages(Some(url.to_owned()), whole.bytes, whole.fault);
    }
    let sha256 = hex(&Sha256::digest(&body));
    let mut taken = Taken {
        source: Source { url: Some(url.to_owned()), sha256, ..Source::default() },
        page: None,
        notes: Vec::new(),
    };
    let decoded = kind_of(media.unwrap_or_default(), &body, "address").and_then(|(kind, charset)| {
        taken.source.media_type = Some(if kind == PageKind::Html { "text/html" } else { "text/plain" });
        Ok((kind, dateline_article::decode(body, charset.as_deref())?))
    });
    match decoded {
        Ok((kind, decoded)) => {
            let mut page = Page::new(decoded.text, kind);
            page.url = Some(url.to_owned());
            taken.page = Some(page);
            taken.notes = decoded.notes;
        }
        Err(note) => taken.notes.push(note),
    }
    vec![taken]
}

fn no_header() -> Note {
    Note::new("DL-I014", Severity::Error, "the record's HTTP header cannot be read")
        .hint("its server or crawler broke off")
}

/// The media type of a transfer and its body, as the server meant it.
fn transfer(block: Vec<u8>) -> Result<(String, Vec<u8>), Note> {
    let end = memchr::memchr_iter(b'\n', &block).find_map(|at| match &block[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    });
    let end = end.ok_or_else(no_header)?;
    let header = String::from_utf8_lossy(&block[..end]).into_owned();
    let mut lines = header.lines();
    let status = lines.next().and_then(|line| line.split_whitespace().nth(1)).unwrap_or_default();
    if status.parse::<u16>().is_err() {
        return Err(no_header());
    }
    if status != "200" {
        let message = format!("the server did not give the page: HTTP status {status}");
        return Err(Note::new("DL-I014", Severity::Error, message).hint("only pages of status 200 are read"));
    }
    let (mut media, mut codings, mut chunked) = (String::new(), Vec::new(), false);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => media = value.to_owned(),
            "content-encoding" => codings.extend(value.split(',').map(|word| word.trim().to_ascii_lowercase())),
            "transfer-encoding" => chunked |= value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    let mut body = block;
    body.drain(..end);
    if chunked {
        body = unchunked(&body).unwrap_or(body);
    }
    // They are named in the order in which they were done.
    for coding in codings.iter().rev() {
        body = decoded(body, coding)?;
    }
    Ok((media, body))
}

/// A media type in lower case and its `charset`.
fn media_type(text: &str) -> (String, Option<String>) {
    let mut parts = text.split(';');
    let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (name, charset)
}

/// The body that was sent in chunks; `None` if it was not. One that breaks off gives what came.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let line_end = memchr::memchr(b'\n', rest).filter(|end| *end < 128);
        let size = line_end.and_then(|end| {
            let line = std::str::from_utf8(&rest[..end]).ok()?;
            usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()
        });
        let (Some(line_end), Some(size)) = (line_end, size) else {
            return (!out.is_empty()).then_some(out);
        };
        rest = &rest[line_end + 1..];
        if size == 0 {
            return Some(out);
        }
        let n = size.min(rest.len());
        out.extend_from_slice(&rest[..n]);
        rest = &rest[n..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// The body before it was compressed.
fn decoded(body: Vec<u8>, coding: &str) -> Result<Vec<u8>, Note> {
    let known = match coding {
        "identity" | "" | "none" | "utf-8" => return Ok(body),
        "gzip" | "x-gzip" => Coding::of(&body).filter(|found| *found == Coding::Gzip),
        "zstd" => Coding::of(&body).filter(|found| *found == Coding::Zstd),
        // Said to be zlib, and often bare: the two bytes before it are a multiple of 31.
        "deflate" => {
            let is_zlib =
                body.len() > 2 && body[0] & 0xf == 8 && u16::from_be_bytes([body[0], body[1]]).is_multiple_of(31);
            let bare = if is_zlib { &body[2..] } else { &body[..] };
            return match bounded(bare, Coding::Deflate) {
                Ok(plain) => Ok(plain),
                // Already undone by the crawler.
                Err(Some(Damage::Broken | Damage::Cut)) if !is_zlib => Ok(body),
                Err(damage) => Err(damage.map_or_else(too_large, Damage::note)),
            };
        }
        "br" => return unbrotlied(body),
        _ => {
            let message = format!("the page is compressed by “{}”", quoted(coding));
            return Err(Note::new("DL-I015", Severity::Error, message)
                .hint("gzip, deflate, zstd and br are read; crawl without the others"));
        }
    };
    match known {
        Some(coding) => bounded(&body, coding).map_err(|damage| damage.map_or_else(too_large, Damage::note)),
        None => Ok(body),
    }
}

/// The body before brotli, which has no first bytes to be known by: what cannot be unpacked from its beginning on and is
/// text as it stands was unpacked by the crawler.
fn unbrotlied(body: Vec<u8>) -> Result<Vec<u8>, Note> {
    let mut plain = Vec::new();
    let most = LARGEST_PAGE.min(UNJUDGED.max(body.len() as u64 * SWELLING));
    let unpacked = brotli_decompressor::Decompressor::new(&body[..], 4096).take(most + 1).read_to_end(&mut plain);
    match unpacked {
        Ok(_) if plain.len() as u64 > LARGEST_PAGE => Err(too_large()),
        Ok(_) if plain.len() as u64 > most => Err(Damage::Bomb.note()),
        Ok(_) => Ok(plain),
        Err(_) if std::str::from_utf8(&body).is_ok() => Ok(body),
        Err(_) => Err(Damage::Broken.note()),
    }
}

/// Unpacks up to the size of a page; what is larger is an error without damage.
fn bounded(body: &[u8], coding: Coding) -> Result<Vec<u8>, Option<Damage>> {
    let mut unpacked = Unpacked::new(Tape::new(Plain::new(body)), coding);
    unpacked.mark();
    let mut plain = Vec::new();
    match unpacked.take(LARGEST_PAGE + 1).read_to_end(&mut plain) {
        Ok(_) if plain.len() as u64 > LARGEST_PAGE => Err(None),
        Ok(_) => Ok(plain),
        Err(error) => Err(Some(Damage::of(&error).unwrap_or(Damage::Broken))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    /// A stream of one block that is not compressed (RFC 7932, section 9.2), for up to 65,536 bytes.
    fn brotli(bytes: &[u8]) -> Vec<u8> {
        let length = bytes.len() - 1;
        let header = 0x0b | length << 7 | 1 << 23;
        [&header.to_le_bytes()[..3], bytes, &[3]].concat()
    }

    fn response(header: &str, body: &[u8]) -> Taken {
        let block = [b"HTTP/1.1 ", header.as_bytes(), b"\r\n\r\n", body].concat();
        let record = Record {
            id: "1".to_owned(),
            url: Some("https://example.org/".to_owned()),
            kind: Kind::Response,
            media: "application/http; msgtype=response".to_owned(),
            truncated: None,
            block,
        };
        page(None, Piece::Record(Box::new(record)))
    }

    #[test]
    fn bodies_come_back_as_the_server_meant_them() {
        let html = "<p>At least 12 people were killed.</p>";
        let chunks: &[u8] = b"1a;x=y\r\n<p>At least 12 people were \r\n0c\r\nkilled.</p>\r\n0\r\n\r\n";
        let zstd = ruzstd::encoding::compress_to_vec(html.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
        let with = |more: &str| format!("200 OK\r\nContent-Type: text/html; charset=\"utf-8\"\r\n{more}");
        for (header, body) in [
            (with("A: b"), html.as_bytes().to_vec()),
            ("200 OK".to_owned(), html.as_bytes().to_vec()),
            (
                with("Transfer-Encoding: chunked"),
                [
                    &b"1A\r\n"[..],
                    &html.as_bytes()[..26],
                    b"\r\n",
                    format!("{:x}", html.len() - 26).as_bytes(),
                    b"\r\n",
                    &html.as_bytes()[26..],
                    b"\r\n0\r\n\r\n",
                ]
                .concat(),
            ),
            (with("Transfer-Encoding: chunked"), html.as_bytes().to_vec()),
            (with("Content-Encoding: gzip"), gzip(html.as_bytes())),
            (with("Content-Encoding: gzip"), html.as_bytes().to_vec()),
            (with("Content-Encoding: deflate"), zlib(html.as_bytes())),
            (with("Content-Encoding: deflate"), zlib(html.as_bytes())[2..].to_vec()),
            (with("Content-Encoding: deflate"), html.as_bytes().to_vec()),
            (with("content-encoding: zstd"), zstd),
            (with("Content-Encoding: br"), brotli(html.as_bytes())),
            (with("Content-Encoding: br"), html.as_bytes().to_vec()),
            (with("Content-Encoding: gzip, gzip"), gzip(&gzip(html.as_bytes()))),
        ] {
            let taken = response(&header, &body);
            assert_eq!(taken.page.map(|page| page.text).as_deref(), Some(html), "{header} {:?}", taken.notes);
            assert_eq!(taken.source.media_type, Some("text/html"));
        }
        assert!(unchunked(chunks).is_some());
    }

    #[test]
    fn what_is_no_page_is_noted() {
        let bomb = gzip(&vec![b' '; 4 << 20]);
        for (header, body, code) in [
            ("404 Not Found\r\nContent-Type: text/html", &b"<p>No.</p>"[..], "DL-I014"),
            ("301 Moved\r\nLocation: /", b"", "DL-I014"),
            ("OK", b"", "DL-I014"),
            ("200 OK\r\nContent-Type: image/png", b"\x89PNG", "DL-I015"),
            ("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: compress", b"\x1f\x9d", "DL-I015"),
            ("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br", b"\xff\xfe\x80", "DL-I010"),
            ("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &gzip(b"half")[..15], "DL-I010"),
            ("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &bomb, "DL-I011"),
        ] {
            let taken = response(header, body);
            assert!(taken.page.is_none(), "{header}");
            assert_eq!(taken.notes[0].code, code, "{header}");
        }
    }
}
