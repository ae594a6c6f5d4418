"""What may be shown of the answers of one unit and channel: indices, grades in full or in coarser steps, or neither.

Counts alone are dealt with in `scoring/suppress.py`. Here an index is published beside them, and an index is an
equation: of 40 people with a mean of 98 hardly anybody can have given a 3, whatever the table hides. So for each
question the finest form is taken under which the number of every grade that one to four people gave is, for all that is
shown, open by five or more. Answers one by one, times and texts play no part in it.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import accumulate
from typing import Any

import msgspec

from instruments.instrument import Instrument, Item, Kind
from scoring import indices
from scoring.indices import Index
from scoring.suppress import THRESHOLD, Dimension, suppress
from survey import satisfaction
from survey.count import Count, Numbers
from survey.satisfaction import Figures, Question, Role

COMPARED = 100
"""Answers that a unit and channel need before they are held against others (SKR's rule)."""
COMMENTS = 5
"""Comments of a unit and channel, at least, before any is shown."""
STEPS = {
    5: ((1, 1, 1, 1, 1), (2, 1, 1, 1), (2, 1, 2), (3, 1, 1), (3, 2)),
    4: ((1, 1, 1, 1), (2, 1, 1), (2, 2)),
}
"""Neighbouring grades taken together, from the worst up: the finest first."""


class Detail(StrEnum):
    FULL = "full"
    MERGED = "merged"
    INDEX = "index"
    NOTHING = "nothing"


class Bar(msgspec.Struct, frozen=True):
    """Choices taken together, and how many people chose one of them; None: hidden."""

    values: tuple[str, ...]
    number: int | None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One question."""

    item: Item
    detail: Detail
    index: Index | None = None
    bars: tuple[Bar, ...] = ()
    n: int


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A unit and channel as a reader sees them; nothing of them below k answers."""

    n: int
    figures: Figures
    questions: tuple[Told, ...]

    @property
    def compared(self) -> bool:
        return self.n >= COMPARED


def cell(form: Instrument, said: Count, *, k: int, final: bool) -> Cell | None:
    """`final`: nothing more comes, so that no later version can be held against this one."""
    if said.n < max(k, THRESHOLD):
        return None
    asked = [one for one in satisfaction.questions(form) if Role.REPLY not in one.roles]
    wanted = asked if final else [one for one in asked if one.roles]
    found = tuple(question(one.item, said, one.roles) for one in wanted)
    whole = satisfaction.figures(form, said)
    return Cell(n=said.n, figures=kept(whole, wanted, found), questions=found if final else without_bars(found))


def glances(form: Instrument, said: Mapping[Any, Count], *, k: int) -> dict[Any, Cell | None]:
    """Of many places at once, what is held against each other: SKR's index and who got no reply, as `cell` has them."""
    screen = satisfaction.screening(form)
    items = [one.item for one in satisfaction.questions(form) if Role.GRADE in one.roles]
    return {where: glance(items, screen, one) if one.n >= max(k, THRESHOLD) else None for where, one in said.items()}


def glance(items: Sequence[Item], screen: Item | None, said: Count) -> Cell:
    skr = satisfaction.overall(said.grades, without_reply=bool(screen)) if items else None
    told = skr and skr.n >= 2 * THRESHOLD and any(is_open(item, said.met.get(item.name, {})) for item in items)
    silent = indices.no_reply(satisfaction.replies(screen, said.said(screen.name))) if screen else None
    figures = Figures(answers=said.n, skr=skr if told else None, no_reply=share(silent))
    return Cell(n=said.n, figures=figures, questions=())


def is_open(item: Item, said: Numbers) -> bool:
    return graded(item, said, lowest=1).detail is not Detail.NOTHING


def without_bars(found: Sequence[Told]) -> tuple[Told, ...]:
    return tuple(msgspec.structs.replace(one, bars=()) for one in found)


def question(item: Item, said: Count, roles: frozenset[Role]) -> Told:
    """Grades are those of people who got a reply, where the form asks."""
    every = said.said(item.name)
    if Role.GRADE in roles:
        return graded(item, said.met.get(item.name, {}), lowest=1)
    if Role.KKIK in roles:
        return graded(item, every, lowest=0)
    if item.kind is Kind.SELECT_ONE:
        return chosen(item, every)
    if item.kind is Kind.SELECT_MULTIPLE:
        return ticked(item, every, of=said.boxes.get(item.name, 0))
    found = sum(satisfaction.numbers(item, every).values())
    few = 0 < found < THRESHOLD
    return Told(item=item, detail=Detail.NOTHING if few or not found else Detail.INDEX, n=0 if few else found)


def graded(item: Item, said: Numbers, *, lowest: int) -> Told:
    grades = satisfaction.grades(item, said, lowest=lowest)
    by_grade = sorted(item.choices, key=lambda one: one.points or 0)
    counts = {grade: grades.get(grade, 0) for grade in range(lowest, lowest + len(by_grade))}
    names = {grade: choice.value for grade, choice in zip(counts, by_grade, strict=True)}
    n = sum(grades.values())
    for groups in (*(together(sizes, lowest) for sizes in STEPS[len(counts)]), ()):
        if n >= 2 * THRESHOLD and may_stand(counts, groups):
            bars = tuple(Bar(tuple(names[g] for g in group), sum(counts[g] for g in group)) for group in groups)
            index = indices.skr(grades) if lowest else indices.kkik(grades)
            return Told(item=item, detail=detail_of(groups, counts), index=index, bars=bars, n=n)
    return Told(item=item, detail=Detail.NOTHING, n=n if n >= THRESHOLD else 0)


def together(sizes: Sequence[int], lowest: int) -> tuple[range, ...]:
    ends = [lowest + number for number in accumulate(sizes)]
    return tuple(range(end - size, end) for size, end in zip(sizes, ends, strict=True))


def detail_of(groups: Sequence[range], counts: Mapping[int, int]) -> Detail:
    if not groups:
        return Detail.INDEX
    return Detail.FULL if len(groups) == len(counts) else Detail.MERGED


def may_stand(counts: Mapping[int, int], groups: Sequence[range]) -> bool:
    """Whether mean, number and these sums leave every small grade open, and do not say that all answered alike."""
    wholes = groups or (range(min(counts), max(counts) + 1),)
    sums = [sum(counts[grade] for grade in group) for group in wholes]
    if groups and any(number < THRESHOLD for number in sums):
        return False
    if max(counts.values()) == sum(counts.values()):
        return False
    small = [grade for grade, number in counts.items() if 0 < number < THRESHOLD]
    return all(open_by(grade, counts, wholes, sums) >= THRESHOLD for grade in small)


def open_by(grade: int, counts: Mapping[int, int], groups: Sequence[range], sums: Sequence[int]) -> int:
    """Between how few and how many people can have given this grade, for all that is shown: the difference."""
    total = sum(one * number for one, number in counts.items())
    home = next(at for at, group in enumerate(groups) if grade in group)
    beside = [one for one in groups[home] if one != grade]
    if not beside:
        return 0
    least = sum(number * min(group) for at, (group, number) in enumerate(zip(groups, sums, strict=True)) if at != home)
    most = sum(number * max(group) for at, (group, number) in enumerate(zip(groups, sums, strict=True)) if at != home)
    fitting = [
        number
        for number in range(sums[home] + 1)
        if least + (sums[home] - number) * min(beside)
        <= total - number * grade
        <= most + (sums[home] - number) * max(beside)
    ]
    return max(fitting) - min(fitting)


def chosen(item: Item, said: Numbers) -> Told:
    counts = satisfaction.spread(item, said)
    shown = suppress([Dimension("choice", tuple(counts), said=True)], list(counts.values()))
    bars = tuple(Bar((value,), shown.value(value)) for value in counts)
    return of_bars(item, bars, sum(counts.values()))


def ticked(item: Item, said: Numbers, *, of: int) -> Told:
    """Each box by itself: ticked or not."""
    counts = satisfaction.spread(item, said)
    bars = tuple(Bar((value,), x if min(x, of - x) >= THRESHOLD else None) for value, x in counts.items())
    return of_bars(item, bars, of)


def of_bars(item: Item, bars: tuple[Bar, ...], n: int) -> Told:
    if n < THRESHOLD or all(bar.number is None for bar in bars):
        return Told(item=item, detail=Detail.NOTHING, n=n if n >= THRESHOLD else 0)
    return Told(item=item, detail=Detail.FULL, bars=bars, n=n)


def kept(whole: Figures, asked: Sequence[Question], found: Sequence[Told]) -> Figures:
    """The indices that may be told: what is made of one question only as far as that question may be."""
    details = [(role, told.detail) for one, told in zip(asked, found, strict=True) for role in one.roles]
    open_to = {role for role, detail in details if detail is not Detail.NOTHING}
    counted = {role for role, detail in details if detail in (Detail.FULL, Detail.MERGED)}
    return msgspec.structs.replace(
        whole,
        skr=whole.skr if whole.skr and whole.skr.n >= 2 * THRESHOLD and Role.GRADE in open_to else None,
        by_question={one.item.name: one.index for one in found if one.index},
        no_reply=share(whole.no_reply),
        csat=share(whole.csat) if Role.CSAT in counted else None,
        ces=whole.ces if Role.CES in open_to else None,
        kkik=whole.kkik if Role.KKIK in open_to else None,
        nps=whole.nps if whole.nps and whole.nps.n >= 2 * THRESHOLD and abs(whole.nps.value or 0) < 100 else None,
        first=share(whole.first),
    )


def share(one: Index | None) -> Index | None:
    """A share of which at least five are on either side."""
    if one is None or one.value is None:
        return None
    part = round(one.value * one.n / 100)
    return one if min(part, one.n - part) >= THRESHOLD else None
