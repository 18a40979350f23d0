//! Tables as comma-separated values (RFC 4180, `\r\n` behind each row).
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV injection"), unless it is a number.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{ErrorKind, Terminator, Writer, WriterBuilder};

/// A table that is being written.
pub(crate) struct Table<W: Write>(Writer<W>);

impl<W: Write> Table<W> {
    /// An empty table.
    pub fn new(out: W) -> Self {
        Self(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out))
    }

    /// A row more; the first one is the head.
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> io::Result<()> {
        self.0.write_record(cells.iter().map(|cell| harmless(cell.as_ref()).into_owned())).map_err(as_io)
    }

    /// Writes what is left.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn harmless(cell: &str) -> Cow<'_, str> {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if is_formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// What the system said, as it said it: the exit status depends on it.
fn as_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        _ => io::Error::other("the row has another number of cells than the head"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        let mut out = Vec::new();
        let mut table = Table::new(&mut out);
        table.row(&["a,b", "say \"no\"", "=cmd()", "-12.5", "plain", "two\nlines", ""]).unwrap();
        table.finish().unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\"a,b\",\"say \"\"no\"\"\",'=cmd(),-12.5,plain,\"two\nlines\",\r\n"
        );
    }
}
