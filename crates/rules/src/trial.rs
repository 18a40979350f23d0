//! A rule's own tests.
//!
//! Each `test` gives a text and, a line a fact, what the rule alone states there; each `not` a text in which it states
//! nothing. A line is the fact's head and any of its slots by name; slots that the line leaves out are not compared:
//!
//! ```text
//! test "At least 12 people were killed, police said."
//!   killed 12+ "At least 12 people" group "people"
//! test "\"We are safe,\" she told AFP."
//!   direct "We are safe," by "she" cue "told" to "AFP"
//! ```

use dateline_model::{Analysis, Article, Bound, Event, Fact, Figure, Statement};

use crate::pack::{Pack, Rule};
use crate::problem::{Place, Problem};

/// A test that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The rule's name.
    pub rule: String,
    /// Where the test stands, what was expected and what the rule states.
    pub problem: Problem,
}

/// A figure's number in the short form of tests: `12`, `12+` (at least), `>100`, `<=30`, `<20`, `~1500`, `10..15`,
/// `?24..99` (vague).
fn number(figure: &Figure) -> String {
    let value = |v: Option<u64>| v.map_or(String::new(), |v| v.to_string());
    match figure.bound {
        Bound::Exact => value(figure.best),
        Bound::AtLeast => format!("{}+", value(figure.low)),
        Bound::MoreThan => format!(">{}", value(figure.low)),
        Bound::UpTo => format!("<={}", value(figure.high)),
        Bound::LessThan => format!("<{}", value(figure.high)),
        Bound::About => format!("~{}", value(figure.best)),
        Bound::Range => format!("{}..{}", value(figure.low), value(figure.high)),
        Bound::Vague => format!("?{}..{}", value(figure.low), value(figure.high)),
    }
}

