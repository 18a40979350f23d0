//! The project's chores. `cargo xtask tidy` holds ARCHITECTURE.md true; `train` makes the swift reader's models and `lessons` what
//! the careful one learns from, `measure careful` says what one reaches; `words` and `places` make lists of others' data,
//! `names-corpus` checks our own.

use std::process::ExitCode;

use xtask::tidy;

fn main() -> anyhow::Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => {
            let root = tidy::root();
            let problems = tidy::check(&root)?;
            for problem in &problems {
                eprintln!("{problem}");
            }
            println!("tidy: {} problems", problems.len());
            Ok(ExitCode::from(u8::from(!problems.is_empty())))
        }
        ["words", tables, vectors] => {
            xtask::train::words::write(
                tables.as_ref(),
                vectors.as_ref(),
                &tidy::root().join("lang-data/en/words.tsv"),
            )?;
            Ok(ExitCode::SUCCESS)
        }
        ["places", cities] => {
            xtask::train::lists::places(cities.as_ref(), &tidy::root().join("lang-data/en/lists/places.tsv"))?;
            Ok(ExitCode::SUCCESS)
        }
        ["gazetteer", cities, keshvar, factbook, districts] => {
            let out = tidy::root().join("lang-data/places/gazetteer.bin");
            xtask::train::gazetteer::write(
                cities.as_ref(),
                keshvar.as_ref(),
                factbook.as_ref(),
                districts.as_ref(),
                &out,
            )?;
            Ok(ExitCode::SUCCESS)
        }
        ["spread", files @ ..] if !files.is_empty() => {
            xtask::train::spread::write(files, &tidy::root().join("lang-data/en/stories/spread.tsv"))?;
            Ok(ExitCode::SUCCESS)
        }
        ["lessons", out] => {
            xtask::train::careful::write(&tidy::root(), out.as_ref())?;
            Ok(ExitCode::SUCCESS)
        }
        ["measure", "careful", file] => {
            let root = tidy::root();
            let bytes = std::fs::read(file)?;
            xtask::train::measure::careful(&bytes, &root.join("lang-data/en"), &root.join("../shared/treebanks"))?;
            Ok(ExitCode::SUCCESS)
        }
        ["train", "names"] => {
            xtask::train::train_names(&tidy::root())?;
            Ok(ExitCode::SUCCESS)
        }
        ["names-corpus"] => {
            let mut problems = Vec::new();
            for part in ["train", "test"] {
                let reports = xtask::train::corpus::read(
                    &tidy::root().join("lang-data/en/names-corpus").join(part),
                    &mut problems,
                )?;
                let marks: usize = reports.iter().map(|r| r.marks.len()).sum();
                println!("{part}: {} reports, {marks} marks", reports.len());
            }
            for problem in &problems {
                eprintln!("{problem}");
            }
            Ok(ExitCode::from(u8::from(!problems.is_empty())))
        }
        ["train", silver @ ..] => {
            xtask::train::train(&tidy::root(), silver)?;
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprintln!(
                "usage: cargo xtask tidy | train [SILVER.conllu ...] | train names | lessons FOLDER | measure careful FILE | \
                 names-corpus | gazetteer CITIES KESHVAR FACTBOOK DISTRICTS | words TABLES VECTORS | places CITIES | spread REPORTS.jsonl ..."
            );
            Ok(ExitCode::from(2))
        }
    }
}
