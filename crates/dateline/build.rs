//! Embeds the English rule pack: every file under `rules/en/`, in the order of their paths, so that one program needs
//! no folder beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"))
        .join("../../rules");
    let mut files = Vec::new();
    collect(&root.join("en"), &mut files);
    files.sort();
    let mut out = String::from(
        "/// Path and text of every file of the English pack.\npub(crate) const ENGLISH: &[(&str, &str)] = &[\n",
    );
    for file in &files {
        let name =
            file.strip_prefix(root.parent().unwrap_or(&root)).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let path = file.to_string_lossy().into_owned();
        writeln!(out, "    ({name:?}, include_str!({path:?})),").expect("writing to a string");
    }
    out.push_str("];\n");
    let target = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("english.rs");
    std::fs::write(target, out).expect("the build folder can be written");
    println!("cargo::rerun-if-changed={}", root.display());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rule" || e == "phrases" || e == "words") {
            files.push(path);
        }
    }
}
