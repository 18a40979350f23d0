//! A phrase and what it is reckoned from → its TIMEX3 value and its days.

use super::calendar::{Stretch, Unit, easter};
use super::named::{Named, precision};
use super::phrases::{Captured, HOLIDAYS, Value, Which};
use dateline_model::{Anchor, Date, Precision, Span, Time, TimeKind, Tokens};
use jiff::ToSpan;

/// The tense of a clause, as far as times need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// It tells what was.
    Past,
    /// It tells what will be, or should.
    Future,
    /// It does not say.
    Unknown,
}

/// What a phrase is reckoned from.
#[derive(Clone, Copy, Debug)]
pub struct Reckoning {
    /// The phrase.
    pub tokens: Span<Tokens>,
    /// The day, if one is known.
    pub day: Option<Date>,
    /// Which day that is.
    pub anchor: Anchor,
    /// The tense of the clause.
    pub tense: Tense,
}

impl Reckoning {
    fn time(&self, kind: TimeKind, timex: Option<String>, anchor: Anchor) -> Time {
        Time { tokens: self.tokens, kind, timex, from: None, to: None, precision: None, anchor }
    }

    /// A stretch of the calendar, reckoned from the anchor.
    fn stretch(&self, stretch: Stretch) -> Time {
        Time {
            from: Some(stretch.from),
            to: Some(stretch.to),
            precision: Some(stretch.precision),
            ..self.time(TimeKind::Date, Some(stretch.timex), self.anchor)
        }
    }

    /// A stretch of the calendar that the words say in full.
    fn said(&self, stretch: Stretch) -> Time {
        Time { anchor: Anchor::Text, ..self.stretch(stretch) }
    }

    /// What has a value and no days.
    fn value(&self, kind: TimeKind, timex: impl Into<String>) -> Time {
        self.time(kind, Some(timex.into()), Anchor::Text)
    }

    /// What nothing is known to reckon from: the value says what the words do, if anything.
    fn unknown(&self, timex: Option<String>) -> Time {
        self.time(TimeKind::Date, timex, Anchor::None)
    }
}

/// The same on a part of its day, or at a time of it.
fn within_day(mut time: Time, captured: &Captured) -> Time {
    if time.precision.is_some_and(|p| p != Precision::Day) {
        return time;
    }
    let Some(timex) = &mut time.timex else { return time };
    let noon = captured.part == Some("MI");
    if let Some((hour, minute)) = captured.clock.or(noon.then_some((12, 0))) {
        timex.push_str(&format!("T{hour:02}:{minute:02}{}", if captured.greenwich { "Z" } else { "" }));
        time.precision = time.precision.map(|_| Precision::Minute);
    } else if let Some(part) = captured.part {
        timex.push_str(&format!("T{part}"));
        time.precision = time.precision.map(|_| Precision::PartOfDay);
    } else {
        return time;
    }
    time.kind = TimeKind::Time;
    time
}

