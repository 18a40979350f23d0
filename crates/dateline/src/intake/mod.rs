//! Intake: files, folders, archives and streams → pages.
//!
//! Inputs become jobs in input order ([`Intake`], on the caller's thread), and jobs become pages ([`Job::pages`], on any
//! thread). What is a stream of many pages (JSONL, a web archive) is cut into jobs on the caller's thread, a piece at a
//! time and never held as a whole; what is one page, or one feed, is opened by the thread that reads it. Compressed
//! files are told by their first bytes and unpacked on the way, and the files in a zip archive are inputs of their own.
//! Whatever is wrong with an input becomes a note with its code and the rest goes on.
//!
//! Nothing that comes in may cost more than it is worth: pages, feeds, records and entries have a largest size, and what
//! swells like a bomb while it is unpacked is left.

mod compressed;
mod feed;
mod http;
mod json_feed;
mod jsonl;
mod links;
mod ninjs;
mod sniff;
mod tape;
mod warc;
mod xml;
mod zip;

pub use http::fetched;
pub use links::{Link, Links, ListKind, MOST_LINKS, is_list, links};

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use dateline_model::{Date, Note, Page, PageKind, Severity};
use sha2::{Digest, Sha256};

use self::compressed::{Coding, Unpacked};
pub use self::feed::written_day;

use self::feed::LARGEST_FEED;
use self::jsonl::{Line, Lines, fault_note};
use self::tape::{Inflow, Plain, Tape};
use self::warc::{Piece, Records};
use self::zip::{Archive, Entry};
use crate::packs::hex;
use crate::pipeline::Source;

/// The largest page that is read, in bytes. News pages of the benchmarks are at most 3 MiB; of two dozen
/// hostile pages the worst, twelve megabytes of nothing but list items, took 735 MB to read; real ones take little.
pub const LARGEST_PAGE: u64 = 16 << 20;

/// The largest feed or sitemap that is read, in bytes, unpacked.
pub const LARGEST_LIST: u64 = LARGEST_FEED;

/// The largest zip archive that is read from a pipe, where it has to be held.
const LARGEST_PIPED_ZIP: u64 = 64 << 20;

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
    /// Records of web archives that were passed over before this job, because they are about pages and are none.
    pub passed_over: u64,
}

#[derive(Debug)]
enum What {
    Unopened(Origin, Form),
    Opened(Whole, Form),
    Lines(Vec<Line>),
    Pieces(Vec<Piece>),
    Taken(Vec<Taken>),
    Nothing(Note),
}

/// What can be opened, and opened again.
#[derive(Debug)]
enum Origin {
    File(PathBuf),
    Entry(Box<Entry>),
}

/// The bytes of a page or feed, as far as they could be had.
#[derive(Debug)]
struct Whole {
    bytes: Vec<u8>,
    /// Why there are no more.
    fault: Option<Note>,
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
    walk: Option<walkdir::IntoIter>,
    /// The name of a zip archive, its entries to come, and what is wrong with it.
    zip: Option<(Option<String>, VecDeque<Entry>, Option<Note>)>,
    stream: Option<Stream>,
}

/// An input of many pages that is under way.
enum Stream {
    Lines(Lines),
    Records(Box<Records>),
}

