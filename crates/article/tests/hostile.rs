//! Pages that nobody wrote for readers: nesting without end, tokens of megabytes, a million attributes.
//!
//! Held here: that they are read to their end with their text. How long that takes and in how much memory is measured
//! by the benches, not asserted.

use dateline_model::{Page, PageKind};

const SENTENCE: &str = "Twelve people were killed on Friday when a bus fell into a gorge, police said.";

fn read(html: String) -> (String, Vec<&'static str>) {
    let read = dateline_article::read(&Page::new(html, PageKind::Html));
    let text = read.articles.iter().map(|article| article.text()).collect::<Vec<_>>().join("\n");
    (text, read.notes.iter().map(|note| note.code).collect())
}

#[test]
fn nesting_without_end_is_flattened_and_said_and_no_text_is_lost() {
    let shapes = [
        "<div>",
        "<ul><li>",
        "<table><tr><td>",
        "<blockquote>",
        "<section><article>",
        "<x-custom>",
        "<b>",
        "<font><i><b>",
        "<dl><dt><dd>",
        "<div><p><ul><li><span>",
    ];
    for shape in shapes {
        let page = format!(
            "<p>{SENTENCE}</p>{}<p>At the bottom, a second bus was found, police said.</p>",
            shape.repeat(200_000)
        );
        let (text, notes) = read(page);
        assert!(text.contains(SENTENCE), "{shape}: {text}");
        assert!(text.contains("At the bottom, a second bus was found"), "{shape}: {text}");
        assert!(notes.contains(&"DL-A002"), "{shape}");
    }
}

#[test]
fn elements_too_deep_to_be_opened_do_not_close_others() {
    let article = "<div class=article-body><p>One sentence of a report, they said.</p><ul><li>A first item</li></ul><p>Another sentence of it, they said.</p></div>";
    let (text, _) = read(format!("{}{article}", "<div>".repeat(600)));
    assert!(text.contains("One sentence") && text.contains("Another sentence"), "{text}");
}

#[test]
fn tokens_without_end_do_not_hide_the_text() {
    let long = "x".repeat(1_000_000);
    let attributes: String = (0..200_000).map(|i| format!(" a{i}=x")).collect();
    let cases = [
        format!("<p>{SENTENCE}</p><{long}>"),
        format!("<p>{SENTENCE}</p><div class=\"{long}\">"),
        format!("<div{attributes}><p>{SENTENCE}</p></div>"),
        format!("<p>{SENTENCE}</p><table><tr><td colspan=9007199254740991>x</td></tr></table>"),
        format!("<p>{SENTENCE}</p>{}", "<".repeat(500_000)),
        format!("<p>{SENTENCE}</p>{}", "<!--".repeat(200_000)),
        format!("<p>{SENTENCE}</p>{}", "<script>".repeat(100_000)),
        format!("<p>{SENTENCE}</p>{}", "&".repeat(500_000)),
        format!("<p>{SENTENCE}</p><script type=\"application/ld+json\">{}</script>", "[".repeat(500_000)),
        format!("<p>{SENTENCE}</p><div title=\"never closed {}", "words ".repeat(100_000)),
    ];
    for page in cases {
        let start: String = page.chars().take(120).collect();
        assert!(read(page).0.contains(SENTENCE), "{start}");
    }
}
