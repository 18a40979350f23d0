//! Lines that are the page's and not the article's: buttons, menus, boxes, ends.
//!
//! The tables hold what news sites in general write on their furniture, by what it does to the lines after it. A line
//! is compared whole or by its beginning, never by a word inside, since every one of these words also stands in reports
//! ("Share", "Police search …"). What tables cannot know (a site's own name, its related headlines) is found by
//! repetition, position and shape in `plan`.

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

/// Whole lines, lower case, without marks at their ends.
const WHOLE: &[(Cue, &[&str])] = &[
    (
        Cue::Control,
        &[
            "tt",
            "aa",
            "a a",
            "a a a",
            "a- a a+",
            "a+ a-",
            "a-",
            "a+",
            "text size",
            "font size",
            "share",
            "share this",
            "share this article",
            "share this story",
            "share on",
            "share via",
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
            "mail",
            "copy link",
            "copy url",
            "link copied",
            "print",
            "print this",
            "print page",
            "save",
            "save for later",
            "saved",
            "bookmark",
            "gift",
            "gift this article",
            "comment",
            "flipboard",
            "messenger",
            "viber",
            "pocket",
            "tumblr",
            "instagram",
            "youtube",
            "tiktok",
            "threads",
            "bluesky",
            "rss",
            "send",
            "listen",
            "listen to this article",
            "listen to article",
            "listen to story",
            "play",
            "pause",
            "mute",
            "unmute",
            "play video",
            "watch",
            "watch live",
            "watch video",
            "video",
            "audio",
            "gallery",
            "view gallery",
            "photos",
            "photo gallery",
            "slideshow",
            "next",
            "previous",
            "prev",
            "back",
            "back to top",
            "top",
            "close",
            "menu",
            "open menu",
            "close menu",
            "search",
            "log in",
            "login",
            "sign in",
            "sign out",
            "log out",
            "register",
            "my account",
            "account",
            "subscribe",
            "subscribe now",
            "donate",
            "support us",
            "contribute",
            "get involved",
            "advertisement",
            "advertisements",
            "advertising",
            "advert",
            "ad",
            "sponsored",
            "promoted",
            "sponsored content",
            "paid content",
            "story continues below advertisement",
            "article continues below advertisement",
            "continue reading below",
            "continue reading",
            "story continues",
            "scroll to continue",
            "scroll down",
            "skip ad",
            "loading",
            "loading...",
            "load more",
            "show more",
            "show less",
            "show more posts",
            "view more",
            "see more",
            "see all",
            "view all",
            "more",
            "expand",
            "collapse",
            "follow",
            "follow live",
            "follow us",
            "live",
            "breaking",
            "breaking news",
            "exclusive",
            "full screen",
            "fullscreen",
            "toggle caption",
            "hide caption",
            "enlarge this image",
            "zoom",
            "download",
            "embed",
            "accept",
            "accept all",
            "accept all cookies",
            "accept cookies",
            "reject all",
            "decline",
            "manage preferences",
            "manage cookies",
            "cookie settings",
            "i agree",
            "agree",
            "got it",
            "ok",
            "skip to content",
            "skip to main content",
            "skip to navigation",
            "skip navigation",
            "your email address",
            "email address",
            "enter your email",
            "sign up",
            "sign up now",
            "submit",
            "thank you",
            "thanks for subscribing",
            "reply",
            "report",
            "like",
            "dislike",
            "report abuse",
            "flag",
            "home",
            "terms",
            "privacy",
            "privacy policy",
            "terms of use",
            "terms and conditions",
            "terms of service",
            "contact",
            "contact us",
            "about",
            "about us",
            "advertise",
            "advertise with us",
            "careers",
            "sitemap",
            "site map",
            "help",
            "faq",
            "press",
            "newsletters",
            "newsletter",
            "podcasts",
            "apps",
            "weather",
            "e-paper",
            "epaper",
            "e-edition",
            "select language",
            "language",
            "english",
            "dark mode",
            "light mode",
            "media caption",
            "image",
            "photo",
            "getty images",
            "reuters",
            "afp",
            "ap",
            "epa",
            "file photo",
            "file",
            "updated",
            "published",
            "modified",
            "correction",
            "opens in new window",
            "opens in new tab",
            "join our whatsapp channel",
            "add as preferred source",
            "follow on google news",
            "google news",
            "support independent journalism",
            "live updates",
            "developing",
            "developing story",
            "press release",
            "news",
            "world",
            "politics",
            "business",
            "sport",
            "sports",
            "opinion",
            "culture",
            "lifestyle",
            "technology",
            "tech",
            "health",
            "science",
            "entertainment",
            "economy",
            "local",
            "middle east",
            "africa",
            "asia",
            "europe",
            "americas",
            "travel",
            "arts",
            "education",
            "environment",
            "climate",
            "markets",
            "obituaries",
            "classifieds",
            "fashion",
            "food",
            "real estate",
            "crosswords",
            "games",
            "horoscope",
            "horoscopes",
            "tv",
            "radio",
            "life",
            "money",
            "national",
            "international",
            "regional",
            "features",
            "analysis",
            "editorial",
            "editorials",
            "columns",
            "magazine",
            "latest",
            "latest news",
            "trending",
            "latest updates",
        ],
    ),
    (
        Cue::CaptionNext,
        &[
            "caption",
            "open image in full screen",
            "open image in fullscreen",
            "view image in fullscreen",
            "view image in full screen",
            "image caption",
            "photo caption",
        ],
    ),
    (
        Cue::Elsewhere,
        &[
            "related",
            "related stories",
            "related story",
            "related articles",
            "related article",
            "related news",
            "related topics",
            "related content",
            "related posts",
            "related coverage",
            "related links",
            "related items",
            "related reading",
            "more on this story",
            "more on this topic",
            "more on this",
            "more from this section",
            "more from",
            "more stories",
            "more news",
            "more to read",
            "most read",
            "most popular",
            "most viewed",
            "most shared",
            "most commented",
            "most recent",
            "popular",
            "popular stories",
            "popular now",
            "trending now",
            "trending stories",
            "recommended",
            "recommended for you",
            "recommended stories",
            "recommended articles",
            "recommended reading",
            "editor's picks",
            "editors' picks",
            "editors picks",
            "editor's choice",
            "top stories",
            "top news",
            "also read",
            "also see",
            "see also",
            "read also",
            "read more",
            "read next",
            "up next",
            "next up",
            "what to read next",
            "you may also like",
            "you might also like",
            "you may like",
            "you may be interested in",
            "don't miss",
            "must read",
            "must reads",
            "in case you missed it",
            "in this article",
            "in this story",
            "explore more on these topics",
            "explore more",
            "topics",
            "tags",
            "filed under",
            "latest stories",
            "latest headlines",
            "other news",
            "other stories",
            "other headlines",
            "other articles",
            "further reading",
            "from the web",
            "around the web",
            "from our partners",
            "sponsored links",
            "promoted stories",
            "from elsewhere",
            "elsewhere on the site",
            "in other news",
            "today's headlines",
            "live now",
            "watch next",
            "latest videos",
            "more videos",
            "more in world",
            "more world news",
            "keep reading",
            "read this next",
            "stay connected",
        ],
    ),
    (
        Cue::Comments,
        &[
            "comments",
            "comments section",
            "leave a comment",
            "leave a reply",
            "join the conversation",
            "join the discussion",
            "post a comment",
            "view comments",
            "view all comments",
            "show comments",
            "add a comment",
            "have your say",
            "readers' comments",
            "reader comments",
            "load more comments",
            "all comments",
        ],
    ),
    (
        Cue::ListHead,
        &[
            "key points",
            "key takeaways",
            "highlights",
            "at a glance",
            "in brief",
            "in short",
            "the key points",
            "summary",
            "what we know",
            "what we know so far",
            "story highlights",
            "key developments",
            "latest developments",
            "quick read",
            "quick facts",
            "the main points",
            "main points",
        ],
    ),
];

