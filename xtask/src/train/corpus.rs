//! The names corpus: marked reports → plain text and names, and the checker that `cargo xtask names-corpus` runs.
//!
//! The format is `lang-data/en/names-corpus/README.md`.

use anyhow::{Context, Result};
use std::path::Path;

/// The marks of the format.
pub const MARKS: [&str; 12] = ["per", "ttl", "role", "org", "grp", "nat", "loc", "fac", "evt", "wrk", "prd", "nom"];

/// One mark of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// One of [`MARKS`].
    pub kind: String,
    /// Bytes of the plain text, end excluded.
    pub start: usize,
    /// End.
    pub end: usize,
    /// The name it is another form of.
    pub stands_for: Option<String>,
}

/// One report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// From `# report:`.
    pub id: String,
    /// The text without marks, a line a block.
    pub text: String,
    /// Marks by their beginning; roles before what they hold.
    pub marks: Vec<Mark>,
    /// Where its line begins in the file, from 1.
    pub line: usize,
}

/// Reads the reports of every `.txt` file of a folder, by name; `problems` gets what is wrong, with file and line.
pub fn read(folder: &Path, problems: &mut Vec<String>) -> Result<Vec<Report>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    let mut reports = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path)?;
        let before = reports.len();
        parse(&text, &mut |line, what| problems.push(format!("{name}:{line}: {what}")), &mut reports);
        for report in &reports[before..] {
            check(report, &mut |what| problems.push(format!("{name}:{}: {}: {what}", report.line, report.id)));
        }
    }
    Ok(reports)
}

/// Parses one file.
pub fn parse(file: &str, problem: &mut dyn FnMut(usize, String), reports: &mut Vec<Report>) {
    let mut paragraph: Vec<(usize, &str)> = Vec::new();
    let mut current: Option<Report> = None;
    for (number, line) in file.lines().enumerate().map(|(i, l)| (i + 1, l.trim())).chain([(0, "")]) {
        let ends = line.is_empty() || line.starts_with("# ") || line.starts_with("= ");
        if ends && !paragraph.is_empty() {
            let first = paragraph[0].0;
            let joined = paragraph.iter().map(|(_, l)| *l).collect::<Vec<_>>().join(" ");
            match &mut current {
                Some(report) => add(report, &joined, &mut |what| problem(first, what)),
                None => problem(first, "words before the first report".to_owned()),
            }
            paragraph.clear();
        }
        if let Some(id) = line.strip_prefix("# report:") {
            reports.extend(current.take());
            current = Some(Report { id: id.trim().to_owned(), line: number, ..Report::default() });
        } else if let Some(headline) = line.strip_prefix("= ") {
            if let Some(report) = &mut current {
                add(report, headline, &mut |what| problem(number, what));
            }
        } else if !line.is_empty() && !line.starts_with("# ") {
            paragraph.push((number, line));
        }
    }
    reports.extend(current);
}

/// Adds a block: its words without marks, and the marks.
fn add(report: &mut Report, marked: &str, problem: &mut dyn FnMut(String)) {
    let mut open: Vec<Mark> = Vec::new();
    let mut rest = marked;
    while let Some(at) = rest.find(['{', '}', '|']) {
        report.text.push_str(&rest[..at]);
        let mark = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match mark {
            b'{' => {
                let kind = rest.split(' ').next().unwrap_or_default();
                if !MARKS.contains(&kind) {
                    problem(format!("unknown mark '{kind}'; hint: one of {}", MARKS.join(", ")));
                }
                if open.last().is_some_and(|outer| outer.kind != "role") {
                    problem(format!("'{kind}' inside '{}'; hint: only a role holds marks", open[open.len() - 1].kind));
                }
                rest = rest.get(kind.len() + 1..).unwrap_or_default();
                let start = report.text.len();
                open.push(Mark { kind: kind.to_owned(), start, end: start, stands_for: None });
            }
            b'|' => {
                let trimmed = report.text.trim_end().len();
                report.text.truncate(trimmed);
                let Some(end) = rest.find('}') else { continue };
                match open.last_mut() {
                    Some(mark) => mark.stands_for = Some(rest[..end].trim().to_owned()),
                    None => problem("a bar outside a mark".to_owned()),
                }
                rest = &rest[end..];
            }
            _ => match open.pop() {
                Some(mut mark) => {
                    mark.end = report.text.len();
                    if mark.end <= mark.start {
                        problem("an empty mark".to_owned());
                    } else {
                        report.marks.push(mark);
                    }
                }
                None => problem("'}' without '{'".to_owned()),
            },
        }
    }
    report.text.push_str(rest);
    report.text.push('\n');
    for mark in open {
        problem(format!("'{}' is not closed", mark.kind));
    }
    report.marks.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
}

/// What a report must hold to.
fn check(report: &Report, problem: &mut dyn FnMut(String)) {
    for mark in &report.marks {
        let words = &report.text[mark.start..mark.end];
        if words.starts_with(' ') || words.ends_with(' ') || words.ends_with(',') {
            problem(format!("'{words}' begins or ends with a blank or comma"));
        }
        if matches!(mark.kind.as_str(), "per" | "org" | "loc" | "grp")
            && (words.ends_with("'s") || words.ends_with("’s"))
        {
            problem(format!("'{words}' holds a possessive; hint: leave 's outside"));
        }
        match &mark.stands_for {
            None if mark.kind == "nom" => problem(format!("'{words}' says nobody's name; hint: add a bar")),
            Some(name)
                if !report.marks.iter().any(|m| {
                    m.stands_for.is_none() && report.text[m.start..m.end].to_lowercase() == name.to_lowercase()
                }) =>
            {
                problem(format!("'{words}' stands for '{name}', which the report does not name"));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(file: &str) -> Vec<String> {
        let (mut found, mut reports) = (Vec::new(), Vec::new());
        parse(file, &mut |line, what| found.push(format!("{line}: {what}")), &mut reports);
        let reports: Vec<Report> = reports;
        for report in &reports {
            check(report, &mut |what| found.push(what));
        }
        found
    }

    #[test]
    fn marks_become_spans_of_the_plain_text() {
        let mut reports = Vec::new();
        let file = "# report: a\n= In {loc Mopti}\n{ttl Colonel} {per Dembélé}, {role head of the {org\narmy}}\n\n{per D. | Dembélé} left.\n";
        parse(file, &mut |line, what| panic!("{line}: {what}"), &mut reports);
        assert_eq!(reports[0].text, "In Mopti\nColonel Dembélé, head of the army\nD. left.\n");
        let words: Vec<_> = reports[0].marks.iter().map(|m| (&*m.kind, &reports[0].text[m.start..m.end])).collect();
        let want = [
            ("loc", "Mopti"),
            ("ttl", "Colonel"),
            ("per", "Dembélé"),
            ("role", "head of the army"),
            ("org", "army"),
            ("per", "D."),
        ];
        assert_eq!(words, want);
        assert_eq!(reports[0].marks[5].stands_for.as_deref(), Some("Dembélé"));
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        assert_eq!(problems("# report: a\n{lok X} and {per Y\n").len(), 2);
        assert!(problems("# report: a\n{nom the group}\n")[0].contains("nobody's name"));
        assert!(problems("# report: a\n{per A | B C}\n")[0].contains("does not name"));
        assert!(problems("# report: a\n{per {loc A}}\n")[0].contains("only a role"));
    }
}
