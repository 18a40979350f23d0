//! Facts: what a report states, each value with the words that say it.
//!
//! A slot is an [`Evidence`] or an `Option` of one; a number comes with the phrase that it was read from. There is no
//! way to fill a slot without words. Events stand in [`crate::event`].

use crate::Side;
use std::sync::Arc;

use crate::words::words;
use crate::{Bound, Event, Evidence};

words! {
    /// What a figure counts.
    Measure {
        /// People killed.
        Killed = "killed",
        /// People injured.
        Injured = "injured",
        /// People killed or injured.
        Casualties = "casualties",
        /// People missing.
        Missing = "missing",
        /// People abducted or held hostage.
        Abducted = "abducted",
        /// People arrested or held.
        Detained = "detained",
        /// People let go.
        Released = "released",
        /// Fighters who gave up.
        Surrendered = "surrendered",
        /// People driven from their homes.
        Displaced = "displaced",
        /// People taken out of danger.
        Evacuated = "evacuated",
        /// People who came back.
        Returned = "returned",
        /// Refugees.
        Refugees = "refugees",
        /// People in need or hit in another way.
        Affected = "affected",
        /// People trapped.
        Trapped = "trapped",
        /// Troops or means sent.
        Deployed = "deployed",
        /// Fighters present.
        Fighters = "fighters",
        /// People in a protest.
        Protesters = "protesters",
        /// Inhabitants.
        Population = "population",
        /// Things destroyed.
        Destroyed = "destroyed",
        /// Things damaged.
        Damaged = "damaged",
        /// Drones, missiles, strikes and rounds fired.
        Launched = "launched",
        /// Drones and missiles shot down.
        Intercepted = "intercepted",
        /// Things taken.
        Seized = "seized",
        /// Aid given.
        Aid = "aid",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// What one unit of a figure is.
    Unit {
        /// A person.
        Person = "person",
        /// A household or family.
        Household = "household",
    }
}

words! {
    /// What the report makes of a figure or an event.
    Status {
        /// Stated as fact.
        Reported = "reported",
        /// Somebody says so.
        Claimed = "claimed",
        /// Somebody denies it.
        Denied = "denied",
        /// Somebody intends it.
        Planned = "planned",
        /// Somebody threatens it.
        Threatened = "threatened",
        /// It goes on.
        Ongoing = "ongoing",
        /// It is told as background.
        Past = "past",
        /// It might be.
        Hypothetical = "hypothetical",
    }
}

words! {
    /// How a statement gives the words of its speaker.
    Manner {
        /// In quotation marks.
        Direct = "direct",
        /// In the reporter's words.
        Indirect = "indirect",
        /// In both.
        Mixed = "mixed",
    }
}

/// A number of people or things, and who says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What is counted.
    pub measure: Measure,
    /// The least it can be.
    pub low: Option<u64>,
    /// The most it can be.
    pub high: Option<u64>,
    /// The number itself, where the words give one.
    pub best: Option<u64>,
    /// How the words mean it.
    pub bound: Bound,
    /// The number with its qualifier and head words: "more than 100 civilians".
    pub phrase: Evidence,
    /// What one of them is.
    pub unit: Unit,
    /// The words for who was counted: "civilians".
    pub group: Option<Evidence>,
    /// The kind of people, as the pack's word list has it: "civilian".
    pub group_kind: Option<Arc<str>>,
    /// The words for who says so.
    pub claimed_by: Option<Evidence>,
    /// The statement that the figure stands in: an index into the reading's statements.
    pub statement: Option<usize>,
    /// The event whose harm it counts: an index into the reading's events.
    pub event: Option<usize>,
    /// Where it was: an index into the reading's places.
    pub place: Option<usize>,
    /// When it was: an index into the reading's times.
    pub time: Option<usize>,
    /// On whose side the counted people are.
    pub side: Option<Side>,
    /// What the report makes of it.
    pub status: Status,
    /// The sentence.
    pub sentence: Evidence,
    /// The rule that found it.
    pub rule: Arc<str>,
}

/// Words with a speaker.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Direct, indirect or mixed.
    pub manner: Manner,
    /// What was said, without cue and speaker and, when direct, without the quotation marks.
    pub content: Evidence,
    /// The words for the speaker in the sentence, a pronoun too.
    pub speaker: Option<Evidence>,
    /// The name that the speaker's words mean: an index into the reading's names.
    pub speaker_name: Option<usize>,
    /// The word or words of saying. Further sentences of a quotation have the cue of its first.
    pub cue: Evidence,
    /// Who was told: "AFP".
    pub addressee: Option<Evidence>,
    /// What it was said in or on: "a statement".
    pub medium: Option<Evidence>,
    /// What the speaker does with the words, as the pack's list of cues has it: "say", "deny", "urge".
    pub act: Option<Arc<str>>,
    /// The rule that found it.
    pub rule: Arc<str>,
}

/// One thing that a report states.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// A number of people or things.
    Figure(Figure),
    /// Words with a speaker.
    Statement(Statement),
    /// Something that happened.
    Event(Box<Event>),
}
