//! The pack: files → compiled rules that share one lexicon.
//!
//! All rules are compiled together. Every word, form and list that any of them names is one predicate of the
//! [`Lexicon`]; a token is looked up in it twice (as written, and by its dictionary form), whatever the number of
//! rules, and the answer is a row of bits. Rules are indexed by their rarest need.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dateline_model::Measure;

use crate::problem::{Place, Problem, nearest};
use crate::program::{Compiler, Pred, Program};
use crate::syntax::{self, Over, Pattern, RuleSyntax, Stated, Value};
use crate::vocab::{self, Entry, Word};

/// One file of a pack: its path inside the pack and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// The path as problems name it: `rules/en/figures/people-were-harmed.rule`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A slot's filler, resolved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filler {
    /// What a capture matched.
    Capture(u16),
    /// The value of the list entry inside a capture.
    ValueOf(u16),
    /// A word of the record.
    Constant(Arc<str>),
}

/// What a rule states, resolved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub what: What,
    /// State once for each occurrence of this capture.
    pub each: Option<u16>,
    pub slots: BTreeMap<&'static str, Filler>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Figure,
    Statement,
}

/// A compiled rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub name: Arc<str>,
    /// The file it came from.
    pub file: String,
    pub(crate) over: Over,
    pub(crate) programs: Vec<Program>,
    pub(crate) captures: Vec<String>,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) syntax: RuleSyntax,
}

impl Rule {
    /// The comment above it: what it finds and what it misses.
    pub fn doc(&self) -> &str {
        &self.syntax.doc
    }

    /// Number of its tests and counter-tests.
    pub fn n_trials(&self) -> usize {
        self.syntax.trials.len()
    }
}

/// A row of bits, one for each predicate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row(Vec<u64>);

impl Row {
    fn set(&mut self, pred: Pred) {
        let word = pred as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (pred % 64);
    }

    fn has(&self, pred: Pred) -> bool {
        self.0.get(pred as usize / 64).is_some_and(|bits| bits & (1 << (pred % 64)) != 0)
    }
}

/// How common a mark counts, in entries of a list: more than the longest list.
const MARKS: usize = 10_000;

/// A phrase of a list: its words and what it belongs to.
#[derive(Clone, Debug)]
struct LongEntry {
    words: Vec<Word>,
    list: Pred,
    value: Option<Arc<str>>,
}

/// A hasher that is the same on every run: FNV-1a, for keys of a few bytes (Fowler, Noll, Vo).
#[derive(Clone, Copy)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl std::hash::Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

type Index<V> = HashMap<Box<str>, V, std::hash::BuildHasherDefault<Fnv>>;

/// Every word that any rule or list names, and what it means to them. Looked up, never iterated.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// Bits of a token by its form; rows are indices into `rows`.
    forms: Index<u32>,
    /// Bits of a token by its lemma.
    lemmas: Index<u32>,
    rows: Vec<Row>,
    form_preds: BTreeMap<String, Pred>,
    lemma_preds: BTreeMap<String, Pred>,
    list_preds: BTreeMap<String, Pred>,
    /// Number of entries behind each predicate: how common it is, near enough.
    sizes: Vec<usize>,
    /// Values of one-word entries.
    form_values: BTreeMap<(Pred, String), Arc<str>>,
    lemma_values: BTreeMap<(Pred, String), Arc<str>>,
    /// Phrases by their first word, longest first.
    long_forms: Index<Vec<LongEntry>>,
    long_lemmas: Index<Vec<LongEntry>>,
}

impl Lexicon {
    fn fresh(&mut self, size: usize) -> Pred {
        self.sizes.push(size);
        self.sizes.len() as Pred - 1
    }

    fn row(rows: &mut Vec<Row>, index: &mut Index<u32>, word: &str) -> usize {
        if rows.is_empty() {
            rows.push(Row::default()); // row 0: no rule knows the word
        }
        *index.entry(word.into()).or_insert_with(|| {
            rows.push(Row::default());
            rows.len() as u32 - 1
        }) as usize
    }

