//! RSS, Atom and sitemaps → entries, by one pass over the XML.
//!
//! A reader of our own over `quick-xml`, because three things matter here that feed crates do not give: a feed that
//! breaks off gives the entries before the break, a day counts as it is written (in its own time zone), and references
//! are bounded. Elements are told by their local names; a prefix counts only where two vocabularies share a name
//! (`content:encoded`, `dc:date`), so that feeds with undeclared prefixes are read too.
//!
//! Nothing outside the feed is ever read. Of the entities that a feed declares, those whose text is plain are expanded,
//! once, up to a bound; what would nest or come from elsewhere is left out, and the entry in which it stood is rejected.
//! References that HTML knows and XML does not (`&nbsp;`) are read as HTML reads them.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::feed::{Body, Entry, MOST_ENTRIES, Parsed, plain};

/// The deepest nesting that is followed, far beyond that of any page.
pub(super) const DEEPEST: usize = 1000;

/// Entities that a feed may declare, the longest text of one, and bytes that all of them may expand to.
const MOST_ENTITIES: usize = 1000;
const LONGEST_ENTITY: usize = 1 << 10;
const MOST_EXPANDED: usize = 1 << 20;

/// What is open between the root and here.
struct Open {
    name: String,
    /// Is the name one of the feed's own vocabulary?
    own: bool,
}

/// The element of an entry, or of the feed, whose words are being gathered.
struct Field {
    name: String,
    depth: usize,
    text: String,
    has_elements: bool,
    /// Where its content begins in the source.
    begin: usize,
    /// Attributes that matter: `type`, and `href`, `src` or `isPermaLink`.
    kind: Option<String>,
    link: Option<String>,
    /// The name in a person.
    part: Option<String>,
}

/// References and what they stand for.
#[derive(Default)]
pub(super) struct References {
    /// Declared by the feed; `None` for those that are not expanded.
    declared: BTreeMap<String, Option<String>>,
    html: BTreeMap<String, String>,
    expanded: usize,
}

/// Reads a feed or sitemap up to its end or its first fault.
pub(super) fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut references = References::default();
    let mut open: Vec<Open> = Vec::new();
    let mut prefix: Option<String> = None;
    let mut entry: Option<(usize, Entry)> = None;
    let mut field: Option<Field> = None;
    loop {
        let before = reader.buffer_position() as usize;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                parsed.broken = Some(format!("at byte {}: {error}", reader.error_position()));
                break;
            }
        };
        match event {
            Event::Start(start) => {
                let (name, own_prefix) = names(&start);
                if open.is_empty() {
                    if !parsed.root.is_empty() {
                        // What follows the root is of no concern.
                        break;
                    }
                    parsed.root.clone_from(&name);
                    prefix.clone_from(&own_prefix);
                }
                let own = own_prefix.is_none() || own_prefix == prefix || own_prefix.as_deref() == Some("rss");
                if let Some(field) = &mut field {
                    field.has_elements = true;
                    if field.name == "author" && name == "name" {
                        field.text.clear();
                    }
                } else if let Some((depth, _)) = &entry {
                    if open.len() == *depth + 1 {
                        field = Some(Field::new(
                            &start,
                            qualified(&name, own, own_prefix.as_deref()),
                            open.len(),
                            reader.buffer_position(),
                        ));
                    }
                } else if own && matches!(name.as_str(), "item" | "entry") {
                    if parsed.entries.len() >= MOST_ENTRIES {
                        parsed.broken = Some(format!("after {MOST_ENTRIES} entries"));
                        break;
                    }
                    let about = attribute(&start, "about");
                    entry = Some((open.len(), Entry { id: about, ..Entry::default() }));
                } else if own
                    && matches!(name.as_str(), "title" | "author")
                    && open
                        .last()
                        .is_some_and(|parent| parent.own && matches!(parent.name.as_str(), "channel" | "feed"))
                {
                    field = Some(Field::new(&start, name.clone(), open.len(), reader.buffer_position()));
                } else if own && open.len() == 1 {
                    let is_address = match parsed.root.as_str() {
                        "urlset" => name == "url",
                        "sitemapindex" => name == "sitemap",
                        _ => false,
                    };
                    parsed.addresses += u64::from(is_address);
                }
                if open.len() >= DEEPEST {
                    parsed.broken = Some(format!("at byte {before}: elements are nested more than {DEEPEST} deep"));
                    break;
                }
                open.push(Open { name, own });
            }
            Event::End(_) => {
                let closed = open.pop();
                if field.as_ref().is_some_and(|field| field.depth == open.len()) {
                    if let Some(field) = field.take() {
                        let inner = text.get(field.begin..before).unwrap_or_default();
                        match &mut entry {
                            Some((_, entry)) => field.into_entry(entry, inner),
                            None => field.into_feed(&mut parsed),
                        }
                    }
                } else if let Some(field) = &mut field {
                    // Of a person's name, address and page, the name alone is kept.
                    let is_name = field.name == "author" && closed.is_some_and(|closed| closed.name == "name");
                    if is_name && field.depth + 1 == open.len() {
                        field.part = Some(std::mem::take(&mut field.text));
                    }
                } else if entry.as_ref().is_some_and(|(depth, _)| *depth == open.len()) {
                    parsed.entries.extend(entry.take().map(|(_, entry)| entry));
                }
            }
            Event::Text(words) => {
                if let Some(field) = &mut field {
                    field.text.push_str(&words.xml10_content());
                }
            }
            Event::CData(words) => {
                if let Some(field) = &mut field {
                    field.text.push_str(&words.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(field) = &mut field
                    && !references.resolve(&reference, &mut field.text)
                {
                    parsed.refused_entity = true;
                    if let Some((_, entry)) = &mut entry {
                        entry.refused_entity = true;
                    }
                }
            }
            Event::DocType(doctype) => references.declare(&doctype),
            Event::Eof => {
                if !open.is_empty() {
                    parsed.broken = Some(format!("at byte {}: it is cut off", text.len()));
                }
                break;
            }
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    parsed
}

/// Local name in lower case, and prefix.
pub(super) fn names(start: &BytesStart<'_>) -> (String, Option<String>) {
    let (local, prefix) = start.name().decompose();
    (local.into_inner().to_ascii_lowercase(), prefix.map(|prefix| prefix.into_inner().to_ascii_lowercase()))
}

/// The name by which an element of an entry goes: that of another vocabulary keeps its prefix.
fn qualified(name: &str, own: bool, prefix: Option<&str>) -> String {
    match prefix {
        Some(prefix) if !own => format!("{prefix}:{name}"),
        _ => name.to_owned(),
    }
}

/// The value of an attribute, by its local name.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().into_inner().eq_ignore_ascii_case(name))?;
    let value = &*found.value;
    Some(quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), |value| value.into_owned()))
}

