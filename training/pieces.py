"""Words to pieces: BERT's uncased WordPiece (Devlin et al. 2019), as `crates/lang/src/careful/pieces.rs` has it.

Small letters, no accents, every punctuation mark a word of its own, then the longest piece that fits, again and again.
Pieces in other scripts and those that BERT never used are left out of the vocabulary: they are an eighth of its bytes, and
English reports have next to none.
"""

import unicodedata

UNKNOWN, FIRST, LAST, MASK = "[UNK]", "[CLS]", "[SEP]", "[MASK]"

# A word gives at most so many pieces: more teach nothing of an address or a row of dots, and cost time.
MOST_PIECES = 8
# BERT's own limit: what is longer is no word.
MOST_LETTERS = 100


def is_kept(piece: str) -> bool:
    """Whether a piece of BERT's vocabulary stays in ours."""
    if piece in (UNKNOWN, FIRST, LAST, MASK):
        return True
    if piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
        return False
    letters = piece.removeprefix("##")
    return all(c.isascii() or c in "–—‘’“”…•€£°×′″ßæøđłıþðœħŋ" for c in letters)


def vocabulary(path: str) -> tuple[list[str], list[int]]:
    """The kept pieces in BERT's order, and their rows in BERT's table."""
    with open(path, encoding="utf8") as file:
        every = [line.rstrip("\n") for line in file]
    rows = [i for i, piece in enumerate(every) if is_kept(piece)]
    return [every[i] for i in rows], rows


MARKS = "¡§«¶·»¿"
MARK_RANGES = (
    (0x2010, 0x2027), (0x2030, 0x2043), (0x2045, 0x2051), (0x2053, 0x205E),
    (0x3001, 0x3003), (0x3008, 0x3011), (0x3014, 0x301F),
)  # fmt: skip
NOTHING_RANGES = ((0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0xFEFF, 0xFEFF))


def is_mark(c: str) -> bool:
    """Marks that are words of their own."""
    if c.isascii():
        return c.isprintable() and not c.isalnum() and c != " "
    return c in MARKS or any(first <= ord(c) <= last for first, last in MARK_RANGES)


def is_nothing(c: str) -> bool:
    """Characters that print nothing."""
    return unicodedata.category(c) == "Cc" or c.isspace() or any(a <= ord(c) <= b for a, b in NOTHING_RANGES)


class Pieces:
    """Cuts words into the numbers of their pieces."""

    def __init__(self, vocabulary: list[str]):
        self.number = {piece: i for i, piece in enumerate(vocabulary)}
        self.known: dict[str, list[int]] = {}

    def of(self, word: str) -> list[int]:
        """The pieces of a word, one at least."""
        if word not in self.known:
            self.known[word] = self._cut(word)[:MOST_PIECES] or [self.number[UNKNOWN]]
        return self.known[word]

    def _cut(self, word: str) -> list[int]:
        letters = [c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.category(c).startswith("M")]
        pieces: list[int] = []
        run = ""
        for c in letters:
            if is_nothing(c):
                continue
            if is_mark(c):
                pieces += self._longest(run)
                pieces += self._longest(c)
                run = ""
            else:
                run += c
        return pieces + self._longest(run)

    def _longest(self, run: str) -> list[int]:
        if len(run) > MOST_LETTERS:
            return [self.number[UNKNOWN]]
        pieces, start = [], 0
        while start < len(run):
            end = len(run)
            while end > start:
                found = self.number.get(("##" if start else "") + run[start:end])
                if found is not None:
                    break
                end -= 1
            if end == start:
                return [self.number[UNKNOWN]]
            pieces.append(found)
            start = end
        return pieces
