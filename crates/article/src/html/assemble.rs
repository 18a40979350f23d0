//! The chosen passages → one clean article.
//!
//! Left out on purpose: choosing the element that holds them (`body`).

use std::collections::BTreeSet;

use dateline_model::{Article, ArticleBuilder, Basis, BlockKind, Image, Page, Published, Strand};

use super::body::Ground;
use super::byline;
use super::headline::{self, Headline};
use super::hints::Hints;
use super::judge::{Scene, Verdict, judge};
use super::metadata::{self, Metadata};
use super::names::Tag;
use super::passages::{Passage, Role};
use super::published;
use super::tree::Tree;
use super::vouched;
use crate::credits::{self, Credit};
use crate::cues;
use crate::{dates, headers};

/// The articles of a page.
pub(crate) fn articles(page: &Page, tree: &Tree<'_>, passages: &[Passage]) -> Vec<Article> {
    let (headline, metadata) = head(tree, passages);
    let ground = Ground::new(tree, passages, headline.passage);
    let container = ground.container();
    let mut articles: Vec<Article> = one(page, &ground, container, &headline, &metadata).into_iter().collect();
    if !articles.is_empty() {
        for node in others(&ground, container) {
            let (headline, metadata) = head_of(&ground, node, &metadata);
            let ground = ground.headed(headline.passage);
            articles.extend(one(&Page::new("", page.kind), &ground, node, &headline, &metadata));
        }
    }
    articles
}

/// Words of prose that make an `article` element beside the first one an article and no teaser: the longest teaser of the
/// development pages has fewer than 80.
const OTHER_ARTICLE: u32 = 120;

/// The further articles of a page that goes on (infinite scroll): `article` elements outside `container` with much prose,
/// a heading of their own before it, and a byline or date.
fn others(ground: &Ground<'_, '_>, container: usize) -> Vec<usize> {
    let tree = ground.tree;
    let mut found: Vec<usize> = Vec::new();
    let body = container..tree.nodes[container].end as usize;
    for at in (1..tree.nodes.len()).filter(|at| tree.nodes[*at].tag == Tag::Article) {
        let end = tree.nodes[at].end as usize;
        let apart = end <= body.start || at >= body.end;
        let nested = found.last().is_some_and(|last| at < tree.nodes[*last].end as usize);
        if !apart || nested || ground.out[at] || ground.mass(at) < OTHER_ARTICLE {
            continue;
        }
        let inside = ground.passages_in(at);
        let prose = inside.clone().find(|i| ground.passages[*i].prose() > 0).unwrap_or(inside.end);
        let heading = inside.start..prose;
        let headed = heading
            .clone()
            .any(|i| matches!(ground.passages[i].role, Role::Heading(1 | 2)) && ground.passages[i].words >= 3);
        let signed = (at..ground.passages.get(prose).map_or(end, |p| p.first as usize))
            .any(|n| tree.nodes[n].tag == Tag::Time || tree.nodes[n].hints.any(Hints::BYLINE.and(Hints::DATE)));
        if headed && signed {
            found.push(at);
        }
    }
    found
}

/// The headline of a further article, and what may be taken over from the page: who publishes it and in what language.
fn head_of(ground: &Ground<'_, '_>, node: usize, page: &Metadata) -> (Headline, Metadata) {
    let metadata = Metadata { site: page.site.clone(), language: page.language.clone(), ..Metadata::default() };
    let heading = ground
        .passages_in(node)
        .find(|i| matches!(ground.passages[*i].role, Role::Heading(1 | 2)) && ground.passages[*i].words >= 3);
    let strand = heading.map(|i| ground.passages[i].strand(ground.tree));
    let text = strand.as_ref().map(|s| s.text().to_owned());
    (Headline { passage: heading, text, strand }, metadata)
}

/// The page's headline and metadata.
pub(crate) fn head(tree: &Tree<'_>, passages: &[Passage]) -> (Headline, Metadata) {
    let candidates = headline::candidates(tree, passages);
    let shown: Vec<String> = candidates.iter().map(|(_, strand)| strand.text().to_owned()).collect();
    let metadata = metadata::metadata(tree, &shown);
    (headline::headline(tree, passages, &candidates, &metadata), metadata)
}

