"""The public ledger of a wave: which graded items were changed after an objection or as an erratum, and what it did."""

from datetime import date
from enum import StrEnum

import msgspec

WHOLE = ""
"""In the place of an item: the whole inquiry."""


class Origin(StrEnum):
    OBJECTION = "objection"
    """A unit said before publication that an item was graded wrongly, and was right."""
    ERRATUM = "erratum"
    """Something was found wrong after publication."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One item that changed. `reason` and `answer` are written to be read by everybody: without names of people."""

    number: int
    """From 1, in the order in which they were decided; stable within a wave."""
    origin: Origin
    unit: int
    inquiry: int
    item: str
    before: float | None
    """Points of the item; None where it did not count."""
    after: float | None
    total_before: float | None
    total_after: float | None
    rank_before: int | None
    rank_after: int | None
    reason: str
    answer: str
    decided_on: date
