//! The lexicon: every word that any rule or list names, and what it means to them.
//!
//! Each word, form or list that a rule asks for is a *predicate*: a bit. A token is looked up once as written and once by
//! its dictionary form; what comes back are two *rows* of bits that hold all its predicates, whatever the number of
//! rules. Questions that patterns ask over and over ("no function word, no verb of saying") are *sets* of predicates,
//! answered for each row in advance.
//!
//! A list has two bits: "an entry of one word" and "the first word of a longer entry", so that nearly all questions end
//! at the bits.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::program::Class;
use crate::vocab::{Entry, Word};

/// The number of a predicate: a form, a lemma, or a list (whose longer entries have the next number).
pub(crate) type Pred = u32;

/// The number of a row. Row 0 belongs to words that no rule knows.
pub(crate) type RowId = u32;

/// How common a mark counts, in entries of a list: more than the longest list.
const MARKS: usize = 10_000;

/// A hasher that is the same on every run, for keys of a few bytes: eight of them at a time, each folded in by a
/// multiplication (the scheme of Firefox's and rustc's FxHasher).
#[derive(Clone, Copy, Default)]
pub(crate) struct WordHasher(u64);

impl WordHasher {
    #[inline]
    fn fold(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl std::hash::Hasher for WordHasher {
    #[inline]
    fn finish(&self) -> u64 {
        // The table takes its seven tag bits from the top and its place from the bottom.
        self.0.rotate_left(26)
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.fold(u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
        }
        let rest = chunks.remainder().iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
        self.fold(rest);
    }

    #[inline]
    fn write_u8(&mut self, _: u8) {
        // The end mark of a string tells nothing here: keys are whole words.
    }
}

/// A map that is looked up and never iterated, so that its order tells nothing.
type Index<V> = HashMap<Box<str>, V, std::hash::BuildHasherDefault<WordHasher>>;

/// A set of bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn set(&mut self, bit: u32) {
        let word = bit as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (bit % 64);
    }

    /// All bits that are set.
    fn all(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            let mut bits = *bits;
            std::iter::from_fn(move || {
                let next = (bits != 0).then(|| word as u32 * 64 + bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
                next
            })
        })
    }

    #[inline]
    fn has(&self, bit: u32) -> bool {
        self.0.get(bit as usize / 64).is_some_and(|bits| bits & (1 << (bit % 64)) != 0)
    }
}

/// One token, asked for in one step: any of these words, lists and classes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenSet {
    /// Words, and lists by their entries of one word.
    pub preds: Vec<Pred>,
    /// Lists by the first words of their longer entries.
    pub longer: Vec<Pred>,
    /// What the token looks like.
    pub classes: Vec<Class>,
}

/// A [`TokenSet`], answered for every row.
#[derive(Debug, Default)]
struct Answers {
    yes: Bits,
    perhaps: Bits,
}

/// An entry of a list.
#[derive(Clone, Debug)]
struct ListEntry {
    words: Vec<Word>,
    list: Pred,
    value: Option<Arc<str>>,
}

/// Every word that any rule or list names. Built while rules are compiled, then [finished](Lexicon::finish).
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// Rows of a word: as a form, and as a dictionary form.
    words: Index<(RowId, RowId)>,
    rows: Vec<Bits>,
    /// List entries by the row of their first word, longest first.
    entries: Vec<Vec<ListEntry>>,
    forms: BTreeMap<String, Pred>,
    lemmas: BTreeMap<String, Pred>,
    lists: BTreeMap<String, Pred>,
    /// Lists with entries of more than one word.
    with_longer: BTreeSet<Pred>,
    /// Number of entries behind each predicate: how common it is, near enough.
    sizes: Vec<usize>,
    sets: Vec<TokenSet>,
    answers: Vec<Answers>,
    /// All rows in one piece, each `stride` words long.
    flat: Vec<u64>,
    stride: usize,
}

/// Which needs of rules the words of a row meet: all that is looked at in a sentence that no rule has to do with.
#[derive(Debug, Default)]
pub(crate) struct NeedRows {
    stride: usize,
    rows: Vec<u64>,
    /// Number of needs of words. Behind them stand "a quantity" and "a quotation".
    n: u32,
}

impl NeedRows {
    /// Words of 64 bits that a set of needs takes.
    pub fn stride(&self) -> usize {
        self.stride.max(1)
    }

    /// The need of a quantity.
    pub fn quantity(&self) -> u32 {
        self.n
    }

