//! Numbers: a table of phrases with their values, and of numbers that count nobody.

use dateline_lang::{Analyzer, Reader};

#[test]
fn numbers_have_the_values_of_the_table() {
    let (mut wrong, mut n) = (Vec::new(), 0);
    for line in include_str!("numbers.tsv").lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let (line, is_known) = line.strip_prefix("? ").map_or((line, false), |line| (line, true));
        let cells: Vec<&str> = line.split('\t').collect();
        let (start, end) = (cells[0].find('[').unwrap(), cells[0].find(']').unwrap() - 1);
        let text = cells[0].replace(['[', ']'], "");
        let analysis = Analyzer::of(Reader::Careful).analyse_text(&text);
        let all = analysis.columns().quantities.iter().filter(|q| q.unit.counts());
        let mut found = all.filter_map(|q| {
            let range = analysis.text_span(q.tokens).range();
            (range.start < end && start < range.end).then_some((range, q))
        });
        // "dozens of": whether "of" is taken is of no account.
        let of = text[..end].ends_with(" of");
        let show = |value: Option<u64>| value.map_or("-".to_owned(), |n| n.to_string());
        let got = found.next().map(|(range, q)| {
            let values = [show(q.low), show(q.high), show(q.best), q.bound.as_str().to_owned()];
            (range.start <= start && range.end + (if of { 3 } else { 0 }) >= end, values.join(" "))
        });
        let what = match (cells[1], got) {
            ("count", Some((true, got))) if got == cells[2..6].join(" ") => None,
            ("count", Some((whole, got))) => Some(format!("{got}{}", if whole { "" } else { ", cut" })),
            ("count", None) => Some("not found".to_owned()),
            (_, Some((_, got))) => Some(format!("counts: {got}")),
            (_, None) => None,
        };
        n += 1;
        match (what, is_known) {
            (Some(what), false) => {
                wrong.push(format!("{}: {what}, not {} {}", cells[0], cells[1], cells[2..].join(" ")))
            }
            (None, true) => wrong.push(format!("{text}: right now, so it is no known miss any more")),
            _ => {}
        }
    }
    assert!(n >= 200);
    assert!(wrong.is_empty(), "{} of {n} wrong\n{}", wrong.len(), wrong.join("\n"));
}
