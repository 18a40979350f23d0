//! Which heading is the article's headline, and how it reads.
//!
//! The headline is what the page shows: a heading that metadata confirms, most of all a level-one heading. `og:title` is
//! often another wording for social networks, the window's title carries the site's name, and some sites put their
//! level-one heading into the bread crumbs; each is used only where the page shows nothing better.
//!
//! Left out on purpose: headlines in pictures.

use dateline_model::Strand;

use super::hints::Hints;
use super::metadata::Metadata;
use super::names::Tag;
use super::passages::{Passage, Role};
use super::tree::Tree;
use crate::cues;

/// A headline: its passage if the page shows it, its words, and those words with their place on the page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headline {
    pub passage: Option<usize>,
    pub text: Option<String>,
    pub strand: Option<Strand>,
}

/// Headings that are looked at: pages with more are lists.
const CANDIDATES: usize = 24;

/// A heading as a candidate: its passage and words.
pub(crate) fn candidates(tree: &Tree<'_>, passages: &[Passage]) -> Vec<(usize, Strand)> {
    let named = |p: &Passage| tree.nodes[p.holder as usize].hints.any(Hints::HEADLINE) && p.words >= 4 && p.linked == 0;
    let first = passages.iter().enumerate().filter(|(_, p)| {
        p.words > 0
            && (p.role == Role::Heading(1) || p.role == Role::Heading(2) && p.linked * 2 < p.letters || named(p))
    });
    first.take(CANDIDATES).map(|(i, p)| (i, p.strand(tree))).collect()
}

/// The headline among `candidates`.
pub(crate) fn headline(
    tree: &Tree<'_>,
    passages: &[Passage],
    candidates: &[(usize, Strand)],
    metadata: &Metadata,
) -> Headline {
    let said: Vec<(u32, String)> = metadata
        .linked
        .headline
        .iter()
        .map(|t| (4, letters(t)))
        .chain(metadata.titles.iter().take(3).map(|t| (3, letters(t))))
        .chain(metadata.window_title.iter().map(|t| (2, letters(t))))
        .filter(|(_, t)| !t.is_empty())
        .collect();
    let mut best: Option<(i64, usize)> = None;
    for (k, (i, strand)) in candidates.iter().enumerate() {
        let mine = letters(strand.text());
        if mine.is_empty() {
            continue;
        }
        let mut points: i64 = 0;
        for (worth, other) in &said {
            let worth = i64::from(*worth);
            points += if *other == mine {
                2 * worth
            } else if mine.len() >= 12 && other.contains(&mine) || other.len() >= 12 && mine.contains(other.as_str()) {
                worth
            } else {
                0
            };
        }
        let p = &passages[*i];
        let crumbs = around(tree, p.holder as usize, |n| n.hints.any(Hints::NAVIGATION));
        points += match p.role {
            Role::Heading(1) if crumbs => -3,
            Role::Heading(1) => 5 + i64::from(p.words >= 4),
            // A lower heading must be confirmed.
            _ if points < 4 => continue,
            _ => 0,
        };
        if best.is_none_or(|(top, _)| points > top) {
            best = Some((points, k));
        }
    }
    let said_first = metadata.linked.headline.as_ref().or(metadata.titles.first()).or(metadata.window_title.as_ref());
    let Some((_, k)) = best.filter(|(points, _)| *points > 0) else {
        if let Some((i, strand)) = lettered(tree, passages, metadata) {
            return Headline { passage: Some(i), text: Some(strand.text().to_owned()), strand: Some(strand) };
        }
        return Headline { passage: None, text: said_first.map(|t| without_site(t, metadata)), strand: None };
    };
    let (i, strand) = &candidates[k];
    let shown = trimmed(strand);
    let shown = without_kicker(tree, &passages[*i], shown, metadata);
    let text = reads_as(shown.text(), metadata);
    Headline { passage: Some(*i), text: Some(text), strand: Some(shown) }
}

/// Passages among which a headline without a heading is looked for.
const LETTERED_WITHIN: usize = 300;

/// The line that is set large without being a heading: it says what a part of the window's title or of another says.
fn lettered(tree: &Tree<'_>, passages: &[Passage], metadata: &Metadata) -> Option<(usize, Strand)> {
    let mut parts: Vec<String> = Vec::new();
    for title in metadata.window_title.iter().chain(&metadata.titles) {
        parts.push(letters(title));
        for bar in [" - ", " | ", " – ", " — ", " :: ", ": ", " » "] {
            parts.extend(
                title
                    .split_once(bar)
                    .into_iter()
                    .chain(title.rsplit_once(bar))
                    .flat_map(|(a, b)| [letters(a), letters(b)]),
            );
        }
    }
    parts.retain(|part| part.len() >= 15);
    let line = |p: &&Passage| (3..=30).contains(&p.words) && !matches!(p.role, Role::Caption | Role::Row);
    for (i, p) in passages.iter().enumerate().take(LETTERED_WITHIN).filter(|(_, p)| line(p)) {
        let strand = p.strand(tree);
        if parts.contains(&letters(strand.text())) {
            return Some((i, strand));
        }
    }
    None
}

