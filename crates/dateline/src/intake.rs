//! Intake: files, folders and streams → pages.
//!
//! Inputs become jobs in input order ([`Intake`], on the caller's thread, which reads
//! streams line by line), and jobs become pages ([`Job::pages`], on any thread, which opens files and decodes). Whatever
//! is wrong with an input becomes a note with its code and the rest goes on.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use dateline_model::{Date, Note, Page, PageKind, Severity};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::packs::hex;
use crate::pipeline::Source;

/// The largest page that is read, in bytes. News pages of the benchmarks are at most 3 MiB; of two dozen
/// hostile pages the worst, twelve megabytes of nothing but list items, took 735 MB to read; real ones take little.
pub const LARGEST_PAGE: u64 = 16 << 20;

/// Lines of a JSONL stream that make one job: enough to outweigh the handing out, few enough to share the work.
const LINES_A_JOB: usize = 16;

/// Bytes of a JSONL stream that make one job.
const BYTES_A_JOB: usize = 256 << 10;

/// How inputs are to be taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// By name and first bytes.
    #[default]
    Auto,
    /// Hypertext.
    Html,
    /// The text of a page.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// A web archive.
    Warc,
    /// RSS, Atom, JSON Feed.
    Feed,
}

/// What to take in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file or folder.
    Path(PathBuf),
    /// Standard input.
    Standard,
}

/// Something to read, in input order.
#[derive(Debug)]
pub struct Job {
    /// The name of the input as the caller gave it.
    path: Option<String>,
    what: What,
    /// Bytes of input that this job stands for, for a progress bar.
    pub bytes: u64,
}

#[derive(Debug)]
enum What {
    File(PathBuf, Form),
    Bytes(Vec<u8>, Form),
    Lines(Vec<Line>),
    Nothing(Note),
}

#[derive(Debug)]
enum Line {
    Whole(u64, Vec<u8>),
    TooLong(u64),
}

/// What became of one input: a page with its source, or the notes that say why there is none.
#[derive(Debug)]
pub struct Taken {
    /// Where it came from.
    pub source: Source,
    /// The page.
    pub page: Option<Page>,
    /// What is to be said of it.
    pub notes: Vec<Note>,
}

/// The jobs of a list of inputs, one after the other.
pub struct Intake<S> {
    inputs: VecDeque<Input>,
    form: Form,
    standard: Option<S>,
    walk: Option<(walkdir::IntoIter, bool)>,
    lines: Option<Lines>,
}

struct Lines {
    path: Option<String>,
    reader: Box<dyn BufRead>,
    number: u64,
}

impl<S: Read + 'static> Intake<S> {
    /// The jobs of `inputs`. `standard` is what [`Input::Standard`] reads from.
    pub fn new(inputs: Vec<Input>, form: Form, standard: S) -> Self {
        Self { inputs: inputs.into(), form, standard: Some(standard), walk: None, lines: None }
    }

    fn open(&mut self, input: Input) -> Option<Job> {
        match input {
            Input::Standard => {
                let standard = self.standard.take()?;
                self.stream(None, standard)
            }
            Input::Path(path) => match std::fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => {
                    self.walk = Some((walkdir::WalkDir::new(path).sort_by_file_name().into_iter(), false));
                    None
                }
                Ok(meta) if meta.is_file() => self.file(path, meta.len()),
                // A pipe can be read but once: its first bytes are looked at without being taken.
                Ok(_) => match File::open(&path) {
                    Ok(pipe) => self.stream(Some(shown(&path)), pipe),
                    Err(error) => {
                        Some(Job { path: Some(shown(&path)), what: What::Nothing(unreadable(&error)), bytes: 0 })
                    }
                },
                Err(error) => Some(Job { path: Some(shown(&path)), what: What::Nothing(unreadable(&error)), bytes: 0 }),
            },
        }
    }

    /// A stream that can be read once: lines if it is JSONL, else one page.
    fn stream(&mut self, path: Option<String>, stream: impl Read + 'static) -> Option<Job> {
        let mut reader = BufReader::new(stream);
        let form = if self.form == Form::Auto { sniff(reader.fill_buf().unwrap_or_default()) } else { self.form };
        if form == Form::Jsonl {
            self.lines = Some(Lines { path, reader: Box::new(reader), number: 0 });
            return None;
        }
        let mut bytes = Vec::new();
        let what = match reader.take(LARGEST_PAGE + 1).read_to_end(&mut bytes) {
            Ok(_) => What::Bytes(bytes, form),
            Err(error) => What::Nothing(unreadable(&error)),
        };
        Some(Job { path, what, bytes: 0 })
    }

    /// A file: a stream of lines if it is JSONL, else a job of its own.
    fn file(&mut self, path: PathBuf, bytes: u64) -> Option<Job> {
        let form = if self.form == Form::Auto { by_name(&path) } else { self.form };
        let name = shown(&path);
        let form = match form {
            // No name tells: the first bytes do.
            Form::Auto => match File::open(&path) {
                Ok(file) => {
                    let mut head = Vec::new();
                    let _ = file.take(512).read_to_end(&mut head);
                    sniff(&head)
                }
                Err(error) => {
                    return Some(Job { path: Some(name), what: What::Nothing(unreadable(&error)), bytes });
                }
            },
            form => form,
        };
        if form != Form::Jsonl {
            return Some(Job { path: Some(name), what: What::File(path, form), bytes });
        }
        match File::open(&path) {
            Ok(file) => {
                self.lines = Some(Lines {
                    path: Some(name),
                    reader: Box::new(BufReader::with_capacity(1 << 16, file)),
                    number: 0,
                });
                None
            }
            Err(error) => Some(Job { path: Some(name), what: What::Nothing(unreadable(&error)), bytes }),
        }
    }
}

