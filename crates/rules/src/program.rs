//! Patterns → programs for the matcher, and the words without which a pattern cannot match.
//!
//! A pattern becomes a list of small operations (Thompson's construction, with priorities as in Pike's machine); named
//! phrases are compiled in place. Beside it stand its *needs*: sets of predicates of which a window must have one each.
//! They are what makes hundreds of rules cost little: a sentence without a word of harm never meets a rule about harm.

use std::collections::BTreeMap;

use crate::lexicon::{Lexicon, Pred, TokenSet};
use crate::needs::{Begins, Needs, either, joined};
use crate::problem::{Place, nearest};
use crate::syntax::Pattern;

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
    /// One token of the set (which has no longer entries).
    Set(u32),
    /// One token of the class.
    Class(Class),
    /// What the language stage found here, whole.
    Value(Value),
    /// No token: the place.
    Edge(Edge),
    /// One token that the pattern from the next operation to `to` does not match; `set` answers for most tokens.
    /// (`whole`: for all but longer entries of lists; the operations up to `to` are those that the set cannot answer).
    Except { set: Option<u32>, whole: bool, to: u32 },
    /// No token: the pattern from the next operation to `to` does (not) match here, or at the token before.
    /// `set` answers for most tokens.
    Look { set: Option<u32>, whole: bool, to: u32, behind: bool, wanted: bool },
    /// Go on at either, the first one first. Branchings are numbered from 0.
    Split { first: u32, second: u32, number: u32 },
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
    /// Number of its branchings.
    pub n_splits: u32,
    /// Each set must have a member in the window. Sorted, without repetitions.
    pub needs: Vec<Vec<Pred>>,
    /// The numbers of its needs in the pack, those of a quantity and a quotation included.
    pub need_ids: Vec<u32>,
    /// It cannot match where there is no quantity.
    pub needs_quantity: bool,
    /// It cannot match where there is no quotation.
    pub needs_quotation: bool,
    /// With what a match can begin; `None`: with anything.
    pub first: Option<First>,
}

/// With what a match can begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct First {
    /// A token of this set.
    pub set: u32,
    /// A quantity.
    pub quantity: bool,
    /// A quotation.
    pub quotation: bool,
}

