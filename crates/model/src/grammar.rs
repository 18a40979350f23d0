//! The grammar's closed classes: parts of speech, Penn tags and relations.
//!
//! Those of Universal Dependencies 2 for English (de Marneffe et al. 2021; Silveira et al. 2014), as the English Web
//! Treebank and GUM use them. Penn tags tell more of verbs and nouns (past, participle, plural) than the universal ones.

use crate::words::words;

words! {
    /// A universal part of speech.
    Pos {
        /// Adjective.
        Adj = "ADJ",
        /// Preposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary.
        Aux = "AUX",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Anything else.
        X = "X",
    }
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident, $all:ident: $($word:literal)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u8);

        const $all: &[&str] = &[$($word),*];

        impl $name {
            /// The one that the treebanks call `word`.
            pub fn from_word(word: &str) -> Option<Self> {
                $all.binary_search(&word).ok().map(|i| Self(i as u8))
            }

            /// The treebanks' word.
            pub fn as_str(self) -> &'static str {
                $all[self.0 as usize]
            }

            /// All of them, in alphabetical order.
            pub fn all() -> impl Iterator<Item = Self> {
                (0..$all.len() as u8).map(Self)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

table! {
    /// A Penn tag: `VBD`, `NNS`.
    Tag, TAGS:
    "$" "''" "," "-LRB-" "-RRB-" "." ":" "ADD" "AFX" "CC" "CD" "DT" "EX" "FW" "GW" "HYPH" "IN" "JJ" "JJR" "JJS" "LS"
    "MD" "NFP" "NN" "NNP" "NNPS" "NNS" "PDT" "POS" "PRP" "PRP$" "RB" "RBR" "RBS" "RP" "SYM" "TO" "UH" "VB" "VBD" "VBG"
    "VBN" "VBP" "VBZ" "WDT" "WP" "WP$" "WRB" "XX" "``"
}

table! {
    /// How a word hangs on its head, with the subtype: `nsubj:pass`.
    Relation, RELATIONS:
    "acl" "acl:relcl" "advcl" "advcl:relcl" "advmod" "amod" "appos" "aux" "aux:pass" "case" "cc" "cc:preconj" "ccomp"
    "compound" "compound:prt" "conj" "cop" "csubj" "csubj:outer" "csubj:pass" "dep" "det" "det:predet" "discourse"
    "dislocated" "expl" "fixed" "flat" "goeswith" "iobj" "list" "mark" "nmod" "nmod:desc" "nmod:poss" "nmod:unmarked"
    "nsubj" "nsubj:outer" "nsubj:pass" "nummod" "obj" "obl" "obl:agent" "obl:unmarked" "orphan" "parataxis" "punct"
    "reparandum" "root" "vocative" "xcomp"
}

impl Relation {
    /// The relation without its subtype: `nsubj` of `nsubj:pass`.
    pub fn base(self) -> &'static str {
        self.as_str().split(':').next().unwrap_or("")
    }

    /// The relation of a sentence's root.
    pub fn root() -> Self {
        Self::from_word("root").unwrap_or(Self(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_so_that_every_word_is_found() {
        assert!(TAGS.windows(2).all(|w| w[0] < w[1]));
        assert!(RELATIONS.windows(2).all(|w| w[0] < w[1]));
        assert_eq!(Relation::from_word("nsubj:pass").map(Relation::base), Some("nsubj"));
        assert_eq!(Relation::root().as_str(), "root");
        assert_eq!(Tag::from_word("NNX"), None);
    }
}
