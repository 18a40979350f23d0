//! The article: clean text, its blocks, what is known of it, and the way home to the page.
//!
//! An article is built once, block by block, from [`Strand`]s: pieces of text that remember where on the page each
//! character stood. After that it is read only. [`Article::cite`] is the only door to [`Evidence`], so a fact cannot
//! quote words that the article does not hold.
//!
//! Left out on purpose: how an article is found on a page (the `article` crate) and offsets in code points (the record).

use std::sync::Arc;

use crate::{Date, Source, Span, Text};

/// What a block of the article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    /// The headline.
    Headline,
    /// The summary under the headline.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// Place, date and agency before the first sentence: "BAGHDAD (AFP) -".
    Dateline,
    /// A paragraph.
    Paragraph,
    /// A block quotation.
    Quotation,
    /// An item of a list, without its bullet.
    ListItem,
    /// The words under an image, with their credit.
    Caption,
    /// A row of a table.
    TableRow,
    /// A heading inside the article.
    Subheading,
}

impl BlockKind {
    /// The word the record uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Standfirst => "standfirst",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Paragraph => "paragraph",
            Self::Quotation => "quotation",
            Self::ListItem => "list-item",
            Self::Caption => "caption",
            Self::TableRow => "table-row",
            Self::Subheading => "subheading",
        }
    }

    /// Whether the block belongs to the clean body of the article.
    pub fn is_body(self) -> bool {
        !matches!(self, Self::Headline | Self::Byline | Self::Dateline | Self::Caption)
    }
}

/// A block: its kind and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the article's text, without the line break that ends it.
    pub span: Span<Text>,
}

/// An image of the article, known by its caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The caption block, credit included: the evidence for the fields below.
    pub span: Span<Text>,
    /// The part of it that is the caption itself, without the credit.
    pub caption: Span<Text>,
    /// The agency or owner that the credit names.
    pub credit: Option<String>,
    /// The person that the credit names.
    pub photographer: Option<String>,
    /// The day, where the caption says it in full.
    pub date: Option<Date>,
}

/// Where a date of publication comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The input or the caller says so.
    Given,
    /// The page's machine-readable part says so.
    Metadata,
    /// A date line on the page says so.
    Page,
}

impl Basis {
    /// The word the record uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Metadata => "metadata",
            Self::Page => "page",
        }
    }
}

/// The day an article was published, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The day.
    pub day: Date,
    /// How it is known.
    pub basis: Basis,
}

/// Words quoted from an article. Only [`Article::cite`] makes one, so the words are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    span: Span<Text>,
}

impl Evidence {
    /// Where the words stand.
    pub fn span(self) -> Span<Text> {
        self.span
    }
}

/// One stretch of text and the bytes of the page it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Home {
    /// Where the stretch begins in the text; it runs to the next one.
    at: u32,
    /// The page's bytes. As long as the stretch: byte for byte the same. Otherwise the stretch as a whole stands for
    /// these bytes (a blank for a run of white space, a character for its entity).
    source: Span<Source>,
}

/// A piece of text that remembers where on the page it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strand {
    text: String,
    home: Vec<Home>,
}

impl Strand {
    /// Appends `text`, which stands for the bytes `source` of the page.
    pub fn push(&mut self, text: &str, source: Span<Source>) {
        if text.is_empty() {
            return;
        }
        let at = self.text.len() as u32;
        self.text.push_str(text);
        if let Some(last) = self.home.last_mut() {
            let same = at - last.at == last.source.len() && source.len() as usize == text.len();
            if same && last.source.end() == source.start() {
                last.source = last.source.cover(source);
                return;
            }
        }
        self.home.push(Home { at, source });
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The bytes of the page from the first to the last character, or `None` when empty.
    pub fn source(&self) -> Option<Span<Source>> {
        Some(self.home.first()?.source.cover(self.home.last()?.source))
    }

    /// The part `range` (bytes of [`Strand::text`], on character boundaries), white space at its ends cut off.
    pub fn part(&self, range: std::ops::Range<usize>) -> Strand {
        let raw = &self.text[range.clone()];
        let start = range.start + (raw.len() - raw.trim_start().len());
        let words = raw.trim();
        let mut part = Strand::default();
        if words.is_empty() {
            return part;
        }
        for (text, source) in stretches(&self.home, self.text.len() as u32, start as u32, (start + words.len()) as u32)
        {
            part.push(&self.text[text.range()], source);
        }
        part
    }

    /// This strand, a blank, and `next`: two lines of one paragraph.
    pub fn join(&mut self, next: &Strand) {
        if let (Some(a), Some(b)) = (self.home.last(), next.home.first()) {
            // What is joined may stand before it on the page (a credit above its caption): then the blank stands nowhere.
            let behind = b.source.start() >= a.source.end();
            let gap = if behind { Span::new(a.source.end(), b.source.start()) } else { Span::new(0, 0) };
            self.push(" ", gap);
        }
        for (text, source) in stretches(&next.home, next.text.len() as u32, 0, next.text.len() as u32) {
            self.push(&next.text[text.range()], source);
        }
    }
}

/// The stretches of `home` under `start..end`, each with the part of the text (of length `len`) that it covers and its
/// bytes on the page.
fn stretches(home: &[Home], len: u32, start: u32, end: u32) -> impl Iterator<Item = (Span<Text>, Span<Source>)> + '_ {
    let first = home.partition_point(|h| h.at <= start).saturating_sub(1);
    (first..home.len()).take_while(move |&i| home[i].at < end).filter_map(move |i| {
        let h = home[i];
        let stop = home.get(i + 1).map_or(len, |n| n.at);
        let (a, b) = (start.max(h.at), end.min(stop));
        if a >= b {
            return None;
        }
        let same = stop - h.at == h.source.len();
        let source =
            if same { Span::new(h.source.start() + (a - h.at), h.source.start() + (b - h.at)) } else { h.source };
        Some((Span::new(a, b), source))
    })
}

