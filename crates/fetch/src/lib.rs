//! Addresses → bytes, politely, and from public addresses only.
//!
//! [`Fetcher::fetch`] asks one server for one address and gives what came, or a note that says why nothing did. It is polite: `robots.txt`
//! (RFC 9309) is asked first, a host gets one request a second, a server that wants to be left alone is, and what has not changed is not sent again
//! (`ETag`, `Last-Modified`). And it is wary, for addresses come out of feeds that anybody may write: only public addresses are connected to, on
//! every hop of a redirect, and a body is bounded in bytes, in what it swells to, and in time.
//!
//! The connected address is the checked one: the host's name is looked up once for each request, what is not public is struck out, and the client
//! gets what is left ([`Allow`]). So a name that changes between a check and a connection gains nothing. No connection is kept for a second request,
//! no cookie is kept at all, and no proxy is taken from the environment, since a proxy would look names up by itself.
//!
//! Clock and names come from outside ([`Clock`], [`Names`]), so that tests neither sleep nor ask anybody. Left out on purpose: pages drawn by a
//! script, logins, HTTP/2, other schemes than HTTP; and any knowledge of what the bytes mean.

mod body;
mod fetcher;
mod names;
mod pace;
mod reach;
mod refusal;
mod robots;

pub use fetcher::{Answer, Fetched, Fetcher, Limits, Request};
pub use names::{Names, SystemNames};
pub use pace::{Clock, SystemClock};
pub use reach::{Allow, is_public, is_usual_port, parse_address};
pub use refusal::{Failure, Refusal, Then, no_list, not_changed, too_deep};

/// What we call ourselves.
pub const USER_AGENT: &str = concat!("dateline/0.1 (+", env!("CARGO_PKG_REPOSITORY"), ")");

/// The name under which `robots.txt` may speak of us.
pub const PRODUCT: &str = "dateline";
