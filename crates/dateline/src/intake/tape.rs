//! A tape: bytes of a stream, of which a stretch can be looked at before it is taken.
//!
//! Archives have to be looked at ahead (does a record end where its header says?) and gone back in (where did the next
//! member begin?), and both must work on streams that cannot be sought. A tape holds only the stretch that somebody
//! looks at or has pinned. What goes wrong below it (a *fault*) stands at its place on the tape: what came before can be
//! taken first, and what comes after a fault that was taken can still be read, for a damaged archive goes on behind the
//! damage.

use std::io::{self, BufRead, Read};

use super::compressed::Damage;

/// Bytes that are read from below at a time.
const STEP: usize = 64 << 10;

/// Most bytes that stay held behind a pin. A member of a compressed archive is mostly one page of less than that.
const PINNED: usize = 1 << 20;

/// Where bytes come from: a file, or one unpacked on the way.
pub(super) trait Inflow: Read {
    /// Says that a new page, line or record begins, from which on the swelling of compressed bytes is judged.
    fn mark(&mut self) {}
    /// Bytes taken from the file at the bottom, for a progress bar.
    fn taken(&self) -> u64;
}

impl Inflow for Box<dyn Inflow> {
    fn mark(&mut self) {
        (**self).mark();
    }

    fn taken(&self) -> u64 {
        (**self).taken()
    }
}

/// What is read without being unpacked, with a count.
pub(super) struct Plain<R> {
    reader: R,
    taken: u64,
}

impl<R: Read> Plain<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, taken: 0 }
    }
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(out)?;
        self.taken += n as u64;
        Ok(n)
    }
}

impl<R: Read> Inflow for Plain<R> {
    fn taken(&self) -> u64 {
        self.taken
    }
}

/// Bytes with a look ahead and, once pinned, a way back.
pub(super) struct Tape<R> {
    /// Where the bytes come from.
    pub(super) below: R,
    held: Vec<u8>,
    at: usize,
    pin: Option<usize>,
    fault: Option<io::Error>,
    ended: bool,
    /// Bytes that have left `held` at its front.
    gone: u64,
}

impl<R: Read> Tape<R> {
    pub(super) fn new(below: R) -> Self {
        Self { below, held: Vec::new(), at: 0, pin: None, fault: None, ended: false, gone: 0 }
    }

    /// Bytes that have been consumed.
    pub(super) fn offset(&self) -> u64 {
        self.gone + self.at as u64
    }

    /// The bytes ahead: at least `n`, or all up to the end or the next fault.
    pub(super) fn peek(&mut self, n: usize) -> &[u8] {
        while self.held.len() - self.at < n && !self.ended && self.fault.is_none() {
            self.fill();
        }
        &self.held[self.at..]
    }

    /// Goes over `n` of the bytes ahead.
    pub(super) fn consume(&mut self, n: usize) {
        self.at = (self.at + n).min(self.held.len());
    }

    /// Is there nothing ahead but the end, or a fault?
    pub(super) fn is_empty(&mut self) -> bool {
        self.peek(1).is_empty()
    }

    /// Takes the fault that stands at the end of what [`Self::peek`] gives, and lets the tape go on behind it.
    pub(super) fn take_fault(&mut self) -> Option<io::Error> {
        self.fault.take()
    }

    /// The fault that stands at the end of what [`Self::peek`] gives.
    pub(super) fn fault(&self) -> Option<&io::Error> {
        self.fault.as_ref()
    }

    /// Has the end been seen? Always so after a peek that gave too little and no fault.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Remembers this place for [`Self::rewind`], for as long as it is less than a mebibyte away.
    pub(super) fn pin(&mut self) {
        self.pin = Some(self.at);
    }

    /// Goes back to the pin, if it is still held, and takes it out; `false` if it is not.
    pub(super) fn rewind(&mut self) -> bool {
        let pin = self.pin.take();
        self.at = pin.unwrap_or(self.at);
        pin.is_some()
    }

    /// One step more from below. A full stretch in front is let go first.
    fn fill(&mut self) {
        if self.pin.is_some_and(|pin| self.at - pin > PINNED) {
            self.pin = None;
        }
        let front = self.pin.unwrap_or(self.at).min(self.at);
        if front == self.held.len() || front >= STEP.max(self.held.len() / 2) {
            self.held.drain(..front);
            self.gone += front as u64;
            self.at -= front;
            self.pin = self.pin.map(|pin| pin - front);
        }
        let end = self.held.len();
        self.held.resize(end + STEP, 0);
        let read = loop {
            match self.below.read(&mut self.held[end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        match read {
            Ok(0) => {
                self.held.truncate(end);
                self.ended = true;
            }
            Ok(n) => self.held.truncate(end + n),
            Err(error) => {
                self.held.truncate(end);
                // Behind damage there is more to read, behind a broken disk there is not.
                self.ended = Damage::of(&error).is_none();
                self.fault = Some(error);
            }
        }
    }
}

impl<R: Read> Read for Tape<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ahead = self.fill_buf()?;
        let n = ahead.len().min(out.len());
        out[..n].copy_from_slice(&ahead[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for Tape<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.peek(1).is_empty()
            && let Some(fault) = self.fault.take()
        {
            return Err(fault);
        }
        Ok(&self.held[self.at..])
    }

    fn consume(&mut self, n: usize) {
        Tape::consume(self, n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives three bytes at a time, and a fault at each multiple of ten.
    struct Faulty(u8, bool);

    impl Read for Faulty {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.0 > 0 && self.0.is_multiple_of(10) && !std::mem::replace(&mut self.1, true) {
                return Err(Damage::Broken.into());
            }
            if self.0 == 30 {
                return Ok(0);
            }
            let n = 3.min(10 - self.0 % 10);
            (0..n).for_each(|i| out[i as usize] = self.0 + i);
            self.0 += n;
            self.1 = false;
            Ok(n as usize)
        }
    }

    #[test]
    fn a_fault_stands_at_its_place_and_what_follows_can_be_read() {
        let mut tape = Tape::new(Faulty(0, false));
        assert_eq!(tape.peek(25), (0..10).collect::<Vec<_>>());
        assert!(tape.fault().is_some());
        tape.pin();
        tape.consume(10);
        assert!(tape.take_fault().is_some());
        assert_eq!(tape.peek(4)[..4], [10, 11, 12, 13]);
        tape.consume(4);
        tape.rewind();
        assert_eq!((tape.offset(), tape.peek(15)[14]), (0, 14));
    }
}
