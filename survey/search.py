"""A web task: something to find on a unit's website before the protocol's cap."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

import msgspec

from survey.attempt import SEARCH, Attempt, Marks, Step, ended_at, result


class Ending(StrEnum):
    FOUND = "found"
    PARTLY = "partly"
    NOT_FOUND = "not_found"
    TOO_LATE = "too_late"  # found, but after the cap: not found in time
    VOID = "void"


class Finding(msgspec.Struct, frozen=True):
    ending: Ending
    took: timedelta

    @property
    def in_time(self) -> bool:
        return self.ending in (Ending.FOUND, Ending.PARTLY)


def finding(marks: Marks, cap_seconds: int | None) -> Finding | None:
    """How a search ended; None while it goes on. Exactly the cap is in time."""
    end = ended_at(SEARCH, marks)
    if end is None:
        return None
    took = end - marks[0].at
    late = cap_seconds is not None and took > timedelta(seconds=cap_seconds)
    match result(SEARCH, marks):
        case Step.FOUND | Step.PARTLY if late:
            return Finding(Ending.TOO_LATE, took)
        case Step.FOUND:
            return Finding(Ending.FOUND, took)
        case Step.PARTLY:
            return Finding(Ending.PARTLY, took)
        case Step.VOID:
            return Finding(Ending.VOID, took)
        case _:
            return Finding(Ending.NOT_FOUND, took)


def standing(attempts: Sequence[Attempt]) -> Attempt | None:
    """The search that counts: the open one or the last that was not a wrong press."""
    return next((one for one in reversed(attempts) if one.result is not Step.VOID), None)
