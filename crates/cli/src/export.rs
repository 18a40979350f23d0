//! `dateline export`: what a store holds, for other programs.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use dateline::keeping::{Filter, Store};
use dateline::{acled, export, merging};

use crate::args::{ExportArgs, ExportFormat};
use crate::keep;

pub fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let store = keep::open(&args.db)?;
    match &args.out {
        None => write_export(args, &store, &mut BufWriter::new(std::io::stdout().lock()))?,
        Some(path) => {
            // A file is there as a whole or not at all.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let temporary = folder.join(format!(".{}.part", path.file_name().unwrap_or_default().to_string_lossy()));
            let file =
                std::fs::File::create(&temporary).with_context(|| format!("cannot write {}", temporary.display()))?;
            let mut out = BufWriter::new(file);
            let written = write_export(args, &store, &mut out).and_then(|()| {
                out.flush()?;
                out.get_ref().sync_all()?;
                Ok(())
            });
            if let Err(error) = written {
                let _ = std::fs::remove_file(&temporary);
                return Err(error);
            }
            std::fs::rename(&temporary, path).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_export(args: &ExportArgs, store: &Store, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut rows = 0;
    let mut reports = Vec::new();
    let loss = match args.format {
        ExportFormat::Jsonl => "nothing",
        ExportFormat::Csv => {
            out.write_all(export::csv_row(export::FIGURE_COLUMNS).as_bytes())?;
            export::FIGURE_LOSS
        }
        ExportFormat::Hxl => {
            let (heads, tags): (Vec<&str>, Vec<&str>) = export::HXL_COLUMNS.iter().copied().unzip();
            out.write_all(export::csv_row(&heads).as_bytes())?;
            out.write_all(export::csv_row(&tags).as_bytes())?;
            export::HXL_LOSS
        }
        ExportFormat::Acled => {
            out.write_all(export::csv_row(acled::COLUMNS).as_bytes())?;
            acled::LOSS
        }
        ExportFormat::Geojson => {
            out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
            export::POINT_LOSS
        }
    };
    each_record(store, &keep::filter(&args.filter), |line| {
        match args.format {
            ExportFormat::Jsonl => {
                writeln!(out, "{line}")?;
                rows += 1;
            }
            ExportFormat::Csv => {
                for row in export::figure_rows(line).context("a record is damaged")? {
                    out.write_all(export::csv_row(&row).as_bytes())?;
                    rows += 1;
                }
            }
            ExportFormat::Hxl => {
                for row in export::hxl_rows(line).context("a record is damaged")? {
                    out.write_all(export::csv_row(&row).as_bytes())?;
                    rows += 1;
                }
            }
            ExportFormat::Acled => reports.extend(merging::of_line(line).context("a record is damaged")?),
            ExportFormat::Geojson => {
                for feature in export::features(line).context("a record is damaged")? {
                    write!(out, "{}\n{feature}", if rows > 0 { "," } else { "" })?;
                    rows += 1;
                }
            }
        }
        Ok(())
    })?;
    match args.format {
        // Whoever reads a stream knows that it is whole.
        ExportFormat::Jsonl => writeln!(out, "{}", export::end(rows))?,
        ExportFormat::Csv | ExportFormat::Hxl => {}
        ExportFormat::Acled => {
            let copies = merging::copies(&reports);
            for row in
                merging::incidents(&reports, &copies).iter().filter_map(|incident| acled::row(&reports, incident))
            {
                out.write_all(export::csv_row(&row).as_bytes())?;
                rows += 1;
            }
        }
        ExportFormat::Geojson => out.write_all(b"\n]}\n")?,
    }
    out.flush()?;
    anstream::eprintln!("{rows} rows; not in this form: {loss}");
    Ok(())
}

/// The records that a filter lets through; all of them without one.
fn each_record(store: &Store, filter: &Filter, mut each: impl FnMut(&str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    if *filter == Filter::default() {
        return store.records(|row| each(&row.record));
    }
    let mut hits = store.search(filter, usize::MAX >> 1)?;
    hits.sort_by(|a, b| (&a.record_id, a.article).cmp(&(&b.record_id, b.article)));
    hits.iter().try_for_each(|hit| each(&store.record(hit.article)?.record))
}
