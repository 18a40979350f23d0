//! Days written out in a line: "3 November 2017", "Nov 3, 2017", "2024-07-26".
//!
//! A wrong date is worse than none: a day counts only with day, month and year, and with the month in words or in the
//! order of ISO 8601 ("03/11/2017" is March in one country and November in another). Whether a line is a date line is
//! decided by what else stands in it.

use dateline_model::Date;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTHS_IN_FULL: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words that a date line may hold besides the date.
const BESIDES: &[&str] = &[
    "published",
    "originally",
    "cat",
    "uk",
    "posted",
    "updated",
    "last",
    "modified",
    "first",
    "on",
    "at",
    "date",
    "time",
    "by",
    "the",
    "issued",
    "created",
    "release",
    "press",
    "news",
    "min",
    "mins",
    "minute",
    "minutes",
    "read",
    "local",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "am",
    "pm",
    "a",
    "p",
    "m",
    "gmt",
    "utc",
    "bst",
    "est",
    "edt",
    "cst",
    "cdt",
    "pst",
    "pdt",
    "et",
    "ist",
    "cet",
    "cest",
    "eet",
    "eest",
    "msk",
    "aest",
    "hrs",
    "h",
    "noon",
    "midnight",
    "of",
    "and",
    "comments",
    "comment",
    "views",
    "ist",
    "pkt",
    "gst",
    "sast",
    "wat",
    "eat",
    "jst",
    "hkt",
    "sgt",
    "wib",
    "z",
    "t",
];

/// What a date line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateLine {
    /// The day of publication.
    Published(Date),
    /// The day of the last change.
    Updated(Date),
    /// A time without a full date: "2h ago", "Updated 3 hours ago", "14:32 GMT".
    Relative,
}

/// The month that `word` names, from 1.
pub(crate) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let full = MONTHS_IN_FULL.iter().position(|m| *m == word);
    let short = || MONTHS.iter().position(|m| *m == word || (word == "sept" && *m == "sep"));
    full.or_else(short).map(|i| i as i8 + 1)
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th") || digits.len() > 2 {
        return None;
    }
    digits.parse().ok().filter(|d| (1..=31).contains(d))
}

fn year(word: &str) -> Option<i16> {
    let word = word.trim_end_matches('.');
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|y| (1900..2100).contains(y))
}

fn iso(word: &str) -> Option<Date> {
    let word = word.get(..10).filter(|_| word.len() == 10 || word.as_bytes().get(10) == Some(&b'T'))?;
    let mut parts = word.split(['-', '/']);
    let (y, m, d) = (year(parts.next()?)?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Date::new(y, m, d).ok()
}

/// The first full date in `text`, with the words it takes: indices into the words that [`words`] gives.
fn find(words: &[&str]) -> Option<(Date, std::ops::Range<usize>)> {
    for i in 0..words.len() {
        if let Some(date) = iso(words[i]) {
            return Some((date, i..i + 1));
        }
        let three = (words.get(i), words.get(i + 1), words.get(i + 2));
        if let (Some(a), Some(b), Some(c)) = three {
            let parts = match (month(a), day(a), month(b), day(b)) {
                (Some(m), _, _, Some(d)) => Some((m, d)),
                (_, Some(d), Some(m), _) => Some((m, d)),
                _ => None,
            };
            if let (Some((m, d)), Some(y)) = (parts, year(c))
                && let Ok(date) = Date::new(y, m, d)
            {
                return Some((date, i..i + 3));
            }
        }
    }
    None
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '•' | '·' | '–' | '—' | ';' | '[' | ']')
    })
    .flat_map(|w| {
        if iso(w).is_some() {
            vec![w]
        } else {
            w.split(':')
                .filter(|_| !w.starts_with(|c: char| c.is_ascii_digit()))
                .collect::<Vec<_>>()
                .into_iter()
                .chain(w.starts_with(|c: char| c.is_ascii_digit()).then_some(w))
                .collect()
        }
    })
    .filter(|w| !w.is_empty())
    .collect()
}

/// The first full date that `text` says.
pub(crate) fn first(text: &str) -> Option<Date> {
    find(&words(text)).map(|(date, _)| date)
}

/// Words of a text's beginning in which a stamp may stand.
const STAMP_REACH: usize = 40;

/// The day that a stamp in a text's first words says, where pages were copied without their lines: "… Observers AFP Sunday 8 May 2011 Two …",
/// "Posted on June 9 2012 by …". A weekday, an agency or a word of publishing stands before it, and no preposition that puts it into a sentence.
pub(crate) fn stamp(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split_whitespace().take(STAMP_REACH).flat_map(words).collect();
    let (date, at) = find(&words)?;
    let before = |n: usize| at.start.checked_sub(n).map_or(String::new(), |i| plain(words[i]));
    let is_weekday = |word: &str| {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| word.starts_with(day))
            && BESIDES.contains(&word)
    };
    let publishes =
        |word: &str| matches!(word, "published" | "posted" | "updated" | "publication" | "issued" | "released");
    let says = |n: usize| publishes(&before(n)) || is_agency(at.start.checked_sub(n).map_or("", |i| words[i]));
    let is_stamped = if is_weekday(&before(1)) {
        !matches!(before(2).as_str(), "on" | "since" | "until" | "of" | "from" | "by" | "last" | "next") || says(3)
    } else {
        says(1) || matches!(before(1).as_str(), "on" | "at") && says(2)
    };
    (at.start == 0 && at.len() > 1 || is_stamped).then_some(date)
}

fn is_agency(word: &str) -> bool {
    crate::credits::agency(word).is_some()
}

