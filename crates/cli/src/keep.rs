//! `dateline add`, `reread`, `search`: the store from the command line.

use std::io::{BufWriter, Write};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;

use anstyle::Style;
use anyhow::Context;
use dateline::intake::{Intake, Job, Taken};
use dateline::keeping::{self, Added, Cursor, Filter, Hit, Store, StoreError, StoredArticle, StoredPage};
use dateline::{Pipeline, Reading, crew, joining};
use dateline_model::{Date, Note};

use crate::args::{AddArgs, FilterArgs, From, Lines, RereadArgs, SearchArgs};
use crate::{pretty, read, watch};

const HEADLINE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// So many pages are written at once, since each time waits for the disk. A run that is stopped reads at most so many pages again.
const BATCH: usize = 256;

/// A store that there is, to read. An older version's becomes the present one on the way.
pub fn open(db: &Path) -> anyhow::Result<Store> {
    anyhow::ensure!(db.exists(), "there is no store {}\n  hint: `dateline add PAGES --db {0}` makes one", db.display());
    let opened = match Store::read_only(db) {
        Err(StoreError::Older(..)) => {
            Store::open(db).and_then(Store::close).with_context(|| format!("cannot open {}", db.display()))?;
            return open_merged(db);
        }
        opened => opened,
    };
    opened.with_context(|| format!("cannot open {}", db.display()))
}

/// A store to read, with what waits in it merged. Where it cannot be written now, that is said and the rest is shown.
pub fn open_merged(db: &Path) -> anyhow::Result<Store> {
    let store = open(db)?;
    if store.waiting()? == 0 {
        return Ok(store);
    }
    drop(store);
    let merged = Store::open(db).map_err(Into::into).and_then(|mut store| joining::merge(&mut store));
    let store = open(db)?;
    if let Err(error) = merged {
        let waiting = store.waiting()?;
        anstream::eprintln!("dateline: {waiting} reports are not merged yet: {:#}", anyhow::Error::from(error));
    }
    Ok(store)
}

pub type Kept = (StoredPage, Vec<StoredArticle>);

/// What one input gave.
#[derive(Default)]
pub struct Gathered {
    pub pages: Vec<Kept>,
    pub same: usize,
    pub said: Vec<String>,
    /// The last note on what gave no article.
    pub last: Option<Note>,
    rejects: usize,
}

pub fn add(args: &AddArgs) -> anyhow::Result<ExitCode> {
    if args.of.from == From::Records {
        anstream::eprintln!(
            "dateline add: records are read already, and the store keeps pages\n  hint: add the pages that they were read from"
        );
        return Ok(ExitCode::from(2));
    }
    let Some(mut inputs) = read::inputs(&args.of) else {
        anstream::eprintln!(
            "dateline add: nothing to add\n  hint: name a file, a folder or an address, or pipe a page in"
        );
        return Ok(ExitCode::from(2));
    };
    let pipeline = read::pipeline(&args.of.models, true)?;
    let mut writer = Writer::open(&args.db)?;
    if let Some(megabytes) = args.largest {
        writer.store.limit(megabytes.saturating_mul(1_000_000))?;
    }
    let known = Mutex::new(Store::read_only(&args.db).with_context(|| format!("cannot open {}", args.db.display()))?);
    let addresses = watch::addresses(&mut inputs);
    let jobs = watch::jobs(addresses, &args.reach).chain(Intake::new(inputs, args.of.from.form(), std::io::stdin()));
    let mut rejects = 0;
    crew::run(
        jobs,
        read::threads(&args.of.models),
        |job| take(&pipeline, args, &known, job),
        |taken: Gathered| -> anyhow::Result<()> {
            rejects += taken.rejects;
            for line in &taken.said {
                anstream::eprintln!("{line}");
            }
            writer.added.same += taken.same;
            writer.put(taken.pages)
        },
    )?;
    drop(known);
    let added = writer.finish()?;
    anstream::println!(
        "{} new, {} new versions, {} read again, {} there already",
        added.new,
        added.versions,
        added.reread,
        added.same
    );
    if rejects > 0 {
        anstream::eprintln!("dateline add: {rejects} inputs gave no article");
        return Ok(ExitCode::from(3));
    }
    Ok(ExitCode::SUCCESS)
}

