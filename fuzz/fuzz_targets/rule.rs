//! Any text as a rule file: no panic; what parses formats, and formatting settles; what compiles runs.
#![no_main]

use dateline_rules::{Pack, PackFile, format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(once) = format("a.rule", text) {
        assert_eq!(format("a.rule", &once).expect("what is formatted can be read"), once);
    }
    let file = |path: &str, text: &str| PackFile { path: path.to_owned(), text: text.to_owned() };
    let files = [file("a.rule", text), file("harm.words", "[killed]\n~kill\nshot dead\n"), file("p.phrases", "phrase people\n  \"people\" | <capital>+\n")];
    if let Ok(pack) = Pack::compile(&files, &dateline_lang::words) {
        let mut line = dateline_model::Strand::default();
        let sentence = "At least 12 people were killed, \"police\" said: ten US-led men shot dead two.";
        line.push(sentence, dateline_model::Span::new(0, sentence.len() as u32));
        let mut article = dateline_model::ArticleBuilder::default();
        article.block(dateline_model::BlockKind::Paragraph, &line);
        let article = article.finish();
        pack.read(&article, &dateline_lang::Analyzer::of(dateline_lang::Reader::Swift).analyse(&article));
    }
});
