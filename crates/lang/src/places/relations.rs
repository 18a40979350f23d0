//! The words around a place's name → what they do with it: "20 km east of Mosul", "southern Lebanon", "near the border with Syria", and
//! names that mean no spot on the ground: "Moscow denied", "Turkish soldiers".
//!
//! A relation gives the spot that is meant a point and a radius of its own; the place itself stays where it is. Sources: the relations
//! are those that gazetteers of conflict data code (ACLED's "near", UCDP's "around"); literal and associative use is told apart as by
//! Gritta et al., "A pragmatic guide to geoparsing evaluation" (2020).
//!
//! Left out on purpose: areas between two places ("the road from Homs to Aleppo"), and relations to a relation ("10 km off the coast north
//! of Benghazi").

use super::gazetteer::cosine;
use dateline_model::{Columns, NameKind, PlaceKind, PlaceRelation, PlaceUse, Span, Spot, Tokens};

/// Kilometres in a degree of latitude.
const DEGREE_KM: f64 = 111.32;

/// A distance of a report is good to about a quarter of itself, and to no less than so many kilometres. Chosen.
const ROUGH: (f64, f64) = (0.25, 3.0);

/// The middle of a country's south lies by this share of its reach off its own, and reaches half as far. Chosen: a half of the reach would be
/// right for a disc, and the reach leaves out a fifth of the towns.
const PART: f64 = 0.6;

/// "Near" reaches so many kilometres beyond the place itself. Chosen, with ACLED's practice in mind of coding the nearest town.
const NEAR_KM: f64 = 15.0;

/// "East of Mosul" without a distance reaches so many kilometres beyond the place itself. Chosen.
const BESIDE_KM: f64 = 30.0;

/// What a direction between two adds to each.
const HALF_WAY: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// The eight directions with what they add to the north and to the east.
const DIRECTIONS: &[(&str, f64, f64)] = &[
    ("north", 1.0, 0.0),
    ("northeast", HALF_WAY, HALF_WAY),
    ("east", 0.0, 1.0),
    ("southeast", -HALF_WAY, HALF_WAY),
    ("south", -1.0, 0.0),
    ("southwest", -HALF_WAY, -HALF_WAY),
    ("west", 0.0, -1.0),
    ("northwest", HALF_WAY, -HALF_WAY),
];

/// The direction that a word names: "south-east", "southeastern".
pub fn direction(norm: &str) -> Option<(&'static str, f64, f64)> {
    let plain = norm.strip_suffix("ernmost").or(norm.strip_suffix("ern")).unwrap_or(norm);
    let is = |name: &str| match plain.split_once('-') {
        Some((a, b)) => name.strip_prefix(a).is_some_and(|rest| rest == b || rest == b.trim_end_matches("ern")),
        None => name == plain,
    };
    DIRECTIONS.iter().copied().find(|(name, ..)| is(name))
}

/// Kilometres in a unit of length.
fn kilometres(unit: &str) -> Option<f64> {
    Some(match unit {
        "km" | "kms" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => 1.0,
        "mile" | "miles" | "mi" => 1.609,
        "m" | "meters" | "metres" | "meter" | "metre" => 0.001,
        "yards" | "yard" => 0.000_914,
        _ => return None,
    })
}

/// The point so many kilometres off a spot.
fn moved(spot: &Spot, (_, north, east): (&str, f64, f64), km: f64) -> (f64, f64) {
    let lat = (spot.lat + north * km / DEGREE_KM).clamp(-90.0, 90.0);
    let lon = spot.lon + east * km / (DEGREE_KM * cosine(spot.lat).max(0.05));
    let lon = match lon {
        _ if lon > 180.0 => lon - 360.0,
        _ if lon < -180.0 => lon + 360.0,
        _ => lon,
    };
    (lat, lon)
}

/// A place's neighbourhood of words.
pub struct Beside<'a> {
    columns: &'a Columns,
    start: usize,
    end: usize,
}

impl<'a> Beside<'a> {
    /// Around a mention.
    pub fn new(columns: &'a Columns, mention: Span<Tokens>) -> Beside<'a> {
        Beside { columns, start: mention.start() as usize, end: mention.end() as usize }
    }

    fn norm(&self, i: usize) -> &'a str {
        if i < self.columns.norms.len() { self.columns.norms.get(i) } else { "" }
    }

