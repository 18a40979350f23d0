//! Feeds, sitemaps and OPML lists as lists of addresses.

use std::io::Write;
use std::path::Path;

use dateline::intake::{ListKind, MOST_LINKS, fetched, is_list, links};
use dateline_model::PageKind;

const BASE: &str = "https://news.example/here/list.xml";

fn urls(text: &str) -> Vec<String> {
    links(text.as_bytes().to_vec(), Some(BASE)).unwrap().entries.into_iter().map(|link| link.url).collect()
}

#[test]
fn feeds_name_their_reports() {
    for (name, first, number) in [
        ("rss-2.xml", "https://harbour.example/2031/ferry", 3),
        ("atom.xml", "https://upland.example/1", 3),
        ("rss-1.xml", "https://valley.example/mine", 1),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/feeds").join(name);
        let bytes = std::fs::read(path).unwrap();
        assert!(is_list(&bytes));
        let list = links(bytes, None).unwrap();
        assert_eq!((list.kind, list.note), (ListKind::Feed, None), "{name}");
        assert_eq!((list.entries[0].url.as_str(), list.entries.len()), (first, number), "{name}");
    }
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","url":"/a","title":"A"},{"id":"2"}]}"#;
    let list = links(feed.as_bytes().to_vec(), Some(BASE)).unwrap();
    assert_eq!((list.title.as_deref(), list.entries.len()), (Some("T"), 1));
    assert_eq!((list.entries[0].url.as_str(), list.entries[0].title.as_deref()), ("https://news.example/a", Some("A")));
}

#[test]
fn addresses_are_read_against_the_list_and_named_once() {
    let item = |link: &str| format!("<item><link>{link}</link></item>");
    let links = [
        "a",
        "/b?x=1&amp;y=2",
        "//other.example/c#part",
        "http://a.example/d",
        "a#again",
        "mailto:x@y.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@news.example/",
    ];
    let feed = format!("<rss><channel>{}</channel></rss>", links.map(item).concat());
    let expected = [
        "https://news.example/here/a",
        "https://news.example/b?x=1&y=2",
        "https://other.example/c",
        "http://a.example/d",
    ];
    assert_eq!(urls(&feed), expected);
}

