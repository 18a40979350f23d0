//! Patterns → programs for the matcher, and the words without which a pattern cannot match.
//!
//! A pattern becomes a list of small operations (Thompson's construction, with priorities as in Pike's machine); named
//! phrases are compiled in place. Beside it stand its *needs*: sets of predicates of which a window must have one each.
//! They are what makes hundreds of rules cost little: a sentence without a word of harm never meets a rule about harm.

use std::collections::BTreeMap;

use crate::pack::Lexicon;
use crate::problem::{Place, nearest};
use crate::syntax::Pattern;

/// The number of a lexical predicate: a word, a lemma or a list.
pub(crate) type Pred = u32;

/// What a token can be, apart from its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Anything at all.
    Any,
    /// Begins with a letter.
    Word,
    /// A word with a capital.
    Capital,
    /// A word without a capital.
    Small,
    /// A word in capitals.
    Upper,
    /// Begins with a digit.
    Digits,
    /// Neither letter nor digit.
    Mark,
}

/// What the language stage found, taken whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A number with its qualifier, or an article that counts one.
    Count,
    /// A number with its qualifier.
    Number,
    /// An article that counts one ("a", "another"), or "no".
    One,
    /// A quotation with its marks.
    Quotation,
}

/// A place between tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Where the window begins.
    Start,
    /// Where the window ends.
    End,
    /// Where a clause may begin: the window's start, or behind a mark or a joining word.
    ClauseStart,
    /// Between two sentences, or at the window's start.
    SentenceStart,
    /// Where a block begins.
    Block,
    /// Right behind the token before it, no white space between.
    Glued,
}

/// One operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// One token for which the predicate holds.
    Pred(Pred),
    /// The longest entry of the list that begins here.
    List(Pred),
    /// One token of the class.
    Class(Class),
    /// What the language stage found here, whole.
    Value(Value),
    /// No token: the place.
    Edge(Edge),
    /// One token that the pattern from the next operation to `to` does not match.
    Except { to: u32 },
    /// No token: the pattern from the next operation to `to` does (not) match here, or at the token before.
    Look { to: u32, behind: bool, wanted: bool },
    /// Go on at either, the first one first.
    Split { first: u32, second: u32 },
    /// Go on there.
    Jump(u32),
    /// A capture begins.
    Open(u16),
    /// A capture ends.
    Close(u16),
    /// The pattern has matched.
    Match,
}

/// A compiled pattern.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub ops: Vec<Op>,
    /// Each set must have a member in the window. Sorted, without repetitions.
    pub needs: Vec<Vec<Pred>>,
    /// It cannot match where there is no quantity.
    pub needs_quantity: bool,
    /// It cannot match where there is no quotation.
    pub needs_quotation: bool,
    /// The predicates with which a match can begin, if only such can.
    pub first: Option<Vec<Pred>>,
}

/// A program is at most this long. The longest of the English pack has under a thousand operations; beyond ten
/// thousand a pattern has multiplied its repetitions by accident.
const LONGEST_PROGRAM: usize = 10_000;

/// Named phrases nest at most this deep; a phrase that uses itself is caught by it.
const DEEPEST_PHRASE: u32 = 16;

pub(crate) type CompileProblem = (Place, &'static str, String, Option<String>);

/// Compiles patterns against the pack's lexicon and phrases.
pub(crate) struct Compiler<'p> {
    pub lexicon: &'p mut Lexicon,
    pub phrases: &'p BTreeMap<String, Pattern>,
    /// Names of captures of the rule at hand; their numbers are indices.
    pub captures: Vec<String>,
    pub cut: &'p dyn Fn(&str) -> Vec<String>,
    ops: Vec<Op>,
    depth: u32,
}

/// What a pattern needs and begins with.
struct Needs {
    sets: Vec<Vec<Pred>>,
    quantity: bool,
    quotation: bool,
    /// `None`: anything may come first.
    first: Option<Vec<Pred>>,
    /// It can match without a token.
    empty: bool,
}

