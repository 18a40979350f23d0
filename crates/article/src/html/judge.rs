//! What each passage of the body is: text of a kind, a caption, or the page's own.
//!
//! Hints of the elements around it come first, then its links, then its words (the tables of [`crate::cues`], which
//! dumps use too). A passage that reads like a sentence needs more than a short one to be dropped.
//!
//! Left out on purpose: order and repetition (`assemble`).

use std::collections::BTreeMap;

use dateline_model::{BlockKind, Strand};

use super::body::Ground;
use super::captions;
use super::hints::Hints;
use super::names::Tag;
use super::passages::{Passage, Role};
use super::published;
use super::tree::Tree;
use crate::credits::{self, Credit};
use crate::cues::{self, Cue};
use crate::{dates, headers};

/// What a passage is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// A block of the article.
    Text(BlockKind),
    /// Words under an image.
    Caption(Credit),
    /// Who owns the image beside it.
    Credit(Credit),
    /// Who wrote it.
    Byline,
    /// When it was published.
    Date,
    /// The head of a list of other articles: what it heads goes with it.
    Elsewhere,
    /// The head of a box that is the page's own: what stands in the box goes with it.
    Boxed,
    /// The page's own.
    Dropped,
}

/// An element that holds an article, and what is known of it as a whole.
pub(crate) struct Scene<'g, 't, 'p> {
    pub ground: &'g Ground<'t, 'p>,
    pub container: usize,
    /// Most of its prose stands under pictures: a gallery that is the text.
    gallery: bool,
    /// The element that holds most of the prose directly or by its paragraphs.
    trunk: usize,
    /// Most of its prose stands in `p` elements.
    in_paragraphs: bool,
    /// Elements that speak of a paywall hold little of the text, so they speak of it and do not sell it.
    toll: bool,
    /// For each node of the container: the hints of it and the elements around it, within.
    inner: Vec<Hints>,
    /// For each node of the container: the nearest list around it is mostly links.
    listed: Vec<bool>,
}

impl<'g, 't, 'p> Scene<'g, 't, 'p> {
    pub fn new(ground: &'g Ground<'t, 'p>, container: usize) -> Self {
        let nodes = &ground.tree.nodes[container..ground.tree.nodes[container].end as usize];
        let mut inner = vec![Hints::NONE; nodes.len()];
        let mut listed = vec![false; nodes.len()];
        for (k, node) in nodes.iter().enumerate().skip(1) {
            let parent = node.parent as usize - container;
            inner[k] = inner[parent].and(node.hints);
            let list = matches!(node.tag, Tag::Ul | Tag::Ol | Tag::Menu);
            listed[k] = if list { ground.is_linked(container + k) } else { listed[parent] };
        }
        let (mut under, mut sold, mut in_p, mut all) = (0, 0, 0, 0);
        for p in &ground.passages[ground.passages_in(container)] {
            let prose = p.prose();
            if prose > 0 && !ground.out[p.holder as usize] {
                all += prose;
                let hints = inner[(p.holder as usize).saturating_sub(container)];
                under += if hints.any(Hints::MEDIA) { prose } else { 0 };
                in_p += if p.role == Role::Paragraph { prose } else { 0 };
                sold += if hints.any(Hints::PAYWALL) { prose } else { 0 };
            }
        }
        let trunk = trunk(ground, container);
        Self {
            ground,
            container,
            trunk,
            gallery: under * 2 > all,
            in_paragraphs: in_p * 5 > all * 4,
            toll: sold * 5 < all,
            inner,
            listed,
        }
    }
}

impl Scene<'_, '_, '_> {
    /// The hints of a node and the elements around it, within the container.
    pub fn hints(&self, node: usize) -> Hints {
        node.checked_sub(self.container).and_then(|k| self.inner.get(k)).copied().unwrap_or_default()
    }
}

/// The element whose paragraphs weigh most.
fn trunk(ground: &Ground<'_, '_>, container: usize) -> usize {
    let mut weights: BTreeMap<usize, u32> = BTreeMap::new();
    for p in &ground.passages[ground.passages_in(container)] {
        if !ground.out[p.holder as usize] {
            *weights.entry(ground.tree.nodes[p.holder as usize].parent as usize).or_default() += p.prose();
        }
    }
    weights
        .into_iter()
        .max_by_key(|(node, weight)| (*weight, std::cmp::Reverse(*node)))
        .map_or(container, |(node, _)| node)
}

