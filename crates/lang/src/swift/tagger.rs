//! Tokens → parts of speech: a greedy averaged perceptron over one sentence, left to right, in two looks.
//!
//! After Collins (2002), with the features of Ratnaparkhi (1996) and Toutanova et al. (2003), a lexicon's tags for the
//! words that the treebanks do not have, and word clusters. A class is a universal part of speech with a Penn tag
//! (`VERB|VBD`), since each helps to find the other.

use super::features::Features;
use super::form::{EDGE, Form};
use super::rows::{Sparse, best_by};

/// The class before the first token.
pub const NO_TAG: u64 = 999;

/// The features of the token at `i`, of which the two before have the classes `t1` (right before) and `t2`.
#[inline]
pub fn features(forms: &[Form], i: usize, t1: u64, t2: u64, out: &mut Features) {
    let at = |j: isize| -> &Form { usize::try_from(i as isize + j).ok().and_then(|k| forms.get(k)).unwrap_or(&EDGE) };
    let (c, p, pp, n, nn) = (at(0), at(-1), at(-2), at(1), at(2));
    let first = u64::from(i == 0);
    out.clear();
    out.add(1, [c.word]);
    out.add(2, [c.low]);
    out.add(3, [c.ending[0]]);
    out.add(4, [c.ending[1]]);
    out.add(5, [c.ending[2]]);
    out.add(6, [c.ending[3]]);
    out.add(7, [c.beginning[0]]);
    out.add(8, [c.beginning[1]]);
    out.add(9, [c.beginning[2]]);
    out.add(10, [c.shape, first]);
    out.add(11, [c.flags, first]);
    out.add(12, [t1]);
    out.add(13, [t1, t2]);
    out.add(14, [t1, c.low]);
    out.add(15, [p.low]);
    out.add(16, [pp.low]);
    out.add(17, [n.low]);
    out.add(18, [nn.low]);
    out.add(19, [n.ending[2]]);
    out.add(20, [p.ending[2]]);
    out.add(21, [c.low, n.low]);
    out.add(22, [p.low, c.low]);
    out.add(23, [t1, c.ending[2], n.ending[2]]);
    out.add(24, [c.flags, n.flags, first]);
    out.add(25, [t1, n.low]);
    out.add(26, [n.shape, c.ending[1]]);
    out.add(27, [c.known, first]);
    out.add(28, [c.known, t1]);
    out.add(29, [c.known, n.known]);
    out.add(30, [c.known, n.known, t1]);
    out.add(31, [c.known, c.ending[2]]);
    out.add(32, [p.known, c.known, t1]);
    out.add(33, [c.cluster[0]]);
    out.add(34, [c.cluster[1], t1]);
    out.add(35, [c.cluster[2], c.flags]);
    out.add(36, [n.cluster[0]]);
    out.add(37, [p.cluster[0]]);
    out.add(38, [p.cluster[1], c.cluster[1]]);
    out.add(39, [c.cluster[1], n.cluster[1]]);
    out.add(40, [c.cluster[1], c.ending[1]]);
    out.add(41, [t1, c.known, n.cluster[1]]);
    out.add(42, [c.known, n.known, nn.known]);
    out.add(43, [c.known, n.low]);
    out.add(44, [t1, t2, c.known]);
}

/// The further features of a second look at the token at `i`, when `first` are the classes that a first look gave all
/// tokens: what follows is known now too.
#[inline]
pub fn second_features(forms: &[Form], first: &[u8], outline: &Outline, i: usize, t1: u64, out: &mut Features) {
    let class = |j: isize| -> u64 {
        usize::try_from(i as isize + j).ok().and_then(|k| first.get(k)).map_or(NO_TAG, |c| u64::from(*c))
    };
    let low = |j: usize| forms.get(i + j).map_or(0, |f| f.low);
    let c = &forms[i];
    let (a0, a1, a2, a3) = (class(0), class(1), class(2), class(3));
    out.add(60, [a0]);
    out.add(61, [a1]);
    out.add(62, [a1, a2]);
    out.add(63, [t1, a1]);
    out.add(64, [t1, a0, a1]);
    out.add(65, [c.low, a1]);
    out.add(66, [c.low, a1, a2]);
    out.add(67, [c.known, t1, a1]);
    out.add(68, [a0, a1, a2]);
    out.add(69, [c.low, a2]);
    out.add(70, [c.low, t1, a1]);
    out.add(71, [a1, a2, a3]);
    out.add(72, [c.low, a1, low(2)]);
    out.add(73, [c.low, a2, a3]);
    out.add(74, [c.low, a1, a2, a3]);
    out.add(75, [c.known, c.cluster[1], a1]);
    // Whether the sentence has a finite verb without this word, and is a whole one.
    let mine = u64::from(outline.is_finite(first[i]));
    let others =
        u64::from(outline.before(i).min(2)) << 4 | u64::from((outline.all() - outline.before(i) - mine as u16).min(2));
    out.add(80, [others, c.known, outline.ends]);
    out.add(81, [others, a0, outline.ends]);
    out.add(82, [others, c.ending[1], t1, outline.ends]);
    out.add(83, [others, a0, a1, t1]);
    out.add(84, [others, c.low]);
    out.add(85, [outline.begins, others, a0]);
    out.add(86, [outline.begins, others, c.known, u64::from(i == 0)]);
}

