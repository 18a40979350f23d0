//! An analysis as CoNLL-U, for scorers and tools, and as columns that a person reads.
//!
//! The format is that of Universal Dependencies: ten columns, heads from 1 in their sentence, `SpaceAfter=No` where
//! tokens touch, and a range (`3-4 don't`) where the treebanks' words are cut finer than its tokens. Names stand in the
//! last column (`Name=B-person`), for no treebank column has them.

use std::fmt::Write as _;

use dateline_lang::Analyzer;
use dateline_model::{Analysis, Columns, Shape, Span, Tokens};

/// Clitics that are words of their own inside a token.
const CLITICS: &[&str] = &["'", "'d", "'ll", "'m", "'re", "'s", "'ve", "n't"];

/// Columns are as wide as their widest word, up to so many letters.
const WIDEST: usize = 40;

/// So many other wordings of a name are shown.
const MOST_WORDINGS: usize = 12;

/// Analyses raw text (a blank line begins a new paragraph) and gives it as CoNLL-U.
pub fn conllu(analyzer: &Analyzer, text: &str) -> String {
    let analysis = analyzer.analyse_paragraphs(text);
    let columns = analysis.columns();
    let names = labels(columns);
    let mut out = String::new();
    let mut paragraphs = columns.blocks.iter().peekable();
    for sentence in &columns.sentences {
        if paragraphs.next_if(|block| block.start() == sentence.start()).is_some() {
            out.push_str("# newpar\n");
        }
        let written = &text[analysis.text_span(*sentence).range()];
        let _ = writeln!(out, "# text = {}", written.split_whitespace().collect::<Vec<_>>().join(" "));
        for i in sentence.start()..sentence.end() {
            let number = i - sentence.start() + 1;
            if is_word_of_token(columns, i, *sentence) {
                // Said at its first word.
            } else if is_word_of_token(columns, i + 1, *sentence) {
                let last = (i + 1..sentence.end()).take_while(|&k| is_word_of_token(columns, k, *sentence)).last();
                let last = last.unwrap_or(i);
                let whole = columns.spans[i as usize].cover(columns.spans[last as usize]);
                let space = if touches(columns, last, *sentence) { "SpaceAfter=No" } else { "_" };
                let end = last - sentence.start() + 1;
                let _ = writeln!(out, "{number}-{end}\t{}\t_\t_\t_\t_\t_\t_\t_\t{space}", &text[whole.range()]);
            }
            let token = analysis.token(i as usize);
            let head = token.head().map_or(0, |head| head.index() as u32 - sentence.start() + 1);
            let inside = is_word_of_token(columns, i, *sentence) || is_word_of_token(columns, i + 1, *sentence);
            let mut misc: Vec<String> = Vec::new();
            misc.extend((!names[i as usize].is_empty()).then(|| format!("Name={}", names[i as usize])));
            misc.extend((!inside && touches(columns, i, *sentence)).then(|| "SpaceAfter=No".to_owned()));
            let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
            let _ = writeln!(
                out,
                "{number}\t{}\t{}\t{}\t{}\t_\t{head}\t{}\t_\t{misc}",
                &text[token.span().range()],
                token.lemma(),
                token.pos().as_str(),
                token.tag().as_str(),
                token.relation().as_str(),
            );
        }
        out.push('\n');
    }
    out
}

