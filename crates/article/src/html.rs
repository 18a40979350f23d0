//! Hypertext → lines, for simple pages.
//!
//! The page goes through the WHATWG tokenizer (html5gum) and no tree is built: block elements end lines and give them
//! roles, and what can hold no article (`script`, `style`, `nav`, `footer`, `aside` …) is skipped by counting
//! its tags. So the cost is linear and the depth bounded whatever the nesting. If the page has an `article` or `main`
//! element with sentences in it, its lines alone count. Scoring of bodies, metadata and microdata come with the issue
//! on pages.

use std::convert::Infallible;

use dateline_model::{Span, Strand};
use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

use crate::lines::{Line, Role, fold, trimmed};

/// Elements that hold no article text.
const SKIPPED: &[&[u8]] = &[
    b"script",
    b"style",
    b"noscript",
    b"template",
    b"svg",
    b"nav",
    b"footer",
    b"aside",
    b"button",
    b"select",
    b"option",
    b"iframe",
    b"object",
    b"video",
    b"audio",
    b"canvas",
    b"map",
    b"dialog",
    b"menu",
    b"title",
    b"textarea",
    b"math",
    b"datalist",
    b"input",
];

/// Elements without an end tag.
const VOID: &[&[u8]] = &[b"input"];

/// Elements that begin and end a line.
const BLOCKS: &[&[u8]] = &[
    b"p",
    b"div",
    b"li",
    b"ul",
    b"ol",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"article",
    b"section",
    b"main",
    b"header",
    b"blockquote",
    b"figure",
    b"figcaption",
    b"table",
    b"tr",
    b"dl",
    b"dt",
    b"dd",
    b"pre",
    b"br",
    b"hr",
    b"body",
    b"html",
    b"address",
    b"details",
    b"summary",
    b"center",
    b"form",
    b"fieldset",
    b"legend",
    b"caption",
];

/// The lines of a page.
pub(crate) fn lines(page: &str) -> Vec<Line> {
    match read(page, None) {
        Ok(lines) => lines,
        // An element that is skipped and never closed would take the rest of the page with it.
        Err(never_closed) => read(page, Some(never_closed)).unwrap_or_default(),
    }
}

/// The lines of a page, or the skipped element that it never closes (unless that one is `unskipped`).
fn read(page: &str, unskipped: Option<Vec<u8>>) -> Result<Vec<Line>, Vec<u8>> {
    let second = unskipped.is_some();
    let mut reader = Reader { page, unskipped, ..Reader::default() };
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => reader.open(name),
            CallbackEvent::CloseStartTag { self_closing } => reader.opened(self_closing),
            CallbackEvent::EndTag { name } => reader.close(name),
            CallbackEvent::String { value } => reader.string(value, span.start, span.end),
            _ => {}
        }
        None
    });
    let mut emitter = emitter;
    emitter.naively_switch_states(true);
    match Tokenizer::new_with_emitter(page, emitter).finish() {
        Ok(()) => {}
        Err(never) => match never {},
    }
    reader.end_line();
    match reader.skipping.take() {
        Some((name, _)) if !second => Err(name),
        _ => Ok(reader.finish()),
    }
}

#[derive(Default)]
struct Reader<'a> {
    page: &'a str,
    /// Open elements that are skipped, by how deep they nest: the outermost name and its depth.
    skipping: Option<(Vec<u8>, u32)>,
    /// The element that is skipped was opened by the tag at hand.
    just_skipped: bool,
    /// An element that was never closed on this page, and so is not skipped.
    unskipped: Option<Vec<u8>>,
    roles: Vec<Role>,
    articles: u32,
    line: Strand,
    /// Lines, each with whether it stands in an `article` or `main`.
    lines: Vec<(Line, bool)>,
}

