//! One SQLite file that loses nothing: pages as they came, the articles on them in all versions, their facts, and search.
//!
//! The file opens in any SQLite tool; [`schema`] says what its tables hold. A page is known by the hash of its bytes, an article by its key (the id
//! that the input gives, else its address, else its file): a changed page is a new version of the same article, and the old one stays. What was
//! derived from a page (record, facts) is written anew when the rules or models change; nothing that came in is ever touched.
//!
//! Every call that returned is on the disk (write-ahead log, `synchronous = FULL`). Readers never wait for the writer; a second writer is told so
//! ([`StoreError::Busy`]).
//!
//! What was added waits to be [merged](Merging), and stays merged; what people [decided](Decision) is kept apart from all that is read, and outlives it.
//!
//! The crate knows no JSON and no rule of merging: a record is bytes to it, and the columns are given beside it. Left out on purpose: fetched pages' headers.

mod baseline;
mod deciding;
mod merging;
mod read;
mod schema;
mod search;
mod watching;
mod write;

pub use baseline::{BaselineRow, Kept};
pub use deciding::{Anchor, Decision, Pair};
pub use merging::{Around, Entered, IncidentRow, LinkRow, Member, Merging, Waiting};
pub use read::{PageRow, RecordRow};
pub use search::{Cursor, Filter, Hit};
pub use watching::{AddressRow, AddressState, Named, SourceRow, Watched};
pub use write::Added;

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use thiserror::Error;

/// Why the store could not do something.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another program writes.
    #[error("another program writes to the store")]
    Busy,
    /// No space is left.
    #[error("no space is left for the store")]
    Full,
    /// A later version of the program made the file.
    #[error("the store is of schema {0}, and this program knows {1} and older")]
    Newer(i64, i64),
    /// An older version made the file, and it was opened to read.
    #[error("the store is of schema {0}, and becomes {1} when it is opened to write")]
    Older(i64, i64),
    /// The file is a database of something else.
    #[error("the file is no store of dateline's")]
    Foreign,
    /// A search cannot be read.
    #[error("{0}")]
    Query(String),
    /// What SQLite says.
    #[error("the store cannot be used")]
    Sqlite(#[source] rusqlite::Error),
    /// What the system says.
    #[error("the store cannot be read")]
    Io(#[from] std::io::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::NotADatabase) => Self::Foreign,
            _ => Self::Sqlite(error),
        }
    }
}

/// A page as it came, with what the input says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredPage {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// `html`, `dump` or `clean`.
    pub kind: String,
    /// The id that the input gives.
    pub id: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its file.
    pub path: Option<String>,
    /// What kind of bytes it was.
    pub media_type: Option<String>,
    /// The headline, the day, the publisher and the authors that the input gives; authors one a line.
    pub headline: Option<String>,
    /// See above.
    pub published: Option<String>,
    /// See above.
    pub publisher: Option<String>,
    /// See above.
    pub byline: String,
    /// The page, decoded.
    pub text: String,
    /// Whether it was fetched just now: then it is the newest one, though it may have been there before.
    pub is_fresh: bool,
}

/// An article of a page, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredArticle {
    /// What makes it the same article in another version: see the crate's page.
    pub key: String,
    /// The record's id.
    pub record_id: String,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub headline: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The agency whose text it is.
    pub agency: Option<String>,
    /// The day, `2024-07-26`.
    pub published: Option<String>,
    /// Which models read it.
    pub reader: String,
    /// Which rules.
    pub pack: String,
    /// Its clean text: for search only, the record has it too.
    pub text: String,
    /// The record, as a line of JSON.
    pub record: String,
    /// The hash of what a reader sees.
    pub digest: String,
    /// Its events.
    pub events: Vec<EventRow>,
    /// Its figures.
    pub figures: Vec<FigureRow>,
}

/// The columns of an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventRow {
    /// Its id in the record.
    pub id: String,
    /// PLOVER type, or one of ours.
    pub kind: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// ACLED sub-event.
    pub subevent: Option<String>,
    /// What the report makes of it.
    pub status: String,
    /// Where: name, country, degrees north and east, kilometres around.
    pub place: Option<String>,
    /// See above.
    pub country: Option<String>,
    /// See above.
    pub lat: Option<f64>,
    /// See above.
    pub lon: Option<f64>,
    /// See above.
    pub radius_km: Option<f64>,
    /// First day.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// Who did it, `; ` between them.
    pub actors: String,
    /// To whom.
    pub recipients: String,
    /// The sentence.
    pub sentence: String,
    /// The rule that found it.
    pub rule: String,
    /// Where its words begin in the sentence, in code points.
    pub first: i64,
    /// The words that tell it.
    pub words: String,
}

