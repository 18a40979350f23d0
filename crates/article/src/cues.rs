//! Lines that are the page's and not the article's: buttons, menus, boxes, ends.
//!
//! The tables hold what news sites in general write on their furniture, by what it does to the lines after it. A line
//! is compared whole or by its beginning, never by a word inside, since every one of these words also stands in reports
//! ("Share", "Police search …"). What tables cannot know (a site's own name, its related headlines) is found by
//! repetition, position and shape in `plan`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::furniture::{BEGINS, UNMISTAKABLE, WHOLE};
use crate::furniture_abroad as abroad;

/// What a piece of furniture does to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    /// A button or a label: only itself.
    Control,
    /// A menu, a breadcrumb: only itself, and never inside an article.
    Menu,
    /// The head of a list of other articles: the short lines after it go with it.
    Elsewhere,
    /// "Read more: headline": only itself.
    Pointer,
    /// A newsletter or paywall box: short lines near it go with it.
    Box,
    /// Notes, copyright, tags: the article has ended, or pauses.
    Tail,
    /// Readers' comments: nothing after it belongs to the article.
    Comments,
    /// "Key points": a subheading that introduces a list.
    ListHead,
    /// The line after it is a caption.
    CaptionNext,
}

/// The longest line, in words, that a beginning makes furniture: a paragraph may begin "Get our people out …".
const LONGEST_BOX: usize = 40;

/// The line in lower case with straight apostrophes, without the marks and blanks at its ends.
pub(crate) fn plain(line: &str) -> String {
    let lower = line.to_lowercase().replace(['’', '‘'], "'");
    lower
        .trim_matches(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    ':' | '.'
                        | '|'
                        | '•'
                        | '·'
                        | '»'
                        | '›'
                        | '>'
                        | '<'
                        | '-'
                        | '–'
                        | '—'
                        | '*'
                        | '+'
                        | '('
                        | ')'
                        | '['
                        | ']'
                        | '…'
                )
        })
        .to_owned()
}

/// What furniture `line` is, if any. `words` is its number of words.
pub(crate) fn cue(line: &str, words: usize) -> Option<Cue> {
    if words > LONGEST_BOX {
        return None;
    }
    let bare = plain(line);
    if bare.is_empty() {
        return Some(Cue::Control);
    }
    if words <= LONGEST_WHOLE
        && let Some(cue) = WHOLE_LINES.get(bare.as_str())
    {
        return Some(*cue);
    }
    if is_more_stories(&bare, words) {
        return Some(Cue::Elsewhere);
    }
    if is_filing(&bare, words) {
        return Some(Cue::Tail);
    }
    if is_counter(&bare) {
        return Some(if bare.ends_with("comments") || bare.ends_with("comment") {
            Cue::Comments
        } else {
            Cue::Control
        });
    }
    if is_share_bar(&bare) {
        return Some(Cue::Control);
    }
    if is_menu(line, words) {
        return Some(Cue::Menu);
    }
    let lower = line.to_lowercase().replace(['’', '‘'], "'");
    let lower = lower.trim_start();
    let sentence = words >= SENTENCE && line.trim_end().ends_with(['.', '!', '?', '"', '”', '’']);
    let candidates = lower.chars().next().and_then(|first| BEGINNINGS.get(&first)).map_or(&[][..], Vec::as_slice);
    let mut tried = None;
    for (cue, beginning, unmistakable) in candidates {
        // One beginning of a kind is enough.
        if tried != Some(*cue) && lower.starts_with(beginning) {
            tried = Some(*cue);
            match cue {
                // A sentence is furniture only if no report begins so.
                _ if sentence && !(*unmistakable || speaks_of_reader(lower)) => {}
                // Words that a report may begin with too: the line must speak to the reader.
                Cue::Box if !*unmistakable && !speaks_to_reader(lower) => {}
                Cue::Control | Cue::Pointer if words > 25 => {}
                Cue::Pointer if !beginning.ends_with(':') && words > 16 => {}
                Cue::Tail if words > 30 && !beginning.contains("article") && !beginning.starts_with('©') => {}
                _ => return Some(*cue),
            }
        }
    }
    if words <= 30 && lower.contains("newsletter") && (lower.contains("sign up") || lower.contains("subscribe"))
        || lower.contains("all rights reserved") && words <= 25
    {
        return Some(if lower.contains("rights reserved") { Cue::Tail } else { Cue::Box });
    }
    if words <= 16
        && (lower.contains("free article")
            || lower.contains("cancel any time")
            || lower.contains("cancel anytime")
            || lower.contains("cookie policy"))
    {
        return Some(Cue::Box);
    }
    None
}

