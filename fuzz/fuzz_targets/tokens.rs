//! Any text through the language stage: tokens and gaps make the text, sentences hold all tokens.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let analysis = dateline_lang::Analyzer::of(dateline_lang::Reader::Swift).analyse_text(text);
    let columns = analysis.columns();
    let mut at = 0;
    for span in &columns.spans {
        let gap = &text[at..span.range().start];
        assert!(gap.chars().all(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()));
        at = span.range().end;
    }
    let held: u32 = columns.sentences.iter().map(|s| s.len()).sum();
    assert_eq!(held as usize, columns.spans.len());
});
