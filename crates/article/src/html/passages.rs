//! The tree → passages: what a reader sees as lines and paragraphs, with the numbers that tell prose from menus.
//!
//! A passage is the longest run of text that no block element and no double line break divides. It is measured on the
//! page's own bytes (words, letters under links, sentence marks) and becomes a [`Strand`] only when somebody wants to
//! read it, since nine of ten passages of a news page are never read.
//!
//! Left out on purpose: which of them belong to the article (`body`).

use dateline_model::{Span, Strand};

use super::hints::Hints;
use super::names::Tag;
use super::references;
use super::tree::Tree;
use crate::blanks::{fold, trimmed};

/// A line or paragraph of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passage {
    /// Its first text node.
    pub first: u32,
    /// One past its last text node.
    pub last: u32,
    /// The innermost block element that holds it.
    pub holder: u32,
    /// What markup says it is.
    pub role: Role,
    /// Letters and other characters, white space apart.
    pub letters: u32,
    /// Those of them under links.
    pub linked: u32,
    /// Those of them in bold.
    pub bold: u32,
    /// Words; in scripts without blanks, half the characters.
    pub words: u32,
    /// Full stops, question and exclamation marks, commas, in any script.
    pub marks: u32,
    /// Ends like a sentence.
    pub closed: bool,
}

/// What markup says a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing more than a line.
    Line,
    /// A `p`.
    Paragraph,
    /// `h1` to `h6`: its level.
    Heading(u8),
    /// An item of a list.
    Item,
    /// Inside a `blockquote`.
    Quotation,
    /// A `figcaption`, or another element that says it holds captions.
    Caption,
    /// Inside a row of a table.
    Row,
    /// A term of a definition list or a `pre`.
    Other,
}

impl Passage {
    /// The share of its letters that are links.
    pub fn link_share(&self) -> f32 {
        if self.letters == 0 { 0.0 } else { self.linked as f32 / self.letters as f32 }
    }

    /// How much it speaks for its place being an article: its words, if it reads like sentences.
    pub fn prose(&self) -> u32 {
        let sentences = self.marks >= 1 && self.words >= 7;
        let linked = self.linked * 2 > self.letters;
        if !sentences || linked || matches!(self.role, Role::Heading(_) | Role::Caption) { 0 } else { self.words }
    }
}

/// The passages of a page, in document order.
pub(crate) fn passages(tree: &Tree<'_>) -> Vec<Passage> {
    let mut walk = Walk { tree, passages: Vec::new(), open: Vec::new(), draft: None, breaks: 0, links: 0, bold: 0 };
    let mut at = 1;
    while at < tree.nodes.len() {
        while walk.open.last().is_some_and(|open| open.end as usize <= at) {
            walk.close();
        }
        let node = tree.nodes[at];
        match node.tag {
            Tag::Text => walk.text(at),
            Tag::Br => walk.line_break(),
            Tag::Hr => walk.flush(),
            Tag::Img => {}
            tag if is_silent(tree, at) => {
                if tag.is_block() && tag != Tag::Button {
                    walk.flush();
                }
                at = node.end as usize;
                continue;
            }
            tag => {
                // The cells of a row are one line.
                let row = walk.open.last().is_some_and(|open| open.role == Role::Row);
                if tag.is_block() && !row {
                    walk.flush();
                }
                // An anchor without an address is a place to jump to, and no link.
                let link = tag == Tag::A && tree.attribute(at, "href").is_some();
                walk.links += u32::from(link);
                walk.bold += u32::from(matches!(tag, Tag::B | Tag::Strong));
                let outer = walk.open.last().map_or(Role::Line, |open| open.role);
                let layout = tag == Tag::Tr && !is_data(tree, at);
                let role = if layout { Role::Line } else { role(tag, node.hints, outer) };
                let block = if tag.is_block() { at as u32 } else { walk.open.last().map_or(0, |open| open.block) };
                walk.open.push(Open { tag, link, end: node.end, role, block });
            }
        }
        at += 1;
    }
    while !walk.open.is_empty() {
        walk.close();
    }
    walk.flush();
    walk.passages
}

