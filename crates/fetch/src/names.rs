//! Names → machines, and the sieve between the look-up and the connection.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::reach::Allow;
use crate::refusal::Refusal;

/// Machines that are tried of one name; as many as the client takes.
const MOST_MACHINES: usize = 16;

/// Looks names up.
pub trait Names: Send + Sync {
    /// The machines of a name, within a time.
    fn machines(&self, host: &str, within: Duration) -> io::Result<Vec<IpAddr>>;
}

/// The names as the system knows them.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn machines(&self, host: &str, within: Duration) -> io::Result<Vec<IpAddr>> {
        // The system's look-up cannot be stopped: it is left behind on a thread of its own.
        let (send, answer) = mpsc::sync_channel(1);
        let host = host.to_owned();
        std::thread::Builder::new().spawn(move || {
            let found = (host.as_str(), 0).to_socket_addrs();
            let _ = send.send(found.map(|found| found.map(|socket| socket.ip()).collect()));
        })?;
        match answer.recv_timeout(within) {
            Ok(found) => found,
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the name was not found in time")),
        }
    }
}

/// Gives the client only machines that may be connected to.
pub(crate) struct Sieve {
    pub(crate) names: Arc<dyn Names>,
    pub(crate) allow: Allow,
}

impl fmt::Debug for Sieve {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Sieve")
    }
}

impl Resolver for Sieve {
    fn resolve(
        &self,
        uri: &Uri,
        _: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().ok_or(ureq::Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let machines = match bare.parse::<IpAddr>() {
            Ok(machine) => vec![machine],
            Err(_) => self.names.machines(bare, *timeout.after).map_err(|error| match error.kind() {
                io::ErrorKind::TimedOut => ureq::Error::Timeout(timeout.reason),
                _ => ureq::Error::HostNotFound,
            })?,
        };
        let mut passed = self.empty();
        let sockets = machines.iter().map(|machine| SocketAddr::new(*machine, port));
        for socket in sockets.filter(|socket| self.allow.may_connect(host, *socket)).take(MOST_MACHINES) {
            passed.push(socket);
        }
        match machines.first() {
            None => Err(ureq::Error::HostNotFound),
            Some(machine) if passed.is_empty() => {
                let why = Refusal::Private { host: host.to_owned(), address: machine.to_string() };
                Err(ureq::Error::Other(Box::new(why)))
            }
            Some(_) => Ok(passed),
        }
    }
}
