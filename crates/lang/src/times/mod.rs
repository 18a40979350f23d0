//! Tokens → times: TIMEX3 values, and the days that they span, reckoned from the day of publication.
//!
//! [`phrases`] finds the words (the phrases are a file of data), [`meaning`] says what they mean. A weekday or a month
//! without a year is the most recent one unless the sentence's tense or a word before it turns it forward. A caption
//! is reckoned from its own date. Where nothing is known to reckon from, the value says what is known (`XXXX-WXX-5`) and no
//! day is given; the clock of the machine is never asked.
//!
//! Left out on purpose: times that hang on other times of the text ("three days later", "the same day"), which are lengths or
//! no value here, and calendars other than the Gregorian one.

pub mod calendar;
pub mod classes;
pub mod meaning;
pub mod named;
pub mod phrases;

use crate::number_words::NO_COUNT_AFTER;
use dateline_model::{Anchor, Article, Block, BlockKind, Columns, Date, Span, Text, Time, Tokens};
use meaning::{Reckoning, Tense};
use phrases::{Captured, Phrases, Value, View};
use std::sync::OnceLock;

/// What times are reckoned from.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// The day of publication.
    pub published: Option<Date>,
    /// Captions with days of their own.
    pub captions: Vec<(Span<Text>, Date)>,
    /// Headlines: their present tense is the past.
    pub headlines: Vec<Span<Text>>,
}

impl Anchors {
    /// The anchors of an article.
    pub fn of(article: &Article) -> Anchors {
        let is_headline = |block: &&Block| block.kind == BlockKind::Headline;
        Anchors {
            published: article.published.map(|p| p.day),
            captions: article.images.iter().filter_map(|image| Some((image.span, image.date?))).collect(),
            headlines: article.blocks().iter().filter(is_headline).map(|block| block.span).collect(),
        }
    }

    fn at(&self, place: Span<Text>) -> (Option<Date>, Anchor) {
        match self.captions.iter().find(|(span, _)| span.contains(place)) {
            Some((_, day)) => (Some(*day), Anchor::Caption),
            None => (self.published, Anchor::Published),
        }
    }

    fn is_headline(&self, place: Span<Text>) -> bool {
        self.headlines.iter().any(|headline| headline.contains(place))
    }
}

fn phrases() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    // A line that cannot be read fails a test; the rest would still be right.
    PHRASES.get_or_init(|| Phrases::english().unwrap_or_else(|problems| unreachable!("{}", problems.join("; "))))
}

/// The times of all sentences, and the days that no calendar has.
pub fn find(text: &str, columns: &Columns, anchors: &Anchors) -> (Vec<Time>, Vec<Span<Tokens>>) {
    let phrases = phrases();
    let (mut times, mut impossible) = (Vec::new(), Vec::new());
    for sentence in &columns.sentences {
        let end = sentence.end() as usize;
        let norm = |i: usize| if i < end { columns.norms.get(i) } else { "" };
        let is_capital = |i: usize| {
            let written = &text[columns.spans[i].range()];
            written.strip_prefix("mid-").unwrap_or(written).starts_with(char::is_uppercase)
        };
        let view = View { norm: &norm, is_capital: &is_capital };
        let mut i = sentence.start() as usize;
        while i < end {
            let mut next = i + 1;
            for (to, value, captured) in phrases.at(&view, i) {
                let clause = Clause { columns, start: sentence.start() as usize, end, first: i, to };
                if !clause.means_time(value, &captured) {
                    continue;
                }
                let (day, anchor) = anchors.at(columns.spans[i]);
                let tense = clause.tense(anchors.is_headline(columns.spans[i]));
                let reckoning = Reckoning { tokens: Span::new(i as u32, to as u32), day, anchor, tense };
                if let Some(time) = meaning::of(value, &captured, &|index| phrases.named(index), &reckoning) {
                    times.push(time);
                    next = to;
                    break;
                }
                // "30 February" is no month either.
                if matches!(value, Value::Date(_)) {
                    impossible.push(Span::new(i as u32, to as u32));
                    next = to;
                    break;
                }
            }
            if let Some(to) = beyond_a_month(&view, i) {
                impossible.push(Span::new(i as u32, to as u32));
                next = to;
                times.pop_if(|time| time.tokens.end() as usize > i);
            }
            i = next;
        }
    }
    (times, impossible)
}

