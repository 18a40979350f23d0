//! A reading for a person: the clean article with its facts lit, the facts with the sentence under each, and what stayed
//! open.
//!
//! Colour is written always and taken away by the stream where nobody would see it (a pipe, `NO_COLOR`).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use dateline::Reading;
use dateline_model::{
    Article, BlockKind, Bound, Date, Event, Evidence, Figure, Manner, NameKind, Note, Participant, PlaceUse, Severity,
    Span, Spot, Statement, Status, Text,
};

const HEADLINE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const LIT: Style = AnsiColor::Yellow.on_default().bold();
const SPEAKER: Style = AnsiColor::Cyan.on_default();
const WRONG: Style = AnsiColor::Red.on_default();

/// The widest line that is printed, in columns: longer ones tire the eye.
const WIDEST: usize = 110;

/// The width to print in: the terminal's, from its `COLUMNS`, up to [`WIDEST`].
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(WIDEST);
    columns.clamp(40, WIDEST)
}

/// A note on one line: where, what, its code, and the way out.
pub fn note_line(reading: &Reading, note: &Note) -> String {
    let url = reading.source.url.as_deref().filter(|_| reading.source.id.is_none());
    let place = reading.source.path.as_deref().or(url).unwrap_or("standard input");
    let id = reading.source.id.as_deref().map_or(String::new(), |id| format!(" ({id})"));
    let hint = note.hint.map_or(String::new(), |hint| format!("\n  hint: {hint}"));
    format!("{place}{id}: {} [{}]{hint}", note.message, note.code)
}

/// A reading as it is printed, with an empty line behind it.
pub fn reading(reading: &Reading, width: usize) -> String {
    let mut out = String::new();
    let Some(article) = &reading.article else {
        let name = reading.source.path.as_deref().unwrap_or(&reading.id);
        let _ = writeln!(out, "{HEADLINE}{name}{HEADLINE:#}");
        for note in &reading.notes {
            let _ = writeln!(out, "  {WRONG}{}{WRONG:#} {FAINT}[{}]{FAINT:#}", note.message, note.code);
        }
        out.push('\n');
        return out;
    };
    head(&mut out, reading, article, width);
    body(&mut out, reading, article, width);
    events(&mut out, reading, article, width);
    figures(&mut out, reading, article, width);
    statements(&mut out, reading, article, width);
    names(&mut out, reading, article);
    places(&mut out, reading, article);
    times(&mut out, reading, article);
    open(&mut out, reading, article);
    out.push('\n');
    out
}

fn head(out: &mut String, reading: &Reading, article: &Article, width: usize) {
    let headline = article.headline.as_deref().unwrap_or("(no headline)");
    wrapped(out, headline, &[(0..headline.len(), HEADLINE)], 0, width);
    let mut facts: Vec<String> = Vec::new();
    facts.extend((!article.byline.is_empty()).then(|| article.byline.join(", ")));
    facts.extend(article.agency.clone());
    facts.extend(article.publisher.clone());
    facts.extend(article.published.map(|p| format!("{} ({})", p.day, p.basis.as_str())));
    facts.extend(
        article
            .modified
            .filter(|m| Some(m.day) != article.published.map(|p| p.day))
            .map(|m| format!("changed {}", m.day)),
    );
    facts.extend(article.language.as_ref().filter(|l| *l != "en").map(|l| format!("in {l}")));
    facts.extend(article.paywalled.then(|| "behind a paywall".to_owned()));
    facts.push(reading.source.path.clone().unwrap_or_else(|| reading.id.clone()));
    let _ = writeln!(out, "{FAINT}{}{FAINT:#}", facts.join(" · "));
}

