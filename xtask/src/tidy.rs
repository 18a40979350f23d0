//! The invariants of ARCHITECTURE.md, checked on the sources themselves.
//!
//! - Verbs never depend on verbs (from `cargo metadata`).
//! - Every module opens with `//!`.
//! - The reading knows no clock, no network, no environment and no order of hashes; only `dateline` writes JSON.
//! - No file grows past what one can hold in mind.
//! - Every code of a note or problem stands in `docs/notes.md`, and every code there is used.
//!
//! The checks read text, not syntax: a comment that names a forbidden path trips them too, which is the cheap side to
//! err on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// The crates that do one thing each and see `model` only.
const VERBS: &[&str] =
    &["dateline-article", "dateline-lang", "dateline-rules", "dateline-merge", "dateline-store", "dateline-fetch"];

/// The crates whose code runs inside `Pipeline::read`.
const READING: &[&str] = &["model", "article", "lang", "rules"];

/// What would make a reading depend on more than its input.
const FORBIDDEN: &[(&str, &str)] = &[
    ("std::time", "the reading knows no clock"),
    ("SystemTime", "the reading knows no clock"),
    ("Instant::now", "the reading knows no clock"),
    ("Zoned::now", "the reading knows no clock"),
    ("std::net", "the reading knows no network"),
    ("std::env", "the reading knows no environment"),
    ("std::fs", "the reading opens no file"),
    ("RandomState", "the reading knows no order of hashes"),
    ("HashSet", "the reading knows no order of hashes; use a BTreeSet"),
    ("serde", "only `dateline` writes JSON"),
    ("rusqlite", "only `store` names the database"),
];

/// Lines of code past which a file is asked to be split (`#[cfg(test)]` onwards not counted).
const LONGEST_FILE: usize = 620;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All problems, one line each, sorted.
pub fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut problems = dependencies(root)?;
    let mut used: BTreeSet<String> = BTreeSet::new();
    for folder in ["crates", "xtask", "benches", "fuzz"] {
        for entry in walkdir::WalkDir::new(root.join(folder)).sort_by_file_name() {
            let Ok(entry) = entry else { continue };
            let path = entry.path();
            let inside = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
            if path.extension().is_none_or(|e| e != "rs") || inside.contains("/target/") {
                continue;
            }
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {inside}"))?;
            problems.extend(file(&inside, &text));
            if inside.contains("/src/") && folder == "crates" {
                used.extend(codes(&text));
            }
        }
    }
    let notes = std::fs::read_to_string(root.join("docs/notes.md")).context("cannot read docs/notes.md")?;
    let documented = codes(&notes);
    problems.extend(used.difference(&documented).map(|code| format!("docs/notes.md: {code} is not documented")));
    problems
        .extend(documented.difference(&used).map(|code| format!("docs/notes.md: {code} is documented but never used")));
    problems.sort();
    Ok(problems)
}

/// The problems of one source file.
pub fn file(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if !text.starts_with("//!") {
        problems.push(format!("{path}:1: the module does not open with `//!`"));
    }
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let n = code.lines().count();
    if n > LONGEST_FILE && !path.contains("/tests/") {
        problems.push(format!("{path}: {n} lines; past {LONGEST_FILE} a file holds two things"));
    }
    let crate_name = path.strip_prefix("crates/").and_then(|p| p.split('/').next()).unwrap_or("");
    if READING.contains(&crate_name) && path.contains("/src/") {
        for (i, line) in code.lines().enumerate() {
            for (word, why) in FORBIDDEN.iter().filter(|(word, _)| line.contains(word)) {
                problems.push(format!("{path}:{}: `{word}`: {why}", i + 1));
            }
        }
    }
    problems
}

/// The codes (`DL-R012`) that a text names.
fn codes(text: &str) -> BTreeSet<String> {
    text.match_indices("DL-")
        .filter_map(|(at, _)| text.get(at..at + 7))
        .filter(|code| code.as_bytes()[3].is_ascii_uppercase() && code.as_bytes()[4..].iter().all(u8::is_ascii_digit))
        .map(str::to_owned)
        .collect()
}

/// Verbs that depend on verbs, nouns that depend on anything of ours.
fn dependencies(root: &Path) -> anyhow::Result<Vec<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let mut problems = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or("");
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let on = dependency["name"].as_str().unwrap_or("");
            if VERBS.contains(&name) && VERBS.contains(&on) {
                problems.push(format!("{name}: a verb depends on the verb {on}"));
            }
            if name == "dateline-model" && (on.starts_with("dateline") || on.starts_with("serde")) {
                problems.push(format!("{name}: the nouns depend on {on}"));
            }
        }
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_tidy() {
        let problems = check(&root()).unwrap();
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    }

    #[test]
    fn what_is_untidy_is_found() {
        let found = |path: &str, text: &str| file(path, text).join("\n");
        assert!(found("crates/lang/src/a.rs", "fn f() {}\n").contains("does not open with `//!`"));
        assert!(found("crates/lang/src/a.rs", "//! a\nuse std::time::Instant;\n").contains("no clock"));
        assert!(found("crates/rules/src/a.rs", "//! a\nuse std::collections::HashSet;\n").contains("order of hashes"));
        assert!(found("crates/cli/src/a.rs", "//! a\nuse std::time::Instant;\n").is_empty());
        assert!(found("crates/cli/src/a.rs", &format!("//! a\n{}", "//\n".repeat(700))).contains("holds two things"));
    }
}
