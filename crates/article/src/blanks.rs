//! White space of a page, folded: each run of it is one blank of the article, and knows its place.

use dateline_model::{Span, Strand};

/// Appends `piece`, which stands at byte `at` of the page, to `strand`: each run of white space becomes one blank, none
/// at the beginning of the strand.
pub(crate) fn fold(strand: &mut Strand, piece: &str, at: u32) {
    let mut word_start = None;
    let mut blank: Option<u32> = None;
    let end = piece.len() as u32;
    for (i, c) in piece.char_indices().map(|(i, c)| (i as u32, c)).chain(std::iter::once((end, ' '))) {
        let is_blank = c.is_whitespace() || c == '\0' || c == '\u{feff}';
        match (is_blank, word_start) {
            (true, Some(start)) => {
                strand.push(&piece[start as usize..i as usize], Span::new(at + start, at + i));
                word_start = None;
                blank = Some(i);
            }
            (true, None) => blank = blank.or(Some(i)),
            (false, None) => {
                if let Some(from) = blank.take()
                    && !strand.is_empty()
                    && !strand.text().ends_with(' ')
                {
                    strand.push(" ", Span::new(at + from, at + i));
                }
                word_start = Some(i);
            }
            (false, Some(_)) => {}
        }
    }
    // White space at the end joins this piece to the next one of the same line.
    if let Some(from) = blank.filter(|from| *from < end)
        && !strand.is_empty()
    {
        strand.push(" ", Span::new(at + from, at + end));
    }
}

/// The strand without a blank at its end.
pub(crate) fn trimmed(strand: &Strand) -> Strand {
    strand.part(0..strand.text().len())
}
