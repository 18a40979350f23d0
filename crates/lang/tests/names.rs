//! Who and what a report names, as a person can read it: a line a name with its titles, roles and mentions.

use dateline_lang::Analyzer;
use dateline_model::{Span, Tokens};

fn show(text: &str) -> String {
    let analysis = Analyzer::embedded().analyse_text(text);
    let words = |tokens: Span<Tokens>| text[analysis.text_span(tokens).range()].to_owned();
    let list = |all: &[Span<Tokens>]| all.iter().map(|t| words(*t)).collect::<Vec<_>>().join(" | ");
    let mut out = String::new();
    for name in &analysis.columns().names {
        let side = name.side.map_or("", |side| side.as_str());
        let line = format!(
            "{} {} [{side}] titles: {} roles: {} mentions: {}",
            name.kind.as_str(),
            words(name.name),
            list(&name.titles),
            list(&name.roles),
            list(&name.mentions)
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[test]
fn titles_roles_short_forms_acronyms_and_nominal_mentions() {
    insta::assert_snapshot!(show(
        "Dembélé says army took Ménaka\n\
         Colonel Souleymane Dembélé, a spokesman for the Malian army, said on Monday that soldiers had entered the town of Ménaka.\n\
         Dembélé said the World Food Programme (WFP) would return. The WFP confirmed it.\n\
         The colonel blamed Islamic State fighters. The town has no hospital, said Fatouma Maïga, 34, a nurse at the clinic.\n\
         The group has not commented. Maïga said she would stay."
    ));
}

/// A body, a title and a person, not one long name; and who is meant by "the general" after three others have come in.
#[test]
fn a_title_inside_a_name_takes_it_apart() {
    let text = "Brigadier General Nabil Abdullah met U.N. Secretary-General Antonio Guterres.\n\
                Ramtane Lamamra met Ali Youssef. Guterres left. Burhan's deputy said the general would stay.";
    let shown = show(text);
    assert!(shown.contains("person Antonio Guterres"), "{shown}");
    assert!(!shown.contains("the general"), "{shown}");
}

/// Every longer word has a capital, and most are no names.
#[test]
fn a_headline_in_title_case_names_only_names() {
    let shown = show("Russian Missile Hits Apartment Block in Kharkiv as Rescuers Search for Survivors");
    let names: Vec<&str> = shown.lines().map(|line| line.split(" [").next().unwrap_or("")).collect();
    assert_eq!(names, ["nationality Russian", "place Kharkiv"]);
}

/// Links that went wrong once, and links that must hold.
#[test]
fn links_and_no_links() {
    // Text, what one of its names must show, what none may show.
    let cases = [
        ("The U.N. Security Council met. The U.N. has 193 members.", "mentions: U.N. Security Council\n", ""),
        ("Fighters of Islamic State (IS) fled. IS lost Mosul.", "mentions: Islamic State | IS | IS", ""),
        ("The U.S. sent aid. The United States also sent troops.", "mentions: U.S. | United States", ""),
        ("Syrian troops fled. Many Syrians stayed.", "mentions: Syrian | Syrians", ""),
        (
            "Ambassador Linda Thomas-Greenfield spoke in New York. Thomas-Greenfield then left.",
            "mentions: Linda Thomas-Greenfield | Thomas-Greenfield",
            "mentions: Greenfield",
        ),
        (
            "Secretary of State Antony Blinken, National Security Advisor Jake Sullivan and others met.",
            "",
            "roles: National",
        ),
        (
            "The World Food Programme (WFP) left. The Workers Freedom Party (WFP) protested.",
            "organization World Food Programme [",
            "mentions: World Food Programme | WFP | Workers",
        ),
        ("Khalid Sheikh Mohammed was arrested in Rawalpindi.", "person Khalid Sheikh Mohammed", "titles: Sheikh"),
        (
            "The United Nations called a meeting of the United Nations Security Council.",
            "mentions: United Nations\n",
            "",
        ),
        (
            "President Joe Biden left Kyiv. Vice President Kamala Harris arrived. The president was tired.",
            "mentions: Joe Biden | The president",
            "Kamala Harris | The president",
        ),
        ("Fighters of the Free Syrian Army (AFP) near Idlib.", "mentions: Free Syrian Army\n", ""),
        ("The Health Ministry named the dead. Later the foreign ministry spoke.", "", "the foreign ministry"),
        ("Abu Omar, the general said, was killed in Idlib.", "", "roles: the general"),
        ("Clashes in Wadi Barada go on. The city is besieged.", "", "The city"),
        ("The Syrian Arab Coalition advanced. Jets of the Coalition struck a bridge.", "", "| the Coalition"),
    ];
    for (text, with, without) in cases {
        let shown = show(text);
        assert!(shown.contains(with), "{text}\n{shown}");
        assert!(without.is_empty() || !shown.contains(without), "{text}\n{shown}");
    }
}

/// Two generals in one sentence: "the general" may be either, so it stays alone.
#[test]
fn what_two_names_could_be_meant_by_is_left_alone() {
    let shown = show("General Omar Haddad met General Karim Saleh in Tripoli. The general left.");
    assert!(!shown.contains("The general"), "{shown}");
}

#[test]
fn a_headline_in_capitals_still_has_names() {
    let shown = show("IRAQI FORCES ENTER MOSUL, SAYS COLONEL AHMED HASSAN OF THE 9TH DIVISION");
    assert!(shown.contains("place MOSUL") && shown.contains("person AHMED HASSAN [] titles: COLONEL"), "{shown}");
}
