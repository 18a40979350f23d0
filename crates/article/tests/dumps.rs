//! The sample dumps against their hand-made truth: `samples/dumps/NAME.txt` must give `NAME.expected.txt`.
//!
//! The truth was written by hand together with the dump, not taken from the program; its format is told in
//! `samples/README.md`.

use std::fmt::Write as _;
use std::path::PathBuf;

use dateline_model::{Article, BlockKind, Page, PageKind};

/// An article in the form of the truth files.
fn show(article: &Article, number: usize) -> String {
    let mut out = format!("=== article {number}\n");
    let of = |kind| article.blocks().iter().filter(move |b| b.kind == kind).map(|b| article.slice(b.span));
    if let Some(headline) = &article.headline {
        let _ = writeln!(out, "headline: {headline}");
    }
    for standfirst in of(BlockKind::Standfirst) {
        let _ = writeln!(out, "standfirst: {standfirst}");
    }
    if !article.byline.is_empty() {
        let _ = writeln!(out, "byline: {}", article.byline.join("; "));
    }
    if let Some(agency) = &article.agency {
        let _ = writeln!(out, "agency: {agency}");
    }
    if let Some(published) = article.published {
        let _ = writeln!(out, "published: {}", published.day);
    }
    for image in &article.images {
        let _ = write!(out, "image: {}", article.slice(image.caption));
        for (key, value) in [
            ("credit", &image.credit),
            ("photographer", &image.photographer),
            ("date", &image.date.map(|d| d.to_string())),
        ] {
            if let Some(value) = value {
                let _ = write!(out, " | {key}: {value}");
            }
        }
        out.push('\n');
    }
    out.push_str("--- body\n");
    for block in article.blocks() {
        if !matches!(block.kind, BlockKind::Headline | BlockKind::Standfirst | BlockKind::Byline | BlockKind::Caption) {
            let _ = writeln!(out, "({}) {}", block.kind.as_str(), article.slice(block.span));
        }
    }
    out
}

fn samples() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../samples/dumps");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .filter(|f| f.to_string_lossy().ends_with(".txt") && !f.to_string_lossy().contains(".expected."))
        .collect();
    files.sort();
    files
}

#[test]
fn dumps_give_their_articles() {
    let mut wrong = String::new();
    let files = samples();
    assert!(files.len() >= 10);
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let truth = std::fs::read_to_string(file.with_extension("expected.txt")).unwrap();
        let read = dateline_article::read(&Page::new(text, PageKind::Dump));
        let got: String = read.articles.iter().enumerate().map(|(i, a)| show(a, i + 1)).collect();
        let (want, have): (Vec<&str>, Vec<&str>) =
            (truth.trim().lines().map(str::trim).collect(), got.lines().map(str::trim).collect());
        if want != have {
            let _ = writeln!(wrong, "{}:", file.file_name().unwrap().to_string_lossy());
            for line in want.iter().filter(|line| !have.contains(line)) {
                let _ = writeln!(wrong, "  missing  {line}");
            }
            for line in have.iter().filter(|line| !want.contains(line)) {
                let _ = writeln!(wrong, "  invented {line}");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_character_knows_its_way_home() {
    for file in samples() {
        let text = std::fs::read_to_string(&file).unwrap();
        let page = Page::new(text, PageKind::Dump);
        for article in dateline_article::read(&page).articles {
            for block in article.blocks() {
                let home: String =
                    article.in_page(block.span).iter().map(|s| &page.text[s.range()]).collect::<Vec<_>>().join(" ");
                let folded: Vec<&str> = home.split_whitespace().collect();
                assert_eq!(folded.join(" "), article.slice(block.span));
            }
        }
    }
}
