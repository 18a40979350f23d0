//! What the models reach: tags and trees on the treebanks' development parts with their own tokens, names on the outlets of
//! the names corpus that no model has seen, and the references on both of its parts.
//!
//! Printed after training, so that nobody changes a model without seeing what it cost. Scores from raw text are left to the
//! scorers, which read what `dateline tokens` prints.

use super::syntax::Names;
use super::{corpus, names, treebank};
use anyhow::Result;
use dateline_lang::Analyzer;
use dateline_lang::careful::{self, Careful};
use dateline_lang::swift::finder::{KINDS, Memory, Part, View, unlabel};
use dateline_lang::swift::model::{Files, Model};
use dateline_lang::swift::parser;
use dateline_model::{Span, Tokens};
use std::path::Path;

fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// Prints all figures.
pub fn print(model: &Model, data: &Path, banks: &Path) -> Result<()> {
    syntax_and_names(&mut Swift::new(model), data, banks)?;
    let files = model.write();
    references(&Analyzer::load(&Files([&files[0], &files[1], &files[2], &files[3]]))?, data)
}

/// Roles, and what stands for what, on both parts of the names corpus.
fn references(analyzer: &Analyzer, data: &Path) -> Result<()> {
    for part in ["train", "test"] {
        let (mut role, mut short, mut nominal) = ((0, 0, 0), (0, 0, 0), (0, 0, 0));
        for report in corpus::read(&data.join("names-corpus").join(part), &mut Vec::new())? {
            let analysis = analyzer.analyse_text(&report.text);
            let bytes = |tokens| analysis.text_span(tokens).range();
            let names = &analysis.columns().names;
            let roles: Vec<_> = names.iter().flat_map(|n| &n.roles).map(|t| bytes(*t)).collect();
            let gold = |kind: &'static str| report.marks.iter().filter(move |m| m.kind == kind);
            role.0 += roles.iter().filter(|r| gold("role").any(|m| m.start == r.start && m.end == r.end)).count();
            role.1 += roles.len();
            role.2 += gold("role").count();
            // What the program links counts, marked or not: mentions that begin with a determiner.
            let is_nominal = |t: &&Span<Tokens>| {
                let found = bytes(**t);
                ["the ", "this ", "that "].iter().any(|d| report.text[found.clone()].to_lowercase().starts_with(d))
                    && !report.marks.iter().any(|m| m.kind != "nom" && m.kind != "role" && m.start == found.start)
            };
            nominal.1 += names.iter().flat_map(|n| &n.mentions).filter(is_nominal).count();
            let holder = |mark: &corpus::Mark| {
                let meets = |t: &Span<Tokens>| {
                    let found = bytes(*t);
                    found.start < mark.end && mark.start < found.end
                };
                names.iter().position(|n| n.mentions.iter().any(meets))
            };
            for mark in report.marks.iter().filter(|m| m.stands_for.is_some()) {
                let full = mark.stands_for.as_deref().unwrap_or_default().to_lowercase();
                let is_full = |m: &&corpus::Mark| report.text[m.start..m.end].to_lowercase() == full;
                let full = report.marks.iter().find(is_full).and_then(holder);
                let found = holder(mark);
                // A name with one wording links nothing; one with several says something of each.
                let wording = |t: &Span<Tokens>| report.text[bytes(*t)].to_lowercase();
                let linked = found
                    .is_some_and(|n| names[n].mentions.iter().any(|m| wording(m) != wording(&names[n].mentions[0])));
                let right = usize::from(linked && found == full);
                if mark.kind == "nom" {
                    nominal.2 += 1;
                    nominal.0 += right;
                } else {
                    short.2 += 1;
                    short.1 += usize::from(linked);
                    short.0 += right;
                }
            }
        }
        for (what, (right, found, gold)) in [("roles", role), ("short forms", short), ("nominal mentions", nominal)] {
            println!("{part}, {what}: P {:.1} R {:.1} ({gold})", share(right, found), share(right, gold));
        }
    }
    Ok(())
}

/// What a reader says of one sentence: tags as `VERB|VBD`, heads as in [`treebank::Word`], relations, labels of names.
#[derive(Default)]
struct Said {
    tags: Vec<String>,
    heads: Vec<usize>,
    relations: Vec<&'static str>,
    labels: Vec<u8>,
}

/// A reader of sentences that are cut already.
trait Reads {
    fn read(&mut self, marked: &names::Marked) -> Said;
}

/// The swift reader.
struct Swift<'m> {
    model: &'m Model,
    tags: Names,
    memory: Memory,
}

impl<'m> Swift<'m> {
    fn new(model: &'m Model) -> Self {
        let tags = model.tags.iter().map(|(pos, tag)| format!("{}|{}", pos.as_str(), tag.as_str())).collect();
        Self { model, tags, memory: Memory::default() }
    }
}

impl Reads for Swift<'_> {
    fn read(&mut self, marked: &names::Marked) -> Said {
        let lesson = names::lesson(self.model, marked, &[]);
        let n = lesson.forms.len();
        let (mut sentence, mut back, mut state) =
            (parser::Sentence::default(), parser::Sentence::default(), parser::State::default());
        let classes = &lesson.classes;
        sentence.read(&lesson.forms, classes, &self.model.pos, &self.model.kinds);
        self.model.parser.parse(&mut sentence, &mut back, &mut state);
        if marked.begins {
            self.memory.clear();
        }
        let pos = &self.model.pos;
        let view = View { forms: &lesson.forms, classes: &lesson.classes, marks: &lesson.marks, pos };
        let mut labels = vec![0; n];
        self.model.finder.find(&view, &mut self.memory, &mut labels);
        let heads: Vec<usize> = state.heads.iter().take(n).map(|h| *h as usize).collect();
        let relation = |i: usize| self.model.relations[state.relations[i] as usize].as_str();
        let relations = (0..n).map(|i| if heads[i] == n { "root" } else { relation(i) }).collect();
        Said { tags: classes.iter().map(|c| self.tags[*c as usize].clone()).collect(), heads, relations, labels }
    }
}

