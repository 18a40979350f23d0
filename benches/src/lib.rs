//! The pages that every bench reads: one small, one typical, one huge, all made of the project's own samples.

pub mod made;

use dateline_model::{Page, PageKind};

/// A page and what must be found on it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What the bench calls it.
    pub name: &'static str,
    /// The text.
    pub text: String,
    /// How the article stage takes it.
    pub kind: PageKind,
    /// Articles, tokens, figures, statements, mentions of names and events that the swift reader finds: the benches assert them, so
    /// that no speed is gained by reading less. After a change to the reading, run `cargo test -p benches` and put the new
    /// numbers here.
    pub counts: [usize; 6],
    /// What the careful reader finds; `None` for a page that would take it most of a minute.
    pub careful: Option<[usize; 6]>,
}

impl Sample {
    /// The page as the article stage takes it.
    pub fn page(&self) -> Page {
        Page::new(self.text.clone(), self.kind)
    }
}

const SMALL: &str = include_str!("../../samples/dumps/two-articles-tt-captions-twice.txt");
const TYPICAL: &str = include_str!("../../samples/dumps/read-more-and-related-blocks.txt");

const REPORT: &str = include_str!("../../samples/html/casualty-table-and-lists.html");

/// The bytes of script and style before the first word of [`samples`]' heavy page: news pages of the benchmarks hold
/// 318 KB on average, nine tenths of it neither text nor markup around it.
const SCRIPT: usize = 280_000;

/// A page of news as bytes go: a report under menus, with scripts, styles and inline data around it.
fn heavy() -> String {
    let mut script = String::with_capacity(SCRIPT + 200);
    while script.len() < SCRIPT {
        script.push_str(&format!(
            "window.__s{}=function(a,b){{return a<b&&'<p>'+\"x\"||[1,2,{{\"k\":\"v\"}}]}};\n",
            script.len()
        ));
    }
    REPORT.replacen("<body", &format!("<script>{script}</script><body"), 1)
}

/// Two hundred thousand elements inside one another, with a report under them.
fn nested() -> String {
    format!("{}{REPORT}", "<div><ul><li>".repeat(66_000))
}

/// The pages of hypertext: a report of some kilobytes, one as heavy as news pages are, and one that nests without end.
pub fn pages() -> [Sample; 3] {
    let page = |name, text, counts, careful| Sample { name, text, kind: PageKind::Html, counts, careful };
    [
        page("report", REPORT.to_owned(), [1, 427, 4, 6, 20, 4], Some([1, 427, 4, 6, 23, 4])),
        page("heavy", heavy(), [1, 427, 4, 6, 20, 4], Some([1, 427, 4, 6, 23, 4])),
        page("nested", nested(), [1, 409, 4, 7, 24, 3], Some([1, 409, 4, 7, 33, 4])),
    ]
}

/// One report of paragraphs of the samples, so many bytes long.
fn report(bytes: usize) -> String {
    let paragraphs: Vec<&str> =
        [SMALL, TYPICAL].iter().flat_map(|page| page.lines()).filter(|line| line.len() > 150).collect();
    let mut huge = String::from("Fighting spreads along the river as thousands leave their homes\n\n");
    while huge.len() < bytes {
        for paragraph in &paragraphs {
            huge.push_str(paragraph);
            // A number of its own keeps a paragraph from being a repetition.
            huge.push_str(&format!(" The convoy of day {} went on.\n\n", huge.len()));
        }
    }
    huge
}

/// The four dumps: 5 KB, 4 KB with much furniture, and one long report of a hundred kilobytes and of a megabyte.
pub fn samples() -> [Sample; 4] {
    let dump = |name, text, counts, careful| Sample { name, text, kind: PageKind::Dump, counts, careful };
    [
        dump("small", SMALL.to_owned(), [2, 704, 13, 19, 38, 8], Some([2, 704, 13, 19, 40, 8])),
        dump("typical", TYPICAL.to_owned(), [1, 400, 9, 11, 16, 7], Some([1, 400, 9, 11, 17, 7])),
        dump("long", report(100_000), [1, 22012, 286, 475, 912, 13], Some([1, 22012, 305, 475, 988, 13])),
        dump("huge", report(1_000_000), [1, 211924, 2746, 4575, 8784, 13], None),
    ]
}

/// The pipeline with a reader.
pub fn pipeline(reader: dateline::Reader) -> dateline::Pipeline {
    dateline::Pipeline::english().expect("the embedded pack compiles").with_reader(reader)
}

/// What the pipeline finds on a sample: articles, tokens, figures, statements, mentions, events.
pub fn count(pipeline: &dateline::Pipeline, sample: &Sample) -> [usize; 6] {
    let readings = pipeline.read(&sample.page(), &dateline::Source::default());
    let mut counts = [0; 6];
    for article in readings.iter().filter_map(|reading| reading.article.as_ref()) {
        counts[0] += 1;
        let analysis = pipeline.analyzer().analyse(article);
        counts[1] += analysis.len();
        counts[4] += analysis.columns().mentions.len();
    }
    counts[2] = readings.iter().map(|reading| reading.facts.figures.len()).sum();
    counts[3] = readings.iter().map(|reading| reading.facts.statements.len()).sum();
    counts[5] = readings.iter().map(|reading| reading.facts.events.len()).sum();
    counts
}

#[cfg(test)]
mod tests {
    use dateline::Reader;

    #[test]
    fn the_counts_that_benches_assert_are_the_readings() {
        let swift = super::pipeline(Reader::Swift);
        let careful = super::pipeline(Reader::Careful);
        for sample in super::samples().into_iter().chain(super::pages()) {
            assert_eq!(super::count(&swift, &sample), sample.counts, "{}", sample.name);
            if let Some(counts) = sample.careful {
                assert_eq!(super::count(&careful, &sample), counts, "{}, careful", sample.name);
            }
        }
    }
}
