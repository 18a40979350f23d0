//! ninjs, the news agencies' JSON (IPTC ninjs 1 to 3), and what the same object says in ours.
//!
//! Version 1 writes `headline`, `body_html` or `body_xhtml` or `body_text`; versions 2 and 3 write lists (`headlines`,
//! `bodies` with their content type). The day is that of the item's first version.
//!
//! Left out on purpose: pictures and other associations, rights, codes.

use serde::Deserialize;

/// The fields of a ninjs item that make a page.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Item {
    uri: Option<String>,
    guid: Option<String>,
    headlines: Vec<Text>,
    bodies: Vec<Text>,
    body_html: Option<String>,
    body_xhtml: Option<String>,
    body_text: Option<String>,
    pub(super) byline: Option<String>,
    firstcreated: Option<String>,
    versioncreated: Option<String>,
    copyrightholder: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Text {
    role: Option<String>,
    contenttype: Option<String>,
    value: String,
}

fn filled(value: Option<String>) -> Option<String> {
    value.filter(|v| !v.trim().is_empty())
}

impl Item {
    /// The item's identifier.
    pub(super) fn id(&mut self) -> Option<String> {
        filled(self.uri.take()).or_else(|| filled(self.guid.take()))
    }

    /// The main headline of a list of them.
    pub(super) fn headline(&mut self) -> Option<String> {
        let main = self.headlines.iter().position(|h| h.role.as_deref().is_none_or(|r| r.ends_with("main")));
        let at = main.unwrap_or(0);
        (at < self.headlines.len()).then(|| std::mem::take(&mut self.headlines[at].value))
    }

    /// The body as hypertext.
    pub(super) fn html(&mut self) -> Option<String> {
        let html = |text: &Text| text.contenttype.as_deref().is_some_and(|t| t.contains("html"));
        let listed = self.bodies.iter().position(html).map(|at| std::mem::take(&mut self.bodies[at].value));
        filled(self.body_html.take()).or_else(|| filled(self.body_xhtml.take())).or_else(|| filled(listed))
    }

    /// The body as text.
    pub(super) fn text(&mut self) -> Option<String> {
        let listed = self.bodies.iter_mut().map(|body| std::mem::take(&mut body.value)).find(|b| !b.trim().is_empty());
        filled(self.body_text.take()).or(listed)
    }

    /// When the first version was made, else this one.
    pub(super) fn published(&mut self) -> Option<String> {
        filled(self.firstcreated.take()).or_else(|| filled(self.versioncreated.take()))
    }

    /// The house whose item it is.
    pub(super) fn publisher(&mut self) -> Option<String> {
        filled(self.copyrightholder.take()).or_else(|| filled(self.source.take()))
    }
}