impl Scene<'_, '_, '_> {
    /// Whether the passage is the text of a card: a headline that is a link stands a few lines before it, in an element of
    /// their own beside the article's paragraphs.
    fn carded(&self, i: usize) -> bool {
        let ground = self.ground;
        let p = &ground.passages[i];
        let parent = ground.tree.nodes[p.holder as usize].parent as usize;
        if parent == self.trunk || p.holder as usize == self.trunk {
            return false;
        }
        // Between headline and text: section, author, time.
        (i.saturating_sub(4)..i).rev().any(|k| {
            let before = &ground.passages[k];
            let linked = before.link_share() > 0.8 && before.words >= 3 && matches!(before.role, Role::Heading(_));
            if !linked || ground.out[before.holder as usize] {
                return false;
            }
            let card = ground.common(p.holder as usize, before.first as usize);
            let inside = &ground.passages[ground.passages_in(card)];
            card > self.container
                && card != self.trunk
                && inside.len() <= 12
                && inside.iter().filter(|p| p.prose() > 0).count() <= 2
        })
    }
}

/// The longest caption in words that a picture's element makes one without saying `caption`.
const LONGEST_CAPTION: u32 = 80;

/// Judges the passage `i` within `container`; also gives its words if they were read.
pub(crate) fn judge(scene: &Scene<'_, '_, '_>, i: usize) -> (Verdict, Strand) {
    let (ground, container) = (scene.ground, scene.container);
    let p = &ground.passages[i];
    let none = Strand::default;
    let node = p.holder as usize;
    let hints = scene.hints(node);
    let shut = ground.out[node] || ground.out[p.first as usize];
    let figure = hints.any(Hints::FIGURE);
    let captioned = p.role == Role::Caption || hints.any(Hints::CAPTION);
    let pictured = figure || !scene.gallery && hints.any(Hints::MEDIA) && media(ground, node, container);
    let row = p.role == Role::Row;
    // A name alone makes no caption of a paragraph: there must be a picture.
    let bare = p.prose() >= 15 && p.closed && !figure && !has_picture(ground, node, container);
    let (captioned, pictured) = (captioned && (!bare || p.role == Role::Caption && figure), pictured && !bare);
    if captioned || pictured && p.words <= LONGEST_CAPTION && !row {
        let elsewhere = Hints::RELATED.and(Hints::COMMENTS).and(Hints::ADVERT).and(Hints::HIDDEN);
        if shut && (!figure || hints.any(elsewhere)) {
            return (Verdict::Dropped, none());
        }
        let strand = p.strand(ground.tree);
        return caption(ground.tree, p, strand, hints, captioned || figure);
    }
    // What a paywall says instead of the text is short; what it sells is not.
    let toll = hints.any(Hints::PAYWALL) && scene.toll;
    if shut || toll {
        return (Verdict::Dropped, none());
    }
    if p.words == 0 {
        return (Verdict::Dropped, none());
    }
    let share = p.link_share();
    let sentence = p.closed && p.words >= 12;
    if share > 0.6
        && !(sentence && p.words > 20 && share < 0.9)
        && !row
        && !(matches!(p.role, Role::Heading(_)) && hints.any(Hints::HEADLINE))
    {
        return (Verdict::Dropped, none());
    }
    if p.role == Role::Item
        && scene.listed.get(node.wrapping_sub(container)).is_some_and(|l| *l)
        && !(sentence && share < 0.8)
    {
        return (Verdict::Dropped, none());
    }
    if !row && scene.carded(i) {
        return (Verdict::Dropped, none());
    }
    let strand = p.strand(ground.tree);
    let text = strand.text();
    let words = p.words as usize;
    if row {
        return (Verdict::Text(BlockKind::TableRow), strand);
    }
    if let Some(cue) = cues::cue(text, words) {
        let verdict = match cue {
            Cue::Elsewhere => Verdict::Elsewhere,
            Cue::Box | Cue::Comments => Verdict::Boxed,
            Cue::ListHead => Verdict::Text(BlockKind::Subheading),
            _ => Verdict::Dropped,
        };
        return (verdict, strand);
    }
    if dates::date_line(text).is_some() || is_stamp(text, words) {
        return (Verdict::Date, strand);
    }
    if headers::byline(text, false).is_some() {
        return (Verdict::Byline, strand);
    }
    if !sentence && words < 20 && hints.any(Hints::BYLINE.and(Hints::DATE)) && !hints.any(Hints::HEADLINE) {
        return (if hints.any(Hints::DATE) { Verdict::Date } else { Verdict::Byline }, strand);
    }
    if p.words <= LONGEST_CAPTION && ground.after_picture(i) {
        // A picture right before it, and a credit in it or right after it.
        let credited = credits::find(text).is_some_and(|c| !c.bare && c.caption_end > 0);
        let next = ground.passages.get(i + 1).filter(|n| n.words <= 14 && !ground.out[n.holder as usize]);
        let credit_next =
            !credited && next.is_some_and(|n| captions::credit_line(n.strand(ground.tree).text()).is_some());
        // Or a line that is no paragraph where all others are.
        let apart = scene.in_paragraphs
            && p.role == Role::Line
            && (4..=40).contains(&p.words)
            && hints.is_plain()
            && !text.starts_with(char::is_lowercase);
        if credited || credit_next || apart {
            return caption(ground.tree, p, strand, hints, true);
        }
    }
    if p.words <= LONGEST_CAPTION
        && captions::has_label(text)
        && credits::find(text).is_some_and(|c| !c.bare && c.caption_end > 0)
    {
        return caption(ground.tree, p, strand, hints, true);
    }
    if words <= 14
        && !sentence
        && let Some(credit) = captions::credit_line(text)
    {
        return (Verdict::Credit(credit), strand);
    }
    if hints.any(Hints::CREDIT) && words <= 14 && !sentence {
        return (Verdict::Credit(captions::credit_line(text).unwrap_or_else(|| captions::owned(text))), strand);
    }
    let kind = match p.role {
        Role::Paragraph | Role::Line if is_heading(ground, i, text) => BlockKind::Subheading,
        Role::Heading(_) => BlockKind::Subheading,
        Role::Item => BlockKind::ListItem,
        Role::Quotation => BlockKind::Quotation,
        _ => BlockKind::Paragraph,
    };
    (Verdict::Text(kind), strand)
}

