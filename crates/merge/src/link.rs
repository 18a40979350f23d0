//! Two events of two reports → whether they are one happening, and why.
//!
//! Type, day and place must not contradict one another; then what agrees is added up. A place or a number is needed: two attacks "in Syria on Monday" by
//! nobody on nobody are not one.

use dateline_model::{Bound, Date, EventType, PlaceKind, Status};
use jiff::ToSpan;

use crate::{Because, Claim, Party, Report, Told, Where, is_copy, similarity, wanted};

/// The days that two days lie apart, from the first to the second.
pub(crate) fn apart(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days())
}

/// What speaks for two events being one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The sum of what agrees.
    pub score: u32,
    /// What agrees.
    pub because: Vec<Because>,
}

/// What agreement weighs. Chosen so that a place with a day, or a number with a day and an actor, are enough, and neither alone is. Of the pairs
/// of FA-KES' development reports that are coded with one day and one place few come together (docs/together.md).
mod weight {
    pub const PLACE: u32 = 3;
    pub const COUNTRY: u32 = 1;
    pub const DAY: u32 = 2;
    pub const DAYS: u32 = 1;
    pub const NUMBER: u32 = 2;
    pub const LARGE_NUMBER: u32 = 3;
    pub const ACTOR: u32 = 1;
    pub const RECIPIENT: u32 = 1;
    pub const MODE: u32 = 1;
    pub const STORY: u32 = 2;
    /// With a number: papers change an agency's sentences.
    pub const COPY: u32 = 4;
    pub const ENOUGH: u32 = 6;
}

/// Numbers from here on are seldom the same by chance.
const LARGE: u64 = 10;

/// An event without a day of its own lies in the days before its report was published.
const NEWS_DAYS: i32 = 2;

/// Clocks differ: a day's slack on both sides.
pub(crate) const SLACK: i32 = 1;

/// Days that a time may span and still speak for anything.
pub(crate) const LONG: i32 = 3;

/// Two points of one place may lie so far apart in kilometres, besides what the places themselves reach: gazetteers differ by that.
pub(crate) const SAME_KM: f64 = 15.0;

/// Days when something was: its own, else those before the report, and whether they are its own.
pub(crate) fn days(report: &Report, told: &Told) -> Option<(Date, Date, bool)> {
    let own = told.days.map(|(from, to)| (from, to, true));
    own.or_else(|| {
        let published = report.published?;
        Some((published.checked_sub(NEWS_DAYS.days()).unwrap_or(published), published, false))
    })
}

/// Whether two events have what one happening needs in common: places near each other, a number, or a sentence.
pub(crate) fn has_anchor(a: (&Report, &Told), b: (&Report, &Told)) -> bool {
    let ((report, first), (other, second)) = (a, b);
    let near = match (&first.place, &second.place) {
        (Some(here), Some(there)) => matches!(nearness(here, there), Some(Nearness::Same)),
        _ => false,
    };
    let claims = || first.figures.iter().filter_map(|f| report.figures.get(*f));
    let mut others = second.figures.iter().filter_map(|f| other.figures.get(*f));
    near || first.sentence == second.sentence || others.any(|b| claims().any(|a| same_number(a, b).is_some()))
}

/// Whether two events are one happening.
pub fn link(a: (&Report, &Told), b: (&Report, &Told)) -> Option<Link> {
    let ((report, first), (other, second)) = (a, b);
    if first.kind != second.kind || is_ahead(first.status) != is_ahead(second.status) {
        return None;
    }
    let mut link = Link { score: 0, because: vec![Because::Type] };
    let mut add = |score: u32, because: Because| {
        link.score += score;
        link.because.push(because);
    };
    let is_next_day;
    match (days(report, first), days(other, second)) {
        (Some((from, to, own)), Some((since, until, others_own))) => {
            if apart(to, since) > SLACK || apart(until, from) > SLACK {
                return None;
            }
            let exact = own && others_own && from == since && to == until && from == to;
            is_next_day = own && others_own && (to < since || until < from);
            // "In September" and "in September" meet in nothing.
            let long = apart(from, to).max(apart(since, until)) > LONG;
            add(
                if exact {
                    weight::DAY
                } else if long {
                    0
                } else {
                    weight::DAYS
                },
                Because::Time,
            );
        }
        // Of a copy that does not say its day the text is of the same one.
        _ if is_copy(&report.outline, &other.outline) => is_next_day = false,
        _ => return None,
    }
    // What stands for more than a town that is shelled every day: a large number, a sentence.
    let mut has_mark = false;
    let mut has_anchor = false;
    if let (Some(here), Some(there)) = (&first.place, &second.place) {
        match nearness(here, there)? {
            Nearness::Same => {
                has_anchor = true;
                add(weight::PLACE, Because::Place);
            }
            Nearness::Around => add(weight::COUNTRY, Because::Country),
        }
    }
    let mut claims = first.figures.iter().filter_map(|f| report.figures.get(*f));
    let same_number = |claim: &Claim| {
        let others = second.figures.iter().filter_map(|f| other.figures.get(*f));
        others.filter_map(|other| same_number(claim, other)).max()
    };
    let number = claims.by_ref().filter_map(|claim| Some((same_number(claim)?, claim.measure))).max();
    if let Some((number, measure)) = number {
        has_anchor |= number >= LARGE;
        has_mark |= number >= LARGE;
        let score = if number >= LARGE { weight::LARGE_NUMBER } else { weight::NUMBER };
        add(score, Because::Figure(number, measure));
    }
    if agree(&first.actors, &second.actors) {
        add(weight::ACTOR, Because::Actor);
    }
    if agree(&first.recipients, &second.recipients) {
        add(weight::RECIPIENT, Because::Recipient);
    }
    match (&first.mode, &second.mode) {
        (Some(a), Some(b)) if a == b => add(weight::MODE, Because::Mode),
        // "Bombed" and "shot" are two things unless the number or the people say otherwise.
        (Some(_), Some(_)) if first.kind == EventType::Assault && !has_anchor => return None,
        _ => {}
    }
    let alike = similarity(&report.outline, &other.outline);
    if wanted(report.published, other.published).is_some_and(|least| alike >= least) {
        // A small number alone is chance; in one story it is the same one.
        has_anchor |= number.is_some();
        add(weight::STORY, Because::Story);
    }
    let is_same = first.sentence == second.sentence;
    if (is_same || number.is_some()) && is_copy(&report.outline, &other.outline) {
        has_anchor = true;
        has_mark = true;
        add(if is_same { weight::ENOUGH } else { weight::COPY }, Because::Copy);
    }
    if is_next_day && !has_mark {
        return None;
    }
    (has_anchor && link.score >= weight::ENOUGH).then_some(link)
}