/// The article: its blocks in order, with figures and speakers lit where they stand.
fn body(out: &mut String, reading: &Reading, article: &Article, width: usize) {
    let facts = &reading.facts;
    let mut lit: Vec<(Span<Text>, Style)> = facts.figures.iter().map(|f| (f.phrase.span(), LIT)).collect();
    lit.extend(facts.statements.iter().filter_map(|s| s.speaker).map(|e| (e.span(), SPEAKER)));
    let mut blocks = article.blocks().iter().peekable();
    let mut before: Option<BlockKind> = None;
    while let Some(block) = blocks.next() {
        let mut span = block.span;
        let mut kind = block.kind;
        // A dateline stands in its paragraph's first line.
        if kind == BlockKind::Dateline
            && let Some(next) = blocks.next_if(|next| next.kind == BlockKind::Paragraph)
        {
            (span, kind) = (span.cover(next.span), next.kind);
        }
        let packed = matches!(kind, BlockKind::ListItem | BlockKind::TableRow) && before == Some(kind);
        if !matches!(kind, BlockKind::Headline | BlockKind::Byline) && !packed {
            out.push('\n');
        }
        before = Some(kind);
        let text = article.slice(span);
        let all = |style| vec![(0..text.len(), style)];
        let inside: Vec<_> = lit
            .iter()
            .filter(|(s, _)| span.contains(*s))
            .map(|(s, style)| ((s.start() - span.start()) as usize..(s.end() - span.start()) as usize, *style))
            .collect();
        match kind {
            BlockKind::Headline | BlockKind::Byline => {}
            BlockKind::Standfirst | BlockKind::Subheading => wrapped(out, text, &all(HEADLINE), 2, width),
            BlockKind::Dateline => wrapped(out, text, &all(FAINT), 2, width),
            BlockKind::Paragraph | BlockKind::TableRow => wrapped(out, text, &inside, 2, width),
            BlockKind::Quotation => wrapped(out, text, &inside, 6, width),
            BlockKind::ListItem => {
                let mut item = String::new();
                wrapped(&mut item, text, &inside, 4, width);
                let _ = write!(out, "  •{}", item.get(3..).unwrap_or(&item));
            }
            BlockKind::Caption => caption(out, article, span, width),
        }
    }
}

/// A picture: its words, and who took and owns it.
fn caption(out: &mut String, article: &Article, span: Span<Text>, width: usize) {
    let Some(image) = article.images.iter().find(|image| image.span == span) else { return };
    let credit = image.credit.iter().chain(&image.photographer).cloned();
    let credit: Vec<String> = credit.chain(image.date.map(|d| d.to_string())).collect();
    let caption = article.slice(image.caption);
    let line = if credit.is_empty() {
        format!("image: {caption}")
    } else {
        format!("image: {caption} ({})", credit.join(", "))
    };
    wrapped(out, &line, &[(0..line.len(), FAINT)], 2, width);
}

fn figure_value(figure: &Figure) -> String {
    value(figure.bound, (figure.low, figure.high, figure.best))
}

/// A number as its words mean it: low, high, best.
pub fn value(bound: Bound, (low, high, best): (Option<u64>, Option<u64>, Option<u64>)) -> String {
    let number = |v: Option<u64>| v.map_or("?".to_owned(), grouped);
    match bound {
        Bound::Exact => number(best),
        Bound::AtLeast => format!("≥ {}", number(low)),
        Bound::MoreThan => format!("> {}", number(low)),
        Bound::UpTo => format!("≤ {}", number(high)),
        Bound::LessThan => format!("< {}", number(high)),
        Bound::About => format!("≈ {}", number(best)),
        Bound::Range => format!("{}–{}", number(low), number(high)),
        Bound::Vague => match (low, high) {
            (None, None) => "many".to_owned(),
            (low, None) => format!("{} or more", number(low)),
            (low, high) => format!("{}–{}, vague", number(low), number(high)),
        },
    }
}

