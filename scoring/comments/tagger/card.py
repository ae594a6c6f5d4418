"""The card of a tagger: what it learned from, with what, and how well it did on texts it had not seen."""

import hashlib
from collections.abc import Sequence

import msgspec

from scoring.comments.tagger.example import Example


class AxisCard(msgspec.Struct, frozen=True):
    """One axis: how many examples it and each label have, and the figures of `checked` texts that the model had not
    seen, by label and by language."""

    rows: int
    checked: int
    labels: dict[str, int]
    figures: dict[str, float]
    by_label: dict[str, dict[str, float]]
    by_language: dict[str, dict[str, float]]


class Card(msgspec.Struct, frozen=True):
    """`data` is a hash of the examples whatever their order; the same data, seed and versions give the same tagger."""

    seed: int
    stack: bool
    data: str
    rows: int
    axes: dict[str, AxisCard]
    features: tuple[str, ...]
    versions: dict[str, str]
    trained_at: str = ""
    notes: dict[str, str] = {}


def ordered(examples: Sequence[Example]) -> list[Example]:
    """The examples in an order of their own content, so that the order of the rows changes nothing."""
    return [one for _, _, one in sorted((digest(one), number, one) for number, one in enumerate(examples))]


def digest(example: Example) -> bytes:
    labels = sorted((axis, sorted(codes)) for axis, codes in example.labels.items())
    told = (example.text, labels, sorted(example.features.items()), example.language, example.group)
    return hashlib.sha256(msgspec.json.encode(told)).digest()


def data_hash(examples: Sequence[Example]) -> str:
    """SHA-256 (hexadecimal) of the examples, the same for every order of the rows."""
    return hashlib.sha256(b"".join(sorted(digest(one) for one in examples))).hexdigest()
