//! Which passages of a page are the article.
//!
//! Prose has mass: a passage weighs its words if it reads like sentences and is not mostly links. Furniture (by the
//! hints of the elements around it) weighs nothing. The body is the element that holds nearly all of the mass: the
//! smallest one that calls itself the article's text and holds enough, else the one found by walking down from the page
//! as long as a single child keeps the weight. What stands in it and is furniture, a list of links or a caption goes its
//! own way.
//!
//! Left out on purpose: what single lines say (`crate::cues`, asked by `judge`).

use std::rc::Rc;

use super::hints::Hints;
use super::names::Tag;
use super::passages::{Passage, Role};
use super::tree::Tree;

/// Sums over the passages of a page, so that what an element holds is a difference of two.
#[derive(Default)]
struct Sums {
    /// Prose, furniture included.
    raw: Vec<u32>,
    words: Vec<u32>,
    letters: Vec<u32>,
    linked: Vec<u32>,
}

/// A page with its passages weighed.
#[derive(Clone)]
pub(crate) struct Ground<'t, 'p> {
    pub tree: &'t Tree<'p>,
    pub passages: &'t [Passage],
    /// The passage of the headline.
    pub headline: Option<usize>,
    /// For each node: it or an element around it is furniture.
    pub out: Rc<Vec<bool>>,
    /// For each node: the hints of it and all elements around it.
    above: Rc<Vec<Hints>>,
    /// Sums over the passages before each.
    sums: Rc<Sums>,
    /// And over their prose, furniture weighing nothing.
    clean: Rc<Vec<u32>>,
}

/// The share of the page's prose above which an element is no furniture, whatever it is called: a theme may call its
/// page `has sidebar`, but no side bar holds two fifths of the text.
const TOO_HEAVY: f32 = 0.4;

/// The share above which an element that holds the headline too is no furniture.
const WITH_HEADLINE: f32 = 0.15;

/// The share of the prose that an element must hold to be walked into.
const WALK: f32 = 0.88;

/// The share of the page's prose that an element must hold to be believed when it says that it is the article's text.
const BELIEVED: f32 = 0.4;

/// Fields that ask for an address on one page: a page that has more is no page of news.
const MOST_FIELDS: usize = 200;

/// Parts of a split body that are looked at: a body has one more part than advertisements.
const MOST_PARTS: usize = 200;

/// The words of a box that asks for the reader's address, small print included: chosen by judgement, under the shortest
/// reports.
const LONGEST_LETTER_BOX: u32 = 70;

/// The words of prose that make an element believed when it says that it is the article's text and no other one does:
/// half of a short report.
const ALONE: f32 = 100.0;

impl<'t, 'p> Ground<'t, 'p> {
    /// Weighs a page. `headline` is the passage of its headline.
    pub fn new(tree: &'t Tree<'p>, passages: &'t [Passage], headline: Option<usize>) -> Self {
        let mut ground = Self {
            tree,
            passages,
            headline,
            out: Rc::default(),
            above: Rc::default(),
            sums: Rc::default(),
            clean: Rc::default(),
        };
        let sums = Sums {
            raw: summed(passages.iter().map(Passage::prose)),
            words: summed(passages.iter().map(|p| p.words)),
            letters: summed(passages.iter().map(|p| p.letters)),
            linked: summed(passages.iter().map(|p| p.linked)),
        };
        let all = sums.raw[passages.len()];
        let mut above = vec![Hints::NONE; tree.nodes.len()];
        for (at, node) in tree.nodes.iter().enumerate().skip(1) {
            above[at] = above[node.parent as usize].and(node.hints);
        }
        ground.above = Rc::new(above);
        ground.sums = Rc::new(sums);
        let mut out = vec![false; tree.nodes.len()];
        let asks = |at: &usize| {
            let tag = tree.nodes[*at].tag;
            tag == Tag::Input || tag == Tag::Button && signs_up(tree, *at)
        };
        for at in (1..tree.nodes.len()).filter(asks).take(MOST_FIELDS) {
            ground.letter_box(at, all, &mut out);
        }
        let mut around = headline.map_or(0, |at| passages[at].holder as usize);
        // What holds the headline and a good part of the text is no furniture.
        let mut holds = Vec::new();
        while around > 0 {
            if ground.raw(around) as f32 >= WITH_HEADLINE * all as f32 {
                holds.push(around);
            }
            around = tree.nodes[around].parent as usize;
        }
        for at in 1..tree.nodes.len() {
            let node = &tree.nodes[at];
            out[at] = out[at]
                || out[node.parent as usize]
                || (node.tag != Tag::Text && ground.is_furniture(at) && !holds.contains(&at) && {
                    let heavy = ground.raw(at) as f32 >= TOO_HEAVY * all as f32;
                    // Comments may outweigh what they are about, but stand behind it.
                    let before = ground.sums.raw[ground.passages_in(at).start] * 5 >= all;
                    !heavy || node.hints.any(Hints::COMMENTS) && node.tag != Tag::Article && before
                });
        }
        let weight = |p: &Passage| if out[p.holder as usize] || out[p.first as usize] { 0 } else { p.prose() };
        ground.clean = Rc::new(summed(passages.iter().map(weight)));
        ground.out = Rc::new(out);
        ground
    }

