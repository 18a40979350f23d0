//! What news sites in general write on their furniture: buttons, menus, boxes, ends.
//!
//! Facts about the web, gathered from the habits of many sites and of no one in particular; what the words do to the
//! lines around them is told by [`Cue`]. Order does not matter: whole lines are compared before beginnings.

use crate::cues::Cue;

/// Whole lines, lower case, without marks at their ends.
#[rustfmt::skip]
pub(crate) const WHOLE: &[(Cue, &[&str])] = &[
    (Cue::Control, &[
        "tt", "aa", "a a", "a a a", "a- a a+", "a+ a-", "a-", "a+", "text size", "font size", "share", "share this",
        "share this article", "share this story", "share on", "share via", "facebook", "twitter", "x", "whatsapp",
        "telegram", "linkedin", "reddit", "pinterest", "email", "e-mail", "mail", "copy link", "copy url",
        "link copied", "print", "print this", "print page", "save", "save for later", "saved", "bookmark", "gift",
        "gift this article", "comment", "flipboard", "messenger", "viber", "pocket", "tumblr", "instagram", "youtube",
        "tiktok", "threads", "bluesky", "rss", "send", "listen", "listen to this article", "listen to article",
        "listen to story", "play", "pause", "mute", "unmute", "play video", "watch", "watch live", "watch video",
        "video", "audio", "gallery", "view gallery", "photos", "photo gallery", "slideshow", "next", "previous",
        "prev", "back", "back to top", "top", "close", "menu", "open menu", "close menu", "search", "log in", "login",
        "sign in", "sign out", "log out", "register", "my account", "account", "subscribe", "subscribe now", "donate",
        "support us", "contribute", "get involved", "advertisement", "advertisements", "advertising", "advert", "ad",
        "sponsored", "promoted", "sponsored content", "paid content", "story continues below advertisement",
        "article continues below advertisement", "continue reading below", "continue reading", "story continues",
        "scroll to continue", "scroll down", "skip ad", "loading", "loading...", "load more", "show more",
        "show less", "show more posts", "view more", "see more", "see all", "view all", "more", "expand", "collapse",
        "follow", "follow live", "follow us", "live", "breaking", "breaking news", "exclusive", "full screen",
        "fullscreen", "toggle caption", "hide caption", "enlarge this image", "zoom", "download", "embed", "accept",
        "accept all", "accept all cookies", "accept cookies", "reject all", "decline", "manage preferences",
        "manage cookies", "cookie settings", "i agree", "agree", "got it", "ok", "skip to content",
        "skip to main content", "skip to navigation", "skip navigation", "your email address", "email address",
        "enter your email", "sign up", "sign up now", "submit", "thank you", "thanks for subscribing", "reply",
        "report", "like", "dislike", "report abuse", "flag", "home", "terms", "privacy", "privacy policy",
        "terms of use", "terms and conditions", "terms of service", "contact", "contact us", "about", "about us",
        "advertise", "advertise with us", "careers", "sitemap", "site map", "help", "faq", "press", "newsletters",
        "newsletter", "podcasts", "apps", "weather", "e-paper", "epaper", "e-edition", "select language", "language",
        "english", "dark mode", "light mode", "media caption", "image", "photo", "getty images", "reuters", "afp",
        "ap", "epa", "file photo", "file", "updated", "published", "modified", "correction", "opens in new window",
        "opens in new tab", "join our whatsapp channel", "add as preferred source", "follow on google news",
        "google news", "support independent journalism", "live updates", "developing", "developing story",
        "press release", "news", "world", "politics", "business", "sport", "sports", "opinion", "culture",
        "lifestyle", "technology", "tech", "health", "science", "entertainment", "economy", "local", "middle east",
        "africa", "asia", "europe", "americas", "travel", "arts", "education", "environment", "climate", "markets",
        "obituaries", "classifieds", "fashion", "food", "real estate", "crosswords", "games", "horoscope",
        "horoscopes", "tv", "radio", "life", "money", "national", "international", "regional", "features", "analysis",
        "editorial", "editorials", "columns", "magazine", "latest", "latest news", "trending", "latest updates",
    ]),
    (Cue::CaptionNext, &[
        "caption", "open image in full screen", "open image in fullscreen", "view image in fullscreen",
        "view image in full screen", "image caption", "photo caption",
    ]),
    (Cue::Elsewhere, &[
        "related", "related stories", "related story", "related articles", "related article", "related news",
        "related topics", "related content", "related posts", "related coverage", "related links", "related items",
        "related reading", "more on this story", "more on this topic", "more on this", "more from this section",
        "more from", "more stories", "more news", "more to read", "most read", "most popular", "most viewed",
        "most shared", "most commented", "most recent", "popular", "popular stories", "popular now", "trending now",
        "trending stories", "recommended", "recommended for you", "recommended stories", "recommended articles",
        "recommended reading", "editor's picks", "editors' picks", "editors picks", "editor's choice", "top stories",
        "top news", "also read", "also see", "see also", "read also", "read more", "read next", "up next", "next up",
        "what to read next", "you may also like", "you might also like", "you may like", "you may be interested in",
        "don't miss", "must read", "must reads", "in case you missed it", "in this article", "in this story",
        "explore more on these topics", "explore more", "topics", "tags", "filed under", "latest stories",
        "latest headlines", "other news", "other stories", "other headlines", "other articles", "further reading",
        "from the web", "around the web", "from our partners", "sponsored links", "promoted stories",
        "from elsewhere", "elsewhere on the site", "in other news", "today's headlines", "live now", "watch next",
        "latest videos", "more videos", "more in world", "more world news", "keep reading", "read this next",
        "stay connected",
    ]),
    (Cue::Comments, &[
        "comments", "comments section", "leave a comment", "leave a reply", "join the conversation",
        "join the discussion", "post a comment", "view comments", "view all comments", "show comments",
        "add a comment", "have your say", "readers' comments", "reader comments", "load more comments",
        "all comments",
    ]),
    (Cue::ListHead, &[
        "key points", "key takeaways", "highlights", "at a glance", "in brief", "in short", "the key points",
        "summary", "what we know", "what we know so far", "story highlights", "key developments",
        "latest developments", "quick read", "quick facts", "the main points", "main points",
    ]),
];

