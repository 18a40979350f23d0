//! The pack: files → compiled rules that share one lexicon.
//!
//! All rules are compiled together against one [`Lexicon`], and indexed by their rarest need, so that a sentence meets
//! only the rules whose words it has.

use std::collections::BTreeMap;
use std::sync::Arc;

use dateline_model::{EventType, Measure, SUBEVENTS, Status};

use crate::arcs::Role;
use crate::conditions::{self, Condition};
use crate::lexicon::{Lexicon, NeedRows, Pred, TokenSet};
use crate::problem::{Place, Problem, nearest};
use crate::program::{Compiler, Program};
use crate::syntax::{self, Over, Pattern, RuleSyntax, Stated, Value};
use crate::vocab;

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
    /// What fills a role of a capture.
    Role(Role, u16),
    /// The clause that a capture's verb governs or is put into.
    Clause(u16),
    /// The infinitive that it governs.
    Infinitive(u16),
    /// What fills a role, with all that hangs on it.
    Whole(Role, u16),
    /// The first of these that is there.
    Either(Vec<Filler>),
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
    Event,
}

/// A compiled rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub name: Arc<str>,
    /// The file it came from.
    pub file: String,
    pub(crate) over: Over,
    /// The rules that it gives way to, those that they give way to included; sorted.
    pub(crate) after: Vec<Arc<str>>,
    pub(crate) programs: Vec<Program>,
    pub(crate) captures: Vec<String>,
    pub(crate) conditions: Vec<Condition>,
    /// The lists that its patterns and conditions name.
    pub(crate) lists: Vec<Pred>,
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

/// Marks and words behind which a clause may begin: what `<clause>` looks for.
const JOINTS: &[&str] = &[
    "!", "\"", "''", "(", ",", "-", "--", ".", ":", ";", "?", "``", "after", "although", "and", "as", "because",
    "before", "but", "if", "since", "that", "though", "when", "where", "while", "…",
];

/// Compiled rules.
#[derive(Debug, Default)]
pub struct Pack {
    pub(crate) rules: Vec<Rule>,
    pub(crate) lexicon: Lexicon,
    /// The needs of all rules, answered for each word.
    pub(crate) needs: NeedRows,
    /// Rules by their rarest need: rule and program.
    pub(crate) by_need: Vec<Vec<(u32, u32)>>,
    /// The lists that rules may take values from.
    pub(crate) list_preds: Vec<Pred>,
    /// The set of [`JOINTS`].
    pub(crate) joints: u32,
    /// The lists that grammar's roles and an event's status ask for.
    pub(crate) helps: HelpLists,
}