/// Times in the text that make it a live blog where linked data does not say so.
const LIVE_ENTRIES: usize = 4;

/// Pages that show fewer words than this, and have their text for machines too, are drawn by a script.
const LEAST_SHOWN: usize = 40;

struct Draft {
    blocks: Vec<(BlockKind, Strand)>,
    images: Vec<(usize, Strand, Credit)>,
    agency: Option<&'static str>,
    /// Datelines that are times in the text: those of a live blog's entries.
    stamps: usize,
}

fn one(
    page: &Page,
    ground: &Ground<'_, '_>,
    container: usize,
    headline: &Headline,
    metadata: &Metadata,
) -> Option<Article> {
    let tree = ground.tree;
    let range = ground.passages_in(container);
    let mut draft = Draft { blocks: Vec::new(), images: Vec::new(), agency: None, stamps: 0 };
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let byline = byline::byline(ground, container, metadata);
    let plain_headline = headline.text.as_deref().map(cues::plain).unwrap_or_default();
    if let Some(at) = headline.passage.filter(|at| *at < range.start) {
        for i in (at + 1..range.start).take(60) {
            standfirst(ground, i, metadata, &mut seen, &mut draft);
        }
    }
    // Pictures between headline and text.
    let outer = headline.passage.map_or(container, |at| ground.common(container, ground.passages[at].first as usize));
    let before = Scene::new(ground, outer);
    for i in ground.passages_in(outer).start.max(range.start.saturating_sub(80))..range.start {
        let p = &ground.passages[i];
        if p.role == Role::Caption
            || p.words <= 40
                && ground.hints_up_to(p.holder as usize, outer).any(Hints::CAPTION.and(Hints::MEDIA).and(Hints::CREDIT))
        {
            let (verdict, strand) = judge(&before, i);
            if matches!(verdict, Verdict::Caption(_) | Verdict::Credit(_)) {
                passage(ground, i, (verdict, strand), &plain_headline, &mut seen, &mut draft);
            }
        }
    }
    let scene = Scene::new(ground, container);
    let mut skip_to = 0;
    let mut listing = false;
    let range_end = range.end;
    for i in range {
        if i < skip_to {
            continue;
        }
        let p = &ground.passages[i];
        // What stands in one line after "Read more" are other articles' headlines.
        if listing && (p.closed && p.words >= 12 && p.link_share() < 0.3) {
            listing = false;
        }
        let verdict = judge(&scene, i);
        if verdict.0 == Verdict::Elsewhere {
            skip_to = elsewhere(ground, container, i);
            listing = skip_to <= i + 1;
            continue;
        }
        if verdict.0 == Verdict::Boxed {
            skip_to = elsewhere(ground, container, i);
            continue;
        }
        if listing && matches!(verdict.0, Verdict::Text(_)) {
            continue;
        }
        let text = verdict.1.text();
        let paragraphs = draft.blocks.iter().filter(|(kind, _)| *kind == BlockKind::Paragraph).count();
        if crate::assemble::is_bio(text, &byline.people, paragraphs) || paragraphs > 2 && is_contact(text) {
            continue;
        }
        if paragraphs > 2 && is_about(p, text) && ground.mass_of(i..range_end) * 10 < ground.mass(container) * 3 {
            break;
        }
        passage(ground, i, verdict, &plain_headline, &mut seen, &mut draft);
    }
    // Some sites make the standfirst of the text's own sentences.
    let body: String = draft
        .blocks
        .iter()
        .filter(|(kind, _)| *kind == BlockKind::Paragraph)
        .map(|(_, s)| cues::plain(s.text()) + " ")
        .collect();
    draft.blocks.retain(|(kind, strand)| *kind != BlockKind::Standfirst || !is_repeated(strand.text(), &body));
    // The times of a live blog's entries are theirs; elsewhere a time in the text is the page's.
    if !metadata.linked.live && draft.stamps < LIVE_ENTRIES {
        let mut begun = false;
        draft.blocks.retain(|(kind, _)| {
            let stamp = *kind == BlockKind::Dateline && begun;
            begun |= *kind == BlockKind::Paragraph;
            !stamp
        });
    }
    if let Some(body) = &metadata.linked.body {
        let words = |text: &str| text.split_whitespace().count();
        let shown: usize =
            draft.blocks.iter().filter(|(kind, _)| *kind != BlockKind::Standfirst).map(|(_, s)| words(s.text())).sum();
        if shown < LEAST_SHOWN && words(body.text()) > 2 * shown {
            draft.blocks.retain(|(kind, _)| *kind == BlockKind::Standfirst);
            draft.blocks.extend(vouched::paragraphs(body).into_iter().map(|strand| (BlockKind::Paragraph, strand)));
        }
    }
    while draft.blocks.last().is_some_and(|(kind, _)| *kind == BlockKind::Subheading) {
        draft.blocks.pop();
    }
    if !draft.blocks.iter().any(|(kind, _)| kind.is_body() && *kind != BlockKind::Subheading) {
        return None;
    }
    let mut builder = ArticleBuilder::default();
    if let Some(strand) = &headline.strand {
        builder.block(BlockKind::Headline, strand);
    }
    let mut images = Vec::new();
    let mut waiting = draft.images.into_iter().peekable();
    for (k, (kind, strand)) in draft.blocks.iter().enumerate() {
        while let Some((_, strand, credit)) = waiting.next_if(|(at, ..)| *at <= k) {
            images.push(image(&mut builder, &strand, &credit));
        }
        builder.block(*kind, strand);
    }
    for (_, strand, credit) in waiting {
        images.push(image(&mut builder, &strand, &credit));
    }
    let mut article = builder.finish();
    article.headline.clone_from(&headline.text);
    article.images = images;
    article.published = published::published(ground, container, metadata, page);
    article.byline = byline.people;
    article.agency = draft.agency.or(byline.agency).map(str::to_owned);
    article.publisher.clone_from(&metadata.site);
    article.modified = metadata.modified.map(|day| Published { day, basis: Basis::Metadata });
    article.language = metadata.language.as_deref().and_then(language);
    article.url.clone_from(&metadata.canonical);
    article.paywalled = metadata.paywalled;
    Some(article)
}

