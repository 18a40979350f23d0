//! The pages that every bench reads: one small, one typical, one huge, all made of the project's own samples.

use dateline_model::{Page, PageKind};

/// A page and what must be found on it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What the bench calls it.
    pub name: &'static str,
    /// The text.
    pub text: String,
    /// Articles, tokens, figures and statements on it: the benches assert them, so that no speed is gained by reading
    /// less. After a change to the reading, run `cargo test -p benches` and put the new numbers here.
    pub counts: [usize; 4],
}

impl Sample {
    /// The page as the article stage takes it.
    pub fn page(&self) -> Page {
        Page::new(self.text.clone(), PageKind::Dump)
    }
}

const SMALL: &str = include_str!("../../samples/dumps/two-articles-tt-captions-twice.txt");
const TYPICAL: &str = include_str!("../../samples/dumps/read-more-and-related-blocks.txt");

/// The three pages: 5 KB, 4 KB with much furniture, and a megabyte of one long report.
pub fn samples() -> [Sample; 3] {
    let paragraphs: Vec<&str> =
        [SMALL, TYPICAL].iter().flat_map(|page| page.lines()).filter(|line| line.len() > 150).collect();
    let mut huge = String::from("Fighting spreads along the river as thousands leave their homes\n\n");
    while huge.len() < 1_000_000 {
        for paragraph in &paragraphs {
            huge.push_str(paragraph);
            // A number of its own keeps a paragraph from being a repetition.
            huge.push_str(&format!(" The convoy of day {} went on.\n\n", huge.len()));
        }
    }
    [
        Sample { name: "small", text: SMALL.to_owned(), counts: [2, 704, 11, 16] },
        Sample { name: "typical", text: TYPICAL.to_owned(), counts: [1, 400, 7, 10] },
        Sample { name: "huge", text: huge, counts: [1, 211924, 2196, 3843] },
    ]
}

/// What the pipeline finds on a sample: articles, tokens, figures, statements.
pub fn count(pipeline: &dateline::Pipeline, sample: &Sample) -> [usize; 4] {
    let readings = pipeline.read(&sample.page(), &dateline::Source::default());
    let mut counts = [0; 4];
    for article in readings.iter().filter_map(|reading| reading.article.as_ref()) {
        counts[0] += 1;
        counts[1] += dateline_lang::analyse(article).len();
    }
    counts[2] = readings.iter().map(|reading| reading.facts.figures.len()).sum();
    counts[3] = readings.iter().map(|reading| reading.facts.statements.len()).sum();
    counts
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_counts_that_benches_assert_are_the_readings() {
        let pipeline = dateline::Pipeline::english().unwrap();
        for sample in super::samples() {
            assert_eq!(super::count(&pipeline, &sample), sample.counts, "{}", sample.name);
        }
    }
}
