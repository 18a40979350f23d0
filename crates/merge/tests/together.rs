//! Copies, stories and incidents of small sets of reports, and that their order changes nothing.

use dateline_merge::{
    Claim, Decisions, Incident, Outline, Party, Report, Told, Where, copies, incidents, is_copy, links, similarity,
    stories,
};
use dateline_model::{Bound, Date, EventType, Measure, PlaceKind, Precision, Status};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn town(name: &str, lat: f64, lon: f64) -> Where {
    Where {
        name: name.to_owned(),
        kind: PlaceKind::City,
        lat,
        lon,
        country: Some("CD".to_owned()),
        admin1: None,
        gazetteer: Some(format!("test:{name}")),
        radius_km: 5.0,
    }
}

fn country() -> Where {
    Where {
        kind: PlaceKind::Country,
        radius_km: 900.0,
        gazetteer: Some("test:CD".to_owned()),
        ..town("Congo", -2.0, 23.0)
    }
}

/// A report of one attack on a day, with its dead.
fn attack(id: &str, place: Option<Where>, when: &str, dead: u64, words: &str) -> Report {
    let claim = Claim {
        id: "f1".to_owned(),
        measure: Measure::Killed,
        low: Some(dead),
        high: Some(dead),
        best: Some(dead),
        bound: Bound::Exact,
        group: Some("people".to_owned()),
        claimed_by: None,
        status: Status::Reported,
        sentence: words.to_owned(),
    };
    let told = Told {
        id: "e1".to_owned(),
        kind: EventType::Assault,
        mode: None,
        subevent: Some("Attack".to_owned()),
        status: Status::Reported,
        place,
        days: Some((day(when), day(when))),
        precision: Some(Precision::Day),
        actors: vec![Party { words: "rebels".to_owned(), side: None }],
        recipients: Vec::new(),
        figures: vec![0],
        sentence: words.to_owned(),
    };
    Report {
        id: id.to_owned(),
        headline: None,
        published: Some(day(when)),
        publisher: None,
        agency: None,
        outline: Outline::new(None, words),
        events: vec![told],
        figures: vec![claim],
    }
}

/// Each incident as the ids of its reports.
fn groups(reports: &[Report], all: &[Incident]) -> Vec<String> {
    let mut groups: Vec<String> = all
        .iter()
        .map(|incident| {
            let mut ids: Vec<&str> = incident.members.iter().map(|(r, _)| reports[*r].id.as_str()).collect();
            ids.sort_unstable();
            format!("{} ({} sources)", ids.join(" "), incident.sources)
        })
        .collect();
    groups.sort();
    groups
}

fn found(reports: &[Report]) -> Vec<String> {
    groups(reports, &incidents(reports, &copies(reports)))
}

fn beni() -> Where {
    town("Beni", 0.49, 29.47)
}

fn goma() -> Where {
    town("Goma", -1.68, 29.23)
}

#[test]
fn what_agrees_comes_together_and_what_contradicts_stays_apart() {
    let cases: &[(&str, Vec<Report>, &[&str])] = &[
        (
            "one town, one day: other numbers are other claims",
            vec![attack("a", Some(beni()), "2025-03-04", 7, "one"), attack("b", Some(beni()), "2025-03-04", 12, "two")],
            &["a b (2 sources)"],
        ),
        (
            "two towns",
            vec![attack("a", Some(beni()), "2025-03-04", 7, "one"), attack("b", Some(goma()), "2025-03-04", 7, "two")],
            &["a (1 sources)", "b (1 sources)"],
        ),
        (
            "two weeks",
            vec![attack("a", Some(beni()), "2025-03-04", 7, "one"), attack("b", Some(beni()), "2025-03-18", 7, "two")],
            &["a (1 sources)", "b (1 sources)"],
        ),
        (
            "a town that is shelled every day",
            vec![attack("a", Some(beni()), "2025-03-04", 7, "one"), attack("b", Some(beni()), "2025-03-05", 8, "two")],
            &["a (1 sources)", "b (1 sources)"],
        ),
        (
            "the next day, by a clock elsewhere: the number is large",
            vec![
                attack("a", Some(beni()), "2025-03-04", 23, "one"),
                attack("b", Some(beni()), "2025-03-05", 23, "two"),
            ],
            &["a b (2 sources)"],
        ),
        (
            "a country and a town with one large number",
            vec![
                attack("a", Some(beni()), "2025-03-04", 23, "one"),
                attack("b", Some(country()), "2025-03-04", 23, "two"),
            ],
            &["a b (2 sources)"],
        ),
        (
            "a country only, and a number that two attacks may have",
            vec![
                attack("a", Some(beni()), "2025-03-04", 2, "one"),
                attack("b", Some(country()), "2025-03-04", 2, "two"),
            ],
            &["a (1 sources)", "b (1 sources)"],
        ),
        (
            "a country that two towns could be",
            vec![
                attack("a", Some(beni()), "2025-03-04", 23, "one"),
                attack("b", Some(goma()), "2025-03-04", 23, "two"),
                attack("c", Some(country()), "2025-03-04", 23, "three"),
            ],
            &["a (1 sources)", "b (1 sources)", "c (1 sources)"],
        ),
    ];
    for (name, reports, want) in cases {
        assert_eq!(found(reports), *want, "{name}");
    }
}