/// The columns of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureRow {
    /// Its id in the record.
    pub id: String,
    /// What is counted.
    pub measure: String,
    /// The least, the most, the number itself.
    pub low: Option<i64>,
    /// See above.
    pub high: Option<i64>,
    /// See above.
    pub best: Option<i64>,
    /// How the words mean it.
    pub bound: String,
    /// The words for who was counted.
    pub group: Option<String>,
    /// The kind of people.
    pub group_kind: Option<String>,
    /// Whose side they are on.
    pub side: Option<String>,
    /// Who says so.
    pub claimed_by: Option<String>,
    /// What the report makes of it.
    pub status: String,
    /// The event whose harm it counts.
    pub event: Option<String>,
    /// The sentence.
    pub sentence: String,
    /// The rule that found it.
    pub rule: String,
    /// Where its words begin in the sentence, in code points.
    pub first: i64,
    /// The words that tell it.
    pub words: String,
}

/// What has just been done, in the order in which it is: where a process may be stopped, and tests stop it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// A page was written, in a transaction that is open still.
    Page,
    /// An article was.
    Article,
    /// Its facts were.
    Facts,
    /// The batch is on the disk.
    Added,
    /// The links and incidents of a batch were written, in a transaction that is open still.
    Merged,
    /// The articles of the batch were struck off those that wait.
    Watermark,
    /// The merged batch is on the disk.
    Finished,
}

/// Who is told when a point is reached.
#[derive(Clone)]
struct Told(Arc<dyn Fn(Point) + Send + Sync>);

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told")
    }
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    told: Option<Told>,
}

/// Kibibytes of the file that a reader and a writer hold in memory at most. SQLite's own number is 2,000; a store of a million reports has its indexes in
/// gigabytes, and what is written goes all over them.
const CACHE: i64 = 64 << 10;
const WRITERS_CACHE: i64 = 256 << 10;

/// How long a writer waits for another one, in milliseconds. Chosen: longer than a batch takes to be written, shorter than a person waits.
const PATIENCE: u32 = 2_000;

impl Store {
    /// Opens a store to write, and makes it if there is none.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(std::time::Duration::from_millis(PATIENCE.into()))?;
        // Whose file it is comes first: nothing is changed in another's.
        schema::version(&connection)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -WRITERS_CACHE)?;
        schema::migrate(&connection)?;
        Ok(Store { connection, told: None })
    }

    /// Tells `told` at each [`Point`] that writing reaches. The crash tests end the process there.
    pub fn on_points(&mut self, told: impl Fn(Point) + Send + Sync + 'static) {
        self.told = Some(Told(Arc::new(told)));
    }

    /// The store grows no larger than so many bytes: beyond that it is [`StoreError::Full`], as on a disk without space.
    pub fn limit(&self, bytes: u64) -> Result<(), StoreError> {
        let page: i64 = self.connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let pages = (bytes / page.max(1) as u64).clamp(1, u32::MAX.into()) as i64;
        self.connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        Ok(())
    }

    /// Brings what was written into the one file and closes it, so that the file can be copied. While others read, SQLite leaves a part beside it
    /// (`-wal`), and nothing is lost.
    pub fn close(self) -> Result<(), StoreError> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        self.connection.close().map_err(|(_, error)| error.into())
    }

    /// Waits for another writer for so long, in place of two seconds.
    pub fn wait_for_others(&self, time: std::time::Duration) -> Result<(), StoreError> {
        Ok(self.connection.busy_timeout(time)?)
    }

    /// Opens a store that there is, to read.
    pub fn read_only(path: &Path) -> Result<Store, StoreError> {
        let connection =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(std::time::Duration::from_millis(PATIENCE.into()))?;
        connection.pragma_update(None, "cache_size", -CACHE)?;
        schema::check(&connection)?;
        Ok(Store { connection, told: None })
    }
}

fn tell(told: Option<&Told>, point: Point) {
    if let Some(Told(told)) = told {
        told(point);
    }
}

/// A text, packed.
fn pack(text: &str) -> Result<Vec<u8>, StoreError> {
    use std::io::Write;
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(text.as_bytes())?;
    Ok(packer.finish()?)
}

/// A text that was packed.
fn unpack(bytes: &[u8]) -> Result<String, StoreError> {
    use std::io::Read;
    let mut text = String::new();
    flate2::read::DeflateDecoder::new(bytes).read_to_string(&mut text)?;
    Ok(text)
}
