//! `cargo xtask train`: every model of the swift reader, from the treebanks and the project's own corpus and lists.
//!
//! In order: the lexicon from the word list; the tagger's two looks; the parser's guide and the parser itself; the name
//! finder. What a later model reads of an earlier one it learns from *jackknifed* output (five folds, each read by a
//! model that has not seen it), so that it meets the mistakes it will meet. Each of the linear models is the sum of
//! several that were trained in other orders. The same inputs give the same bytes, on any number of threads.

pub mod careful;
pub mod corpus;
pub mod fronted;
pub mod gazetteer;
pub mod learner;
pub mod lexicon;
pub mod lists;
pub mod measure;
pub mod names;
pub mod spread;
pub mod syntax;
pub mod treebank;
pub mod words;

use anyhow::{Context, Result};
use dateline_lang::swift::finder::Finder;
use dateline_lang::swift::form::Form;
use dateline_lang::swift::model::{FILES, Files, Model, columns_of};
use dateline_lang::swift::parser::{Kind, Parser};
use dateline_lang::swift::phrases::Phrases;
use dateline_lang::swift::rows::{Sparse, Triples};
use dateline_lang::swift::tagger::{self, Outline, SURE, Tagger};
use dateline_model::{Pos, Relation, Tag};
use learner::Learner;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use syntax::{Guided, Lesson, Names};
use treebank::Sentence;

/// Parts of the training sentences, each read by models trained on the others.
const FOLDS: usize = 5;

/// So many sentences in a row go into one fold: neighbours of one text stay together.
const RUN: usize = 20;

/// One sentence in so many is learned from in capitals as well, and one in title case. Chosen: what
/// 30, 60 and 120 cost and gain on the development treebanks is less than what runs differ by (0.3).
const LOUD: usize = 60;

/// Rows kept of each model: fewer cost accuracy, more cost the cache. Of the parser's, 350,000 and 150,000 lost 0.3 to 0.4
/// LAS on the development treebanks and all of them gained 0.15 on EWT; of the tagger's, 100,000 lost 0.1 UPOS. The others
/// are chosen.
mod kept {
    pub const TAGS: usize = 180_000;
    pub const GUIDE: usize = 250_000;
    pub const MOVES: usize = 500_000;
    pub const RELATIONS: usize = 200_000;
    pub const NAMES: usize = 200_000;
}

/// Updates that a feature needs to be kept: what one sentence alone teaches is noise. (An early tagger gained 0.2 UPOS
/// on GUM's development part by two in place of one; three changed its parser by less than 0.1 LAS.)
const TOUCHED: u32 = 2;

/// Models summed up, and rounds of each: chosen. Four parsers in place of one gained 0.1 to 0.4 LAS on the development
/// parts.
const TAGGERS: usize = 4;
const TAGGER_ROUNDS: usize = 8;
const GUIDES: usize = 2;
const GUIDE_ROUNDS: usize = 6;
const PARSERS: usize = 6;
const PARSER_ROUNDS: usize = 10;
const FINDERS: usize = 6;

/// Runs `job` for each number below `n` on two threads; the results come in order.
fn each<T: Send>(n: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= n {
                return done;
            }
            done.push((i, job(i)));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut mine = work();
        mine.extend(other.join().expect("training does not panic"));
        mine
    });
    all.sort_by_key(|(i, _)| *i);
    all.into_iter().map(|(_, t)| t).collect()
}

/// The sum of `n` models that `train` makes from different seeds.
fn sum(n: usize, train: impl Fn(u64) -> Learner + Sync) -> Learner {
    let mut all = each(n, |i| train(1 + i as u64)).into_iter();
    let first = all.next().unwrap_or_else(|| Learner::new(1));
    all.fold(first, |sum, next| sum.join(&next))
}

/// The training sentences and all that is made of them.
struct Bank {
    sentences: Vec<Sentence>,
    tags: Names,
    relations: Names,
    forms: Vec<Vec<Form>>,
    gold: Vec<Vec<usize>>,
}

impl Bank {
    /// The sentences inside or outside a fold.
    fn part(&self, fold: usize, inside: bool) -> Vec<usize> {
        (0..self.sentences.len()).filter(|i| (i / RUN % FOLDS == fold) == inside).collect()
    }

    /// What `read` makes of every sentence with a model that `train` made of the other folds.
    fn jackknife<M, T: Send>(
        &self,
        train: impl Fn(&[usize]) -> M + Sync,
        read: impl Fn(&M, usize) -> T + Sync,
    ) -> Vec<T> {
        let folds = each(FOLDS, |fold| {
            let model = train(&self.part(fold, false));
            self.part(fold, true).into_iter().map(|i| (i, read(&model, i))).collect::<Vec<_>>()
        });
        let mut all: Vec<(usize, T)> = folds.into_iter().flatten().collect();
        all.sort_by_key(|(i, _)| *i);
        all.into_iter().map(|(_, t)| t).collect()
    }
}