/// Beginnings of lines, lower case. A line that begins so, and is not a long paragraph, is furniture.
const BEGINS: &[(Cue, &[&str])] = &[
    (
        Cue::Pointer,
        &[
            "read more:",
            "read more :",
            "read more about",
            "read also:",
            "also read:",
            "also see:",
            "see also:",
            "related:",
            "more:",
            "watch:",
            "listen:",
            "read:",
            "read next:",
            "don't miss:",
            "explainer:",
            "in pictures:",
            "in depth:",
            "must read:",
            "click here",
            "follow our live",
            "follow us on",
            "follow the latest",
            "opinion:",
            "view more on",
            "read the full",
            "for more",
            "find us on",
            "join us on",
            "click to",
            "tap here",
            "swipe",
            "»",
            "›",
            ">>",
            "→",
        ],
    ),
    (
        Cue::Control,
        &[
            "share on ",
            "share this",
            "share via ",
            "share:",
            "tweet this",
            "image source,",
            "image source:",
            "source:",
            "video caption",
            "media caption",
            "listen to ",
            "watch the ",
            "story continues below",
            "article continues",
            "skip to ",
            "jump to ",
            "download our app",
            "download the app",
            "get the app",
            "open image",
            "view image",
            "comments (",
            "view comments",
            "show comments",
            "reading time",
            "estimated reading",
            "est. reading",
            "font size",
            "text size",
            "page ",
            "photo gallery",
            "skip past",
            "after newsletter promotion",
            "this video ",
            "your browser does not",
            "please enable javascript",
            "enable javascript",
            "javascript is",
            "powered by",
            "advertisement -",
            "- advertisement",
        ],
    ),
    (
        Cue::Box,
        &[
            "sign up for",
            "sign up to",
            "subscribe to",
            "subscribe for",
            "subscribe now",
            "subscribe today",
            "get our",
            "get the latest",
            "get unlimited",
            "get full access",
            "get breaking",
            "join our",
            "join thousands",
            "enter your email",
            "already a subscriber",
            "already have an account",
            "already a member",
            "not a subscriber",
            "become a member",
            "become a subscriber",
            "create a free account",
            "register for free",
            "to continue reading",
            "continue reading with",
            "you have ",
            "this article is for subscribers",
            "this content is for",
            "this story is for",
            "unlimited access",
            "unlock ",
            "start your free",
            "try it free",
            "support our journalism",
            "support independent",
            "help us",
            "make a donation",
            "privacy notice:",
            "we use cookies",
            "this site uses cookies",
            "this website uses cookies",
            "our site uses cookies",
            "our website uses cookies",
            "we and our partners",
            "by clicking",
            "by continuing",
            "by signing up",
            "by subscribing",
            "by entering your",
            "cookies help us",
            "your privacy",
            "we value your privacy",
            "before you continue",
            "turn on notifications",
            "allow notifications",
            "stay up to date",
            "stay informed",
            "stay ahead",
            "never miss",
            "don't miss out",
            "our morning briefing",
            "the best of",
            "in your inbox",
            "delivered to your inbox",
            "thank you for reading",
            "enjoying this article",
            "disable your ad",
            "please disable",
            "ad blocker",
        ],
    ),
    (
        Cue::Tail,
        &[
            "©",
            "(c) ",
            "copyright",
            "all rights reserved",
            "all content ©",
            "reporting by ",
            "additional reporting by",
            "(reporting by",
            "(additional reporting",
            "editing by",
            "(editing by",
            "writing by",
            "(writing by",
            "compiled by",
            "with files from",
            "with inputs from",
            "with input from",
            "with reporting by",
            "with agency inputs",
            "with agencies",
            "with additional reporting",
            "(with files from",
            "(with inputs from",
            "(with agencies",
            "this article was amended",
            "this article was updated",
            "this article was corrected",
            "this article was originally",
            "this article first appeared",
            "this article originally",
            "this story was originally",
            "this story was first",
            "this story was corrected",
            "this story has been",
            "this article has been",
            "this story was updated",
            "this report was",
            "this post was",
            "correction:",
            "corrections:",
            "clarification:",
            "editor's note:",
            "editors' note:",
            "an earlier version of",
            "our standards:",
            "topics:",
            "topic:",
            "tags:",
            "tag:",
            "filed under",
            "categories:",
            "category:",
            "keywords:",
            "published in ",
            "first published",
            "disclaimer",
            "media contact",
            "press contact",
            "contact:",
            "for further information",
            "for more information",
            "for media",
            "for interviews",
            "notes to editors",
            "about the author",
            "the views expressed",
            "opinions expressed",
            "all times are",
            "follow him on",
            "follow her on",
            "follow them on",
            "send tips",
            "have a tip",
            "got a tip",
            "a version of this article",
            "(except for the headline",
        ],
    ),
];

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
                ) && c != '©'
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
    for (cue, lines) in WHOLE {
        if words <= 6 && lines.contains(&bare.as_str()) {
            return Some(*cue);
        }
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
    for (cue, beginnings) in BEGINS {
        if let Some(beginning) = beginnings.iter().find(|b| lower.starts_with(**b)) {
            match cue {
                // Words that a report may begin with too: the line must speak to the reader.
                Cue::Box if !speaks_to_reader(lower) => {}
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

/// Three or more short items between separators ("Home | World | Sport"), or a breadcrumb ("Home > Africa > …").
fn is_menu(line: &str, words: usize) -> bool {
    for separator in [" | ", " • ", " · ", " / ", " > ", " › ", " » ", " :: ", "   "] {
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
