//! The names of elements, as far as they say something about text.
//!
//! An element that is not here (a custom element, a typo) is [`Tag::Other`] and flows with its line, as in a browser.
//! Left out on purpose: everything about layout that a style sheet decides.

macro_rules! tags {
    ($($tag:ident $name:literal),* $(,)?) => {
        /// An element's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "an element's name says what it is")]
        pub(crate) enum Tag {
            /// Text between tags, in a [`Tree`](super::tree::Tree).
            Text,
            /// Any element that the table does not name.
            Other,
            $($tag),*
        }

        impl Tag {
            /// How many there are.
            pub const COUNT: usize = [Tag::Text, Tag::Other, $(Tag::$tag),*].len();

            /// The tag that `name` (any case) is.
            pub fn of(name: &[u8]) -> Self {
                let mut lower = [0u8; 10];
                let Some(lower) = lower.get_mut(..name.len()) else { return Self::Other };
                lower.copy_from_slice(name);
                lower.make_ascii_lowercase();
                match &*lower {
                    $($name => Self::$tag,)*
                    _ => Self::Other,
                }
            }

            /// Its name in lower case.
            #[cfg(test)]
            pub fn as_str(self) -> &'static str {
                let name: &[u8] = match self { Self::Text => b"#text", Self::Other => b"#other", $(Self::$tag => $name),* };
                std::str::from_utf8(name).unwrap_or("")
            }
        }
    };
}

tags! {
    A b"a", Abbr b"abbr", Address b"address", Article b"article", Aside b"aside", B b"b", Base b"base", Blockquote b"blockquote",
    Body b"body", Br b"br", Button b"button", Caption b"caption", Center b"center", Cite b"cite", Col b"col", Dd b"dd", Details b"details",
    Dialog b"dialog", Div b"div", Dl b"dl", Dt b"dt", Em b"em", Embed b"embed", Fieldset b"fieldset", Figcaption b"figcaption",
    Figure b"figure", Font b"font", Footer b"footer", Form b"form", H1 b"h1", H2 b"h2", H3 b"h3", H4 b"h4", H5 b"h5", H6 b"h6", Head b"head",
    Header b"header", Hr b"hr", Html b"html", I b"i", Iframe b"iframe", Img b"img", Input b"input", Label b"label", Legend b"legend", Li b"li",
    Link b"link", Main b"main", Math b"math", Menu b"menu", Meta b"meta", Nav b"nav", Noembed b"noembed", Noframes b"noframes",
    Noscript b"noscript", Object b"object", Ol b"ol", Optgroup b"optgroup", Option b"option", P b"p", Param b"param", Picture b"picture", Pre b"pre",
    Q b"q", S b"s", Script b"script", Section b"section", Select b"select", Small b"small", Source b"source", Span b"span",
    Strong b"strong", Style b"style", Sub b"sub", Summary b"summary", Sup b"sup", Svg b"svg", Table b"table", Tbody b"tbody", Td b"td",
    Template b"template", Textarea b"textarea", Tfoot b"tfoot", Th b"th", Thead b"thead", Time b"time", Title b"title", Tr b"tr",
    Track b"track", U b"u", Ul b"ul", Video b"video", Audio b"audio", Wbr b"wbr", Canvas b"canvas", Map b"map", Area b"area",
}

impl Tag {
    /// The name of an element whose content is no markup, or nothing of ours.
    pub fn raw(self) -> Option<&'static str> {
        Some(match self {
            Self::Script => "script",
            Self::Style => "style",
            Self::Title => "title",
            Self::Textarea => "textarea",
            Self::Svg => "svg",
            Self::Math => "math",
            Self::Iframe => "iframe",
            Self::Noembed => "noembed",
            Self::Noframes => "noframes",
            Self::Canvas => "canvas",
            _ => return None,
        })
    }

    /// Whether it never has content.
    pub fn is_void(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Area | Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr | Svg | Math
        )
    }

    /// Whether it begins and ends lines.
    pub fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Body
                | Button
                | Caption
                | Center
                | Dd
                | Details
                | Dialog
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Head
                | Header
                | Hr
                | Html
                | Legend
                | Li
                | Main
                | Menu
                | Nav
                | Noscript
                | Ol
                | Optgroup
                | Option
                | P
                | Pre
                | Section
                | Select
                | Summary
                | Table
                | Tbody
                | Td
                | Template
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
                | Video
                | Audio
                | Object
        )
    }

    /// Whether it is one of `h1` to `h6`.
    pub fn is_heading(self) -> bool {
        (Self::H1..=Self::H6).contains(&self)
    }

    /// Whether what stands in it is never text of the page.
    pub fn is_silent(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Head | Noscript | Template | Select | Optgroup | Option | Button | Dialog | Object | Video | Audio
        )
    }
}
