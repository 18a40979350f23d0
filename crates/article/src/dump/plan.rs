//! The plan of a page: what each line is, and where articles begin.
//!
//! Three things tell, and none of them knows a site. *Shape*: a paragraph is long and ends like a sentence, a headline is
//! short and does not, a caption ends in a credit. *Repetition*: a line that stands twice in a row is a caption, one
//! that comes back between headline and text is the headline. *Position*: what stands between a headline and the first
//! paragraph is header, what follows the word "Related" is another article's headline.
//!
//! A second article begins at a title that brings its own header; a subheading brings none. The points in
//! [`OPENING_POINTS`] say how much header that takes.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Line;
use crate::credits::{self, Credit};
use crate::cues::{self, Cue};
use crate::dates::{self, DateLine};
use crate::headers::{self, Byline};

/// What a line is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// The page's, not the article's.
    Furniture(Cue),
    /// A line of date and time.
    Date(DateLine),
    /// A line that says "By".
    Byline(Byline),
    /// A caption with its credit, if it gives one.
    Caption(Credit),
    /// A credit that belongs to the caption beside it.
    CreditOnly(Credit),
    /// A headline in a list of other articles.
    Listed,
    /// An item of a list: where its words begin.
    Item(usize),
    /// Sentences.
    Prose,
    /// A short line that is no sentence: headline, subheading, name.
    Title,
}

/// An article's place on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// The line of the headline, if it has one.
    pub headline: Option<usize>,
    /// First line after the headline (or of the region).
    pub start: usize,
    /// One past the last line.
    pub end: usize,
}

/// A page with its lines known.
pub(crate) struct Plan {
    pub lines: Vec<Line>,
    pub kinds: Vec<Kind>,
    /// Each line in plain form, for comparing.
    pub plain: Vec<String>,
    pub regions: Vec<Region>,
    /// Paragraphs before each line.
    prose_before: Vec<u32>,
}

/// Points of header that make a title open another article (see [`Plan::opening`]). Three: two independent signs, one of
/// them strong. With two, captioned subheadings open articles; with four, bare headlines after a gap do not.
const OPENING_POINTS: u32 = 3;

/// The longest headline in words. The longest of the development pages' 271 headlines has 22.
const LONGEST_TITLE: usize = 30;

/// A header is at most this many lines long: captions four times over, a share bar a line a button, key points.
const LONGEST_HEADER: usize = 40;

/// A headline stands at most this many lines before the first paragraph: a bound that keeps the search linear, far above
/// the menus of the samples.
const LONGEST_PREAMBLE: usize = 400;

/// The longest caption in words. Agencies ask for at most two sentences.
const LONGEST_CAPTION: usize = 80;

/// Plans a page. `headline` is the headline where the input gives it.
pub(crate) fn plan(lines: Vec<Line>, headline: Option<&str>) -> Plan {
    let plain: Vec<String> = lines.iter().map(|line| cues::plain(line.text())).collect();
    let mut kinds: Vec<Kind> = lines.iter().map(kind).collect();
    for i in 1..kinds.len() {
        // "In pictures: …" under a time is the title of a live blog's entry.
        if kinds[i] == Kind::Furniture(Cue::Pointer) && matches!(kinds[i - 1], Kind::Date(_)) {
            kinds[i] = Kind::Title;
        }
    }
    mark_captions(&lines, &plain, &mut kinds);
    mark_lists(&lines, &mut kinds);
    let mut prose_before = vec![0];
    for kind in &kinds {
        prose_before.push(prose_before[prose_before.len() - 1] + u32::from(*kind == Kind::Prose));
    }
    let mut plan = Plan { lines, kinds, plain, regions: Vec::new(), prose_before };
    plan.regions = plan.find_regions(headline);
    plan
}

