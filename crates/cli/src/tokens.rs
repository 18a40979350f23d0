//! `dateline tokens`: raw text in, words, tags, trees and names out. The shell reads and writes; what is printed is made in
//! `dateline::conllu`.

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use dateline::conllu;

use crate::args::{TokensArgs, TokensFormat};

pub fn run(args: &TokensArgs) -> anyhow::Result<ExitCode> {
    let mut bytes = Vec::new();
    if args.file == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
    } else {
        bytes = std::fs::read(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    }
    let text = String::from_utf8_lossy(&bytes);
    anyhow::ensure!(u32::try_from(text.len()).is_ok(), "the text is longer than 4 GiB; hint: read it in parts");
    let analyzer = dateline::analyzer(args.reader.models(), args.model.as_deref())?;
    let out = match args.format {
        TokensFormat::Pretty => conllu::columns(&analyzer, &text),
        TokensFormat::Conllu => conllu::conllu(&analyzer, &text),
    };
    std::io::stdout().lock().write_all(out.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