/// Takes the passage `i`, which stands between headline and body, if it is a standfirst or the text's first sentence.
fn standfirst(ground: &Ground<'_, '_>, i: usize, metadata: &Metadata, seen: &mut BTreeSet<String>, draft: &mut Draft) {
    let p = &ground.passages[i];
    let hints = ground.hints_up_to(p.holder as usize, 0);
    let other = Hints::CAPTION.and(Hints::BYLINE).and(Hints::CREDIT).and(Hints::PULLED);
    if !(5..=90).contains(&p.words)
        || ground.out[p.holder as usize]
        || hints.any(other)
        || p.role == Role::Caption
        || p.link_share() > 0.3
    {
        return;
    }
    let strand = p.strand(ground.tree);
    if credits::find(strand.text()).is_some_and(|c| !c.bare) {
        return;
    }
    let plain = cues::plain(strand.text());
    let described = metadata.description.as_deref().is_some_and(|d| {
        let d = cues::plain(d);
        d == plain || plain.len() > 40 && d.starts_with(&plain[..plain.floor_char_boundary(40)])
    });
    let sentence = p.closed && p.words >= 14 && !hints.any(Hints::MEDIA.and(Hints::EMBED));
    if (hints.any(Hints::STANDFIRST) || described || sentence)
        && cues::cue(strand.text(), p.words as usize).is_none()
        && seen.insert(plain)
    {
        draft.blocks.push((BlockKind::Standfirst, strand));
    }
}

/// Whether the text's plain form `body` holds every sentence of `standfirst`.
fn is_repeated(standfirst: &str, body: &str) -> bool {
    let plain = cues::plain(standfirst);
    let sentences: Vec<&str> = plain.split(". ").filter(|s| s.split_whitespace().count() >= 5).collect();
    !sentences.is_empty() && sentences.iter().all(|sentence| body.contains(sentence))
}

/// "Reach him at name@paper.example", "Follow her on Twitter @name".
fn is_contact(text: &str) -> bool {
    if !text.contains('@') || text.split_whitespace().count() > 30 {
        return false;
    }
    let lower = text.to_lowercase();
    ["email", "e-mail", "reach ", "follow ", "twitter", "contact ", "write to"].iter().any(|word| lower.contains(word))
}

