//! Events: who did what to whom, where and when, by the codes of PLOVER and ACLED.
//!
//! Types and modes are those of PLOVER 0.8 (Halterman et al. 2023) with two of our own beside (hazards and crime); the sub-events are those of
//! the ACLED codebook. What is right where the two disagree stands in `docs/record.md`.

use crate::words::words;
use crate::{Evidence, Status};
use std::sync::Arc;

words! {
    /// What sort of event.
    EventType {
        /// They agree.
        Agree = "AGREE",
        /// They meet or talk.
        Consult = "CONSULT",
        /// One backs the other by words.
        Support = "SUPPORT",
        /// One gives way.
        Concede = "CONCEDE",
        /// They act together.
        Cooperate = "COOPERATE",
        /// One helps the other with means.
        Aid = "AID",
        /// One ends what harmed the other.
        Retreat = "RETREAT",
        /// One asks for something.
        Request = "REQUEST",
        /// One refuses something.
        Reject = "REJECT",
        /// One blames the other.
        Accuse = "ACCUSE",
        /// One threatens the other.
        Threaten = "THREATEN",
        /// People protest.
        Protest = "PROTEST",
        /// One ends what helped the other.
        Sanction = "SANCTION",
        /// Forces are made ready or moved.
        Mobilize = "MOBILIZE",
        /// One forces the other without killing.
        Coerce = "COERCE",
        /// One attacks the other.
        Assault = "ASSAULT",
        /// Nature or an accident.
        Hazard = "HAZARD",
        /// Crime for gain.
        Crime = "CRIME",
    }
}

impl EventType {
    /// The modes of this type; most have none.
    pub fn modes(self) -> &'static [&'static str] {
        match self {
            EventType::Consult => &["visit", "third-party", "multilateral", "phone"],
            EventType::Retreat => &["withdraw", "release", "disarm", "ceasefire", "access", "resign"],
            EventType::Request | EventType::Reject => &["assist", "change", "yield", "meet"],
            EventType::Accuse => &["disapprove", "investigate", "allege"],
            EventType::Threaten => &["restrict", "arrest", "relations", "expel", "territory", "violence"],
            EventType::Protest => &["demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"],
            EventType::Sanction => &["convict", "expel", "withdraw", "discontinue"],
            EventType::Mobilize => &["troops", "weapons", "police", "militia"],
            EventType::Coerce => &[
                "seize",
                "restrict",
                "censor",
                "curfew",
                "martial-law",
                "arrest",
                "deport",
                "withhold",
                "misinformation",
                "cyber",
            ],
            EventType::Assault => &[
                "abduct",
                "beat",
                "torture",
                "sexual",
                "targeted",
                "destroy",
                "primitive",
                "firearms",
                "explosives",
                "suicide-attack",
                "aerial",
                "drone",
                "heavy-weapons",
                "crowd-control",
                "unconventional",
            ],
            EventType::Hazard => &["earthquake", "flood", "storm", "fire", "drought", "epidemic", "accident", "other"],
            EventType::Crime => &["organized", "other"],
            EventType::Agree | EventType::Support | EventType::Concede | EventType::Cooperate | EventType::Aid => &[],
        }
    }

    /// Whether it is done by words.
    pub fn is_verbal(self) -> bool {
        use EventType::{Accuse, Agree, Concede, Consult, Reject, Request, Support, Threaten};
        matches!(self, Agree | Consult | Support | Concede | Request | Reject | Accuse | Threaten)
    }
}

/// ACLED's sub-event types.
pub const SUBEVENTS: &[&str] = &[
    "Armed clash",
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Peaceful protest",
    "Protest with intervention",
    "Excessive force against protesters",
    "Violent demonstration",
    "Mob violence",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
];

/// Somebody or something that takes part in an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// The words.
    pub words: Evidence,
    /// The name that they mean: an index into the reading's names.
    pub name: Option<usize>,
}

/// Something that happened, or may happen, or is said to have happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What sort.
    pub kind: EventType,
    /// Which of its modes.
    pub mode: Option<&'static str>,
    /// ACLED's sub-event type, where one fits.
    pub subevent: Option<&'static str>,
    /// What the report makes of it.
    pub status: Status,
    /// The words that say what happened.
    pub trigger: Evidence,
    /// Who did it.
    pub actors: Vec<Participant>,
    /// To whom it was done.
    pub recipients: Vec<Participant>,
    /// Where: an index into the analysis' places.
    pub place: Option<usize>,
    /// When: an index into the analysis' times.
    pub time: Option<usize>,
    /// With what.
    pub instrument: Option<Evidence>,
    /// Who says so.
    pub claimed_by: Option<Evidence>,
    /// Indices of the figures that count its harm.
    pub figures: Vec<usize>,
    /// The sentence.
    pub sentence: Evidence,
    /// Its rank in the report, from 1: what it is chiefly about.
    pub salience: u32,
    /// The rule that found it.
    pub rule: Arc<str>,
}
