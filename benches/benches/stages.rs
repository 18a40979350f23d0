//! Bytes per second of each stage on one core. `cargo bench -p benches`.
//!
//! The answer of each sample is asserted before it is timed. Compare figures of one run only: machines differ.

use benches::{Sample, pages, pipeline, samples};
use dateline::{Reader, Source, record};
use dateline_lang::places::gazetteer::Gazetteer;
use dateline_lang::times::Anchors;
use dateline_lang::{Analyzer, places, quantities, times};
use dateline_model::{Analysis, Article, Span};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    for sample in samples().into_iter().chain(pages()) {
        assert_eq!(benches::count(&pipeline(Reader::Swift), &sample), sample.counts, "{}", sample.name);
        if let Some(counts) = sample.careful {
            assert_eq!(benches::count(&pipeline(Reader::Careful), &sample), counts, "{}", sample.name);
        }
    }
    divan::main();
}

fn sample(name: &str) -> Sample {
    samples().into_iter().chain(pages()).find(|s| s.name == name).expect("a sample of this name")
}

fn articles(sample: &Sample) -> Vec<Article> {
    dateline_article::read(&sample.page()).articles
}

const NAMES: [&str; 3] = ["small", "typical", "huge"];

#[divan::bench(args = NAMES)]
fn article(bencher: Bencher<'_, '_>, name: &str) {
    let page = sample(name).page();
    bencher.counter(BytesCount::of_str(&page.text)).bench(|| dateline_article::read(&page));
}

#[divan::bench(args = ["report", "heavy", "nested"])]
fn hypertext(bencher: Bencher<'_, '_>, name: &str) {
    let page = sample(name).page();
    bencher.counter(BytesCount::of_str(&page.text)).bench(|| dateline_article::read(&page));
}

/// What a stock tokenizer with offsets takes for the tags alone, to weigh our own scanner by: `hypertext` does the rest too.
#[divan::bench(args = ["report", "heavy", "nested"])]
fn html5gum_tags_alone(bencher: Bencher<'_, '_>, name: &str) {
    let text = sample(name).text;
    bencher.counter(BytesCount::of_str(&text)).bench(|| html5gum::Tokenizer::new(text.as_str()).count());
}

#[divan::bench(args = NAMES)]
fn tokens(bencher: Bencher<'_, '_>, name: &str) {
    let text = sample(name).text;
    let (mut spans, mut shapes) = (Vec::new(), Vec::new());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        spans.clear();
        shapes.clear();
        dateline_lang::tokens::tokenize(&text, Span::new(0, text.len() as u32), &mut spans, &mut shapes);
        spans.len()
    });
}

/// Tokens, tags, trees and names: items are tokens.
#[divan::bench(args = NAMES, sample_count = 20)]
fn language(bencher: Bencher<'_, '_>, name: &str) {
    analyse(bencher, name, Reader::Swift);
}

/// The same by the careful reader.
#[divan::bench(args = ["small", "typical", "long"], sample_count = 5)]
fn language_careful(bencher: Bencher<'_, '_>, name: &str) {
    analyse(bencher, name, Reader::Careful);
}

fn analyse(bencher: Bencher<'_, '_>, name: &str, reader: Reader) {
    let (sample, analyzer) = (sample(name), Analyzer::of(reader));
    let articles = articles(&sample);
    let bytes: usize = articles.iter().map(|article| article.text().len()).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(sample.counts[1]))
        .bench(|| articles.iter().map(|a| analyzer.analyse(a).len()).sum::<usize>());
}

#[divan::bench]
fn load_the_swift_models() -> Analyzer {
    Analyzer::load(&dateline_lang::swift::model::EMBEDDED).expect("the embedded models load")
}

/// The careful reader with the swift one's lexicon and lists, as the program loads it.
#[divan::bench]
fn load_the_careful_models() -> Analyzer {
    load_the_swift_models().with_careful(dateline_lang::careful::EMBEDDED).expect("the embedded models load")
}

#[divan::bench]
fn open_the_gazetteer() -> Gazetteer {
    Gazetteer::embedded().expect("the embedded gazetteer opens")
}

/// Numbers, times and places of what the swift reader has read: what they add to it.
#[divan::bench(args = NAMES)]
fn values(bencher: Bencher<'_, '_>, name: &str) {
    let gazetteer = Gazetteer::embedded().expect("the embedded gazetteer opens");
    let analyzer = Analyzer::of(Reader::Swift);
    let read: Vec<_> = articles(&sample(name)).into_iter().map(|a| (analyzer.analyse(&a), a)).collect();
    let values = |(analysis, article): &(Analysis, Article)| {
        let (text, columns) = (article.text(), analysis.columns());
        let mut numbers = Vec::new();
        quantities::find(&columns.norms, &columns.shapes, &columns.sentences, &mut numbers);
        let (times, _) = times::find(text, columns, &Anchors::of(article));
        let places = places::find(&gazetteer, text, columns, &[]);
        assert_eq!(numbers, columns.quantities);
        assert_eq!(times, columns.times);
        places.len()
    };
    bencher.bench(|| read.iter().map(values).sum::<usize>());
}

#[divan::bench(args = NAMES)]
fn rules(bencher: Bencher<'_, '_>, name: &str) {
    let pipeline = pipeline(Reader::Swift);
    let read: Vec<_> =
        articles(&sample(name)).into_iter().map(|a| (Analyzer::of(Reader::Swift).analyse(&a), a)).collect();
    let bytes: usize = read.iter().map(|(_, article)| article.text().len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        read.iter().map(|(analysis, article)| pipeline.pack().read(article, analysis).figures.len()).sum::<usize>()
    });
}

#[divan::bench(args = NAMES, sample_count = 20)]
fn whole_reading(bencher: Bencher<'_, '_>, name: &str) {
    let pipeline = pipeline(Reader::Swift);
    let page = sample(name).page();
    let source = Source::default();
    bencher
        .counter(BytesCount::of_str(&page.text))
        .bench(|| pipeline.read(&page, &source).iter().map(|reading| record::json_line(reading).len()).sum::<usize>());
}

#[divan::bench]
fn compile_the_english_pack() -> usize {
    pipeline(Reader::Swift).pack().rules().len()
}
