"""The plot: which replies one inquiry will get, and when; pure, from the habits and the dice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

import msgspec

from instruments.clock import Calendar
from simulator.clock import after
from simulator.habits import Habits, System


class Played(StrEnum):
    """What is played; `KIND` says what a reader of the mail should take it for."""

    BOUNCE = "bounce"
    DELAYED = "delayed"
    AUTOMATIC = "automatic"
    SURVEY = "survey"
    RECEIPT = "receipt"
    INTERIM = "interim"
    FORWARDED = "forwarded"
    CLARIFICATION = "clarification"
    PARTIAL = "partial"
    FULL = "full"
    WRONG = "wrong"
    REFUSAL = "refusal"
    ELSEWHERE = "elsewhere"


KIND = {Played.DELAYED: "automatic", Played.SURVEY: "automatic", Played.WRONG: "full"}
"""A wrong answer is an answer: that it is wrong is for the grader to see."""
MACHINES = {Played.BOUNCE, Played.DELAYED, Played.AUTOMATIC, Played.SURVEY}


class Turn(msgspec.Struct, frozen=True):
    """One reply to come; `due` is the date that an interim answer promises."""

    played: Played
    at: datetime
    by_machine: bool = False
    due: datetime | None = None


def replies(habits: Habits, asked_at: datetime, rng: Random, *, calendar: Calendar) -> tuple[Turn, ...]:
    """All that happens after an inquiry, in order of time."""
    if habits.broken:
        return (Turn(Played.BOUNCE, asked_at + timedelta(seconds=rng.uniform(1, 40)), by_machine=True),)
    return tuple(sorted(_replies(habits, asked_at, rng, calendar=calendar), key=lambda turn: turn.at))


def answers(
    habits: Habits, asked_at: datetime, rng: Random, *, calendar: Calendar, detours: bool = False
) -> Iterator[Turn]:
    """The answer itself with what may come on the way to it; after a clarification the way is free."""
    turns = list(_detour(habits, asked_at, rng, calendar=calendar)) if detours else []
    yield from turns
    last = turns[-1] if turns else None
    if last is not None and (last.played is Played.CLARIFICATION or _lost(last, rng)):
        return
    start = last.due or last.at if last else asked_at
    hours = rng.lognormvariate(0, 0.9) * habits.pace * (0.4 if last else 1)
    if last is None and rng.random() < 0.35 - 0.33 * habits.skill:
        return
    at = after(start, max(0.15, hours), calendar)
    outcome = _outcome(habits, rng)
    yield Turn(outcome, at)
    if outcome is Played.PARTIAL and rng.random() < 0.08:
        at = after(at, rng.uniform(2, 20), calendar)
        yield Turn(Played.FULL, at)
    if habits.surveys and rng.random() < 0.4:
        yield Turn(Played.SURVEY, at + timedelta(hours=rng.uniform(1, 48)), by_machine=True)


def _replies(habits: Habits, asked_at: datetime, rng: Random, *, calendar: Calendar) -> Iterator[Turn]:
    if rng.random() < 0.01:
        yield Turn(Played.DELAYED, asked_at + timedelta(hours=rng.uniform(2, 5)), by_machine=True)
    if rng.random() < 0.07:
        yield Turn(Played.AUTOMATIC, asked_at + timedelta(seconds=rng.uniform(2, 90)), by_machine=True)
    received = asked_at
    if habits.receipts and rng.random() < 0.93:
        if habits.system is System.MAILBOX and rng.random() < 0.4:
            received = after(asked_at, rng.uniform(0.1, 5), calendar)
            yield Turn(Played.RECEIPT, received)
        else:
            yield Turn(Played.RECEIPT, asked_at + timedelta(seconds=rng.uniform(4, 240)), by_machine=True)
    yield from answers(habits, received, rng, calendar=calendar, detours=True)


def _detour(habits: Habits, asked_at: datetime, rng: Random, *, calendar: Calendar) -> Iterator[Turn]:
    chance = rng.random()
    at = after(asked_at, rng.uniform(0.3, 0.8) * habits.pace, calendar)
    if chance < 0.10:
        yield Turn(Played.FORWARDED, at)
    elif chance < 0.16:
        days = rng.randrange(3, 12)
        yield Turn(Played.INTERIM, at, due=calendar.local(calendar.midnight(calendar.add(at.date(), days))))
    elif chance < 0.22:
        yield Turn(Played.CLARIFICATION, at)


def _lost(last: Turn, rng: Random) -> bool:
    """Passed on and never heard of again, or promised and not kept."""
    return rng.random() < (0.25 if last.played is Played.FORWARDED else 0.15)


def _outcome(habits: Habits, rng: Random) -> Played:
    weak = 1 - habits.skill
    return rng.choices(
        [Played.FULL, Played.PARTIAL, Played.WRONG, Played.REFUSAL, Played.ELSEWHERE],
        [habits.skill, 0.12 + 0.35 * weak, 0.02 + 0.12 * weak, 0.02 + 0.25 * weak, 0.04],
    )[0]
