//! Events → a tree of elements and texts, in document order.
//!
//! The nodes lie in one column, each element before what it holds, with one past its last descendant: walking the tree
//! is walking the column, and "what does this element hold" is a range. End tags that pages leave out are supplied as
//! the HTML standard says where it matters for text (`p`, `li`, `dt`, `td`, `tr`, `option`, `a`); an end tag that fits
//! nothing is ignored and one that fits something farther out closes what is in between.
//!
//! Nesting is bounded: deeper than [`DEEPEST`] open elements nothing is opened any more, so the text stays and its
//! structure is lost there, which is flagged. Every step is constant or bounded by that depth.
//!
//! Left out on purpose: foster parenting, the adoption agency and scripts. They move text that reports do not have.

use super::hints::{self, Hints};
use super::names::Tag;
use super::scan::{Event, Scanner, attributes};

/// Open elements past which nesting is flattened. Browsers stop at 512; the deepest of the 376 development pages needs 34.
const DEEPEST: usize = 512;

/// An element or a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub tag: Tag,
    /// What its attributes say of it.
    pub hints: Hints,
    /// The element it stands in; the first node is its own.
    pub parent: u32,
    /// One past its last descendant.
    pub end: u32,
    /// A text's bytes on the page, or those of an element's attributes.
    pub source: (u32, u32),
}

/// A raw element that metadata may want: its attributes and content on the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawElement {
    pub tag: Tag,
    pub attributes: (usize, usize),
    pub content: (usize, usize),
}

/// A page as a tree.
#[derive(Debug)]
pub(crate) struct Tree<'p> {
    pub page: &'p str,
    /// In document order; the first one stands for the page itself.
    pub nodes: Vec<Node>,
    /// Scripts of data and titles, in document order.
    pub raw: Vec<RawElement>,
    /// `meta` and `link` elements: their attributes.
    pub meta: Vec<(Tag, (usize, usize))>,
    /// The attributes of the `html` element.
    pub root: Option<(usize, usize)>,
    /// Whether nesting was flattened.
    pub flattened: bool,
}

impl<'p> Tree<'p> {
    /// The tree of `page`.
    pub fn of(page: &'p str) -> Self {
        let mut builder = Builder::new(page);
        for event in Scanner::new(page) {
            builder.take(event);
        }
        while builder.open.len() > 1 {
            builder.pop();
        }
        let end = builder.tree.nodes.len() as u32;
        builder.tree.nodes[0].end = end;
        builder.tree
    }

    /// The value of an element's attribute, as the page writes it.
    pub fn attribute(&self, node: usize, wanted: &str) -> Option<&'p str> {
        let node = &self.nodes[node];
        if node.tag == Tag::Text {
            return None;
        }
        let range = (node.source.0 as usize, node.source.1 as usize);
        attributes(self.page, range).find(|(name, ..)| name.eq_ignore_ascii_case(wanted)).map(|(_, value, _)| value)
    }

    /// The bytes of a text node, as the page writes them.
    pub fn text(&self, node: usize) -> &'p str {
        let (start, end) = self.nodes[node].source;
        if self.nodes[node].tag == Tag::Text { &self.page[start as usize..end as usize] } else { "" }
    }
}

/// Whether an input field asks the reader for an address.
fn asks(page: &str, range: (usize, usize)) -> bool {
    attributes(page, range).any(|(name, value, _)| {
        let kind = name.eq_ignore_ascii_case("type") && value.eq_ignore_ascii_case("email");
        let named = ["name", "id", "placeholder"].iter().any(|n| name.eq_ignore_ascii_case(n)) && value.len() <= 60;
        kind || named && value.to_ascii_lowercase().contains("mail")
    })
}

struct Builder<'p> {
    tree: Tree<'p>,
    /// The open elements: node and tag.
    open: Vec<(u32, Tag)>,
    /// How many open elements there are of each tag.
    count: [u32; Tag::COUNT],
    /// How many elements of each tag were too deep to be opened: their end tags end nothing.
    too_deep: [u32; Tag::COUNT],
    /// The last thing was a line's end, so white space alone means nothing.
    at_break: bool,
}

