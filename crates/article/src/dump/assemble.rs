//! A region of the page → one clean article.
//!
//! The header (everything up to the first paragraph) gives headline, standfirst, byline, date and first captions; the
//! body keeps paragraphs, subheadings, list items and quotations and drops the furniture among them. Nothing that looks
//! like a sentence is dropped without a reason that this module can name.

use std::collections::{BTreeMap, BTreeSet};

use dateline_model::{Article, ArticleBuilder, Basis, BlockKind, Image, Published, Strand};

use super::plan::{self, Kind, Plan, Region};
use crate::credits::{self, Credit};
use crate::cues::{self, Cue};
use crate::dates::{self, DateLine};
use crate::headers;

/// Lines of a newsletter or paywall box are at most this long, in words.
const LONGEST_BOX_LINE: usize = 24;

struct Draft {
    blocks: Vec<(BlockKind, Strand)>,
    images: Vec<(Strand, Credit)>,
    /// Each image by its caption in plain form.
    image_of: BTreeMap<String, usize>,
    /// For each image, the block before which it stands.
    image_at: Vec<usize>,
    headline: Option<Strand>,
    byline: Vec<String>,
    agency: Option<&'static str>,
    published: Option<dateline_model::Date>,
}

/// The article of `region`, or `None` if it holds no text.
pub(crate) fn article(plan: &Plan, region: Region) -> Option<Article> {
    let mut draft = Draft {
        blocks: Vec::new(),
        images: Vec::new(),
        image_of: BTreeMap::new(),
        image_at: Vec::new(),
        headline: None,
        byline: Vec::new(),
        agency: None,
        published: None,
    };
    if let Some(at) = region.headline {
        let strand = &plan.lines[at].strand;
        draft.headline =
            Some(plan::site_title(strand.text()).map_or_else(|| strand.clone(), |range| strand.part(range)));
    }
    let body = header(plan, region, &mut draft);
    body_lines(plan, region, body, &mut draft);
    finish(draft)
}

/// Reads the header of `region`; gives the first line of the body.
fn header(plan: &Plan, region: Region, draft: &mut Draft) -> usize {
    // Everything up to the first sentence that is no standfirst.
    let mut end = region.start;
    let mut standfirst: Option<usize> = None;
    while end < region.end {
        match plan.kinds[end] {
            Kind::Prose => {
                if standfirst.is_none() && is_standfirst(plan, region, end) {
                    standfirst = Some(end);
                } else {
                    break;
                }
            }
            Kind::Furniture(Cue::ListHead) | Kind::Item(_) if follows_list(plan, end, region.end) => {
                break;
            }
            Kind::Caption(ref credit) if credit.bare && is_last_prose(plan, region, end) => break,
            _ => {}
        }
        end += 1;
    }
    // A title right before the first paragraph, after the header's other lines, is the text's first subheading.
    let headline = region.headline.map(|at| plan.plain[at].as_str());
    let mut by: Option<usize> = None;
    let mut last_header = region.start;
    for i in region.start..end {
        let text = plan.lines[i].text();
        let repeated = Some(plan.plain[i].as_str()) == headline;
        match &plan.kinds[i] {
            Kind::Byline(byline) => {
                take_byline(draft, byline);
                draft.blocks.push((BlockKind::Byline, plan.lines[i].strand.clone()));
                (by, last_header) = (Some(i), i + 1);
            }
            Kind::Date(date) => {
                if let (DateLine::Published(day), None) = (date, draft.published) {
                    draft.published = Some(*day);
                }
                last_header = i + 1;
            }
            Kind::Caption(_) | Kind::CreditOnly(_) => {
                take_caption(plan, i, draft);
                last_header = i + 1;
            }
            Kind::Prose => last_header = i + 1,
            Kind::Title if repeated => last_header = i + 1,
            Kind::Title => {
                let role = by.is_some_and(|b| b + 1 == i) && plan.lines[i].blanks == 0;
                if let Some(byline) = headers::byline(text, true).filter(|_| {
                    draft.byline.is_empty() && !role && plan::words(text) <= 12 && near_header(plan, i, region)
                }) {
                    take_byline(draft, &byline);
                    draft.blocks.push((BlockKind::Byline, plan.lines[i].strand.clone()));
                    (by, last_header) = (Some(i), i + 1);
                } else if standfirst.is_none()
                    && by.is_none()
                    && draft.images.is_empty()
                    && plan::words(text) >= 6
                    && draft.published.is_none()
                {
                    standfirst = Some(i);
                    last_header = i + 1;
                } else if role {
                    last_header = i + 1;
                }
            }
            _ => {}
        }
    }
    // A date before the headline ("Friday, 26 July 2024" at the page's top), when none stands after it.
    if draft.published.is_none()
        && let Some(at) = region.headline
    {
        let before = (0..at).rev().take(3).take_while(|j| !matches!(plan.kinds[*j], Kind::Prose)).find_map(|j| {
            match plan.kinds[j] {
                Kind::Date(DateLine::Published(day)) => Some(day),
                _ => None,
            }
        });
        draft.published = before;
    }
    if let Some(at) = standfirst {
        draft.blocks.insert(0, (BlockKind::Standfirst, plan.lines[at].strand.clone()));
        for at in &mut draft.image_at {
            *at += 1;
        }
    }
    (last_header.max(region.start)..end)
        .find(|&i| {
            plan.kinds[i] == Kind::Title && Some(plan.plain[i].as_str()) != headline && i + 1 == next_text(plan, i, end)
        })
        .unwrap_or(end)
}