/// Number of words in a line.
pub(crate) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn kind(line: &Line) -> Kind {
    let text = line.text();
    let n = words(text);
    if let Some(date) = dates::date_line(text) {
        return Kind::Date(date);
    }
    if let Some(bullet) = bullet(text) {
        return Kind::Item(bullet);
    }
    if n <= LONGEST_CAPTION
        && let Some(mut credit) = credits::find(text)
    {
        // "Image source, …" and labels alone belong to the line beside them.
        if text[..credit.caption_end].trim().is_empty() {
            return Kind::CreditOnly(credit);
        }
        credit.caption_end = text[..credit.caption_end].trim_end().len();
        return Kind::Caption(credit);
    }
    for label in ["Image source, ", "Image source: "] {
        if let Some(owner) = text.strip_prefix(label) {
            return Kind::CreditOnly(Credit { owner: Some(owner.trim().to_owned()), ..Credit::default() });
        }
    }
    for label in ["Image caption, ", "Image caption: ", "Caption: "] {
        if text.starts_with(label) {
            return Kind::Caption(Credit { caption_end: text.len(), ..Credit::default() });
        }
    }
    if let Some(cue) = cues::cue(text, n) {
        return Kind::Furniture(cue);
    }
    if let Some(byline) = headers::byline(text, false) {
        return Kind::Byline(byline);
    }
    if is_prose(text, n) { Kind::Prose } else { Kind::Title }
}

/// Sentences, as against a title.
fn is_prose(text: &str, n: usize) -> bool {
    let ends = text.trim_end_matches(['"', '”', '’', '\'', ')', ']']).ends_with(['.', '!', '?', '…', ':', ';']);
    // "What next for the town?" may be a headline; a question among paragraphs is taken for a subheading, not lost.
    let question = text.ends_with('?') && n <= 12 && !text.contains(". ");
    n > LONGEST_TITLE || (ends && n >= 2 && !question) || text.matches(". ").count() >= 2 || is_signed_quotation(text)
}

/// Where the words of a list item begin, if the line is one.
fn bullet(text: &str) -> Option<usize> {
    let c = text.chars().next()?;
    let rest = &text[c.len_utf8()..];
    let mark = matches!(c, '•' | '●' | '▪' | '■' | '◦' | '‣' | '*' | '·' | '○')
        || (matches!(c, '-' | '–') && rest.starts_with(' '));
    let words = rest.trim_start();
    (mark && words.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '“' | '"' | '‘')))
        .then(|| text.len() - words.len())
}

/// A list of other articles holds at most this many headlines; sites show three to ten.
const LONGEST_LIST: usize = 15;

/// The short lines that stand together under the head of a list of other articles.
fn mark_lists(lines: &[Line], kinds: &mut [Kind]) {
    for i in 0..lines.len() {
        if kinds[i] != Kind::Furniture(Cue::Elsewhere) {
            continue;
        }
        let dense = lines.get(i + 1).is_some_and(|line| line.blanks == 0);
        for j in (i + 1..lines.len()).take(LONGEST_LIST) {
            match kinds[j] {
                _ if dense && lines[j].blanks > 0 => break,
                // Two blank lines end any list.
                _ if lines[j].blanks > 1 && j > i + 1 => break,
                Kind::Title | Kind::Item(_) => kinds[j] = Kind::Listed,
                Kind::Date(_) | Kind::Furniture(Cue::Control | Cue::Menu | Cue::Pointer) => {}
                _ => break,
            }
        }
    }
}

/// Whether a line is a quotation that stands apart, with its speaker after a dash: "“…” – Name, who she is".
pub(crate) fn is_signed_quotation(text: &str) -> bool {
    const SIGNS: [&str; 8] = ["” – ", "” — ", "\" – ", "\" — ", "\" - ", "” - ", "’ – ", "’ — "];
    text.starts_with(['"', '“', '‘'])
        && SIGNS.iter().any(|sign| text.rfind(sign).is_some_and(|at| text.len() - at < 90))
}

