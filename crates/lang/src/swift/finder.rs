//! Tokens → names: a greedy averaged perceptron over labels that say where a name begins, goes on and ends.
//!
//! Labels are BILOU (Ratinov and Roth 2009), which they found better than BIO, and so are their other levers: lists,
//! word clusters, and a memory of what the same word was earlier in the report. Titles are a kind of their own, so that
//! "Staff Major General" is cut off the name by the same decision that finds it.
//!
//! Most words of a report cannot stand in a name (small letters, no list knows them, no name is open): they are passed
//! over without a look.

use super::features::Features;
use super::form::{CAPITAL, DIGIT, EDGE, Form};
use super::phrases::kind;
use super::rows::Sparse;

/// Kinds of names that the model tells apart, in the order of its labels.
pub const KINDS: [&str; 10] = ["per", "org", "grp", "nat", "loc", "fac", "evt", "wrk", "prd", "ttl"];

/// Number of labels: none, and begin, inside, last and alone of each kind.
pub const LABELS: usize = 1 + 4 * KINDS.len();

/// Where in a name a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It begins a name of two tokens or more.
    Begin,
    /// In the middle.
    Inside,
    /// It ends one.
    Last,
    /// It is one by itself.
    Alone,
}

/// The label of a part of a name of a kind, by its index in [`KINDS`].
pub const fn label(kind: usize, part: Part) -> u8 {
    (1 + kind * 4 + part as usize) as u8
}

/// The kind and part of a label; `None` for "no name".
pub const fn unlabel(label: u8) -> Option<(usize, Part)> {
    if label == 0 {
        return None;
    }
    let part = match (label - 1) % 4 {
        0 => Part::Begin,
        1 => Part::Inside,
        2 => Part::Last,
        _ => Part::Alone,
    };
    Some(((label as usize - 1) / 4, part))
}

/// Whether a name is still open behind a label.
#[inline(always)]
pub const fn is_open(label: u8) -> bool {
    label != 0 && (label - 1) % 4 < 2
}

/// Whether `label` may stand behind `before`; `last`: it is the last of the sentence.
#[inline(always)]
pub const fn may_follow(before: u8, label: u8, last: bool) -> bool {
    if last && is_open(label) {
        return false;
    }
    let goes_on = label != 0 && matches!((label - 1) % 4, 1 | 2);
    if is_open(before) { goes_on && (label - 1) / 4 == (before - 1) / 4 } else { !goes_on }
}

/// What the same word was, earlier in the report: places for words by their numbers.
#[derive(Clone, Debug)]
pub struct Memory {
    slots: Vec<(u64, u8)>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { slots: vec![(0, 0); 1 << 10] }
    }
}

impl Memory {
    /// Forgets the report.
    pub fn clear(&mut self) {
        self.slots.fill((0, 0));
    }

    /// The kind that the word of this number last had, plus one; 0 for a word without one.
    #[inline(always)]
    pub fn kind(&self, word: u64) -> u64 {
        let (number, kind) = self.slots[word as usize % self.slots.len()];
        if number == word { u64::from(kind) } else { 0 }
    }

    /// Keeps that the word of this number stood in a name of a kind.
    #[inline(always)]
    pub fn keep(&mut self, word: u64, kind: usize) {
        let n = self.slots.len();
        self.slots[word as usize % n] = (word, kind as u8 + 1);
    }
}

/// A sentence as the finder sees it: columns of one length.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The forms.
    pub forms: &'a [Form],
    /// The tagger's classes.
    pub classes: &'a [u8],
    /// The lists' marks.
    pub marks: &'a [u32],
    /// Universal part of speech of each class.
    pub pos: &'a [u8],
}

impl View<'_> {
    /// Whether the token at `i` can stand in a name, if none is open before it: it, or one of the two behind it, has a
    /// capital, a digit, or a title's or list's mark.
    #[inline(always)]
    pub fn may_begin(&self, i: usize) -> bool {
        let here = |j: usize| {
            self.forms.get(j).is_some_and(|f| f.flags & CAPITAL != 0)
                || self.marks.get(j).is_some_and(|m| *m & !kind::SMALL != 0)
        };
        let mark = self.marks[i];
        here(i)
            || mark & kind::TITLE != 0
            || self.forms[i].flags & DIGIT != 0 && (here(i + 1) || mark != 0)
            || mark & kind::SMALL != 0 && here(i + 1)
            || here(i + 2) && self.forms.get(i + 1).is_some_and(|f| f.low == HYPHEN)
    }
}

/// The number of a hyphen.
const HYPHEN: u64 = super::hash::text(b"-");

