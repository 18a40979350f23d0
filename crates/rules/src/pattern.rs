//! The pattern language: characters → lexemes → [`Pattern`].
//!
//! A small recursive-descent parser. Problems carry the place of the lexeme at fault and, where there is one, the way out.

use crate::problem::Place;
use crate::syntax::Pattern;

/// The most repetitions that `{m,n}` may ask for: each is compiled out.
const MOST_REPEATS: u32 = 64;

/// The deepest nesting of brackets.
const DEEPEST: u32 = 32;

/// Something that cannot be read as a pattern: where, what, and the way out.
pub(crate) type PatternProblem = (Place, String, Option<&'static str>);

/// Parses the lines of a pattern; `end` is where the pattern stands, for a pattern that is missing.
pub(crate) fn parse<'t>(lines: impl Iterator<Item = (&'t str, Place)>, end: Place) -> Result<Pattern, PatternProblem> {
    let mut tokens = Vec::new();
    for (line, place) in lines {
        lex(line, place, &mut tokens)?;
    }
    let mut parser = PatternParser { tokens: &tokens, at: 0, end, depth: 0 };
    let pattern = parser.either()?;
    match tokens.get(parser.at) {
        None => Ok(pattern),
        Some((token, place)) => {
            Err((*place, format!("`{}` does not belong here", token.text()), Some("a bracket may be closed twice")))
        }
    }
}

/// Words that look around and take no token.
const LOOKS: &[&str] = &["not", "ahead", "behind", "notbehind"];

/// A token of the pattern language.
#[derive(Clone, Debug, PartialEq)]
enum Lexeme {
    Words(String),
    Lemma(String),
    List(String),
    Named(String),
    Capture(String),
    Look(&'static str),
    Mark(char),
    Braces(u32, u32),
}

impl Lexeme {
    fn text(&self) -> String {
        match self {
            Self::Words(w) => format!("\"{w}\""),
            Self::Lemma(w) => format!("~{w}"),
            Self::List(w) => format!("@{w}"),
            Self::Named(w) => format!("<{w}>"),
            Self::Capture(w) => format!("{w}:"),
            Self::Look(word) => (*word).to_owned(),
            Self::Mark(c) => c.to_string(),
            Self::Braces(a, b) => format!("{{{a},{b}}}"),
        }
    }
}

fn lex(line: &str, place: Place, tokens: &mut Vec<(Lexeme, Place)>) -> Result<(), PatternProblem> {
    let chars: Vec<char> = line.chars().collect();
    let mut i = 0;
    let name_at = |from: usize| {
        let mut to = from;
        while to < chars.len()
            && (chars[to].is_ascii_lowercase() || chars[to].is_ascii_digit() || matches!(chars[to], '-' | '\'' | '_'))
        {
            to += 1;
        }
        (chars[from..to].iter().collect::<String>(), to)
    };
    while i < chars.len() {
        let here = Place { line: place.line, column: place.column + i as u32 };
        let c = chars[i];
        match c {
            ' ' | '\t' => i += 1,
            '"' => {
                let Some(close) = (i + 1..chars.len()).find(|&j| chars[j] == '"' && chars[j - 1] != '\\') else {
                    return Err((
                        here,
                        "the quotation mark is never closed".to_owned(),
                        Some("write a quotation mark inside words as \\\""),
                    ));
                };
                let words = chars[i + 1..close].iter().collect::<String>().replace("\\\"", "\"");
                if words.trim().is_empty() {
                    return Err((here, "there is no word between the quotation marks".to_owned(), None));
                }
                tokens.push((Lexeme::Words(words), here));
                i = close + 1;
            }
            '~' | '@' => {
                let (name, to) = name_at(i + 1);
                if name.is_empty() {
                    return Err((
                        here,
                        format!("`{c}` wants a word right behind it"),
                        Some("~kill is any form of a word, @people is a word list; both in lower case"),
                    ));
                }
                tokens.push((if c == '~' { Lexeme::Lemma(name) } else { Lexeme::List(name) }, here));
                i = to;
            }
            '<' => {
                let (name, to) = name_at(i + 1);
                if name.is_empty() || chars.get(to) != Some(&'>') {
                    return Err((
                        here,
                        "a name in angle brackets is never closed".to_owned(),
                        Some("write <count>, <quotation> or <name-of-a-phrase>"),
                    ));
                }
                tokens.push((Lexeme::Named(name), here));
                i = to + 1;
            }
            '{' => {
                let Some(close) = (i..chars.len()).find(|&j| chars[j] == '}') else {
                    return Err((here, "the brace is never closed".to_owned(), Some("write {2} or {0,3}")));
                };
                let text: String = chars[i + 1..close].iter().collect();
                let bounds = match text.split_once(',') {
                    Some((a, "")) => a.trim().parse().ok().map(|a: u32| (a, u32::MAX)),
                    Some((a, b)) => a.trim().parse().ok().zip(b.trim().parse().ok()),
                    None => text.trim().parse().ok().map(|n: u32| (n, n)),
                };
                match bounds {
                    Some((a, b)) if a <= b && a <= MOST_REPEATS && b > 0 && (b <= MOST_REPEATS || b == u32::MAX) => {
                        tokens.push((Lexeme::Braces(a, b), here))
                    }
                    _ => {
                        return Err((
                            here,
                            format!("`{{{text}}}` is no number of repetitions"),
                            Some("write {2}, {2,} or {0,3}, at most 64"),
                        ));
                    }
                }
                i = close + 1;
            }
            '(' | ')' | '|' | '?' | '*' | '+' | '!' => {
                tokens.push((Lexeme::Mark(c), here));
                i += 1;
            }
            _ if c.is_ascii_lowercase() => {
                let (name, to) = name_at(i);
                match (name.as_str(), chars.get(to)) {
                    (_, Some(':')) => {
                        tokens.push((Lexeme::Capture(name), here));
                        i = to + 1;
                    }
                    (word, Some('(')) if LOOKS.contains(&word) => {
                        tokens.push((Lexeme::Look(LOOKS.iter().find(|l| **l == word).copied().unwrap_or("not")), here));
                        i = to;
                    }
                    _ => {
                        return Err((
                            here,
                            format!("`{name}` stands bare"),
                            Some("write \"word\", ~any-form, @list, <phrase> or name:pattern"),
                        ));
                    }
                }
            }
            _ => {
                return Err((
                    here,
                    format!("`{c}` means nothing in a pattern"),
                    Some("put words and marks of the text in quotation marks"),
                ));
            }
        }
    }
    Ok(())
}

struct PatternParser<'t> {
    tokens: &'t [(Lexeme, Place)],
    at: usize,
    end: Place,
    depth: u32,
}