/// The next line after `i` that is no furniture and no date.
fn next_text(plan: &Plan, i: usize, end: usize) -> usize {
    (i + 1..=end)
        .find(|&j| j == end || !matches!(plan.kinds[j], Kind::Furniture(_) | Kind::Date(_) | Kind::Listed))
        .unwrap_or(end)
}

/// A line without "By" is a byline only beside a date or right under headline and standfirst.
fn near_header(plan: &Plan, i: usize, region: Region) -> bool {
    let dated = |j: usize| matches!(plan.kinds.get(j), Some(Kind::Date(_)));
    dated(i + 1) || (i > 0 && dated(i - 1)) || i <= region.start + 2
}

fn take_byline(draft: &mut Draft, byline: &headers::Byline) {
    for person in &byline.people {
        if !draft.byline.iter().any(|p| p.eq_ignore_ascii_case(person)) {
            draft.byline.push(person.clone());
        }
    }
    draft.agency = draft.agency.or(byline.agency);
}

/// A sentence under the headline that byline or date divide from the text.
fn is_standfirst(plan: &Plan, region: Region, at: usize) -> bool {
    let text = plan.lines[at].text();
    if plan::words(text) > 50 || headers::dateline(text).is_some() {
        return false;
    }
    let early = (region.start..at)
        .all(|j| !matches!(plan.kinds[j], Kind::Byline(_) | Kind::Caption(_) | Kind::Date(_) | Kind::Prose));
    let divided = (at + 1..region.end).take(2).take_while(|j| plan.kinds[*j] != Kind::Prose).any(|j| {
        matches!(plan.kinds[j], Kind::Byline(_) | Kind::Date(_))
            || plan.kinds[j] == Kind::Title && headers::byline(plan.lines[j].text(), true).is_some()
    });
    early && divided && (at + 1..region.end).any(|j| plan.kinds[j] == Kind::Prose)
}

fn is_last_prose(plan: &Plan, region: Region, at: usize) -> bool {
    plan.n_prose(at + 1, region.end) == 0
}

fn follows_list(plan: &Plan, at: usize, end: usize) -> bool {
    matches!(plan.kinds[at], Kind::Item(_)) || (at + 1 < end && matches!(plan.kinds[at + 1], Kind::Item(_)))
}

