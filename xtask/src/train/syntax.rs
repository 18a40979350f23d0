//! Trains the tagger and the parser on the treebanks' own tokens.

use super::learner::{Chance, Learner};
use super::treebank::Sentence;
use dateline_lang::swift::features::Features;
use dateline_lang::swift::form::{Form, case_of};
use dateline_lang::swift::hash::text;
use dateline_lang::swift::lexicon::Lexicon;
use dateline_lang::swift::parser::{self, MOVES, Move, State};
use dateline_lang::swift::tagger::{self, NO_TAG, Outline};
use dateline_lang::tokens::normalise;
use std::collections::{BTreeMap, HashMap};

/// The names of the classes of a model, in order.
pub type Names = Vec<String>;

/// The values that stand at least `least` times, in alphabetical order.
pub fn frequent<'a>(values: impl Iterator<Item = &'a str>, least: usize) -> Names {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    values.for_each(|v| *counts.entry(v).or_default() += 1);
    counts.into_iter().filter(|(_, n)| *n >= least).map(|(v, _)| v.to_owned()).collect()
}

/// The forms of a sentence.
pub fn forms(sentence: &Sentence, lexicon: &Lexicon) -> Vec<Form> {
    let case = case_of(sentence.iter().map(|w| w.form.as_str()));
    let of = |word: &super::treebank::Word| {
        let mut norm = String::new();
        normalise(&word.form, &mut norm);
        Form::of(&word.form, &norm, case, lexicon)
    };
    sentence.iter().map(of).collect()
}

/// The number under which the lexicon has a word.
pub fn number(word: &str) -> u64 {
    let mut norm = String::new();
    normalise(word, &mut norm);
    text(norm.as_bytes())
}

/// A decision must lead its rival by so much, or the model still learns from it (the margin perceptron of Krauth and
/// Mézard 1987). Of 0, 5, 15 and 30 for tags and 10, 20 and 30 for moves none was better on both development treebanks by
/// more than runs differ, so these are chosen from the middle.
const TAG_MARGIN: f32 = 10.0;
const MOVE_MARGIN: f32 = 20.0;
const RELATION_MARGIN: f32 = 10.0;

const UNKNOWN: usize = usize::MAX;

fn index(names: &Names, value: &str) -> usize {
    names.binary_search_by(|n| n.as_str().cmp(value)).unwrap_or(UNKNOWN)
}

/// Trains a look of the tagger on the sentences at `chosen`: the second one, if `first` are the classes that a first
/// gave all sentences.
pub fn train_tagger(
    forms: &[Vec<Form>],
    gold: &[Vec<usize>],
    first: Option<(&[Vec<u8>], &[bool])>,
    chosen: &[usize],
    classes: usize,
    rounds: usize,
    seed: u64,
) -> Learner {
    let mut learner = Learner::new(classes);
    let mut order = chosen.to_vec();
    let mut chance = Chance(seed);
    let mut f = Features::default();
    let mut scores = vec![0f32; classes];
    let mut outline = Outline::new(first.map_or(Vec::new(), |(_, finite)| finite.to_vec()));
    for _ in 0..rounds {
        chance.shuffle(&mut order);
        for &s in &order {
            let (mut t1, mut t2) = (NO_TAG, NO_TAG);
            if let Some((first, _)) = first {
                outline.read(&first[s]);
            }
            for i in 0..forms[s].len() {
                let found = match forms[s][i].only {
                    0 => {
                        tagger::features(&forms[s], i, t1, t2, &mut f);
                        if let Some((first, _)) = first {
                            tagger::second_features(&forms[s], &first[s], &outline, i, t1, &mut f);
                        }
                        learner.score(f.all(), &mut scores);
                        let found = highest(&scores);
                        learner.tick();
                        let right = gold[s][i];
                        if right != UNKNOWN {
                            let rival = highest_but(&scores, right);
                            if scores[right] < scores[rival] + TAG_MARGIN {
                                learner.update(f.all(), right, rival);
                            }
                        }
                        found
                    }
                    only => usize::from(only) - 1,
                };
                (t2, t1) = (t1, found as u64);
            }
        }
    }
    learner
}

fn highest_but(scores: &[f32], not: usize) -> usize {
    let mut best = usize::from(not == 0);
    for (k, s) in scores.iter().enumerate() {
        if k != not && *s > scores[best] {
            best = k;
        }
    }
    best
}

fn highest(scores: &[f32]) -> usize {
    let mut best = 0;
    for (k, s) in scores.iter().enumerate() {
        if *s > scores[best] {
            best = k;
        }
    }
    best
}

/// What the parser learns from.
pub struct Lesson {
    /// The sentence as the parser sees it, with a tagger's classes.
    pub sentence: parser::Sentence,
    /// Head of each word.
    pub heads: Vec<usize>,
    /// Relation of each word, as a class.
    pub relations: Vec<usize>,
}

impl Lesson {
    /// The same from the last word to the first.
    pub fn reversed(&self) -> Lesson {
        let n = self.heads.len();
        let mut sentence = parser::Sentence::default();
        self.sentence.reverse(&mut sentence);
        let head = |&head: &usize| if head < n { n - 1 - head } else { n };
        Lesson {
            sentence,
            heads: self.heads.iter().rev().map(head).collect(),
            relations: self.relations.iter().rev().copied().collect(),
        }
    }
}

/// Which of the two parsers is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guided {
    /// The guide: fewer features, no relations.
    No,
    /// The parser that it guides.
    Yes,
}