/// The longest whole line of the tables, in words.
const LONGEST_WHOLE: usize = 8;

/// The whole lines of both tables; the English one wins.
static WHOLE_LINES: LazyLock<BTreeMap<&str, Cue>> = LazyLock::new(|| {
    let mut lines = BTreeMap::new();
    for (cue, words) in WHOLE.iter().chain(abroad::WHOLE) {
        for line in *words {
            lines.entry(*line).or_insert(*cue);
        }
    }
    lines
});

/// A beginning of lines: what it makes of the line, its words, whether no report begins a sentence so.
type Beginning = (Cue, &'static str, bool);

/// The beginnings of both tables by their first letter, in the tables' order.
static BEGINNINGS: LazyLock<BTreeMap<char, Vec<Beginning>>> = LazyLock::new(|| {
    let mut beginnings: BTreeMap<char, Vec<Beginning>> = BTreeMap::new();
    let home = BEGINS.iter().flat_map(|(cue, list)| list.iter().map(|b| (*cue, *b, UNMISTAKABLE.contains(b))));
    let far = abroad::BEGINS.iter().flat_map(|(cue, list)| list.iter().map(|b| (*cue, *b, true)));
    for beginning in home.chain(far) {
        if let Some(first) = beginning.1.chars().next() {
            beginnings.entry(first).or_default().push(beginning);
        }
    }
    beginnings
});

/// Where a system files a post: "Posted by Jane Doe - Category: Health - Tags: flu".
fn is_filing(bare: &str, words: usize) -> bool {
    const LABELS: &[&str] = &[
        "category:",
        "categories:",
        "categoria:",
        "categoría:",
        "kategorie:",
        "tags:",
        "tag:",
        "tagged",
        "publicado por",
        "posted by",
        "posted in",
        "filed under",
        "published by",
        "veröffentlicht in",
        "etiquetas:",
        "mots-clés",
    ];
    words <= 30 && LABELS.iter().filter(|label| bare.contains(**label)).count() >= 2
}

/// "More from the Herald", "More great stories", "More Middle East news".
fn is_more_stories(bare: &str, words: usize) -> bool {
    let Some(rest) = bare.strip_prefix("more ") else { return false };
    let things = ["stories", "news", "articles", "coverage", "headlines", "videos", "reading", "reports"];
    words <= 7 && (rest.starts_with("from ") || rest.rsplit(' ').next().is_some_and(|last| things.contains(&last)))
}

/// A line of so many words that ends like a sentence may be a paragraph of the report.
const SENTENCE: usize = 8;

/// Words that only a site says to its readers.
fn speaks_of_reader(lower: &str) -> bool {
    const OF_READER: &[&str] = &[
        "newsletter",
        "subscri",
        "cookie",
        "inbox",
        "sign up",
        "log in",
        "free article",
        "unlimited",
        "whatsapp channel",
        "our app",
    ];
    OF_READER.iter().any(|word| lower.contains(word))
}

/// Whether a line that begins like a box addresses its reader.
fn speaks_to_reader(lower: &str) -> bool {
    const TO_READER: &[&str] = &[
        "your",
        "our ",
        "newsletter",
        "subscri",
        "inbox",
        "briefing",
        "cookie",
        "free ",
        "unlimited",
        "log in",
        "sign in",
        "access",
        "journalism",
        "email",
        "alerts",
        "app ",
        "notifications",
        "sign up",
        "reading",
    ];
    !lower.contains(['"', '“', '”']) && TO_READER.iter().any(|word| lower.contains(word))
}

/// "12 comments", "3 min read", "1/5", "1.2k shares", "4 min".
fn is_counter(bare: &str) -> bool {
    let mut words = bare.split(' ');
    let first = words.next().unwrap_or("");
    let number = first.bytes().any(|b| b.is_ascii_digit())
        && first.bytes().all(|b| b.is_ascii_digit() || b"/.,:k%".contains(&b));
    let rest: Vec<&str> = words.collect();
    const COUNTED: &[&str] = &[
        "comments",
        "comment",
        "shares",
        "share",
        "views",
        "likes",
        "min",
        "mins",
        "minute",
        "minutes",
        "read",
        "min.",
        "sec",
        "of",
        "reactions",
        "followers",
        "photos",
        "images",
        "videos",
        "reading",
        "time",
        "listen",
    ];
    number
        && rest.len() <= 3
        && rest.iter().all(|w| COUNTED.contains(w) || w.bytes().all(|b| b.is_ascii_digit()))
        && (!rest.is_empty() || first.contains(['/', ':']) || first.len() <= 2)
}

/// Two or more ways of sharing in one line: "Share on Facebook Share on X Email this article".
fn is_share_bar(bare: &str) -> bool {
    const WAYS: &[&str] = &[
        "share",
        "facebook",
        "twitter",
        "x",
        "whatsapp",
        "telegram",
        "linkedin",
        "reddit",
        "pinterest",
        "email",
        "e-mail",
        "print",
        "copy",
        "link",
        "save",
        "tweet",
        "messenger",
        "bluesky",
        "threads",
        "flipboard",
    ];
    const BETWEEN: &[&str] = &[
        "on", "via", "this", "article", "story", "by", "to", "page", "post", "with", "the", "it", "us", "and", "or",
        "a", "|", "/", "·", "•",
    ];
    let words: Vec<&str> = bare.split_whitespace().collect();
    let ways = words.iter().filter(|w| WAYS.contains(w)).count();
    ways >= 2 && words.iter().all(|w| WAYS.contains(w) || BETWEEN.contains(w))
}

/// Four or more short items between separators ("Home | World | Sport"), or a breadcrumb ("Home > Africa > …").
fn is_menu(line: &str, words: usize) -> bool {
    for separator in [" | ", " • ", " · ", " / ", " > ", " › ", " » ", " :: "] {
        let items: Vec<&str> = line.split(separator).map(str::trim).collect();
        let short = items.iter().all(|item| {
            !item.is_empty() && item.split_whitespace().count() <= 3 && !item.ends_with(['.', ',', '"', '”'])
        });
        if items.len() >= 4 && short {
            return true;
        }
        let trail = matches!(separator, " > " | " › " | " » " | " / ");
        let home = items[0].eq_ignore_ascii_case("home") || items[0].eq_ignore_ascii_case("news");
        if trail
            && items.len() >= 2
            && (home || items.len() >= 3 && short || items.len() == 2 && short && words <= 4 && separator != " / ")
        {
            return true;
        }
    }
    // White space was folded: a menu without separators is a run of section names.
    const SECTIONS: &[&str] = &[
        "home",
        "news",
        "world",
        "politics",
        "sport",
        "sports",
        "opinion",
        "business",
        "culture",
        "weather",
        "video",
        "live",
        "lifestyle",
        "local",
        "economy",
        "obituaries",
        "classifieds",
        "e-edition",
        "travel",
        "tech",
        "health",
        "science",
        "arts",
        "photos",
        "search",
        "contact",
        "about",
    ];
    let lower = line.to_lowercase();
    words >= 3 && lower.split_whitespace().filter(|w| SECTIONS.contains(w)).count() * 3 >= words * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_and_prose() {
        let cases = [
            ("TT", Some(Cue::Control)),
            ("Share on Facebook Share on X Email this article", Some(Cue::Control)),
            ("Home | World | Politics | Sport", Some(Cue::Menu)),
            ("Home > Africa > Mozambique > At least 12 dead as floodwaters cut off Beira suburbs", Some(Cue::Menu)),
            ("Europe › Migration", Some(Cue::Menu)),
            ("News Sports Obituaries Classifieds E-edition", Some(Cue::Menu)),
            ("12 comments", Some(Cue::Comments)),
            ("3 min read", Some(Cue::Control)),
            ("1/5", Some(Cue::Control)),
            ("READ MORE: Why the highlands are sliding", Some(Cue::Pointer)),
            ("Related stories", Some(Cue::Elsewhere)),
            ("Sign up for our morning briefing", Some(Cue::Box)),
            ("You have 2 free articles left", Some(Cue::Box)),
            ("We use cookies to personalise content and ads.", Some(Cue::Box)),
            ("© 2024 The Coastal Herald. All rights reserved.", Some(Cue::Tail)),
            ("Reporting by Iryna Holub in Kyiv; Editing by Susan Thorne", Some(Cue::Tail)),
            ("Key points", Some(Cue::ListHead)),
            ("Police search house after blast", None),
            ("Help us, the villagers cried as the water rose.", None),
            ("You have to choose between death and surrender, the commander told the men in the square.", None),
            ("Share prices fell after the attack on the refinery.", None),
            ("22 dead", None),
            ("Reporting by state media could not be confirmed.", Some(Cue::Tail)),
        ];
        for (line, want) in cases {
            assert_eq!(cue(line, line.split_whitespace().count()), want, "{line}");
        }
    }
}
