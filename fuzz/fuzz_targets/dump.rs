//! Any bytes as a page dump: no panic, and every block's letters stand on the page where the article says.
#![no_main]

use dateline_model::{Page, PageKind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = dateline_article::decode(bytes.to_vec(), None) else { return };
    let page = Page::new(decoded.text, PageKind::Dump);
    for article in dateline_article::read(&page).articles {
        for block in article.blocks() {
            let home: String = article.in_page(block.span).iter().map(|s| &page.text[s.range()]).collect();
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\0' | '\u{feff}')).collect::<String>();
            assert_eq!(letters(&home), letters(article.slice(block.span)));
        }
    }
    let page = Page { kind: PageKind::Html, ..page };
    dateline_article::read(&page);
});
