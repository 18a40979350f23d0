//! The `dateline` command: a shell that translates arguments and decides nothing.
//!
//! Standard output carries data only; progress and notes go to standard error. Exit statuses: 0 all read, 3 finished but
//! some inputs gave no article (or some rules failed their tests), 1 could not run, 2 usage, 74 no space left, 75 another program writes to
//! the store.

mod args;
mod compare;
mod decide;
mod export;
mod gazetteer;
mod keep;
mod merge;
mod pretty;
mod read;
mod rules;
mod together;
mod tokens;
mod watch;

use std::process::ExitCode;

use clap::Parser;
use dateline::keeping::StoreError;

fn main() -> ExitCode {
    let args = args::Args::parse();
    let result = match args.command {
        args::Command::Read(args) => read::run(&args),
        args::Command::Stories(args) => merge::stories(&args),
        args::Command::Incidents(args) => merge::incidents(&args),
        args::Command::Add(args) => keep::add(&args),
        args::Command::Reread(args) => keep::reread(&args),
        args::Command::Decide(args) => decide::run(&args),
        args::Command::Search(args) => keep::search(&args),
        args::Command::Export(args) => export::run(&args),
        args::Command::Import(args) => compare::import(&args),
        args::Command::Compare(args) => compare::run(&args),
        args::Command::Watch(args) => watch::run(&args),
        args::Command::Tokens(args) => tokens::run(&args),
        args::Command::Gazetteer(command) => gazetteer::run(&command),
        args::Command::Rules(command) => rules::run(&command),
    };
    match result {
        Ok(status) => status,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("dateline: {error:#}");
            ExitCode::from(status(&error))
        }
    }
}

/// The exit status of an error: 74 where no space is left, 75 where another program writes to the store (sysexits.h), else 1.
fn status(error: &anyhow::Error) -> u8 {
    let full = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::StorageFull)
    };
    let of_store = error.chain().find_map(|cause| cause.downcast_ref::<StoreError>());
    match of_store {
        Some(StoreError::Busy) => 75,
        Some(StoreError::Full) => 74,
        _ if error.chain().any(full) => 74,
        _ => 1,
    }
}

/// Whoever read our output has had enough (`dateline read … | head`): no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}
