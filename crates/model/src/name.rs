//! Names: who and what a report calls by name, and which words mean the same one.

use crate::words::words;
use crate::{Evidence, Span, Tokens};

words! {
    /// What a name names.
    NameKind {
        /// A person.
        Person = "person",
        /// A state's body, an army, a company, a medium, an aid group.
        Organization = "organization",
        /// An armed or political group.
        Group = "group",
        /// A nationality, people or religion.
        Nationality = "nationality",
        /// A country, region, town, river.
        Place = "place",
        /// What was built and has a name.
        Facility = "facility",
        /// A law, treaty, book.
        Work = "work",
        /// A weapon, vehicle, ship.
        Product = "product",
        /// An operation, war, storm.
        Event = "event",
    }
}

words! {
    /// On whose side an actor stands, as the lists have it.
    Side {
        /// A state's.
        State = "state",
        /// A rebel group.
        Rebel = "rebel",
        /// A militia.
        Militia = "militia",
        /// A party or movement.
        Party = "party",
        /// A gang or cartel.
        Gang = "gang",
        /// A body of several states.
        International = "international",
        /// An aid group.
        Aid = "aid",
        /// A news medium.
        Media = "media",
        /// A company.
        Company = "company",
        /// Civilians.
        Civilian = "civilian",
        /// None of these.
        Other = "other",
    }
}

/// Words that call something by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The words, without title, article and possessive.
    pub tokens: Span<Tokens>,
    /// What they name.
    pub kind: NameKind,
}

/// One person, body, group or place of a report, with all words that mean it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What it is.
    pub kind: NameKind,
    /// Its fullest name in the report.
    pub name: Span<Tokens>,
    /// Titles before its mentions, each wording once: "Staff Major General".
    pub titles: Vec<Span<Tokens>>,
    /// What the report says it is: "the commander of the 7th Division".
    pub roles: Vec<Span<Tokens>>,
    /// Its side, where a list knows it.
    pub side: Option<Side>,
    /// Full names, short forms and the nominal mentions that were resolved, in text order.
    pub mentions: Vec<Span<Tokens>>,
}

/// A [`Name`] with the words of the article that say it.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// What it is.
    pub kind: NameKind,
    /// Its fullest name in the report.
    pub name: Evidence,
    /// Titles before its mentions.
    pub titles: Vec<Evidence>,
    /// What the report says it is.
    pub roles: Vec<Evidence>,
    /// Its side, where a list knows it.
    pub side: Option<Side>,
    /// All its mentions in text order.
    pub mentions: Vec<Evidence>,
}
