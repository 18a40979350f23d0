//! Numbers and strings in a model file: little end first, strings with their length in front.
//!
//! Models are ours and fixed in form, so no format of others is needed; a reader never trusts a length it was told
//! further than the bytes that are there.

/// Writes a model file.
#[derive(Debug, Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    /// One byte.
    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    /// Two bytes.
    pub fn u16(&mut self, value: u16) {
        self.0.extend(value.to_le_bytes());
    }

    /// Four bytes.
    pub fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }

    /// A string of at most 255 bytes.
    pub fn text(&mut self, value: &str) {
        let value = &value[..value.floor_char_boundary(255)];
        self.u8(value.len() as u8);
        self.0.extend(value.as_bytes());
    }
}

/// Reads a model file; `None` where it ends too early.
#[derive(Debug)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next `n` bytes.
    pub fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(n)?;
        self.0 = tail;
        Some(head)
    }

    /// One byte.
    pub fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|b| b[0])
    }

    /// Two bytes.
    pub fn u16(&mut self) -> Option<u16> {
        self.take(2).and_then(|b| Some(u16::from_le_bytes(b.try_into().ok()?)))
    }

    /// Four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        self.take(4).and_then(|b| Some(u32::from_le_bytes(b.try_into().ok()?)))
    }

    /// A number of things of at least `least` bytes each; `None` if they cannot all be there.
    pub fn count(&mut self, least: usize) -> Option<usize> {
        let n = self.u32()? as usize;
        (n.checked_mul(least)? <= self.0.len()).then_some(n)
    }

    /// A string.
    pub fn text(&mut self) -> Option<&'a str> {
        let n = self.u8()? as usize;
        std::str::from_utf8(self.take(n)?).ok()
    }
}
