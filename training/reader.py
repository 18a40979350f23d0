"""The careful reader: MiniLM-L6 with heads for tags, arcs, relations and names.

The encoder is BERT's (Devlin et al. 2019) in the size of MiniLM-L6-H384-uncased (Wang et al. 2020), and begins with the
weights of all-MiniLM-L6-v2. Its vocabulary knows
no capitals, so the case of a word's letters and what the lists say of it are added to its pieces. Every task reads its own
mixture of the layers (Peters et al. 2018) at a word's first piece. Arcs and relations are scored biaffinely (Dozat and
Manning 2017); names get BILOU labels. Sizes, dropout and the weight of the tags' loss are chosen (a throw-away model before this
one had the same sizes).
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lessons import CASES, MARKS, Batch, Classes

WIDTH, HEADS, LAYERS, INNER, POSITIONS = 384, 12, 6, 1536, 512
ARC, RELATION = 256, 96


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, there: Tensor, drop: float) -> Tensor:
        n, wide, _ = x.shape
        heads = lambda y: y.view(n, wide, HEADS, WIDTH // HEADS).transpose(1, 2)
        seen = F.scaled_dot_product_attention(
            heads(self.query(x)), heads(self.key(x)), heads(self.value(x)), attn_mask=there[:, None, None], dropout_p=drop
        )
        seen = self.out(seen.transpose(1, 2).reshape(n, wide, WIDTH))
        x = self.norm1(x + F.dropout(seen, drop))
        y = self.outer(F.gelu(self.inner(x), approximate="tanh"))
        return self.norm2(x + F.dropout(y, drop))


class Reader(nn.Module):
    """The encoder and its heads."""

    def __init__(self, vocabulary: int, classes: Classes):
        super().__init__()
        self.word = nn.Embedding(vocabulary, WIDTH)
        self.position = nn.Embedding(POSITIONS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.case = nn.Embedding(CASES, WIDTH)
        self.mark = nn.Linear(MARKS, WIDTH, bias=False)
        nn.init.zeros_(self.case.weight)
        nn.init.zeros_(self.mark.weight)
        self.mix = nn.Parameter(torch.zeros(3, LAYERS + 1))
        with torch.no_grad():
            self.mix[:, LAYERS] = 3.0
        self.tag = nn.Linear(WIDTH, len(classes.tags))
        self.label = nn.Linear(WIDTH, classes.labels)
        self.root = nn.Parameter(torch.randn(WIDTH) * 0.02)
        self.arc_of, self.arc_to = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.arc = nn.Linear(ARC, ARC)
        self.relation_of, self.relation_to = nn.Linear(WIDTH, RELATION), nn.Linear(WIDTH, RELATION)
        self.relation = nn.Parameter(torch.randn(len(classes.relations), RELATION, RELATION) * 0.02)
        self.relation_alone = nn.Linear(2 * RELATION, len(classes.relations))

    def load_minilm(self, weights: dict[str, Tensor], rows: list[int]) -> None:
        """Takes over MiniLM's weights; `rows` are the kept pieces."""
        own = {
            "word.weight": weights["embeddings.word_embeddings.weight"][rows],
            # Every piece has BERT's first type, so its row goes into the positions.
            "position.weight": weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0],
        }
        names = {"norm": "embeddings.LayerNorm"}
        theirs = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "out": "attention.output.dense",
            "norm1": "attention.output.LayerNorm",
            "inner": "intermediate.dense",
            "outer": "output.dense",
            "norm2": "output.LayerNorm",
        }
        for i in range(LAYERS):
            names |= {f"layers.{i}.{ours}": f"encoder.layer.{i}.{their}" for ours, their in theirs.items()}
        for ours, their in names.items():
            for part in ("weight", "bias"):
                own[f"{ours}.{part}"] = weights[f"{their}.{part}"]
        missing = self.load_state_dict(own, strict=False)
        assert not missing.unexpected_keys

    def forward(self, of: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Scores of tags, of labels and of heads (0 is the root), and what relations are scored from."""
        drop = 0.1 if self.training else 0.0
        n, wide = of.pieces.shape
        x = self.word(of.pieces) + self.position.weight[:wide] + self.case(of.cases) + self.mark(of.marks)
        x = F.dropout(self.norm(x), drop)
        outs = [x]
        for layer in self.layers:
            x = layer(x, of.there, drop)
            outs.append(x)
        at = of.first.unsqueeze(-1).expand(-1, -1, WIDTH)
        outs = torch.stack([x.gather(1, at) for x in outs])
        mixed = torch.einsum("tl,lbwh->tbwh", self.mix.softmax(1), outs)
        tags, trees, names = F.dropout(mixed, 2 * drop)
        root = self.root.expand(n, 1, -1)
        heads = torch.cat([root, trees], 1)
        hidden = lambda layer, y: F.dropout(F.gelu(layer(y), approximate="tanh"), 2 * drop)
        arcs = self.arc(hidden(self.arc_of, trees)) @ hidden(self.arc_to, heads).transpose(1, 2)
        arcs = arcs / math.sqrt(ARC)
        can = torch.cat([of.words.new_ones(n, 1), of.words], 1)
        arcs = arcs.masked_fill(~can.unsqueeze(1), -1e9)
        return self.tag(tags), self.label(names), arcs, hidden(self.relation_of, trees), hidden(self.relation_to, heads)

    def relations(self, of: Tensor, to: Tensor, heads: Tensor) -> Tensor:
        """Scores of the relations of arcs to `heads`."""
        to = to.gather(1, heads.unsqueeze(-1).expand(-1, -1, RELATION))
        both = torch.einsum("bwi,rij,bwj->bwr", of, self.relation, to)
        return both + self.relation_alone(torch.cat([of, to], -1))


def loss(reader: Reader, of: Batch) -> Tensor:
    """What is wrong with the reading of a batch, a word.

    Where a corpus leaves several labels open, any of them is right: their probabilities are summed.
    """
    tags, labels, arcs, rel_of, rel_to = reader(of)
    relations = reader.relations(rel_of, rel_to, of.heads.clamp(min=0))
    words = of.words.sum()
    cross = lambda scores, gold: F.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=-100, reduction="sum")
    wrong = 0.5 * cross(tags, of.tags) + cross(arcs, of.heads) + cross(relations, of.relations)
    known = of.labels.any(-1)
    right = labels.masked_fill(~of.labels, -1e9).logsumexp(-1)
    wrong = wrong + (labels.logsumexp(-1) - right)[known].sum()
    return wrong / words
