//! What the tables of incidents share: whether it happened, who reported it, and what each report says of the dead.

use std::collections::BTreeMap;

use dateline_model::{Measure, Status};
use serde_json::Value;

use crate::fields::text;
use crate::merging::{Claim, Incident, Report};

fn is_so(status: Status) -> bool {
    !matches!(status, Status::Planned | Status::Threatened | Status::Hypothetical | Status::Denied)
}

/// The same of a figure of a record.
pub(crate) fn is_told(figure: &Value) -> bool {
    text(figure, "status").and_then(Status::from_word).is_none_or(is_so)
}

/// Whether a report tells it as something that happened: not only planned, threatened, denied or thinkable.
pub(crate) fn happened(reports: &[Report], incident: &Incident) -> bool {
    incident.members.iter().any(|(r, e)| is_so(reports[*r].events[*e].status))
}

/// Our id: that of the first event in the order of publication.
pub(crate) fn id(reports: &[Report], incident: &Incident) -> String {
    let (r, e) = incident.members[0];
    format!("DTL-{}-{}", reports[r].id, reports[r].events[e].id)
}

/// Who published a report, or its id.
pub(crate) fn publisher(report: &Report) -> &str {
    report.publisher.as_deref().unwrap_or(&report.id)
}

/// The reports, each once, in the order of publication.
pub(crate) fn members<'r>(reports: &'r [Report], incident: &Incident) -> Vec<&'r Report> {
    let mut seen: Vec<usize> = Vec::new();
    for (r, _) in &incident.members {
        if !seen.contains(r) {
            seen.push(*r);
        }
    }
    seen.into_iter().map(|r| &reports[r]).collect()
}

/// Of each report that counts the dead the largest claim, since parts of a toll are claimed beside it; `of` says what a claim counts as.
pub(crate) fn tolls(
    reports: &[Report],
    incident: &Incident,
    of: impl Fn(&Claim) -> Option<u64>,
) -> BTreeMap<usize, u64> {
    let mut by_report: BTreeMap<usize, u64> = BTreeMap::new();
    for (r, f) in &incident.claims {
        let claim = &reports[*r].figures[*f];
        if let Some(n) = of(claim).filter(|_| claim.measure == Measure::Killed && is_so(claim.status)) {
            let most = by_report.entry(*r).or_default();
            *most = (*most).max(n);
        }
    }
    by_report
}