    /// The predicate "this form".
    pub fn form(&mut self, form: &str) -> Pred {
        if let Some(pred) = self.form_preds.get(form) {
            return *pred;
        }
        // Marks are everywhere: a rule holds on to one only if it has no word.
        let pred = self.fresh(if form.starts_with(char::is_alphanumeric) { 1 } else { MARKS });
        self.form_preds.insert(form.to_owned(), pred);
        let row = Self::row(&mut self.rows, &mut self.forms, form);
        self.rows[row].set(pred);
        pred
    }

    /// The predicate "any form of this word".
    pub fn lemma(&mut self, lemma: &str) -> Pred {
        if let Some(pred) = self.lemma_preds.get(lemma) {
            return *pred;
        }
        let pred = self.fresh(2);
        self.lemma_preds.insert(lemma.to_owned(), pred);
        let row = Self::row(&mut self.rows, &mut self.lemmas, lemma);
        self.rows[row].set(pred);
        pred
    }

    /// The predicate "an entry of this list begins here".
    pub fn list(&self, name: &str) -> Option<Pred> {
        self.list_preds.get(name).copied()
    }

    /// The names of all lists.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.list_preds.keys().map(String::as_str)
    }

    /// How many entries stand behind a predicate.
    pub fn size(&self, pred: Pred) -> usize {
        self.sizes.get(pred as usize).copied().unwrap_or(0)
    }

    /// The number of predicates.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    fn add_list(&mut self, name: &str, entries: &[Entry]) {
        let pred = self.fresh(entries.len());
        self.list_preds.insert(name.to_owned(), pred);
        for entry in entries {
            let (index, values, long, word) = match &entry.words[0] {
                Word::Form(word) => (&mut self.forms, &mut self.form_values, &mut self.long_forms, word),
                Word::Lemma(word) => (&mut self.lemmas, &mut self.lemma_values, &mut self.long_lemmas, word),
            };
            // A phrase sets the bit at its first word; whether it is there is decided when a rule asks.
            let row = Self::row(&mut self.rows, index, word);
            self.rows[row].set(pred);
            if entry.words.len() == 1 {
                if let Some(value) = &entry.value {
                    values.insert((pred, word.clone()), value.clone());
                } else {
                    values.remove(&(pred, word.clone()));
                }
                // One word alone is a phrase of one word, so that the longest wins among all.
            }
            let entries = long.entry(word.as_str().into()).or_default();
            entries.push(LongEntry { words: entry.words.clone(), list: pred, value: entry.value.clone() });
            entries.sort_by_key(|e| std::cmp::Reverse(e.words.len()));
        }
    }

    /// The rows of a token.
    #[inline]
    pub fn rows_of(&self, norm: &str, lemma: &str) -> (u32, u32) {
        (self.forms.get(norm).copied().unwrap_or(0), self.lemmas.get(lemma).copied().unwrap_or(0))
    }

    /// Whether a row has a predicate.
    #[inline]
    pub fn has(&self, row: u32, pred: Pred) -> bool {
        self.rows.get(row as usize).is_some_and(|row| row.has(pred))
    }

    /// Sets the bits of a row in `bits`.
    #[inline]
    pub fn gather(&self, row: u32, bits: &mut [u64]) {
        if let Some(row) = self.rows.get(row as usize) {
            for (into, from) in bits.iter_mut().zip(&row.0) {
                *into |= from;
            }
        }
    }

    /// The longest entry of `list` that begins at the first of `words` (form and lemma of each token): its length and
    /// value.
    pub fn longest<'w>(
        &self,
        list: Pred,
        words: impl Fn(usize) -> Option<(&'w str, &'w str)>,
    ) -> Option<(usize, Option<&Arc<str>>)> {
        let (form, lemma) = words(0)?;
        let fits = |entry: &&LongEntry| {
            entry.list == list
                && entry.words.iter().enumerate().skip(1).all(|(k, word)| {
                    words(k).is_some_and(|(form, lemma)| match word {
                        Word::Form(w) => w == form,
                        Word::Lemma(w) => w == lemma,
                    })
                })
        };
        let by_form = self.long_forms.get(form).and_then(|entries| entries.iter().find(fits));
        let by_lemma = self.long_lemmas.get(lemma).and_then(|entries| entries.iter().find(fits));
        // Of two equally long ones the exact form says more.
        let best = match (by_form, by_lemma) {
            (Some(a), Some(b)) => {
                if b.words.len() > a.words.len() {
                    b
                } else {
                    a
                }
            }
            (a, b) => a.or(b)?,
        };
        Some((best.words.len(), best.value.as_ref()))
    }
}