    /// The need of a quotation.
    pub fn quotation(&self) -> u32 {
        self.n + 1
    }

    /// Adds what a token with these rows meets to `met`.
    #[inline]
    pub fn gather(&self, (form, lemma): (RowId, RowId), met: &mut [u64]) {
        for row in [form, lemma] {
            if row != 0 {
                for (met, bits) in met.iter_mut().zip(&self.rows[row as usize * self.stride..]) {
                    *met |= bits;
                }
            }
        }
    }

    /// Adds what a token at which a quantity or a quotation begins meets.
    #[inline]
    pub fn gather_values(&self, quantity: bool, quotation: bool, met: &mut [u64]) {
        for (there, need) in [(quantity, self.quantity()), (quotation, self.quotation())] {
            if there {
                met[need as usize / 64] |= 1 << (need % 64);
            }
        }
    }
}

impl Lexicon {
    fn fresh(&mut self, size: usize) -> Pred {
        self.sizes.push(size);
        self.sizes.len() as Pred - 1
    }

    /// The row of `word` as a form (`lemma`: as a dictionary form), made if it is new.
    fn row(&mut self, word: &str, lemma: bool) -> RowId {
        if self.rows.is_empty() {
            self.rows.push(Bits::default());
            self.entries.push(Vec::new());
        }
        let rows = self.words.entry(word.into()).or_default();
        let row = if lemma { &mut rows.1 } else { &mut rows.0 };
        if *row == 0 {
            *row = self.rows.len() as RowId;
            self.rows.push(Bits::default());
            self.entries.push(Vec::new());
        }
        *row
    }

    /// The predicate "this form".
    pub fn form(&mut self, form: &str) -> Pred {
        if let Some(pred) = self.forms.get(form) {
            return *pred;
        }
        // Marks are everywhere: a rule holds on to one only if it has no word.
        let pred = self.fresh(if form.starts_with(char::is_alphanumeric) { 1 } else { MARKS });
        self.forms.insert(form.to_owned(), pred);
        let row = self.row(form, false);
        self.rows[row as usize].set(pred);
        pred
    }

    /// The predicate "any form of this word".
    pub fn lemma(&mut self, lemma: &str) -> Pred {
        if let Some(pred) = self.lemmas.get(lemma) {
            return *pred;
        }
        let pred = self.fresh(2);
        self.lemmas.insert(lemma.to_owned(), pred);
        let row = self.row(lemma, true);
        self.rows[row as usize].set(pred);
        pred
    }

    /// The predicate "an entry of one word of this list stands here"; the next number is "a longer one may begin here".
    pub fn list(&self, name: &str) -> Option<Pred> {
        self.lists.get(name).copied()
    }

