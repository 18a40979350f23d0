//! When a host may be asked: turns, one after the other, and hosts that want to be left alone.
//!
//! A turn is taken before a request and the wait for it done outside of any lock, so that many threads may ask many hosts and each host sees one
//! request a second whatever their number. The clock comes from outside.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::refusal::Refusal;

/// The longest wait for a turn. Chosen: several threads that wait for one host with the longest delay that is kept between requests get their
/// turns; a host that asked for more time is left for a later round.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Hosts that are remembered; with more, those whose time is over are forgotten. Chosen.
const MOST_HOSTS: usize = 10_000;

/// Time, and waiting for it.
pub trait Clock: Send + Sync {
    /// Time since 1970-01-01, never less than before.
    fn now(&self) -> Duration;
    /// Waits.
    fn wait(&self, time: Duration);
}

/// The machine's clock, as it stood at the beginning; later changes of it are not followed.
#[derive(Debug)]
pub struct SystemClock {
    began: Instant,
    at: Duration,
}

impl SystemClock {
    /// The clock, from now on.
    pub fn new() -> Self {
        Self { began: Instant::now(), at: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.at + self.began.elapsed()
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// The next free turn of each host.
#[derive(Default)]
pub(crate) struct Turns {
    free: Mutex<BTreeMap<String, Duration>>,
}

impl Turns {
    /// Waits for the host's next turn; the one after it comes `pace` later.
    pub(crate) fn take(&self, host: &str, pace: Duration, clock: &dyn Clock) -> Result<(), Refusal> {
        let wait = {
            let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
            let now = clock.now();
            if free.len() >= MOST_HOSTS {
                free.retain(|_, at| *at > now);
            }
            let turn = free.get(host).copied().unwrap_or_default().max(now);
            let wait = turn - now;
            if wait > LONGEST_WAIT {
                return Err(Refusal::LeftAlone(wait.as_secs() + 1));
            }
            free.insert(host.to_owned(), turn + pace);
            wait
        };
        if !wait.is_zero() {
            clock.wait(wait);
        }
        Ok(())
    }

    /// Leaves a host alone.
    pub(crate) fn leave(&self, host: &str, time: Duration, clock: &dyn Clock) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let until = clock.now() + time;
        let at = free.entry(host.to_owned()).or_default();
        *at = (*at).max(until);
    }
}