/// The agency's text, as papers print it.
const AGENCY: &str = "Gunmen killed at least seven people when they attacked the village of Mbau near Beni on Tuesday, local officials said. \
    The attackers came at dawn and set fire to several houses, a resident told the agency by telephone. The army said that it had sent \
    reinforcements to the area, where rebels have killed dozens of farmers since the rains ended. Aid groups said that hundreds of families had \
    fled towards the town, and that the clinic of the village had been looted. The governor called for calm and promised an inquiry into the attack.";

#[test]
fn a_copy_is_one_with_another_headline_a_cut_and_a_sentence_more() {
    let whole = Outline::new(Some("Gunmen kill seven"), AGENCY);
    let cut = &AGENCY[..AGENCY.len() * 6 / 10];
    let carried = format!("{cut} With reporting by our staff in Goma, who spoke to people who had fled to the border.");
    let own = "Seven people died when rebels raided Mbau on Tuesday. Our reporter saw burnt houses and met families on the road to Beni, who said that \
        the raiders had come out of the forest before sunrise, shooting and shouting, and had taken goats, a radio and the money of the parish. \
        Officials said that soldiers would be sent. It is the third raid of this kind in the chiefdom since January, and nobody has been arrested.";
    assert!(is_copy(&whole, &Outline::new(Some("Seven dead in raid"), &carried)));
    assert!(!is_copy(&whole, &Outline::new(Some("Gunmen kill seven"), own)));
    assert!(similarity(&whole, &Outline::new(None, own)) > 200, "but it is the same story");
    assert!(!is_copy(&Outline::new(None, "Photo: AFP"), &Outline::new(None, "Photo: AFP")), "a caption is no report");
}

#[test]
fn copies_are_one_source_and_the_first_carrier_stands_for_them() {
    let reports = vec![
        attack("paper", Some(beni()), "2025-03-05", 7, AGENCY),
        attack("agency", Some(beni()), "2025-03-04", 7, AGENCY),
        attack("own", Some(beni()), "2025-03-04", 9, "Nine farmers died at Beni."),
    ];
    assert_eq!(copies(&reports), [1, 1, 2]);
    assert_eq!(found(&reports), ["agency own paper (2 sources)"]);
}

/// The same text in more papers than a run of words is followed through.
#[test]
fn copies_in_three_hundred_papers_are_one_source() {
    let reports: Vec<Report> =
        (0..300).map(|n| attack(&format!("paper-{n:03}"), Some(beni()), "2025-03-04", 7, AGENCY)).collect();
    assert!(copies(&reports).iter().all(|first| *first == 0));
}

/// A cut of an agency's text that is short keeps other runs than the whole; they are compared by what both keep.
#[test]
fn a_short_cut_of_a_long_text_is_a_copy() {
    let long: String = (0..40)
        .map(|n| format!("On day {n} the envoy of town {n} met the council of river {n} about bridge {n}. "))
        .collect();
    let words: Vec<&str> = long.split_whitespace().take(110).collect();
    assert!(is_copy(&Outline::new(None, &long), &Outline::new(None, &words.join(" "))));
}

