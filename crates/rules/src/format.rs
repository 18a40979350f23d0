//! One way to write a rule file.
//!
//! Formatting keeps comments, words and line breaks and settles the rest: sections at the left margin with one blank
//! line before each group of them, what belongs to a section indented by two blanks, one blank between the parts of a
//! pattern, none at line ends.

use crate::problem::Problem;
use crate::syntax;

/// The text as it should be written; problems if it cannot be read. Formatting what is formatted changes nothing.
pub fn format(file: &str, text: &str) -> Result<String, Vec<Problem>> {
    syntax::parse(file, text)?;
    let mut out = String::new();
    let mut last_keyword = "";
    let mut comments: Vec<&str> = Vec::new();
    for raw in text.lines() {
        let line = raw.trim();
        if line.is_empty() {
            // A blank line parts what is said of the file from what is said of its first section.
            if comments.last().is_some_and(|comment| !comment.is_empty()) {
                comments.push("");
            }
            continue;
        }
        if line.starts_with('#') {
            comments.push(line);
            continue;
        }
        let indented = raw.starts_with([' ', '\t']);
        let keyword = line.split_whitespace().next().unwrap_or("");
        if !indented {
            // Tests and counter-tests stand together; every other section stands apart.
            let together = matches!((last_keyword, keyword), ("test" | "not", "test" | "not") | ("rule", "over"));
            if !out.is_empty() && !together {
                out.push('\n');
            }
        }
        if keyword == "rule" || indented {
            comments.retain(|comment| !comment.is_empty());
        }
        while comments.last().is_some_and(|comment| comment.is_empty()) {
            comments.pop();
        }
        for comment in comments.drain(..) {
            out.push_str(if indented && !comment.is_empty() { "  " } else { "" });
            out.push_str(comment);
            out.push('\n');
        }
        if indented {
            out.push_str("  ");
            out.push_str(&spaced(line));
        } else {
            out.push_str(&spaced(line));
            last_keyword = match keyword {
                "rule" | "over" | "after" | "match" | "where" | "state" | "test" | "not" | "phrase" => keyword,
                _ => "",
            };
        }
        out.push('\n');
    }
    while comments.last().is_some_and(|comment| comment.is_empty()) {
        comments.pop();
    }
    for comment in comments {
        out.push_str(comment);
        out.push('\n');
    }
    Ok(out)
}

/// The line with each run of blanks outside quotation marks as one blank.
fn spaced(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let (mut quoted, mut escaped, mut blank) = (false, false, false);
    for c in line.chars() {
        if !quoted && c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank {
            out.push(' ');
            blank = false;
        }
        out.push(c);
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && c == '\\' && !escaped;
    }
    out
}
