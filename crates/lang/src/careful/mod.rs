//! The careful reader: a small encoder for tags, trees and names, some thousand words a second on one core.
//!
//! MiniLM-L6 (Wang et al. 2020) as all-MiniLM-L6-v2 has it (Apache-2.0), taught by `training/` on the treebanks and the names corpus, with weights of eight
//! bits. [`pieces`] cuts words, [`windows`] sentences; [`encoder`] makes vectors, [`heads`] answers, [`tree`] keeps arcs a tree.
//! Multiplications are of whole numbers, so that their order cannot matter, and what is left of floating point is done in
//! one order by [`arithmetic`]: the same text gives the same reading on every machine and on any number of threads.
//!
//! It shares with the swift reader the lists, the lexicon and the kinds of names, and what comes before and behind.
//!
//! Left out on purpose: a document's wider context (each sentence is read for itself; names are made to agree by
//! [`crate::reference`]) and any processor but the main one.

pub mod arithmetic;
pub mod encoder;
pub mod heads;
pub mod pieces;
pub mod tree;
pub mod weights;
pub mod windows;

use crate::swift::bytes::Reader;
use crate::swift::finder::KINDS;
use crate::swift::{BadModel, Model, Seen, hash, mentions};
use dateline_model::{Columns, Pos, Relation, Tag};
use encoder::{Encoder, Sequences, TASKS};
pub use heads::Answers;
use heads::Heads;
use pieces::Pieces;
use std::ops::Range;
use weights::{FILE, MAGIC, Multiplier};
use windows::{Window, windows};

/// The weights that come with the program.
pub const EMBEDDED: &[u8] = include_bytes!("../../../../lang-data/en/careful/careful.bin");

/// Pieces that are encoded at once: enough to keep the multiplications busy, few enough for the caches. Chosen; a sequence has at
/// most half as many ([`encoder::POSITIONS`]).
const AT_ONCE: usize = 512;

/// The careful reader's model.
#[derive(Debug)]
pub struct Careful {
    /// Part of speech and Penn tag of each class.
    pub tags: Vec<(Pos, Tag)>,
    /// The relation of each class.
    pub relations: Vec<Relation>,
    /// The class of what stands beside a sentence's first stretch.
    beside: u8,
    pieces: Pieces,
    encoder: Encoder,
    heads: Heads,
}

/// Words to read: their pieces, the case of their letters and what the lists say of them. Cut by one model's vocabulary, it is for
/// that model to read.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pieces: Vec<pieces::Piece>,
    /// Where each word's pieces begin, and how many there are.
    starts: Vec<u32>,
    sizes: Vec<u8>,
    cases: Vec<u8>,
    marks: Vec<u32>,
    seams: Vec<bool>,
    sentences: Vec<Range<usize>>,
    desk: String,
}

impl Text {
    /// Forgets all words.
    pub fn clear(&mut self) {
        self.pieces.clear();
        self.starts.clear();
        self.sizes.clear();
        self.cases.clear();
        self.marks.clear();
        self.seams.clear();
        self.sentences.clear();
    }
}

/// Room to read in, to be used again: some 20 MB once it has been.
#[derive(Debug, Default)]
pub struct Desk {
    text: Text,
    sequences: Sequences,
    windows: Vec<Window>,
    mixed: [Vec<f32>; TASKS],
    encoder: encoder::Desk,
    heads: heads::Desk,
    answers: Answers,
    seen: Seen,
}

impl Desk {
    /// What was read last: a word's head is its place in the sentence plus one, 0 for the root.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// A number made of every bit of the vectors that were read from last: two machines that disagree anywhere give others.
    pub fn fingerprint(&self) -> u64 {
        let numbers = self.mixed.iter().flatten().chain(self.heads.scores());
        numbers.fold(0, |hash, x| hash::mix(hash, u64::from(x.to_bits())))
    }
}

