//! The careful reader: the same bits everywhere, damaged files, hard input.

use dateline_lang::careful::{self, Careful, weights::FILE};
use dateline_lang::{Analyzer, Reader};
use dateline_model::Analysis;
use proptest::prelude::*;

const TEXT: &str =
    "Backed by jets, soldiers of the Malian army took Ménaka on Monday, Colonel Souleymane Dembélé said.";

fn careful() -> std::sync::Arc<Analyzer> {
    Analyzer::of(Reader::Careful)
}

/// What was read, as one string.
fn answers(analysis: &Analysis) -> String {
    let columns = analysis.columns();
    format!("{:?} {:?} {:?} {:?}", columns.tags, columns.heads, columns.relations, columns.mentions)
}

/// Every word hangs on a word of its sentence, and following heads ends at the one root.
fn is_sound(analysis: &Analysis) {
    let columns = analysis.columns();
    assert_eq!(columns.heads.len(), analysis.len());
    for sentence in &columns.sentences {
        let roots = sentence.range().filter(|&i| columns.heads[i] as usize == i).count();
        assert_eq!(roots, 1);
        for i in sentence.range() {
            let (mut at, mut steps) = (i, 0);
            while columns.heads[at] as usize != at {
                at = columns.heads[at] as usize;
                assert!(sentence.range().contains(&at));
                steps += 1;
                assert!(steps <= sentence.range().len(), "a cycle");
            }
        }
    }
}

/// The vectors behind the answers, to the last bit. They are sums of whole numbers and of floating-point numbers in one
/// order, so no machine may give others. If one does, its compiler or processor does not keep to IEEE 754, and its answers may
/// differ where two are nearly as good.
#[test]
fn every_machine_finds_the_same_bits() {
    let model = Careful::load(careful::EMBEDDED).unwrap();
    let mut text = careful::Text::default();
    for sentence in ["Shells fell on Goma .", "Backed by jets , soldiers took the town of Ménaka on Monday ."] {
        model.add(&mut text, sentence.split(' ').map(|word| (word, 0)));
    }
    let mut desk = careful::Desk::default();
    model.answer(&text, &mut desk);
    insta::assert_snapshot!(format!("{:016x}", desk.fingerprint()));
}

/// Python cuts words for training and Rust for reading: one table holds both.
#[test]
fn words_are_cut_as_in_training() {
    let model = Careful::load(careful::EMBEDDED).unwrap();
    for line in include_str!("pieces.tsv").lines().filter(|l| !l.starts_with("# ")) {
        let mut columns = line.split('\t');
        let word = columns.next().unwrap();
        let (pieces, case) = model.pieces_of(word);
        assert_eq!([pieces.join(" "), case.to_string()].as_slice(), columns.collect::<Vec<_>>(), "{word}");
    }
}

/// A caller's own pool must not hand a thread that waits another article, whose reading waits again.
#[test]
fn a_pool_of_the_callers_reads_the_same() {
    use rayon::prelude::*;
    let texts: Vec<String> = (0..200).map(|i| format!("Rebels shelled Goma, police said. {i} people fled.")).collect();
    let alone: Vec<_> = texts.iter().map(|text| answers(&careful().analyse_text(text))).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let together: Vec<_> =
        pool.install(|| texts.par_iter().map(|text| answers(&careful().analyse_text(text))).collect());
    assert_eq!(alone, together);
}

/// What a sentence is read with, and in which order, changes nothing.
#[test]
fn a_sentence_is_read_for_itself() {
    let lines =
        ["Rebels shelled Goma.", TEXT, "NATO said no.", "The 12 dead were found in a well near Bria, police said."];
    let model = Careful::load(careful::EMBEDDED).unwrap();
    let read = |order: &[usize]| {
        let mut text = careful::Text::default();
        order.iter().for_each(|&i| model.add(&mut text, lines[i].split(' ').map(|word| (word, 0))));
        let mut desk = careful::Desk::default();
        model.answer(&text, &mut desk);
        desk.answers().clone()
    };
    let together = read(&[0, 1, 2, 3]);
    let mut at = 0;
    for (i, line) in lines.iter().enumerate() {
        let alone = read(&[i]);
        let n = line.split(' ').count();
        assert_eq!(alone.classes, together.classes[at..at + n]);
        assert_eq!(alone.heads, together.heads[at..at + n]);
        assert_eq!(alone.relations, together.relations[at..at + n]);
        assert_eq!(alone.labels, together.labels[at..at + n]);
        at += n;
    }
}

#[test]
fn many_threads_read_the_same() {
    let want = answers(&careful().analyse_text(TEXT));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(answers(&careful().analyse_text(TEXT)), want));
        }
    });
}

#[test]
fn hard_input_gives_sound_trees() {
    let words = "the convoy of trucks went on and ".repeat(800);
    let marks = "? ! ; ".repeat(400);
    let cases = [
        "",
        " ",
        "\n\n",
        ".",
        "Goma",
        "REBELS SHELL GOMA AS TALKS FAIL",
        "الجيش يعلن مقتل سبعة مسلحين في الأنبار",
        "俄罗斯导弹袭击哈尔科夫",
        "a\u{0301}\u{0301}\u{0301} e\u{200d}\u{200d}",
        "http://example.org/a/very/long/address/that/goes/on/and/on/and/on/and/on.html?with=much&behind=it",
        words.as_str(),
        marks.as_str(),
    ];
    for text in cases {
        is_sound(&careful().analyse_text(text));
    }
    is_sound(&careful().analyse_text(&"x".repeat(70_000)));
}

/// The root of a later stretch hangs beside the first one's.
#[test]
fn a_sentence_without_an_end_has_one_root() {
    let text = "soldiers fired at the crowd, people ran, ".repeat(60);
    let analysis = careful().analyse_text(&text);
    is_sound(&analysis);
    let beside = analysis.columns().relations.iter().filter(|r| r.as_str() == "parataxis").count();
    assert!(beside > 2, "{beside}");
}

#[test]
fn a_damaged_file_is_refused_by_name_and_says_the_way_out() {
    let whole = careful::EMBEDDED;
    let mut other = whole.to_vec();
    other[4] = b'9';
    let mut longer = whole.to_vec();
    longer.push(0);
    for damaged in [&whole[..0], &whole[..4], &whole[..5], &whole[..whole.len() / 2], &whole[1..], &other, &longer] {
        let error = Careful::load(damaged).unwrap_err();
        assert_eq!(error.file, FILE);
        let said = error.to_string();
        assert!(said.contains("careful.bin") && said.contains("hint:") && said.contains("--reader swift"), "{said}");
    }
}

/// Bytes changed anywhere: refused or read, never a panic.
#[test]
fn changed_bytes_do_no_harm() {
    for at in [6, 9, 40, 900, 2_000, 200_000, 300_000, 400_000, 11_000_000, 11_300_000, 22_500_000] {
        let mut bytes = careful::EMBEDDED.to_vec();
        bytes[at..at + 16].fill(0xFF);
        if let Ok(model) = Careful::load(&bytes) {
            let mut text = careful::Text::default();
            model.add(&mut text, TEXT.split(' ').map(|word| (word, 0x7_FFFF)));
            let mut desk = careful::Desk::default();
            model.answer(&text, &mut desk);
            assert_eq!(desk.answers().heads.len(), TEXT.split(" ").count());
        }
    }
}

/// At most 25 MB, as much as a mail may weigh.
#[test]
fn the_file_is_small() {
    assert!(careful::EMBEDDED.len() <= 25_000_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_text_gives_sound_trees(text in "\\PC{0,200}") {
        is_sound(&careful().analyse_text(&text));
    }
}