impl<S: Read + 'static> Iterator for Intake<S> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.job() {
                    Some(job) => return Some(job),
                    None => self.lines = None,
                }
            }
            if let Some((walk, _)) = &mut self.walk {
                match walk.next() {
                    Some(Ok(entry)) => {
                        let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
                        if hidden && entry.file_type().is_dir() {
                            walk.skip_current_dir();
                        } else if entry.file_type().is_file() && !hidden {
                            let bytes = entry.metadata().map_or(0, |m| m.len());
                            if let Some(job) = self.file(entry.into_path(), bytes) {
                                return Some(job);
                            }
                        }
                    }
                    Some(Err(error)) => {
                        let path = error.path().map(shown);
                        let error = error
                            .into_io_error()
                            .unwrap_or_else(|| std::io::Error::other("the folder goes in a circle"));
                        return Some(Job { path, what: What::Nothing(unreadable(&error)), bytes: 0 });
                    }
                    None => self.walk = None,
                }
                continue;
            }
            let input = self.inputs.pop_front()?;
            if let Some(job) = self.open(input) {
                return Some(job);
            }
        }
    }
}

impl Lines {
    /// The next lines as a job.
    fn job(&mut self) -> Option<Job> {
        let mut lines = Vec::new();
        let mut bytes = 0;
        while lines.len() < LINES_A_JOB && bytes < BYTES_A_JOB {
            match self.line() {
                Ok(Some(line)) => {
                    if let Line::Whole(_, text) = &line {
                        bytes += text.len() + 1;
                        if text.iter().all(u8::is_ascii_whitespace) {
                            continue;
                        }
                    }
                    lines.push(line);
                }
                Ok(None) => break,
                Err(error) => {
                    if lines.is_empty() {
                        // Nothing more can be had of a stream that broke; say so once.
                        let path = self.path.clone();
                        self.reader = Box::new(std::io::empty());
                        return Some(Job { path, what: What::Nothing(unreadable(&error)), bytes: 0 });
                    }
                    break;
                }
            }
        }
        (!lines.is_empty()).then(|| Job { path: self.path.clone(), what: What::Lines(lines), bytes: bytes as u64 })
    }

    /// The next line, without its end; one that is too long is passed over, never held.
    fn line(&mut self) -> std::io::Result<Option<Line>> {
        let mut line = Vec::new();
        let mut too_long = false;
        let mut any = false;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|b| *b == b'\n');
            let taken = end.unwrap_or(buffer.len());
            if line.len() + taken > LARGEST_PAGE as usize {
                too_long = true;
                line = Vec::new();
            }
            if !too_long {
                line.extend_from_slice(&buffer[..taken]);
            }
            self.reader.consume(taken + usize::from(end.is_some()));
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(if too_long { Line::TooLong(self.number) } else { Line::Whole(self.number, line) }))
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn unreadable(error: &std::io::Error) -> Note {
    Note::new("DL-I005", Severity::Error, format!("the input cannot be read: {error}"))
        .hint("check the path and its permissions")
}

