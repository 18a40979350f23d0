//! Compressed bytes → bytes: gzip members and Zstandard frames, one after the other, and bare deflate.
//!
//! Web archives are compressed record by record, so that a damaged member must not cost those behind it: damage is
//! handed up as an error *once*, and the next read goes on at the next member's first bytes. For that the bytes of the
//! member are kept for a while (a damaged length may have eaten the start of its neighbour). What swells like a bomb is
//! damage too; the rest of its member is not unpacked.
//!
//! Everything here is Rust (`flate2` on `zlib-rs`, `ruzstd`); `ruzstd` unpacks slower than the C library, and still
//! faster than pages can be read. Left out on purpose: bzip2, xz and tar, in which news archives hardly come.

use std::io::{self, Read};

use dateline_model::{Note, Severity};
use flate2::bufread::{DeflateDecoder, GzDecoder};
use ruzstd::decoding::{BlockDecodingStrategy, Dictionary, FrameDecoder};

use super::tape::{Inflow, Tape};

/// Bytes that a page, line or record may unpack to before its swelling is judged.
pub(super) const UNJUDGED: u64 = 1 << 20;

/// Times its size that a member may swell. Deflate can reach 1032, with nothing but one letter.
pub(super) const SWELLING: u64 = 200;

/// The largest dictionary that is read; `zstd --train` makes them of at most 110 KiB unless told otherwise.
const LARGEST_DICTIONARY: usize = 16 << 20;

/// Bytes that may be gone over twice beyond those read so far, so that damage early in a file is looked into.
const AGAIN: u64 = 4 << 20;

/// How bytes are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// Members with header and checksum (RFC 1952).
    Gzip,
    /// Frames (RFC 8878), and the dictionary frame of WARC-zstd.
    Zstd,
    /// One bare deflate stream (RFC 1951), as in zip archives.
    Deflate,
}

impl Coding {
    /// What the first bytes tell.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(&[0x1f, 0x8b, 8]) {
            Some(Self::Gzip)
        } else if is_zstd(head) {
            Some(Self::Zstd)
        } else {
            None
        }
    }
}

/// What can be wrong with compressed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Damage {
    #[error("the compressed data is cut off")]
    Cut,
    #[error("the compressed data does not fit its checksum")]
    Checksum,
    #[error("the compressed data is damaged")]
    Broken,
    #[error("the compressed data swells to more than {SWELLING} times its size")]
    Bomb,
    #[error("the compressed data needs a dictionary that is not there")]
    Dictionary,
}

impl Damage {
    /// The damage that a reader's error stands for.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        Damaged::of(error).map(|damaged| damaged.what)
    }

    /// Does the error cast doubt on the byte before `end` of what was given, since the same member gave it?
    pub(super) fn casts_doubt(error: &io::Error, end: u64) -> bool {
        Damaged::of(error)
            .is_some_and(|damaged| matches!(damaged.what, Self::Checksum | Self::Broken) && damaged.begin < end)
    }

    /// The note on what could not be unpacked.
    pub(super) fn note(self) -> Note {
        match self {
            Self::Bomb => Note::new("DL-I011", Severity::Error, self.to_string())
                .hint("no news page does; see where it comes from"),
            Self::Dictionary => Note::new("DL-I010", Severity::Error, self.to_string())
                .hint("only a dictionary in the archive's first frame is read; unpack the file with zstd -D"),
            Self::Cut | Self::Checksum | Self::Broken => Note::new("DL-I010", Severity::Error, self.to_string())
                .hint("what stood before the damage was read; get the file once more"),
        }
    }
}

/// Damage, and how many bytes had been given before the member in which it stands.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{what}")]
struct Damaged {
    what: Damage,
    begin: u64,
}

impl Damaged {
    fn of(error: &io::Error) -> Option<Self> {
        error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()).copied()
    }
}

impl From<Damage> for io::Error {
    fn from(what: Damage) -> Self {
        Self::other(Damaged { what, begin: u64::MAX })
    }
}