/// What a phrase means; `None` if it says nothing that is a time (30 February).
pub fn of<'a>(
    value: &Value,
    captured: &Captured,
    named: &dyn Fn(usize) -> Option<&'a Named>,
    by: &Reckoning,
) -> Option<Time> {
    let at = |stretch: Option<Stretch>| stretch.map(|s| by.stretch(s));
    let length = |n: Option<u64>| {
        let (unit, plural) = captured.unit?;
        // "decades-long".
        let n = n.filter(|n| !(plural && *n == 1 && captured.n.is_none()));
        Some(by.value(TimeKind::Duration, unit.length(n)))
    };
    match *value {
        Value::Day(n, part) => {
            let captured = Captured { part: captured.part.or(part), ..captured.clone() };
            let Some(day) = by.day else { return Some(within_day(by.unknown(None), &captured)) };
            Some(within_day(by.stretch(Stretch::day(day.checked_add(n.days()).ok()?)), &captured))
        }
        Value::Unit(n, unit) => {
            // "past years" are many.
            if captured.unit.is_some_and(|(_, plural)| plural) {
                return None;
            }
            let unit = unit.or(captured.unit.map(|(unit, _)| unit))?;
            match by.day {
                Some(day) => at(Stretch::unit(day, unit, n)),
                None => Some(by.unknown(None)),
            }
        }
        Value::Ago | Value::Ahead => {
            let (unit, _) = captured.unit?;
            let n = i64::try_from(captured.n.unwrap_or(1)).ok()?;
            let n = if *value == Value::Ago { n.checked_neg()? } else { n };
            match by.day {
                Some(day) if unit.reckoned(n).is_some() => at(Stretch::unit(day, unit, n)),
                Some(_) => length(captured.n.or(Some(1))),
                None => Some(by.unknown(None)),
            }
        }
        Value::Weekday(which) => weekday(which, captured, by),
        Value::Date(which) => date(which, captured, by),
        Value::Month(which) => month(which, captured, by),
        Value::Season(which) => {
            let season = captured.season?;
            let Some(year) = year_of(which, captured, by, |year| Stretch::season(year, season)) else {
                return Some(by.unknown(Some(format!("XXXX-{}", ["SP", "SU", "FA", "WI"][season as usize]))));
            };
            at(Stretch::season(year, season))
        }
        Value::Quarter(which) => {
            let quarter = captured.ordinal.filter(|q| (1..=4).contains(q))? as i8;
            // What is told of a quarter is told of one that has begun.
            let by = &Reckoning { tense: Tense::Past, ..*by };
            let Some(year) = year_of(which, captured, by, |year| Stretch::quarter(year, quarter)) else {
                return Some(by.unknown(Some(format!("XXXX-Q{quarter}"))));
            };
            at(Stretch::quarter(year, quarter))
        }
        Value::Weekend(which) => {
            let Some(day) = by.day else { return Some(by.unknown(Some("XXXX-WXX-WE".to_owned()))) };
            let weeks = match which {
                Which::Next => 1,
                Which::This => 0,
                // From Monday to Friday a weekend is the last one, unless the tense says otherwise.
                _ if by.tense == Tense::Future || day.weekday().to_monday_zero_offset() > 4 => 0,
                _ => -1,
            };
            at(Stretch::weekend(day.checked_add(weeks.weeks()).ok()?))
        }
        Value::Holiday(which) => {
            let holiday = captured.holiday?;
            let on = |year: i16| Some(Stretch::day(day_of(holiday, year)?));
            match year_of(which, captured, by, on) {
                Some(year) => at(on(year)),
                None => Some(by.unknown(match HOLIDAYS[holiday] {
                    (_, month @ 1.., day @ 1..) => Some(format!("XXXX-{month:02}-{day:02}")),
                    _ => None,
                })),
            }
        }
        Value::Named => {
            let forward = by.tense == Tense::Future;
            let Some(days) = captured.named.and_then(|i| named(i)?.stretch(captured.year, by.day, forward)) else {
                return Some(by.unknown(None));
            };
            let (from, to) = days;
            let timex = (from == to).then(|| from.to_string());
            Some(Time {
                from: Some(from),
                to: Some(to),
                precision: Some(precision(days)),
                ..by.time(TimeKind::Date, timex, Anchor::Text)
            })
        }
        Value::Year => Some(by.said(Stretch::year(captured.year?)?)),
        Value::Decade => Some(by.said(Stretch::decade(captured.decade?)?)),
        Value::Century => Some(by.said(Stretch::century(i16::try_from(captured.ordinal?).ok()?)?)),
        Value::Duration(n) => length(n.or(captured.n).or(Some(1))),
        Value::Some => length(None),
        Value::Half => Some(by.value(
            TimeKind::Duration,
            match captured.unit.map(|(unit, _)| unit) {
                Some(Unit::Year) => "P6M",
                Some(Unit::Day) => "PT12H",
                Some(Unit::Decade) => "P5Y",
                Some(Unit::Century) => "P50Y",
                _ => "PT30M",
            },
        )),
        Value::Past | Value::Coming => {
            let mut length = length(captured.n.or(Some(1)))?;
            let (unit, _) = captured.unit?;
            let n = i64::try_from(captured.n.unwrap_or(1)).ok()?;
            // Parts of a day reach back to the day before.
            let back = unit.reckoned(n).or_else(|| Unit::Day.reckoned(n / 24 + 1));
            if let (Some(day), Some(back)) = (by.day, back) {
                let other = if *value == Value::Past { day.checked_sub(back) } else { day.checked_add(back) };
                if let Ok(other) = other {
                    (length.from, length.to) = (Some(day.min(other)), Some(day.max(other)));
                    length.anchor = by.anchor;
                }
            }
            Some(length)
        }
        Value::Set(unit) => {
            let unit = unit.or(captured.unit.map(|(unit, _)| unit))?;
            Some(by.value(TimeKind::Set, unit.length(Some(captured.n.unwrap_or(1)))))
        }
        Value::Ref(word) => Some(by.time(TimeKind::Date, Some(word.to_owned()), by.anchor)),
        Value::Text => Some(by.unknown(None)),
        Value::Clock => {
            let today = match by.day {
                Some(day) => by.stretch(Stretch::day(day)),
                None => by.unknown(Some("XXXX-XX-XX".to_owned())),
            };
            let noon = captured.clock.or(Some((12, 0)));
            Some(within_day(today, &Captured { clock: noon, ..captured.clone() }))
        }
    }
}

