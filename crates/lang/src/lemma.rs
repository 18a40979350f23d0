//! Tokens → dictionary forms, by part of speech.
//!
//! Verbs, nouns and compared adjectives have the form that the lexicon gives for their part of speech, function words
//! that of a short list, a proper noun its own. What is in neither goes by its letters: a list of irregular forms, then the suffix rules of English inflection in the manner of Minnen, Carroll and
//! Pearce, "Applied morphological processing of English" (2001), without their lexicon: `killed` → `kill`, `displaced` →
//! `displace`, `cities` → `city`. There verb and noun readings share one answer, since both give the same word nearly
//! always (`strikes` → `strike`). Where they do not (`wounded` is `wound`, never `wind`), the reading that news means is in
//! the list.

use crate::swift::hash::text;
use crate::swift::lexicon::{Lexicon, entry};
use dateline_model::{Pos, Shape, Tag};

/// Irregular forms and words whose ending is no inflection, sorted; `""` stands for the word itself.
const IRREGULAR: &[(&str, &str)] = &[
    ("'d", "have"),
    ("'ll", "will"),
    ("'m", "be"),
    ("'re", "be"),
    ("'ve", "have"),
    ("abdomen", ""),
    ("across", ""),
    ("acumen", ""),
    ("afterwards", ""),
    ("always", ""),
    ("am", "be"),
    ("analyses", "analysis"),
    ("anything", ""),
    ("are", "be"),
    ("as", ""),
    ("ate", "eat"),
    ("bases", "base"),
    ("became", "become"),
    ("been", "be"),
    ("began", "begin"),
    ("begun", "begin"),
    ("being", "be"),
    ("besides", ""),
    ("bled", "bleed"),
    ("blew", "blow"),
    ("blown", "blow"),
    ("bodies", "body"),
    ("bought", "buy"),
    ("bound", ""),
    ("bring", ""),
    ("broke", "break"),
    ("broken", "break"),
    ("brought", "bring"),
    ("building", ""),
    ("buildings", "building"),
    ("built", "build"),
    ("buried", "bury"),
    ("burnt", "burn"),
    ("bus", ""),
    ("buses", "bus"),
    ("came", "come"),
    ("canvas", ""),
    ("captain", ""),
    ("caught", "catch"),
    ("ceiling", ""),
    ("chaos", ""),
    ("children", "child"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("clashes", "clash"),
    ("consensus", ""),
    ("crises", "crisis"),
    ("crisis", ""),
    ("crossing", ""),
    ("crossings", "crossing"),
    ("dealt", "deal"),
    ("deed", ""),
    ("did", "do"),
    ("died", "die"),
    ("dies", "die"),
    ("done", "do"),
    ("drank", "drink"),
    ("drew", "draw"),
    ("driven", "drive"),
    ("drove", "drive"),
    ("during", ""),
    ("dying", "die"),
    ("embed", ""),
    ("emphasis", ""),
    ("evening", ""),
    ("evenings", "evening"),
    ("everything", ""),
    ("exceed", ""),
    ("fallen", "fall"),
    ("fed", "feed"),
    ("feed", ""),
    ("feet", "foot"),
    ("fell", "fall"),
    ("felt", "feel"),
    ("fled", "flee"),
    ("flew", "fly"),
    ("flown", "fly"),
    ("forces", "force"),
    ("forgot", "forget"),
    ("fought", "fight"),
    ("found", "find"),
    ("freed", "free"),
    ("frees", "free"),
    ("froze", "freeze"),
    ("frozen", "freeze"),
    ("gas", ""),
    ("gases", "gas"),
    ("gave", "give"),
    ("given", "give"),
    ("goes", "go"),
    ("gone", "go"),
    ("got", "get"),
    ("gotten", "get"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("had", "have"),
    ("has", "have"),
    ("having", "have"),
    ("headquarters", ""),
    ("heard", "hear"),
    ("held", "hold"),
    ("hid", "hide"),
    ("hidden", "hide"),
    ("his", ""),
    ("housing", ""),
    ("hundred", ""),
    ("hung", "hang"),
    ("including", ""),
    ("is", "be"),
    ("its", ""),
    ("kept", "keep"),
    ("king", ""),
    ("knew", "know"),
    ("known", "know"),
    ("laid", "lay"),
    ("leapt", "leap"),
    ("led", "lead"),
    ("left", "leave"),
    ("less", ""),
    ("lives", "life"),
    ("lost", "lose"),
    ("lying", "lie"),
    ("made", "make"),
    ("means", ""),
    ("media", ""),
    ("meeting", ""),
    ("meetings", "meeting"),
    ("men", "man"),
    ("met", "meet"),
    ("morning", ""),
    ("mornings", "morning"),
    ("n't", "not"),
    ("naked", ""),
    ("need", ""),
    ("news", ""),
    ("nothing", ""),
    ("overseas", ""),
    ("overthrew", "overthrow"),
    ("overthrown", "overthrow"),
    ("paid", "pay"),
    ("passers", "passer"),
    ("people", ""),
    ("perhaps", ""),
    ("plus", ""),
    ("proceed", ""),
    ("process", ""),
    ("provided", "provide"),
    ("ramen", ""),
    ("ran", "run"),
    ("regarding", ""),
    ("regimen", ""),
    ("risen", "rise"),
    ("rose", "rise"),
    ("running", "run"),
    ("sacred", ""),
    ("said", "say"),
    ("sank", "sink"),
    ("sat", "sit"),
    ("saw", "see"),
    ("says", "say"),
    ("seed", ""),
    ("seen", "see"),
    ("sent", "send"),
    ("series", ""),
    ("shed", ""),
    ("shot", "shoot"),
    ("shown", "show"),
    ("siege", ""),
    ("slain", "slay"),
    ("sleeping", "sleep"),
    ("slew", "slay"),
    ("sold", "sell"),
    ("something", ""),
    ("sought", "seek"),
    ("species", ""),
    ("specimen", ""),
    ("speed", ""),
    ("spent", "spend"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("spring", ""),
    ("status", ""),
    ("stolen", "steal"),
    ("stood", "stand"),
    ("stricken", "strike"),
    ("string", ""),
    ("struck", "strike"),
    ("succeed", ""),
    ("sung", "sing"),
    ("sunk", "sink"),
    ("swept", "sweep"),
    ("taken", "take"),
    ("taught", "teach"),
    ("tens", "ten"),
    ("than", ""),
    ("thing", ""),
    ("thought", "think"),
    ("threw", "throw"),
    ("thrown", "throw"),
    ("thus", ""),
    ("tied", "tie"),
    ("ties", "tie"),
    ("told", "tell"),
    ("took", "take"),
    ("torn", "tear"),
    ("towards", ""),
    ("turkmen", ""),
    ("unless", ""),
    ("us", ""),
    ("used", "use"),
    ("versus", ""),
    ("virus", ""),
    ("viruses", "virus"),
    ("was", "be"),
    ("wed", ""),
    ("went", "go"),
    ("were", "be"),
    ("wing", ""),
    ("withdrawn", "withdraw"),
    ("withdrew", "withdraw"),
    ("within", ""),
    ("wives", "wife"),
    ("woke", "wake"),
    ("women", "woman"),
    ("won", "win"),
    ("written", "write"),
    ("wrote", "write"),
    ("yemen", ""),
    ("yes", ""),
];

/// One bit for each irregular form, by length and three of its letters: nearly all tokens are turned away by one look.
const SIEVE: [u64; 128] = {
    let mut sieve = [0u64; 128];
    let mut i = 0;
    while i < IRREGULAR.len() {
        let bit = sieve_bit(IRREGULAR[i].0.as_bytes());
        sieve[bit / 64] |= 1 << (bit % 64);
        i += 1;
    }
    sieve
};

const fn sieve_bit(word: &[u8]) -> usize {
    let n = word.len();
    (n * 331 + word[0] as usize * 37 + word[n - 1] as usize * 101 + word[n / 2] as usize * 1021) % 8192
}

/// Function words whose form alone does not say their dictionary form, by part of speech. After the English treebanks.
const FUNCTION_WORDS: &[(Pos, &str, &str)] = &[
    (Pos::Aux, "'s", "be"),
    (Pos::Verb, "'s", "be"),
    (Pos::Aux, "ca", "can"),
    (Pos::Aux, "could", "could"),
    (Pos::Aux, "might", "might"),
    (Pos::Aux, "should", "should"),
    (Pos::Aux, "wo", "will"),
    (Pos::Aux, "would", "would"),
    (Pos::Det, "an", "a"),
    (Pos::Det, "these", "this"),
    (Pos::Det, "those", "that"),
    (Pos::Pron, "him", "he"),
    (Pos::Pron, "me", "i"),
    (Pos::Pron, "them", "they"),
    (Pos::Pron, "these", "this"),
    (Pos::Pron, "those", "that"),
    (Pos::Pron, "us", "we"),
    (Pos::Pron, "whom", "who"),
];

/// Appends the dictionary form of the token `norm` (lower case), which has this tag, to `out`: as the lexicon has it for
/// the part of speech, else by its letters. A name is its own.
pub fn lemmatise(norm: &str, shape: Shape, pos: Pos, tag: Tag, lexicon: &Lexicon, out: &mut String) {
    if matches!(pos, Pos::Aux | Pos::Verb | Pos::Det | Pos::Pron)
        && norm.len() <= 6
        && let Some((.., lemma)) = FUNCTION_WORDS.iter().find(|(p, form, _)| *p == pos && *form == norm)
    {
        out.push_str(lemma);
        return;
    }
    match (norm, tag.as_str()) {
        ("least" | "less" | "more" | "most", _) => return out.push_str(norm),
        ("n't", _) => return out.push_str("not"),
        ("'d", "MD") => return out.push_str("would"),
        ("her", "PRP") => return out.push_str("she"),
        _ => {}
    }
    let entry = lexicon.get(text(norm.as_bytes()));
    // "corps", "indeed": a form that the lexicon has as the base form of its kind is its own.
    let base = match tag.as_str() {
        "VB" | "VBP" => entry::VB,
        "NN" if !norm.ends_with("ing") => entry::NN,
        "RB" => entry::RB,
        "JJ" if !norm.ends_with("ed") && !norm.ends_with("ing") => entry::JJ,
        _ => 0,
    };
    if entry.tags & base != 0 {
        return out.push_str(norm);
    }
    let slot = match (pos, tag.as_str()) {
        (Pos::Verb | Pos::Aux, _) => 0,
        (Pos::Noun, _) => 1,
        (Pos::Adj | Pos::Adv, "JJR" | "JJS" | "RBR" | "RBS") => 2,
        (Pos::Propn, "NNP") => {
            out.push_str(norm);
            return;
        }
        _ => return by_spelling(norm, shape, out),
    };
    let change = entry.lemma[slot];
    match lexicon.change(change) {
        Some(change) if norm.is_ascii() && norm.len() > change.off as usize => {
            out.push_str(&norm[..norm.len() - change.off as usize]);
            out.push_str(&change.on);
        }
        _ => by_spelling(norm, shape, out),
    }
}

/// Appends the dictionary form of the token `norm` (lower case) to `out`, by its letters alone.
pub fn by_spelling(norm: &str, shape: Shape, out: &mut String) {
    let bytes = norm.as_bytes();
    let Some(&last) = bytes.last() else { return };
    if !shape.has(Shape::WORD) || !bytes.is_ascii() {
        out.push_str(norm);
        return;
    }
    let bit = sieve_bit(bytes);
    if SIEVE[bit / 64] & (1 << (bit % 64)) != 0
        && let Ok(i) = IRREGULAR.binary_search_by(|(form, _)| (*form).cmp(norm))
    {
        let lemma = IRREGULAR[i].1;
        out.push_str(if lemma.is_empty() { norm } else { lemma });
        return;
    }
    let n = bytes.len();
    match last {
        b'n' if n > 4 && norm.ends_with("men") => {
            // "gunmen", "spokeswomen"; the list has the few words that end so by themselves.
            out.push_str(&norm[..n - 2]);
            out.push_str("an");
        }
        b'n' if n > 8 && norm.ends_with("children") => out.push_str(&norm[..n - 3]),
        b's' if n > 2 => plural(norm, out),
        b'd' if n > 4 && bytes[n - 2] == b'e' => past(norm, out),
        b'g' if n > 5 && norm.ends_with("ing") => stem(&norm[..n - 3], norm, out),
        _ => out.push_str(norm),
    }
}

fn plural(norm: &str, out: &mut String) {
    let cut = |k: usize| &norm[..norm.len() - k];
    if norm.ends_with("ss") || norm.ends_with("us") || norm.ends_with("is") || norm.ends_with("ous") {
        out.push_str(norm);
    } else if norm.ends_with("ies") && norm.len() > 4 {
        out.push_str(cut(3));
        out.push('y');
    } else if norm.ends_with("sses")
        || norm.ends_with("shes")
        || norm.ends_with("ches")
        || norm.ends_with("xes")
        || norm.ends_with("zzes")
        || norm.ends_with("oes")
    {
        out.push_str(cut(2));
    } else if norm.ends_with("wives") || norm.ends_with("ieves") {
        out.push_str(cut(3));
        out.push_str(if norm.ends_with("wives") { "fe" } else { "f" });
    } else if norm.ends_with("lves") || norm.ends_with("eaves") || norm.ends_with("oaves") {
        out.push_str(cut(3));
        out.push('f');
    } else {
        out.push_str(cut(1));
    }
}

fn past(norm: &str, out: &mut String) {
    let root = &norm[..norm.len() - 2];
    if root.ends_with('i') && root.len() > 2 {
        out.push_str(&root[..root.len() - 1]);
        out.push('y');
    } else if root.ends_with('e') {
        out.push_str(&norm[..norm.len() - 1]); // "agreed", "guaranteed"
    } else {
        stem(root, norm, out);
    }
}

/// Endings of a stem that lost an e with its inflection, and (with a `-`) longer ones that did not: the longest ending
/// that fits decides. After Minnen, Carroll and Pearce; extended on verbs of news until the cases below held.
const E_ENDINGS: &[&str] = &[
    "rib", "scrib", "rob", "prob", "c", "-zinc", "id", "-aid", "-void", "vad", "rad", "cad", "suad", "-oad", "ud",
    "-oud", "plod", "rod", "ced", "-ceed", "ag", "-flag", "eg", "ig", "-dig", "dg", "rg", "ang", "-bang", "-hang",
    "-gang", "eng", "ung", "ulg", "bath", "breath", "cloth", "ak", "-eak", "-oak", "ik", "ok", "-ook", "uk", "bl",
    "cl", "dl", "fl", "gl", "kl", "pl", "tl", "zl", "iled", "pil", "fil", "til", "rul", "scal", "whal", "blam", "nam",
    "fram", "sham", "sum", "fum", "com", "tim", "rim", "fin", "bin", "lin", "min", "-dmin", "ermin", "tin", "-etain",
    "clin", "hin", "-ain", "tun", "-stun", "phon", "clon", "pon", "-eapon", "ndon", "-bandon", "ston", "opin", "knif",
    "scor", "cap", "-recap", "hap", "rap", "tap", "hop", "cop", "yp", "wip", "rip", "ur", "-our", "-mur", "-ffer",
    "ir", "-air", "uar", "plor", "gnor", "stor", "car", "har", "par", "clar", "s", "-ss", "-focus", "-bias", "-canvas",
    "-cens", "at", "-eat", "creat", "-oat", "-combat", "-format", "-threat", "iat", "ut", "-out", "-put", "-cut",
    "ecut", "ocut", "vot", "mot", "not", "quot", "cit", "-licit", "unit", "nvit", "writ", "plet", "delet", "wast",
    "tast", "past", "-oast", "acr", "u", "v", "z", "-quiz",
];

/// The dictionary form behind a stem that lost "ed" or "ing": undouble a consonant, give back an e, or neither.
fn stem(root: &str, norm: &str, out: &mut String) {
    let b = root.as_bytes();
    let vowel = |c: u8| matches!(c, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let (Some(&last), true) = (b.last(), b.iter().any(|&c| vowel(c))) else {
        out.push_str(norm); // "string", "shed"
        return;
    };
    if b.len() > 1 && b[b.len() - 2] == last && !vowel(last) {
        // "stopped" → stop; "pressed", "buzzed", "staffed" keep both; of the verbs in -ll these are the ones that double.
        const DOUBLED_L: &[&str] = &[
            "cancell", "compell", "controll", "excell", "expell", "fuell", "labell", "marshall", "patroll", "propell",
            "quarrell", "rebell", "repell", "signall", "travell",
        ];
        let keep = match last {
            b'l' => !DOUBLED_L.contains(&root),
            b's' | b'z' | b'f' => true,
            _ => b.len() <= 3,
        };
        out.push_str(if keep { root } else { &root[..b.len() - 1] });
        return;
    }
    out.push_str(root);
    let mut longest = ("", false);
    for ending in E_ENDINGS.iter().filter(|ending| ending.as_bytes()[ending.len() - 1] == last) {
        let (tail, takes_e) = ending.strip_prefix('-').map_or((*ending, true), |tail| (tail, false));
        if tail.len() > longest.0.len() && root.ends_with(tail) {
            longest = (tail, takes_e);
        }
    }
    if longest.1 {
        out.push('e');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemma(norm: &str) -> String {
        let mut out = String::new();
        by_spelling(norm, Shape::WORD, &mut out);
        out
    }

    #[test]
    fn the_irregular_forms_are_sorted() {
        for pair in IRREGULAR.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
    }

    #[test]
    fn inflected_forms_come_home() {
        let cases = "killed kill, killing kill, kills kill, wounded wound, injured injure, displaced displace, evacuated evacuate, evacuating evacuate, \
            died die, dying die, fled flee, shot shoot, slain slay, missing miss, arrested arrest, detained detain, abducted abduct, kidnapped kidnap, \
            accused accuse, urged urge, denied deny, announced announce, claimed claim, admitted admit, added add, warned warn, told tell, noted note, \
            stated state, declared declare, called call, stressed stress, reported report, confirmed confirm, seized seize, fired fire, shelled shell, \
            bombed bomb, launched launch, targeted target, entered enter, destroyed destroy, damaged damage, released release, forced force, raided raid, \
            explained explain, remained remain, stopped stop, controlled control, agreed agree, planned plan, ordered order, cities city, bodies body, \
            civilians civilian, children child, women woman, families family, clashes clash, troops troop, buses bus, wives wife, crossings crossing, \
            crisis crisis, this this, has have, police police, united unite, condemned condemn, hoped hope, used use, vowed vow, insisted insist, \
            argued argue, acknowledged acknowledge, pledged pledge, demanded demand, blamed blame, quoted quote, described describe, revealed reveal, \
            suggested suggest, estimated estimate, recovered recover, rescued rescue, hospitalised hospitalise, burned burn, drowned drown, perished perish, \
            beheaded behead, executed execute, massacred massacre, assassinated assassinate, uprooted uproot, stranded strand, trapped trap, buried bury, \
            lost lose, hurt hurt, struck strike, gunned gun, morning morning, building building, thing thing, string string, \
            gunmen gunman, spokeswomen spokeswoman, policemen policeman, schoolchildren schoolchild, abandoned abandon, becoming become, mps mp, writing write, \
            electrocuted electrocute, thieves thief, housewives housewife";
        for case in cases.split(", ") {
            let (form, want) = case.trim().split_once(' ').unwrap();
            assert_eq!(lemma(form), want, "the dictionary form of {form}");
        }
    }
}
