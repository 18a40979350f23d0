//! What a report's sentences tell together: a table of texts with all their events, read by the whole pipeline. The rules' own tests read
//! one rule alone; here stand the decisions of `dateline_rules`' tying.

use dateline::{Pipeline, Reader, Reading, Source};
use dateline_model::{Article, Event, Page, PageKind, Participant};
use dateline_rules::PackFile;

/// An event in one line: code, who to whom, where, when, what the report makes of it, what it counts.
fn line(reading: &Reading, article: &Article, event: &Event) -> String {
    let all = |some: &[Participant]| some.iter().map(|p| article.quote(p.words)).collect::<Vec<_>>().join(", ");
    let mut line = format!("{} {}", event.kind.as_str(), event.mode.unwrap_or("-"));
    line.push_str(&format!(": {} > {}", all(&event.actors), all(&event.recipients)));
    if let Some(place) = event.place {
        line.push_str(&format!(" @ {}", article.quote(reading.located[place].mention)));
    }
    if let Some(time) = event.time {
        line.push_str(&format!(" on {}", article.quote(reading.times[time].mention)));
    }
    line.push_str(&format!(", {}", event.status.as_str()));
    if let Some(by) = event.claimed_by {
        line.push_str(&format!(" by {}", article.quote(by)));
    }
    let counted = event.figures.iter().map(|f| article.quote(reading.facts.figures[*f].phrase));
    counted.for_each(|phrase| line.push_str(&format!(" [{phrase}]")));
    line
}

#[test]
fn reports_tell_each_happening_once() {
    let cases: &[(&str, &[&str])] = &[
        // The harm is the attack's.
        (
            "An Israeli airstrike on a school in Rafah killed 12 people on Friday.",
            &["ASSAULT aerial: Israeli > a school, 12 people @ Rafah on Friday, reported [12 people]"],
        ),
        (
            "Two warplanes bombed a market in Idlib, killing nine people.",
            &["ASSAULT aerial: Two warplanes > a market, nine people @ Idlib, reported [nine people]"],
        ),
        // Told again, and told again as no more than "the attack".
        (
            "Gunmen attacked a village near Mopti on Monday. The attack lasted two hours.",
            &["ASSAULT -: Gunmen > a village @ Mopti on Monday, reported"],
        ),
        // Another town, another attack.
        (
            "Gunmen attacked a village near Mopti on Monday. Gunmen attacked a convoy near Gao on Tuesday.",
            &[
                "ASSAULT -: Gunmen > a village @ Mopti on Monday, reported",
                "ASSAULT -: Gunmen > a convoy @ Gao on Tuesday, reported",
            ],
        ),
        // Who says so, and who denies it.
        (
            "Rebels attacked the airport in Goma, the army said.",
            &["ASSAULT -: Rebels > the airport @ Goma, claimed by the army"],
        ),
        (
            "The army denied that soldiers attacked the village.",
            &["ASSAULT -: soldiers > the village, denied by The army"],
        ),
        // What did not happen, or only might, is none; what is intended is planned.
        ("The rebels did not attack the town.", &[]),
        ("The failed attack on the town was told in a book.", &[]),
        ("Rebels could attack the town.", &[]),
        ("The rebels will attack the town.", &["ASSAULT -: The rebels > the town, planned"]),
        // What is asked for is no event beside the asking.
        ("The United Nations called for a ceasefire in Sudan.", &["REQUEST yield: The United Nations > , reported"]),
        // Sport tells nothing.
        ("The striker attacked the defence and shot wide.", &[]),
    ];
    let pipeline = Pipeline::english().unwrap().with_reader(Reader::Careful);
    let mut wrong = Vec::new();
    for (text, want) in cases {
        let page = Page::new((*text).to_owned(), PageKind::Clean);
        let readings = pipeline.read(&page, &Source::default());
        let found: Vec<String> = readings
            .iter()
            .filter_map(|reading| Some((reading, reading.article.as_ref()?)))
            .flat_map(|(reading, article)| reading.facts.events.iter().map(move |event| line(reading, article, event)))
            .collect();
        if found != *want {
            wrong.push(format!("{text}\n  {}", found.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A rule that gives way states nothing on the words of the rule that goes first, and all else.
#[test]
fn rules_give_way_to_those_before_them() {
    let rule = |name: &str, after: &str, mode: &str, condition: &str| PackFile {
        path: format!("{name}.rule"),
        text: format!(
            "# Torching.\nrule {name}\n{after}\nmatch\n  trigger:~torch\n\nwhere\n  {condition}\n  trigger is verb\n\nstate event\n  \
             type = ASSAULT\n  mode = {mode}\n  trigger = trigger\n  actor = doer of trigger\n\ntest \"Gunmen torched a barn.\"\n  ASSAULT {mode} \"torched\"\n"
        ),
    };
    let lists = PackFile { path: "barns.words".to_owned(), text: "~barn\n".to_owned() };
    // The name and the number of conditions would let the general rule win.
    let special = rule("z-barns", "", "destroy", "undergoer of trigger has @barns");
    let general = rule("a-anything", "\nafter z-barns\n", "primitive", "undergoer of trigger\n  doer of trigger");
    let pipeline = Pipeline::with_pack(&[special, general, lists]).unwrap();
    let page = Page::new("Gunmen torched a barn. Robbers torched a car in Gao.".to_owned(), PageKind::Clean);
    let readings = pipeline.read(&page, &Source::default());
    let rules: Vec<&str> = readings[0].facts.events.iter().map(|event| &*event.rule).collect();
    assert_eq!(rules, ["z-barns", "a-anything"]);
}
