//! `cargo xtask lessons FOLDER`: what the careful reader learns from, as the swift reader's training sees it.
//!
//! The careful reader is trained in Python (`training/`), which must not cut text, read lists or understand corpora a
//! second time in a second way. So everything that both readers share is done here, and Python gets rows:
//! `form TAB tag TAB head TAB relation TAB labels TAB marks`, a blank line behind each sentence, `_` where a corpus says
//! nothing. Heads count from 1 and 0 is the root; labels are the right ones among
//! [`dateline_lang::swift::finder`]'s as bits in hexadecimal, marks those of [`phrases::kind`] likewise.

use super::names::{self, Marked};
use super::syntax::Names as Classes;
use super::treebank::{self, Sentence, Word};
use super::{fronted, syntax};
use anyhow::{Context, Result};
use dateline_lang::swift::finder::{KINDS, LABELS};
use dateline_lang::swift::model::Model;
use dateline_lang::swift::phrases::kind;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

/// One treebank sentence in so many is learned from in capitals as well, and one in title case: chosen, twice as often as for the
/// swift reader, whose features know of such lines.
const LOUD: usize = 30;

/// The rows of sentences: trees, names, or both.
struct Rows<'a> {
    model: &'a Model,
    text: String,
    sentences: usize,
}

impl Rows<'_> {
    /// Adds a sentence; `open` says which kinds its corpus does not mark, `None` that it marks no names.
    fn put(&mut self, words: Option<&Sentence>, marked: &Marked, open: Option<&[usize]>) {
        let lesson = names::lesson(self.model, marked, open.unwrap_or_default());
        for (i, (form, _)) in marked.tokens.iter().enumerate() {
            let _ = match words.map(|words| (&words[i], words.len())) {
                Some((Word { tag, head, relation, .. }, n)) => {
                    write!(self.text, "{form}\t{tag}\t{}\t{relation}", if *head == n { 0 } else { head + 1 })
                }
                None => write!(self.text, "{form}\t_\t_\t_"),
            };
            let _ = match open {
                Some(_) => write!(self.text, "\t{:x}", lesson.right[i]),
                None => write!(self.text, "\t_"),
            };
            let _ = writeln!(self.text, "\t{:x}", lesson.marks[i] & kind::KINDS);
        }
        self.text.push('\n');
        self.sentences += 1;
    }

    fn write(self, path: &Path) -> Result<()> {
        println!("{}: {} sentences", path.display(), self.sentences);
        std::fs::write(path, self.text).with_context(|| path.display().to_string())
    }
}

fn forms(sentence: &Sentence) -> Vec<String> {
    sentence.iter().map(|w| w.form.clone()).collect()
}

/// Writes `train.tsv`, `ewt-dev.tsv`, `gum-dev.tsv`, `names-test.tsv` and `classes.tsv`.
pub fn write(root: &Path, out: &Path) -> Result<()> {
    let (data, banks) = (root.join("lang-data/en"), root.join("../shared/treebanks"));
    let embedded = dateline_lang::Analyzer::of(dateline_lang::Reader::Swift);
    let rows = || Rows { model: embedded.model(), text: String::new(), sentences: 0 };
    std::fs::create_dir_all(out)?;
    let ewt = treebank::read(&banks.join("en_ewt-train.conllu"))?;
    let gum = treebank::read(&banks.join("en_gum_nonc-train.conllu"))?;
    // Each corpus's names with the kinds it leaves open.
    let sources = names::sources(&data, &banks)?;
    let mut named: HashMap<Vec<String>, (&Marked, &[usize])> = HashMap::new();
    for (marked, open) in sources.iter().flat_map(|(sentences, open)| sentences.iter().map(move |m| (m, open))) {
        named.entry(marked.tokens.iter().map(|t| t.0.clone()).collect()).or_insert((marked, open));
    }
    let mut train = rows();
    let both: Vec<Sentence> = ewt.into_iter().chain(gum).collect();
    let mut taken: std::collections::HashSet<Vec<String>> = std::collections::HashSet::new();
    for words in &both {
        match named.get(&forms(words)) {
            Some((marked, open)) => train.put(Some(words), marked, Some(open)),
            None => train.put(Some(words), &names::unmarked(&forms(words)), None),
        }
        taken.insert(forms(words));
    }
    let turned = fronted::turned(&both);
    for words in &turned {
        train.put(Some(words), &names::unmarked(&forms(words)), None);
    }
    // Names keep their places when a sentence is printed in other letters.
    for (skipped, write) in [(7, str::to_uppercase as fn(&str) -> String), (22, treebank::titled)] {
        for words in both.iter().skip(skipped).step_by(LOUD) {
            let again = treebank::rewritten(words, write);
            match named.get(&forms(words)) {
                Some((marked, open)) => train.put(Some(&again), &marked.rewritten(write), Some(open)),
                None => train.put(Some(&again), &names::unmarked(&forms(&again)), None),
            }
        }
    }
    for (sentences, open) in &sources {
        for marked in sentences {
            let tokens: Vec<String> = marked.tokens.iter().map(|t| t.0.clone()).collect();
            if !taken.contains(&tokens) {
                train.put(None, marked, Some(open));
            }
        }
    }
    train.write(&out.join("train.tsv"))?;
    for (bank, name) in [("en_ewt-dev", "ewt-dev"), ("en_gum_nonc-dev", "gum-dev")] {
        let mut dev = rows();
        for words in treebank::read(&banks.join(format!("{bank}.conllu")))? {
            dev.put(Some(&words), &names::unmarked(&forms(&words)), None);
        }
        dev.write(&out.join(format!("{name}.tsv")))?;
    }
    let mut dev = rows();
    for marked in names::own(&data.join("names-corpus/test"))? {
        dev.put(None, &marked, Some(&[]));
    }
    dev.write(&out.join("names-test.tsv"))?;
    let sentences = || both.iter().flatten();
    let tags: Classes = syntax::frequent(sentences().map(|w| w.tag.as_str()), 6);
    let relations: Classes = syntax::frequent(sentences().map(|w| w.relation.as_str()), 6);
    let mut classes = String::new();
    for (what, names) in [("tag", &tags), ("relation", &relations)] {
        names.iter().for_each(|name| classes += &format!("{what}\t{name}\n"));
    }
    KINDS.iter().for_each(|kind| classes += &format!("kind\t{kind}\n"));
    println!("{} tags, {} relations, {LABELS} labels", tags.len(), relations.len());
    std::fs::write(out.join("classes.tsv"), classes)?;
    Ok(())
}