/// Captions without a credit: lines that stand twice in a row, lines that a control announces, lines beside a credit.
fn mark_captions(lines: &[Line], plain: &[String], kinds: &mut [Kind]) {
    let none = |text: &str| Kind::Caption(Credit { caption_end: text.len(), ..Credit::default() });
    let open = |kind: &Kind| matches!(kind, Kind::Title | Kind::Prose);
    let mut seen_title = false;
    for i in 0..lines.len() {
        let text = lines[i].text();
        let short = words(text) <= LONGEST_CAPTION;
        if open(&kinds[i]) && short {
            let announced = i > 0 && kinds[i - 1] == Kind::Furniture(Cue::CaptionNext);
            let doubled = i + 1 < lines.len() && plain[i] == plain[i + 1] && words(text) >= 4;
            // The first title of a page may stand twice because it is the headline.
            if announced || (doubled && (seen_title || kinds[i] == Kind::Prose)) {
                kinds[i] = none(text);
                if doubled {
                    kinds[i + 1] = none(lines[i + 1].text());
                }
            }
        }
        seen_title |= kinds[i] == Kind::Title && words(text) >= 4;
        if let Kind::CreditOnly(_) = kinds[i] {
            // A credit on a line of its own, right under its caption.
            let under = i > 0 && lines[i].blanks == 0 && open(&kinds[i - 1]) && words(lines[i - 1].text()) <= 45;
            let before = i + 1 < lines.len()
                && matches!(kinds[i + 1], Kind::Caption(_))
                && lines[i].text().starts_with("Image source");
            if under && !before {
                kinds[i - 1] = none(lines[i - 1].text());
            }
        }
    }
}

impl Plan {
    /// Number of paragraphs among the lines `from..to`.
    pub fn n_prose(&self, from: usize, to: usize) -> usize {
        let before = |i: usize| self.prose_before[i.min(self.lines.len())];
        before(to).saturating_sub(before(from)) as usize
    }

    fn find_regions(&self, given: Option<&str>) -> Vec<Region> {
        let n = self.lines.len();
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for plain in &self.plain {
            *counts.entry(plain).or_default() += 1;
        }
        let first = self.first_headline(&counts, given);
        let mut openings: Vec<usize> = first.into_iter().collect();
        let mut opened: BTreeSet<&str> = openings.iter().map(|&o| self.plain[o].as_str()).collect();
        let mut prose = 0;
        let mut i = first.map_or(0, |h| h + 1);
        while i < n {
            match self.kinds[i] {
                Kind::Prose => prose += 1,
                Kind::Title
                    if prose >= 2 && !opened.contains(self.plain[i].as_str()) && self.opening(i) >= OPENING_POINTS =>
                {
                    openings.push(i);
                    opened.insert(&self.plain[i]);
                    prose = 0;
                }
                _ => {}
            }
            i += 1;
        }
        if openings.is_empty() {
            return if self.kinds.contains(&Kind::Prose) {
                vec![Region { headline: None, start: 0, end: n }]
            } else {
                Vec::new()
            };
        }
        openings
            .iter()
            .enumerate()
            .map(|(k, &at)| Region {
                headline: Some(at),
                start: at + 1,
                end: openings.get(k + 1).copied().unwrap_or(n),
            })
            .collect()
    }

