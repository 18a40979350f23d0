//! A trigger in its clause → whether the report says that it happened, will happen, might, or did not.
//!
//! Decided by the verbs around: modals, verbs of planning, threatening and failing (lists of the pack), conjunctions, tense. What a speaker
//! says rather than the report is decided later, when statements are known.

use crate::arcs::Arcs;
use dateline_model::Status;

/// What the lists say of a verb.
pub(super) struct Verbs<'a> {
    /// What they govern is intended: "plan to".
    pub is_plan: &'a dyn Fn(usize) -> bool,
    /// What they govern is threatened: "vow to".
    pub is_threat: &'a dyn Fn(usize) -> bool,
    /// What they govern did not happen: "refuse to".
    pub is_failure: &'a dyn Fn(usize) -> bool,
    /// Verbs of which an event's noun is the object.
    pub is_light: &'a dyn Fn(usize) -> bool,
}

/// Verbs that say that the event of their complement or object did not happen.
const DENIALS: &[&str] = &["deny", "reject", "dismiss", "refute"];

/// Verbs that say of a noun no more than that it happens.
const HAPPENS: &[&str] = &[
    "happen", "occur", "take", "begin", "start", "come", "follow", "continue", "resume", "erupt", "break", "go", "rage",
];

/// How many governing words are asked.
const CLIMB: usize = 4;

/// The status of a trigger with this top; `None` if it did not happen.
pub(super) fn status(arcs: &Arcs<'_>, verbs: &Verbs<'_>, top: usize) -> Option<Status> {
    // "the hijacked vessel" tells of what is known.
    let describes = arcs.relation(top) == "amod" && arcs.tag(top).starts_with("VB");
    if arcs.is_negated(top) || is_general(arcs, top) || describes {
        return None;
    }
    if is_notion(arcs, top) {
        return None;
    }
    let is_failed = |i: usize| matches!(arcs.norm(i), "failed" | "foiled" | "thwarted" | "averted");
    if arcs.children(top).any(|i| arcs.relation(i) == "amod" && is_failed(i)) {
        return None;
    }
    // The verb that carries the tense: its own, or the one that its noun is subject or object of.
    let head = arcs.head(top);
    let verb = if arcs.is_verb(top) {
        Some(top)
    } else {
        // As a subject only of a verb that says no more than that it happens: "the attack could delay talks" was one.
        let bound = match arcs.relation(top) {
            "obj" | "conj" => true,
            "nsubj" | "nsubj:pass" => HAPPENS.contains(&arcs.lemma(head)) || (verbs.is_light)(head),
            _ => false,
        };
        (head != top && bound && arcs.is_verb(head)).then_some(head)
    };
    if !arcs.is_verb(top)
        && let Some(verb) = verb
        && matches!(arcs.relation(top), "obj" | "nsubj:pass")
    {
        if (verbs.is_failure)(verb) || arcs.is_negated(verb) && (verbs.is_light)(verb) {
            return None;
        }
        if DENIALS.contains(&arcs.lemma(verb)) {
            return Some(Status::Denied);
        }
        if (verbs.is_threat)(verb) {
            return Some(Status::Threatened);
        }
        if (verbs.is_plan)(verb) && !(verbs.is_light)(verb) {
            return Some(Status::Planned);
        }
    }
    // "The attack did not happen."
    if !arcs.is_verb(top)
        && matches!(arcs.relation(top), "nsubj" | "nsubj:pass")
        && verb.is_some_and(|v| arcs.is_negated(v))
    {
        return None;
    }
    let mut adjectives = arcs.children(top).filter(|&i| matches!(arcs.relation(i), "amod" | "advmod"));
    if let Some(said) = adjectives.find_map(|i| match arcs.norm(i) {
        "alleged" | "allegedly" | "reportedly" | "reported" | "suspected" | "purportedly" => Some(Status::Claimed),
        "ongoing" | "continuing" | "continued" | "current" => Some(Status::Ongoing),
        "planned" | "upcoming" | "scheduled" | "proposed" | "looming" | "imminent" => Some(Status::Planned),
        "possible" | "potential" | "future" | "hypothetical" | "likely" => Some(Status::Hypothetical),
        "threatened" => Some(Status::Threatened),
        _ => None,
    }) {
        return Some(said);
    }
    let Some(verb) = verb else { return Some(Status::Reported) };
    let mut at = verb;
    for _ in 0..CLIMB {
        if let Some(said) = by_auxiliaries(arcs, at) {
            return Some(said);
        }
        let (up, relation) = (arcs.head(at), arcs.relation(at));
        let is_infinitive = arcs.children(at).any(|i| arcs.norm(i) == "to" && arcs.relation(i) == "mark");
        let is_if = arcs.children(at).any(|i| {
            matches!(arcs.norm(i), "if" | "unless" | "whether" | "lest")
                && matches!(arcs.relation(i), "mark" | "advmod")
        });
        if is_if {
            return Some(Status::Hypothetical);
        }
        let governed = matches!(relation, "xcomp" | "ccomp" | "acl" | "advcl" | "csubj");
        if up != at && governed {
            if matches!(relation, "ccomp" | "csubj" | "advcl") && is_wished(arcs, at, up) {
                return Some(Status::Hypothetical);
            }
            if (verbs.is_failure)(up) && relation != "advcl" {
                return None;
            }
            if DENIALS.contains(&arcs.lemma(up)) {
                return Some(Status::Denied);
            }
            if is_infinitive && (verbs.is_threat)(up) {
                return Some(Status::Threatened);
            }
            if is_infinitive && (verbs.is_plan)(up) {
                return Some(Status::Planned);
            }
            if is_infinitive && relation == "xcomp" && arcs.is_negated(up) {
                return None;
            }
            // "in order to attack", "a plan to attack": a purpose, and nobody says that it happened.
            if is_infinitive && matches!(relation, "advcl" | "acl") {
                return None;
            }
        }
        match relation {
            "conj" | "xcomp" if up != at && arcs.is_verb(up) => at = up,
            _ => break,
        }
    }
    Some(by_tense(arcs, verb, top))
}

