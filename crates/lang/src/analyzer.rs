//! Article → analysis, with the models that read it.
//!
//! The stages are plain functions from columns to columns; an [`Analyzer`] holds what they need to know and nothing
//! that changes, so one serves all threads.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use crate::careful::{self, Careful};
use crate::places::gazetteer::Gazetteer;
use crate::swift::{self, BadModel, Files, Model, model::EMBEDDED};
use crate::times::{self, Anchors};
use crate::{lemma, places, quantities, quotations, reference, sentences, tokens};
use dateline_model::{Analysis, Article, Block, BlockKind, Columns, Impossible, Shape, Span, Words};

/// Which models read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reader {
    /// Linear models: a hundred thousand words a second on one core.
    Swift,
    /// A small encoder: thousands of words a second, much better trees and better names.
    #[default]
    Careful,
}

impl Reader {
    /// Its name on the command line and in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Reader::Swift => "swift",
            Reader::Careful => "careful",
        }
    }
}

/// Reads articles' texts.
#[derive(Debug)]
pub struct Analyzer {
    /// The swift reader's models. The careful reader takes its lexicon and lists.
    model: Arc<Model>,
    careful: Option<Arc<Careful>>,
    gazetteer: Arc<Gazetteer>,
}

/// The gazetteer that comes with the program, opened once.
fn embedded_gazetteer() -> Arc<Gazetteer> {
    static GAZETTEER: OnceLock<Arc<Gazetteer>> = OnceLock::new();
    let open = || match Gazetteer::embedded() {
        Some(gazetteer) => Arc::new(gazetteer),
        None => unreachable!("the embedded gazetteer is opened in the tests"),
    };
    GAZETTEER.get_or_init(open).clone()
}

impl Analyzer {
    /// The analyzer of [`Reader::default`] with the models that come with the program.
    pub fn embedded() -> Arc<Analyzer> {
        Analyzer::of(Reader::default())
    }

    /// The analyzer of a reader with the models that come with the program. They are loaded once, by the first who asks.
    pub fn of(reader: Reader) -> Arc<Analyzer> {
        static SWIFT: OnceLock<Arc<Analyzer>> = OnceLock::new();
        static CAREFUL: OnceLock<Arc<Analyzer>> = OnceLock::new();
        let load = || {
            let analyzer = match reader {
                Reader::Swift => Analyzer::load(&EMBEDDED),
                Reader::Careful => Analyzer::of(Reader::Swift).with_careful(careful::EMBEDDED),
            };
            match analyzer {
                Ok(analyzer) => Arc::new(analyzer),
                Err(error) => unreachable!("the embedded models are read in the tests: {error}"),
            }
        };
        match reader {
            Reader::Swift => SWIFT.get_or_init(load).clone(),
            Reader::Careful => CAREFUL.get_or_init(load).clone(),
        }
    }

    /// A swift analyzer with models of one's own.
    pub fn load(files: &Files<'_>) -> Result<Analyzer, BadModel> {
        Ok(Analyzer { model: Arc::new(Model::load(files)?), careful: None, gazetteer: embedded_gazetteer() })
    }

    /// The same analyzer with the careful reader of these bytes, beside its own lexicon and lists.
    pub fn with_careful(&self, bytes: &[u8]) -> Result<Analyzer, BadModel> {
        let (model, gazetteer) = (self.model.clone(), self.gazetteer.clone());
        Ok(Analyzer { careful: Some(Arc::new(Careful::load(bytes)?)), model, gazetteer })
    }

    /// The same analyzer with a gazetteer of one's own.
    pub fn with_gazetteer(&self, gazetteer: Arc<Gazetteer>) -> Analyzer {
        Analyzer { gazetteer, model: self.model.clone(), careful: self.careful.clone() }
    }

    /// Which models read.
    pub fn reader(&self) -> Reader {
        if self.careful.is_some() { Reader::Careful } else { Reader::Swift }
    }

    /// The swift reader's models.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Reads an article's text. Pure: the same article gives the same analysis.
    ///
    /// ```
    /// use dateline_lang::Analyzer;
    /// use dateline_model::{ArticleBuilder, BlockKind, Span, Strand};
    /// let mut line = Strand::default();
    /// line.push("At least 12 people were killed near Goma.", Span::new(0, 41));
    /// let mut article = ArticleBuilder::default();
    /// article.block(BlockKind::Paragraph, &line);
    /// let analysis = Analyzer::embedded().analyse(&article.finish());
    /// let killed = analysis.token(5);
    /// assert_eq!((killed.lemma(), killed.tag().as_str()), ("kill", "VBN"));
    /// assert_eq!(analysis.token(3).relation().as_str(), "nsubj:pass");
    /// assert_eq!(analysis.columns().quantities[0].low, Some(12));
    /// assert_eq!(analysis.columns().mentions[0].kind.as_str(), "place");
    /// ```
    pub fn analyse(&self, article: &Article) -> Analysis {
        self.analyse_blocks(article.text(), article.blocks(), &Anchors::of(article))
    }