/// The bytes that compressed ones stand for.
pub(super) struct Unpacked<R> {
    coding: Coding,
    state: State<R>,
    dictionaries: Vec<Vec<u8>>,
    /// What is left of the last frame: its memory and dictionaries serve the next.
    decoder: Option<Box<FrameDecoder>>,
    /// Bytes given, and those when the member and the page, line or record began.
    given: u64,
    given_at_member: u64,
    given_at_mark: u64,
    /// Bytes of the tape before the member.
    taken_at_member: u64,
    members: u64,
    /// Bytes gone over a second time in search of the next member.
    read_again: u64,
}

/// A member under way holds the tape.
enum State<R> {
    Between(Tape<R>),
    /// Damage was handed up; the next member has to be found.
    Lost(Tape<R>),
    Gzip(Box<GzDecoder<Tape<R>>>),
    Deflate(Box<DeflateDecoder<Tape<R>>>),
    /// With the damage that is handed up once all whole blocks are given.
    Zstd(Tape<R>, Box<FrameDecoder>, Option<Damage>),
    /// While a state is being changed.
    Gone,
}

impl<R: Inflow> Unpacked<R> {
    /// Unpacks what `below` gives.
    pub(super) fn new(below: Tape<R>, coding: Coding) -> Self {
        Self {
            coding,
            state: State::Between(below),
            dictionaries: Vec::new(),
            decoder: None,
            given: 0,
            given_at_member: 0,
            given_at_mark: 0,
            taken_at_member: 0,
            members: 0,
            read_again: 0,
        }
    }

    fn tape(&self) -> Option<&Tape<R>> {
        match &self.state {
            State::Between(tape) | State::Lost(tape) | State::Zstd(tape, ..) => Some(tape),
            State::Gzip(decoder) => Some(decoder.get_ref()),
            State::Deflate(decoder) => Some(decoder.get_ref()),
            State::Gone => None,
        }
    }

    fn tape_mut(&mut self) -> Option<&mut Tape<R>> {
        match &mut self.state {
            State::Between(tape) | State::Lost(tape) | State::Zstd(tape, ..) => Some(tape),
            State::Gzip(decoder) => Some(decoder.get_mut()),
            State::Deflate(decoder) => Some(decoder.get_mut()),
            State::Gone => None,
        }
    }

    /// Lets go of the member under way.
    fn leave(&mut self) -> Option<Tape<R>> {
        match std::mem::replace(&mut self.state, State::Gone) {
            State::Between(tape) | State::Lost(tape) => Some(tape),
            State::Zstd(tape, decoder, _) => {
                self.decoder = Some(decoder);
                Some(tape)
            }
            State::Gzip(decoder) => Some(decoder.into_inner()),
            State::Deflate(decoder) => Some(decoder.into_inner()),
            State::Gone => None,
        }
    }

    /// Leaves the member and looks for the next one from where this one began.
    fn lose(&mut self, error: impl Into<io::Error>) -> io::Error {
        let mut error = error.into();
        if let Some(what) = Damage::of(&error) {
            error = io::Error::other(Damaged { what, begin: self.given_at_member });
        }
        if let Some(mut tape) = self.leave() {
            // Nothing of what is damaged may come into the next frame.
            self.decoder = None;
            // A bomb's bytes are sound, only its output is unwanted. No bytes are gone over more than twice.
            let back = tape.offset().saturating_sub(self.taken_at_member);
            let again = Damage::of(&error) != Some(Damage::Bomb)
                && self.coding != Coding::Deflate
                && self.read_again + back <= tape.offset() + AGAIN;
            if again && tape.rewind() {
                self.read_again += back;
                tape.consume(1);
            }
            self.state = State::Lost(tape);
        }
        error
    }

