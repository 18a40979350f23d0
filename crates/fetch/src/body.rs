//! Bodies, bounded: in bytes that come, in bytes that they unpack to, and in how much they swell.

use std::cell::Cell;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use crate::refusal::Refusal;

/// Bytes that a body may unpack to before its swelling is judged, and times its size that it may swell: the numbers of the intake, where gzip of
/// news pages stays below 50 and a bomb reaches 1,032.
const UNJUDGED: u64 = 1 << 20;
const SWELLING: u64 = 200;

/// Bytes read at a time.
const STEP: usize = 16 << 10;

/// What happens to a body that is larger than its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// It is refused.
    Refuse,
    /// It is cut.
    Cut,
}

/// How a body was compressed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    None,
    Gzip,
}

impl Coding {
    /// What `Content-Encoding` says.
    pub(crate) fn of(header: Option<&str>) -> Result<Self, Refusal> {
        match header.map(|header| header.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity") => Ok(Self::None),
            Some("gzip" | "x-gzip") => Ok(Self::Gzip),
            Some(other) => Err(Refusal::Coding(crate::reach::quoted(other))),
        }
    }
}

/// Counts what comes over the wire.
struct Counted<'c, R> {
    reader: R,
    taken: &'c Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(out)?;
        self.taken.set(self.taken.get() + n as u64);
        Ok(n)
    }
}

/// Reads a body of at most `most` bytes, unpacked; `broken` says what an error of the reader means.
pub(crate) fn read(
    reader: impl Read,
    coding: Coding,
    most: u64,
    beyond: Beyond,
    broken: impl Fn(io::Error) -> Refusal,
) -> Result<Vec<u8>, Refusal> {
    let taken = Cell::new(0);
    let counted = Counted { reader, taken: &taken };
    let mut reader: Box<dyn Read + '_> = match coding {
        Coding::None => Box::new(counted),
        Coding::Gzip => Box::new(MultiGzDecoder::new(counted)),
    };
    let mut body = Vec::new();
    let mut step = vec![0; STEP];
    loop {
        let n = match reader.read(&mut step) {
            Ok(0) => return Ok(body),
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(broken(error)),
        };
        body.extend_from_slice(&step[..n]);
        let size = body.len() as u64;
        if size > most {
            if beyond == Beyond::Refuse {
                return Err(Refusal::TooLarge(most));
            }
            body.truncate(most as usize);
            return Ok(body);
        }
        if coding == Coding::Gzip && size > UNJUDGED && size > taken.get() * SWELLING {
            return Err(Refusal::Bomb(SWELLING));
        }
    }
}
