//! The reading, in order: articles, language, rules.

use dateline_article::Articles;
use dateline_model::{Analysis, Article, ArticleBuilder, BlockKind, Note, Page, Severity, Span, Strand};
use dateline_rules::{Facts, Pack, PackFile};

use crate::packs::{self, PackError};

/// Where a page came from, for its record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The id that the input gives; else the start of the content's hash.
    pub id: Option<String>,
    /// Its address, where the input gives it.
    pub url: Option<String>,
    /// The file it was read from, as the caller named it.
    pub path: Option<String>,
    /// What kind of bytes it was.
    pub media_type: Option<&'static str>,
    /// SHA-256 of the page as it came, in hexadecimal.
    pub sha256: String,
}

/// What was read from one article, or why there is none.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The record's id.
    pub id: String,
    /// Where the page came from.
    pub source: Source,
    /// The pack that read it.
    pub pack: String,
    /// The article; `None` if the page gave none.
    pub article: Option<Article>,
    /// What its words state.
    pub facts: Facts,
    /// What is to be said of the reading.
    pub notes: Vec<Note>,
}

/// The stages with their rules and data, ready to read. Cheap to share between threads.
#[derive(Debug)]
pub struct Pipeline {
    pack: Pack,
    pack_name: String,
}

impl Pipeline {
    /// The pipeline with the embedded English pack.
    pub fn english() -> Result<Self, PackError> {
        Self::with_pack(&packs::english())
    }

    /// The pipeline with these rules.
    pub fn with_pack(files: &[PackFile]) -> Result<Self, PackError> {
        let (pack, pack_name) = packs::compile(files)?;
        Ok(Self { pack, pack_name })
    }

    /// The rules.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Finds the articles of a page and reads them. Pure, and never empty: a page without an article gives one reading
    /// that says so.
    pub fn read(&self, page: &Page, source: &Source) -> Vec<Reading> {
        let Articles { articles, notes } = dateline_article::read(page);
        if articles.is_empty() {
            return vec![self.nothing(source, notes)];
        }
        let mut readings: Vec<Reading> = Vec::with_capacity(articles.len());
        for (i, mut article) in articles.into_iter().enumerate() {
            let analysis = dateline_lang::analyse(&article);
            let found = dateline_lang::language(&analysis);
            let declared = article.language.take();
            let mut notes = if i == 0 { notes.clone() } else { Vec::new() };
            // A page may call English text German; English rules in German text would find what nobody said.
            let foreign = found.is_none() && declared.as_deref().is_some_and(|l| l != "en");
            article.language = found.map(str::to_owned).or(declared);
            let facts = if foreign { Facts::default() } else { self.pack.read(&article, &analysis) };
            if foreign {
                let message = format!(
                    "the article is in “{}”, and facts are read from English alone",
                    article.language.as_deref().unwrap_or("")
                );
                notes.push(
                    Note::new("DL-F003", Severity::Info, message)
                        .hint("the clean article is whole; only its facts are missing"),
                );
            }
            notes.extend(unresolved(&article, &facts));
            readings.push(Reading {
                id: numbered(&id(source), i),
                source: source.clone(),
                pack: self.pack_name.clone(),
                article: Some(article),
                facts,
                notes,
            });
        }
        readings
    }

    /// Finds the articles of a page and reads nothing in them: for `--format text`.
    pub fn articles(&self, page: &Page, source: &Source) -> Vec<Reading> {
        let Articles { articles, notes } = dateline_article::read(page);
        if articles.is_empty() {
            return vec![self.nothing(source, notes)];
        }
        let reading = |(i, article)| Reading {
            id: numbered(&id(source), i),
            source: source.clone(),
            pack: self.pack_name.clone(),
            article: Some(article),
            facts: Facts::default(),
            notes: if i == 0 { notes.clone() } else { Vec::new() },
        };
        articles.into_iter().enumerate().map(reading).collect()
    }

    /// The reading of an input that gave no article, with the notes that say why.
    pub fn nothing(&self, source: &Source, notes: Vec<Note>) -> Reading {
        Reading {
            id: id(source),
            source: source.clone(),
            pack: self.pack_name.clone(),
            article: None,
            facts: Facts::default(),
            notes,
        }
    }
}

fn id(source: &Source) -> String {
    source.id.clone().unwrap_or_else(|| source.sha256.chars().take(16).collect())
}

fn numbered(id: &str, i: usize) -> String {
    if i == 0 { id.to_owned() } else { format!("{id}#{}", i + 1) }
}

/// Pronouns that stand for a speaker whom this version does not look for.
const PRONOUNS: &[&str] = &["he", "she", "it", "they", "we", "i"];

/// What the reading could not resolve.
fn unresolved(article: &Article, facts: &Facts) -> Vec<Note> {
    let mut notes = Vec::new();
    for statement in &facts.statements {
        match statement.speaker {
            Some(speaker) if PRONOUNS.contains(&article.quote(speaker).to_lowercase().as_str()) => {
                let message = format!("who “{}” is was not resolved", article.quote(speaker));
                notes.push(Note::new("DL-F001", Severity::Info, message).at(speaker.span()));
            }
            Some(_) => {}
            None => notes
                .push(Note::new("DL-F002", Severity::Info, "who says this was not found").at(statement.content.span())),
        }
    }
    notes
}

/// A bare text as one paragraph a line, analysed: for rule tests and `dateline rules explain`.
pub fn as_text(text: &str) -> (Article, Analysis) {
    let mut builder = ArticleBuilder::default();
    let mut at = 0u32;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        let mut strand = Strand::default();
        let start = at + (line.len() - line.trim_start().len()) as u32;
        strand.push(words, Span::new(start, start + words.len() as u32));
        builder.block(BlockKind::Paragraph, &strand);
        at += line.len() as u32;
    }
    let article = builder.finish();
    let analysis = dateline_lang::analyse(&article);
    (article, analysis)
}
