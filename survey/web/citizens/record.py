"""What is kept of an answer: what was chosen and counted, and apart from it what was written."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from instruments.fields import item_of
from instruments.form import Form, form_of
from instruments.instrument import ANSWERED, MARK, UPLOADS, Instrument, Kind
from survey.response import Record

Values = Mapping[str, Any]
CHANCE = frozenset({"random", "uuid"})
FILLED = ("calculation", "default")


class Split(msgspec.Struct, frozen=True):
    answers: dict[str, Any]
    texts: dict[str, str]
    """By path: an item of a repeat has several."""

    def __bool__(self) -> bool:
        return bool(self.answers or self.texts)


def split(form: Instrument, values: Values, *, anonymous: bool) -> Split:
    """Only what a person answered: no start, end or device; in an anonymous survey nothing that tells the time."""
    texts: dict[str, str] = {}
    return Split(_split(kept(form_of(form), anonymous), values, texts, ""), texts)


@lru_cache(maxsize=64)
def kept(form: Form, anonymous: bool) -> dict[str, Kind]:
    """The kinds of the items whose answers are kept."""
    left_out = telling(form) if anonymous else frozenset()
    return {field.item.name: field.item.kind for field in form.fields if field.item.name not in left_out}


def _split(kinds: Mapping[str, Kind], values: Values, texts: dict[str, str], prefix: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for name, value in values.items():
        kind = kinds.get(name)
        if kind is Kind.REPEAT:
            answers[name] = [_split(kinds, one, texts, f"{prefix}{name}.{n}.") for n, one in enumerate(value, 1)]
        elif kind is Kind.TEXT and not value.startswith(MARK):
            texts[prefix + name] = value.replace("\r\n", "\n")
        elif kind in ANSWERED - UPLOADS:
            answers[name] = value
    return answers


def telling(form: Form) -> frozenset[str]:
    """Items that hold, or are worked out from, the clock or a number that nobody else gets."""
    filled = {field.item.name: [field.uses[part] for part in FILLED if part in field.uses] for field in form.fields}
    found = {name for name, uses in filled.items() if any(one.clock or one.functions & CHANCE for one in uses)}
    found |= {item.name for item in form.instrument.every if item.kind in (Kind.START, Kind.END, Kind.TODAY)}
    while more := {name for name, uses in filled.items() if any(one.names & found for one in uses)} - found:
        found |= more
    return frozenset(found)


def record(form: str, parts: Split, **rest: Any) -> Record:
    """`form` is its `id@version`; the texts are those that may be stored."""
    texts = tuple((item_of(path), text) for path, text in parts.texts.items() if text.strip())
    return Record(form=form, answers=parts.answers, texts=texts, **rest)
