//! `dateline watch`, and addresses for `dateline add`: what sources name is fetched, read and kept.
//!
//! A round asks the sources that are due, then the addresses that they named. Each answer is kept before the next step counts on it: first the
//! addresses of a source, then the page of an address, then the mark that it is there. So a run may be stopped at any moment, and the next one goes
//! on; what it fetches twice changes nothing. What is asked when is decided by `dateline::watching`, how it is asked by `dateline_fetch`.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::Context;
use dateline::intake::{self, Input, Job, LARGEST_LIST, LARGEST_PAGE, Link, Links, ListKind, Taken};
use dateline::keeping::{Added, Store};
use dateline::watching::{
    AddressRow, MOST_SITEMAPS, Named, Outcome, SourceRow, Told, Watched, address_after, source_after, source_line,
};
use dateline::{Pipeline, Source, crew, joining};
use dateline_fetch::{Allow, Answer, Failure, Fetched, Fetcher, Request, Then, is_usual_port, parse_address};
use dateline_model::{Date, Note};

use crate::args::{Lines, ModelArgs};
use crate::{keep, read};

/// Hosts that are asked at the same time, if `--threads` does not say. Chosen: most of the time of a fetch is waiting, and a page that came may hold
/// 16 MiB.
const AT_ONCE: NonZeroUsize = NonZeroUsize::new(4).unwrap();

/// Sources of sources that are followed in a round: a sitemap's index and what it names, and one more.
const DEEPEST: usize = 3;

/// The longest sleep between rounds, so that sources which another run added are seen. Chosen.
const LONGEST_SLEEP: i64 = 60;

/// How long another program may write before the watch gives up. Chosen: longer than `dateline add` takes to merge what it read.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Debug, clap::Args)]
pub struct WatchArgs {
    /// Addresses of feeds, sitemaps and pages, and OPML files that list feeds. They are watched from now on; without any, what the store
    /// watches already is.
    pub sources: Vec<String>,
    /// The store; it is made if there is none.
    #[arg(long, value_name = "FILE", default_value = "dateline.db")]
    pub db: PathBuf,
    /// One round, then end.
    #[arg(long)]
    pub once: bool,
    /// In the first round also what is not due yet; what failed keeps its distance.
    #[arg(long)]
    pub all: bool,
    /// Pages of a round at most.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub most: usize,
    /// Watch these sources no longer; what is in the store stays.
    #[arg(long, requires = "sources", conflicts_with_all = ["once", "all", "status"])]
    pub forget: bool,
    /// Print how each source stands, and fetch nothing.
    #[arg(long, conflicts_with = "sources")]
    pub status: bool,
    /// How to print the status.
    #[arg(long, value_enum, default_value_t = Lines::Pretty, requires = "status")]
    pub format: Lines,
    #[command(flatten)]
    pub reach: ReachArgs,
    #[command(flatten)]
    pub models: ModelArgs,
}

#[derive(Debug, Default, clap::Args)]
pub struct ReachArgs {
    /// A host and port that may be fetched from though it is not public, as its addresses write them: a mirror of your own (mirror.lan:80). It is asked
    /// without a pause.
    #[arg(long, value_name = "HOST:PORT", value_parser = host_and_port)]
    pub allow_private: Vec<String>,
}

fn host_and_port(text: &str) -> Result<String, String> {
    Allow::default().host(text).map(|()| text.to_owned()).ok_or_else(|| "write it as mirror.lan:80".to_owned())
}

impl ReachArgs {
    fn fetcher(&self) -> Fetcher {
        let mut allow = Allow::default();
        for text in &self.allow_private {
            let _ = allow.host(text);
        }
        Fetcher::new(allow)
    }
}

