//! What may be reached: private machines are not, by whatever way an address leads there.

mod server;

use std::sync::Arc;

use dateline_fetch::{Allow, Answer, Clock, Fetcher, Limits, Request, SystemNames, Then};
use server::*;

#[test]
fn addresses_that_are_private_are_refused() {
    // Nothing is allowed here, the own server neither.
    let server = Server::of(&[("/", "200 OK", b"secret")]);
    let port = server.at.port();
    let fetcher = Fetcher::with(Allow::default(), Limits::default(), Arc::new(ToldNames::default()), ToldClock::new());
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.168.1.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::]",
    ] {
        let (code, message) = refused(get(&fetcher, &format!("http://{host}:{port}/")));
        assert_eq!(code, "DL-W002", "{host}: {message}");
    }
    assert!(server.paths().is_empty());
}

#[test]
fn addresses_that_are_none_are_refused() {
    let server = Server::of(&[("/", "200 OK", b"x")]);
    let fetcher = plain(&server);
    let with_user = format!("http://user:secret@{}/", server.at);
    for url in ["ftp://news.example/", "file:///etc/passwd", "gopher://127.0.0.1:25/x", "news", "", &with_user] {
        let (code, message) = refused(get(&fetcher, url));
        assert_eq!(code, "DL-W001", "{url}: {message}");
        assert!(!message.contains("secret"), "{message}");
    }
    // A port that the user did not write.
    let request = Request { typed: Some("http://news.example/"), ..Request::new("http://news.example:25/", LARGEST) };
    assert_eq!(refused(fetcher.fetch(&request)).0, "DL-W001");
    assert!(server.paths().is_empty());
}

#[test]
fn redirects_to_private_addresses_are_refused() {
    let secret = Server::of(&[("/", "200 OK", b"secret")]);
    let port = secret.at.port();
    for to in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("//2130706433:{port}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://inside.example/".to_owned(),
        "http://user@news.example/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "http://news.example:22/".to_owned(),
        String::new(),
    ] {
        let location = to.clone();
        let server = Server::new(move |asked, stream| match asked.path.as_str() {
            "/away" => say(stream, &format!("302 Found\r\nLocation: {location}"), b""),
            _ => say(stream, "404 Not Found", b""),
        });
        let names = ToldNames::new(&[("inside.example", &[&["10.0.0.7"]]), ("news.example", &[&["1.1.1.1"]])]);
        let fetcher = fetcher(&[&server], names, ToldClock::new());
        let answer = get(&fetcher, &server.url("/away"));
        assert!(matches!(&answer, Answer::Failed(failure) if failure.then == Then::Again(None)));
        assert_eq!(refused(answer).0, "DL-W003", "{to}");
        assert_eq!(server.paths(), ["/robots.txt", "/away"]);
    }
    assert!(secret.paths().is_empty());
}

/// The name leads to the public server while `robots.txt` is asked for, and to a private one from then on.
#[test]
fn a_name_that_changes_between_look_ups_gains_nothing() {
    let public = Server::of(&[("/page", "200 OK", b"public")]);
    let names = ToldNames::new(&[("rebind.example", &[&["127.0.0.1"], &["127.0.0.1"], &["127.0.0.2"]])]);
    let fetcher = fetcher(&[&public], names, ToldClock::new());
    let url = public.named("rebind.example", "/page");
    assert_eq!(came(get(&fetcher, &url)).body, b"public");
    let (code, message) = refused(get(&fetcher, &url));
    assert_eq!(code, "DL-W002");
    assert!(message.contains("127.0.0.2"), "{message}");
}

/// Of a name that leads to both, the private machine is never tried: not first, and not when the public one does not answer.
#[test]
fn of_a_name_with_both_only_the_public_machine_is_connected_to() {
    let public = Server::of(&[("/page", "200 OK", b"public")]);
    // The same port on another loopback address stands for a private machine.
    let private = std::net::TcpListener::bind(("127.0.0.2", public.at.port())).unwrap();
    private.set_nonblocking(true).unwrap();
    let names = ToldNames::new(&[("both.example", &[&["127.0.0.2", "10.0.0.1", "127.0.0.1", "::1"]])]);
    let fetcher = fetcher(&[&public], names, ToldClock::new());
    assert_eq!(came(get(&fetcher, &public.named("both.example", "/page"))).body, b"public");
    assert_eq!(private.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn a_host_that_the_user_allows_is_reached_under_that_name_only() {
    let server = Server::of(&[("/page", "200 OK", b"mirror")]);
    let mut allow = Allow::default();
    allow.host(&server.at.to_string()).unwrap();
    let names = ToldNames::new(&[("evil.example", &[&["127.0.0.1"]])]);
    let clock = ToldClock::new();
    let fetcher = Fetcher::with(allow, Limits::default(), names, Arc::clone(&clock) as Arc<dyn Clock>);
    assert_eq!(came(get(&fetcher, &server.url("/page"))).body, b"mirror");
    assert!(clock.take_waits().is_empty(), "the user's own machine is asked without a pause");
    assert_eq!(refused(get(&fetcher, &server.named("evil.example", "/page"))).0, "DL-W002");
}

#[test]
fn a_name_that_nobody_knows_is_noted() {
    let server = Server::of(&[]);
    let (code, message) = refused(get(&plain(&server), "http://nowhere.example/"));
    assert_eq!(code, "DL-W005", "the site's wishes cannot be known either");
    assert!(message.contains("its name is not known"), "{message}");
}

/// The system's own names, and a handshake with a server that knows none.
#[test]
fn the_own_machine_is_refused_by_name_and_a_server_without_encryption_is_noted() {
    let server = Server::of(&[("/page", "200 OK", b"secret")]);
    let system = Fetcher::with(Allow::default(), Limits::default(), Arc::new(SystemNames), ToldClock::new());
    assert_eq!(refused(get(&system, &server.named("localhost", "/page"))).0, "DL-W002");
    assert!(server.paths().is_empty());
    let encrypted = server.url("/page").replace("http:", "https:");
    let (code, message) = refused(get(&plain(&server), &encrypted));
    assert_eq!(code, "DL-W005");
    assert!(message.contains("cannot be reached or broke off"), "{message}");
}
