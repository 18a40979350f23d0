//! The law of the way home: each character of an article stands on the page where the article says.
//!
//! Shared by the tests, by the example that holds whole folders of pages to it, and by the fuzz targets.

use dateline_model::{Article, BlockKind, Page, Span};

/// The first character of `article` that is not where it says, told with its place; `None` if all are.
pub fn broken(page: &Page, article: &Article) -> Option<String> {
    for block in article.blocks() {
        let text = article.slice(block.span);
        let mut before = 0;
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
                c.is_whitespace() || home.starts_with(c) || refers(&home, c) || escapes(&home, c)
            };
            // Within a block the page is read forwards; a caption may have its credit before it.
            let at_home = spans.first().map_or(before, |s| s.start());
            let right = right && (at_home >= before || block.kind == BlockKind::Caption);
            before = at_home;
            if !right {
                let around: String = text.chars().take(60).collect();
                return Some(format!("“{c}” at {start} in “{around}” is said to be “{home}”"));
            }
        }
    }
    None
}

/// Whether a character reference stands for `c`, alone or among others.
fn refers(home: &str, c: char) -> bool {
    let decoded: String = html5gum::Tokenizer::new(home)
        .filter_map(|token| match token {
            Ok(html5gum::Token::String(text)) => Some(String::from_utf8_lossy(&text.value).into_owned()),
            _ => None,
        })
        .collect();
    home.starts_with('&') && decoded.contains(c)
}

/// Whether an escape of linked data stands for `c`: `\u00e9`, `\"`, a pair of halves.
fn escapes(home: &str, c: char) -> bool {
    let units: Vec<u16> =
        home.split("\\u").skip(1).filter_map(|hex| u16::from_str_radix(hex.get(..4)?, 16).ok()).collect();
    let unicode = char::decode_utf16(units).any(|decoded| decoded.unwrap_or('\u{fffd}') == c);
    home.starts_with('\\') && (unicode || home[1..].starts_with(c) || c == '\u{fffd}')
}