fn is_address(text: &str) -> bool {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

/// The inputs that are addresses, taken out of the others.
pub fn addresses(inputs: &mut Vec<Input>) -> Vec<String> {
    let address = |input: &Input| match input {
        Input::Path(path) => path.to_str().filter(|text| is_address(text)).map(str::to_owned),
        Input::Standard => None,
    };
    let found = inputs.iter().filter_map(address).collect();
    inputs.retain(|input| address(input).is_none());
    found
}

/// Addresses as jobs; each is fetched when its turn comes.
pub fn jobs(addresses: Vec<String>, reach: &ReachArgs) -> impl Iterator<Item = Job> {
    let fetcher = reach.fetcher();
    addresses.into_iter().map(move |url| {
        let taken = match fetcher.fetch(&Request::new(&url, LARGEST_PAGE)) {
            Answer::Fetched(Fetched { url, body, media, .. }) => intake::fetched(&url, media.as_deref(), body),
            Answer::NotChanged => vec![nothing(&url, dateline_fetch::not_changed())],
            Answer::Failed(Failure { why, .. }) => vec![nothing(&url, why.note())],
        };
        Job::taken(&url, taken)
    })
}

fn nothing(url: &str, note: Note) -> Taken {
    Taken { source: Source { path: Some(url.to_owned()), ..Source::default() }, page: None, notes: vec![note] }
}

/// A note as the store keeps it.
fn status(note: &Note) -> String {
    format!("{} {}", note.code, note.message)
}

fn say(url: &str, note: &Note) {
    let hint = note.hint.map_or(String::new(), |hint| format!("\n  hint: {hint}"));
    anstream::eprintln!("{url}: {} [{}]{hint}", note.message, note.code);
}

pub fn run(args: &WatchArgs) -> anyhow::Result<ExitCode> {
    if args.status {
        return print_status(args);
    }
    let mut named = Vec::new();
    for source in &args.sources {
        match sources(source) {
            Ok(found) => named.extend(found),
            Err(why) => {
                anstream::eprintln!("dateline watch: {why}");
                return Ok(ExitCode::from(2));
            }
        }
    }
    let mut store = Store::open(&args.db).with_context(|| format!("cannot open {}", args.db.display()))?;
    // A watch goes on for days: it waits for others that write.
    store.wait_for_others(PATIENCE)?;
    if args.forget {
        for url in &named {
            let gone = store.unwatch(url)?;
            anstream::println!("{url}: {}", if gone { "watched no longer" } else { "was not watched" });
        }
        store.close()?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<(String, &str)> = named.into_iter().map(|url| (url, "unknown")).collect();
    store.watch(&rows)?;
    if store.watched()?.is_empty() {
        anstream::eprintln!(
            "dateline watch: nothing to watch\n  hint: name the address of a feed, a sitemap or a page, or an OPML file"
        );
        return Ok(ExitCode::from(2));
    }
    let pipeline = read::pipeline(&args.models, true)?;
    let known = Store::read_only(&args.db).with_context(|| format!("cannot open {}", args.db.display()))?;
    let mut round = Round {
        pipeline: &pipeline,
        threads: args.models.threads.unwrap_or(AT_ONCE),
        fetcher: args.reach.fetcher(),
        known: Mutex::new(known),
        store,
        tally: Tally::default(),
    };
    let mut all = args.all;
    loop {
        round.tally = Tally::default();
        round.sources(all)?;
        round.addresses(all, args.most)?;
        joining::merge(&mut round.store).context("cannot merge what was added")?;
        all = false;
        if round.tally != Tally::default() || args.once {
            anstream::println!("{}", round.tally);
        }
        if args.once {
            let failed = round.tally.sources_failed > 0;
            round.store.close().context("cannot close the store")?;
            return Ok(if failed { ExitCode::from(3) } else { ExitCode::SUCCESS });
        }
        let now = round.fetcher.now();
        let sleep =
            round.store.next_due()?.map_or(LONGEST_SLEEP, |due| due.saturating_sub(now)).clamp(1, LONGEST_SLEEP);
        round.fetcher.wait(Duration::from_secs(sleep.unsigned_abs()));
    }
}

/// The sources that an argument names: an address, or those of an OPML file.
fn sources(text: &str) -> Result<Vec<String>, String> {
    if is_address(text) {
        return match parse_address(text) {
            Some(url) => Ok(vec![url]),
            None => Err(format!(
                "{text} is no address that is fetched\n  hint: write it as a browser shows it, without a user's name or password"
            )),
        };
    }
    let hint =
        "name the address of a feed, a sitemap or a page, or an OPML file; files of pages are for `dateline add`";
    let list = read_list(Path::new(text)).map_err(|why| format!("{text}: {why}\n  hint: {hint}"))?;
    Ok(list.entries.into_iter().map(|link| link.url).collect())
}

fn read_list(path: &Path) -> Result<Links, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > LARGEST_LIST {
        return Err(format!("the file is larger than {} MiB", LARGEST_LIST >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let list = intake::links(bytes, None).map_err(|note| note.message)?;
    if list.kind != ListKind::Opml {
        return Err("a file that is watched must be an OPML list".to_owned());
    }
    Ok(list)
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    sources: usize,
    sources_same: usize,
    sources_failed: usize,
    found: usize,
    pages: usize,
    pages_same: usize,
    pages_failed: usize,
    added: Added,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "sources: {} asked, {} not changed, {} failed, {} new addresses; pages: {} asked, {} not changed, {} failed; {} new, {} new versions, {} read again, {} there already",
            self.sources,
            self.sources_same,
            self.sources_failed,
            self.found,
            self.pages,
            self.pages_same,
            self.pages_failed,
            self.added.new,
            self.added.versions,
            self.added.reread,
            self.added.same
        )
    }
}

struct Round<'a> {
    pipeline: &'a Pipeline,
    threads: NonZeroUsize,
    fetcher: Fetcher,
    known: Mutex<Store>,
    store: Store,
    tally: Tally,
}

/// What asking gave.
enum Said {
    List(Links, Told),
    Page(keep::Gathered, Told),
    Nothing(Outcome, Note),
}

/// Asks for an address and makes of it what it is.
fn ask(pipeline: &Pipeline, known: &Mutex<Store>, fetcher: &Fetcher, request: Dated<'_>, lists: bool) -> Said {
    // An address must not stop the run, whatever is wrong with the program.
    let said = std::panic::catch_unwind(AssertUnwindSafe(|| asked(pipeline, known, fetcher, request, lists)));
    said.unwrap_or_else(|_| Said::Nothing(Outcome::Gone, read::stumbled()))
}

/// What is asked for, and the day of publication that its source gives.
type Dated<'a> = (&'a Request<'a>, Option<Date>);

fn asked(
    pipeline: &Pipeline,
    known: &Mutex<Store>,
    fetcher: &Fetcher,
    (request, published): Dated<'_>,
    lists: bool,
) -> Said {
    let fetched = match fetcher.fetch(request) {
        Answer::Fetched(fetched) => fetched,
        Answer::NotChanged => return Said::Nothing(Outcome::Same, dateline_fetch::not_changed()),
        Answer::Failed(failure) => {
            let outcome = match failure.then {
                Then::Wait(seconds) => Outcome::Left(seconds),
                Then::Again(told) => Outcome::Failed(told),
                Then::Never => Outcome::Gone,
            };
            return Said::Nothing(outcome, failure.why.note());
        }
    };
    let Fetched { url, body, media, etag, modified } = fetched;
    let told = Told { etag, modified };
    if lists && intake::is_list(&body) {
        return match intake::links(body, Some(&url)) {
            Ok(list) => Said::List(list, told),
            Err(note) => Said::Nothing(Outcome::Failed(None), note),
        };
    }
    Said::Page(keep::gather(pipeline, (published, true), known, intake::fetched(&url, media.as_deref(), body)), told)
}

impl Round<'_> {
    /// Asks the sources that are due, and those that they name.
    fn sources(&mut self, all: bool) -> anyhow::Result<()> {
        for depth in 0..DEEPEST {
            let due = self.store.due_sources(self.fetcher.now(), all && depth == 0)?;
            if due.is_empty() {
                break;
            }
            let due = by_turns(due, |row: &SourceRow| row.url.as_str());
            let Self { pipeline, threads, fetcher, known, store, tally } = self;
            crew::run(
                due.into_iter(),
                *threads,
                |row: SourceRow| {
                    let (etag, modified) = (row.etag.as_deref(), row.modified.as_deref());
                    // A list that another one names is no address that the user wrote.
                    let typed = Some(row.parent.as_deref().unwrap_or(&row.url));
                    let request = Request { etag, modified, typed, ..Request::new(&row.url, LARGEST_LIST) };
                    let said = ask(pipeline, known, fetcher, (&request, None), true);
                    (row, said)
                },
                |(row, said)| source_answered(store, fetcher.now(), tally, row, said),
            )?;
        }
        Ok(())
    }

    /// Asks the addresses that are due.
    fn addresses(&mut self, all: bool, most: usize) -> anyhow::Result<()> {
        let due = self.store.due_addresses(self.fetcher.now(), all, most)?;
        let due = by_turns(due, |row: &AddressRow| row.url.as_str());
        let Self { pipeline, threads, fetcher, known, store, tally } = self;
        crew::run(
            due.into_iter(),
            *threads,
            |row: AddressRow| {
                let (etag, modified) = (row.etag.as_deref(), row.modified.as_deref());
                let typed = Some(row.source.as_str());
                let request = Request { url: &row.url, typed, etag, modified, largest: LARGEST_PAGE };
                let published = row.published.as_deref().and_then(intake::written_day);
                let said = ask(pipeline, known, fetcher, (&request, published), false);
                (row, said)
            },
            |(row, said)| address_answered(store, fetcher.now(), tally, row, said),
        )
    }
}

