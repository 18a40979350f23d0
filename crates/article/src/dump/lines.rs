//! A dump as lines.
//!
//! A line is a run of text that the page shows as one, with white space folded and its way home kept; lines that were
//! broken to a width are joined again. Everything after this module sees lines only.

use dateline_model::Strand;

use crate::blanks::{fold, trimmed};

/// One line of a page; never empty.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub strand: Strand,
    /// Blank lines before it.
    pub blanks: u32,
}

impl Line {
    pub fn text(&self) -> &str {
        self.strand.text()
    }
}

/// The lines of a text dump.
pub(crate) fn of_dump(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut blanks = 0;
    let mut at = 0u32;
    for raw in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let mut strand = Strand::default();
        fold(&mut strand, raw, at);
        let strand = trimmed(&strand);
        if strand.is_empty() {
            // "\r\n" is one end of line, not a line end and a blank line.
            blanks += u32::from(!(raw == "\n" && text[..at as usize].ends_with('\r')));
        } else {
            lines.push(Line { strand, blanks });
            blanks = 0;
        }
        at += raw.len() as u32;
    }
    if is_hard_wrapped(&lines) { unwrap(lines) } else { lines }
}

/// The width that hard-wrapped text keeps to: agency copy and mail wrap at 64 to 80 columns.
const WRAP_WIDTH: std::ops::RangeInclusive<usize> = 50..=100;

/// Whether lines were broken to a width: none is longer than such a width, and most lines that a blank line does not
/// follow run close to it.
fn is_hard_wrapped(lines: &[Line]) -> bool {
    let width = |line: &Line| line.text().chars().count();
    let widest = lines.iter().map(width).max().unwrap_or(0);
    if lines.len() < 6 || !WRAP_WIDTH.contains(&widest) {
        return false;
    }
    let inner: Vec<usize> = lines.windows(2).filter(|pair| pair[1].blanks == 0).map(|pair| width(&pair[0])).collect();
    let full = inner.iter().filter(|w| **w * 5 >= widest * 4).count();
    // Half of all lines broken, two thirds of them full: list-like pages have many short lines in a row.
    inner.len() * 2 >= lines.len() && full * 3 >= inner.len() * 2
}

fn unwrap(lines: Vec<Line>) -> Vec<Line> {
    let widest = lines.iter().map(|line| line.text().chars().count()).max().unwrap_or(0);
    let mut joined: Vec<Line> = Vec::new();
    let mut goes_on = false;
    for line in lines {
        let full = line.text().chars().count() * 3 >= widest * 2;
        match joined.last_mut() {
            Some(last) if goes_on && line.blanks == 0 => last.strand.join(&line.strand),
            _ => joined.push(line),
        }
        goes_on = full;
    }
    joined
}