    /// Begins the next member; `false` at the end.
    fn begin(&mut self, mut tape: Tape<R>) -> io::Result<bool> {
        if self.coding == Coding::Deflate {
            // There is but one.
            let more = self.members == 0;
            self.members += 1;
            self.state = if more { State::Deflate(Box::new(DeflateDecoder::new(tape))) } else { State::Between(tape) };
            return Ok(more);
        }
        if self.members > 0 {
            // Some writers fill up with zeros.
            while tape.peek(1).first() == Some(&0) {
                let zeros = tape.peek(1).iter().take_while(|b| **b == 0).count();
                tape.consume(zeros);
            }
        }
        if let Some(fault) = tape.is_empty().then(|| tape.take_fault()).flatten() {
            self.state = State::Between(tape);
            return Err(fault);
        }
        if tape.is_empty() {
            self.state = State::Between(tape);
            return Ok(false);
        }
        self.members += 1;
        self.given_at_member = self.given;
        self.taken_at_member = tape.offset();
        tape.pin();
        let short = tape.peek(18).len() < 4;
        let head = tape.peek(18);
        match self.coding {
            Coding::Gzip if head.starts_with(&[0x1f, 0x8b]) => {
                self.state = State::Gzip(Box::new(GzDecoder::new(tape)));
                Ok(true)
            }
            Coding::Zstd if is_zstd(head) => self.begin_frame(tape),
            _ => {
                let damage = if short && tape.has_ended() { Damage::Cut } else { Damage::Broken };
                self.state = State::Between(tape);
                Err(self.lose(damage))
            }
        }
    }

    fn begin_frame(&mut self, mut tape: Tape<R>) -> io::Result<bool> {
        let head = tape.peek(8);
        if is_skippable(head) {
            let Some(length) = head.get(4..8).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes) else {
                self.state = State::Between(tape);
                return Err(self.lose(Damage::Cut));
            };
            let is_dictionary = head[0] == 0x5d && self.members == 1 && (length as usize) <= LARGEST_DICTIONARY;
            tape.consume(8);
            let mut left = length as usize;
            let mut dictionary = Vec::new();
            while left > 0 && !tape.is_empty() {
                let ahead = tape.peek(1);
                let n = ahead.len().min(left);
                if is_dictionary {
                    dictionary.extend_from_slice(&ahead[..n]);
                }
                tape.consume(n);
                left -= n;
            }
            if left > 0 {
                self.state = State::Between(tape);
                return Err(self.lose(Damage::Cut));
            }
            if is_dictionary {
                self.dictionaries.push(plain_dictionary(dictionary));
            }
            self.state = State::Between(tape);
            return Ok(true);
        }
        let mut decoder = self.decoder.take().unwrap_or_else(|| {
            let mut decoder = Box::new(FrameDecoder::new());
            for dictionary in self.dictionaries.iter().filter_map(|bytes| Dictionary::decode_dict(bytes).ok()) {
                let _ = decoder.add_dict(dictionary);
            }
            decoder
        });
        let began = decoder.reset(&mut tape);
        let damage = match began {
            Ok(()) => {
                self.state = State::Zstd(tape, decoder, None);
                return Ok(true);
            }
            Err(ruzstd::decoding::errors::FrameDecoderError::DictNotProvided { .. }) => Damage::Dictionary,
            Err(_) if tape.is_empty() && tape.fault().is_none() => Damage::Cut,
            Err(_) => Damage::Broken,
        };
        self.state = State::Between(tape);
        Err(self.lose(damage))
    }

    /// Looks for the first bytes of a member from here on; `false` if there is none.
    fn find(&mut self, mut tape: Tape<R>) -> bool {
        let looks_right = |head: &[u8]| match self.coding {
            // Compression method, reserved flags, extra flags and system have few values; four random bytes are soon met.
            Coding::Gzip => {
                head.len() >= 10
                    && head[..3] == [0x1f, 0x8b, 8]
                    && head[3] & 0xe0 == 0
                    && matches!(head[8], 0 | 2 | 4)
                    && matches!(head[9], 0..=13 | 255)
            }
            Coding::Zstd => is_zstd(head),
            Coding::Deflate => false,
        };
        let first = if self.coding == Coding::Gzip { 0x1f } else { 0x28 };
        let found = loop {
            let ahead = tape.peek(10);
            if ahead.is_empty() {
                if tape.take_fault().is_some() {
                    continue;
                }
                break false;
            }
            let place = memchr::memchr(first, ahead).unwrap_or(ahead.len());
            tape.consume(place);
            if looks_right(tape.peek(10)) {
                break true;
            }
            tape.consume(1);
        };
        self.state = State::Between(tape);
        found
    }

    /// Bytes of the member under way; none at its end.
    fn more(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.state {
            State::Gzip(decoder) => decoder.read(out),
            State::Deflate(decoder) => decoder.read(out),
            State::Zstd(tape, decoder, damage) => return Ok(frame(tape, decoder, damage, out)?),
            State::Between(_) | State::Lost(_) | State::Gone => Ok(0),
        };
        read.map_err(|error| {
            if Damage::of(&error).is_some() || error.raw_os_error().is_some() {
                error
            } else if error.kind() == io::ErrorKind::UnexpectedEof {
                Damage::Cut.into()
            } else if error.to_string().contains("checksum") {
                Damage::Checksum.into()
            } else {
                Damage::Broken.into()
            }
        })
    }

    /// Has what was unpacked since the mark swollen too far? The measure is the member, since frames give their bytes
    /// a window later than they take them.
    fn is_bomb(&self) -> bool {
        let taken = self.tape().map_or(0, Tape::offset).saturating_sub(self.taken_at_member);
        self.given - self.given_at_mark.max(self.given_at_member) > UNJUDGED
            && self.given - self.given_at_member > taken.saturating_mul(SWELLING)
    }
}

