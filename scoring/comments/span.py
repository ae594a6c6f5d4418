"""A piece of a text that would tell who somebody is, and the text without it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec


class Kind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    NATIONAL_ID = "national_id"
    CASE_NUMBER = "case_number"


class Span(msgspec.Struct, frozen=True):
    """From `start` up to but not including `end`, in code points; `certain`: nobody may undo it."""

    start: int
    end: int
    kind: Kind
    certain: bool = False


def masked(text: str, spans: Iterable[Span], marks: Mapping[Kind, str]) -> str:
    """`text` with the mark of its kind in the place of each span; spans as `redact.spans` gives them.

    A kind without a mark raises KeyError: better no text than one with a hole in its mask.
    """
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces += (text[done : span.start], marks[span.kind])
        done = span.end
    return "".join((*pieces, text[done:]))