/// Where "32nd of May" or "May 32nd" ends, if that begins at `i`.
fn beyond_a_month(view: &View<'_>, i: usize) -> Option<usize> {
    let is_month =
        |i: usize| classes::of(classes::MONTHS, classes::month_word((view.norm)(i))).is_some() && (view.is_capital)(i);
    let is_beyond = |i: usize| {
        let norm = (view.norm)(i);
        let digits = norm.trim_end_matches(|c: char| c.is_ascii_lowercase());
        digits.len() + 2 == norm.len()
            && classes::ordinal(norm).is_none_or(|n| n > 31)
            && digits.parse().is_ok_and(|n: u64| n > 31)
    };
    if is_beyond(i) {
        let of = usize::from((view.norm)(i + 1) == "of");
        return is_month(i + 1 + of).then_some(i + 2 + of);
    }
    (!(view.norm)(i).is_empty() && is_month(i) && is_beyond(i + 1)).then_some(i + 2)
}

/// Where a phrase stands: for what its neighbours and its verb say of it.
struct Clause<'a> {
    columns: &'a Columns,
    start: usize,
    end: usize,
    first: usize,
    to: usize,
}

impl Clause<'_> {
    fn norm(&self, i: usize) -> &str {
        if (self.start..self.end).contains(&i) { self.columns.norms.get(i) } else { "" }
    }

    fn before(&self) -> &str {
        self.first.checked_sub(1).map_or("", |i| self.norm(i))
    }

    fn after(&self) -> &str {
        self.norm(self.to)
    }

    /// Whether the words are a time here: a bare year is often a number, "may" a verb, "second" an ordinal.
    fn means_time(&self, value: &Value, captured: &Captured) -> bool {
        let alone = self.to == self.first + 1;
        let tag = self.columns.tags[self.first].as_str();
        match value {
            Value::Year if alone && captured.year.is_some() => self.is_year(),
            Value::Month(_) if alone => tag.starts_with("NNP") || !matches!(self.norm(self.first), "may" | "march"),
            // "10.30 million".
            Value::Clock if alone => {
                self.norm(self.first).contains(':') || captured.part.is_some() || !tag.starts_with("CD")
            }
            Value::Duration(_) | Value::Past | Value::Coming => match captured.unit {
                // "the 1988 quarter"
                Some(_)
                    if captured.n.is_some_and(|n| (1900..2100).contains(&n))
                        && classes::year(self.year_word()).is_some() =>
                {
                    false
                }
                // "a second man", "the second day".
                Some((calendar::Unit::Second, false)) => captured.n.is_some_and(|n| n == 1) && tag.starts_with("CD"),
                // "a quarter of them", "three quarters of the city".
                Some((calendar::Unit::Quarter, plural)) if self.after() == "of" || !plural && captured.n.is_none() => {
                    false
                }
                // An age.
                _ => !self.is_age(),
            },
            Value::Ref("PRESENT_REF") => tag.starts_with("RB") || !alone,
            // "as soon as", "shortly after".
            Value::Ref(_) if alone => {
                !matches!(self.before(), "as") && !matches!(self.after(), "after" | "as" | "before" | "thereafter")
            }
            Value::Some if matches!(self.norm(self.first), "for" | "in" | "within") => {
                captured.unit.is_some_and(|(_, plural)| plural)
            }
            // An event is a time only where the words reckon from it.
            Value::Named => {
                let again = captured.named.and_then(|i| phrases().named(i)).is_some_and(|named| named.comes_again());
                again || matches!(self.before(), "since" | "after" | "before" | "during" | "until" | "following")
            }
            Value::Season(_) if alone => false,
            Value::Set(_) if alone => tag.starts_with("RB") || tag.starts_with("JJ"),
            _ => true,
        }
    }

    /// The word that would be the year of "the 1988 quarter".
    fn year_word(&self) -> &str {
        self.norm(self.to.saturating_sub(2))
    }

    /// Whether the words are an age: "55 years old", "the six-year-old", "aged 12 years".
    fn is_age(&self) -> bool {
        let old = |i: usize| {
            matches!(self.norm(i), "old" | "olds" | "older" | "of")
                && (self.norm(i) != "of" || self.norm(i + 1) == "age")
        };
        old(self.to) || matches!(self.after(), "-" | "or") && old(self.to + 1) || self.before() == "aged"
    }

    /// Whether a bare number of four digits is a year: a word before it says so, or it stands in brackets, behind another year and a
    /// dash, or before a noun ("the 2006 war"). What counts people or things is none ("2000 armed soldiers"), nor what measures.
    fn is_year(&self) -> bool {
        let columns = self.columns;
        let said = matches!(
            self.before(),
            "in" | "since"
                | "by"
                | "until"
                | "till"
                | "during"
                | "before"
                | "after"
                | "from"
                | "to"
                | "of"
                | "for"
                | "early"
                | "late"
                | "mid"
                | "year"
                | "the"
                | "through"
                | "around"
                | "circa"
                | "summer"
                | "winter"
                | "spring"
                | "autumn"
                | "fall"
                | "and"
                | "between"
                | "season"
        );
        let brackets = self.before() == "(" && matches!(self.after(), ")" | "-" | "–" | ",");
        let ranged =
            matches!(self.before(), "-" | "–") && classes::year(self.norm(self.first.wrapping_sub(2))).is_some();
        let head = columns.heads[self.first] as usize;
        let modifies = head > self.first && matches!(columns.tags[head].as_str(), "NN" | "NNP" | "NNPS" | "NNS");
        let plural = |i: usize| i < self.end && columns.tags[i].as_str() == "NNS";
        let counts = columns.relations[self.first].as_str() == "nummod" && (plural(head) || plural(self.to));
        let measures = NO_COUNT_AFTER.contains(&self.after());
        (said || ranged || brackets || modifies) && !counts && !measures
    }

    /// The tense of the phrase's clause. Only a verb that the phrase hangs on itself turns it forward, for in news most
    /// times are past: "ways to get around Wednesday's ruling" is.
    fn tense(&self, headline: bool) -> Tense {
        let before = match self.before() {
            "on" | "," | "in" | "at" | "of" | "early" | "late" => self.norm(self.first.wrapping_sub(2)),
            word => word,
        };
        if self.after() == "'s" || matches!(self.before(), "since" | "after") || before == "said" {
            return Tense::Past;
        }
        let verb = self.verb();
        if matches!(self.before(), "until" | "till" | "through" | "effective" | "payable" | "due") {
            // "postponed until Monday", but "held until Monday".
            let put_off = |v: usize| {
                let lemma = self.columns.lemmas.get(v);
                matches!(
                    lemma,
                    "postpone" | "delay" | "extend" | "adjourn" | "suspend" | "put" | "push" | "defer" | "give"
                )
            };
            return if verb.is_some_and(|v| self.is_past(v) && !put_off(v)) { Tense::Past } else { Tense::Future };
        }
        if matches!(self.before(), "starting" | "beginning") && !verb.is_some_and(|v| self.is_past(v)) {
            return Tense::Future;
        }
        match verb {
            Some(verb) if self.points_forward(verb) => Tense::Future,
            Some(verb) if self.is_past(verb) || headline => Tense::Past,
            Some(verb) if self.is_agenda(verb) => Tense::Future,
            _ => Tense::Unknown,
        }
    }

    /// The verb that the phrase hangs on.
    fn verb(&self) -> Option<usize> {
        let top = (self.first..self.to).find(|&i| {
            let head = self.columns.heads[i] as usize;
            head < self.first || head >= self.to
        })?;
        let head = self.columns.heads[top] as usize;
        let relation = self.columns.relations[top].as_str();
        let is_verb = matches!(self.columns.tags[head].as_str().get(..2), Some("VB" | "MD"));
        (is_verb && (relation.starts_with("obl") || relation.starts_with("advmod") || relation == "nmod"))
            .then_some(head)
    }

    fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        (self.start..self.end).filter(move |&i| i != of && self.columns.heads[i] as usize == of)
    }

    fn points_forward(&self, verb: usize) -> bool {
        let columns = self.columns;
        let planned = matches!(
            columns.lemmas.get(verb),
            "schedule" | "plan" | "slate" | "expect" | "set" | "due" | "vow" | "intend"
        );
        let helped = self.children(verb).any(|i| {
            let norm = columns.norms.get(i);
            matches!(norm, "will" | "shall" | "'ll" | "wo" | "would" | "could" | "should" | "may" | "might")
                && columns.tags[i].as_str() == "MD"
                || norm == "to" && columns.tags[i].as_str() == "TO" && columns.tags[verb].as_str() == "VB"
        });
        planned && columns.tags[verb].as_str() == "VBN" || helped
    }

    /// Whether a verb in the present says what is on somebody's agenda: "the council meets on Monday". Verbs of saying stand in
    /// the present for what was said.
    fn is_agenda(&self, verb: usize) -> bool {
        let said = matches!(
            self.columns.lemmas.get(verb),
            "say" | "report" | "tell" | "write" | "quote" | "cite" | "show" | "be" | "have"
        );
        matches!(self.columns.tags[verb].as_str(), "VBZ" | "VBP") && !said
    }

    fn is_past(&self, verb: usize) -> bool {
        let past = |i: usize| {
            matches!(self.columns.tags[i].as_str(), "VBD")
                || matches!(self.columns.norms.get(i), "had" | "was" | "were" | "did" | "has" | "have" | "been")
        };
        past(verb)
            || self.columns.tags[verb].as_str() == "VBN" && self.children(verb).all(|i| !self.is_present(i))
            || self.children(verb).any(past)
    }

    fn is_present(&self, i: usize) -> bool {
        matches!(self.columns.norms.get(i), "is" | "are" | "be" | "am")
    }
}
