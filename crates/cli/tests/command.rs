//! The command as a user meets it: output, exit statuses, bad input.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn dateline() -> Command {
    let mut command = Command::cargo_bin("dateline").unwrap();
    command.env("COLUMNS", "100").current_dir(samples().join(".."));
    command
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

/// Runs `dateline read` and gives exit status, records and standard error.
fn read(args: &[&str], input: &str) -> (i32, Vec<Value>, String) {
    let output = dateline().arg("read").args(["--format", "jsonl"]).args(args).write_stdin(input).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let records = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (output.status.code().unwrap(), records, String::from_utf8(output.stderr).unwrap())
}

fn phrases(record: &Value) -> Vec<&str> {
    record["figures"].as_array().unwrap().iter().map(|f| f["phrase"]["text"].as_str().unwrap()).collect()
}

fn codes(record: &Value) -> Vec<&str> {
    record["notes"].as_array().unwrap().iter().map(|n| n["code"].as_str().unwrap()).collect()
}

#[test]
fn pretty_is_for_people_and_has_no_colour_in_a_pipe() {
    let output = dateline().args(["read", "samples/dumps/two-articles-tt-captions-twice.txt"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains('\u{1b}'));
    insta::assert_snapshot!(text);
}

#[test]
fn a_record_has_the_contracts_fields() {
    let output = dateline().args(["read", "--format", "json", "samples/reports.jsonl"]).output().unwrap();
    let records: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(records.as_array().unwrap().len(), 3);
    let mut first = records[0].clone();
    first["pack"] = "en@…".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&first).unwrap());
}

#[test]
fn every_span_holds_the_words_it_says() {
    fn spans(value: &Value, article: &[char], n: &mut usize) {
        match value {
            Value::Object(fields) => {
                if let (Some(start), Some(end), Some(text)) =
                    (fields.get("start"), fields.get("end"), fields.get("text"))
                {
                    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
                    assert_eq!(article[start..end].iter().collect::<String>(), text.as_str().unwrap());
                    *n += 1;
                }
                fields.values().for_each(|value| spans(value, article, n));
            }
            Value::Array(values) => values.iter().for_each(|value| spans(value, article, n)),
            _ => {}
        }
    }
    let (status, records, _) = read(&["samples/dumps", "samples/html", "samples/reports.jsonl"], "");
    let mut n = 0;
    for record in records.iter().filter(|record| !record["article"].is_null()) {
        let article: Vec<char> = record["article"]["text"].as_str().unwrap().chars().collect();
        spans(record, &article, &mut n);
    }
    assert_eq!(status, 0);
    assert!(n > 500, "{n} spans");
}

#[test]
fn threads_do_not_change_a_byte() {
    let bytes = |threads: &str| {
        let args = ["read", "--format", "jsonl", "--threads", threads, "samples"];
        dateline().args(args).output().unwrap().stdout
    };
    let one = bytes("1");
    assert!(!one.is_empty());
    assert_eq!(one, bytes("2"));
    assert_eq!(one, bytes("7"));
}

#[test]
fn text_and_markdown_give_the_article_alone() {
    let page = "samples/html/article-with-furniture.html";
    let text = dateline().args(["read", "--format", "text", page]).output().unwrap().stdout;
    insta::assert_snapshot!("text", String::from_utf8(text).unwrap());
    let markdown = dateline().args(["read", "--format", "markdown", page]).output().unwrap().stdout;
    insta::assert_snapshot!("markdown", String::from_utf8(markdown).unwrap());
}

#[test]
fn piped_input_is_read_and_its_form_is_told_by_its_first_bytes() {
    let (_, records, _) = read(&[], "At least 12 people were killed on Monday, police said.");
    assert_eq!(phrases(&records[0]), ["At least 12 people"]);
    let (_, records, _) = read(&["-"], "<p>At least 13 people were killed on Monday, police said.</p>");
    assert_eq!(
        (records[0]["source"]["media_type"].as_str(), phrases(&records[0])),
        (Some("text/html"), vec!["At least 13 people"])
    );
    let (_, records, _) = read(&[], "{\"id\": 7, \"text\": \"At least 14 people were killed.\", \"clean\": true}");
    assert_eq!((records[0]["id"].as_str(), phrases(&records[0])), (Some("7"), vec!["At least 14 people"]));
}

