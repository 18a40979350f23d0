//! `lang-data/en/times/phrases.txt` → patterns, and where they fit.
//!
//! A phrase is a row of words and classes. All phrases are kept by the words that may begin them, so that a word which
//! begins none costs one look; of those that fit the longest wins.

use super::calendar::Unit;
use super::classes;
use super::named::{self, Named};
use std::collections::BTreeMap;

/// The phrases of the program.
const FILE: &str = include_str!("../../../../lang-data/en/times/phrases.txt");

/// One element of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Element {
    Words(Vec<String>),
    Class(Class),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Weekday,
    Month,
    Season,
    Part,
    Unit,
    Year,
    ShortYear,
    Decade,
    Ordinal,
    Day,
    Clock,
    Date,
    Holiday,
    Named,
    N,
    About,
    Early,
    Zone,
}

const CLASSES: [(&str, Class); 18] = [
    ("weekday", Class::Weekday),
    ("month", Class::Month),
    ("season", Class::Season),
    ("part", Class::Part),
    ("unit", Class::Unit),
    ("year", Class::Year),
    ("short-year", Class::ShortYear),
    ("decade", Class::Decade),
    ("ordinal", Class::Ordinal),
    ("day", Class::Day),
    ("clock", Class::Clock),
    ("date", Class::Date),
    ("holiday", Class::Holiday),
    ("named", Class::Named),
    ("n", Class::N),
    ("about", Class::About),
    ("early", Class::Early),
    ("zone", Class::Zone),
];

/// Which of several: the last, the next, the one that the sentence's tense means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// By the tense of the sentence.
    Near,
    /// The last one before the anchor.
    Last,
    /// The one of the anchor's week or year.
    This,
    /// The next one behind the anchor.
    Next,
    /// In the week or year before the anchor's.
    Before,
    /// In the anchor's year.
    Within,
    /// In the week or year behind the anchor's.
    After,
    /// All of them.
    Every,
}

/// What a phrase means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// So many days from the anchor, and perhaps a part of that day.
    Day(i64, Option<&'static str>),
    /// The unit that holds the anchor, so many on; the unit, where the words do not give it.
    Unit(i64, Option<Unit>),
    /// So many units before the anchor, and after it.
    Ago,
    /// See above.
    Ahead,
    /// A weekday.
    Weekday(Which),
    /// A date of month and day, perhaps year and weekday.
    Date(Which),
    /// A month.
    Month(Which),
    /// A season.
    Season(Which),
    /// A quarter.
    Quarter(Which),
    /// A weekend.
    Weekend(Which),
    /// A holiday.
    Holiday(Which),
    /// A named time.
    Named,
    /// A year, a decade, a century.
    Year,
    /// See above.
    Decade,
    /// See above.
    Century,
    /// A length: of the number captured, of this number, or of some.
    Duration(Option<u64>),
    /// A length of some.
    Some,
    /// Half of a unit.
    Half,
    /// A length that ends, or begins, at the anchor.
    Past,
    /// See above.
    Coming,
    /// Again and again: of the unit, where the words do not give it.
    Set(Option<Unit>),
    /// A TIMEX3 word for then and now.
    Ref(&'static str),
    /// A time of day.
    Clock,
    /// What hangs on another time of the text.
    Text,
}

/// What the classes of a phrase have taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// From Monday (0), and whether in the plural.
    pub weekday: Option<(u8, bool)>,
    /// From January (1).
    pub month: Option<i8>,
    /// From spring (0).
    pub season: Option<u8>,
    /// Part of a day.
    pub part: Option<&'static str>,
    /// Unit, and whether in the plural.
    pub unit: Option<(Unit, bool)>,
    /// Year.
    pub year: Option<i16>,
    /// The decade's first year.
    pub decade: Option<i16>,
    /// Ordinal.
    pub ordinal: Option<u64>,
    /// Day of the month.
    pub day: Option<u64>,
    /// Hour and minute.
    pub clock: Option<(u8, u8)>,
    /// Year, month, day; or a year alone, where their order cannot be told.
    pub date: Option<Result<(i16, i8, i8), i16>>,
    /// Whether the clock is that of Greenwich.
    pub greenwich: bool,
    /// Index of the holiday.
    pub holiday: Option<usize>,
    /// Index of the named time.
    pub named: Option<usize>,
    /// A number.
    pub n: Option<u64>,
}