fn take(pipeline: &Pipeline, args: &AddArgs, known: &Mutex<Store>, job: Job) -> Gathered {
    let pages = std::panic::catch_unwind(AssertUnwindSafe(|| job.pages())).unwrap_or_default();
    gather(pipeline, (args.of.published, false), known, pages)
}

/// Reads pages that the store does not know.
pub fn gather(
    pipeline: &Pipeline,
    (published, is_fresh): (Option<Date>, bool),
    known: &Mutex<Store>,
    pages: Vec<Taken>,
) -> Gathered {
    let mut out = Gathered::default();
    for mut taken in pages {
        if let Some(page) = &mut taken.page {
            page.published = page.published.or(published);
        }
        let (reader, pack) = (keeping::read_by(pipeline.reader()), pipeline.pack_name());
        let page = taken.page.as_ref().map(|page| keeping::page(&taken.source, page));
        let page = page.map(|page| StoredPage { is_fresh, ..page });
        let key = keeping::key(&taken.source, 0);
        let is_known = page.as_ref().is_some_and(|page| {
            known.lock().ok().and_then(|store| store.has(page, &key, &reader, pack).ok()).unwrap_or(false)
        });
        if is_known {
            out.same += 1;
            continue;
        }
        let readings = read::readings_of(pipeline, published, true, taken);
        out.rejects += readings.iter().filter(|reading| reading.article.is_none()).count();
        for reading in readings.iter().filter(|reading| reading.article.is_none()) {
            out.said.extend(reading.notes.iter().map(|note| pretty::note_line(reading, note)));
            out.last = reading.notes.last().cloned().or(out.last.take());
        }
        out.pages.extend(page.map(|page| (page, articles(&readings))));
    }
    out
}

fn articles(readings: &[Reading]) -> Vec<StoredArticle> {
    readings.iter().enumerate().filter_map(|(n, reading)| keeping::article(reading, n)).collect()
}

/// Gathers pages and writes them in batches.
struct Writer {
    store: Store,
    batch: Vec<Kept>,
    added: Added,
}

impl Writer {
    fn open(db: &Path) -> anyhow::Result<Writer> {
        let store = Store::open(db).with_context(|| format!("cannot open {}", db.display()))?;
        Ok(Writer { store, batch: Vec::new(), added: Added::default() })
    }

    fn put(&mut self, pages: Vec<Kept>) -> anyhow::Result<()> {
        self.batch.extend(pages);
        if self.batch.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let more = self.store.add(&self.batch).context("cannot write to the store")?;
        self.batch.clear();
        joining::merge(&mut self.store).context("cannot merge what was added")?;
        self.added.new += more.new;
        self.added.versions += more.versions;
        self.added.reread += more.reread;
        self.added.same += more.same;
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<Added> {
        self.flush()?;
        self.store.close().context("cannot close the store")?;
        Ok(self.added)
    }
}

pub fn reread(args: &RereadArgs) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(args.db.exists(), "there is no store {}", args.db.display());
    let pipeline = read::pipeline(&args.of, true)?;
    let mut writer = Writer::open(&args.db)?;
    let own = (keeping::read_by(pipeline.reader()), pipeline.pack_name().to_owned());
    let mut last = 0;
    loop {
        let pages = writer.store.pages(last, BATCH)?;
        let Some((number, _)) = pages.last() else { break };
        last = *number;
        let stale = pages.into_iter().map(|(_, row)| row).filter(|row| args.all || row.read_by != [own.clone()]);
        let mut read_again = Vec::new();
        crew::run(
            stale,
            read::threads(&args.of),
            |row| {
                let (source, page) = keeping::stored_page(row.page.clone());
                // A page over which the program stumbles stays as it was read before.
                let readings = std::panic::catch_unwind(AssertUnwindSafe(|| pipeline.read(&page, &source)));
                (row.page, articles(&readings.unwrap_or_default()))
            },
            |kept: Kept| -> anyhow::Result<()> {
                read_again.push(kept);
                Ok(())
            },
        )?;
        writer.put(read_again)?;
    }
    let added = writer.finish()?;
    anstream::println!("{} read again, {} as they were", added.reread, added.same);
    Ok(ExitCode::SUCCESS)
}