impl<'p> Builder<'p> {
    fn new(page: &'p str) -> Self {
        let root = Node { tag: Tag::Html, hints: Hints::NONE, parent: 0, end: 0, source: (0, 0) };
        // A guess that saves most of the growing; the column grows as it must.
        let mut nodes = Vec::with_capacity(page.len() / 64 + 16);
        nodes.push(root);
        let tree = Tree { page, nodes, raw: Vec::new(), meta: Vec::new(), root: None, flattened: false };
        Self { tree, open: vec![(0, Tag::Html)], count: [0; Tag::COUNT], too_deep: [0; Tag::COUNT], at_break: true }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Text { start, end } => {
                let blank = self.tree.page.as_bytes()[start..end].iter().all(u8::is_ascii_whitespace);
                if blank && self.at_break {
                    return;
                }
                self.at_break = false;
                if !blank && self.count[Tag::Head as usize] > 0 {
                    self.leave_head(Tag::Text);
                }
                self.leaf(Tag::Text, Hints::NONE, (start, end));
            }
            Event::Raw { tag, attributes, content } => {
                if matches!(tag, Tag::Script | Tag::Title) {
                    self.tree.raw.push(RawElement { tag, attributes, content });
                }
            }
            Event::Start { tag, name, attributes, .. } => self.start(tag, name, attributes),
            Event::End { tag } => self.end(tag),
        }
    }

    fn leaf(&mut self, tag: Tag, hints: Hints, source: (usize, usize)) {
        let at = self.tree.nodes.len() as u32;
        let parent = self.open.last().map_or(0, |(node, _)| *node);
        let source = (source.0 as u32, source.1 as u32);
        self.tree.nodes.push(Node { tag, hints, parent, end: at + 1, source });
    }

    fn start(&mut self, tag: Tag, name: (usize, usize), attributes: (usize, usize)) {
        match tag {
            Tag::Html | Tag::Body => {
                // One of each is there already; a second one's text goes where it stands.
                if tag == Tag::Html {
                    self.tree.root = self.tree.root.or(Some(attributes));
                } else if self.count[Tag::Head as usize] > 0 {
                    self.pop_to(Tag::Head, &[]);
                }
                self.at_break = true;
                return;
            }
            Tag::Meta | Tag::Link => {
                self.tree.meta.push((tag, attributes));
                // Microdata writes its dates into `meta` beside the text.
                return;
            }
            Tag::Base | Tag::Col | Tag::Param | Tag::Source | Tag::Track | Tag::Wbr | Tag::Area | Tag::Embed => return,
            _ => {}
        }
        if self.open.len() < DEEPEST {
            self.imply(tag);
        }
        let custom = if tag == Tag::Other { self.tree.page.get(name.0..name.1).unwrap_or("") } else { "" };
        let hints = hints::of_element(self.tree.page, tag, custom, attributes);
        let block = tag.is_block();
        if tag.is_void() || matches!(tag, Tag::Script | Tag::Style | Tag::Iframe) {
            self.at_break |= matches!(tag, Tag::Hr | Tag::Br);
            if matches!(tag, Tag::Br | Tag::Hr | Tag::Img) || tag == Tag::Input && asks(self.tree.page, attributes) {
                self.leaf(tag, hints, attributes);
            }
            return;
        }
        self.at_break |= block;
        if self.open.len() >= DEEPEST {
            // Lines still end where they should.
            self.tree.flattened = true;
            self.too_deep[tag as usize] += 1;
            if block {
                self.leaf(Tag::Hr, Hints::NONE, (attributes.0, attributes.0));
            }
            return;
        }
        let at = self.tree.nodes.len() as u32;
        self.leaf(tag, hints, attributes);
        self.open.push((at, tag));
        self.count[tag as usize] += 1;
    }

    /// The head ends where something stands in it that belongs to the body, whether it says so or not.
    fn leave_head(&mut self, tag: Tag) {
        let inner = self.count[Tag::Noscript as usize] + self.count[Tag::Template as usize] > 0;
        if !inner && !matches!(tag, Tag::Head | Tag::Noscript | Tag::Template | Tag::Script | Tag::Style | Tag::Title) {
            self.pop_to(Tag::Head, &[]);
        }
    }

    /// Closes what a start tag closes without saying so.
    fn imply(&mut self, tag: Tag) {
        use Tag::*;
        if self.count[Head as usize] > 0 {
            self.leave_head(tag);
        }
        if tag.is_block()
            && self.count[P as usize] > 0
            && !matches!(tag, Button | Object | Video | Audio | Noscript | Template)
        {
            self.pop_to(P, &[Td, Th, Caption, Button, Object, Template]);
        }
        match tag {
            Li if self.count[Li as usize] > 0 => self.pop_to(Li, &[Ul, Ol, Menu, Td, Th]),
            Dd | Dt if self.count[Dd as usize] + self.count[Dt as usize] > 0 => {
                self.pop_to(Dd, &[Dl, Td, Th]);
                self.pop_to(Dt, &[Dl, Td, Th]);
            }
            Td | Th if self.count[Td as usize] + self.count[Th as usize] > 0 => {
                self.pop_to(Td, &[Table, Tr]);
                self.pop_to(Th, &[Table, Tr]);
            }
            Tr if self.count[Tr as usize] > 0 => self.pop_to(Tr, &[Table]),
            Tbody | Thead | Tfoot => {
                self.pop_to(Tbody, &[Table]);
                self.pop_to(Thead, &[Table]);
                self.pop_to(Tfoot, &[Table]);
            }
            Option | Optgroup if self.count[Option as usize] > 0 => self.pop_to(Option, &[Select]),
            A if self.count[A as usize] > 0 => self.pop_to(A, &[Td, Th, Caption, Object]),
            Button if self.count[Button as usize] > 0 => self.pop_to(Button, &[]),
            _ => {}
        }
    }

    fn end(&mut self, tag: Tag) {
        if tag.is_block() {
            self.at_break = true;
        }
        if self.too_deep[tag as usize] > 0 {
            self.too_deep[tag as usize] -= 1;
            if tag.is_block() {
                self.leaf(Tag::Hr, Hints::NONE, (0, 0));
            }
            return;
        }
        match tag {
            Tag::Br => self.leaf(Tag::Br, Hints::NONE, (0, 0)),
            Tag::Html | Tag::Body | Tag::Text => {}
            Tag::Other => {
                // Which one it is does not matter: none of them ends a line. `p` and `li` need no end tag.
                let found = self.open.iter().rposition(|(_, open)| *open == Tag::Other);
                let near = |(_, open): &(u32, Tag)| !open.is_block() || matches!(open, Tag::P | Tag::Li);
                if let Some(at) = found.filter(|at| self.open[at + 1..].iter().all(near)) {
                    while self.open.len() > at {
                        self.pop();
                    }
                }
            }
            _ if self.count[tag as usize] == 0 => {}
            _ if tag.is_heading() => self.pop_to(tag, &[Tag::Td, Tag::Th]),
            Tag::Table | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot => self.pop_to(tag, &[]),
            _ if tag.is_block() => self.pop_to(tag, &[Tag::Td, Tag::Th, Tag::Caption]),
            // `</b>` does not close the paragraph that was opened after `<b>`.
            _ => {
                let near = self.open.iter().rev().take_while(|(_, open)| !open.is_block());
                if near.clone().any(|(_, open)| *open == tag) {
                    self.pop_to(tag, &[]);
                }
            }
        }
    }

    /// Closes the innermost open `tag` and all that is in it, unless one of `walls` stands before it.
    fn pop_to(&mut self, tag: Tag, walls: &[Tag]) {
        if self.count[tag as usize] == 0 {
            return;
        }
        let found = self.open.iter().rposition(|(_, open)| *open == tag || walls.contains(open));
        let Some(at) = found.filter(|at| self.open[*at].1 == tag && *at > 0) else { return };
        while self.open.len() > at {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some((node, tag)) = self.open.pop() {
            self.tree.nodes[node as usize].end = self.tree.nodes.len() as u32;
            self.count[tag as usize] = self.count[tag as usize].saturating_sub(1);
            self.at_break |= tag.is_block();
        }
    }
}
