//! The reading, in order: articles, language, rules.

use dateline_article::Articles;
use dateline_lang::{Analyzer, Reader};
use dateline_model::{
    Analysis, Article, ArticleBuilder, BlockKind, Evidence, Impossible, Name, NameKind, Named, Note, Page, Placed,
    Severity, Span, Statement, Strand, Text, Timed,
};
use dateline_rules::{Facts, Pack, PackFile};

use crate::packs::{self, PackError};
use std::sync::{Arc, OnceLock};

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
    /// The language models that read it.
    pub reader: Reader,
    /// The pack that read it.
    pub pack: String,
    /// The article; `None` if the page gave none.
    pub article: Option<Article>,
    /// Who and what it names.
    pub names: Vec<Named>,
    /// The places that it names, and where they are.
    pub located: Vec<Placed>,
    /// The times that it names.
    pub times: Vec<Timed>,
    /// What its words state.
    pub facts: Facts,
    /// What is to be said of the reading.
    pub notes: Vec<Note>,
}

/// The stages with their rules and data, ready to read. Cheap to share between threads.
#[derive(Debug)]
pub struct Pipeline {
    reader: Reader,
    analyzer: OnceLock<Arc<Analyzer>>,
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
        Ok(Self { reader: Reader::default(), analyzer: OnceLock::new(), pack, pack_name })
    }

    /// Which models read.
    pub fn reader(&self) -> Reader {
        self.reader
    }

    /// The name of the rules: what the record calls `pack`.
    pub fn pack_name(&self) -> &str {
        &self.pack_name
    }

    /// The same pipeline with this reader of those that come with the program.
    pub fn with_reader(self, reader: Reader) -> Self {
        Self { reader, analyzer: OnceLock::new(), ..self }
    }

    /// The same pipeline with language models of one's own.
    pub fn with_analyzer(self, analyzer: Arc<Analyzer>) -> Self {
        Self { reader: analyzer.reader(), analyzer: analyzer.into(), ..self }
    }

    /// The language models: those that come with the program are loaded when they are first asked for, since articles
    /// alone and rules that are only checked need none.
    pub fn analyzer(&self) -> &Analyzer {
        self.analyzer.get_or_init(|| Analyzer::of(self.reader))
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
            let analysis = self.analyzer().analyse(&article);
            let found = dateline_lang::language(&analysis);
            let declared = article.language.take();
            let mut notes = if i == 0 { notes.clone() } else { Vec::new() };
            // A page may call English text German; English rules in German text would find what nobody said.
            let said = declared.as_deref().is_some_and(|l| l != "en");
            let foreign = found.is_none() && (said || dateline_lang::is_foreign(&analysis));
            article.language = found.map(str::to_owned).or(declared);
            let mut facts = if foreign { Facts::default() } else { self.pack.read(&article, &analysis) };
            let names: Vec<Named> = if foreign { Vec::new() } else { cited(&article, &analysis) };
            let located = if foreign { Vec::new() } else { placed(&article, &analysis) };
            let times = if foreign { Vec::new() } else { timed(&article, &analysis) };
            let places = Places::new(&names, &analysis);
            for statement in &mut facts.statements {
                statement.speaker_name = speaker_name(statement, &names, &places, &article);
            }
            tie_events(&article, &analysis, &names, &mut facts);
            if foreign {
                let language = article.language.as_deref().filter(|l| *l != "en");
                let what = language.map_or("not in English".to_owned(), |language| format!("in “{language}”"));
                let message = format!("the article is {what}, and facts are read from English alone");
                notes.push(
                    Note::new("DL-F003", Severity::Info, message)
                        .hint("the clean article is whole; only its names and facts are missing"),
                );
            }
            notes.extend(unresolved(&article, &facts));
            if !foreign {
                notes.extend(impossible(&article, &analysis));
            }
            readings.push(Reading {
                id: numbered(&id(source), i),
                source: source.clone(),
                reader: self.reader,
                pack: self.pack_name.clone(),
                article: Some(article),
                names,
                located,
                times,
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
            reader: self.reader,
            pack: self.pack_name.clone(),
            article: Some(article),
            names: Vec::new(),
            located: Vec::new(),
            times: Vec::new(),
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
            reader: self.reader,
            pack: self.pack_name.clone(),
            article: None,
            names: Vec::new(),
            located: Vec::new(),
            times: Vec::new(),
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

/// The names of an analysis with the article's words for them. A name whose own words cannot be cited is none.
fn cited(article: &Article, analysis: &Analysis) -> Vec<Named> {
    let cite = |tokens: Span<_>| article.cite(analysis.text_span(tokens));
    let all = |spans: &[Span<_>]| spans.iter().filter_map(|s| cite(*s)).collect::<Vec<Evidence>>();
    let named = |name: &Name| {
        let (titles, roles, mentions) = (all(&name.titles), all(&name.roles), all(&name.mentions));
        Some(Named { kind: name.kind, name: cite(name.name)?, titles, roles, side: name.side, mentions })
    };
    analysis.columns().names.iter().filter_map(named).collect()
}

/// Gives the participants of events their names, and their places and times the numbers that they have among those that can be cited.
fn tie_events(article: &Article, analysis: &Analysis, names: &[Named], facts: &mut Facts) {
    let columns = analysis.columns();
    let citable = |tokens: Span<_>| article.cite(analysis.text_span(tokens)).is_some();
    let numbers = |all: &mut dyn Iterator<Item = Span<_>>| -> Vec<Option<usize>> {
        let mut n = 0;
        let number = |tokens| {
            citable(tokens).then(|| {
                n += 1;
                n - 1
            })
        };
        all.map(number).collect()
    };
    let places = numbers(&mut columns.places.iter().map(|p| p.tokens));
    let times = numbers(&mut columns.times.iter().map(|t| t.tokens));
    // A phrase means the name that it ends with ("the rebel group M23"), or that it is.
    let name_of = |words: Span<Text>| {
        let ends = |name: &Named| {
            name.kind != NameKind::Nationality
                && name.mentions.iter().any(|m| words.contains(m.span()) && m.span().end() == words.end())
        };
        names.iter().position(ends)
    };
    for figure in &mut facts.figures {
        figure.place = figure.place.and_then(|k| places.get(k).copied().flatten());
        figure.time = figure.time.and_then(|k| times.get(k).copied().flatten());
        // "Hezbollah fighters" stand where Hezbollah does.
        let group = figure.group.unwrap_or(figure.phrase).span();
        let named = |name: &&Named| name.mentions.iter().any(|m| group.contains(m.span()));
        figure.side = names.iter().filter(named).find_map(|name| name.side).or(figure.side);
    }
    for event in &mut facts.events {
        event.place = event.place.and_then(|k| places.get(k).copied().flatten());
        event.time = event.time.and_then(|k| times.get(k).copied().flatten());
        for participant in event.actors.iter_mut().chain(&mut event.recipients) {
            participant.name = name_of(participant.words.span());
        }
    }
}

/// The places of an analysis with the article's words for them.
fn placed(article: &Article, analysis: &Analysis) -> Vec<Placed> {
    let cited = |place: &dateline_model::Place| {
        let mention = article.cite(analysis.text_span(place.tokens))?;
        let relation = place.relation.as_ref().and_then(|r| article.cite(analysis.text_span(r.tokens)));
        Some(Placed { mention, place: place.clone(), relation })
    };
    analysis.columns().places.iter().filter_map(cited).collect()
}

/// The times of an analysis with the article's words for them.
fn timed(article: &Article, analysis: &Analysis) -> Vec<Timed> {
    let cited = |time: &dateline_model::Time| {
        Some(Timed { mention: article.cite(analysis.text_span(time.tokens))?, time: time.clone() })
    };
    analysis.columns().times.iter().filter_map(cited).collect()
}

/// The name that a statement's speaker is: the person named in the speaker's words, or the name that they are from end to
/// end ("the Interior Ministry", "the group"). A name that only tells more of a speaker ("a spokesman for the ministry",
/// "a lawyer for Mr Smith") is not the speaker, and of two people who speak together neither is.
fn speaker_name(statement: &Statement, names: &[Named], places: &Places, article: &Article) -> Option<usize> {
    let speaker = statement.speaker?.span();
    let from = places.mentions.partition_point(|(m, _)| m.start() < speaker.start());
    let held = || places.mentions[from..].iter().take_while(|(m, _)| m.end() <= speaker.end());
    let before = |start: u32| article.slice(Span::new(speaker.start(), start));
    let mut persons: Vec<(Span<Text>, usize)> =
        held().filter(|(_, i)| names[*i].kind == NameKind::Person).copied().collect();
    persons.dedup_by_key(|(_, i)| *i);
    if let [(mention, person)] = persons[..] {
        // From the person's title back to the last comma no preposition may stand.
        let title = places.titles[..places.titles.partition_point(|t| t.end() <= mention.start())].last();
        let title = title.filter(|t| article.slice(Span::new(t.end(), mention.start())).trim().is_empty());
        let lead = before(title.map_or(mention.start(), |t| t.start().max(speaker.start())));
        let lead = lead.rsplit(',').next().unwrap_or("");
        let belongs = lead.split_whitespace().any(|w| ["of", "for", "to", "by", "from", "with"].contains(&w));
        let after = article.slice(Span::new(mention.end(), speaker.end()));
        return (!belongs && (after.is_empty() || after.starts_with(','))).then_some(person);
    }
    let whole = |(m, _): &&(Span<Text>, usize)| {
        m.end() == speaker.end()
            && (before(m.start()).is_empty() || before(m.start()).trim().eq_ignore_ascii_case("the"))
    };
    if persons.is_empty() { held().find(whole).map(|(_, i)| *i) } else { None }
}

/// Where an article's mentions (with the name of each) and titles stand, by their beginning.
struct Places {
    mentions: Vec<(Span<Text>, usize)>,
    titles: Vec<Span<Text>>,
}

impl Places {
    fn new(names: &[Named], analysis: &Analysis) -> Places {
        let mut mentions: Vec<(Span<Text>, usize)> =
            names.iter().enumerate().flat_map(|(i, n)| n.mentions.iter().map(move |m| (m.span(), i))).collect();
        mentions.sort_by_key(|(m, _)| m.start());
        Places { mentions, titles: analysis.columns().titles.iter().map(|t| analysis.text_span(*t)).collect() }
    }
}

/// Pronouns that stand for a speaker whom this version does not look for.
const PRONOUNS: &[&str] = &["he", "she", "it", "they", "we", "i"];

/// What the reading could not resolve.
fn unresolved(article: &Article, facts: &Facts) -> Vec<Note> {
    let mut notes = Vec::new();
    for statement in facts.statements.iter().filter(|s| s.speaker_name.is_none()) {
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

/// Notes on words that look like a value and cannot be one.
fn impossible<'a>(article: &'a Article, analysis: &'a Analysis) -> impl Iterator<Item = Note> + 'a {
    analysis.columns().impossible.iter().filter_map(|(tokens, what)| {
        let words = article.cite(analysis.text_span(*tokens))?;
        let said = article.quote(words);
        let note = match what {
            Impossible::Date => Note::new("DL-L001", Severity::Warning, format!("no calendar has “{said}”"))
                .hint("no day was read from it; the report may mean another"),
            Impossible::Number => {
                let message = format!("a number of {} digits counts nothing", said.len());
                Note::new("DL-L002", Severity::Warning, message).hint("no figure was read from it")
            }
        };
        Some(note.at(words.span()))
    })
}

/// A bare text as one paragraph a line, analysed: for rule tests and `dateline rules explain`.
pub fn as_text(analyzer: &Analyzer, text: &str) -> (Article, Analysis) {
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
    let analysis = analyzer.analyse(&article);
    (article, analysis)
}