    /// The names of all lists.
    pub fn list_names(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    /// How many entries stand behind a predicate.
    pub fn size(&self, pred: Pred) -> usize {
        self.sizes.get(pred as usize).copied().unwrap_or(0)
    }

    /// Whether a list has entries of more than one word.
    pub fn has_longer(&self, list: Pred) -> bool {
        self.with_longer.contains(&list)
    }

    /// Adds a list.
    pub fn add_list(&mut self, name: &str, entries: &[Entry]) {
        let one = self.fresh(entries.len());
        let longer = self.fresh(entries.len());
        self.lists.insert(name.to_owned(), one);
        for entry in entries {
            let (word, lemma) = match &entry.words[0] {
                Word::Form(word) => (word, false),
                Word::Lemma(word) => (word, true),
            };
            let row = self.row(word, lemma) as usize;
            self.rows[row].set(if entry.words.len() == 1 { one } else { longer });
            if entry.words.len() > 1 {
                self.with_longer.insert(one);
            }
            let here = &mut self.entries[row];
            here.push(ListEntry { words: entry.words.clone(), list: one, value: entry.value.clone() });
            here.sort_by_key(|e| std::cmp::Reverse(e.words.len()));
        }
    }

    /// The number of a set of tokens, for [`Lexicon::answer`].
    pub fn set(&mut self, set: TokenSet) -> u32 {
        let known = self.sets.iter().position(|s| *s == set);
        known.unwrap_or_else(|| {
            self.sets.push(set);
            self.sets.len() - 1
        }) as u32
    }

    /// Answers all sets for all rows and puts the rows in one piece. Nothing can be added after it.
    pub fn finish(&mut self) {
        self.stride = self.sizes.len().div_ceil(64).max(1);
        self.flat = vec![0; self.stride * self.rows.len()];
        for (row, bits) in self.rows.iter().enumerate() {
            self.flat[row * self.stride..][..bits.0.len()].copy_from_slice(&bits.0);
        }
        // By predicate, so that a row costs what it has and not what all rules ask.
        let by_pred = |preds: &dyn Fn(&TokenSet) -> Vec<Pred>| {
            let mut of_pred: Vec<Vec<usize>> = vec![Vec::new(); self.sizes.len()];
            for (i, set) in self.sets.iter().enumerate() {
                preds(set).into_iter().for_each(|pred| of_pred[pred as usize].push(i));
            }
            of_pred
        };
        let (sure, longer) = (by_pred(&|set| set.preds.clone()), by_pred(&|set| set.longer.clone()));
        let mut answers: Vec<Answers> = self.sets.iter().map(|_| Answers::default()).collect();
        for (row, bits) in self.rows.iter().enumerate() {
            for pred in bits.all() {
                sure[pred as usize].iter().for_each(|set| answers[*set].yes.set(row as u32));
                longer[pred as usize].iter().for_each(|set| answers[*set].perhaps.set(row as u32));
            }
        }
        self.answers = answers;
    }

    /// The rows of a token.
    #[inline]
    pub fn rows_of(&self, norm: &str, lemma: &str) -> (RowId, RowId) {
        if norm == lemma {
            return self.words.get(norm).copied().unwrap_or((0, 0));
        }
        (self.words.get(norm).map_or(0, |rows| rows.0), self.words.get(lemma).map_or(0, |rows| rows.1))
    }

    /// Whether a token with these rows has a predicate.
    #[inline]
    pub fn has(&self, (form, lemma): (RowId, RowId), pred: Pred) -> bool {
        let (word, mask) = (pred as usize / 64, 1u64 << (pred % 64));
        let bits = |row: RowId| self.flat[row as usize * self.stride + word];
        (form | lemma) != 0 && (bits(form) | bits(lemma)) & mask != 0
    }

    /// Whether the words of a token are in a set: yes, no, or only if a longer entry of a list begins here.
    #[inline]
    pub fn answer(&self, (form, lemma): (RowId, RowId), set: u32) -> Option<bool> {
        let answers = &self.answers[set as usize];
        if answers.yes.has(form) || answers.yes.has(lemma) {
            return Some(true);
        }
        if answers.perhaps.has(form) || answers.perhaps.has(lemma) { None } else { Some(false) }
    }

    /// The classes of a set.
    pub fn classes(&self, set: u32) -> &[Class] {
        &self.sets[set as usize].classes
    }

    /// For each row, which of `needs` (sets of predicates, one of which must be there) it meets.
    pub fn needs(&self, needs: &[Vec<Pred>]) -> NeedRows {
        let stride = (needs.len() + 2).div_ceil(64);
        let mut rows = vec![0u64; stride * self.rows.len().max(1)];
        let mut of_pred: Vec<Vec<usize>> = vec![Vec::new(); self.sizes.len()];
        for (need, set) in needs.iter().enumerate() {
            set.iter().for_each(|pred| of_pred[*pred as usize].push(need));
        }
        for (row, bits) in self.rows.iter().enumerate() {
            for need in bits.all().flat_map(|pred| &of_pred[pred as usize]) {
                rows[row * stride + need / 64] |= 1 << (need % 64);
            }
        }
        NeedRows { stride, rows, n: needs.len() as u32 }
    }

    /// The longest entry of `list` that begins at a token with these rows: its length and value. `words` gives form and
    /// dictionary form of the token so many further on.
    pub fn longest<'w>(
        &self,
        list: Pred,
        (form, lemma): (RowId, RowId),
        words: impl Fn(usize) -> Option<(&'w str, &'w str)>,
    ) -> Option<(usize, Option<&Arc<str>>)> {
        let fits = |entry: &&ListEntry| {
            entry.list == list
                && entry.words.iter().enumerate().skip(1).all(|(k, word)| {
                    words(k).is_some_and(|(form, lemma)| match word {
                        Word::Form(w) => w == form,
                        Word::Lemma(w) => w == lemma,
                    })
                })
        };
        let of = |row: RowId| self.entries.get(row as usize).and_then(|entries| entries.iter().find(fits));
        // Of two equally long ones the exact form says more.
        let best = match (of(form), of(lemma)) {
            (Some(a), Some(b)) if b.words.len() > a.words.len() => b,
            (a, b) => a.or(b)?,
        };
        Some((best.words.len(), best.value.as_ref()))
    }
}
