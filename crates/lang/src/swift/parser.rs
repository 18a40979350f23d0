//! Tags → trees: arc-hybrid transitions (Kuhlmann, Gómez-Rodríguez and Satta 2011), chosen greedily.
//!
//! Each step first chooses the move (shift, attach leftward, attach rightward) and, where an arc comes of it, then its
//! relation, so that the frequent decision has three classes and the rare one fifty. Trained with the dynamic oracle of
//! Goldberg and Nivre (2013), which teaches what to do after a mistake. Features after Zhang and Nivre (2011), with word
//! clusters, with the commas and finite verbs between the words in question, and with what is still to come: whether a
//! finite verb follows decides if "Backed by air strikes," opens a sentence or is one.
//!
//! Arcs never cross, every word gets one head, and one word a sentence hangs on the root: the transitions allow nothing
//! else.
//!
//! A greedy parser cannot take back what it did before it saw the verb. So a first, lighter one without relations reads
//! the sentence from its end, and the second, from its beginning, has the first one's arcs among its features (stacking:
//! Nivre and McDonald 2008). The light one takes a sixth of the full one's time and gained 0.9 LAS on GUM's
//! development part, nothing on EWT's.
//!
//! Crossing arcs (one sentence in fifty in the treebanks) are left out on purpose.

use super::features::Features;
use super::form::Form;
use super::rows::{Sparse, Triples, best_by};

/// No word.
pub const NONE: u32 = u32::MAX;

/// What the parser does with the word on top of its stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The next word goes on the stack.
    Shift,
    /// The top of the stack hangs on the next word.
    Left,
    /// The top of the stack hangs on the word under it.
    Right,
}

/// All moves, in the order of the model's classes.
pub const MOVES: [Move; 3] = [Move::Shift, Move::Left, Move::Right];

/// A word as the parser sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// Its letters.
    pub low: u64,
    /// The tagger's class.
    pub tag: u64,
    /// Its universal part of speech.
    pub pos: u64,
    /// Its last three letters.
    pub ending: u64,
    /// Its clusters.
    pub cluster: [u64; 3],
}

/// What stands where no word is.
static NO_WORD: Word = Word { low: 3, tag: 5, pos: 7, ending: 11, cluster: [5001, 5002, 5003] };

/// Punctuation and verbs of a sentence, counted from its beginning, for what lies between or ahead.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    commas: u16,
    finite: u16,
    verbs: u16,
}

/// What a tag is for the counts: see [`Sentence::read`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Kind {
    /// A finite verb: VBD, VBZ, VBP, MD.
    Finite,
    /// Another verb.
    Verb,
    /// A comma.
    Comma,
    /// Anything else.
    #[default]
    Other,
}

/// A sentence ready to be parsed, used again for the next one.
#[derive(Clone, Debug, Default)]
pub struct Sentence {
    /// The words, then one that stands for the root.
    words: Vec<Word>,
    /// Before each word, and at the end.
    counts: Vec<Count>,
    /// The heads that a first parse gave, or nothing.
    pub guide: Vec<u32>,
}

impl Sentence {
    /// Takes the words of a sentence: their forms, classes, and the universal part of speech and kind of each class.
    pub fn read(&mut self, forms: &[Form], classes: &[u8], pos: &[u8], kinds: &[Kind]) {
        self.words.clear();
        self.counts.clear();
        let mut count = Count::default();
        self.counts.push(count);
        for (form, &class) in forms.iter().zip(classes) {
            self.words.push(Word {
                low: form.low,
                tag: u64::from(class) + 1000,
                pos: u64::from(pos[class as usize]) + 3000,
                ending: form.ending[2],
                cluster: form.cluster,
            });
            match kinds[class as usize] {
                Kind::Finite => {
                    count.finite = count.finite.saturating_add(1);
                    count.verbs = count.verbs.saturating_add(1);
                }
                Kind::Verb => count.verbs = count.verbs.saturating_add(1),
                Kind::Comma => count.commas = count.commas.saturating_add(1),
                Kind::Other => {}
            }
            self.counts.push(count);
        }
        self.words.push(Word { low: 1_234_567, tag: 999, pos: 998, ending: 997, cluster: [996, 995, 994] });
    }