/// Beginnings of lines, lower case. A line that begins so, and is not a long paragraph, is furniture.
#[rustfmt::skip]
pub(crate) const BEGINS: &[(Cue, &[&str])] = &[
    (Cue::Pointer, &[
        "read more:", "read more :", "read more about", "read also:", "also read:", "also see:", "see also:",
        "related:", "more:", "watch:", "listen:", "read:", "read next:", "don't miss:", "explainer:", "in pictures:",
        "in depth:", "must read:", "click here", "follow our live", "follow us on", "follow the latest", "opinion:",
        "view more on", "read the full", "find us on", "join us on", "click to", "tap here", "swipe", "»",
        "›", ">>", "→",
    ]),
    (Cue::Control, &[
        "share on ", "share this", "share via ", "share:", "tweet this", "image source,", "image source:", "source:",
        "video caption", "media caption", "listen to ", "watch the ", "story continues below", "article continues",
        "skip to ", "jump to ", "download our app", "download the app", "get the app", "open image", "view image",
        "comments (", "view comments", "show comments", "reading time", "estimated reading", "est. reading",
        "font size", "text size", "photo gallery", "skip past", "after newsletter promotion", "this video ",
        "your browser does not", "please enable javascript", "enable javascript", "javascript is", "powered by",
        "advertisement -", "- advertisement",
    ]),
    (Cue::Box, &[
        "sign up for", "sign up to", "subscribe to", "subscribe for", "subscribe now", "subscribe today", "get our",
        "get the latest", "get unlimited", "get full access", "get breaking", "join our", "join thousands",
        "enter your email", "already a subscriber", "already have an account", "already a member", "not a subscriber",
        "become a member", "become a subscriber", "create a free account", "register for free", "to continue reading",
        "continue reading with", "you have ", "this article is for subscribers", "this content is for",
        "this story is for", "unlimited access", "unlock ", "start your free", "try it free",
        "support our journalism", "support independent", "help us", "make a donation", "privacy notice:",
        "we use cookies", "this site uses cookies", "this website uses cookies", "our site uses cookies",
        "our website uses cookies", "we and our partners", "by clicking", "by continuing", "by signing up",
        "by subscribing", "by entering your", "cookies help us", "your privacy", "we value your privacy",
        "before you continue", "turn on notifications", "allow notifications", "stay up to date", "stay informed",
        "stay ahead", "never miss", "don't miss out", "our morning briefing", "the best of", "in your inbox",
        "delivered to your inbox", "thank you for reading", "enjoying this article", "disable your ad",
        "please disable", "ad blocker", "register / sign in", "create an account", "sign in to", "log in to",
        "this content is reserved", "subscribe for unlimited", "follow us on", "get access to", "don't have an account",
        "our community members are treated", "i would like to be emailed", "read our privacy",
    ]),
    (Cue::Tail, &[
        "©", "(c) ", "copyright", "all rights reserved", "all content ©", "reporting by ", "additional reporting by",
        "(reporting by", "(additional reporting", "editing by", "(editing by", "writing by", "(writing by",
        "compiled by", "with files from", "with inputs from", "with input from", "with reporting by",
        "with agency inputs", "with additional reporting", "(with files from", "(with inputs from",
        "(with agencies", "this article was amended", "this article was updated", "this article was corrected",
        "this article was originally", "this article first appeared", "this article originally",
        "this story was originally", "this story was first", "this story was corrected", "this story has been",
        "this article has been", "this story was updated", "this post was", "correction:",
        "corrections:", "clarification:", "editor's note:", "editors' note:", "an earlier version of",
        "our standards:", "topics:", "topic:", "tags:", "tag:", "filed under", "categories:", "category:",
        "keywords:", "published in ", "first published", "disclaimer", "media contact", "press contact", "contact:",
        "for further information", "for more information", "for interviews", "notes to editors",
        "about the author", "the views expressed", "opinions expressed", "all times are", "follow him on",
        "follow her on", "follow them on", "send tips", "have a tip", "got a tip", "a version of this article",
        "(except for the headline",
    ]),
];

