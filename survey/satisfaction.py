"""What a form asks that an index is made of, and the indices of answers to it.

Which question is what follows from the form: a `select_one` whose five choices are worth 0 to 4 points is a grade;
`answered` or `reached` with the choices yes and no (or not_yet) is the screening question; `overall` gives CSAT, `ease`
CES, `courtesy` with four choices worth 0 to 3 KKiK, a whole number from 0 to 10 called `recommend` NPS, `solved` with
the choice `first` what was solved at first contact. A form of one's own may say so itself, in the column parameters:
`medlytt=reply`, `grade`, `csat`, `ces`, `kkik`, `nps`, `first`, or `none` for what is to count nowhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from instruments.instrument import CHOOSING, Instrument, Item, Kind
from scoring import indices
from scoring.indices import Denominator, Index
from survey import count
from survey.count import Count, Numbers

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


def counted(form: Instrument, answers: Iterable[Answers]) -> Count:
    """All that figures and pages are made of."""
    asked, screen = questions(form), screening(form)
    graded = [one.item for one in asked if Role.GRADE in one.roles]
    n, met, others = 0, dict[str, dict[str, int]](), dict[str, dict[str, int]]()
    boxes, means = dict[str, int](), dict[str, int]()
    for one in answers:
        n += 1
        replied = screen is None or reply(screen, one.get(screen.name)) in (None, Reply.YES)
        for question in asked:
            if (said := one.get(question.item.name)) is not None:
                count.put(met if replied else others, question.item.name, said)
                if isinstance(said, list):
                    boxes[question.item.name] = boxes.get(question.item.name, 0) + 1
        if replied and (own := [*own_grades(graded, one)]):
            key = f"{sum(own)}/{len(own)}"
            means[key] = means.get(key, 0) + 1
    return Count(n=n, met=met, others=others, boxes=boxes, grades=means)


def figures(form: Instrument, said: Count) -> Figures:
    """Who got no reply, or says that there was no contact, leaves every index but the no-reply share."""
    asked, screen = questions(form), screening(form)

    def met(item: Item) -> Numbers:
        return said.met.get(item.name, {})

    return Figures(
        answers=said.n,
        skr=overall(said.grades, without_reply=bool(screen)) if any(Role.GRADE in one.roles for one in asked) else None,
        by_question={
            one.item.name: indices.skr(grades(one.item, met(one.item)), without_reply=bool(screen))
            for one in asked
            if Role.GRADE in one.roles
        },
        no_reply=indices.no_reply(replies(screen, said.said(screen.name))) if screen else None,
        csat=of_role(asked, Role.CSAT, lambda item: indices.csat(grades(item, met(item)))),
        ces=of_role(asked, Role.CES, lambda item: indices.ces(grades(item, met(item)))),
        kkik=of_role(asked, Role.KKIK, lambda item: indices.kkik(grades(item, met(item), lowest=0))),
        nps=of_role(asked, Role.NPS, lambda item: indices.nps(numbers(item, met(item)))),
        first=of_role(asked, Role.FIRST, lambda item: indices.first_contact(resolved(item, met(item)))),
    )


def of_role(asked: Sequence[Question], role: Role, work_out: Any) -> Index | None:
    item = next((one.item for one in asked if role in one.roles), None)
    found: Index | None = None if item is None else work_out(item)
    return found


def overall(means: Numbers, *, without_reply: bool) -> Index:
    values: dict[float, int] = {}
    for key, people in means.items():
        total, _, number = key.partition("/")
        value = 25 * (int(total) / int(number) - 1)
        values[value] = values.get(value, 0) + people
    denominator = Denominator.GRADED_AND_REPLIED if without_reply else Denominator.GRADED
    return indices.mean_of(values, denominator, level=0.95)


def own_grades(items: Sequence[Item], answers: Answers) -> Iterator[int]:
    for item in items:
        if (found := grade(item, answers.get(item.name))) is not None:
            yield found


def grades(item: Item, said: Numbers, *, lowest: int = 1) -> dict[int, int]:
    """Grade -> people."""
    found = ((grade(item, answer, lowest=lowest), people) for answer, people in said.items())
    return {one: people for one, people in found if one is not None}


def numbers(item: Item, said: Numbers) -> dict[int, int]:
    """Whole numbers from 0 to 10; others cannot be read as a willingness to recommend."""
    found: dict[int, int] = {}
    for answer, people in said.items():
        if answer.isdecimal() and int(answer) <= 10:
            found[int(answer)] = found.get(int(answer), 0) + people
    return found


def replies(item: Item, said: Numbers) -> dict[bool, int]:
    """Whether there was a reply, of those who had a contact."""
    found = {True: 0, False: 0}
    for answer, people in said.items():
        if (one := reply(item, answer)) in (Reply.YES, Reply.NO):
            found[one is Reply.YES] += people
    return found


def resolved(item: Item, said: Numbers) -> dict[bool, int]:
    found = {True: 0, False: 0}
    for answer, people in said.items():
        if (one := solved(item, answer)) is not None:
            found[one] += people
    return found


def spread(item: Item, said: Numbers) -> dict[str, int]:
    """Choice -> how many chose it, in the order of the form."""
    return {choice.value: said.get(choice.value, 0) for choice in item.choices}