    /// The same words from the last to the first.
    pub fn reverse(&self, out: &mut Sentence) {
        let n = self.len();
        out.guide.clear();
        out.words.clear();
        out.words.extend(self.words[..n].iter().rev());
        out.words.push(self.words[n]);
        out.counts.clear();
        let end = self.counts[n];
        out.counts.extend(self.counts.iter().rev().map(|c| Count {
            commas: end.commas - c.commas,
            finite: end.finite - c.finite,
            verbs: end.verbs - c.verbs,
        }));
    }

    /// Takes the heads of a parse of the reversed sentence as guide.
    pub fn be_guided(&mut self, heads: &[u32]) {
        let n = self.len() as u32;
        self.guide.clear();
        self.guide.extend(heads[..n as usize].iter().rev().map(|&h| if h < n { n - 1 - h } else { n }));
    }

    /// How the first parse ties `a` and `b`: 1 `a` hangs on `b`, 2 `b` on `a`, 0 neither.
    #[inline(always)]
    fn tie(&self, a: u32, b: u32) -> u64 {
        let head = |i: u32| self.guide.get(i as usize).copied();
        u64::from(head(a) == Some(b) && b != NONE) + 2 * u64::from(head(b) == Some(a) && a != NONE)
    }

    /// Where the first parse hangs `i`: leftward near or far, rightward near or far, root, as one number; its tag.
    #[inline(always)]
    fn guided(&self, i: u32) -> (u64, u64) {
        match self.guide.get(i as usize) {
            None => (9, 0),
            Some(&h) if h as usize == self.len() => (5, 1),
            Some(&h) if h > i => (if h - i > 1 { 2 } else { 1 }, self.words[h as usize].tag),
            Some(&h) => (if i - h > 1 { 4 } else { 3 }, self.words[h as usize].tag),
        }
    }

    /// Number of words, the root not counted.
    pub fn len(&self) -> usize {
        self.words.len().saturating_sub(1)
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    fn word(&self, i: u32) -> &Word {
        self.words.get(i as usize).unwrap_or(&NO_WORD)
    }

    /// Commas and finite verbs between the words at `a` and `b`, up to two of each, as one number.
    #[inline(always)]
    fn between(&self, a: u32, b: u32) -> u64 {
        if a == NONE {
            return 99;
        }
        let (Some(from), Some(to)) = (self.counts.get(a as usize + 1), self.counts.get(b as usize)) else { return 99 };
        u64::from(to.commas.saturating_sub(from.commas).min(2)) * 4
            + u64::from(to.finite.saturating_sub(from.finite).min(2))
    }

    /// Finite verbs, commas and other verbs after the word at `i`, as one number.
    #[inline(always)]
    fn ahead(&self, i: u32) -> u64 {
        if i == NONE {
            return 99;
        }
        let (Some(here), Some(end)) = (self.counts.get(i as usize + 1), self.counts.last()) else { return 99 };
        u64::from((end.finite - here.finite).min(2)) * 16
            + u64::from((end.verbs - here.verbs).min(2)) * 4
            + u64::from((end.commas - here.commas).min(2))
    }
}

/// The state of a parse, used again for the next sentence.
#[derive(Clone, Debug, Default)]
pub struct State {
    n: u32,
    next: u32,
    stack: Vec<u32>,
    /// Head of each word: `n` is the root.
    pub heads: Vec<u32>,
    /// Relation of each word to its head, as a class.
    pub relations: Vec<u8>,
    children: Vec<Children>,
}

/// The outermost children of a word, and how many it has.
#[derive(Clone, Copy, Debug)]
struct Children {
    left: [u32; 2],
    right: [u32; 2],
    lefts: u8,
    rights: u8,
}

const CHILDLESS: Children = Children { left: [NONE; 2], right: [NONE; 2], lefts: 0, rights: 0 };

impl State {
    /// Begins a sentence of `n` words.
    pub fn begin(&mut self, n: usize) {
        self.n = n as u32;
        self.next = 0;
        self.stack.clear();
        self.heads.clear();
        self.heads.resize(n + 1, NONE);
        self.relations.clear();
        self.relations.resize(n + 1, 0);
        self.children.clear();
        self.children.resize(n + 1, CHILDLESS);
    }

