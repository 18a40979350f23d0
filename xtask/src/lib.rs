//! What the chores do, as functions that tests call too.

pub mod tidy;
pub mod train;
