//! `dateline watch` and `dateline add` with addresses, against a server on loopback.

#[path = "../../fetch/tests/server/mod.rs"]
mod server;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use serde_json::Value;
use server::{Server, say, until_gone};

fn dateline(args: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("dateline"));
    command.args(args).stdin(Stdio::null());
    command
}

/// Exit status, standard output and standard error.
fn run(args: &[&str]) -> (i32, String, String) {
    let output = dateline(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn page(dead: u32, town: &str) -> String {
    format!(
        "<html><head><title>Shelling kills {dead} in {town}</title></head><body><article><h1>Shelling kills {dead} in {town}</h1>
         <p>At least {dead} people were killed in {town} on Monday when shells hit a market, police said.</p>
         <p>The shelling began early in the morning and went on for an hour, residents of the town said by telephone.</p></article></body></html>"
    )
}

const FEED: &str = "<rss version=\"2.0\"><channel><title>Wire</title><item><link>/1</link></item><item><link>/2#top</link></item></channel></rss>";

/// A site of pages that can be changed, each with an `ETag` made of its words.
#[derive(Clone, Default)]
struct Site(Arc<Mutex<BTreeMap<String, String>>>);

impl Site {
    fn new() -> Self {
        let site = Self::default();
        site.put("/feed", FEED.to_owned());
        site.put("/1", page(12, "Beira"));
        site.put("/2", page(7, "Goma"));
        site
    }

    fn put(&self, path: &str, text: String) {
        self.0.lock().unwrap().insert(path.to_owned(), text);
    }

    fn serve(&self) -> Server {
        let site = self.clone();
        Server::new(move |asked, stream| site.answer(asked, stream))
    }

    fn answer(&self, asked: &server::Asked, stream: &mut std::net::TcpStream) {
        let Some(text) = self.0.lock().unwrap().get(&asked.path).cloned() else {
            return say(stream, "404 Not Found", b"");
        };
        let etag = format!("\"{}-{}\"", text.len(), text.contains("13"));
        if asked.headers.get("if-none-match") == Some(&etag) {
            return say(stream, "304 Not Modified", b"");
        }
        say(stream, &format!("200 OK\r\nETag: {etag}"), text.as_bytes());
    }
}

struct Setup {
    _folder: tempfile::TempDir,
    db: String,
    allowed: String,
}

fn setup(server: &Server) -> Setup {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("news.db").to_string_lossy().into_owned();
    Setup { _folder: folder, db, allowed: server.at.to_string() }
}

impl Setup {
    fn args<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let own = ["watch", "--once", "--reader", "swift", "--db", &self.db, "--allow-private", &self.allowed];
        [&own[..], more].concat()
    }

    fn watch(&self, more: &[&str]) -> (i32, String, String) {
        run(&self.args(more))
    }

    fn status(&self) -> Vec<Value> {
        let (_, out, _) = run(&["watch", "--status", "--format", "jsonl", "--db", &self.db]);
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn headlines(&self) -> Vec<String> {
        let (_, out, _) = run(&["export", "--db", &self.db]);
        let records = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        records.filter_map(|record| record["article"]["headline"].as_str().map(str::to_owned)).collect()
    }
}

#[test]
fn a_feed_is_watched() {
    let site = Site::new();
    let server = site.serve();
    let setup = setup(&server);
    let (status, out, said) = setup.watch(&[&server.url("/feed")]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(
        out,
        "sources: 1 asked, 0 not changed, 0 failed, 2 new addresses; pages: 2 asked, 0 not changed, 0 failed; 2 new, 0 new versions, 0 read again, 0 there already\n"
    );
    assert_eq!(setup.headlines(), ["Shelling kills 12 in Beira", "Shelling kills 7 in Goma"]);
    // Nothing is due.
    let (_, out, _) = setup.watch(&[]);
    assert!(out.starts_with("sources: 0 asked") && out.contains("; pages: 0 asked"), "{out}");
    // Asked all the same: nothing has changed, and nothing is sent.
    let (_, out, _) = setup.watch(&["--all"]);
    assert!(
        out.starts_with("sources: 1 asked, 1 not changed") && out.contains("; pages: 2 asked, 2 not changed"),
        "{out}"
    );
    // A page that changed is a new version of the same article.
    site.put("/1", page(13, "Beira"));
    let (_, out, _) = setup.watch(&["--all"]);
    assert!(out.contains("pages: 2 asked, 1 not changed, 0 failed; 0 new, 1 new versions"), "{out}");
    assert_eq!(setup.headlines(), ["Shelling kills 13 in Beira", "Shelling kills 7 in Goma"]);
    let status = &setup.status()[0];
    assert_eq!((&status["kind"], &status["title"], &status["stored"]), (&"feed".into(), &"Wire".into(), &2.into()));
    assert_eq!(status["note"], "DL-W013 not changed since it was fetched last");
    let (_, table, _) = run(&["watch", "--status", "--db", &setup.db]);
    assert!(table.starts_with("source ") && table.contains(" min  "), "{table}");
}

/// Killed while an answer is under way, whichever: the next run goes on, and nothing is there twice.
#[test]
fn a_run_that_is_killed_is_resumed() {
    for stop in ["/robots.txt", "/feed", "/1", "/2"] {
        let site = Site::new();
        let (send, asked_for) = mpsc::sync_channel(1);
        let first = Mutex::new(Some(send));
        let served = site.clone();
        let server = Server::new(move |asked, stream| {
            let first = (asked.path == stop).then(|| first.lock().unwrap().take()).flatten();
            match first {
                Some(send) => {
                    send.send(()).unwrap();
                    until_gone(stream, Duration::from_secs(60));
                }
                None => served.answer(asked, stream),
            }
        });
        let setup = setup(&server);
        let mut child = dateline(&setup.args(&[&server.url("/feed")])).stdout(Stdio::null()).spawn().unwrap();
        asked_for.recv().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let (status, _, said) = setup.watch(&[]);
        assert_eq!(status, 0, "{stop}: {said}");
        assert_eq!(setup.headlines(), ["Shelling kills 12 in Beira", "Shelling kills 7 in Goma"], "{stop}");
        assert_eq!((&setup.status()[0]["waiting"], &setup.status()[0]["stored"]), (&0.into(), &2.into()), "{stop}");
        let add = ["add", &server.url("/1"), "--reader", "swift", "--db", &setup.db, "--allow-private", &setup.allowed];
        assert_eq!(run(&add).1, "0 new, 0 new versions, 0 read again, 1 there already\n");
    }
}

#[test]
fn sitemaps_pages_and_opml_lists_are_sources() {
    let site = Site::new();
    let server = site.serve();
    site.put("/index.xml", "<sitemapindex><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>".to_owned());
    site.put("/map.xml", "<urlset><url><loc>/1</loc></url><url><loc>/gone</loc></url></urlset>".to_owned());
    let setup = setup(&server);
    let opml =
        format!("<opml><body><outline><outline xmlUrl=\"{}\"/></outline></body></opml>", server.url("/index.xml"));
    let list = Path::new(&setup.db).with_file_name("list.opml");
    std::fs::write(&list, opml).unwrap();
    let (status, out, said) = setup.watch(&[list.to_str().unwrap(), &server.url("/2")]);
    assert_eq!(status, 0, "{said}");
    assert!(
        out.starts_with(
            "sources: 3 asked, 0 not changed, 0 failed, 2 new addresses; pages: 2 asked, 0 not changed, 1 failed; 2 new"
        ),
        "{out}"
    );
    assert!(said.contains("/gone: the server answered with status 404 [DL-W009]\n  hint: "), "{said}");
    let rows = setup.status();
    let kinds: Vec<&str> = rows.iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["page", "index", "sitemap"]);
    assert_eq!((&rows[2]["stored"], &rows[2]["failed"]), (&1.into(), &1.into()));
    // The page is read anew when it changes.
    site.put("/2", page(13, "Goma"));
    let (_, out, _) = setup.watch(&["--all"]);
    assert!(out.contains("1 new versions"), "{out}");
    let (status, out, _) = run(&["watch", "--forget", &server.url("/2"), "--db", &setup.db]);
    assert_eq!((status, out), (0, format!("{}: watched no longer\n", server.url("/2"))));
    assert_eq!(setup.status().len(), 2);
}

#[test]
fn private_addresses_are_refused_unless_they_are_allowed() {
    let server = Site::new().serve();
    let setup = setup(&server);
    let (status, _, said) = run(&["watch", "--once", "--reader", "swift", "--db", &setup.db, &server.url("/feed")]);
    assert_eq!(status, 3);
    assert!(said.contains("127.0.0.1 leads to 127.0.0.1, which is no public address [DL-W002]"), "{said}");
    assert_eq!(setup.status()[0]["failures"], 1);
    let add =
        |more: &[&str]| run(&[&["add", &server.url("/1"), "--reader", "swift", "--db", &setup.db], more].concat());
    let (status, _, said) = add(&[]);
    assert!(status == 3 && said.contains("[DL-W002]"), "{said}");
    assert!(server.paths().is_empty());
    assert_eq!(add(&["--allow-private", &setup.allowed]).1, "1 new, 0 new versions, 0 read again, 0 there already\n");
    assert_eq!(add(&["--allow-private", &setup.allowed]).1, "0 new, 0 new versions, 0 read again, 1 there already\n");
    // A feed that is added gives its entries; here they have no text.
    let (status, _, said) =
        run(&["add", &server.url("/feed"), "--reader", "swift", "--db", &setup.db, "--allow-private", &setup.allowed]);
    assert!(status == 3 && said.contains("[DL-I020]"), "{said}");
}

#[test]
fn what_is_no_source_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("news.db");
    let db = db.to_str().unwrap();
    for (args, expected) in [
        (&["watch", "--db", db][..], "nothing to watch"),
        (&["watch", "missing.opml", "--db", db], "missing.opml: "),
        (&["watch", "https://", "--db", db], "is no address"),
        (&["watch", "Cargo.toml", "--db", db], "the input is no feed"),
        (&["watch", "--allow-private", "nowhere", "--db", db], "write it as mirror.lan:80"),
    ] {
        let (status, _, said) = run(args);
        assert_eq!(status, 2, "{said}");
        assert!(said.contains(expected), "{said}");
    }
    let (status, _, said) = run(&["watch", "--status", "--db", &format!("{db}.none")]);
    assert_eq!(status, 1, "{said}");
}
