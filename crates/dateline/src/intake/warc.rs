//! Web archives (WARC 1.0 and 1.1, and WET) → the records of pages, one after the other.
//!
//! A small reader of our own, because archives of the wild are cut off and damaged and a page that follows the damage is
//! still a page: the crates for the format stop at the first broken record. Here a record is believed only if it ends
//! where its header says, with the next record or the end behind it. If it does not, the next line that begins with
//! `WARC/1.` goes on, and what lies between is one reject. So every record of a page (`response`, `resource`,
//! `conversion`) is either given or noted. Records about pages (`request`, `metadata`, `warcinfo`, `revisit` …) are
//! counted only.
//!
//! At most one record is held, of at most the size of a page. Records are cut out here, on the caller's thread; HTTP and
//! letters are for the threads (`http`). `WARC-Date` is the day of the crawl and is not looked at: it must never pass
//! for a day of publication. Left out on purpose: records in several segments, of which the first is read as it is, and
//! the ARC format of before 2009.

use std::path::Path;

use dateline_model::{Note, Severity};
use memchr::memmem;

use super::LARGEST_PAGE;
use super::compressed::Damage;
use super::jsonl::fault_note;
use super::tape::{Inflow, Tape};

/// The longest header of a record. It bounds what is searched for a blank line.
const LONGEST_HEADER: usize = 64 << 10;

/// The largest block that is held: a page with the header of its transfer.
const LARGEST_BLOCK: u64 = LARGEST_PAGE + (64 << 10);

/// Line breaks behind a block, two by the standard, and the word of the next record.
const BEHIND: usize = 16;

/// Records that make one job, and their bytes.
const RECORDS_A_JOB: usize = 16;
const BYTES_A_JOB: usize = 256 << 10;

/// What a record of a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A transfer: the server's header and the page.
    Response,
    /// A page without a header.
    Resource,
    /// A page made into something else, mostly text.
    Conversion,
}

/// A record of a page.
#[derive(Debug)]
pub(super) struct Record {
    /// `WARC-Record-ID` without its wrapping, or the file's name and the record's number.
    pub(super) id: String,
    /// `WARC-Target-URI`.
    pub(super) url: Option<String>,
    pub(super) kind: Kind,
    /// `Content-Type` of the block.
    pub(super) media: String,
    /// Why the crawler cut the page off, if it says so.
    pub(super) truncated: Option<String>,
    pub(super) block: Vec<u8>,
}

/// What an archive gives.
#[derive(Debug)]
pub(super) enum Piece {
    Record(Box<Record>),
    /// A record, or what stands between records, that could not be read.
    Lost {
        id: String,
        url: Option<String>,
        note: Note,
    },
}

/// An archive under way.
pub(super) struct Records {
    /// The name of the input as the caller gave it.
    pub(super) path: Option<String>,
    pub(super) tape: Tape<Box<dyn Inflow>>,
    /// Records and gaps so far.
    number: u64,
    done: bool,
}

/// The lines of a record's header that matter.
#[derive(Default)]
struct Header {
    kind: String,
    id: Option<String>,
    url: Option<String>,
    length: Option<u64>,
    media: String,
    truncated: Option<String>,
}

impl Records {
    pub(super) fn new(path: Option<String>, tape: Tape<Box<dyn Inflow>>) -> Self {
        Self { path, tape, number: 0, done: false }
    }

    /// The next records as a job, and how many were passed over because they are no pages; `None` at the end.
    pub(super) fn job(&mut self) -> Option<(Vec<Piece>, u64)> {
        let (mut pieces, mut passed_over, mut bytes) = (Vec::new(), 0, 0);
        while !self.done && pieces.len() < RECORDS_A_JOB && bytes < BYTES_A_JOB {
            match self.next() {
                Some(Next::Piece(piece)) => {
                    if let Piece::Record(record) = &piece {
                        bytes += record.block.len();
                    }
                    pieces.push(piece);
                }
                Some(Next::NoPage) => passed_over += 1,
                None => {
                    self.done = true;
                    if self.number == 0 {
                        let note = Note::new("DL-I013", Severity::Error, "the web archive holds no record");
                        pieces.push(self.lost(Header::default(), note.hint("see whether it was written to the end")));
                    }
                }
            }
        }
        (!pieces.is_empty() || passed_over > 0).then_some((pieces, passed_over))
    }