#[test]
fn sitemaps_name_their_newest_pages_first() {
    let map = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="n" xmlns:image="i">
        <url><loc>https://a.example/1</loc><lastmod>2031-03-01</lastmod></url>
        <url><loc>https://a.example/2?a=1&amp;b=2</loc><image:image><image:loc>https://a.example/p.jpg</image:loc></image:image></url>
        <url><loc> https://a.example/3 </loc><news:news><news:publication><news:name>A</news:name></news:publication>
            <news:publication_date>2031-03-02T10:00:00Z</news:publication_date><news:title>Ferry &amp; storm</news:title></news:news></url>
        <url><lastmod>2031-03-09</lastmod></url>
    </urlset>"#;
    let list = links(map.as_bytes().to_vec(), None).unwrap();
    assert_eq!(list.kind, ListKind::Sitemap);
    let rows: Vec<(&str, Option<&str>)> =
        list.entries.iter().map(|link| (link.url.as_str(), link.published.as_deref())).collect();
    assert_eq!(
        rows,
        [
            ("https://a.example/3", Some("2031-03-02T10:00:00Z")),
            ("https://a.example/1", Some("2031-03-01")),
            ("https://a.example/2?a=1&b=2", None),
        ]
    );
    assert_eq!(list.entries[0].title.as_deref(), Some("Ferry & storm"));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(map.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    assert!(is_list(&gzip));
    assert_eq!(links(gzip, None).unwrap().entries, list.entries);
    let index = "<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2030</lastmod></sitemap><sitemap><loc>/new.xml.gz</loc><lastmod>2031</lastmod></sitemap></sitemapindex>";
    assert_eq!(urls(index), ["https://news.example/new.xml.gz", "https://news.example/old.xml"]);
    assert_eq!(links(index.as_bytes().to_vec(), None).unwrap().kind, ListKind::SitemapIndex);
}

#[test]
fn opml_names_feeds_however_deep() {
    let opml = r#"<?xml version="1.0"?><opml version="2.0"><head><title>Sources</title></head><body>
        <outline text="Wires"><outline text="Harbour &amp; Coast" type="rss" xmlUrl="https://harbour.example/feed?a=1&amp;b=2"/>
        <outline text="Deeper"><outline title="Upland" XMLURL="https://upland.example/atom"/></outline></outline>
        <outline text="no feed" htmlUrl="https://x.example/"/></body></opml>"#;
    assert!(is_list(opml.as_bytes()));
    let list = links(opml.as_bytes().to_vec(), None).unwrap();
    assert_eq!((list.kind, list.title.as_deref()), (ListKind::Opml, Some("Sources")));
    let rows: Vec<_> = list.entries.iter().map(|link| (link.url.as_str(), link.title.as_deref().unwrap())).collect();
    assert_eq!(
        rows,
        [("https://harbour.example/feed?a=1&b=2", "Harbour & Coast"), ("https://upland.example/atom", "Upland")]
    );
}

#[test]
fn broken_and_hostile_lists_give_what_they_can() {
    let cut = links(b"<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.ex".to_vec(), None).unwrap();
    assert_eq!((cut.entries.len(), cut.note.unwrap().code), (1, "DL-I017"));
    let many: String = (0..MOST_LINKS + 10).map(|n| format!("<url><loc>https://a.example/{n}</loc></url>")).collect();
    assert_eq!(urls(&format!("<urlset>{many}</urlset>")).len(), MOST_LINKS);
    let deep = format!("<opml>{}", "<outline>".repeat(100_000));
    assert_eq!(links(deep.into_bytes(), None).unwrap().note.unwrap().code, "DL-I017");
    let laughs = "<!DOCTYPE r [<!ENTITY a \"xxxxxxxxxx\"><!ENTITY b \"&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><urlset><url><loc>https://a.example/&a;&b;&f;</loc></url></urlset>";
    assert_eq!(urls(laughs), ["https://a.example/xxxxxxxxxx"]);
    for text in ["<html><p>Words.</p></html>", "Words.", "", "<svg/>"] {
        assert!(
            links(text.as_bytes().to_vec(), None).is_err_and(|note| matches!(note.code, "DL-I020" | "DL-A001")),
            "{text}"
        );
    }
}

#[test]
fn what_an_address_gave_becomes_pages() {
    let url = "https://news.example/1";
    let html = "<p>At least 12 people were killed.</p>";
    let page = |media: Option<&str>, body: &[u8]| fetched(url, media, body.to_vec()).remove(0);
    let taken = page(Some("text/html; charset=utf-8"), html.as_bytes());
    assert_eq!((taken.source.url.as_deref(), taken.source.id), (Some(url), None));
    assert_eq!(taken.page.map(|page| (page.kind, page.url)), Some((PageKind::Html, Some(url.to_owned()))));
    assert_eq!(page(None, html.as_bytes()).page.unwrap().kind, PageKind::Html);
    assert_eq!(page(Some("text/plain"), b"Words.").page.unwrap().kind, PageKind::Dump);
    let latin = page(Some("text/html; charset=iso-8859-1"), b"<p>Caf\xe9</p>");
    assert_eq!(latin.page.unwrap().text, "<p>Café</p>");
    assert_eq!(page(Some("application/pdf"), b"%PDF-1.7").notes[0].code, "DL-I015");
    assert_eq!(page(Some("text/html"), b"\0\0\0\x01binary\0").notes[0].code, "DL-I002");
    let feed = "<rss><channel><item><link>https://a.example/1</link><description>Twelve people died.</description></item></channel></rss>";
    assert_eq!(page(Some("text/xml"), feed.as_bytes()).source.url.as_deref(), Some("https://a.example/1"));
}
