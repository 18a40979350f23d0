//! Zip archives → their entries, each of which can be opened by itself.
//!
//! The central directory is read once (by `rawzip`, which leaves unpacking to us and brings nothing along), and every
//! entry becomes an [`Entry`] that any thread can open: it seeks to its place and unpacks from there. Nothing is written
//! anywhere. Left out on purpose: passwords, and compressions other than deflate and Zstandard, which news archives do
//! not use; archives inside of archives, since nesting is how bombs are built.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use dateline_model::{Note, Severity};
use rawzip::{CompressionMethod, ReaderAt, ZipArchive, ZipLocator};

use super::compressed::{Coding, Damage, Unpacked};
use super::tape::{Inflow, Plain, Tape};

/// Where the archive's bytes are.
#[derive(Clone, Debug)]
pub(super) enum Archive {
    /// In a file, which is opened for each entry.
    File(PathBuf),
    /// In memory, where it came through a pipe.
    Bytes(Arc<[u8]>),
}

/// A file in an archive.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    archive: Archive,
    /// Its path in the archive, as the archive spells it, without control characters.
    pub(super) name: String,
    method: CompressionMethod,
    encrypted: bool,
    header_at: u64,
    /// Bytes in the archive, and unpacked.
    pub(super) size: u64,
    unpacked: u64,
    checksum: u32,
}

/// The files of an archive in the order of its directory, and what is wrong with it.
pub(super) fn entries(archive: &Archive) -> (Vec<Entry>, Option<Note>) {
    let mut buffer = vec![0; rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE.max(rawzip::RECOMMENDED_BUFFER_SIZE)];
    match archive {
        Archive::File(path) => match File::open(path).and_then(|file| Ok((file.metadata()?.len(), file))) {
            Ok((length, file)) => match ZipArchive::from_file(file, &mut buffer) {
                Ok(zip) => directory(archive, &zip, length, &mut buffer),
                Err(error) => (Vec::new(), Some(damaged(&error))),
            },
            Err(error) => (Vec::new(), Some(super::unreadable(&error))),
        },
        Archive::Bytes(bytes) => {
            let length = bytes.len() as u64;
            match ZipLocator::new().locate_in_reader(io::Cursor::new(bytes.clone()), &mut buffer, length) {
                Ok(zip) => directory(archive, &zip, length, &mut buffer),
                Err((_, error)) => (Vec::new(), Some(damaged(&error))),
            }
        }
    }
}

fn directory<R: ReaderAt>(
    archive: &Archive,
    zip: &ZipArchive<R>,
    length: u64,
    buffer: &mut [u8],
) -> (Vec<Entry>, Option<Note>) {
    let mut entries = Vec::new();
    let mut listed = 0u64;
    let mut directory = zip.entries(buffer);
    loop {
        let record = match directory.next_entry() {
            Ok(Some(record)) => record,
            Ok(None) => return (entries, None),
            Err(error) => return (entries, Some(damaged(&error))),
        };
        if record.is_dir() {
            continue;
        }
        let name = String::from_utf8_lossy(record.file_path().as_bytes());
        let name = name.replace(char::is_control, "\u{fffd}");
        listed = listed.saturating_add(record.compressed_size_hint());
        if listed > length {
            let note = Note::new(
                "DL-I022",
                Severity::Error,
                format!(
                    "the entries of the zip archive overlap, from “{}” on they were not read",
                    super::quoted(&name)
                ),
            );
            return (entries, Some(note.hint("the archive is damaged or a bomb")));
        }
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if !hidden {
            entries.push(Entry {
                archive: archive.clone(),
                name,
                method: record.compression_method(),
                encrypted: record.flags().is_encrypted(),
                header_at: record.local_header_offset(),
                size: record.compressed_size_hint(),
                unpacked: record.uncompressed_size_hint(),
                checksum: record.crc32(),
            });
        }
    }
}

fn damaged(error: &rawzip::Error) -> Note {
    Note::new("DL-I022", Severity::Error, format!("the zip archive is damaged or cut off: {error}"))
        .hint("its directory stands at its end; get the file once more")
}

impl Entry {
    /// The note that says why the entry cannot be unpacked, if it cannot.
    pub(super) fn refusal(&self) -> Option<Note> {
        let known = [CompressionMethod::STORE, CompressionMethod::DEFLATE, CompressionMethod::ZSTD];
        let (what, hint) = if self.encrypted {
            ("the entry of the zip archive is encrypted".to_owned(), "unpack it with its password first")
        } else if !known.contains(&self.method) {
            let name = self.method.name().map_or_else(|| self.method.as_u16().to_string(), str::to_owned);
            (format!("the entry of the zip archive is compressed by {name}"), "unpack it first, or use deflate")
        } else {
            return None;
        };
        Some(Note::new("DL-I021", Severity::Error, what).hint(hint))
    }

    /// The entry's bytes, unpacked and held against its checksum.
    pub(super) fn open(&self) -> io::Result<Box<dyn Inflow>> {
        match &self.archive {
            Archive::File(path) => self.open_in(BufReader::new(File::open(path)?)),
            Archive::Bytes(bytes) => self.open_in(io::Cursor::new(bytes.clone())),
        }
    }

    fn open_in<R: Read + Seek + 'static>(&self, mut archive: R) -> io::Result<Box<dyn Inflow>> {
        archive.seek(SeekFrom::Start(self.header_at))?;
        let mut header = [0; 30];
        archive.read_exact(&mut header).map_err(|_| Damage::Cut)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(Damage::Broken.into());
        }
        let length = |at: usize| i64::from(u16::from_le_bytes([header[at], header[at + 1]]));
        archive.seek(SeekFrom::Current(length(26) + length(28)))?;
        let packed = Plain::new(archive.take(self.size));
        let bytes: Box<dyn Inflow> = match self.method {
            CompressionMethod::DEFLATE => Box::new(Unpacked::new(Tape::new(packed), Coding::Deflate)),
            CompressionMethod::ZSTD => Box::new(Unpacked::new(Tape::new(packed), Coding::Zstd)),
            _ => Box::new(packed),
        };
        Ok(Box::new(Checked { bytes, sum: flate2::Crc::new(), given: 0, entry: self.clone(), done: false }))
    }
}

/// Bytes that must come to the length and checksum of their entry.
struct Checked {
    bytes: Box<dyn Inflow>,
    sum: flate2::Crc,
    given: u64,
    entry: Entry,
    done: bool,
}

impl Read for Checked {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.done || out.is_empty() {
            return Ok(0);
        }
        let n = self.bytes.read(out).inspect_err(|_| self.done = true)?;
        self.sum.update(&out[..n]);
        self.given += n as u64;
        if n > 0 {
            return Ok(n);
        }
        self.done = true;
        if self.given < self.entry.unpacked {
            return Err(Damage::Cut.into());
        }
        if self.given > self.entry.unpacked || self.sum.sum() != self.entry.checksum {
            return Err(Damage::Checksum.into());
        }
        Ok(0)
    }
}

impl Inflow for Checked {
    fn mark(&mut self) {
        self.bytes.mark();
    }

    fn taken(&self) -> u64 {
        self.bytes.taken()
    }
}
