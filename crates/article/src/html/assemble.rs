//! The chosen passages → one clean article.
//!
//! Left out on purpose: choosing the element that holds them (`body`).

use dateline_model::{Article, Basis, BlockKind, Page, Published, Strand};

use super::body::Ground;
use super::byline;
use super::captions;
use super::draft::Draft;
use super::drawn;
use super::headline::{self, Headline};
use super::hints::Hints;
use super::judge::{self, Scene, Verdict, judge};
use super::metadata::{self, Metadata};
use super::names::Tag;
use super::passages::{self, Passage, Role};
use super::published;
use super::tree::Tree;
use super::vouched;
use crate::{credits, cues, headers};

/// The articles of a page.
pub(crate) fn articles(page: &Page, tree: &Tree<'_>, passages: &[Passage]) -> Vec<Article> {
    let (headline, metadata) = head(tree, passages);
    let ground = Ground::new(tree, passages, headline.passage);
    let container = ground.container();
    let mut articles: Vec<Article> = one(page, &ground, container, &headline, &metadata).into_iter().collect();
    if articles.is_empty() {
        articles.extend(drawn(page, tree, &headline, &metadata));
    } else {
        for node in others(&ground, container) {
            let (headline, metadata) = head_of(&ground, node, &metadata);
            let ground = ground.headed(headline.passage);
            articles.extend(one(&Page::new("", page.kind), &ground, node, &headline, &metadata));
        }
    }
    articles
}

/// The article of a page whose text a script draws.
fn drawn(page: &Page, tree: &Tree<'_>, headline: &Headline, metadata: &Metadata) -> Option<Article> {
    let text = drawn::hypertext(tree)?;
    let inner = Tree::of(text.text());
    let passages = passages::passages(&inner);
    let ground = Ground::new(&inner, &passages, None);
    let headline = Headline { text: headline.text.clone(), ..Headline::default() };
    Some(one(page, &ground, ground.container(), &headline, metadata)?.through(&text))
}

/// Words of prose that make an `article` element beside the first one an article and no teaser: chosen by judgement; on
/// the development pages no teaser comes so far.
const OTHER_ARTICLE: u32 = 120;

/// Passages before the first paragraph in which a further article's headline stands.
const LONGEST_HEAD: usize = 40;

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
        let head = inside.start..inside.end.min(inside.start + LONGEST_HEAD);
        let Some(prose) = head.clone().find(|i| ground.passages[*i].prose() > 0) else { continue };
        let heading = head.start..prose;
        let headed = heading
            .clone()
            .any(|i| matches!(ground.passages[i].role, Role::Heading(1 | 2)) && ground.passages[i].words >= 3);
        let signed = (at..ground.passages[prose].first as usize)
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

/// Pages that show fewer words than this, and have their text for machines too, are drawn by a script.
const LEAST_SHOWN: usize = 40;

fn one(
    page: &Page,
    ground: &Ground<'_, '_>,
    container: usize,
    headline: &Headline,
    metadata: &Metadata,
) -> Option<Article> {
    let byline = byline::byline(ground, container, metadata);
    let mut draft = Draft::new(headline.text.as_deref());
    before_text(ground, container, headline, metadata, &mut draft);
    text(ground, container, headline, metadata, &byline.people, &mut draft);
    if let Some(body) = &metadata.linked.body {
        let words = body.text().split_whitespace().count();
        draft.replace_text(LEAST_SHOWN, words, || vouched::paragraphs(body));
    }
    let agency = draft.agency.or(byline.agency);
    let mut article = draft.finish(headline.strand.as_ref(), metadata.linked.live)?;
    article.headline.clone_from(&headline.text);
    article.published = published::published(ground, container, metadata, page);
    article.byline = byline.people;
    article.agency = agency.map(str::to_owned);
    article.publisher.clone_from(&metadata.site);
    article.modified = metadata.modified.map(|day| Published { day, basis: Basis::Metadata });
    article.language = metadata.language.as_deref().and_then(language);
    article.url.clone_from(&metadata.canonical);
    article.paywalled = metadata.paywalled;
    Some(article)
}

