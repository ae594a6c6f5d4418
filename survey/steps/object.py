"""A closed wave is opened for objections, and units object to how they were graded, with a reason and evidence."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from instruments.instrument import Kind
from survey import objection, upload
from survey.inquiry import Inquiry
from survey.objection import MOST_DAYS, MOST_FILES, Limit, Objection, State, Window
from survey.person import Person
from survey.problems import Conflict, Fault, Invalid, NotFound, NotPermitted
from survey.steps import tell
from survey.steps.evidence import KINDS
from survey.store import audits, calendars, inquiries, objections, results, units, waves
from survey.store.database import Database, take_turns
from survey.texts import N_
from survey.unit import Unit
from survey.wave import Wave, WaveStatus

CLOSED_NOW = N_("The time for objections to this wave is over.")


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it came in."""

    name: str
    content: bytes


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One press of "object"."""

    token: str
    inquiry_id: int
    item: str = objection.WHOLE
    reason: str
    files: Sequence[Given] = ()


def turn(wave_id: int) -> str:
    """Objections, decisions and publication of one wave take turns by this name."""
    return f"objections-{wave_id}"


def open_window(db: Database, now: datetime, wave_id: int, *, days: int, by: int) -> None:
    """Let units object from now on; raises Conflict unless the wave is closed and has no window yet."""
    if not 1 <= days <= MOST_DAYS:
        wrong = Fault("days", N_("Write a whole number from %(low)s to %(high)s."), low=1, high=MOST_DAYS)
        raise Invalid(N_("Something in the form needs another look."), (wrong,))

    def write(connection: sa.Connection) -> None:
        take_turns(connection, turn(wave_id))
        wave = known(connection, wave_id)
        if wave.status is not WaveStatus.CLOSED:
            raise Conflict(N_("Only a closed wave that is not published can be opened for objections."))
        if not objections.open_window(connection, Window(wave_id=wave_id, days=days, opened_at=now, opened_by=by)):
            raise Conflict(N_("This wave is open for objections already."))
        tell.of_window(connection, now, wave_id)
        audits.note(
            connection, now, by=by, action="objections.open", subject=f"wave:{wave_id}", detail=f"{days} days"
        )

    db.write(write)


def make(db: Database, now: datetime, said: Said, *, by: Person) -> Objection:
    """The objection of this token, new or known; raises Invalid, NotPermitted, or Conflict after the deadline."""
    kept = [checked(one) for one in said.files]
    faults = [fault for _, fault in kept if fault]
    if not said.reason.strip():
        faults.insert(0, Fault("reason", N_("Say what was graded wrongly, and why.")))
    faults += objection.too_long("reason", said.reason)
    if len(said.files) > MOST_FILES:
        faults.append(Fault("files", N_("Send at most %(n)s files."), n=MOST_FILES))
    if faults:
        raise Invalid(N_("This objection cannot be taken yet."), tuple(faults))
    types = [media_type for media_type, _ in kept]
    return db.write(_make, now, said, types, by=by)


def checked(given: Given) -> tuple[str, Fault | None]:
    """What kind of file it is, and what keeps it from being taken."""
    if len(given.content) > upload.LARGEST:
        most = upload.LARGEST // 2**20
        return "", Fault("files", N_("The file is too large: %(most)s MB at most."), most=most)
    media_type = upload.media_type(given.content, Kind.FILE)
    return media_type or "", None if media_type else Fault("files", KINDS[Kind.FILE])


def _make(connection: sa.Connection, now: datetime, said: Said, types: Sequence[str], *, by: Person) -> Objection:
    inquiry = inquiries.by_id(connection, said.inquiry_id)
    if inquiry is None:
        raise NotFound(N_("There is no such inquiry"))
    take_turns(connection, turn(inquiry.wave_id))
    if twice := objections.by_token(connection, said.token):
        if (twice.person_id, twice.inquiry_id, twice.item) != (by.id, inquiry.id, said.item):
            raise Conflict(N_("This page belongs to another objection. Open it again."))
        return twice
    refuse_late(connection, inquiry, now, by=by)
    id = objections.add(
        connection, wave_id=inquiry.wave_id, unit_id=inquiry.unit_id, inquiry_id=inquiry.id, item=said.item,
        token=said.token, person_id=by.id, reason=said.reason.strip(), at=now, state=State.UNDECIDED.value,
    )  # fmt: skip
    if id is None:
        raise Conflict(N_("There is an objection to this already."), advice=N_("Look at it on the page of your cases."))
    for one, media_type in zip(said.files, types, strict=True):
        objections.add_file(
            connection, objection_id=id, name=one.name[-100:], media_type=media_type, content=one.content,
            sha256=hashlib.sha256(one.content).hexdigest(), added_at=now,
        )  # fmt: skip
    audits.note(connection, now, by=by.id, action="objection.make", subject=f"inquiry:{inquiry.id}", detail=said.item)
    return objection_known(connection, id)


def withdraw(db: Database, now: datetime, id: int, *, by: Person) -> Objection:
    """Take an undecided objection back; another one to the same item can then be made while there is time."""

    def write(connection: sa.Connection) -> Objection:
        found = objection_known(connection, id)
        if not objection.may_object(by, found.unit_id):
            raise NotPermitted(N_("Only those who answer for the unit can take its objections back."))
        take_turns(connection, turn(found.wave_id))
        if not objections.move(connection, id, was=[State.UNDECIDED], state=State.WITHDRAWN.value):
            if objection_known(connection, id).state is State.WITHDRAWN:
                return found
            raise Conflict(N_("This objection has been decided already."))
        audits.note(connection, now, by=by.id, action="objection.withdraw", subject=f"inquiry:{found.inquiry_id}")
        return found

    return db.write(write)


def refuse_late(connection: sa.Connection, inquiry: Inquiry, now: datetime, *, by: Person) -> None:
    wave = known(connection, inquiry.wave_id)
    if not objection.may_object(by, inquiry.unit_id):
        raise NotPermitted(N_("Only those who answer for the unit can object."))
    if wave.status is WaveStatus.PUBLISHED:
        raise Conflict(
            N_("This wave is published: its figures are frozen."),
            advice=N_("Tell the coordinator: what is found wrong now becomes an erratum."),
        )
    ends = limit_of(connection, wave.id, inquiry.unit_id)
    if wave.status is not WaveStatus.CLOSED or ends is None:
        raise Conflict(N_("This wave is not open for objections."))
    if ends.over(now):
        raise Conflict(CLOSED_NOW)


def limit_of(connection: sa.Connection, wave_id: int, unit_id: int) -> Limit | None:
    window = objections.window(connection, wave_id)
    return objection.limit(window, calendars.calendar_of(connection, unit_id)) if window else None


def last_limit(connection: sa.Connection, window: Window, unit_ids: Sequence[int]) -> Limit | None:
    """When the last of the units has had its time."""
    limits = [objection.limit(window, one) for one in calendars.of_units(connection, unit_ids).values()]
    return max(limits, key=lambda one: one.ends_at, default=None)


class Heard(msgspec.Struct, frozen=True):
    """A unit that may still object to a wave, and until when."""

    wave: Wave
    unit: Unit
    limit: Limit


def heard(connection: sa.Connection, found: Iterable[Wave], unit_ids: Collection[int], now: datetime) -> list[Heard]:
    """Those of the units that may object to one of the waves, what ends first first."""
    own = units.by_ids(connection, unit_ids) if unit_ids else []
    open_still = []
    for wave in found if own else ():
        tested = results.units(connection, wave.id)
        limits = {unit.id: limit_of(connection, wave.id, unit.id) for unit in own if unit.id in tested}
        open_still += [Heard(wave, unit, end) for unit in own if (end := limits.get(unit.id)) and not end.over(now)]
    return sorted(open_still, key=lambda one: one.limit.ends_at)


def known(connection: sa.Connection, wave_id: int) -> Wave:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave."))
    return wave


def objection_known(connection: sa.Connection, id: int) -> Objection:
    found = objections.by_id(connection, id)
    if found is None:
        raise NotFound(N_("There is no such objection."))
    return found