    /// Whether every word has its head.
    #[inline(always)]
    pub fn is_done(&self) -> bool {
        self.next == self.n && self.stack.is_empty()
    }

    /// The stack from the bottom, and the next word (the number of words: the root).
    pub fn view(&self) -> (&[u32], u32) {
        (&self.stack, self.next)
    }

    /// Which of [`MOVES`] can be made.
    #[inline(always)]
    pub fn can(&self) -> [bool; 3] {
        let height = self.stack.len();
        let at_root = self.next == self.n;
        [!at_root, height >= 1 && (!at_root || height == 1), height >= 2]
    }

    /// The head and the dependent of the arc that a move (not a shift) would draw.
    #[inline(always)]
    pub fn arc(&self, r#move: Move) -> (u32, u32) {
        let height = self.stack.len();
        match r#move {
            Move::Right => (self.stack[height - 2], self.stack[height - 1]),
            _ => (self.next, self.stack[height - 1]),
        }
    }

    /// Makes a move; `relation` is that of the arc.
    #[inline(always)]
    pub fn make(&mut self, r#move: Move, relation: u8) {
        if r#move == Move::Shift {
            self.stack.push(self.next);
            self.next += 1;
            return;
        }
        let (head, dependent) = self.arc(r#move);
        self.stack.pop();
        self.heads[dependent as usize] = head;
        self.relations[dependent as usize] = relation;
        let children = &mut self.children[head as usize];
        if dependent < head {
            children.left = [dependent, children.left[0]];
            children.lefts = children.lefts.saturating_add(1);
        } else {
            children.right = [dependent, children.right[0]];
            children.rights = children.rights.saturating_add(1);
        }
    }

    #[inline(always)]
    fn children(&self, i: u32) -> &Children {
        self.children.get(i as usize).unwrap_or(&CHILDLESS)
    }

    #[inline(always)]
    fn relation(&self, i: u32) -> u64 {
        self.relations.get(i as usize).map_or(77, |r| u64::from(*r))
    }
}

