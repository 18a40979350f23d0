//! Slots of a rule that grammar fills: `doer of trigger`, `clause of cue`, `whole object of cue`.

use crate::arcs::{Arcs, Helps};
use crate::lexicon::Pred;
use crate::matcher::Prepared;
use crate::pack::{Filler, Pack};
use crate::state::Slots;
use dateline_model::{Span, Tokens};

/// What the trees of a sentence say, with the pack's lists at hand.
pub(crate) fn with_arcs<R>(
    pack: &Pack,
    text: &Prepared<'_>,
    sentence: Span<Tokens>,
    run: impl FnOnce(&Arcs<'_>) -> R,
) -> R {
    let is = |list: Option<Pred>| move |i: usize| list.is_some_and(|list| text.has(i, list));
    let (is_light, is_doer, is_impact) = (is(pack.helps.light), is(pack.helps.doers), is(pack.helps.impacts));
    let helps = Helps { is_light: &is_light, is_doer: &is_doer, is_impact: &is_impact };
    run(&Arcs::new(text.analysis, sentence, helps))
}

/// The number of a noun phrase, and who or what is counted: "an estimated *836* *homes*", "*dozens* of *people*", "*12*". `None` where the number
/// counts something else ("the leaders of 12 parties").
pub(crate) fn counted(
    text: &Prepared<'_>,
    arcs: &Arcs<'_>,
    phrase: Span<Tokens>,
) -> Option<(Span<Tokens>, Option<Span<Tokens>>)> {
    let columns = text.analysis.columns();
    let head = arcs.top(phrase) as u32;
    let first = columns.quantities.partition_point(|q| q.tokens.start() < phrase.start().saturating_sub(BOUND));
    let mut near = columns.quantities[first..].iter().take_while(|q| q.tokens.start() <= head).map(|q| q.tokens);
    let number = near.find(|q| q.end() > phrase.start())?;
    let tag = |i: u32| arcs.tag(i as usize);
    if number.end() > head {
        let of = number.end();
        let is_of = of < phrase.end() && arcs.norm(of as usize) == "of" && of + 1 < phrase.end();
        return Some((number, is_of.then(|| Span::new(of + 1, phrase.end()))));
    }
    let is_direct = (number.end()..head).all(|i| !matches!(tag(i), "IN" | "TO" | "CC" | "," | "VBD" | "VBZ" | "VBP"));
    is_direct.then(|| (number, Some(Span::new(number.end(), head + 1))))
}

/// Words that bound a number ("no fewer than") may stand before its noun phrase, so many of them. Chosen.
const BOUND: u32 = 4;

/// The words that fill a slot, each filler by itself. What overlaps the `trigger` is a part of it, misread.
pub(crate) fn fill(
    slots: &Slots<'_, '_>,
    arcs: &Arcs<'_>,
    filler: &Filler,
    trigger: Span<Tokens>,
) -> Vec<Span<Tokens>> {
    let top = |capture: &u16| slots.capture(*capture).map(|of| arcs.top(of));
    let mut spans = match filler {
        Filler::Capture(capture) => return slots.capture(*capture).into_iter().collect(),
        Filler::Role(role, capture) => top(capture)
            .map(|top| arcs.fillers(*role, top).into_iter().map(|head| arcs.phrase(head)).collect())
            .unwrap_or_default(),
        Filler::Clause(capture) => top(capture).map(|top| arcs.clause(top)).unwrap_or_default(),
        Filler::Infinitive(capture) => top(capture).map(|top| arcs.infinitive(top)).unwrap_or_default(),
        Filler::Whole(role, capture) => top(capture).map(|top| arcs.whole(*role, top)).unwrap_or_default(),
        Filler::Either(all) => {
            let mut found = all.iter().map(|filler| fill(slots, arcs, filler, trigger));
            return found.find(|spans| !spans.is_empty()).unwrap_or_default();
        }
        Filler::Constant(_) | Filler::ValueOf(_) => Vec::new(),
    };
    spans.retain(|span| !span.overlaps(trigger));
    spans
}