/// "In the Red Sea" is near everything on its shores and brings no two towns together.
#[test]
fn a_sea_is_no_spot() {
    let sea = Where { kind: PlaceKind::Sea, radius_km: 900.0, country: None, ..town("Red Sea", 20.0, 38.5) };
    let port = |name: &str, lat, lon, code: &str| Where { country: Some(code.to_owned()), ..town(name, lat, lon) };
    let reports = vec![
        attack("a", Some(port("Hodeidah", 14.8, 42.95, "YE")), "2025-03-04", 23, "one"),
        attack("b", Some(port("Jizan", 16.9, 42.55, "SA")), "2025-03-04", 23, "two"),
        attack("c", Some(sea), "2025-03-04", 23, "three"),
    ];
    assert_eq!(found(&reports), ["a (1 sources)", "b (1 sources)", "c (1 sources)"]);
}

/// What people put together and apart, in words of the reports' ids.
fn decided(reports: &[Report], together: &[(&str, &str)], apart: &[(&str, &str)]) -> Vec<String> {
    let event = |id: &str| (reports.iter().position(|report| report.id == id).unwrap(), 0);
    let pairs = |all: &[(&str, &str)]| all.iter().map(|(a, b)| (event(a), event(b))).collect();
    let decided = Decisions { together: pairs(together), apart: pairs(apart) };
    let groups = dateline_merge::groups(reports, &links(reports), &decided);
    let ids =
        |group: &Vec<(usize, usize)>| group.iter().map(|(r, _)| reports[*r].id.as_str()).collect::<Vec<_>>().join(" ");
    groups.iter().map(ids).collect()
}

#[test]
fn people_put_together_and_apart_and_links_obey() {
    let here = |id: &str, words: &str| attack(id, Some(beni()), "2025-03-04", 7, words);
    let reports = vec![
        here("a", "one"),
        here("b", "two"),
        here("c", "three"),
        attack("d", Some(goma()), "2025-03-04", 7, "four"),
    ];
    assert_eq!(decided(&reports, &[], &[]), ["a b c", "d"]);
    assert_eq!(decided(&reports, &[], &[("a", "c")]), ["a b", "c", "d"]);
    assert_eq!(decided(&reports, &[("c", "d")], &[("a", "c"), ("b", "c")]), ["a b", "c d"]);
    // A split holds around corners: b is linked with both, and goes with the first.
    assert_eq!(decided(&reports, &[("a", "d")], &[("c", "d")]), ["a b d", "c"]);
}

proptest! {
    /// What is packed for a store comes out of it; what is damaged does not.
    #[test]
    fn packed_reports_come_out_as_they_were(dead in 2u64..300, place in 0usize..3, cut in 0usize..400) {
        let place = [Some(beni()), Some(country()), None][place].clone();
        let report = Report { headline: Some("Raid".to_owned()), ..attack("r", place, "2025-03-04", dead, AGENCY) };
        let bytes = report.pack();
        prop_assert_eq!(Report::unpack(&bytes), Some(report));
        if cut < bytes.len() {
            prop_assert_eq!(Report::unpack(&bytes[..cut]), None);
        }
    }

    /// Whatever comes first, the same comes together.
    #[test]
    fn the_order_of_reports_changes_nothing(
        drawn in prop::collection::vec((0usize..3, 0u8..3, 2u64..30, 0usize..3), 1..12),
        seed in any::<u64>(),
    ) {
        let texts = [AGENCY, "Nine farmers died at Beni when rebels came.", "Soldiers and rebels fought near Goma on Tuesday."];
        let places = [Some(beni()), Some(goma()), Some(country())];
        let reports: Vec<Report> = drawn.iter().enumerate().map(|(i, (place, date, dead, text))| {
            attack(&format!("r{i}"), places[*place].clone(), &format!("2025-03-0{}", 4 + date), *dead, texts[*text])
        }).collect();
        let mut shuffled = reports.clone();
        let mut state = seed | 1;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(found(&reports), found(&shuffled));
        let told = |reports: &[Report]| {
            let mut told: Vec<(String, String)> =
                reports.iter().zip(stories(reports)).map(|(r, s)| (r.id.clone(), reports[s].id.clone())).collect();
            told.sort();
            told
        };
        prop_assert_eq!(told(&reports), told(&shuffled));
    }
}
