//! Manners: one request a second for each host, hosts that want to be left alone, and what `robots.txt` says (RFC 9309).

mod server;

use std::sync::Arc;

use dateline_fetch::{Answer, Failure, Refusal, Then};
use server::*;

#[test]
fn a_host_is_asked_once_a_second() {
    let server = Server::of(&[("/1", "200 OK", b"1"), ("/2", "200 OK", b"2"), ("/3", "200 OK", b"3")]);
    let names = ToldNames::new(&[("a.example", &[&["127.0.0.1"]]), ("b.example", &[&["127.0.0.1"]])]);
    let clock = ToldClock::new();
    let fetcher = fetcher(&[&server], names, Arc::clone(&clock));
    came(get(&fetcher, &server.named("a.example", "/1")));
    assert_eq!(clock.take_waits(), [1000], "after robots.txt");
    came(get(&fetcher, &server.named("a.example", "/2")));
    assert_eq!(clock.take_waits(), [1000]);
    // Another host has turns of its own, and its own robots.txt.
    came(get(&fetcher, &server.named("b.example", "/1")));
    assert_eq!(clock.take_waits(), [1000]);
    clock.go_on(10);
    came(get(&fetcher, &server.named("a.example", "/3")));
    assert_eq!(clock.take_waits(), [0u128; 0]);
    assert_eq!(server.paths(), ["/robots.txt", "/1", "/2", "/robots.txt", "/1", "/3"]);
}

#[test]
fn redirects_take_turns_too() {
    let server = Server::of(&[("/1", "302 Found\r\nLocation: /2", b""), ("/2", "200 OK", b"2")]);
    let clock = ToldClock::new();
    let fetcher = fetcher(&[&server], Arc::new(ToldNames::default()), Arc::clone(&clock));
    came(get(&fetcher, &server.url("/1")));
    assert_eq!(clock.take_waits(), [1000, 1000]);
}

#[test]
fn a_server_that_asks_for_rest_gets_it() {
    for (header, rest) in [
        ("\r\nRetry-After: 3600", 3_600),
        ("\r\nRetry-After: Fri, 07 Mar 2031 01:00:01 GMT", 3_600),
        ("\r\nRetry-After: 99999999", 24 * 3_600),
        ("\r\nRetry-After: Fri, 07 Mar 2008 01:00:01 GMT", 0),
        ("\r\nRetry-After: soon", 300),
        ("", 300),
    ] {
        let head = format!("429 Too Many Requests{header}");
        let server = Server::of(&[("/1", &head, b""), ("/2", "200 OK", b"2")]);
        let clock = ToldClock::new();
        let fetcher = fetcher(&[&server], Arc::new(ToldNames::default()), Arc::clone(&clock));
        // The clock stands one second later when the page is asked for.
        let failure = Failure { why: Refusal::Status(429), then: Then::Again(Some(rest)) };
        assert_eq!(get(&fetcher, &server.url("/1")), Answer::Failed(failure), "{header}");
        if rest > 0 {
            // Other pages of the host are not asked for, and nobody waits.
            clock.take_waits();
            let answer = get(&fetcher, &server.url("/2"));
            assert!(matches!(&answer, Answer::Failed(Failure { then: Then::Wait(wait), .. }) if *wait + 10 > rest));
            assert_eq!(refused(answer).0, "DL-W012");
            assert!(clock.take_waits().is_empty());
            clock.go_on(rest);
        }
        clock.go_on(1);
        came(get(&fetcher, &server.url("/2")));
    }
}

/// A site whose `robots.txt` is this; what is fetched of it.
fn allowed(robots: &str, path: &str) -> bool {
    let server = Server::of(&[("/robots.txt", "200 OK", robots.as_bytes()), (path, "200 OK", b"x")]);
    match get(&plain(&server), &server.url(path)) {
        Answer::Fetched(_) => true,
        answer => {
            assert_eq!(refused(answer).0, "DL-W005");
            assert!(server.asked().is_empty());
            false
        }
    }
}