impl<'p> Compiler<'p> {
    pub fn new(
        lexicon: &'p mut Lexicon,
        phrases: &'p BTreeMap<String, Pattern>,
        cut: &'p dyn Fn(&str) -> Vec<String>,
    ) -> Self {
        Self { lexicon, phrases, captures: Vec::new(), cut, ops: Vec::new(), depth: 0 }
    }

    /// Compiles one pattern.
    pub fn compile(&mut self, pattern: &Pattern, place: Place) -> Result<Program, CompileProblem> {
        self.ops = Vec::new();
        let mut needs = self.emit(pattern)?;
        self.ops.push(Op::Match);
        if needs.empty {
            return Err((
                place,
                "DL-R013",
                "the pattern can match nothing at all".to_owned(),
                Some("at least one part must not be optional".to_owned()),
            ));
        }
        needs.sets.sort();
        needs.sets.dedup();
        if needs.sets.is_empty() {
            return Err((
                place,
                "DL-R014",
                "the pattern has no word to hold on to".to_owned(),
                Some("it would be tried everywhere; ask for at least one \"word\", ~form or @list".to_owned()),
            ));
        }
        // The rarest set first: it is what the rule is found by. Fewer words are rarer, near enough.
        needs.sets.sort_by_key(|set| (set.iter().map(|p| self.lexicon.size(*p)).sum::<usize>(), set.clone()));
        let first = needs.first.map(|mut first| {
            first.sort_unstable();
            first.dedup();
            first
        });
        Ok(Program {
            ops: std::mem::take(&mut self.ops),
            needs: needs.sets,
            needs_quantity: needs.quantity,
            needs_quotation: needs.quotation,
            first,
        })
    }

    fn push(&mut self, op: Op) -> usize {
        self.ops.push(op);
        self.ops.len() - 1
    }

    fn here(&self) -> u32 {
        self.ops.len() as u32
    }

