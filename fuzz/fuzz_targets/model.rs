//! Any bytes in a model file of either reader: refused or read, never a stumble.
#![no_main]

use dateline_lang::{Analyzer, Reader, careful};
use dateline_lang::swift::model::EMBEDDED;
use libfuzzer_sys::fuzz_target;

const TEXT: &str = "Rebels shelled Goma, Colonel Souleymane Dembélé said on Monday.";

fn replace(bytes: &mut [u8], at: u32, piece: &[u8]) {
    let at = at as usize % bytes.len();
    let end = (at + piece.len()).min(bytes.len());
    bytes[at..end].copy_from_slice(&piece[..end - at]);
}

fuzz_target!(|bytes: (u8, u32, &[u8])| {
    // A piece of one of the real files, replaced.
    let (file, at, piece) = bytes;
    let file = file as usize % (EMBEDDED.0.len() + 1);
    if file == EMBEDDED.0.len() {
        let mut damaged = careful::EMBEDDED.to_vec();
        replace(&mut damaged, at, piece);
        if let Ok(analyzer) = Analyzer::of(Reader::Swift).with_careful(&damaged) {
            analyzer.analyse_text(TEXT);
        }
        return;
    }
    let mut damaged = EMBEDDED.0[file].to_vec();
    replace(&mut damaged, at, piece);
    let mut files = EMBEDDED;
    files.0[file] = &damaged;
    if let Ok(analyzer) = Analyzer::load(&files) {
        analyzer.analyse_text(TEXT);
    }
});
