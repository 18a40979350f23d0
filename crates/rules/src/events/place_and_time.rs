//! Where and when something was that an event or a figure tells: by grammar, else from what holds in the sentence and those before.
//!
//! Grammar hangs a place on the trigger, on its verb or on a participant; among several the nearest with a preposition of place wins. Violence and the
//! like also takes the place in force, that of the sentences before. Left out on purpose: places that only the whole report suggests.

use super::Happening;
use super::tying::sentence;
use crate::arcs::Arcs;
use crate::grammar::with_arcs;
use crate::matcher::Prepared;
use crate::pack::Pack;
use dateline_model::{EventType, Figure, Place, PlaceKind, PlaceUse, Side, Span, Text, Time, TimeKind, Tokens};

/// How many words up something that a place or time hangs on is looked for.
const CLIMB: usize = 4;

/// What is told, with the words that places and times may hang on.
pub(super) struct Around {
    top: usize,
    participants: Vec<Span<Tokens>>,
    /// Who acts is not where: "Israel bombed".
    actors: Vec<Span<Text>>,
    sentence: Span<Tokens>,
    is_verbal: bool,
    is_visit: bool,
    /// The place of the sentences before holds for it.
    is_in_force: bool,
}

impl Around {
    pub fn event(text: &Prepared<'_>, of: &Happening) -> Around {
        let kinds = [
            EventType::Assault,
            EventType::Hazard,
            EventType::Protest,
            EventType::Coerce,
            EventType::Aid,
            EventType::Retreat,
        ];
        Around {
            top: of.top,
            participants: of.participants.clone(),
            actors: of.event.actors.iter().map(|actor| actor.words.span()).collect(),
            sentence: sentence(text, of),
            is_verbal: of.event.kind.is_verbal(),
            is_visit: of.event.kind == EventType::Consult,
            is_in_force: kinds.contains(&of.event.kind),
        }
    }

    /// Around a figure; `None` if its words are no tokens.
    pub fn figure(text: &Prepared<'_>, figure: &Figure) -> Option<Around> {
        let spans = &text.analysis.columns().spans;
        let phrase = figure.phrase.span();
        let (from, to) =
            (spans.partition_point(|s| s.end() <= phrase.start()), spans.partition_point(|s| s.start() < phrase.end()));
        let tokens = Span::new(from as u32, to as u32);
        let sentence = text.analysis.sentence_of(tokens.start()).filter(|_| !tokens.is_empty())?;
        Some(Around {
            top: from,
            participants: vec![tokens],
            actors: Vec::new(),
            sentence,
            is_verbal: false,
            is_visit: false,
            is_in_force: true,
        })
    }

    /// A figure's top is the verb that governs its phrase.
    pub fn governed(mut self, arcs: &Arcs<'_>) -> Around {
        self.top = arcs.top(self.participants[0]);
        for _ in 0..CLIMB {
            let up = arcs.head(self.top);
            if arcs.is_verb(self.top) || up == self.top {
                break;
            }
            self.top = up;
        }
        self
    }

    pub fn sentence(&self) -> Span<Tokens> {
        self.sentence
    }

    /// The side of the people whom the words name, by the list `sides`: of the entry that ends last.
    pub fn side(&self, pack: &Pack, text: &Prepared<'_>) -> Option<Side> {
        let list = pack.helps.sides?;
        let words = self.participants.first()?;
        let found = words.range().filter_map(|at| {
            let (n, value) = text.longest(list, at, words.end() as usize)?;
            Some((at + n, Side::from_word(value?)?))
        });
        found.max_by_key(|(end, _)| *end).map(|(_, side)| side)
    }

    /// How near a word hangs to an event's trigger: on it or its verb, on one of its participants, or elsewhere in the sentence.
    fn nearness(&self, arcs: &Arcs<'_>, mut at: usize) -> u32 {
        // The trigger and the verbs that it goes with.
        let mut own = vec![self.top];
        let up = arcs.head(self.top);
        if up != self.top && !arcs.is_verb(self.top) && arcs.is_verb(up)
            || matches!(arcs.relation(self.top), "conj" | "xcomp")
        {
            own.push(up);
        }
        for step in 0..CLIMB as u32 {
            if own.contains(&at) {
                return 10 - step;
            }
            if step > 0 && self.participants.iter().any(|p| p.range().contains(&at)) {
                return 6 - step.min(3);
            }
            let up = arcs.head(at);
            if up == at {
                break;
            }
            at = up;
        }
        1
    }