fn role(tag: Tag, hints: Hints, outer: Role) -> Role {
    // A paragraph in a quotation is a quotation, a heading in a caption a caption.
    let holds = matches!(outer, Role::Quotation | Role::Caption);
    match tag {
        Tag::Figcaption => Role::Caption,
        _ if holds => outer,
        Tag::Blockquote => Role::Quotation,
        Tag::H1 => Role::Heading(1),
        Tag::H2 => Role::Heading(2),
        Tag::H3 => Role::Heading(3),
        Tag::H4 => Role::Heading(4),
        Tag::H5 | Tag::H6 => Role::Heading(5),
        Tag::Li if outer != Role::Row => Role::Item,
        Tag::Tr => Role::Row,
        Tag::P if matches!(outer, Role::Item | Role::Row) => outer,
        Tag::P => Role::Paragraph,
        Tag::Pre | Tag::Dt | Tag::Dd => Role::Other,
        Tag::Caption => Role::Heading(5),
        Tag::Ul | Tag::Ol | Tag::Table | Tag::Article | Tag::Section | Tag::Main => Role::Line,
        _ if hints.any(Hints::CAPTION) && !hints.any(Hints::BODY.and(Hints::CONTENT)) => Role::Caption,
        _ => outer,
    }
}

/// Whether what stands in an element is no text of the page: by its tag, or because it is a few words in a line that are
/// there for screen readers alone.
fn is_silent(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    match node.tag {
        Tag::Text => false,
        // Some sites open their pictures by a button.
        Tag::Button | Tag::Object | Tag::Video | Tag::Audio | Tag::Select => !is_wrapper(tree, at),
        tag if tag.is_silent() => true,
        tag => {
            let unseen = node.hints.any(Hints::HIDDEN.and(Hints::VEILED)) && !tag.is_block() && tag != Tag::A;
            let parent = &tree.nodes[node.parent as usize];
            // In a heading it is the mark between its parts.
            let heading = parent.tag.is_heading() || tree.nodes[parent.parent as usize].tag.is_heading();
            unseen && !heading && (node.end as usize - at) <= 4
        }
    }
}

/// Bytes of text that make a button or a player the wrapper of something else, or one that was never closed.
const WRAPPER: u32 = 400;

/// Whether an element that has no text of its own holds some: a picture with its caption, or paragraphs.
fn is_wrapper(tree: &Tree<'_>, at: usize) -> bool {
    let mut bytes = 0;
    for node in tree.nodes[at..tree.nodes[at].end as usize].iter().take(400) {
        bytes += if node.tag == Tag::Text { node.source.1 - node.source.0 } else { 0 };
        if node.tag == Tag::Figcaption || bytes > WRAPPER {
            return true;
        }
    }
    false
}

/// Letters of a table's cell above which the table lays out a page.
const LONGEST_CELL: u32 = 200;

/// Whether a row is of a table of data: it has several cells, each short and without paragraphs or tables in it.
fn is_data(tree: &Tree<'_>, row: usize) -> bool {
    let end = tree.nodes[row].end as usize;
    let (mut cells, mut breaks, mut letters) = (0, 0, 0);
    // A row of more than two thousand nodes is no row.
    for at in row + 1..end.min(row + 2000) {
        let node = &tree.nodes[at];
        match node.tag {
            Tag::Table | Tag::H1 => return false,
            Tag::Td | Tag::Th => (cells, breaks, letters) = (cells + 1, 0, 0),
            Tag::Br | Tag::P => breaks += 1,
            Tag::Text => letters += node.source.1 - node.source.0,
            _ => {}
        }
        if letters > LONGEST_CELL || breaks > 3 {
            return false;
        }
    }
    cells >= 2 && end - row <= 2000
}

/// Words of a line that a single line break ends: those of a long headline.
const SHORT_LINE: u32 = 16;

struct Open {
    tag: Tag,
    link: bool,
    end: u32,
    role: Role,
    block: u32,
}

struct Walk<'t, 'p> {
    tree: &'t Tree<'p>,
    passages: Vec<Passage>,
    open: Vec<Open>,
    draft: Option<Passage>,
    /// Line breaks since the last text.
    breaks: u32,
    /// Links around this place.
    links: u32,
    /// `b` and `strong` around it.
    bold: u32,
}

