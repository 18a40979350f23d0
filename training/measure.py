"""What a reader reaches on development sentences, with gold tokens: the same counts as `cargo xtask train` prints."""

from __future__ import annotations

import numpy as np
import torch

from lessons import Classes, Sentence, batch, batches
from pieces import Pieces
from reader import Reader


def tree(scores: np.ndarray) -> np.ndarray:
    """The best tree with one root (Chu and Liu 1965; Edmonds 1967): `scores[i, h]` of word i for head h, 0 the root.

    One root as in Zmigrod et al. 2020's simplest way: every root is tried only if the best tree has several.
    """
    n = scores.shape[0]
    full = np.full((n + 1, n + 1), -np.inf)
    full[1:] = scores
    np.fill_diagonal(full, -np.inf)
    heads = _arborescence(full)
    roots = np.flatnonzero(heads[1:] == 0) + 1
    if len(roots) < 2:
        return heads[1:]
    best, most = heads, -np.inf
    for root in roots:
        one = full.copy()
        one[1:, 0] = -np.inf
        one[root, 0] = full[root, 0]
        found = _arborescence(one)
        total = one[np.arange(1, n + 1), found[1:]].sum()
        if total > most:
            best, most = found, total
    return best[1:]


def _arborescence(s: np.ndarray) -> np.ndarray:
    m = len(s)
    heads = s.argmax(1)
    heads[0] = 0
    seen = np.zeros(m, int)
    cycle = None
    for start in range(1, m):
        v, path = start, []
        while v and not seen[v]:
            seen[v] = start
            path.append(v)
            v = heads[v]
        if v and seen[v] == start:
            cycle = path[path.index(v) :]
            break
    if cycle is None:
        return heads
    rest = [v for v in range(m) if v not in set(cycle)]
    k = len(rest)
    small = np.full((k + 1, k + 1), -np.inf)
    small[:k, :k] = s[np.ix_(rest, rest)]
    out = s[np.ix_(rest, cycle)]
    small[:k, k] = out.max(1)
    gain = s[np.ix_(cycle, rest)] - s[cycle, heads[cycle]][:, None]
    small[k, :k] = gain.max(0)
    found = _arborescence(small)
    result = heads.copy()
    for i, v in enumerate(rest[1:], 1):
        result[v] = rest[found[i]] if found[i] < k else cycle[out[i].argmax()]
    into = found[k]
    result[cycle[gain[:, into].argmax()]] = rest[into]
    return result


def spans(labels: list[int]) -> set[tuple[int, int, int]]:
    """Names from labels: first word, word behind the last, kind."""
    found, start = set(), None
    for i, label in enumerate(labels):
        if label == 0:
            start = None
            continue
        kind, part = divmod(label - 1, 4)
        if part in (0, 3):
            start = (i, kind)
        if part in (2, 3) and start is not None and start[1] == kind:
            found.add((start[0], i + 1, kind))
            start = None
    return found


def allowed(before: int, label: int) -> bool:
    """Whether a label may stand behind another."""
    goes_on = label != 0 and (label - 1) % 4 in (1, 2)
    if before != 0 and (before - 1) % 4 < 2:
        return goes_on and (label - 1) // 4 == (before - 1) // 4
    return not goes_on


def best_labels(scores: np.ndarray) -> list[int]:
    """The likeliest sequence of labels that may follow each other (Viterbi)."""
    n, k = scores.shape
    may = np.array([[0.0 if allowed(a, b) else -np.inf for b in range(k)] for a in range(k)])
    total, back = scores[0] + may[0], []
    for row in scores[1:]:
        through = total[:, None] + may
        back.append(through.argmax(0))
        total = through.max(0) + row
    ends = np.array([0.0 if allowed(label, 0) else -np.inf for label in range(k)])
    labels = [int((total + ends).argmax())]
    for step in reversed(back):
        labels.append(int(step[labels[-1]]))
    return labels[::-1]


@torch.no_grad()
def measure(reader: Reader, name: str, sentences: list[Sentence], pieces: Pieces, of: Classes) -> str:
    """Reads sentences and says how well."""
    reader.eval()
    n = upos = both = uas = las = 0
    right = found = gold = 0
    pos = [tag.split("|")[0] for tag in of.tags]
    base = [relation.split(":")[0] for relation in of.relations]
    for some in batches(sentences, 4000):
        b = batch(some, pieces, of.labels)
        tags, labels, arcs, rel_of, rel_to = reader(b)
        heads = torch.zeros_like(b.heads)
        for i, s in enumerate(some):
            heads[i, : len(s)] = torch.tensor(tree(arcs[i, : len(s), : len(s) + 1].double().numpy()))
        relations = reader.relations(rel_of, rel_to, heads).argmax(-1)
        tags = tags.argmax(-1)
        for i, s in enumerate(some):
            if any(s.labels):
                of_gold = [(bits & -bits).bit_length() - 1 for bits in s.labels]
                want, got = spans(of_gold), spans(best_labels(labels[i, : len(s)].log_softmax(-1).double().numpy()))
                right, found, gold = right + len(want & got), found + len(got), gold + len(want)
            if s.heads[0] == -100:
                continue
            for j in range(len(s)):
                n += 1
                both += int(tags[i, j]) == s.tags[j]
                upos += s.tags[j] >= 0 and pos[tags[i, j]] == pos[s.tags[j]]
                if int(heads[i, j]) == s.heads[j]:
                    uas += 1
                    same = s.relations[j] >= 0 and base[relations[i, j]] == base[s.relations[j]]
                    las += same or s.heads[j] == 0
    reader.train()
    share = lambda part, whole: 100 * part / max(whole, 1)
    line = f"{name}:"
    if n:
        line += f" UPOS {share(upos, n):.2f} with Penn tag {share(both, n):.2f} UAS {share(uas, n):.2f} LAS {share(las, n):.2f}"
    if gold:
        line += f" names P {share(right, found):.1f} R {share(right, gold):.1f} F1 {200 * right / (found + gold):.1f}"
    return line
