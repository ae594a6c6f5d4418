"""Which counts of a finished survey are published: what the house shows of a unit and channel, and no more.

What the house shows of one unit (`showing`) is safe by itself. Published for all units it can be held against the
totals of all units together, and what remains for those that are not told follows: that rest is treated as a unit that
is told too. Where the rest could not be shown, the unit with the fewest answers is left out as well, until it can, or
nothing is left. Whoever answers for a unit that is left out knows what the house shows of it: so the rest has to be one
that could be shown without each of them too, else not even the total is told. Who got no reply is told as far
as the report of the field work tells it, which decides on units and totals together.

Only questions that an index is made of are told; never comments, never how many took part without an answer to them.
"""

from collections.abc import Callable, Container, Mapping, Sequence

import msgspec

from instruments.instrument import Instrument, Item
from scoring.suppress import ALL, THRESHOLD
from survey import released, satisfaction, showing
from survey.count import Count as Said
from survey.count import Numbers, added
from survey.field_report import Report
from survey.released import EVERYBODY, Asked, Count, Survey
from survey.round import Round
from survey.satisfaction import Reply, Role
from survey.showing import Detail

Parts = Mapping[int | None, Numbers]
"""Unit -> answer to one question -> people, in one channel; None: those that count in the totals only."""
FEWEST = 2 * THRESHOLD
TOP = 2  # CSAT counts the two best grades


def survey(
    asked: Round, forms: Mapping[str, Instrument], said: Mapping[tuple[int | None, str], Said], report: Report
) -> Survey:
    """`forms` by channel; `said` by unit (None: of no unit) and channel."""
    counts: list[Asked] = []
    totals: list[Asked] = []
    for channel, form in forms.items():
        parts = {unit: some for (unit, of), some in said.items() if of == channel and some.n}
        floor = max(asked.rules.k, THRESHOLD)
        units = sorted(unit for unit, some in parts.items() if unit is not None and some.n >= floor)
        for one in satisfaction.questions(form):
            if Role.REPLY in one.roles:
                found, whole = replies(one.item, channel, units, report)
            else:
                own = {unit: some.met.get(one.item.name, {}) for unit, some in parts.items()}
                others = {unit: sum(some.others.get(one.item.name, {}).values()) for unit, some in parts.items()}
                # The house counts those too where no grade is asked for: a few of them would be the difference.
                clear = [unit for unit in units if Role.GRADE in one.roles or not 0 < others[unit] < THRESHOLD]
                found, whole = of_question(one.item, one.roles, channel, units, clear=clear, parts=own)
            counts += found
            totals += whole
    place = {(one.unit, one.channel) for one in counts if one.n}
    return released.complete(
        Survey(
            id=asked.id,
            title=asked.title,
            forms={channel: asked.form_of(channel) for channel in forms},
            least=THRESHOLD,
            counts=tuple(one for one in counts if (one.unit, one.channel) in place),
            totals=tuple(totals),
        )
    )


def replies(item: Item, channel: str, units: Sequence[int], report: Report) -> tuple[list[Asked], list[Asked]]:
    def row(unit: int, where: str) -> list[Asked]:
        told, without = report.replies.value(where, channel, ALL), report.replies.value(where, channel, Reply.NO)
        if told is None or without is None:
            return []
        counts = Count(("no",), without), Count(("yes",), told - without)
        return [Asked(unit=unit, channel=channel, question=item.name, n=told, counts=counts, roles=(Role.REPLY,))]

    if channel not in report.channels:
        return [], []
    return [one for unit in units if unit in report.units for one in row(unit, str(unit))], row(EVERYBODY, ALL)


