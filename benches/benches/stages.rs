//! Bytes per second of each stage on one core. `cargo bench -p benches`.
//!
//! The answer of each sample is asserted before it is timed. Compare figures of one run only: machines differ.

use benches::{Sample, pages, samples};
use dateline::{Pipeline, Source, record};
use dateline_model::{Article, Span};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    let pipeline = pipeline();
    for sample in samples().into_iter().chain(pages()) {
        assert_eq!(benches::count(&pipeline, &sample), sample.counts, "{}", sample.name);
    }
    divan::main();
}

fn pipeline() -> Pipeline {
    Pipeline::english().expect("the embedded pack compiles")
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
    let (sample, analyzer) = (sample(name), dateline_lang::Analyzer::embedded());
    let articles = articles(&sample);
    let bytes: usize = articles.iter().map(|article| article.text().len()).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(sample.counts[1]))
        .bench(|| articles.iter().map(|a| analyzer.analyse(a).len()).sum::<usize>());
}

#[divan::bench]
fn load_the_models() -> dateline_lang::Analyzer {
    dateline_lang::Analyzer::load(&dateline_lang::swift::model::EMBEDDED).expect("the embedded models load")
}

#[divan::bench(args = NAMES)]
fn rules(bencher: Bencher<'_, '_>, name: &str) {
    let pipeline = pipeline();
    let read: Vec<_> =
        articles(&sample(name)).into_iter().map(|a| (dateline_lang::Analyzer::embedded().analyse(&a), a)).collect();
    let bytes: usize = read.iter().map(|(_, article)| article.text().len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        read.iter().map(|(analysis, article)| pipeline.pack().read(article, analysis).figures.len()).sum::<usize>()
    });
}

#[divan::bench(args = NAMES, sample_count = 20)]
fn whole_reading(bencher: Bencher<'_, '_>, name: &str) {
    let pipeline = pipeline();
    let page = sample(name).page();
    let source = Source::default();
    bencher
        .counter(BytesCount::of_str(&page.text))
        .bench(|| pipeline.read(&page, &source).iter().map(|reading| record::json_line(reading).len()).sum::<usize>());
}

#[divan::bench]
fn compile_the_english_pack() -> usize {
    pipeline().pack().rules().len()
}