#[test]
fn the_given_date_fills_in_where_the_input_has_none() {
    let args = ["--from", "jsonl", "--published", "2024-07-26"];
    let (_, records, _) = read(
        &args,
        "{\"text\":\"A town fell.\",\"clean\":true}\n{\"text\":\"A town fell.\",\"clean\":true,\"published\":\"2020-01-02T10:00:00Z\"}",
    );
    let day = |record: &Value| record["article"]["published"]["value"].as_str().unwrap().to_owned();
    assert_eq!(records.iter().map(day).collect::<Vec<_>>(), ["2024-07-26", "2020-01-02"]);
}

/// A broken line among good ones: each gives its note, nothing else is lost.
#[test]
fn bad_lines_cost_only_themselves() {
    let good =
        |n: u32| format!("{{\"id\":\"good-{n}\",\"text\":\"At least {n} people were killed.\",\"clean\":true}}\n");
    let mut input: Vec<u8> = Vec::new();
    for (bad, n) in [
        (&b"{\"id\":\"b\",\"text\":\n"[..], 12),
        (b"not json\n", 13),
        (b"[1]\n", 14),
        (b"{\"id\":\"neither\"}\n", 15),
        (b"\n\n", 16),
        (b"{\"id\":\"half\",\"text\":\"Half \\ud800 a character.\",\"clean\":true}\n", 17),
        (b"{\"id\":\"byte\",\"text\":\"A \xff byte.\",\"clean\":true}\n", 18),
        (b"{\"id\":\"nul\",\"text\":\"A \\u0000 here.\",\"clean\":true,\"published\":\"some day\"}\n", 19),
        (b"{\"id\":\"empty\",\"text\":\"\",\"clean\":true}\n", 20),
    ] {
        input.extend_from_slice(bad);
        input.extend_from_slice(good(n).as_bytes());
    }
    let output = dateline().args(["read", "--from", "jsonl", "--format", "jsonl"]).write_stdin(input).output().unwrap();
    let records: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: Vec<_> = records.iter().flat_map(phrases).collect();
    assert_eq!(found, (12..=20).map(|n| format!("At least {n} people")).collect::<Vec<_>>());
    let noted: Vec<(&str, Vec<&str>)> =
        records.iter().filter(|r| !codes(r).is_empty()).map(|r| (r["id"].as_str().unwrap(), codes(r))).collect();
    insta::assert_debug_snapshot!(noted);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().contains("5 of 17 inputs gave no article"));
}

#[test]
fn bad_files_cost_only_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("a-empty.txt", b"");
    write("b-binary.dat", &(0..2000u32).map(|n| (n * n % 251) as u8).collect::<Vec<u8>>());
    write("c-picture.txt", b"\x89PNG\r\n\x1a\n0000");
    write("d-nul.txt", b"A headline of a page\n\nAt least 12 people\0 were killed on Monday, police said.\n");
    write("e-latin.txt", b"Fe\xe9 de M\xe1laga today\n\nAt least 13 people were killed on Monday, police said.\n");
    write(
        "f-broken.txt",
        "A headline “of” a page\n\nAt least 14 people were killed on Monday, police said.\n"
            .replace('a', "b")
            .as_bytes(),
    );
    write("g-archive.warc", b"WARC/1.0\r\n");
    write("h-feed.rss", b"<rss></rss>");
    let big = folder.path().join("i-one-line.txt");
    fs::File::create(&big).unwrap().set_len(200 << 20).unwrap();
    let (status, records, said) = read(&[folder.path().to_str().unwrap(), "no-such-file.txt"], "");
    let name = |record: &Value| {
        Path::new(record["source"]["path"].as_str().unwrap()).file_name().unwrap().to_string_lossy().into_owned()
    };
    let seen: Vec<(String, bool, Vec<&str>)> =
        records.iter().map(|r| (name(r), r["article"].is_null(), codes(r))).collect();
    insta::assert_debug_snapshot!(seen);
    assert_eq!(status, 3);
    assert!(said.contains("hint: check the path and its permissions"), "{said}");
}

#[test]
fn nothing_to_do_is_a_usage_error_and_says_how_to_begin() {
    dateline().arg("reed").assert().code(2);
    dateline().args(["read", "--published", "yesterday"]).assert().code(2);
    dateline().assert().code(2);
}

