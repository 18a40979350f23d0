//! Credits: who made the picture, and whose it is.
//!
//! A caption gives its credit in brackets, after a label, after a © or as "AGENCY/Name", nearly always at its end. The
//! credit is taken apart into the agency or owner and the person. What is neither known as an agency nor looks like an
//! organisation is a person.

/// News agencies, photo agencies and others that own pictures, lower case.
const OWNERS: &[&str] = &[
    "aap",
    "abaca",
    "ael",
    "afp",
    "afp/getty images",
    "agence france-presse",
    "agencies",
    "alamy",
    "anadolu",
    "anadolu agency",
    "ani",
    "ansa",
    "ap",
    "ap images",
    "apaimages",
    "associated press",
    "bbc",
    "bloomberg",
    "cnn",
    "corbis",
    "courtesy",
    "dpa",
    "efe",
    "epa",
    "epa-efe",
    "eyevine",
    "flash90",
    "getty",
    "getty images",
    "icrc",
    "ifrc",
    "imago",
    "interfax",
    "irna",
    "istock",
    "kyodo",
    "magnum",
    "middle east images",
    "msf",
    "nasa",
    "newscom",
    "nurphoto",
    "ocha",
    "pa",
    "pa images",
    "pa media",
    "pa wire",
    "picture alliance",
    "planet labs",
    "press association",
    "pti",
    "redux",
    "reuters",
    "rex",
    "rex features",
    "ria novosti",
    "sana",
    "save the children",
    "shutterstock",
    "sipa",
    "sipa usa",
    "sopa images",
    "supplied",
    "tass",
    "the associated press",
    "the canadian press",
    "canadian press",
    "un",
    "un photo",
    "unhcr",
    "unicef",
    "unrwa",
    "upi",
    "us army",
    "us navy",
    "us air force",
    "wfp",
    "who",
    "xinhua",
    "yonhap",
    "zuma press",
    "zuma",
];

/// News agencies whose text papers print: as written in a dateline or byline, and as the record names them.
const AGENCIES: &[(&str, &str)] = &[
    ("aap", "AAP"),
    ("afp", "AFP"),
    ("agence france-presse", "AFP"),
    ("aki", "AKI"),
    ("anadolu", "Anadolu"),
    ("anadolu agency", "Anadolu"),
    ("ani", "ANI"),
    ("ansa", "ANSA"),
    ("ap", "AP"),
    ("associated press", "AP"),
    ("bernama", "Bernama"),
    ("bloomberg", "Bloomberg"),
    ("cna", "CNA"),
    ("cp", "CP"),
    ("dpa", "dpa"),
    ("efe", "EFE"),
    ("fna", "FNA"),
    ("ians", "IANS"),
    ("interfax", "Interfax"),
    ("irna", "IRNA"),
    ("itar-tass", "TASS"),
    ("jiji", "Jiji"),
    ("kuna", "KUNA"),
    ("kyodo", "Kyodo"),
    ("ma'an", "Ma'an"),
    ("mena", "MENA"),
    ("pa", "PA"),
    ("pa media", "PA"),
    ("petra", "Petra"),
    ("pti", "PTI"),
    ("qna", "QNA"),
    ("reuters", "Reuters"),
    ("rferl", "RFE/RL"),
    ("ria novosti", "RIA Novosti"),
    ("saba", "Saba"),
    ("sana", "SANA"),
    ("spa", "SPA"),
    ("sputnik", "Sputnik"),
    ("tass", "TASS"),
    ("the associated press", "AP"),
    ("the canadian press", "CP"),
    ("thomson reuters", "Reuters"),
    ("ukrinform", "Ukrinform"),
    ("unb", "UNB"),
    ("upi", "UPI"),
    ("wafa", "WAFA"),
    ("wam", "WAM"),
    ("xinhua", "Xinhua"),
    ("yonhap", "Yonhap"),
];

/// Words that make a name an organisation's.
const ORGANISATION: &[&str] = &[
    "agency",
    "air",
    "army",
    "association",
    "authority",
    "centre",
    "center",
    "command",
    "committee",
    "corps",
    "council",
    "cross",
    "crescent",
    "defence",
    "defense",
    "department",
    "force",
    "forces",
    "foundation",
    "government",
    "guard",
    "images",
    "initiative",
    "international",
    "media",
    "ministry",
    "monitor",
    "museum",
    "navy",
    "network",
    "news",
    "observatory",
    "office",
    "organisation",
    "organization",
    "photos",
    "pictures",
    "police",
    "pool",
    "press",
    "project",
    "service",
    "services",
    "society",
    "state",
    "television",
    "tv",
    "union",
    "university",
];

/// Words of a credit that name nobody.
const QUALIFIERS: &[&str] = &[
    "file",
    "photo",
    "file photo",
    "handout",
    "pool",
    "photograph",
    "image",
    "picture",
    "via",
    "for",
    "photo by",
    "screengrab",
    "archive",
    "archives",
    "stock",
    "courtesy",
    "representational",
    "illustrative",
];