impl Careful {
    /// Loads the model from the bytes of its file.
    pub fn load(bytes: &[u8]) -> Result<Careful, BadModel> {
        let read = || {
            let mut from = Reader(bytes.strip_prefix(MAGIC.as_slice())?);
            let model = Careful::read(&mut from)?;
            from.0.is_empty().then_some(model)
        };
        read().ok_or(BadModel { file: FILE })
    }

    fn read(from: &mut Reader<'_>) -> Option<Careful> {
        let n = from.count(2)?;
        let tag = |from: &mut Reader<'_>| Some((Pos::from_word(from.text()?)?, Tag::from_word(from.text()?)?));
        let tags = (0..n).map(|_| tag(from)).collect::<Option<Vec<_>>>()?;
        let n = from.count(1)?;
        let relations = (0..n).map(|_| Relation::from_word(from.text()?)).collect::<Option<Vec<_>>>()?;
        let n = from.count(1)?;
        let same = (0..n).map(|i| Some(KINDS.get(i) == Some(&from.text()?))).collect::<Option<Vec<bool>>>()?;
        let class = |name: &str| u8::try_from(relations.iter().position(|r| r.as_str() == name)?).ok();
        let (root, beside) = (class("root")?, class("parataxis")?);
        if n != KINDS.len() || same.contains(&false) || tags.is_empty() || tags.len().max(relations.len()) > 255 {
            return None;
        }
        let pieces = Pieces::read(from)?;
        let encoder = Encoder::read(from, pieces.len)?;
        let heads = Heads::read(from, encoder::WIDTH, tags.len(), relations.len(), root)?;
        Some(Careful { tags, relations, beside, pieces, encoder, heads })
    }

    /// The pieces of a word, as the vocabulary writes them, and the case of its letters: for tests and for the curious.
    pub fn pieces_of(&self, word: &str) -> (Vec<String>, u8) {
        let mut pieces = Vec::new();
        self.pieces.cut(word, &mut String::new(), &mut pieces);
        (pieces.iter().map(|&piece| self.pieces.written(piece)).collect(), pieces::case_of(word))
    }

