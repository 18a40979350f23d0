//! Many pages, several threads, one order.
//!
//! Jobs are handed out in input order to a crew of threads and their results given back in the same order, with a bounded
//! number under way: a slow page holds up the output, never the memory. The result does not depend on the number of
//! threads, since a job knows nothing of the others.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, mpsc};

/// Jobs under way for each thread, results that wait for their turn included. Eight keep a thread busy while one large
/// page is read; each holds at most one page (16 MiB).
const UNDER_WAY: usize = 8;

/// Runs `work` over `jobs` on `threads` threads and gives each result to `deliver` in the order of the jobs. Stops at
/// the first error of `deliver` and returns it.
pub fn run<J: Send, R: Send, E>(
    jobs: impl Iterator<Item = J>,
    threads: NonZeroUsize,
    work: impl Fn(J) -> R + Sync,
    mut deliver: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let most = threads.get() * UNDER_WAY;
    let mut jobs = jobs.enumerate();
    let (hand_out, take) = mpsc::channel::<(usize, J)>();
    let (give_back, collect) = mpsc::channel::<(usize, R)>();
    let take = Mutex::new(take);
    let (take, work) = (&take, &work);
    // `hand_out` moves in: when the scope's body returns, it is dropped, and the crew goes home.
    std::thread::scope(move |scope| {
        for _ in 0..threads.get() {
            let give_back = give_back.clone();
            scope.spawn(move || {
                loop {
                    let job = match take.lock() {
                        Ok(take) => take.recv(),
                        Err(_) => break,
                    };
                    let Ok((number, job)) = job else { break };
                    if give_back.send((number, work(job))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(give_back);
        let mut waiting: BTreeMap<usize, R> = BTreeMap::new();
        let (mut sent, mut delivered) = (0, 0);
        let mut more = true;
        loop {
            while more && sent - delivered < most {
                match jobs.next() {
                    Some(job) => {
                        if hand_out.send(job).is_err() {
                            return Ok(());
                        }
                        sent += 1;
                    }
                    None => more = false,
                }
            }
            if sent == delivered {
                return Ok(());
            }
            let Ok((number, result)) = collect.recv() else {
                return Ok(());
            };
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&delivered) {
                deliver(result)?;
                delivered += 1;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_jobs() {
        for threads in [1, 2, 7] {
            let mut out = Vec::new();
            // Later jobs are lighter, so that they finish first where threads allow it.
            let work = |n: u64| (0..(200 - n) * 50).fold(n, |sum, k| sum.wrapping_add(k * k) & !0xff | n & 0xff) & 0xff;
            run(0..200, NonZeroUsize::new(threads).unwrap(), work, |n| {
                out.push(n);
                Ok::<(), ()>(())
            })
            .unwrap();
            assert_eq!(out, (0..200).map(|n| n & 0xff).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_error_of_delivery_stops_the_run() {
        let mut delivered = 0;
        let result = run(
            0..1_000_000,
            NonZeroUsize::MIN,
            |n| n,
            |n| {
                delivered += 1;
                if n == 3 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((result, delivered), (Err("full"), 4));
    }
}
