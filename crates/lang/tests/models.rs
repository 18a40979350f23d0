//! Model files: what is written is read back, and what is damaged is refused with the file's name.

use dateline_lang::swift::model::{EMBEDDED, FILES, Files};
use dateline_lang::{Analyzer, Reader};

const TEXT: &str =
    "Backed by jets, soldiers of the Malian army took Ménaka on Monday, Colonel Souleymane Dembélé said.";

#[test]
fn a_model_that_was_written_reads_the_same() {
    let embedded = Analyzer::of(Reader::Swift);
    let files = embedded.model().write();
    assert_eq!(files.iter().map(Vec::as_slice).collect::<Vec<_>>(), EMBEDDED.0);
    let again = Analyzer::load(&Files([&files[0], &files[1], &files[2], &files[3]])).unwrap();
    let (a, b) = (embedded.analyse_text(TEXT), again.analyse_text(TEXT));
    assert_eq!(a.columns().heads, b.columns().heads);
    assert_eq!(a.columns().names, b.columns().names);
}

#[test]
fn a_damaged_model_is_refused_by_name() {
    for (i, name) in FILES.iter().enumerate() {
        let whole = EMBEDDED.0[i];
        for damaged in [&whole[..0], &whole[..4], &whole[..5], &whole[..whole.len() / 2], &whole[1..]] {
            let mut files = EMBEDDED;
            files.0[i] = damaged;
            assert_eq!(Analyzer::load(&files).err().map(|e| e.file), Some(*name));
        }
    }
}

/// Bytes changed anywhere: refused or read, never a panic.
#[test]
fn changed_bytes_do_no_harm() {
    for i in 0..FILES.len() {
        for at in [7, 9, 13, 40, 200, 5_000, 100_000] {
            let mut bytes = EMBEDDED.0[i].to_vec();
            bytes[at] ^= 0xA5;
            let mut files = EMBEDDED;
            files.0[i] = &bytes;
            if let Ok(analyzer) = Analyzer::load(&files) {
                assert!(analyzer.analyse_text(TEXT).len() > 10);
            }
        }
    }
}

/// Together at most 20 MB, so that the program stays small enough to send by mail to a field office.
#[test]
fn the_models_are_small() {
    assert!(EMBEDDED.0.iter().map(|f| f.len()).sum::<usize>() < 20_000_000);
}