/// Passages before the text in which its pictures are looked for.
const PICTURES_BEFORE: usize = 80;

/// Passages between headline and text that may be standfirsts: a share bar has a line a button.
const STANDFIRSTS_WITHIN: usize = 60;

/// Takes what stands between headline and text: standfirsts and pictures.
fn before_text(ground: &Ground<'_, '_>, container: usize, headline: &Headline, metadata: &Metadata, draft: &mut Draft) {
    let start = ground.passages_in(container).start;
    if let Some(at) = headline.passage.filter(|at| *at < start) {
        for i in (at + 1..start).take(STANDFIRSTS_WITHIN) {
            match standfirst(ground, i, headline, metadata) {
                Some((BlockKind::Standfirst, strand)) => draft.standfirst(i, ground.passages[i].words, strand),
                Some((kind, strand)) => draft.take(i, ground.passages[i].words, Verdict::Text(kind), strand),
                None => {}
            }
        }
    }
    let outer = headline.passage.map_or(container, |at| ground.common(container, ground.passages[at].first as usize));
    let scene = Scene::new(ground, outer);
    let pictured = Hints::CAPTION.and(Hints::MEDIA).and(Hints::CREDIT);
    for i in ground.passages_in(outer).start.max(start.saturating_sub(PICTURES_BEFORE))..start {
        let p = &ground.passages[i];
        let picture = p.words <= 40 && scene.hints(p.holder as usize).any(pictured);
        let after = p.words <= 60 && ground.after_picture(i);
        if p.role == Role::Caption || picture || after {
            let (verdict, strand) = judge(&scene, i);
            if matches!(verdict, Verdict::Caption(_) | Verdict::Credit(_)) {
                draft.take(i, p.words, verdict, strand);
            }
        }
    }
}

/// Takes the passages of the text.
fn text(
    ground: &Ground<'_, '_>,
    container: usize,
    headline: &Headline,
    metadata: &Metadata,
    people: &[String],
    draft: &mut Draft,
) {
    let scene = Scene::new(ground, container);
    let range = ground.passages_in(container);
    let (mut skip_to, mut listing) = (0, false);
    for i in range.clone() {
        if i < skip_to {
            continue;
        }
        let p = &ground.passages[i];
        // What stands in one line after "Read more" are other articles' headlines.
        let sentence = p.words >= 12 || p.role == Role::Paragraph && p.words >= 5;
        if listing && p.closed && sentence && p.link_share() < 0.3 {
            listing = false;
        }
        let (verdict, strand) = judge(&scene, i);
        match verdict {
            Verdict::Elsewhere => {
                skip_to = box_end(ground, container, i);
                listing = skip_to <= i + 1;
            }
            Verdict::Boxed => skip_to = box_end(ground, container, i),
            Verdict::Text(_) if listing => {}
            Verdict::Text(kind) => {
                let words = strand.text();
                if draft.n_paragraphs == 0
                    && matches!(kind, BlockKind::Paragraph | BlockKind::Subheading)
                    && headline.passage.is_some_and(|h| h < i)
                    && (is_named(ground, i) || is_under(ground, i, headline))
                    && let Some((BlockKind::Standfirst, strand)) = standfirst(ground, i, headline, metadata)
                {
                    draft.standfirst(i, p.words, strand);
                    continue;
                }
                let own =
                    headers::is_bio(words, people, draft.n_paragraphs) || draft.n_paragraphs > 2 && is_contact(words);
                if own {
                    continue;
                }
                if draft.n_paragraphs > 2
                    && is_about(p, words)
                    && ground.mass_of(i..range.end) * 10 < ground.mass(container) * 3
                {
                    break;
                }
                draft.take(i, p.words, Verdict::Text(kind), strand);
            }
            other => draft.take(i, p.words, other, strand),
        }
    }
}

/// The words of an element that calls itself a standfirst above which it is the text; the longest standfirst found on the
/// development pages has 66.
const LONGEST_STANDFIRST: u32 = 120;

