//! `dateline stories`, `dateline incidents`: many reports put together, without a store.

use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use anyhow::Context;
use dateline::intake::{Input, Intake, Job};
use dateline::merging::{self, Report};
use dateline::{Pipeline, crew};

use crate::args::{Format, From, ReadArgs};
use crate::{read, together};

pub fn stories(args: &ReadArgs) -> anyhow::Result<ExitCode> {
    run(args, false, |reports| match args.format {
        Format::Jsonl => merging::story_lines(reports),
        _ => together::stories(reports),
    })
}

pub fn incidents(args: &ReadArgs) -> anyhow::Result<ExitCode> {
    run(args, true, |reports| match args.format {
        Format::Jsonl => merging::incident_lines(reports),
        _ => together::incidents(reports),
    })
}

fn run(args: &ReadArgs, with_facts: bool, lines: impl FnOnce(&[Report]) -> Vec<String>) -> anyhow::Result<ExitCode> {
    if !matches!(args.format, Format::Pretty | Format::Jsonl) {
        anstream::eprintln!("dateline: what is put together is printed as `pretty` or `jsonl`");
        return Ok(ExitCode::from(2));
    }
    let Some(inputs) = read::inputs(args) else {
        anstream::eprintln!("dateline: nothing to read\n  hint: name a file or folder, or pipe reports in");
        return Ok(ExitCode::from(2));
    };
    let (reports, rejects) = match args.from {
        From::Records => (records(&inputs)?, 0),
        _ => read_all(args, with_facts, inputs)?,
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
fn read_all(args: &ReadArgs, with_facts: bool, inputs: Vec<Input>) -> anyhow::Result<(Vec<Report>, usize)> {
    let pipeline = read::pipeline(args, with_facts)?;
    let (mut reports, mut rejects) = (Vec::new(), 0);
    let jobs = Intake::new(inputs, args.from.form(), std::io::stdin());
    crew::run(
        jobs,
        read::threads(args),
        |job| of_job(&pipeline, args, with_facts, job),
        |(mut more, rejected): (Vec<Report>, usize)| -> anyhow::Result<()> {
            reports.append(&mut more);
            rejects += rejected;
            Ok(())
        },
    )?;
    Ok((reports, rejects))
}

fn of_job(pipeline: &Pipeline, args: &ReadArgs, with_facts: bool, job: Job) -> (Vec<Report>, usize) {
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