#[test]
fn rules_are_checked_tested_explained_and_formatted() {
    dateline().args(["rules", "check"]).assert().success();
    dateline().args(["rules", "test"]).assert().success();
    dateline().args(["rules", "fmt", "--check", "rules"]).assert().success();
    let folder = tempfile::tempdir().unwrap();
    let rule = folder.path().join("goats-died.rule");
    let text = "# Goats.\nrule goats-died\n\nmatch\n  count:<number> \"goats\" trigger:\"died\"\n\nstate figure\n  measure = other\n  count = count\n\ntest \"Ten goats died.\"\n  other 10 \"Ten\"\n";
    fs::write(&rule, text).unwrap();
    dateline().args(["rules", "test"]).arg(&rule).assert().success().stdout("1 rules, 1 tests, 0 failed\n");
    fs::write(&rule, text.replace("other 10", "other 11")).unwrap();
    dateline().args(["rules", "test"]).arg(&rule).assert().code(3);
    fs::write(&rule, text.replace("\"died\"", "died")).unwrap();
    dateline().args(["rules", "check"]).arg(&rule).assert().code(3);
    fs::write(&rule, text.replace("count:<number> \"goats\"", "count:<number>    \"goats\"")).unwrap();
    dateline().args(["rules", "fmt", "--check"]).arg(&rule).assert().code(3);
    dateline().args(["rules", "fmt"]).arg(&rule).assert().success();
    assert_eq!(fs::read_to_string(&rule).unwrap(), text);
    // The rule joins the pack.
    let args = ["read", "--format", "jsonl", "--rules", folder.path().to_str().unwrap()];
    let output = dateline()
        .args(args)
        .write_stdin("Ten goats died on Monday near the old mill, the shepherd said.")
        .output()
        .unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("goats-died"));
    let output = dateline()
        .args(["rules", "explain", "-", "--rule", "people-died"])
        .write_stdin("Ten people died. Ten people went.")
        .output()
        .unwrap();
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}

/// Each template passes its own tests, and what is there already is not written over.
#[test]
fn a_new_rule_is_one_that_passes() {
    for kind in ["figure", "statement", "event"] {
        let folder = tempfile::tempdir().unwrap();
        let new = || {
            let mut command = dateline();
            command.args(["rules", "new", "my-rule", "--states", kind, "--into"]).arg(folder.path());
            command
        };
        new().assert().success();
        let test = dateline().args(["rules", "test"]).arg(folder.path()).assert().success();
        test.stdout("1 rules, 2 tests, 0 failed\n");
        new().assert().code(1);
    }
    dateline().args(["rules", "new", "My Rule"]).assert().code(1);
}

#[test]
fn coverage_counts_what_rules_state_and_how_much_of_it_readers_marked() {
    let marked = concat!(
        r#"{"text": "Ten people died in Beira. Six women were injured.", "gold": {"figures": [{"phrase": "Ten people", "measure": "killed", "#,
        r#""sentence": "Ten people died in Beira."}]}}"#,
        "\n",
        r#"{"text": "Three men died."}"#
    );
    let output = dateline().args(["rules", "coverage", "-"]).write_stdin(marked).output().unwrap();
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
    dateline().args(["rules", "coverage", "-"]).write_stdin("{}").assert().code(1);
}

/// Nobody said that the text is Spanish; it says so itself.
#[test]
fn text_in_another_language_is_noted_and_not_read() {
    let text = "Al menos doce personas murieron el lunes cuando un grupo armado atacó un pueblo cerca de la frontera, dijo \
                la policía. Los vecinos huyeron hacia la ciudad vecina y el ejército envió tropas a la zona, según un \
                portavoz del ministerio que habló con los periodistas en la capital del departamento.";
    let (status, records, _) = read(&["--from", "text"], text);
    assert_eq!(status, 0);
    assert_eq!(codes(&records[0]), ["DL-F003"]);
    assert!(records[0]["names"].as_array().unwrap().is_empty());
}

