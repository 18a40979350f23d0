//! The analysis: columns over an article's tokens.
//!
//! Columns rather than a list of token objects (spaCy's `Doc`), so that a stage reads just what it needs and a million
//! tokens are a dozen allocations; [`Token`] is a view. An analysis is complete when it exists: [`Analysis::new`] takes
//! all [`Columns`] at once, and nothing is filled in later.

use crate::words::words;
use crate::{Mention, Name, Place, Pos, Relation, Span, Tag, Text, Time, Tokens};

/// What a token looks like: a set of flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Shape(pub u16);

impl Shape {
    /// Begins with a letter.
    pub const WORD: Shape = Shape(1);
    /// Begins with a digit.
    pub const DIGITS: Shape = Shape(1 << 1);
    /// Neither letter nor digit.
    pub const MARK: Shape = Shape(1 << 2);
    /// A word whose first letter is a capital.
    pub const CAPITAL: Shape = Shape(1 << 3);
    /// A word of two letters or more, all capitals.
    pub const UPPER: Shape = Shape(1 << 4);
    /// A mark that opens a quotation.
    pub const OPENS: Shape = Shape(1 << 5);
    /// A mark that closes a quotation.
    pub const CLOSES: Shape = Shape(1 << 6);
    /// No white space before it.
    pub const GLUED: Shape = Shape(1 << 7);
    /// The first token of a block.
    pub const FIRST: Shape = Shape(1 << 8);

    /// Whether all flags of `other` are set.
    #[inline]
    pub fn has(self, other: Shape) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets of flags.
    #[inline]
    pub fn with(self, other: Shape) -> Shape {
        Shape(self.0 | other.0)
    }
}

/// A column of short strings, in one allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    letters: String,
    ends: Vec<u32>,
}

impl Words {
    /// An empty column with room for `words` words and `letters` bytes.
    pub fn with_capacity(words: usize, letters: usize) -> Self {
        Self { letters: String::with_capacity(letters), ends: Vec::with_capacity(words) }
    }

    /// Appends a word.
    #[inline]
    pub fn push(&mut self, word: &str) {
        self.letters.push_str(word);
        self.ends.push(self.letters.len() as u32);
    }

    /// Appends the word that `write` puts at the end of the string it is given (it must not take anything away).
    #[inline]
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.letters);
        self.ends.push(self.letters.len() as u32);
    }

    /// The word at `index`, counted from 0; `""` past the end.
    #[inline]
    pub fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.letters[start as usize..end as usize]
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

words! {
    /// How a number is meant: the table is in `docs/record.md`.
    Bound {
        /// The number itself.
        Exact = "exact",
        /// "at least": low.
        AtLeast = "at_least",
        /// "more than": low.
        MoreThan = "more_than",
        /// "up to", "as many as": high.
        UpTo = "up_to",
        /// "fewer than": high.
        LessThan = "less_than",
        /// "about", "nearly": best.
        About = "about",
        /// "between 10 and 15": low and high.
        Range = "range",
        /// "dozens", "several", "many".
        Vague = "vague",
    }
}

words! {
    /// What a number is a number of, as far as the word behind it tells.
    Counted {
        /// People or things.
        Count = "count",
        /// Households, families.
        Household = "household",
        /// Seconds to centuries.
        Time = "time",
        /// Metres, miles.
        Length = "length",
        /// Hectares, square miles.
        Area = "area",
        /// Kilogrammes, tonnes.
        Weight = "weight",
        /// Money of any currency.
        Money = "money",
        /// Votes, points, degrees, times: nothing that a figure counts.
        Other = "other",
    }
}

impl Counted {
    /// Whether it can be a figure's number: of people, of things, or of households.
    pub fn counts(self) -> bool {
        matches!(self, Counted::Count | Counted::Household)
    }
}

/// A number in the text with its qualifier: "more than 100", "tens of thousands of", "a".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// Its tokens, qualifier included.
    pub tokens: Span<Tokens>,
    /// The least it can be.
    pub low: Option<u64>,
    /// The most it can be.
    pub high: Option<u64>,
    /// The number itself, where the words give one.
    pub best: Option<u64>,
    /// How the words mean it.
    pub bound: Bound,
    /// It is no number but an article that counts one: "a farm worker", "another man".
    pub article: bool,
    /// What it is a number of.
    pub unit: Counted,
}

