//! Values of the calendar: what a TIMEX3 value spans, and units reckoned on from a day.
//!
//! The calendar is jiff's. Weeks are ISO 8601's, from Monday; seasons are the northern ones of the month, winter that of
//! the year in which it begins; quarters are of the calendar year. Years below 1 and above 9999 do not exist, and what
//! falls there has no value.

use dateline_model::{Date, Precision};
use jiff::civil::{ISOWeekDate, Weekday};
use jiff::{Span as Reckoned, ToSpan};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds, minutes, hours: parts of a day.
    Second,
    /// See above.
    Minute,
    /// See above.
    Hour,
    /// A day.
    Day,
    /// Seven days, from Monday.
    Week,
    /// Two weeks.
    Fortnight,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

impl Unit {
    /// So many of it as a TIMEX3 length; `None` is "some".
    pub fn length(self, n: Option<u64>) -> String {
        let (before, factor, letter) = match self {
            Unit::Second => ("PT", 1, 'S'),
            Unit::Minute => ("PT", 1, 'M'),
            Unit::Hour => ("PT", 1, 'H'),
            Unit::Day => ("P", 1, 'D'),
            Unit::Week => ("P", 1, 'W'),
            Unit::Fortnight => ("P", 2, 'W'),
            Unit::Month => ("P", 1, 'M'),
            Unit::Quarter => ("P", 3, 'M'),
            Unit::Year => ("P", 1, 'Y'),
            Unit::Decade => ("P", 10, 'Y'),
            Unit::Century => ("P", 100, 'Y'),
        };
        match n {
            Some(n) => format!("{before}{}{letter}", n.saturating_mul(factor)),
            None if self == Unit::Decade => "PXE".to_owned(),
            None if self == Unit::Century => "PXC".to_owned(),
            None => format!("{before}X{letter}"),
        }
    }

    /// So many of it as days, months and years; `None` of parts of a day and of more than the calendar holds.
    pub fn reckoned(self, n: i64) -> Option<Reckoned> {
        let span = Reckoned::new();
        match self {
            Unit::Second | Unit::Minute | Unit::Hour => None,
            Unit::Day => span.try_days(n).ok(),
            Unit::Week => span.try_weeks(n).ok(),
            Unit::Fortnight => span.try_weeks(n.checked_mul(2)?).ok(),
            Unit::Month => span.try_months(n).ok(),
            Unit::Quarter => span.try_months(n.checked_mul(3)?).ok(),
            Unit::Year => span.try_years(n).ok(),
            Unit::Decade => span.try_years(n.checked_mul(10)?).ok(),
            Unit::Century => span.try_years(n.checked_mul(100)?).ok(),
        }
    }
}

/// A stretch of the calendar with its TIMEX3 value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The value.
    pub timex: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How exactly.
    pub precision: Precision,
}

impl Stretch {
    /// A day.
    pub fn day(day: Date) -> Stretch {
        Stretch { timex: day.to_string(), from: day, to: day, precision: Precision::Day }
    }

    /// A month.
    pub fn month(year: i16, month: i8) -> Option<Stretch> {
        let from = Date::new(year, month, 1).ok()?;
        let timex = format!("{year:04}-{month:02}");
        Some(Stretch { timex, from, to: from.last_of_month(), precision: Precision::Month })
    }

    /// A quarter of the calendar year, from 1.
    pub fn quarter(year: i16, quarter: i8) -> Option<Stretch> {
        let from = Date::new(year, quarter.checked_mul(3)?.checked_sub(2)?, 1).ok()?;
        let to = from.checked_add(2.months()).ok()?.last_of_month();
        Some(Stretch { timex: format!("{year:04}-Q{quarter}"), from, to, precision: Precision::Season })
    }

    /// A season, from spring (0); winter begins in the year and ends in the next.
    pub fn season(year: i16, season: u8) -> Option<Stretch> {
        let (name, first) = [("SP", 3), ("SU", 6), ("FA", 9), ("WI", 12)].get(season as usize).copied()?;
        let from = Date::new(year, first, 1).ok()?;
        let to = from.checked_add(2.months()).ok()?.last_of_month();
        Some(Stretch { timex: format!("{year:04}-{name}"), from, to, precision: Precision::Season })
    }

    /// A year.
    pub fn year(year: i16) -> Option<Stretch> {
        let from = Date::new(year, 1, 1).ok().filter(|_| year > 0)?;
        Some(Stretch { timex: format!("{year:04}"), from, to: from.last_of_year(), precision: Precision::Year })
    }