/// The year in which something that comes once a year is meant; `None` if nothing is known.
fn year_of(which: Which, captured: &Captured, by: &Reckoning, on: impl Fn(i16) -> Option<Stretch>) -> Option<i16> {
    if captured.year.is_some() {
        return captured.year;
    }
    let day = by.day?;
    // "Monday, Oct. 26": the nearest year in which that is a Monday.
    if let Some((weekday, _)) = captured.weekday {
        let fits = |year: &i16| on(*year).is_some_and(|s| s.from.weekday().to_monday_zero_offset() == weekday as i8);
        let years = [0, -1, 1, -2, 2].map(|n| day.year().saturating_add(n));
        if let Some(year) =
            years.into_iter().filter(fits).min_by_key(|y| on(*y).map(|s| s.from.duration_since(day).abs()))
        {
            return Some(year);
        }
    }
    let year = day.year();
    let begun = |year: i16| on(year).is_some_and(|s| s.from <= day);
    let over = |year: i16| on(year).is_some_and(|s| s.to < day);
    Some(match which {
        Which::Before => year.checked_sub(1)?,
        Which::After => year.checked_add(1)?,
        Which::This | Which::Within | Which::Every => year,
        Which::Last => {
            if over(year) {
                year
            } else {
                year.checked_sub(1)?
            }
        }
        Which::Next => {
            if begun(year) {
                year.checked_add(1)?
            } else {
                year
            }
        }
        Which::Near if by.tense == Tense::Future => {
            if over(year) {
                year.checked_add(1)?
            } else {
                year
            }
        }
        Which::Near if by.tense != Tense::Past && on(year.checked_add(1)?).is_some_and(|s| is_soon(day, s.from)) => {
            year + 1
        }
        Which::Near if begun(year) => year,
        // What begins in some weeks is not last year's, unless the clause says that it has been.
        Which::Near if by.tense != Tense::Past && on(year).is_some_and(|s| is_soon(day, s.from)) => year,
        Which::Near => year.checked_sub(1)?,
    })
}

fn is_soon(day: Date, other: Date) -> bool {
    other.since(day).is_ok_and(|span| (0..SOON).contains(&span.get_days()))
}

