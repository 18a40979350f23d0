//! What went wrong once, each named after it.

mod law;

use dateline_model::{Article, BlockKind, Page, PageKind};

/// A page with `line` between its first and last paragraph.
fn page_with(line: &str) -> Vec<Article> {
    let text = format!(
        "Ferry sinks off coast of Beira, killing 12\n\nBy Jane Doe\n3 November 2017\n\nTwelve people were killed when a ferry \
         sank on Friday, police said.\n\n{line}\n\nThe search will go on at dawn, the harbour master said.\n"
    );
    dateline_article::read(&Page::new(text, PageKind::Dump)).articles
}

fn html(body: &str) -> Vec<String> {
    let page = Page::new(format!("<h1>Ferry sinks off the coast of Beira</h1>{body}"), PageKind::Html);
    let read = dateline_article::read(&page).articles;
    let block = |a: &Article, b: &dateline_model::Block| format!("{}: {}", b.kind.as_str(), a.slice(b.span));
    read.iter().flat_map(|a| a.blocks().iter().skip(1).map(|b| block(a, b)).collect::<Vec<_>>()).collect()
}

#[test]
fn letters_that_change_their_length_in_lower_case_do_not_break_the_search_for_labels() {
    page_with("\u{212a}photo: a\u{130}\u{130}");
    page_with("\u{130}: \u{212a} by \u{1e9e}");
}

#[test]
fn sentences_that_begin_like_furniture_stay() {
    for line in [
        "For more than a week, rebels have shelled the town, killing 22.",
        "For media workers it was the deadliest year, with 100 killed.",
        "This video shows the moment 12 people were killed, police said.",
        "This report was denied by the army, which said 12 soldiers died.",
        "Watch the river, the mayor told 300 residents before they fled.",
        "With agencies warning of famine, 40,000 people fled to Chad.",
        "Get our wounded out, the commander told the Red Cross on Monday.",
        "You have taken our land, the governor told the protesters.",
        "The toll was given by the United Nations refugee agency (UNHCR).",
        "Others were taken in, according to the World Health Organization (WHO).",
        "They ran.",
        "Nobody came back.",
        "“Run!” she shouted.",
    ] {
        let articles = page_with(line);
        let kept = |a: &Article| a.blocks().iter().any(|b| b.kind == BlockKind::Paragraph && a.slice(b.span) == line);
        assert!(articles.iter().any(kept), "{line}");
    }
}

#[test]
fn a_source_line_does_not_make_a_caption_of_the_paragraph_above_it() {
    let articles = page_with("The boat had 60 people on board, the owner said.\nSource: Al Jazeera");
    assert!(articles[0].images.is_empty());
    assert!(articles[0].text().contains("The boat had 60 people on board"));
}

#[test]
fn a_given_headline_under_the_text_does_not_take_the_article_with_it() {
    let text = "Twelve people were killed on Friday, police said.\n\nThe search will go on, they said.\n\nShare\nFerry sinks off coast";
    let mut page = Page::new(text, PageKind::Dump);
    page.headline = Some("Ferry sinks off coast".to_owned());
    let read = dateline_article::read(&page);
    assert!(read.articles[0].text().contains("Twelve people were killed"));
}

#[test]
fn the_byline_is_a_block_of_its_own() {
    let article = &page_with("Nothing else is known of the ferry so far.")[0];
    let byline = article.blocks().iter().find(|b| b.kind == BlockKind::Byline).map(|b| article.slice(b.span));
    assert_eq!((byline, article.byline.as_slice()), (Some("By Jane Doe"), ["Jane Doe".to_owned()].as_slice()));
}

#[test]
fn a_time_element_stays_in_its_sentence() {
    let blocks = html("<p>The ferry left on <time>3 November 2017</time> with 60 people on board, police said.</p>");
    assert_eq!(blocks, ["paragraph: The ferry left on 3 November 2017 with 60 people on board, police said."]);
}

#[test]
fn an_empty_svg_does_not_swallow_the_page() {
    let blocks =
        html("<p>Twelve people were killed, police said.</p><svg class=\"i\"/><p>The search goes on, they said.</p>");
    assert_eq!(blocks.len(), 2);
    let blocks = html("<p>Twelve people were killed, police said.</p><nav><p>The search goes on, they said.</p>");
    assert_eq!(blocks.len(), 2, "a nav that is never closed");
}

#[test]
fn end_tags_may_be_left_out() {
    let blocks = html(
        "<p>Known so far, police said on Monday:<ul><li>Twelve dead<li>Nine missing</ul><p>The search goes on, they said.",
    );
    assert_eq!(
        blocks,
        [
            "paragraph: Known so far, police said on Monday:",
            "list-item: Twelve dead",
            "list-item: Nine missing",
            "paragraph: The search goes on, they said."
        ]
    );
}

#[test]
fn an_updated_date_on_the_same_line_is_not_the_day_of_publication() {
    let text = "Ferry sinks off coast of Beira\nLast updated: 4 November 2017; published 3 November 2017\n\nTwelve people were killed on Friday, police said.";
    let read = dateline_article::read(&Page::new(text, PageKind::Dump));
    assert_eq!(read.articles[0].published.map(|p| p.day.to_string()).as_deref(), Some("2017-11-03"));
}

#[test]
fn a_page_whose_text_a_script_draws_gives_it_from_the_scripts_data() {
    let page = r#"<html><head><title>Ferry sinks off coast</title></head><body><div id="app"></div>
<script>window.__data={"title":"Ferry","body":"\u003cp class=\"t\"\u003eTwelve people were killed when a ferry sank, police said.\u003c\/p\u003e\u003cp\u003eIt\u2019s the second such wreck this year.\u003c\/p\u003e\u003cp\u003eThe search goes on, they said.\u003c\/p\u003e"};</script></body></html>"#;
    let page = Page::new(page, PageKind::Html);
    let article = &dateline_article::read(&page).articles[0];
    assert_eq!(article.headline.as_deref(), Some("Ferry sinks off coast"));
    assert!(article.text().contains("It’s the second such wreck"), "{}", article.text());
    let at = article.text().find('’').unwrap() as u32;
    let home = article.in_page(dateline_model::Span::new(at, at + 3));
    assert_eq!(home.iter().map(|s| &page.text[s.range()]).collect::<Vec<_>>(), ["\\u2019"]);
    assert_eq!(law::broken(&page, article), None);
}