/// Trains all models and writes them to `lang-data/en/swift`; prints what they reach on the development parts. `silver` are
/// CoNLL-U files of what the careful reader made of open text: they are learned from beside the treebanks.
pub fn train(root: &Path, silver: &[&str]) -> Result<()> {
    let data = root.join("lang-data/en");
    let banks = root.join("../shared/treebanks");
    let mut sentences = treebank::read(&banks.join("en_ewt-train.conllu"))?;
    sentences.extend(treebank::read(&banks.join("en_gum_nonc-train.conllu"))?);
    let gold = sentences.len();
    for file in silver {
        sentences.extend(treebank::read(file.as_ref())?.into_iter().filter(is_a_lesson));
    }
    println!("{} sentences of silver", sentences.len() - gold);
    let turned = fronted::turned(&sentences[..gold]);
    println!("{} sentences turned to begin with a participle", turned.len());
    sentences.extend(turned);
    // Headlines and scripts in capitals, and headlines in title case: some sentences teach to do without small letters.
    let some = |skipped: usize| sentences.iter().skip(skipped).step_by(LOUD);
    let loud: Vec<Sentence> = some(7).map(|s| treebank::rewritten(s, str::to_uppercase)).collect();
    let titled: Vec<Sentence> = some(22).map(|s| treebank::rewritten(s, treebank::titled)).collect();
    sentences.extend(loud);
    sentences.extend(titled);
    let words = lexicon::read(&data.join("words.tsv"))?;
    // A class needs half a dozen examples to be learned at all.
    let tags = syntax::frequent(sentences.iter().flatten().map(|w| w.tag.as_str()), 6);
    let relations = syntax::frequent(sentences.iter().flatten().map(|w| w.relation.as_str()), 6);
    let lexicon = lexicon::build(&words, &syntax::settled(&sentences, &tags));
    let forms = sentences.iter().map(|s| syntax::forms(s, &lexicon)).collect();
    let gold = sentences.iter().map(|s| syntax::tag_classes(s, &tags)).collect();
    println!("{} sentences, {} tags, {} relations", sentences.len(), tags.len(), relations.len());
    let bank = Bank { sentences, tags, relations, forms, gold };
    let classes: Vec<(Pos, Tag)> = bank.tags.iter().map(|t| class(t)).collect::<Result<_>>()?;
    let relation = |r: &String| Relation::from_word(r).with_context(|| format!("unknown relation {r}"));
    let relations: Vec<Relation> = bank.relations.iter().map(relation).collect::<Result<_>>()?;
    let (pos, kinds) = columns_of(&classes);

    let finite: Vec<bool> = kinds.iter().map(|kind| *kind == Kind::Finite).collect();
    let (tagger, read) = train_tagger(&bank, &finite);
    println!("tagger done");
    let parser = train_parser(&bank, &read, &pos, &kinds);
    println!("parser done");
    let phrases = Phrases::default();
    let finder = Finder { rows: Sparse::new(&[], dateline_lang::swift::finder::LABELS) };
    finish(root, Model { lexicon, tags: classes, pos, kinds, tagger, relations, parser, phrases, finder })
}

/// Trains the name finder alone, with the lists and the corpus as they are now, beside the other models as they are.
pub fn train_names(root: &Path) -> Result<()> {
    let read = |name: &str| std::fs::read(root.join("lang-data/en/swift").join(name));
    let files = FILES.iter().map(|name| read(name)).collect::<std::io::Result<Vec<_>>>()?;
    finish(root, Model::load(&Files([&files[0], &files[1], &files[2], &files[3]]))?)
}

/// Gives a model its names, writes it and prints what it reaches.
fn finish(root: &Path, mut model: Model) -> Result<()> {
    let (data, banks) = (root.join("lang-data/en"), root.join("../shared/treebanks"));
    model.phrases = lists::read(&data.join("lists"))?;
    let lessons = names::lessons(&model, &data, &banks)?;
    let finder = sum(FINDERS, |seed| names::train(&lessons, &model.pos, seed)).sparse(TOUCHED, kept::NAMES);
    model.finder = Finder { rows: finder };
    let files = model.write();
    for (name, bytes) in FILES.iter().zip(&files) {
        std::fs::write(data.join("swift").join(name), bytes)?;
        println!("{name}: {} bytes", bytes.len());
    }
    measure::print(&model, &data, &banks)
}

/// Whether a sentence that the teacher read is one to learn from. The bounds are chosen: the shortest teach nothing, and of the
/// longest one wrong arc spoils many.
fn is_a_lesson(sentence: &Sentence) -> bool {
    (3..=60).contains(&sentence.len())
}

