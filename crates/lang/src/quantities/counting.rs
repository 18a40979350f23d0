//! A number in its place → whether it counts anything, and what: ages, shares, dates, lengths and names of things are told apart here.

use super::{Number, PARTS, Reader};
use crate::number_words::{NO_COUNT_AFTER, NO_COUNT_BEFORE, NUMBERED, UNITS};
use crate::times::classes;
use dateline_model::{Bound, Counted, Quantity, Shape, Span};

impl Reader<'_> {
    /// What a number that ends before `i` is a number of.
    pub(super) fn unit(&self, i: usize) -> Counted {
        let skipped = |norm: &str| {
            matches!(
                norm,
                "of" | "more"
                    | "additional"
                    | "further"
                    | "other"
                    | "full"
                    | "whole"
                    | "consecutive"
                    | "straight"
                    | "extra"
                    | "-"
                    | "us"
                    | "u.s."
                    | "metric"
                    | "american"
            )
        };
        let at = (i..i + 3).find(|i| !skipped(self.norm(*i))).unwrap_or(i);
        let is_square = matches!(self.norm(at), "square" | "sq" | "sq.");
        let norm = self.norm(at + usize::from(is_square));
        match UNITS.binary_search_by(|(word, _)| (*word).cmp(norm)) {
            Ok(_) if is_square => Counted::Area,
            Ok(k) => UNITS[k].1,
            Err(_) => Counted::Count,
        }
    }

    /// Whether a number is a part of another: "one in five", "nine out of 10", "1 in 3".
    fn is_share(&self, start: usize, at: usize, end: usize) -> bool {
        if self.phrase(end, &["out", "of"]) && self.number(end + 2).is_some() {
            return true;
        }
        let one = matches!(self.norm(at), "one" | "1") && end == at + 1 && start == at;
        let before = |n: usize| start.checked_sub(n).filter(|i| *i >= self.start).map_or("", |i| self.norm(i));
        if before(1) == "in" && matches!(before(2), "one" | "1") && start == at
            || before(1) == "of" && before(2) == "out"
        {
            return true;
        }
        // A year or a day behind "in" is none of many.
        let of_many = |number: Number| number.value > 1 && number.value <= 1000 && self.norm(number.end) != ",";
        one && self.norm(end) == "in" && self.number(end + 1).is_some_and(of_many)
    }

    /// Whether a number is an age: "aged 34", "Saleh, 34, a teacher", "Noor (27)", "children under five".
    fn is_age(&self, start: usize, at: usize, end: usize, value: u64) -> bool {
        if value > 115 {
            return false;
        }
        let before = |n: usize| start.checked_sub(n).filter(|i| *i >= self.start).map_or("", |i| self.norm(i));
        let after = self.norm(end);
        if matches!(before(1), "aged" | "age" | "ages") || before(1) == "of" && matches!(before(2), "age" | "ages") {
            return true;
        }
        // The second number of "aged 18 to 60".
        if matches!(before(1), "to" | "-" | "and") && matches!(before(3), "aged" | "age" | "ages") {
            return true;
        }
        let named = |n: usize| {
            start
                .checked_sub(n)
                .filter(|i| *i >= self.start)
                .is_some_and(|i| self.shapes[i].has(Shape::WORD) && self.shapes[i].has(Shape::CAPITAL))
        };
        let figure = start == at && self.shapes[at].has(Shape::DIGITS) && end == at + 1;
        if figure
            && named(2)
            && (before(1) == "," && matches!(after, "," | "." | ";" | ")") || before(1) == "(" && after == ")")
        {
            return true;
        }
        let bound = usize::from(matches!(before(1), "under" | "over" | "above"));
        let grown = matches!(
            before(1 + bound),
            "children"
                | "kids"
                | "women"
                | "men"
                | "people"
                | "those"
                | "anyone"
                | "boys"
                | "girls"
                | "adults"
                | "persons"
        );
        grown && (bound > 0 || matches!(self.norm(start), "under" | "over" | "above")) && !self.is_plural(end)
    }

    /// A quantity from `start`, its number at `at`, if what stands around it lets it be a count.
    pub(super) fn counted(&self, start: usize, at: usize, number: Number, bound: Bound) -> Option<Quantity> {
        let Number { end, value, .. } = number;
        let after = self.norm(end);
        if NO_COUNT_AFTER.contains(&after) {
            return None;
        }
        // "5-year-old", "12-hour", "30-metre".
        if after == "-" && end < self.end && self.shapes[end].has(Shape::GLUED) {
            return None;
        }
        let before = if start > self.start { self.norm(start - 1) } else { "" };
        let glued = self.shapes[start].has(Shape::GLUED) && start > self.start;
        // "no one"
        if before == "no" && value == 1 {
            return None;
        }
        // "two and a half hours"
        if self.phrase(end, &["and", "a", "half"])
            || PARTS.contains(&after)
            || self.is_share(start, at, end)
            || self.is_age(start, at, end, value)
        {
            return None;
        }
        if NO_COUNT_BEFORE.contains(&before) || (glued && matches!(before, "-" | "/" | "." | ":")) {
            return None;
        }
        let figure = self.shapes[at].has(Shape::DIGITS);
        if figure && end == at + 1 {
            if start == at && NUMBERED.contains(&before) && !self.is_plural(end) {
                return None;
            }
            let length = self.norm(at).len();
            let year = length == 4 && (1900..2100).contains(&value) && !self.norm(at).contains(',');
            // A bare year number is a year unless a qualifier says that it counts.
            if year && (start == at || matches!(before, "in" | "since" | "of" | "," | "until" | "from")) {
                return None;
            }
            // "7 October", "October 7", "Oct. 7, 2023".
            if value <= 31 && start == at && (is_month(before) || is_month(after)) {
                return None;
            }
        }
        let tokens = Span::new(start as u32, end as u32);
        let (low, high, best) = match bound {
            Bound::Exact => (Some(value), Some(value), Some(value)),
            Bound::AtLeast | Bound::MoreThan => (Some(value), None, None),
            Bound::UpTo | Bound::LessThan => (None, Some(value), None),
            Bound::About | Bound::Range | Bound::Vague => (None, None, Some(value)),
        };
        Some(Quantity { tokens, low, high, best, bound, article: false, unit: Counted::Count })
    }
}

fn is_month(norm: &str) -> bool {
    classes::of(classes::MONTHS, classes::month_word(norm)).is_some()
}
