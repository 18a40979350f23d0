//! A model in files: what `cargo xtask train` writes and the reader loads.
//!
//! Four files: `lexicon.bin` (words), `tags.bin`, `trees.bin` and `names.bin`. Each begins with five bytes that say what
//! it is, then the names of its classes, then weights. A file that is cut short, of another kind or of another version
//! is refused as a whole, with its name.

use super::bytes::{Reader, Writer};
use super::finder::{Finder, KINDS, LABELS};
use super::lexicon::Lexicon;
use super::parser::{Kind, Parser};
use super::phrases::Phrases;
use super::rows::{Sparse, Triples};
use super::tagger::{Outline, Tagger};
use dateline_model::{Pos, Relation, Tag};

/// The names of the files, in the order of [`Files`].
pub const FILES: [&str; 4] = ["lexicon.bin", "tags.bin", "trees.bin", "names.bin"];

/// What a file begins with: four letters and the version of the layout.
const MAGIC: [&[u8; 5]; 4] = [b"DLLX1", b"DLTG1", b"DLTR1", b"DLNM1"];

/// The bytes of the four files.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a>(pub [&'a [u8]; 4]);

/// The models that come with the program.
pub const EMBEDDED: Files<'static> = Files([
    include_bytes!("../../../../lang-data/en/swift/lexicon.bin"),
    include_bytes!("../../../../lang-data/en/swift/tags.bin"),
    include_bytes!("../../../../lang-data/en/swift/trees.bin"),
    include_bytes!("../../../../lang-data/en/swift/names.bin"),
]);

/// A model that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadModel {
    /// The file.
    pub file: &'static str,
}

impl std::fmt::Display for BadModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hint = match self.file {
            crate::careful::weights::FILE => "`training/` says how it is made; `--reader swift` reads without it",
            _ => "`cargo xtask train` writes them",
        };
        write!(f, "{} is no model of this version, or is cut short; hint: {hint}", self.file)
    }
}

impl std::error::Error for BadModel {}

/// All models of the swift reader.
#[derive(Clone, Debug)]
pub struct Model {
    /// What is known of words.
    pub lexicon: Lexicon,
    /// Part of speech and Penn tag of each class of the tagger.
    pub tags: Vec<(Pos, Tag)>,
    /// Part of speech of each class, as a number for features.
    pub pos: Vec<u8>,
    /// What each class is for the parser's counts.
    pub kinds: Vec<Kind>,
    /// The tagger.
    pub tagger: Tagger,
    /// The relation of each class of the parser.
    pub relations: Vec<Relation>,
    /// The parser.
    pub parser: Parser,
    /// The lists.
    pub phrases: Phrases,
    /// The name finder.
    pub finder: Finder,
}

/// Part of speech as a number, and kind for the parser's counts, of each class.
pub fn columns_of(tags: &[(Pos, Tag)]) -> (Vec<u8>, Vec<Kind>) {
    let kind = |tag: &Tag| match tag.as_str() {
        "VBD" | "VBZ" | "VBP" | "MD" => Kind::Finite,
        "VB" | "VBN" | "VBG" => Kind::Verb,
        "," => Kind::Comma,
        _ => Kind::Other,
    };
    (tags.iter().map(|(pos, _)| *pos as u8).collect(), tags.iter().map(|(_, tag)| kind(tag)).collect())
}

impl Model {
    /// Room for the tagger's second look.
    pub fn outline(&self) -> Outline {
        Outline::new(self.kinds.iter().map(|kind| *kind == Kind::Finite).collect())
    }

    /// Loads a model from the bytes of its files.
    pub fn load(files: &Files<'_>) -> Result<Model, BadModel> {
        let open = |i: usize| {
            let rest = files.0[i].strip_prefix(MAGIC[i].as_slice());
            rest.map(Reader).ok_or(BadModel { file: FILES[i] })
        };
        let (mut words, mut looks, mut trees, mut names) = (open(0)?, open(1)?, open(2)?, open(3)?);
        let lexicon = Lexicon::read(&mut words).ok_or(BadModel { file: FILES[0] })?;
        let (tags, tagger) = read_tags(&mut looks).ok_or(BadModel { file: FILES[1] })?;
        if lexicon.classes_named() > tags.len() {
            return Err(BadModel { file: FILES[0] });
        }
        let (relations, parser) = read_trees(&mut trees).ok_or(BadModel { file: FILES[2] })?;
        let (phrases, finder) = read_names(&mut names).ok_or(BadModel { file: FILES[3] })?;
        for (i, rest) in [words, looks, trees, names].iter().enumerate() {
            if !rest.0.is_empty() {
                return Err(BadModel { file: FILES[i] });
            }
        }
        let (pos, kinds) = columns_of(&tags);
        Ok(Model { lexicon, tags, pos, kinds, tagger, relations, parser, phrases, finder })
    }

    /// The bytes of the model's files, in the order of [`FILES`].
    pub fn write(&self) -> [Vec<u8>; 4] {
        let mut files = MAGIC.map(|magic| Writer(magic.to_vec()));
        let [words, tags, trees, names] = &mut files;
        self.lexicon.write(words);
        tags.u32(self.tags.len() as u32);
        for (pos, tag) in &self.tags {
            tags.text(pos.as_str());
            tags.text(tag.as_str());
        }
        self.tagger.first.write(tags);
        self.tagger.second.write(tags);
        trees.u32(self.relations.len() as u32);
        self.relations.iter().for_each(|relation| trees.text(relation.as_str()));
        self.parser.guide.write(trees);
        self.parser.moves.write(trees);
        self.parser.relations.write(trees);
        names.u32(KINDS.len() as u32);
        KINDS.iter().for_each(|kind| names.text(kind));
        self.phrases.write(names);
        self.finder.rows.write(names);
        files.map(|file| file.0)
    }
}

fn read_tags(from: &mut Reader<'_>) -> Option<(Vec<(Pos, Tag)>, Tagger)> {
    let n = from.count(2)?;
    let tag = |from: &mut Reader<'_>| Some((Pos::from_word(from.text()?)?, Tag::from_word(from.text()?)?));
    let tags = (0..n).map(|_| tag(from)).collect::<Option<Vec<_>>>()?;
    let tagger = Tagger { first: Sparse::read(from)?, second: Sparse::read(from)? };
    (n > 0 && tagger.first.classes() == n && tagger.second.classes() == n).then_some((tags, tagger))
}

fn read_trees(from: &mut Reader<'_>) -> Option<(Vec<Relation>, Parser)> {
    let n = from.count(1)?;
    let relations = (0..n).map(|_| Relation::from_word(from.text()?)).collect::<Option<Vec<_>>>()?;
    let parser = Parser { guide: Triples::read(from)?, moves: Triples::read(from)?, relations: Sparse::read(from)? };
    (n > 0 && parser.relations.classes() == n).then_some((relations, parser))
}

fn read_names(from: &mut Reader<'_>) -> Option<(Phrases, Finder)> {
    let n = from.count(1)?;
    let same = (0..n).map(|i| Some(KINDS.get(i) == Some(&from.text()?))).collect::<Option<Vec<bool>>>()?;
    let phrases = Phrases::read(from)?;
    let rows = Sparse::read(from)?;
    (n == KINDS.len() && same.iter().all(|s| *s) && rows.classes() == LABELS).then_some((phrases, Finder { rows }))
}