impl<S: Read + 'static> Intake<S> {
    /// The jobs of `inputs`. `standard` is what [`Input::Standard`] reads from.
    pub fn new(inputs: Vec<Input>, form: Form, standard: S) -> Self {
        Self { inputs: inputs.into(), form, standard: Some(standard), walk: None, zip: None, stream: None }
    }

    fn open(&mut self, input: Input) -> Option<Job> {
        match input {
            Input::Standard => {
                let standard = self.standard.take()?;
                self.pipe(None, standard)
            }
            Input::Path(path) => match std::fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => {
                    self.walk = Some(walkdir::WalkDir::new(path).sort_by_file_name().into_iter());
                    None
                }
                Ok(meta) if meta.is_file() => self.file(path, meta.len()),
                // A pipe can be read but once: its first bytes are looked at without being taken.
                Ok(_) => match File::open(&path) {
                    Ok(pipe) => self.pipe(Some(shown(&path)), pipe),
                    Err(error) => Some(Job::nothing(Some(shown(&path)), unreadable(&error), 0)),
                },
                Err(error) => Some(Job::nothing(Some(shown(&path)), unreadable(&error), 0)),
            },
        }
    }

    /// What can be read once: a stream, or one page or feed.
    fn pipe(&mut self, path: Option<String>, pipe: impl Read + 'static) -> Option<Job> {
        let (mut tape, packed) = unpacked(Box::new(Plain::new(pipe)));
        if sniff::is_zip(tape.peek(sniff::HEAD)) {
            if packed {
                return Some(Job::nothing(path, nested_zip(), 0));
            }
            let Whole { bytes, fault } = whole(&mut tape, LARGEST_PIPED_ZIP);
            if let Some(note) = fault {
                return Some(Job::nothing(path, note, 0));
            }
            self.unzip(path, &Archive::Bytes(bytes.into()));
            return None;
        }
        let form = self.form_of(path.as_deref(), &mut tape);
        let tape = self.stream(path.clone(), form, tape)?;
        Some(Job::new(path, What::Opened(whole_of(tape, form), form), 0))
    }

    /// A file: a stream, an archive, or one page or feed.
    fn file(&mut self, path: PathBuf, bytes: u64) -> Option<Job> {
        let name = shown(&path);
        let opened = match File::open(&path) {
            Ok(file) => file,
            Err(error) => return Some(Job::nothing(Some(name), unreadable(&error), bytes)),
        };
        let (mut tape, packed) = unpacked(Box::new(Plain::new(opened)));
        if sniff::is_zip(tape.peek(sniff::HEAD)) {
            if packed {
                return Some(Job::nothing(Some(name), nested_zip(), bytes));
            }
            self.unzip(Some(name), &Archive::File(path));
            return None;
        }
        let form = self.form_of(Some(&name), &mut tape);
        self.stream(Some(name.clone()), form, tape)?;
        Some(Job::new(Some(name), What::Unopened(Origin::File(path), form), bytes))
    }

    /// A file in a zip archive, by the same ways.
    fn entry(&mut self, archive: Option<&str>, entry: Entry) -> Option<Job> {
        let name = Some(format!("{}!/{}", archive.unwrap_or("-"), entry.name));
        let bytes = entry.size;
        if let Some(note) = entry.refusal() {
            return Some(Job::nothing(name, note, bytes));
        }
        let opened = match entry.open() {
            Ok(opened) => opened,
            Err(error) => return Some(Job::nothing(name, fault_note(&error), bytes)),
        };
        let (mut tape, _) = unpacked(opened);
        if sniff::is_zip(tape.peek(sniff::HEAD)) {
            return Some(Job::nothing(name, nested_zip(), bytes));
        }
        let form = self.form_of(name.as_deref(), &mut tape);
        self.stream(name.clone(), form, tape)?;
        Some(Job::new(name, What::Unopened(Origin::Entry(Box::new(entry)), form), bytes))
    }

    fn unzip(&mut self, path: Option<String>, archive: &Archive) {
        let (entries, note) = zip::entries(archive);
        self.zip = Some((path, entries.into(), note));
    }

    fn form_of(&self, name: Option<&str>, tape: &mut Tape<Box<dyn Inflow>>) -> Form {
        match self.form {
            Form::Auto => {
                let head = tape.peek(sniff::HEAD);
                sniff::form(name, &head[..head.len().min(sniff::HEAD)])
            }
            form => form,
        }
    }

    /// Keeps a stream of many pages to be cut into jobs; gives anything else back.
    fn stream(
        &mut self,
        path: Option<String>,
        form: Form,
        tape: Tape<Box<dyn Inflow>>,
    ) -> Option<Tape<Box<dyn Inflow>>> {
        match form {
            Form::Jsonl => self.stream = Some(Stream::Lines(Lines::new(path, tape))),
            Form::Warc => self.stream = Some(Stream::Records(Box::new(Records::new(path, tape)))),
            _ => return Some(tape),
        }
        None
    }
}

impl Stream {
    fn job(&mut self) -> Option<Job> {
        match self {
            Self::Lines(lines) => {
                let before = lines.tape.below.taken();
                let job = lines.job();
                let bytes = lines.tape.below.taken() - before;
                (!job.is_empty()).then(|| Job::new(lines.path.clone(), What::Lines(job), bytes))
            }
            Self::Records(records) => {
                let before = records.tape.below.taken();
                let (pieces, passed_over) = records.job()?;
                let bytes = records.tape.below.taken() - before;
                Some(Job { passed_over, ..Job::new(records.path.clone(), What::Pieces(pieces), bytes) })
            }
        }
    }
}

impl<S: Read + 'static> Iterator for Intake<S> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            if let Some(stream) = &mut self.stream {
                match stream.job() {
                    Some(job) => return Some(job),
                    None => self.stream = None,
                }
            } else if let Some((path, entries, note)) = &mut self.zip {
                let path = path.clone();
                let job = match (entries.pop_front(), note.take()) {
                    (Some(entry), kept) => {
                        *note = kept;
                        self.entry(path.as_deref(), entry)
                    }
                    (None, Some(note)) => Some(Job::nothing(path, note, 0)),
                    (None, None) => {
                        self.zip = None;
                        None
                    }
                };
                if job.is_some() {
                    return job;
                }
            } else if let Some(walk) = &mut self.walk {
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
                        let error =
                            error.into_io_error().unwrap_or_else(|| io::Error::other("the folder goes in a circle"));
                        return Some(Job::nothing(path, unreadable(&error), 0));
                    }
                    None => self.walk = None,
                }
            } else {
                let input = self.inputs.pop_front()?;
                if let Some(job) = self.open(input) {
                    return Some(job);
                }
            }
        }
    }
}

impl Job {
    fn new(path: Option<String>, what: What, bytes: u64) -> Self {
        Self { path, what, bytes, passed_over: 0 }
    }

