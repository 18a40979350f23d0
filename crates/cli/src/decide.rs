//! `dateline decide`: what a person says of facts and incidents, kept beside what was read.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use dateline::joining;
use dateline::keeping::{Decision, Store};
use dateline::reviewing;

use crate::args::Lines;

#[derive(Debug, clap::Args)]
pub struct DecideArgs {
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "dateline.db", global = true)]
    pub db: PathBuf,
    /// Who decides. [default: the name of the account]
    #[arg(long, value_name = "NAME", global = true)]
    pub by: Option<String>,
    /// Why.
    #[arg(long, value_name = "WORDS", global = true)]
    pub note: Option<String>,
    #[command(subcommand)]
    pub what: What,
}

/// Facts are called as in their record: e1, f2, s3.
#[derive(Debug, Subcommand)]
pub enum What {
    /// These facts are right.
    Accept(Facts),
    /// These facts are wrong: they are kept, marked, and are in no incident and no table.
    Reject(Facts),
    /// These facts want another look.
    Flag(Facts),
    /// A field of a fact is otherwise: `correct beni-1 f2 best 14`.
    Correct {
        /// The record's id.
        record: String,
        /// The fact.
        fact: String,
        /// The field: type, mode, subevent, status, measure, low, high, best, bound, claimed_by, group, speaker.
        field: String,
        /// The right value; words have to stand in the report; nothing for none.
        value: String,
    },
    /// What these reports tell of an incident is another happening.
    Split(Parts),
    /// What these reports tell of an incident belongs to another one.
    Move {
        #[command(flatten)]
        parts: Parts,
        /// The incident that it belongs to.
        #[arg(long, value_name = "INCIDENT")]
        to: String,
    },
    /// Two incidents are one happening.
    Join {
        /// One.
        incident: String,
        /// The other.
        other: String,
    },
    /// Take back what was decided at once; `list` gives the number.
    Undo {
        /// The number of the act.
        act: i64,
    },
    /// What was decided, the last first.
    List {
        /// How many.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// How to print.
        #[arg(long, value_enum, default_value_t = Lines::Pretty)]
        format: Lines,
    },
}

#[derive(Debug, clap::Args)]
pub struct Facts {
    /// The record's id.
    pub record: String,
    /// The facts.
    #[arg(required = true)]
    pub facts: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Parts {
    /// The incident's id.
    pub incident: String,
    /// The ids of the reports' records.
    #[arg(required = true)]
    pub records: Vec<String>,
}

pub fn run(args: &DecideArgs) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(args.db.exists(), "there is no store {}", args.db.display());
    if let What::List { limit, format } = &args.what {
        return list(&args.db, *limit, *format);
    }
    let mut store = Store::open(&args.db).with_context(|| format!("cannot open {}", args.db.display()))?;
    // What waits is merged first: the incidents that are named here are to be there.
    joining::merge(&mut store).context("cannot merge what was added")?;
    let now = jiff::Timestamp::now().to_string();
    if let What::Undo { act } = &args.what {
        let taken_back = store.undo(*act, &now)?;
        joining::merge(&mut store)?;
        store.close()?;
        anyhow::ensure!(
            taken_back > 0,
            "there is no act {act} to take back\n  hint: `dateline decide list` gives their numbers"
        );
        anstream::println!("act {act} is taken back");
        return Ok(ExitCode::SUCCESS);
    }
    let by = args.by.clone().or_else(|| std::env::var("USER").ok()).unwrap_or_else(|| "somebody".to_owned());
    let of = Decision { at: now, who: by, note: args.note.clone(), ..Decision::default() };
    let verb = |verb: &str| Decision { verb: verb.to_owned(), ..of.clone() };
    let decisions = match &args.what {
        What::Accept(facts) => reviewing::on_facts(&store, &facts.record, &facts.facts, &verb("accept")),
        What::Reject(facts) => reviewing::on_facts(&store, &facts.record, &facts.facts, &verb("reject")),
        What::Flag(facts) => reviewing::on_facts(&store, &facts.record, &facts.facts, &verb("flag")),
        What::Correct { record, fact, field, value } => {
            let correct = Decision { field: Some(field.clone()), value: Some(value.clone()), ..verb("correct") };
            reviewing::on_facts(&store, record, std::slice::from_ref(fact), &correct)
        }
        What::Split(parts) => reviewing::split(&store, &parts.incident, &parts.records, &of),
        What::Move { parts, to } => reviewing::move_to(&store, &parts.incident, &parts.records, to, &of),
        What::Join { incident, other } => reviewing::join(&store, incident, other, &of),
        What::Undo { .. } | What::List { .. } => return Ok(ExitCode::SUCCESS),
    }?;
    let act = store.decide(&decisions).context("cannot write to the store")?;
    joining::merge(&mut store)?;
    store.close()?;
    anstream::println!("act {act}");
    Ok(ExitCode::SUCCESS)
}

fn list(db: &Path, limit: usize, format: Lines) -> anyhow::Result<ExitCode> {
    let store = crate::keep::open(db)?;
    for decision in store.decisions(None, limit)? {
        match format {
            Lines::Jsonl => anstream::println!("{}", reviewing::line(&decision)),
            Lines::Pretty => anstream::println!("{}", pretty(&decision)),
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn pretty(decision: &Decision) -> String {
    let fact = &decision.fact;
    let other =
        decision.other.as_ref().map_or(String::new(), |other| format!(" and \"{}\" in {}", other.words, other.key));
    let field = match (&decision.field, &decision.value) {
        (Some(field), Some(value)) => format!("  {field}: {value}"),
        _ => String::new(),
    };
    let note = decision.note.as_ref().map_or(String::new(), |note| format!("  ({note})"));
    let undone = decision.undone.as_ref().map_or(String::new(), |at| format!("  taken back {at}"));
    format!(
        "{:>5}  {}  {}  {} \"{}\" in {}{other}{field}{note}{undone}",
        decision.act, decision.at, decision.who, decision.verb, fact.words, fact.key
    )
}
