//! CoNLL-U → sentences of words with tags, heads and relations.
//!
//! Ranges (`3-4 don't`) and empty nodes are left out: models learn from words.

use anyhow::{Context, Result};
use std::path::Path;

/// One word of a treebank.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// As it is written.
    pub form: String,
    /// Universal part of speech and Penn tag, `VERB|VBD`.
    pub tag: String,
    /// Dictionary form.
    pub lemma: String,
    /// Index of the head in the sentence; the sentence's length for the root.
    pub head: usize,
    /// Relation with its subtype.
    pub relation: String,
    /// The last column.
    pub misc: String,
}

/// One sentence.
pub type Sentence = Vec<Word>;

/// The sentence with every word written anew.
pub fn rewritten(sentence: &Sentence, write: impl Fn(&str) -> String) -> Sentence {
    sentence.iter().map(|word| Word { form: write(&word.form), ..word.clone() }).collect()
}

/// A word of a headline in title case: a capital if it has four letters or more.
pub fn titled(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if word.chars().count() > 3 => first.to_uppercase().chain(letters).collect(),
        _ => word.to_owned(),
    }
}

/// Reads the sentences of a file.
pub fn read(path: &Path) -> Result<Vec<Sentence>> {
    Ok(documents(path)?.into_iter().flat_map(|(_, sentences)| sentences).collect())
}

/// Reads a file as documents with their names.
pub fn documents(path: &Path) -> Result<Vec<(String, Vec<Sentence>)>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut documents: Vec<(String, Vec<Sentence>)> = vec![(String::new(), Vec::new())];
    let mut sentence = Sentence::new();
    for line in text.lines().chain([""]) {
        if let Some(name) = line.strip_prefix("# newdoc id = ") {
            documents.push((name.to_owned(), Vec::new()));
        } else if line.trim().is_empty() {
            if !sentence.is_empty() {
                let n = sentence.len();
                // In the file heads count from 1, and 0 is the root.
                sentence.iter_mut().for_each(|w: &mut Word| w.head = if w.head == 0 { n } else { w.head - 1 });
                documents.last_mut().context("no document")?.1.push(std::mem::take(&mut sentence));
            }
        } else if !line.starts_with('#') {
            let columns: Vec<&str> = line.split('\t').collect();
            if columns.len() < 10 || columns[0].contains(['-', '.']) {
                continue;
            }
            sentence.push(Word {
                form: columns[1].to_owned(),
                tag: format!("{}|{}", columns[3], columns[4]),
                lemma: columns[2].to_owned(),
                head: columns[6].parse().context("a head is no number")?,
                relation: columns[7].to_owned(),
                misc: columns[9].to_owned(),
            });
        }
    }
    documents.retain(|(_, sentences)| !sentences.is_empty());
    Ok(documents)
}
