//! What the models make of sentences, as a person can read it: a line a word with its tag, and what it hangs on.
//!
//! The sentences are not those of any treebank. A changed model changes this snapshot: read the difference, and keep it
//! if it is for the better.

use dateline_lang::{Analyzer, Reader};
use dateline_model::Analysis;

fn show(reader: Reader, text: &str) -> String {
    let analysis: Analysis = Analyzer::of(reader).analyse_text(text);
    let columns = analysis.columns();
    let mut out = String::new();
    for sentence in &columns.sentences {
        for i in sentence.range() {
            let token = analysis.token(i);
            let head = token.head().map_or("-".to_owned(), |head| text[head.span().range()].to_owned());
            let line = format!(
                "{:14} {:14} {:6} {:5} {:12} {head}",
                &text[token.span().range()],
                token.lemma(),
                token.pos().as_str(),
                token.tag().as_str(),
                token.relation().as_str(),
            );
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

const SENTENCES: &str = "Rebels killed three soldiers near Goma.\n\
     Three soldiers were killed by rebels on Monday.\n\
     The killing of three soldiers angered the town.\n\
     The army said that the rebels had shelled the hospital, which was empty.";

#[test]
fn active_passive_nominal_and_reported() {
    insta::assert_snapshot!(show(Reader::Careful, SENTENCES));
}

#[test]
fn active_passive_nominal_and_reported_by_the_swift_reader() {
    insta::assert_snapshot!(show(Reader::Swift, SENTENCES));
}

/// What follows a fronted participle is the sentence. The words are those of agency prose, none of them a treebank's.
#[test]
fn a_fronted_participle_is_not_the_root() {
    let cases = [
        ("Armed with rifles, the attackers stormed the village before dawn.", "stormed"),
        ("Speaking to reporters in Geneva, the envoy warned of famine.", "warned"),
        ("Supported by helicopters, soldiers retook the bridge on Monday.", "retook"),
        ("Trapped under rubble, survivors called for help by telephone.", "called"),
        ("Accused of spying, the journalist denied the charges.", "denied"),
        ("Driven from their homes by fighting, thousands of families slept in schools.", "slept"),
        ("Citing security concerns, the ministry closed two crossings.", "closed"),
        ("Backed by Russian air power, government troops captured the town of Saraqib.", "captured"),
    ];
    let mut wrong = Vec::new();
    let readers = [Reader::Careful, Reader::Swift];
    for ((text, want), reader) in cases.into_iter().flat_map(|case| readers.map(|reader| (case, reader))) {
        let analysis = Analyzer::of(reader).analyse_text(text);
        let root = (0..analysis.len()).find(|&i| analysis.token(i).head().is_none()).unwrap();
        let found = &text[analysis.token(root).span().range()];
        if found != want {
            wrong.push(format!("{}: {text}: {found}", reader.as_str()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
