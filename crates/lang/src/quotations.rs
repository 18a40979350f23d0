//! Tokens → what stands between quotation marks.
//!
//! Marks are paired within a block. A quotation that runs over several paragraphs opens each of them and closes only
//! the last (the convention of printed news), so an opening double mark without its partner quotes to the end of its
//! block. Single marks count only when they pair up, since a closing one looks like an apostrophe. A mark inside a
//! quotation belongs to it.

use dateline_model::{Shape, Span, Tokens, Words};

/// Appends the quotations of `block`, their marks included. `goes_on` says that the next block begins with a mark that
/// opens: then a quotation that this one leaves open runs to its end.
pub fn find(norms: &Words, shapes: &[Shape], block: Span<Tokens>, goes_on: bool, quotations: &mut Vec<Span<Tokens>>) {
    let (mut double, mut single): (Option<usize>, Option<usize>) = (None, None);
    let end = block.end() as usize;
    let mut i = block.start() as usize;
    while i < end {
        let shape = shapes[i];
        if !shape.has(Shape::OPENS) && !shape.has(Shape::CLOSES) {
            i += 1;
            continue;
        }
        match (is_double(norms.get(i)), shape.has(Shape::OPENS)) {
            // An opening mark right after another is the same one written twice; elsewhere it starts anew, for its
            // forerunner was never closed.
            (true, true) if double.is_some() && shapes[i - 1].has(Shape::OPENS) => {}
            (true, true) => (double, single) = (Some(i), None),
            (true, false) => {
                if let Some(open) = double.take() {
                    while i + 1 < end && shapes[i + 1].has(Shape::CLOSES) && is_double(norms.get(i + 1)) {
                        i += 1;
                    }
                    quotations.push(Span::new(open as u32, i as u32 + 1));
                }
                single = None;
            }
            (false, true) if double.is_none() => single = Some(i),
            (false, false) if double.is_none() => {
                if let Some(open) = single.take() {
                    quotations.push(Span::new(open as u32, i as u32 + 1));
                }
            }
            _ => {}
        }
        i += 1;
    }
    match double {
        Some(open) if open == block.start() as usize && block.len() > 2 => quotations.push(block),
        Some(open) if goes_on && end - open > 2 => quotations.push(Span::new(open as u32, end as u32)),
        _ => {}
    }
}

/// Whether a double mark that opens a quotation stands at the beginning of `block`.
pub fn begins_with_mark(norms: &Words, shapes: &[Shape], block: Span<Tokens>) -> bool {
    let first = block.start() as usize;
    !block.is_empty() && shapes[first].has(Shape::OPENS) && is_double(norms.get(first))
}

fn is_double(norm: &str) -> bool {
    matches!(norm, "\"" | "''" | "``")
}
