//! Captions of pictures, and who the pictures belong to.
//!
//! Markup often says where a caption ends and its credit begins (`<span class="credit">`, `<cite>`, `<small>`); where
//! it does not, words do: a label ("Foto:", "Image:"), brackets at the end, an agency after the last full stop. In a
//! caption that markup vouches for, more may be a credit than in running text, since nothing else stands there.
//!
//! Left out on purpose: pictures without words.

use dateline_model::Strand;

use super::hints::Hints;
use super::names::Tag;
use super::passages::Passage;
use super::tree::Tree;
use crate::credits::{self, Credit};

/// Labels with which the credit of a picture begins, lower case, with and without their colon.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "photo credits:", "photo credit:", "photo credit", "image credits:", "image credit:", "image credit",
    "picture credit:", "photograph by", "photographs by",
    "photography by", "photography:", "photograph:", "photographer:", "photos by", "photo by", "photos:", "photo:",
    "photo courtesy", "file photo:", "image via", "image by",
    "images:", "image:", "image source,", "image copyright", "image source:", "picture by", "picture:", "pic:", "credit:",
    "credits:", "illustration by", "illustration:", "source:", "source ",
    "fotos:", "foto:", "fotó:", "fotografie:", "fotografía:", "fotoğraf:", "bildquelle:", "bildquelle",
    "bildrechte:", "bildnachweis:", "bilder:", "bild:", "quelle:",
    "crédits:", "crédit:", "crédit ", "crédits ", "crédito:", "créditos:", "imagen:", "imagem:", "fuente:", "fonte:",
    "beeld:", "reprodução", "illustratie:", "fotograf:", "zdroj:", "zdjęcie:", "fot.", "kuva:", "фото:",
    "ảnh:", "写真：", "사진:", "©", "(c)", "courtesy of", "courtesy", "via:",
];

/// The words of a caption that names only an owner: at most this many. The longest credit of the development pages has 12.
const LONGEST_CREDIT: usize = 14;

/// The credit that a line is, if it is nothing else.
pub(crate) fn credit_line(text: &str) -> Option<Credit> {
    let words = text.split_whitespace().count();
    if words > LONGEST_CREDIT {
        return None;
    }
    if let Some(owner) = labelled(text) {
        return Some(owned(owner));
    }
    // "Arif Kartono | Afp | Getty Images", "REUTERS/Jane Doe"
    let credit = credits::find(text)?;
    text[..credit.caption_end].trim().is_empty().then_some(credit)
}

/// Whether a label that only a credit has stands in a line.
pub(crate) fn has_label(text: &str) -> bool {
    const FIRM: &[&str] =
        &["credit:", "photo:", "photo by", "image:", "photograph:", "picture:", "©", "foto:", "bild:"];
    let lower = text.to_lowercase();
    FIRM.iter().any(|label| lower.contains(label))
}

/// What stands behind the label that a line begins with.
fn labelled(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    let label = LABELS.iter().filter(|l| lower.starts_with(**l)).max_by_key(|l| l.len())?;
    // Without a colon it may begin a sentence.
    if !label.ends_with(':') && *label != "©" && text.split_whitespace().count() > 8 {
        return None;
    }
    // Lowering may change lengths in other scripts; where the cut falls into a letter, the whole line is the owner.
    let owner = text.get(label.len()..).unwrap_or(text);
    let owner = owner.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | ')' | '.' | '|' | '/'));
    Some(if owner.is_empty() { text } else { owner })
}

/// A credit whose words vouch for nothing but are known to be one.
pub(crate) fn owned(owner: &str) -> Credit {
    let owner = owner.trim().trim_matches(['(', ')', '[', ']', ' ']);
    let owner = labelled(owner).unwrap_or(owner);
    credits::parse(owner, true).filter(|c| c.owner.is_some() || c.photographer.is_some()).unwrap_or_else(|| {
        let person = credits::is_person(owner);
        Credit {
            owner: (!person).then(|| owner.to_owned()),
            photographer: person.then(|| owner.to_owned()),
            ..Credit::default()
        }
    })
}

/// The caption that the passage holds, with its credit. `strand` is its words; `sure` says that markup calls it a
/// caption.
pub(crate) fn caption(tree: &Tree<'_>, p: &Passage, strand: Strand, sure: bool) -> (Strand, Credit) {
    let strand = without_tail(without_label(strand));
    if let Some(at) = marked_credit(tree, p) {
        let mut words = p.part(tree, p.first as usize..at);
        let credit = p.part(tree, at..p.last as usize);
        let n = credit.text().split_whitespace().count();
        if n > 0 && n <= LONGEST_CREDIT + 6 {
            let mut owner = owned(credit.text());
            if words.is_empty() {
                return (credit, Credit { caption_end: 0, ..owner });
            }
            owner.caption_end = words.text().trim_end_matches(['(', '[', '|', '/', ' ', '©', '–', '-']).len();
            words.join(&credit);
            return (words, owner);
        }
    }
    let text = strand.text();
    let mut credit = credits::find(text).filter(|c| c.caption_end > 0);
    if credit.is_none() && sure {
        credit = tail(text);
    }
    let mut credit = credit.unwrap_or(Credit { caption_end: text.len(), ..Credit::default() });
    // "… in the village. Jane Doe (EPA)": the photographer stands before the agency.
    let words = text[..credit.caption_end].trim_end();
    if credit.owner.is_some()
        && credit.photographer.is_none()
        && let Some(stop) = words.rfind(". ")
        && credits::is_person(&words[stop + 2..])
    {
        credit.photographer = Some(words[stop + 2..].to_owned());
        credit.caption_end = stop + 1;
    }
    (strand, credit)
}

