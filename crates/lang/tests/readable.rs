//! What the language stage makes of news sentences, as a person can read it: tokens with `|` between them, one sentence
//! a line, quotations in ⟦ ⟧, quantities with their values.

fn show(text: &str) -> String {
    let analysis = dateline_lang::Analyzer::embedded().analyse_text(text);
    let columns = analysis.columns();
    let mut out = String::new();
    for sentence in &columns.sentences {
        let words: Vec<String> = (sentence.start()..sentence.end())
            .map(|i| {
                let word = &text[columns.spans[i as usize].range()];
                let open = columns.quotations.iter().filter(|q| q.start() == i).map(|_| "⟦").collect::<String>();
                let close = columns.quotations.iter().filter(|q| q.end() == i + 1).map(|_| "⟧").collect::<String>();
                format!("{open}{word}{close}")
            })
            .collect();
        out.push_str(&words.join("|"));
        out.push('\n');
    }
    for q in &columns.quantities {
        let value = |v: Option<u64>| v.map_or("-".to_owned(), |v| v.to_string());
        let words = &text[analysis.text_span(q.tokens).range()];
        out.push_str(&format!(
            "  {words} = {} low {} high {} best {}\n",
            q.bound.as_str(),
            value(q.low),
            value(q.high),
            value(q.best)
        ));
    }
    out
}

#[test]
fn tokens_and_sentences() {
    let text = "\
BAGHDAD (AFP) - Iraqi forces on Friday entered Al-Qaim, the main town in ISIS’ last bastion.
GOMA, Congo (AP) — At least 12 people died. U.S. officials confirmed it.
KYIV, Nov 3 (Reuters) - Russia's army didn't comment.
Lt. Gen. Stephen J. Townsend met U.S. troops on Oct. 7. The U.S. The army left at 5 p.m. Witnesses fled.
\"We won't leave. We can't,\" he said. \"Stop!\" she shouted. “No one came?” asked Mr. Haddad.
The US-led non-combatant mission flew 30km to Sana'a at 7:30 a.m. for $1.5m.
He ran the ‘Last Big Fight’ against ISIS... Then it ended?! Yes (it did). \u{201c}So it goes.\u{201d}
““definitively determined”” and ''quoted'' words; see http://example.com/a?b=c, or mail a.b@example.org.";
    insta::assert_snapshot!(show(text));
}

#[test]
fn quantities() {
    let text = "\
More than 100 civilians and at least 12 soldiers; as many as 200, up to 30, no fewer than five and fewer than 20 people.
About 1,500 fighters, some 300 families, nearly 15,000 homes, an estimated 20,000 people, close to 1,000 injured.
Dozens of people, tens of thousands, hundreds of thousands, several hundred, a few dozen, a dozen, two dozen, scores.
Between 10 and 15 people, 10-15 people, 10 to 15 people, three or four men, between 2 and 3 million people.
2.2 million people, 1.2m people, half a million, more than half a million, twenty-one men, two hundred and five men, 9 300 people, 3 lakh people.
A farm worker, another man, another 900 people, an officer, no casualties, a number of militants, a large number of men, many people.
In 2014 and on Oct. 7, 2023, at 5 p.m., 30 km away, 5-year-old boys paid $500 and 12 percent on 7 October; 20 or more died.
99999999999999999999999 people, 1.5 people, the 20th man, 1970s, 3/4.";
    insta::assert_snapshot!(show(text));
}