/// The features of the choice of a move: all of them, or (not `FULL`) the half that the guiding parse makes do with.
#[inline]
pub fn move_features<const FULL: bool>(state: &State, sentence: &Sentence, f: &mut Features) {
    let height = state.stack.len();
    let down = |k: usize| height.checked_sub(k).map_or(NONE, |at| state.stack[at]);
    let (s0, s1, s2) = (down(1), down(2), down(3));
    let b0 = state.next;
    let (b1, b2, b3) = (b0 + 1, b0 + 2, b0 + 3);
    let w = |i: u32| sentence.word(i);
    let (ws0, ws1, ws2) = (w(s0), w(s1), w(s2));
    let (wb0, wb1, wb2, wb3) = (w(b0), w(b1), w(b2), w(b3));
    let (cs0, cs1, cb0) = (state.children(s0), state.children(s1), state.children(b0));
    let (s0l, s0r, s1l, s1r, b0l) = (w(cs0.left[0]), w(cs0.right[0]), w(cs1.left[0]), w(cs1.right[0]), w(cb0.left[0]));
    let rel = |i: u32| state.relation(i);
    let gap = if s0 == NONE { 0 } else { u64::from((b0 - s0).min(11)) };
    let gap1 = if s1 == NONE {
        0
    } else {
        match s0 - s1 {
            d @ 0..=5 => u64::from(d),
            6..=10 => 11,
            _ => 12,
        }
    };
    let lefts = |c: &Children| u64::from(c.lefts.min(3));
    let rights = |c: &Children| u64::from(c.rights.min(4));
    let between = sentence.between(s0, b0);
    let between1 = sentence.between(s1, s0);
    let ahead = sentence.ahead(b0);
    f.clear();
    f.add(101, [ws0.low, ws0.tag]);
    f.add(102, [ws0.low]);
    f.add(103, [ws0.tag]);
    f.add(104, [wb0.low, wb0.tag]);
    f.add(105, [wb0.low]);
    f.add(106, [wb0.tag]);
    f.add(107, [wb1.low, wb1.tag]);
    f.add(108, [wb1.tag]);
    f.add(109, [wb2.tag, wb1.tag]);
    f.add(110, [ws1.low, ws1.tag]);
    f.add(112, [ws1.tag]);
    f.add(115, [ws0.low, ws0.tag, wb0.low, wb0.tag]);
    f.add(117, [ws0.low, ws0.tag, wb0.tag]);
    f.add(118, [ws0.tag, wb0.low, wb0.tag]);
    f.add(120, [ws0.tag, wb0.tag]);
    f.add(121, [wb0.tag, wb1.tag]);
    f.add(122, [ws1.low, ws1.tag, ws0.tag]);
    f.add(123, [ws1.tag, ws0.low, ws0.tag]);
    f.add(124, [ws1.tag, ws0.tag]);
    f.add(126, [ws1.tag, wb0.tag]);
    f.add(130, [wb0.tag, wb1.tag, wb2.tag]);
    f.add(131, [ws0.tag, wb0.tag, wb1.tag]);
    f.add(132, [ws1.tag, ws0.tag, wb0.tag]);
    f.add(134, [ws0.tag, s0l.tag, wb0.tag]);
    f.add(135, [ws0.tag, s0r.tag, wb0.tag]);
    f.add(136, [ws0.tag, wb0.tag, b0l.tag]);
    f.add(137, [ws1.tag, ws0.tag, s0l.tag]);
    f.add(138, [ws1.tag, ws0.tag, s0r.tag]);
    f.add(139, [ws1.tag, s1r.tag, ws0.tag]);
    f.add(141, [ws1.tag, ws0.tag, wb0.tag, wb1.tag]);
    f.add(143, [ws1.pos, ws0.pos, wb0.pos, wb1.pos]);
    f.add(144, [ws0.pos, wb0.pos, wb1.pos, wb2.pos]);
    f.add(151, [ws0.tag, gap]);
    f.add(153, [wb0.tag, gap]);
    f.add(154, [ws0.tag, wb0.tag, gap]);
    f.add(155, [ws1.tag, ws0.tag, gap1]);
    f.add(157, [ws0.tag, rights(cs0), lefts(cs0)]);
    f.add(158, [wb0.tag, lefts(cb0)]);
    f.add(160, [ws1.tag, rights(cs1)]);
    f.add(190, [ws0.cluster[1], wb0.cluster[1]]);
    f.add(191, [ws1.cluster[1], ws0.cluster[1]]);
    f.add(194, [ws0.tag, wb0.cluster[1]]);
    f.add(200, [ws0.tag, wb0.tag, between]);
    f.add(201, [ws1.tag, ws0.tag, between1]);
    f.add(202, [ws0.tag, wb0.tag, ahead]);
    if !FULL {
        return;
    }
    f.add(111, [ws1.low]);
    f.add(113, [wb1.low]);
    f.add(114, [wb2.low]);
    f.add(116, [ws0.low, wb0.low, wb0.tag]);
    f.add(125, [ws1.low, ws0.low]);
    f.add(127, [ws1.low, wb0.low]);
    f.add(128, [ws1.low, wb0.tag]);
    f.add(129, [ws1.tag, wb0.low]);
    f.add(133, [ws2.tag, ws1.tag, ws0.tag]);
    f.add(140, [ws1.tag, s1l.tag, ws0.tag]);
    f.add(142, [ws2.tag, ws1.tag, ws0.tag, wb0.tag]);
    f.add(145, [wb0.pos, wb1.pos, wb2.pos, wb3.pos]);
    f.add(150, [ws0.low, gap]);
    f.add(152, [wb0.low, gap]);
    f.add(156, [ws0.low, rights(cs0)]);
    f.add(159, [wb0.low, lefts(cb0)]);
    f.add(161, [ws1.low, rights(cs1)]);
    f.add(162, [ws1.tag, ws0.tag, rights(cs1)]);
    f.add(170, [ws0.tag, rel(cs0.left[0]), rel(cs0.right[0])]);
    f.add(171, [ws0.low, rel(cs0.left[0]), rel(cs0.right[0])]);
    f.add(172, [ws1.tag, rel(cs1.left[0]), rel(cs1.right[0])]);
    f.add(173, [ws1.low, rel(cs1.left[0]), rel(cs1.right[0])]);
    f.add(174, [wb0.tag, rel(cb0.left[0]), rel(cb0.left[1])]);
    f.add(175, [wb0.low, rel(cb0.left[0])]);
    f.add(176, [ws1.tag, ws0.tag, rel(cs1.right[0]), rel(cs0.left[0])]);
    f.add(177, [ws0.tag, wb0.tag, rel(cs0.right[0]), rel(cb0.left[0])]);
    f.add(178, [ws0.tag, rel(cs0.right[0]), rel(cs0.right[1])]);
    f.add(179, [ws1.tag, rel(cs1.right[0]), rel(cs1.right[1]), ws0.tag]);
    f.add(180, [ws0.tag, rel(cs0.left[0]), rel(cs0.left[1])]);
    f.add(181, [ws1.low, s0l.low, ws0.tag]);
    f.add(182, [ws1.tag, s0l.low, ws0.tag]);
    f.add(183, [ws1.tag, s0l.low, ws0.low]);
    f.add(184, [ws0.tag, s0l.low, wb0.tag]);
    f.add(185, [ws0.tag, b0l.low, wb0.tag]);
    f.add(192, [ws1.cluster[1], s0l.low, ws0.cluster[2]]);
    f.add(193, [ws0.cluster[1], wb0.tag, between]);
    f.add(195, [ws1.cluster[1], ws0.tag, wb0.pos]);
    f.add(203, [ws1.tag, ws0.tag, ahead, wb0.pos]);
    f.add(204, [ws0.low, wb0.pos, ahead]);
    f.add(205, [ws1.pos, ws0.pos, wb0.pos, between, between1]);
    if !sentence.guide.is_empty() {
        let tie = sentence.tie(s0, b0);
        let tie1 = sentence.tie(s0, s1);
        let (g0, t0) = sentence.guided(s0);
        let (gb, tb) = sentence.guided(b0);
        let (g1, _) = sentence.guided(s1);
        // Whether the first parse hangs a word still to come on the top of the stack.
        let more = sentence.guide.get(b0 as usize..).is_some_and(|g| g.iter().take(12).any(|&h| h == s0));
        let more = u64::from(more);
        f.add(210, [tie, more, g0]);
        f.add(211, [tie, ws0.tag, wb0.tag]);
        f.add(212, [tie1, ws1.tag, ws0.tag, more]);
        f.add(213, [g0, ws0.tag, t0]);
        f.add(214, [gb, wb0.tag, tb]);
        f.add(215, [g0, gb, g1, more]);
        f.add(216, [g0, ws0.tag, wb0.tag, more]);
        f.add(217, [gb, ws0.tag, wb0.tag, tie]);
        f.add(218, [tie, tie1, more, wb0.tag]);
        f.add(219, [tie, tie1, more, ws0.tag]);
        f.add(220, [tie, tie1, ws0.low, more]);
    }
}