impl<R: Inflow> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            match &self.state {
                State::Gone => return Ok(0),
                State::Between(_) => {
                    let Some(tape) = self.leave() else { return Ok(0) };
                    if !self.begin(tape)? {
                        return Ok(0);
                    }
                }
                State::Lost(_) => {
                    let Some(tape) = self.leave() else { return Ok(0) };
                    if !self.find(tape) {
                        return Ok(0);
                    }
                }
                _ => match self.more(out) {
                    Ok(0) => {
                        if let Some(tape) = self.leave() {
                            self.state = State::Between(tape);
                        }
                    }
                    Ok(n) => {
                        self.given += n as u64;
                        if self.is_bomb() {
                            return Err(self.lose(Damage::Bomb));
                        }
                        return Ok(n);
                    }
                    Err(error) => return Err(self.lose(error)),
                },
            }
        }
    }
}

impl<R: Inflow> Inflow for Unpacked<R> {
    fn mark(&mut self) {
        self.given_at_mark = self.given;
        if let Some(tape) = self.tape_mut() {
            tape.below.mark();
        }
    }

    fn taken(&self) -> u64 {
        self.tape().map_or(0, |tape| tape.below.taken())
    }
}

/// Bytes of the frame under way. A frame that is cut off gives what its whole blocks held.
fn frame<R: Read>(
    tape: &mut Tape<R>,
    decoder: &mut FrameDecoder,
    damage: &mut Option<Damage>,
    out: &mut [u8],
) -> Result<usize, Damage> {
    loop {
        if decoder.can_collect() > 0 {
            return decoder.read(out).map_err(|_| Damage::Broken);
        }
        if let Some(damage) = damage {
            return Err(*damage);
        }
        if decoder.is_finished() {
            let (said, found) = (decoder.get_checksum_from_data(), decoder.get_calculated_checksum());
            return if said.is_some() && said != found { Err(Damage::Checksum) } else { Ok(0) };
        }
        if decoder.decode_blocks(&mut *tape, BlockDecodingStrategy::UptoBlocks(1)).is_err() {
            if !tape.is_empty() || tape.fault().is_some() {
                return Err(Damage::Broken);
            }
            *damage = Some(Damage::Cut);
            // An empty last block with a checksum: it makes the decoder give the window that it holds back.
            if decoder.decode_blocks(&[1, 0, 0, 0, 0, 0, 0][..], BlockDecodingStrategy::UptoBlocks(1)).is_err() {
                return Err(Damage::Cut);
            }
        }
    }
}

fn is_skippable(head: &[u8]) -> bool {
    head.len() >= 4 && head[0] & 0xf0 == 0x50 && head[1..4] == [0x2a, 0x4d, 0x18]
}

fn is_zstd(head: &[u8]) -> bool {
    head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || is_skippable(head)
}

/// A dictionary, which may be compressed itself.
fn plain_dictionary(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return bytes;
    }
    let mut plain = Vec::new();
    if let Ok(decoder) = ruzstd::decoding::StreamingDecoder::new(&bytes[..]) {
        let _ = decoder.take(LARGEST_DICTIONARY as u64).read_to_end(&mut plain);
    }
    plain
}
