//! Feeds and archives as a user meets them: threads, exit statuses, folders, names of paths.

#[path = "../../dateline/tests/archive/mod.rs"]
mod archive;

use std::fs;
use std::path::Path;

use archive::*;
use assert_cmd::Command;
use serde_json::Value;

/// Runs `dateline read --format jsonl` and gives exit status, standard output and standard error.
fn run(args: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("dateline").unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output =
        command.current_dir(root).args(["read", "--format", "jsonl"]).args(args).write_stdin(input).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn records_of(output: &str) -> Vec<Value> {
    output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn code(record: &Value) -> &str {
    record["notes"].as_array().unwrap().iter().find_map(|note| note["code"].as_str()).unwrap_or("")
}

#[test]
fn an_archive_gives_the_same_bytes_on_any_number_of_threads_and_in_any_form() {
    let (status, whole, said) = run(&["--threads", "1"], &archive::records().concat());
    assert_eq!(status, 3);
    assert!(said.contains("6 records of web archives are about pages and are none"), "{said}");
    assert!(said.contains("3 of 18 inputs gave no article"), "{said}");
    for (form, bytes) in forms() {
        for threads in ["1", "2", "5"] {
            assert_eq!(run(&["--threads", threads], &bytes).1, whole, "{form} on {threads} threads");
        }
    }
    let records = records_of(&whole);
    let first = &records[0];
    assert_eq!(first["source"]["url"], "https://news.example/1");
    assert_eq!(first["id"], "00000000-0000-0000-0000-000000000001");
    assert_eq!(first["article"]["published"], Value::Null);
    assert_eq!(first["figures"][0]["phrase"]["text"], "At least 1 people");
    // The day that the user gives is used, the day of the crawl is not.
    let (_, dated, _) = run(&["--published", "2024-07-26"], &archive::records().concat());
    assert_eq!(records_of(&dated)[0]["article"]["published"]["value"], "2024-07-26");
}

#[test]
fn feeds_are_read_entry_by_entry() {
    let (status, out, said) =
        run(&["samples/feeds/rss-2.xml", "samples/feeds/atom.xml", "samples/feeds/feed.json"], b"");
    let records = records_of(&out);
    let article = &records[0]["article"];
    assert_eq!(article["headline"], "Ferry sinks off Port Selin, 14 dead");
    assert_eq!(article["published"]["value"], "2031-03-07");
    assert_eq!(article["published"]["basis"], "given");
    assert_eq!(article["publisher"], "Harbour Wire & Coast News");
    assert_eq!(records[0]["figures"][0]["phrase"]["text"], "At least 14 people");
    let articles = records.iter().filter(|record| !record["article"].is_null()).count();
    assert_eq!((status, records.len(), articles), (3, 10, 9), "{said}");
    let (status, out, _) = run(&["--from", "feed", "samples/feeds/sitemap.xml"], b"");
    assert_eq!((status, code(&records_of(&out)[0])), (3, "DL-I019"));
}

#[test]
fn folders_and_zip_archives_hold_inputs_of_every_kind() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let warc = [record("warcinfo", 0, "x", "y", b""), response(1, HTML, html(1).as_bytes())].concat();
    let rss = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/feeds/rss-0.91.xml")).unwrap();
    write("a.warc.gz", &gzip(&warc));
    write(
        "b.zip",
        &zip(&[("inner/page.html", html(2).as_bytes()), ("inner/c.warc.gz", &gzip(&warc)), ("x.zip", &zip(&[]))]),
    );
    write("c.xml.gz", &gzip(&rss));
    write("d-no-name-tells", &zstd(&warc));
    write("e.html.zst", &zstd(html(3).as_bytes()));
    write(".hidden.html", b"<p>At least 12 people were killed, police said.</p>");
    fs::create_dir(folder.path().join("f")).unwrap();
    write("f/g.jsonl.gz", &gzip(b"{\"id\": \"g\", \"text\": \"At least 12 people were killed.\", \"clean\": true}\n"));
    let path = folder.path().to_str().unwrap();
    let (status, out, said) = run(&[path], b"");
    let records = records_of(&out);
    let seen: Vec<(String, &str)> = records
        .iter()
        .map(|record| {
            let path = Path::new(record["source"]["path"].as_str().unwrap());
            (path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned(), code(record))
        })
        .collect();
    let expected = [
        ("a.warc.gz", ""),
        ("b.zip!/inner/page.html", ""),
        ("b.zip!/inner/c.warc.gz", ""),
        ("b.zip!/x.zip", "DL-I021"),
        ("c.xml.gz", "DL-I016"),
        ("d-no-name-tells", ""),
        ("e.html.zst", ""),
        ("f/g.jsonl.gz", ""),
    ];
    let seen: Vec<(&str, &str)> = seen.iter().map(|(path, code)| (path.as_str(), *code)).collect();
    assert_eq!(seen, expected, "{said}");
    assert_eq!(status, 3);
    for threads in ["1", "2", "5"] {
        assert_eq!(run(&["--threads", threads, path], b"").1, out);
    }
    // What the user says of the form holds for the files of a folder too.
    let (_, out, _) = run(&["--from", "warc", &format!("{path}/e.html.zst"), &format!("{path}/f")], b"");
    assert_eq!(records_of(&out).iter().map(code).collect::<Vec<_>>(), ["DL-I012", "DL-I012"]);
    let (_, out, _) = run(&["--from", "feed", &format!("{path}/e.html.zst")], b"");
    assert_eq!(records_of(&out).iter().map(code).collect::<Vec<_>>(), ["DL-I020"]);
    let (status, out, _) = run(&["--from", "html", &format!("{path}/c.xml.gz")], b"");
    assert_eq!((status, records_of(&out).len()), (0, 1));
}
