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

/// The next free turn of each host, and until when it is left alone.
#[derive(Default)]
pub(crate) struct Turns {
    hosts: Mutex<BTreeMap<String, Host>>,
}

#[derive(Clone, Copy, Default)]
struct Host {
    free: Duration,
    left: Duration,
}

impl Turns {
    /// Waits for the host's next turn; the one after it comes `pace` later.
    pub(crate) fn take(&self, host: &str, pace: Duration, clock: &dyn Clock) -> Result<(), Refusal> {
        let wait = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let now = clock.now();
            if hosts.len() >= MOST_HOSTS {
                hosts.retain(|_, host| host.free.max(host.left) > now);
            }
            let known = hosts.get(host).copied().unwrap_or_default();
            is_left(known, now)?;
            let turn = known.free.max(now);
            let wait = turn - now;
            if wait > LONGEST_WAIT {
                return Err(Refusal::LeftAlone(wait.as_secs() + 1));
            }
            hosts.insert(host.to_owned(), Host { free: turn + pace, ..known });
            wait
        };
        if !wait.is_zero() {
            clock.wait(wait);
            // What another thread heard meanwhile holds for this one.
            let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            is_left(hosts.get(host).copied().unwrap_or_default(), clock.now())?;
        }
        Ok(())
    }

    /// Leaves a host alone.
    pub(crate) fn leave(&self, host: &str, time: Duration, clock: &dyn Clock) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let until = clock.now() + time;
        let host = hosts.entry(host.to_owned()).or_default();
        host.left = host.left.max(until);
    }
}

/// A host that is left alone is not waited for, be it for a second: others are asked meanwhile.
fn is_left(host: Host, now: Duration) -> Result<(), Refusal> {
    match host.left.checked_sub(now) {
        Some(wait) if !wait.is_zero() => Err(Refusal::LeftAlone(wait.as_secs() + 1)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock that stands still and remembers for how long it was to be waited.
    #[derive(Default)]
    struct StillClock(Mutex<Vec<u64>>);

    impl Clock for StillClock {
        fn now(&self) -> Duration {
            Duration::from_secs(1_000)
        }

        fn wait(&self, time: Duration) {
            self.0.lock().unwrap().push(time.as_secs());
        }
    }

    #[test]
    fn many_threads_get_one_turn_a_second() {
        let (turns, clock) = (Turns::default(), StillClock::default());
        let take = |host: &str| turns.take(host, Duration::from_secs(1), &clock).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| take("a.example"));
            }
        });
        take("b.example");
        let mut waits = clock.0.into_inner().unwrap();
        waits.sort_unstable();
        assert_eq!(waits, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_host_that_is_left_alone_is_not_waited_for() {
        let (turns, clock) = (Turns::default(), StillClock::default());
        turns.leave("a.example", Duration::from_secs(5), &clock);
        let taken = turns.take("a.example", Duration::from_secs(1), &clock);
        assert_eq!(taken, Err(Refusal::LeftAlone(6)));
        turns.leave("a.example", Duration::from_secs(3_600), &clock);
        // A shorter rest does not shorten it.
        turns.leave("a.example", Duration::from_secs(10), &clock);
        let taken = turns.take("a.example", Duration::from_secs(1), &clock);
        assert_eq!(taken, Err(Refusal::LeftAlone(3_601)));
        assert!(clock.0.into_inner().unwrap().is_empty());
    }
}
