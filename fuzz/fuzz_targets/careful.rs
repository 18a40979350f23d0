//! Any text through the careful reader: one root a sentence, and every word comes to it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let analysis = dateline_lang::Analyzer::of(dateline_lang::Reader::Careful).analyse_text(text);
    let columns = analysis.columns();
    for sentence in &columns.sentences {
        assert_eq!(sentence.range().filter(|&i| columns.heads[i] as usize == i).count(), 1);
        for i in sentence.range() {
            let mut at = i;
            for _ in sentence.range() {
                at = columns.heads[at] as usize;
                assert!(sentence.range().contains(&at));
            }
            assert_eq!(columns.heads[at] as usize, at);
        }
    }
});