    fn next(&mut self) -> Option<Next> {
        self.tape.below.mark();
        loop {
            // Line breaks that the last record left.
            let ahead = self.tape.peek(7);
            let breaks = ahead.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            if breaks == 0 {
                break;
            }
            self.tape.consume(breaks);
        }
        let at = self.tape.offset();
        if self.tape.is_empty() && self.tape.fault().is_none() {
            return None;
        }
        let ahead = self.tape.peek(7);
        if !is_begin(ahead) {
            let is_half = b"WARC/1.".starts_with(ahead);
            let is_cut = is_half && self.tape.has_ended() && self.tape.fault().is_none();
            self.number += 1;
            let fault = self.resync();
            let note = match fault {
                Some(note) => note,
                None if is_cut => cut_off(),
                None => broken(at, self.tape.offset(), "which are no record"),
            };
            return Some(Next::Piece(self.lost(Header::default(), note)));
        }
        self.number += 1;
        Some(self.record(at))
    }

    /// The record that begins here.
    fn record(&mut self, at: u64) -> Next {
        let Some(end) = self.header_end() else {
            let fault = self.tape.fault().is_some();
            let ended = self.tape.has_ended() && !fault;
            self.tape.consume(7);
            let from_fault = self.resync();
            let note = match from_fault {
                Some(note) if fault => note,
                // Nothing but the end came after it.
                None if ended && self.tape.is_empty() => cut_off(),
                _ => broken(at, self.tape.offset(), "since the header of a record does not end"),
            };
            return Next::Piece(self.lost(Header::default(), note));
        };
        let header = Header::read(&self.tape.peek(end)[..end]);
        let Some(length) = header.length else {
            self.tape.consume(7);
            self.resync();
            let note = broken(at, self.tape.offset(), "since the header of a record gives no length");
            return Next::Piece(self.lost(header, note));
        };
        let kind = match header.kind.as_str() {
            "response" => Some(Kind::Response),
            "resource" => Some(Kind::Resource),
            "conversion" => Some(Kind::Conversion),
            _ => None,
        };
        self.tape.consume(end);
        if length > LARGEST_BLOCK {
            return self.too_long(header, kind, length);
        }
        let length = length as usize;
        let ahead = self.tape.peek(length + BEHIND);
        let Some(behind) = ahead.get(length..) else { return self.short(header, at) };
        let rest = behind.iter().position(|b| !matches!(b, b'\r' | b'\n')).map_or(&[][..], |n| &behind[n..]);
        let ends_well = behind.starts_with(b"\r\n\r\n")
            || (if rest.len() < 7 { b"WARC/1.".starts_with(rest) } else { rest.starts_with(b"WARC/1.") });
        if !ends_well {
            return self.wrong_length(header, length, at);
        }
        let block = if kind.is_some() { ahead[..length].to_vec() } else { Vec::new() };
        // What fails its checksum may say anything; garbage unpacked up to a fault is part of it.
        let is_garbage = !rest.is_empty() && !b"WARC/1.".starts_with(&rest[..rest.len().min(7)]);
        let ends_in_fault = rest.is_empty()
            || is_garbage && memmem::find(&self.tape.peek(length + LONGEST_HEADER)[length..], b"\nWARC/1.").is_none();
        let end = self.tape.offset() + length as u64;
        let doubtful = ends_in_fault && self.tape.fault().is_some_and(|fault| Damage::casts_doubt(fault, end));
        self.tape.consume(length);
        if doubtful {
            let left = self.tape.peek(0).len();
            self.tape.consume(left);
            let note = self.tape.take_fault().map_or_else(cut_off, |fault| fault_note(&fault));
            return Next::Piece(self.lost(header, note));
        }
        match kind {
            None => Next::NoPage,
            Some(kind) => Next::Piece(Piece::Record(Box::new(Record {
                id: header.id.unwrap_or_else(|| self.name()),
                url: header.url,
                kind,
                media: header.media,
                truncated: header.truncated,
                block,
            }))),
        }
    }

    /// Bytes of the header that begins here, with its blank line. One that runs into the next record has lost its end.
    fn header_end(&mut self) -> Option<usize> {
        let mut most = 2048;
        loop {
            let ahead = self.tape.peek(most);
            let seen = ahead.len();
            let end = memchr::memchr_iter(b'\n', ahead).find_map(|at| match &ahead[at + 1..] {
                rest if is_begin(rest) => Some(None),
                [b'\n', ..] => Some(Some(at + 2)),
                [b'\r', b'\n', ..] => Some(Some(at + 3)),
                _ => None,
            });
            match end {
                Some(Some(end)) if end <= LONGEST_HEADER => {
                    return Some(end).filter(|end| !is_begin(&self.tape.peek(end + 7)[*end..]));
                }
                Some(_) => return None,
                None if seen < most || most >= LONGEST_HEADER => return None,
                None => most *= 4,
            }
        }
    }

