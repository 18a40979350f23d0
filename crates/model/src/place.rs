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

words! {
    /// What a name of a place is used for (Gritta et al. 2020).
    PlaceUse {
        /// The place itself.
        Literal = "literal",
        /// People of it: a government that speaks, a nationality.
        Associative = "associative",
    }
}

/// What the words around a place do with it: "20 km east of Mosul", "southern Lebanon", "near the border with Syria".
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRelation {
    /// `distance`, `beside`, `near`, `part` or `border`.
    pub kind: &'static str,
    /// `north`, `northeast` …, where one is said.
    pub direction: Option<&'static str>,
    /// The distance that is said.
    pub km: Option<f64>,
    /// The words that say so.
    pub tokens: Span<Tokens>,
    /// Degrees north and east and the reach of the spot that is meant, where that can be told.
    pub at: Option<(f64, f64, f64)>,
}

impl PlaceRelation {
    /// A relation.
    pub fn new(
        kind: &'static str,
        direction: Option<&'static str>,
        km: Option<f64>,
        tokens: Span<Tokens>,
        at: Option<(f64, f64, f64)>,
    ) -> Self {
        Self { kind, direction, km, tokens, at }
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
    /// The first-level division that holds it, where that is known.
    pub admin1: Option<String>,
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
    /// Whether the place is meant, or people of it.
    pub usage: PlaceUse,
    /// What the words around do with it.
    pub relation: Option<PlaceRelation>,
}

/// A place with the article's words for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The words.
    pub mention: Evidence,
    /// Where that is.
    pub place: Place,
    /// The words of its relation.
    pub relation: Option<Evidence>,
}