/// So many days ahead a date without a year is still this year's where no tense tells; chosen: announcements of the
/// development reports reach some weeks ahead.
const SOON: i32 = 60;

fn weekday(which: Which, captured: &Captured, by: &Reckoning) -> Option<Time> {
    let (weekday, plural) = captured.weekday?;
    if which == Which::Every || plural {
        let set = by.value(TimeKind::Set, format!("XXXX-WXX-{}", weekday + 1));
        return Some(set);
    }
    let Some(day) = by.day else {
        return Some(within_day(by.unknown(Some(format!("XXXX-WXX-{}", weekday + 1))), captured));
    };
    let today = i64::from(day.weekday().to_monday_zero_offset());
    let (back, on) = ((today - i64::from(weekday)).rem_euclid(7), (i64::from(weekday) - today).rem_euclid(7));
    let n = match which {
        Which::Near if by.tense == Tense::Future => on,
        Which::Near | Which::Every => -back,
        Which::This => {
            if by.tense == Tense::Past {
                -back
            } else {
                on
            }
        }
        Which::Last => {
            if back == 0 {
                -7
            } else {
                -back
            }
        }
        Which::Next => {
            if on == 0 {
                7
            } else {
                on
            }
        }
        Which::Before => i64::from(weekday) - today - 7,
        Which::Within => i64::from(weekday) - today,
        _ => i64::from(weekday) - today + 7,
    };
    Some(within_day(by.stretch(Stretch::day(day.checked_add(n.days()).ok()?)), captured))
}

fn month(which: Which, captured: &Captured, by: &Reckoning) -> Option<Time> {
    let month = captured.month?;
    if which == Which::Every {
        return Some(by.value(TimeKind::Set, format!("XXXX-{month:02}")));
    }
    match year_of(which, captured, by, |year| Stretch::month(year, month)) {
        Some(year) => Some(by.stretch(Stretch::month(year, month)?)),
        None => Some(by.unknown(Some(format!("XXXX-{month:02}")))),
    }
}

fn date(which: Which, captured: &Captured, by: &Reckoning) -> Option<Time> {
    let text = |stretch: Option<Stretch>| Some(within_day(by.said(stretch?), captured));
    match captured.date {
        Some(Ok((year, month, day))) => return text(Some(Stretch::day(Date::new(year, month, day).ok()?))),
        // Day and month could be either: the year is what is known.
        Some(Err(year)) => return Some(by.unknown(Some(format!("{year:04}-XX-XX")))),
        None => {}
    }
    let month = captured.month?;
    let Some(day) = captured.day.or(captured.ordinal) else {
        return text(Stretch::month(captured.year?, month));
    };
    let day = i8::try_from(day).ok()?;
    // 29 February is a day of some years.
    let leap = 2024;
    Date::new(captured.year.unwrap_or(leap), month, day).ok()?;
    if let Some(year) = captured.year {
        return text(Some(Stretch::day(Date::new(year, month, day).ok()?)));
    }
    let on = |year: i16| Some(Stretch::day(Date::new(year, month, day).ok()?));
    match year_of(which, captured, by, on).and_then(on) {
        Some(stretch) => Some(within_day(by.stretch(stretch), captured)),
        None => Some(within_day(by.unknown(Some(format!("XXXX-{month:02}-{day:02}"))), captured)),
    }
}

/// The day of a holiday in a year.
fn day_of(holiday: usize, year: i16) -> Option<Date> {
    match HOLIDAYS[holiday] {
        (_, 0, days) => easter(year)?.checked_add(i64::from(days).days()).ok(),
        // Thanksgiving: the fourth Thursday of November.
        (_, month, 0) => {
            let first = Date::new(year, month, 1).ok()?;
            let to_thursday = (3 - i64::from(first.weekday().to_monday_zero_offset())).rem_euclid(7);
            first.checked_add((to_thursday + 21).days()).ok()
        }
        (_, month, day) => Date::new(year, month, day).ok(),
    }
}
