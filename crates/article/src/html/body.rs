//! Which passages of a page are the article.
//!
//! Prose has mass: a passage weighs its words if it reads like sentences and is not mostly links. Furniture (by the
//! hints of the elements around it) weighs nothing. The body is the element that holds nearly all of the mass: the
//! smallest one that calls itself the article's text and holds enough, else the one found by walking down from the page
//! as long as a single child keeps the weight. What stands in it and is furniture, a list of links or a caption goes its
//! own way.
//!
//! Left out on purpose: what single lines say (`crate::cues`, asked by `assemble`).

use super::hints::Hints;
use super::names::Tag;
use super::passages::{Passage, Role};
use super::tree::Tree;

/// A page with its passages weighed.
pub(crate) struct Ground<'t, 'p> {
    pub tree: &'t Tree<'p>,
    pub passages: &'t [Passage],
    /// For each node: it or an element around it is furniture.
    pub out: Vec<bool>,
    /// Mass of the passages before each, furniture included.
    raw: Vec<u32>,
    /// Mass of the passages before each, furniture weighing nothing.
    clean: Vec<u32>,
}

/// The share of the page's prose above which an element is no furniture, whatever it is called: a theme may call its
/// page `has sidebar`, but no side bar holds two fifths of the text.
const TOO_HEAVY: f32 = 0.4;

/// The share of the prose that an element must hold to be walked into.
const WALK: f32 = 0.8;

/// The share of the page's prose that an element must hold to be believed when it says that it is the article's text.
const BELIEVED: f32 = 0.4;

impl<'t, 'p> Ground<'t, 'p> {
    pub fn new(tree: &'t Tree<'p>, passages: &'t [Passage]) -> Self {
        let mut ground = Self { tree, passages, out: Vec::new(), raw: Vec::new(), clean: Vec::new() };
        ground.raw = sums(passages.iter().map(Passage::prose));
        let all = ground.raw[passages.len()];
        let mut out = vec![false; tree.nodes.len()];
        for at in 1..tree.nodes.len() {
            let node = &tree.nodes[at];
            out[at] = out[node.parent as usize]
                || (node.tag != Tag::Text && ground.is_furniture(at) && {
                    let heavy = ground.between(&ground.raw, at) as f32 >= TOO_HEAVY * all as f32;
                    !heavy || node.hints.any(Hints::COMMENTS) && node.tag != Tag::Article
                });
        }
        ground.clean = sums(passages.iter().map(|p| if out[p.holder as usize] || out[p.first as usize] { 0 } else { p.prose() }));
        ground.out = out;
        ground
    }

    /// The passages inside a node: indices.
    pub fn passages_in(&self, node: usize) -> std::ops::Range<usize> {
        let end = self.tree.nodes[node].end;
        let from = self.passages.partition_point(|p| (p.first as usize) < node);
        let to = self.passages.partition_point(|p| p.first < end);
        from..to
    }

    fn between(&self, sums: &[u32], node: usize) -> u32 {
        let range = self.passages_in(node);
        sums[range.end] - sums[range.start]
    }

    /// The mass of a node.
    pub fn mass(&self, node: usize) -> u32 {
        self.between(&self.clean, node)
    }

    /// Whether an element's own name or hints make it furniture.
    fn is_furniture(&self, at: usize) -> bool {
        let node = &self.tree.nodes[at];
        let hints = node.hints;
        if node.tag == Tag::Aside {
            return true;
        }
        if !hints.any(Hints::FURNITURE) {
            return false;
        }
        if hints.any(Hints::BODY) && !hints.any(Hints::COMMENTS.and(Hints::RELATED).and(Hints::HIDDEN)) {
            return false;
        }
        // Links inside a sentence carry the names of trackers; a passage is judged as a whole.
        !matches!(node.tag, Tag::A | Tag::Span | Tag::P) || hints.any(Hints::HIDDEN) || node.tag == Tag::P
    }

    /// The element that holds the article.
    pub fn container(&self) -> usize {
        let all = self.clean[self.passages.len()];
        if all == 0 {
            return 0;
        }
        let said = self.said(all);
        let mut at = said.unwrap_or(0);
        loop {
            let mass = self.mass(at);
            let heaviest = self.children(at).max_by_key(|child| (self.mass(*child), std::cmp::Reverse(*child)));
            match heaviest {
                Some(child) if self.mass(child) as f32 >= WALK * mass as f32 && said.is_none() => at = child,
                _ => return at,
            }
        }
    }

    /// The smallest element that calls itself the article's text and is believed.
    fn said(&self, all: u32) -> Option<usize> {
        let mut best: Option<(u32, usize)> = None;
        for (at, node) in self.tree.nodes.iter().enumerate() {
            if !node.hints.any(Hints::BODY) || self.out[at] || node.tag == Tag::Text || node.tag.is_heading() {
                continue;
            }
            let mass = self.mass(at);
            if (mass as f32) < BELIEVED * all as f32 {
                continue;
            }
            // Inside another one: the inner one only if it keeps nearly everything.
            if best.is_none_or(|(top, _)| mass as f32 >= 0.85 * top as f32) {
                best = Some((mass, at));
            }
        }
        best.map(|(_, at)| at)
    }

    fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.tree.nodes[node].end as usize;
        let mut at = node + 1;
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let child = at;
            at = self.tree.nodes[child].end as usize;
            Some(child)
        })
    }

    /// All hints of a node and the elements around it, up to `top`.
    pub fn hints_up_to(&self, node: usize, top: usize) -> Hints {
        let mut hints = Hints::NONE;
        let mut at = node;
        while at > top {
            hints = hints.and(self.tree.nodes[at].hints);
            at = self.tree.nodes[at].parent as usize;
        }
        hints
    }
}

fn sums(masses: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut sums = vec![0];
    for mass in masses {
        sums.push(sums[sums.len() - 1] + mass);
    }
    sums
}