/// Adds the caption at `i`, once.
fn take_caption(plan: &Plan, i: usize, draft: &mut Draft) {
    let line = &plan.lines[i];
    match &plan.kinds[i] {
        Kind::Caption(credit) => {
            let mut credit = credit.clone();
            let mut strand = line.strand.clone();
            for label in ["Image caption, ", "Image caption: ", "Caption: "] {
                if line.text().starts_with(label) {
                    strand = strand.part(label.len()..line.text().len());
                    credit.caption_end = strand.text().len();
                }
            }
            // "Image source, EPA" stands on the line before.
            if credit.owner.is_none()
                && i > 0
                && line.text().starts_with("Image caption")
                && let Kind::CreditOnly(source) = &plan.kinds[i - 1]
            {
                credit.owner = source.owner.clone();
            }
            let words = cues::plain(&strand.text()[..credit.caption_end]);
            match draft.image_of.get(&words).and_then(|k| draft.images.get_mut(*k)) {
                Some((_, known)) => {
                    known.owner = known.owner.take().or(credit.owner);
                    known.photographer = known.photographer.take().or(credit.photographer);
                }
                None if !strand.is_empty() => {
                    draft.image_of.insert(words, draft.images.len());
                    draft.image_at.push(draft.blocks.len());
                    draft.images.push((strand, credit));
                }
                None => {}
            }
        }
        Kind::CreditOnly(source) => {
            // The line right above is its caption.
            let above = i > 0 && matches!(plan.kinds[i - 1], Kind::Caption(_)) && line.blanks == 0;
            if let (true, Some((strand, credit))) = (above, draft.images.last_mut())
                && credit.owner.is_none()
                && credit.photographer.is_none()
            {
                credit.caption_end = strand.text().len();
                strand.join(&line.strand);
                credit.owner = source.owner.clone();
                credit.photographer = source.photographer.clone();
            }
        }
        _ => {}
    }
}

/// Reads the lines of the body from `start`.
fn body_lines(plan: &Plan, region: Region, start: usize, draft: &mut Draft) {
    let mut paragraphs = 0;
    let headline = region.headline.map(|at| plan.plain[at].as_str());
    let prose = (start..region.end).filter(|&j| plan.kinds[j] == Kind::Prose).map(|j| plan.plain[j].as_str());
    let short = (start..region.end).filter(|&j| may_be_pulled(plan, j)).map(|j| plan.plain[j].as_str());
    let paragraphs_by_words = Openings::of(prose, short);
    let mut i = start;
    while i < region.end {
        let line = &plan.lines[i];
        let text = line.text();
        match &plan.kinds[i] {
            Kind::Furniture(cue) => match cue {
                Cue::Box => i = after_box(plan, i, region.end) - 1,
                Cue::Comments if paragraphs > 0 && plan.n_prose(i + 1, region.end) <= 12 => {
                    break;
                }
                Cue::ListHead if follows_list(plan, i, region.end) => {
                    draft.blocks.push((BlockKind::Subheading, line.strand.clone()))
                }
                Cue::Tail => {
                    let lower = text.to_lowercase();
                    if let Some((_, names)) = lower.split_once(" from ").or(lower.split_once("with ")) {
                        let named = names
                            .split([',', '/', '&', '(', ')', '.'])
                            .flat_map(|n| n.split(" and "))
                            .find_map(|n| credits::agency(n.trim().trim_start_matches("the ")));
                        draft.agency = draft.agency.or(named.filter(|_| lower.contains("with ")));
                    }
                    let ends = lower.starts_with('©')
                        || lower.contains("rights reserved")
                        || lower.starts_with("reporting by")
                        || lower.starts_with("topics:")
                        || lower.starts_with("tags:")
                        || lower.starts_with("(reporting");
                    if ends && paragraphs > 0 && plan.n_prose(i + 1, region.end) <= paragraphs / 2 {
                        break;
                    }
                }
                _ => {}
            },
            Kind::Date(_) | Kind::Byline(_) | Kind::Listed => {}
            Kind::Caption(credit) if credit.bare && is_last_prose(plan, region, i) => {
                // The agency in brackets signs the text off.
                let bracket = text[credit.caption_end..].trim_matches(['(', ')', '[', ']', ' ', '.']);
                draft.agency = draft.agency.or(credits::agency(bracket));
                draft.blocks.push((BlockKind::Paragraph, line.strand.part(0..credit.caption_end)));
                paragraphs += 1;
            }
            Kind::Caption(_) | Kind::CreditOnly(_) => take_caption(plan, i, draft),
            Kind::Item(at) => {
                draft.blocks.push((BlockKind::ListItem, line.strand.part(*at..text.len())));
            }
            Kind::Prose => {
                let pulled = may_be_pulled(plan, i) && paragraphs_by_words.hold(&plan.plain[i]);
                if !headers::is_bio(text, &draft.byline, paragraphs) && !pulled {
                    paragraph(line.strand.clone(), paragraphs == 0, draft);
                    paragraphs += 1;
                }
            }
            Kind::Title => {
                // Words in capitals or under a time are a heading, even where a paragraph has them too.
                let heading =
                    !text.contains(char::is_lowercase) || (i > start && matches!(plan.kinds[i - 1], Kind::Date(_)));
                let repeated =
                    Some(plan.plain[i].as_str()) == headline || !heading && paragraphs_by_words.hold(&plan.plain[i]);
                let next = next_text(plan, i, region.end);
                let next = (next..region.end).find(|&j| {
                    !matches!(
                        plan.kinds[j],
                        Kind::Caption(_) | Kind::CreditOnly(_) | Kind::Furniture(_) | Kind::Date(_) | Kind::Listed
                    )
                });
                let introduces = next.is_some_and(|j| matches!(plan.kinds[j], Kind::Prose | Kind::Item(_)));
                if !repeated && introduces && !is_list_of_titles(plan, i, start) {
                    draft.blocks.push((BlockKind::Subheading, line.strand.clone()));
                }
            }
        }
        i += 1;
    }
    // A subheading with nothing under it was something else's.
    while draft.blocks.last().is_some_and(|(kind, _)| *kind == BlockKind::Subheading) {
        draft.blocks.pop();
    }
}

