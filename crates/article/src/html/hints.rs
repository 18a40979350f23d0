//! What the names that web designers give to elements say about them.
//!
//! A class such as `c-article__related-links js-share` is read as words, in any of the spellings in use (dashes,
//! underscores, camel case), and each word is looked up in one table. The words are those that sites in general use, in
//! the languages of the development pages; no site's own name stands here. A word after `with`, `has` or `no` says
//! nothing of its element (`article with-sidebar`).
//!
//! Left out on purpose: weights. What a hint is worth depends on where it stands, which `body` knows.

use super::names::Tag;
use super::scan::attributes;

/// A set of hints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hints(u32);

macro_rules! hints {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        impl Hints {
            $($(#[$doc])* pub const $name: Hints = Hints(1 << $bit);)*
        }
    };
}

hints! {
    /// The text of an article ("article-body", "entry-content", `itemprop=articleBody`).
    BODY = 0;
    /// Words under an image.
    CAPTION = 2;
    /// Who owns an image.
    CREDIT = 3;
    /// Who wrote it.
    BYLINE = 4;
    /// When it was published.
    DATE = 5;
    /// The headline.
    HEADLINE = 6;
    /// The summary under the headline.
    STANDFIRST = 7;
    /// Links to other articles.
    RELATED = 8;
    /// Share bars and follow buttons.
    SHARE = 9;
    /// Readers' comments.
    COMMENTS = 10;
    /// Menus, footers, side bars.
    NAVIGATION = 11;
    /// Advertising.
    ADVERT = 12;
    /// Newsletter, subscription, cookie, login boxes.
    BOX = 13;
    /// Tags, topics, print and listen buttons, reading time.
    TOOL = 14;
    /// Not shown.
    HIDDEN = 15;
    /// A picture, gallery or video with what belongs to it.
    MEDIA = 16;
    /// A quotation set apart from the text and taken from it.
    PULLED = 17;
    /// About the author.
    BIO = 20;
    /// A content area: main, content, text.
    CONTENT = 21;
    /// The words "title" or "name", which say something beside others only.
    TITLE = 22;
    /// Something sold or wanted from the reader: donations, products.
    APPEAL = 25;
    /// Behind a paywall.
    PAYWALL = 26;
    /// Embedded from elsewhere: posts of social networks.
    EMBED = 27;
    /// Taken out of sight by a class, which may be a paywall's doing.
    VEILED = 28;
    /// A `figure`.
    FIGURE = 29;
}

impl Hints {
    /// No hint.
    pub const NONE: Self = Self(0);
    /// Everything that is the page's and not the article's.
    pub const FURNITURE: Self = Self(
        Self::RELATED.0
            | Self::SHARE.0
            | Self::COMMENTS.0
            | Self::NAVIGATION.0
            | Self::ADVERT.0
            | Self::BOX.0
            | Self::TOOL.0
            | Self::HIDDEN.0
            | Self::VEILED.0
            | Self::BIO.0
            | Self::APPEAL.0,
    );

    /// The set as bits, for a trace.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Whether any of `other` is among them.
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether none of them says what kind of text stands there.
    pub fn is_plain(self) -> bool {
        !self.any(
            Self::BYLINE.and(Self::DATE).and(Self::HEADLINE).and(Self::STANDFIRST).and(Self::PULLED).and(Self::TITLE),
        )
    }

    /// Both sets.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These without `other`.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What the attributes of an element say. `custom` is the name of an element that HTML does not know.
pub(crate) fn of_element(page: &str, tag: Tag, custom: &str, range: (usize, usize)) -> Hints {
    use Tag::*;
    if matches!(tag, B | I | Em | Strong | U | Br | Hr | Font | Sub | Sup | S | Img | Wbr | Svg) {
        return Hints::NONE;
    }
    let mut hints = words(custom);
    hints = hints.and(match tag {
        Main => Hints::CONTENT,
        Nav | Footer | Menu => Hints::NAVIGATION,
        Figcaption => Hints::CAPTION,
        Figure => Hints::MEDIA.and(Hints::FIGURE),
        Time => Hints::DATE,
        _ => Hints::NONE,
    });
    if range.0 >= range.1 {
        return hints;
    }
    for (name, value, _) in attributes(page, range) {
        let name = name.as_bytes();
        match name.first().map_or(0, u8::to_ascii_lowercase) {
            b'c' if name.eq_ignore_ascii_case(b"class") => hints = hints.and(words(value)),
            b'i' if name.eq_ignore_ascii_case(b"id") => hints = hints.and(words(value)),
            b'i' if name.eq_ignore_ascii_case(b"itemprop") => hints = hints.and(property(value)),
            b'r' if name.eq_ignore_ascii_case(b"role") => {
                hints = hints.and(match value {
                    "navigation" | "banner" | "contentinfo" | "menu" | "menubar" | "search" | "toolbar" | "tablist" => {
                        Hints::NAVIGATION
                    }
                    "dialog" | "alertdialog" => Hints::BOX,
                    "main" => Hints::CONTENT,
                    "figure" => Hints::MEDIA,
                    _ => Hints::NONE,
                });
            }
            b'r' if name.eq_ignore_ascii_case(b"rel") && value.eq_ignore_ascii_case("author") => {
                hints = hints.and(Hints::BYLINE);
            }
            b'h' if name.eq_ignore_ascii_case(b"hidden") && value != "until-found" => hints = hints.and(Hints::HIDDEN),
            b'a' if name.eq_ignore_ascii_case(b"aria-hidden") && value == "true" => hints = hints.and(Hints::VEILED),
            b'a' if name.eq_ignore_ascii_case(b"aria-label") && value.len() <= 40 && tag != A => {
                hints = hints.and(words(value).without(Hints::BODY.and(Hints::CONTENT)));
            }
            b's' if name.eq_ignore_ascii_case(b"style") && is_not_displayed(value) => hints = hints.and(Hints::VEILED),
            // An attribute without a value is a name itself (`data-ad-slot`).
            b'd' if name.len() > 5 && name[..5].eq_ignore_ascii_case(b"data-") && value.is_empty() => {
                hints = hints.and(of_name(&name[5..]));
            }
            b'd' if name.len() > 5 && name[..5].eq_ignore_ascii_case(b"data-") && value.len() <= 60 => {
                // Names that components carry for tests and styles; addresses, settings and numbers are no names.
                let says = [
                    &b"testid"[..],
                    b"test-id",
                    b"component",
                    b"qa",
                    b"type",
                    b"block",
                    b"test",
                    b"cy",
                    b"name",
                    b"t",
                    b"key",
                    b"module",
                    b"gtm-region",
                    b"area",
                    b"role",
                    b"tb-region",
                    b"e2e",
                ];
                if says.iter().any(|s| name[5..].eq_ignore_ascii_case(s)) {
                    hints = hints.and(words(value));
                }
            }
            _ => {}
        }
    }
    hints
}

fn is_not_displayed(style: &str) -> bool {
    let style = style.as_bytes();
    let none = memchr::memmem::find(style, b"none").is_some_and(|at| {
        let before = style[..at].trim_ascii_end();
        before.ends_with(b":") && before[..before.len() - 1].trim_ascii_end().ends_with(b"display")
    });
    none || memchr::memmem::find(style, b"visibility:hidden").is_some()
}

fn property(value: &str) -> Hints {
    let mut hints = Hints::NONE;
    for word in value.split_ascii_whitespace() {
        hints = hints.and(match word {
            "articleBody" | "reviewBody" | "liveBlogUpdate" => Hints::BODY,
            "author" | "creator" => Hints::BYLINE,
            "datePublished" | "dateModified" | "dateCreated" => Hints::DATE,
            "headline" => Hints::HEADLINE,
            "description" | "alternativeHeadline" => Hints::STANDFIRST,
            "caption" => Hints::CAPTION,
            "copyrightHolder" | "creditText" => Hints::CREDIT,
            "comment" => Hints::COMMENTS,
            _ => Hints::NONE,
        });
    }
    hints
}

/// The longest word of the tables.
const LONGEST: usize = 20;

/// What the words of a class, id or component name say.
pub(crate) fn words(names: &str) -> Hints {
    let mut hints = Hints::NONE;
    for name in names.split_ascii_whitespace() {
        hints = hints.and(of_name(name.as_bytes()));
    }
    hints
}

/// Classes that take an element out of sight. As words of longer names they say no such thing (`overflow-hidden`).
#[rustfmt::skip]
const UNSEEN: &[&[u8]] = &[
    b"hidden", b"visually-hidden", b"visuallyhidden", b"visually-hide", b"sr-only", b"sronly", b"screen-reader-text",
    b"screen-reader-only", b"is-hidden", b"u-hidden", b"hide", b"invisible", b"show-for-sr", b"element-invisible",
    b"a11y-hidden", b"u-visually-hidden", b"print-only", b"printonly", b"visible-print", b"only-print",
    b"printfooter", b"d-none",
];

/// The hints of one name (`article__related-links`).
fn of_name(name: &[u8]) -> Hints {
    // A variant of a style for some screens or media ("print:hidden") says nothing of this one.
    // Nor do the values that systems write into classes: the sections and topics of a post.
    const VALUES: &[&[u8]] = &[b"tag-", b"category-", b"topic-", b"section-", b"status-", b"format-", b"author-"];
    if name.contains(&b':') || VALUES.iter().any(|value| name.starts_with(value)) {
        return Hints::NONE;
    }
    if UNSEEN.iter().any(|unseen| name.eq_ignore_ascii_case(unseen)) {
        return Hints::VEILED;
    }
    let mut hints = Hints::NONE;
    let mut word = [0u8; LONGEST];
    let mut len = 0;
    // What the word before said, for pairs such as "article body".
    let mut before = Word::Nothing;
    let mut was_lower = false;
    let mut i = 0;
    loop {
        let byte = name.get(i).copied().unwrap_or(b' ');
        let letter = byte.is_ascii_alphabetic() || byte >= 0x80;
        let starts = byte.is_ascii_uppercase() && was_lower;
        if (!letter || starts) && len > 0 {
            if len <= LONGEST {
                let (found, this) = lookup(&word[..len]);
                let pair = match (before, this) {
                    (Word::Article, Word::Body) | (Word::Body, Word::Article | Word::Body) => {
                        Some(found.and(Hints::BODY))
                    }
                    (Word::Article, Word::Media) if found.is_empty() => Some(Hints::MEDIA),
                    (Word::Read, Word::More) | (Word::More, Word::Article) => Some(Hints::RELATED),
                    _ => Some(found),
                };
                if let Some(found) = pair {
                    hints = hints.and(found);
                }
                // What follows is what the element has beside it or lacks, not what it is.
                if this == Word::Negation {
                    return hints;
                }
                before = this;
            } else {
                before = Word::Nothing;
            }
            len = 0;
        }
        if i >= name.len() {
            return hints;
        }
        if letter {
            if len < LONGEST {
                word[len] = byte.to_ascii_lowercase();
            }
            len += 1;
            was_lower = !byte.is_ascii_uppercase();
        } else {
            was_lower = false;
        }
        i += 1;
    }
}

/// What a word means to the word after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Nothing,
    Negation,
    Article,
    Body,
    Media,
    Read,
    More,
}

/// A word's hints and what it means to the next one.
#[rustfmt::skip]
fn lookup(word: &[u8]) -> (Hints, Word) {
    use Hints as H;
    const NONE: Hints = Hints::NONE;
    let hints = match word {
        b"with" | b"has" | b"no" | b"without" | b"not" | b"before" | b"after" | b"hide" | b"show" | b"enable"
        | b"post_type" => return (NONE, Word::Negation),
        b"article" | b"story" | b"post" | b"entry" | b"news" | b"artikel" | b"articulo" | b"noticia" | b"nota"
        | b"articolo" | b"artigo" | b"materia" | b"beitrag" | b"blog" | b"single" | b"node" | b"page" | b"detail"
        | b"field" | b"art" => return (NONE, Word::Article),
        b"body" | b"content" | b"contents" | b"text" | b"copy" | b"inhalt" | b"contenido" | b"conteudo" | b"contenu"
        | b"texto" | b"texte" | b"testo" | b"cuerpo" | b"corpo" | b"corps" | b"tekst" | b"contenuto" | b"innhold"
        | b"main" => {
            let content = !matches!(word, b"text" | b"copy" | b"texto" | b"texte" | b"testo" | b"tekst" | b"body");
            return (if content { H::CONTENT } else { NONE }, Word::Body);
        }
        b"articlebody" | b"storybody" | b"postbody" | b"entrybody" | b"entrycontent" | b"articletext" | b"storytext"
        | b"articlecontent" | b"postcontent" | b"storycontent" | b"bodytext" | b"bodycopy" | b"maintext"
        | b"fulltext" | b"articlemain" | b"contentbody" | b"artikelbody" | b"articlebodytext" | b"articletextcontent"
        | b"textbody" | b"newsbody" | b"newscontent" | b"newstext" | b"articlecopy" | b"storycopy" | b"prose"
        | b"richtext" | b"wysiwyg" | b"artikeltext" | b"cuerponoticia" | b"textonoticia" | b"articlebodycontent"
        => H::BODY,
        b"image" | b"photo" | b"picture" | b"img" | b"foto" | b"bild" | b"imagen" => return (NONE, Word::Media),
        b"figure" | b"gallery" | b"slideshow" | b"carousel" | b"video" | b"media" | b"mediabox" | b"lightbox"
        | b"galerie" | b"galeria" | b"slider" | b"swiper" | b"videoplayer" | b"jwplayer" | b"brightcove"
        | b"fotostrecke" | b"photobox" | b"imagebox" | b"multimedia" | b"podcast" | b"audio" => H::MEDIA,
        b"read" => return (NONE, Word::Read),
        b"more" => return (NONE, Word::More),
        b"caption" | b"captions" | b"figcaption" | b"imagecaption" | b"photocaption" | b"captiontext"
        | b"legend" | b"legende" | b"bildunterschrift" | b"bildtext" | b"didascalia" | b"epigrafe" | b"legenda"
        | b"picturecaption" | b"mediacaption" | b"bilduntertitel" | b"onderschrift"
        | b"billedtekst" | b"cutline" => H::CAPTION,
        b"credit" | b"credits" | b"photocredit" | b"imagecredit" | b"copyright" | b"photographer" | b"bildnachweis"
        | b"bildquelle" | b"credito" | b"creditos" | b"attribution" | b"rights" | b"fotocredit" | b"captioncredit"
        | b"photoby" => H::CREDIT,
        b"byline" | b"bylines" | b"author" | b"authors" | b"writer" | b"autor" | b"autoren" | b"auteur" | b"auteurs"
        | b"autore" | b"autores" | b"firma" | b"contributors" | b"contributor" | b"authorname" | b"reporter"
        | b"journalist" | b"redakteur" | b"forfatter" | b"creator" | b"signature" | b"redattore" => H::BYLINE,
        b"date" | b"time" | b"timestamp" | b"published" | b"pubdate" | b"datetime" | b"posted" | b"updated"
        | b"datum" | b"fecha" | b"data" | b"publish" | b"publishdate" | b"postdate" | b"datepublished"
        | b"lastupdated" | b"modified" => H::DATE,
        b"headline" | b"headlines" | b"hed" | b"titulo" | b"titel" | b"titre" | b"titolo" | b"schlagzeile"
        | b"articletitle" | b"posttitle" | b"entrytitle" | b"storytitle" => H::HEADLINE,
        b"title" | b"heading" => H::TITLE,
        b"standfirst" | b"subtitle" | b"subheadline" | b"subhed" | b"dek" | b"desc" | b"deck" | b"summary" | b"lead" | b"lede"
        | b"intro" | b"introduction" | b"chapo" | b"excerpt" | b"sapo" | b"sottotitolo" | b"entradilla" | b"bajada"
        | b"copete" | b"vorspann" | b"anleser" | b"ingress" | b"description" | b"strapline" | b"tagline"
        | b"leadtext" | b"introtext" | b"synopsis" | b"abstract" | b"subline" | b"subtitulo" | b"sommario"
        | b"manchet" | b"einleitung" | b"leadin" | b"occhiello" | b"perex" | b"lid" | b"spot" | b"volanta"
        | b"subheader" | b"nutgraf" | b"underrubrik" | b"preamble" => H::STANDFIRST,
        b"related" | b"recommended" | b"recommend" | b"recommendation" | b"recommendations" | b"readmore"
        | b"alsoread" | b"trending" | b"mostread" | b"mostpopular" | b"outbrain" | b"taboola"
        | b"teaser" | b"teasers" | b"promo" | b"promos" | b"promobox" | b"recirc" | b"recirculation" | b"suggestions" | b"suggestion" | b"upnext" | b"nextarticle" | b"onward" | b"zergnet"
        | b"revcontent" | b"mgid" | b"dianomi" | b"morefrom" | b"morestories" | b"relatedstories"
        | b"relatedarticles" | b"relatedposts" | b"relatedcontent" | b"relatedlinks" | b"jp-relatedposts"
        | b"seealso" | b"relacionadas" | b"relacionados" | b"relacionada" | b"correlati" | b"correlate"
        | b"verwandte" | b"mehrzumthema" | b"interlink" | b"linkbox" | b"storylist" | b"articlelist" | b"relatednews"
        | b"editorspicks" | b"moreon" | b"nextpost" | b"prevnext" | b"feed" | b"rail" | b"topstories"
        | b"interstitial" | b"plista" | b"ligatus" | b"yarpp" | b"crosslink" | b"crosslinks" | b"lire" | b"refers"
        | b"linklist" | b"linkliste" | b"recos" | b"reco" => H::RELATED,
        b"share" | b"sharing" | b"social" | b"sharebar" | b"sharetools" | b"sharethis" | b"addthis" | b"addtoany"
        | b"socialbar" | b"socials" | b"follow" | b"sharedaddy" | b"shares" | b"socialshare" | b"sharelinks"
        | b"sharebuttons" | b"socialmedia" | b"teilen" | b"compartir" | b"compartilhar" | b"partage" | b"partager"
        | b"condividi" | b"sns" | b"sassy" | b"shariff" | b"sociallinks" | b"socialicons" => H::SHARE,
        b"comment" | b"comments" | b"disqus" | b"respond" | b"commentlist" | b"discussion" | b"livefyre" | b"coral"
        | b"spotim" | b"viafoura" | b"kommentare" | b"kommentar" | b"comentarios" | b"comentario" | b"commentaires"
        | b"commenti" | b"reacties" | b"openweb" | b"commenting" | b"hyvor" | b"conversation" | b"forum" | b"vuukle"
        | b"reactions" => H::COMMENTS,
        b"nav" | b"navigation" | b"navbar" | b"menu" | b"breadcrumb" | b"breadcrumbs" | b"sidebar" | b"footer"
        | b"masthead" | b"topbar" | b"pagination" | b"pager" | b"skiplink" | b"submenu" | b"megamenu" | b"sitenav"
        | b"subnav" | b"topnav" | b"mainnav" | b"offcanvas" | b"drawer" | b"hamburger" | b"globalnav" | b"sidenav"
        | b"crumbs" | b"crumb" | b"siteheader" | b"sitefooter" | b"ticker" | b"brotkrume" | b"sitemap"
        | b"rightcolumn" | b"rightcol" | b"rightrail" | b"colophon" => H::NAVIGATION,
        b"ad" | b"ads" | b"advert" | b"adverts" | b"advertisement" | b"advertising" | b"adv" | b"sponsor"
        | b"sponsored" | b"sponsors" | b"dfp" | b"gpt" | b"adslot" | b"adunit" | b"adbox" | b"anzeige" | b"werbung"
        | b"publicidad" | b"publicite" | b"pubblicita" | b"adcontainer" | b"adwrapper" | b"banner" | b"banners"
        | b"reklama" | b"reklame" | b"annonce" | b"adsense" | b"adsbygoogle" | b"advertorial" | b"commercial"
        | b"googlead" | b"teads" | b"reklam" => H::ADVERT,
        b"newsletter" | b"newsletters" | b"subscribe" | b"subscription" | b"subscriptions" | b"signup" | b"cookie"
        | b"cookies" | b"consent" | b"gdpr" | b"popup" | b"modal" | b"overlay" | b"login" | b"register"
        | b"registration" | b"cta" | b"callout" | b"optin" | b"mailchimp" | b"onetrust" | b"signin" | b"nlsignup"
        | b"newsletterbox" | b"pushnotification" | b"toast" | b"tooltip" | b"abo" | b"mailinglist" | b"inscription"
        | b"notification" | b"notifications" => H::BOX,
        b"paywall" | b"regwall" | b"piano" | b"premium" | b"subscriber" | b"subscribers" | b"meteredcontent"
        | b"metered" => H::PAYWALL,
        b"toolbar" | b"popular" | b"latest" | b"similar" | b"suggested" | b"secondary" | b"tools" | b"tool" | b"tags" | b"taglist" | b"topics" | b"keywords" | b"readtime"
        | b"readingtime" | b"toolbox" | b"articletools" | b"printbutton" | b"utilities" | b"tagcloud" | b"etiquetas"
        | b"schlagworte" | b"schlagwort" | b"kicker" | b"eyebrow" | b"overline" | b"topline" | b"dachzeile"
        | b"spitzmarke" | b"kickers" | b"rubric" | b"categories" | b"category" | b"hashtag" | b"hashtags" | b"topic"
        | b"themen" | b"rating" | b"ratings" | b"correction" | b"controls" | b"buttons" | b"button" | b"btn"
        | b"bookmark" | b"print" | b"email" | b"toc" | b"tableofcontents" | b"feedback" | b"survey" | b"poll"
        | b"quiz" | b"tts" | b"listen" | b"dropdown" | b"countdown" | b"disclosure" | b"disclaimer" | b"trust"
        => H::TOOL,
        b"pullquote" | b"pull" | b"pulledquote" | b"quotebox" => H::PULLED,
        b"bio" | b"biography" | b"authorbio" | b"authorbox" | b"authorinfo" | b"aboutauthor" | b"authordescription"
        | b"abouttheauthor" | b"endnote" => H::BIO,
        b"donate" | b"donation" | b"donations" | b"membership" | b"supportus" | b"affiliate" | b"spenden" => H::APPEAL,
        b"tweet" | b"twitter" | b"instagram" | b"embed" | b"embedded" | b"facebook" | b"tiktok" | b"oembed" => H::EMBED,
        _ => NONE,
    };
    (hints, Word::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_every_spelling() {
        let cases: &[(&str, Hints)] = &[
            ("article-body", Hints::BODY),
            ("articleBody", Hints::BODY),
            ("c-story__relatedLinks", Hints::RELATED),
            ("with-sidebar", Hints::NONE),
            ("header shadow", Hints::NONE),
            ("shareholder loadable", Hints::NONE),
            ("read-more", Hints::RELATED),
            ("entry_content", Hints::BODY.and(Hints::CONTENT)),
        ];
        for (names, want) in cases {
            assert_eq!(words(names), *want, "{names}");
        }
    }
}
