"""A unit's right of reply before publication: until when, who may object and who decides, and what a decision makes."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from instruments import answers as answered
from instruments.clock import DAY, Calendar, Reason, day_off
from instruments.instrument import Instrument, Item, Outcome
from survey import grade, refusal
from survey.person import Person, RoleName
from survey.problems import Fault
from survey.results import Work
from survey.texts import N_

USUAL_DAYS = 14
MOST_DAYS = 90
LONGEST = 4000
"""Characters of a reason or an answer."""
MOST_FILES = 2
"""Each of at most upload.LARGEST bytes: more would not fit into one form."""
WHOLE = ""
"""The item of an objection to a whole inquiry."""


class State(StrEnum):
    UNDECIDED = "undecided"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Window(msgspec.Struct, frozen=True, kw_only=True):
    wave_id: int
    days: int
    opened_at: datetime
    opened_by: int | None = None


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """A window that was made longer, and why: `days` from then on instead of `days_before`."""

    wave_id: int
    days: int
    days_before: int
    reason: str
    at: datetime
    extended_by: int | None = None

    def faults(self) -> Iterable[Fault]:
        if not self.days_before < self.days <= MOST_DAYS:
            most = max(MOST_DAYS - self.days_before, 0)
            yield Fault("more", N_("Write a whole number from %(low)s to %(high)s."), low=min(1, most), high=most)
        if not self.reason.strip():
            yield Fault("reason", N_("Say why: every unit reads it."))
        yield from too_long("reason", self.reason)


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    wave_id: int
    unit_id: int
    inquiry_id: int
    item: str = WHOLE
    token: str
    person_id: int | None = None
    reason: str
    at: datetime
    state: State = State.UNDECIDED
    said: str = ""
    answer: str = ""
    decided_by: int | None = None
    decided_at: datetime | None = None
    grade_id: int | None = None

    @property
    def decided(self) -> bool:
        return self.state in (State.ACCEPTED, State.REJECTED)


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """Until when one unit can object. `last_day` is the last whole day; `moved` says why it is not `counted`."""

    opened_on: date
    days: int
    counted: date
    moved: tuple[Reason, ...]
    last_day: date
    ends_at: datetime

    def over(self, now: datetime) -> bool:
        """24:00 itself is too late."""
        return now >= self.ends_at


def limit(window: Window, calendar: Calendar) -> Limit:
    """So many days after the opening, by the unit's own date; an end on a closed day moves to the next working day."""
    opened_on = calendar.local(window.opened_at).date()
    counted = opened_on + timedelta(days=window.days)
    last = calendar.next_working(counted)
    moved = tuple(day_off(counted + n * DAY, calendar) for n in range((last - counted).days))
    ends_at = calendar.midnight(last + DAY).astimezone(UTC)
    return Limit(
        opened_on=opened_on, days=window.days, counted=counted, moved=moved, last_day=last, ends_at=ends_at
    )


def may_object(person: Person, unit_id: int) -> bool:
    """Whoever answers for that very unit. Those who see all units speak for none, and testers see no points yet."""
    return unit_id in person.units and not person.has(RoleName.TESTER)


def who_may_not_decide(
    person: Person, objection: Objection, *, graders: Collection[int], tied: Collection[int]
) -> str:
    """Why this person may not decide, as a message id; empty where nothing is in the way.

    `graders` worked on the inquiry, `tied` are the units where the person lives or works."""
    if not person.coordinates:
        return N_("Only a coordinator decides on objections.")
    if person.id in graders:
        return N_("You worked on this inquiry yourself: somebody else must decide.")
    if objection.unit_id in person.units or objection.unit_id in tied:
        return N_("You belong to this unit: somebody else must decide.")
    if person.id == objection.person_id:
        return N_("You made this objection yourself: somebody else must decide.")
    return ""


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """One press of "decide". Accepting gives either new answers to items or another ending of the whole inquiry."""

    accepted: bool
    choices: Mapping[str, str] = {}
    outcome: Outcome | None = None
    said: str = ""
    answer: str = ""
    names_nobody: bool = False
    """The decider has read both texts over for names."""


OUTCOMES = grade.SAID
"""How a whole inquiry may end by an accepted objection: all leave the denominator."""


