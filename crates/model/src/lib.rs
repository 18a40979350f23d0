//! The nouns of Dateline and their invariants.
//!
//! Everything that passes from one stage of the reading to the next is a type of this crate, and nothing here does
//! anything: no I/O, no JSON, no rules, no heuristics. That keeps the stages apart (a verb crate sees this one and no
//! other) and keeps this crate small; behaviour that wants to move in here belongs in a stage.
//!
//! The chain of evidence is the point of these types. A [`Page`] is what came in; an [`Article`] is clean text whose
//! every character knows its way [home](Article::in_page) to the page; an [`Analysis`] is columns over the article's
//! tokens; a [`Fact`] holds [`Evidence`], which only [`Article::cite`] can make.

mod analysis;
mod article;
mod event;
mod fact;
mod grammar;
mod name;
mod note;
mod page;
mod place;
mod span;
mod time;
mod words;

pub use analysis::{Analysis, Bound, Columns, Counted, Impossible, Quantity, Shape, Token, Words};
pub use article::{Article, ArticleBuilder, Basis, Block, BlockKind, Evidence, Image, Published, Strand};
pub use event::{Event, EventType, Participant, SUBEVENTS};
pub use fact::{Fact, Figure, Manner, Measure, Statement, Status, Unit};
pub use grammar::{Pos, Relation, Tag};
pub use jiff::civil::Date;
pub use name::{Mention, Name, NameKind, Named, Side};
pub use note::{Note, Severity};
pub use page::{Page, PageKind};
pub use place::{Place, PlaceKind, PlaceRelation, PlaceUse, Placed, Spot};
pub use span::{Source, Span, Text, Tokens};
pub use time::{Anchor, Precision, Time, TimeKind, Timed};
