//! Answers of servers: redirects, what did not change, compressed, too large, too slow and broken.

mod server;

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use dateline_fetch::{Answer, Request, Then};
use server::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn a_page_comes_with_what_the_server_says_of_it() {
    let head = "200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: \"1\"\r\nLast-Modified: Fri, 07 Mar 2031 10:00:00 GMT\r\nSet-Cookie: a=b";
    let server = Server::of(&[("/a?b=1", head, "<p>Zwölf.</p>".as_bytes())]);
    let fetcher = plain(&server);
    let fetched = came(get(&fetcher, &server.url("/a?b=1#part")));
    assert_eq!(fetched.url, server.url("/a?b=1"));
    assert_eq!(fetched.body, "<p>Zwölf.</p>".as_bytes());
    assert_eq!(fetched.media.as_deref(), Some("text/html; charset=utf-8"));
    came(get(&fetcher, &server.url("/a?b=1")));
    let asked = server.asked();
    assert_eq!(asked[0].headers["user-agent"], "dateline/0.1 (+https://github.com/dateline/dateline)");
    assert_eq!(asked[0].headers["accept-encoding"], "gzip");
    assert!(!asked[1].headers.contains_key("cookie") && !asked[1].headers.contains_key("if-none-match"));
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server = Server::new(|asked, stream| match asked.headers.get("if-none-match").map(String::as_str) {
        _ if asked.path == "/robots.txt" => say(stream, "404 Not Found", b""),
        Some("\"1\"") => say(stream, "304 Not Modified", b""),
        _ => say(stream, "200 OK\r\nETag: \"1\"", b"news"),
    });
    let fetcher = plain(&server);
    let url = server.url("/");
    let first = came(get(&fetcher, &url));
    let again = Request { etag: first.etag.as_deref(), modified: Some("Fri"), ..Request::new(&url, LARGEST) };
    assert_eq!(fetcher.fetch(&again), Answer::NotChanged);
    assert_eq!(server.asked()[1].headers["if-modified-since"], "Fri");
    // A server that says so without being asked is broken.
    let broken = Server::of(&[("/", "304 Not Modified", b"")]);
    assert_eq!(refused(get(&plain(&broken), &broken.url("/"))).0, "DL-W009");
}

#[test]
fn redirects_are_followed_a_few_times() {
    let server = Server::new(|asked, stream| {
        let to = |n: u32| format!("301 Moved\r\nLocation: /{n}");
        match asked.path.trim_start_matches('/').parse::<u32>() {
            Ok(0) => say(stream, "200 OK", b"here"),
            Ok(n) => say(stream, &to(n - 1), b"moved"),
            _ if asked.path == "/loop" => say(stream, "302 Found\r\nLocation: /loop", b""),
            _ => say(stream, "404 Not Found", b""),
        }
    });
    let fetcher = plain(&server);
    assert_eq!(came(get(&fetcher, &server.url("/5"))).url, server.url("/0"));
    assert_eq!(refused(get(&fetcher, &server.url("/6"))).0, "DL-W004");
    assert_eq!(refused(get(&fetcher, &server.url("/loop"))).0, "DL-W004");
    assert_eq!(server.asked().len(), 6 + 6 + 6);
}

