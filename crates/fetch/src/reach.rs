//! What may be reached: which addresses are fetched at all, and which machines are connected to.
//!
//! Public is what the registries of special addresses (IANA, RFC 6890) do not set apart. Of IPv6 only the part that is given out (2000::/3) is, less
//! its special pieces, so that what is set apart in future is refused today. Addresses in which an IPv4 address stands are judged by that one.
//! An address is read the way browsers do (the `url` crate), so that `0x7f.1` and `2130706433` are 127.0.0.1 before anything is judged.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::Url;

use crate::refusal::Refusal;

/// Ports that are fetched from without more ado: those of HTTP and the two that second servers use. Chosen: other ports of public machines are other
/// services mostly (mail, databases), and a feed must not make us knock there.
const PORTS: &[u16] = &[80, 443, 8080, 8443];

/// The longest address. Chosen; the sitemap protocol and common servers allow no more than about 2,048 and 8,000.
const LONGEST: usize = 4_096;

/// What may be reached beyond public machines: nothing, unless the user says so.
#[derive(Clone, Debug, Default)]
pub struct Allow {
    /// Hosts as addresses write them, with a port: whatever they lead to, and without a pause between requests, for they are the user's own.
    pub hosts: BTreeSet<(String, u16)>,
    /// Machines, by whatever name they are come to. For tests.
    pub sockets: BTreeSet<SocketAddr>,
}

impl Allow {
    /// Takes in `HOST:PORT`, as an address would write it (`localhost:8000`, `192.168.1.5:80`, `[fd00::1]:80`). `None` if it is not that.
    pub fn host(&mut self, text: &str) -> Option<()> {
        let (_, port) = text.rsplit_once(':')?;
        let port: u16 = port.parse().ok()?;
        let url = Url::parse(&format!("http://{text}/")).ok()?;
        let plain = url.username().is_empty() && url.password().is_none() && url.path() == "/" && url.query().is_none();
        let host = url.host_str().filter(|_| plain)?.to_owned();
        self.hosts.insert((host, port));
        Some(())
    }

    pub(crate) fn has_host(&self, host: &str, port: u16) -> bool {
        self.hosts.contains(&(host.to_owned(), port))
    }

    fn has_port(&self, port: u16) -> bool {
        self.sockets.iter().any(|socket| socket.port() == port)
    }

    /// Whether a connection for `host` may be made to `socket`.
    pub fn may_connect(&self, host: &str, socket: SocketAddr) -> bool {
        is_public(socket.ip()) || self.sockets.contains(&socket) || self.has_host(host, socket.port())
    }
}

/// Reads an address and checks what can be checked before its host is looked up. `typed` is the address that the user wrote: its port is fine.
pub(crate) fn check(url: &Url, typed: Option<&Url>, allow: &Allow) -> Result<(), Refusal> {
    let refuse = |why| Err(Refusal::Address { url: shown(url), why });
    if !matches!(url.scheme(), "http" | "https") {
        return refuse("only http and https are fetched");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("it holds a user's name or password, which would be kept");
    }
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        return refuse("it names no host");
    };
    if url.as_str().len() > LONGEST {
        return refuse("it is longer than 4,096 characters");
    }
    let port = url.port_or_known_default().unwrap_or(80);
    let is_typed = typed.is_some_and(|typed| same_place(typed, url));
    // What the user opened for a mirror is not open to whatever a feed elsewhere names.
    if allow.has_host(host, port) && !is_typed {
        return refuse("it is a mirror of the user's own, and something else names it");
    }
    if allow.has_host(host, port) || allow.has_port(port) {
        return Ok(());
    }
    if !is_typed && !PORTS.contains(&port) {
        return refuse("its port is none of 80, 443, 8080 and 8443, and the user did not write it");
    }
    Ok(())
}

fn same_place(a: &Url, b: &Url) -> bool {
    a.host_str() == b.host_str() && a.port_or_known_default() == b.port_or_known_default()
}

/// Whether the port of `url` is a usual one, or the one of `beside` on the same host.
pub fn is_usual_port(url: &str, beside: &str) -> bool {
    let (Ok(url), Ok(beside)) = (Url::parse(url), Url::parse(beside)) else { return false };
    url.port_or_known_default().is_some_and(|port| PORTS.contains(&port)) || same_place(&url, &beside)
}

/// An address as it is kept: read as browsers read it, and without the part behind `#`, which no server sees. `None` if it is none of HTTP, or
/// holds a user's name or password.
pub fn parse_address(text: &str) -> Option<String> {
    let mut url = Url::parse(text.trim()).ok()?;
    url.set_fragment(None);
    let is_plain = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain).then(|| url.to_string())
}

