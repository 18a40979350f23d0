//! `dateline stories`, `dateline incidents`: many reports put together, without a store.

use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use dateline::intake::{Input, Intake, Job};
use dateline::merging::{self, Report};
use dateline::{Pipeline, crew, joining};

use crate::args::{From, InputArgs, Lines, TogetherArgs};
use crate::{keep, read, together};

pub fn stories(args: &TogetherArgs) -> anyhow::Result<ExitCode> {
    run(args, false, |reports| match args.format {
        Lines::Jsonl => merging::story_lines(reports),
        Lines::Pretty => together::stories(reports),
    })
}

pub fn incidents(args: &TogetherArgs) -> anyhow::Result<ExitCode> {
    if let Some(db) = &args.db {
        return kept(db, args.format);
    }
    run(args, true, |reports| match args.format {
        Lines::Jsonl => merging::incident_lines(reports),
        Lines::Pretty => together::incidents(reports),
    })
}

fn run(
    args: &TogetherArgs,
    with_facts: bool,
    lines: impl FnOnce(&[Report]) -> Vec<String>,
) -> anyhow::Result<ExitCode> {
    let (reports, rejects) = match (&args.db, read::inputs(&args.of)) {
        (Some(db), _) => (stored(db)?, 0),
        (None, Some(inputs)) if args.of.from == From::Records => (records(&inputs)?, 0),
        (None, Some(inputs)) => read_all(&args.of, with_facts, inputs)?,
        (None, None) => {
            anstream::eprintln!(
                "dateline: nothing to read\n  hint: name a file or folder, pipe reports in, or give a store with --db"
            );
            return Ok(ExitCode::from(2));
        }
    };
    let mut out = BufWriter::new(anstream::AutoStream::auto(std::io::stdout()));
    for line in lines(&reports) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    if rejects > 0 {
        anstream::eprintln!("dateline: {rejects} inputs gave no article");
        return Ok(ExitCode::from(3));
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads pages and keeps what merging needs of them; and how many gave no article.
fn read_all(args: &InputArgs, with_facts: bool, inputs: Vec<Input>) -> anyhow::Result<(Vec<Report>, usize)> {
    let pipeline = read::pipeline(&args.models, with_facts)?;
    let (mut reports, mut rejects) = (Vec::new(), 0);
    let jobs = Intake::new(inputs, args.from.form(), std::io::stdin());
    crew::run(
        jobs,
        read::threads(&args.models),
        |job| of_job(&pipeline, args, with_facts, job),
        |(mut more, rejected): (Vec<Report>, usize)| -> anyhow::Result<()> {
            reports.append(&mut more);
            rejects += rejected;
            Ok(())
        },
    )?;
    Ok((reports, rejects))
}

fn of_job(pipeline: &Pipeline, args: &InputArgs, with_facts: bool, job: Job) -> (Vec<Report>, usize) {
    let pages = std::panic::catch_unwind(AssertUnwindSafe(|| job.pages())).unwrap_or_default();
    let (mut reports, mut rejects) = (Vec::new(), 0);
    for taken in pages {
        for reading in read::readings(pipeline, args, with_facts, taken) {
            match merging::of_reading(&reading) {
                Some(report) => reports.push(report),
                None => rejects += 1,
            }
        }
    }
    (reports, rejects)
}

/// The incidents of a store, as they are kept.
fn kept(db: &Path, format: Lines) -> anyhow::Result<ExitCode> {
    let store = keep::open_merged(db)?;
    let mut out = BufWriter::new(anstream::AutoStream::auto(std::io::stdout()));
    let (mut shared, mut all) = (0, 0);
    match format {
        Lines::Jsonl => joining::incident_lines(&store, |line| writeln!(out, "{line}"))?,
        Lines::Pretty => store.incidents(|_, members| -> anyhow::Result<()> {
            all += 1;
            let kept = joining::kept(&store, &members)?;
            if together::is_shared(&kept.incident) {
                shared += 1;
                let copy_of = |r: usize| kept.copy_of[r].as_deref();
                writeln!(out, "{}", together::one(&kept.reports, &copy_of, &kept.incident))?;
            }
            Ok(())
        })?,
    }
    if format == Lines::Pretty {
        writeln!(out, "{}", together::counts(shared, all))?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The reports of a store.
pub fn stored(db: &Path) -> anyhow::Result<Vec<Report>> {
    let store = keep::open(db)?;
    let mut reports = Vec::new();
    store.records(|row| -> anyhow::Result<()> {
        reports
            .extend(merging::of_line(&row.record).with_context(|| format!("{} has a damaged record", db.display()))?);
        Ok(())
    })?;
    Ok(reports)
}

/// Records, one a line.
fn records(inputs: &[Input]) -> anyhow::Result<Vec<Report>> {
    let mut reports = Vec::new();
    for input in inputs {
        let (name, file): (String, Box<dyn Read>) = match input {
            Input::Path(path) => {
                let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
                (path.display().to_string(), Box::new(file))
            }
            Input::Standard => ("standard input".to_owned(), Box::new(std::io::stdin())),
        };
        for (n, line) in BufReader::new(file).lines().enumerate() {
            let line = line.with_context(|| format!("cannot read {name}"))?;
            if !line.trim().is_empty() {
                let place = || format!("{name}:{}: no record", n + 1);
                reports.extend(merging::of_line(&line).with_context(place)?);
            }
        }
    }
    Ok(reports)
}
