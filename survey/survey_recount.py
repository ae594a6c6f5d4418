"""Counts of survey answers in a bundle, worked out again: every index follows from them, and none tells of a few."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import isclose

from survey import released
from survey.bundle import Bundle
from survey.recount import Difference, names_of
from survey.released import EVERYBODY, Asked, Survey


def faults(found: Bundle) -> list[str]:
    """What no count of answers can be. Plain sentences."""
    names = names_of(found)
    said = [f"Survey {one.id} stands in it twice." for one in _twice(found)]
    return said + [fault for survey in found.surveys for fault in of_survey(survey, names)]


def of_survey(survey: Survey, names: Callable[[int], str]) -> Iterator[str]:
    seen: set[tuple[int, str, str]] = set()
    for asked in (*survey.totals, *survey.counts):
        where = "all units" if asked.unit == EVERYBODY else names(asked.unit)
        place = f"Survey {survey.id}, {asked.channel}, {asked.question}, {where}"
        if (asked.unit, asked.channel, asked.question) in seen:
            yield f"{place}: stands there twice."
        seen.add((asked.unit, asked.channel, asked.question))
        yield from (f"{place}: {fault}" for fault in _faults(asked, survey.least))


def _twice(found: Bundle) -> list[Survey]:
    ordered = sorted(found.surveys, key=lambda one: one.id)
    return [later for one, later in pairwise(ordered) if one.id == later.id]


def _faults(asked: Asked, least: int) -> Iterator[str]:
    numbers = [one.number for one in asked.counts if one.number is not None]
    if any(number < 0 for number in (*numbers, asked.n)):
        yield "a number of people is below zero."
    if any(number < least for number in (*numbers, *([asked.n] if asked.n else []))):
        yield f"fewer than {least} people are told of."
    if len(numbers) == len(asked.counts) > 0 and sum(numbers) != asked.n:
        yield f"the answers of {sum(numbers)} people are told, and {asked.n} are said to have answered."
    if asked.mean is not None and not _possible(asked):
        yield f"no {asked.n} grades have the index {asked.mean} and these counts."


def _possible(asked: Asked) -> bool:
    """Whether whole grades in these groups have this mean."""
    mean = asked.mean or 0.0
    if asked.steps < 2 or asked.n < 2 or not 0 <= mean <= 100:
        return False
    total, spans = asked.n * mean * (asked.steps - 1) / 100, released.spans(asked)
    low, high = (sum(n * span[end] for n, *span in spans) for end in (0, 1))
    return low - 1e-6 <= total <= high + 1e-6 and isclose(total, round(total), abs_tol=1e-6)


def differences(found: Bundle) -> list[Difference]:
    """Indices that are not what the counts give."""
    names = names_of(found)
    wrong = []
    for survey in found.surveys:
        told = {(one.unit, one.channel, one.name): one for one in survey.figures}
        again = {(one.unit, one.channel, one.name): one for one in released.complete(survey).figures}
        for unit, channel, name in sorted({*told, *again}):
            one, other = told.get((unit, channel, name)), again.get((unit, channel, name))
            for field in ("value", "low", "high", "n"):
                here, there = (None if each is None else getattr(each, field) for each in (one, other))
                if not _agree(here, there):
                    where = "all units" if unit == EVERYBODY else names(unit)
                    figure = f"survey {survey.id}, {channel}, {name}.{field}"
                    wrong.append(Difference(unit=unit, name=where, figure=figure, told=here, worked_out=there))
    return wrong


def _agree(told: float | None, again: float | None) -> bool:
    if told is None or again is None:
        return told is again
    return isclose(told, again, rel_tol=1e-9, abs_tol=1e-9)
