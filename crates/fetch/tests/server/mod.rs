//! A server of our own on loopback, a clock that is told the time, and names that lead where a test wants.

#![allow(dead_code)]

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dateline_fetch::{Allow, Answer, Clock, Fetched, Fetcher, Limits, Names, Request};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub headers: BTreeMap<String, String>,
}

/// A server; its threads end with the test.
pub struct Server {
    pub at: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Answers by `answer`, which gets the path and writes what it likes.
    pub fn new(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let mut stream = stream;
                    if let Some(request) = head(&stream) {
                        log.lock().unwrap().push(request.clone());
                        answer(&request, &mut stream);
                    }
                });
            }
        });
        Self { at, asked }
    }

    /// Answers by a table of paths: status line with headers, and body. What is not in it is not there.
    pub fn of(table: &[(&str, &str, &[u8])]) -> Self {
        let table: BTreeMap<String, (String, Vec<u8>)> =
            table.iter().map(|(path, head, body)| ((*path).to_owned(), ((*head).to_owned(), body.to_vec()))).collect();
        Self::new(move |asked, stream| match table.get(&asked.path) {
            Some((head, body)) => say(stream, head, body),
            None => say(stream, "404 Not Found", b""),
        })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// The same server under a name.
    pub fn named(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.at.port())
    }

    /// What was asked for, `robots.txt` left out.
    pub fn asked(&self) -> Vec<Asked> {
        let all = self.asked.lock().unwrap();
        all.iter().filter(|asked| asked.path != "/robots.txt").cloned().collect()
    }

    pub fn paths(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|asked| asked.path.clone()).collect()
    }
}

fn head(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let path = first.split_whitespace().nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    for line in lines.map_while(Result::ok).take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    Some(Asked { path, headers })
}

/// A whole answer.
pub fn say(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let length = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // Who is asked may have hung up.
    let _ = stream.write_all(length.as_bytes()).and_then(|()| stream.write_all(body));
}

/// Waits until the other side hangs up, but at most so long.
pub fn until_gone(stream: &mut TcpStream, at_most: Duration) -> bool {
    stream.set_read_timeout(Some(at_most)).unwrap();
    matches!(stream.read(&mut [0]), Ok(0))
}

/// A clock that goes only when somebody waits by it.
pub struct ToldClock {
    now: Mutex<Duration>,
    pub waits: Mutex<Vec<Duration>>,
}

/// When told clocks begin: 2031-03-07T00:00:00Z.
pub const BEGIN: u64 = 1_930_608_000;

impl ToldClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { now: Mutex::new(Duration::from_secs(BEGIN)), waits: Mutex::new(Vec::new()) })
    }

    pub fn go_on(&self, seconds: u64) {
        *self.now.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// The waits since this was asked last, in milliseconds.
    pub fn take_waits(&self) -> Vec<u128> {
        self.waits.lock().unwrap().drain(..).map(|wait| wait.as_millis()).collect()
    }
}

impl Clock for ToldClock {
    fn now(&self) -> Duration {
        *self.now.lock().unwrap()
    }

    fn wait(&self, time: Duration) {
        self.waits.lock().unwrap().push(time);
        *self.now.lock().unwrap() += time;
    }
}

/// Names that lead where they are told, look-up by look-up; the last answer stays.
#[derive(Default)]
pub struct ToldNames(Mutex<BTreeMap<String, VecDeque<Vec<IpAddr>>>>);

impl ToldNames {
    pub fn new(table: &[(&str, &[&[&str]])]) -> Arc<Self> {
        let machines = |all: &[&str]| all.iter().map(|machine| machine.parse().unwrap()).collect();
        let row = |(name, answers): &(&str, &[&[&str]])| {
            ((*name).to_owned(), answers.iter().map(|all| machines(all)).collect())
        };
        Arc::new(Self(Mutex::new(table.iter().map(row).collect())))
    }
}

impl Names for ToldNames {
    fn machines(&self, host: &str, _: Duration) -> io::Result<Vec<IpAddr>> {
        let mut table = self.0.lock().unwrap();
        let answers = table.get_mut(host).ok_or_else(|| io::Error::other("no such name"))?;
        Ok(if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }.unwrap_or_default())
    }
}

/// A fetcher that may reach these servers, with a clock that never really waits.
pub fn fetcher(servers: &[&Server], names: Arc<dyn Names>, clock: Arc<ToldClock>) -> Fetcher {
    // Long enough for any machine.
    within(Duration::from_secs(60), servers, names, clock)
}

pub fn within(deadline: Duration, servers: &[&Server], names: Arc<dyn Names>, clock: Arc<ToldClock>) -> Fetcher {
    let allow = Allow { sockets: servers.iter().map(|server| server.at).collect(), ..Allow::default() };
    Fetcher::with(allow, Limits { deadline, ..Limits::default() }, names, clock)
}

pub fn plain(server: &Server) -> Fetcher {
    fetcher(&[server], Arc::new(ToldNames::default()), ToldClock::new())
}

/// The largest body that the tests take.
pub const LARGEST: u64 = 4 << 20;

pub fn get(fetcher: &Fetcher, url: &str) -> Answer {
    fetcher.fetch(&Request::new(url, LARGEST))
}

#[track_caller]
pub fn came(answer: Answer) -> Fetched {
    match answer {
        Answer::Fetched(fetched) => fetched,
        other => panic!("nothing came: {other:?}"),
    }
}

/// The code and the words of the note on what did not come.
#[track_caller]
pub fn refused(answer: Answer) -> (&'static str, String) {
    match answer {
        Answer::Failed(failure) => {
            let note = failure.why.note();
            assert!(note.hint.is_some());
            (note.code, note.message)
        }
        other => panic!("not refused: {other:?}"),
    }
}
