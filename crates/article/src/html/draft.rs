//! An article as it is put together: blocks and pictures in page order, each thing once.
//!
//! What comes again is dropped (captions of a lightbox, a headline above the text, a standfirst made of the text's own
//! sentences); a credit joins the picture beside it; a time becomes a dateline where it is a live blog entry's.
//!
//! Left out on purpose: what each passage is (`judge`), and metadata.

use std::collections::BTreeSet;

use dateline_model::{Article, ArticleBuilder, BlockKind, Image, Span, Strand};

use super::judge::Verdict;
use crate::credits::Credit;
use crate::{cues, dates, headers};

/// Times in the text that make it a live blog where linked data does not say so.
const LIVE_ENTRIES: usize = 4;

/// Words from which a passage that stands on the page twice is dropped the second time; shorter ones may be said twice.
const REPEATED: u32 = 6;

/// Standfirsts of one article; lists of key points have up to five.
const MOST_STANDFIRSTS: usize = 6;

/// A picture that waits for its place: the block before which it stands, its words, their credit.
struct Picture {
    before: usize,
    strand: Strand,
    credit: Credit,
}

/// An article that is being put together.
#[derive(Default)]
pub(crate) struct Draft {
    /// Blocks; one that was taken back is empty, so that the places of pictures stay.
    blocks: Vec<(BlockKind, Strand)>,
    pictures: Vec<Picture>,
    /// The agency that the first paragraph's dateline names.
    pub agency: Option<&'static str>,
    /// Paragraphs so far.
    pub n_paragraphs: usize,
    /// Words of text so far, standfirsts apart.
    n_words: usize,
    /// The headline in plain form.
    headline: String,
    seen: BTreeSet<String>,
    stamps: usize,
    /// The block that is the dateline of the first paragraph.
    place: Option<usize>,
    /// A credit whose picture comes next, and the passage where it stood.
    credit: Option<(usize, Strand, Credit)>,
    /// A time before the text, which may be the first entry's, and the passage where it stood.
    stamp: Option<(usize, Strand)>,
}

impl Draft {
    /// An empty draft under a headline.
    pub fn new(headline: Option<&str>) -> Self {
        Self { headline: headline.map(cues::plain).unwrap_or_default(), ..Self::default() }
    }

    /// Whether text has begun.
    fn begun(&self) -> bool {
        self.n_words > 0
    }

    /// Takes passage `i` for a standfirst; what comes after too many of them is text.
    pub fn standfirst(&mut self, i: usize, words: u32, strand: Strand) {
        let plain = cues::plain(strand.text());
        let room = self.blocks.iter().filter(|(kind, _)| *kind == BlockKind::Standfirst).count() < MOST_STANDFIRSTS;
        if !room {
            self.text(i, words, BlockKind::Paragraph, strand);
        } else if plain != self.headline && self.seen.insert(plain) {
            self.blocks.push((BlockKind::Standfirst, strand));
        }
    }

    /// Takes the passage `i` for what it was judged to be.
    pub fn take(&mut self, i: usize, words: u32, verdict: Verdict, strand: Strand) {
        match verdict {
            Verdict::Text(kind) => self.text(i, words, kind, strand),
            Verdict::Caption(credit) => self.caption(i, strand, credit),
            Verdict::Credit(credit) => self.credit(i, strand, credit),
            Verdict::Date if self.begun() => {
                self.blocks.push((BlockKind::Dateline, strand));
                self.stamps += 1;
            }
            Verdict::Date => self.stamp = Some((i, strand)),
            Verdict::Byline | Verdict::Elsewhere | Verdict::Boxed | Verdict::Dropped => {}
        }
    }

    fn text(&mut self, i: usize, words: u32, kind: BlockKind, strand: Strand) {
        let plain = cues::plain(strand.text());
        // The headline comes in two parts, or once more, before the text begins.
        let part = kind == BlockKind::Subheading
            && !self.begun()
            && !plain.is_empty()
            && (self.headline.contains(&plain) || plain.contains(&self.headline) && !self.headline.is_empty());
        if part || plain == self.headline || (words >= REPEATED && !self.seen.insert(plain)) {
            return;
        }
        if let Some((at, stamp)) = self.stamp.take().filter(|(at, _)| !self.begun() && at + 2 >= i) {
            self.blocks.push((BlockKind::Dateline, stamp));
            self.stamps += usize::from(at < i);
        }
        // A summary may stand before the paragraph with the dateline.
        let first = self.n_paragraphs < 2 && self.place.is_none();
        if kind != BlockKind::Subheading {
            self.n_words += words as usize;
        }
        self.n_paragraphs += usize::from(kind == BlockKind::Paragraph);
        if kind == BlockKind::Paragraph
            && first
            && let Some(dateline) = headers::dateline(strand.text())
        {
            self.agency = self.agency.or(dateline.agency);
            self.place = Some(self.blocks.len());
            self.blocks.push((BlockKind::Dateline, strand.part(0..dateline.end)));
            self.blocks.push((kind, strand.part(dateline.end..strand.text().len())));
        } else {
            self.blocks.push((kind, strand));
        }
    }