/// The features of the choice of a relation.
#[inline]
pub fn relation_features(
    state: &State,
    sentence: &Sentence,
    head: u32,
    dependent: u32,
    rightward: bool,
    f: &mut Features,
) {
    let w = |i: u32| sentence.word(i);
    let rel = |i: u32| state.relation(i);
    let (h, d) = (w(head), w(dependent));
    let (hc, dc) = (state.children(head), state.children(dependent));
    let (dl, dr, hl, hr) = (w(dc.left[0]), w(dc.right[0]), w(hc.left[0]), w(hc.right[0]));
    let (dp, dn) = (w(dependent.wrapping_sub(1)), w(dependent + 1));
    let (hp, hn) = (w(head.wrapping_sub(1)), w(head + 1));
    let far = match head.abs_diff(dependent) {
        d @ 0..=4 => u64::from(d),
        5..=8 => 5,
        _ => 9,
    };
    let m = u64::from(rightward);
    let far = m << 8 | far;
    f.clear();
    f.add(301, [m, h.low]);
    f.add(302, [m, h.tag]);
    f.add(303, [m, d.low]);
    f.add(304, [m, d.tag]);
    f.add(305, [m, h.low, d.low]);
    f.add(306, [m, h.tag, d.tag]);
    f.add(307, [m, h.low, d.tag]);
    f.add(308, [m, h.tag, d.low]);
    f.add(309, [m, d.low, d.tag]);
    f.add(310, [h.tag, d.tag, far]);
    f.add(311, [m, d.tag, dl.tag]);
    f.add(312, [m, d.tag, dl.low]);
    f.add(313, [m, d.tag, dl.low, h.tag]);
    f.add(314, [m, d.tag, dl.low, h.low]);
    f.add(315, [m, d.tag, dr.tag]);
    f.add(316, [m, d.tag, rel(dc.left[0]), rel(dc.right[0])]);
    f.add(317, [m, h.tag, d.tag, rel(dc.left[0]), rel(dc.left[1])]);
    f.add(318, [m, h.tag, d.tag, rel(hc.left[0]), rel(hc.right[0])]);
    f.add(319, [m, h.low, d.tag, rel(hc.right[0])]);
    f.add(320, [m, h.low, d.tag, rel(hc.left[0])]);
    f.add(321, [m, h.tag, d.tag, hl.tag, rel(hc.left[1])]);
    f.add(322, [m, h.tag, d.tag, hr.low]);
    f.add(323, [m, d.tag, dp.tag, dn.tag]);
    f.add(324, [m, h.tag, d.tag, dp.tag]);
    f.add(325, [m, h.tag, d.tag, dn.tag]);
    f.add(326, [m, d.low, dn.low]);
    f.add(327, [m, d.low, dp.low]);
    f.add(328, [m, h.tag, hp.tag, hn.tag]);
    f.add(329, [m, d.ending, h.ending]);
    f.add(330, [m, d.ending, dl.low]);
    f.add(331, [m, d.low, dl.low]);
    f.add(332, [m, h.ending, d.tag, rel(hc.left[0]), rel(hc.right[0])]);
    f.add(333, [d.low, h.tag, far]);
    f.add(334, [m, d.tag, h.ending]);
    f.add(335, [m, d.low, dl.low, h.low]);
    f.add(336, [m, h.pos, d.pos, rel(dc.left[0]), rel(hc.left[0])]);
    f.add(337, [m, d.cluster[1], dl.low, h.tag]);
    f.add(338, [m, d.cluster[1], h.cluster[1]]);
    f.add(339, [m, d.cluster[0], d.tag, h.pos]);
    f.add(340, [m, h.cluster[0], d.tag]);
    f.add(341, [m, d.cluster[2], dl.low, h.cluster[2]]);
    f.add(342, [m, h.tag, d.tag, sentence.between(head.min(dependent), head.max(dependent))]);
}