/// Keeps what a source said.
fn source_answered(store: &mut Store, now: i64, tally: &mut Tally, row: SourceRow, said: Said) -> anyhow::Result<()> {
    tally.sources += 1;
    match said {
        Said::List(mut list, told) => {
            if matches!(list.kind, ListKind::SitemapIndex | ListKind::Opml) && row.parent.is_some() {
                list.entries.clear();
                list.note = Some(dateline_fetch::too_deep());
            }
            let kind = match list.kind {
                ListKind::Feed => "feed",
                ListKind::Sitemap => "sitemap",
                ListKind::SitemapIndex => "index",
                ListKind::Opml => "opml",
            };
            // The user wrote no port but that of the source.
            let usual = |entries: Vec<Link>| entries.into_iter().filter(|link| is_usual_port(&link.url, &row.url));
            // A sitemap's time is that of the last change, not of publication.
            let day = |link: &Link| link.published.clone().filter(|_| list.kind == ListKind::Feed);
            let named = |link: Link| Named { published: day(&link), url: link.url };
            let (mut pages, mut sources) = (Vec::new(), Vec::new());
            match list.kind {
                ListKind::Feed | ListKind::Sitemap => pages = usual(list.entries).map(named).collect(),
                ListKind::SitemapIndex | ListKind::Opml => {
                    sources = usual(list.entries).take(MOST_SITEMAPS).map(|link| (link.url, "unknown")).collect();
                }
            }
            let said = list.note.as_ref().map(status).unwrap_or_default();
            if let Some(note) = &list.note {
                say(&row.url, note);
            }
            let row = SourceRow { kind: kind.to_owned(), title: list.title, ..row };
            let row = source_after(row, now, Outcome::Came(told), said);
            tally.found += store.source_said(&row, &pages, &sources)?;
        }
        // A server that is down says so on a page; and a feed may be none any more.
        Said::Page(..) if is_list_kind(&row.kind) => {
            let note = dateline_fetch::no_list();
            tally.sources_failed += 1;
            say(&row.url, &note);
            store.source_said(&source_after(row, now, Outcome::Failed(None), status(&note)), &[], &[])?;
        }
        Said::Page(gathered, told) => {
            let (outcome, said) = keep_page(store, tally, gathered, told)?;
            if matches!(outcome, Outcome::Failed(_)) {
                tally.sources_failed += 1;
            }
            let row = SourceRow { kind: "page".to_owned(), ..row };
            store.source_said(&source_after(row, now, outcome, said), &[], &[])?;
        }
        Said::Nothing(outcome, note) => {
            match outcome {
                Outcome::Same => tally.sources_same += 1,
                Outcome::Left(_) => {}
                _ => tally.sources_failed += 1,
            }
            if outcome != Outcome::Same {
                say(&row.url, &note);
            }
            store.source_said(&source_after(row, now, outcome, status(&note)), &[], &[])?;
        }
    }
    Ok(())
}

