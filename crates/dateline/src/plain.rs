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
    let mut in_list = false;
    for block in article.blocks() {
        let words = escaped(article.slice(block.span));
        let item = block.kind == BlockKind::ListItem;
        if in_list && !item {
            out.push('\n');
        }
        in_list = item;
        match block.kind {
            BlockKind::Headline | BlockKind::Byline => {}
            BlockKind::Standfirst => out.push_str(&format!("**{words}**\n\n")),
            BlockKind::Subheading => out.push_str(&format!("## {words}\n\n")),
            BlockKind::Quotation => out.push_str(&format!("> {words}\n\n")),
            BlockKind::ListItem => out.push_str(&format!("- {words}\n")),
            BlockKind::Caption => out.push_str(&format!("*{words}*\n\n")),
            BlockKind::Dateline | BlockKind::Paragraph | BlockKind::TableRow => out.push_str(&format!("{words}\n\n")),
        }
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
