//! Rule packs: the embedded English one, and folders of the user's.

use std::path::Path;

use dateline_rules::{Pack, PackFile, Problem};
use sha2::{Digest, Sha256};

include!(concat!(env!("OUT_DIR"), "/english.rs"));

/// Why a pack could not be had.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file or folder could not be read.
    #[error("cannot read {path}: {error}")]
    Unreadable {
        /// The path as given.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// There is no rule, phrase or list file there.
    #[error("{0} holds no .rule, .phrases or .words file")]
    Empty(String),
    /// The files have mistakes.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Wrong(Vec<Problem>),
}

/// The files of the embedded English pack.
pub fn english() -> Vec<PackFile> {
    ENGLISH.iter().map(|(path, text)| PackFile { path: (*path).to_owned(), text: (*text).to_owned() }).collect()
}

/// The pack files at `path`: one file, or all below a folder in the order of their paths.
pub fn load(path: &Path) -> Result<Vec<PackFile>, PackError> {
    let unreadable =
        |path: &Path, error: std::io::Error| PackError::Unreadable { path: path.display().to_string(), error };
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|e| {
            let at = e.path().unwrap_or(path).to_owned();
            unreadable(&at, e.into())
        })?;
        let known = entry.path().extension().is_some_and(|e| e == "rule" || e == "phrases" || e == "words");
        if entry.file_type().is_file() && known {
            let text = std::fs::read_to_string(entry.path()).map_err(|e| unreadable(entry.path(), e))?;
            files.push(PackFile { path: entry.path().display().to_string(), text });
        }
    }
    if files.is_empty() { Err(PackError::Empty(path.display().to_string())) } else { Ok(files) }
}

/// `base` with the files of `over` beside it; a file of the same name and kind takes the place of the one in `base`.
pub fn overlay(mut base: Vec<PackFile>, over: Vec<PackFile>) -> Vec<PackFile> {
    let name = |file: &PackFile| file.path.rsplit(['/', '\\']).next().unwrap_or(&file.path).to_owned();
    for file in over {
        base.retain(|b| name(b) != name(&file));
        base.push(file);
    }
    base
}

/// Compiles a pack with the English tokenizer, and names it: language and the digest of all its files.
pub(crate) fn compile(files: &[PackFile]) -> Result<(Pack, String), PackError> {
    let pack = Pack::compile(files, &dateline_lang::words).map_err(PackError::Wrong)?;
    let mut hash = Sha256::new();
    for file in files {
        // Names without folders: the same files elsewhere are the same pack.
        hash.update(file.path.rsplit(['/', '\\']).next().unwrap_or("").as_bytes());
        hash.update([0]);
        hash.update(file.text.as_bytes());
        hash.update([0]);
    }
    Ok((pack, format!("en@{}", &hex(&hash.finalize())[..12])))
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use dateline_lang::{Analyzer, Reader};

    #[test]
    fn the_rules_of_the_english_pack_keep_their_tests() {
        let (pack, _) = super::compile(&super::english()).unwrap_or_else(|e| panic!("{e}"));
        for reader in [Reader::Careful, Reader::Swift] {
            let analyzer = Analyzer::of(reader);
            let failures = dateline_rules::test(&pack, &|text| crate::pipeline::as_text(&analyzer, text));
            let lines: Vec<String> = failures.iter().map(|f| f.problem.to_string()).collect();
            assert!(lines.is_empty(), "{}\n{}", reader.as_str(), lines.join("\n"));
        }
        assert!(pack.rules().len() > 10);
    }

    #[test]
    fn every_file_of_the_english_pack_is_formatted() {
        for file in super::english().iter().filter(|f| !f.path.ends_with(".words")) {
            let formatted = dateline_rules::format(&file.path, &file.text).unwrap();
            assert_eq!(formatted, file.text, "run `dateline rules fmt {}`", file.path);
        }
    }
}
