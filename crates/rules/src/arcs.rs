//! Grammar's roles: who does what a trigger says, to whom, and with which prepositions other things are joined to it.
//!
//! Trees are Universal Dependencies' (de Marneffe et al. 2021). *Doer* and *undergoer* are the same whatever the voice and wherever the
//! trigger stands: "gunmen killed two men", "two men were killed by gunmen", "the gunmen who killed them", "gunmen killing men", "the killing of
//! two men by gunmen", "gunmen carried out an attack on a village".
//!
//! Left out on purpose: coreference (the names stage knows who "the group" is), and arguments in other sentences.

use dateline_model::{Analysis, Columns, NameKind, Span, Tokens};

/// A role of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Who does it.
    Doer,
    /// To whom it is done.
    Undergoer,
    /// The subject, as grammar has it.
    Subject,
    /// The object, as grammar has it.
    Object,
    /// What a preposition joins to it.
    Joined(&'static str),
}

/// The prepositions that a rule can ask for.
const PREPOSITIONS: &[&str] = &[
    "by", "with", "to", "from", "against", "on", "at", "in", "for", "over", "into", "of", "between", "about", "near",
    "among", "under", "after", "during", "through", "without", "toward", "upon",
];

impl Role {
    pub fn from_word(word: &str) -> Option<Role> {
        Some(match word {
            "doer" => Role::Doer,
            "undergoer" => Role::Undergoer,
            "subject" => Role::Subject,
            "object" => Role::Object,
            _ => Role::Joined(PREPOSITIONS.iter().find(|p| **p == word)?),
        })
    }

    pub fn words() -> impl Iterator<Item = &'static str> {
        ["doer", "undergoer", "subject", "object"].into_iter().chain(PREPOSITIONS.iter().copied())
    }
}

/// Lists of the pack that the roles ask; those that a pack has not are empty.
pub(crate) struct Helps<'a> {
    /// Verbs of which an event's noun is the object: "carry out".
    pub is_light: &'a dyn Fn(usize) -> bool,
    /// Nouns that say, before another, who did it: "rebel attack".
    pub is_doer: &'a dyn Fn(usize) -> bool,
    /// Verbs that say what an event did: "the earthquake hit".
    pub is_impact: &'a dyn Fn(usize) -> bool,
}

/// The trees of an analysis, seen from their words.
pub(crate) struct Arcs<'a> {
    columns: &'a Columns,
    helps: Helps<'a>,
    sentence: Span<Tokens>,
    /// For each token of the sentence where its children begin in `hung`; and one more.
    begins: Vec<u32>,
    /// All tokens of the sentence but roots, by their heads.
    hung: Vec<u32>,
}

/// How deep a chain of verbs is followed to the subject that they share ("came, saw and conquered"); deeper ones are mostly broken trees.
const CHAIN: usize = 4;