/// Labels that a credit follows, lower case.
const LABELS: &[&str] = &[
    "photo credit:",
    "picture credit:",
    "image credit:",
    "image credits:",
    "photo courtesy:",
    "photo by:",
    "photographer:",
    "photograph:",
    "photo:",
    "photos:",
    "picture:",
    "pictures:",
    "image:",
    "images:",
    "credit:",
    "credits:",
    "photograph by",
    "photo by",
    "picture by",
    "image by",
    "pic:",
];

/// A caption taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Credit {
    /// Where the caption proper ends: bytes of the line.
    pub caption_end: usize,
    /// Agency or owner, as the page spells it.
    pub owner: Option<String>,
    /// The person, as the page spells it.
    pub photographer: Option<String>,
    /// The credit is nothing but an agency in brackets, which also signs off a text.
    pub bare: bool,
}

/// The record's name for the agency that `name` is, if it is one.
pub(crate) fn agency(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace('’', "'");
    AGENCIES.binary_search_by(|(written, _)| (*written).cmp(name.as_str())).ok().map(|i| AGENCIES[i].1)
}

fn is_owner(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    OWNERS.contains(&name.trim_end_matches(" photos").trim_end_matches(" photo"))
}

/// The credit that ends `line`, if one does.
pub(crate) fn find(line: &str) -> Option<Credit> {
    let trimmed = line.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    // "(AFP Photo/NAME)", "[NAME/Reuters]"
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some(inner) = trimmed.strip_suffix(close)
            && let Some(at) = inner.rfind(open)
        {
            let text = &inner[at + open.len_utf8()..];
            // An agency alone in brackets is a credit behind a sentence; behind words it explains them: "the United
            // Nations (UN)."
            let behind_sentence = line[..at].trim_end().ends_with(['.', '!', '?', '"', '”']);
            let short_line = line.split_whitespace().count() <= 20 && !line.trim_end().ends_with('.');
            if is_owner(text) && !behind_sentence && !short_line {
                continue;
            }
            if let Some(mut credit) = parse(text, false) {
                credit.caption_end = at;
                credit.bare = is_owner(text);
                return Some(credit);
            }
        }
    }
    // "Photo: NAME / AP", "Photograph: NAME/Getty Images", "© UNHCR/NAME"
    // A label ends in a colon or in "by"; few lines have either.
    let labelled = line.contains(':') || line.contains(" by ") || line.contains(" By ");
    // Labels are ASCII, and so lowered the offsets stay those of the line.
    let lower = if labelled { line.to_ascii_lowercase() } else { String::new() };
    if lower.len() == line.len() {
        for label in LABELS {
            if let Some(at) = lower.rfind(label) {
                // After a sentence or a bracket: "In pictures: the road south" is a title.
                let bounded = at == 0
                    || line[..at]
                        .trim_end()
                        .ends_with(['.', '!', '?', '(', ')', '[', ']', '|', '/', '"', '”', ',', '–', '—']);
                let text = &line[at + label.len()..];
                if bounded
                    && text.split_whitespace().count() <= 9
                    && let Some(mut credit) = parse(text, true)
                {
                    credit.caption_end = line[..at].trim_end_matches([' ', '(', '|', '/']).len();
                    return Some(credit);
                }
            }
        }
    }
    if let Some(at) = line.rfind('©') {
        let text = &line[at + '©'.len_utf8()..];
        if text.split_whitespace().count() <= 7
            && !text.trim().starts_with(|c: char| c.is_ascii_digit())
            && !text.to_lowercase().contains("rights")
            && let Some(mut credit) = parse(text, true)
        {
            credit.caption_end = at;
            return Some(credit);
        }
    }
    // "… December 13, 2022. REUTERS/Name", "… | AP"
    if let Some(at) = line.rfind(" | ") {
        let text = &line[at + 3..];
        if at > 20
            && text.split('/').any(is_owner)
            && let Some(mut credit) = parse(text, true)
        {
            credit.caption_end = at;
            return Some(credit);
        }
    }
    let slash = trimmed.rfind('/')?;
    let head = &trimmed[..slash];
    let at = head.rfind(' ').map_or(0, |i| i + 1);
    let (owner, person) = (&head[at..], &trimmed[slash + 1..]);
    let end_of_sentence = at == 0 || head[..at].trim_end().ends_with(['.', ')', '"', '”', '!', '?']) || is_upper(owner);
    if is_owner(owner) && end_of_sentence && is_person(person) {
        return Some(Credit {
            caption_end: at,
            owner: Some(owner.to_owned()),
            photographer: Some(person.trim().to_owned()),
            bare: false,
        });
    }
    None
}

fn is_upper(word: &str) -> bool {
    word.chars().all(|c| !c.is_lowercase())
}