/// Analyses raw text and gives it in columns: number, word, dictionary form, part of speech and tag, relation and head,
/// name.
pub fn columns(analyzer: &Analyzer, text: &str) -> String {
    let analysis = analyzer.analyse_paragraphs(text);
    let columns = analysis.columns();
    let names = labels(columns);
    let mut out = String::new();
    for sentence in &columns.sentences {
        let _ = writeln!(
            out,
            "{}",
            text[analysis.text_span(*sentence).range()].split_whitespace().collect::<Vec<_>>().join(" ")
        );
        let width = |of: &dyn Fn(u32) -> usize| (sentence.start()..sentence.end()).map(of).max().unwrap_or(0);
        let chars = |i: u32| text[columns.spans[i as usize].range()].chars().count();
        // A word of a thousand letters must not push all others off the page.
        let lemma = |i: u32| columns.lemmas.get(i as usize).chars().count();
        let (words, lemmas) = (width(&chars).min(WIDEST), width(&lemma).min(WIDEST));
        for i in sentence.start()..sentence.end() {
            let token = analysis.token(i as usize);
            let arc = match token.head() {
                Some(head) => format!(
                    "{} of {} {}",
                    token.relation().as_str(),
                    head.index() as u32 - sentence.start() + 1,
                    &text[head.span().range()]
                ),
                None => "root".to_owned(),
            };
            let tag = format!("{} {}", token.pos().as_str(), token.tag().as_str());
            let line = format!(
                "{:>4}  {:words$}  {:lemmas$}  {tag:10}  {arc:28}  {}",
                i - sentence.start() + 1,
                &text[token.span().range()],
                token.lemma(),
                names[i as usize],
            );
            let _ = writeln!(out, "{}", line.trim_end());
        }
        out.push('\n');
    }
    names_line(&analysis, text, &mut out);
    out
}

/// The names that the text's mentions come together to.
fn names_line(analysis: &Analysis, text: &str, out: &mut String) {
    let words = |tokens: Span<Tokens>| {
        text[analysis.text_span(tokens).range()].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for name in &analysis.columns().names {
        let _ = write!(out, "{}: {}", name.kind.as_str(), words(name.name));
        for (label, list) in [("title", &name.titles), ("role", &name.roles)] {
            for tokens in list {
                let _ = write!(out, "; {label}: {}", words(*tokens));
            }
        }
        let mut others: Vec<String> = Vec::new();
        for other in name.mentions.iter().map(|m| words(*m)) {
            if other != words(name.name) && !others.contains(&other) && others.len() < MOST_WORDINGS {
                others.push(other);
            }
        }
        if !others.is_empty() {
            let _ = write!(out, "; also: {}", others.join(", "));
        }
        out.push('\n');
    }
}

/// `B-person`, `I-person` for the tokens of mentions, `B-title` for titles.
fn labels(columns: &Columns) -> Vec<String> {
    let mut labels = vec![String::new(); columns.spans.len()];
    let mentions = columns.mentions.iter().map(|m| (m.tokens, m.kind.as_str()));
    for (tokens, kind) in mentions.chain(columns.titles.iter().map(|t| (*t, "title"))) {
        for i in tokens.range() {
            labels[i] = format!("{}-{kind}", if i == tokens.start() as usize { "B" } else { "I" });
        }
    }
    labels
}

/// Whether the token at `i` is a later word of the treebanks' token before it: "n't" of "don't".
fn is_word_of_token(columns: &Columns, i: u32, sentence: Span<Tokens>) -> bool {
    if i <= sentence.start() || i >= sentence.end() || !columns.shapes[i as usize].has(Shape::GLUED) {
        return false;
    }
    let (before, norm) = (columns.norms.get(i as usize - 1), columns.norms.get(i as usize));
    let word = columns.shapes[i as usize - 1].has(Shape::WORD);
    let closes = columns.shapes[i as usize].has(Shape::CLOSES);
    word && !closes && CLITICS.binary_search(&norm).is_ok() && (norm != "'" || before.ends_with('s'))
        || before == "can" && norm == "not"
}

/// Whether no white space stands behind the token.
fn touches(columns: &Columns, i: u32, sentence: Span<Tokens>) -> bool {
    i + 1 < sentence.end() && columns.shapes[i as usize + 1].has(Shape::GLUED)
        || i + 1 == sentence.end() && columns.shapes.get(i as usize + 1).is_some_and(|s| s.has(Shape::GLUED))
}