/// Whether the title at `i` follows another title that stood right above it: two in a row are no subheadings.
fn is_list_of_titles(plan: &Plan, i: usize, start: usize) -> bool {
    let title = |j: usize| plan.kinds[j] == Kind::Title;
    i > start && title(i - 1) && plan.lines[i].blanks == 0
}

/// The line after a newsletter or paywall box that begins at `i`.
fn after_box(plan: &Plan, i: usize, end: usize) -> usize {
    let mut j = i + 1;
    while j < end && plan.lines[j].blanks == 0 && plan::words(plan.lines[j].text()) <= LONGEST_BOX_LINE {
        match plan.kinds[j] {
            Kind::Furniture(_) | Kind::Title => {}
            // A short sentence that talks of the reader's mail.
            Kind::Prose
                if ["inbox", "newsletter", "cancel", "your ", "subscri", "free "]
                    .iter()
                    .any(|w| plan.plain[j].contains(w)) => {}
            _ => break,
        }
        j += 1;
    }
    j
}

/// A pulled quote is a title, or a sentence in quotation marks.
fn may_be_pulled(plan: &Plan, i: usize) -> bool {
    match plan.kinds[i] {
        Kind::Title => true,
        Kind::Prose => plan.lines[i].text().starts_with(['"', '“', '‘', '\'', '«']),
        _ => false,
    }
}

/// Where in the paragraphs of an article four words in a row stand with which a short line begins, to find out whether
/// that line repeats words of a paragraph.
struct Openings<'p> {
    paragraphs: Vec<&'p str>,
    /// Hash of four words, paragraph, and the byte at which they begin; sorted.
    fours: Vec<(u64, u32, u32)>,
}

/// Words in a row that must be the same before a line is compared as a whole: fewer are common turns of phrase.
const ROW: usize = 4;

/// Places compared for one line; a phrase that stands in more paragraphs is no pulled quote.
const MOST_PLACES: usize = 16;

impl<'p> Openings<'p> {
    fn of(paragraphs: impl Iterator<Item = &'p str>, short: impl Iterator<Item = &'p str>) -> Self {
        let wanted: BTreeSet<u64> = short.map(bare).filter(|l| plan::words(l) >= ROW).map(|l| hash(l, ROW)).collect();
        let mut fours = Vec::new();
        if wanted.is_empty() {
            return Self { paragraphs: Vec::new(), fours };
        }
        let paragraphs: Vec<&str> = paragraphs.collect();
        for (k, paragraph) in paragraphs.iter().enumerate() {
            let starts: Vec<usize> = word_starts(paragraph).collect();
            for row in starts.windows(ROW) {
                let key = hash(&paragraph[row[0]..], ROW);
                if wanted.contains(&key) {
                    fours.push((key, k as u32, row[0] as u32));
                }
            }
        }
        fours.sort_unstable();
        Self { paragraphs, fours }
    }

