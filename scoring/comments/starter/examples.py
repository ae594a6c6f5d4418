"""The starter examples: comments written by us, not real, with their categories in the municipal scheme."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from scoring.comments.tagger.example import AxisRule, Example

FOLDER = Path(__file__).parent
LANGUAGES = ("nb", "nn", "sv", "en", "da")
AXES: Mapping[str, AxisRule] = {
    "area": AxisRule(many=False, none="general"),
    "reasons": AxisRule(many=True, none="none"),
    "tone": AxisRule(many=False, none="neutral"),
}


@cache
def examples() -> tuple[Example, ...]:
    """All of them, by language, in the order of the files."""
    return tuple(example for language in LANGUAGES for example in read(language))


def read(language: str) -> Iterator[Example]:
    with file(language).open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            labels = {"area": (row["area"],), "reasons": tuple(row["reasons"].split(";")), "tone": (row["tone"],)}
            yield Example(row["text"], labels, language=language)


def file(language: str) -> Path:
    return FOLDER / f"{language}.csv"
