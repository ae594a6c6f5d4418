"""What a form asks that an index is made of, and the indices of answers to it.

Which question is what follows from the form: a `select_one` whose five choices are worth 0 to 4 points is a grade;
`answered` or `reached` with the choices yes and no (or not_yet) is the screening question; `overall` gives CSAT, `ease`
CES, `courtesy` with four choices worth 0 to 3 KKiK, a whole number from 0 to 10 called `recommend` NPS, `solved` with
the choice `first` what was solved at first contact. A form of one's own may say so itself, in the column parameters:
`medlytt=reply`, `grade`, `csat`, `ces`, `kkik`, `nps`, `first`, or `none` for what is to count nowhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from statistics import fmean
from typing import Any

import msgspec

from instruments.instrument import CHOOSING, Instrument, Item, Kind
from scoring import indices
from scoring.indices import Denominator, Index

PARAMETER = "medlytt"
YES = frozenset({"yes", "first"})
NO = frozenset({"no", "not_yet"})


class Role(StrEnum):
    REPLY = "reply"
    GRADE = "grade"
    CSAT = "csat"
    CES = "ces"
    KKIK = "kkik"
    NPS = "nps"
    FIRST = "first"


class Reply(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_MINE = "not_mine"  # has not been in contact


NAMED = {
    "answered": Role.REPLY,
    "reached": Role.REPLY,
    "overall": Role.CSAT,
    "ease": Role.CES,
    "courtesy": Role.KKIK,
    "recommend": Role.NPS,
    "solved": Role.FIRST,
}
Answers = Mapping[str, Any]


class Question(msgspec.Struct, frozen=True):
    item: Item
    roles: frozenset[Role]


def questions(form: Instrument) -> tuple[Question, ...]:
    """The questions whose answers can be counted, with what they are for."""
    countable = [item for item in form.leaves if item.kind in CHOOSING | {Kind.INTEGER, Kind.RANGE}]
    return tuple(Question(item, frozenset(roles(item))) for item in countable)


def roles(item: Item) -> Iterator[Role]:
    said = item.parameters.get(PARAMETER, "")
    if said:
        wanted = {Role(said)} if said in set(Role) else set()
        grade = said in (Role.CSAT, Role.CES) or said == Role.GRADE
        yield from (wanted | ({Role.GRADE} if grade else set())) if fits(item, said) else ()
        return
    if is_graded(item, 5):
        yield Role.GRADE
    named = NAMED.get(item.name)
    if named and fits(item, named):
        yield named


def fits(item: Item, role: str) -> bool:
    """Whether the answers to an item can be read as this."""
    values = {choice.value for choice in item.choices}
    match role:
        case Role.REPLY:
            return item.kind is Kind.SELECT_ONE and bool(values & YES) and bool(values & NO)
        case Role.FIRST:
            return item.kind is Kind.SELECT_ONE and ("first" in values or bool(item.parameters.get(PARAMETER)))
        case Role.KKIK:
            return is_graded(item, 4)
        case Role.NPS:
            return item.kind in (Kind.INTEGER, Kind.RANGE) and nps_scale(item)
    return is_graded(item, 5)


def is_graded(item: Item, steps: int) -> bool:
    """One choice of so many, each worth another whole number of points from 0."""
    worth = [choice.points for choice in item.choices if choice.points is not None]
    return item.kind is Kind.SELECT_ONE and len(item.choices) == steps and sorted(worth) == list(range(steps))


def nps_scale(item: Item) -> bool:
    return item.kind is Kind.INTEGER or [item.parameters.get(end, "") for end in ("start", "end")] == ["0", "10"]


def grade(item: Item, answer: Any, *, lowest: int = 1) -> int | None:
    """The answer as a grade from `lowest` up; None where there is none, or it says why."""
    found = {choice.value: choice.points for choice in item.choices}.get(str(answer))
    return None if found is None else int(found) + lowest


def reply(item: Item, answer: Any) -> Reply | None:
    """What the screening question was answered with."""
    if str(answer) not in {choice.value for choice in item.choices}:
        return None
    return Reply.YES if answer in YES else Reply.NO if answer in NO else Reply.NOT_MINE


def solved(item: Item, answer: Any) -> bool | None:
    """At the first contact: the choice `first`, else the one that is worth most."""
    values = [choice.value for choice in item.choices]
    if str(answer) not in values:
        return None
    best = max(item.choices, key=lambda one: one.points or 0).value
    return str(answer) == ("first" if "first" in values else best)


def screening(form: Instrument) -> Item | None:
    return next((one.item for one in questions(form) if Role.REPLY in one.roles), None)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """All indices of some answers to one form; None: the form does not ask it."""

    answers: int
    skr: Index | None = None
    """Of each person the mean of their grades, then the mean of people."""
    by_question: dict[str, Index] = {}
    no_reply: Index | None = None
    csat: Index | None = None
    ces: Index | None = None
    kkik: Index | None = None
    nps: Index | None = None
    first: Index | None = None


def figures(form: Instrument, answers: Sequence[Answers]) -> Figures:
    """Who got no reply, or says that there was no contact, leaves every index but the no-reply share."""
    asked = questions(form)
    screen = screening(form)
    replies = [reply(screen, one.get(screen.name)) for one in answers] if screen else []
    met = [one for one, said in zip(answers, replies, strict=True) if said in (None, Reply.YES)] if screen else answers
    told = [said is Reply.YES for said in replies if said in (Reply.YES, Reply.NO)]
    return Figures(
        answers=len(answers),
        skr=overall([one.item for one in asked if Role.GRADE in one.roles], met, without_reply=bool(screen)),
        by_question={
            one.item.name: indices.skr(grades(one.item, met), without_reply=bool(screen))
            for one in asked
            if Role.GRADE in one.roles
        },
        no_reply=indices.no_reply(told) if screen else None,
        csat=of_role(asked, Role.CSAT, lambda item: indices.csat(grades(item, met))),
        ces=of_role(asked, Role.CES, lambda item: indices.ces(grades(item, met))),
        kkik=of_role(asked, Role.KKIK, lambda item: indices.kkik(grades(item, met, lowest=0))),
        nps=of_role(asked, Role.NPS, lambda item: indices.nps(numbers(item, met))),
        first=of_role(asked, Role.FIRST, lambda item: indices.first_contact(resolved(item, met))),
    )


def of_role(asked: Sequence[Question], role: Role, work_out: Any) -> Index | None:
    item = next((one.item for one in asked if role in one.roles), None)
    found: Index | None = None if item is None else work_out(item)
    return found


def overall(items: Sequence[Item], answers: Sequence[Answers], *, without_reply: bool) -> Index | None:
    if not items:
        return None
    people = [grades_of for one in answers if (grades_of := [*own_grades(items, one)])]
    values = [25 * (fmean(grades_of) - 1) for grades_of in people]
    denominator = Denominator.GRADED_AND_REPLIED if without_reply else Denominator.GRADED
    return indices.mean_of(values, denominator, level=0.95)


def own_grades(items: Sequence[Item], answers: Answers) -> Iterator[int]:
    for item in items:
        if (found := grade(item, answers.get(item.name))) is not None:
            yield found


def grades(item: Item, answers: Sequence[Answers], *, lowest: int = 1) -> list[int]:
    found = (grade(item, one.get(item.name), lowest=lowest) for one in answers)
    return [one for one in found if one is not None]


def numbers(item: Item, answers: Sequence[Answers]) -> list[int]:
    """Whole numbers from 0 to 10; others cannot be read as a willingness to recommend."""
    found = (one.get(item.name) for one in answers)
    plain = (int(str(one)) for one in found if str(one).isdecimal())
    return [one for one in plain if 0 <= one <= 10]


def resolved(item: Item, answers: Sequence[Answers]) -> list[bool]:
    found = (solved(item, one.get(item.name)) for one in answers)
    return [one for one in found if one is not None]


def spread(item: Item, answers: Sequence[Answers]) -> dict[str, int]:
    """Choice -> how many chose it, in the order of the form."""
    counts = {choice.value: 0 for choice in item.choices}
    for one in answers:
        said = one.get(item.name)
        for value in said if isinstance(said, list) else [said]:
            if str(value) in counts:
                counts[str(value)] += 1
    return counts
