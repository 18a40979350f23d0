//! A program that is killed while it keeps reports loses nothing that it said it had kept, doubles nothing, and goes on where it was.
//!
//! The parent starts itself as a child that adds reports, says after each batch which are on the disk, and is killed (SIGKILL) when it has reached a
//! point so many times. Then the store is opened: SQLite must find nothing wrong, what was acknowledged must be there, and a child that is left alone
//! must bring the store to what one that never was killed gives, line by line. Points and counts go through all of them; the seeds give other reports,
//! batches and versions. No test harness: the child is this program.

mod made;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use dateline::joining;
use dateline::keeping::{Point, Store, StoreError};
use made::Page;

const POINTS: [(&str, Point); 7] = [
    ("page", Point::Page),
    ("article", Point::Article),
    ("facts", Point::Facts),
    ("added", Point::Added),
    ("merged", Point::Merged),
    ("watermark", Point::Watermark),
    ("finished", Point::Finished),
];

/// How often a point is reached before the kill.
const COUNTS: [usize; 3] = [1, 2, 5];

const SEEDS: [u64; 4] = [3, 17, 40, 91];

/// Numbers that look drawn (Knuth's MMIX generator).
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// Batches of reports: some of one happening, some that come twice, some with a new version.
fn batches(seed: u64) -> Vec<Vec<Page>> {
    let mut draw = Draw(seed);
    let mut batches = Vec::new();
    for _ in 0..5 {
        let mut batch = Vec::new();
        for _ in 0..1 + draw.below(4) {
            let town = ["Beni", "Goma"][draw.below(2)];
            let (id, day, killed) = (draw.below(9), 4 + draw.below(2), 2 + draw.below(20) as u64);
            batch.push(made::page(&made::record(&format!("r{id}"), town, &format!("2025-03-0{day}"), killed, "")));
        }
        batches.push(batch);
    }
    batches
}

/// Adds the reports of a seed and says after each batch that it is kept. At the point the process kills itself.
fn child(db: &Path, seed: u64, kill: Option<(Point, usize)>) -> Result<(), Box<dyn std::error::Error>> {
    let mut store = Store::open(db)?;
    let reached = AtomicUsize::new(0);
    store.on_points(move |point| {
        let Some((_, count)) = kill.filter(|(at, _)| *at == point) else { return };
        if reached.fetch_add(1, Ordering::Relaxed) + 1 == count {
            let killed = Command::new("kill").args(["-9", &std::process::id().to_string()]).status();
            // The signal arrives before this line; where there is no `kill`, the process ends as hard.
            eprintln!("{killed:?}");
            std::process::abort();
        }
    });
    for (n, batch) in batches(seed).iter().enumerate() {
        store.add(batch)?;
        println!("{n}");
        std::io::stdout().flush()?;
        joining::merge(&mut store)?;
    }
    store.close()?;
    Ok(())
}

/// Runs a child; the batches that it said are kept, and whether it came to its end.
fn run(db: &Path, seed: u64, kill: Option<(&str, usize)>) -> (Vec<usize>, bool) {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg("child").arg(db).arg(seed.to_string());
    if let Some((point, count)) = kill {
        command.args([point, &count.to_string()]);
    }
    let output = command.stderr(Stdio::null()).output().expect("a child");
    let said = String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| line.parse().ok()).collect();
    (said, output.status.success())
}

fn dump(db: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    let store = Store::read_only(db).expect("a store");
    store
        .dump(|line| -> Result<(), StoreError> {
            lines.push(line);
            Ok(())
        })
        .expect("a dump");
    lines
}

/// What has to hold of a store whose writer was killed.
fn is_sound(db: &Path, seed: u64, kept: &[usize], name: &str) {
    // The writer that opens it finds the log of the killed one.
    let store = Store::open(db).expect("opens at once");
    assert_eq!(store.check().expect("checked"), Vec::<String>::new(), "{name}");
    drop(store);
    let lines = dump(db);
    for article in kept.iter().flat_map(|n| batches(seed)[*n].clone()).flat_map(|(_, articles)| articles) {
        let (start, record) = (format!("article\t{}\t", article.key), &article.record);
        let there = lines.iter().any(|line| line.starts_with(&start) && line.ends_with(record.as_str()));
        assert!(there, "{name}: {} was acknowledged", article.key);
    }
    let twice = lines.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None, "{name}: nothing is there twice");
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args.get(1).is_some_and(|arg| arg == "child") {
        let point = args.get(4).and_then(|name| POINTS.iter().find(|(word, _)| word == name));
        let kill = point.zip(args.get(5)).and_then(|((_, point), count)| Some((*point, count.parse().ok()?)));
        let seed = args[3].parse().expect("a seed");
        child(Path::new(&args[2]), seed, kill).expect("kept");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (mut kills, mut tried) = (0, 0);
    for seed in SEEDS {
        let whole = folder.path().join(format!("{seed}.db"));
        assert!(run(&whole, seed, None).1);
        let wanted = dump(&whole);
        assert!(wanted.iter().any(|line| line.starts_with("incident")), "there is something to lose");
        for (point, _) in POINTS {
            for count in COUNTS {
                let name = format!("seed {seed}, {point} {count}");
                let db = folder.path().join(format!("{seed}-{point}-{count}.db"));
                let (kept, ended) = run(&db, seed, Some((point, count)));
                tried += 1;
                kills += usize::from(!ended);
                is_sound(&db, seed, &kept, &name);
                assert!(run(&db, seed, None).1, "{name}: goes on");
                assert_eq!(dump(&db), wanted, "{name}");
            }
        }
    }
    assert!(kills * 10 > tried * 8, "most children reach their point: {kills} of {tried}");
    println!("{kills} kills, nothing lost, nothing doubled");
}