def ruling_faults(ruling: Ruling, objection: Objection, work: Work, sheet: Instrument) -> Iterable[Fault]:
    if not ruling.answer.strip():
        yield Fault("answer", N_("Write an answer: it is read by the unit, and by everybody if you accept."))
    yield from too_long("answer", ruling.answer)
    if not ruling.accepted:
        return
    if not ruling.said.strip():
        yield Fault("said", N_("Say in a line what the unit pointed out, as everybody may read it."))
    yield from too_long("said", ruling.said)
    if work.recognised:
        yield Fault("outcome", N_("The unit recognised the test: this inquiry counts for nothing already."))
    elif ruling.outcome is not None:
        yield from outcome_faults(ruling.outcome, work)
    else:
        yield from choice_faults(ruling, objection, work, sheet)


def outcome_faults(outcome: Outcome, work: Work) -> Iterable[Fault]:
    if outcome not in OUTCOMES:
        yield Fault("outcome", N_("Choose one of the answers shown."))
    elif outcome in (work.graded, work.outcome):
        yield Fault("outcome", N_("That is how the inquiry ends already."))


def choice_faults(ruling: Ruling, objection: Objection, work: Work, sheet: Instrument) -> Iterable[Fault]:
    if not ruling.choices:
        yield Fault("outcome", N_("Say what becomes of it: another answer to the item, or another ending."))
        return
    if not graded(work):
        yield Fault("outcome", N_("Nothing was graded here: only the ending of the inquiry can be changed."))
        return
    standing = work.answers or {}
    if any(name in standing and objection.item not in (WHOLE, name) for name in ruling.choices):
        yield Fault(field_of(objection.item), N_("Only the item that is objected to can get another answer here."))
    if all(standing.get(name) == value for name, value in ruling.choices.items()):
        yield Fault(field_of(objection.item), N_("That is the answer that stands already."))
    problems = checked(sheet, work, ruling).problems
    yield from (field_fault(one) for one in refusal.faults(sheet, problems))


def graded(work: Work) -> bool:
    return work.graded is Outcome.ANSWERED and work.answers is not None


def too_long(where: str, text: str) -> Iterable[Fault]:
    if len(text) > LONGEST:
        yield Fault(where, N_("Use at most %(n)s characters."), n=LONGEST)


def field_of(item: str) -> str:
    return f"item-{item}"


def field_fault(fault: Fault) -> Fault:
    return Fault(field_of(fault.where), fault.message, **fault.values)


def checked(sheet: Instrument, work: Work, ruling: Ruling) -> answered.Checked:
    """The answers with the new ones in their place; an item that is then asked for the first time may be missing."""
    given: dict[str, Any] = {**(work.answers or {}), **ruling.choices}
    return answered.check(sheet, given, now=work.until, seed=str(work.id))


def revised(work: Work, ruling: Ruling, sheet: Instrument) -> Work:
    """The inquiry as it stands once the objection is accepted; `ruling` has no faults."""
    if ruling.outcome is not None:
        detected = ruling.outcome is Outcome.DETECTED
        return msgspec.structs.replace(work, graded=ruling.outcome, recognised=detected)
    values = checked(sheet, work, ruling).values
    return msgspec.structs.replace(work, answers=dict(values), graded=Outcome.ANSWERED)


def item_named(sheet: Instrument, name: str) -> Item | None:
    return next((one for one in sheet.leaves if one.name == name), None)


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many objections of one kind there were and what became of them; what was withdrawn does not count."""

    kind: str
    made: int
    accepted: int
    rejected: int
    undecided: int


def tally(objections: Iterable[Objection], kinds: Mapping[int, str]) -> list[Tally]:
    """By kind, the most frequent first; `kinds` are the channels of inquiries."""
    by_kind: dict[str, list[State]] = {}
    for one in objections:
        if one.state is not State.WITHDRAWN:
            by_kind.setdefault(kinds.get(one.inquiry_id, ""), []).append(one.state)
    found = [
        Tally(
            kind=kind,
            made=len(states),
            accepted=states.count(State.ACCEPTED),
            rejected=states.count(State.REJECTED),
            undecided=states.count(State.UNDECIDED),
        )
        for kind, states in by_kind.items()
    ]
    return sorted(found, key=lambda one: (-one.made, one.kind))
