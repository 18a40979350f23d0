//! The samples against their hand-made truth: `samples/dumps/NAME.txt` must give `NAME.expected.txt`.
//!
//! The truth was written by hand together with the dump, not taken from the program; its format is told in
//! `samples/README.md`.

use std::fmt::Write as _;
use std::path::PathBuf;

use dateline_model::{Article, BlockKind, Page, PageKind, Span};
use proptest::prelude::*;

mod law;

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

/// The samples of a folder: all files but the truths.
fn samples(folder: &str, kind: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(folder);
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let truth = |file: &PathBuf| file.to_string_lossy().contains(".expected.");
    let mut files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|e| e == kind) && !truth(file)).collect();
    files.sort();
    files
}

/// Reads each sample and holds it to its truth; all differences are told at once.
fn check(files: &[PathBuf], kind: PageKind) {
    let mut wrong = String::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let truth = std::fs::read_to_string(file.with_extension("expected.txt")).unwrap();
        let read = dateline_article::read(&Page::new(text, kind));
        let got: String = read.articles.iter().enumerate().map(|(i, a)| show(a, i + 1)).collect();
        let want: Vec<&str> = truth.trim().lines().map(str::trim).collect();
        let have: Vec<&str> = got.lines().map(str::trim).collect();
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
fn dumps_give_their_articles() {
    let files = samples("dumps", "txt");
    assert!(files.len() >= 10);
    check(&files, PageKind::Dump);
}

#[test]
fn simple_hypertext_gives_its_articles() {
    let files = samples("html", "html");
    assert!(!files.is_empty());
    check(&files, PageKind::Html);
}

/// Every block's words, cut from the page where the article says they stood, are the block's words.
fn check_home(page: &Page) {
    for article in dateline_article::read(page).articles {
        assert_eq!(law::broken(page, &article), None);
        if page.kind == PageKind::Html {
            continue;
        }
        for block in article.blocks() {
            let spans = article.in_page(block.span);
            let home: String = spans.iter().map(|s| &page.text[s.range()]).collect::<Vec<_>>().join(" ");
            let letters = |text: &str| {
                text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\0' | '\u{feff}')).collect::<String>()
            };
            assert_eq!(letters(&home), letters(article.slice(block.span)));
        }
    }
}

#[test]
fn every_character_knows_its_way_home() {
    for file in samples("dumps", "txt") {
        check_home(&Page::new(std::fs::read_to_string(file).unwrap(), PageKind::Dump));
    }
    for file in samples("html", "html") {
        check_home(&Page::new(std::fs::read_to_string(file).unwrap(), PageKind::Html));
    }
}

#[test]
fn characters_of_hypertext_know_their_way_home_through_entities() {
    let page = Page::new("<p>Rain &amp; rock killed 12 people in all, police&nbsp;said on Monday.", PageKind::Html);
    let article = &dateline_article::read(&page).articles[0];
    let at = article.text().find('&').unwrap() as u32;
    let home = article.in_page(Span::new(at, at + 1));
    assert_eq!(home.iter().map(|s| &page.text[s.range()]).collect::<Vec<_>>(), ["&amp;"]);
    let killed = article.text().find("killed").unwrap() as u32;
    assert_eq!(&page.text[article.in_page(Span::new(killed, killed + 6))[0].range()], "killed");
}

proptest! {
    #[test]
    fn no_text_makes_the_dump_reader_stumble(text in any::<String>()) {
        check_home(&Page::new(text, PageKind::Dump));
    }

    #[test]
    fn no_page_made_of_hard_pieces_makes_it_stumble(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "At least 12 people were killed on Monday, police said.", "Some Headline of a Page", "TT", "Share", "Related stories", "\n", "\n\n",
                "\r\n", "By Jane Doe", "3 November 2017", "BAGHDAD (AFP) - ", "(AFP Photo/JANE DOE)", "Photo: ", "© 2024", "Image source, EPA", "• ", "12 comments",
                "Sign up for our newsletter", "“", "”", "\u{0}", "\u{a0}", "é", "2h ago", "Key points", "Caption", " | ", "/",
            ]),
            0..40,
        )
    ) {
        check_home(&Page::new(pieces.concat(), PageKind::Dump));
    }

    #[test]
    fn no_markup_makes_the_page_reader_stumble(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<p>", "</p>", "<div", ">", "<script>", "</script>", "<article>", "</article>", "<h1>", "&amp;", "&#0;", "&bogus;", "&", "<!--", "-->", "<li>",
                "At least 12 people were killed on Monday, police said.", "é", "\u{0}", "<figcaption>", "<title>", "</", "\"", "<br>", "<table><tr><td>", "</td>",
                "<div class=\"article-body\">", "</div>", "<span class=credit>", "Photo: Jane Doe/AFP", "<figure>", "<img src=x>", "&#x2019;", "&nbsp;", " ", "ẞ", "İ", "Foto: ", "<link rel=canonical href=https://paper.example/é/2024/07/26>", "&notit;", "&#150;", "<a href=x>", "</a>",
                "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"articleBody\":\"It\\u2019s \\\"so\\\", they said on Monday.\\nAnd again, \\u00e9 \\ud83d\\ude00.\"}</script>",
            ]),
            0..40,
        )
    ) {
        check_home(&Page::new(pieces.concat(), PageKind::Html));
    }
}