/// A fact as the parts of a test line: its head and its named slots.
fn parts(fact: &Fact, article: &Article) -> (String, Vec<(&'static str, String)>) {
    let quote = |e: dateline_model::Evidence| article.quote(e).replace('\n', " ").replace('"', "\\\"");
    match fact {
        Fact::Figure(f) => {
            let head = format!("{} {} \"{}\"", f.measure.as_str(), number(f), quote(f.phrase));
            let mut slots = Vec::new();
            slots.extend(f.group.map(|g| ("group", quote(g))));
            slots.extend(f.group_kind.as_ref().map(|k| ("kind", k.to_string())));
            slots.extend((f.unit != dateline_model::Unit::Person).then(|| ("unit", f.unit.as_str().to_owned())));
            slots.extend(f.claimed_by.map(|c| ("by", quote(c))));
            (head, slots)
        }
        Fact::Statement(Statement { manner, content, speaker, cue, addressee, medium, .. }) => {
            let head = format!("{} \"{}\"", manner.as_str(), quote(*content));
            let mut slots = Vec::new();
            slots.extend(speaker.map(|s| ("by", quote(s))));
            slots.push(("cue", quote(*cue)));
            slots.extend(addressee.map(|s| ("to", quote(s))));
            slots.extend(medium.map(|s| ("in", quote(s))));
            (head, slots)
        }
        Fact::Event(event) => {
            let mode = event.mode.map_or(String::new(), |mode| format!(" {mode}"));
            let head = format!("{}{mode} \"{}\"", event.kind.as_str(), quote(event.trigger));
            let mut slots: Vec<(&'static str, String)> = Vec::new();
            slots.extend(event.actors.iter().map(|a| ("by", quote(a.words))));
            slots.extend(event.recipients.iter().map(|r| ("on", quote(r.words))));
            slots.extend(event.instrument.map(|i| ("with", quote(i))));
            slots.extend(event.subevent.map(|s| ("sub", s.to_owned())));
            slots.push(("status", event.status.as_str().to_owned()));
            (head, slots)
        }
    }
}

/// A fact as a test writes it, with all its slots.
pub fn fact_line(fact: &Fact, article: &Article) -> String {
    let (mut line, slots) = parts(fact, article);
    for (name, value) in slots {
        line.push_str(&format!(" {name} \"{value}\""));
    }
    line
}

/// Whether `line` expects `fact`.
fn expects(line: &str, fact: &Fact, article: &Article) -> bool {
    if let Fact::Event(event) = fact {
        return expects_event(line, event, &parts(fact, article).1, article);
    }
    let (head, slots) = parts(fact, article);
    let Some(mut rest) = line.strip_prefix(head.as_str()).map(str::trim) else {
        return false;
    };
    while !rest.is_empty() {
        let Some((name, after)) = rest.split_once(" \"") else {
            return false;
        };
        // The value ends at a mark that a further slot or the line's end follows.
        let value = slots.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str());
        let Some(tail) = value.and_then(|value| after.strip_prefix(value)).and_then(|tail| tail.strip_prefix('"'))
        else {
            return false;
        };
        rest = tail.trim();
    }
    true
}

/// Whether `line` expects an event: its type, and whatever else it names of mode, trigger, participants, sub-event and status.
fn expects_event(line: &str, event: &Event, slots: &[(&'static str, String)], article: &Article) -> bool {
    let Some(mut rest) = line.strip_prefix(event.kind.as_str()) else { return false };
    if let Some(after) = event.mode.and_then(|mode| rest.strip_prefix(' ')?.strip_prefix(mode)) {
        rest = after;
    }
    let mut slots = slots.to_vec();
    slots.push(("", article.quote(event.trigger).to_owned()));
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return true;
        }
        let name = rest.split(['"', ' ']).next().unwrap_or("");
        rest = rest[name.len()..].trim_start();
        // A value in quotation marks, or a bare word.
        let fits = slots.iter().position(|(slot, value)| {
            *slot == name
                && (rest
                    .strip_prefix('"')
                    .and_then(|r| r.strip_prefix(value.as_str()))
                    .is_some_and(|r| r.starts_with('"'))
                    || bare(rest) == value)
        });
        let Some(k) = fits else { return false };
        let (_, value) = slots.remove(k);
        rest = if rest.starts_with('"') { &rest[value.len() + 2..] } else { &rest[value.len()..] };
    }
}

/// The word at the beginning.
fn bare(text: &str) -> &str {
    text.split(' ').next().unwrap_or("")
}

/// Runs the tests of all rules. `read` is the way from a text to an article and its analysis.
pub fn test(pack: &Pack, read: &dyn Fn(&str) -> (Article, Analysis)) -> Vec<Failure> {
    pack.rules()
        .iter()
        .flat_map(|rule| rule.syntax.trials.iter().flat_map(move |trial| run(pack, rule, trial, read)))
        .collect()
}

fn run(
    pack: &Pack,
    rule: &Rule,
    trial: &crate::syntax::Trial,
    read: &dyn Fn(&str) -> (Article, Analysis),
) -> Vec<Failure> {
    let (article, analysis) = read(&trial.text);
    let mut stated: Vec<Fact> = pack.read_with(rule, &article, &analysis).all().collect();
    let mut failures = Vec::new();
    let mut fail = |place: Place, message: String, hint: Option<String>| {
        failures.push(Failure {
            rule: rule.name.to_string(),
            problem: Problem { file: rule.file.clone(), place, code: "DL-R030", message, hint },
        });
    };
    let mut missing = Vec::new();
    for (line, place) in &trial.expected {
        match stated.iter().position(|fact| expects(line, fact, &article)) {
            Some(at) => {
                stated.remove(at);
            }
            None => missing.push((line, *place)),
        }
    }
    for (line, place) in missing {
        let hint = match stated.first() {
            Some(fact) => format!("it states: {}", fact_line(fact, &article)),
            None => "it states nothing there that is not expected by another line".to_owned(),
        };
        fail(place, format!("the rule does not state `{line}`"), Some(hint));
    }
    if trial.expected.is_empty() || failures.is_empty() {
        for fact in &stated {
            let problem = format!("the rule states more than the test says: {}", fact_line(fact, &article));
            failures.push(Failure {
                rule: rule.name.to_string(),
                problem: Problem {
                    file: rule.file.clone(),
                    place: trial.place,
                    code: "DL-R031",
                    message: problem,
                    hint: None,
                },
            });
        }
    }
    failures
}
