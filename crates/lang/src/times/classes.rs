//! Words → what they are on the calendar: weekdays, months, numbers, clock times.
//!
//! Closed classes of English, so they stand in code; what phrases of them mean stands in
//! `lang-data/en/times/phrases.txt`.

use super::calendar::Unit;
use crate::number_words::{SCALES, SMALL};

/// Weekdays from Monday (0), in full (the plural is one too) and short.
pub const WEEKDAYS: &[(&str, u8)] = &[
    ("monday", 0),
    ("tuesday", 1),
    ("wednesday", 2),
    ("thursday", 3),
    ("friday", 4),
    ("saturday", 5),
    ("sunday", 6),
    ("mondays", 0),
    ("tuesdays", 1),
    ("wednesdays", 2),
    ("thursdays", 3),
    ("fridays", 4),
    ("saturdays", 5),
    ("sundays", 6),
    ("mon.", 0),
    ("tue.", 1),
    ("tues.", 1),
    ("wed.", 2),
    ("weds.", 2),
    ("thu.", 3),
    ("thurs.", 3),
    ("fri.", 4),
    ("sat.", 5),
    ("sun.", 6),
];

/// Months from January (1), in full and short, without a full stop.
pub const MONTHS: &[(&str, i8)] = &[
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("sept", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];

/// Seasons from spring (0).
pub const SEASONS: &[(&str, u8)] = &[
    ("spring", 0),
    ("springtime", 0),
    ("summer", 1),
    ("summers", 1),
    ("summertime", 1),
    ("autumn", 2),
    ("fall", 2),
    ("winter", 3),
    ("winters", 3),
    ("wintertime", 3),
];

/// Parts of a day, as TIMEX3 writes them.
pub const PARTS: &[(&str, &str)] = &[
    ("morning", "MO"),
    ("mornings", "MO"),
    ("dawn", "MO"),
    ("daybreak", "MO"),
    ("sunrise", "MO"),
    ("noon", "MI"),
    ("midday", "MI"),
    ("afternoon", "AF"),
    ("afternoons", "AF"),
    ("evening", "EV"),
    ("evenings", "EV"),
    ("dusk", "EV"),
    ("sunset", "EV"),
    ("night", "NI"),
    ("nights", "NI"),
    ("midnight", "NI"),
];

/// Units, and whether they stand in the plural.
pub const UNITS: &[(&str, (Unit, bool))] = &[
    ("second", (Unit::Second, false)),
    ("seconds", (Unit::Second, true)),
    ("minute", (Unit::Minute, false)),
    ("minutes", (Unit::Minute, true)),
    ("min", (Unit::Minute, false)),
    ("mins", (Unit::Minute, true)),
    ("hour", (Unit::Hour, false)),
    ("hours", (Unit::Hour, true)),
    ("hr", (Unit::Hour, false)),
    ("hrs", (Unit::Hour, true)),
    ("day", (Unit::Day, false)),
    ("days", (Unit::Day, true)),
    ("week", (Unit::Week, false)),
    ("weeks", (Unit::Week, true)),
    ("fortnight", (Unit::Fortnight, false)),
    ("fortnights", (Unit::Fortnight, true)),
    ("month", (Unit::Month, false)),
    ("months", (Unit::Month, true)),
    ("quarter", (Unit::Quarter, false)),
    ("quarters", (Unit::Quarter, true)),
    ("year", (Unit::Year, false)),
    ("years", (Unit::Year, true)),
    ("decade", (Unit::Decade, false)),
    ("decades", (Unit::Decade, true)),
    ("century", (Unit::Century, false)),
    ("centuries", (Unit::Century, true)),
];

/// Ordinals in words.
pub const ORDINALS: &[(&str, u64)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
];

/// Decades in words, by their first years.
pub const DECADES: &[(&str, i16)] = &[
    ("twenties", 1920),
    ("thirties", 1930),
    ("forties", 1940),
    ("fifties", 1950),
    ("sixties", 1960),
    ("seventies", 1970),
    ("eighties", 1980),
    ("nineties", 1990),
];

/// Words that say in which part of a stretch.
pub const EARLY: &[&str] = &["early", "late", "mid", "earlier", "later"];

/// What a table says of a word.
pub fn of<T: Copy>(table: &[(&str, T)], norm: &str) -> Option<T> {
    table.iter().find(|(word, _)| *word == norm).map(|(_, value)| *value)
}

/// A month's word without what it may carry: "oct." and "mid-october".
pub fn month_word(norm: &str) -> &str {
    norm.strip_prefix("mid-").unwrap_or(norm).trim_end_matches('.')
}

/// An ordinal, in words to the twentieth, or in figures.
pub fn ordinal(norm: &str) -> Option<u64> {
    let figures = || {
        let digits = norm.strip_suffix("st").or(norm.strip_suffix("nd"));
        let digits = digits.or(norm.strip_suffix("rd")).or(norm.strip_suffix("th"))?;
        digits.parse().ok().filter(|_| digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    of(ORDINALS, norm).or_else(figures)
}

/// A number of digits alone, of so many digits at most.
pub fn digits(norm: &str, most: usize) -> Option<u64> {
    let all = !norm.is_empty() && norm.len() <= most && norm.bytes().all(|b| b.is_ascii_digit());
    all.then(|| norm.parse().ok()).flatten()
}

/// A day of a month: 1 to 31, also as an ordinal in figures.
pub fn day(norm: &str) -> Option<u64> {
    let ordinal = || if norm.starts_with(|c: char| c.is_ascii_digit()) { ordinal(norm) } else { None };
    digits(norm, 2).or_else(ordinal).filter(|d| (1..=31).contains(d))
}

/// A year in figures, 1000 to 2199.
pub fn year(norm: &str) -> Option<i16> {
    digits(norm, 4).filter(|y| (1000..2200).contains(y)).map(|y| y as i16)
}

/// A year without its century: '96.
pub fn short_year(norm: &str) -> Option<i16> {
    let two = norm.strip_prefix('\'').filter(|rest| rest.len() == 2)?;
    let year = digits(two, 2)? as i16;
    Some(if year < 50 { 2000 + year } else { 1900 + year })
}

/// A decade by its first year: 1990s, '90s, nineties.
pub fn decade(norm: &str) -> Option<i16> {
    if let Some(first) = of(DECADES, norm) {
        return Some(first);
    }
    let digits_of = norm.trim_start_matches('\'').strip_suffix('s')?.trim_end_matches('\'');
    let first = match digits_of.len() {
        4 => digits(digits_of, 4)? as i16,
        2 if norm.len() > 3 || norm.starts_with('\'') || digits_of >= "20" => 1900 + digits(digits_of, 2)? as i16,
        _ => return None,
    };
    ((1000..2200).contains(&first) && first % 10 == 0).then_some(first)
}

/// A clock time in one token: 9:30, 10pm, 9.30pm, 14h. The half of the day, if it stands apart, comes with [`half`].
pub fn clock(norm: &str) -> Option<(u8, u8)> {
    let (body, later) = match norm {
        _ if norm.ends_with("am") || norm.ends_with("pm") => (&norm[..norm.len() - 2], norm.ends_with("pm")),
        _ if norm.ends_with('h') => (&norm[..norm.len() - 1], false),
        _ => (norm, false),
    };
    let said = body.len() < norm.len();
    let (hour, minute) = match body.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (digits(hour, 2)?, digits(minute, 2)?),
        None if said => (digits(body, 2)?, 0),
        _ => return None,
    };
    // "9.30" without more is a number.
    if !said && body.contains('.') || hour > 23 || minute > 59 {
        return None;
    }
    Some((if later && hour < 12 { hour + 12 } else { hour } as u8, minute as u8))
}

/// "a.m." and "p.m.": whether it is the later half.
pub fn half(norm: &str) -> Option<bool> {
    match norm {
        "a.m." | "am" | "a.m" => Some(false),
        "p.m." | "pm" | "p.m" => Some(true),
        _ => None,
    }
}

/// A date in one token: year, month, day. `Err` is one whose order cannot be told, with its year.
pub fn date(norm: &str) -> Option<Result<(i16, i8, i8), i16>> {
    let parts: Vec<&str> = norm.split(['-', '/', '.']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let (first, second, third) = (digits(a, 4)?, digits(b, 2)?, digits(c, 4)?);
    if a.len() == 4 && c.len() <= 2 {
        return Some(Ok((first as i16, second as i8, third as i8)));
    }
    if a.len() > 2 || !(c.len() == 4 || c.len() == 2 && norm.contains('/')) {
        return None;
    }
    let year = if c.len() == 4 {
        third
    } else if third < 50 {
        2000 + third
    } else {
        1900 + third
    } as i16;
    // With full stops the day stands first; with strokes Americans put the month there and others the day.
    Some(match (first > 12, second > 12) {
        _ if norm.contains('.') => Ok((year, second as i8, first as i8)),
        (true, false) => Ok((year, second as i8, first as i8)),
        (false, true) => Ok((year, first as i8, second as i8)),
        _ if first == second => Ok((year, first as i8, second as i8)),
        _ => Err(year),
    })
}

/// Words that say of which clock.
pub fn is_zone(norm: &str) -> bool {
    matches!(norm, "gmt" | "utc" | "est" | "edt" | "cet" | "cest" | "bst" | "pst" | "pdt" | "msk" | "eet" | "ist")
}

/// A cardinal in words of one token.
fn small(norm: &str) -> Option<u64> {
    SMALL.binary_search_by(|(word, _)| (*word).cmp(norm)).ok().map(|i| SMALL[i].1)
}

/// A cardinal at `i` of `norms`, in figures or words, and where it ends: "18", "2,000", "twenty-four", "two hundred and six".
pub fn cardinal<'a>(norm: &dyn Fn(usize) -> &'a str, i: usize) -> Option<(u64, usize)> {
    let figures = norm(i);
    let plain: String = figures.chars().filter(|c| *c != ',').collect();
    if let Some(n) = digits(&plain, 9) {
        return Some(match scale(norm(i + 1)) {
            Some(by) => (n.saturating_mul(by), i + 2),
            None => (n, i + 1),
        });
    }
    let (mut total, mut now, mut at) = (0u64, 0u64, i);
    if matches!(norm(i), "a" | "an") && scale(norm(i + 1)).is_some() {
        (now, at) = (1, i + 1);
    }
    loop {
        let word = norm(at);
        if let Some(n) = small(word) {
            if now % 100 != 0 && !(now % 100 >= 20 && now % 10 == 0 && n < 10) {
                break;
            }
            now = now.saturating_add(n);
            at += 1;
            if norm(at) == "-" && now % 10 == 0 && now % 100 >= 20 && small(norm(at + 1)).is_some_and(|n| n < 10) {
                at += 1;
            }
        } else if let Some(by) = scale(word).filter(|_| now > 0) {
            let grown = now.saturating_mul(by);
            (total, now) = if by == 100 { (total, grown) } else { (total.saturating_add(grown), 0) };
            at += 1;
        } else if word == "and" && (now >= 100 || total > 0 && now == 0) && small(norm(at + 1)).is_some() {
            at += 1;
        } else {
            break;
        }
    }
    let all = total.saturating_add(now);
    (at > i && all > 0).then_some((all, at))
}

fn scale(norm: &str) -> Option<u64> {
    let word = norm.len() > 2;
    SCALES.iter().find(|(name, _)| word && *name == norm).map(|(_, by)| *by)
}

/// A year in words at `i`: "nineteen ninety-six", "two thousand four", "twenty twenty-three".
pub fn spoken_year<'a>(norm: &dyn Fn(usize) -> &'a str, i: usize) -> Option<(i16, usize)> {
    if norm(i) == "two" && norm(i + 1) == "thousand" {
        return cardinal(norm, i).filter(|(n, _)| (2000..2100).contains(n)).map(|(n, end)| (n as i16, end));
    }
    let first = small(norm(i)).filter(|n| (18..=20).contains(n))?;
    let (rest, end) = cardinal(norm, i + 1)?;
    (10..100).contains(&rest).then_some(((first * 100 + rest) as i16, end))
}
