//! The swift reader: linear models for tags, trees and names, a hundred thousand words a second on one core.
//!
//! One sentence at a time: [`form`] looks at the letters of each token once; [`tagger`] gives parts of speech,
//! [`parser`] the tree, [`finder`] the names with the help of [`phrases`] (lists). All three are averaged perceptrons
//! over hashed features whose weights are whole numbers, so that a machine, a thread or an optimiser cannot change a
//! reading. The models are trained by `cargo xtask train` with the very same feature functions.
//!
//! Left out on purpose: floating point, and any search beyond the greedy choice; the careful reader has both.

pub mod bytes;
pub mod features;
pub mod finder;
pub mod form;
pub mod hash;
pub mod lexicon;
pub mod model;
pub mod parser;
pub mod phrases;
pub mod rows;
pub mod tagger;

use dateline_model::{Columns, NameKind, Relation, Shape, Span};
use finder::{Memory, Part, View, unlabel};
use form::{CAPITAL, Case, DIGIT, Form, case_of};
pub use model::{BadModel, Files, Model};
use std::ops::Range;

/// Room to read sentences in, used again for every one of an article.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    seen: Seen,
    first: Vec<u8>,
    leads: Vec<i16>,
    classes: Vec<u8>,
    labels: Vec<u8>,
    sentence: parser::Sentence,
    back: parser::Sentence,
    state: parser::State,
    memory: Memory,
    outline: tagger::Outline,
}

/// What both readers see of a sentence before they read it: forms, and what the lists say of each token.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) forms: Vec<Form>,
    pub(crate) marks: Vec<u32>,
    numbers: Vec<u64>,
}

impl Seen {
    /// Looks at the tokens of `range`.
    pub(crate) fn look(&mut self, model: &Model, text: &str, columns: &Columns, range: Range<usize>) {
        let written = |i: usize| &text[columns.spans[i].range()];
        let case = case_of(range.clone().filter(|&i| columns.shapes[i].has(Shape::WORD)).map(written));
        let Seen { forms, marks, numbers } = self;
        forms.clear();
        numbers.clear();
        for i in range {
            let norm = columns.norms.get(i);
            forms.push(Form::of(written(i), norm, case, &model.lexicon));
            numbers.push(hash::text(norm.as_bytes()));
        }
        marks.clear();
        marks.resize(numbers.len(), 0);
        model.phrases.mark(numbers, |i| case == Case::Capitals || forms[i].flags & (CAPITAL | DIGIT) != 0, marks);
    }
}

impl Model {
    /// The relation of an arc that is not the root's, whatever its class.
    fn inner(&self, class: u8) -> Relation {
        let relation = self.relations[class as usize];
        if relation == Relation::root() { Relation::from_word("dep").unwrap_or(relation) } else { relation }
    }

    /// Reads all sentences: fills parts of speech, tags, arcs, mentions and titles.
    pub(crate) fn read(&self, text: &str, columns: &mut Columns, desk: &mut Desk) {
        desk.memory.clear();
        desk.outline = self.outline();
        for s in 0..columns.sentences.len() {
            let sentence = columns.sentences[s];
            let first = sentence.start();
            let range = sentence.start() as usize..sentence.end() as usize;
            let n = range.len();
            desk.seen.look(self, text, columns, range);
            for column in [&mut desk.first, &mut desk.classes, &mut desk.labels] {
                column.clear();
                column.resize(n, 0);
            }
            desk.leads.clear();
            desk.leads.resize(n, 0);
            self.tagger.tag(&desk.seen.forms, &mut desk.outline, &mut desk.first, &mut desk.leads, &mut desk.classes);
            for &class in &desk.classes {
                let (pos, tag) = self.tags[class as usize];
                columns.pos.push(pos);
                columns.tags.push(tag);
            }
            desk.sentence.read(&desk.seen.forms, &desk.classes, &self.pos, &self.kinds);
            self.parser.parse(&mut desk.sentence, &mut desk.back, &mut desk.state);
            for (i, (&head, &relation)) in desk.state.heads.iter().zip(&desk.state.relations).take(n).enumerate() {
                let is_root = head as usize == n;
                columns.heads.push(first + if is_root { i as u32 } else { head });
                columns.relations.push(if is_root { Relation::root() } else { self.inner(relation) });
            }
            let view =
                View { forms: &desk.seen.forms, classes: &desk.classes, marks: &desk.seen.marks, pos: &self.pos };
            self.finder.find(&view, &mut desk.memory, &mut desk.labels);
            mentions(first, &desk.labels, columns);
        }
    }
}

/// Adds the mentions and titles that the labels of a sentence say, whose first token is `first`.
pub(crate) fn mentions(first: u32, labels: &[u8], columns: &mut Columns) {
    let mut begin = first;
    for (i, &label) in labels.iter().enumerate() {
        let Some((kind, part)) = unlabel(label) else { continue };
        let at = first + i as u32;
        if matches!(part, Part::Begin | Part::Alone) {
            begin = at;
        }
        if matches!(part, Part::Last | Part::Alone) {
            let tokens = Span::new(begin, at + 1);
            // A full stop is no name, whatever a model says.
            if tokens.range().all(|i| !columns.shapes[i].has(Shape::WORD) && !columns.shapes[i].has(Shape::DIGITS)) {
                continue;
            }
            match NAME_KINDS[kind] {
                Some(kind) => columns.mentions.push(dateline_model::Mention { tokens, kind }),
                None => columns.titles.push(tokens),
            }
        }
    }
}

/// What each of [`finder::KINDS`] is in the record; a title is none.
const NAME_KINDS: [Option<NameKind>; finder::KINDS.len()] = [
    Some(NameKind::Person),
    Some(NameKind::Organization),
    Some(NameKind::Group),
    Some(NameKind::Nationality),
    Some(NameKind::Place),
    Some(NameKind::Facility),
    Some(NameKind::Event),
    Some(NameKind::Work),
    Some(NameKind::Product),
    None,
];
