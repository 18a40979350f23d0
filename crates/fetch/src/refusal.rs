//! Why an address gave nothing: what is said to a person, and what is to become of the address.

use dateline_model::{Note, Severity};
use thiserror::Error;

/// Why nothing came.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The address is none that is fetched.
    #[error("{url} is not fetched: {why}")]
    Address {
        /// The address.
        url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The host leads to machines that are not public only.
    #[error("{host} leads to {address}, which is no public address")]
    Private {
        /// The host.
        host: String,
        /// Where it leads.
        address: String,
    },
    /// A redirect leads where nothing is fetched.
    #[error("the redirect to {to} is not followed: {why}")]
    Redirect {
        /// Where it leads.
        to: String,
        /// Why not there.
        why: String,
    },
    /// One redirect after the other.
    #[error("more than {0} redirects, one after the other")]
    TooManyRedirects(usize),
    /// The site does not want it.
    #[error("robots.txt does not allow {0}")]
    Robots(String),
    /// What the site wants cannot be known.
    #[error("robots.txt of {host} cannot be had, and then nothing may be fetched there: {why}")]
    NoRobots {
        /// The host.
        host: String,
        /// Why not.
        why: String,
    },
    /// The body is too large.
    #[error("the body is larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
    /// The body swells like a bomb.
    #[error("the body swells to more than {0} times its size")]
    Bomb(u64),
    /// The server takes too long.
    #[error("the server did not send all of it within {0} seconds")]
    TooSlow(u64),
    /// The server says no.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// The server cannot be reached, or broke off.
    #[error("the server cannot be reached or broke off: {0}")]
    Unreachable(String),
    /// The body is compressed in a way that was not asked for.
    #[error("the body is compressed by “{0}”, which was not asked for")]
    Coding(String),
    /// The server asked to be left alone for so many seconds.
    #[error("the host wants to be left alone for another {0} seconds")]
    LeftAlone(u64),
}

/// What is to become of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It was not asked at all: ask when so many seconds have gone. No failure.
    Wait(u64),
    /// It failed: ask again, not before so many seconds have gone if the server said so.
    Again(Option<u64>),
    /// It will not come.
    Never,
}

/// An address that gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub why: Refusal,
    /// What now.
    pub then: Then,
}

impl From<Refusal> for Failure {
    fn from(why: Refusal) -> Self {
        let then = match why {
            Refusal::LeftAlone(seconds) => Then::Wait(seconds),
            // Gone for good, or never there: asking again would be noise in somebody's log. What leads to private machines is asked again, since
            // the networks of hotels and trains lead everything there until one has logged in.
            Refusal::Status(404 | 410 | 451) | Refusal::Address { .. } | Refusal::Bomb(_) | Refusal::TooLarge(_) => {
                Then::Never
            }
            _ => Then::Again(None),
        };
        Self { why, then }
    }
}

impl Refusal {
    /// The note that says it.
    pub fn note(&self) -> Note {
        let (code, severity, hint) = match self {
            Self::Address { .. } => ("DL-W001", Severity::Error, "write the address as a browser shows it"),
            Self::Private { .. } => {
                ("DL-W002", Severity::Error, "a mirror of your own is allowed by --allow-private HOST:PORT")
            }
            Self::Redirect { .. } => ("DL-W003", Severity::Error, "see in a browser where the address leads"),
            Self::TooManyRedirects(_) => ("DL-W004", Severity::Error, "see in a browser where the address leads"),
            Self::Robots(_) => ("DL-W005", Severity::Error, "ask the site, or take its feed"),
            Self::NoRobots { .. } => ("DL-W005", Severity::Error, "it is asked for again later"),
            Self::TooLarge(_) => ("DL-W006", Severity::Error, "no news page is; see what it holds"),
            Self::Bomb(_) => ("DL-W007", Severity::Error, "no news page does; see where it comes from"),
            Self::TooSlow(_) => ("DL-W008", Severity::Error, "it is asked for again later"),
            Self::Status(_) => ("DL-W009", Severity::Error, "see in a browser whether the page is there"),
            Self::Unreachable(_) => ("DL-W010", Severity::Error, "check the address and the connection"),
            Self::Coding(_) => ("DL-W011", Severity::Error, "the server is broken; fetch the page by other means"),
            Self::LeftAlone(_) => ("DL-W012", Severity::Info, "it is asked for again when that time is over"),
        };
        Note::new(code, severity, self.to_string()).hint(hint)
    }
}

/// The note on a feed or sitemap that gives a page where it gave its list before.
pub fn no_list() -> Note {
    Note::new("DL-W014", Severity::Warning, "a page came where there was a list before")
        .hint("it is asked again; if it stays so, watch the feed's new address")
}

/// The note on a list of lists that another list of lists names.
pub fn too_deep() -> Note {
    Note::new("DL-W015", Severity::Warning, "the lists that this list names are left, since another list names it")
        .hint("watch it by its own address, if you want them")
}

/// The note on an address that is as it was when it was fetched last.
pub fn not_changed() -> Note {
    Note::new("DL-W013", Severity::Info, "not changed since it was fetched last")
}