/// The columns of an [`Analysis`], as the language stage made them. All token columns have one length.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Where each token stands.
    pub spans: Vec<Span<Text>>,
    /// What each looks like.
    pub shapes: Vec<Shape>,
    /// Each in lower case, with straight apostrophes and quotation marks.
    pub norms: Words,
    /// The dictionary form of each ("killed" → "kill"), lower case.
    pub lemmas: Words,
    /// Part of speech of each.
    pub pos: Vec<Pos>,
    /// Penn tag of each.
    pub tags: Vec<Tag>,
    /// The token that each hangs on; its own index for the root of a sentence. Arcs stay within the sentence, form one
    /// tree a sentence and do not cross.
    pub heads: Vec<u32>,
    /// How each hangs on its head.
    pub relations: Vec<Relation>,
    /// Sentences in text order; they do not overlap and hold all tokens.
    pub sentences: Vec<Span<Tokens>>,
    /// Blocks that hold tokens, in text order: each is a run of whole sentences.
    pub blocks: Vec<Span<Tokens>>,
    /// Quotations, with their marks, in text order; none holds another.
    pub quotations: Vec<Span<Tokens>>,
    /// Numbers, in text order; they do not overlap.
    pub quantities: Vec<Quantity>,
    /// Words that call something by its name, in text order; they do not overlap.
    pub mentions: Vec<Mention>,
    /// Titles right before a person's name, in text order.
    pub titles: Vec<Span<Tokens>>,
    /// What the mentions name, by first mention.
    pub names: Vec<Name>,
    /// Places, in text order.
    pub places: Vec<Place>,
    /// Times, in text order; they do not overlap.
    pub times: Vec<Time>,
    /// Words that look like a value and cannot be one, in no order.
    pub impossible: Vec<(Span<Tokens>, Impossible)>,
}

/// What words look like and cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// A day that no calendar has: 30 February, 32nd of May.
    Date,
    /// A number larger than any count.
    Number,
}

/// Columns over an article's tokens; complete when it exists.
#[derive(Clone, Debug)]
pub struct Analysis {
    columns: Columns,
}

impl Analysis {
    /// An analysis of these columns.
    pub fn new(columns: Columns) -> Self {
        let n = columns.spans.len();
        debug_assert!(columns.shapes.len() == n && columns.norms.len() == n && columns.lemmas.len() == n);
        debug_assert!(columns.pos.len() == n && columns.tags.len() == n);
        debug_assert!(columns.heads.len() == n && columns.relations.len() == n);
        debug_assert!(columns.heads.iter().all(|&head| (head as usize) < n));
        debug_assert!(columns.spans.windows(2).all(|w| w[0].end() <= w[1].start()));
        Self { columns }
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.columns.spans.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.columns.spans.is_empty()
    }

    /// The token at `index`, counted from 0.
    pub fn token(&self, index: usize) -> Token<'_> {
        Token { analysis: self, index }
    }

    /// All columns, to read.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The text under `tokens`, from the first token to the last. An empty span gives an empty one.
    pub fn text_span(&self, tokens: Span<Tokens>) -> Span<Text> {
        let spans = &self.columns.spans;
        match (spans.get(tokens.start() as usize), spans.get((tokens.end() as usize).wrapping_sub(1))) {
            (Some(first), Some(last)) if !tokens.is_empty() => first.cover(*last),
            _ => Span::new(0, 0),
        }
    }

    /// The sentence that holds the token at `index`.
    pub fn sentence_of(&self, index: u32) -> Option<Span<Tokens>> {
        let i = self.columns.sentences.partition_point(|s| s.end() <= index);
        self.columns.sentences.get(i).copied().filter(|s| s.start() <= index)
    }
}

/// A view of one token.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    analysis: &'a Analysis,
    index: usize,
}

impl<'a> Token<'a> {
    /// Where it stands.
    pub fn span(self) -> Span<Text> {
        self.analysis.columns.spans[self.index]
    }

    /// What it looks like.
    pub fn shape(self) -> Shape {
        self.analysis.columns.shapes[self.index]
    }

    /// In lower case, apostrophes and quotation marks straight.
    pub fn norm(self) -> &'a str {
        self.analysis.columns.norms.get(self.index)
    }

    /// Its dictionary form.
    pub fn lemma(self) -> &'a str {
        self.analysis.columns.lemmas.get(self.index)
    }

    /// Its part of speech.
    pub fn pos(self) -> Pos {
        self.analysis.columns.pos[self.index]
    }

    /// Its Penn tag.
    pub fn tag(self) -> Tag {
        self.analysis.columns.tags[self.index]
    }

    /// The token that it hangs on; `None` for the root of its sentence.
    pub fn head(self) -> Option<Token<'a>> {
        let head = self.analysis.columns.heads[self.index] as usize;
        (head != self.index).then_some(Token { analysis: self.analysis, index: head })
    }

    /// How it hangs on its head.
    pub fn relation(self) -> Relation {
        self.analysis.columns.relations[self.index]
    }

    /// Its place among the tokens, from 0.
    pub fn index(self) -> usize {
        self.index
    }
}