/// The features of the token at `i`, of which the labels before are `t1` (right before) and `t2`.
#[inline]
pub fn features(view: &View<'_>, i: usize, t1: u8, t2: u8, memory: &Memory, f: &mut Features) {
    let at = |j: isize| usize::try_from(i as isize + j).ok();
    let form = |j: isize| -> &Form { at(j).and_then(|k| view.forms.get(k)).unwrap_or(&EDGE) };
    let class = |j: isize| -> u64 { at(j).and_then(|k| view.classes.get(k)).map_or(999, |c| u64::from(*c)) };
    let pos =
        |j: isize| -> u64 { at(j).and_then(|k| view.classes.get(k)).map_or(99, |c| u64::from(view.pos[*c as usize])) };
    let mark = |j: isize| -> u64 { at(j).and_then(|k| view.marks.get(k)).map_or(77, |m| u64::from(*m)) };
    let seen = |j: isize| -> u64 { at(j).and_then(|k| view.forms.get(k)).map_or(0, |w| memory.kind(w.low)) };
    let (c, p, pp, n, nn) = (form(0), form(-1), form(-2), form(1), form(2));
    let first = u64::from(i == 0);
    let (t1, t2) = (u64::from(t1), u64::from(t2));
    f.clear();
    f.add(401, [c.word]);
    f.add(402, [c.low]);
    f.add(403, [c.ending[1]]);
    f.add(404, [c.ending[2]]);
    f.add(405, [c.ending[3]]);
    f.add(406, [c.beginning[1]]);
    f.add(407, [c.beginning[2]]);
    f.add(408, [c.shape, first]);
    f.add(409, [c.flags, first]);
    f.add(410, [t1]);
    f.add(411, [t1, t2]);
    f.add(412, [t1, c.low]);
    f.add(413, [t1, c.shape]);
    f.add(414, [t1, class(0)]);
    f.add(415, [p.low]);
    f.add(416, [pp.low]);
    f.add(417, [n.low]);
    f.add(418, [nn.low]);
    f.add(419, [p.low, c.low]);
    f.add(420, [c.low, n.low]);
    f.add(421, [p.shape, c.shape, n.shape]);
    f.add(422, [class(0)]);
    f.add(423, [class(-1), class(0)]);
    f.add(424, [class(0), class(1)]);
    f.add(425, [class(-1), class(0), class(1)]);
    f.add(426, [t1, p.low]);
    f.add(427, [t1, n.low]);
    f.add(428, [n.ending[2]]);
    f.add(429, [p.ending[2]]);
    f.add(430, [n.flags, c.flags, p.flags]);
    f.add(431, [pp.low, p.low]);
    f.add(432, [n.low, nn.low]);
    f.add(433, [p.low, c.shape]);
    f.add(434, [n.low, c.shape]);
    f.add(435, [c.ending[2], c.shape]);
    f.add(436, [p.low, c.ending[2]]);
    // Lists.
    let m = mark(0);
    f.add(440, [m]);
    f.add(441, [m, t1]);
    f.add(442, [m, p.low]);
    f.add(443, [m, n.low]);
    f.add(444, [mark(-1), m, mark(1)]);
    f.add(445, [m, mark(1)]);
    f.add(446, [mark(-1), m]);
    f.add(447, [m, pos(0), pos(1)]);
    f.add(448, [mark(1)]);
    f.add(449, [mark(-1)]);
    f.add(450, [m, c.flags]);
    f.add(451, [mark(2), t1]);
    for bit in 0..17u64 {
        if m >> bit & 1 != 0 {
            f.add(452, [bit, m >> 17, t1]);
        }
    }
    // Clusters.
    f.add(460, [c.cluster[0], c.flags & CAPITAL]);
    f.add(461, [c.cluster[1], t1]);
    f.add(462, [c.cluster[2], t1, c.flags & CAPITAL]);
    f.add(463, [n.cluster[0]]);
    f.add(464, [p.cluster[0]]);
    f.add(465, [n.cluster[1], c.shape]);
    f.add(466, [p.cluster[1], c.shape]);
    f.add(467, [p.cluster[1], c.cluster[1]]);
    f.add(468, [c.cluster[1], n.cluster[1]]);
    f.add(469, [n.cluster[1], t1]);
    f.add(470, [nn.cluster[1], n.cluster[2]]);
    // What the word was before.
    f.add(480, [seen(0)]);
    f.add(481, [seen(0), t1]);
    f.add(482, [seen(1), c.flags & CAPITAL]);
    f.add(483, [seen(0), seen(1), t1]);
}

/// A trained finder.
#[derive(Clone, Debug)]
pub struct Finder {
    /// The weights.
    pub rows: Sparse,
}

impl Finder {
    /// Writes the label of every token of a sentence to `labels`, which has a place for each.
    pub fn find(&self, view: &View<'_>, memory: &mut Memory, labels: &mut [u8]) {
        let mut f = Features::default();
        let mut scores = [0i16; 256];
        let (mut t1, mut t2) = (0u8, 0u8);
        let n = labels.len();
        for (i, place) in labels.iter_mut().enumerate() {
            let label = if !is_open(t1) && !view.may_begin(i) {
                0
            } else {
                features(view, i, t1, t2, memory, &mut f);
                self.rows.score(f.all(), &mut scores);
                highest(&scores, t1, i + 1 == n)
            };
            *place = label;
            if let Some((kind, _)) = unlabel(label) {
                memory.keep(view.forms[i].low, kind);
            }
            (t2, t1) = (t1, label);
        }
    }
}

#[inline]
fn highest(scores: &[i16; 256], before: u8, last: bool) -> u8 {
    let mut best = (0u8, i16::MIN);
    for label in 0..LABELS as u8 {
        if scores[label as usize] > best.1 && may_follow(before, label, last) {
            best = (label, scores[label as usize]);
        }
    }
    best.0
}