/// `VERB|VBD` as the model's types.
fn class(tag: &str) -> Result<(Pos, Tag)> {
    let (pos, penn) = tag.split_once('|').context("a tag without its Penn tag")?;
    let pos = Pos::from_word(pos).with_context(|| format!("unknown part of speech {pos}"))?;
    Ok((pos, Tag::from_word(penn).with_context(|| format!("unknown tag {penn}"))?))
}

/// The tagger, and the classes that taggers give the training sentences which they have not seen.
fn train_tagger(bank: &Bank, finite: &[bool]) -> (Tagger, Vec<Vec<u8>>) {
    let n = bank.tags.len();
    let learn = |first: Option<(&[Vec<u8>], &[bool])>, chosen: &[usize], seed: u64| {
        syntax::train_tagger(&bank.forms, &bank.gold, first, chosen, n, TAGGER_ROUNDS, seed)
    };
    let all: Vec<usize> = (0..bank.sentences.len()).collect();
    let looked = bank.jackknife(
        |chosen| learn(None, chosen, 7).sparse(TOUCHED, kept::TAGS),
        |rows, i| {
            let (mut classes, mut leads) = (vec![0; bank.forms[i].len()], vec![0; bank.forms[i].len()]);
            tagger::look(rows, &bank.forms[i], &mut classes, &mut leads);
            (classes, leads)
        },
    );
    let (first, leads): (Vec<Vec<u8>>, Vec<Vec<i16>>) = looked.into_iter().unzip();
    let read = bank.jackknife(
        |chosen| learn(Some((&first, finite)), chosen, 7).sparse(TOUCHED, kept::TAGS),
        |rows, i| {
            let mut classes = vec![0; bank.forms[i].len()];
            let mut outline = Outline::new(finite.to_vec());
            outline.read(&first[i]);
            tagger::look_again(rows, &bank.forms[i], &outline, &first[i], &leads[i], SURE, &mut classes);
            classes
        },
    );
    let tagger = Tagger {
        first: sum(TAGGERS, |seed| learn(None, &all, seed)).sparse(TOUCHED, kept::TAGS),
        second: sum(TAGGERS, |seed| learn(Some((&first, finite)), &all, seed)).sparse(TOUCHED, kept::TAGS),
    };
    (tagger, read)
}

/// The parser and its guide, from sentences with the classes that a tagger gave them.
fn train_parser(bank: &Bank, read: &[Vec<u8>], pos: &[u8], kinds: &[Kind]) -> Parser {
    let lesson = |i: usize| {
        let sentence = &bank.sentences[i];
        let mut seen = dateline_lang::swift::parser::Sentence::default();
        seen.read(&bank.forms[i], &read[i], pos, kinds);
        let heads = sentence.iter().map(|w| w.head).collect();
        Lesson { sentence: seen, heads, relations: syntax::relation_classes(sentence, &bank.relations) }
    };
    let mut lessons: Vec<Lesson> = (0..bank.sentences.len()).map(lesson).collect();
    let back: Vec<Lesson> = lessons.iter().map(Lesson::reversed).collect();
    let guide_of = |chosen: &[usize], seed: u64| {
        syntax::train_parser(&back, chosen, Guided::No, bank.relations.len(), GUIDE_ROUNDS, seed).0
    };
    let guides = bank.jackknife(
        |chosen| guide_of(chosen, 7).triples(TOUCHED, kept::GUIDE),
        |moves: &Triples, i| {
            let mut state = dateline_lang::swift::parser::State::default();
            dateline_lang::swift::parser::run::<false>(moves, None, &back[i].sentence, &mut state);
            state.heads
        },
    );
    for (lesson, heads) in lessons.iter_mut().zip(&guides) {
        lesson.sentence.be_guided(heads);
    }
    let all: Vec<usize> = (0..lessons.len()).collect();
    let guide = sum(GUIDES, |seed| guide_of(&all, seed)).triples(TOUCHED, kept::GUIDE);
    let mut both: Option<(Learner, Learner)> = None;
    // Two at a time, for a parser in training is large.
    for pair in 0..PARSERS.div_ceil(2) {
        let two = each(2, |i| {
            let seed = 1 + (pair * 2 + i) as u64;
            syntax::train_parser(&lessons, &all, Guided::Yes, bank.relations.len(), PARSER_ROUNDS, seed)
        });
        for (moves, relations) in two {
            both = Some(match both {
                None => (moves, relations),
                Some((m, r)) => (m.join(&moves), r.join(&relations)),
            });
        }
    }
    let (moves, relations) = both.unwrap_or_else(|| (Learner::new(3), Learner::new(1)));
    Parser { guide, moves: moves.triples(TOUCHED, kept::MOVES), relations: relations.sparse(TOUCHED, kept::RELATIONS) }
}
