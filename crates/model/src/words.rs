//! Closed lists whose members have a word in the record: one macro, so that enum, list and words cannot part.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$item_doc])* $item,)* }

        impl $name {
            /// All of them, in the order of the record's contract.
            pub const ALL: &'static [$name] = &[$($name::$item),*];

            /// The word the record uses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$item => $word,)* }
            }

            /// The one that the record calls `word`.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$item),)* _ => None }
            }
        }
    };
}

pub(crate) use words;
