//! When what is watched is asked again: how a source or an address stands after it was asked.
//!
//! Pure functions from what there was and what came to what is to be kept; the times are the caller's. A source is asked at even intervals, and
//! after failures ever more seldom, but never given up. An address is tried a few times until its page is there, and then looked at again at
//! growing distances, since tolls rise and reports are corrected in their first days; a page that changed begins anew.
//!
//! Left out on purpose: intervals that sources suggest (`ttl`, `changefreq`), which are mostly whatever a program wrote.

use serde_json::json;

pub use dateline_store::{AddressRow, AddressState, Named, SourceRow, Watched};

/// Seconds between two requests for a feed, and for a sitemap or page. Chosen: a quarter of an hour is what readers of feeds are set to mostly.
const FEED_EVERY: i64 = 15 * 60;
const OTHER_EVERY: i64 = 3_600;

/// The longest rest after failures.
const LONGEST_REST: i64 = 24 * 3_600;

/// When a page is looked at again for the first time, and the longest distance of two looks: each is twice the one before, so that a page that stays
/// as it is is looked at six times. Chosen: most corrections of reports come within a day, tolls grow for a week.
const FIRST_LOOK: i64 = 3 * 3_600;
const LONGEST_LOOK: i64 = 7 * 24 * 3_600;

/// How often a page is tried that does not come. Chosen: with the growing distances that is the better part of a week, so that a machine without a
/// network for some days loses nothing.
const MOST_TRIES: i64 = 12;

/// What is never due.
const NEVER: i64 = i64::MAX;

/// Sitemaps that are taken of an index, the newest. Chosen: large sites keep one for each month or day back to their beginning.
pub const MOST_SITEMAPS: usize = 100;

/// What a server said of what it gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It came.
    Came(Told),
    /// It is as it was.
    Same,
    /// The host is to be left alone for so many seconds; nothing was asked.
    Left(u64),
    /// It failed; the server may have said how many seconds to wait.
    Failed(Option<u64>),
    /// It will not come.
    Gone,
}

/// The rest after so many failures.
fn rest(failures: i64, told: Option<u64>) -> i64 {
    let doubled = FEED_EVERY.saturating_mul(1 << failures.clamp(1, 10) >> 1);
    let told = told.and_then(|told| i64::try_from(told).ok()).unwrap_or(0);
    doubled.max(told).min(LONGEST_REST)
}

/// How a source stands after it was asked at `now`. `status` is what is to be said of it.
pub fn source_after(row: SourceRow, now: i64, outcome: Outcome, status: String) -> SourceRow {
    let every = if row.kind == "feed" { FEED_EVERY } else { OTHER_EVERY };
    let (failures, checked) = (row.failures + 1, row.checked);
    let asked = SourceRow { checked: Some(now), status, ..row };
    match outcome {
        Outcome::Came(Told { etag, modified }) => SourceRow { etag, modified, due: now + every, failures: 0, ..asked },
        Outcome::Same => SourceRow { due: now + every, failures: 0, ..asked },
        Outcome::Left(seconds) => SourceRow { due: later(now, seconds), checked, ..asked },
        // A feed that is gone may come back: it is not given up, and asked seldom.
        Outcome::Gone => SourceRow { due: now + LONGEST_REST, failures, ..asked },
        Outcome::Failed(told) => SourceRow { due: now + rest(failures, told), failures, ..asked },
    }
}

