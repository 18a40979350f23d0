//! Trains the name finder on the project's corpus and on open corpora that mark fewer kinds.
//!
//! Where a corpus does not tell our kinds apart (its ORG may be an organization or a group) or does not mark them at
//! all (titles, nationalities), a token has several right labels. The model then learns towards the one it likes best
//! among them (Yu and Joachims's latent structure in its simplest form), so that every corpus teaches what it knows.

use super::corpus;
use super::learner::{Chance, Learner};
use super::treebank;
use anyhow::Result;
use dateline_lang::swift::features::Features;
use dateline_lang::swift::finder::{self, KINDS, LABELS, Memory, Part, View, label, may_follow, unlabel};
use dateline_lang::swift::form::{CAPITAL, Case, DIGIT, Form, case_of};
use dateline_lang::swift::hash::text;
use dateline_lang::swift::model::Model;
use dateline_lang::swift::phrases;
use dateline_lang::tokens::normalise;
use std::path::Path;

/// Rounds, and the margin as for the tagger: see there.
const ROUNDS: usize = 8;
const MARGIN: f32 = 10.0;

/// A sentence to learn from.
pub struct Lesson {
    /// Its forms.
    pub forms: Vec<Form>,
    /// The tagger's classes.
    pub classes: Vec<u8>,
    /// The lists' marks.
    pub marks: Vec<u32>,
    /// The right labels of each token, as bits.
    pub right: Vec<u64>,
    /// Whether a document begins with it.
    pub begins: bool,
}

/// A name that a corpus marks: tokens, and the kinds (indices of [`KINDS`]) that it may be.
pub struct Gold {
    /// First token.
    pub start: usize,
    /// Token after the last.
    pub end: usize,
    /// The kinds.
    pub kinds: Vec<usize>,
    /// So many tokens at its beginning may be a title instead.
    pub titles: usize,
}

/// The index of a kind.
pub fn kind(name: &str) -> usize {
    KINDS.iter().position(|k| *k == name).unwrap_or(0)
}

fn bit(label: u8) -> u64 {
    1 << label
}

/// The labels that are right where these names and no others stand; tokens outside may have the `open` kinds too.
pub fn right_labels(n: usize, names: &[Gold], open: &[usize]) -> Vec<u64> {
    let any = |kinds: &[usize]| -> u64 {
        let parts = [Part::Begin, Part::Inside, Part::Last, Part::Alone];
        kinds.iter().flat_map(|&k| parts.iter().map(move |&p| bit(label(k, p)))).fold(0, |a, b| a | b)
    };
    let mut right = vec![1 | any(open); n];
    for name in names {
        for (i, right) in right.iter_mut().enumerate().take(name.end).skip(name.start) {
            let part = match (i == name.start, i + 1 == name.end) {
                (true, true) => Part::Alone,
                (true, false) => Part::Begin,
                (false, true) => Part::Last,
                (false, false) => Part::Inside,
            };
            *right = name.kinds.iter().fold(0, |all, &k| all | bit(label(k, part)));
            // "President Biden" as one name: title and name, or the name alone.
            if i < name.start + name.titles {
                *right |= any(&[kind("ttl")]);
            } else if name.titles > 0 && i == name.start + name.titles {
                let part = if i + 1 == name.end { Part::Alone } else { Part::Begin };
                *right |= name.kinds.iter().fold(0, |all, &k| all | bit(label(k, part)));
            }
        }
    }
    right
}