/// What a first look says of a sentence as a whole.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Finite verbs before each token, and in all.
    finite: Vec<u16>,
    /// Whether each class is a finite verb's.
    is_finite: Vec<bool>,
    /// The last token's class, plus one: a whole sentence ends in a stop.
    ends: u64,
    /// The first token's class, plus one.
    begins: u64,
}

impl Outline {
    /// Room for sentences of a tagger whose classes are finite verbs' where `is_finite` says so.
    pub fn new(is_finite: Vec<bool>) -> Outline {
        Outline { is_finite, ..Outline::default() }
    }

    /// Reads the classes that a first look gave a sentence.
    pub fn read(&mut self, first: &[u8]) {
        self.finite.clear();
        let mut n = 0u16;
        self.finite.push(0);
        for &class in first {
            n = n.saturating_add(u16::from(self.is_finite(class)));
            self.finite.push(n);
        }
        self.ends = first.last().map_or(0, |c| u64::from(*c) + 1);
        self.begins = first.first().map_or(0, |c| u64::from(*c) + 1);
    }

    #[inline(always)]
    fn is_finite(&self, class: u8) -> bool {
        self.is_finite.get(class as usize).copied().unwrap_or(false)
    }

    fn before(&self, i: usize) -> u16 {
        self.finite[i]
    }

    fn all(&self) -> u16 {
        self.finite.last().copied().unwrap_or(0)
    }
}

/// A trained tagger: a first look at every token, and a second, which knows what follows, where the first was not sure.
#[derive(Clone, Debug)]
pub struct Tagger {
    /// Weights of the first look.
    pub first: Sparse,
    /// Weights of the second.
    pub second: Sparse,
}

/// A first look whose best class leads the next by this much stands: on the development treebanks one token in ten is
/// looked at again (`cargo xtask train` prints it). Bars from 90 to 300, where one in two is, changed tags by 0.02 points.
pub const SURE: i16 = 120;

impl Tagger {
    /// Writes the class of every token of a sentence to `classes`. `outline`, `first` and `leads` are room to work in;
    /// the slices are of one length.
    pub fn tag(&self, forms: &[Form], outline: &mut Outline, first: &mut [u8], leads: &mut [i16], classes: &mut [u8]) {
        look(&self.first, forms, first, leads);
        outline.read(first);
        look_again(&self.second, forms, outline, first, leads, SURE, classes);
    }
}

/// The first look: the class of every token, and by how much it leads.
pub fn look(rows: &Sparse, forms: &[Form], classes: &mut [u8], leads: &mut [i16]) {
    let mut f = Features::default();
    let mut scores = [0i16; 256];
    let (mut t1, mut t2) = (NO_TAG, NO_TAG);
    for (i, (class, lead)) in classes.iter_mut().zip(leads).enumerate() {
        (*class, *lead) = match forms[i].only {
            0 => {
                features(forms, i, t1, t2, &mut f);
                rows.score(f.all(), &mut scores);
                best_by(&scores, rows.classes())
            }
            only => (only - 1, i16::MAX),
        };
        (t2, t1) = (t1, u64::from(*class));
    }
}

/// The second look, at tokens whose first class leads by less than `sure`.
pub fn look_again(
    rows: &Sparse,
    forms: &[Form],
    outline: &Outline,
    first: &[u8],
    leads: &[i16],
    sure: i16,
    classes: &mut [u8],
) {
    let mut f = Features::default();
    let mut scores = [0i16; 256];
    let (mut t1, mut t2) = (NO_TAG, NO_TAG);
    for (i, class) in classes.iter_mut().enumerate() {
        *class = if leads[i] >= sure {
            first[i]
        } else {
            features(forms, i, t1, t2, &mut f);
            second_features(forms, first, outline, i, t1, &mut f);
            rows.score(f.all(), &mut scores);
            best_by(&scores, rows.classes()).0
        };
        (t2, t1) = (t1, u64::from(*class));
    }
}