def of_question(
    item: Item, roles: frozenset[Role], channel: str, units: Sequence[int], *, clear: Sequence[int], parts: Parts
) -> tuple[list[Asked], list[Asked]]:
    """(by unit, in all) what is told of one question that an index is made of."""
    tell = telling(item, roles)
    if tell is None:
        return [], []
    alone = {unit: told for unit in clear if (told := tell(parts[unit])) is not None}

    def stands(some: Numbers) -> bool:
        return tell(some) is not None

    kept = with_rest(alone, parts, stands)
    fine = {unit: told for unit, told in kept.items() if told.counts}
    if Role.CSAT in roles:
        fine = with_rest(fine, parts, lambda some: tops(item, some))
    blank = Asked(unit=0, channel=channel, question=item.name, n=0, counts=(), roles=tuple(sorted(roles)))
    rows = [named(kept.get(unit, blank), unit, blank, whole=unit in fine) for unit in units]
    everybody = tell(added(parts.values())) if may_be_left(kept, parts, stands) else None
    total = named(everybody, EVERYBODY, blank, whole=False) if everybody else blank
    return rows, [total] if everybody and (not everybody.counts or everybody.steps) else []


def named(told: Asked, unit: int, blank: Asked, *, whole: bool) -> Asked:
    """Of grades their mean alone, unless they may be told whole."""
    counts = told.counts if whole or not told.steps else ()
    return msgspec.structs.replace(told, unit=unit, channel=blank.channel, roles=blank.roles, counts=counts)


def with_rest(alone: Mapping[int, Asked], parts: Parts, stands: Callable[[Numbers], bool]) -> dict[int, Asked]:
    """Those of `alone` that can be told beside a total."""
    kept = dict(alone)
    while kept and not may_be_left(kept, parts, stands):
        del kept[min(kept, key=lambda unit: (kept[unit].n, unit))]
    return kept


def may_be_left(kept: Container[int | None], parts: Parts, stands: Callable[[Numbers], bool]) -> bool:
    """Whether what a total and those `kept` leave over stands for itself, also without any one unit of it, or is
    nothing."""
    hidden = sorted((some for unit, some in parts.items() if unit not in kept), key=lambda some: -sum(some.values()))
    rest = added(hidden)
    if not any(rest.values()):
        return True
    # The largest first: where it fails, it is mostly by that one.
    return stands(rest) and all(stands(less(rest, some)) for some in hidden if any(some.values()))


def less(rest: Numbers, some: Numbers) -> Numbers:
    return {answer: number - some.get(answer, 0) for answer, number in rest.items()}


def telling(item: Item, roles: frozenset[Role]) -> Callable[[Numbers], Asked | None] | None:
    if Role.GRADE in roles or Role.KKIK in roles:
        return lambda some: graded(item, some, lowest=1 if Role.GRADE in roles else 0)
    if Role.FIRST in roles:
        return lambda some: first(item, some)
    return (lambda some: nps(item, some)) if Role.NPS in roles else None


def graded(item: Item, said: Numbers, *, lowest: int) -> Asked | None:
    told = showing.graded(item, said, lowest=lowest)
    if told.detail is Detail.NOTHING or told.index is None:
        return None
    counts = tuple(Count(bar.values, bar.number) for bar in told.bars)
    return Asked(unit=0, channel="", question=item.name, n=told.n, counts=counts, steps=len(item.choices),
                 mean=told.index.value)  # fmt: skip


def tops(item: Item, said: Numbers) -> bool:
    """Whether it may be known how many gave one of the two best grades."""
    grades = satisfaction.grades(item, said)
    top = sum(people for grade, people in grades.items() if grade > len(item.choices) - TOP)
    return min(top, sum(grades.values()) - top) >= THRESHOLD


def first(item: Item, said: Numbers) -> Asked | None:
    solved = satisfaction.resolved(item, said)
    best = max(item.choices, key=lambda one: (one.value == "first", one.points or 0)).value
    others = tuple(one.value for one in item.choices if one.value != best)
    return grouped(item, [((best,), solved[True]), (others, solved[False])])


def nps(item: Item, said: Numbers) -> Asked | None:
    found = satisfaction.numbers(item, said)
    groups = (range(7), range(7, 9), range(9, 11))
    return grouped(item, [(tuple(map(str, some)), sum(found.get(one, 0) for one in some)) for some in groups])


def grouped(item: Item, groups: Sequence[tuple[tuple[str, ...], int]]) -> Asked | None:
    """All of them, where each is large enough."""
    n = sum(number for _, number in groups)
    if n < FEWEST or any(number < THRESHOLD for _, number in groups):
        return None
    return Asked(unit=0, channel="", question=item.name, n=n, counts=tuple(Count(*one) for one in groups))
