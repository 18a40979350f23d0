//! The pipeline: what comes in, the reading in its order, what goes out.
//!
//! [`Pipeline::read`] is pure: no clock, no network, no environment, no global state; the same page, rules and options
//! give the same record. Around it stand the parts that touch the world: [`intake`] opens files and streams, [`crew`]
//! spreads pages over threads and gives their records back in input order. [`record`] is the only module that knows
//! JSON.
//!
//! ```
//! use dateline::{Pipeline, Source};
//! use dateline_model::{Page, PageKind};
//! let pipeline = Pipeline::english()?;
//! let page = Page::new("At least 12 people were killed in Beira on Monday, police said.", PageKind::Clean);
//! let readings = pipeline.read(&page, &Source::default());
//! let figure = &readings[0].facts.figures[0];
//! let article = readings[0].article.as_ref().unwrap();
//! assert_eq!((figure.low, article.quote(figure.phrase)), (Some(12), "At least 12 people"));
//! # Ok::<(), dateline::PackError>(())
//! ```

pub mod baseline;
pub mod comparing;
pub mod conllu;
mod countries;
pub mod coverage;
pub mod crew;
pub mod export;
mod fields;
pub mod geonames;
pub mod intake;
pub mod joining;
pub mod keeping;
pub mod merging;
mod models;
mod packs;
mod pipeline;
pub mod plain;
pub mod record;
pub mod reviewing;
pub mod watching;

pub use dateline_lang::Reader;
pub use models::{ModelError, analyzer, with_gazetteer};
pub use packs::{PackError, english, load, overlay};
pub use pipeline::{Pipeline, Reading, Source, as_text};
