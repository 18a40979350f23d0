//! Rule files → syntax trees.
//!
//! A rule file is read line by line: what begins at the left margin opens a section (`rule`, `over`, `match`, `state`,
//! `test`, `not`, `phrase`), what is indented belongs to it, `#` begins a comment, and the comment at the top is the
//! rule's documentation. The language page (`docs/rules.md`) says what each pattern means; this module only knows how
//! it is written. Parsing goes on after a mistake, so that one run shows them all.

use crate::pattern;
use crate::problem::{Place, Problem};

/// A pattern over tokens.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// `"killed"`: this word, in any case; several words are a sequence.
    Words(String, Place),
    /// `~kill`: any form of the word.
    Lemma(String, Place),
    /// `@people`: a word or phrase of a list.
    List(String, Place),
    /// `<count>`: something that the language stage knows, or a named phrase.
    Named(String, Place),
    /// One after the other.
    Sequence(Vec<Pattern>),
    /// `a | b`: the first that fits.
    Either(Vec<Pattern>),
    /// `a?`, `a*`, `a+`, `a{1,3}`; with a `?` behind, as few as possible.
    Repeat {
        /// What is repeated.
        inner: Box<Pattern>,
        /// At least so often.
        least: u32,
        /// At most so often.
        most: u32,
        /// As few as possible.
        few: bool,
    },
    /// `name:a`: what `a` matched, under a name.
    Capture(String, Box<Pattern>, Place),
    /// `!a`: one token that is not `a`.
    Except(Box<Pattern>, Place),
    /// `ahead(a)`, `not(a)`: here an (no) `a` begins. `behind(a)`, `notbehind(a)`: the token before is an (no) `a`. Takes
    /// no token.
    Look {
        /// What is looked for.
        inner: Box<Pattern>,
        /// At the token before.
        behind: bool,
        /// It must be there; else it must not.
        wanted: bool,
    },
}

/// Where a rule looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Sentence by sentence.
    Sentence,
    /// Block by block (paragraphs).
    Block,
    /// Over each block and the one after it.
    TwoBlocks,
}

/// What a slot of a fact is filled with.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `name`: a constant where the slot takes words of the record, else a capture.
    Name(String),
    /// `value of name`: the value of the list's entry that the capture matched.
    ValueOf(String),
    /// `doer of name`: what fills this role of the capture.
    Role(String, String),
    /// `"Air/drone strike"`: these words.
    Text(String),
    /// `a | b`: the first that is there.
    Either(Vec<Value>),
}

/// A `state` section.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// `figure` or `statement`.
    pub what: String,
    /// `for each NAME`.
    pub each: Option<(String, Place)>,
    /// Slots in order.
    pub slots: Vec<(String, Value, Place)>,
    /// Where it stands.
    pub place: Place,
}

/// A `test` or `not` section.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The text to read.
    pub text: String,
    /// What the rule states there, a fact a line; empty for `not`.
    pub expected: Vec<(String, Place)>,
    /// Where it stands.
    pub place: Place,
}

/// A rule as written.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSyntax {
    /// Its name: completes "this passage states …".
    pub name: String,
    /// The comment at the top.
    pub doc: String,
    /// Where it looks.
    pub over: Over,
    /// The rules that it gives way to.
    pub after: Vec<(String, Place)>,
    /// Its patterns; the first that fits counts.
    pub matches: Vec<(Pattern, Place)>,
    /// What must be true of the arguments besides, a condition a line.
    pub wheres: Vec<(String, Place)>,
    /// What it states.
    pub states: Vec<Stated>,
    /// Its tests.
    pub trials: Vec<Trial>,
    /// Where the name stands.
    pub place: Place,
}

impl RuleSyntax {
    /// The lists that its patterns and conditions name.
    pub fn lists(&self) -> Vec<String> {
        let mut lists = Vec::new();
        for (pattern, _) in &self.matches {
            pattern.lists(&mut lists);
        }
        let words = self.wheres.iter().flat_map(|(line, _)| line.split_whitespace());
        lists.extend(words.filter_map(|word| word.strip_prefix('@')).map(str::to_owned));
        lists
    }
}

