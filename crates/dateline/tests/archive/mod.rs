//! Archives for tests, built byte by byte: records of web archives, the ways of compressing them, zip archives.

use std::io::Write;

use ruzstd::encoding::{CompressionLevel, compress_to_vec};

/// One record with right lengths.
pub fn record(kind: &str, number: usize, url: &str, media: &str, block: &[u8]) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A page as a server gives it.
pub fn response(number: usize, header: &str, body: &[u8]) -> Vec<u8> {
    let block = [b"HTTP/1.1 ", header.as_bytes(), b"\r\n\r\n", body].concat();
    let url = format!("https://news.example/{number}");
    record("response", number, &url, "application/http; msgtype=response", &block)
}

/// Hypertext with one figure in it.
pub fn html(number: usize) -> String {
    format!(
        "<html><head><title>Report {number}</title></head><body><h1>Flood takes lives in village {number}</h1><p>At least {number} people were killed on Monday when the river rose over its banks, police said.</p><p>Rescuers went from house to house in boats. {}</p></body></html>",
        "The water stood high. ".repeat(number % 7)
    )
}

pub const HTML: &str = "200 OK\r\nContent-Type: text/html; charset=utf-8";

/// Records of an archive: 18 records of pages (15 pages and 3 rejects) and 6 others.
pub fn records() -> Vec<Vec<u8>> {
    let mut records = vec![record("warcinfo", 0, "file.warc", "application/warc-fields", b"software: none\r\n")];
    for n in 1..=14 {
        if n % 3 == 0 {
            records.push(record(
                "request",
                100 + n,
                "https://news.example/",
                "application/http",
                b"GET / HTTP/1.1\r\n\r\n",
            ));
        }
        records.push(response(n, HTML, html(n).as_bytes()));
    }
    let text = "Flood takes lives\n\nAt least 15 people were killed on Monday when the river rose, police said.\n";
    records.push(record("conversion", 15, "https://news.example/15", "text/plain", text.as_bytes()));
    records.push(response(16, "404 Not Found\r\nContent-Type: text/html", b"<p>No such page.</p>"));
    records.push(response(17, "200 OK\r\nContent-Type: image/png", b"\x89PNG\r\n"));
    records.push(record("resource", 18, "https://news.example/a.pdf", "application/pdf", b"%PDF-1.4\n"));
    records.push(record("metadata", 200, "https://news.example/18", "application/warc-fields", b"via: none\r\n"));
    records
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// The archive in every form in which archives come.
#[allow(dead_code)]
pub fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let records = records();
    let plain = records.concat();
    vec![
        ("plain", plain.clone()),
        ("gz, a member a record", records.iter().flat_map(|record| gzip(record)).collect()),
        ("gz, one member", gzip(&plain)),
        ("zst, a frame a record", records.iter().flat_map(|record| zstd(record)).collect()),
        ("zst, one frame", zstd(&plain)),
    ]
}

/// A zip archive of deflated entries.
#[allow(dead_code)]
pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
    for (name, bytes) in entries {
        let (mut entry, config) =
            archive.new_file(name).compression_method(rawzip::CompressionMethod::DEFLATE).start().unwrap();
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(encoder);
        writer.write_all(bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    out
}