/// Beginnings of [`BEGINS`] with which no report begins a sentence.
#[rustfmt::skip]
pub(crate) const UNMISTAKABLE: &[&str] = &[
    "©", "(c) ", "copyright", "reporting by ", "additional reporting by", "(reporting by", "(additional reporting", "editing by", "(editing by",
    "writing by", "(writing by", "compiled by", "with files from", "(with files from", "with inputs from", "with input from", "(with inputs from",
    "this article was amended", "this article was updated", "this article was corrected", "this article was originally", "this article first appeared",
    "this article originally", "this story was originally", "this story was first", "this story was corrected", "this story has been",
    "this article has been", "this story was updated", "an earlier version of", "a version of this article", "(except for the headline",
    "correction:", "corrections:", "clarification:", "editor's note:", "editors' note:", "our standards:", "topics:", "tags:", "filed under",
    "privacy notice:", "your browser does not", "please enable javascript", "enable javascript", "read more:", "also read:", "read also:", "related:",
    "image source,", "image source:", "source:", "by clicking", "by continuing", "by signing up", "by subscribing", "we use cookies",
    "this site uses cookies", "this website uses cookies", "our site uses cookies", "our website uses cookies", "cookies help us",
    "the views expressed", "opinions expressed", "all times are", "follow him on", "follow her on", "follow them on", "media contact", "press contact",
];