    /// The headline of the page's first article: among the titles before its first paragraph the one that comes back,
    /// that markup calls a headline, or that is long enough to say something.
    fn first_headline(&self, counts: &BTreeMap<&str, u32>, given: Option<&str>) -> Option<usize> {
        if let Some(given) = given.map(cues::plain).filter(|g| !g.is_empty())
            && let Some(at) = self.plain.iter().position(|p| *p == given)
            // Under the text it is a link to the page itself.
            && self.n_prose(0, at) == 0
        {
            return Some(at);
        }
        let first_prose = self.kinds.iter().position(|k| *k == Kind::Prose)?;
        let mut best: Option<(i64, usize)> = None;
        let begin = first_prose.saturating_sub(LONGEST_PREAMBLE);
        for i in begin..first_prose {
            let n = words(self.lines[i].text());
            if self.kinds[i] != Kind::Title || n > LONGEST_TITLE {
                continue;
            }
            let repeated = counts.get(self.plain[i].as_str()).is_some_and(|c| *c > 1);
            // "Headline | Site" on the first line, or a breadcrumb that ends in the headline.
            let quoted = n >= 4
                && (begin..first_prose).any(|j| {
                    j != i
                        && self.plain[j].len() > self.plain[i].len()
                        && self.plain[j].contains(self.plain[i].as_str())
                });
            let mut score = match n {
                0..=2 => 0,
                3 => 2,
                4 => 4,
                _ => 6,
            };
            score += if repeated && n >= 3 { 8 } else { 0 } + if quoted { 8 } else { 0 };
            let header_next = (i + 1..first_prose).take(4).any(|j| {
                matches!(self.kinds[j], Kind::Byline(_) | Kind::Date(DateLine::Published(_) | DateLine::Updated(_)))
            });
            score += if header_next { 1 } else { 0 };
            score -= if site_title(self.lines[i].text()).is_some() { 3 } else { 0 };
            // The first of equals: what follows it is its standfirst.
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, i));
            }
        }
        // A title of one or two words that nothing speaks for is a site's name.
        best.filter(|(score, _)| *score >= 2).map(|(_, i)| i)
    }

    /// How much speaks for the title at `at` opening another article.
    fn opening(&self, at: usize) -> u32 {
        let text = self.lines[at].text();
        let n = words(text);
        if !(4..=LONGEST_TITLE).contains(&n) {
            return 0;
        }
        let mut points = match self.lines[at].blanks {
            0 | 1 => 0,
            2 => 1,
            _ => 2,
        };
        let before = (0..at).rev().take(4).any(|j| {
            matches!(self.kinds[j], Kind::Listed | Kind::Furniture(Cue::Tail | Cue::Elsewhere | Cue::Comments))
        });
        points += u32::from(before);
        let (mut byline, mut date, mut caption, mut repeated, mut titles) = (false, false, false, false, 0);
        for j in (at + 1..self.lines.len()).take(LONGEST_HEADER) {
            match &self.kinds[j] {
                Kind::Prose => {
                    // A standfirst that is a sentence stands before the byline.
                    let standfirst = j == at + 1
                        && matches!(self.kinds.get(j + 1), Some(Kind::Byline(_) | Kind::Date(DateLine::Published(_))));
                    if standfirst {
                        continue;
                    }
                    let dateline = headers::dateline(self.lines[j].text()).is_some();
                    let header = 2 * u32::from(byline)
                        + 2 * u32::from(date)
                        + u32::from(caption)
                        + 2 * u32::from(repeated)
                        + 2 * u32::from(dateline);
                    return if header == 0 { 0 } else { points + header };
                }
                Kind::Byline(_) => byline = true,
                Kind::Date(DateLine::Published(_)) => date = true,
                Kind::Caption(_) | Kind::CreditOnly(_) => caption = true,
                Kind::Title if self.plain[j] == self.plain[at] => repeated = true,
                Kind::Title => {
                    // One standfirst, or a name that is a byline here. More titles: a list of headlines, and if one of
                    // them opens an article, it does so itself.
                    byline |= headers::byline(self.lines[j].text(), true).is_some();
                    titles += 1;
                    if titles > 2 {
                        return 0;
                    }
                }
                Kind::Furniture(Cue::Elsewhere | Cue::Tail) if j == at + 1 => return 0,
                _ => {}
            }
        }
        0
    }
}

/// Where the headline stands in a title that has its site's name after or before a bar: "Headline | The Herald".
///
/// Only the upright bar tells; dashes stand inside headlines too.
pub(crate) fn site_title(text: &str) -> Option<std::ops::Range<usize>> {
    let bar = " | ";
    let at = text.rfind(bar)?;
    let (head, tail) = (&text[..at], &text[at + bar.len()..]);
    match (words(head), words(tail)) {
        (4.., ..=4) => Some(0..at),
        (..=3, 4..) => Some(at + bar.len()..text.len()),
        _ => None,
    }
}
