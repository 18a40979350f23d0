//! Holds folders of pages to the law of the way home: `cargo run --release -p dateline-article --example way_home DIR…`.

use dateline_model::{Page, PageKind};

#[path = "../tests/law/mod.rs"]
mod law;

fn main() -> std::io::Result<()> {
    let (mut pages, mut articles, mut broken) = (0, 0, 0);
    for folder in std::env::args().skip(1) {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let Ok(decoded) = dateline_article::decode(std::fs::read(&path)?, None) else { continue };
            let page = Page::new(decoded.text, PageKind::Html);
            pages += 1;
            for article in dateline_article::read(&page).articles {
                articles += 1;
                if let Some(what) = law::broken(&page, &article) {
                    broken += 1;
                    println!("{}: {what}", path.display());
                }
            }
        }
    }
    println!("{pages} pages, {articles} articles, {broken} broken");
    Ok(())
}
