//! The language page keeps its word: the files that `docs/rules.md` shows load beside the English pack and pass their
//! own tests.

use std::path::Path;

use dateline_rules::PackFile;

/// The fenced blocks of a page that are pack files: a rule is named by itself, a list or phrase file by the last such path
/// that the text before it mentions.
fn files(page: &str) -> Vec<PackFile> {
    let mut files: Vec<PackFile> = Vec::new();
    let mut name: Option<String> = None;
    let mut open: Option<PackFile> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some("rule" | "words" | "phrases")) => {
                open = Some(PackFile { path: name.take().unwrap_or_default(), text: String::new() });
            }
            (Some(file), Some("")) => {
                if let Some(rule) = file.text.lines().find_map(|line| line.strip_prefix("rule ")) {
                    file.path = format!("{}.rule", rule.trim());
                }
                files.extend(open.take());
            }
            (Some(file), _) => {
                file.text.push_str(line);
                file.text.push('\n');
            }
            (None, _) => {
                let named = line.split('`').skip(1).step_by(2).filter(|word| {
                    [".rule", ".words", ".phrases"].iter().any(|end| word.ends_with(end) && word.len() > end.len())
                });
                name = named.last().map(str::to_owned).or(name);
            }
        }
    }
    files
}

#[test]
fn the_rules_that_the_page_shows_pass_their_tests() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let shown = files(&std::fs::read_to_string(page).unwrap());
    let rules = shown.iter().filter(|file| file.path.ends_with(".rule")).count();
    assert!(rules >= 2, "{rules} rules on the page");
    let names: Vec<String> = shown.iter().map(|file| file.path.clone()).collect();
    let pipeline = dateline::Pipeline::with_pack(&dateline::overlay(dateline::english(), shown))
        .unwrap_or_else(|problems| panic!("{problems}"));
    let failures: Vec<String> =
        dateline_rules::test(pipeline.pack(), &|text| dateline::as_text(pipeline.analyzer(), text))
            .into_iter()
            .filter(|failure| names.contains(&failure.problem.file))
            .map(|failure| failure.problem.to_string())
            .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