/// Compiled rules.
#[derive(Debug, Default)]
pub struct Pack {
    pub(crate) rules: Vec<Rule>,
    pub(crate) lexicon: Lexicon,
    /// Rules by a predicate of their rarest need: rule and program.
    pub(crate) by_need: Vec<Vec<(u32, u32)>>,
    /// The lists that rules may take values from.
    pub(crate) list_preds: Vec<Pred>,
}

impl Pack {
    /// Compiles the files of a pack: `*.rule`, `*.phrases` and `*.words`; others are passed over. `cut` is the language
    /// stage's way of cutting a phrase into words. All problems of all files are reported at once.
    pub fn compile(files: &[PackFile], cut: &dyn Fn(&str) -> Vec<String>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut lexicon = Lexicon::default();
        let mut phrases: BTreeMap<String, Pattern> = BTreeMap::new();
        let mut syntaxes: Vec<(&PackFile, RuleSyntax)> = Vec::new();
        for file in files.iter().filter(|f| f.path.ends_with(".words")) {
            let name = stem(&file.path);
            match vocab::parse(&file.path, &file.text, cut) {
                Ok(_) if lexicon.list(name).is_some() => {
                    problems.push(twice(file, Place { line: 1, column: 1 }, name, "list"))
                }
                Ok(entries) => lexicon.add_list(name, &entries),
                Err(more) => problems.extend(more),
            }
        }
        for file in files.iter().filter(|f| f.path.ends_with(".rule") || f.path.ends_with(".phrases")) {
            match syntax::parse(&file.path, &file.text) {
                Ok(parsed) => {
                    for phrase in parsed.phrases {
                        if phrases.contains_key(&phrase.name)
                            || crate::program::BUILT_IN.contains(&phrase.name.as_str())
                        {
                            problems.push(twice(file, phrase.place, &phrase.name, "phrase"));
                        }
                        phrases.insert(phrase.name, phrase.pattern);
                    }
                    if let Some(rule) = parsed.rule {
                        if syntaxes.iter().any(|(_, other)| other.name == rule.name) {
                            problems.push(twice(file, rule.place, &rule.name, "rule"));
                        }
                        syntaxes.push((file, rule));
                    }
                }
                Err(more) => problems.extend(more),
            }
        }
        let list_preds = lexicon.list_preds.values().copied().collect();
        let mut rules = Vec::new();
        for (file, syntax) in syntaxes {
            match compile_rule(file, syntax, &mut lexicon, &phrases, cut) {
                Ok(rule) => rules.push(rule),
                Err(more) => problems.extend(more),
            }
        }
        if !problems.is_empty() {
            problems.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
            return Err(problems);
        }
        rules.sort_by(|a, b| a.name.cmp(&b.name));
        let mut by_need = vec![Vec::new(); lexicon.len()];
        for (r, rule) in rules.iter().enumerate() {
            for (p, program) in rule.programs.iter().enumerate() {
                for pred in &program.needs[0] {
                    by_need[*pred as usize].push((r as u32, p as u32));
                }
            }
        }
        Ok(Self { rules, lexicon, by_need, list_preds })
    }

