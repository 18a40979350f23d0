//! Clean articles as plain text and as Markdown, for people who want just the page without its furniture.

use dateline_model::{Article, BlockKind};

/// The body of an article: one block a paragraph, a blank line between them.
pub fn text(article: &Article) -> String {
    let body: Vec<&str> = article.blocks().iter().filter(|b| b.kind.is_body()).map(|b| article.slice(b.span)).collect();
    body.join("\n\n") + "\n"
}

/// The article in Markdown: headline, source line, body, captions.
pub fn markdown(article: &Article) -> String {
    let mut out = String::new();
    if let Some(headline) = &article.headline {
        out.push_str(&format!("# {}\n\n", escaped(headline)));
    }
    let mut source: Vec<String> = Vec::new();
    source.extend((!article.byline.is_empty()).then(|| article.byline.join(", ")));
    source.extend(article.agency.clone());
    source.extend(article.publisher.clone());
    source.extend(article.published.map(|p| p.day.to_string()));
    if !source.is_empty() {
        out.push_str(&format!("{}\n\n", escaped(&source.join(" · "))));
    }
    let mut before: Option<BlockKind> = None;
    let mut dateline = String::new();
    for block in article.blocks() {
        let words = escaped(article.slice(block.span));
        let packed = |kind| matches!(kind, BlockKind::ListItem | BlockKind::TableRow);
        if before.is_some_and(|kind| packed(kind) && kind != block.kind) {
            out.push('\n');
        }
        match block.kind {
            BlockKind::Headline | BlockKind::Byline => {}
            // It stands in its paragraph's first line.
            BlockKind::Dateline => {
                dateline = words + " ";
                continue;
            }
            BlockKind::Standfirst => out.push_str(&format!("**{words}**\n\n")),
            BlockKind::Subheading => out.push_str(&format!("## {words}\n\n")),
            BlockKind::Quotation => out.push_str(&format!("> {words}\n\n")),
            BlockKind::ListItem => out.push_str(&format!("- {words}\n")),
            BlockKind::Caption => out.push_str(&format!("*{words}*\n\n")),
            BlockKind::TableRow => {
                out.push_str(&format!("| {words} |\n"));
                if before != Some(BlockKind::TableRow) {
                    // Markdown's tables have a head; the first row is it.
                    let cells = article.slice(block.span).matches(" | ").count() + 1;
                    out.push_str(&format!("|{}\n", " --- |".repeat(cells)));
                }
            }
            BlockKind::Paragraph => out.push_str(&format!("{}{words}\n\n", std::mem::take(&mut dateline))),
        }
        before = Some(block.kind);
    }
    out
}

/// Text with the characters that Markdown would take for markup escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, c) in text.char_indices() {
        let at_start = i == 0 && matches!(c, '#' | '>' | '-' | '+');
        if at_start || matches!(c, '*' | '_' | '`' | '[' | ']' | '\\' | '<') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
