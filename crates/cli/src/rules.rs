//! `dateline rules`: begin, check, test, explain, measure, format.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use dateline::coverage::Coverage;
use dateline::{PackError, Pipeline};
use dateline_rules::{PackFile, Problem};

use crate::args::{CoverageArgs, ExplainArgs, FmtArgs, NewArgs, PackArgs, RuleKind, RulesCommand, TestArgs};

pub fn run(command: &RulesCommand) -> anyhow::Result<ExitCode> {
    match command {
        RulesCommand::Check(args) => check(args),
        RulesCommand::Test(args) => test(args),
        RulesCommand::Explain(args) => explain(args),
        RulesCommand::Coverage(args) => coverage(args),
        RulesCommand::New(args) => new(args),
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
        for (rule, why) in nearly {
            writeln!(out, "  nearly  {rule} ({why})")?;
        }
    }
    let facts = pipeline.pack().read(&article, &analysis);
    writeln!(out, "\nfacts")?;
    for fact in facts.all() {
        writeln!(out, "  {}", dateline_rules::fact_line(&fact, &article))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn coverage(args: &CoverageArgs) -> anyhow::Result<ExitCode> {
    let folders: Vec<_> = args.rules.iter().collect();
    let (files, _) = files(&folders)?;
    let Some(pipeline) = compiled(&files)? else {
        return Ok(ExitCode::from(3));
    };
    let pipeline = pipeline.with_reader(args.reader.models());
    let mut coverage = Coverage::default();
    for path in &args.reports {
        let file: Box<dyn Read> = if path == Path::new("-") {
            Box::new(std::io::stdin())
        } else {
            Box::new(std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?)
        };
        for (n, line) in BufReader::new(file).lines().enumerate() {
            let line = line.with_context(|| format!("cannot read {}", path.display()))?;
            if !line.trim().is_empty() {
                let place = || format!("{}:{}: no report with marks", path.display(), n + 1);
                coverage.add(&pipeline, &line).with_context(place)?;
            }
        }
    }
    let mut out = anstream::AutoStream::auto(std::io::stdout()).lock();
    writeln!(out, "{:<36} {:>6} {:>6} {:>6} {:>9}", "rule", "facts", "judged", "right", "precision")?;
    for (rule, tally) in &coverage.rules {
        let precision = match tally.judged {
            0 => "-".to_owned(),
            judged => format!("{:.2}", tally.right as f64 / judged as f64),
        };
        writeln!(out, "{rule:<36} {:>6} {:>6} {:>6} {precision:>9}", tally.facts, tally.judged, tally.right)?;
    }
    let silent = pipeline.pack().rules().len() - coverage.rules.keys().filter(|name| is_rule(&pipeline, name)).count();
    anstream::eprintln!(
        "{} reports, {} of them marked; {silent} of {} rules state nothing there",
        coverage.reports,
        coverage.marked,
        pipeline.pack().rules().len()
    );
    Ok(ExitCode::SUCCESS)
}

/// Whether a name is that of a rule of the pack: some statements come from the program itself.
fn is_rule(pipeline: &Pipeline, name: &str) -> bool {
    pipeline.pack().rules().iter().any(|rule| &*rule.name == name)
}

fn new(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let template = match args.states {
        RuleKind::Figure => include_str!("../templates/figure.rule"),
        RuleKind::Statement => include_str!("../templates/statement.rule"),
        RuleKind::Event => include_str!("../templates/event.rule"),
    };
    let text = template.replace("NAME", &args.name);
    let path = args.into.join(format!("{}.rule", args.name));
    anyhow::ensure!(
        dateline_rules::format(&path.display().to_string(), &text).is_ok(),
        "`{}` is no name for a rule: use lower-case words joined by hyphens (deaths-by-number)",
        args.name
    );
    std::fs::create_dir_all(&args.into).with_context(|| format!("cannot make {}", args.into.display()))?;
    let mut file = std::fs::File::create_new(&path).with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    let words = args.into.join(format!("{}.words", args.name));
    if text.contains(&format!("@{}", args.name)) && !words.exists() {
        std::fs::write(&words, include_str!("../templates/list.words"))
            .with_context(|| format!("cannot write {}", words.display()))?;
    }
    anstream::println!("{}: change it, then run `dateline rules test {}`", path.display(), args.into.display());
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
