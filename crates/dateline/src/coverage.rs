//! How often each rule speaks on given reports, and, where readers have marked them, how often it is right.
//!
//! Marks are JSON lines: `{"id", "text", "published"?, "gold"?: {"figures": [{"phrase", "measure", "sentence"}], "statements": [{"content",
//! "sentence"}], "events": [{"trigger", "type", "sentence"}]}}`; every string stands in the text as it is written. A figure is right where a marked
//! one of its measure overlaps it, a statement where half of its words are marked ones, an event where a marked one of its type overlaps its
//! trigger or stands in its sentence. What readers recorded at another mention of the same happening counts as wrong here, so that precision is a floor.

use std::collections::BTreeMap;

use dateline_model::{Article, Page, PageKind};
use serde::Deserialize;

use crate::intake;
use crate::{Pipeline, Source};

/// What one rule did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Facts in the reading.
    pub facts: usize,
    /// Those of them in marked reports.
    pub judged: usize,
    /// Those of them that are right.
    pub right: usize,
}

/// What the rules of a pack did on some reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// By the rule's name; only rules that spoke.
    pub rules: BTreeMap<String, Tally>,
    /// Reports read.
    pub reports: usize,
    /// Those of them with marks.
    pub marked: usize,
}

#[derive(Debug, Deserialize)]
struct Line {
    text: String,
    published: Option<String>,
    gold: Option<Gold>,
}

#[derive(Debug, Default, Deserialize)]
struct Gold {
    #[serde(default)]
    figures: Vec<GoldFigure>,
    #[serde(default)]
    statements: Vec<GoldStatement>,
    #[serde(default)]
    events: Vec<GoldEvent>,
}

#[derive(Debug, Deserialize)]
struct GoldFigure {
    phrase: String,
    measure: String,
    sentence: String,
}

#[derive(Debug, Deserialize)]
struct GoldStatement {
    content: String,
    sentence: String,
}

#[derive(Debug, Deserialize)]
struct GoldEvent {
    trigger: String,
    #[serde(rename = "type")]
    kind: String,
    sentence: String,
}

/// A stretch of an article's text, in bytes.
type Stretch = std::ops::Range<usize>;

/// Where `words` stand: in the first mention of their sentence, else anywhere.
fn find(text: &str, words: &str, sentence: &str) -> Option<Stretch> {
    let inside = text.find(sentence).and_then(|at| text[at..].get(..sentence.len())?.find(words).map(|k| at + k));
    let at = inside.or_else(|| text.find(words)).filter(|_| !words.is_empty())?;
    Some(at..at + words.len())
}

fn overlap(a: &Stretch, b: &Stretch) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

impl Coverage {
    /// Reads one line of marks and adds what the rules did. The error says what the line lacks.
    pub fn add(&mut self, pipeline: &Pipeline, line: &str) -> Result<(), serde_json::Error> {
        let line: Line = serde_json::from_str(line)?;
        let mut page = Page::new(line.text, PageKind::Clean);
        page.published = line.published.as_deref().and_then(intake::day);
        self.reports += 1;
        self.marked += usize::from(line.gold.is_some());
        for reading in pipeline.read(&page, &Source::default()) {
            let Some(article) = &reading.article else { continue };
            let gold = line.gold.as_ref();
            let mut tally = |rule: &str, right: Option<bool>| {
                let tally = self.rules.entry(rule.to_owned()).or_default();
                tally.facts += 1;
                tally.judged += usize::from(right.is_some());
                tally.right += usize::from(right == Some(true));
            };
            for figure in &reading.facts.figures {
                tally(&figure.rule, gold.map(|gold| gold.has_figure(article, figure)));
            }
            for statement in &reading.facts.statements {
                tally(&statement.rule, gold.map(|gold| gold.has_statement(article, statement)));
            }
            for event in &reading.facts.events {
                tally(&event.rule, gold.map(|gold| gold.has_event(article, event)));
            }
        }
        Ok(())
    }
}

impl Gold {
    fn has_figure(&self, article: &Article, figure: &dateline_model::Figure) -> bool {
        let of_measure = self.figures.iter().filter(|gold| gold.measure == figure.measure.as_str());
        let mut found = of_measure.filter_map(|gold| find(article.text(), &gold.phrase, &gold.sentence));
        found.any(|at| overlap(&at, &figure.phrase.span().range()) > 0)
    }

    fn has_statement(&self, article: &Article, statement: &dateline_model::Statement) -> bool {
        let own = statement.content.span().range();
        let marked = self.statements.iter().filter_map(|gold| find(article.text(), &gold.content, &gold.sentence));
        2 * marked.map(|at| overlap(&at, &own)).max().unwrap_or(0) >= own.len()
    }

    fn has_event(&self, article: &Article, event: &dateline_model::Event) -> bool {
        let (trigger, sentence) = (event.trigger.span().range(), event.sentence.span().range());
        self.events.iter().filter(|gold| gold.kind == event.kind.as_str()).any(|gold| {
            let own = find(article.text(), &gold.trigger, &gold.sentence);
            own.is_some_and(|at| overlap(&at, &trigger) > 0 || overlap(&at, &sentence) > 0)
        })
    }
}