/// A trained parser: a quick parse from the end of the sentence guides the full one.
#[derive(Clone, Debug)]
pub struct Parser {
    /// Weights of the moves of the guiding parse.
    pub guide: Triples,
    /// Weights of the moves.
    pub moves: Triples,
    /// Weights of the relations.
    pub relations: Sparse,
}

impl Parser {
    /// Parses a sentence: heads and relations stand in `state`. `back` is room to work in.
    pub fn parse(&self, sentence: &mut Sentence, back: &mut Sentence, state: &mut State) {
        sentence.reverse(back);
        run::<false>(&self.guide, None, back, state);
        sentence.be_guided(&state.heads);
        run::<true>(&self.moves, Some(&self.relations), sentence, state);
    }
}

/// One parse. `FULL` is that of [`move_features`]; without `relations` arcs have none.
pub fn run<const FULL: bool>(moves: &Triples, relations: Option<&Sparse>, sentence: &Sentence, state: &mut State) {
    state.begin(sentence.len());
    let mut f = Features::default();
    let mut scores = [0i16; 256];
    while !state.is_done() {
        let chosen = match state.can() {
            [true, false, false] => Move::Shift,
            [false, true, false] => Move::Left,
            [false, false, true] => Move::Right,
            can => {
                move_features::<FULL>(state, sentence, &mut f);
                let scores = moves.score(f.all());
                let mut best = None;
                for class in (0..3).filter(|&c| can[c]) {
                    if best.is_none_or(|b: usize| scores[class] > scores[b]) {
                        best = Some(class);
                    }
                }
                MOVES[best.unwrap_or(0)]
            }
        };
        let relation = match relations {
            Some(relations) if chosen != Move::Shift => {
                let (head, dependent) = state.arc(chosen);
                relation_features(state, sentence, head, dependent, chosen == Move::Right, &mut f);
                relations.score(f.all(), &mut scores);
                best_by(&scores, relations.classes()).0
            }
            _ => 0,
        };
        state.make(chosen, relation);
    }
}
