//! temporary
use dateline::*;
use dateline_model::*;
fn main() {
    let rows: Vec<String> = std::fs::read_to_string("/tmp/mid.jsonl")
        .unwrap()
        .lines()
        .take(1500)
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["text"].as_str().unwrap().to_owned())
        .collect();
    let arts: Vec<(Article, Analysis)> = rows.iter().map(|t| as_text(t)).collect();
    let bytes: usize = rows.iter().map(|r| r.len()).sum();
    let t = std::time::Instant::now();
    for r in &rows {
        std::hint::black_box(as_text(r));
    }
    println!("lang {:.1} MB/s", bytes as f64 / 1e6 / t.elapsed().as_secs_f64());
    let all = english();
    let full = Pipeline::with_pack(&all).unwrap();
    let t = std::time::Instant::now();
    for (a, b) in &arts {
        std::hint::black_box(full.pack().read(a, b));
    }
    let whole = t.elapsed().as_secs_f64();
    println!("rules {:.1} MB/s {:.0} ns/byte", bytes as f64 / 1e6 / whole, whole * 1e9 / bytes as f64);
    for f in all.iter().filter(|f| f.path.ends_with(".rule")) {
        let only: Vec<_> = all.iter().filter(|g| !g.path.ends_with(".rule") || g.path == f.path).cloned().collect();
        let p = Pipeline::with_pack(&only).unwrap();
        let t = std::time::Instant::now();
        for (a, b) in &arts {
            std::hint::black_box(p.pack().read(a, b));
        }
        let s = t.elapsed().as_secs_f64();
        println!("{:60} {:.2} ns/byte", f.path, s * 1e9 / bytes as f64);
    }
}
