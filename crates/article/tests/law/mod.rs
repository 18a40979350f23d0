//! The law of the way home: each character of an article stands on the page where the article says.
//!
//! Shared by the tests, by the example that holds whole folders of pages to it, and by the fuzz targets.

use dateline_model::{Article, Page, Span};

/// The first character of `article` that is not where it says, told with its place; `None` if all are.
pub fn broken(page: &Page, article: &Article) -> Option<String> {
    for block in article.blocks() {
        let text = article.slice(block.span);
        for (at, c) in text.char_indices() {
            let start = block.span.start() + at as u32;
            let spans = article.in_page(Span::new(start, start + c.len_utf8() as u32));
            let home: String = spans.iter().filter_map(|s| page.text.get(s.range())).collect();
            let right = if spans.is_empty() {
                // What joins cells, lines and parts of a caption stands for nothing on the page.
                matches!(c, ' ' | '|' | '\n')
            } else {
                // A blank stands for white space, tags or a reference; another character for itself, a character
                // reference, or an escape in linked data.
                c.is_whitespace() || home.starts_with(c) || home.starts_with('&') || home.starts_with('\\')
            };
            if !right {
                let around: String = text.chars().take(60).collect();
                return Some(format!("“{c}” at {start} in “{around}” is said to be “{home}”"));
            }
        }
    }
    None
}