/// 1500 as "1,500".
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn figures(out: &mut String, reading: &Reading, article: &Article, width: usize) {
    let figures = &reading.facts.figures;
    if figures.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{HEADLINE}figures{HEADLINE:#}");
    let column = |f: &dyn Fn(&Figure) -> String, most: usize| {
        figures.iter().map(|x| f(x).chars().count()).max().unwrap_or(0).min(most)
    };
    let group = |f: &Figure| f.group.map_or(String::new(), |g| article.quote(g).to_owned());
    let (a, b, c) = (column(&|f| f.measure.as_str().to_owned(), 12), column(&figure_value, 20), column(&group, 36));
    for figure in figures {
        let claim = figure.claimed_by.map_or(format!("{FAINT}as fact{FAINT:#}"), |e| {
            format!("{SPEAKER}{}{SPEAKER:#}", shortened(article.quote(e), 48))
        });
        let _ = writeln!(
            out,
            "  {:a$}  {LIT}{:>b$}{LIT:#}  {:c$}  {claim}",
            figure.measure.as_str(),
            value(figure.bound, (figure.low, figure.high, figure.best)),
            shortened(&group(figure), 36)
        );
        let mut lit = vec![(figure.phrase.span(), LIT)];
        lit.extend(figure.claimed_by.map(|e| (e.span(), SPEAKER)));
        sentence(out, article, figure.sentence.span(), &lit, width);
    }
}

/// What happened, what the report is chiefly about first: the code, who to whom, where and when, who says so, the sentence.
fn events(out: &mut String, reading: &Reading, article: &Article, width: usize) {
    let mut events: Vec<&Event> = reading.facts.events.iter().collect();
    if events.is_empty() {
        return;
    }
    events.sort_by_key(|event| event.salience);
    let _ = writeln!(out, "\n{HEADLINE}events{HEADLINE:#}");
    for event in events {
        let all = |some: &[Participant]| {
            let words: Vec<&str> = some.iter().map(|p| article.quote(p.words)).collect();
            if words.is_empty() { "?".to_owned() } else { shortened(&words.join(", "), 48) }
        };
        let code = [Some(event.kind.as_str()), event.mode, event.subevent]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ");
        let place = event.place.and_then(|p| reading.located.get(p)).map(|p| article.quote(p.mention));
        let time = event.time.and_then(|t| reading.times.get(t)).map(|t| article.quote(t.mention));
        let told = match (event.status, event.claimed_by) {
            (Status::Reported, _) => None,
            (status, None) => Some(status.as_str().to_owned()),
            (status, Some(by)) => Some(format!("{} by {}", status.as_str(), shortened(article.quote(by), 48))),
        };
        let around: Vec<String> = [place, time].into_iter().flatten().map(str::to_owned).chain(told).collect();
        let _ = writeln!(
            out,
            "  {LIT}{code}{LIT:#}  {} {FAINT}→{FAINT:#} {}  {FAINT}{}{FAINT:#}",
            all(&event.actors),
            all(&event.recipients),
            around.join(" · ")
        );
        sentence(out, article, event.sentence.span(), &[(event.trigger.span(), LIT)], width);
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

fn statements(out: &mut String, reading: &Reading, article: &Article, width: usize) {
    let statements = &reading.facts.statements;
    if statements.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{HEADLINE}statements{HEADLINE:#}");
    for statement in statements {
        let Statement { manner, content, speaker, cue, addressee, medium, .. } = statement;
        let who = speaker.map_or("(speaker not found)".to_owned(), |e| article.quote(e).to_owned());
        let said =
            |e: &Option<Evidence>, word: &str| e.map_or(String::new(), |e| format!(", {word} {}", article.quote(e)));
        let line = format!(
            "{SPEAKER}{}{SPEAKER:#} {FAINT}{}{}{}{}{FAINT:#}",
            who,
            article.quote(*cue),
            said(addressee, "to"),
            said(medium, "in"),
            if *manner == Manner::Direct { ", in these words" } else { "" }
        );
        let _ = writeln!(out, "  {line}");
        sentence(out, article, content.span(), &[(content.span(), Style::new())], width);
    }
}

/// Who and what is named: kind, name, how often, titles and roles, other words for it. Nationalities are left out.
fn names(out: &mut String, reading: &Reading, article: &Article) {
    let named: Vec<_> = reading.names.iter().filter(|n| n.kind != NameKind::Nationality).collect();
    if named.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{HEADLINE}names{HEADLINE:#}");
    for name in named {
        let full = article.quote(name.name);
        let times = if name.mentions.len() == 1 { String::new() } else { format!(" ×{}", name.mentions.len()) };
        let mut more: Vec<&str> = Vec::new();
        for words in name.titles.iter().chain(&name.roles).chain(&name.mentions).map(|e| article.quote(*e)) {
            if words != full && !more.contains(&words) {
                more.push(words);
            }
        }
        let line = format!("{full}{times}  {FAINT}{}{FAINT:#}", shortened(&more.join("; "), 90));
        let _ = writeln!(
            out,
            "  {:12}  {}",
            name.kind.as_str(),
            if more.is_empty() { full.to_owned() + &times } else { line }
        );
    }
}

/// Where the places that the report names are, each wording once; what is not clear with what it might be.
fn places(out: &mut String, reading: &Reading, article: &Article) {
    let mut shown: Vec<&str> = Vec::new();
    for placed in reading.located.iter().filter(|placed| placed.place.usage == PlaceUse::Literal) {
        let words = article.quote(placed.mention);
        if shown.contains(&words) {
            continue;
        }
        if shown.is_empty() {
            let _ = writeln!(out, "\n{HEADLINE}places{HEADLINE:#}");
        }
        shown.push(words);
        let country = |spot: &Spot| spot.country.as_deref().unwrap_or("--").to_owned();
        let _ = match (&placed.place.spot, placed.place.candidates.as_slice()) {
            (Some(s), _) => writeln!(
                out,
                "  {words:24}  {} {:9.4} {:9.4}  {FAINT}{}, {}{FAINT:#}",
                country(s),
                s.lat,
                s.lon,
                s.kind.as_str(),
                s.gazetteer
            ),
            (None, []) => writeln!(out, "  {words:24}  {FAINT}not in the gazetteer{FAINT:#}"),
            (None, some) => {
                let names: Vec<String> = some.iter().map(|s| format!("{} ({})", s.name, country(s))).collect();
                writeln!(out, "  {words:24}  {FAINT}not clear: {}{FAINT:#}", shortened(&names.join("; "), 70))
            }
        };
    }
}

/// The days that the report names, in the calendar's order, each with the words for it.
fn times(out: &mut String, reading: &Reading, article: &Article) {
    let mut days: BTreeMap<(Date, Date), Vec<&str>> = BTreeMap::new();
    for timed in &reading.times {
        if let (Some(from), Some(to)) = (timed.time.from, timed.time.to) {
            let words = days.entry((from, to)).or_default();
            let said = article.quote(timed.mention);
            if !words.contains(&said) {
                words.push(said);
            }
        }
    }
    if days.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{HEADLINE}times{HEADLINE:#}");
    for ((from, to), words) in days {
        let span = if from == to { from.to_string() } else { format!("{from} to {to}") };
        let _ = writeln!(out, "  {span:24}  {FAINT}{}{FAINT:#}", shortened(&words.join("; "), 90));
    }
}

/// What stayed open, each kind once with its words.
fn open(out: &mut String, reading: &Reading, article: &Article) {
    if reading.notes.is_empty() && article.published.is_some() {
        return;
    }
    let _ = writeln!(out, "\n{HEADLINE}open{HEADLINE:#}");
    if article.published.is_none() {
        let _ = writeln!(
            out,
            "  {FAINT}no date of publication: days that the text names by weekday cannot be known{FAINT:#}"
        );
    }
    let mut messages: Vec<(&str, Severity, usize)> = Vec::new();
    for note in &reading.notes {
        match messages.iter_mut().find(|(m, ..)| *m == note.message) {
            Some((_, _, n)) => *n += 1,
            None => messages.push((&note.message, note.severity, 1)),
        }
    }
    for (message, severity, n) in messages {
        let times = if n == 1 { String::new() } else { format!(" ({n} times)") };
        let style = if severity == Severity::Info { FAINT } else { WRONG };
        let _ = writeln!(out, "  {style}{message}{times}{style:#}");
    }
}

/// A sentence with the parts that matter lit, wrapped under its fact.
fn sentence(out: &mut String, article: &Article, span: Span<Text>, lit: &[(Span<Text>, Style)], width: usize) {
    let text = article.slice(span);
    let inside = |s: Span<Text>| {
        s.start().max(span.start()).min(span.end()) as usize - span.start() as usize
            ..s.end().min(span.end()).max(span.start()) as usize - span.start() as usize
    };
    let lit: Vec<_> = lit.iter().map(|(s, style)| (inside(*s), *style)).filter(|(r, _)| !r.is_empty()).collect();
    wrapped(out, text, &lit, 6, width);
}

/// Prints `text` in lines of `width`, indented, with ranges of its bytes styled.
fn wrapped(out: &mut String, text: &str, lit: &[(std::ops::Range<usize>, Style)], indent: usize, width: usize) {
    let pad = " ".repeat(indent);
    let mut column = indent;
    let mut open: Option<Style> = None;
    out.push_str(&pad);
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let n = bare.chars().count();
        if column > indent && column + n > width {
            // Style does not run over the indent.
            if let Some(style) = open {
                let _ = write!(out, "{style:#}");
            }
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&pad);
            column = indent;
            if let Some(style) = open {
                let _ = write!(out, "{style}");
            }
        }
        for (i, c) in word.char_indices() {
            let style = lit.iter().find(|(range, _)| range.contains(&(at + i))).map(|(_, style)| *style);
            if style != open {
                if let Some(style) = open {
                    let _ = write!(out, "{style:#}");
                }
                if let Some(style) = style {
                    let _ = write!(out, "{style}");
                }
                open = style;
            }
            out.push(if c.is_whitespace() { ' ' } else { c });
        }
        column += word.chars().count();
        at += word.len();
    }
    if let Some(style) = open {
        let _ = write!(out, "{style:#}");
    }
    out.push('\n');
}
