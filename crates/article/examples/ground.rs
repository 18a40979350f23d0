//! Prints how pages were weighed: `cargo run -p dateline-article --example ground page.html`.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(path)?;
        let _ = writeln!(std::io::stdout(), "{}", dateline_article::ground(&String::from_utf8_lossy(&bytes)));
    }
    Ok(())
}