/// One clean article.
#[derive(Clone, Debug)]
pub struct Article {
    text: Arc<str>,
    blocks: Vec<Block>,
    home: Vec<Home>,
    /// The headline as the page has it.
    pub headline: Option<String>,
    /// The people who wrote it, as the page spells them.
    pub byline: Vec<String>,
    /// The paper, site or channel that published it.
    pub publisher: Option<String>,
    /// The news agency whose text it is.
    pub agency: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// When it was last changed, where the page says so.
    pub modified: Option<Published>,
    /// Its language as a BCP 47 language subtag (`en`), where the page says it or the text is sure.
    pub language: Option<String>,
    /// Its own address, as the page gives it.
    pub url: Option<String>,
    /// The page says that one must pay to read it whole.
    pub paywalled: bool,
    /// Its images, in page order.
    pub images: Vec<Image>,
}

impl Article {
    /// The clean text: blocks, joined by line breaks.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks in text order; they do not overlap.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The words at `span`, or `""` where the article has no such place.
    pub fn slice(&self, span: Span<Text>) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Evidence for the words at `span`: the only way to make one. `None` if the article has no such words (empty, out
    /// of the text, or cutting a character).
    pub fn cite(&self, span: Span<Text>) -> Option<Evidence> {
        self.text.get(span.range()).filter(|words| !words.is_empty()).map(|_| Evidence { span })
    }

    /// The words that `evidence` quotes.
    pub fn quote(&self, evidence: Evidence) -> &str {
        self.slice(evidence.span)
    }

    /// Where the words at `span` stand on the page: byte spans of [`Page::text`](crate::Page::text), in text order,
    /// neighbours joined. Empty for the line breaks that join blocks.
    pub fn in_page(&self, span: Span<Text>) -> Vec<Span<Source>> {
        let mut spans: Vec<Span<Source>> = Vec::new();
        for (_, source) in stretches(&self.home, self.text.len() as u32, span.start(), span.end()) {
            if source.is_empty() {
                continue;
            }
            match spans.last_mut() {
                Some(last) if last.end() == source.start() => *last = last.cover(source),
                _ => spans.push(source),
            }
        }
        spans
    }
}

impl Article {
    /// The same article, found in `text`, which itself stands on a page (the text of a script's string): its way home
    /// leads through `text` to that page.
    pub fn through(mut self, text: &Strand) -> Self {
        let len = text.text.len() as u32;
        let mut home = Vec::with_capacity(self.home.len());
        for (i, h) in self.home.iter().enumerate() {
            let stop = self.home.get(i + 1).map_or(self.text.len() as u32, |next| next.at);
            let mut pieces = stretches(&text.home, len, h.source.start(), h.source.end()).peekable();
            if stop - h.at == h.source.len() && pieces.peek().is_some() {
                home.extend(pieces.map(|(t, source)| Home { at: h.at + (t.start() - h.source.start()), source }));
            } else {
                // A blank or a character that stands for a whole stretch.
                let place = pieces.map(|(_, source)| source).reduce(Span::cover).unwrap_or(Span::new(0, 0));
                home.push(Home { at: h.at, source: place });
            }
        }
        self.home = home;
        self
    }
}

/// Builds an [`Article`], block by block.
#[derive(Debug, Default)]
pub struct ArticleBuilder {
    text: String,
    blocks: Vec<Block>,
    home: Vec<Home>,
}

impl ArticleBuilder {
    /// Appends a block and returns where it stands. An empty strand appends nothing.
    pub fn block(&mut self, kind: BlockKind, strand: &Strand) -> Span<Text> {
        if strand.is_empty() {
            let end = self.text.len() as u32;
            return Span::new(end, end);
        }
        if !self.text.is_empty() {
            let at = self.text.len() as u32;
            self.text.push('\n');
            self.home.push(Home { at, source: Span::new(0, 0) });
        }
        self.unjoined(kind, strand)
    }

    /// Appends a block with no line break before it, for text that is taken as it stands.
    pub fn unjoined(&mut self, kind: BlockKind, strand: &Strand) -> Span<Text> {
        let at = self.text.len() as u32;
        self.text.push_str(&strand.text);
        self.home.extend(strand.home.iter().map(|h| Home { at: at + h.at, source: h.source }));
        let span = Span::new(at, self.text.len() as u32);
        self.blocks.push(Block { kind, span });
        span
    }

    /// Appends text that belongs to no block (white space of a text taken as it stands).
    pub fn gap(&mut self, strand: &Strand) {
        let at = self.text.len() as u32;
        self.text.push_str(&strand.text);
        self.home.extend(strand.home.iter().map(|h| Home { at: at + h.at, source: h.source }));
    }

    /// Whether no block was appended yet.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The article; its metadata is empty and for the caller to fill.
    pub fn finish(self) -> Article {
        Article {
            text: self.text.into(),
            blocks: self.blocks,
            home: self.home,
            headline: None,
            byline: Vec::new(),
            publisher: None,
            agency: None,
            published: None,
            modified: None,
            language: None,
            url: None,
            paywalled: false,
            images: Vec::new(),
        }
    }
}