/// What the arguments look for.
pub fn filter(args: &FilterArgs) -> Filter {
    Filter {
        words: None,
        place: args.place.clone(),
        country: args.country.clone(),
        near: args.near,
        since: args.since.map(|day| day.to_string()),
        until: args.until.map(|day| day.to_string()),
        kind: args.kind.clone(),
        actor: args.actor.clone(),
        measure: args.measure.clone(),
        claimant: args.claimant.clone(),
        publisher: args.publisher.clone(),
        review: args.review.map(|state| state.word().to_owned()),
        after: None,
    }
}

pub fn search(args: &SearchArgs) -> anyhow::Result<ExitCode> {
    let store = open(&args.db)?;
    let words = args.words.join(" ");
    let mut filter = filter(&args.filter);
    filter.words = (!words.trim().is_empty()).then_some(words);
    if let Some(after) = &args.after {
        let cut = after.rsplit_once('|').and_then(|(rank, id)| Some((rank, id.parse().ok()?)));
        let (rank, article) = cut.with_context(|| format!("`{after}` is no cursor of a search"))?;
        filter.after = Some(Cursor { rank: rank.to_owned(), article });
    }
    let mut out = BufWriter::new(anstream::AutoStream::auto(std::io::stdout()));
    let hits = store.search(&filter, args.limit)?;
    for hit in &hits {
        let record = store.record(hit.article)?.record;
        let line = match args.format {
            Lines::Jsonl => keeping::hit_line(hit, &cursor(hit), &record).context("a record is damaged")? + "\n",
            Lines::Pretty => {
                let body = keeping::body(&record).context("a record is damaged")?;
                hit_pretty(hit, &body, filter.words.as_deref())
            }
        };
        out.write_all(line.as_bytes())?;
    }
    out.flush()?;
    if hits.len() == args.limit && args.format == Lines::Pretty {
        let cursor = hits.last().map(cursor).unwrap_or_default();
        anstream::eprintln!("more behind --after \"{cursor}\"");
    }
    Ok(ExitCode::SUCCESS)
}

fn cursor(hit: &Hit) -> String {
    format!("{}|{}", hit.cursor.rank, hit.cursor.article)
}

fn hit_pretty(hit: &Hit, text: &str, words: Option<&str>) -> String {
    let headline = hit.headline.as_deref().unwrap_or(&hit.record_id);
    let day = hit.published.as_deref().unwrap_or("no day");
    let by = hit.publisher.as_deref().map_or(String::new(), |publisher| format!("  {publisher}"));
    let snippet = words.and_then(|words| snippet(text, words)).map_or(String::new(), |words| format!("    {words}\n"));
    format!("{day:<10}  {HEADLINE}{headline}{HEADLINE:#}{FAINT}{by}{FAINT:#}\n{snippet}")
}

/// Characters on both sides of a found word.
const AROUND: usize = 70;

/// The first of the words in the text, with what stands around it.
fn snippet(text: &str, words: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let first = words.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?.to_lowercase();
    let at = lower.find(&first)?;
    // Lower case may have another length; a place near by is good enough.
    let at = text.char_indices().map(|(i, _)| i).take_while(|i| *i <= at).last().unwrap_or(0);
    let from = text[..at].char_indices().rev().nth(AROUND).map_or(0, |(i, _)| i);
    let to = text[at..].char_indices().nth(AROUND).map_or(text.len(), |(i, _)| at + i);
    Some(text[from..to].split_whitespace().collect::<Vec<_>>().join(" "))
}