/// The classes of a sentence's relations.
pub fn relation_classes(sentence: &Sentence, names: &Names) -> Vec<usize> {
    sentence.iter().map(|w| index(names, &w.relation)).collect()
}

/// The classes of a sentence's tags.
pub fn tag_classes(sentence: &Sentence, names: &Names) -> Vec<usize> {
    sentence.iter().map(|w| index(names, &w.tag)).collect()
}

/// How many arcs of the treebank's tree each move makes unreachable (Goldberg and Nivre 2013, section 4.3).
fn costs(state: &State, gold: &[usize], can: [bool; 3]) -> [usize; 3] {
    let (stack, next) = state.view();
    let (next, n, height) = (next as usize, gold.len(), stack.len());
    let mut costs = [usize::MAX; 3];
    if can[0] {
        let lost = stack.iter().filter(|&&s| gold[s as usize] == next).count();
        let under = stack[..height.saturating_sub(1)].iter().any(|&s| s as usize == gold[next]);
        costs[0] = lost + usize::from(height > 1 && under);
    }
    if can[1] || can[2] {
        let top = stack[height - 1] as usize;
        let head = gold[top];
        let children = (next..n).filter(|&w| gold[w] == top).count();
        if can[1] {
            let elsewhere =
                head != next && (head > next && head <= n || height > 1 && head == stack[height - 2] as usize);
            costs[1] = children + usize::from(elsewhere);
        }
        if can[2] {
            costs[2] = children + usize::from(head >= next && head <= n);
        }
    }
    costs
}

/// Trains the moves and the relations on the lessons at `chosen`.
pub fn train_parser(
    lessons: &[Lesson],
    chosen: &[usize],
    guided: Guided,
    relations: usize,
    rounds: usize,
    seed: u64,
) -> (Learner, Learner) {
    let (mut moves, mut labels) = (Learner::new(3), Learner::new(relations));
    let mut order = chosen.to_vec();
    let mut chance = Chance(seed);
    let (mut state, mut f) = (State::default(), Features::default());
    let mut scores = vec![0f32; relations];
    for round in 0..rounds {
        chance.shuffle(&mut order);
        for &l in &order {
            let lesson = &lessons[l];
            state.begin(lesson.sentence.len());
            while !state.is_done() {
                let (good, found) = match guided {
                    Guided::No => learn_move::<false>(&mut moves, &state, lesson, &mut f),
                    Guided::Yes => learn_move::<true>(&mut moves, &state, lesson, &mut f),
                };
                // Follow the model's own choice nine times in ten after the first round (Goldberg and Nivre's figures).
                let made = MOVES[if round > 0 && chance.happens(0.9) { found } else { good }];
                let mut relation = 0;
                if made != Move::Shift && guided == Guided::Yes {
                    relation = learn_relation(&mut labels, &state, lesson, made, &mut f, &mut scores);
                }
                state.make(made, relation as u8);
            }
        }
    }
    (moves, labels)
}

/// One choice of a move: learns from it, and gives the best of the right moves and the model's own.
fn learn_move<const FULL: bool>(
    moves: &mut Learner,
    state: &State,
    lesson: &Lesson,
    f: &mut Features,
) -> (usize, usize) {
    let can = state.can();
    let costs = costs(state, &lesson.heads, can);
    let least = *costs.iter().min().unwrap_or(&0);
    let mut scores = [0f32; 3];
    parser::move_features::<FULL>(state, &lesson.sentence, f);
    moves.score(f.all(), &mut scores);
    let (mut found, mut good, mut bad) = (UNKNOWN, UNKNOWN, UNKNOWN);
    for class in (0..3).filter(|&c| can[c]) {
        let better = |than: usize| than == UNKNOWN || scores[class] > scores[than];
        if better(found) {
            found = class;
        }
        if costs[class] > least && better(bad) {
            bad = class;
        }
        if costs[class] == least && better(good) {
            good = class;
        }
    }
    moves.tick();
    if bad != UNKNOWN && scores[good] < scores[bad] + MOVE_MARGIN {
        moves.update(f.all(), good, bad);
    }
    (good, found)
}

/// One choice of a relation: learns from it if the arc is right, and gives the model's own.
fn learn_relation(
    labels: &mut Learner,
    state: &State,
    lesson: &Lesson,
    made: Move,
    f: &mut Features,
    scores: &mut [f32],
) -> usize {
    let (head, dependent) = state.arc(made);
    parser::relation_features(state, &lesson.sentence, head, dependent, made == Move::Right, f);
    labels.score(f.all(), scores);
    labels.tick();
    let gold = lesson.relations[dependent as usize];
    if lesson.heads[dependent as usize] == head as usize && gold != UNKNOWN {
        let rival = highest_but(scores, gold);
        if scores[gold] < scores[rival] + RELATION_MARGIN {
            labels.update(f.all(), gold, rival);
        }
    }
    highest(scores)
}

/// Words that have one tag nearly always (199 times in 200, of 30 or more): the tagger need not look at them.
pub fn settled(sentences: &[Sentence], tags: &Names) -> HashMap<u64, u8> {
    let mut seen: HashMap<u64, BTreeMap<usize, usize>> = HashMap::new();
    for word in sentences.iter().flatten() {
        *seen.entry(number(&word.form)).or_default().entry(index(tags, &word.tag)).or_default() += 1;
    }
    seen.into_iter()
        .filter_map(|(number, counts)| {
            let total: usize = counts.values().sum();
            let (&tag, &most) = counts.iter().max_by_key(|(_, n)| **n)?;
            (tag != UNKNOWN && total >= 30 && most * 200 >= total * 199).then_some((number, tag as u8 + 1))
        })
        .collect()
}
