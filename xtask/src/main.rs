//! The project's chores. `cargo xtask tidy` holds ARCHITECTURE.md true.

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
        _ => {
            eprintln!("usage: cargo xtask tidy");
            Ok(ExitCode::from(2))
        }
    }
}