    /// Ten years, by their first.
    pub fn decade(first: i16) -> Option<Stretch> {
        let (from, to) = (Stretch::year(first)?.from, Stretch::year(first.checked_add(9)?)?.to);
        Some(Stretch { timex: format!("{:03}", first / 10), from, to, precision: Precision::Decade })
    }

    /// A century, by its number: the 20th is 1900 to 1999, as people say it and TIMEX3 writes it.
    pub fn century(number: i16) -> Option<Stretch> {
        let first = number.checked_sub(1)?.checked_mul(100)?;
        let (from, to) = (Stretch::year(first.max(1))?.from, Stretch::year(first.checked_add(99)?)?.to);
        Some(Stretch { timex: format!("{:02}", number - 1), from, to, precision: Precision::Decade })
    }

    /// The week that holds a day.
    pub fn week(day: Date) -> Option<Stretch> {
        let week = day.iso_week_date();
        let from = ISOWeekDate::new(week.year(), week.week(), Weekday::Monday).ok()?.date();
        let to = from.checked_add(6.days()).ok()?;
        let timex = format!("{:04}-W{:02}", week.year(), week.week());
        Some(Stretch { timex, from, to, precision: Precision::Week })
    }

    /// The weekend of the week that holds a day.
    pub fn weekend(day: Date) -> Option<Stretch> {
        let week = Stretch::week(day)?;
        let from = week.to.checked_sub(1.day()).ok()?;
        Some(Stretch { timex: format!("{}-WE", week.timex), from, ..week })
    }

    /// The unit that holds a day, `n` on; `None` for parts of a day.
    pub fn unit(day: Date, unit: Unit, n: i64) -> Option<Stretch> {
        let there = day.checked_add(unit.reckoned(n)?).ok()?;
        match unit {
            Unit::Day => Some(Stretch::day(there)),
            Unit::Week => Stretch::week(there),
            Unit::Month => Stretch::month(there.year(), there.month()),
            Unit::Quarter => Stretch::quarter(there.year(), (there.month() + 2) / 3),
            Unit::Year => Stretch::year(there.year()),
            Unit::Decade => Stretch::decade(there.year() / 10 * 10),
            Unit::Century => Stretch::century(there.year() / 100 + 1),
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Fortnight => None,
        }
    }
}

/// Easter Sunday of a year (the Gregorian computus of Meeus, Jones and Butcher).
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year, month as i8, day as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn units_hold_days() {
        let thursday = day("2024-07-25");
        let unit = |unit, n| Stretch::unit(thursday, unit, n).map(|s| format!("{} {} {}", s.timex, s.from, s.to));
        let cases = [
            (Unit::Day, -1, "2024-07-24 2024-07-24 2024-07-24"),
            (Unit::Week, 0, "2024-W30 2024-07-22 2024-07-28"),
            (Unit::Week, -1, "2024-W29 2024-07-15 2024-07-21"),
            (Unit::Month, -1, "2024-06 2024-06-01 2024-06-30"),
            (Unit::Quarter, 0, "2024-Q3 2024-07-01 2024-09-30"),
            (Unit::Quarter, -3, "2023-Q4 2023-10-01 2023-12-31"),
            (Unit::Year, 1, "2025 2025-01-01 2025-12-31"),
            (Unit::Decade, 0, "202 2020-01-01 2029-12-31"),
            (Unit::Century, -1, "19 1900-01-01 1999-12-31"),
        ];
        for (of, n, want) in cases {
            assert_eq!(unit(of, n).as_deref(), Some(want));
        }
    }

    #[test]
    fn the_ends_of_the_calendar_have_no_beyond() {
        assert_eq!(Stretch::unit(day("0001-01-01"), Unit::Year, -1), None);
        assert_eq!(Stretch::unit(day("9999-12-31"), Unit::Day, 1), None);
        assert_eq!(Stretch::unit(day("9999-12-31"), Unit::Century, i64::MAX), None);
        assert_eq!(Stretch::decade(i16::MAX), None);
        assert!(Stretch::weekend(day("9999-12-31")).is_none_or(|w| w.from <= w.to));
    }

    #[test]
    fn easter_moves() {
        for (year, want) in [(2016, "2016-03-27"), (2024, "2024-03-31"), (2025, "2025-04-20")] {
            assert_eq!(easter(year), Some(day(want)));
        }
    }
}