/// The careful reader, with the swift one's lists.
struct Thorough<'m> {
    careful: &'m Careful,
    model: &'m Model,
    desk: careful::Desk,
}

impl Reads for Thorough<'_> {
    fn read(&mut self, marked: &names::Marked) -> Said {
        let lesson = names::lesson(self.model, marked, &[]);
        let mut text = careful::Text::default();
        let words = marked.tokens.iter().zip(&lesson.marks).map(|((word, _), marks)| (word.as_str(), *marks));
        self.careful.add(&mut text, words);
        self.careful.answer(&text, &mut self.desk);
        let answers = self.desk.answers();
        let n = lesson.forms.len();
        let tag = |class: &u8| {
            let (pos, tag) = self.careful.tags[*class as usize];
            format!("{}|{}", pos.as_str(), tag.as_str())
        };
        Said {
            tags: answers.classes.iter().map(tag).collect(),
            heads: answers.heads.iter().map(|h| if *h == 0 { n } else { h - 1 }).collect(),
            relations: answers.relations.iter().map(|r| self.careful.relations[*r as usize].as_str()).collect(),
            labels: answers.labels.clone(),
        }
    }
}

/// Prints what the careful reader of these bytes reaches, with the treebanks' tokens.
pub fn careful(bytes: &[u8], data: &Path, banks: &Path) -> Result<()> {
    let careful = Careful::load(bytes)?;
    let swift = Analyzer::of(dateline_lang::Reader::Swift);
    let mut reader = Thorough { careful: &careful, model: swift.model(), desk: careful::Desk::default() };
    syntax_and_names(&mut reader, data, banks)?;
    references(&swift.with_careful(bytes)?, data)
}

fn syntax_and_names(reader: &mut dyn Reads, data: &Path, banks: &Path) -> Result<()> {
    for name in ["en_ewt-dev", "en_gum_nonc-dev"] {
        trees(reader, name, &treebank::read(&banks.join(format!("{name}.conllu")))?);
    }
    let news = treebank::documents(&banks.join("en_gum_nonc-dev.conllu"))?.into_iter();
    let news = news.filter(|(name, _)| ["_news_", "_interview_", "_speech_"].iter().any(|genre| name.contains(genre)));
    trees(reader, "its news, interviews, speeches", &news.flat_map(|(_, s)| s).collect::<Vec<_>>());
    held_out(reader, data)
}

/// Tags and trees with the treebank's tokens, relations without their subtypes.
fn trees(reader: &mut dyn Reads, name: &str, gold: &[treebank::Sentence]) {
    let base = |relation: &str| relation.split(':').next().unwrap_or_default().to_owned();
    let (mut n, mut upos, mut both, mut uas, mut las, mut roots) = (0, 0, 0, 0, 0, 0);
    for words in gold {
        let forms: Vec<String> = words.iter().map(|w| w.form.clone()).collect();
        let said = reader.read(&names::unmarked(&forms));
        for (i, word) in words.iter().enumerate() {
            n += 1;
            both += usize::from(said.tags[i] == word.tag);
            upos += usize::from(said.tags[i].split('|').next() == word.tag.split('|').next());
            if said.heads[i] == word.head {
                uas += 1;
                roots += usize::from(word.head == words.len());
                las += usize::from(base(said.relations[i]) == base(&word.relation));
            }
        }
    }
    println!(
        "{name}: UPOS {:.2}, with Penn tag {:.2}, UAS {:.2}, LAS {:.2}, root {:.1}",
        share(upos, n),
        share(both, n),
        share(uas, n),
        share(las, n),
        share(roots, gold.len()),
    );
}

/// Names of the outlets that no model has seen: span and kind, strictly.
fn held_out(reader: &mut dyn Reads, data: &Path) -> Result<()> {
    let mut counts = [(0usize, 0usize, 0usize); KINDS.len()];
    for marked in names::own(&data.join("names-corpus/test"))? {
        let labels = reader.read(&marked).labels;
        let (mut found, mut start) = (Vec::new(), 0);
        for (i, &label) in labels.iter().enumerate() {
            let Some((kind, part)) = unlabel(label) else { continue };
            if matches!(part, Part::Begin | Part::Alone) {
                start = i;
            }
            if matches!(part, Part::Last | Part::Alone) {
                found.push((start, i + 1, kind));
            }
        }
        let gold: Vec<_> = marked.names.iter().map(|g| (g.start, g.end, g.kinds[0])).collect();
        for name in &found {
            counts[name.2].0 += usize::from(gold.contains(name));
            counts[name.2].1 += 1;
        }
        gold.iter().for_each(|name| counts[name.2].2 += 1);
    }
    let all = counts.iter().fold((0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
    for (kind, (right, found, gold)) in KINDS.iter().zip(counts).chain([(&"all", all)]) {
        let f1 = 200.0 * right as f64 / (found + gold).max(1) as f64;
        println!("names, {kind}: P {:.1} R {:.1} F1 {f1:.1} ({gold})", share(right, found), share(right, gold));
    }
    Ok(())
}
