//! What sites want: `robots.txt` (RFC 9309), fetched once a day for each site.
//!
//! The file's language is the crate `robotxt`'s affair; what an answer of the server means is decided here. A file that is not there (status 4xx)
//! forbids nothing; one that cannot be had (5xx, no connection, a redirect to where nothing is fetched) forbids everything until it can. Status
//! 429 is taken for the latter: the server said "not now", which is no "there is none". Five redirects are followed, and of more it is taken that
//! there is no file, as the RFC allows.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use robotxt::{BYTE_LIMIT, Robots};
use url::Url;

use crate::PRODUCT;
use crate::reach::shown;
use crate::refusal::Refusal;

/// How long a file is believed: RFC 9309 says at most a day.
const BELIEVED: Duration = Duration::from_secs(24 * 3600);

/// How long a site is left alone whose file cannot be had. Chosen: a server that restarts is back by then, and a watcher's first distance after a
/// failure is longer, so that each of its tries asks anew.
const UNKNOWN: Duration = Duration::from_secs(600);

/// The longest delay between requests that is kept. Chosen: sites that ask for more mean crawlers of whole archives, and a watcher asks for few pages.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// Sites that are remembered; with more, all are asked anew. Chosen: a file of the largest size takes 4 MB when it is read, so that sites which mean
/// harm take half a gigabyte.
const MOST_SITES: usize = 128;

/// Bytes of a file that are read: one more than are believed tells that the last line was cut.
pub(crate) const LARGEST: u64 = BYTE_LIMIT as u64 + 1;

/// What a site wants.
#[derive(Clone)]
enum Rules {
    File(Arc<Robots>),
    Unknown(String),
}

type Known = Arc<Mutex<Option<(Rules, Duration)>>>;

/// The files of the sites.
#[derive(Default)]
pub(crate) struct RobotsBook {
    sites: Mutex<BTreeMap<String, Known>>,
}

/// What asking for a file gave.
pub(crate) enum Came {
    File(Vec<u8>),
    None,
}

impl RobotsBook {
    /// Whether the site allows `url`, and the delay that it wants. `ask` asks for the file, at most once at a time for each site.
    pub(crate) fn may(
        &self,
        url: &Url,
        now: Duration,
        ask: impl FnOnce(&Url) -> Result<Came, Refusal>,
    ) -> Result<Duration, Refusal> {
        let site = {
            let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
            if sites.len() >= MOST_SITES {
                sites.clear();
            }
            Arc::clone(sites.entry(url.origin().ascii_serialization()).or_default())
        };
        let mut known = site.lock().unwrap_or_else(PoisonError::into_inner);
        let rules = match &*known {
            Some((rules, until)) if *until > now => rules.clone(),
            _ => {
                let (rules, time) = learn(url, ask)?;
                *known = Some((rules.clone(), now + time));
                rules
            }
        };
        match rules {
            Rules::File(robots) if robots.is_url_allowed(url) => {
                Ok(robots.crawl_delay().unwrap_or_default().min(LONGEST_DELAY))
            }
            Rules::File(_) => Err(Refusal::Robots(shown(url))),
            Rules::Unknown(why) => Err(Refusal::NoRobots { host: url.host_str().unwrap_or_default().to_owned(), why }),
        }
    }
}

fn learn(url: &Url, ask: impl FnOnce(&Url) -> Result<Came, Refusal>) -> Result<(Rules, Duration), Refusal> {
    let mut file = url.clone();
    file.set_path("/robots.txt");
    file.set_query(None);
    file.set_fragment(None);
    match ask(&file) {
        Ok(Came::File(bytes)) => Ok((Rules::File(Arc::new(Robots::parse(&bytes, PRODUCT))), BELIEVED)),
        Ok(Came::None) => Ok((Rules::File(Arc::new(Robots::allow_all())), BELIEVED)),
        // About the site itself, not about its file.
        Err(why @ (Refusal::Private { .. } | Refusal::Address { .. } | Refusal::LeftAlone(_))) => Err(why),
        Err(why) => Ok((Rules::Unknown(why.to_string()), UNKNOWN)),
    }
}