/// Lists that the program itself asks for, by their names; a pack may have them or not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HelpLists {
    /// `event-light-verbs`: verbs of which an event's noun is the object.
    pub light: Option<Pred>,
    /// `event-doer-nouns`: nouns that say, before another, who did it.
    pub doers: Option<Pred>,
    /// `event-impact-verbs`: verbs that say what an event did.
    pub impacts: Option<Pred>,
    /// `event-plan-verbs`: what their complement tells is intended.
    pub plans: Option<Pred>,
    /// `event-threat-verbs`: what their complement tells is threatened.
    pub threats: Option<Pred>,
    /// `event-failure-verbs`: what their complement tells did not happen.
    pub failures: Option<Pred>,
    /// `sides`: on whose side the people are whom a word names.
    pub sides: Option<Pred>,
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
                Err(more) => {
                    // The name is known all the same, so that rules are not blamed for it.
                    lexicon.add_list(name, &[]);
                    problems.extend(more);
                }
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
        // A list that only events' rules ask for gives figures no values.
        let asked = |events: bool| {
            let of = syntaxes.iter().filter(move |(_, rule)| rule.states.iter().all(|s| s.what == "event") == events);
            of.flat_map(|(_, rule)| rule.lists()).collect::<std::collections::BTreeSet<String>>()
        };
        let (events, others) = (asked(true), asked(false));
        let named = lexicon.list_names().filter(|name| !events.contains(*name) || others.contains(*name));
        let list_preds = named.filter_map(|name| lexicon.list(name)).collect();
        let help = |name: &str| lexicon.list(name);
        let helps = HelpLists {
            light: help("event-light-verbs"),
            doers: help("event-doer-nouns"),
            impacts: help("event-impact-verbs"),
            plans: help("event-plan-verbs"),
            threats: help("event-threat-verbs"),
            failures: help("event-failure-verbs"),
            sides: help("sides"),
        };
        let mut rules = Vec::new();
        for (file, syntax) in syntaxes {
            match compile_rule(file, syntax, &mut lexicon, &phrases, cut) {
                Ok(rule) => rules.push(rule),
                Err(more) => problems.extend(more),
            }
        }
        let joints = JOINTS.iter().map(|joint| lexicon.form(joint)).collect();
        let joints = lexicon.set(TokenSet { preds: joints, ..TokenSet::default() });
        lexicon.finish();
        if !problems.is_empty() {
            problems.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
            return Err(problems);
        }
        rules.sort_by(|a, b| a.name.cmp(&b.name));
        cascade(&mut rules)?;
        let mut sets: Vec<Vec<Pred>> =
            rules.iter().flat_map(|rule| &rule.programs).flat_map(|program| program.needs.iter().cloned()).collect();
        sets.sort();
        sets.dedup();
        let needs = lexicon.needs(&sets);
        let mut by_need = vec![Vec::new(); sets.len()];
        for (r, rule) in rules.iter_mut().enumerate() {
            for (p, program) in rule.programs.iter_mut().enumerate() {
                let ids = program.needs.iter().filter_map(|need| sets.binary_search(need).ok()).map(|id| id as u32);
                program.need_ids = ids.collect();
                program.need_ids.extend(program.needs_quantity.then(|| needs.quantity()));
                program.need_ids.extend(program.needs_quotation.then(|| needs.quotation()));
                // The rarest need comes first.
                by_need[program.need_ids[0] as usize].push((r as u32, p as u32));
            }
        }
        by_need.resize(sets.len() + 2, Vec::new());
        Ok(Self { rules, lexicon, needs, by_need, list_preds, joints, helps })
    }

    /// The rules, sorted by name.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

/// Resolves the `after` sections. A name that no rule has and a circle are problems.
fn cascade(rules: &mut [Rule]) -> Result<(), Vec<Problem>> {
    let number = |name: &str| rules.binary_search_by(|rule| (*rule.name).cmp(name)).ok();
    let mut problems = Vec::new();
    let mut direct: Vec<Vec<usize>> = vec![Vec::new(); rules.len()];
    for (r, rule) in rules.iter().enumerate() {
        for (name, place) in &rule.syntax.after {
            let Some(other) = number(name) else {
                let near = nearest(name, rules.iter().map(|rule| &*rule.name));
                problems.push(Problem {
                    file: rule.file.clone(),
                    place: *place,
                    code: "DL-R027",
                    message: format!("there is no rule `{name}`"),
                    hint: near.map(|near| format!("did you mean `{near}`?")),
                });
                continue;
            };
            direct[r].push(other);
        }
    }
    let mut before: Vec<Vec<Arc<str>>> = Vec::new();
    for r in 0..rules.len() {
        let (mut seen, mut open) = (std::collections::BTreeSet::new(), direct[r].clone());
        while let Some(other) = open.pop() {
            if seen.insert(other) {
                open.extend(&direct[other]);
            }
        }
        if seen.contains(&r) {
            problems.push(Problem {
                file: rules[r].file.clone(),
                place: rules[r].syntax.place,
                code: "DL-R028",
                message: format!("rule `{}` gives way to itself", rules[r].name),
                hint: Some("its `after` section leads in a circle; leave out one of the names".to_owned()),
            });
        }
        before.push(seen.into_iter().map(|other| rules[other].name.clone()).collect());
    }
    for (rule, before) in rules.iter_mut().zip(before) {
        rule.after = before;
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
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
const EVENT_SLOTS: &[(&str, bool)] = &[
    ("type", true),
    ("trigger", true),
    ("mode", false),
    ("subevent", false),
    ("status", false),
    ("actor", false),
    ("recipient", false),
    ("instrument", false),
];
const STATEMENT_SLOTS: &[(&str, bool)] = &[
    ("content", true),
    ("cue", true),
    ("speaker", false),
    ("addressee", false),
    ("medium", false),
    ("act", false),
    ("manner", false),
];

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
    let mut conditions = Vec::new();
    for (line, place) in &syntax.wheres {
        match conditions::compile(line, *place, &captures, lexicon) {
            Ok(condition) => conditions.push(condition),
            Err(found) => problem(found),
        }
    }
    let lists = syntax.lists().iter().filter_map(|name| lexicon.list(name)).collect();
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
            after: Vec::new(),
            programs,
            captures,
            conditions,
            lists,
            shapes,
            syntax,
        })
    } else {
        Err(problems)
    }
}