/// Trains the labels. Documents are taken in a new order each round; what the memory holds is what the model said.
pub fn train(lessons: &[Lesson], pos: &[u8], seed: u64) -> Learner {
    let mut learner = Learner::new(LABELS);
    let mut documents: Vec<&[Lesson]> = lessons.chunk_by(|_, next| !next.begins).collect();
    let mut chance = Chance(seed);
    let mut memory = Memory::default();
    let mut f = Features::default();
    let mut scores = vec![0f32; LABELS];
    for round in 0..ROUNDS {
        chance.shuffle(&mut documents);
        for lesson in documents.iter().flat_map(|d| d.iter()) {
            if lesson.begins {
                memory.clear();
            }
            let view = View { forms: &lesson.forms, classes: &lesson.classes, marks: &lesson.marks, pos };
            let (mut t1, mut t2) = (0u8, 0u8);
            let n = lesson.forms.len();
            for i in 0..n {
                let chosen = if !finder::is_open(t1) && !view.may_begin(i) {
                    0
                } else {
                    finder::features(&view, i, t1, t2, &memory, &mut f);
                    learner.score(f.all(), &mut scores);
                    learner.tick();
                    let (mut good, mut bad) = (None, None);
                    for label in (0..LABELS as u8).filter(|&l| may_follow(t1, l, i + 1 == n)) {
                        let side = if lesson.right[i] & bit(label) != 0 { &mut good } else { &mut bad };
                        if side.is_none_or(|s: u8| scores[label as usize] > scores[s as usize]) {
                            *side = Some(label);
                        }
                    }
                    // Where "no name" is right, it alone is taught: what a corpus does not mark must not be learned from it.
                    // A kind that it leaves open is neither.
                    let open = lesson.right[i] & 1 != 0 && good.is_some_and(|g| g != 0);
                    if open && bad.is_none_or(|b| scores[good.unwrap_or(0) as usize] > scores[b as usize]) {
                        (t2, t1) = (t1, good.unwrap_or(0));
                        if let Some((kind, _)) = unlabel(t1) {
                            memory.keep(lesson.forms[i].low, kind);
                        }
                        continue;
                    }
                    if open && may_follow(t1, 0, i + 1 == n) {
                        good = Some(0);
                    }
                    match (good, bad) {
                        (Some(good), Some(bad)) => {
                            let lead = scores[good as usize] - scores[bad as usize];
                            if lead < MARGIN {
                                learner.update(f.all(), good as usize, bad as usize);
                            }
                            if round > 0 && lead <= 0.0 && chance.happens(0.5) { bad } else { good }
                        }
                        (Some(good), None) => good,
                        (None, bad) => bad.unwrap_or(0),
                    }
                };
                if let Some((kind, _)) = unlabel(chosen) {
                    memory.keep(lesson.forms[i].low, kind);
                }
                (t2, t1) = (t1, chosen);
            }
        }
    }
    learner
}

/// A sentence of a corpus: tokens as written with their norms, and the names marked in it.
pub struct Marked {
    /// As written, and in lower case.
    pub tokens: Vec<(String, String)>,
    /// The names.
    pub names: Vec<Gold>,
    /// Whether a document begins with it.
    pub begins: bool,
}

impl Marked {
    /// The sentence with every word written anew, as a document of its own.
    pub fn rewritten(&self, write: impl Fn(&str) -> String) -> Marked {
        let name = |n: &Gold| Gold { kinds: n.kinds.clone(), ..*n };
        Marked {
            tokens: self.tokens.iter().map(|(word, _)| with_norm(&write(word))).collect(),
            names: self.names.iter().map(name).collect(),
            begins: true,
        }
    }
}

fn with_norm(word: &str) -> (String, String) {
    let mut norm = String::new();
    normalise(word, &mut norm);
    (word.to_owned(), norm)
}

/// A sentence as a lesson; tokens without a name may have the `open` kinds.
pub fn lesson(model: &Model, marked: &Marked, open: &[usize]) -> Lesson {
    let tokens = &marked.tokens;
    let case = case_of(tokens.iter().map(|t| t.0.as_str()));
    let forms: Vec<Form> = tokens.iter().map(|(w, n)| Form::of(w, n, case, &model.lexicon)).collect();
    let n = forms.len();
    let (mut first, mut leads, mut classes) = (vec![0; n], vec![0; n], vec![0; n]);
    model.tagger.tag(&forms, &mut model.outline(), &mut first, &mut leads, &mut classes);
    let numbers: Vec<u64> = tokens.iter().map(|(_, norm)| text(norm.as_bytes())).collect();
    let mut marks = vec![0; n];
    model.phrases.mark(&numbers, |i| case == Case::Capitals || forms[i].flags & (CAPITAL | DIGIT) != 0, &mut marks);
    // A foreign corpus's "President Biden" is our title and name.
    let mut names = Vec::new();
    for gold in &marked.names {
        let is_title = |i: &usize| marks[*i] & phrases::kind::TITLE != 0;
        let most = if gold.titles > 0 { gold.end - gold.start - 1 } else { 0 };
        let titles = (gold.start..gold.start + most).take_while(is_title).count();
        names.push(Gold { start: gold.start, end: gold.end, kinds: gold.kinds.clone(), titles });
    }
    let right = right_labels(n, &names, open);
    Lesson { forms, classes, marks, right, begins: marked.begins }
}

