//! The project's chores. `cargo xtask tidy` holds ARCHITECTURE.md true; `train` makes the language models, `words` and
//! `places` the lists that they are made of from others' data, `names-corpus` checks our own.

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
        ["train"] => {
            xtask::train::train(&tidy::root())?;
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprintln!(
                "usage: cargo xtask tidy | train | train names | names-corpus | words TABLES VECTORS | places CITIES"
            );
            Ok(ExitCode::from(2))
        }
    }
}