impl Pattern {
    fn lists(&self, out: &mut Vec<String>) {
        match self {
            Pattern::List(name, _) => out.push(name.clone()),
            Pattern::Sequence(all) | Pattern::Either(all) => all.iter().for_each(|inner| inner.lists(out)),
            Pattern::Repeat { inner, .. }
            | Pattern::Capture(_, inner, _)
            | Pattern::Except(inner, _)
            | Pattern::Look { inner, .. } => inner.lists(out),
            Pattern::Words(..) | Pattern::Lemma(..) | Pattern::Named(..) => {}
        }
    }
}

/// A shared pattern as written.
#[derive(Clone, Debug, PartialEq)]
pub struct PhraseSyntax {
    /// What `<name>` refers to.
    pub name: String,
    /// The pattern.
    pub pattern: Pattern,
    /// Where the name stands.
    pub place: Place,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileSyntax {
    /// Its rule, if it is a rule file.
    pub rule: Option<RuleSyntax>,
    /// Its phrases.
    pub phrases: Vec<PhraseSyntax>,
}

/// Parses one rule or phrase file.
pub fn parse(file: &str, text: &str) -> Result<FileSyntax, Vec<Problem>> {
    let mut reader = FileReader { file, problems: Vec::new(), out: FileSyntax::default() };
    reader.read(text);
    if reader.problems.is_empty() { Ok(reader.out) } else { Err(reader.problems) }
}

/// A section: its first line and the indented lines after it.
struct Section<'t> {
    keyword: &'t str,
    /// What follows the keyword on its line, with its place.
    rest: (&'t str, Place),
    lines: Vec<(&'t str, Place)>,
    place: Place,
}

struct FileReader<'f> {
    file: &'f str,
    problems: Vec<Problem>,
    out: FileSyntax,
}

impl FileReader<'_> {
    fn problem(&mut self, place: Place, code: &'static str, message: impl Into<String>, hint: Option<&str>) {
        let hint = hint.map(str::to_owned);
        self.problems.push(Problem { file: self.file.to_owned(), place, code, message: message.into(), hint });
    }

