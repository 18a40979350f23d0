//! Times: a table of phrases with their values, and sentences in which no time stands.

use dateline_lang::{Analyzer, Reader};
use dateline_model::{ArticleBuilder, Basis, BlockKind, Date, Published, Span, Strand, Time};
use proptest::prelude::*;

const TABLE: &str = include_str!("times.tsv");

fn read(text: &str, published: Option<Date>) -> (Vec<Time>, Vec<std::ops::Range<usize>>) {
    let mut line = Strand::default();
    line.push(text, Span::new(0, text.len() as u32));
    let mut builder = ArticleBuilder::default();
    builder.block(BlockKind::Paragraph, &line);
    let mut article = builder.finish();
    article.published = published.map(|day| Published { day, basis: Basis::Given });
    let analysis = Analyzer::of(Reader::Careful).analyse(&article);
    let times = analysis.columns().times.clone();
    let spans = times.iter().map(|t| analysis.text_span(t.tokens).range()).collect();
    (times, spans)
}

#[test]
fn phrases_have_the_values_of_the_table() {
    let (mut wrong, mut published) = (Vec::new(), None);
    for line in TABLE.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        if let Some(day) = line.strip_prefix("@ ") {
            published = day.parse().ok();
            continue;
        }
        let (sentence, want) = line.split_once('\t').unwrap();
        let start = sentence.find('[').unwrap();
        let end = sentence.find(']').unwrap() - 1;
        let (times, spans) = read(&sentence.replace(['[', ']'], ""), published);
        let found = times.iter().zip(&spans).find(|(_, span)| span.start < end && start < span.end);
        let value = found.and_then(|(time, _)| time.timex.clone()).unwrap_or("-".to_owned());
        if value != want {
            wrong.push(format!("{sentence} {published:?}: {value}, not {want}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_no_time_is_none() {
    let cases = [
        "More than 2000 soldiers crossed the river.",
        "Police fired 1500 rounds.",
        "More than 2000 armed soldiers crossed.",
        "About 1500 local people fled.",
        "Three quarters of the city is rubble.",
        "Residents of the quarter fled.",
        "A 2000 kg bomb fell.",
        "The village may be lost.",
        "Thousands march for peace.",
        "A second man was held.",
        "The second day was worse.",
        "A 12-year-old girl was hurt.",
        "The girl, 12 years old, was hurt.",
        "The men fired 5.56 rounds and 7.62 rounds.",
        "A quarter of them fled.",
        "They fell back.",
        "He came as soon as he could.",
        "Shells fell on 30 February.",
        "Shells fell on February 30, 2024.",
        "Shells fell on the 32nd of May.",
        "Page 31/13/2024 was torn out.",
    ];
    let day = "2024-07-25".parse().ok();
    for text in cases {
        let (times, spans) = read(text, day);
        let dated: Vec<_> =
            times.iter().zip(&spans).filter(|(t, _)| t.from.is_some()).map(|(_, s)| &text[s.clone()]).collect();
        assert!(dated.is_empty(), "{text}: {dated:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn days_are_in_order_whatever_the_words(
        words in prop::collection::vec(prop::sample::select(vec![
            "last", "next", "Monday", "week", "weeks", "ago", "three", "the", "2024", "99999999999999999999", "October", "31",
            "31st", "of", ",", "-", "years", "century", "first", "quarter", "early", "past", "9:30", "p.m.", "winter", "0",
            "weekend", "Easter", "1990s", "twenty", "nineteen", "ninety", "six", "30/02/2024", "decades", "every", "a", "half", "hundred", "thousand", "million", "billion",
        ]), 1..12),
        day in prop::sample::select(vec!["0001-01-01", "9999-12-31", "2024-02-29", "2023-12-31"]),
    ) {
        for time in read(&words.join(" "), day.parse().ok()).0 {
            prop_assert_eq!(time.from.is_some(), time.to.is_some());
            prop_assert!(time.from <= time.to);
        }
    }
}

/// Named times: the day of publication, the text, and its days.
#[test]
fn named_times_have_their_days() {
    let cases = [
        ("2024-03-20", "Shells fell during Ramadan.", Some(("2024-03-11", "2024-04-09"))),
        ("2023-01-20", "Shells fell during the holy month of Ramadan.", Some(("2022-04-02", "2022-05-01"))),
        ("2024-02-20", "A truce will begin before Ramadan.", Some(("2024-03-11", "2024-04-09"))),
        ("2024-07-26", "It was the worst shelling since the 2006 war.", Some(("2006-07-12", "2006-08-14"))),
        ("2024-07-26", "Nobody has rebuilt the bridge since the Second World War.", Some(("1939-09-01", "1945-09-02"))),
        ("2024-07-26", "The camp has grown since the Oct. 7 attack.", Some(("2023-10-07", "2023-10-07"))),
        ("2024-07-26", "He wrote a book on the Cold War.", None),
        ("1950-07-26", "Shells fell during Ramadan.", None),
    ];
    for (published, text, want) in cases {
        let (times, _) = read(text, published.parse().ok());
        let days = times.iter().find_map(|t| Some((t.from?.to_string(), t.to?.to_string())));
        let days = days.as_ref().map(|(from, to)| (from.as_str(), to.as_str()));
        assert_eq!(days, want, "{text} {published}");
    }
}

#[test]
fn days_that_no_calendar_has_are_said_to_be_impossible() {
    for (text, words) in [
        ("Shells fell on 30 February.", "30 February"),
        ("Shells fell on the 32nd of May.", "the 32nd of May"),
        ("Shells fell on May 32nd in Homs.", "May 32nd"),
        ("Shells fell on February 29, 2023.", "February 29, 2023"),
    ] {
        let analysis = Analyzer::of(Reader::Careful).analyse_text(text);
        let found: Vec<&str> = analysis
            .columns()
            .impossible
            .iter()
            .map(|(tokens, _)| &text[analysis.text_span(*tokens).range()])
            .collect();
        assert_eq!(found, [words], "{text}");
        assert!(analysis.columns().times.is_empty(), "{text}");
    }
}
