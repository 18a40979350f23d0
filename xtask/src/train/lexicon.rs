//! `lang-data/en/words.tsv` → the lexicon that models read.

use super::words::PENN;
use anyhow::{Context, Result};
use dateline_lang::swift::hash::text;
use dateline_lang::swift::lexicon::{Change, Entry, Lexicon};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// One line of the word list.
pub struct Row {
    /// The form as it is written.
    pub form: String,
    /// Its tags as bits in the order of [`PENN`].
    pub tags: u16,
    /// Its dictionary forms by part of speech letter, where they differ from it.
    pub lemmas: Vec<(char, String)>,
    /// Its fine cluster plus one, or 0.
    pub cluster: u16,
}

/// The word list.
pub struct Words {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Middle and coarse cluster of each fine one.
    pub folded: Vec<(u16, u16)>,
}

/// Reads the list.
pub fn read(path: &Path) -> Result<Words> {
    let list = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut words = Words { rows: Vec::new(), folded: Vec::new() };
    for line in list.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        if let ["#cluster", _, middle, coarse] = columns[..] {
            words.folded.push((middle.parse()?, coarse.parse()?));
        } else if let [form, tags, lemmas, cluster] = columns[..]
            && !form.starts_with("# ")
        {
            let bit = |tag: &str| PENN.iter().position(|t| *t == tag).map_or(0, |i| 1 << i);
            words.rows.push(Row {
                form: form.to_owned(),
                tags: tags.split(' ').fold(0, |all, tag| all | bit(tag)),
                lemmas: lemmas.split(' ').filter_map(|l| Some((l.chars().next()?, l.get(1..)?.to_owned()))).collect(),
                cluster: cluster.parse::<u16>().map_or(0, |c| c + 1),
            });
        }
    }
    Ok(words)
}

/// The lexicon of the list and of the words that have `settled` on one tag.
pub fn build(words: &Words, settled: &HashMap<u64, u8>) -> Lexicon {
    let mut changes: BTreeMap<Change, usize> = BTreeMap::new();
    let change = |form: &str, lemma: &str| {
        let same = form.bytes().zip(lemma.bytes()).take_while(|(a, b)| a == b).count();
        let same = form.floor_char_boundary(same);
        Change { off: (form.len() - same) as u8, on: lemma[same..].to_owned() }
    };
    for row in &words.rows {
        for (_, lemma) in &row.lemmas {
            *changes.entry(change(&row.form, lemma)).or_default() += 1;
        }
    }
    let mut list: Vec<(Change, usize)> = changes.into_iter().collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    list.truncate(255);
    let number: BTreeMap<&Change, u8> = list.iter().enumerate().map(|(i, (c, _))| (c, (i + 1) as u8)).collect();
    let mut entries: BTreeMap<u64, Entry> = BTreeMap::new();
    for row in &words.rows {
        let entry = entries.entry(text(row.form.as_bytes())).or_default();
        entry.tags |= row.tags;
        entry.cluster = row.cluster;
        for (pos, lemma) in &row.lemmas {
            let slot = match pos {
                'v' => 0,
                'n' => 1,
                _ => 2,
            };
            entry.lemma[slot] = number.get(&change(&row.form, lemma)).copied().unwrap_or(0);
        }
    }
    for (&word, &only) in settled {
        entries.entry(word).or_default().only = only;
    }
    let rows: Vec<(u64, Entry)> = entries.into_iter().collect();
    Lexicon::new(&rows, words.folded.clone(), list.into_iter().map(|(c, _)| c).collect())
}