/// Letters and digits in lower case: two headlines that differ in marks alone are one.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn around(tree: &Tree<'_>, node: usize, is: impl Fn(&super::tree::Node) -> bool) -> bool {
    let mut at = node;
    while at > 0 {
        if is(&tree.nodes[at]) {
            return true;
        }
        at = tree.nodes[at].parent as usize;
    }
    false
}

fn trimmed(strand: &Strand) -> Strand {
    let text = strand.text();
    let marks = |c: char| c.is_whitespace() || matches!(c, ':' | '|' | '–' | '—' | '-' | '\u{200b}');
    let start = text.len() - text.trim_start_matches(marks).len();
    let end = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '|' | '\u{200b}')).len();
    if start < end { strand.part(start..end) } else { strand.clone() }
}

/// The headline without the section or topic that stands above it in the same heading, unless metadata has both.
fn without_kicker(tree: &Tree<'_>, p: &Passage, shown: Strand, metadata: &Metadata) -> Strand {
    let mine = letters(shown.text());
    let titles: Vec<String> =
        metadata.titles.iter().chain(&metadata.linked.headline).map(|t| without_site(t, metadata)).collect();
    if titles.iter().any(|t| letters(t) == mine) {
        return shown;
    }
    // The kicker is an element of its own: the words after it are the headline.
    let mut node = p.first as usize;
    while node < p.last as usize {
        let n = tree.nodes[node];
        let own = n.tag == Tag::Text && tree.nodes[n.parent as usize].hints.any(Hints::TOOL) && n.parent > p.holder;
        if n.tag == Tag::Text && !own && !tree.text(node).trim().is_empty() {
            break;
        }
        node += 1;
    }
    let marked = trimmed(&p.part(tree, node..p.last as usize));
    if node > p.first as usize && marked.text().split_whitespace().count() >= 3 {
        return marked;
    }
    // Or metadata has the headline alone.
    let alone = titles.iter().find(|t| {
        let text = shown.text();
        t.split_whitespace().count() >= 4 && text.len() > t.len() && text.ends_with(t.as_str())
    });
    match alone {
        Some(t) => shown.part(shown.text().len() - t.len()..shown.text().len()),
        None => shown,
    }
}

/// How the headline reads: as shown, or with the mark between its two parts that only metadata writes.
fn reads_as(shown: &str, metadata: &Metadata) -> String {
    let mine = letters(shown);
    let titles: Vec<String> =
        metadata.linked.headline.iter().chain(&metadata.titles).map(|t| without_site(t, metadata)).collect();
    let marks = |text: &str| text.matches(": ").count();
    // "Inquiry into the flood Two resign" is "Inquiry into the flood: Two resign" where the two parts are two elements.
    let marked = titles.iter().find(|t| letters(t) == mine && marks(t) > marks(shown));
    // The topic stands above the heading; all who say a headline say both.
    let topped = || {
        let full = titles.first()?;
        let agreed = titles.iter().skip(1).any(|t| letters(t) == letters(full));
        let behind = full.rsplit_once(": ").is_some_and(|(_, last)| letters(last) == mine);
        let before = full.split_once(": ").is_some_and(|(first, _)| letters(first) == mine);
        (agreed && (behind || before)).then_some(full)
    };
    marked.or_else(topped).map_or_else(|| shown.to_owned(), Clone::clone)
}

/// A title without the site's name behind or before a bar or dash.
fn without_site(title: &str, metadata: &Metadata) -> String {
    let site = metadata.site.as_deref().map(cues::plain).unwrap_or_default();
    for bar in [" | ", " - ", " – ", " — ", " :: ", " » ", "ㅣ"] {
        if let Some((head, tail)) = title.rsplit_once(bar) {
            let tail = cues::plain(tail);
            let named = !site.is_empty() && (tail.contains(&site) || site.contains(&tail));
            if (named || bar == " | ") && head.split_whitespace().count() >= 3 {
                return head.trim().to_owned();
            }
        }
        if let Some((head, tail)) = title.split_once(bar)
            && !site.is_empty()
            && cues::plain(head) == site
        {
            return tail.trim().to_owned();
        }
    }
    title.trim().to_owned()
}