fn caption(tree: &Tree<'_>, p: &Passage, strand: Strand, hints: Hints, sure: bool) -> (Verdict, Strand) {
    let text = strand.text();
    if let Some(credit) = captions::credit_line(text) {
        return (Verdict::Credit(credit), strand);
    }
    if hints.any(Hints::CREDIT) && !hints.any(Hints::CAPTION) && p.words <= 14 {
        return (Verdict::Credit(captions::owned(text)), strand);
    }
    let (strand, credit) = captions::caption(tree, p, strand, sure);
    if credit.caption_end == 0 {
        return (Verdict::Credit(credit), strand);
    }
    let text = strand.text();
    // A headline in it: the caption of a video that is a story of its own.
    let story = matches!(p.role, Role::Heading(_)) && p.words <= 14;
    // A teaser of a video has its length: "Drone footage 01:12".
    let length = text.len() >= 5
        && text.is_char_boundary(text.len() - 5)
        && begins_with_clock(&text[text.len() - 5..])
        && p.words <= 14;
    if cues::cue(text, p.words as usize).is_some() || (!sure && p.words < 4) || length || story {
        return (Verdict::Dropped, strand);
    }
    (Verdict::Caption(credit), strand)
}

/// Whether the nearest element around `node` that calls itself a picture holds no more than a caption: a gallery of
/// paragraphs is text.
fn media(ground: &Ground<'_, '_>, node: usize, top: usize) -> bool {
    let mut at = node;
    while at > top {
        let hints = ground.tree.nodes[at].hints;
        if hints.any(Hints::BODY) {
            return false;
        }
        if hints.any(Hints::MEDIA) {
            return ground.words_in(at) <= LONGEST_CAPTION;
        }
        at = ground.tree.nodes[at].parent as usize;
    }
    false
}

/// Whether a picture or player stands in one of the two elements around `node` that call themselves a picture's, or in
/// the one around those.
fn has_picture(ground: &Ground<'_, '_>, node: usize, top: usize) -> bool {
    let mut at = node;
    let mut left = 3;
    while at > top && left > 0 {
        let n = &ground.tree.nodes[at];
        let inside = &ground.tree.nodes[at..n.end as usize];
        if inside.iter().take(200).any(|n| matches!(n.tag, Tag::Img | Tag::Video | Tag::Picture | Tag::Figure)) {
            return true;
        }
        left -= 1;
        at = n.parent as usize;
    }
    false
}