fn is_list_kind(kind: &str) -> bool {
    matches!(kind, "feed" | "sitemap" | "index" | "opml")
}

/// Keeps the page of an address, and then how the address stands.
fn address_answered(store: &mut Store, now: i64, tally: &mut Tally, row: AddressRow, said: Said) -> anyhow::Result<()> {
    tally.pages += 1;
    let before = tally.added;
    let (outcome, said) = match said {
        Said::Page(gathered, told) => keep_page(store, tally, gathered, told)?,
        Said::Nothing(outcome, note) => {
            match outcome {
                Outcome::Same => tally.pages_same += 1,
                // Said of the first page of the host already.
                Outcome::Left(_) => {}
                _ => say(&row.url, &note),
            }
            (outcome, status(&note))
        }
        // Lists are not looked for here.
        Said::List(..) => (Outcome::Gone, String::new()),
    };
    if matches!(outcome, Outcome::Gone | Outcome::Failed(_)) {
        tally.pages_failed += 1;
    }
    let is_new = (tally.added.new, tally.added.versions) != (before.new, before.versions);
    store.address_stands(&address_after(row, now, outcome, is_new, said))?;
    Ok(())
}

/// Puts a page into the store. What gives no article may be a server's excuse, and is tried again as what did not come.
fn keep_page(
    store: &mut Store,
    tally: &mut Tally,
    gathered: keep::Gathered,
    told: Told,
) -> anyhow::Result<(Outcome, String)> {
    for line in &gathered.said {
        anstream::eprintln!("{line}");
    }
    let more = store.add(&gathered.pages).context("cannot write to the store")?;
    tally.added.new += more.new;
    tally.added.versions += more.versions;
    tally.added.reread += more.reread;
    tally.added.same += more.same + gathered.same;
    let has_articles = gathered.same > 0 || gathered.pages.iter().any(|(_, articles)| !articles.is_empty());
    let said = gathered.last.as_ref().map(status).unwrap_or_default();
    Ok(if has_articles { (Outcome::Came(told), said) } else { (Outcome::Failed(None), said) })
}