fn too_large() -> Note {
    Note::new("DL-I001", Severity::Error, format!("the page is larger than {} MiB", LARGEST_PAGE >> 20))
        .hint("no news page is; if it holds many reports, give them as JSONL, one a line")
}

fn by_name(path: &Path) -> Form {
    match path.extension().map(|e| e.to_ascii_lowercase()).as_deref().and_then(|e| e.to_str()) {
        Some("html" | "htm" | "xhtml" | "shtml") => Form::Html,
        Some("jsonl" | "ndjson" | "json") => Form::Jsonl,
        Some("warc") => Form::Warc,
        Some("rss" | "atom") => Form::Feed,
        Some("txt" | "text" | "md") => Form::Text,
        _ => Form::Auto,
    }
}

/// The form that the first bytes of an input tell.
fn sniff(head: &[u8]) -> Form {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.trim_ascii_start();
    if first.starts_with(b"{") {
        Form::Jsonl
    } else if first.starts_with(b"WARC/") {
        Form::Warc
    } else if first.starts_with(b"<?xml") || first.starts_with(b"<rss") || first.starts_with(b"<feed") {
        if head.windows(5).any(|w| w.eq_ignore_ascii_case(b"<html")) { Form::Html } else { Form::Feed }
    } else if first.starts_with(b"<!")
        || first.first() == Some(&b'<') && first.get(1).is_some_and(u8::is_ascii_alphabetic)
    {
        Form::Html
    } else {
        Form::Text
    }
}

impl Job {
    /// Opens and decodes what the job stands for.
    pub fn pages(self) -> Vec<Taken> {
        let path = self.path;
        match self.what {
            What::Nothing(note) => vec![nothing(path, note)],
            What::Lines(lines) => lines.into_iter().map(|line| from_line(path.clone(), line)).collect(),
            What::Bytes(bytes, form) => vec![from_bytes(path, bytes, form)],
            What::File(file, form) => {
                let mut bytes = Vec::new();
                let read = File::open(&file).and_then(|f| f.take(LARGEST_PAGE + 1).read_to_end(&mut bytes));
                match read {
                    Ok(_) => vec![from_bytes(path, bytes, form)],
                    Err(error) => vec![nothing(path, unreadable(&error))],
                }
            }
        }
    }
}

fn nothing(path: Option<String>, note: Note) -> Taken {
    let sha256 = hex(&Sha256::digest(path.as_deref().unwrap_or("").as_bytes()));
    Taken { source: Source { path, sha256, ..Source::default() }, page: None, notes: vec![note] }
}

fn from_bytes(path: Option<String>, bytes: Vec<u8>, form: Form) -> Taken {
    let sha256 = hex(&Sha256::digest(&bytes));
    let mut taken = Taken { source: Source { path, sha256, ..Source::default() }, page: None, notes: Vec::new() };
    if bytes.len() as u64 > LARGEST_PAGE {
        taken.notes.push(too_large());
        return taken;
    }
    let form = if form == Form::Auto { sniff(&bytes[..bytes.len().min(512)]) } else { form };
    let kind = match form {
        Form::Html => PageKind::Html,
        Form::Warc | Form::Feed => {
            let what = if form == Form::Warc { "web archives" } else { "feeds" };
            taken.notes.push(
                Note::new("DL-I007", Severity::Error, format!("{what} are not read by this version"))
                    .hint("give their pages as HTML files or as JSONL"),
            );
            return taken;
        }
        _ => PageKind::Dump,
    };
    taken.source.media_type = Some(if kind == PageKind::Html { "text/html" } else { "text/plain" });
    match dateline_article::decode(bytes, None) {
        Ok(decoded) => {
            taken.page = Some(Page::new(decoded.text, kind));
            taken.notes = decoded.notes;
        }
        Err(note) => taken.notes.push(note),
    }
    taken
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
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Word(String),
    Number(u64),
}

fn from_line(path: Option<String>, line: Line) -> Taken {
    let (number, bytes) = match line {
        Line::TooLong(number) => {
            let mut taken = nothing(path, too_large());
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
    let object = match parsed {
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
        _ => format!("line-{number}"),
    });
    source.url = object.url;
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

/// The day that a date or an RFC 3339 time says.
pub fn day(text: &str) -> Option<Date> {
    let day = text.trim().get(..10)?;
    let rest = &text.trim()[10..];
    (rest.is_empty() || rest.starts_with(['T', 't', ' '])).then(|| day.parse().ok()).flatten()
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