    /// Marks the box around a field that asks for an address: the largest element around it that holds few words, little of
    /// the page and no headline.
    fn letter_box(&self, field: usize, all: u32, out: &mut [bool]) {
        let headline = self.headline.map_or(0, |h| self.passages[h].first as usize);
        let (mut at, mut found) = (field, 0);
        while at > 0 {
            let node = &self.tree.nodes[at];
            let holds = at <= headline && headline < node.end as usize;
            if holds || self.words_in(at) > LONGEST_LETTER_BOX || self.raw(at) * 4 > all {
                break;
            }
            if node.tag.is_block() {
                found = at;
            }
            at = node.parent as usize;
        }
        if found > 0 {
            out[found] = true;
        }
    }

    /// The same ground for another article of the page, under its own headline: what was weighed is shared.
    pub fn headed(&self, headline: Option<usize>) -> Self {
        Self { headline, ..self.clone() }
    }

    /// The passages inside a node: indices.
    pub fn passages_in(&self, node: usize) -> std::ops::Range<usize> {
        let end = self.tree.nodes[node].end;
        let from = self.passages.partition_point(|p| (p.first as usize) < node);
        let to = self.passages.partition_point(|p| p.first < end);
        from..to
    }

    /// Whether a picture stands between the passage before and passage `i`.
    pub fn after_picture(&self, i: usize) -> bool {
        let Some(p) = self.passages.get(i) else { return false };
        let from = i.checked_sub(1).map_or(0, |before| self.passages[before].last as usize);
        let to = p.first as usize;
        // A picture further away than sixty elements belongs to something else.
        let from = from.max(to.saturating_sub(60));
        self.tree.nodes[from..to].iter().any(|n| n.tag == Tag::Img)
    }

    /// Whether one of a node's first passages is a sentence and no link.
    fn has_sentence(&self, node: usize) -> bool {
        let inside = &self.passages[self.passages_in(node)];
        inside.iter().take(40).any(|p| p.closed && p.words >= 14 && p.link_share() < 0.2)
    }

    /// The words inside a node.
    pub fn words_in(&self, node: usize) -> u32 {
        self.between(&self.sums.words, node)
    }

    /// Whether more than half of a node's letters are links.
    pub fn is_linked(&self, node: usize) -> bool {
        self.between(&self.sums.linked, node) * 2 > self.between(&self.sums.letters, node)
    }

    /// The prose of a node, furniture included.
    fn raw(&self, node: usize) -> u32 {
        self.between(&self.sums.raw, node)
    }

    fn between(&self, sums: &[u32], node: usize) -> u32 {
        let range = self.passages_in(node);
        sums[range.end] - sums[range.start]
    }

    /// The mass of a node.
    pub fn mass(&self, node: usize) -> u32 {
        self.between(&self.clean, node)
    }

    /// The mass of a run of passages.
    pub fn mass_of(&self, passages: std::ops::Range<usize>) -> u32 {
        self.clean[passages.end] - self.clean[passages.start.min(passages.end)]
    }