impl Reader<'_> {
    fn open(&mut self, name: &[u8]) {
        if let Some((outer, depth)) = &mut self.skipping {
            *depth += u32::from(outer == name);
            return;
        }
        if matches!(name, b"td" | b"th") && !self.line.is_empty() && !self.line.text().ends_with(' ') {
            let end = self.line.source().map_or(0, |source| source.end());
            self.line.push(" ", Span::new(end, end));
        }
        if SKIPPED.contains(&name) && self.unskipped.as_deref() != Some(name) {
            if !VOID.contains(&name) {
                self.skipping = Some((name.to_vec(), 1));
                self.just_skipped = true;
            }
            self.end_line();
            return;
        }
        if !BLOCKS.contains(&name) {
            return;
        }
        self.end_line();
        if let Some(role) = role(name) {
            // Nesting deeper than this is an attack or an accident; the role is lost there, the text is not.
            // `</p>` and `</li>` may be left out: the next one ends it.
            if self.roles.last() == Some(&role) {
                self.roles.pop();
            }
            if self.roles.len() < 64 {
                self.roles.push(role);
            }
        }
        self.articles += u32::from(matches!(name, b"article" | b"main"));
    }

    /// The end of a start tag: `<svg/>` and `<math/>` hold nothing (elsewhere the slash means nothing in HTML).
    fn opened(&mut self, self_closing: bool) {
        let empty = |(name, depth): &(Vec<u8>, u32)| *depth == 1 && matches!(name.as_slice(), b"svg" | b"math");
        if self_closing && std::mem::take(&mut self.just_skipped) && self.skipping.as_ref().is_some_and(empty) {
            self.skipping = None;
        }
        self.just_skipped = false;
    }

    fn close(&mut self, name: &[u8]) {
        if let Some((outer, depth)) = &mut self.skipping {
            if outer == name {
                *depth -= 1;
                if *depth == 0 {
                    self.skipping = None;
                }
            }
            return;
        }
        if !BLOCKS.contains(&name) {
            return;
        }
        self.end_line();
        if let Some(role) = role(name)
            && let Some(at) = self.roles.iter().rposition(|r| *r == role)
        {
            self.roles.truncate(at);
        }
        match name {
            b"ul" | b"ol" => self.roles.retain(|role| *role != Role::Item),
            b"table" => self.roles.retain(|role| *role != Role::Row),
            _ => {}
        }
        if matches!(name, b"article" | b"main") {
            self.articles = self.articles.saturating_sub(1);
        }
    }

    fn string(&mut self, value: &[u8], start: usize, end: usize) {
        if self.skipping.is_some() {
            return;
        }
        let Ok(value) = std::str::from_utf8(value) else {
            return;
        };
        match self.page.get(start..end) {
            Some(raw) if raw == value => fold(&mut self.line, raw, start as u32),
            Some(raw) => self.entities(raw, start),
            // Where the tokenizer's span cannot be trusted, the words stand for the whole of it.
            None => {
                let end = end.min(self.page.len()).max(start.min(self.page.len()));
                self.line.push(value.trim(), Span::new(start.min(end) as u32, end as u32));
            }
        }
    }

    /// Text with character references: each stands for its bytes on the page.
    fn entities(&mut self, raw: &str, start: usize) {
        let mut at = 0;
        while at < raw.len() {
            let Some(amp) = raw[at..].find('&').map(|i| at + i) else {
                fold(&mut self.line, &raw[at..], (start + at) as u32);
                return;
            };
            fold(&mut self.line, &raw[at..amp], (start + at) as u32);
            // The longest reference is 33 bytes long ("&CounterClockwiseContourIntegral;").
            let stop = raw[amp..]
                .char_indices()
                .skip(1)
                .take(40)
                .find(|(_, c)| *c == ';' || !(c.is_ascii_alphanumeric() || *c == '#'))
                .map_or_else(
                    || if raw.len() - amp <= 40 { raw.len() } else { amp + 1 },
                    |(i, c)| amp + i + usize::from(c == ';'),
                );
            let decoded = decoded(&raw[amp..stop]);
            let span = Span::new((start + amp) as u32, (start + stop) as u32);
            if decoded.trim().is_empty() {
                if !self.line.is_empty() && !self.line.text().ends_with(' ') {
                    self.line.push(" ", span);
                }
            } else {
                self.line.push(&decoded, span);
            }
            at = stop;
        }
    }

    fn end_line(&mut self) {
        let strand = trimmed(&std::mem::take(&mut self.line));
        if strand.is_empty() {
            return;
        }
        // A paragraph in a block quotation is a quotation.
        let holds = |role: &&Role| matches!(role, Role::Quotation | Role::Caption | Role::Item | Role::Row);
        let role = self.roles.iter().find(holds).or(self.roles.last()).copied();
        self.lines.push((Line { strand, blanks: 1, role }, self.articles > 0));
    }

    fn finish(self) -> Vec<Line> {
        let sentences = |line: &Line| line.text().ends_with(['.', '”', '"']) && line.text().len() > 60;
        let inside = self.lines.iter().filter(|(line, inside)| *inside && sentences(line)).count();
        let all = self.lines.iter().filter(|(line, _)| sentences(line)).count();
        // Half of the page's sentences: below that the element is a teaser's.
        let only = inside > 0 && inside * 2 >= all;
        self.lines
            .into_iter()
            .filter(|(line, inside)| !only || *inside || line.role == Some(Role::Title))
            .map(|(line, _)| line)
            .collect()
    }
}

fn role(name: &[u8]) -> Option<Role> {
    Some(match name {
        b"h1" => Role::Title,
        b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Role::Heading,
        b"p" => Role::Paragraph,
        b"li" => Role::Item,
        b"blockquote" => Role::Quotation,
        b"figcaption" => Role::Caption,
        b"tr" => Role::Row,
        _ => return None,
    })
}

/// What a character reference stands for, by the tokenizer's own table.
fn decoded(reference: &str) -> String {
    let mut out = String::new();
    for token in Tokenizer::new(reference) {
        if let Ok(html5gum::Token::String(text)) = token {
            out.push_str(&String::from_utf8_lossy(&text.value));
        }
    }
    out
}