/// How an address stands after it was asked at `now`. Call it for `Came` once the page is in the store; `is_new` says whether that changed
/// anything there.
pub fn address_after(row: AddressRow, now: i64, outcome: Outcome, is_new: bool, status: String) -> AddressRow {
    let outcome = match outcome {
        Outcome::Failed(_) if row.failures + 1 >= MOST_TRIES => Outcome::Gone,
        outcome => outcome,
    };
    let next = match (row.checked, row.state) {
        (Some(before), AddressState::Stored) if !is_new => (now - before).saturating_mul(2).max(FIRST_LOOK),
        _ => FIRST_LOOK,
    };
    let due = if next > LONGEST_LOOK { NEVER } else { now + next };
    let (failures, checked, before) = (row.failures + 1, row.checked, row.state);
    let asked = AddressRow { checked: Some(now), status, ..row };
    match outcome {
        Outcome::Came(Told { etag, modified }) => {
            AddressRow { state: AddressState::Stored, etag, modified, due, failures: 0, ..asked }
        }
        Outcome::Same => AddressRow { state: AddressState::Stored, due, failures: 0, ..asked },
        Outcome::Left(seconds) => AddressRow { due: later(now, seconds), checked, ..asked },
        // What is in the store stays, whatever became of the address.
        Outcome::Gone if before == AddressState::Stored => AddressRow { due: NEVER, ..asked },
        Outcome::Gone => AddressRow { state: AddressState::Failed, due: NEVER, ..asked },
        Outcome::Failed(told) => AddressRow { due: now + rest(failures, told), failures, ..asked },
    }
}

fn later(now: i64, seconds: u64) -> i64 {
    now.saturating_add(i64::try_from(seconds).unwrap_or(LONGEST_REST).min(LONGEST_REST))
}

/// A source as a line of JSON; times in seconds since 1970.
pub fn source_line(watched: &Watched) -> String {
    let Watched { source, waiting, stored, failed } = watched;
    json!({
        "source": source.url, "kind": source.kind, "title": source.title, "checked": source.checked, "due": source.due,
        "failures": source.failures, "waiting": waiting, "stored": stored, "failed": failed, "note": source.status,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came() -> Outcome {
        Outcome::Came(Told { etag: Some("\"1\"".to_owned()), modified: None })
    }

    #[test]
    fn a_source_that_fails_is_asked_ever_more_seldom_and_never_given_up() {
        let mut row = SourceRow { kind: "feed".to_owned(), ..SourceRow::default() };
        let mut rests = Vec::new();
        for _ in 0..12 {
            row = source_after(row, 0, Outcome::Failed(None), "DL-W010".to_owned());
            rests.push(row.due / 60);
        }
        assert_eq!(rests, [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440, 1440, 1440]);
        assert_eq!(source_after(row.clone(), 0, Outcome::Failed(Some(5)), String::new()).due, LONGEST_REST);
        row = source_after(row, 100, came(), String::new());
        assert_eq!((row.failures, row.due, row.etag.as_deref()), (0, 100 + FEED_EVERY, Some("\"1\"")));
        // What the server asks for counts if it is longer; a host that is left alone is no failure.
        assert_eq!(source_after(row.clone(), 0, Outcome::Failed(Some(3_600)), String::new()).due, 3_600);
        let left = source_after(row, 200, Outcome::Left(50), String::new());
        assert_eq!((left.failures, left.due, left.checked), (0, 250, Some(100)));
    }

    #[test]
    fn a_page_is_tried_a_few_times_and_then_given_up() {
        let mut row = AddressRow::default();
        let mut tries = 0;
        while row.state == AddressState::Waiting {
            row = address_after(row, 0, Outcome::Failed(None), false, String::new());
            tries += 1;
        }
        assert_eq!((tries, row.state, row.due), (MOST_TRIES, AddressState::Failed, NEVER));
        let gone = address_after(AddressRow::default(), 0, Outcome::Gone, false, String::new());
        assert_eq!(gone.state, AddressState::Failed);
    }

    #[test]
    fn a_stored_page_is_looked_at_again_at_growing_distances() {
        let mut row = address_after(AddressRow::default(), 0, came(), true, String::new());
        let mut looks = Vec::new();
        while row.due != NEVER {
            let now = row.due;
            looks.push(now / 3_600);
            row = address_after(row, now, Outcome::Same, false, String::new());
        }
        assert_eq!(looks, [3, 9, 21, 45, 93, 189]);
        // One that changed begins anew, and one that is gone stays in the store.
        let changed = address_after(row, 1_000_000, came(), true, String::new());
        assert_eq!(changed.due, 1_000_000 + FIRST_LOOK);
        let gone = address_after(changed, 2_000_000, Outcome::Gone, false, String::new());
        assert_eq!((gone.state, gone.due), (AddressState::Stored, NEVER));
    }
}
