//! Export, import and comparison as a user meets them: files that are whole, bad rows that cost only themselves, exit statuses.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn dateline() -> Command {
    let mut command = Command::cargo_bin("dateline").unwrap();
    command.env("COLUMNS", "100").current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    command
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// A store with the reports of one attack and one ambush.
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let (status, ..) = desk.run(&["add", "samples/together/beni.jsonl", "--from", "jsonl", "--reader", "swift"]);
        assert_eq!(status, 0);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).display().to_string()
    }

    /// Exit status, standard output, standard error.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let output = dateline().args(args).arg("--db").arg(self.path("news.db")).output().unwrap();
        let text =
            |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace(&self.folder.path().display().to_string(), "…");
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

#[test]
fn every_form_is_written_as_a_whole_and_says_what_it_lost() {
    let desk = Desk::new();
    for format in ["jsonl", "csv", "parquet", "geojson", "geoparquet", "acled", "ged", "hxl", "plover", "webanno"] {
        let file = desk.path(format);
        let (status, out, said) = desk.run(&["export", "--format", format, "--out", &file.display().to_string()]);
        assert_eq!((status, out.as_str()), (0, ""), "{said}");
        assert!(said.contains(" rows; not in this form: "), "{said}");
        let bytes = fs::read(&file).unwrap();
        // What goes to a pipe is the same.
        let piped = dateline().args(["export", "--format", format, "--db"]).arg(desk.path("news.db")).output().unwrap();
        assert_eq!(piped.stdout, bytes, "{format}");
        let magic: (&[u8], bool) = (b"PAR1", format.ends_with("parquet"));
        assert_eq!(bytes.starts_with(magic.0) && bytes.ends_with(magic.0), magic.1, "{format}");
    }
    let left: Vec<_> = fs::read_dir(desk.folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{left:?}");
    let (status, _, said) = desk.run(&["export", "--format", "ged", "--out", "/no/such/folder/ged.csv"]);
    assert_eq!(status, 1);
    assert!(said.contains("cannot write"), "{said}");
}

const ACLED: &str = "\
event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,inter1,actor2,inter2,iso,country,location,latitude,longitude,geo_precision,source,notes,fatalities
XYZ1,04 March 2025,1,Violence against civilians,Attack,Armed men,Rebel group,Civilians,Civilians,180,Democratic Republic of Congo,Mbau,0.6,29.5,1,Kivu Herald,\"Armed men came
at dawn.\",12
XYZ2,05 March 2025,1,Battles,Armed clash,Others,Rebel group,Army,State forces,180,Democratic Republic of Congo,Rutshuru,-1.18,29.45,1,Lakes Daily,A clash.,4
XYZ3,some day,1,Protests,Peaceful protest,Marchers,Protesters,,,180,Democratic Republic of Congo,Goma,-1.68,29.22,1,Lakes Daily,A march.,0
XYZ4,05 March 2025,1,Protests,Peaceful protest,Marchers,Protesters,,,180,Democratic Republic of Congo,Goma,-1.68,29.22,1,Lakes Daily,A march.,none
";

#[test]
fn rows_are_kept_compared_and_told_on_their_side() {
    let desk = Desk::new();
    let (status, _, said) = desk.run(&["compare"]);
    assert_eq!(status, 2);
    assert!(said.contains("hint: `dateline import"), "{said}");
    let table = desk.write("acled.csv", ACLED);
    let (status, out, said) = desk.run(&["import", &table]);
    assert_eq!((status, out.as_str()), (3, "2 new, 0 replaced\n"));
    insta::assert_snapshot!("import", said);
    assert_eq!(desk.run(&["import", &table]).1, "0 new, 2 replaced\n");
    let (status, pretty, _) = desk.run(&["compare"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!("compare", pretty);
    let (_, lines, _) = desk.run(&["compare", "--format", "jsonl", "--from", "acled", "--km", "5"]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: Vec<&str> = lines.iter().filter_map(|line| line["found"].as_str()).collect();
    assert_eq!(found, ["theirs", "theirs", "ours", "ours"]);
    assert_eq!((lines[4]["end"].as_bool(), lines[4]["rows"].as_u64()), (Some(true), Some(4)));
}

/// Our own export of incidents, taken for a table of theirs, is found row by row.
#[test]
fn an_export_of_ours_finds_itself() {
    let desk = Desk::new();
    for origin in ["acled", "ged"] {
        let (_, table, _) = desk.run(&["export", "--format", origin]);
        let file = desk.write(origin, &table);
        assert_eq!(desk.run(&["import", &file]).0, 0);
        let (_, lines, _) = desk.run(&["compare", "--from", origin, "--days", "0", "--km", "0.1", "--format", "jsonl"]);
        let end: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        assert_eq!((&end["both"], &end["theirs"], &end["ours"]), (&2.into(), &0.into(), &0.into()), "{lines}");
        assert!(!lines.contains("\"deaths_differ\":true"), "{lines}");
    }
    // Now there are two tables.
    assert_eq!(desk.run(&["compare"]).0, 2);
}

#[test]
fn files_that_are_no_tables_cost_only_themselves() {
    let desk = Desk::new();
    let (other, table) = (desk.write("other.csv", "name,age\nA,3\n"), desk.write("acled.csv", ACLED));
    let (status, out, said) = desk.run(&["import", &other, &table]);
    assert_eq!((status, out.as_str()), (3, "2 new, 0 replaced\n"));
    assert!(
        said.contains("other.csv: the table is neither ACLED's nor UCDP's") && said.contains("1 files were not read"),
        "{said}"
    );
    assert_eq!(desk.run(&["import", &table, "--from", "ged"]).0, 3);
    assert_eq!(desk.run(&["import", "no/such/file.csv"]).0, 1);
    assert_eq!(desk.run(&["compare", "--km", "-1"]).0, 2);
}