    /// The rules, sorted by name.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

fn twice(file: &PackFile, place: Place, name: &str, what: &str) -> Problem {
    Problem {
        file: file.path.clone(),
        place,
        code: "DL-R019",
        message: format!("there is another {what} `{name}`"),
        hint: Some("names are shared by the whole pack; built-in names stand in docs/rules.md".to_owned()),
    }
}

/// The slots of each kind of fact, and whether they must be filled.
const FIGURE_SLOTS: &[(&str, bool)] = &[
    ("measure", true),
    ("count", true),
    ("group", false),
    ("group_kind", false),
    ("claimed_by", false),
    ("unit", false),
    ("trigger", false),
];
const STATEMENT_SLOTS: &[(&str, bool)] =
    &[("content", true), ("cue", true), ("speaker", false), ("addressee", false), ("medium", false), ("manner", false)];

fn compile_rule(
    file: &PackFile,
    syntax: RuleSyntax,
    lexicon: &mut Lexicon,
    phrases: &BTreeMap<String, Pattern>,
    cut: &dyn Fn(&str) -> Vec<String>,
) -> Result<Rule, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut problem = |(place, code, message, hint): (Place, &'static str, String, Option<String>)| {
        problems.push(Problem { file: file.path.clone(), place, code, message, hint });
    };
    let mut compiler = Compiler::new(lexicon, phrases, cut);
    let mut programs = Vec::new();
    for (pattern, place) in &syntax.matches {
        match compiler.compile(pattern, *place) {
            Ok(program) => programs.push(program),
            Err(found) => problem(found),
        }
    }
    let captures = compiler.captures;
    let mut shapes = Vec::new();
    for stated in &syntax.states {
        match shape(stated, &captures) {
            Ok(shape) => shapes.push(shape),
            Err(found) => found.into_iter().for_each(&mut problem),
        }
    }
    if problems.is_empty() {
        Ok(Rule {
            name: syntax.name.as_str().into(),
            file: file.path.clone(),
            over: syntax.over,
            programs,
            captures,
            shapes,
            syntax,
        })
    } else {
        Err(problems)
    }
}

fn shape(stated: &Stated, captures: &[String]) -> Result<Shape, Vec<crate::program::CompileProblem>> {
    let mut problems = Vec::new();
    let capture = |name: &str| captures.iter().position(|c| c == name).map(|i| i as u16);
    let unknown = |name: &str, place: Place| {
        let hint = nearest(name, captures.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let hint = hint.or_else(|| Some(format!("the pattern's captures are: {}", captures.join(", "))));
        (place, "DL-R021", format!("no part of the pattern is named `{name}`"), hint)
    };
    let (what, known) =
        if stated.what == "figure" { (What::Figure, FIGURE_SLOTS) } else { (What::Statement, STATEMENT_SLOTS) };
    let mut slots = BTreeMap::new();
    for (key, value, place) in &stated.slots {
        let Some((key, _)) = known.iter().find(|(k, _)| k == key) else {
            let near = nearest(key, known.iter().map(|(k, _)| *k)).map(|near| format!("did you mean `{near}`?"));
            let all = known.iter().map(|(k, _)| *k).collect::<Vec<_>>().join(", ");
            problems.push((
                *place,
                "DL-R022",
                format!("a {} has no slot `{key}`", stated.what),
                near.or_else(|| Some(format!("its slots are: {all}"))),
            ));
            continue;
        };
        let constant = matches!(*key, "measure" | "group_kind" | "unit" | "manner");
        let filler = match value {
            Value::ValueOf(name) => capture(name).map(Filler::ValueOf).ok_or_else(|| unknown(name, *place)),
            Value::Name(name) if constant => {
                let fits = match *key {
                    "measure" => Measure::from_word(name).is_some(),
                    "unit" => dateline_model::Unit::from_word(name).is_some(),
                    "manner" => dateline_model::Manner::from_word(name).is_some(),
                    _ => true,
                };
                if fits {
                    Ok(Filler::Constant(name.as_str().into()))
                } else {
                    let near = nearest(name, Measure::ALL.iter().map(|m| m.as_str()))
                        .map(|near| format!("did you mean `{near}`?"));
                    Err((*place, "DL-R023", format!("`{name}` is no {key}"), near))
                }
            }
            Value::Name(name) => capture(name).map(Filler::Capture).ok_or_else(|| unknown(name, *place)),
        };
        match filler {
            Ok(filler) => {
                slots.insert(*key, filler);
            }
            Err(found) => problems.push(found),
        }
    }
    for (key, _) in known.iter().filter(|(key, must)| *must && !stated.slots.iter().any(|(k, ..)| k == key)) {
        problems.push((
            stated.place,
            "DL-R024",
            format!("the {} has no `{key}`", stated.what),
            Some(format!("add `{key} = …`")),
        ));
    }
    let each = match &stated.each {
        None => None,
        Some((name, place)) => match capture(name) {
            Some(number) => Some(number),
            None => {
                problems.push(unknown(name, *place));
                None
            }
        },
    };
    if problems.is_empty() { Ok(Shape { what, each, slots }) } else { Err(problems) }
}
