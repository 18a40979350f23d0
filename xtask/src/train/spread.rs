//! `cargo xtask spread`: in how many reports a word stands (`lang-data/en/stories/spread.tsv`), by which stories weigh words.
//!
//! Reports are JSON lines with `text`; a text of fewer than 300 bytes is no report. Only counts are kept, of words of three to twenty letters that stand
//! in three reports or more.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};

/// Writes `out` from files of JSON lines.
pub fn write(files: &[&str], out: &Path) -> Result<()> {
    let (mut reports, mut spread) = (0u32, BTreeMap::<String, u32>::new());
    for file in files {
        for line in std::fs::read_to_string(file).with_context(|| (*file).to_owned())?.lines() {
            let report: serde_json::Value = serde_json::from_str(line).with_context(|| (*file).to_owned())?;
            let text = report.get("text").and_then(|text| text.as_str()).unwrap_or_default();
            if text.len() < 300 {
                continue;
            }
            reports += 1;
            let lower = text.to_lowercase();
            let words: BTreeSet<&str> =
                lower.split(|c: char| !c.is_ascii_lowercase()).filter(|w| (3..=20).contains(&w.len())).collect();
            for word in words {
                *spread.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    let mut text = format!(
        "# In how many of {reports} reports a word stands; words of two reports and fewer are left out. See SOURCE.toml.\n"
    );
    for (word, n) in spread.iter().filter(|(_, n)| **n >= 3) {
        writeln!(text, "{word}\t{n}")?;
    }
    std::fs::write(out, text)?;
    Ok(())
}