impl Field {
    fn new(start: &BytesStart<'_>, name: String, depth: usize, begin: u64) -> Self {
        let link = match name.as_str() {
            "link" => attribute(start, "href").filter(|_| {
                // Of the other relations none is the page.
                attribute(start, "rel").is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"))
            }),
            "content" => attribute(start, "src"),
            "guid" => attribute(start, "isPermaLink"),
            _ => None,
        };
        let kind = attribute(start, "type").map(|kind| kind.to_ascii_lowercase());
        Self { name, depth, text: String::new(), has_elements: false, begin: begin as usize, kind, link, part: None }
    }

    /// The names of a person field.
    fn person(&self) -> Option<String> {
        let name = match &self.part {
            Some(name) => plain(name),
            None => {
                // RSS: "address (Name)", an address, or against the standard a bare name.
                let text = plain(&self.text);
                match text.split_once('(') {
                    Some((before, name)) if before.contains('@') => name.trim_end_matches(')').trim().to_owned(),
                    _ if text.contains('@') => String::new(),
                    _ => text,
                }
            }
        };
        let name = name.strip_prefix("By ").or_else(|| name.strip_prefix("by ")).unwrap_or(&name).trim();
        Some(name.to_owned()).filter(|name| !name.is_empty())
    }

    /// Markup or words, by the type that Atom gives, else by what they look like.
    fn body(self, inner: &str) -> Body {
        let is_atom_text = matches!(self.kind.as_deref(), Some("text" | "text/plain"));
        let is_inline = self.has_elements && !matches!(self.kind.as_deref(), Some("html" | "text/html"));
        if is_inline {
            // The markup as it stands, with the prefix of XHTML taken off.
            let markup = if inner.contains("<xhtml:") {
                inner.replace("<xhtml:", "<").replace("</xhtml:", "</")
            } else {
                inner.to_owned()
            };
            Body::Html(markup)
        } else if is_atom_text {
            Body::Text(self.text)
        } else {
            Body::told_by_its_looks(self.text)
        }
    }