    fn emit(&mut self, pattern: &Pattern) -> Result<Needs, CompileProblem> {
        if self.ops.len() > LONGEST_PROGRAM {
            return Err((
                Place { line: 1, column: 1 },
                "DL-R015",
                "the pattern grows too large".to_owned(),
                Some("repetitions of repetitions multiply; use smaller bounds".to_owned()),
            ));
        }
        let token = |first: Option<Vec<Pred>>, sets: Vec<Vec<Pred>>| Needs {
            sets,
            quantity: false,
            quotation: false,
            first,
            empty: false,
        };
        match pattern {
            Pattern::Words(words, place) => {
                let forms = (self.cut)(words);
                if forms.is_empty() {
                    return Err((*place, "DL-R012", format!("\"{words}\" holds no word"), None));
                }
                let preds: Vec<Pred> = forms.iter().map(|form| self.lexicon.form(form)).collect();
                for pred in &preds {
                    self.push(Op::Pred(*pred));
                }
                let sets = preds.iter().map(|pred| vec![*pred]).collect();
                Ok(token(Some(vec![preds[0]]), sets))
            }
            Pattern::Lemma(word, _) => {
                let pred = self.lexicon.lemma(word);
                self.push(Op::Pred(pred));
                Ok(token(Some(vec![pred]), vec![vec![pred]]))
            }
            Pattern::List(name, place) => {
                let Some(pred) = self.lexicon.list(name) else {
                    let hint = nearest(name, self.lexicon.lists()).map(|near| format!("did you mean `@{near}`?"));
                    return Err((
                        *place,
                        "DL-R016",
                        format!("unknown word list `{name}`"),
                        hint.or(Some("lists are files under vocab/".to_owned())),
                    ));
                };
                self.push(Op::List(pred));
                Ok(token(Some(vec![pred]), vec![vec![pred]]))
            }
            Pattern::Named(name, place) => self.named(name, *place),
            Pattern::Sequence(parts) => {
                let mut whole =
                    Needs { sets: Vec::new(), quantity: false, quotation: false, first: Some(Vec::new()), empty: true };
                for part in parts {
                    let needs = self.emit(part)?;
                    whole.sets.extend(needs.sets);
                    whole.quantity |= needs.quantity;
                    whole.quotation |= needs.quotation;
                    if whole.empty {
                        whole.first = joined(whole.first, needs.first);
                    }
                    whole.empty &= needs.empty;
                }
                if whole.empty {
                    whole.first = None;
                }
                Ok(whole)
            }
            Pattern::Either(branches) => {
                let mut ends = Vec::new();
                let mut all: Option<Needs> = None;
                for (i, branch) in branches.iter().enumerate() {
                    let split = (i + 1 < branches.len()).then(|| self.push(Op::Split { first: 0, second: 0 }));
                    let first = self.here();
                    let needs = self.emit(branch)?;
                    if split.is_some() {
                        ends.push(self.push(Op::Jump(0)));
                    }
                    if let Some(split) = split {
                        self.ops[split] = Op::Split { first, second: self.here() };
                    }
                    all = Some(match all {
                        None => needs,
                        Some(all) => Needs {
                            sets: either(&all.sets, &needs.sets, self.lexicon),
                            quantity: all.quantity && needs.quantity,
                            quotation: all.quotation && needs.quotation,
                            first: joined(all.first, needs.first),
                            empty: all.empty || needs.empty,
                        },
                    });
                }
                let end = self.here();
                for jump in ends {
                    self.ops[jump] = Op::Jump(end);
                }
                Ok(all.unwrap_or(Needs {
                    sets: Vec::new(),
                    quantity: false,
                    quotation: false,
                    first: None,
                    empty: true,
                }))
            }
            Pattern::Repeat { inner, least, most, few } => {
                let mut needs =
                    Needs { sets: Vec::new(), quantity: false, quotation: false, first: Some(Vec::new()), empty: true };
                for i in 0..*least {
                    let once = self.emit(inner)?;
                    if i == 0 {
                        needs = once;
                    }
                }
                if *most == u32::MAX {
                    // L: split(body, out) body jump(L)
                    let split = self.push(Op::Split { first: 0, second: 0 });
                    let body = self.here();
                    let once = self.emit(inner)?;
                    if once.empty {
                        return Err((
                            Place { line: 1, column: 1 },
                            "DL-R013",
                            "what is repeated can match nothing at all".to_owned(),
                            None,
                        ));
                    }
                    self.push(Op::Jump(split as u32));
                    let out = self.here();
                    self.ops[split] = if *few {
                        Op::Split { first: out, second: body }
                    } else {
                        Op::Split { first: body, second: out }
                    };
                    if *least == 0 {
                        needs.first = once.first;
                    }
                } else {
                    let mut splits = Vec::new();
                    for i in *least..*most {
                        splits.push(self.push(Op::Split { first: 0, second: 0 }));
                        let once = self.emit(inner)?;
                        if i == 0 {
                            needs.first = once.first;
                        }
                    }
                    let out = self.here();
                    for split in splits {
                        let body = split as u32 + 1;
                        self.ops[split] = if *few {
                            Op::Split { first: out, second: body }
                        } else {
                            Op::Split { first: body, second: out }
                        };
                    }
                }
                if *least == 0 {
                    (needs.sets, needs.quantity, needs.quotation, needs.empty) = (Vec::new(), false, false, true);
                }
                Ok(needs)
            }
            Pattern::Capture(name, inner, _) => {
                let number = match self.captures.iter().position(|c| c == name) {
                    Some(number) => number,
                    None => {
                        self.captures.push(name.clone());
                        self.captures.len() - 1
                    }
                } as u16;
                self.push(Op::Open(number));
                let needs = self.emit(inner)?;
                self.push(Op::Close(number));
                Ok(needs)
            }
            Pattern::Except(inner, _) => {
                let at = self.push(Op::Except { to: 0 });
                self.emit(inner)?;
                self.push(Op::Match);
                self.ops[at] = Op::Except { to: self.here() };
                Ok(token(None, Vec::new()))
            }
            Pattern::Look { inner, behind, wanted } => {
                let at = self.push(Op::Look { to: 0, behind: *behind, wanted: *wanted });
                let mut needs = self.emit(inner)?;
                self.push(Op::Match);
                self.ops[at] = Op::Look { to: self.here(), behind: *behind, wanted: *wanted };
                if !wanted {
                    needs = Needs { sets: Vec::new(), quantity: false, quotation: false, first: None, empty: true };
                }
                // Takes no token and says nothing of the first one.
                Ok(Needs { first: Some(Vec::new()), empty: true, ..needs })
            }
        }
    }

