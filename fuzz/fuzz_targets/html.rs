//! Any bytes as a page of hypertext: no panic, and every character stands on the page where the article says.
#![no_main]

use dateline_model::{Page, PageKind};
use libfuzzer_sys::fuzz_target;

#[path = "../../crates/article/tests/law/mod.rs"]
mod law;

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = dateline_article::decode(bytes.to_vec(), None) else { return };
    let page = Page::new(decoded.text, PageKind::Html);
    for article in dateline_article::read(&page).articles {
        assert_eq!(law::broken(&page, &article), None);
    }
});
