"""How well the tagger of the first day tags comments by another author, by language and axis, and what each part gives.

Run: .venv/bin/python -m benchmarks.starter [--parts]

Intervals: 95 %, Wilson's for shares, bootstrap over comments for micro-F1. `--parts` adds what is left without the
lexicon of concepts, and on each language by a tagger that has learned from all the others only.
"""

import csv
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.comments.starter import first_day
from scoring.comments.starter.examples import AXES, LANGUAGES, examples
from scoring.comments.tagger.blocks import MUNICIPAL, Learner
from scoring.comments.tagger.example import Example
from scoring.comments.tagger.stored import unpacked
from scoring.comments.tagger.tagger import Tagger
from scoring.comments.tagger.training import train
from scoring.interval import wilson

JUDGE = Path(__file__).parent / "written" / "judge.csv"
MUST = {"reasons": (0.55, 0.70), "area": (0.60, 0.75), "tone": (0.75, 0.85)}
DRAWS = 2_000
TYPING_NOISE = 0.06


class Hits(NamedTuple):
    """For each comment on one axis: labels suggested and right, and the sum of suggested and true ones."""

    right: NDArray[np.int64]
    both: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_]) -> "Hits":
        return Hits(self.right[chosen], self.both[chosen])

    @property
    def f1(self) -> float:
        return float(2 * self.right.sum() / max(self.both.sum(), 1))


def judged() -> list[Example]:
    with JUDGE.open(encoding="utf-8", newline="") as rows:
        return [
            Example(
                row["text"],
                {"area": (row["area"],), "reasons": tuple(row["reasons"].split(";")), "tone": (row["tone"],)},
                language=row["lang"],
            )
            for row in csv.DictReader(rows)
        ]


def hits(tagger: Tagger, held: Sequence[Example]) -> dict[str, Hits]:
    told = tagger.tag([one.text for one in held])
    found: dict[str, Hits] = {}
    for axis, rule in AXES.items():
        said = [{one.label for one in each[axis].scored[: None if rule.many else 1]} for each in told]
        true = [set(one.labels[axis]) for one in held]
        pairs = list(zip(said, true, strict=True))
        found[axis] = Hits(np.array([len(a & b) for a, b in pairs]), np.array([len(a) + len(b) for a, b in pairs]))
    return found


def interval(axis: str, found: Hits, dice: np.random.Generator) -> tuple[float, float]:
    n = len(found.right)
    if not AXES[axis].many:
        got = wilson(int(found.right.sum()), n)
        return got.low, got.high
    drawn = dice.integers(0, n, (DRAWS, n))
    f1 = 2 * found.right[drawn].sum(1) / found.both[drawn].sum(1)
    low, high = np.quantile(f1, (0.025, 0.975))
    return float(low), float(high)


def table(found: Mapping[str, Hits], held: Sequence[Example]) -> bool:
    spoken = np.array([one.language for one in held])
    dice = np.random.default_rng(5)
    print(f"{'axis':9}" + "".join(f"{name:>20}" for name in ("all", *LANGUAGES)) + "   must / aim")
    for axis, own in found.items():
        cells = []
        for language in ("", *LANGUAGES):
            part = own.of((spoken == language) | (not language))
            low, high = interval(axis, part, dice)
            cells.append(f"{part.f1:.3f} [{low:.2f}, {high:.2f}]")
        print(f"{axis:9}" + "".join(f"{cell:>20}" for cell in cells) + f"   {MUST[axis][0]:.2f} / {MUST[axis][1]:.2f}")
    return all(own.f1 >= MUST[axis][1] for axis, own in found.items())


def line(name: str, found: Mapping[str, Hits]) -> None:
    print(f"{name:34}" + "".join(f"{axis:>10} {own.f1:.3f}" for axis, own in found.items()))


def noisy(text: str, dice: np.random.Generator) -> str:
    """One letter in sixteen left out, doubled, or changed places with the next."""
    written = ""
    for at, letter in enumerate(text):
        roll = dice.random() if letter.isalpha() else 1.0
        if roll >= TYPING_NOISE:
            written += letter
        elif roll < TYPING_NOISE / 3:
            written += letter * 2
        elif roll < 2 * TYPING_NOISE / 3 and at + 1 < len(text):
            written += text[at + 1]
    return written


def without(language: str) -> tuple[list[Example], list[Example]]:
    own = [one for one in examples() if one.language == language]
    return [one for one in examples() if one.language != language], own


def parts(held: Sequence[Example]) -> None:
    ways: dict[str, Mapping[str, Learner]] = {"with concepts": MUNICIPAL, "without": {}}
    print("\nWhat the concepts give")
    line("judge, without", hits(train(examples(), AXES), held))
    for language in LANGUAGES:
        learned_from, own = without(language)
        for name, more in ways.items():
            line(f"{language} by the other four, {name}", hits(train(learned_from, AXES, more=more), own))


def main() -> int:
    held = judged()
    began = time.process_time()
    data = first_day.learned()
    seconds = time.process_time() - began
    tagger = unpacked(data)
    print(f"{len(examples())} starter examples learned in {seconds:.1f} s of processor; {len(data) / 1e6:.2f} MB")
    texts = [one.text for one in held]
    tagger.tag(texts)
    began = time.perf_counter()
    tagger.tag(texts)
    print(f"{1000 * (time.perf_counter() - began) / len(texts):.2f} ms a comment\n")
    right = table(hits(tagger, held), held)
    dice = np.random.default_rng(6)
    shaken = [Example(noisy(one.text, dice), one.labels, language=one.language) for one in held]
    print()
    line(f"with {TYPING_NOISE:.0%} typing noise", hits(tagger, shaken))
    print("\nBy cross-validation on the starter examples themselves, which are harder:")
    for axis, card in tagger.card.axes.items():
        spoken = "  ".join(f"{name} {own['micro_f1']:.3f}" for name, own in card.by_language.items())
        print(f"{axis:9} {card.figures['micro_f1']:.3f}   {spoken}   ECE {card.figures['ece']:.3f}")
    if "--parts" in sys.argv[1:]:
        parts(held)
    return int(not right)


if __name__ == "__main__":
    sys.exit(main())
