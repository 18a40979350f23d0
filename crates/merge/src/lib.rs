//! Across reports: which are copies of one text, which tell of the same running story, which events are one happening.
//!
//! Everything here is a function of a *set* of reports: the order in which they come changes nothing, and sums are whole numbers, so that every
//! machine gives the same. Claims are put side by side, never averaged; what was joined says why. The crate knows no database and no JSON.
//!
//! Left out on purpose: stories and incidents in other languages than the outlines' word table (words that it lacks weigh as rare ones), and any
//! "best" number, which is an exporter's rule.

mod copies;
mod drawers;
mod gist;
mod grouping;
mod incidents;
mod link;
mod outline;
mod stories;
mod union;

pub use copies::{Copies, FURNITURE, copies, is_copy};
pub use drawers::{Drawer, Look, drawers, looks, may_link};
pub use grouping::{Decisions, Event, Links, PARTNERS, groups, links};
pub use incidents::{Because, Incident, describe, incidents};
pub use link::{Link, link};
pub use outline::Outline;
pub use stories::{similarity, stories, wanted};

use dateline_model::{Bound, Date, EventType, Measure, PlaceKind, Precision, Side, Status};

/// Changes whenever the same reports could be put together differently.
pub const VERSION: u32 = 2;

/// What merging needs to know of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The record's id.
    pub id: String,
    /// Its headline.
    pub headline: Option<String>,
    /// The day of publication, if it is known.
    pub published: Option<Date>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The agency whose text it says to be.
    pub agency: Option<String>,
    /// Its words.
    pub outline: Outline,
    /// Its events, in the record's order.
    pub events: Vec<Told>,
    /// Its figures, in the record's order.
    pub figures: Vec<Claim>,
}

impl Report {
    /// What comes first of several: what was published first, and of one day the id that does. Reports without a day come last.
    pub fn rank(&self) -> (bool, Option<Date>, &str) {
        (self.published.is_none(), self.published, &self.id)
    }

    /// The same as words that sort so, with the number of one of the report's events.
    pub fn rank_of(&self, event: usize) -> String {
        // What sorts before every letter of an id stands behind it; behind every date what stands for none.
        let day = self.published.map_or("~".to_owned(), |day| day.to_string());
        format!("{day}\u{1}{}\u{1}{event:06}", self.id)
    }
}

/// An event as a report tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its id in the record.
    pub id: String,
    /// PLOVER type, or one of ours.
    pub kind: EventType,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// ACLED sub-event.
    pub subevent: Option<String>,
    /// What the report makes of it.
    pub status: Status,
    /// Where, if that is resolved.
    pub place: Option<Where>,
    /// When: first and last day, if that is resolved.
    pub days: Option<(Date, Date)>,
    /// How exactly.
    pub precision: Option<Precision>,
    /// Who did it.
    pub actors: Vec<Party>,
    /// To whom.
    pub recipients: Vec<Party>,
    /// The figures that count its harm: indices into the report's.
    pub figures: Vec<usize>,
    /// The sentence.
    pub sentence: String,
}

/// Somebody who did something, or to whom it was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The name, or the report's words.
    pub words: String,
    /// On whose side, where that is known.
    pub side: Option<Side>,
}

/// A resolved place.
#[derive(Clone, Debug, PartialEq)]
pub struct Where {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// First-order division.
    pub admin1: Option<String>,
    /// Where it was looked up.
    pub gazetteer: Option<String>,
    /// How far from the point it may lie, in kilometres.
    pub radius_km: f64,
}

/// A figure with who claims it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Its id in the record.
    pub id: String,
    /// What is counted.
    pub measure: Measure,
    /// The least it can be.
    pub low: Option<u64>,
    /// The most it can be.
    pub high: Option<u64>,
    /// The number itself.
    pub best: Option<u64>,
    /// How the words mean it.
    pub bound: Bound,
    /// The words for who was counted.
    pub group: Option<String>,
    /// The words for who says so.
    pub claimed_by: Option<String>,
    /// What the report makes of it.
    pub status: Status,
    /// The sentence.
    pub sentence: String,
}