#[derive(Clone, Debug)]
struct Phrase {
    elements: Vec<(Element, bool)>,
    value: Value,
}

/// All phrases.
#[derive(Debug)]
pub struct Phrases {
    all: Vec<Phrase>,
    /// Phrases that may begin with a word, and those that may begin with a class.
    by_word: BTreeMap<String, Vec<u16>>,
    by_class: Vec<(u32, u16)>,
    members: BTreeMap<String, u32>,
    named: Vec<Named>,
}

/// What the matcher sees of a text.
pub struct View<'a> {
    /// The norm of a token; empty beyond the sentence.
    pub norm: &'a dyn Fn(usize) -> &'a str,
    /// Whether it begins with a capital.
    pub is_capital: &'a dyn Fn(usize) -> bool,
}

/// Holidays: their words, and month and day; 0 and the days from Easter; or a rule of their own, see [`super::meaning`].
pub const HOLIDAYS: &[(&[&str], i8, i8)] = &[
    (&["christmas", "day"], 12, 25),
    (&["christmas", "eve"], 12, 24),
    (&["christmas"], 12, 25),
    (&["boxing", "day"], 12, 26),
    (&["new", "year", "'s", "day"], 1, 1),
    (&["new", "year", "'s", "eve"], 12, 31),
    (&["new", "year"], 1, 1),
    (&["valentine", "'s", "day"], 2, 14),
    (&["may", "day"], 5, 1),
    (&["halloween"], 10, 31),
    (&["good", "friday"], 0, -2),
    (&["easter", "sunday"], 0, 0),
    (&["easter", "monday"], 0, 1),
    (&["easter"], 0, 0),
    (&["palm", "sunday"], 0, -7),
    (&["thanksgiving", "day"], 11, 0),
    (&["thanksgiving"], 11, 0),
];

/// Qualifiers that a length keeps and TIMEX3's value does not tell.
const ABOUT: &[&[&str]] = &[
    &["more", "than"],
    &["less", "than"],
    &["fewer", "than"],
    &["no", "more", "than"],
    &["at", "least"],
    &["at", "most"],
    &["up", "to"],
    &["as", "long", "as"],
    &["close", "to"],
    &["nearly"],
    &["almost"],
    &["about"],
    &["around"],
    &["some"],
    &["over"],
    &["under"],
    &["roughly"],
    &["approximately"],
    &["only"],
    &["just"],
    &["barely"],
    &["another"],
    &["an", "estimated"],
];