/// The hosts in turn, so that several are asked at the same time and none waits for another's pace.
fn by_turns<T>(rows: Vec<T>, url: impl Fn(&T) -> &str) -> Vec<T> {
    let mut hosts: BTreeMap<String, VecDeque<T>> = BTreeMap::new();
    for row in rows {
        let host = url(&row).split('/').nth(2).unwrap_or_default().to_owned();
        hosts.entry(host).or_default().push_back(row);
    }
    let mut out = Vec::new();
    while !hosts.is_empty() {
        out.extend(hosts.values_mut().filter_map(VecDeque::pop_front));
        hosts.retain(|_, rows| !rows.is_empty());
    }
    out
}

fn print_status(args: &WatchArgs) -> anyhow::Result<ExitCode> {
    let watched = keep::open(&args.db)?.watched()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        Lines::Jsonl => {
            for row in &watched {
                writeln!(out, "{}", source_line(row))?;
            }
        }
        Lines::Pretty => {
            let now = Fetcher::new(Allow::default()).now();
            out.write_all(table(&watched, now).as_bytes())?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The columns of the status, as wide as their widest cell.
fn table(watched: &[Watched], now: i64) -> String {
    let heads = ["source", "kind", "checked", "next", "failures", "waiting", "stored", "failed", "note"];
    let mut rows: Vec<[String; 9]> = vec![heads.map(str::to_owned)];
    for Watched { source, waiting, stored, failed } in watched {
        let checked = source.checked.map_or("never".to_owned(), |at| format!("{} ago", span(now - at)));
        let next = if source.due <= now { "now".to_owned() } else { format!("in {}", span(source.due - now)) };
        rows.push([
            source.url.clone(),
            source.kind.clone(),
            checked,
            next,
            source.failures.to_string(),
            waiting.to_string(),
            stored.to_string(),
            failed.to_string(),
            source.status.clone(),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |row: &[String; 9]| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width)).collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// A stretch of time in its largest unit.
fn span(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..60 => format!("{s} s"),
        s @ 60..3_600 => format!("{} min", s / 60),
        s @ 3_600..86_400 => format!("{} h", s / 3_600),
        s => format!("{} days", s / 86_400),
    }
}