/// A program is at most this long. The longest of the English pack has 4,640 operations; beyond ten thousand a pattern
/// has multiplied its repetitions by accident.
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
        let mut n_splits = 0;
        for op in &mut self.ops {
            if let Op::Split { number, .. } = op {
                *number = n_splits;
                n_splits += 1;
            }
        }
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
        let first = needs.first.map(|begins| First {
            set: self.lexicon.set(begins.set),
            quantity: begins.quantity,
            quotation: begins.quotation,
        });
        Ok(Program {
            ops: std::mem::take(&mut self.ops),
            n_splits,
            needs: needs.sets,
            need_ids: Vec::new(),
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
        let token = |first: Option<Begins>, sets: Vec<Vec<Pred>>| Needs {
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
                Ok(token(Some(Begins::of(TokenSet { preds: vec![preds[0]], ..TokenSet::default() })), sets))
            }
            Pattern::Lemma(word, _) => {
                let pred = self.lexicon.lemma(word);
                self.push(Op::Pred(pred));
                Ok(token(Some(Begins::of(TokenSet { preds: vec![pred], ..TokenSet::default() })), vec![vec![pred]]))
            }
            Pattern::List(name, place) => {
                let Some(pred) = self.lexicon.list(name) else {
                    let hint = nearest(name, self.lexicon.list_names()).map(|near| format!("did you mean `@{near}`?"));
                    return Err((
                        *place,
                        "DL-R016",
                        format!("unknown word list `{name}`"),
                        hint.or(Some("lists are files under vocab/".to_owned())),
                    ));
                };
                self.push(Op::List(pred));
                let set = TokenSet { preds: vec![pred], longer: vec![pred + 1], ..TokenSet::default() };
                Ok(token(Some(Begins::of(set)), vec![vec![pred, pred + 1]]))
            }
            Pattern::Named(name, place) => self.named(name, *place),
            Pattern::Sequence(parts) => {
                let mut whole = Needs {
                    sets: Vec::new(),
                    quantity: false,
                    quotation: false,
                    first: Some(Begins::default()),
                    empty: true,
                };
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
                // Branches of one token each, none of them a phrase: one question instead of many.
                if let Some(set) = self.token_set(pattern).filter(|set| set.longer.is_empty() && branches.len() > 1) {
                    let sets = if set.classes.is_empty() { vec![set.preds.clone()] } else { Vec::new() };
                    let first = Some(Begins::of(set.clone()));
                    let set = self.lexicon.set(set);
                    self.push(Op::Set(set));
                    return Ok(token(first, sets));
                }
                let mut ends = Vec::new();
                let mut all: Option<Needs> = None;
                for (i, branch) in branches.iter().enumerate() {
                    let split =
                        (i + 1 < branches.len()).then(|| self.push(Op::Split { first: 0, second: 0, number: 0 }));
                    let first = self.here();
                    let needs = self.emit(branch)?;
                    if split.is_some() {
                        ends.push(self.push(Op::Jump(0)));
                    }
                    if let Some(split) = split {
                        self.ops[split] = Op::Split { first, second: self.here(), number: 0 };
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
                let mut needs = Needs {
                    sets: Vec::new(),
                    quantity: false,
                    quotation: false,
                    first: Some(Begins::default()),
                    empty: true,
                };
                for i in 0..*least {
                    let once = self.emit(inner)?;
                    if i == 0 {
                        needs = once;
                    }
                }
                if *most == u32::MAX {
                    // L: split(body, out) body jump(L)
                    let split = self.push(Op::Split { first: 0, second: 0, number: 0 });
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
                        Op::Split { first: out, second: body, number: 0 }
                    } else {
                        Op::Split { first: body, second: out, number: 0 }
                    };
                    if *least == 0 {
                        needs.first = once.first;
                    }
                } else {
                    let mut splits = Vec::new();
                    for i in *least..*most {
                        splits.push(self.push(Op::Split { first: 0, second: 0, number: 0 }));
                        let once = self.emit(inner)?;
                        if i == 0 {
                            needs.first = once.first;
                        }
                    }
                    let out = self.here();
                    for split in splits {
                        let body = split as u32 + 1;
                        self.ops[split] = if *few {
                            Op::Split { first: out, second: body, number: 0 }
                        } else {
                            Op::Split { first: body, second: out, number: 0 }
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
                self.look(inner, |set, whole, to| Op::Except { set, whole, to })?;
                Ok(token(None, Vec::new()))
            }
            Pattern::Look { inner, behind, wanted } => {
                let (behind, wanted) = (*behind, *wanted);
                let needs = self.look(inner, |set, whole, to| Op::Look { set, whole, to, behind, wanted })?;
                let (sets, quantity, quotation) =
                    if wanted { (needs.sets, needs.quantity, needs.quotation) } else { (Vec::new(), false, false) };
                // Takes no token and says nothing of the first one.
                Ok(Needs { sets, quantity, quotation, first: Some(Begins::default()), empty: true })
            }
        }
    }

    /// The set of tokens that a pattern of one token stands for: words, lists, classes, and branches of them.
    fn token_set(&mut self, pattern: &Pattern) -> Option<TokenSet> {
        let mut set = TokenSet::default();
        self.join_token_set(pattern, &mut set).then_some(set)
    }

    fn join_token_set(&mut self, pattern: &Pattern, set: &mut TokenSet) -> bool {
        match pattern {
            Pattern::Words(words, _) => {
                let forms = (self.cut)(words);
                let [form] = forms.as_slice() else { return false };
                set.preds.push(self.lexicon.form(form));
                true
            }
            Pattern::Lemma(word, _) => {
                set.preds.push(self.lexicon.lemma(word));
                true
            }
            Pattern::List(name, _) => self.lexicon.list(name).is_some_and(|pred| {
                set.preds.push(pred);
                if self.lexicon.has_longer(pred) {
                    set.longer.push(pred + 1);
                }
                true
            }),
            Pattern::Named(name, _) => class(name).is_some_and(|class| {
                set.classes.push(class);
                true
            }),
            Pattern::Either(branches) => branches.iter().all(|branch| self.join_token_set(branch, set)),
            _ => false,
        }
    }

    /// Compiles what `not(…)`, `ahead(…)` and `!` look for, behind the operation that `make` makes. Branches of one
    /// token are asked for in one question; only the others (and lists with longer entries) are compiled, for the rest.
    fn look(&mut self, inner: &Pattern, make: impl Fn(Option<u32>, bool, u32) -> Op) -> Result<Needs, CompileProblem> {
        let branches = match inner {
            Pattern::Either(branches) => branches.as_slice(),
            one => std::slice::from_ref(one),
        };
        let (mut set, mut rest, mut whole) = (TokenSet::default(), Vec::new(), true);
        for branch in branches {
            let mut one = TokenSet::default();
            if self.join_token_set(branch, &mut one) {
                if !one.longer.is_empty() {
                    rest.push(branch.clone());
                }
                set.preds.extend(one.preds);
                set.longer.extend(one.longer);
                set.classes.extend(one.classes);
            } else {
                rest.push(branch.clone());
                whole = false;
            }
        }
        let set = (set != TokenSet::default()).then(|| self.lexicon.set(set));
        let at = self.push(make(set, whole, 0));
        // The needs are those of all branches, and problems in any of them are found; the operations are the rest's.
        let start = self.ops.len();
        let needs = self.emit(inner)?;
        self.ops.truncate(start);
        if !rest.is_empty() {
            self.emit(&Pattern::Either(rest))?;
        }
        self.push(Op::Match);
        self.ops[at] = make(set, whole, self.here());
        Ok(needs)
    }

    fn named(&mut self, name: &str, place: Place) -> Result<Needs, CompileProblem> {
        let nothing = Needs { sets: Vec::new(), quantity: false, quotation: false, first: None, empty: false };
        if let Some(class) = class(name) {
            self.push(Op::Class(class));
            let set = TokenSet { classes: vec![class], ..TokenSet::default() };
            let first = (class != Class::Any).then(|| Begins::of(set));
            return Ok(Needs { first, ..nothing });
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
            let quotation = value == Value::Quotation;
            let first = Some(Begins { quantity: !quotation, quotation, ..Begins::default() });
            return Ok(Needs { quantity: !quotation, quotation, first, ..nothing });
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
            return Ok(Needs { first: Some(Begins::default()), empty: true, ..nothing });
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

/// The class of tokens that a built-in name stands for.
fn class(name: &str) -> Option<Class> {
    Some(match name {
        "any" => Class::Any,
        "word" => Class::Word,
        "capital" => Class::Capital,
        "small" => Class::Small,
        "upper" => Class::Upper,
        "digits" => Class::Digits,
        "mark" => Class::Mark,
        _ => return None,
    })
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