    /// Whether an element's own name or hints make it furniture.
    fn is_furniture(&self, at: usize) -> bool {
        let node = &self.tree.nodes[at];
        let hints = node.hints;
        if node.tag == Tag::Aside || node.tag == Tag::Blockquote && hints.any(Hints::EMBED) {
            return true;
        }
        if !hints.any(Hints::FURNITURE) {
            return false;
        }
        // A paywall hides what it sells; what it hides inside the text is the text.
        let sold =
            if hints.any(Hints::PAYWALL) { Hints::VEILED.and(Hints::BOX).and(Hints::HIDDEN) } else { Hints::VEILED };
        if !hints.without(sold).any(Hints::FURNITURE) {
            let prose = self.raw(at) >= 15;
            return !(prose && self.hints_around(node.parent as usize).any(Hints::BODY));
        }
        // What calls itself the text, or is an article by its very tag, carries names of sections and themes besides.
        let firm = Hints::COMMENTS.and(Hints::RELATED).and(Hints::HIDDEN);
        let text = hints.any(Hints::BODY) || matches!(node.tag, Tag::Article | Tag::Main | Tag::Body);
        if text && !hints.any(firm) {
            return false;
        }
        // A standfirst under the name of a section is still one.
        let tool = Hints::TOOL.and(Hints::NAVIGATION);
        if hints.any(Hints::TOOL)
            && !hints.any(Hints::FURNITURE.without(tool))
            && self.words_in(at) >= 12
            && hints.any(Hints::STANDFIRST)
        {
            return false;
        }
        // Names of sections, topics and tools stand on what is none of them too; a sentence that is no link stays.
        let weak = Hints::TOOL.and(Hints::APPEAL);
        if !hints.any(Hints::FURNITURE.without(weak)) && self.has_sentence(at) {
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
        let mut at = said.or_else(|| self.first_article()).unwrap_or(0);
        while said.is_none() {
            let mass = self.mass(at);
            let heaviest = self.children(at).max_by_key(|child| (self.mass(*child), std::cmp::Reverse(*child)));
            match heaviest {
                Some(child) if self.mass(child) as f32 >= WALK * mass as f32 => at = child,
                _ => break,
            }
        }
        // A paragraph or a list is no body: what stands beside it belongs to it. Nor is what is sold: the free part stands
        // beside it.
        let part = |tag| {
            matches!(
                tag,
                Tag::P
                    | Tag::Ul
                    | Tag::Ol
                    | Tag::Li
                    | Tag::Blockquote
                    | Tag::Dl
                    | Tag::Dd
                    | Tag::Pre
                    | Tag::Tbody
                    | Tag::Tr
                    | Tag::Figure
            )
        };
        while at > 0 {
            let node = &self.tree.nodes[at];
            let sold = node.hints.any(Hints::PAYWALL.and(Hints::VEILED)) && !node.hints.any(Hints::BODY);
            if !(sold || part(node.tag) || !node.tag.is_block()) {
                break;
            }
            at = node.parent as usize;
        }
        at
    }

    /// The `article` element that holds the headline, where the page has others with prose of their own.
    fn first_article(&self) -> Option<usize> {
        let articles: Vec<usize> = (1..self.tree.nodes.len())
            .filter(|at| self.tree.nodes[*at].tag == Tag::Article && !self.out[*at] && self.mass(*at) >= 40)
            .collect();
        let headline = self.headline?;
        let mut around = self.passages[headline].holder as usize;
        while around > 0 {
            if let Some(at) = articles.iter().find(|at| **at == around) {
                let end = self.tree.nodes[*at].end as usize;
                let others = articles
                    .iter()
                    .any(|other| *other < *at && self.tree.nodes[*other].end as usize <= *at || *other >= end);
                return others.then_some(*at);
            }
            around = self.tree.nodes[around].parent as usize;
        }
        None
    }

    /// The smallest element that calls itself the article's text and is believed: because it holds a good part of the
    /// page's prose, or because it holds much and no other such element holds half as much (pages with many teasers).
    fn said(&self, all: u32) -> Option<usize> {
        let says = |at: usize| {
            let node = &self.tree.nodes[at];
            node.hints.any(Hints::BODY) && !self.out[at] && node.tag != Tag::Text && !node.tag.is_heading()
        };
        // Outermost elements first; an inner one takes over if it keeps nearly everything.
        let mut best: Vec<(u32, usize, u32)> = Vec::new();
        for at in (1..self.tree.nodes.len()).filter(|at| says(*at)) {
            let mass = self.mass(at);
            match best.last_mut() {
                Some((top, node, end)) if (at as u32) < *end => {
                    if mass as f32 >= 0.9 * *top as f32 {
                        *node = at;
                        *top = (*top).max(mass);
                    }
                }
                _ => best.push((mass, at, self.tree.nodes[at].end)),
            }
        }
        let (top, node, _) = *best.iter().max_by_key(|(mass, at, _)| (*mass, std::cmp::Reverse(*at)))?;
        let rivals = best.iter().filter(|(mass, ..)| *mass * 2 > top).count() > 1;
        let believed = top as f32 >= BELIEVED * all as f32 || (top as f32 >= ALONE && !rivals);
        if !believed {
            return None;
        }
        Some(self.split(node, &best).unwrap_or(node))
    }

    /// The element around a body that is split over several (an advertisement between them): the innermost one that holds
    /// those that say the same of themselves, if it holds hardly anything else.
    fn split(&self, node: usize, bodies: &[(u32, usize, u32)]) -> Option<usize> {
        let class = self.tree.attribute(node, "class");
        let tag = self.tree.nodes[node].tag;
        let same = |at: usize| self.tree.nodes[at].tag == tag && self.tree.attribute(at, "class") == class;
        // Or those that share the `article` element of the headline.
        let home = self.headline.and_then(|h| self.enclosing(self.passages[h].holder as usize, Tag::Article));
        let within = |at: usize| home.is_some_and(|home| home < at && at < self.tree.nodes[home].end as usize);
        // A box has one paragraph or two.
        let several = |at: usize| self.passages[self.passages_in(at)].iter().filter(|p| p.prose() > 0).count() >= 3;
        let same = |at: usize| same(at) || within(at) && within(node) && several(at);
        let parts: Vec<(u32, usize)> = bodies
            .iter()
            .take(MOST_PARTS)
            .filter(|(mass, at, _)| *mass >= 20 && (*at == node || same(*at)))
            .map(|(mass, at, _)| (*mass, *at))
            .collect();
        if parts.len() < 2 {
            return None;
        }
        let around = parts.iter().fold(node, |around, (_, at)| self.common(around, *at));
        let sum: u32 = parts.iter().map(|(mass, _)| *mass).sum();
        let headings = parts
            .iter()
            .filter(|(_, at)| self.passages[self.passages_in(*at)].iter().any(|p| p.role == Role::Heading(1)))
            .count();
        (around != node && headings < 2 && self.mass(around) * 10 <= sum * 12).then_some(around)
    }

    /// The innermost `tag` around a node.
    fn enclosing(&self, node: usize, tag: Tag) -> Option<usize> {
        let mut at = node;
        while at > 0 {
            if self.tree.nodes[at].tag == tag {
                return Some(at);
            }
            at = self.tree.nodes[at].parent as usize;
        }
        None
    }

    /// The innermost element that holds both nodes.
    pub fn common(&self, one: usize, other: usize) -> usize {
        let mut at = one;
        while !(at <= other && other < self.tree.nodes[at].end as usize) && at > 0 {
            at = self.tree.nodes[at].parent as usize;
        }
        at
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

    /// The hints of a node and of all elements around it.
    pub fn hints_around(&self, node: usize) -> Hints {
        self.above[node]
    }
}

/// Whether a button signs its reader up for something.
fn signs_up(tree: &Tree<'_>, button: usize) -> bool {
    const WORDS: &[&str] = &[
        "sign up",
        "subscribe",
        "abonnieren",
        "inscrire",
        "inscris",
        "abonner",
        "suscrib",
        "apúnta",
        "registr",
        "iscriviti",
        "abbonati",
        "inscreva",
        "assine",
        "aanmelden",
        "inschrijven",
        "zapisz",
        "anmelden",
        "get the newsletter",
        "join",
    ];
    let end = tree.nodes[button].end as usize;
    // A button's words are few.
    let words = (button + 1..end.min(button + 12)).map(|at| tree.text(at)).collect::<String>().to_lowercase();
    words.len() <= 60 && WORDS.iter().any(|word| words.contains(word))
}

fn summed(masses: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut sums = vec![0];
    for mass in masses {
        sums.push(sums[sums.len() - 1] + mass);
    }
    sums
}