/// An address for a message: without a password, not too long, and without anything a terminal would obey.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    if !url.username().is_empty() || url.password().is_some() {
        let _ = url.set_username("…");
        let _ = url.set_password(None);
    }
    quoted(url.as_str())
}

/// Words from outside for a message.
pub(crate) fn quoted(words: &str) -> String {
    let plain = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let mut out: String = words.chars().take(120).map(plain).collect();
    if words.chars().nth(120).is_some() {
        out.push('…');
    }
    out
}

/// Is the machine one that everybody can reach?
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        // This network, private networks, shared between a provider's customers, loopback.
        [0 | 10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => true,
        // Link-local; the services of clouds that give out keys stand here.
        [169, 254, ..] => true,
        // Protocols, the old relays of 6to4, benchmarks, documentation.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18..=19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        // Multicast, reserved, broadcast.
        [224..=255, ..] => true,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let embedded = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        // IPv4 written as IPv6, and the translation between both (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public_v4(embedded(high, low)),
        // Teredo, benchmarks, ORCHID; documentation; 6to4, whose relays are gone.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] | [0x2002, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_everybody_can_reach_is_public() {
        for (address, expected) in [
            ("1.1.1.1", true),
            ("100.63.255.255", true),
            ("172.32.0.1", true),
            ("198.20.0.1", true),
            ("223.255.255.255", true),
            ("0.0.0.0", false),
            ("10.1.2.3", false),
            ("100.64.0.1", false),
            ("127.0.0.1", false),
            ("127.8.8.8", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.0.0.8", false),
            ("192.0.2.1", false),
            ("192.88.99.1", false),
            ("192.168.0.1", false),
            ("198.18.0.1", false),
            ("198.19.255.255", false),
            ("198.51.100.7", false),
            ("203.0.113.7", false),
            ("224.0.0.1", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("2606:4700::1111", true),
            ("2a00:1450::1", true),
            ("::ffff:1.1.1.1", true),
            ("64:ff9b::1.1.1.1", true),
            ("::", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.0.0.1", false),
            ("::1.1.1.1", false),
            ("64:ff9b::10.0.0.1", false),
            ("64:ff9b:1::1.1.1.1", false),
            ("100::1", false),
            ("2001::1", false),
            ("2001:2::1", false),
            ("2001:db8::1", false),
            ("2002:7f00:1::1", false),
            ("2002:101:101::1", false),
            ("3fff::1", false),
            ("5f00::1", false),
            ("fc00::1", false),
            ("fd12:3456::1", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn addresses_are_read_as_browsers_read_them() {
        for (text, expected) in [
            ("https://news.example/a#top", Some("https://news.example/a")),
            (" HTTP://News.Example:80/ä b ", Some("http://news.example/%C3%A4%20b")),
            ("http://2130706433/", Some("http://127.0.0.1/")),
            ("http://0x7f.1/", Some("http://127.0.0.1/")),
            ("http://0177.0.0.1/", Some("http://127.0.0.1/")),
            ("http://①②⑦.0.0.1/", Some("http://127.0.0.1/")),
            ("http://a\\@b/", Some("http://a/@b/")),
            ("ftp://news.example/", None),
            ("file:///etc/passwd", None),
            ("news.example", None),
            ("http://", None),
            ("http://user:secret@news.example/", None),
        ] {
            assert_eq!(parse_address(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn ports_are_usual_ones_or_the_users() {
        let typed = Url::parse("http://news.example:9000/feed").unwrap();
        let allowed = |url: &str| check(&Url::parse(url).unwrap(), Some(&typed), &Allow::default()).is_ok();
        assert!(allowed("http://news.example:9000/1"));
        assert!(allowed("https://other.example:8443/"));
        assert!(!allowed("http://news.example:25/"));
        assert!(!allowed("http://other.example:9000/"));
        assert!(is_usual_port("http://a.example/", "http://b.example/"));
        assert!(!is_usual_port("http://a.example:22/", "http://b.example/"));
    }

    #[test]
    fn a_private_host_is_allowed_by_name_and_port() {
        let mut allow = Allow::default();
        assert!(allow.host("127.0.0.1:8000").is_some() && allow.host("[::1]:80").is_some());
        assert!(allow.host("no port").is_none() && allow.host("a/b:80").is_none() && allow.host("u@h:80").is_none());
        let socket: SocketAddr = "127.0.0.1:8000".parse().unwrap();
        assert!(allow.may_connect("127.0.0.1", socket));
        // A name that leads there is none that was allowed.
        assert!(!allow.may_connect("evil.example", socket));
        assert!(!allow.may_connect("127.0.0.1", "127.0.0.1:8001".parse().unwrap()));
    }
}
