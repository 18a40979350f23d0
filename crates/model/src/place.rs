//! A place that a report names: the words, and where that is, if it is clear.

use crate::words::words;
use crate::{Evidence, Span, Tokens};

words! {
    /// What sort of place.
    PlaceKind {
        /// A country or territory.
        Country = "country",
        /// A first-level division: province, governorate, oblast, state.
        Province = "admin1",
        /// A populated place.
        City = "city",
        /// A smaller one.
        Town = "town",
        /// A part of a province.
        District = "district",
        /// A part of a town.
        Neighbourhood = "neighbourhood",
        /// A region without a government of its own, or of several countries.
        Region = "region",
        /// A continent.
        Continent = "continent",
        /// A river.
        River = "river",
        /// A sea or a part of one.
        Sea = "sea",
        /// A lake.
        Lake = "lake",
        /// A strait or canal.
        Strait = "strait",
        /// An island or a group of them.
        Island = "island",
        /// Mountains or hills.
        Mountain = "mountain",
        /// A desert.
        Desert = "desert",
        /// A camp.
        Camp = "camp",
        /// An airport.
        Airport = "airport",
        /// A military base.
        Base = "base",
        /// A crossing of a border.
        Crossing = "crossing",
        /// A border.
        Border = "border",
        /// Another known spot.
        Area = "area",
    }
}

/// Where a place is, in a gazetteer.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Its name there.
    pub name: String,
    /// What sort.
    pub kind: PlaceKind,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166 code of its country; none where it has several or none.
    pub country: Option<String>,
    /// Its row: `geonames:98628`, `iso:IQ-AN`, `dateline:qaim`.
    pub gazetteer: String,
    /// How far it reaches.
    pub radius_km: f64,
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The words.
    pub tokens: Span<Tokens>,
    /// Where it is; none where the report does not make it clear, or nothing is known by that name.
    pub spot: Option<Spot>,
    /// What else it might be, the likeliest first; if it is clear, none.
    pub candidates: Vec<Spot>,
}

/// A place with the article's words for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The words.
    pub mention: Evidence,
    /// Where that is.
    pub place: Place,
}
