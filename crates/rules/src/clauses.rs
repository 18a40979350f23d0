//! A verb of saying → the words that were said, by grammar: the clause that it governs ("said that X"), the one that it is put into ("X, he said, Y"), or
//! all words of an argument ("demanded X").
//!
//! Surface rules say where a content begins and ends more exactly, so that what is read here gives way to them (`discourse`). Left out on purpose:
//! contents of several sentences, which trees do not join.

use crate::arcs::{Arcs, Role};
use dateline_model::{Span, Tokens};

/// A content of fewer words is mostly a broken tree ("so", "no").
const SHORTEST: u32 = 2;

/// Words with which a content does not begin.
const OPENERS: &[&str] = &["that", ",", ":", "-", "and", "but"];

impl Arcs<'_> {
    /// What is said in a clause: runs of words, two where the verb stands in between.
    pub fn clause(&self, cue: usize) -> Vec<Span<Tokens>> {
        // "showed police beating a man" tells what was seen.
        let is_finite =
            |i: &usize| self.tag(*i) != "VBG" || self.children(*i).any(|k| self.relation(k).starts_with("aux"));
        let complement = self.children(cue).find(|i| self.relation(*i).starts_with("ccomp") && is_finite(i));
        if let Some(complement) = complement {
            let mut said = self.under(complement, None);
            // "said, again and again, that the mine is safe": it begins behind "that".
            let that = self.children(complement).find(|&i| i > cue && i < complement && self.norm(i) == "that");
            said.retain(|i| that.is_none_or(|that| *i >= that));
            return self.runs(&said, &self.under(cue, Some(complement)));
        }
        // "Rain fell, he said, in the north."
        let host = self.head(cue);
        if host >= cue || !self.relation(cue).starts_with("parataxis") {
            return Vec::new();
        }
        let told = self.under(cue, None);
        let mut runs = self.runs(&self.under(host, Some(cue)), &told);
        // "…, he said, but rain fell": the report goes on.
        if runs.len() == 2 && self.joins(runs[1].start() as usize) {
            runs.pop();
        }
        runs
    }

    /// What is vowed, asked or ordered: the infinitive that a verb governs, with whom it is asked of.
    pub fn infinitive(&self, cue: usize) -> Vec<Span<Tokens>> {
        let is_infinitive = |i: &usize| {
            self.relation(*i) == "xcomp"
                && *i > cue
                && self.children(*i).any(|k| self.relation(k) == "mark" && self.norm(k) == "to")
        };
        let Some(top) = self.children(cue).find(is_infinitive) else { return Vec::new() };
        let asked = self.children(cue).find(|&i| matches!(self.relation(i), "obj" | "iobj") && i > cue && i < top);
        let mut words = self.under(top, None);
        words.extend(asked.into_iter().flat_map(|asked| self.under(asked, None)));
        words.sort_unstable();
        let run = hull(&words);
        if run.range().contains(&cue) || run.len() < SHORTEST { Vec::new() } else { vec![run] }
    }

    /// An argument with all that hangs on it.
    pub fn whole(&self, role: Role, of: usize) -> Vec<Span<Tokens>> {
        let first = self.fillers(role, of).first().copied();
        let words = first.map(|head| self.under(head, None)).unwrap_or_default();
        let case = |i: &usize| words.first() == Some(i) && self.relation(*i) == "case";
        let words: Vec<usize> = words.iter().copied().filter(|i| !case(i)).collect();
        // What reaches over the verb is a broken tree.
        let run = (!words.is_empty()).then(|| hull(&words));
        run.filter(|run| !run.range().contains(&of)).into_iter().collect()
    }

    /// The words that hang on a word, and itself, in text order; without what hangs on `but`.
    fn under(&self, top: usize, but: Option<usize>) -> Vec<usize> {
        let (mut found, mut open) = (Vec::new(), vec![top]);
        while let Some(word) = open.pop() {
            found.push(word);
            open.extend(self.children(word).filter(|i| Some(*i) != but));
        }
        found.sort_unstable();
        found
    }

    /// The runs of words of what is said, between which stand none that tell who said it; none if there are more than two.
    fn runs(&self, said: &[usize], told: &[usize]) -> Vec<Span<Tokens>> {
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut at = 0;
        for word in said {
            let from = at;
            at += told[at..].iter().take_while(|i| *i < word).count();
            let is_parted = told[from..at].iter().any(|i| self.relation(*i) != "punct");
            match runs.last_mut() {
                Some(run) if !is_parted => run.push(*word),
                _ => runs.push(vec![*word]),
            }
        }
        let begin = |run: &Vec<usize>| run.iter().position(|i| !OPENERS.contains(&self.norm(*i))).unwrap_or(run.len());
        let runs: Vec<_> =
            runs.iter().map(|run| hull(&run[begin(run)..])).filter(|run| run.len() >= SHORTEST).collect();
        if runs.len() > 2 { Vec::new() } else { runs }
    }

    fn joins(&self, i: usize) -> bool {
        matches!(self.norm(i), "but" | "and" | "while" | "although" | "though" | "as")
    }
}

/// The run of words from the first to the last.
fn hull(words: &[usize]) -> Span<Tokens> {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => Span::new(*first as u32, *last as u32 + 1),
        _ => Span::new(0, 0),
    }
}