    fn before(&self, n: usize) -> &'a str {
        self.start.checked_sub(n).map_or("", |i| self.norm(i))
    }

    /// A length that ends before the `n`-th word back, and how many words back it begins: "20 km", "some 20 kilometres (12 miles)",
    /// "20km".
    fn length(&self, n: usize) -> Option<(f64, usize)> {
        // Nothing lies further off than half of the way around the earth, and "nan" is no number.
        self.any_length(n).filter(|(km, _)| km.is_finite() && *km <= 20_000.0)
    }

    fn any_length(&self, mut n: usize) -> Option<(f64, usize)> {
        if self.before(n) == ")" {
            let open = (n..n + 6).find(|n| self.before(*n) == "(")?;
            n = open + 1;
        }
        // "20-kilometre" is one word in some texts.
        let word = self.before(n);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if !digits.is_empty() && digits.len() < word.len() {
            let km = kilometres(word[digits.len()..].trim_start_matches('-'))?;
            return Some((digits.trim_end_matches('-').replace(',', "").parse::<f64>().ok()? * km, n));
        }
        let km = kilometres(word)?;
        let n = n + 1 + usize::from(self.before(n + 1) == "-");
        let at = self.start.checked_sub(n)?;
        let said = self.columns.quantities.iter().find(|q| q.tokens.range().contains(&at));
        let count = match said.and_then(|q| q.low.or(q.best).or(q.high)) {
            Some(count) => count as f64,
            None => self.norm(at).replace(',', "").parse().ok()?,
        };
        let begins = said.map_or(n, |q| self.start - (q.tokens.start() as usize).min(at));
        Some((count * km, begins))
    }

    /// What the words around do with a place that lies at a spot.
    pub fn relation(&self, spot: &Spot) -> Option<PlaceRelation> {
        let words = |from: usize| Span::new((self.start - from) as u32, self.start as u32);
        let at = |point: (f64, f64), radius_km: f64| Some((point.0, point.1, radius_km.round()));
        let moved = |direction, km| moved(spot, direction, km);
        let here = (spot.lat, spot.lon);
        // "the border with Syria", "the Syrian border", "Syria's border"
        let after = |n: usize| self.norm(self.end + n);
        let is_border = |word: &str| matches!(word, "border" | "borders" | "frontier");
        let article = usize::from(self.before(1) == "the");
        let back = |n: usize| self.before(n + article);
        if is_border(after(0)) || after(0) == "'s" && is_border(after(1)) {
            let to = self.end + 1 + usize::from(after(0) == "'s");
            return Some(PlaceRelation::new("border", None, None, Span::new(self.start as u32, to as u32), None));
        }
        if matches!(back(1), "with" | "of") && is_border(back(2)) {
            return Some(PlaceRelation::new("border", None, None, words(2 + article), None));
        }
        if back(1) == "of"
            && let Some(dir) = direction(back(2))
        {
            if let Some((km, from)) = self.length(3 + article) {
                let radius = (km * ROUGH.0).max(ROUGH.1);
                return Some(PlaceRelation::new(
                    "distance",
                    Some(dir.0),
                    Some(km),
                    words(from),
                    at(moved(dir, km), radius),
                ));
            }
            // "the south of Lebanon" lies in it, "just south of Lebanon" beside it.
            let is_part = back(3) == "the";
            let n = 2 + article + usize::from(is_part);
            if is_part {
                let half = spot.radius_km / 2.0;
                return Some(PlaceRelation::new(
                    "part",
                    Some(dir.0),
                    None,
                    words(n),
                    at(moved(dir, spot.radius_km * PART), half),
                ));
            }
            let radius = spot.radius_km + BESIDE_KM;
            return Some(PlaceRelation::new(
                "beside",
                Some(dir.0),
                None,
                words(n),
                at(moved(dir, spot.radius_km), radius),
            ));
        }
        if matches!(back(1), "from" | "off")
            && let Some((km, from)) = self.length(2 + article)
        {
            return Some(PlaceRelation::new("distance", None, Some(km), words(from), at(here, km + ROUGH.1)));
        }
        let near = match (back(2), back(1)) {
            (_, "near" | "outside" | "around") => Some(1),
            ("close", "to") => Some(2),
            ("outskirts" | "suburbs" | "vicinity", "of") => Some(2),
            _ => None,
        };
        if let Some(n) = near {
            return Some(PlaceRelation::new(
                "near",
                None,
                None,
                words(n + article),
                at(here, spot.radius_km + NEAR_KM),
            ));
        }
        // "southern Lebanon" where only Lebanon is the name; "Lebanon's south"
        let half = spot.radius_km / 2.0;
        let part = |dir: (&'static str, f64, f64), span| {
            Some(PlaceRelation::new("part", Some(dir.0), None, span, at(moved(dir, spot.radius_km * PART), half)))
        };
        let adjective = |norm: &str| norm.ends_with("ern").then(|| direction(norm)).flatten();
        if let Some(dir) = adjective(self.before(1)) {
            return part(dir, words(1));
        }
        if after(0) == "'s"
            && let Some(dir) = direction(after(1))
        {
            return part(dir, Span::new(self.end as u32, self.end as u32 + 2));
        }
        None
    }

    /// The spot and the relation of a mention whose first word says which part of a place is meant: "southern Lebanon" is a region in the
    /// south of it, and named as it was said.
    pub fn part_within(&self, said: &str, whole: &Spot) -> Option<(Spot, PlaceRelation)> {
        let dir = direction(self.norm(self.start))?;
        let half = whole.radius_km / 2.0;
        let (lat, lon) = moved(whole, dir, whole.radius_km * PART);
        let word = Span::new(self.start as u32, self.start as u32 + 1);
        let relation = PlaceRelation::new("part", Some(dir.0), None, word, Some((lat, lon, half.round())));
        let kind = PlaceKind::Region;
        Some((Spot { name: said.to_owned(), kind, lat, lon, radius_km: half, ..whole.clone() }, relation))
    }

    /// Whether the name means the place, or people: a government that says something, soldiers of a nation.
    pub fn usage(&self, kind: NameKind) -> PlaceUse {
        let lands = |norm: &str| {
            matches!(
                norm,
                "city"
                    | "town"
                    | "village"
                    | "province"
                    | "border"
                    | "frontier"
                    | "capital"
                    | "territory"
                    | "soil"
                    | "coast"
                    | "side"
                    | "region"
                    | "district"
                    | "port"
                    | "airspace"
                    | "waters"
                    | "mainland"
                    | "island"
                    | "cities"
                    | "towns"
                    | "villages"
                    | "provinces"
                    | "countryside"
                    | "desert"
            )
        };
        let after = self.norm(self.end);
        // "the Congolese town of Beni": Beni is where.
        if kind == NameKind::Nationality && self.norm(self.end + 1) == "of" && lands(after) {
            return PlaceUse::Associative;
        }
        if kind == NameKind::Nationality {
            let held = lands(after) || lands(self.norm(self.end + 1)) && direction(after).is_some();
            return if held { PlaceUse::Literal } else { PlaceUse::Associative };
        }
        // "Iran-backed fighters"
        if after == "-"
            && self
                .columns
                .tags
                .get(self.end + 1)
                .is_some_and(|tag| matches!(tag.as_str(), "VBN" | "VBD" | "VBG" | "JJ"))
        {
            return PlaceUse::Associative;
        }
        // "Moscow denied", "talks between Kyiv and Moscow": the subject of a verb that only people can be subject of.
        let head = self.end.saturating_sub(1);
        let relation = self.columns.relations.get(head).map(|r| r.as_str()).unwrap_or_default();
        let verb = self.columns.heads.get(head).map_or(0, |h| *h as usize);
        if matches!(relation, "nsubj" | "nsubj:pass")
            && verb < self.columns.lemmas.len()
            && ACTS.contains(&self.columns.lemmas.get(verb))
        {
            return PlaceUse::Associative;
        }
        PlaceUse::Literal
    }
}

/// What governments do, and places do not.
const ACTS: &[&str] = &[
    "accuse",
    "agree",
    "announce",
    "argue",
    "back",
    "blame",
    "call",
    "claim",
    "condemn",
    "consider",
    "criticise",
    "criticize",
    "decide",
    "declare",
    "demand",
    "deny",
    "deploy",
    "describe",
    "dismiss",
    "expel",
    "fear",
    "hope",
    "impose",
    "insist",
    "intend",
    "invite",
    "negotiate",
    "offer",
    "oppose",
    "plan",
    "pledge",
    "promise",
    "propose",
    "protest",
    "recall",
    "recognise",
    "recognize",
    "refuse",
    "reject",
    "reply",
    "respond",
    "retaliate",
    "sanction",
    "say",
    "seek",
    "sign",
    "summon",
    "support",
    "suspect",
    "threaten",
    "urge",
    "vow",
    "want",
    "warn",
    "welcome",
];