impl Walk<'_, '_> {
    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.links -= u32::from(open.link);
            self.bold -= u32::from(matches!(open.tag, Tag::B | Tag::Strong));
            // The cells of a row are one line; cells that hold paragraphs end lines by those.
            if open.tag.is_block() && (open.role != Role::Row || open.tag == Tag::Tr) {
                self.flush();
            }
        }
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks >= 2 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.breaks = 0;
        if let Some(draft) = self.draft.take().filter(|draft| draft.letters > 0) {
            self.passages.push(draft);
        }
    }

    /// Whether a line that is no sentence ends at a single line break: "Headline<br>By Jane Doe<br>3 May 2024".
    fn is_new_line(&self, next: &str) -> bool {
        let plain = |role| matches!(role, Role::Line | Role::Paragraph);
        let line =
            self.draft.as_ref().is_some_and(|d| plain(d.role) && d.words <= SHORT_LINE && !d.closed && d.marks <= 2);
        line && next.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
    }

    fn text(&mut self, at: usize) {
        let node = self.tree.nodes[at];
        let text = &self.tree.page[node.source.0 as usize..node.source.1 as usize];
        let Measure { letters, words, marks, closed } = measure(text);
        if letters == 0 && self.draft.is_none() {
            return;
        }
        if self.breaks == 1 && self.is_new_line(text) {
            self.flush();
        }
        let open = self.open.last();
        let draft = self.draft.get_or_insert(Passage {
            first: at as u32,
            last: at as u32,
            holder: open.map_or(0, |open| open.block),
            role: open.map_or(Role::Line, |open| open.role),
            letters: 0,
            linked: 0,
            bold: 0,
            words: 0,
            marks: 0,
            closed: false,
        });
        draft.last = at as u32 + 1;
        draft.letters += letters;
        draft.linked += if self.links > 0 { letters } else { 0 };
        draft.bold += if self.bold > 0 { letters } else { 0 };
        draft.words += words;
        draft.marks += marks;
        if letters > 0 {
            draft.closed = closed;
            self.breaks = 0;
        }
    }
}

struct Measure {
    letters: u32,
    words: u32,
    marks: u32,
    closed: bool,
}

/// What each byte of a page's text counts for: 0 a blank, 1 a letter, 2 a mark, 3 neither. Bytes of longer characters
/// are told apart in [`measure`].
const CLASS: [u8; 128] = {
    let mut class = [1u8; 128];
    let mut i = 0;
    while i < 128 {
        let c = i as u8;
        if c.is_ascii_whitespace() || c.is_ascii_control() {
            class[i] = 0;
        } else if matches!(c, b'.' | b',' | b'!' | b'?' | b';') {
            class[i] = 2;
        } else if c.is_ascii_punctuation() {
            class[i] = 3;
        }
        i += 1;
    }
    class
};

