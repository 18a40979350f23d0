"""Writes a trained reader as `careful.bin`: the layout is read by `crates/lang/src/careful/weights.rs`.

Every row of a table or matrix becomes signed bytes with one scale, so that its largest number is 127 or -127.
"""

from __future__ import annotations

import struct

import numpy as np
import torch

import lessons
from reader import ARC, HEADS, INNER, LAYERS, RELATION, WIDTH

MAGIC = b"DLCF1"
# Places that are written: the reader never puts more pieces in a row.
POSITIONS = 256


class Writer:
    """Bytes, little end first."""

    def __init__(self):
        self.bytes = bytearray()

    def u32(self, *values: int) -> None:
        self.bytes += struct.pack(f"<{len(values)}I", *values)

    def text(self, value: str) -> None:
        value = value.encode()
        assert len(value) < 256
        self.bytes += bytes([len(value)]) + value

    def floats(self, values: torch.Tensor) -> None:
        self.bytes += values.detach().float().numpy().astype("<f4").tobytes()

    def table(self, values: torch.Tensor) -> None:
        """Rows with their scales."""
        values = values.detach().float().numpy()
        scales = np.abs(values).max(1) / np.float32(127)
        scales[scales == 0] = 1
        self.u32(*values.shape)
        self.bytes += scales.astype("<f4").tobytes()
        self.bytes += np.rint(values / scales[:, None]).astype(np.int8).tobytes()

    def matrix(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        self.table(weight)
        self.floats(bias)


def export(state: dict[str, torch.Tensor], of: lessons.Classes, kept: list[str]) -> bytes:
    """The bytes of the file."""
    out = Writer()
    out.bytes += MAGIC
    out.u32(len(of.tags))
    for tag in of.tags:
        for part in tag.split("|"):
            out.text(part)
    for names in (of.relations, of.kinds, kept):
        out.u32(len(names))
        for name in names:
            out.text(name)
    cases, marks = state["case.weight"], state["mark.weight"].T
    out.u32(WIDTH, HEADS, LAYERS, INNER, POSITIONS, len(cases), len(marks))
    for table in (state["word.weight"], state["position.weight"][:POSITIONS], cases, marks):
        out.table(table)
    pair = lambda name: (state[f"{name}.weight"], state[f"{name}.bias"])

    def norm(name: str) -> None:
        for part in pair(name):
            out.floats(part)

    norm("norm")
    out.floats(state["mix"].softmax(1))
    for i in range(LAYERS):
        at = lambda name: f"layers.{i}.{name}"
        # What attention divides its scores by goes into the queries.
        root = (WIDTH // HEADS) ** -0.5
        query = [part * root for part in pair(at("query"))]
        three = zip(query, pair(at("key")), pair(at("value")))
        out.matrix(*(torch.cat(parts) for parts in three))
        out.matrix(*pair(at("out")))
        norm(at("norm1"))
        out.matrix(*pair(at("inner")))
        out.matrix(*pair(at("outer")))
        norm(at("norm2"))
    out.u32(ARC, RELATION)
    out.matrix(*pair("tag"))
    out.matrix(*pair("label"))
    out.floats(state["root"])
    out.matrix(*pair("arc_of"))
    out.matrix(*pair("arc_to"))
    out.matrix(*(part * ARC**-0.5 for part in pair("arc")))
    out.matrix(*pair("relation_of"))
    out.matrix(*pair("relation_to"))
    relation = state["relation"].transpose(1, 2).reshape(-1, RELATION)
    out.matrix(relation, torch.zeros(len(relation)))
    out.matrix(*pair("relation_alone"))
    return bytes(out.bytes)
