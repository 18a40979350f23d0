//! The store as a user has it: the same reports give the same store however they come in, a full disk stops a run and not the store, a second writer is told.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

fn dateline(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::cargo_bin("dateline").expect("the program");
    command.current_dir(folder).args(args).output().expect("a run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Sixty reports, some of one happening, one text in three papers, as lines of JSON.
fn reports() -> Vec<String> {
    let towns = ["Beni", "Goma", "Bunia", "Butembo"];
    let report = |n: usize| {
        let (town, day, killed) = (towns[n % 4], 3 + n / 4 % 3, 3 + n % 7);
        let text = if n.is_multiple_of(10) {
            "Gunmen killed at least seven people when they attacked the village of Mbau near Beni on Tuesday, local officials said. The attackers came at \
             dawn and set fire to several houses, a resident told the agency by telephone. The army said that it had sent reinforcements to the area."
                .to_owned()
        } else {
            format!(
                "Rebels killed {killed} people in {town} on Tuesday, the army said. Report {n} was written by hand."
            )
        };
        format!(
            "{{\"id\":\"r{n}\",\"text\":\"{text}\",\"headline\":\"Attack in {town}\",\"published\":\"2025-03-0{day}\",\"publisher\":\"Paper {}\",\"clean\":true}}",
            n % 9
        )
    };
    (0..60).map(report).collect()
}

fn write(folder: &Path, name: &str, lines: &[String]) {
    std::fs::write(folder.join(name), lines.join("\n") + "\n").expect("written");
}

#[test]
fn the_same_reports_twice_shuffled_on_one_thread_or_sixteen_are_the_same_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut lines = reports();
    write(folder, "in-order.jsonl", &lines);
    lines.sort_by_key(|line| line.bytes().fold(7u32, |h, b| h.wrapping_mul(16_777_619) ^ u32::from(b)));
    write(folder, "shuffled.jsonl", &lines);
    let add = |input: &str, db: &str, threads: &str| {
        let args = ["add", input, "--from", "jsonl", "--reader", "swift", "--db", db, "--threads", threads];
        let output = dateline(folder, &args);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    assert_eq!(add("in-order.jsonl", "one.db", "1"), "60 new, 0 new versions, 0 read again, 0 there already\n");
    add("shuffled.jsonl", "two.db", "16");
    assert_eq!(add("shuffled.jsonl", "one.db", "3"), "0 new, 0 new versions, 0 read again, 60 there already\n");
    for what in
        [&["export", "--format", "jsonl"][..], &["incidents", "--format", "jsonl"], &["stories", "--format", "jsonl"]]
    {
        let of = |db: &str| dateline(folder, &[what, &["--db", db]].concat()).stdout;
        let (one, two) = (text(&of("one.db")), text(&of("two.db")));
        assert!(one.lines().count() > 3, "{what:?}");
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        if what == ["export", "--format", "jsonl"] {
            // A record names the file that it came from.
            let of_one_file = |text: String| text.replace("shuffled.jsonl", "in-order.jsonl");
            assert_eq!(sorted(&of_one_file(one)), sorted(&of_one_file(two)), "{what:?}");
        } else if what[0] == "stories" {
            assert_eq!(sorted(&one), sorted(&two), "{what:?}");
        } else {
            assert_eq!(one, two, "{what:?}");
        }
    }
}

#[test]
fn a_full_store_ends_the_run_with_74_and_goes_on_when_there_is_space() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let lines = reports();
    write(folder, "first.jsonl", &lines[..20]);
    write(
        folder,
        "all.jsonl",
        &(0..12)
            .flat_map(|n| lines.iter().map(move |line| line.replace("\"id\":\"r", &format!("\"id\":\"x{n}-r"))))
            .collect::<Vec<_>>(),
    );
    let add = |input: &str, more: &[&str]| {
        dateline(folder, &[&["add", input, "--from", "jsonl", "--reader", "swift", "--db", "news.db"], more].concat())
    };
    assert!(add("first.jsonl", &[]).status.success());
    let full = add("all.jsonl", &["--largest", "1"]);
    assert_eq!(full.status.code(), Some(74), "{}", text(&full.stderr));
    assert!(text(&full.stderr).contains("no space is left for the store"), "{}", text(&full.stderr));
    let found = dateline(folder, &["search", "Butembo", "--db", "news.db"]);
    assert!(found.status.success() && text(&found.stdout).contains("Attack in Butembo"), "reading goes on");
    let resumed = add("all.jsonl", &[]);
    assert!(resumed.status.success(), "{}", text(&resumed.stderr));
    let all = dateline(folder, &["export", "--db", "news.db"]);
    assert_eq!(text(&all.stdout).lines().count(), 20 + 60 * 12 + 1);
}
