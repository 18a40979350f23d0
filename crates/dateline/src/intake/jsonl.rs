//! JSONL → pages: a stream of lines becomes jobs of several lines each, a line becomes a page. A line may be a ninjs item,
//! and a file may be one object over many lines.
//!
//! Lines are cut off on the caller's thread, parsed on any. A line that is broken, too long or damaged in its compressed
//! stream costs itself alone.

use std::io;

use dateline_model::{Note, Page, PageKind, Severity};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::compressed::Damage;
use super::ninjs;
use super::tape::{Inflow, Tape};
use super::{LARGEST_PAGE, Taken, day, nothing, too_large, unreadable};
use crate::packs::hex;
use crate::pipeline::Source;

/// Lines that make one job: enough to outweigh the handing out, few enough to share the work.
const LINES_A_JOB: usize = 16;

/// Bytes that make one job.
const BYTES_A_JOB: usize = 256 << 10;

/// A line and its number from 1, or why there is none.
#[derive(Debug)]
pub(super) enum Line {
    Whole(u64, Vec<u8>),
    Lost(u64, Note),
}

/// A stream of lines.
pub(super) struct Lines {
    /// The name of the input as the caller gave it.
    pub(super) path: Option<String>,
    pub(super) tape: Tape<Box<dyn Inflow>>,
    number: u64,
}

impl Lines {
    pub(super) fn new(path: Option<String>, tape: Tape<Box<dyn Inflow>>) -> Self {
        Self { path, tape, number: 0 }
    }

    /// The next lines as a job; none at the end.
    pub(super) fn job(&mut self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut bytes = 0;
        while lines.len() < LINES_A_JOB && bytes < BYTES_A_JOB {
            match self.line() {
                Some(Line::Whole(number, text)) => {
                    bytes += text.len() + 1;
                    if !text.iter().all(u8::is_ascii_whitespace) {
                        lines.push(Line::Whole(number, text));
                    }
                }
                Some(lost) => lines.push(lost),
                None => break,
            }
        }
        lines
    }

    /// The next line, without its end; one that is too long is passed over, never held.
    fn line(&mut self) -> Option<Line> {
        self.tape.below.mark();
        let mut line = Vec::new();
        let mut too_long = false;
        let (mut any, mut spread) = (false, false);
        loop {
            let ahead = self.tape.peek(1);
            if ahead.is_empty() {
                if let Some(fault) = self.tape.take_fault() {
                    // Faults with nothing between them are one.
                    while self.tape.is_empty() && self.tape.take_fault().is_some() {}
                    self.number += 1;
                    return Some(Line::Lost(self.number, fault_note(&fault)));
                }
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', ahead);
            let taken = end.unwrap_or(ahead.len());
            if line.len() + taken > LARGEST_PAGE as usize {
                too_long = true;
                line = Vec::new();
            }
            if !too_long {
                line.extend_from_slice(&ahead[..taken]);
            }
            self.tape.consume(taken + usize::from(end.is_some()));
            // A file that holds one object over many lines opens with its brace alone.
            spread |= self.number == 0 && line.trim_ascii() == b"{";
            if end.is_some() && !spread {
                break;
            }
            if end.is_some() {
                line.push(b'\n');
            }
        }
        if !any {
            return None;
        }
        self.number += 1;
        Some(if too_long { Line::Lost(self.number, too_large()) } else { Line::Whole(self.number, line) })
    }
}

/// The note on a fault of a stream.
pub(super) fn fault_note(fault: &io::Error) -> Note {
    Damage::of(fault).map_or_else(|| unreadable(fault), Damage::note)
}

/// One line of JSONL, after the contract.
#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    html: Option<String>,
    #[serde(default)]
    headline: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    publisher: Option<String>,
    #[serde(default)]
    clean: bool,
    #[serde(flatten)]
    ninjs: ninjs::Item,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Word(String),
    Number(u64),
}