/// What is planned or threatened is not yet what happened.
pub(crate) fn is_ahead(status: Status) -> bool {
    matches!(status, Status::Planned | Status::Threatened | Status::Hypothetical)
}

/// What reaches further than this is no spot: a sea, a river, a desert, a large province. Chosen.
pub(crate) const WIDE_KM: f64 = 50.0;

/// Whether a place is so wide that two things in it need not be near each other.
pub(crate) fn is_wide(place: &Where) -> bool {
    let kinds = [PlaceKind::Country, PlaceKind::Continent, PlaceKind::Region, PlaceKind::Province, PlaceKind::Area];
    place.radius_km > WIDE_KM || kinds.contains(&place.kind)
}

/// Whether a place is so large that being in it says next to nothing.
pub(crate) fn is_country(place: &Where) -> bool {
    matches!(place.kind, PlaceKind::Country | PlaceKind::Continent)
}

enum Nearness {
    /// One place, as far as anybody can tell.
    Same,
    /// One holds the other: a country, a region.
    Around,
}

/// `None` where two places contradict each other.
fn nearness(a: &Where, b: &Where) -> Option<Nearness> {
    if a.country.is_some() && b.country.is_some() && a.country != b.country {
        return None;
    }
    let apart = kilometres((a.lat, a.lon), (b.lat, b.lon));
    if !is_wide(a) && !is_wide(b) {
        return (apart <= SAME_KM + a.radius_km.max(b.radius_km)).then_some(Nearness::Same);
    }
    let same = is_wide(a) && is_wide(b) && a.gazetteer.is_some() && a.gazetteer == b.gazetteer && !is_country(a);
    if same {
        return Some(Nearness::Same);
    }
    (is_country(a) || is_country(b) || apart <= a.radius_km.max(b.radius_km)).then_some(Nearness::Around)
}

/// On a plane that touches the sphere between the two: good to a percent for the few hundred kilometres that matter here.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let degrees = (b.1 - a.1).abs();
    let east = if degrees > 180.0 { 360.0 - degrees } else { degrees };
    // The cosine by its series, so that all machines agree.
    let q = ((a.0 + b.0) / 2.0 * 0.017_453_292_519_943_295).powi(2);
    let cosine = 1.0 - q / 2.0 * (1.0 - q / 12.0 * (1.0 - q / 30.0 * (1.0 - q / 56.0)));
    let (x, y) = (east * cosine * 111.32, (b.0 - a.0) * 111.32);
    (x * x + y * y).sqrt()
}

/// The number that two claims of one measure share, if it is more than one: "12 killed" and "at least 12 dead".
fn same_number(a: &Claim, b: &Claim) -> Option<u64> {
    number(a).filter(|_| a.measure == b.measure && number(a) == number(b))
}

/// The number by which a claim can be known again: more than one, and a number.
pub(crate) fn number(claim: &Claim) -> Option<u64> {
    claim.best.or(claim.low).filter(|n| *n > 1 && claim.bound != Bound::Vague)
}

/// Words of participants that tell nobody from another.
const VAGUE: &[&str] = &[
    "the",
    "and",
    "people",
    "person",
    "forces",
    "force",
    "members",
    "member",
    "group",
    "groups",
    "several",
    "some",
    "many",
    "others",
    "least",
    "dozens",
    "area",
    "areas",
    "city",
    "town",
    "village",
    "province",
    "district",
    "positions",
    "government",
    "military",
];

/// Whether two lists of participants share a telling word, or one and its people ("Iraq", "Iraqi").
fn agree(a: &[Party], b: &[Party]) -> bool {
    let words = |all: &[Party]| -> Vec<String> {
        let lower = all.iter().map(|party| party.words.to_lowercase()).collect::<Vec<_>>().join(" ");
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2 && !VAGUE.contains(w));
        words.filter(|w| w.bytes().any(|b| !b.is_ascii_digit())).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    a.iter().any(|word| b.iter().any(|other| is_alike(word, other)))
}

/// So many first letters in common, and no more than so many behind them.
fn is_alike(a: &str, b: &str) -> bool {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a == b || common >= 4 && a.len().max(b.len()) - common <= 3
}
