//! Linked data: what a page's JSON-LD says of its article (schema.org `NewsArticle`, `LiveBlogPosting` and their kin).
//!
//! A page may describe many things: its site, its trail of sections, the articles beside the text. The article that is
//! meant is the one whose headline the page itself shows; without such a one, the first that has what an article has.
//!
//! Left out on purpose: validation, and vocabularies other than schema.org.

use dateline_model::Strand;

use super::json::Json;
use super::names::Tag;
use super::scan::attributes;
use super::tree::Tree;

/// What linked data says of the article.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    pub headline: Option<String>,
    pub description: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    /// People and organisations, in order; the flag says that it is an organisation.
    pub authors: Vec<(String, bool)>,
    pub publisher: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
    /// Says that one must pay.
    pub paywalled: bool,
    /// The article's text, with its place on the page.
    pub body: Option<Strand>,
    /// Is a live blog.
    pub live: bool,
}

/// Types of schema.org that are reports; `NewsArticle` and all that end like it count besides.
const REPORTS: &[&str] =
    &["BlogPosting", "Report", "LiveBlogPosting", "SocialMediaPosting", "Review", "Recipe", "MedicalWebPage"];

/// What an object says of other things than itself.
const OTHERS: &[&str] =
    &["itemListElement", "hasPart", "review", "reviews", "mentions", "isPartOf", "comment", "citation", "subjectOf"];

/// Descriptions that are looked at: a page that has more is a list.
const LOOKED_AT: usize = 200;

/// Reads the page's JSON-LD. `shown` are the headlines that the page shows or gives in its `meta`, in plain form.
pub(crate) fn linked(tree: &Tree<'_>, shown: &dyn Fn(&str) -> bool) -> Linked {
    let mut roots = Vec::new();
    for raw in &tree.raw {
        let data = raw.tag == Tag::Script
            && attributes(tree.page, raw.attributes).any(|(name, value, _)| {
                name.eq_ignore_ascii_case("type") && value.to_ascii_lowercase().contains("ld+json")
            });
        if data {
            // Some pages put several values one after the other; the first one counts.
            roots.extend(Json::parse(tree.page, raw.content));
        }
    }
    let mut objects = Vec::new();
    for root in &roots {
        gather(root, &mut objects, 0);
    }
    let mut best: Option<(u32, &Json<'_>)> = None;
    for object in objects.iter().filter(|o| is_report(o)).take(LOOKED_AT) {
        let has = |key: &str| u32::from(object.get(key).is_some());
        let fits = object.get("headline").or(object.get("name")).and_then(Json::text).is_some_and(|h| shown(&h));
        let points = 8 * u32::from(fits)
            + 2 * has("datePublished")
            + has("articleBody")
            + has("author")
            + has("headline")
            + has("publisher");
        if points > 0 && best.is_none_or(|(top, _)| points > top) {
            best = Some((points, object));
        }
    }
    let Some((_, article)) = best else {
        return Linked::default();
    };
    let text = |key: &str| article.get(key).and_then(Json::text);
    let publisher = article.get("publisher").map(|p| resolved(p.items().first().unwrap_or(p), &objects));
    Linked {
        headline: text("headline").or_else(|| text("name")),
        description: text("description"),
        published: text("datePublished"),
        modified: text("dateModified"),
        authors: article.get("author").or(article.get("creator")).map_or_else(Vec::new, |a| authors(a, &objects)),
        publisher: publisher.and_then(|p| p.get("name").and_then(Json::text).or_else(|| p.text())),
        language: text("inLanguage").filter(|l| l.len() <= 12),
        url: text("url").or_else(|| {
            let page = article.get("mainEntityOfPage")?;
            page.text().or_else(|| page.get("@id").and_then(Json::text))
        }),
        paywalled: article.get("isAccessibleForFree").is_some_and(Json::is_false),
        body: article.get("articleBody").and_then(Json::strand),
        live: is_type(article, |t| t == "LiveBlogPosting"),
    }
}

/// All objects of a value, outer ones first.
fn gather<'v, 'p>(value: &'v Json<'p>, objects: &mut Vec<&'v Json<'p>>, depth: usize) {
    match value {
        Json::List(values) => values.iter().for_each(|v| gather(v, objects, depth + 1)),
        Json::Object(fields) => {
            objects.push(value);
            // What lies deeper than a graph's nodes and their parts is another thing's.
            if depth < 6 {
                let own = fields.iter().filter(|(name, _)| !OTHERS.contains(name));
                own.for_each(|(_, v)| gather(v, objects, depth + 1));
            }
        }
        _ => {}
    }
}

fn is_type(object: &Json<'_>, wanted: impl Fn(&str) -> bool) -> bool {
    object.get("@type").is_some_and(|t| t.items().iter().any(|t| matches!(t, Json::Text(name, _) if wanted(name))))
}

fn is_report(object: &Json<'_>) -> bool {
    is_type(object, |t| {
        let name = t.rsplit(['/', ':']).next().unwrap_or(t);
        name.ends_with("Article") || name.ends_with("NewsArticle") || REPORTS.contains(&name)
    })
}

/// The object that a reference (`{"@id": …}`) names.
fn resolved<'v, 'p>(value: &'v Json<'p>, objects: &[&'v Json<'p>]) -> &'v Json<'p> {
    let Some(Json::Text(id, _)) = value.get("@id") else { return value };
    if value.get("name").is_some() {
        return value;
    }
    let named = |o: &&&'v Json<'p>| {
        o.get("name").is_some() && matches!(o.get("@id"), Some(Json::Text(other, _)) if other == id)
    };
    objects.iter().find(named).copied().unwrap_or(value)
}

fn authors<'v, 'p>(value: &'v Json<'p>, objects: &[&'v Json<'p>]) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    // A byline of more than thirty names is a list of the site's staff.
    for item in value.items().iter().take(30) {
        let item = resolved(item, objects);
        match item {
            Json::Text(..) => names.extend(item.text().map(|name| (name, false))),
            Json::Object(_) => {
                let organisation = is_type(item, |t| t.ends_with("Organization"));
                if let Some(list) = item.get("name") {
                    names.extend(list.items().iter().filter_map(Json::text).map(|name| (name, organisation)));
                }
            }
            _ => {}
        }
    }
    names
}
