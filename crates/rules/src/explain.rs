//! Why a rule fired, and why another did not.
//!
//! For each sentence of a text: the rules that match with what their captures took, and the rules that nearly did, which
//! means that all words they need are there, with the word at which their best try gave up.

use dateline_model::{Analysis, Article, Span, Tokens};

use crate::matcher::{Matcher, Prepared};
use crate::pack::Pack;
use crate::syntax::Over;

/// What happened in one window of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The window's words.
    pub text: String,
    /// Whether it is a sentence or a whole block.
    pub over: Option<Over>,
    /// Rules that match: name, and capture names with the words they took.
    pub fired: Vec<(String, Vec<(String, String)>)>,
    /// Rules whose words are there but that do not match: name, and the word at which the best try gave up.
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
                let capture =
                    |node: &crate::matcher::Node| (rule.captures[node.capture as usize].clone(), words(node.span));
                explanation.fired.push((rule.name.to_string(), found.nodes.iter().map(capture).collect()));
            });
            if !fired {
                let at = matcher.farthest;
                let word = if at < window.end() { words(Span::new(at, at + 1)) } else { "the end".to_owned() };
                explanation.nearly.push((rule.name.to_string(), word));
            }
        }
        if !explanation.fired.is_empty() || !explanation.nearly.is_empty() {
            out.push(explanation);
        }
    });
    out
}
