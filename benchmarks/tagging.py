"""How well, how surely and how fast the tagger tags: the table of what it must reach and aims at, on development parts.

Run: .venv/bin/python -m benchmarks.tagging [PART ...] (parts: massive, together, banking, norsid, nhs, trusts, many,
few, strange, noise, cost). The texts are not part of the project; see benchmarks/corpora.py. What the review order
saves is measured by `benchmarks.review_order`.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from statistics import fmean
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks import corpora
from benchmarks.corpora import AXIS, Parts
from scoring.comments.tagger import figures
from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.stored import packed, unpacked
from scoring.comments.tagger.tagger import Tagger
from scoring.comments.tagger.training import train

SHORT = 60
"""Letters of a short text."""
ROWS = 10_000
CORES = 2


class Line(NamedTuple):
    """What was measured, what it must and should be, what it is; `least`: the smaller the better."""

    what: str
    must: float
    aim: float
    got: float
    least: bool = False
    note: str = ""

    def __str__(self) -> str:
        sign = -1 if self.least else 1
        place = (sign * self.got >= sign * self.must) + (sign * self.got >= sign * self.aim)
        verdict = ("MISSED", "must", "aim")[place]
        return f"| {self.what:<52} | {self.must:>8g} | {self.aim:>8g} | {self.got:>9.4g} | {verdict:<6} | {self.note} |"


def learned(examples: Sequence[Example], *, stack: bool = False, many: bool = False) -> Tagger:
    return unpacked(packed(train(examples, {AXIS: AxisRule(many=many)}, stack=stack)))


def measured(tagger: Tagger, held: Sequence[Example]) -> dict[str, float]:
    labels, p = tagger.probabilities(AXIS, [one.text for one in held], [one.features for one in held])
    every = [*labels, *sorted({code for one in held for code in one.labels[AXIS]} - set(labels))]
    place = {code: at for at, code in enumerate(every)}
    truth, suggested = np.zeros((2, len(held), len(every)), bool)
    for row, one in enumerate(held):
        truth[row, [place[code] for code in one.labels[AXIS]]] = True
    suggested[:, : len(labels)] = tagger.models[AXIS].chosen(p)
    return figures.overall(truth, suggested) | figures.doubt(truth[:, : len(labels)], p, tagger.models[AXIS])


def both(what: str, parts: Parts, must: float, aim: float) -> Iterator[Line]:
    """Accuracy of the plain and the stacked tagger, and how well they know how sure they may be."""
    for stack in (False, True):
        found = measured(learned(parts.train, stack=stack), parts.held)
        name = f"{what}, {'stacked' if stack else 'plain'}"
        yield Line(name, must, aim, found["accuracy"])
        yield Line(f"{name}: ECE", 0.035, 0.02, found["ece"], least=True)


def massive() -> Iterator[Line]:
    yield from both("MASSIVE nb scenario", corpora.massive("scenario"), 0.893, 0.905)
    yield from both("MASSIVE nb intent", corpora.massive("intent"), 0.845, 0.86)


def together() -> Iterator[Line]:
    """One tagger for four languages."""
    parts = corpora.massive("scenario", corpora.LANGUAGES)
    for stack in (False, True):
        tagger = learned(parts.train, stack=stack)
        for language in corpora.LANGUAGES:
            found = measured(tagger, [one for one in parts.held if one.language == language])
            what = f"MASSIVE scenario, four in one, {language}, {'stacked' if stack else 'plain'}"
            yield Line(what, 0.893, 0.905, found["accuracy"], note=f"ECE {found['ece']:.3f}")


def banking() -> Iterator[Line]:
    yield from both("banking77, four fifths learned", corpora.banking(), 0.912, 0.926)


def norsid() -> Iterator[Line]:
    yield from both("NorSID, sentences kept apart", corpora.norsid(), 0.91, 0.94)


def nhs() -> Iterator[Line]:
    for stack in (False, True):
        found = [measured(learned((parts := corpora.nhs(seed)).train, stack=stack), parts.held) for seed in range(2)]
        kind = "stacked" if stack else "plain"
        for name, must, aim, least in (
            ("accuracy", 0.68, 0.70, False),
            ("macro_f1", 0.54, 0.58, False),
            ("ece", 0.07, 0.05, True),
        ):
            yield Line(f"NHS nine labels, {kind}: {name}", must, aim, fmean(one[name] for one in found), least=least)


def trusts() -> Iterator[Line]:
    """The measure is for two trusts learned from; here there is one."""
    for stack in (False, True):
        for trust in ("Trust B", "Trust C"):
            parts = corpora.nhs_without(trust)
            found = measured(learned(parts.train, stack=stack), parts.held)
            what = f"NHS without {trust}, {'stacked' if stack else 'plain'}"
            yield Line(what, 0.57, 0.60, found["accuracy"], note=f"ECE {found['ece']:.3f}")


def many() -> Iterator[Line]:
    for stack in (False, True):
        parts = corpora.nhs_many()
        found = measured(learned(parts.train, stack=stack, many=True), parts.held)
        what = f"NHS v6 many labels, {'stacked' if stack else 'plain'}: micro-F1"
        yield Line(what, 0.67, 0.70, found["micro_f1"], note=f"ECE {found['ece']:.3f}")


def few() -> Iterator[Line]:
    """Stacked is the same: few texts cannot teach how to weigh looks."""
    for what, parts, must, aim in (
        ("MASSIVE nb scenario", corpora.massive("scenario"), 0.68, 0.72),
        ("MASSIVE en scenario", corpora.massive("scenario", ("en",)), 0.68, 0.72),
        ("MASSIVE scenario, in each of four languages", corpora.massive("scenario", corpora.LANGUAGES), 0.68, 0.72),
        ("banking77", corpora.banking(), 0.74, 0.78),
    ):
        got = [measured(learned(corpora.few(parts.train, 10, seed)), parts.held)["accuracy"] for seed in range(3)]
        yield Line(f"ten of each, {what}", must, aim, fmean(got), note=f"{min(got):.3f} to {max(got):.3f}")


def strange() -> Iterator[Line]:
    """Texts that belong to no label: how far they stand apart, how many are kept for a person."""
    parts, texts = corpora.clinc()
    tagger = learned(parts.train)
    inside = tagger.tag([one.text for one in parts.held])
    outside = tagger.tag(texts)
    unsure = [[one[AXIS].unsure for one in found] for found in (inside, outside)]
    p = [one[AXIS].scored[0].p for one in [*inside, *outside]]
    apart = roc_auc_score([True] * len(inside) + [False] * len(outside), p)
    yield Line("clinc150 out of scheme: AUROC", 0.85, 0.92, float(apart))
    kept = f"{fmean(unsure[0]):.0%} of those in the scheme too"
    yield Line("clinc150 out of scheme: left to a person", 0.5, 0.7, fmean(unsure[1]), note=kept)


def noise() -> Iterator[Line]:
    for what, parts in (("MASSIVE nb scenario", corpora.massive("scenario")), ("banking77", corpora.banking())):
        tagger, dice = learned(parts.train), random.Random(6)
        clean = measured(tagger, parts.held)["accuracy"]
        typed = [Example(corpora.noisy(one.text, 0.06, dice), one.labels) for one in parts.held]
        lost = 100 * (clean - measured(tagger, typed)["accuracy"])
        yield Line(f"6 % typing noise, {what}: points lost", 3, 2, lost, least=True)


def cost() -> Iterator[Line]:
    everything = [*(parts := corpora.banking()).train, *parts.held][:ROWS]
    began = time.process_time()
    trained = train(everything, {AXIS: AxisRule()})
    yield Line("training on 10,000 short texts, 77 labels: s of CPU", 10, 5, time.process_time() - began, least=True)
    stored = packed(trained)
    yield Line("its size as stored: MB", 15, 2, len(stored) / 1e6, least=True)
    tagger = unpacked(stored)
    short = [one.text for one in everything if len(one.text) <= SHORT]
    began = time.perf_counter()
    for text in short[:200]:
        tagger.tag([text])
    yield Line("one text: ms", 5, 1, 1000 * (time.perf_counter() - began) / 200, least=True)
    texts = (short * (2 * ROWS // len(short) + 1))[: 2 * ROWS]
    yield Line("texts a second, one process", 10_000, 20_000, len(texts) / seconds(tagger, texts))
    with ProcessPoolExecutor(CORES) as pool:
        list(pool.map(seconds_of, [stored] * CORES, [texts[:10]] * CORES))
        began = time.perf_counter()
        list(pool.map(seconds_of, [stored] * CORES, [texts[:ROWS], texts[ROWS:]]))
        yield Line("texts a second, two processes", 10_000, 30_000, len(texts) / (time.perf_counter() - began))


def seconds(tagger: Tagger, texts: Sequence[str]) -> float:
    began = time.perf_counter()
    tagger.tag(texts)
    return time.perf_counter() - began


def seconds_of(stored: bytes, texts: Sequence[str]) -> float:
    return seconds(unpacked(stored), texts)


PARTS: dict[str, Callable[[], Iterator[Line]]] = {
    one.__name__: one for one in (massive, together, banking, norsid, nhs, trusts, many, few, strange, noise, cost)
}


def main(asked: Sequence[str]) -> int:
    if not corpora.there():
        print(f"the texts are not in {corpora.FOLDER}: nothing measured (MEDLYTT_CORPORA names their folder)")
        return 0
    print(f"load {os.getloadavg()[0]:.1f}\n| measured | must | aim | reached | | |\n|---|---:|---:|---:|---|---|")
    missed = 0
    for name in asked or PARTS:
        for line in PARTS[name]():
            print(line, flush=True)
            missed += str(line).count("MISSED")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