    /// A record whose block ends before its length, at the end or a fault.
    fn short(&mut self, header: Header, at: u64) -> Next {
        let ahead = self.tape.peek(0);
        if memmem::find(ahead, b"\nWARC/1.").is_some() {
            self.resync();
            return Next::Piece(self.lost(header, wrong_length(at)));
        }
        let all = ahead.len();
        self.tape.consume(all);
        let note = self.tape.take_fault().map_or_else(cut_off, |fault| fault_note(&fault));
        Next::Piece(self.lost(header, note))
    }

    /// A record behind whose block stands no other.
    fn wrong_length(&mut self, header: Header, length: usize, at: u64) -> Next {
        let ahead = self.tape.peek(0);
        if memmem::find(&ahead[..length.min(ahead.len())], b"\nWARC/1.").is_none() {
            self.tape.consume(length);
        }
        self.resync();
        Next::Piece(self.lost(header, wrong_length(at)))
    }

    /// A record that is too large to be held: its bytes go by, unless another record begins in them.
    fn too_long(&mut self, header: Header, kind: Option<Kind>, length: u64) -> Next {
        let begin = b"\r\n\r\nWARC/1.";
        let mut left = length;
        let mut note = None;
        while left > 0 && note.is_none() {
            let ahead = self.tape.peek(begin.len());
            let n = (ahead.len() as u64).min(left) as usize;
            if let Some(place) = memmem::find(&ahead[..n], begin) {
                self.tape.consume(place);
                note = Some(wrong_length(self.tape.offset()));
            } else if ahead.is_empty() {
                note = Some(self.tape.take_fault().map_or_else(cut_off, |fault| fault_note(&fault)));
            } else {
                // The begin of the next record may be half ahead.
                let n = if (n as u64) < left { n.saturating_sub(begin.len() - 1).max(1) } else { n };
                self.tape.consume(n);
                left -= n as u64;
            }
        }
        match (note, kind) {
            (None, None) => Next::NoPage,
            (note, _) => {
                let note = note.unwrap_or_else(super::too_large);
                Next::Piece(self.lost(header, note))
            }
        }
    }

    /// Goes on to the next line that begins a record, or to the end. Gives the first fault on the way.
    fn resync(&mut self) -> Option<Note> {
        let mut first = None;
        loop {
            let ahead = self.tape.peek(8);
            if let Some(place) = memmem::find(ahead, b"\nWARC/1.") {
                self.tape.consume(place + 1);
                return first;
            }
            let n = ahead.len();
            if n < 8 {
                self.tape.consume(n);
                match self.tape.take_fault() {
                    Some(fault) => {
                        first.get_or_insert_with(|| fault_note(&fault));
                        // Behind the damage a new member begins, and mostly with it a record.
                        if is_begin(self.tape.peek(7)) {
                            return first;
                        }
                    }
                    None => return first,
                }
            } else {
                self.tape.consume(n - 7);
            }
        }
    }

    /// A name for a record that has none.
    fn name(&self) -> String {
        let file = self.path.as_deref().map(Path::new).and_then(Path::file_name).map(|name| name.to_string_lossy());
        format!("{}:{}", file.as_deref().unwrap_or("record"), self.number)
    }

    fn lost(&self, header: Header, note: Note) -> Piece {
        Piece::Lost { id: header.id.unwrap_or_else(|| self.name()), url: header.url, note }
    }
}

enum Next {
    Piece(Piece),
    NoPage,
}

fn is_begin(ahead: &[u8]) -> bool {
    ahead.starts_with(b"WARC/1.")
}

fn cut_off() -> Note {
    Note::new("DL-I013", Severity::Error, "the web archive is cut off in this record")
        .hint("all records before it were read; get the archive once more")
}

fn wrong_length(at: u64) -> Note {
    Note::new("DL-I012", Severity::Error, format!("the record at byte {at} of the web archive has a wrong length"))
        .hint("it was not read, the records around it were")
}

fn broken(from: u64, to: u64, why: &str) -> Note {
    Note::new("DL-I012", Severity::Error, format!("bytes {from} to {to} of the web archive were passed over, {why}"))
        .hint("the records around them were read")
}

impl Header {
    /// Reads `Name: value` lines; a line that begins with white space goes on from the one before.
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut header = Self::default();
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines().skip(1) {
            match (line.split_once(':'), fields.last_mut()) {
                (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (Some((name, value)), _) => fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned())),
                _ => {}
            }
        }
        for (name, value) in fields {
            let bare = || {
                let value = value.trim_start_matches('<').trim_end_matches('>');
                Some(value.to_owned()).filter(|value| !value.is_empty())
            };
            match name.as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "warc-record-id" => header.id = bare().map(|id| id.trim_start_matches("urn:uuid:").to_owned()),
                "warc-target-uri" => header.url = bare(),
                "content-length" => header.length = value.parse().ok(),
                "content-type" => header.media = value,
                "warc-truncated" => header.truncated = Some(value),
                _ => {}
            }
        }
        header
    }
}