impl<'a> Arcs<'a> {
    pub fn new(analysis: &'a Analysis, sentence: Span<Tokens>, helps: Helps<'a>) -> Arcs<'a> {
        let columns = analysis.columns();
        let first = sentence.start() as usize;
        let head =
            |i: usize| columns.heads.get(i).map(|h| *h as usize).filter(|h| *h != i && sentence.range().contains(h));
        let mut begins = vec![0u32; sentence.len() as usize + 1];
        for head in sentence.range().filter_map(head) {
            begins[head - first + 1] += 1;
        }
        for i in 1..begins.len() {
            begins[i] += begins[i - 1];
        }
        let (mut next, mut hung) = (begins.clone(), vec![0u32; begins.last().copied().unwrap_or(0) as usize]);
        for i in sentence.range() {
            if let Some(head) = head(i) {
                hung[next[head - first] as usize] = i as u32;
                next[head - first] += 1;
            }
        }
        Arcs { columns, helps, sentence, begins, hung }
    }

    pub fn head(&self, i: usize) -> usize {
        self.columns.heads.get(i).map_or(i, |h| *h as usize)
    }

    pub fn relation(&self, i: usize) -> &'a str {
        self.columns.relations.get(i).map_or("", |r| r.as_str())
    }

    pub fn norm(&self, i: usize) -> &'a str {
        self.columns.norms.get(i)
    }

    pub fn lemma(&self, i: usize) -> &'a str {
        self.columns.lemmas.get(i)
    }

    pub fn tag(&self, i: usize) -> &'a str {
        self.columns.tags.get(i).map_or("", |t| t.as_str())
    }

    pub fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        let at = of.checked_sub(self.sentence.start() as usize).filter(|at| at + 1 < self.begins.len());
        let range = at.map_or(0..0, |at| self.begins[at] as usize..self.begins[at + 1] as usize);
        self.hung[range].iter().map(|i| *i as usize)
    }

    fn child(&self, of: usize, relations: &[&str]) -> Option<usize> {
        self.children(of).find(|&i| relations.contains(&self.relation(i)))
    }

    /// The word of a span that hangs on a word outside.
    pub fn top(&self, span: Span<Tokens>) -> usize {
        let outside = |i: &usize| self.head(*i) == *i || !span.range().contains(&self.head(*i));
        let mut tops = span.range().filter(outside);
        let first = tops.next().unwrap_or(span.start() as usize);
        // Of several a verb, since the rest belongs to it or is misread.
        if self.is_verb(first) { first } else { tops.find(|i| self.is_verb(*i)).unwrap_or(first) }
    }

    pub fn is_verb(&self, i: usize) -> bool {
        self.tag(i).starts_with("VB") && !matches!(self.relation(i), "amod" | "compound")
    }

    fn is_participant(&self, i: usize) -> bool {
        // "on Sunday" is nobody.
        let at = self.columns.times.partition_point(|time| time.tokens.end() as usize <= i);
        !self.columns.times.get(at).is_some_and(|time| time.tokens.range().contains(&i))
            && matches!(self.tag(i), "NN" | "NNS" | "NNP" | "NNPS" | "PRP" | "CD" | "DT" | "JJ" | "FW" | "VBN" | "WP")
            && !matches!(self.norm(i), "it" | "there" | "this" | "that")
    }

    /// The preposition that joins a word to its head.
    pub fn case(&self, i: usize) -> Option<&'a str> {
        self.child(i, &["case"]).map(|c| self.norm(c))
    }

    pub fn is_passive(&self, verb: usize) -> bool {
        self.child(verb, &["aux:pass", "nsubj:pass", "csubj:pass"]).is_some()
            || self.tag(verb) == "VBN"
                && self.child(verb, &["aux", "nsubj", "obj"]).is_none()
                && self.relation(verb).starts_with("acl")
    }

    /// The grammatical subject of a verb: its own, that of the noun it describes, or that of the verb it goes on from.
    fn subject(&self, verb: usize, depth: usize) -> Option<usize> {
        if let Some(own) = self.child(verb, &["nsubj", "nsubj:pass"]) {
            // "the gunmen who killed"
            let is_relative =
                matches!(self.norm(own), "who" | "which" | "that" | "whom") && self.relation(verb).starts_with("acl");
            return Some(if is_relative { self.head(verb) } else { own });
        }
        if depth == 0 {
            return None;
        }
        let head = self.head(verb);
        match self.relation(verb) {
            "acl" | "acl:relcl" if self.tag(verb) != "VB" => Some(head),
            "conj" | "xcomp" | "advcl" | "parataxis" if self.is_verb(head) => {
                // "ordered troops to attack": who is ordered attacks.
                let object = self.child(head, &["obj", "iobj"]).filter(|_| self.relation(verb) == "xcomp");
                object.or_else(|| self.subject(head, depth - 1))
            }
            _ => None,
        }
    }

    fn object(&self, verb: usize) -> Option<usize> {
        let object = self.child(verb, &["obj"]).or_else(|| self.child(verb, &["iobj"]));
        object.filter(|&i| !matches!(self.norm(i), "itself" | "themselves" | "himself"))
    }

    /// What a preposition joins to a word, nearest first: on the word itself, or else on its object or complement behind it, where trees
    /// often hang what is the verb's ("blamed the bombing on the rebels").
    fn joined(&self, to: usize, prepositions: &[&str]) -> Option<usize> {
        self.joined_to(to, prepositions).or_else(|| {
            let between = |i: &usize| matches!(self.relation(*i), "obj" | "iobj" | "xcomp" | "nmod") && *i > to;
            self.children(to).filter(between).find_map(|i| self.joined_to(i, prepositions).filter(|found| *found > to))
        })
    }

    fn joined_to(&self, to: usize, prepositions: &[&str]) -> Option<usize> {
        let fits = |i: &usize| {
            matches!(self.relation(*i).split(':').next(), Some("obl" | "nmod"))
                && self.case(*i).is_some_and(|case| prepositions.contains(&case))
                && self.is_participant(*i)
        };
        self.children(to).filter(fits).min_by_key(|i| i.abs_diff(to))
    }

    /// The light verb that an event's noun is the object of ("carried out an attack"), and whether it is passive.
    fn light(&self, noun: usize) -> Option<(usize, bool)> {
        let verb = self.head(noun);
        let is_of = matches!(self.relation(noun), "obj" | "nsubj:pass");
        if is_of && self.is_verb(verb) && (self.helps.is_light)(verb) {
            return Some((verb, self.relation(noun) == "nsubj:pass"));
        }
        // "unleashed a barrage of artillery fire"
        let is_much = self.relation(noun) == "nmod"
            && self.case(noun) == Some("of")
            && MUCH.contains(&self.lemma(verb))
            && self.relation(verb) == "obj";
        if is_much && (self.helps.is_light)(self.head(verb)) {
            return Some((self.head(verb), false));
        }
        // "an attack carried out by"
        let carried = self.children(noun).find(|&i| self.relation(i).starts_with("acl") && (self.helps.is_light)(i))?;
        Some((carried, true))
    }

    fn doer(&self, of: usize) -> Option<usize> {
        if self.is_verb(of) {
            if self.is_passive(of) {
                return self.child(of, &["obl:agent"]).or_else(|| self.joined(of, &["by"]));
            }
            let shared = self.subject(of, CHAIN)?;
            // The subject of a passive verb that it goes on from did nothing: "was shot and killed" has none.
            let head = self.head(of);
            let goes_on = self.relation(of) == "conj"
                && self.is_verb(head)
                && self.is_passive(head)
                && self.child(of, &["nsubj"]).is_none();
            if goes_on && self.tag(of) == "VBN" {
                return self.child(head, &["obl:agent"]).or_else(|| self.joined(head, &["by"]));
            }
            return Some(shared);
        }
        if let Some(by) = self.joined(of, &["by", "between"]) {
            return Some(by);
        }
        // "the killing of two men by police": a tree may hang it on the men.
        if let Some(by) = self.undergoer(of).and_then(|to| self.joined(to, &["by"])) {
            return Some(by);
        }
        if let Some((verb, passive)) = self.light(of) {
            let of_verb = if passive {
                self.child(verb, &["obl:agent"]).or_else(|| self.joined(verb, &["by"]))
            } else {
                self.subject(verb, CHAIN)
            };
            if of_verb.is_some() {
                return of_verb;
            }
        }
        // "Sunday's protest" was nobody's.
        let possessor = self.child(of, &["nmod:poss"]).filter(|&i| self.tag(i) != "PRP$" && self.is_participant(i));
        if possessor.is_some() {
            return possessor;
        }
        // "an Israeli airstrike", "a rebel attack"
        let named = |i: &usize| {
            let kinds = [NameKind::Nationality, NameKind::Organization, NameKind::Group, NameKind::Person];
            matches!(self.relation(*i), "compound" | "amod" | "nmod")
                && *i < of
                && self.case(*i).is_none()
                && (self.is_name(*i, &kinds) || (self.helps.is_doer)(*i))
        };
        self.children(of).find(named)
    }

    fn undergoer(&self, of: usize) -> Option<usize> {
        if self.is_verb(of) {
            if self.is_passive(of) {
                if let Some(own) = self.child(of, &["nsubj:pass"]) {
                    let relative =
                        matches!(self.norm(own), "who" | "which" | "that") && self.relation(of).starts_with("acl");
                    return Some(if relative { self.head(of) } else { own });
                }
                return self.subject(of, CHAIN);
            }
            let object = self.object(of);
            let head = self.head(of);
            // "stormed and burned the village": the object of the later verb.
            let shared = || {
                let next = self.children(of).find(|&i| self.relation(i) == "conj" && self.is_verb(i))?;
                (self.child(next, &["nsubj"]).is_none()).then(|| self.object(next)).flatten()
            };
            // "was shot and killed"
            let passive = || {
                (self.relation(of) == "conj"
                    && self.tag(of) == "VBN"
                    && self.is_passive(head)
                    && self.child(of, &["nsubj"]).is_none())
                .then(|| self.undergoer(head))
                .flatten()
            };
            return object.or_else(passive).or_else(shared);
        }
        if let Some(on) = self.joined(of, &["on", "against", "of", "upon", "targeting"]) {
            return Some(on);
        }
        let of_light = || self.joined(self.light(of)?.0, &["on", "against", "at"]);
        self.impact(of).or_else(|| self.joined(of, &["at"])).or_else(of_light)
    }

    /// Whom an event's noun harmed: "the earthquake hit western Nepal", "12 people were killed in the crash".
    fn impact(&self, noun: usize) -> Option<usize> {
        // "an earthquake that killed 134 people"
        let harms =
            |i: &usize| self.relation(*i).starts_with("acl") && (self.helps.is_impact)(*i) && !self.is_passive(*i);
        if let Some(harmed) = self.children(noun).find(harms).and_then(|verb| self.object(verb)) {
            return Some(harmed);
        }
        let verb = self.head(noun);
        if verb == noun || !self.is_verb(verb) || !(self.helps.is_impact)(verb) {
            return None;
        }
        match self.relation(noun) {
            "nsubj" if !self.is_passive(verb) => self.object(verb),
            "obl" | "obl:agent"
                if self.case(noun).is_some_and(|c| matches!(c, "in" | "by" | "from" | "after" | "during" | "when")) =>
            {
                self.child(verb, &["nsubj:pass"])
            }
            _ => None,
        }
    }

    /// The heads of what fills a role of a trigger whose top is `of`: the word and those that are joined to it by "and".
    pub fn fillers(&self, role: Role, of: usize) -> Vec<usize> {
        let first = match role {
            // What a statement announces it does not do.
            Role::Doer => self.doer(of).filter(|&i| {
                !matches!(self.lemma(i), "statement" | "report" | "communique" | "resolution" | "amendment")
            }),
            Role::Undergoer => self.undergoer(of),
            Role::Subject => self.subject(of, 0),
            Role::Object => self.object(of),
            Role::Joined(preposition) => self.joined(of, &[preposition]).or_else(|| {
                // "drew condemnation from the president": a tree hangs it on the verb.
                let verb = self.head(of);
                let is_object = !self.is_verb(of) && matches!(self.relation(of), "obj" | "nsubj:pass");
                is_object.then(|| self.joined_to(verb, &[preposition])).flatten()
            }),
        };
        let first = first.map(|i| self.antecedent(i).unwrap_or(i));
        let Some(first) = first.filter(|&i| i != of && self.is_participant(i)) else { return Vec::new() };
        let more = self.children(first).filter(|&i| {
            self.relation(i) == "conj"
                && self.is_participant(i)
                && !self.is_verb(i)
                && i != of
                && self.case(i).is_none_or(|c| Some(c) == self.case(first))
        });
        std::iter::once(first).chain(more).collect()
    }

    /// Whom a pronoun in a clause that somebody says stands for: "*Pakistan* claimed that *it* shot down". `None` where number or kind do not fit.
    fn antecedent(&self, pronoun: usize) -> Option<usize> {
        let norm = self.norm(pronoun);
        if !matches!(norm, "it" | "he" | "she" | "they") || !self.relation(pronoun).starts_with("nsubj") {
            return None;
        }
        let mut verb = self.head(pronoun);
        for _ in 0..CHAIN {
            let up = self.head(verb);
            if up == verb || !self.is_verb(up) {
                return None;
            }
            if matches!(self.relation(verb), "ccomp" | "advcl")
                && let Some(subject) = self.child(up, &["nsubj"]).filter(|i| *i != pronoun)
            {
                let is_person = self.is_name(subject, &[NameKind::Person]);
                let plural = matches!(self.tag(subject), "NNS" | "NNPS");
                let is_body = self.is_name(subject, &[NameKind::Organization, NameKind::Place, NameKind::Group]);
                let fits = match norm {
                    "it" => !is_person && !plural && (is_body || self.tag(subject) == "NN"),
                    "they" => plural || is_body,
                    _ => is_person || self.tag(subject) == "NN" && !is_body,
                };
                return (fits && self.tag(subject).starts_with("NN")).then_some(subject);
            }
            verb = up;
        }
        None
    }

    /// The noun phrase of a head: its determiner, adjectives, compounds and numbers, and what "of" joins to it.
    pub fn phrase(&self, head: usize) -> Span<Tokens> {
        let (mut from, mut to) = (head, head);
        self.spread(head, &mut from, &mut to, CHAIN);
        // A name is taken whole.
        let at = self.columns.mentions.partition_point(|m| m.tokens.end() as usize <= head);
        if let Some(mention) = self.columns.mentions.get(at).filter(|m| m.tokens.range().contains(&head)) {
            from = from.min(mention.tokens.start() as usize);
            to = to.max(mention.tokens.end() as usize - 1);
        }
        Span::new(from as u32, to as u32 + 1)
    }

    fn spread(&self, head: usize, from: &mut usize, to: &mut usize, depth: usize) {
        if depth == 0 {
            return;
        }
        for i in self.children(head) {
            let inside = match self.relation(i) {
                "amod" | "nmod:desc" => i < head,
                "det" | "det:predet" | "compound" | "nummod" | "nmod:poss" | "flat" | "goeswith" | "fixed" => true,
                "advmod" | "obl:npmod" | "nmod:npmod" | "obl:unmarked" => {
                    i < head && (self.tag(head) == "CD" || self.tag(head) == "JJ")
                }
                "case" => matches!(self.norm(i), "'s" | "'") && i > head,
                "punct" => self.norm(i) == "-" && i < head,
                "nmod" => i > head && self.case(i) == Some("of") && i - head <= OF_REACH,
                "conj" => i < head,
                // "its ally Hamas"
                "appos" => i == head + 1,
                _ => false,
            };
            if inside {
                *from = (*from).min(i);
                *to = (*to).max(i);
                self.spread(i, from, to, depth - 1);
            }
        }
    }

    /// Whether a word stands in a mention of a name of one of these kinds.
    pub fn is_name(&self, i: usize, kinds: &[NameKind]) -> bool {
        let at = self.columns.mentions.partition_point(|m| m.tokens.end() as usize <= i);
        self.columns.mentions.get(at).is_some_and(|m| m.tokens.range().contains(&i) && kinds.contains(&m.kind))
    }

    /// "Nobody", "no one".
    fn is_nobody(&self, i: usize) -> bool {
        matches!(self.norm(i), "nobody" | "none" | "nothing")
            || self.norm(i) == "one" && i.checked_sub(1).is_some_and(|before| self.norm(before) == "no")
    }

    /// Whether something denies that it happened: "did not attack", "no attack", "never attacked".
    pub fn is_negated(&self, top: usize) -> bool {
        self.children(top).any(|i| {
            matches!(self.norm(i), "not" | "n't" | "never" | "neither")
                || self.relation(i) == "det" && matches!(self.norm(i), "no" | "neither")
                || self.relation(i).starts_with("nsubj") && self.is_nobody(i)
                || self.relation(i) == "obj" && self.is_nobody(i)
                || self.norm(i) == "more" && i.checked_sub(1).is_some_and(|before| self.norm(before) == "no")
        })
    }
}

/// Nouns that only say how much there was of an event.
const MUCH: &[&str] = &[
    "barrage", "salvo", "volley", "series", "wave", "string", "campaign", "hail", "number", "spate", "round", "flurry",
];

/// An "of" phrase that begins further off is mostly hung on the wrong word.
const OF_REACH: usize = 6;