fn tokens(args: &[&str], input: &str) -> (i32, String, String) {
    let output = dateline().arg("tokens").args(args).write_stdin(input).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn tokens_are_columns_for_people_and_conllu_for_tools() {
    let input = "Rebels didn't leave Goma, the Congolese army's\nColonel Sylvain Ekenge said.\n\nThey can\u{2019}t.";
    let (status, pretty, _) = tokens(&[], input);
    assert_eq!(status, 0);
    insta::assert_snapshot!(pretty);
    let (status, conllu, _) = tokens(&["--format", "conllu"], input);
    assert_eq!(status, 0);
    insta::assert_snapshot!(conllu);
}

#[test]
fn models_come_from_a_folder_or_the_run_stops_and_says_why() {
    let embedded = samples().join("../lang-data/en/swift");
    let text = "Shells fell on Goma.";
    let swift = |args: &[&str]| tokens(&[&["--reader", "swift"], args].concat(), text);
    let (_, own, _) = swift(&["--model", embedded.to_str().unwrap()]);
    assert_eq!(own, swift(&[]).1);
    let (status, out, error) = swift(&["--model", "samples"]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(error.contains("lexicon.bin") && error.contains("hint:"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    for name in ["lexicon.bin", "tags.bin", "trees.bin", "names.bin"] {
        fs::write(folder.path().join(name), "DLLX1 cut short").unwrap();
    }
    let (status, _, error) = swift(&["--model", folder.path().to_str().unwrap()]);
    assert_eq!(status, 1);
    assert!(error.contains("is no model of this version"), "{error}");
    // The careful reader's file, missing and cut short: the error names it and the way out.
    let careful = || tokens(&["--reader", "careful", "--model", folder.path().to_str().unwrap()], text);
    let (status, out, error) = careful();
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(error.contains("careful.bin") && error.contains("hint:"), "{error}");
    fs::write(folder.path().join("careful.bin"), "DLCF1 cut short").unwrap();
    let (status, _, error) = careful();
    assert_eq!(status, 1);
    assert!(error.contains("careful.bin") && error.contains("--reader swift"), "{error}");
}

fn speaker_names(text: &str) -> Vec<Option<String>> {
    let (_, records, _) = read(&["--from", "text"], text);
    let name = |id: &str| {
        let names = records[0]["names"].as_array().unwrap();
        names.iter().find(|n| n["id"] == id).map(|n| n["name"].as_str().unwrap().to_owned())
    };
    let statements = records[0]["statements"].as_array().unwrap();
    statements.iter().map(|s| s["speaker_name"].as_str().and_then(name)).collect()
}

#[test]
fn who_speaks_is_named_only_if_the_words_say_so() {
    let cases = [
        ("The dam had burst, Colonel Sylvain Ekenge said on Monday.", Some("Sylvain Ekenge")),
        ("The dam had burst, a spokesman for Prime Minister Haider al-Abadi said on Monday.", None),
        ("The talks had failed, Vladimir Putin and Tayyip Erdogan said on Monday.", None),
        ("The dam had burst, the Interior Ministry said on Monday.", Some("Interior Ministry")),
    ];
    for (text, want) in cases {
        let found = speaker_names(text);
        assert_eq!(found, [want.map(str::to_owned)], "{text}");
    }
}

/// A word without an end made the columns wider than can be printed.
#[test]
fn a_word_of_seventy_thousand_letters_is_shown_and_does_no_harm() {
    let (status, out, _) = tokens(&[], &"a".repeat(70_000));
    assert_eq!(status, 0);
    assert!(out.len() > 140_000);
}

/// An agency's report in two papers, a toll that grows, a ministry that says otherwise, another town, a ferry.
#[test]
fn reports_of_one_attack_come_together_with_their_claims() {
    let run = |command: &str| {
        let output = dateline().args([command, "samples/together/beni.jsonl", "--from", "jsonl"]).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    insta::assert_snapshot!(format!("{}\n\n{}", run("stories"), run("incidents")));
}

/// Records that were read before give what reading gives, in whatever order they come.
#[test]
fn incidents_of_records_are_those_of_reading() {
    let lines = |args: &[&str], input: &str| {
        let output = dateline().args(args).args(["--format", "jsonl"]).write_stdin(input).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let mut records = lines(&["read", "samples/together/beni.jsonl", "--from", "jsonl"], "");
    let read = lines(&["incidents", "samples/together/beni.jsonl", "--from", "jsonl"], "");
    records.reverse();
    assert_eq!(lines(&["incidents", "--from", "records", "-"], &records.join("\n")), read);
    dateline().args(["incidents", "--from", "records", "-"]).write_stdin("no record").assert().code(1);
    dateline().args(["incidents", "--format", "text", "-"]).write_stdin("").assert().code(2);
    dateline().args(["read", "--from", "records", "-"]).write_stdin("").assert().code(2);
}

/// Added twice, found, put together and exported: the store as a user meets it.
#[test]
fn a_store_keeps_finds_and_gives() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("news.db");
    let db = db.to_str().unwrap();
    let run = |args: &[&str]| {
        let output = dateline().args(args).args(["--db", db]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let add = ["add", "samples/together/beni.jsonl", "--from", "jsonl"];
    assert_eq!(run(&add), "6 new, 0 new versions, 0 read again, 0 there already\n");
    assert_eq!(run(&add), "0 new, 0 new versions, 0 read again, 6 there already\n");
    let found = run(&["search", "attack", "Mbau", "--measure", "killed", "--near", "0.49,29.47,30"]);
    insta::assert_snapshot!(found);
    // The same incidents as without a store.
    let output = dateline()
        .args(["incidents", "samples/together/beni.jsonl", "--from", "jsonl", "--format", "jsonl"])
        .output()
        .unwrap();
    assert_eq!(run(&["incidents", "--format", "jsonl"]), String::from_utf8(output.stdout).unwrap());
    let exported = run(&["export"]);
    assert!(exported.ends_with("{\"end\":true,\"rows\":6}\n"));
    let table = folder.path().join("figures.csv");
    run(&["export", "--format", "csv", "--place", "Beni", "--out", table.to_str().unwrap()]);
    let csv = fs::read_to_string(&table).unwrap();
    assert!(csv.starts_with("record,url,publisher,") && csv.contains("lakes-3,") && !csv.contains("port-7"));
    let points: Value = serde_json::from_str(&run(&["export", "--format", "geojson"])).unwrap();
    assert_eq!(points["features"][0]["geometry"]["type"], "Point");
    // ACLED's shape: the smallest of the reports' tolls, and the dispute beside it.
    let rows = run(&["export", "--format", "acled"]);
    let (columns, first) = rows.split_once("\r\n").unwrap();
    assert_eq!(columns.split(',').count(), 31);
    assert!(first.contains(",180,,Democratic Republic of the Congo,"), "{first}");
    assert!(
        first.contains("differ: 7 (Coast Courier), 7 (Kivu Herald), 12 (Lakes Daily), 14 (Ministry of Health).\",7,,"),
        "{first}"
    );
    let hxl = run(&["export", "--format", "hxl"]);
    let tags = hxl.lines().nth(1).unwrap();
    assert!(tags.starts_with("#date+start,#date+end,#adm1+name,"));
    assert!(hxl.lines().any(|row| row.starts_with("2025-03-04,2025-03-04,")
        && row.contains("Ministry of Health")
        && row.contains(",14,")));
    // Other models: read again, from the pages in the store.
    assert_eq!(run(&["reread", "--reader", "swift"]), "6 read again, 0 as they were\n");
    assert_eq!(run(&["reread", "--reader", "swift"]), "0 read again, 0 as they were\n");
    dateline().args(["search", "x", "--db", "no/such.db"]).assert().code(1);
}

/// Whatever the order of the inputs and the number of threads, the store holds the same.
#[test]
fn the_order_of_inputs_does_not_change_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> =
        fs::read_to_string(samples().join("together/beni.jsonl")).unwrap().lines().map(str::to_owned).collect();
    let kept = |name: &str, lines: Vec<String>, threads: &str| {
        let db = folder.path().join(name);
        let db = db.to_str().unwrap();
        let add = ["add", "-", "--from", "jsonl", "--reader", "swift", "--threads", threads, "--db", db];
        dateline().args(add).write_stdin(lines.join("\n")).assert().success();
        dateline().args(["export", "--db", db]).output().unwrap().stdout
    };
    let forwards = kept("a.db", lines.clone(), "1");
    let backwards = kept("b.db", lines.into_iter().rev().collect(), "4");
    assert_eq!(forwards, backwards);
}
