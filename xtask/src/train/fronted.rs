//! Fronted participles, made from the treebanks' own trees.
//!
//! Agency prose begins with them ("Backed by air strikes, Iraqi forces unleashed …") and web text hardly ever does, so
//! that a parser trained on web text takes the participle for the sentence. The trees say how to make more: a participle
//! clause that stands behind its subject ("forces backed by air strikes unleashed …") or at the end may as well stand in
//! front, and its words keep their arcs. One that belongs to an object goes there too: what it then says may be odd, but
//! the order is what is to be learned. Nothing is made up but that order and a comma.

use super::treebank::{Sentence, Word};

/// The sentences of `bank` that can be turned, turned.
pub fn turned(bank: &[Sentence]) -> Vec<Sentence> {
    bank.iter().filter_map(turn).collect()
}

fn penn(word: &Word) -> &str {
    word.tag.split('|').nth(1).unwrap_or_default()
}

/// The sentence with its participle clause in front, if it has one that can go there.
fn turn(sentence: &Sentence) -> Option<Sentence> {
    let n = sentence.len();
    let root = sentence.iter().position(|w| w.head == n)?;
    let last = n.checked_sub(1).filter(|&l| sentence[l].form == "." && sentence[l].head == root)?;
    let is_verb = sentence[root].tag.starts_with("VERB");
    let has_subject = sentence.iter().any(|w| w.head == root && w.relation.starts_with("nsubj"));
    if !is_verb || !has_subject {
        return None;
    }
    let participle = (0..n).find(|&i| {
        let word = &sentence[i];
        let of_noun = word.relation == "acl" && word.head < i && sentence[word.head].head == root;
        let hangs = word.head == root && word.relation == "advcl" && i > root || of_noun;
        hangs && matches!(penn(word), "VBN" | "VBG")
    })?;
    // Its words in one run, without a subject or a conjunction of its own.
    let within = |mut i: usize| loop {
        if i == participle {
            return true;
        }
        if i == n {
            return false;
        }
        i = sentence[i].head;
    };
    let mut clause: Vec<usize> = (0..n).filter(|&i| within(i)).collect();
    let is_comma = |i: usize| sentence[i].form == ",";
    while clause.first().is_some_and(|&i| is_comma(i)) {
        clause.remove(0);
    }
    while clause.last().is_some_and(|&i| is_comma(i)) {
        clause.pop();
    }
    let one_run = clause.windows(2).all(|w| w[1] == w[0] + 1);
    let bare = clause.first() == Some(&participle)
        && !sentence.iter().any(|w| w.head == participle && (w.relation.starts_with("nsubj") || w.relation == "mark"));
    if !one_run || !bare || clause.len() < 3 || clause.contains(&last) {
        return None;
    }
    // The rest, without the commas that parted the clause from it.
    let (first, end) = (clause[0], clause[clause.len() - 1] + 1);
    let parting = |i: usize| is_comma(i) && (i + 1 == first || i == end);
    let rest: Vec<usize> = (0..n).filter(|i| !clause.contains(i) && !parting(*i)).collect();
    if (0..n).any(|i| parting(i) && sentence.iter().any(|w| w.head == i)) || rest.first() != Some(&0) {
        return None;
    }
    let order: Vec<Option<usize>> =
        clause.iter().map(|&i| Some(i)).chain([None]).chain(rest.iter().map(|&i| Some(i))).collect();
    let m = order.len();
    let place = |old: usize| order.iter().position(|o| *o == Some(old)).unwrap_or(m);
    let mut turned: Sentence = Vec::with_capacity(m);
    for old in &order {
        let mut word = match *old {
            Some(old) => Word { head: place(sentence[old].head), ..sentence[old].clone() },
            None => Word {
                form: ",".to_owned(),
                tag: "PUNCT|,".to_owned(),
                lemma: ",".to_owned(),
                head: 0,
                relation: "punct".to_owned(),
                misc: String::new(),
            },
        };
        if *old == Some(participle) {
            (word.head, word.relation) = (place(root), "advcl".to_owned());
            let mut letters = word.form.chars();
            word.form =
                letters.next().map(|c| c.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default();
        } else if *old == Some(0) && !word.tag.starts_with("PROPN") && word.form != "I" {
            word.form = word.form.to_lowercase();
        }
        word.misc = String::new();
        turned.push(word);
    }
    // The commas that were left out held nothing, so every head found its place.
    turned.iter().all(|w| w.head <= m).then_some(turned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(rows: &[(&str, &str, usize, &str)]) -> Sentence {
        let n = rows.len();
        let word = |&(form, tag, head, relation): &(&str, &str, usize, &str)| Word {
            form: form.to_owned(),
            tag: tag.to_owned(),
            head: if head == 0 { n } else { head - 1 },
            relation: relation.to_owned(),
            ..Word::default()
        };
        rows.iter().map(word).collect()
    }

    #[test]
    fn a_participle_behind_its_subject_comes_to_the_front() {
        let turned = turned(&[sentence(&[
            ("Forces", "NOUN|NNS", 5, "nsubj"),
            ("backed", "VERB|VBN", 1, "acl"),
            ("by", "ADP|IN", 4, "case"),
            ("jets", "NOUN|NNS", 2, "obl:agent"),
            ("fired", "VERB|VBD", 0, "root"),
            (".", "PUNCT|.", 5, "punct"),
        ])]);
        let words: Vec<_> = turned[0].iter().map(|w| (w.form.as_str(), w.head, w.relation.as_str())).collect();
        let want = [
            ("Backed", 5, "advcl"),
            ("by", 2, "case"),
            ("jets", 0, "obl:agent"),
            (",", 0, "punct"),
            ("forces", 5, "nsubj"),
            ("fired", 7, "root"),
            (".", 5, "punct"),
        ];
        assert_eq!(words, want);
    }
}
