//! Any bytes as a model file: refused or read, never a stumble.
#![no_main]

use dateline_lang::Analyzer;
use dateline_lang::swift::model::EMBEDDED;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: (u8, u32, &[u8])| {
    // A piece of one of the real files, replaced.
    let (file, at, piece) = bytes;
    let file = file as usize % EMBEDDED.0.len();
    let mut damaged = EMBEDDED.0[file].to_vec();
    let at = at as usize % damaged.len();
    let end = (at + piece.len()).min(damaged.len());
    damaged[at..end].copy_from_slice(&piece[..end - at]);
    let mut files = EMBEDDED;
    files.0[file] = &damaged;
    if let Ok(analyzer) = Analyzer::load(&files) {
        analyzer.analyse_text("Rebels shelled Goma, Colonel Souleymane Dembélé said on Monday.");
    }
});
