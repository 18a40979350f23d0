//! `dateline gazetteer`: a user's own list of places.

use crate::args::GazetteerCommand;
use anyhow::Context;
use std::process::ExitCode;

pub fn run(command: &GazetteerCommand) -> anyhow::Result<ExitCode> {
    let GazetteerCommand::Import(args) = command;
    let (bytes, counts) = dateline::geonames::import(&args.folder)?;
    // Whoever reads the old file meanwhile reads all of it.
    let half = args.out.with_extension("part");
    std::fs::write(&half, &bytes)
        .and_then(|()| std::fs::rename(&half, &args.out))
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    anstream::eprintln!(
        "{}: {} countries, {} divisions, {} places, {} names; read with it by `dateline read --gazetteer {0}`",
        args.out.display(),
        counts.countries,
        counts.divisions,
        counts.rows,
        counts.names
    );
    Ok(ExitCode::SUCCESS)
}
