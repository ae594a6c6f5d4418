"""One call or one search, timed step by step; whatever is pressed, in whatever order it arrives, the times hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec


class Step(StrEnum):
    """A large button on the tester's page, and the moment it was pressed."""

    DIAL = "dial"
    MENU = "menu"
    QUEUE = "queue"
    ANSWERED = "answered"
    TRANSFER = "transfer"
    ENDED = "ended"
    CLOSED = "closed"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    ABANDONED = "abandoned"  # the tester hung up while waiting
    # A search on a website
    START = "start"
    FOUND = "found"
    PARTLY = "partly"
    NOT_FOUND = "not_found"
    # Either: the wrong button was pressed, this one does not count
    VOID = "void"


Moves = Mapping[Step | None, tuple[Step, ...]]
"""What may follow each step; None is the beginning. A step after which only VOID may follow is an ending."""

_UNREACHED = (Step.CLOSED, Step.BUSY, Step.VOICEMAIL, Step.NO_ANSWER, Step.ABANDONED)
_LAST = (Step.VOID,)

CALL: Moves = {
    None: (Step.DIAL,),
    Step.DIAL: (Step.MENU, Step.QUEUE, Step.ANSWERED, *_UNREACHED, Step.VOID),
    Step.MENU: (Step.QUEUE, Step.ANSWERED, *_UNREACHED, Step.VOID),
    Step.QUEUE: (Step.ANSWERED, *_UNREACHED, Step.VOID),
    Step.ANSWERED: (Step.TRANSFER, Step.ENDED, Step.VOID),
    Step.TRANSFER: (Step.ANSWERED, Step.ENDED, *_UNREACHED, Step.VOID),
    **dict.fromkeys((Step.ENDED, *_UNREACHED), _LAST),
    Step.VOID: (),
}
SEARCH: Moves = {
    None: (Step.START,),
    Step.START: (Step.FOUND, Step.PARTLY, Step.NOT_FOUND, Step.VOID),
    **dict.fromkeys((Step.FOUND, Step.PARTLY, Step.NOT_FOUND), _LAST),
    Step.VOID: (),
}


class Mark(msgspec.Struct, frozen=True, array_like=True):
    step: Step
    at: datetime


Marks = tuple[Mark, ...]


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    inquiry_id: int
    person_id: int
    number: int
    token: str
    steps: Marks
    result: Step | None = None
    started_at: datetime
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.result is None


class OutOfStep(Exception):
    """What came in contradicts what is recorded (another window was first), or cannot follow it."""

    def __init__(self, recorded: Marks) -> None:
        super().__init__("out of step")
        self.recorded = recorded


def moves_for(channel: str) -> Moves:
    return CALL if channel == "phone" else SEARCH


def possible(moves: Moves, marks: Marks) -> tuple[Step, ...]:
    return moves[marks[-1].step if marks else None]


def merge(moves: Moves, recorded: Marks, sent: Sequence[Mark], *, not_before: datetime, not_after: datetime) -> Marks:
    """The recorded marks and what is new in `sent`, which tells the attempt from its first step.

    A press that arrives twice is one step, and the time recorded first stands. Times never run backwards and never lie
    outside the bounds, whatever the clock of the page said. Raises OutOfStep and changes nothing.
    """
    if any(old.step is not new.step for old, new in zip(recorded, sent, strict=False)):
        raise OutOfStep(recorded)
    marks = recorded
    for mark in sent[len(recorded) :]:
        if mark.step not in possible(moves, marks):
            raise OutOfStep(recorded)
        earliest = marks[-1].at if marks else not_before
        marks = (*marks, Mark(mark.step, max(earliest, min(mark.at, not_after))))
    return marks


def shifted(marks: Sequence[Mark], by: timedelta) -> Marks:
    """The marks on our clock, given how far the page's clock is behind it."""
    return tuple(Mark(mark.step, mark.at + by) for mark in marks)


def is_over(moves: Moves, marks: Marks) -> bool:
    return bool(marks) and possible(moves, marks) in ((), _LAST)


def result(moves: Moves, marks: Marks) -> Step | None:
    """How it ended; a call that was answered stays answered, even if a transfer led nowhere."""
    if not is_over(moves, marks):
        return None
    steps = [mark.step for mark in marks]
    if steps[-1] is Step.VOID:
        return Step.VOID
    return Step.ANSWERED if Step.ANSWERED in steps else steps[-1]


def ended_at(moves: Moves, marks: Marks) -> datetime | None:
    return next((mark.at for n, mark in enumerate(marks, 1) if is_over(moves, marks[:n])), None)