/// The full date of a dateline, which may say the year with two digits: "25 Aug 88".
pub(crate) fn in_dateline(text: &str) -> Option<Date> {
    let words = words(text);
    let short = |three: &[&str]| {
        let [d, m, y] = three else { return None };
        let year: i16 = (y.len() == 2).then(|| y.parse().ok()).flatten()?;
        // POSIX's pivot.
        Date::new(year + if year < 69 { 2000 } else { 1900 }, month(m)?, day(d)?).ok()
    };
    find(&words).map(|(date, _)| date).or_else(|| words.windows(3).find_map(short))
}

/// A word in lower case; "p.m." as "pm".
fn plain(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    if lower == "p.m." || lower == "a.m." || lower == "p.m" || lower == "a.m" { lower.replace('.', "") } else { lower }
}

/// What `text` says if it is a date line: a date and nothing but what stands beside one.
pub(crate) fn date_line(text: &str) -> Option<DateLine> {
    if text.len() > 120 || !text.bytes().any(|b| b.is_ascii_digit()) && !text.ends_with("ago") {
        return None;
    }
    let words = words(text);
    let lower: Vec<String> = words.iter().map(|w| plain(w)).collect();
    let has = |word: &str| lower.iter().any(|w| w == word);
    let found = find(&words);
    let taken = found.as_ref().map_or(0..0, |(_, range)| range.clone());
    let beside = |i: usize| {
        let w = lower[i].trim_end_matches(['.', '/']);
        taken.contains(&i)
            || BESIDES.contains(&w)
            || is_clock(w)
            || w.bytes().all(|b| b.is_ascii_digit() || b".:-/+".contains(&b))
            || month(w).is_some()
            || w.strip_prefix("gmt").or(w.strip_prefix("utc")).is_some_and(|z| z.starts_with(['+', '-']))
    };
    let strange = (0..words.len()).filter(|i| !beside(*i)).count();
    if let Some((date, _)) = found {
        if strange > 0 {
            return None;
        }
        let updated = has("updated") || has("modified");
        let published = lower.iter().position(|w| w == "published" || w == "posted");
        // Two dates on one line: each belongs to the label before it.
        return match published {
            Some(at) if updated => find(&words[at..]).map(|(date, _)| DateLine::Published(date)),
            None if updated => Some(DateLine::Updated(date)),
            _ => Some(DateLine::Published(date)),
        };
    }
    let ago = has("ago") && words.len() <= 6 && words.iter().all(|w| !w.ends_with('.'));
    let units = [
        "h", "hr", "hrs", "hour", "hours", "min", "mins", "minute", "minutes", "m", "day", "days", "d", "second",
        "seconds", "week", "weeks", "an", "a", "just", "now", "ago", "one", "two",
    ];
    let relative = ago
        && (0..words.len()).all(|i| {
            beside(i)
                || units.contains(&lower[i].as_str())
                || lower[i].trim_end_matches(['h', 'm', 'd']).bytes().all(|b| b.is_ascii_digit())
        });
    let clock = words.len() <= 4 && lower.iter().any(|w| is_clock(w)) && strange == 0;
    (relative || clock).then_some(DateLine::Relative)
}

/// "14:32", "9.30pm", "6am".
fn is_clock(word: &str) -> bool {
    let digits = word.trim_end_matches("am").trim_end_matches("pm").trim_end_matches('h');
    let suffixed = digits.len() < word.len();
    let mut parts = digits.split([':', '.']);
    let hour = parts.next().and_then(|h| h.parse::<u8>().ok()).is_some_and(|h| h < 24);
    let rest: Vec<&str> = parts.collect();
    hour && (suffixed || !rest.is_empty())
        && rest.len() <= 2
        && rest.iter().all(|m| m.len() == 2 && m.parse::<u8>().is_ok_and(|m| m < 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_lines() {
        let on = |y, m, d| Date::new(y, m, d).unwrap();
        let cases = [
            ("Published: 3 November 2017", Some(DateLine::Published(on(2017, 11, 3)))),
            ("Nov 3, 2017 14:05 GMT", Some(DateLine::Published(on(2017, 11, 3)))),
            ("Friday, 26 July 2024 | 10:15 AM", Some(DateLine::Published(on(2024, 7, 26)))),
            ("Thu 15 Jun 2023 19.12 BST", Some(DateLine::Published(on(2023, 6, 15)))),
            ("15 December 2022 | 4 min read", Some(DateLine::Published(on(2022, 12, 15)))),
            ("14 May 2024 | Press release", Some(DateLine::Published(on(2024, 5, 14)))),
            ("November 3, 2023 6:41 PM GMT+2", Some(DateLine::Published(on(2023, 11, 3)))),
            ("2024-07-26", Some(DateLine::Published(on(2024, 7, 26)))),
            ("2024-07-26T10:15:00Z", Some(DateLine::Published(on(2024, 7, 26)))),
            ("Last updated Aug. 19, 2023 5:14 PM", Some(DateLine::Updated(on(2023, 8, 19)))),
            ("Last modified on Fri 16 Jun 2023 09.30 BST", Some(DateLine::Updated(on(2023, 6, 16)))),
            ("2h ago", Some(DateLine::Relative)),
            ("Updated 3 hours ago", Some(DateLine::Relative)),
            ("Updated an hour ago", Some(DateLine::Relative)),
            ("14:32 GMT", Some(DateLine::Relative)),
            ("03/11/2017", None),
            ("31 February 2020", None),
            ("The attack on 3 November 2017 killed 12", None),
            ("2 killed", None),
            ("Twelve days ago the town fell.", None),
        ];
        for (text, want) in cases {
            assert_eq!(date_line(text), want, "{text}");
        }
    }
}