/// The caption without what a shop or a screen reader adds behind it.
fn without_tail(mut strand: Strand) -> Strand {
    const TAILS: &[&str] = &[
        ", opens new tab",
        "opens new tab",
        "Purchase Licensing Rights",
        "Acquire Licensing Rights",
        "... [+]",
        "... less",
        "... more",
    ];
    while let Some(tail) = TAILS.iter().find(|tail| strand.text().trim_end().ends_with(**tail)) {
        let end = strand.text().trim_end().len() - tail.len();
        strand = strand.part(0..end);
    }
    strand
}

/// The caption without the label that some sites put before it for screen readers.
fn without_label(strand: Strand) -> Strand {
    for label in
        ["Image caption, ", "Image caption: ", "Image caption ", "Caption: ", "Bildunterschrift: ", "Légende : "]
    {
        if strand.text().starts_with(label) {
            return strand.part(label.len()..strand.text().len());
        }
    }
    strand
}

/// The first text node of a caption that markup calls a credit.
fn marked_credit(tree: &Tree<'_>, p: &Passage) -> Option<usize> {
    (p.first as usize..p.last as usize).find(|&at| {
        if tree.nodes[at].tag != Tag::Text || tree.text(at).trim().is_empty() {
            return false;
        }
        let mut node = tree.nodes[at].parent as usize;
        while node > p.holder as usize {
            let n = &tree.nodes[node];
            if n.hints.any(Hints::CREDIT) || matches!(n.tag, Tag::Cite | Tag::Small) {
                return true;
            }
            node = n.parent as usize;
        }
        false
    })
}

/// The credit at the end of a caption that no agency table knows: in brackets, after a label, or after the last full stop.
fn tail(text: &str) -> Option<Credit> {
    let few = |s: &str| (1..=8).contains(&s.split_whitespace().count());
    let trimmed = text.trim_end().trim_end_matches('.');
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）')] {
        if let Some(inner) = trimmed.strip_suffix(close)
            && let Some(at) = inner.rfind(open)
        {
            let owner = &inner[at + open.len_utf8()..];
            let named = owner.starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) || labelled(owner).is_some();
            // "(left)", "(2010)", "(r.)" explain.
            if at > 10 && few(owner) && named && !owner.contains(|c: char| c.is_ascii_digit()) {
                return Some(Credit { caption_end: text[..at].trim_end().len(), ..owned(owner) });
            }
        }
    }
    // Lowered letters must stand where they stood.
    let lower = text.to_lowercase();
    if lower.char_indices().map(|(i, _)| i).eq(text.char_indices().map(|(i, _)| i)) {
        let found = LABELS
            .iter()
            .filter(|l| l.ends_with(':') || **l == "©")
            .filter_map(|l| lower.rfind(l).map(|at| (at, l.len())));
        if let Some((at, len)) = found.filter(|(at, _)| *at > 10).min() {
            let bounded = text[..at].ends_with(|c: char| !c.is_alphanumeric());
            let owner = &text[at + len..];
            if bounded && few(owner) {
                return Some(Credit {
                    caption_end: text[..at].trim_end_matches([' ', '(', '|', '/', '–', '-']).len(),
                    ..owned(owner)
                });
            }
        }
    }
    // "… on Monday.The Associated Press", "… in Madrid. Supplied"
    let at = text.trim_end().rfind(['.', '!', '?', '”', '"'])?;
    let stop = at + text[at..].chars().next().map_or(1, char::len_utf8);
    let owner = text[stop..].trim();
    let starts = owner.starts_with(|c: char| c.is_uppercase() || !c.is_ascii());
    let initial = text[..at].chars().rev().take_while(|c| c.is_alphanumeric()).count() <= 1;
    (stop > 20 && !initial && !owner.is_empty() && starts && owner.split_whitespace().count() <= 7)
        .then(|| Credit { caption_end: stop, ..owned(owner) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_that_only_a_caption_can_have() {
        let cases = [
            ("Families leave the camp at dawn.The Coastal Herald", Some((32, "The Coastal Herald"))),
            ("Families leave the camp at dawn. Supplied", Some((32, "Supplied"))),
            ("Familien verlassen das Lager am Morgen (Quelle: Nordpost)", Some((38, "Nordpost"))),
            ("Familien verlassen das Lager am Morgen. Foto: dpa", Some((39, "dpa"))),
            ("The minister (left) and his deputy in the hall", None),
            ("The hall in 2019, before the fire (2019)", None),
        ];
        for (text, want) in cases {
            let got = tail(text);
            let seen =
                got.as_ref().map(|c| (c.caption_end, c.owner.as_deref().or(c.photographer.as_deref()).unwrap_or("")));
            assert_eq!(seen, want, "{text}");
        }
    }

    #[test]
    fn lines_that_are_credits() {
        for (line, owner) in [
            ("Image: Fouzia Adams", "Fouzia Adams"),
            ("Foto: Nordpost/dpa", "dpa"),
            ("© Gemeinde Nordhausen", "Gemeinde Nordhausen"),
        ] {
            let credit = credit_line(line).unwrap_or_default();
            let all = format!("{} {}", credit.owner.unwrap_or_default(), credit.photographer.unwrap_or_default());
            assert!(all.contains(owner), "{line}: {all}");
        }
        assert_eq!(credit_line("Police searched the house on Monday."), None);
    }
}
