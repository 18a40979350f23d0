//! Feeds of every kind, whole, broken and hostile.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use dateline::intake::{Form, Input, Intake, Taken};
use dateline_model::PageKind;

fn read(bytes: &[u8]) -> Vec<Taken> {
    let jobs = Intake::new(vec![Input::Standard], Form::Auto, Cursor::new(bytes.to_vec()));
    jobs.flat_map(|job| job.pages()).collect()
}

fn sample(name: &str) -> (PathBuf, Vec<u8>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/feeds").join(name);
    let bytes = std::fs::read(&path).unwrap();
    (path, bytes)
}

/// Id, address, headline, day, authors, kind of page, and codes of notes.
type Row = (String, String, String, String, String, Option<PageKind>, Vec<&'static str>);

fn rows(taken: &[Taken]) -> Vec<Row> {
    let row = |taken: &Taken| {
        let page = taken.page.as_ref();
        (
            taken.source.id.clone().unwrap_or_default(),
            taken.source.url.clone().unwrap_or_default(),
            page.and_then(|page| page.headline.clone()).unwrap_or_default(),
            page.and_then(|page| page.published).map(|day| day.to_string()).unwrap_or_default(),
            page.map(|page| page.byline.join(", ")).unwrap_or_default(),
            page.map(|page| page.kind),
            taken.notes.iter().map(|note| note.code).collect(),
        )
    };
    taken.iter().map(row).collect()
}

fn row(
    id: &str,
    url: &str,
    headline: &str,
    day: &str,
    authors: &str,
    kind: Option<PageKind>,
    codes: &[&'static str],
) -> Row {
    let [id, url, headline, day, authors] = [id, url, headline, day, authors].map(str::to_owned);
    (id, url, headline, day, authors, kind, codes.to_vec())
}

#[test]
fn every_kind_of_feed_gives_its_entries() {
    let (html, text) = (Some(PageKind::Html), Some(PageKind::Clean));
    let summary: &[&str] = &["DL-I016"];
    let h = "https://harbour.example/2031";
    let t = "tag:upland.example,2031";
    for (name, publisher, expected) in [
        (
            "rss-2.xml",
            "Harbour Wire & Coast News",
            vec![
                row(
                    "harbour-1001",
                    &format!("{h}/ferry"),
                    "Ferry sinks off Port Selin, 14 dead",
                    "2031-03-07",
                    "Mira Tolland, Jon Esk",
                    html,
                    &[],
                ),
                row(
                    &format!("{h}/storm"),
                    &format!("{h}/storm"),
                    "Storm drives 2,000 from homes",
                    "2031-03-07",
                    "Ana Rull",
                    html,
                    summary,
                ),
                row(
                    &format!("{h}/bridge"),
                    &format!("{h}/bridge"),
                    "Bridge reopens",
                    "",
                    "",
                    text,
                    &["DL-I016", "DL-I008"],
                ),
                row("entry:4", "", "", "", "", None, &["DL-I020"]),
            ],
        ),
        (
            "rss-1.xml",
            "Valley Agency",
            vec![row(
                "https://valley.example/mine",
                "https://valley.example/mine",
                "Mine collapse traps nine",
                "2031-05-04",
                "Lea Brandt",
                text,
                summary,
            )],
        ),
        (
            "rss-0.91.xml",
            "Old Mill Bulletin",
            vec![row(
                "https://mill.example/fire",
                "https://mill.example/fire",
                "Mill fire kills two",
                "",
                "",
                text,
                summary,
            )],
        ),
        (
            "atom.xml",
            "Upland Press",
            vec![
                row(
                    &format!("{t}:1"),
                    "https://upland.example/1",
                    "Clash at Tarn Pass – five dead",
                    "2031-06-01",
                    "Per Lind, Sofia Maar",
                    html,
                    &[],
                ),
                row(
                    &format!("{t}:2"),
                    "https://upland.example/2",
                    "Flood: 40 missing",
                    "2031-06-02",
                    "Upland Press Desk",
                    html,
                    &[],
                ),
                row(
                    &format!("{t}:3"),
                    "https://upland.example/3",
                    "Inquiry opens",
                    "2031-06-02",
                    "Upland Press Desk",
                    text,
                    summary,
                ),
            ],
        ),
        (
            "feed.json",
            "Delta Courier",
            vec![
                row("d-1", "https://delta.example/1", "Boats capsize", "2031-07-07", "Ines Fado", html, &[]),
                row("2", "https://delta.example/2", "", "2031-07-08", "Courier Staff", text, &[]),
                row(
                    "https://delta.example/3",
                    "https://delta.example/3",
                    "In brief",
                    "",
                    "Courier Staff",
                    text,
                    summary,
                ),
            ],
        ),
    ] {
        let taken = read(&sample(name).1);
        assert_eq!(rows(&taken), expected, "{name}");
        for taken in taken.iter().filter(|taken| taken.page.is_some()) {
            assert_eq!(taken.page.as_ref().unwrap().publisher.as_deref(), Some(publisher), "{name}");
        }
    }
    // References that HTML knows are read as HTML reads them.
    let bridge = &read(&sample("rss-2.xml").1)[2];
    assert!(bridge.page.as_ref().unwrap().text.contains("Selin\u{a0}Ford was"), "{:?}", bridge.page);
    assert!(bridge.page.as_ref().unwrap().text.contains("injured—none of them badly & none"));
}

#[test]
fn a_sitemap_gives_one_note_that_counts() {
    for (name, words) in
        [("sitemap.xml", "lists 3 addresses of pages"), ("sitemap-index.xml", "lists 2 addresses of sitemaps")]
    {
        let taken = read(&sample(name).1);
        assert_eq!((taken.len(), taken[0].notes[0].code), (1, "DL-I019"));
        assert!(taken[0].notes[0].message.contains(words), "{}", taken[0].notes[0].message);
    }
}

#[test]
fn a_feed_that_breaks_off_gives_what_stood_before_the_break() {
    for name in ["rss-2.xml", "atom.xml", "feed.json"] {
        let (_, bytes) = sample(name);
        let whole = rows(&read(&bytes));
        for cut in (60..bytes.len() - 2).step_by(7) {
            let seen = rows(&read(&bytes[..cut]));
            let (last, before) = seen.split_last().unwrap();
            // What belongs to the whole feed and stands behind the break is not known yet.
            assert_eq!(before, &whole[..before.len()], "{name}, cut at {cut}");
            assert!(last.5.is_none() && ["DL-I017", "DL-I020"].contains(&last.6[0]), "{name}, cut at {cut}: {last:?}");
        }
    }
    // Elements that close in the wrong order.
    let taken = read(b"<rss><channel><item><description>At least 12 people were killed.</description></item><item><title>x</item></title></channel></rss>");
    assert_eq!((taken.len(), taken[0].page.is_some(), taken[1].notes[0].code), (2, true, "DL-I017"));
}

#[test]
fn what_is_no_feed_says_so() {
    for bytes in [
        &b"<?xml version=\"1.0\"?><nitf><body>At least 12 people were killed.</body></nitf>"[..],
        b"<rss><channel><title>Empty</title></channel></rss>",
        b"{\"version\": \"https://jsonfeed.org/version/1\", \"items\": []}",
    ] {
        let taken = read(bytes);
        assert_eq!((taken.len(), taken[0].notes[0].code), (1, "DL-I020"));
    }
}

/// The bomb called billion laughs, what stands in other files, and an entity that is plain and may be used.
#[test]
fn entities_are_bounded_and_nothing_outside_is_read() {
    let mut doctype = String::from("<!DOCTYPE rss [<!ENTITY lol0 \"lol\"><!ENTITY press \"the press\">");
    for n in 1..10 {
        doctype += &format!("<!ENTITY lol{n} \"{}\">", format!("&lol{};", n - 1).repeat(10));
    }
    doctype += "<!ENTITY secret SYSTEM \"file:///etc/passwd\"><!ENTITY % more SYSTEM \"http://localhost/more.dtd\">]>";
    let feed = |words: &str| {
        format!(
            "<?xml version=\"1.0\"?>{doctype}<rss><channel><title>T</title><item><description>At least 12 people were killed, {words} said.</description></item><item><description>At least 13 people were killed, police said.</description></item></channel></rss>"
        )
    };
    for (words, codes) in [
        ("&lol9;", ["DL-I018", "DL-I016"]),
        ("&secret;", ["DL-I018", "DL-I016"]),
        ("&press;", ["DL-I016", "DL-I016"]),
        ("&undeclared;", ["DL-I016", "DL-I016"]),
    ] {
        let taken = read(feed(words).as_bytes());
        assert_eq!(taken.iter().map(|taken| taken.notes[0].code).collect::<Vec<_>>(), codes, "{words}");
    }
    assert!(read(feed("&press;").as_bytes())[0].page.as_ref().unwrap().text.contains("killed, the press said"));
    // The same reference over and over is bounded as well.
    let taken = read(feed(&"&press;".repeat(200_000)).as_bytes());
    assert_eq!((taken.len(), taken[0].notes[0].code, taken[1].page.is_some()), (2, "DL-I018", true));
    let taken = read(format!("<?xml version=\"1.0\"?>{doctype}<lolz>&lol9;</lolz>").as_bytes());
    assert_eq!((taken.len(), taken[0].notes[0].code), (1, "DL-I020"));
}

#[test]
fn a_feed_with_very_many_ordinary_references_is_read() {
    let words = "Bread &amp; milk &#8217;s&nbsp;dear. ".repeat(111_206 / 3 + 1);
    let item = format!("<rss><channel><title>T</title><item><description>{words}</description></item></channel></rss>");
    let taken = read(item.as_bytes());
    let text = &taken[0].page.as_ref().unwrap().text;
    assert_eq!(taken[0].notes[0].code, "DL-I016");
    assert_eq!(text.matches("Bread & milk ’s\u{a0}dear.").count(), 111_206 / 3 + 1);
}

#[test]
fn deep_and_wide_feeds_end() {
    let deep = format!("<rss><channel>{}", "<a>".repeat(100_000));
    assert_eq!(read(deep.as_bytes())[0].notes[0].code, "DL-I017");
    let deep = format!("{{\"version\": \"https://jsonfeed.org/version/1\", \"items\": {}", "[".repeat(100_000));
    assert_eq!(read(deep.as_bytes())[0].notes[0].code, "DL-I017");
    let wide = format!("<rss><channel>{}</channel></rss>", "<item/>".repeat(100_001));
    let taken = read(wide.as_bytes());
    assert_eq!((taken.len(), taken.last().unwrap().notes[0].code), (100_001, "DL-I017"));
    // What a feed says of all its entries is not copied to them if it is long.
    let authors = "<author><name>A</name></author>".repeat(10_000);
    let entries = "<entry><content>At least 12 people were killed.</content></entry>".repeat(10_000);
    let long = format!("<feed><title>{}</title>{authors}{entries}</feed>", "T".repeat(1 << 20));
    let taken = read(long.as_bytes());
    let page = taken[9_999].page.as_ref().unwrap();
    assert_eq!((taken.len(), page.publisher.as_deref(), page.byline.len()), (10_000, None, 10));
    // Many begins of tags and no end of one.
    let tags = format!("<rss><item><description><![CDATA[{}]]></description></item></rss>", "<a".repeat(1 << 20));
    assert_eq!(read(tags.as_bytes())[0].page.as_ref().unwrap().kind, PageKind::Clean);
}
