//! Words that a full stop belongs to, and prefixes that a hyphen belongs to.
//!
//! The lists are closed classes of written news English (AP and Reuters style: months, ranks, forms of address, company
//! forms), so they stand here and not in data files; the hyphen prefixes are those that the training parts of UD English
//! EWT and GUM leave uncut at least as often as they cut them. Both are sorted for binary search.

/// Abbreviations, lower case, without the full stop, that stand before a name or a number and so never end a sentence.
const BEFORE: &[&str] = &[
    "adm", "amb", "apr", "aug", "ave", "brig", "capt", "cf", "cmdr", "col", "cpl", "cpt", "dec", "dr", "ens", "feb",
    "fig", "fr", "gen", "gov", "hon", "jan", "jul", "jun", "lt", "maj", "mar", "messrs", "mr", "mrs", "ms", "mt",
    "nos", "nov", "oct", "pfc", "pres", "prof", "pvt", "rep", "reps", "rev", "sen", "sens", "sep", "sept", "sgt",
    "spc", "st", "supt", "vs",
];

/// Abbreviations that may end a sentence too.
const AFTER: &[&str] =
    &["approx", "assn", "bros", "co", "corp", "dept", "est", "etc", "ft", "inc", "jr", "ltd", "sr", "univ"];

/// Prefixes after which a hyphen does not cut.
const PREFIXES: &[&str] = &[
    "anti", "co", "counter", "cross", "e", "ex", "inter", "intra", "mid", "mini", "multi", "neo", "non", "post", "pre",
    "pro", "psycho", "re", "semi", "socio", "sub", "un",
];

fn holds(list: &[&str], word: &str) -> bool {
    // The longest entry has seven letters; longer words are not lowered at all.
    let mut lower = [0u8; 8];
    let Some(room) = lower.get_mut(..word.len()) else {
        return false;
    };
    room.copy_from_slice(word.as_bytes());
    room.make_ascii_lowercase();
    list.binary_search_by(|entry| entry.as_bytes().cmp(room)).is_ok()
}

/// Whether a full stop right after `word` belongs to it.
pub(crate) fn takes_stop(word: &str) -> bool {
    holds(BEFORE, word) || holds(AFTER, word)
}

/// Whether the abbreviation `norm` (with its full stop) stands before what it belongs to, so that no sentence ends there.
pub(crate) fn stands_before(norm: &str) -> bool {
    norm.strip_suffix('.').is_some_and(|word| holds(BEFORE, word) || (word.len() == 1 && word != "i"))
}

/// Whether a hyphen after `word` does not cut it off from what follows.
pub(crate) fn is_prefix(word: &str) -> bool {
    holds(PREFIXES, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_fit() {
        for list in [BEFORE, AFTER, PREFIXES] {
            assert!(list.windows(2).all(|w| w[0] < w[1]), "{list:?}");
            assert!(list.iter().all(|word| word.len() < 8));
        }
    }
}