    fn read(&mut self, text: &str) {
        let mut doc = String::new();
        let mut sections: Vec<Section<'_>> = Vec::new();
        for (i, raw) in text.lines().enumerate() {
            let line_number = i as u32 + 1;
            let line = without_comment(raw);
            if line.trim().is_empty() {
                if sections.is_empty()
                    && let Some(comment) = raw.trim_start().strip_prefix('#')
                {
                    doc.push_str(comment.trim());
                    doc.push('\n');
                }
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            let place = Place { line: line_number, column: indent as u32 + 1 };
            let body = line.trim();
            if indent > 0 {
                match sections.last_mut() {
                    Some(section) => section.lines.push((body, place)),
                    None => self.problem(
                        place,
                        "DL-R001",
                        "an indented line stands before any section",
                        Some("begin the file with `rule NAME` at the left margin"),
                    ),
                }
                continue;
            }
            let keyword = body.split_whitespace().next().unwrap_or("");
            let after = &body[keyword.len()..];
            let column = place.column + (keyword.len() + after.len() - after.trim_start().len()) as u32;
            sections.push(Section {
                keyword,
                rest: (after.trim(), Place { line: line_number, column }),
                lines: Vec::new(),
                place,
            });
        }
        if sections.is_empty() {
            self.problem(
                Place { line: 1, column: 1 },
                "DL-R001",
                "the file holds no rule",
                Some("begin it with `rule NAME` or `phrase NAME`"),
            );
        }
        for section in sections {
            self.section(section, &doc);
        }
        // What is missing is told only where all that is there could be read.
        if let Some(rule) = self.out.rule.as_ref().filter(|_| self.problems.is_empty()) {
            let (place, missing) = (rule.place, if rule.matches.is_empty() { "match" } else { "state" });
            if rule.matches.is_empty() || rule.states.is_empty() {
                let message = format!("the rule has no `{missing}` section");
                self.problem(place, "DL-R002", message, Some("a rule needs `match`, `state` and at least one `test`"));
            } else if rule.doc.trim().is_empty() {
                self.problem(
                    place,
                    "DL-R003",
                    "the rule has no comment",
                    Some("say above it, after `#`, what it finds and what it misses"),
                );
            } else if !rule.trials.iter().any(|t| !t.expected.is_empty()) {
                self.problem(
                    place,
                    "DL-R004",
                    "the rule has no test",
                    Some("add `test \"sentence\"` and, indented, what the rule states there"),
                );
            }
        }
    }

    fn section(&mut self, section: Section<'_>, doc: &str) {
        let (rest, rest_place) = section.rest;
        match section.keyword {
            "rule" => {
                if !is_name(rest) {
                    return self.problem(
                        rest_place,
                        "DL-R005",
                        format!("`{rest}` is no name for a rule"),
                        Some("use lower-case words joined by hyphens: deaths-by-number"),
                    );
                }
                if self.out.rule.is_some() || !self.out.phrases.is_empty() {
                    return self.problem(
                        section.place,
                        "DL-R006",
                        "a second rule in one file",
                        Some("one rule a file; phrases have files of their own"),
                    );
                }
                self.out.rule = Some(RuleSyntax {
                    name: rest.to_owned(),
                    doc: doc.trim().to_owned(),
                    over: Over::Sentence,
                    after: Vec::new(),
                    matches: Vec::new(),
                    wheres: Vec::new(),
                    states: Vec::new(),
                    trials: Vec::new(),
                    place: rest_place,
                });
            }
            "phrase" => {
                if !is_name(rest) {
                    return self.problem(
                        rest_place,
                        "DL-R005",
                        format!("`{rest}` is no name for a phrase"),
                        Some("use lower-case words joined by hyphens: toll-people"),
                    );
                }
                if let Some(pattern) = self.pattern(&section) {
                    self.out.phrases.push(PhraseSyntax { name: rest.to_owned(), pattern, place: rest_place });
                }
            }
            "over" | "after" | "match" | "where" | "state" | "test" | "not" if self.out.rule.is_none() => {
                let message = format!("`{}` stands before the rule's name", section.keyword);
                self.problem(section.place, "DL-R001", message, Some("begin the file with `rule NAME`"));
            }
            "over" => {
                let over = match rest {
                    "sentence" => Over::Sentence,
                    "block" => Over::Block,
                    "two-blocks" => Over::TwoBlocks,
                    _ => {
                        return self.problem(
                            rest_place,
                            "DL-R007",
                            format!("a rule cannot look over `{rest}`"),
                            Some("write `over sentence`, `over block` or `over two-blocks`"),
                        );
                    }
                };
                if let Some(rule) = &mut self.out.rule {
                    rule.over = over;
                }
            }
            "after" => {
                let first = (!rest.is_empty()).then_some((rest, rest_place));
                let lines = first.into_iter().chain(section.lines.iter().copied());
                let names = lines.flat_map(|(line, place)| line.split_whitespace().map(move |name| (name, place)));
                let names: Vec<_> = names.map(|(name, place)| (name.trim_end_matches(',').to_owned(), place)).collect();
                if names.is_empty() {
                    let hint = "write the names of the rules that this one gives way to";
                    self.problem(section.place, "DL-R027", "the `after` section names no rule", Some(hint));
                }
                if let Some(rule) = &mut self.out.rule {
                    rule.after.extend(names);
                }
            }
            "match" => {
                if let (Some(pattern), Some(rule)) = (self.pattern(&section), &mut self.out.rule) {
                    rule.matches.push((pattern, section.place));
                }
            }
            "where" => {
                if section.lines.is_empty() {
                    let hint = "write a condition a line, indented: `doer of trigger has @armed`";
                    self.problem(section.place, "DL-R025", "the `where` section has no condition", Some(hint));
                }
                if let Some(rule) = &mut self.out.rule {
                    rule.wheres.extend(section.lines.iter().map(|(line, place)| ((*line).to_owned(), *place)));
                }
            }
            "state" => {
                let mut words = rest.split_whitespace();
                let what = words.next().unwrap_or("").to_owned();
                let tail: Vec<&str> = words.collect();
                let each = match tail.as_slice() {
                    [] => None,
                    ["for", "each", name] => Some(((*name).to_owned(), rest_place)),
                    _ => {
                        return self.problem(
                            rest_place,
                            "DL-R008",
                            "cannot read this `state` line",
                            Some("write `state figure` or `state figure for each NAME`"),
                        );
                    }
                };
                if !matches!(what.as_str(), "figure" | "statement" | "event") {
                    return self.problem(
                        rest_place,
                        "DL-R009",
                        format!("a rule cannot state a `{what}`"),
                        Some("it can state a `figure`, a `statement` or an `event`"),
                    );
                }
                let mut slots = Vec::new();
                for (line, place) in &section.lines {
                    match line.split_once('=') {
                        Some((key, value)) => {
                            slots.push((key.trim().to_owned(), filler(value), *place));
                        }
                        None => self.problem(*place, "DL-R008", "a slot is written `slot = value`", None),
                    }
                }
                if let Some(rule) = &mut self.out.rule {
                    rule.states.push(Stated { what, each, slots, place: section.place });
                }
            }
            "test" | "not" => {
                let Some(text) = rest.strip_prefix('"').and_then(|t| t.strip_suffix('"')) else {
                    return self.problem(
                        rest_place,
                        "DL-R010",
                        format!("`{}` wants its text in quotation marks", section.keyword),
                        Some("write the marks inside the text as \\\""),
                    );
                };
                let expected: Vec<(String, Place)> =
                    section.lines.iter().map(|(line, place)| ((*line).to_owned(), *place)).collect();
                if section.keyword == "test" && expected.is_empty() {
                    return self.problem(
                        section.place,
                        "DL-R010",
                        "a test says nothing of what the rule states",
                        Some("write it indented under the text, or use `not`"),
                    );
                }
                if section.keyword == "not" && !expected.is_empty() {
                    return self.problem(
                        section.place,
                        "DL-R010",
                        "a `not` expects nothing",
                        Some("use `test` for a sentence in which the rule states something"),
                    );
                }
                let text = text.replace("\\\"", "\"").replace("\\n", "\n");
                if let Some(rule) = &mut self.out.rule {
                    rule.trials.push(Trial { text, expected, place: section.place });
                }
            }
            other => {
                let near = crate::problem::nearest(
                    other,
                    ["rule", "phrase", "over", "after", "match", "where", "state", "test", "not"].into_iter(),
                );
                let hint = near.map_or(
                    "sections are rule, phrase, over, after, match, where, state, test and not; what belongs to one is indented"
                        .to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.problem(section.place, "DL-R011", format!("unknown section `{other}`"), Some(&hint));
            }
        }
    }

    fn pattern(&mut self, section: &Section<'_>) -> Option<Pattern> {
        let first = (section.keyword == "match" && !section.rest.0.is_empty()).then_some(section.rest);
        match pattern::parse(first.into_iter().chain(section.lines.iter().copied()), section.place) {
            Ok(pattern) => Some(pattern),
            Err((place, message, hint)) => {
                self.problem(place, "DL-R012", message, hint);
                None
            }
        }
    }
}

/// What stands behind `=`.
fn filler(text: &str) -> Value {
    let text = text.trim();
    if let Some(words) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        return Value::Text(words.to_owned());
    }
    if text.contains('|') {
        return Value::Either(text.split('|').map(filler).collect());
    }
    match text.split_once(" of ") {
        Some(("value", name)) => Value::ValueOf(name.trim().to_owned()),
        Some((role, name)) => Value::Role(role.trim().to_owned(), name.trim().to_owned()),
        None => Value::Name(text.to_owned()),
    }
}

/// The line without its comment: from a `#` that no quotation mark encloses.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut escaped = false;
    for (i, c) in line.char_indices() {
        match c {
            '\\' if quoted && !escaped => {
                escaped = true;
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            '#' if !quoted => return &line[..i],
            _ => {}
        }
        escaped = false;
    }
    line
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}