    fn into_entry(self, entry: &mut Entry, inner: &str) {
        let words = || Some(self.text.trim().to_owned()).filter(|words| !words.is_empty());
        match self.name.as_str() {
            "title" => {
                let title = if matches!(self.kind.as_deref(), None | Some("html" | "text/html")) {
                    plain(&self.text)
                } else {
                    self.text.split_whitespace().collect::<Vec<_>>().join(" ")
                };
                entry.title = Some(title).filter(|title| !title.is_empty());
            }
            "link" => {
                let link = self.link.clone().or_else(|| words().filter(|_| self.kind.is_none()));
                if entry.link.is_none() {
                    entry.link = link;
                }
            }
            "guid" | "id" => {
                let is_address = self.link.as_deref() != Some("false");
                entry.id = words();
                if self.name == "guid" && is_address {
                    entry.permalink = words().filter(|id| id.starts_with("http"));
                }
            }
            "pubdate" | "published" | "issued" | "dc:date" | "dcterms:issued" | "created" => {
                entry.published = entry.published.take().or_else(words);
            }
            "updated" | "modified" | "dcterms:modified" => {
                entry.updated = entry.updated.take().or_else(words);
            }
            "author" | "dc:creator" => entry.authors.extend(self.person()),
            "content:encoded" => {
                let body = Body::Html(if self.has_elements { inner.to_owned() } else { self.text });
                entry.content = Some(body).filter(|body| !body.is_blank());
            }
            "content" if self.link.is_none() => {
                entry.content = Some(self.body(inner)).filter(|body| !body.is_blank());
            }
            "description" | "summary" | "excerpt:encoded" => {
                let body = || Some(self.body(inner)).filter(|body| !body.is_blank());
                entry.summary = entry.summary.take().or_else(body);
            }
            _ => {}
        }
    }

    fn into_feed(self, parsed: &mut Parsed) {
        match self.name.as_str() {
            "title" => parsed.title = Some(plain(&self.text)).filter(|title| !title.is_empty()),
            "author" => parsed.authors.extend(self.person()),
            _ => {}
        }
    }
}

impl References {
    /// Puts what a reference stands for behind `out`; `false` if it is not expanded.
    pub(super) fn resolve(&mut self, reference: &BytesRef<'_>, out: &mut String) -> bool {
        let name: &str = reference;
        if reference.is_char_ref() {
            out.push(reference.resolve_char_ref().ok().flatten().unwrap_or('\u{fffd}'));
            return true;
        }
        if let Some(known) = quick_xml::escape::resolve_predefined_entity(name) {
            out.push_str(known);
            return true;
        }
        if let Some(declared) = self.declared.get(name) {
            let Some(text) = declared else { return false };
            self.expanded += text.len();
            if self.expanded > MOST_EXPANDED {
                return false;
            }
            out.push_str(text);
            return true;
        }
        if name.len() > LONGEST_ENTITY {
            out.push_str(name);
            return true;
        }
        match self.html.get(name) {
            Some(text) => out.push_str(text),
            None => {
                let text = plain_reference(name);
                out.push_str(&text);
                if self.html.len() < MOST_ENTITIES {
                    self.html.insert(name.to_owned(), text);
                }
            }
        }
        true
    }

    /// Takes in the entities that the document type declares.
    pub(super) fn declare(&mut self, doctype: &str) {
        let mut rest = doctype;
        while let Some(place) = rest.find("<!ENTITY") {
            rest = rest[place + "<!ENTITY".len()..].trim_start();
            // Parameter entities are of use within the declarations only.
            if rest.starts_with('%') || self.declared.len() >= MOST_ENTITIES {
                continue;
            }
            let name_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (name, after) = rest.split_at(name_end);
            let after = after.trim_start();
            let quoted = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let value = quoted.and_then(|quote| after[1..].split_once(quote));
            rest = value.map_or(after, |(_, behind)| behind);
            let plain = value
                .map(|(value, _)| value)
                .filter(|value| value.len() <= LONGEST_ENTITY && !value.contains('<'))
                .and_then(|value| quick_xml::escape::unescape(value).ok())
                .filter(|value| !value.contains(['&', '<']) || value == "&" || value == "<")
                .map(|value| value.into_owned());
            self.declared.entry(name.to_owned()).or_insert(plain);
        }
    }
}

/// What HTML makes of `&name;`.
fn plain_reference(name: &str) -> String {
    let written = format!("&{name};");
    let mut read = String::new();
    super::feed::words_of(&written, &mut read);
    read
}