/// Whether an element around the passage calls itself a standfirst, and is no longer than one.
fn is_named(ground: &Ground<'_, '_>, i: usize) -> bool {
    let mut at = ground.passages[i].holder as usize;
    while at > 0 {
        let node = &ground.tree.nodes[at];
        if node.hints.any(Hints::STANDFIRST) {
            return !node.hints.any(Hints::BODY) && ground.words_in(at) <= LONGEST_STANDFIRST;
        }
        at = node.parent as usize;
    }
    false
}

/// Whether the passage is a second heading right under the headline.
fn is_under(ground: &Ground<'_, '_>, i: usize, headline: &Headline) -> bool {
    headline.passage.is_some_and(|h| h + 1 == i) && matches!(ground.passages[i].role, Role::Heading(2..=4))
}

/// The words of passage `i`, which stands between headline and text, if it is a standfirst, by name or by the
/// description that metadata gives, or else a sentence: then it is the text's first paragraph.
fn standfirst(
    ground: &Ground<'_, '_>,
    i: usize,
    headline: &Headline,
    metadata: &Metadata,
) -> Option<(BlockKind, Strand)> {
    let p = &ground.passages[i];
    let hints = ground.hints_around(p.holder as usize);
    let other = Hints::CAPTION.and(Hints::BYLINE).and(Hints::CREDIT).and(Hints::PULLED);
    if !(5..=90).contains(&p.words) || hints.any(other) || p.role == Role::Caption || p.link_share() > 0.3 {
        return None;
    }
    let strand = p.strand(ground.tree);
    let text = strand.text();
    if credits::find(text).is_some_and(|c| !c.bare) || judge::is_stamp(text, p.words as usize) {
        return None;
    }
    // What a credit follows is a caption.
    let own = ground.after_picture(i) && !ground.after_picture(i + 1);
    let next = ground.passages.get(i + 1).filter(|next| own && next.words <= 14);
    if next.is_some_and(|next| captions::credit_line(next.strand(ground.tree).text()).is_some()) {
        return None;
    }
    let plain = cues::plain(text);
    let described = metadata
        .description
        .as_deref()
        .is_some_and(|d| *d == plain || plain.len() > 40 && d.starts_with(&plain[..plain.floor_char_boundary(40)]));
    if ground.out[p.holder as usize] && !described {
        return None;
    }
    let sentence = p.closed && p.words >= 14 && !hints.any(Hints::MEDIA.and(Hints::EMBED));
    let named = is_named(ground, i) || described || is_under(ground, i, headline);
    let kind = if named { BlockKind::Standfirst } else { BlockKind::Paragraph };
    ((named || sentence) && cues::cue(text, p.words as usize).is_none()).then_some((kind, strand))
}

/// "Reach him at name@paper.example", "Follow her on Twitter @name".
fn is_contact(text: &str) -> bool {
    if text.len() > 300 {
        return false;
    }
    let lower = text.to_lowercase();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let called = ["tel:", "tel.", "fone:", "phone:", "fax:", "telefon:", "teléfono:"];
    if digits >= 8 && called.iter().any(|word| lower.contains(word)) {
        return true;
    }
    if !text.contains('@') || text.split_whitespace().count() > 30 {
        return false;
    }
    ["email", "e-mail", "reach ", "follow ", "twitter", "contact ", "write to"].iter().any(|word| lower.contains(word))
}

/// "About Nordic Shipping": the head of what a firm says of itself under its press release.
fn is_about(p: &Passage, text: &str) -> bool {
    let head = text.get(..6).is_some_and(|h| h.eq_ignore_ascii_case("about "));
    head && p.words <= 6 && !p.closed && text[6..].starts_with(|c: char| c.is_uppercase() || c == 't')
}

/// One past the last passage of the box that the heading `i` ("Related stories") heads: the largest element that begins
/// with it and holds little of the article.
fn box_end(ground: &Ground<'_, '_>, container: usize, i: usize) -> usize {
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

/// The language subtag of a BCP 47 tag as pages write it: `en` of `en-US`, `en_GB`.
fn language(tag: &str) -> Option<String> {
    let subtag = tag.trim().split(['-', '_', ',']).next()?.to_ascii_lowercase();
    ((2..=3).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_lowercase())).then_some(subtag)
}
