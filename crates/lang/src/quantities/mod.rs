//! Tokens → numbers, with what their qualifiers mean.
//!
//! A quantity is a number as news writes it (figures, words, "2.2 million", "tens of thousands", "between 10 and 15",
//! "a dozen", "several", an article that counts one) with the words before and after it that bound it ("at least", "or
//! more"). The values are those of `docs/record.md`: what the words say, nothing else; codings of vague words that
//! other projects use belong to the exporters.
//!
//! Years, clock times, dates, ages, shares, calibres, ordinals, figures that are part of a name and figures with a currency's sign are no
//! quantities; numbers of metres, hours, tonnes, votes and dollars are, and say so ([`Counted`]).
//!
//! Left out on purpose: who or what is counted, which is the rules' part.

mod counting;

use crate::number_words::{AFTER, BEFORE, SCALES, SMALL, STARTERS, VAGUE};

use dateline_model::{Bound, Counted, Quantity, Shape, Span, Tokens, Words};

/// One bit for each [`STARTERS`] word, by length, first and last letter: nearly all tokens are turned away by one look.
const SIEVE: [u64; 32] = {
    let mut sieve = [0u64; 32];
    let mut i = 0;
    while i < STARTERS.len() {
        let bit = sieve_bit(STARTERS[i].as_bytes());
        sieve[bit / 64] |= 1 << (bit % 64);
        i += 1;
    }
    sieve
};

const fn sieve_bit(word: &[u8]) -> usize {
    (word.len() * 331 + word[0] as usize * 37 + word[word.len() - 1] as usize * 101) % 2048
}

/// Appends the quantities of all sentences.
pub fn find(norms: &Words, shapes: &[Shape], sentences: &[Span<Tokens>], quantities: &mut Vec<Quantity>) {
    for sentence in sentences {
        let reader = Reader { norms, shapes, start: sentence.start() as usize, end: sentence.end() as usize };
        let mut i = reader.start;
        while i < reader.end {
            match reader.can_begin(i).then(|| reader.quantity(i)).flatten() {
                Some(mut quantity) => {
                    i = quantity.tokens.end() as usize;
                    quantity.unit = reader.unit(i);
                    quantities.push(quantity);
                }
                None => i += 1,
            }
        }
    }
}

/// Numbers in figures that are larger than any count.
pub fn beyond<'a>(norms: &'a Words, shapes: &'a [Shape]) -> impl Iterator<Item = Span<Tokens>> + 'a {
    let is_beyond = |i: &usize| {
        // The largest count has twenty digits.
        shapes[*i].has(Shape::DIGITS) && norms.get(*i).len() > 20 && {
            let norm = norms.get(*i);
            norm.bytes().all(|b| b.is_ascii_digit() || b == b',') && norm.replace(',', "").parse::<u64>().is_err()
        }
    };
    (0..shapes.len()).filter(is_beyond).map(|i| Span::new(i as u32, i as u32 + 1))
}

/// A number without its qualifier: where it ends and its value. One whose multiplier stands behind another number ("between 1.5 and 2
/// million") has decimals, and its value is that of its figures.
struct Number {
    end: usize,
    value: u64,
    decimals: u32,
}

impl Number {
    fn new(end: usize, value: u64) -> Number {
        Number { end, value, decimals: 0 }
    }
}

/// Parts of a whole.
const PARTS: &[&str] = &[
    "half",
    "halves",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "fifth",
    "fifths",
    "tenth",
    "tenths",
    "majority",
    "percentage",
];

/// Verbs of numbers that grow or shrink: what they do from one to another is two numbers, no range.
const RISES: &[&str] = &[
    "rose",
    "rise",
    "rises",
    "risen",
    "rising",
    "up",
    "climbed",
    "climb",
    "grew",
    "grown",
    "increased",
    "increase",
    "jumped",
    "jump",
    "soared",
    "fell",
    "fallen",
    "fall",
    "dropped",
    "drop",
    "down",
    "declined",
    "decreased",
    "decrease",
    "reduced",
    "cut",
    "raised",
    "raise",
    "revised",
    "upgraded",
    "shrank",
    "shrunk",
    "swelled",
    "changed",
    "went",
];