impl Phrases {
    /// The program's phrases, or the lines that cannot be read.
    pub fn english() -> Result<Phrases, Vec<String>> {
        let mut problems = Vec::new();
        let named = named::english()?;
        let members = members(&named);
        let mut phrases = Phrases { all: Vec::new(), by_word: BTreeMap::new(), by_class: Vec::new(), members, named };
        for (i, line) in FILE.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty()) {
            match phrase(line) {
                Some(phrase) => phrases.put(phrase),
                None => problems.push(format!("phrases.txt:{}: {line}", i + 1)),
            }
        }
        if problems.is_empty() { Ok(phrases) } else { Err(problems) }
    }

    /// A named time by its index.
    pub fn named(&self, index: usize) -> Option<&Named> {
        self.named.get(index)
    }

    fn put(&mut self, phrase: Phrase) {
        let number = self.all.len() as u16;
        for (element, optional) in &phrase.elements {
            match element {
                Element::Words(words) => {
                    for word in words {
                        self.by_word.entry(word.clone()).or_default().push(number);
                    }
                }
                Element::Class(Class::About) => {
                    for words in ABOUT {
                        let list = self.by_word.entry(words[0].to_owned()).or_default();
                        if list.last() != Some(&number) {
                            list.push(number);
                        }
                    }
                }
                Element::Class(class) => self.by_class.push((bit(*class), number)),
            }
            if !optional {
                break;
            }
        }
        self.all.push(phrase);
    }

    /// The phrases that begin at `i`, the longest first and of two as long the first of the file: where each ends, what it means
    /// and what it took.
    pub fn at(&self, view: &View<'_>, i: usize) -> Vec<(usize, &Value, Captured)> {
        let norm = (view.norm)(i);
        let word = self.by_word.get(norm).map(Vec::as_slice).unwrap_or_default();
        let figures = norm.trim_start_matches('\'').starts_with(|c: char| c.is_ascii_digit());
        let classes = if figures { FIGURES } else { self.members.get(norm).copied().unwrap_or(0) };
        if word.is_empty() && classes == 0 {
            return Vec::new();
        }
        let mut all: Vec<(usize, u16, Captured)> = Vec::new();
        let of_class = self.by_class.iter().filter(|(class, _)| class & classes != 0).map(|(_, number)| number);
        for &number in word.iter().chain(of_class) {
            let phrase = &self.all[number as usize];
            let mut captured = Captured::default();
            if let Some(end) = fits(&phrase.elements, &self.named, view, i, &mut captured) {
                all.push((end, number, captured));
            }
        }
        all.sort_by_key(|(end, number, _)| (std::cmp::Reverse(*end), *number));
        all.into_iter().map(|(end, number, captured)| (end, &self.all[number as usize].value, captured)).collect()
    }
}

