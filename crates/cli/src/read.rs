//! `dateline read`.

use std::io::{BufWriter, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::process::ExitCode;

use anstream::ColorChoice;
use anyhow::Context;
use dateline::intake::{Input, Intake, Job, Taken};
use dateline::{Pipeline, Reading, Source, crew, plain, record};
use dateline_model::{Date, Note, Severity};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::{Format, From, InputArgs, ModelArgs, ReadArgs};
use crate::pretty;

/// What a job gave: its part of the output, and what to say on standard error.
struct Printed {
    records: Vec<String>,
    said: Vec<String>,
    n_articles: u64,
    n_rejects: u64,
    n_passed_over: u64,
    bytes: u64,
}

pub fn run(args: &ReadArgs) -> anyhow::Result<ExitCode> {
    if args.of.from == From::Records {
        anstream::eprintln!(
            "dateline read: records are read already\n  hint: give them to `dateline stories` or `dateline incidents`"
        );
        return Ok(ExitCode::from(2));
    }
    let Some(inputs) = inputs(&args.of) else {
        anstream::eprintln!("dateline read: nothing to read\n  hint: name a file or folder, or pipe a page in");
        return Ok(ExitCode::from(2));
    };
    // Articles alone need no rules, and compiling them takes as long as reading a dozen pages.
    let pipeline = pipeline(&args.of.models, !matches!(args.format, Format::Text | Format::Markdown))?;
    let threads = threads(&args.of.models);
    let width = pretty::width();
    let bar = progress(&inputs);
    let stdout = std::io::stdout();
    // Only `pretty` has colours that a stream may have to take away.
    let choice =
        if args.format == Format::Pretty { anstream::AutoStream::choice(&stdout) } else { ColorChoice::AlwaysAnsi };
    let mut out = BufWriter::new(anstream::AutoStream::new(stdout, choice));
    let (mut n_articles, mut n_rejects, mut n_passed_over, mut first) = (0, 0, 0, true);
    if args.format == Format::Json {
        out.write_all(b"[")?;
    }
    let jobs = Intake::new(inputs, args.of.from.form(), std::io::stdin());
    crew::run(
        jobs,
        threads,
        |job| print(&pipeline, args, width, job),
        |printed: Printed| -> anyhow::Result<()> {
            for record in &printed.records {
                // JSON is one array over all inputs.
                if args.format == Format::Json {
                    out.write_all(if first { b"\n" } else { b",\n" }).context("cannot write the output")?;
                }
                first = false;
                out.write_all(record.as_bytes()).context("cannot write the output")?;
            }
            n_articles += printed.n_articles;
            n_rejects += printed.n_rejects;
            n_passed_over += printed.n_passed_over;
            for line in &printed.said {
                bar.suspend(|| anstream::eprintln!("{line}"));
            }
            bar.inc(printed.bytes);
            bar.set_message(format!("{n_articles} articles"));
            Ok(())
        },
    )?;
    if args.format == Format::Json {
        out.write_all(b"\n]\n")?;
    }
    out.flush()?;
    bar.finish_and_clear();
    if n_passed_over > 0 {
        anstream::eprintln!("dateline: {n_passed_over} records of web archives are about pages and are none");
    }
    if n_rejects > 0 {
        anstream::eprintln!("dateline: {n_rejects} of {} inputs gave no article", n_articles + n_rejects);
        return Ok(ExitCode::from(3));
    }
    Ok(ExitCode::SUCCESS)
}

/// The pipeline that the arguments ask for.
pub fn pipeline(args: &ModelArgs, with_rules: bool) -> anyhow::Result<Pipeline> {
    let pipeline = match &args.rules {
        _ if !with_rules => Pipeline::with_pack(&[])?,
        None => Pipeline::english()?,
        Some(folder) => Pipeline::with_pack(&dateline::overlay(dateline::english(), dateline::load(folder)?))?,
    };
    let pipeline = match &args.model {
        Some(folder) => pipeline.with_analyzer(dateline::analyzer(args.reader.models(), Some(folder))?),
        None => pipeline.with_reader(args.reader.models()),
    };
    Ok(match &args.gazetteer {
        Some(file) => {
            let analyzer = dateline::with_gazetteer(pipeline.analyzer(), file)?;
            pipeline.with_analyzer(analyzer)
        }
        None => pipeline,
    })
}

/// How many threads the arguments ask for.
pub fn threads(args: &ModelArgs) -> NonZeroUsize {
    args.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

/// What to read; `None` if nothing is named and nothing is piped in.
pub fn inputs(args: &InputArgs) -> Option<Vec<Input>> {
    if args.input.is_empty() {
        return (!std::io::stdin().is_terminal()).then(|| vec![Input::Standard]);
    }
    Some(
        args.input
            .iter()
            .map(|path| if path == Path::new("-") { Input::Standard } else { Input::Path(path.clone()) })
            .collect(),
    )
}

/// A bar over the bytes of the inputs, where a person watches and their number is known.
fn progress(inputs: &[Input]) -> ProgressBar {
    let size = |input: &Input| match input {
        Input::Path(path) if path.is_file() => std::fs::metadata(path).map_or(0, |m| m.len()),
        _ => 0,
    };
    let bar = if std::io::stderr().is_terminal() && !std::io::stdout().is_terminal() {
        ProgressBar::with_draw_target(Some(inputs.iter().map(size).sum::<u64>().max(1)), ProgressDrawTarget::stderr())
    } else {
        ProgressBar::hidden()
    };
    let folders =
        inputs.iter().any(|input| matches!(input, Input::Path(path) if path.is_dir()) || *input == Input::Standard);
    let template = if folders {
        "{spinner} {bytes} read, {msg}, {elapsed}"
    } else {
        "{bar:30} {bytes} of {total_bytes}, {msg}, {eta} left"
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Reads a job and prints its records.
fn print(pipeline: &Pipeline, args: &ReadArgs, width: usize, job: Job) -> Printed {
    let mut printed = Printed {
        records: Vec::new(),
        said: Vec::new(),
        n_articles: 0,
        n_rejects: 0,
        n_passed_over: job.passed_over,
        bytes: job.bytes,
    };
    let source = Source { path: job.path().map(str::to_owned), ..Source::default() };
    // What another program wrote must not stop the run either.
    let pages = std::panic::catch_unwind(AssertUnwindSafe(|| job.pages()));
    for taken in pages.unwrap_or_else(|_| vec![Taken { source, page: None, notes: vec![stumbled()] }]) {
        let with_facts = !matches!(args.format, Format::Text | Format::Markdown);
        for reading in readings(pipeline, &args.of, with_facts, taken) {
            match &reading.article {
                Some(_) => printed.n_articles += 1,
                None => {
                    printed.n_rejects += 1;
                    printed.said.extend(reading.notes.iter().map(|note| pretty::note_line(&reading, note)));
                }
            }
            printed.records.push(match (args.format, &reading.article) {
                (Format::Jsonl, _) => record::json_line(&reading) + "\n",
                (Format::Json, _) => record::json_pretty(&reading),
                (Format::Pretty, _) => pretty::reading(&reading, width),
                (Format::Text, Some(article)) => plain::text(article),
                (Format::Markdown, Some(article)) => plain::markdown(article),
                (Format::Text | Format::Markdown, None) => continue,
            });
        }
    }
    printed
}

/// The readings of a page; of its articles alone where no facts are wanted.
pub fn readings(pipeline: &Pipeline, args: &InputArgs, with_facts: bool, taken: Taken) -> Vec<Reading> {
    readings_of(pipeline, args.published, with_facts, taken)
}

/// The same with a day for pages that do not give their own.
pub fn readings_of(pipeline: &Pipeline, published: Option<Date>, with_facts: bool, taken: Taken) -> Vec<Reading> {
    let Taken { source, page, notes } = taken;
    let Some(mut page) = page else {
        return vec![pipeline.nothing(&source, notes)];
    };
    page.published = page.published.or(published);
    // A page must not stop the run, whatever is wrong with the program: the note asks for a report.
    let read = std::panic::catch_unwind(AssertUnwindSafe(|| match with_facts {
        false => pipeline.articles(&page, &source),
        true => pipeline.read(&page, &source),
    }));
    let mut readings = read.unwrap_or_else(|_| vec![pipeline.nothing(&source, vec![stumbled()])]);
    if let Some(first) = readings.first_mut() {
        first.notes.splice(0..0, notes);
    }
    readings
}

pub fn stumbled() -> Note {
    let message = "the program stumbled over this page, which is a fault of the program";
    Note::new("DL-I009", Severity::Error, message).hint("please report it with the page")
}
