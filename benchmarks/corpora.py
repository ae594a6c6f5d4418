"""The labelled texts that the tagger is developed on, cut into a part to learn from and one to be measured by.

They are not part of the project: MEDLYTT_CORPORA names their folder, else `../shared/data/comments`.
"""

import csv
import os
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scoring.comments.tagger.example import Example

FOLDER = Path(os.environ.get("MEDLYTT_CORPORA", "../shared/data/comments"))
LANGUAGES = ("nb", "sv", "da", "en")
AXIS = "label"
UNUSABLE = {"Not assigned", "Safeguarding concerns?", "Labelling not possible"}
SHARE = 5
"""Where a file has no part of its own to be measured by, every fifth row is."""


class Parts(NamedTuple):
    train: list[Example]
    held: list[Example]


def there() -> bool:
    return (FOLDER / "massive_traindev.csv").exists()


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def example(text: str, *labels: str, **features: str) -> Example:
    return Example(text, {AXIS: labels}, features)


def fifth(examples: Sequence[Example], seed: int = 0) -> Parts:
    mixed = list(examples)
    random.Random(seed).shuffle(mixed)
    size = len(mixed) // SHARE
    return Parts(mixed[size:], mixed[:size])


def massive(column: str, languages: Sequence[str] = ("nb",)) -> Parts:
    parts = Parts([], [])
    for row in rows("massive_traindev.csv"):
        part = parts.train if row["split"] == "train" else parts.held
        part += (Example(row[one], {AXIS: (row[column],)}, language=one) for one in languages if row[one].strip())
    return parts


def banking(seed: int = 0) -> Parts:
    return fifth([example(row["text"], row["label"]) for row in rows("banking77_train.csv")], seed)


def norsid(seed: int = 0) -> Parts:
    """Norwegian dialects; one sentence in several dialects is kept on one side."""
    found = [row for row in rows("xsid07_valid.csv") if row["lang"] == "no"]
    sentences = sorted({row["id"].partition("/")[0] for row in found})
    random.Random(seed).shuffle(sentences)
    held = set(sentences[: len(sentences) // SHARE])
    parts = Parts([], [])
    for row in found:
        part = parts.held if row["id"].partition("/")[0] in held else parts.train
        part.append(example(row["text"], row["label"]))
    return parts


def nhs(seed: int = 0) -> Parts:
    return fifth([one for one, _ in trusts(whole=True)], seed)


def nhs_without(trust: str) -> Parts:
    """One trust to learn from, the other to be measured by; there are two."""
    found = list(trusts(whole=False))
    return Parts([one for one, own in found if own != trust], [one for one, own in found if own == trust])


def trusts(*, whole: bool) -> Iterator[tuple[Example, str]]:
    """Examples and their trust; the question as the file has it, or without the name of the trust in it."""
    for row in rows("nhs_fft_phase1_trustBC.csv"):
        question = row["question"] if whole else row["question"].rpartition(" ")[2]
        yield example(row["feedback"], row["label"], question=question), row["organization"]


def nhs_many(seed: int = 0) -> Parts:
    """Many labels a text; a text that stands there twice counts once."""
    found: dict[str, Example] = {}
    for row in rows("nhs_fft_v6_NEAS.csv"):
        names = list(row)
        labels = names[names.index("Organisation & efficiency") :]
        told = tuple(one for one in labels if row[one] == "1.0" and one not in UNUSABLE)
        text = row["FFT answer"].strip()
        if text and told and text not in found:
            question = " ".join(row["FFT question"].split())
            found[text] = example(text, *told, question=question, service=row["Service type 1"])
    return fifth(list(found.values()), seed)


def clinc() -> tuple[Parts, list[str]]:
    """The validation part and, beside it, the texts that belong to no label."""
    parts, strange = Parts([], []), []
    for row in rows("clinc150_trainval.csv"):
        if row["label"] == "oos":
            strange.append(row["text"])
        else:
            (parts.train if row["split"] == "train" else parts.held).append(example(row["text"], row["label"]))
    return parts, strange


def few(examples: Sequence[Example], number: int, seed: int) -> list[Example]:
    """As many of each label in each language."""
    mixed, kept, seen = list(examples), [], dict[tuple[str, str], int]()
    random.Random(seed).shuffle(mixed)
    for one in mixed:
        label = one.labels[AXIS][0], one.language
        if (had := seen.get(label, 0)) < number:
            seen[label] = had + 1
            kept.append(one)
    return kept


def noisy(text: str, share: float, dice: random.Random) -> str:
    """The text with that share of its letters left out, doubled, swapped or hit beside."""
    letters, typed = list(text), []
    changes: tuple[Callable[[str], str], ...] = (
        lambda one: "",
        lambda one: one * 2,
        lambda one: dice.choice("abcdefghijklmnoprstuvyæøå"),
    )
    at = 0
    while at < len(letters):
        if dice.random() >= share:
            typed.append(letters[at])
        elif dice.random() < 0.25 and at + 1 < len(letters):
            typed += (letters[at + 1], letters[at])
            at += 1
        else:
            typed.append(dice.choice(changes)(letters[at]))
        at += 1
    return "".join(typed)
