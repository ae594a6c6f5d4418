"""Simulated testers: what happens when they call, search and grade, from a unit's skill and the dice; pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from instruments import scale
from instruments.form import NO_TIME, form_of
from instruments.instrument import ANSWERED, UPLOADS, Choice, Instrument, Item, Kind
from instruments.sheet import Sheet
from survey.attempt import Mark, Marks, Step

WORTH = {"full": 0.93, "partial": 0.55, "wrong": 0.15, "refusal": 0.1, "elsewhere": 0.4}
"""How good an answer of each kind is in the eyes of a grader."""


def call(rng: Random, skill: float, started_at: datetime, *, wait_seconds: float) -> Marks:
    """One call, pressed step by step; the tester hangs up once the wait has lasted `wait_seconds`.

    Each step may follow the one before it (survey.attempt.CALL), and the call has an end.
    """
    marks = [Mark(Step.DIAL, started_at)]
    for step, seconds in _call(rng, skill, wait_seconds):
        marks.append(Mark(step, marks[-1].at + timedelta(seconds=round(seconds, 1))))
    return tuple(marks)


def search(rng: Random, skill: float, started_at: datetime, *, cap_seconds: float) -> Marks:
    """One search on a website: found, partly or not found when the time is up."""
    able = min(0.98, max(0.05, rng.gauss(0.35 + 0.6 * skill, 0.15)))
    seconds = rng.lognormvariate(3.4, 0.6) * (1.6 - able)
    if seconds >= cap_seconds or rng.random() > able + 0.15:
        step, seconds = Step.NOT_FOUND, cap_seconds
    else:
        step = Step.FOUND if rng.random() < able else Step.PARTLY
    return Mark(Step.START, started_at), Mark(step, started_at + timedelta(seconds=round(seconds, 1)))


def grade(rng: Random, worth: float, instrument: Instrument, known: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Answers to all items that are asked; `worth` is 0 to 1 (see WORTH), graders differ a little around it.

    `known` is what the pressed buttons say already, such as at which attempt one got through.
    """
    values: dict[str, Any] = dict(known or {})
    form = form_of(instrument)
    sheet = Sheet(form, form.world(now=NO_TIME), answers=values)
    for cell in list(sheet.leaves()):
        item = cell.field.item
        if item.kind in ANSWERED and cell.node.relevant and item.name not in values:
            answer = _answer(rng, worth, item)
            if answer is not None:
                values[item.name] = answer
                sheet.change(cell.path, answer)
    return values


def _call(rng: Random, skill: float, wait_seconds: float) -> Iterator[tuple[Step, float]]:
    """Steps after dialling, each with the seconds since the one before."""
    fate = rng.random()
    if fate < 0.05 * (1.3 - skill):
        yield Step.BUSY, rng.uniform(2, 5)
        return
    if fate < 0.12 * (1.3 - skill):
        yield Step.CLOSED, rng.uniform(5, 20)
        return
    if fate < 0.16 * (1.3 - skill):
        yield Step.NO_ANSWER, rng.uniform(40, 90)
        return
    waited = 0.0
    if rng.random() < 0.7:
        seconds = rng.uniform(3, 25)
        yield Step.MENU, seconds
        waited += seconds
    if rng.random() < 0.75:
        seconds = rng.uniform(2, 12)
        yield Step.QUEUE, seconds
        waited += seconds
        queue = rng.lognormvariate(3.2 + 1.6 * (1 - skill), 0.9)
        if waited + queue > wait_seconds:
            yield Step.ABANDONED, max(0.0, wait_seconds - waited)
            return
        if rng.random() < 0.04:
            yield Step.VOICEMAIL, queue
            return
        yield Step.ANSWERED, queue
    else:
        yield Step.ANSWERED, rng.uniform(4, 20)
    yield from _talk(rng, skill)


def _talk(rng: Random, skill: float) -> Iterator[tuple[Step, float]]:
    for _ in range(2):
        if rng.random() > 0.35 * (1.4 - skill):
            break
        yield Step.TRANSFER, rng.uniform(15, 60)
        if rng.random() < 0.12:
            yield Step.NO_ANSWER, rng.uniform(30, 80)
            return
        yield Step.ANSWERED, rng.uniform(5, 70)
    yield Step.ENDED, rng.uniform(45, 260)


def _answer(rng: Random, worth: float, item: Item) -> Any:
    """One answer of the item's kind; what nobody has to say and nobody scores is left out."""
    if item.kind is Kind.SELECT_ONE and item.choices:
        return _choice(rng, worth, item).value
    if not (item.scored or item.required) or item.kind in UPLOADS:
        return None
    match item.kind:
        case Kind.SELECT_MULTIPLE:
            return [choice.value for choice in item.choices if rng.random() < worth] or [item.choices[0].value]
        case Kind.RANK:
            return [choice.value for choice in rng.sample(item.choices, len(item.choices))]
        case Kind.RANGE:
            steps = scale.steps(item)
            return steps[round(min(1.0, max(0.0, rng.gauss(worth, 0.2))) * (len(steps) - 1))]
        case Kind.INTEGER | Kind.DECIMAL:
            return round(worth * (item.points or 1))
        case _:
            return PLAIN.get(item.kind, "Noted.")


PLAIN = {Kind.DATE: "2026-01-15", Kind.TIME: "10:00", Kind.DATETIME: "2026-01-15T10:00", Kind.ACKNOWLEDGE: "OK"}


def _choice(rng: Random, worth: float, item: Item) -> Choice:
    scored = [choice for choice in item.choices if choice.points is not None]
    if not scored:
        return rng.choice(item.choices)
    seen = min(1.0, max(0.0, rng.gauss(worth, 0.2))) * item.max_points
    return min(scored, key=lambda choice: (abs((choice.points or 0.0) - seen), choice.value))