impl PatternParser<'_> {
    fn peek(&self) -> Option<&Lexeme> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn place(&self) -> Place {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(self.end, |(_, place)| *place)
    }

    fn either(&mut self) -> Result<Pattern, PatternProblem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err((
                self.place(),
                "the brackets nest too deep".to_owned(),
                Some("name the inner part as a phrase"),
            ));
        }
        let mut branches = vec![self.sequence()?];
        while self.peek() == Some(&Lexeme::Mark('|')) {
            self.at += 1;
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(if branches.len() == 1 { branches.remove(0) } else { Pattern::Either(branches) })
    }

    fn sequence(&mut self) -> Result<Pattern, PatternProblem> {
        let mut parts = Vec::new();
        while !matches!(self.peek(), None | Some(Lexeme::Mark('|' | ')'))) {
            parts.push(self.repeated()?);
        }
        match parts.len() {
            0 => Err((
                self.place(),
                "there is no pattern here".to_owned(),
                Some("a branch must match something; use `?` for what may be missing"),
            )),
            1 => Ok(parts.remove(0)),
            _ => Ok(Pattern::Sequence(parts)),
        }
    }

    fn repeated(&mut self) -> Result<Pattern, PatternProblem> {
        let inner = self.atom()?;
        let (least, most) = match self.peek() {
            Some(Lexeme::Mark('?')) => (0, 1),
            Some(Lexeme::Mark('*')) => (0, u32::MAX),
            Some(Lexeme::Mark('+')) => (1, u32::MAX),
            Some(Lexeme::Braces(a, b)) => (*a, *b),
            _ => return Ok(inner),
        };
        self.at += 1;
        let few = self.peek() == Some(&Lexeme::Mark('?'));
        self.at += usize::from(few);
        if matches!(self.peek(), Some(Lexeme::Mark('*' | '+' | '?') | Lexeme::Braces(..))) {
            return Err((
                self.place(),
                "a repetition of a repetition".to_owned(),
                Some("put the inner one in brackets"),
            ));
        }
        if matches!(inner, Pattern::Look { .. }) {
            return Err((self.place(), "what looks around takes no token and cannot be repeated".to_owned(), None));
        }
        Ok(Pattern::Repeat { inner: Box::new(inner), least, most, few })
    }

    fn atom(&mut self) -> Result<Pattern, PatternProblem> {
        let place = self.place();
        let Some(token) = self.peek().cloned() else {
            return Err((place, "the pattern ends too early".to_owned(), None));
        };
        self.at += 1;
        Ok(match token {
            Lexeme::Words(words) => Pattern::Words(words, place),
            Lexeme::Lemma(word) => Pattern::Lemma(word, place),
            Lexeme::List(name) => Pattern::List(name, place),
            Lexeme::Named(name) => Pattern::Named(name, place),
            Lexeme::Capture(name) => Pattern::Capture(name, Box::new(self.inner_atom()?), place),
            Lexeme::Mark('!') => Pattern::Except(Box::new(self.inner_atom()?), place),
            Lexeme::Look(word) => Pattern::Look {
                inner: Box::new(self.inner_atom()?),
                behind: word.ends_with("behind"),
                wanted: !word.starts_with("not"),
            },
            Lexeme::Mark('(') => {
                let inner = self.either()?;
                if self.peek() != Some(&Lexeme::Mark(')')) {
                    return Err((place, "the bracket is never closed".to_owned(), None));
                }
                self.at += 1;
                inner
            }
            other => {
                return Err((place, format!("`{}` has nothing before it to belong to", other.text()), None));
            }
        })
    }

    /// The atom after a prefix, with the nesting of prefixes counted.
    fn inner_atom(&mut self) -> Result<Pattern, PatternProblem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err((self.place(), "the prefixes nest too deep".to_owned(), None));
        }
        let atom = self.atom();
        self.depth -= 1;
        atom
    }
}
