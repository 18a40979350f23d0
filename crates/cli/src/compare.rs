//! `dateline import`, `dateline compare`: other people's tables beside our incidents.

use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use anstyle::Style;
use anyhow::Context;
use dateline::baseline::{self, BadRow, BaselineRow, Origin};
use dateline::comparing::{self, Comparison, Limits, Ours};
use dateline::keeping::Store;
use dateline::{intake, joining};
use dateline_model::Date;

use crate::args::{BaselineArgs, CompareArgs, Lines};
use crate::keep;

const HEADLINE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Rows that are written at once, since each time waits for the disk.
const BATCH: usize = 5_000;

pub fn import(args: &BaselineArgs) -> anyhow::Result<ExitCode> {
    // A wrong name is told before a store is made.
    for path in &args.file {
        let there = || format!("cannot open {}\n  hint: check the path and its permissions", path.display());
        std::fs::File::open(path).with_context(there)?;
    }
    let mut store = Store::open(&args.db).with_context(|| format!("cannot open {}", args.db.display()))?;
    let (mut new, mut replaced, mut bad, mut unread) = (0, 0, 0, 0);
    for path in &args.file {
        let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        let mut batch: Vec<BaselineRow> = Vec::new();
        let mut put = |batch: &mut Vec<BaselineRow>| -> anyhow::Result<()> {
            let kept = store.put_baseline(batch).context("cannot write to the store")?;
            batch.clear();
            new += kept.new;
            replaced += kept.replaced;
            Ok(())
        };
        let read = baseline::read(file, args.from.origin(), |row| -> anyhow::Result<()> {
            match row {
                Ok(row) => batch.push(row),
                Err(BadRow { line, code, message }) => {
                    bad += 1;
                    anstream::eprintln!("{}:{line}: {code}: {message}", path.display());
                }
            }
            if batch.len() >= BATCH { put(&mut batch) } else { Ok(()) }
        });
        match read {
            Ok(_) => put(&mut batch)?,
            // A file that is no table costs only itself; a store that cannot be written to stops the run.
            Err(error) if error.is::<baseline::BaselineError>() => {
                put(&mut batch)?;
                unread += 1;
                anstream::eprintln!("{}: {error}", path.display());
            }
            Err(error) => return Err(error),
        }
    }
    store.close().context("cannot close the store")?;
    anstream::println!("{new} new, {replaced} replaced");
    if bad + unread > 0 {
        anstream::eprintln!("dateline import: {bad} rows and {unread} files were not read");
        return Ok(ExitCode::from(3));
    }
    Ok(ExitCode::SUCCESS)
}