    fn named(&mut self, name: &str, place: Place) -> Result<Needs, CompileProblem> {
        let nothing = Needs { sets: Vec::new(), quantity: false, quotation: false, first: None, empty: false };
        let class = match name {
            "any" => Some(Class::Any),
            "word" => Some(Class::Word),
            "capital" => Some(Class::Capital),
            "small" => Some(Class::Small),
            "upper" => Some(Class::Upper),
            "digits" => Some(Class::Digits),
            "mark" => Some(Class::Mark),
            _ => None,
        };
        if let Some(class) = class {
            self.push(Op::Class(class));
            return Ok(nothing);
        }
        let value = match name {
            "count" => Some(Value::Count),
            "number" => Some(Value::Number),
            "one" => Some(Value::One),
            "quotation" => Some(Value::Quotation),
            _ => None,
        };
        if let Some(value) = value {
            self.push(Op::Value(value));
            return Ok(Needs { quantity: value != Value::Quotation, quotation: value == Value::Quotation, ..nothing });
        }
        let edge = match name {
            "start" => Some(Edge::Start),
            "end" => Some(Edge::End),
            "clause" => Some(Edge::ClauseStart),
            "sentence" => Some(Edge::SentenceStart),
            "block" => Some(Edge::Block),
            "glued" => Some(Edge::Glued),
            _ => None,
        };
        if let Some(edge) = edge {
            self.push(Op::Edge(edge));
            return Ok(Needs { first: Some(Vec::new()), empty: true, ..nothing });
        }
        let Some(pattern) = self.phrases.get(name) else {
            let known = BUILT_IN.iter().copied().chain(self.phrases.keys().map(String::as_str));
            let hint = nearest(name, known).map(|near| format!("did you mean `<{near}>`?"));
            return Err((
                place,
                "DL-R017",
                format!("unknown phrase `{name}`"),
                hint.or(Some("phrases are files under phrases/; the built-in names stand in docs/rules.md".to_owned())),
            ));
        };
        self.depth += 1;
        if self.depth > DEEPEST_PHRASE {
            return Err((
                place,
                "DL-R018",
                format!("the phrase `{name}` uses itself"),
                Some("phrases may use others, never themselves".to_owned()),
            ));
        }
        let needs = self.emit(pattern)?;
        self.depth -= 1;
        Ok(needs)
    }
}

/// The names that are no phrases.
pub(crate) const BUILT_IN: &[&str] = &[
    "any",
    "word",
    "capital",
    "small",
    "upper",
    "digits",
    "mark",
    "count",
    "number",
    "one",
    "quotation",
    "start",
    "end",
    "clause",
    "sentence",
    "block",
    "glued",
];

/// Both sets of first predicates; anything if either is anything.
fn joined(a: Option<Vec<Pred>>, b: Option<Vec<Pred>>) -> Option<Vec<Pred>> {
    let (mut a, b) = (a?, b?);
    a.extend(b);
    Some(a)
}

/// The need of "one or the other": one set of each, joined.
fn either(a: &[Vec<Pred>], b: &[Vec<Pred>], lexicon: &Lexicon) -> Vec<Vec<Pred>> {
    let rarest =
        |sets: &[Vec<Pred>]| sets.iter().min_by_key(|set| set.iter().map(|p| lexicon.size(*p)).sum::<usize>()).cloned();
    // What both need, both need.
    let mut shared: Vec<Vec<Pred>> = a.iter().filter(|set| b.contains(set)).cloned().collect();
    if let (Some(mut x), Some(y)) = (rarest(a), rarest(b)) {
        x.extend(y);
        x.sort_unstable();
        x.dedup();
        if !shared.contains(&x) {
            shared.push(x);
        }
    }
    shared
}