    /// Whether `plain` repeats words inside a longer paragraph: a pulled quote.
    fn hold(&self, plain: &str) -> bool {
        let bare = bare(plain);
        if plan::words(bare) < ROW {
            return false;
        }
        let key = hash(bare, ROW);
        let from = self.fours.partition_point(|four| four.0 < key);
        self.fours[from..].iter().take_while(|four| four.0 == key).take(MOST_PLACES).any(|&(_, k, at)| {
            let paragraph = self.paragraphs[k as usize];
            paragraph.len() > plain.len() + 8 && paragraph[at as usize..].starts_with(bare)
        })
    }
}

/// A line without the marks around it.
fn bare(plain: &str) -> &str {
    plain.trim_matches(['"', '“', '”', '\'', ' ', '.', ','])
}

/// Where words begin: letters after anything else.
fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut inside = false;
    text.char_indices().filter_map(move |(at, c)| {
        let begins = !inside && c.is_alphanumeric();
        inside = !c.is_whitespace() && (inside || begins);
        begins.then_some(at)
    })
}

/// FNV-1a over the letters of the first `n` words (Fowler, Noll, Vo).
fn hash(text: &str, n: usize) -> u64 {
    let letters = text.split_whitespace().take(n).flat_map(str::chars).filter(|c| c.is_alphanumeric());
    letters.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3))
}

/// Adds a paragraph, its dateline apart when it is the first.
fn paragraph(strand: Strand, first: bool, draft: &mut Draft) {
    let text = strand.text();
    if first && let Some(dateline) = headers::dateline(text) {
        draft.agency = dateline.agency.or(draft.agency);
        draft.blocks.push((BlockKind::Dateline, strand.part(0..dateline.end)));
        draft.blocks.push((BlockKind::Paragraph, strand.part(dateline.end..text.len())));
        return;
    }
    // A quotation that stands apart with its speaker after a dash.
    let signed = plan::is_signed_quotation(text);
    let kind = if signed { BlockKind::Quotation } else { BlockKind::Paragraph };
    draft.blocks.push((kind, strand));
}

fn finish(draft: Draft) -> Option<Article> {
    if !draft
        .blocks
        .iter()
        .any(|(kind, _)| matches!(kind, BlockKind::Paragraph | BlockKind::Quotation | BlockKind::ListItem))
    {
        return None;
    }
    let mut builder = ArticleBuilder::default();
    let headline = draft.headline.as_ref().map(|strand| {
        builder.block(BlockKind::Headline, strand);
        strand.text().to_owned()
    });
    let mut images = Vec::new();
    let mut captions = draft.images.into_iter().zip(draft.image_at).peekable();
    for (k, (kind, strand)) in draft.blocks.iter().enumerate() {
        while let Some(((strand, credit), _)) = captions.next_if(|(_, at)| *at <= k && *kind != BlockKind::Standfirst) {
            images.push(image(&mut builder, &strand, &credit));
        }
        builder.block(*kind, strand);
    }
    for ((strand, credit), _) in captions {
        images.push(image(&mut builder, &strand, &credit));
    }
    let mut article = builder.finish();
    article.headline = headline;
    article.images = images;
    article.byline = draft.byline;
    article.agency = draft.agency.map(str::to_owned);
    article.published = draft.published.map(|day| Published { day, basis: Basis::Page });
    Some(article)
}

fn image(builder: &mut ArticleBuilder, strand: &Strand, credit: &Credit) -> Image {
    let span = builder.block(BlockKind::Caption, strand);
    let caption = &strand.text()[..credit.caption_end.min(strand.text().len())];
    let caption = caption.trim_end();
    Image {
        span,
        caption: dateline_model::Span::new(span.start(), span.start() + caption.len() as u32),
        credit: credit.owner.clone(),
        photographer: credit.photographer.clone(),
        date: dates::first(caption),
    }
}