pub fn run(args: &CompareArgs) -> anyhow::Result<ExitCode> {
    let store = keep::open_merged(&args.db)?;
    let Some(origin) = origin(args, &store)? else { return Ok(ExitCode::from(2)) };
    let limits = Limits {
        days: args.days,
        km: args.km,
        since: args.since,
        until: args.until,
        country: args.country.as_ref().map(|code| code.to_uppercase()),
    };
    let mut ours = Vec::new();
    store.incidents(|_, members| -> anyhow::Result<()> {
        let kept = joining::kept(&store, &members)?;
        ours.extend(comparing::ours(origin, &kept.reports, &[kept.incident], &limits));
        Ok(())
    })?;
    let theirs = store.baseline_days(origin.as_str())?;
    let theirs = theirs.and_then(|(since, until, _)| intake::day(&since).zip(intake::day(&until)));
    let window = comparing::window(&ours, theirs, &limits);
    let mut rows: Vec<BaselineRow> = Vec::new();
    let mut found = Comparison::default();
    if let Some(window) = window {
        let (since, until) = comparing::margin(window, &limits);
        store.baseline(origin.as_str(), &since.to_string(), &until.to_string(), |row| -> anyhow::Result<()> {
            // Long, and not compared.
            rows.push(BaselineRow { source: None, notes: None, ..row });
            Ok(())
        })?;
        found = comparing::compare(origin, &ours, &rows, window, &limits);
    }
    let mut out = BufWriter::new(anstream::AutoStream::auto(std::io::stdout()));
    match args.format {
        Lines::Jsonl => {
            for line in comparing::lines(&found, &ours, &rows, window) {
                writeln!(out, "{line}")?;
            }
        }
        Lines::Pretty => out.write_all(pretty(&found, &ours, &rows, window).as_bytes())?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Whose rows to compare with: those asked for, else the only ones that there are.
fn origin(args: &CompareArgs, store: &Store) -> anyhow::Result<Option<Origin>> {
    let mut there = Vec::new();
    for origin in [Origin::Acled, Origin::Ged] {
        there.extend(store.baseline_days(origin.as_str())?.map(|_| origin));
    }
    let wanted = args.from.origin();
    there.retain(|origin| wanted.is_none_or(|wanted| wanted == *origin));
    match there[..] {
        [origin] => return Ok(Some(origin)),
        [] => anstream::eprintln!(
            "dateline compare: the store has no rows to compare with\n  hint: `dateline import TABLE.csv --db {}` takes them in",
            db(&args.db)
        ),
        _ => anstream::eprintln!(
            "dateline compare: the store has rows of several tables\n  hint: say which with --from acled or --from ged"
        ),
    }
    Ok(None)
}

fn db(path: &Path) -> String {
    path.display().to_string()
}

fn pretty(found: &Comparison, ours: &[Ours], rows: &[BaselineRow], window: Option<(Date, Date)>) -> String {
    let mut out = String::new();
    let head = |out: &mut String, words: &str, n: usize| {
        if n > 0 {
            let _ = writeln!(out, "{HEADLINE}{words}{HEADLINE:#}");
        }
    };
    head(&mut out, "Both have", found.both.len());
    for pair in &found.both {
        let (one, row) = (&ours[pair.ours], &rows[pair.theirs]);
        let km = pair.km.map_or("same name".to_owned(), |km| format!("{km:.0} km"));
        let differ = if comparing::deaths_differ(one, row) { "  deaths differ" } else { "" };
        let _ = writeln!(
            out,
            "  {}\n  {}\n    {FAINT}{} days, {km} apart{FAINT:#}{differ}",
            of_incident(one),
            of_row(row),
            pair.days
        );
    }
    head(&mut out, "They have, we miss", found.theirs.len());
    for row in &found.theirs {
        let _ = writeln!(out, "  {}", of_row(&rows[*row]));
    }
    head(&mut out, "We have, they miss", found.ours.len());
    for one in &found.ours {
        let _ = writeln!(out, "  {}", of_incident(&ours[*one]));
    }
    let days = window.map_or("no day is in both".to_owned(), |(since, until)| format!("{since} to {until}"));
    let (both, theirs, alone) = (found.both.len(), found.theirs.len(), found.ours.len());
    let _ = writeln!(out, "{FAINT}{days}: {both} in both, {theirs} only theirs, {alone} only ours{FAINT:#}");
    out
}

fn of_incident(one: &Ours) -> String {
    let what = one.subevent.as_deref().unwrap_or(one.kind.as_str());
    let deaths = one.deaths.map_or("none told".to_owned(), |deaths| range(deaths.low, deaths.best, deaths.high));
    let who = if one.actors.is_empty() { "?".to_owned() } else { one.actors.join(", ") };
    line("ours", one.days.0, &one.place, what, &deaths, &who, &one.id)
}

fn of_row(row: &BaselineRow) -> String {
    let what = row.subevent.as_deref().or(row.kind.as_deref()).unwrap_or("?");
    let deaths = match (row.low, row.best, row.high) {
        (low, Some(best), high) => range(low.unwrap_or(best), best, high.unwrap_or(best)),
        _ => "none told".to_owned(),
    };
    let since = row.since.as_deref().unwrap_or("no day");
    let who = row.side_a.as_deref().unwrap_or("?");
    line("theirs", since, row.place.as_deref().unwrap_or("?"), what, &deaths, who, &row.id)
}

fn line(
    whose: &str,
    day: impl std::fmt::Display,
    place: &str,
    what: &str,
    deaths: &str,
    who: &str,
    id: &str,
) -> String {
    let day = day.to_string();
    format!("{whose:<6}  {day:<10}  {place:<20}  {what:<24}  deaths {deaths:<12}  {who}  {FAINT}{id}{FAINT:#}")
}

fn range<T: std::fmt::Display + PartialEq>(low: T, best: T, high: T) -> String {
    if low == best && best == high { best.to_string() } else { format!("{best} ({low} to {high})") }
}