/// The cases of RFC 9309, section by section.
#[test]
fn robots_txt_is_read_as_the_rfc_says() {
    for (robots, path, expected) in [
        // 2.2.1: the group of our name, whatever its case; else that of all; groups of one name are one.
        ("User-agent: dateline\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/a", false),
        ("User-agent: dateline\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/b", true),
        ("User-agent: DateLine\nDisallow: /a", "/a", false),
        ("User-agent: datelines\nDisallow: /a", "/a", true),
        ("User-agent: date\nDisallow: /a", "/a", true),
        ("User-agent: *\nDisallow: /a", "/a", false),
        ("User-agent: other\nUser-agent: dateline\nDisallow: /a", "/a", false),
        (
            "User-agent: dateline\nDisallow: /a\nUser-agent: other\nDisallow: /b\nUser-agent: dateline\nDisallow: /c",
            "/c",
            false,
        ),
        (
            "User-agent: dateline\nDisallow: /a\nUser-agent: other\nDisallow: /b\nUser-agent: dateline\nDisallow: /c",
            "/b",
            true,
        ),
        ("Disallow: /a\nUser-agent: other\nDisallow: /b", "/a", true),
        // 2.2.2: the longest match decides, of two the one that allows; nothing forbids nothing.
        ("User-agent: *\nDisallow: /news\nAllow: /news/war", "/news/war/1", true),
        ("User-agent: *\nAllow: /news\nDisallow: /news/war", "/news/war/1", false),
        ("User-agent: *\nDisallow: /page\nAllow: /page", "/page", true),
        ("User-agent: *\nDisallow:", "/page", true),
        ("User-agent: *\nDisallow: /", "/page", false),
        ("User-agent: *\nDisallow: /a", "/A", true),
        ("User-agent: *\nDisallow: /foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", false),
        ("User-agent: *\nDisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false),
        ("User-agent: *\nDisallow: /%7Eme", "/~me", false),
        ("User-agent: *\nDisallow: /a?b=1", "/a?b=1&c", false),
        // 2.2.3: `#`, `$` and `*`.
        ("User-agent: * # all\nDisallow: /a # not this", "/a", false),
        ("User-agent: *\nDisallow: /*.gif$", "/x/y.gif", false),
        ("User-agent: *\nDisallow: /*.gif$", "/x/y.gif?1", true),
        ("User-agent: *\nDisallow: /a*b*c", "/a-b-c-d", false),
        ("User-agent: *\nDisallow: /a$", "/ab", true),
        // 2.2.4 and 2.2: other records are passed over; any line end, and a byte-order mark.
        ("Sitemap: /s.xml\nUser-agent: *\nCrawl-delay: 1\nNoise\nDisallow: /a", "/a", false),
        ("\u{feff}User-agent: *\r\nDisallow: /a\r\n", "/a", false),
        ("User-agent: *\rDisallow: /a\r", "/a", false),
        ("<html>Not found</html>", "/a", true),
        ("", "/a", true),
    ] {
        assert_eq!(allowed(robots, path), expected, "{path} by\n{robots}");
    }
}

/// 2.5: 500 kibibytes at least are read, and of more the rest is not.
#[test]
fn a_long_robots_txt_is_read_to_its_bound() {
    let filled = |n: usize| format!("User-agent: *\n{}", "# filling\n".repeat(n / 10));
    assert!(!allowed(&(filled(499 << 10) + "Disallow: /a\n"), "/a"));
    assert!(allowed(&(filled(600 << 10) + "Disallow: /a\n"), "/a"));
}

/// 2.3.1: what the server says in place of a file.
#[test]
fn a_robots_txt_that_is_not_there_forbids_nothing_and_one_that_cannot_be_had_everything() {
    for (status, expected) in [
        ("404 Not Found", true),
        ("401 Unauthorized", true),
        ("403 Forbidden", true),
        ("410 Gone", true),
        ("429 Too Many Requests", false),
        ("500 Oops", false),
        ("503 Later\r\nRetry-After: 0", false),
        ("302 Found\r\nLocation: /moved.txt", false),
        ("302 Found\r\nLocation: http://10.0.0.1/robots.txt", false),
        ("302 Found\r\nLocation: /robots.txt", true),
        ("200 OK\r\nContent-Encoding: br", false),
    ] {
        let moved = b"User-agent: *\nDisallow: /page";
        let server =
            Server::of(&[("/robots.txt", status, b""), ("/moved.txt", "200 OK", moved), ("/page", "200 OK", b"x")]);
        let answer = get(&plain(&server), &server.url("/page"));
        match expected {
            true => drop(came(answer)),
            false => assert_eq!(refused(answer).0, "DL-W005", "{status}"),
        }
        assert_eq!(server.paths().contains(&"/page".to_owned()), expected, "{status}");
    }
    // Nobody answers at all.
    let server = Server::new(|_, _| {});
    assert_eq!(refused(get(&plain(&server), &server.url("/page"))).0, "DL-W005");
}

/// 2.4: a file is believed for a day, and one that could not be had is asked for again after ten minutes.
#[test]
fn robots_txt_is_asked_for_once_a_day() {
    let server = Server::of(&[("/robots.txt", "200 OK", b""), ("/page", "200 OK", b"x")]);
    let clock = ToldClock::new();
    let patient = fetcher(&[&server], Arc::new(ToldNames::default()), Arc::clone(&clock));
    for seconds in [0, 23 * 3_600, 3_600] {
        clock.go_on(seconds);
        came(get(&patient, &server.url("/page")));
    }
    assert_eq!(server.paths(), ["/robots.txt", "/page", "/page", "/robots.txt", "/page"]);
    let server = Server::of(&[("/robots.txt", "500 Oops", b"")]);
    let again = fetcher(&[&server], Arc::new(ToldNames::default()), Arc::clone(&clock));
    for seconds in [0, 500, 200] {
        clock.go_on(seconds);
        refused(get(&again, &server.url("/page")));
    }
    assert_eq!(server.paths(), ["/robots.txt", "/robots.txt"]);
}

#[test]
fn a_delay_that_the_site_wants_is_kept_up_to_a_bound() {
    for (delay, expected) in [("10", 10_000), ("0.5", 1_000), ("86400", 30_000), ("-1", 1_000), ("many", 1_000)] {
        let robots = format!("User-agent: *\nCrawl-delay: {delay}\n");
        let server = Server::of(&[("/robots.txt", "200 OK", robots.as_bytes()), ("/page", "200 OK", b"x")]);
        let clock = ToldClock::new();
        let fetcher = fetcher(&[&server], Arc::new(ToldNames::default()), Arc::clone(&clock));
        came(get(&fetcher, &server.url("/page")));
        clock.take_waits();
        came(get(&fetcher, &server.url("/page")));
        assert_eq!(clock.take_waits(), [expected], "{delay}");
    }
}