    /// Reads a bare text as one paragraph a line: for rule tests, benches and `dateline rules explain`.
    pub fn analyse_text(&self, text: &str) -> Analysis {
        self.analyse_blocks(text, &lines(text), &Anchors::default())
    }

    /// Reads raw text in which a blank line begins a new paragraph, and a single line end is white space.
    pub fn analyse_paragraphs(&self, text: &str) -> Analysis {
        let mut blocks: Vec<Block> = Vec::new();
        let mut start = None;
        let mut at = 0;
        for line in text.split_inclusive('\n').chain([""]) {
            if line.trim().is_empty() {
                if let Some(start) = start.take() {
                    blocks.push(Block { kind: BlockKind::Paragraph, span: Span::new(start, at) });
                }
            } else {
                start.get_or_insert(at);
            }
            at += line.len() as u32;
        }
        self.analyse_blocks(text, &blocks, &Anchors::default())
    }

    fn analyse_blocks(&self, text: &str, blocks: &[Block], anchors: &Anchors) -> Analysis {
        let mut columns = cut(text, blocks);
        let n = columns.spans.len();
        columns.pos.reserve(n);
        columns.tags.reserve(n);
        columns.heads.reserve(n);
        columns.relations.reserve(n);
        match &self.careful {
            // What is surely in another language is not worth the encoder's time: no names and facts are read from it.
            Some(careful) if !crate::is_foreign_in(&columns) => {
                thread_local! {
                    static DESK: RefCell<careful::Desk> = RefCell::default();
                }
                // Taken out and put back, so that a thread which is given another article meanwhile has a desk too.
                let mut desk = DESK.take();
                careful.fill(&self.model, text, &mut columns, &mut desk);
                DESK.set(desk);
            }
            _ => self.model.read(text, &mut columns, &mut swift::Desk::default()),
        }
        for i in 0..n {
            let (norm, shape, pos, tag) = (columns.norms.get(i), columns.shapes[i], columns.pos[i], columns.tags[i]);
            let write = |lemma: &mut String| lemma::lemmatise(norm, shape, pos, tag, &self.model.lexicon, lemma);
            columns.lemmas.push_with(write);
        }
        for i in 0..columns.blocks.len() {
            let block = columns.blocks[i];
            let next = columns.blocks.get(i + 1);
            let goes_on = next.is_some_and(|next| quotations::begins_with_mark(&columns.norms, &columns.shapes, *next));
            quotations::find(&columns.norms, &columns.shapes, block, goes_on, &mut columns.quotations);
        }
        quantities::find(&columns.norms, &columns.shapes, &columns.sentences, &mut columns.quantities);
        columns.names = reference::resolve(text, &mut columns, &self.model.phrases);
        let (times, no_days) = times::find(text, &columns, anchors);
        columns.times = times;
        let no_numbers = quantities::beyond(&columns.norms, &columns.shapes);
        let impossible = no_days.into_iter().map(|tokens| (tokens, Impossible::Date));
        columns.impossible = impossible.chain(no_numbers.map(|tokens| (tokens, Impossible::Number))).collect();
        let is_dateline = |block: &&Block| block.kind == BlockKind::Dateline;
        let datelines: Vec<_> = blocks.iter().filter(is_dateline).map(|block| block.span).collect();
        columns.places = places::find(&self.gazetteer, text, &columns, &datelines);
        Analysis::new(columns)
    }
}

/// One paragraph a line.
fn lines(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let kind = BlockKind::Paragraph;
        blocks.push(Block { kind, span: Span::new(start as u32, (end - usize::from(line.ends_with('\n'))) as u32) });
        start = end;
    }
    blocks
}

/// Tokens and sentences of a bare text, one paragraph a line: what models are trained on.
pub fn cut_text(text: &str) -> Columns {
    cut(text, &lines(text))
}

/// Tokens and sentences: the columns that need no model.
fn cut(text: &str, blocks: &[Block]) -> Columns {
    // A guess at the number of tokens; the columns grow if it is too low.
    let room = text.len() / 5;
    let mut columns = Columns {
        spans: Vec::with_capacity(room),
        shapes: Vec::with_capacity(room),
        norms: Words::with_capacity(room, text.len()),
        lemmas: Words::with_capacity(room, text.len()),
        ..Columns::default()
    };
    for block in blocks {
        let first = columns.spans.len();
        tokens::tokenize(text, block.span, &mut columns.spans, &mut columns.shapes);
        if columns.spans.len() > first {
            columns.shapes[first] = columns.shapes[first].with(Shape::FIRST);
            columns.blocks.push(Span::new(first as u32, columns.spans.len() as u32));
        }
    }
    for span in &columns.spans {
        columns.norms.push_with(|norm| tokens::normalise(&text[span.range()], norm));
    }
    for &block in &columns.blocks {
        sentences::split(&columns.norms, &columns.shapes, block, &mut columns.sentences);
    }
    columns
}
