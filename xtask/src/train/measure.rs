//! What the models reach: tags and trees on the treebanks' development parts with their own tokens, names on the outlets of
//! the names corpus that no model has seen, and the references on both of its parts.
//!
//! Printed after training, so that nobody changes a model without seeing what it cost. Scores from raw text are left to the
//! scorers, which read what `dateline tokens` prints.

use super::syntax::{self, Names};
use super::{corpus, names, treebank};
use anyhow::Result;
use dateline_lang::Analyzer;
use dateline_lang::swift::finder::{KINDS, Memory, Part, View, unlabel};
use dateline_lang::swift::model::{Files, Model};
use dateline_lang::swift::{parser, tagger};
use dateline_model::{Span, Tokens};
use std::path::Path;

fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// Prints all figures.
pub fn print(model: &Model, data: &Path, banks: &Path) -> Result<()> {
    for name in ["en_ewt-dev", "en_gum_nonc-dev"] {
        trees(model, name, &treebank::read(&banks.join(format!("{name}.conllu")))?);
    }
    let news = treebank::documents(&banks.join("en_gum_nonc-dev.conllu"))?.into_iter();
    let news = news.filter(|(name, _)| ["_news_", "_interview_", "_speech_"].iter().any(|genre| name.contains(genre)));
    trees(model, "its news, interviews, speeches", &news.flat_map(|(_, s)| s).collect::<Vec<_>>());
    held_out(model, data)?;
    references(model, data)
}

/// Roles, and what stands for what, on both parts of the names corpus.
fn references(model: &Model, data: &Path) -> Result<()> {
    let files = model.write();
    let analyzer = Analyzer::load(&Files([&files[0], &files[1], &files[2], &files[3]]))?;
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

/// Tags and trees with the treebank's tokens, relations without their subtypes.
fn trees(model: &Model, name: &str, gold: &[treebank::Sentence]) {
    let tags: Names = model.tags.iter().map(|(pos, tag)| format!("{}|{}", pos.as_str(), tag.as_str())).collect();
    let base = |relation: &str| relation.split(':').next().unwrap_or_default().to_owned();
    let (mut n, mut upos, mut both, mut uas, mut las, mut roots, mut again) = (0, 0, 0, 0, 0, 0, 0);
    let (mut sentence, mut back, mut state) = Default::default();
    let mut outline = model.outline();
    for words in gold {
        let forms = syntax::forms(words, &model.lexicon);
        let (mut first, mut leads, mut classes) = (vec![0; forms.len()], vec![0; forms.len()], vec![0; forms.len()]);
        model.tagger.tag(&forms, &mut outline, &mut first, &mut leads, &mut classes);
        again += leads.iter().filter(|lead| **lead < tagger::SURE).count();
        parser::Sentence::read(&mut sentence, &forms, &classes, &model.pos, &model.kinds);
        model.parser.parse(&mut sentence, &mut back, &mut state);
        for (i, word) in words.iter().enumerate() {
            n += 1;
            let found = &tags[classes[i] as usize];
            both += usize::from(*found == word.tag);
            upos += usize::from(found.split('|').next() == word.tag.split('|').next());
            if parser_head(&state, i) == word.head {
                uas += 1;
                roots += usize::from(word.head == words.len());
                let relation = model.relations[state.relations[i] as usize].as_str();
                let relation = if word.head == words.len() { "root" } else { relation };
                las += usize::from(base(relation) == base(&word.relation));
            }
        }
    }
    println!(
        "{name}: UPOS {:.2}, with Penn tag {:.2}, UAS {:.2}, LAS {:.2}, root {:.1}; {:.0} % looked at again",
        share(upos, n),
        share(both, n),
        share(uas, n),
        share(las, n),
        share(roots, gold.len()),
        share(again, n)
    );
}

fn parser_head(state: &parser::State, i: usize) -> usize {
    state.heads[i] as usize
}

/// Names of the outlets that the finder has not seen: span and kind, strictly.
fn held_out(model: &Model, data: &Path) -> Result<()> {
    let mut counts = [(0usize, 0usize, 0usize); KINDS.len()];
    let mut memory = Memory::default();
    for marked in names::own(&data.join("names-corpus/test"))? {
        let lesson = names::lesson(model, &marked, &[]);
        if marked.begins {
            memory.clear();
        }
        let view = View { forms: &lesson.forms, classes: &lesson.classes, marks: &lesson.marks, pos: &model.pos };
        let mut labels = vec![0; lesson.forms.len()];
        model.finder.find(&view, &mut memory, &mut labels);
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
