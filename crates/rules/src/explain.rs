//! Why a rule fired, and why another did not.
//!
//! For each sentence of a text: the rules that match with what their captures took, and the rules that nearly did, which
//! means that all words they need are there, with the word at which their best try gave up or the condition that does not hold.

use dateline_model::{Analysis, Article, Span, Tokens};

use crate::matcher::{Found, Matcher, Prepared};
use crate::pack::{Pack, Rule, What};
use crate::syntax::Over;
use crate::{conditions, events, grammar};

/// What happened in one window of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The window's words.
    pub text: String,
    /// Whether it is a sentence or a whole block.
    pub over: Option<Over>,
    /// Rules that match: name, and capture names with the words they took.
    pub fired: Vec<(String, Vec<(String, String)>)>,
    /// Rules whose words are there but that state nothing: name, and why.
    pub nearly: Vec<(String, String)>,
}

/// Explains what `pack` does with an article.
pub fn explain(pack: &Pack, article: &Article, analysis: &Analysis) -> Vec<Explanation> {
    let text = Prepared::new(article, analysis, pack);
    let words = |span: Span<Tokens>| article.slice(analysis.text_span(span)).replace('\n', " ");
    let mut out = Vec::new();
    let mut matcher = Matcher::default();
    let mut tried = Vec::new();
    pack.windows(&text, |over, window, met| {
        let mut explanation = Explanation { text: words(window), over: Some(over), ..Explanation::default() };
        pack.candidates(over, met, &mut tried);
        for &(rule, program) in &tried {
            let rule = &pack.rules[rule as usize];
            let mut fired = false;
            matcher.search(&rule.programs[program as usize], &text, window, |found| {
                fired = true;
                if let Some(why) = unmet(pack, rule, &text, &found) {
                    explanation.nearly.push((rule.name.to_string(), why));
                    return;
                }
                let capture =
                    |node: &crate::matcher::Node| (rule.captures[node.capture as usize].clone(), words(node.span));
                explanation.fired.push((rule.name.to_string(), found.nodes.iter().map(capture).collect()));
            });
            if !fired {
                let at = matcher.farthest;
                let word = if at < window.end() { words(Span::new(at, at + 1)) } else { "the end".to_owned() };
                let why = format!("its words are there; the farthest try gave up at “{word}”");
                explanation.nearly.push((rule.name.to_string(), why));
            }
        }
        if !explanation.fired.is_empty() || !explanation.nearly.is_empty() {
            out.push(explanation);
        }
    });
    out
}

/// Why a rule whose pattern matches states nothing: the first condition that does not hold, or that what it finds did not happen.
fn unmet(pack: &Pack, rule: &Rule, text: &Prepared<'_>, found: &Found) -> Option<String> {
    let capture = |capture: u16| found.nodes.iter().find(|node| node.capture == capture).map(|node| node.span);
    let is_event = rule.shapes.iter().any(|shape| shape.what == What::Event);
    if rule.conditions.is_empty() && !is_event {
        return None;
    }
    let at = found.nodes.first()?.span.start();
    let sentence = text.analysis.sentence_of(at)?;
    grammar::with_arcs(pack, text, sentence, |arcs| {
        let conditions = rule.conditions.iter().zip(&rule.syntax.wheres);
        let mut failing = conditions.filter(|(condition, _)| {
            !conditions::hold(std::slice::from_ref(condition), text, arcs, sentence, &capture)
        });
        if let Some((_, (line, _))) = failing.next() {
            return Some(format!("`{line}` does not hold"));
        }
        let trigger = rule.captures.iter().position(|name| name == "trigger").and_then(|n| capture(n as u16))?;
        (is_event && events::told(pack, text, arcs, arcs.top(trigger)).is_none())
            .then(|| "told as what did not happen".to_owned())
    })
}
