//! How a page was weighed, as text: for whoever asks why a line was kept or dropped.
//!
//! One line a passage: a mark (`=` body, `-` furniture around it, blank neither), words, letters under links, role, the
//! elements around it with their hints. `cargo run -p dateline-article --example ground page.html` prints it.

use std::fmt::Write as _;

use super::body::Ground;
use super::passages::passages;
use super::tree::Tree;

/// The passages of a page and how they were judged.
pub(crate) fn trace(page: &str) -> String {
    let tree = Tree::of(page);
    let passages = passages(&tree);
    let (headline, _) = super::assemble::head(&tree, &passages);
    let ground = Ground::new(&tree, &passages, headline.passage);
    let container = ground.container();
    let inside = ground.passages_in(container);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} nodes, {} passages, container {}",
        tree.nodes.len(),
        passages.len(),
        path(&ground, container)
    );
    for (i, p) in passages.iter().enumerate() {
        let mark = if ground.out[p.holder as usize] || ground.out[p.first as usize] {
            '-'
        } else if inside.contains(&i) {
            '='
        } else {
            ' '
        };
        let strand = p.strand(&tree);
        let text: String = strand.text().chars().take(70).collect();
        let _ = writeln!(
            out,
            "{mark} {:>4}w {:>3}% {:<14} {text:<70} {}",
            p.words,
            (p.link_share() * 100.0) as u32,
            role(p.role),
            path(&ground, p.holder as usize)
        );
    }
    out
}

fn role(role: super::passages::Role) -> String {
    use super::passages::Role::*;
    match role {
        Line => "line".into(),
        Paragraph => "p".into(),
        Heading(n) => format!("h{n}"),
        Item => "item".into(),
        Quotation => "quotation".into(),
        Caption => "caption".into(),
        Row => "row".into(),
        Other => "other".into(),
    }
}

/// The elements from the page down to `node`, with class and id.
fn path(ground: &Ground<'_, '_>, node: usize) -> String {
    let mut parts = Vec::new();
    let mut at = node;
    while at > 0 && parts.len() < 8 {
        let n = &ground.tree.nodes[at];
        let class: String = ground
            .tree
            .attribute(at, "class")
            .or(ground.tree.attribute(at, "id"))
            .unwrap_or("")
            .chars()
            .take(40)
            .collect();
        let out = if ground.out[at] { "!" } else { "" };
        parts.push(format!("{out}{:?}.{class}#{:x}", n.tag, n.hints.bits()));
        at = n.parent as usize;
    }
    parts.join(" < ")
}