/// "To ensure that aid arrives", "it is vital that they leave": what is wanted, and not told.
fn is_wished(arcs: &Arcs<'_>, clause: usize, up: usize) -> bool {
    let is_that = arcs.children(clause).any(|i| arcs.relation(i) == "mark" && arcs.norm(i) == "that");
    let wishes = [
        "ensure",
        "guarantee",
        "hope",
        "wish",
        "want",
        "demand",
        "request",
        "recommend",
        "propose",
        "urge",
        "ask",
        "insist",
        "pray",
        "vital",
        "important",
        "essential",
        "crucial",
        "imperative",
        "necessary",
        "possible",
        "likely",
        "unlikely",
    ];
    wishes.contains(&arcs.lemma(up))
        && (is_that || arcs.relation(clause) == "ccomp")
        && !arcs.tag(clause).starts_with("VBN")
}

/// "Accidents are common": a bare plural of which something is said is no event.
fn is_general(arcs: &Arcs<'_>, top: usize) -> bool {
    let head = arcs.head(top);
    let bare = arcs.tag(top) == "NNS"
        && !arcs.children(top).any(|i| matches!(arcs.relation(i), "det" | "nummod" | "nmod:poss" | "nmod"));
    bare && arcs.relation(top) == "nsubj" && arcs.children(head).any(|i| arcs.relation(i) == "cop")
}

/// "The process of delivering aid", "accused of backing": what is spoken of, and not told.
fn is_notion(arcs: &Arcs<'_>, top: usize) -> bool {
    let mark = arcs.children(top).find(|&i| matches!(arcs.relation(i), "mark" | "case")).map(|i| arcs.norm(i));
    arcs.is_verb(top)
        && arcs.tag(top) == "VBG"
        && mark.is_some_and(|m| {
            matches!(
                m,
                "of" | "for" | "to" | "in" | "on" | "about" | "at" | "with" | "into" | "from" | "without" | "than"
            )
        })
}

/// What modal verbs beside a verb say.
fn by_auxiliaries(arcs: &Arcs<'_>, verb: usize) -> Option<Status> {
    arcs.children(verb).filter(|&i| arcs.relation(i) == "aux").find_map(|i| match arcs.norm(i) {
        "will" | "shall" | "'ll" | "wo" => Some(Status::Planned),
        "would" | "could" | "may" | "might" | "should" | "must" | "can" | "ca" | "ought" | "'d" => {
            Some(Status::Hypothetical)
        }
        _ => None,
    })
}

/// What the tense says: "is attacking" goes on.
fn by_tense(arcs: &Arcs<'_>, verb: usize, top: usize) -> Status {
    let is = |words: &[&str]| arcs.children(verb).any(|i| arcs.relation(i) == "aux" && words.contains(&arcs.norm(i)));
    let progressive = arcs.tag(verb) == "VBG";
    if progressive && is(&["is", "are", "'re", "'s", "been", "am"]) && verb == top {
        return Status::Ongoing;
    }
    Status::Reported
}
