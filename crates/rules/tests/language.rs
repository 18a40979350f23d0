//! The rule language: what a wrong file is told, that formatting settles, and that nothing makes the parser stumble.

use dateline_rules::{Pack, PackFile, format, parse};
use proptest::prelude::*;

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// A rule around a pattern, sound but for what the pattern does.
fn rule(pattern: &str) -> String {
    format!(
        "# Finds something.\nrule a-rule\n\nmatch\n  {pattern}\n\nstate figure\n  measure = killed\n  count = count\n\n\
         test \"Ten died.\"\n  killed 10 \"Ten\"\n"
    )
}

/// What compiling a file (beside a small vocabulary) is told.
fn problems(text: &str) -> String {
    let file = |path: &str, text: &str| PackFile { path: path.to_owned(), text: text.to_owned() };
    let files = [
        file("a.rule", text),
        file("harm.words", "[killed]\n~kill\n"),
        file("p.phrases", "phrase people\n  \"people\"\n"),
    ];
    match Pack::compile(&files, &words) {
        Ok(_) => "no problem\n".to_owned(),
        Err(problems) => problems.iter().map(|p| format!("{p}\n")).collect(),
    }
}

#[test]
fn a_wrong_file_is_told_where_and_how_out() {
    let cases = [
        ("a sound rule", rule("count:<number> <people> trigger:@harm")),
        ("an unknown list", rule("count:<number> @harms")),
        ("an unknown phrase", rule("count:<number> <peopl>")),
        ("a bare word", rule("count:<number> died")),
        ("a quotation mark never closed", rule("count:<number> \"died")),
        ("a bracket never closed", rule("count:<number> (\"died\" | \"fell\"")),
        ("a bracket closed twice", rule("count:<number> \"died\")")),
        ("nothing to repeat", rule("* count:<number> \"died\"")),
        ("a repetition of a repetition", rule("count:<number> \"so\"+* \"died\"")),
        ("a strange brace", rule("count:<number> \"so\"{9,3} \"died\"")),
        ("no word to hold on to", rule("count:<number> <word>")),
        ("a pattern that matches nothing", rule("(count:<number>)? \"died\"?")),
        ("a capture that is not there", rule("number:<number> \"died\"")),
        ("a measure that is none", rule("count:<number> \"died\"").replace("= killed", "= kiled")),
        ("a slot that is none", rule("count:<number> \"died\"").replace("measure", "mesure")),
        ("no test", rule("count:<number> \"died\"").split("test").next().unwrap().to_owned()),
        ("no comment", rule("count:<number> \"died\"").replace("# Finds something.\n", "")),
        ("an unknown section", rule("count:<number> \"died\"").replace("match", "mach")),
        ("an unknown fact", rule("count:<number> \"died\"").replace("figure", "event")),
        (
            "a rule after one that there is not",
            rule("count:<number> \"died\"").replace("\nmatch", "\nafter b-rule\n\nmatch"),
        ),
        ("a rule after itself", rule("count:<number> \"died\"").replace("\nmatch", "\nafter a-rule\n\nmatch")),
        ("a rule after none", rule("count:<number> \"died\"").replace("\nmatch", "\nafter\n\nmatch")),
        ("an empty file", String::new()),
        ("a test without marks", rule("count:<number> \"died\"").replace("\"Ten died.\"", "Ten died.")),
    ];
    let told: String = cases.iter().map(|(name, text)| format!("## {name}\n{}\n", problems(text))).collect();
    insta::assert_snapshot!(told);
}

#[test]
fn a_phrase_that_uses_itself_is_refused() {
    let file = |path: &str, text: &str| PackFile { path: path.to_owned(), text: text.to_owned() };
    let files = [file("a.rule", &rule("count:<number> <loop>")), file("p.phrases", "phrase loop\n  \"a\" <loop>\n")];
    let told = Pack::compile(&files, &words).unwrap_err();
    assert_eq!(told[0].code, "DL-R018");
}

#[test]
fn a_list_with_mistakes_is_told_line_by_line() {
    let list = PackFile { path: "x.words".to_owned(), text: "dead\nDead\ndead\n[open\n".to_owned() };
    let told = Pack::compile(&[list], &words).unwrap_err();
    let places: Vec<u32> = told.iter().map(|p| p.place.line).collect();
    assert_eq!(places, [2, 3, 4]);
}

#[test]
fn formatting_gives_every_section_its_place() {
    let crooked = "#  Finds something.\n\nrule   a-rule\nmatch\n\n     count:<number>    \"a   b\"   died:\"died\" # why\nstate figure\n measure = killed\n\tcount = count\ntest \"Ten   died.\"\n   killed 10 \"Ten\"\nnot \"x\"\n";
    insta::assert_snapshot!(format("a.rule", crooked).unwrap());
}

/// Pieces that files are made of, and that hang together wrongly in all ways.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "rule a\n",
        "phrase b\n",
        "match\n",
        "  ",
        "state figure\n",
        "state statement for each x\n",
        "test \"a\"\n",
        "not \"b\"\n",
        "over block\n",
        "count:",
        "<number>",
        "<b>",
        "@list",
        "~kill",
        "\"word\"",
        "(",
        ")",
        "|",
        "?",
        "*",
        "+",
        "{1,2}",
        "{",
        "!",
        "not(",
        "behind(",
        "\n",
        "  measure = killed\n",
        "# c\n",
        "é",
        "\"",
        "\\",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_file_makes_the_parser_stumble(text in pieces()) {
        let _ = parse("a.rule", &text);
        let _ = problems(&text);
    }

    #[test]
    fn no_text_makes_the_parser_stumble(text in any::<String>()) {
        let _ = parse("a.rule", &text);
    }

    #[test]
    fn formatting_what_is_formatted_changes_nothing(text in pieces()) {
        if let Ok(once) = format("a.rule", &text) {
            let twice = format("a.rule", &once).expect("what is formatted can be read");
            prop_assert_eq!(once, twice);
        }
    }
}