/// Classes whose members are known words, with their members; those of figures are looked at as they come.
fn members(named: &[Named]) -> BTreeMap<String, u32> {
    let mut all: BTreeMap<String, u32> = BTreeMap::new();
    let mut put = |class: Class, words: &[&str]| {
        for word in words {
            *all.entry((*word).to_owned()).or_default() |= bit(class);
        }
    };
    let first = |table: &[(&'static str, u8)]| table.iter().map(|(word, _)| *word).collect::<Vec<_>>();
    put(Class::Weekday, &first(classes::WEEKDAYS));
    put(Class::Season, &first(classes::SEASONS));
    for (word, _) in classes::MONTHS {
        put(Class::Month, &[word, format!("{word}.").as_str(), format!("mid-{word}").as_str()]);
    }
    classes::PARTS.iter().for_each(|(word, _)| put(Class::Part, &[word]));
    classes::UNITS.iter().for_each(|(word, _)| put(Class::Unit, &[word]));
    classes::ORDINALS.iter().for_each(|(word, _)| put(Class::Ordinal, &[word]));
    classes::DECADES.iter().for_each(|(word, _)| put(Class::Decade, &[word]));
    put(Class::Early, classes::EARLY);
    let numbers: Vec<&str> = crate::number_words::SMALL.iter().map(|(word, _)| *word).collect();
    put(Class::N, &numbers);
    put(Class::N, &["a", "an"]);
    put(Class::Clock, &numbers);
    put(Class::Year, &["eighteen", "nineteen", "twenty", "two"]);
    let holidays: Vec<&str> = HOLIDAYS.iter().map(|(words, ..)| words[0]).collect();
    put(Class::Holiday, &holidays);
    let first = |name: &'_ Vec<String>| name.first().cloned();
    for word in named.iter().flat_map(|named| named.names.iter().filter_map(first)) {
        put(Class::Named, &[word.as_str()]);
    }
    all
}

const fn bit(class: Class) -> u32 {
    1 << class as u32
}

/// The classes of what is written in figures: 7, 7th, 2017, 1990s, '96, 9:30, 2017-11-03.
const FIGURES: u32 = bit(Class::Year)
    | bit(Class::ShortYear)
    | bit(Class::Decade)
    | bit(Class::Ordinal)
    | bit(Class::Day)
    | bit(Class::Clock)
    | bit(Class::Date)
    | bit(Class::Named)
    | bit(Class::N);

fn phrase(line: &str) -> Option<Phrase> {
    let (words, value) = line.split_once(" -> ")?;
    let element = |word: &str| {
        let (word, optional) = match word.strip_suffix('?') {
            Some(word) => (word, true),
            None => (word, false),
        };
        let element = match word.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
            Some(class) => Element::Class(CLASSES.iter().find(|(name, _)| *name == class)?.1),
            None => Element::Words(word.split('|').map(str::to_owned).collect()),
        };
        Some((element, optional))
    };
    let elements = words.split_whitespace().map(element).collect::<Option<Vec<_>>>()?;
    Some(Phrase { elements, value: value_of(value)? })
}

fn value_of(value: &str) -> Option<Value> {
    let mut words = value.split_whitespace();
    let (op, first, second) = (words.next()?, words.next(), words.next());
    let which = || match first? {
        "near" => Some(Which::Near),
        "last" => Some(Which::Last),
        "this" => Some(Which::This),
        "next" => Some(Which::Next),
        "last-week" | "last-year" => Some(Which::Before),
        "this-year" => Some(Which::Within),
        "next-week" | "next-year" => Some(Which::After),
        "every" => Some(Which::Every),
        _ => None,
    };
    let unit = |word: Option<&str>| match word {
        Some(word) => classes::of(classes::UNITS, word).map(|(unit, _)| Some(unit)),
        None => Some(None),
    };
    let part = |word: &str| ["MO", "MI", "AF", "EV", "NI"].into_iter().find(|p| *p == word);
    Some(match op {
        "day" => Value::Day(first?.parse().ok()?, second.and_then(part)),
        "unit" => Value::Unit(first?.parse().ok()?, unit(second)?),
        "ago" => Value::Ago,
        "ahead" => Value::Ahead,
        "weekday" => Value::Weekday(which()?),
        "date" => Value::Date(if first.is_some() { which()? } else { Which::Near }),
        "month" => Value::Month(which()?),
        "season" => Value::Season(which()?),
        "quarter" => Value::Quarter(which()?),
        "weekend" => Value::Weekend(which()?),
        "holiday" => Value::Holiday(which()?),
        "named" => Value::Named,
        "year" => Value::Year,
        "decade" => Value::Decade,
        "century" => Value::Century,
        "duration" => match first {
            None => Value::Duration(None),
            Some("X") => Value::Some,
            Some("half") => Value::Half,
            Some(n) => Value::Duration(Some(n.parse().ok()?)),
        },
        "past" => Value::Past,
        "coming" => Value::Coming,
        "set" => match first {
            Some("unit") => Value::Set(None),
            word => Value::Set(unit(word)?),
        },
        "ref" => Value::Ref(["PRESENT_REF", "PAST_REF", "FUTURE_REF"].into_iter().find(|r| first == Some(r))?),
        "text" => Value::Text,
        "clock" => Value::Clock,
        _ => return None,
    })
}

/// Where the elements end if they fit at `i`; the longest way for what may be missing.
fn fits(
    elements: &[(Element, bool)],
    named: &[Named],
    view: &View<'_>,
    i: usize,
    captured: &mut Captured,
) -> Option<usize> {
    let Some(((element, optional), rest)) = elements.split_first() else { return Some(i) };
    let mut with = captured.clone();
    if let Some(end) = fit(element, named, view, i, &mut with)
        && let Some(end) = fits(rest, named, view, end, &mut with)
    {
        *captured = with;
        return Some(end);
    }
    if *optional { fits(rest, named, view, i, captured) } else { None }
}

fn fit(element: &Element, named: &[Named], view: &View<'_>, i: usize, captured: &mut Captured) -> Option<usize> {
    let norm = (view.norm)(i);
    if norm.is_empty() {
        return None;
    }
    let class = match element {
        Element::Words(words) => return words.iter().any(|w| w == norm).then_some(i + 1),
        Element::Class(class) => *class,
    };
    let mut end = i + 1;
    match class {
        Class::Weekday => {
            let plural = norm.ends_with("days");
            captured.weekday = Some((classes::of(classes::WEEKDAYS, norm)?, plural));
        }
        // "May" and "March" are words too: a capital tells.
        Class::Month => {
            let month = classes::of(classes::MONTHS, classes::month_word(norm));
            captured.month = Some(month.filter(|_| (view.is_capital)(i))?);
        }
        Class::Season => captured.season = Some(classes::of(classes::SEASONS, norm)?),
        Class::Part => captured.part = Some(classes::of(classes::PARTS, norm)?),
        Class::Unit => captured.unit = Some(classes::of(classes::UNITS, norm)?),
        Class::Year => {
            let spoken = || classes::spoken_year(&|k| (view.norm)(k), i);
            let (year, to) = classes::year(norm).map(|y| (y, i + 1)).or_else(spoken)?;
            captured.year = Some(year);
            end = to;
        }
        Class::ShortYear => captured.year = Some(classes::short_year(norm)?),
        Class::Decade => captured.decade = Some(classes::decade(norm)?),
        Class::Ordinal => captured.ordinal = Some(classes::ordinal(norm)?),
        Class::Day => captured.day = Some(classes::day(norm)?),
        Class::Clock => {
            let half = classes::half((view.norm)(i + 1));
            let (hour, minute) = match (classes::clock(norm), half) {
                (Some(clock), _) => clock,
                (None, Some(_)) => {
                    let plain = classes::digits(norm, 2).or_else(|| Some(classes::cardinal(&|k| (view.norm)(k), i)?.0));
                    let dotted = || {
                        let (hour, minute) = norm.split_once('.')?;
                        Some((classes::digits(hour, 2)? as u8, classes::digits(minute, 2)? as u8))
                    };
                    dotted().or(plain.filter(|h| (1..=12).contains(h)).map(|h| (h as u8, 0)))?
                }
                _ => return None,
            };
            let hour = match half {
                Some(true) if hour < 12 => hour + 12,
                Some(false) if hour == 12 => 0,
                _ => hour,
            };
            if hour > 23 || minute > 59 {
                return None;
            }
            end += usize::from(half.is_some());
            captured.clock = Some((hour, minute));
        }
        Class::Date => captured.date = Some(classes::date(norm)?),
        Class::Holiday => {
            let fits = |words: &[&str]| words.iter().enumerate().all(|(k, w)| (view.norm)(i + k) == *w);
            let holiday = HOLIDAYS.iter().position(|(words, ..)| fits(words)).filter(|_| (view.is_capital)(i))?;
            end = i + HOLIDAYS[holiday].0.len();
            captured.holiday = Some(holiday);
        }
        Class::Named => {
            let fits = |name: &&Vec<String>| name.iter().enumerate().all(|(k, w)| (view.norm)(i + k) == w);
            let longest =
                |(index, named): (usize, &Named)| Some((named.names.iter().filter(fits).map(Vec::len).max()?, index));
            let (length, index) = named.iter().enumerate().filter_map(longest).max()?;
            end = i + length;
            captured.named = Some(index);
        }
        Class::N => {
            let (n, to) = classes::cardinal(&|k| (view.norm)(k), i)?;
            captured.n = Some(n);
            end = to;
        }
        Class::About => {
            let fits = |words: &&&[&str]| words.iter().enumerate().all(|(k, w)| (view.norm)(i + k) == *w);
            end = i + ABOUT.iter().find(fits)?.len();
        }
        Class::Early => {
            if !classes::EARLY.contains(&norm) {
                return None;
            }
        }
        Class::Zone => {
            captured.greenwich = matches!(norm, "gmt" | "utc");
            if norm == "local" && (view.norm)(i + 1) == "time" {
                end = i + 2;
            } else if !classes::is_zone(norm) || !(view.is_capital)(i) {
                return None;
            }
        }
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_can_be_read() {
        if let Err(problems) = Phrases::english() {
            panic!("{}", problems.join("\n"));
        }
    }
}
