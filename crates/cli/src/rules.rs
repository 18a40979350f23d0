//! `dateline rules`: check, test, explain, format.

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use dateline::{PackError, Pipeline};
use dateline_rules::{PackFile, Problem};

use crate::args::{ExplainArgs, FmtArgs, PackArgs, RulesCommand, TestArgs};

pub fn run(command: &RulesCommand) -> anyhow::Result<ExitCode> {
    match command {
        RulesCommand::Check(args) => check(args),
        RulesCommand::Test(args) => test(args),
        RulesCommand::Explain(args) => explain(args),
        RulesCommand::Fmt(args) => fmt(args),
    }
}

/// The English pack with the files of `paths` in or beside it, and the names of those files.
fn files(paths: &[impl AsRef<Path>]) -> Result<(Vec<PackFile>, Vec<String>), PackError> {
    let mut files = dateline::english();
    let mut named = Vec::new();
    for path in paths {
        let more = dateline::load(path.as_ref())?;
        named.extend(more.iter().map(|f| f.path.clone()));
        files = dateline::overlay(files, more);
    }
    Ok((files, named))
}

/// The compiled pack, or its problems printed.
fn compiled(files: &[PackFile]) -> anyhow::Result<Option<Pipeline>> {
    match Pipeline::with_pack(files) {
        Ok(pipeline) => Ok(Some(pipeline)),
        Err(PackError::Wrong(problems)) => {
            report(&problems);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn report(problems: &[Problem]) {
    for problem in problems {
        anstream::eprintln!("{problem}");
    }
    anstream::eprintln!(
        "dateline rules: {} {}",
        problems.len(),
        if problems.len() == 1 { "problem" } else { "problems" }
    );
}

fn check(args: &PackArgs) -> anyhow::Result<ExitCode> {
    let (files, _) = files(&args.path)?;
    let Some(pipeline) = compiled(&files)? else {
        return Ok(ExitCode::from(3));
    };
    anstream::println!("{} rules, {} files, no problems", pipeline.pack().rules().len(), files.len());
    Ok(ExitCode::SUCCESS)
}

fn test(args: &TestArgs) -> anyhow::Result<ExitCode> {
    let (files, named) = files(&args.pack.path)?;
    let Some(pipeline) = compiled(&files)? else {
        return Ok(ExitCode::from(3));
    };
    let pipeline = pipeline.with_reader(args.reader.models());
    let asked = |file: &str| named.is_empty() || named.iter().any(|n| n == file);
    let rules: Vec<_> = pipeline.pack().rules().iter().filter(|rule| asked(&rule.file)).collect();
    let failures: Vec<_> = dateline_rules::test(pipeline.pack(), &|text| dateline::as_text(pipeline.analyzer(), text))
        .into_iter()
        .filter(|f| asked(&f.problem.file))
        .collect();
    let n: usize = rules.iter().map(|rule| rule.n_trials()).sum();
    for failure in &failures {
        anstream::eprintln!("{}", failure.problem);
    }
    anstream::println!("{} rules, {n} tests, {} failed", rules.len(), failures.len());
    Ok(ExitCode::from(if failures.is_empty() { 0 } else { 3 }))
}

fn explain(args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let text = if args.file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
        text
    } else {
        std::fs::read_to_string(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?
    };
    let folders: Vec<_> = args.rules.iter().collect();
    let (files, _) = files(&folders)?;
    let Some(pipeline) = compiled(&files)? else {
        return Ok(ExitCode::from(3));
    };
    let pipeline = pipeline.with_reader(args.reader.models());
    if let Some(rule) = &args.rule {
        anyhow::ensure!(pipeline.pack().rules().iter().any(|r| *r.name == **rule), "there is no rule `{rule}`");
    }
    let asked = |name: &str| args.rule.as_deref().is_none_or(|rule| rule == name);
    let (article, analysis) = dateline::as_text(pipeline.analyzer(), &text);
    let mut out = anstream::AutoStream::auto(std::io::stdout()).lock();
    for explanation in dateline_rules::explain(pipeline.pack(), &article, &analysis) {
        let fired: Vec<_> = explanation.fired.iter().filter(|(rule, _)| asked(rule)).collect();
        let nearly: Vec<_> = explanation.nearly.iter().filter(|(rule, _)| asked(rule)).collect();
        if fired.is_empty() && nearly.is_empty() {
            continue;
        }
        writeln!(out, "{}", explanation.text)?;
        for (rule, captures) in fired {
            writeln!(out, "  fires   {rule}")?;
            for (name, words) in captures {
                writeln!(out, "            {name}: {words}")?;
            }
        }
        for (rule, word) in nearly {
            writeln!(out, "  nearly  {rule} (its words are there; the farthest try gave up at “{word}”)")?;
        }
    }
    let facts = pipeline.pack().read(&article, &analysis);
    writeln!(out, "\nfacts")?;
    for fact in facts.all() {
        writeln!(out, "  {}", dateline_rules::fact_line(&fact, &article))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn fmt(args: &FmtArgs) -> anyhow::Result<ExitCode> {
    let mut wrong = 0;
    for path in &args.path {
        for file in dateline::load(path)?.iter().filter(|f| !f.path.ends_with(".words")) {
            match dateline_rules::format(&file.path, &file.text) {
                Ok(formatted) if formatted == file.text => {}
                Ok(_) if args.check => {
                    anstream::eprintln!("{}: not formatted", file.path);
                    wrong += 1;
                }
                Ok(formatted) => {
                    std::fs::write(&file.path, formatted).with_context(|| format!("cannot write {}", file.path))?
                }
                Err(problems) => {
                    report(&problems);
                    wrong += 1;
                }
            }
        }
    }
    Ok(ExitCode::from(if wrong == 0 { 0 } else { 3 }))
}