    /// Where it was: an index into the places.
    pub fn place(&self, pack: &Pack, text: &Prepared<'_>, arcs: &Arcs<'_>) -> Option<usize> {
        let columns = text.analysis.columns();
        let sentence = self.sentence;
        let is_point = |place: &Place| {
            place
                .spot
                .as_ref()
                .is_some_and(|s| !matches!(s.kind, PlaceKind::Country | PlaceKind::Continent | PlaceKind::Region))
        };
        let mut best: Option<((u32, u32, u32), usize)> = None;
        let begin = |token: u32| columns.places.partition_point(|p| p.tokens.start() < token);
        for k in begin(sentence.start())..begin(sentence.end()) {
            let place = &columns.places[k];
            if !is_somewhere(place) {
                continue;
            }
            let top = arcs.top(place.tokens);
            let words = text.analysis.text_span(place.tokens);
            if self.actors.iter().any(|actor| actor.overlaps(words)) {
                continue;
            }
            let near = self.nearness(arcs, top);
            let located = is_located(arcs, place);
            if near <= 1 && !located {
                continue;
            }
            // What is done by words is done somewhere only if its own verb says so: "condemned the attack in Mosul" was not in Mosul.
            if self.is_verbal && !(located && near >= 9) && !self.is_visit {
                continue;
            }
            let score = (
                near + 3 * u32::from(located),
                u32::from(is_point(place)),
                u32::MAX - place.tokens.start().abs_diff(self.top as u32),
            );
            if best.as_ref().is_none_or(|(other, _)| score > *other) {
                best = Some((score, k));
            }
        }
        if let Some((_, k)) = best {
            return Some(k);
        }
        // The place in force: where the sentences before were, of violence and the like.
        if !self.is_in_force {
            return None;
        }
        let number = columns.sentences.partition_point(|s| s.end() <= sentence.start());
        let first = columns.sentences.get(number.saturating_sub(IN_FORCE))?.start();
        let before = |place: &Place| {
            is_somewhere(place) && {
                let own = text.analysis.sentence_of(place.tokens.start()).unwrap_or(place.tokens);
                with_arcs(pack, text, own, |arcs| is_located(arcs, place))
            }
        };
        (begin(first)..begin(sentence.start())).rev().find(|k| before(&columns.places[*k]))
    }

    /// When it was: an index into the times.
    pub fn time(&self, text: &Prepared<'_>, arcs: &Arcs<'_>) -> Option<usize> {
        let columns = text.analysis.columns();
        let sentence = self.sentence;
        // A weekday is when it happened, though nobody says of which week.
        let dated = |time: &Time| {
            let is_open = time.timex.as_deref().is_some_and(|timex| timex.starts_with("XXXX"));
            matches!(time.kind, TimeKind::Date | TimeKind::Time) && (time.from.is_some() || is_open)
        };
        let begin = |token: u32| columns.times.partition_point(|t| t.tokens.start() < token);
        let all = begin(sentence.start())..begin(sentence.end());
        let of_sentence = all.map(|k| (k, &columns.times[k])).filter(|(_, time)| dated(time));
        let score = |(k, time): (usize, &Time)| {
            let near = self.nearness(arcs, arcs.top(time.tokens));
            (near, u32::MAX - time.tokens.start().abs_diff(self.top as u32), k)
        };
        let (near, _, k) = of_sentence.map(score).max()?;
        // On the sentence's own verb a time holds for what it tells in other clauses too, unless they have one.
        let is_of_main = arcs.relation(arcs.head(arcs.top(columns.times[k].tokens))) == "root";
        (near > 1 || is_of_main).then_some(k)
    }
}

/// Whether a place can be where something happened.
fn is_somewhere(place: &Place) -> bool {
    place.usage == PlaceUse::Literal && place.relation.as_ref().is_none_or(|r| r.kind != "border")
}

/// Whether a preposition says that something is there.
fn is_located(arcs: &Arcs<'_>, place: &Place) -> bool {
    let own = place.tokens.range().find_map(|i| arcs.case(i));
    // "near the town of Beni"
    let own = own.filter(|case| *case != "of");
    own.or_else(|| arcs.case(arcs.head(arcs.top(place.tokens)))).is_some_and(|case| IN.contains(&case))
}

/// For so many sentences a place stays in force. Chosen: with one, two and four 56, 56 and 57 of 91 development events got the right place.
const IN_FORCE: usize = 2;

/// Prepositions of where something happened.
const IN: &[&str] =
    &["in", "at", "near", "on", "outside", "around", "inside", "across", "along", "off", "throughout", "over", "into"];