#[test]
fn gzip_is_unpacked_and_bombs_are_left() {
    let page = "<p>At least 12 people were killed.</p>".repeat(10_000);
    let bomb = gzip(&vec![b' '; 3 << 20]);
    assert!((3 << 20) / bomb.len() > 1_000, "a thousand times its size");
    let nested = gzip(&bomb);
    let table: &[(&str, &str, &[u8])] = &[
        ("/page", "200 OK\r\nContent-Encoding: gzip", &gzip(page.as_bytes())),
        ("/bomb", "200 OK\r\nContent-Encoding: gzip", &bomb),
        ("/huge", "200 OK\r\nContent-Encoding: gzip", &gzip(&vec![b' '; 100 << 20])),
        ("/nested", "200 OK\r\nContent-Encoding: gzip, gzip", &nested),
        ("/twice", "200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip", &nested),
        ("/brotli", "200 OK\r\nContent-Encoding: br", b"x"),
        ("/cut", "200 OK\r\nContent-Encoding: gzip", &gzip(b"half")[..15]),
        ("/none", "200 OK\r\nContent-Encoding: gzip", b"no gzip at all"),
    ];
    let server = Server::of(table);
    let fetcher = plain(&server);
    assert_eq!(came(get(&fetcher, &server.url("/page"))).body, page.as_bytes());
    for (path, code) in [
        ("/bomb", "DL-W007"),
        // So much comes at once of it that its size is met first.
        ("/huge", "DL-W006"),
        ("/nested", "DL-W011"),
        ("/twice", "DL-W011"),
        ("/brotli", "DL-W011"),
        ("/cut", "DL-W010"),
        ("/none", "DL-W010"),
    ] {
        assert_eq!(refused(get(&fetcher, &server.url(path))).0, code, "{path}");
    }
}

#[test]
fn a_body_without_end_is_cut_off_by_size() {
    let server = Server::new(|asked, stream| match asked.path.as_str() {
        "/endless" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while stream.write_all(&[b'x'; 1 << 16]).is_ok() {}
        }
        "/told" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n");
        }
        _ => say(stream, "404 Not Found", b""),
    });
    let fetcher = plain(&server);
    assert_eq!(refused(get(&fetcher, &server.url("/endless"))).0, "DL-W006");
    assert_eq!(refused(get(&fetcher, &server.url("/told"))).0, "DL-W006");
}

/// Servers that send nothing, half a header, or a byte now and then: the deadline holds for all of it together.
#[test]
fn slow_servers_are_left_when_the_time_is_over() {
    let server = Server::new(|asked, stream| {
        let a_while = Duration::from_millis(5);
        let start: &[u8] = match asked.path.as_str() {
            "/robots.txt" => return say(stream, "404 Not Found", b""),
            "/silent" => b"",
            "/header" => b"HTTP/1.1 200 OK\r\nX-Slow: ",
            _ => b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        };
        let _ = stream.write_all(start);
        let is_silent = asked.path == "/silent";
        while !until_gone(stream, a_while) && (is_silent || stream.write_all(b"x").is_ok()) {}
    });
    let names = Arc::new(ToldNames::default());
    let fetcher = within(Duration::from_millis(300), &[&server], names, ToldClock::new());
    for path in ["/silent", "/header", "/body"] {
        let answer = get(&fetcher, &server.url(path));
        assert!(matches!(&answer, Answer::Failed(failure) if failure.then == Then::Again(None)), "{path}: {answer:?}");
        assert_eq!(refused(answer).0, "DL-W008", "{path}");
    }
}

#[test]
fn broken_servers_are_noted() {
    let header = format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "x".repeat(1 << 20));
    let server = Server::new(move |asked, stream| {
        let _ = match asked.path.as_str() {
            "/robots.txt" => return say(stream, "404 Not Found", b""),
            "/short" => stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
            "/chunks" => stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            "/header" => stream.write_all(header.as_bytes()),
            "/words" => stream.write_all(b"hello\r\n\r\n"),
            _ => Ok(()),
        };
    });
    let fetcher = plain(&server);
    for path in ["/short", "/chunks", "/header", "/words", "/nothing"] {
        assert_eq!(refused(get(&fetcher, &server.url(path))).0, "DL-W010", "{path}");
    }
    for (status, then) in
        [("404", Then::Never), ("410", Then::Never), ("403", Then::Again(None)), ("500", Then::Again(None))]
    {
        let server = Server::new(move |asked, stream| match asked.path.as_str() {
            "/robots.txt" => say(stream, "404 Not Found", b""),
            _ => say(stream, &format!("{status} No"), b""),
        });
        let answer = get(&plain(&server), &server.url("/"));
        assert!(matches!(&answer, Answer::Failed(failure) if failure.then == then), "{status}");
        assert_eq!(refused(answer), ("DL-W009", format!("the server answered with status {status}")));
    }
}
