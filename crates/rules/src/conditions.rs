//! The `where` section: what must be true of a trigger's arguments and of its sentence.
//!
//! One condition a line, in words: `doer of trigger has @armed`, `no undergoer of trigger`, `sentence lacks @sport`. Conditions narrow a pattern
//! by what grammar knows; what surface can say belongs into the pattern.

use crate::arcs::{Arcs, Role};
use crate::lexicon::{Lexicon, Pred};
use crate::matcher::Prepared;
use crate::problem::{Place, nearest};
use crate::program::CompileProblem;
use dateline_model::{NameKind, Span, Tokens};

/// What may stand in an argument or a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sort {
    /// An entry of a list.
    List(Pred),
    /// A name of this kind.
    Name(NameKind),
    /// A number by itself.
    Number,
}

/// A condition, resolved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// The top of what a capture took is a verb (or else a noun).
    IsVerb(u16, bool),
    /// A role of a capture is filled, or is not.
    Filled(Role, u16, bool),
    /// One of these stands in what fills a role, or (without one) in the sentence; or none does.
    Holds(Option<(Role, u16)>, Vec<Sort>, bool),
}

/// Reads one line of a `where` section.
pub(crate) fn compile(
    line: &str,
    place: Place,
    captures: &[String],
    lexicon: &Lexicon,
) -> Result<Condition, CompileProblem> {
    let unreadable = || {
        let hint = "write `ROLE of trigger`, `no ROLE of trigger`, `ROLE of trigger has @list | <place>`, `… lacks …`, `sentence has @list` or \
                    `trigger is verb`";
        (place, "DL-R025", format!("cannot read the condition `{line}`"), Some(hint.to_owned()))
    };
    let capture = |name: &str| {
        captures.iter().position(|c| c == name).map(|i| i as u16).ok_or_else(|| {
            let hint = nearest(name, captures.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            (place, "DL-R021", format!("no part of the pattern is named `{name}`"), hint)
        })
    };
    let role = |word: &str| {
        Role::from_word(word).ok_or_else(|| {
            let near = nearest(word, Role::words()).map(|near| format!("did you mean `{near}`?"));
            let all = || Some(format!("the roles are {}", Role::words().collect::<Vec<_>>().join(", ")));
            (place, "DL-R026", format!("`{word}` is no role"), near.or_else(all))
        })
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [name, "is", "verb"] => Ok(Condition::IsVerb(capture(name)?, true)),
        [name, "is", "noun"] => Ok(Condition::IsVerb(capture(name)?, false)),
        ["no", of, "of", name] => Ok(Condition::Filled(role(of)?, capture(name)?, false)),
        [of, "of", name] => Ok(Condition::Filled(role(of)?, capture(name)?, true)),
        ["sentence", verb @ ("has" | "lacks"), rest @ ..] => {
            Ok(Condition::Holds(None, sorts(rest, place, lexicon)?, *verb == "has"))
        }
        [of, "of", name, verb @ ("has" | "lacks"), rest @ ..] => {
            let argument = (role(of)?, capture(name)?);
            Ok(Condition::Holds(Some(argument), sorts(rest, place, lexicon)?, *verb == "has"))
        }
        _ => Err(unreadable()),
    }
}

/// `@a | @b | <place>`.
fn sorts(words: &[&str], place: Place, lexicon: &Lexicon) -> Result<Vec<Sort>, CompileProblem> {
    let one = |word: &str| {
        if let Some(name) = word.strip_prefix('@') {
            return lexicon.list(name).map(Sort::List).ok_or_else(|| {
                let near = nearest(name, lexicon.list_names()).map(|near| format!("did you mean `@{near}`?"));
                (place, "DL-R016", format!("there is no list `{name}`"), near)
            });
        }
        if word == "<number>" {
            return Ok(Sort::Number);
        }
        let kind = word.strip_prefix('<').and_then(|word| word.strip_suffix('>'));
        kind.and_then(NameKind::from_word).map(Sort::Name).ok_or_else(|| {
            let kinds = NameKind::ALL.iter().map(|kind| format!("<{}>", kind.as_str())).collect::<Vec<_>>().join(", ");
            (
                place,
                "DL-R025",
                format!("`{word}` is neither a list nor a kind of name"),
                Some(format!("kinds are {kinds}")),
            )
        })
    };
    let all = words.iter().filter(|word| **word != "|").map(|word| one(word)).collect::<Result<Vec<_>, _>>()?;
    if all.is_empty() {
        return Err((place, "DL-R025", "the condition says nothing that must be there".to_owned(), None));
    }
    Ok(all)
}

fn is_number(text: &Prepared<'_>, i: usize) -> bool {
    let quantities = &text.analysis.columns().quantities;
    let at = quantities.partition_point(|q| q.tokens.end() as usize <= i);
    quantities.get(at).is_some_and(|q| q.tokens.range().contains(&i))
}

/// Whether all conditions hold.
pub(crate) fn hold(
    all: &[Condition],
    text: &Prepared<'_>,
    arcs: &Arcs<'_>,
    sentence: Span<Tokens>,
    span: &dyn Fn(u16) -> Option<Span<Tokens>>,
) -> bool {
    all.iter().all(|condition| holds(condition, text, arcs, sentence, span))
}

/// Whether a condition holds. `span` gives what a capture took.
fn holds(
    condition: &Condition,
    text: &Prepared<'_>,
    arcs: &Arcs<'_>,
    sentence: Span<Tokens>,
    span: &dyn Fn(u16) -> Option<Span<Tokens>>,
) -> bool {
    let has = |within: Span<Tokens>, heads: &[usize], sorts: &[Sort]| {
        sorts.iter().any(|sort| match sort {
            Sort::List(list) => within.range().any(|at| text.longest(*list, at, within.end() as usize).is_some()),
            Sort::Number => heads.iter().any(|head| is_number(text, *head)),
            Sort::Name(kind) => heads.iter().any(|head| arcs.is_name(*head, &[*kind])),
        })
    };
    match condition {
        Condition::IsVerb(capture, wanted) => span(*capture).is_some_and(|s| arcs.is_verb(arcs.top(s)) == *wanted),
        Condition::Filled(role, capture, wanted) => {
            // What stands in the trigger fills no role of it: "took shelter".
            let outside =
                |s: Span<Tokens>| arcs.fillers(*role, arcs.top(s)).iter().any(|head| !s.range().contains(head));
            span(*capture).is_some_and(|s| outside(s) == *wanted)
        }
        Condition::Holds(None, sorts, wanted) => {
            let all: Vec<usize> = sentence.range().collect();
            has(sentence, &all, sorts) == *wanted
        }
        Condition::Holds(Some((role, capture)), sorts, wanted) => {
            let Some(trigger) = span(*capture) else { return false };
            let fillers = arcs.fillers(*role, arcs.top(trigger));
            fillers.iter().any(|head| has(arcs.phrase(*head), &[*head], sorts)) == *wanted
        }
    }
}