    fn caption(&mut self, i: usize, mut strand: Strand, mut credit: Credit) {
        if !self.seen.insert(cues::plain(strand.text())) {
            return;
        }
        if credit.owner.is_none()
            && credit.photographer.is_none()
            && let Some((_, line, known)) = self.credit.take().filter(|(at, ..)| at + 1 == i)
        {
            credit = Credit { caption_end: strand.text().len(), ..known };
            strand.join(&line);
        }
        self.pictures.push(Picture { before: self.blocks.len(), strand, credit });
    }

    /// A credit belongs to the picture right before it, else to the one right after it.
    fn credit(&mut self, i: usize, strand: Strand, credit: Credit) {
        match self.pictures.last_mut() {
            Some(picture)
                if picture.before == self.blocks.len()
                    && picture.credit.owner.is_none()
                    && picture.credit.photographer.is_none() =>
            {
                picture.credit = Credit { caption_end: picture.strand.text().len(), ..credit };
                picture.strand.join(&strand);
            }
            _ => self.credit = Some((i, strand, credit)),
        }
    }

    /// Puts `paragraphs` in the place of the text where less than `least` words of it were shown.
    pub fn replace_text(&mut self, least: usize, words: usize, paragraphs: impl FnOnce() -> Vec<Strand>) {
        if self.n_words < least && words > 2 * self.n_words {
            self.blocks.retain(|(kind, _)| *kind == BlockKind::Standfirst);
            self.blocks.extend(paragraphs().into_iter().map(|strand| (BlockKind::Paragraph, strand)));
            self.pictures.clear();
        }
    }

    /// The article under its headline, or `None` if there is no text. `live` says that it is a live blog.
    pub fn finish(mut self, headline: Option<&Strand>, live: bool) -> Option<Article> {
        self.take_back(live);
        let text = |(kind, strand): &(BlockKind, Strand)| {
            kind.is_body() && *kind != BlockKind::Subheading && !strand.is_empty()
        };
        if !self.blocks.iter().any(text) {
            return None;
        }
        let mut builder = ArticleBuilder::default();
        if let Some(strand) = headline {
            builder.block(BlockKind::Headline, strand);
        }
        let mut images = Vec::new();
        let mut waiting = self.pictures.into_iter().peekable();
        for (k, (kind, strand)) in self.blocks.iter().enumerate() {
            while let Some(picture) = waiting.next_if(|picture| picture.before <= k) {
                images.push(picture.image(&mut builder));
            }
            builder.block(*kind, strand);
        }
        images.extend(waiting.map(|picture| picture.image(&mut builder)));
        let mut article = builder.finish();
        article.images = images;
        Some(article)
    }

    /// Takes back what turned out not to be the article's.
    fn take_back(&mut self, live: bool) {
        // Some sites make the standfirst of the text's own sentences.
        let standing = |kind: BlockKind| kind == BlockKind::Standfirst;
        if self.blocks.iter().any(|(kind, _)| standing(*kind)) {
            let paragraphs = self.blocks.iter().filter(|(kind, _)| *kind == BlockKind::Paragraph);
            let body: String = paragraphs.map(|(_, s)| cues::plain(s.text()) + " ").collect();
            for (kind, strand) in &mut self.blocks {
                if standing(*kind) && is_repeated(strand.text(), &body) {
                    *strand = Strand::default();
                }
            }
        }
        // The times of a live blog's entries are theirs; elsewhere a time in the text is the page's.
        if !live && self.stamps < LIVE_ENTRIES {
            for (k, (kind, strand)) in self.blocks.iter_mut().enumerate() {
                if *kind == BlockKind::Dateline && self.place != Some(k) {
                    *strand = Strand::default();
                }
            }
        }
        // A heading with nothing under it was something else's.
        while self.blocks.last().is_some_and(|(kind, strand)| *kind == BlockKind::Subheading || strand.is_empty()) {
            self.blocks.pop();
        }
    }
}

impl Picture {
    fn image(&self, builder: &mut ArticleBuilder) -> Image {
        let span = builder.block(BlockKind::Caption, &self.strand);
        let text = self.strand.text();
        let caption = text[..self.credit.caption_end.min(text.len())].trim_end();
        Image {
            span,
            caption: Span::new(span.start(), span.start() + caption.len() as u32),
            credit: self.credit.owner.clone(),
            photographer: self.credit.photographer.clone(),
            date: dates::first(caption),
        }
    }
}

/// Whether the text's plain form `body` holds every sentence of `standfirst`.
fn is_repeated(standfirst: &str, body: &str) -> bool {
    let plain = cues::plain(standfirst);
    let sentences: Vec<&str> = plain.split(". ").filter(|s| s.split_whitespace().count() >= 5).collect();
    !sentences.is_empty() && sentences.iter().all(|sentence| body.contains(sentence))
}