fn measure(text: &str) -> Measure {
    let mut m = Measure { letters: 0, words: 0, marks: 0, closed: false };
    let (mut in_word, mut wide) = (false, 0u32);
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let byte = bytes[i];
        if byte < 0x80 {
            match CLASS[byte as usize] {
                0 => in_word = false,
                1 => {
                    m.letters += 1;
                    m.words += u32::from(!in_word);
                    in_word = true;
                }
                2 => {
                    m.letters += 1;
                    m.marks += 1;
                }
                _ => m.letters += 1,
            }
            i += 1;
        } else {
            let len = match byte {
                0xC0..=0xDF => 2,
                0xE0..=0xEF => 3,
                _ => 4,
            };
            m.letters += 1;
            // U+3000 to U+9FFF: Japanese and Chinese, with their marks; Thai and its neighbours have no blanks either.
            let three = len == 3 && i + 2 < bytes.len();
            if three && (0xE3..=0xE9).contains(&byte) {
                wide += 1;
                // 。 、
                m.marks += u32::from(byte == 0xE3 && bytes[i + 1] == 0x80 && matches!(bytes[i + 2], 0x81 | 0x82));
            } else if three && byte == 0xE0 && (0xB8..=0xBA).contains(&bytes[i + 1]) {
                wide += 1;
                in_word = true;
            } else if three && byte == 0xE2 && bytes[i + 1] == 0x80 {
                // Quotation marks and dashes; the ellipsis is a mark.
                m.marks += u32::from(bytes[i + 2] == 0xA6);
            } else if three && byte == 0xEF && bytes[i + 1] == 0xBC {
                // ， ！ ？
                m.marks += u32::from(matches!(bytes[i + 2], 0x8C | 0x81 | 0x9F));
            } else if len == 2 && byte == 0xC2 {
                // A blank that does not break.
                if bytes.get(i + 1) == Some(&0xA0) {
                    m.letters -= 1;
                    in_word = false;
                }
            } else if byte == 0xD8 && matches!(bytes.get(i + 1), Some(0x8C | 0x9F)) {
                // ، ؟
                m.marks += 1;
            } else if three && byte == 0xE0 && bytes[i + 1] == 0xA5 && matches!(bytes[i + 2], 0xA4) {
                // ।
                m.marks += 1;
            } else {
                m.words += u32::from(!in_word);
                in_word = true;
            }
            i += len;
        }
    }
    m.words += wide / 2;
    // Thai marks no sentences; a long run of it is prose all the same.
    if wide > 40 && m.marks == 0 {
        m.marks = wide / 40;
    }
    m.closed = is_closed(text);
    m
}

/// Whether a text ends like a sentence.
pub(crate) fn is_closed(text: &str) -> bool {
    const BEHIND: &[char] = &['"', '”', '’', '\'', ')', ']', '»', '“', '」', '›', '*'];
    let mut text = text;
    loop {
        let bare = text.trim_end_matches(|c: char| c.is_whitespace() || BEHIND.contains(&c));
        let bare = ["&quot;", "&rdquo;", "&nbsp;", "&#8221;"].iter().find_map(|r| bare.strip_suffix(r)).unwrap_or(bare);
        if bare.len() == text.len() {
            break;
        }
        text = bare;
    }
    text.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '؟', '।', '۔']) || text.ends_with("&hellip;")
}

impl Passage {
    /// The words of the passage, with their place on the page.
    pub fn strand(&self, tree: &Tree<'_>) -> Strand {
        self.part(tree, self.first as usize..self.last as usize)
    }

    /// The words of the passage in a range of nodes.
    pub fn part(&self, tree: &Tree<'_>, nodes: std::ops::Range<usize>) -> Strand {
        let mut strand = Strand::default();
        let mut at = nodes.start;
        let mut cell = None;
        while at < nodes.end {
            let node = tree.nodes[at];
            match node.tag {
                Tag::Text => {
                    if self.role == Role::Row {
                        let this = cell_of(tree, at);
                        if cell.is_some_and(|cell| cell != this) && !strand.is_empty() {
                            let place = Span::new(node.source.0, node.source.0);
                            let blank = if strand.text().ends_with(' ') { "| " } else { " | " };
                            strand.push(blank, place);
                        }
                        cell = Some(this);
                    }
                    let text = tree.text(at);
                    // Two elements side by side: a sentence ends with the first.
                    let ended = strand.text().ends_with(['.', '!', '?', '”', '…']);
                    if ended && at > 0 && tree.nodes[at - 1].tag != Tag::Text && text.starts_with(char::is_uppercase) {
                        strand.push(" ", Span::new(node.source.0, node.source.0));
                    }
                    references::fold_text(&mut strand, text, node.source.0);
                }
                Tag::Br if !strand.is_empty() && !strand.text().ends_with(' ') => {
                    fold(&mut strand, " ", node.source.0);
                }
                _ if is_silent(tree, at) => {
                    at = node.end as usize;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        trimmed(&strand)
    }
}

/// The table cell that `node` stands in.
fn cell_of(tree: &Tree<'_>, node: usize) -> u32 {
    let mut at = node;
    for _ in 0..64 {
        let parent = tree.nodes[at].parent as usize;
        if matches!(tree.nodes[parent].tag, Tag::Td | Tag::Th) {
            return parent as u32;
        }
        if parent == at {
            break;
        }
        at = parent;
    }
    0
}