    fn nothing(path: Option<String>, note: Note, bytes: u64) -> Self {
        Self::new(path, What::Nothing(note), bytes)
    }

    /// A job whose pages are there already: those of an address.
    pub fn taken(address: &str, taken: Vec<Taken>) -> Self {
        Self::new(Some(address.to_owned()), What::Taken(taken), 0)
    }

    /// The name of the input as the caller gave it; none for standard input.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Opens and decodes what the job stands for.
    pub fn pages(self) -> Vec<Taken> {
        let path = self.path;
        match self.what {
            What::Nothing(note) => vec![nothing(path, note)],
            What::Taken(taken) => taken,
            What::Lines(lines) => lines.into_iter().map(|line| jsonl::page(path.clone(), line)).collect(),
            What::Pieces(pieces) => pieces.into_iter().map(|piece| http::page(path.clone(), piece)).collect(),
            What::Opened(whole, form) => from_whole(path, whole, form),
            What::Unopened(origin, form) => match origin.open() {
                Ok(inflow) => from_whole(path, whole_of(unpacked(inflow).0, form), form),
                Err(error) => vec![nothing(path, fault_note(&error))],
            },
        }
    }
}

impl Origin {
    fn open(&self) -> io::Result<Box<dyn Inflow>> {
        match self {
            Self::File(path) => Ok(Box::new(Plain::new(File::open(path)?))),
            Self::Entry(entry) => entry.open(),
        }
    }
}

/// The bytes of an input, unpacked if they are compressed, and whether they were.
fn unpacked(inflow: Box<dyn Inflow>) -> (Tape<Box<dyn Inflow>>, bool) {
    let mut tape = Tape::new(inflow);
    match Coding::of(tape.peek(10)) {
        Some(coding) => (Tape::new(Box::new(Unpacked::new(tape, coding)) as Box<dyn Inflow>), true),
        None => (tape, false),
    }
}

/// All bytes of a page or feed, which have a largest size.
fn whole_of(mut tape: Tape<Box<dyn Inflow>>, form: Form) -> Whole {
    whole(&mut tape, if form == Form::Feed { LARGEST_FEED } else { LARGEST_PAGE })
}

fn whole(tape: &mut Tape<Box<dyn Inflow>>, most: u64) -> Whole {
    let mut bytes = Vec::new();
    let fault = match tape.take(most + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > most => Some(larger_than(most)),
        Ok(_) => None,
        Err(fault) => Some(fault_note(&fault)),
    };
    Whole { bytes, fault }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn unreadable(error: &io::Error) -> Note {
    Note::new("DL-I005", Severity::Error, format!("the input cannot be read: {error}"))
        .hint("check the path and its permissions")
}

fn too_large() -> Note {
    larger_than(LARGEST_PAGE)
}

fn larger_than(most: u64) -> Note {
    Note::new("DL-I001", Severity::Error, format!("the page is larger than {} MiB", most >> 20))
        .hint("no news page is; if it holds many reports, give them as JSONL, one a line")
}

/// Words of the input for a note: not too many, and none that a terminal would obey.
fn quoted(words: &str) -> String {
    let plain = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let mut out: String = words.chars().take(80).map(plain).collect();
    if words.chars().nth(80).is_some() {
        out.push('…');
    }
    out
}

fn nested_zip() -> Note {
    Note::new("DL-I021", Severity::Error, "a zip archive inside of another archive is not opened")
        .hint("unpack the outer one first")
}

fn nothing(path: Option<String>, note: Note) -> Taken {
    let sha256 = hex(&Sha256::digest(path.as_deref().unwrap_or("").as_bytes()));
    Taken { source: Source { path, sha256, ..Source::default() }, page: None, notes: vec![note] }
}

/// The page in these bytes, or the pages of the feed.
fn from_whole(path: Option<String>, whole: Whole, form: Form) -> Vec<Taken> {
    let Whole { bytes, fault } = whole;
    if form == Form::Feed {
        return feed::pages(path, bytes, fault);
    }
    let sha256 = hex(&Sha256::digest(&bytes));
    let mut taken = Taken { source: Source { path, sha256, ..Source::default() }, page: None, notes: Vec::new() };
    if let Some(note) = fault {
        taken.notes.push(note);
        return vec![taken];
    }
    let kind = if form == Form::Html { PageKind::Html } else { PageKind::Dump };
    taken.source.media_type = Some(if kind == PageKind::Html { "text/html" } else { "text/plain" });
    match dateline_article::decode(bytes, None) {
        Ok(decoded) => {
            taken.page = Some(Page::new(decoded.text, kind));
            taken.notes = decoded.notes;
        }
        Err(note) => taken.notes.push(note),
    }
    vec![taken]
}

/// The day that a date or an RFC 3339 time says.
pub fn day(text: &str) -> Option<Date> {
    let day = text.trim().get(..10)?;
    let rest = &text.trim()[10..];
    (rest.is_empty() || rest.starts_with(['T', 't', ' '])).then(|| day.parse().ok()).flatten()
}
