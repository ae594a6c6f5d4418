"""Answers to one form, counted question by question: two counts can be added, and say all that pages show of them."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

Numbers = Mapping[str, int]
"""Answer -> people."""


class Count(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    n: int = 0
    """Answers in all."""
    met: dict[str, dict[str, int]] = {}
    """Question -> answer -> people who got a reply, or were not asked whether they did."""
    others: dict[str, dict[str, int]] = {}
    """The same of those who got none, or say that there was no contact."""
    boxes: dict[str, int] = {}
    """Question with boxes to tick -> people who had them before them."""
    grades: dict[str, int] = {}
    """Sum and number of one person's grades, as in 23/6 -> people of `met`."""

    def said(self, question: str) -> dict[str, int]:
        return added((self.met.get(question, {}), self.others.get(question, {})))


def together(counts: Iterable[Count]) -> Count:
    found = list(counts)
    return Count(
        n=sum(one.n for one in found),
        met=nested(one.met for one in found),
        others=nested(one.others for one in found),
        boxes=added(one.boxes for one in found),
        grades=added(one.grades for one in found),
    )


def nested(some: Iterable[Mapping[str, Numbers]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in some:
        for question, numbers in one.items():
            into = found.setdefault(question, {})
            for answer, number in numbers.items():
                into[answer] = into.get(answer, 0) + number
    return found


def added(some: Iterable[Numbers]) -> dict[str, int]:
    return nested({"": one} for one in some).get("", {})


def put(into: dict[str, dict[str, int]], question: str, answer: Any) -> None:
    """One person's answer; of boxes each that was ticked."""
    for value in answer if isinstance(answer, list) else [answer]:
        numbers = into.setdefault(question, {})
        numbers[str(value)] = numbers.get(str(value), 0) + 1


class Kind(msgspec.Struct, frozen=True, order=True):
    """Released answers of one kind; `said` is the answer to the screening question."""

    form: str
    partial: bool
    assisted: bool
    kiosk: bool
    said: str | None


class Counted(msgspec.Struct, frozen=True):
    """The answers of one place."""

    count: Count
    kinds: list[tuple[Kind, int]]