/// The sentences of the project's corpus, cut as the reading cuts them.
pub fn own(folder: &Path) -> Result<Vec<Marked>> {
    let mut all = Vec::new();
    for report in corpus::read(folder, &mut Vec::new())? {
        let analysis = dateline_lang::cut_text(&report.text);
        for (s, sentence) in analysis.sentences.iter().enumerate() {
            let range = sentence.range();
            let token =
                |i: usize| (report.text[analysis.spans[i].range()].to_owned(), analysis.norms.get(i).to_owned());
            let mut names = Vec::new();
            for mark in report.marks.iter().filter(|m| m.kind != "nom" && m.kind != "role") {
                let held = |i: &usize| {
                    analysis.spans[*i].range().start < mark.end && mark.start < analysis.spans[*i].range().end
                };
                let held: Vec<usize> = range.clone().filter(held).collect();
                if let (Some(first), Some(last)) = (held.first(), held.last()) {
                    let (start, end) = (first - range.start, last + 1 - range.start);
                    names.push(Gold { start, end, kinds: vec![kind(&mark.kind)], titles: 0 });
                }
            }
            all.push(Marked { tokens: range.clone().map(token).collect(), names, begins: s == 0 });
        }
    }
    Ok(all)
}

/// A file of lines `number TAB word TAB BIO label`, kinds by `table`.
fn bio(path: &Path, table: &dyn Fn(&str) -> Vec<usize>) -> Result<Vec<Marked>> {
    let file = std::fs::read_to_string(path)?;
    let documents = file.contains("# newdoc");
    let (mut all, mut begins) = (Vec::new(), true);
    let (mut tokens, mut labels): (Vec<(String, String)>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in file.lines().chain([""]) {
        begins |= line.starts_with("# newdoc");
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() >= 3 {
            tokens.push(with_norm(columns[1]));
            labels.push(columns[2]);
        } else if line.trim().is_empty() && !tokens.is_empty() {
            let mut names = Vec::new();
            let mut i = 0;
            while i < labels.len() {
                let start = i;
                i += 1;
                if let Some((_, of)) = labels[start].split_once('-') {
                    while labels.get(i).and_then(|l| l.strip_prefix("I-")) == Some(of) {
                        i += 1;
                    }
                    names.push(Gold { start, end: i, kinds: table(of), titles: usize::from(of == "PER") });
                }
            }
            labels.clear();
            all.push(Marked { tokens: std::mem::take(&mut tokens), names, begins });
            begins = !documents;
        }
    }
    Ok(all)
}

/// GUM's entities whose words are all proper nouns: names, the longest first.
fn gum(path: &Path) -> Result<Vec<Marked>> {
    let mut all = Vec::new();
    for (_, sentences) in treebank::documents(path)? {
        // Entities that are open across words: number and kind, with their first word.
        for (s, sentence) in sentences.iter().enumerate() {
            let mut open: Vec<(String, String, usize)> = Vec::new();
            let mut spans: Vec<(usize, usize, String)> = Vec::new();
            for (i, word) in sentence.iter().enumerate() {
                let Some(entity) = word.misc.split('|').find_map(|m| m.strip_prefix("Entity=")) else { continue };
                for piece in entity.split_inclusive(['(', ')']).flat_map(|p| p.split('(')).filter(|p| !p.is_empty()) {
                    let mut parts = piece.trim_end_matches(')').split('-');
                    let id = parts.next().unwrap_or_default().to_owned();
                    match parts.next() {
                        Some(kind) => {
                            open.push((id.clone(), kind.to_owned(), i));
                            if piece.ends_with(')')
                                && let Some((_, kind, start)) = open.pop()
                            {
                                spans.push((start, i + 1, kind));
                            }
                        }
                        None => {
                            if let Some(at) = open.iter().rposition(|(other, ..)| *other == id) {
                                let (_, kind, start) = open.remove(at);
                                spans.push((start, i + 1, kind));
                            }
                        }
                    }
                }
            }
            spans.sort_by_key(|(start, end, _)| (std::cmp::Reverse(end - start), *start));
            let is_name = |i: usize| sentence[i].tag.starts_with("PROPN");
            let joins = |i: usize| is_name(i) || sentence[i].tag.ends_with("|HYPH") || sentence[i].form == "of";
            let mut names: Vec<Gold> = Vec::new();
            for (mut start, mut end, kind_of) in spans {
                // Only what never belongs to a name may be cut off: "anybody in America" is no name of kind person.
                let cut = |i: usize| ["DET|", "PUNCT|", "PART|POS"].iter().any(|t| sentence[i].tag.starts_with(t));
                while start < end && cut(start) {
                    start += 1;
                }
                while start < end && cut(end - 1) {
                    end -= 1;
                }
                let free = !names.iter().any(|n| n.start < end && start < n.end);
                if start < end && free && (start..end).all(joins) {
                    let kinds: &[&str] = match kind_of.as_str() {
                        "time" => continue,
                        "person" => &["per"],
                        "organization" => &["org", "grp"],
                        "place" => &["loc", "fac"],
                        "event" => &["evt"],
                        _ => &["wrk", "prd", "evt", "nat"],
                    };
                    let kinds = kinds.iter().map(|k| kind(k)).collect();
                    names.push(Gold { start, end, kinds, titles: usize::from(kind_of == "person") });
                }
            }
            let tokens = sentence.iter().map(|w| with_norm(&w.form)).collect();
            all.push(Marked { tokens, names, begins: s == 0 });
        }
    }
    Ok(all)
}

/// A sentence in which nobody looked for names.
pub fn unmarked(forms: &[String]) -> Marked {
    Marked { tokens: forms.iter().map(|form| with_norm(form)).collect(), names: Vec::new(), begins: true }
}

/// All corpora: sentences, and the kinds that they leave open.
pub fn sources(data: &Path, banks: &Path) -> Result<Vec<(Vec<Marked>, Vec<usize>)>> {
    let kinds = |names: &[&str]| names.iter().map(|n| kind(n)).collect::<Vec<_>>();
    let open = |of: &str| match of {
        "PER" => kinds(&["per"]),
        "ORG" => kinds(&["org", "grp"]),
        "LOC" => kinds(&["loc", "fac"]),
        _ => kinds(&["nat", "evt", "wrk", "prd"]),
    };
    let own = own(&data.join("names-corpus/train"))?;
    // Headlines again in capitals, as many outlets print them, and other sentences now and then.
    let loud = own
        .iter()
        .enumerate()
        .filter(|(i, m)| m.begins || i % 4 == 0)
        .map(|(_, m)| m.rewritten(str::to_uppercase))
        .collect();
    // And as American papers print them: a capital on every word of four letters or more.
    let titled = own.iter().filter(|m| m.begins).map(|m| m.rewritten(treebank::titled)).collect();
    Ok(vec![
        (own, Vec::new()),
        (loud, Vec::new()),
        (titled, Vec::new()),
        (bio(&banks.join("names/uner_ewt-train.iob2"), &open)?, kinds(&["nat", "ttl", "evt", "wrk", "prd"])),
        (bio(&banks.join("names/wikigold.conllu"), &open)?, kinds(&["ttl"])),
        // GUM's entities that are no runs of proper nouns ("the army") are not taken, so bodies stay open there.
        (gum(&banks.join("en_gum_nonc-train.conllu"))?, kinds(&["nat", "ttl", "org", "wrk", "prd", "evt"])),
    ])
}

/// All lessons: our corpus, and the open ones for what they mark.
pub fn lessons(model: &Model, data: &Path, banks: &Path) -> Result<Vec<Lesson>> {
    let sources = sources(data, banks)?;
    let each = sources.iter().flat_map(|(sentences, open)| sentences.iter().map(move |m| lesson(model, m, open)));
    let lessons: Vec<Lesson> = each.collect();
    println!("{} sentences with names", lessons.len());
    Ok(lessons)
}