/// A line that is set like a heading: short, no sentence, all of it bold or in capitals, with a paragraph after it.
fn is_heading(ground: &Ground<'_, '_>, i: usize, text: &str) -> bool {
    let p = &ground.passages[i];
    let next = ground.passages.get(i + 1).is_some_and(|next| next.prose() >= 12);
    let bold = p.bold * 10 >= p.letters * 9;
    let capitals = p.words >= 2 && text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    p.words <= 10 && next && (bold || capitals) && !text.ends_with(['.', ':', ',', ';']) && p.link_share() < 0.5
}

/// Words that stand beside a date, lower case, in the languages of the development pages.
#[rustfmt::skip]
const BESIDE_DATE: &[&str] = &[
    "updated", "published", "posted", "uhr", "um", "am", "pm", "at", "on", "min", "mins", "minutes", "read",
    "lesezeit", "lesedauer", "von", "par", "por", "by", "le", "el", "à", "a", "las", "de", "del", "di", "the",
    "aktualisiert", "stand", "mis", "jour", "actualizado", "publicado", "publié", "est", "et", "gmt", "bst", "cet",
    "utc", "ist", "edt", "pst", "pdt", "h", "ago", "last", "hours", "hour", "vor", "il", "y", "hace", "e", "kl",
];

/// A date, a time, a name and nothing else, in any language: with a clock or a full date, and beside it only names and
/// the words that stand beside dates.
pub(crate) fn is_stamp(text: &str, words: usize) -> bool {
    if words > 24 || text.len() > 180 {
        return false;
    }
    let entry = words <= 6 && begins_with_clock(text) || words <= 4 && text.contains(" ago");
    let dated = published::in_words(text).is_some() || has_numbers_of_a_day(text);
    if !entry && !dated {
        return false;
    }
    let tokens = text.split(|c: char| {
        c.is_whitespace() || matches!(c, '|' | '/' | '•' | '·' | ',' | '(' | ')' | ':' | '–' | '—' | '-')
    });
    let mut names = 0;
    for token in tokens.filter(|t| t.chars().any(char::is_alphabetic)) {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = bare.to_lowercase();
        let known = bare.contains(|c: char| c.is_ascii_digit())
            || BESIDE_DATE.contains(&lower.as_str())
            || dates::month(&lower).is_some()
            || published::is_month(&lower);
        if known {
            continue;
        }
        // A name, a weekday, a place; scripts without capitals write short stamps.
        if !bare.starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) {
            return false;
        }
        names += 1;
    }
    names <= MOST_NAMES
}

/// Names beside a date: two people of three words.
const MOST_NAMES: usize = 6;

/// A day in figures ("26.07.2024", "2024-07-26", "2024年7月"), or a clock with a year.
fn has_numbers_of_a_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let (mut clock, mut full, mut year) = (false, false, false);
    for i in 0..bytes.len() {
        if !digit(i) || (i > 0 && digit(i - 1)) {
            continue;
        }
        let run = bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
        let after = bytes.get(i + run).copied().unwrap_or(b' ');
        clock |= run <= 2 && matches!(after, b':' | b'h') && digit(i + run + 1) && digit(i + run + 2);
        full |= run <= 2 && matches!(after, b'.' | b'/' | b'-') && {
            let month = bytes[i + run + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
            (1..=2).contains(&month) && bytes.get(i + run + 1 + month) == Some(&after) && digit(i + run + month + 2)
        };
        full |= run == 4 && matches!(after, b'-' | b'/' | b'.') && digit(i + 5);
        full |= run == 4 && text[i + 4..].starts_with('年');
        year |= run == 4 && (text[i..].starts_with("20") || text[i..].starts_with("19"));
    }
    full || clock && year
}

fn begins_with_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    let hour = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let minute = bytes.get(hour + 1..hour + 3).is_some_and(|m| m.iter().all(u8::is_ascii_digit));
    let more = bytes.get(hour + 3).is_some_and(u8::is_ascii_digit);
    (1..=2).contains(&hour) && matches!(bytes.get(hour), Some(b':' | b'.')) && minute && !more
}
