//! Stories and incidents for a person: what belongs together, with every claim on a line of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;
use dateline::merging::{self, Because, Claim, Incident, Party, Report};

use dateline_model::Status;

use crate::pretty;

const HEADLINE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Stories of two reports and more, the largest first, with their headlines; then how many reports stand alone.
pub fn stories(reports: &[Report]) -> Vec<String> {
    let mut groups: BTreeMap<usize, Vec<&Report>> = BTreeMap::new();
    for (report, story) in reports.iter().zip(merging::stories(reports)) {
        groups.entry(story).or_default().push(report);
    }
    let (mut told, alone): (Vec<_>, Vec<_>) = groups.into_values().partition(|group| group.len() > 1);
    for group in &mut told {
        group.sort_by_key(|report| (report.published, &report.id));
    }
    told.sort_by_key(|group| (std::cmp::Reverse(group.len()), &group[0].id));
    let mut out: Vec<String> = told.iter().map(|group| story(group)).collect();
    out.push(format!("{FAINT}{} stories, {} reports that stand alone{FAINT:#}", told.len(), alone.len()));
    out
}

fn story(group: &[&Report]) -> String {
    let mut out = format!("{HEADLINE}{} reports{HEADLINE:#}\n", group.len());
    for report in group {
        let day = report.published.map_or("no day".to_owned(), |day| day.to_string());
        let _ = writeln!(out, "  {day:<10}  {}{FAINT}{}{FAINT:#}", title(report), by(report));
    }
    out
}

fn title(report: &Report) -> &str {
    report.headline.as_deref().unwrap_or(&report.id)
}

fn by(report: &Report) -> String {
    report.publisher.as_ref().map_or(String::new(), |publisher| format!("  {publisher}"))
}

/// Incidents that more than one report tells, with their claims; then how many only one report tells.
pub fn incidents(reports: &[Report]) -> Vec<String> {
    let copies = merging::copies(reports);
    let all = merging::in_order(reports, merging::incidents(reports, &copies));
    let copy_of = |r: usize| (copies[r] != r).then(|| reports[copies[r]].id.as_str());
    let shared = all.iter().filter(|incident| is_shared(incident));
    let mut out: Vec<String> = shared.map(|incident| one(reports, &copy_of, incident)).collect();
    out.push(counts(out.len(), all.len()));
    out
}

/// Whether several reports tell an incident.
pub fn is_shared(incident: &Incident) -> bool {
    incident.members.iter().any(|(r, _)| *r != incident.members[0].0)
}

/// How many incidents there are, of which so many are in several reports.
pub fn counts(shared: usize, all: usize) -> String {
    format!("{FAINT}{shared} incidents in several reports, {} in one only{FAINT:#}", all - shared)
}

/// An incident; `copy_of` gives each report the id of what it is a copy of.
pub fn one<'a>(reports: &'a [Report], copy_of: &dyn Fn(usize) -> Option<&'a str>, incident: &Incident) -> String {
    let kind = incident.kind.as_str();
    let what = incident.subevent.as_ref().or(incident.mode.as_ref()).map_or(String::new(), |what| format!(", {what}"));
    let place = incident.place.as_ref().map_or(String::new(), |place| format!(" · {}", place.name));
    let days = incident.days.map_or(String::new(), |(from, to, _)| {
        if from == to { format!(" · {from}") } else { format!(" · {from} to {to}") }
    });
    let words = |all: &[Party]| all.iter().map(|party| party.words.as_str()).collect::<Vec<_>>().join(", ");
    let who = |all: &[Party]| if all.is_empty() { "?".to_owned() } else { words(all) };
    let mut out = format!("{HEADLINE}{kind}{what}{place}{days}{HEADLINE:#}\n");
    let _ = writeln!(out, "  {} → {}", who(&incident.actors), who(&incident.recipients));
    let sources = if incident.sources == 1 { "source" } else { "sources" };
    let _ = writeln!(out, "  {} {sources}:", incident.sources);
    let mut seen: Vec<usize> = Vec::new();
    for (r, _) in &incident.members {
        if seen.contains(r) {
            continue;
        }
        seen.push(*r);
        let report = &reports[*r];
        let day = report.published.map_or("no day".to_owned(), |day| day.to_string());
        let copy = copy_of(*r).map_or(String::new(), |first| format!("  (copy of {first})"));
        let _ = writeln!(out, "    {day:<10}  {}{FAINT}{}{copy}{FAINT:#}", title(report), by(report));
    }
    for (r, f) in &incident.claims {
        let claim = &reports[*r].figures[*f];
        let _ = writeln!(out, "  {}", line(&reports[*r], claim));
    }
    for (r, other, because) in &incident.why {
        let because: Vec<String> = because.iter().map(Because::words).collect();
        let (a, b) = (&reports[*r].id, &reports[*other].id);
        let _ = writeln!(out, "  {FAINT}{a} with {b}: {}{FAINT:#}", because.join(", "));
    }
    out
}

fn line(report: &Report, claim: &Claim) -> String {
    let value = pretty::value(claim.bound, (claim.low, claim.high, claim.best));
    let group = claim.group.as_deref().unwrap_or_default();
    let who = match claim.status {
        Status::Denied => "denied",
        _ => claim.claimed_by.as_deref().unwrap_or("as fact"),
    };
    let day = report.published.map_or("no day".to_owned(), |day| day.to_string());
    format!("{:<10} {value:>8} {group:<24} {who:<32} {FAINT}{day}{}{FAINT:#}", claim.measure.as_str(), by(report))
}
