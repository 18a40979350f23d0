//! `lang-data/en/times/named.tsv` → times that have a name: wars, attacks, Ramadan.
//!
//! Calendars that nobody can reckon for certain (the Hijri months begin when the moon is seen) are written down by hand, not
//! computed; what lies outside the table has no value.

use crate::tokens;
use dateline_model::{Date, Precision, Span};

const FILE: &str = include_str!("../../../../lang-data/en/times/named.tsv");

/// A named time.
#[derive(Debug)]
pub struct Named {
    /// Its names, each as the norms of its tokens.
    pub names: Vec<Vec<String>>,
    /// First and last days, in order.
    pub stretches: Vec<(Date, Date)>,
}

impl Named {
    /// Whether it comes again.
    pub fn comes_again(&self) -> bool {
        self.stretches.len() > 1
    }

    /// The occurrence that is meant: that which begins in a year; else the last that had begun on a day, or the next if the clause points
    /// forward.
    pub fn stretch(&self, year: Option<i16>, day: Option<Date>, forward: bool) -> Option<(Date, Date)> {
        let mut all = self.stretches.iter().copied();
        match (year, day) {
            (Some(year), _) => all.find(|(from, _)| from.year() == year),
            _ if !self.comes_again() => all.next(),
            (None, Some(day)) if forward => {
                all.find(|(_, to)| *to >= day).filter(|(from, _)| is_within_a_year(day, *from))
            }
            // The table begins somewhere: what lies a year and more back is not meant.
            (None, Some(day)) => all.rfind(|(from, _)| *from <= day).filter(|(from, _)| is_within_a_year(*from, day)),
            (None, None) => None,
        }
    }
}

fn is_within_a_year(from: Date, day: Date) -> bool {
    day.since(from).is_ok_and(|span| span.get_days() < 366)
}

/// How exactly days tell when something was.
pub fn precision((from, to): (Date, Date)) -> Precision {
    match to.since(from).map_or(i32::MAX, |span| span.get_days()) {
        0 => Precision::Day,
        1..=6 => Precision::Week,
        7..=31 => Precision::Month,
        32..=100 => Precision::Season,
        101..=731 => Precision::Year,
        _ => Precision::Decade,
    }
}

/// The norms of a name's tokens, cut as the reading cuts a text.
fn norms(name: &str) -> Vec<String> {
    let (mut spans, mut shapes) = (Vec::new(), Vec::new());
    tokens::tokenize(name, Span::new(0, name.len() as u32), &mut spans, &mut shapes);
    let norm = |span: &Span<_>| {
        let mut norm = String::new();
        tokens::normalise(&name[span.range()], &mut norm);
        norm
    };
    spans.iter().map(norm).collect()
}

/// The program's named times, or the lines that cannot be read.
pub fn english() -> Result<Vec<Named>, Vec<String>> {
    let mut problems = Vec::new();
    let mut all = Vec::new();
    for (i, line) in FILE.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty()) {
        match named(line) {
            Some(named) => all.push(named),
            None => problems.push(format!("named.tsv:{}: {line}", i + 1)),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}

fn named(line: &str) -> Option<Named> {
    let [name, others, days] = line.split('\t').collect::<Vec<_>>()[..] else { return None };
    let names = others.split(';').filter(|other| !other.is_empty()).chain([name]).map(norms).collect();
    let stretch = |days: &str| {
        let (from, to) = days.split_once('/')?;
        let (from, to): (Date, Date) = (from.parse().ok()?, to.parse().ok()?);
        (from <= to).then_some((from, to))
    };
    let stretches = days.split(';').map(stretch).collect::<Option<Vec<_>>>()?;
    stretches.is_sorted().then_some(Named { names, stretches })
}