/// Takes the words of a credit apart; `labelled` says that a label or a © vouches for them.
pub(crate) fn parse(text: &str, labelled: bool) -> Option<Credit> {
    let text = text.trim().trim_end_matches([')', ']', '.', ' ']);
    if text.is_empty() || text.len() > 90 {
        return None;
    }
    let mut credit = Credit::default();
    let mut vouched = labelled;
    let mut owners: Vec<&str> = Vec::new();
    let spaced = text.replace(" via ", "/").replace(" for ", "/");
    let mut rest: &str = &spaced;
    for prefix in [
        "Photo by ",
        "Photo: ",
        "Photograph by ",
        "Image by ",
        "Picture by ",
        "Credit: ",
        "File photo: ",
        "Photo courtesy of ",
        "Courtesy of ",
        "Courtesy ",
    ] {
        if let Some(after) = rest.strip_prefix(prefix) {
            (rest, vouched) = (after, true);
        }
    }
    for part in rest.split(['/', ',', '|']).flat_map(|part| part.split(" - ")) {
        let part = part.trim();
        let lower = part.to_lowercase();
        if part.is_empty() {
            continue;
        }
        if QUALIFIERS.contains(&lower.as_str()) {
            vouched = true;
            continue;
        }
        let bare = part.trim_end_matches(" Photos").trim_end_matches(" Photo").trim_end_matches(" photo");
        if is_owner(part) {
            vouched = true;
            owners.push(bare);
        } else if lower.split(' ').any(|w| ORGANISATION.contains(&w)) {
            owners.push(part);
        } else if is_person(part) && credit.photographer.is_none() {
            credit.photographer = Some(part.to_owned());
        } else if labelled
            && part.starts_with(char::is_uppercase)
            && part.split(' ').count() <= 4
            && !part.contains(|c: char| c.is_ascii_digit())
        {
            owners.push(part);
        } else {
            return None;
        }
    }
    if !vouched || (owners.is_empty() && credit.photographer.is_none()) {
        return None;
    }
    if !owners.is_empty() {
        credit.owner = Some(owners.join("/"));
    }
    Some(credit)
}

/// Whether `text` looks like a person's name: two to five words, each with a capital but for particles.
pub(crate) fn is_person(text: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "al", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le", "van", "von", "y",
        "ben",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=5).contains(&words.len())
        && words.iter().all(|word| {
            let mut letters = word.chars().filter(|c| c.is_alphabetic());
            let capital = letters.next().is_some_and(char::is_uppercase);
            let clean = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’' | '‘'));
            clean && (capital || PARTICLES.contains(word) || word.starts_with("al-") || word.starts_with("el-"))
        })
        && !text.to_lowercase().split(' ').any(|w| {
            ORGANISATION.contains(&w)
                || matches!(
                    w,
                    "the"
                        | "our"
                        | "staff"
                        | "editor"
                        | "correspondent"
                        | "reporter"
                        | "desk"
                        | "team"
                        | "agencies"
                        | "bureau"
                )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agencies_are_sorted() {
        for pair in AGENCIES.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
    }

    #[test]
    fn credits_in_many_styles() {
        let cases = [
            ("Troops storm a house on May 2, 2017. (AFP Photo/MARWAN IBRAHIM)", Some(("AFP", "MARWAN IBRAHIM"))),
            ("Smoke rises over the town. (Reuters)", Some(("Reuters", ""))),
            ("A flooded street. [Lucas Matsene/Reuters]", Some(("Reuters", "Lucas Matsene"))),
            ("A church bell. (Peter Aiya, File/AP)", Some(("AP", "Peter Aiya"))),
            ("A street. (AP Photo/Joel Kambale, File)", Some(("AP", "Joel Kambale"))),
            ("A crater in Sake. Photo: Joel Kambale / AP", Some(("AP", "Joel Kambale"))),
            ("A pier. Photograph: Gaetano Ruvolo/AFP/Getty Images", Some(("AFP/Getty Images", "Gaetano Ruvolo"))),
            ("A slope. Image: Simon Kepo via EPA", Some(("EPA", "Simon Kepo"))),
            ("Families in Renk. © UNHCR/Marta Ilunga", Some(("UNHCR", "Marta Ilunga"))),
            ("A hull. Picture credit: Kenya Red Cross", Some(("Kenya Red Cross", ""))),
            ("A march. Credit: Nils Aaberg/AFP", Some(("AFP", "Nils Aaberg"))),
            ("Floodwater near Maiduguri, December 13, 2022. REUTERS/Bello Tijjani", Some(("REUTERS", "Bello Tijjani"))),
            ("The group (which he leads) denied it (again).", None),
            ("They met officials of the Syrian Democratic Forces (SDF)", None),
            ("He asked for the source: nobody answered the question that was put to him then.", None),
        ];
        for (line, want) in cases {
            let got = find(line);
            let seen =
                got.as_ref().map(|c| (c.owner.as_deref().unwrap_or(""), c.photographer.as_deref().unwrap_or("")));
            assert_eq!(seen, want, "{line}");
            // The caption proper is its sentence: no letter of the credit, nothing of the sentence lost.
            assert!(got.is_none_or(|c| line[..c.caption_end].trim_end().ends_with('.')), "{line}");
        }
    }
}