/// "About Nordic Shipping": the head of what a firm says of itself under its press release.
fn is_about(p: &Passage, text: &str) -> bool {
    let head = text.get(..6).is_some_and(|h| h.eq_ignore_ascii_case("about "));
    head && p.words <= 6 && !p.closed && text[6..].starts_with(|c: char| c.is_uppercase() || c == 't')
}

/// One past the last passage of the box that the heading `i` ("Related stories") heads: the largest element that begins
/// with it and holds little of the article.
fn elsewhere(ground: &Ground<'_, '_>, container: usize, i: usize) -> usize {
    let all = ground.mass(container);
    let mut end = i + 1;
    let mut at = ground.passages[i].holder as usize;
    while at > container {
        let inside = ground.passages_in(at);
        if inside.start + 1 < i || ground.mass(at) * 10 > all * 3 {
            break;
        }
        end = inside.end;
        at = ground.tree.nodes[at].parent as usize;
    }
    end
}

fn passage(
    ground: &Ground<'_, '_>,
    i: usize,
    (verdict, strand): (Verdict, Strand),
    headline: &str,
    seen: &mut BTreeSet<String>,
    draft: &mut Draft,
) {
    let words = ground.passages[i].words;
    match verdict {
        Verdict::Text(kind) => {
            let plain = cues::plain(strand.text());
            // The headline comes in two parts, or once more, before the text begins.
            let begun =
                draft.blocks.iter().any(|(kind, _)| !matches!(kind, BlockKind::Subheading | BlockKind::Standfirst));
            let part = kind == BlockKind::Subheading
                && !begun
                && !plain.is_empty()
                && (headline.contains(&plain) || plain.contains(headline) && !headline.is_empty());
            if part || plain == headline || (words >= 6 && !seen.insert(plain)) {
                return;
            }
            let first =
                !draft.blocks.iter().any(|(kind, _)| !matches!(kind, BlockKind::Standfirst | BlockKind::Subheading));
            if kind == BlockKind::Paragraph
                && first
                && let Some(dateline) = headers::dateline(strand.text())
            {
                draft.agency = draft.agency.or(dateline.agency);
                draft.blocks.push((BlockKind::Dateline, strand.part(0..dateline.end)));
                draft.blocks.push((kind, strand.part(dateline.end..strand.text().len())));
            } else {
                draft.blocks.push((kind, strand));
            }
        }
        Verdict::Caption(credit) => {
            if seen.insert(cues::plain(strand.text())) {
                draft.images.push((draft.blocks.len(), strand, credit));
            }
        }
        Verdict::Credit(credit) => {
            // Its image stands right before it.
            if let Some((at, caption, known)) = draft.images.last_mut()
                && *at == draft.blocks.len()
                && known.owner.is_none()
                && known.photographer.is_none()
            {
                known.caption_end = caption.text().len();
                caption.join(&strand);
                known.owner = credit.owner;
                known.photographer = credit.photographer;
            }
        }
        Verdict::Date if draft.blocks.iter().any(|(kind, _)| *kind == BlockKind::Paragraph) => {
            draft.blocks.push((BlockKind::Dateline, strand));
            draft.stamps += 1;
        }
        Verdict::Byline | Verdict::Date | Verdict::Elsewhere | Verdict::Boxed | Verdict::Dropped => {}
    }
}

fn image(builder: &mut ArticleBuilder, strand: &Strand, credit: &Credit) -> Image {
    let span = builder.block(BlockKind::Caption, strand);
    let caption = strand.text()[..credit.caption_end.min(strand.text().len())].trim_end();
    Image {
        span,
        caption: dateline_model::Span::new(span.start(), span.start() + caption.len() as u32),
        credit: credit.owner.clone(),
        photographer: credit.photographer.clone(),
        date: dates::first(caption),
    }
}

/// The language subtag of a BCP 47 tag as pages write it: `en` of `en-US`, `en_GB`.
fn language(tag: &str) -> Option<String> {
    let subtag = tag.trim().split(['-', '_', ',']).next()?.to_ascii_lowercase();
    ((2..=3).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_lowercase())).then_some(subtag)
}