struct Reader<'a> {
    norms: &'a Words,
    shapes: &'a [Shape],
    start: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    fn norm(&self, i: usize) -> &'a str {
        if i < self.end { self.norms.get(i) } else { "" }
    }

    /// Whether a quantity can begin at `i`.
    #[inline]
    fn can_begin(&self, i: usize) -> bool {
        let shape = self.shapes[i];
        if !shape.has(Shape::WORD) {
            return shape.has(Shape::DIGITS);
        }
        let norm = self.norm(i);
        if norm.is_empty() {
            return false;
        }
        let bit = sieve_bit(norm.as_bytes());
        SIEVE[bit / 64] & (1 << (bit % 64)) != 0 && STARTERS.binary_search(&norm).is_ok()
    }

    #[inline]
    fn phrase(&self, i: usize, words: &[&str]) -> bool {
        // The first letter turns nearly all phrases away.
        if self.norm(i).as_bytes().first() != words[0].as_bytes().first() {
            return false;
        }
        words.iter().enumerate().all(|(k, word)| self.norm(i + k) == *word)
    }

    /// The quantity that begins at `i`.
    fn quantity(&self, i: usize) -> Option<Quantity> {
        if self.shapes[i].has(Shape::DIGITS) {
            return self.range(i).or_else(|| self.plain(i));
        }
        if (matches!(self.norm(i), "between" | "from") || self.small(i).is_some())
            && let Some(range) = self.range(i)
        {
            return Some(range);
        }
        for (words, bound) in BEFORE {
            if !self.phrase(i, words) {
                continue;
            }
            let at = i + words.len();
            // "about dozens", "over a dozen", "at least several": the vague word keeps its values.
            if let Some(mut vague) = self.vague(at) {
                vague.tokens = Span::new(i as u32, vague.tokens.end());
                return Some(vague);
            }
            // "an estimated 25,000 to 30,000": the range says more than the qualifier.
            if let Some(mut range) = self.range(at).filter(|_| at < self.end) {
                range.tokens = Span::new(i as u32, range.tokens.end());
                return Some(range);
            }
            if let Some(number) = self.dozen(at).or_else(|| self.number(at)) {
                return self.counted(i, at, number, *bound);
            }
            return None;
        }
        if let Some(vague) = self.vague(i) {
            return Some(vague);
        }
        if let Some(plain) = self.plain(i) {
            return Some(plain);
        }
        match self.norm(i) {
            "both" => Some(Quantity {
                tokens: Span::new(i as u32, i as u32 + 1),
                low: Some(2),
                high: Some(2),
                best: Some(2),
                bound: Bound::Exact,
                article: false,
                unit: Counted::Count,
            }),
            "another" | "a" | "an" => {
                // "another 900 people" and "a further 30" are the number; "another man" counts one.
                let more = matches!(self.norm(i + 1), "further" | "additional") && self.norm(i) != "another";
                let next = i + 1 + usize::from(more);
                if (self.norm(i) == "another" || more)
                    && next < self.end
                    && self.can_begin(next)
                    && !matches!(self.norm(next), "another" | "a" | "an")
                    && let Some(mut number) = self.quantity(next).filter(|number| !number.article)
                {
                    number.tokens = Span::new(i as u32, number.tokens.end());
                    return Some(number);
                }
                // "a third of the homes"
                if PARTS.contains(&self.norm(i + 1)) && (self.norm(i + 2) == "of" || self.norm(i + 1) == "half") {
                    return None;
                }
                let tokens = Span::new(i as u32, i as u32 + 1);
                Some(Quantity {
                    tokens,
                    low: Some(1),
                    high: Some(1),
                    best: Some(1),
                    bound: Bound::Exact,
                    article: true,
                    unit: Counted::Count,
                })
            }
            "no" => {
                let tokens = Span::new(i as u32, i as u32 + 1);
                Some(Quantity {
                    tokens,
                    low: Some(0),
                    high: Some(0),
                    best: Some(0),
                    bound: Bound::Exact,
                    article: true,
                    unit: Counted::Count,
                })
            }
            _ => None,
        }
    }

    /// A number without a qualifier before it: "12", "20 or more", "two dozen".
    fn plain(&self, i: usize) -> Option<Quantity> {
        let number = self.dozen(i).or_else(|| self.number(i))?;
        for (words, bound) in AFTER {
            if self.phrase(number.end, words) {
                let end = number.end + words.len();
                return self.counted(i, i, Number::new(end, number.value), *bound);
            }
        }
        self.counted(i, i, number, Bound::Exact)
    }

    /// "between 10 and 15", "from 10 to 15", "10 to 15", "10-15".
    fn range(&self, i: usize) -> Option<Quantity> {
        let word = self.norm(i);
        let (first, links): (usize, &[&str]) = match word {
            "between" => (i + 1, &["and"]),
            "from" => (i + 1, &["to"]),
            _ => (i, &["to", "-", "or"]),
        };
        let low = self.number(first).or_else(|| self.decimal(first, links))?;
        if !links.contains(&self.norm(low.end)) {
            return None;
        }
        let high = self.number(low.end + 1)?;
        let bare = word != "between" && word != "from";
        // "rose from 16 to 22": two numbers, not a range.
        if bare && i > self.start && self.norm(i - 1) == "from" {
            return None;
        }
        // "3-1" is a score, "three or more" no range, "from 12 to 15" a rise unless people follow: only "between" and
        // a bare rising range are sure.
        let scaled = low.decimals > 0;
        if (low.value >= high.value && !scaled)
            || (word == "from" && (self.is_rise(i) || !self.is_plural(high.end)))
            || (bare && self.norm(low.end) == "or" && high.value.saturating_sub(low.value) > 10)
        {
            return None;
        }
        // "between 10 and 15 thousand": the multiplier belongs to both.
        let scale = self
            .scale(high.end - 1)
            .filter(|s| high.end - 1 > low.end + 1 && low.value < *s && self.scale(low.end - 1).is_none());
        if scaled {
            // "between 1.5 and 2 million"
            let value = low.value.checked_mul(scale?)? / 10u64.checked_pow(low.decimals)?;
            let mut quantity = self.counted(i, first, high, Bound::Range)?;
            (quantity.low, quantity.high, quantity.best) = (Some(value), quantity.best, None);
            return quantity.high.is_some_and(|high| value < high).then_some(quantity);
        }
        let low_value = scale
            .map_or(Some(low.value), |s| low.value.checked_mul(s))
            .filter(|low| *low < high.value)
            .unwrap_or(low.value);
        let mut quantity = self.counted(i, first, high, Bound::Range)?;
        (quantity.low, quantity.high, quantity.best) = (Some(low_value), quantity.best, None);
        Some(quantity)
    }

    fn vague(&self, i: usize) -> Option<Quantity> {
        let (words, low, high) = VAGUE.iter().find(|(words, ..)| self.phrase(i, words))?;
        let mut end = i + words.len();
        // "several hundred", "a few dozen", "many thousands": known only from below.
        let mut values = (*low, *high);
        if let Some(scale) = self.scale(end).or_else(|| (self.norm(end) == "dozen").then_some(12))
            && (!words.last().is_some_and(|w| w.ends_with('s') && *w != "numerous") || words.len() > 1)
        {
            end += 1;
            values = (low.and_then(|l| l.checked_mul(scale)), None);
        }
        if matches!(*words, ["tens"] | ["scores"]) && matches!(self.norm(i.wrapping_sub(1)), "test" | "the") {
            return None; // "the scores"
        }
        if *words == ["many"] && i > self.start && matches!(self.norm(i - 1), "how" | "so" | "too" | "as") {
            return None;
        }
        if matches!(words.last(), Some(&"number" | &"numbers" | &"handful")) && self.norm(end) != "of" {
            return None;
        }
        Some(Quantity {
            tokens: Span::new(i as u32, end as u32),
            low: values.0,
            high: values.1,
            best: None,
            bound: Bound::Vague,
            article: false,
            unit: Counted::Count,
        })
    }

    /// A decimal whose multiplier stands behind the next number.
    fn decimal(&self, i: usize, links: &[&str]) -> Option<Number> {
        let (whole, decimals) = self.norm(i).split_once('.')?;
        let value = format!("{whole}{decimals}").parse().ok()?;
        links.contains(&self.norm(i + 1)).then_some(Number { end: i + 1, value, decimals: decimals.len() as u32 })
    }

    /// Whether a verb of growing or shrinking stands shortly before `i`.
    fn is_rise(&self, i: usize) -> bool {
        (i.saturating_sub(6).max(self.start)..i).any(|k| RISES.contains(&self.norm(k)))
    }

    /// Whether the word at `i` may be what is counted: a plural.
    fn is_plural(&self, i: usize) -> bool {
        let norm = self.norm(i);
        norm.len() > 3 && norm.ends_with('s') || matches!(norm, "people" | "men" | "women" | "children")
    }

    /// "a dozen", "two dozen", "half a million", "a quarter of a million", "a pair of".
    fn dozen(&self, i: usize) -> Option<Number> {
        let unit = |k: usize| match self.norm(k) {
            "dozen" => Some(12),
            _ => self.scale(k).filter(|_| self.norm(k).len() > 2),
        };
        for (words, part) in [
            (&["half", "a"][..], 2),
            (&["a", "half"], 2),
            (&["a", "half", "-"], 2),
            (&["half"], 2),
            (&["a", "quarter", "of", "a"], 4),
            (&["a", "quarter"], 4),
        ] {
            if self.phrase(i, words)
                && let Some(whole) = unit(i + words.len())
            {
                return Some(Number::new(i + words.len() + 1, whole / part));
            }
        }
        if self.phrase(i, &["a", "pair", "of"]) {
            return Some(Number::new(i + 3, 2));
        }
        if matches!(self.norm(i), "a" | "an") && self.norm(i + 1) == "dozen" {
            return Some(Number::new(i + 2, 12));
        }
        let number = self.number(i)?;
        // "one and a half million", "two-and-a-half million"; "two and a half hours" is no number of anything.
        for words in [&["and", "a", "half"][..], &["-", "and", "-", "a", "-", "half"]] {
            if self.phrase(number.end, words) {
                let at = number.end + words.len();
                let at = at + usize::from(self.norm(at) == "-");
                let scale = self.scale(at)?;
                return Some(Number::new(at + 1, number.value.checked_mul(scale)?.checked_add(scale / 2)?));
            }
        }
        (self.norm(number.end) == "dozen").then(|| Number::new(number.end + 1, number.value.saturating_mul(12)))
    }

    fn scale(&self, i: usize) -> Option<u64> {
        let norm = self.norm(i);
        SCALES.binary_search_by(|(word, _)| (*word).cmp(norm)).ok().map(|k| SCALES[k].1)
    }

    fn small(&self, i: usize) -> Option<u64> {
        let norm = self.norm(i);
        SMALL.binary_search_by(|(word, _)| (*word).cmp(norm)).ok().map(|k| SMALL[k].1)
    }

    /// A number in figures or words that begins at `i`.
    fn number(&self, i: usize) -> Option<Number> {
        if i >= self.end {
            return None;
        }
        if self.shapes[i].has(Shape::DIGITS) {
            return self.figures(i);
        }
        // "a hundred and twenty": the article counts one.
        let article = matches!(self.norm(i), "a" | "an")
            && self.scale(i + 1).is_some_and(|s| s >= 100 && self.norm(i + 1).len() > 2);
        let mut end = i + usize::from(article);
        let (mut total, mut part): (u64, u64) = (0, u64::from(article));
        while end < self.end {
            if let Some(value) = self.small(end) {
                // "twenty one", "twenty - one"; "five six" is no number.
                if end > i && !(part % 100 == 0 || (part % 10 == 0 && part % 100 >= 20 && value < 10)) {
                    break;
                }
                part = part.checked_add(value)?;
                end += 1;
                if self.norm(end) == "-" && part % 10 == 0 && self.small(end + 1).is_some_and(|v| (1..10).contains(&v))
                {
                    end += 1;
                }
            } else if let Some(scale) = self.scale(end).filter(|_| end > i && self.norm(end).len() > 2) {
                if scale == 100 {
                    part = part.checked_mul(100)?;
                } else {
                    total = total.checked_add(part.checked_mul(scale)?)?;
                    part = 0;
                }
                end += 1;
                if self.norm(end) == "and" && self.small(end + 1).is_some() && scale <= 1000 {
                    // "a hundred and five", but not "two hundred and five others": the rule reads one number.
                    end += 1;
                }
            } else {
                break;
            }
        }
        (end > i).then_some(Number::new(end, total.checked_add(part)?))
    }

    fn figures(&self, i: usize) -> Option<Number> {
        let norm = self.norm(i);
        let mut whole: u64 = 0;
        let mut decimals: Option<u32> = None;
        let mut group = 0;
        for byte in norm.bytes() {
            match byte {
                b'0'..=b'9' => {
                    whole = whole.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
                    group += 1;
                    decimals = decimals.map(|d| d + 1);
                }
                b',' if decimals.is_none() && group > 0 => group = 0,
                b'.' if decimals.is_none() => decimals = Some(0),
                _ => return None, // dates, times, ordinals, "1970s"
            }
        }
        let mut end = i + 1;
        // "9 300": a blank between thousands.
        while decimals.is_none()
            && end < self.end
            && !norm.contains(',')
            && (1..=3).contains(&norm.len())
            && is_thousands(self.norm(end))
            && self.shapes[end].has(Shape::DIGITS)
            && whole > 0
        {
            whole = whole.checked_mul(1000)?.checked_add(self.norm(end).parse().ok()?)?;
            end += 1;
        }
        let written = self.norm(end);
        let is_scale =
            |_: &u64| written.len() > 2 || matches!(written, "mn" | "bn") || self.shapes[end].has(Shape::GLUED);
        if let Some(scale) = self.scale(end).filter(is_scale) {
            let mut value = whole.checked_mul(scale)?;
            value /= 10u64.checked_pow(decimals.unwrap_or(0))?;
            // "30m" is thirty metres unless people or things follow; "1.2m" is a million and more unless it is high or long.
            let next = self.norm(end + 1);
            let is_length = matches!(
                next,
                "high"
                    | "long"
                    | "wide"
                    | "deep"
                    | "tall"
                    | "thick"
                    | "away"
                    | "from"
                    | "north"
                    | "south"
                    | "east"
                    | "west"
                    | "above"
                    | "below"
                    | "off"
                    | "apart"
                    | "underground"
            );
            if written == "m" && (is_length || decimals.is_none() && !self.is_plural(end + 1)) {
                return None;
            }
            return Some(Number::new(end + 1, value));
        }
        if decimals.is_some() {
            return None;
        }
        Some(Number::new(end, whole))
    }
}

fn is_thousands(norm: &str) -> bool {
    norm.len() == 3 && norm.bytes().all(|b| b.is_ascii_digit())
}
