//! One address: robots, turn, request, redirects, body.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Uri};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

use crate::USER_AGENT;
use crate::body::{self, Beyond, Coding};
use crate::names::{Names, Sieve, SystemNames};
use crate::pace::{Clock, SystemClock, Turns};
use crate::reach::{Allow, check, quoted, shown};
use crate::refusal::{Failure, Refusal, Then};
use crate::robots::{self, Came, RobotsBook};

/// Redirects that are followed, of pages as of `robots.txt`: RFC 9309 asks for at least five of the latter, and pages need no more.
const MOST_REDIRECTS: usize = 5;

/// The longest time that a server may ask to be left alone for.
const LONGEST_REST: u64 = 24 * 3600;

/// How long a host is left alone that says "too many requests" or "not now" without saying how long. Chosen.
const REST: u64 = 300;

/// What is asked for first.
const ACCEPT: &str = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
                      text/plain;q=0.8, */*;q=0.1";

/// Bounds of a fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time for one address, redirects and body and all, without the waits for turns. Chosen: of slow news sites hardly one takes longer.
    pub deadline: Duration,
    /// Time between two requests to one host.
    pub pace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(30), pace: Duration::from_secs(1) }
    }
}

/// What to fetch.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The address.
    pub url: &'a str,
    /// The address that the user wrote and from which this one came: its host and port may be asked whatever the port.
    pub typed: Option<&'a str>,
    /// What the server said when it gave the address last.
    pub etag: Option<&'a str>,
    /// See above.
    pub modified: Option<&'a str>,
    /// The largest body, unpacked.
    pub largest: u64,
}

impl<'a> Request<'a> {
    /// An address that the user wrote, of which nothing is known.
    pub fn new(url: &'a str, largest: u64) -> Self {
        Self { url, typed: Some(url), etag: None, modified: None, largest }
    }
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Where it came from, behind all redirects.
    pub url: String,
    /// The bytes.
    pub body: Vec<u8>,
    /// `Content-Type`.
    pub media: Option<String>,
    /// What to say next time.
    pub etag: Option<String>,
    /// See above.
    pub modified: Option<String>,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It came.
    Fetched(Fetched),
    /// It is as it was.
    NotChanged,
    /// It did not come.
    Failed(Failure),
}

/// Fetches addresses; many threads may share one.
pub struct Fetcher {
    agent: Agent,
    allow: Allow,
    clock: Arc<dyn Clock>,
    limits: Limits,
    turns: Turns,
    robots: RobotsBook,
}

/// A server's answer whose body has not been read.
struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Body,
}

/// Time that is left of a deadline.
struct Left(Duration);

impl Fetcher {
    /// A fetcher with the system's clock and names.
    pub fn new(allow: Allow) -> Self {
        Self::with(allow, Limits::default(), Arc::new(SystemNames), Arc::new(SystemClock::new()))
    }

    /// A fetcher with a clock and names of the caller's.
    pub fn with(allow: Allow, limits: Limits, names: Arc<dyn Names>, clock: Arc<dyn Clock>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .accept_encoding("gzip")
            .build();
        let sieve = Sieve { names, allow: allow.clone() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), sieve);
        Self { agent, allow, clock, limits, turns: Turns::default(), robots: RobotsBook::default() }
    }

    /// Seconds since 1970-01-01, by the fetcher's clock.
    pub fn now(&self) -> i64 {
        i64::try_from(self.clock.now().as_secs()).unwrap_or(i64::MAX)
    }

    /// Waits, by the fetcher's clock.
    pub fn wait(&self, time: Duration) {
        self.clock.wait(time);
    }

    /// Fetches an address.
    pub fn fetch(&self, request: &Request<'_>) -> Answer {
        self.follow(request).unwrap_or_else(Answer::Failed)
    }

    fn follow(&self, request: &Request<'_>) -> Result<Answer, Failure> {
        let mut url = Url::parse(request.url)
            .map_err(|_| Refusal::Address { url: quoted(request.url), why: "it cannot be read as an address" })?;
        url.set_fragment(None);
        let typed = request.typed.and_then(|typed| Url::parse(typed).ok());
        let mut left = Left(self.limits.deadline);
        for hop in 0..=MOST_REDIRECTS {
            let reply = self.hop(request, &url, typed.as_ref(), &mut left).map_err(|why| match why {
                why @ (Refusal::Address { .. } | Refusal::Private { .. }) if hop > 0 => {
                    Refusal::Redirect { to: shown(&url), why: why.to_string() }
                }
                why => why,
            })?;
            let is_conditional = request.etag.is_some() || request.modified.is_some();
            match reply.status {
                200 | 203 => return Ok(Answer::Fetched(self.take(request, &url, reply)?)),
                304 if is_conditional => return Ok(Answer::NotChanged),
                301 | 302 | 303 | 307 | 308 => url = target(&url, &reply.headers)?,
                429 | 503 => {
                    let rest = self.rest(&reply.headers).unwrap_or(REST);
                    self.turns.leave(host(&url), Duration::from_secs(rest), &*self.clock);
                    return Err(Failure { why: Refusal::Status(reply.status), then: Then::Again(Some(rest)) });
                }
                status => return Err(Refusal::Status(status).into()),
            }
        }
        Err(Refusal::TooManyRedirects(MOST_REDIRECTS).into())
    }

    /// Asks one server, once the site allows it and its turn has come.
    fn hop(&self, request: &Request<'_>, url: &Url, typed: Option<&Url>, left: &mut Left) -> Result<Reply, Refusal> {
        check(url, typed, &self.allow)?;
        let delay = self.robots.may(url, self.clock.now(), |file| self.robots_file(file, typed))?;
        self.ask(url, request.etag, request.modified, delay.max(self.pace(url)), left)
    }

    /// The time between two requests to a host; none for a mirror of the user's own.
    fn pace(&self, url: &Url) -> Duration {
        let is_own = self.allow.has_host(host(url), url.port_or_known_default().unwrap_or(80));
        if is_own { Duration::ZERO } else { self.limits.pace }
    }

    /// Asks for a `robots.txt`, which no `robots.txt` forbids.
    fn robots_file(&self, file: &Url, typed: Option<&Url>) -> Result<Came, Refusal> {
        let mut url = file.clone();
        let mut left = Left(self.limits.deadline);
        for hop in 0..=MOST_REDIRECTS {
            let asked = check(&url, typed, &self.allow)
                .and_then(|()| self.ask(&url, None, None, self.pace(&url), &mut left))
                .map_err(|why| match hop {
                    0 => why,
                    _ => Refusal::Redirect { to: shown(&url), why: why.to_string() },
                })?;
            match asked.status {
                200 | 203 => {
                    let broken = |error| broken(error, self.limits.deadline);
                    let coding = coding(&asked.headers)?;
                    let body = asked.body.into_reader();
                    return body::read(body, coding, robots::LARGEST, Beyond::Cut, broken).map(Came::File);
                }
                301 | 302 | 303 | 307 | 308 => url = target(&url, &asked.headers)?,
                429 | 503 => {
                    let rest = self.rest(&asked.headers).unwrap_or(REST);
                    self.turns.leave(host(&url), Duration::from_secs(rest), &*self.clock);
                    return Err(Refusal::Status(asked.status));
                }
                400..=499 => return Ok(Came::None),
                status => return Err(Refusal::Status(status)),
            }
        }
        Ok(Came::None)
    }

    /// One request to one server.
    fn ask(
        &self,
        url: &Url,
        etag: Option<&str>,
        modified: Option<&str>,
        pace: Duration,
        left: &mut Left,
    ) -> Result<Reply, Refusal> {
        // The client reads addresses by a reader of its own: both must see the same host.
        let uri: Option<Uri> = url.as_str().parse().ok();
        let uri = uri
            .filter(|uri| uri.host() == url.host_str())
            .ok_or_else(|| Refusal::Address { url: shown(url), why: "it cannot be read as an address" })?;
        self.turns.take(host(url), pace, &*self.clock)?;
        let began = Instant::now();
        // The client would take no time at all for no bound.
        let time = left.0.max(Duration::from_millis(1));
        let mut call = self.agent.get(uri).config().timeout_global(Some(time)).build();
        if let Some(etag) = etag {
            call = call.header("If-None-Match", etag);
        }
        if let Some(modified) = modified {
            call = call.header("If-Modified-Since", modified);
        }
        let answer = call.call();
        left.0 = left.0.saturating_sub(began.elapsed());
        let answer = answer.map_err(|error| refusal(error, self.limits.deadline))?;
        let (parts, body) = answer.into_parts();
        Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    fn take(&self, request: &Request<'_>, url: &Url, reply: Reply) -> Result<Fetched, Refusal> {
        let coding = coding(&reply.headers)?;
        let told = header(&reply.headers, "content-length").and_then(|length| length.parse::<u64>().ok());
        if told.is_some_and(|length| length > request.largest) {
            return Err(Refusal::TooLarge(request.largest));
        }
        let broken = |error| broken(error, self.limits.deadline);
        let body = body::read(reply.body.into_reader(), coding, request.largest, Beyond::Refuse, broken)?;
        let kept = |name| header(&reply.headers, name).filter(|value| value.len() <= LONGEST_KEPT).map(str::to_owned);
        let (media, etag, modified) = (kept("content-type"), kept("etag"), kept("last-modified"));
        Ok(Fetched { url: url.to_string(), body, media, etag, modified })
    }

    /// How long the server wants to be left alone, in seconds.
    fn rest(&self, headers: &HeaderMap) -> Option<u64> {
        let text = header(headers, "retry-after")?.trim();
        let seconds = match text.parse::<u64>() {
            Ok(seconds) => seconds,
            Err(_) => {
                let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_second();
                u64::try_from(until.saturating_sub(self.now())).unwrap_or(0)
            }
        };
        Some(seconds.min(LONGEST_REST))
    }
}

/// The longest header that is kept and sent back. Chosen.
const LONGEST_KEPT: usize = 1_024;

fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Several headers of the name are several codings, one on the other.
fn coding(headers: &HeaderMap) -> Result<Coding, Refusal> {
    let all: Vec<&str> = headers.get_all("content-encoding").iter().filter_map(|value| value.to_str().ok()).collect();
    Coding::of(if all.is_empty() { None } else { Some(all.join(", ")) }.as_deref())
}

/// Where a redirect leads. From https to http none is followed: anybody on the way could then write the news that is kept.
fn target(from: &Url, headers: &HeaderMap) -> Result<Url, Refusal> {
    let location = header(headers, "location").unwrap_or_default();
    let refuse = |why: &str| Refusal::Redirect { to: quoted(location), why: why.to_owned() };
    if location.is_empty() {
        return Err(refuse("it does not say where"));
    }
    let mut to = from.join(location).map_err(|_| refuse("it cannot be read as an address"))?;
    to.set_fragment(None);
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(refuse("it leads from https to http"));
    }
    Ok(to)
}

/// What an error of the client means.
fn refusal(error: ureq::Error, deadline: Duration) -> Refusal {
    match error {
        ureq::Error::Timeout(_) => Refusal::TooSlow(deadline.as_secs()),
        ureq::Error::HostNotFound => Refusal::Unreachable("its name is not known".to_owned()),
        ureq::Error::Io(error) => broken(error, deadline),
        ureq::Error::Other(why) => match why.downcast::<Refusal>() {
            Ok(why) => *why,
            Err(why) => Refusal::Unreachable(quoted(&why.to_string())),
        },
        error => Refusal::Unreachable(quoted(&error.to_string())),
    }
}

/// What an error while a body was read means.
fn broken(error: io::Error, deadline: Duration) -> Refusal {
    let is_client = error.get_ref().is_some_and(|inner| inner.is::<ureq::Error>());
    match (error.kind(), is_client) {
        (_, true) => refusal(ureq::Error::from(error), deadline),
        (io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock, _) => Refusal::TooSlow(deadline.as_secs()),
        _ => Refusal::Unreachable(quoted(&error.to_string())),
    }
}