/// A slot's filler, with the number of its capture or as a word of the record.
fn resolve(
    key: &str,
    value: &Value,
    place: Place,
    capture: &dyn Fn(&str) -> Option<u16>,
    unknown: &dyn Fn(&str, Place) -> crate::program::CompileProblem,
) -> Result<Filler, crate::program::CompileProblem> {
    let wants_word =
        matches!(key, "measure" | "group_kind" | "unit" | "manner" | "act" | "type" | "mode" | "subevent" | "status");
    match value {
        Value::ValueOf(name) => capture(name).map(Filler::ValueOf).ok_or_else(|| unknown(name, place)),
        Value::Name(word) | Value::Text(word) if wants_word => {
            let modes = || EventType::ALL.iter().flat_map(|kind| kind.modes().iter().copied());
            let known: Vec<&str> = match key {
                "measure" => Measure::ALL.iter().map(|m| m.as_str()).collect(),
                "unit" => dateline_model::Unit::ALL.iter().map(|u| u.as_str()).collect(),
                "manner" => dateline_model::Manner::ALL.iter().map(|m| m.as_str()).collect(),
                "type" => EventType::ALL.iter().map(|t| t.as_str()).collect(),
                "mode" => modes().collect(),
                "subevent" => SUBEVENTS.to_vec(),
                "status" => Status::ALL.iter().map(|s| s.as_str()).collect(),
                _ => Vec::new(),
            };
            if known.is_empty() || known.contains(&word.as_str()) {
                return Ok(Filler::Constant(word.as_str().into()));
            }
            let near = nearest(word, known.into_iter()).map(|near| format!("did you mean `{near}`?"));
            Err((place, "DL-R023", format!("`{word}` is no {key}"), near))
        }
        Value::Name(name) | Value::Text(name) => capture(name).map(Filler::Capture).ok_or_else(|| unknown(name, place)),
        Value::Role(role, name) => {
            let of = capture(name).ok_or_else(|| unknown(name, place))?;
            let (whole, role) = role.strip_prefix("whole ").map_or((false, role.as_str()), |role| (true, role));
            match role {
                "clause" => return Ok(Filler::Clause(of)),
                "infinitive" => return Ok(Filler::Infinitive(of)),
                _ => {}
            }
            let known = Role::from_word(role).ok_or_else(|| {
                let near = nearest(role, Role::words()).map(|near| format!("did you mean `{near}`?"));
                (place, "DL-R026", format!("`{role}` is no role"), near)
            })?;
            Ok(if whole { Filler::Whole(known, of) } else { Filler::Role(known, of) })
        }
        Value::Either(all) => {
            let all = all.iter().map(|value| resolve(key, value, place, capture, unknown));
            Ok(Filler::Either(all.collect::<Result<Vec<_>, _>>()?))
        }
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
    let (what, known) = match stated.what.as_str() {
        "figure" => (What::Figure, FIGURE_SLOTS),
        "event" => (What::Event, EVENT_SLOTS),
        _ => (What::Statement, STATEMENT_SLOTS),
    };
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
        match resolve(key, value, *place, &capture, &unknown) {
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
