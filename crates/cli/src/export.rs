//! `dateline export`: what a store holds, for other programs.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use dateline::export::{Export, Written};
use dateline::joining;
use dateline::keeping::{self, Store};

use crate::args::ExportArgs;
use crate::keep;

pub fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let form = args.format.form();
    if form.is_binary() && args.out.is_none() && std::io::stdout().is_terminal() {
        anstream::eprintln!(
            "dateline export: this form is for programs, not for a terminal\n  hint: name a file with --out, or pipe it on"
        );
        return Ok(ExitCode::from(2));
    }
    let store = keep::open_merged(&args.db)?;
    let written = match &args.out {
        None => {
            let mut out = BufWriter::new(std::io::stdout());
            let written = write(args, &store, &mut out)?;
            out.flush()?;
            written
        }
        Some(path) => {
            // A file is there as a whole or not at all.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let temporary = folder.join(format!(".{}.part", path.file_name().unwrap_or_default().to_string_lossy()));
            let file =
                std::fs::File::create(&temporary).with_context(|| format!("cannot write {}", temporary.display()))?;
            let mut out = BufWriter::new(file);
            let written = write(args, &store, &mut out).and_then(|written| {
                out.flush()?;
                out.get_ref().sync_all()?;
                Ok(written)
            });
            if written.is_err() {
                let _ = std::fs::remove_file(&temporary);
            }
            let written = written?;
            std::fs::rename(&temporary, path).with_context(|| format!("cannot write {}", path.display()))?;
            written
        }
    };
    anstream::eprintln!("{} rows; not in this form: {}", written.rows, written.loss);
    Ok(ExitCode::SUCCESS)
}

fn write(args: &ExportArgs, store: &Store, out: &mut (dyn Write + Send)) -> anyhow::Result<Written> {
    let mut export = Export::new(args.format.form(), out)?;
    let filter = keep::filter(&args.filter);
    if args.format.form().is_of_incidents() {
        joining::each_incident(store, &filter, |kept| -> anyhow::Result<()> {
            Ok(export.put_incident(&kept.reports, &kept.incident)?)
        })?;
    } else {
        keeping::each_record(store, &filter, |line| -> anyhow::Result<()> { Ok(export.put(line)?) })?;
    }
    Ok(export.finish()?)
}