    /// Adds a sentence to a text: words as written, and the lists' marks on them.
    pub fn add<'t>(&self, text: &mut Text, words: impl Iterator<Item = (&'t str, u32)>) {
        let start = text.sizes.len();
        for (word, marks) in words {
            text.starts.push(text.pieces.len() as u32);
            text.sizes.push(self.pieces.cut(word, &mut text.desk, &mut text.pieces) as u8);
            text.cases.push(pieces::case_of(word));
            text.marks.push(marks);
            text.seams.push(matches!(word, "." | "," | ";" | ":" | "!" | "?" | "-" | "–" | "—" | "|" | "•"));
        }
        text.sentences.push(start..text.sizes.len());
    }

    /// Reads all sentences of a text. A word's head is its place in the sentence plus one, 0 for the root.
    pub fn answer(&self, text: &Text, desk: &mut Desk) {
        // The multiplier splits its work over the pool that it is called in. In a pool of the caller's it may; else each thread
        // that reads has a pool of one, for the whole machine's would take more threads than were asked for.
        if rayon::current_thread_index().is_some() {
            return self.answer_here(text, desk);
        }
        thread_local! {
            static ALONE: Option<rayon::ThreadPool> = rayon::ThreadPoolBuilder::new().num_threads(1).build().ok();
        }
        ALONE.with(|pool| match pool {
            Some(pool) => pool.install(|| self.answer_here(text, desk)),
            // No threads can be made here (WebAssembly): the multiplier knows.
            None => self.answer_here(text, desk),
        });
    }

    fn answer_here(&self, text: &Text, desk: &mut Desk) {
        let by = Multiplier::default();
        let Desk { sequences, windows: all, mixed, encoder, heads, answers, .. } = desk;
        all.clear();
        for sentence in &text.sentences {
            windows(sentence.clone(), &text.sizes, |i| text.seams[i], all);
        }
        for column in [&mut answers.classes, &mut answers.relations, &mut answers.labels] {
            column.clear();
        }
        answers.heads.clear();
        let mut stretches: Vec<Range<usize>> = Vec::new();
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            sequences.pieces.clear();
            sequences.ranges.clear();
            sequences.words.clear();
            stretches.clear();
            let mut taken = 0;
            for window in rest {
                let pieces = 2 + text.sizes[window.read.clone()].iter().map(|n| *n as usize).sum::<usize>();
                if taken > 0 && sequences.pieces.len() + pieces > AT_ONCE {
                    break;
                }
                self.lay(text, window, sequences, &mut stretches);
                taken += 1;
            }
            self.encoder.encode(&by, sequences, encoder, mixed);
            self.heads.answer(&by, mixed, &stretches, heads, answers);
            rest = &rest[taken..];
        }
        self.join(text, all, answers);
    }

    /// Lays a window's pieces behind the others.
    fn lay(&self, text: &Text, window: &Window, to: &mut Sequences, stretches: &mut Vec<Range<usize>>) {
        let (start, first) = (to.pieces.len(), to.words.len());
        to.pieces.push((self.pieces.first, 0, 0));
        for word in window.read.clone() {
            if window.answered.contains(&word) {
                to.words.push(to.pieces.len());
            }
            let from = text.starts[word] as usize;
            let pieces = &text.pieces[from..from + text.sizes[word] as usize];
            to.pieces.extend(pieces.iter().map(|&piece| (piece, text.cases[word], text.marks[word])));
        }
        to.pieces.push((self.pieces.last, 0, 0));
        to.ranges.push(start..to.pieces.len());
        stretches.push(first..to.words.len());
    }

    /// Makes one tree of a sentence's stretches: the roots of later ones hang on the first one's, as sentences that stand
    /// side by side do (`parataxis`).
    fn join(&self, text: &Text, all: &[Window], answers: &mut Answers) {
        let mut windows = all.iter().peekable();
        for sentence in &text.sentences {
            let mut root = None;
            while let Some(window) = windows.next_if(|w| w.answered.end <= sentence.end) {
                let shift = window.answered.start - sentence.start;
                for word in window.answered.clone() {
                    match (&mut answers.heads[word], root) {
                        (head @ 0, Some(root)) => {
                            *head = root;
                            answers.relations[word] = self.beside;
                        }
                        (0, None) => root = Some(word - sentence.start + 1),
                        (head, _) => *head += shift,
                    }
                }
            }
        }
    }

    /// Reads all sentences of an article: fills parts of speech, tags, arcs, mentions and titles. The lists and the lexicon
    /// are the swift reader's.
    pub(crate) fn fill(&self, model: &Model, text: &str, columns: &mut Columns, desk: &mut Desk) {
        let mut words = std::mem::take(&mut desk.text);
        words.clear();
        for &sentence in &columns.sentences {
            let range = sentence.start() as usize..sentence.end() as usize;
            desk.seen.look(model, text, columns, range.clone());
            let written = |i: usize| &text[columns.spans[i].range()];
            self.add(&mut words, range.map(written).zip(desk.seen.marks.iter().copied()));
        }
        self.answer(&words, desk);
        desk.text = words;
        let answers = &desk.answers;
        for s in 0..columns.sentences.len() {
            let sentence = columns.sentences[s];
            let (first, range) = (sentence.start(), sentence.start() as usize..sentence.end() as usize);
            for i in range.clone() {
                let (pos, tag) = self.tags[answers.classes[i] as usize];
                columns.pos.push(pos);
                columns.tags.push(tag);
                let head = answers.heads[i] as u32;
                columns.heads.push(if head == 0 { i as u32 } else { first + head - 1 });
                columns.relations.push(self.relations[answers.relations[i] as usize]);
            }
            mentions(first, &answers.labels[range], columns);
        }
    }
}