/// The page of a line.
pub(super) fn page(path: Option<String>, line: Line) -> Taken {
    let (number, bytes) = match line {
        Line::Lost(number, note) => {
            let mut taken = nothing(path, note);
            taken.source.id = Some(format!("line-{number}"));
            return taken;
        }
        Line::Whole(number, bytes) => (number, bytes),
    };
    let mut notes = Vec::new();
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            notes.push(
                Note::new("DL-I003", Severity::Warning, format!("line {number}: invalid UTF-8 was replaced by U+FFFD"))
                    .hint("the file is damaged or has a wrong encoding"),
            );
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }
    };
    let mut source = Source { path, sha256: hex(&Sha256::digest(text.as_bytes())), ..Source::default() };
    let json = text.trim_start_matches('\u{feff}').trim();
    // An array of the fields' values would pass for an object.
    let json = if json.starts_with('{') { json } else { "an object" };
    let parsed = serde_json::from_str::<Object>(json).or_else(|error| {
        // A lone surrogate is half a character; the rest of the line is sound.
        let mended = without_lone_surrogates(&text).ok_or(error)?;
        let object = serde_json::from_str::<Object>(&mended)?;
        notes.push(
            Note::new(
                "DL-I003",
                Severity::Warning,
                format!("line {number}: halves of characters (lone surrogates) were replaced by U+FFFD"),
            )
            .hint("the program that wrote the line cut a character in two"),
        );
        Ok::<_, serde_json::Error>(object)
    });
    let mut object = match parsed {
        Ok(object) => object,
        Err(error) => {
            notes.push(Note::new("DL-I006", Severity::Error, format!("line {number} is no object of the expected form: {error}")).hint("each line is {\"text\": …} or {\"html\": …}, with id, headline, url, published, publisher if known"));
            source.id = Some(format!("line-{number}"));
            return Taken { source, page: None, notes };
        }
    };
    source.id = Some(match object.id {
        Some(Id::Word(id)) if !id.is_empty() => id,
        Some(Id::Number(id)) => id.to_string(),
        _ => object.ninjs.id().unwrap_or_else(|| format!("line-{number}")),
    });
    source.url = object.url;
    // Without our own fields it may be an agency's item.
    let agency = object.text.is_none() && object.html.is_none();
    if agency {
        object.html = object.ninjs.html();
        object.text = if object.html.is_none() { object.ninjs.text() } else { None };
        object.headline = object.headline.or_else(|| object.ninjs.headline());
        object.published = object.published.or_else(|| object.ninjs.published());
        object.publisher = object.publisher.or_else(|| object.ninjs.publisher());
        // An agency's text has no furniture.
        object.clean |= object.text.is_some();
    }
    let (text, kind) = match (object.text, object.html) {
        (Some(text), _) => (text, if object.clean { PageKind::Clean } else { PageKind::Dump }),
        (None, Some(html)) => (html, PageKind::Html),
        (None, None) => {
            notes.push(
                Note::new("DL-I006", Severity::Error, format!("line {number} has neither \"text\" nor \"html\""))
                    .hint("give the report's text or its page"),
            );
            return Taken { source, page: None, notes };
        }
    };
    source.media_type = Some(if kind == PageKind::Html { "text/html" } else { "text/plain" });
    source.sha256 = hex(&Sha256::digest(text.as_bytes()));
    let mut page = Page::new(text, kind);
    page.url.clone_from(&source.url);
    page.byline = object.ninjs.byline.filter(|b| agency && !b.trim().is_empty()).into_iter().collect();
    page.headline = object.headline.filter(|h| !h.trim().is_empty());
    page.publisher = object.publisher.filter(|p| !p.trim().is_empty());
    if let Some(given) = object.published.filter(|p| !p.trim().is_empty()) {
        page.published = day(&given);
        if page.published.is_none() {
            notes.push(
                Note::new("DL-I008", Severity::Warning, format!("“{given}” is no date and was not used"))
                    .hint("write 2024-07-26 or 2024-07-26T09:30:00Z"),
            );
        }
    }
    Taken { source, page: Some(page), notes }
}

/// The JSON text with each escaped half of a surrogate pair replaced, or `None` if there is none.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let unit = |at: usize| -> Option<u32> {
        let hex = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(hex, 16).ok()
    };
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let step = if rest.starts_with("\\u") {
            match unit(at) {
                Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => 12,
                Some(0xD800..=0xDFFF) => {
                    out.push_str("\\ufffd");
                    changed = true;
                    at += 6;
                    continue;
                }
                _ => 2,
            }
        } else if let Some(escaped) = rest.strip_prefix('\\') {
            // An escaped backslash must not make an escape of what follows it.
            1 + escaped.chars().next().map_or(0, char::len_utf8)
        } else {
            rest.find('\\').unwrap_or(rest.len())
        };
        out.push_str(&rest[..step]);
        at += step;
    }
    changed.then_some(out)
}
