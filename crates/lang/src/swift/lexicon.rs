//! What is known of a word outside any sentence: the tags it can have, its dictionary forms, its cluster.
//!
//! A table of 12 bytes a form, addressed by the number of its letters, which it does not keep: of two hundred thousand
//! forms two fall together in one table of some thousands (31 bits are compared, with the few forms that stand beside).

use super::bytes::{Reader, Writer};

/// Bits of [`Entry::tags`] that say that a form is a base form: the order is that of the word list's tags.
pub mod entry {
    /// Noun.
    pub const NN: u16 = 1;
    /// Verb.
    pub const VB: u16 = 1 << 2;
    /// Adjective.
    pub const JJ: u16 = 1 << 7;
    /// Adverb.
    pub const RB: u16 = 1 << 10;
}

/// One form's row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The tags it can have, as bits in the order of the model's word list.
    pub tags: u16,
    /// Its fine cluster plus one, 0 for none.
    pub cluster: u16,
    /// The tag that it always has in the treebanks, plus one, 0 for none.
    pub only: u8,
    /// How its dictionary form as a verb, a noun and an adjective or adverb is made: a number in the list of
    /// [`Change`]s, 0 for "by the rules".
    pub lemma: [u8; 3],
}

/// How a dictionary form is made of a form: so many bytes off its end, these letters on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Bytes taken off the end.
    pub off: u8,
    /// Letters put on.
    pub on: String,
}

/// All forms' rows.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    keys: Vec<u32>,
    rows: Vec<Entry>,
    mask: usize,
    /// Middle and coarse cluster of each fine one.
    folded: Vec<(u16, u16)>,
    changes: Vec<Change>,
}

impl Lexicon {
    /// A lexicon of these rows (the number of each form, from [`super::hash::text`]), the middle and the coarse cluster
    /// of each fine one, and the changes that the rows name, from 1.
    pub fn new(rows: &[(u64, Entry)], folded: Vec<(u16, u16)>, changes: Vec<Change>) -> Lexicon {
        // Half full: a look-up seldom takes a second step.
        let size = (rows.len() * 2).next_power_of_two().max(2);
        let mut lexicon =
            Lexicon { keys: vec![0; size], rows: vec![Entry::default(); size], mask: size - 1, folded, changes };
        for &(number, row) in rows {
            lexicon.put(number, row);
        }
        lexicon
    }

    fn put(&mut self, number: u64, row: Entry) {
        let (key, mut at) = self.place(number);
        while self.keys[at] != 0 && self.keys[at] != key {
            at = (at + 1) & self.mask;
        }
        self.keys[at] = key;
        self.rows[at] = row;
    }

    #[inline(always)]
    fn place(&self, number: u64) -> (u32, usize) {
        let number = super::hash::finish(number);
        ((number >> 32) as u32 | 1, number as usize & self.mask)
    }

    /// The row of a form by the number of its letters; an empty one for a form that is not there.
    #[inline]
    pub fn get(&self, number: u64) -> Entry {
        if self.keys.is_empty() {
            return Entry::default();
        }
        let (key, mut at) = self.place(number);
        loop {
            match self.keys[at] {
                k if k == key => return self.rows[at],
                0 => return Entry::default(),
                _ => at = (at + 1) & self.mask,
            }
        }
    }

    /// Fine, middle and coarse cluster as numbers for features, from [`Entry::cluster`].
    #[inline]
    pub fn grains(&self, cluster: u16) -> [u64; 3] {
        match (cluster as usize).checked_sub(1).and_then(|fine| self.folded.get(fine)) {
            Some(&(middle, coarse)) => [u64::from(cluster), u64::from(middle) + 2000, u64::from(coarse) + 3000],
            None => [0; 3],
        }
    }

    /// The change of a number in [`Entry::lemma`].
    pub fn change(&self, number: u8) -> Option<&Change> {
        self.changes.get((number as usize).checked_sub(1)?)
    }

    /// The highest tag that a row says a form always has, plus one: a model must have so many.
    pub fn classes_named(&self) -> usize {
        self.rows.iter().map(|row| row.only as usize).max().unwrap_or(0)
    }

    /// Number of forms.
    pub fn len(&self) -> usize {
        self.keys.iter().filter(|k| **k != 0).count()
    }

    /// Whether there is no form.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the lexicon: clusters, changes, then the table as it is.
    pub fn write(&self, out: &mut Writer) {
        out.u32(self.folded.len() as u32);
        for &(middle, coarse) in &self.folded {
            out.u16(middle);
            out.u16(coarse);
        }
        out.u32(self.changes.len() as u32);
        for change in &self.changes {
            out.u8(change.off);
            out.text(&change.on);
        }
        // Only the rows that are there: the table is built anew when it is read.
        out.u32(self.keys.len() as u32);
        out.u32(self.len() as u32);
        for (at, (key, row)) in self.keys.iter().zip(&self.rows).enumerate().filter(|(_, (key, _))| **key != 0) {
            out.u32(at as u32);
            out.u32(*key);
            out.u16(row.tags);
            out.u16(row.cluster);
            out.u8(row.only);
            row.lemma.iter().for_each(|l| out.u8(*l));
        }
    }

    /// Reads what [`Lexicon::write`] wrote.
    pub fn read(from: &mut Reader<'_>) -> Option<Lexicon> {
        let folded = (0..from.count(4)?).map(|_| Some((from.u16()?, from.u16()?))).collect::<Option<Vec<_>>>()?;
        let changes = (0..from.count(2)?)
            .map(|_| Some(Change { off: from.u8()?, on: from.text()?.to_owned() }))
            .collect::<Option<Vec<_>>>()?;
        let size = from.u32()? as usize;
        let n = from.count(16)?;
        if !size.is_power_of_two() || size > n.saturating_mul(4).max(2) || n >= size {
            return None;
        }
        let (mut keys, mut rows) = (vec![0; size], vec![Entry::default(); size]);
        for _ in 0..n {
            let at = from.u32()? as usize;
            let key = from.u32()?;
            let row = Entry {
                tags: from.u16()?,
                cluster: from.u16()?,
                only: from.u8()?,
                lemma: [from.u8()?, from.u8()?, from.u8()?],
            };
            *keys.get_mut(at)? = key;
            rows[at] = row;
        }
        Some(Lexicon { keys, rows, mask: size - 1, folded, changes })
    }
}
