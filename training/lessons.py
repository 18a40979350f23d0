"""What `cargo xtask lessons` wrote: sentences with tags, trees, names and what the lists say of each word."""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch

from pieces import FIRST, LAST, MASK, Pieces

# Marks that the lists give: the seventeen kinds, "begins" and "inside".
MARKS = 19
# Letters of a word: small, capitals, a capital first, with a digit, mixed; 0 is for what is no word.
CASES = 6
# Longer sentences are left out of training (0.3 % of them); the reader cuts them into windows.
MOST_WORDS = 110


def case_of(word: str) -> int:
    """The case of a word's letters, from 1."""
    if len(word) > 1 and word.isupper():
        return 2
    if word[:1].isupper():
        return 3
    if any(c in "0123456789" for c in word):
        return 4
    if any(c.isupper() for c in word):
        return 5
    return 1


@dataclass
class Classes:
    """The names of all classes, in their order."""

    tags: list[str]
    relations: list[str]
    kinds: list[str]

    @property
    def labels(self) -> int:
        return 1 + 4 * len(self.kinds)


@dataclass
class Sentence:
    """One sentence; -100 stands for what its corpus does not say."""

    words: list[str]
    pieces: list[list[int]]
    cases: list[int]
    marks: list[int]
    tags: list[int]
    heads: list[int]
    relations: list[int]
    labels: list[int]  # bits; 0 where nothing is known

    def __len__(self) -> int:
        return len(self.words)


def classes(folder: str) -> Classes:
    """Reads `classes.tsv`."""
    rows = [line.rstrip("\n").split("\t") for line in open(f"{folder}/classes.tsv", encoding="utf8")]
    of = lambda what: [name for kind, name in rows if kind == what]
    return Classes(of("tag"), of("relation"), of("kind"))


def read(path: str, pieces: Pieces, of: Classes) -> list[Sentence]:
    """Reads a file of sentences."""
    tag = {name: i for i, name in enumerate(of.tags)}
    relation = {name: i for i, name in enumerate(of.relations)}
    sentences, rows = [], []
    for line in open(path, encoding="utf8"):
        if line != "\n":
            rows.append(line.rstrip("\n").split("\t"))
            continue
        words = [row[0] for row in rows]
        sentences.append(
            Sentence(
                words,
                [pieces.of(word) for word in words],
                [case_of(word) for word in words],
                [int(row[5], 16) for row in rows],
                [tag.get(row[1], -100) for row in rows],
                [-100 if row[2] == "_" else int(row[2]) for row in rows],
                [relation.get(row[3], -100) for row in rows],
                [0 if row[4] == "_" else int(row[4], 16) for row in rows],
            )
        )
        rows = []
    return sentences


@dataclass
class Batch:
    """Sentences side by side. `first` says where in the pieces each word begins."""

    pieces: torch.Tensor  # [sentences, pieces]
    there: torch.Tensor  # [sentences, pieces], bool
    cases: torch.Tensor  # [sentences, pieces]
    marks: torch.Tensor  # [sentences, pieces, MARKS], 0 or 1
    first: torch.Tensor  # [sentences, words]
    words: torch.Tensor  # [sentences, words], bool
    tags: torch.Tensor
    heads: torch.Tensor
    relations: torch.Tensor
    labels: torch.Tensor  # [sentences, words, labels], bool: the right ones


def batch(sentences: list[Sentence], pieces: Pieces, labels: int, chance: random.Random | None = None) -> Batch:
    """Lays sentences side by side. With `chance`, some words and some of the lists' marks are hidden.

    The shares are chosen. A twentieth of the words is masked, so that the reader learns from what stands around; one sentence in six has no
    marks and in others a tenth of the words has none, so that it does without lists where they know nothing.
    """
    number = pieces.number
    lines = []
    for s in sentences:
        ids, cases, marks, first = [number[FIRST]], [0], [0], []
        listless = chance is not None and chance.random() < 1 / 6
        for i, word in enumerate(s.pieces):
            first.append(len(ids))
            if chance is not None and chance.random() < 0.05:
                word = [number[MASK]]
            mark = 0 if listless or chance is not None and chance.random() < 0.1 else s.marks[i]
            ids += word
            cases += [s.cases[i]] * len(word)
            marks += [mark] * len(word)
        lines.append((ids + [number[LAST]], cases + [0], marks + [0], first))
    n, wide, words = len(lines), max(len(line[0]) for line in lines), max(len(s) for s in sentences)
    out = Batch(
        torch.zeros(n, wide, dtype=torch.long),
        torch.zeros(n, wide, dtype=torch.bool),
        torch.zeros(n, wide, dtype=torch.long),
        torch.zeros(n, wide, dtype=torch.long),
        torch.zeros(n, words, dtype=torch.long),
        torch.zeros(n, words, dtype=torch.bool),
        *(torch.full((n, words), -100) for _ in range(3)),
        torch.zeros(n, words, dtype=torch.long),
    )
    for i, (s, (ids, cases, marks, first)) in enumerate(zip(sentences, lines)):
        out.pieces[i, : len(ids)] = torch.tensor(ids)
        out.there[i, : len(ids)] = True
        out.cases[i, : len(ids)] = torch.tensor(cases)
        out.marks[i, : len(ids)] = torch.tensor(marks)
        out.first[i, : len(s)] = torch.tensor(first)
        out.words[i, : len(s)] = True
        out.tags[i, : len(s)] = torch.tensor(s.tags)
        out.heads[i, : len(s)] = torch.tensor(s.heads)
        out.relations[i, : len(s)] = torch.tensor(s.relations)
        out.labels[i, : len(s)] = torch.tensor(s.labels)
    out.marks = (out.marks.unsqueeze(-1) >> torch.arange(MARKS) & 1).float()
    out.labels = (out.labels.unsqueeze(-1) >> torch.arange(labels) & 1).bool()
    return out


def batches(sentences: list[Sentence], most: int, chance: random.Random | None = None) -> list[list[Sentence]]:
    """Sentences of like length together, at most `most` pieces with their padding, in an order of `chance`'s."""
    length = lambda s: 2 + sum(map(len, s.pieces))
    noise = (lambda: chance.uniform(0, 3)) if chance else (lambda: 0)
    order = sorted(sentences, key=lambda s: length(s) + noise())
    all_, now = [], []
    for s in order:
        if now and (len(now) + 1) * max(length(s), max(map(length, now))) > most:
            all_.append(now)
            now = []
        now.append(s)
    all_.append(now)
    if chance:
        chance.shuffle(all_)
    return all_
