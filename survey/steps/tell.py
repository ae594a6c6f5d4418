"""What a unit's staff is told by mail becomes rows, in the same transaction as what they are told of."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey import objection
from survey.objection import Extension, Limit, Objection, Window
from survey.outbox import BEFORE_THE_END, NOTHING_LEFT, TOGETHER, Occasion, Post
from survey.problems import Conflict, NotFound
from survey.store import audits, calendars, objections, outbox, waves
from survey.store.database import Database
from survey.store.outbox import Row
from survey.texts import N_
from survey.wave import WaveStatus


def of_contacts(connection: sa.Connection, now: datetime, wave_id: int) -> int:
    """The wave is over: each unit can see which of its contacts were tests."""
    return outbox.add(connection, rows(connection, now, wave_id, Occasion.CONTACTS))


def of_publication(connection: sa.Connection, now: datetime, wave_id: int) -> int:
    return outbox.add(connection, rows(connection, now, wave_id, Occasion.PUBLISHED))


def of_erratum(connection: sa.Connection, now: datetime, wave_id: int, *, edition: int, units: Iterable[int]) -> int:
    """Those who answer for units that moved are told of a new edition, once."""
    found = outbox.staff(connection, wave_id, units)
    made = [row(now, id, wave_id, Occasion.ERRATUM, own) for id, own in found.items()]
    return outbox.add(connection, [one | {"about": [edition], "mark": f"edition {edition}"} for one in made])


def of_window(connection: sa.Connection, now: datetime, wave_id: int) -> int:
    """Units may object, and are reminded two days before their own last moment."""
    window = objections.window(connection, wave_id)
    if window is None:
        return 0
    return outbox.add(connection, of_end(connection, now, window))


def of_extension(connection: sa.Connection, now: datetime, found: Extension) -> None:
    """Units are told of the new end, and reminded before that one; mails that still had to leave for the old do not."""
    window = objections.window(connection, found.wave_id)
    if window is None:
        return
    for occasion in (Occasion.WINDOW, Occasion.REMINDER):
        for old in outbox.of_wave(connection, found.wave_id, occasion):
            outbox.move(
                connection, old.id, was=(Post.DUE, Post.HELD), status=Post.CANCELLED.value, fault=NOTHING_LEFT
            )
    outbox.add(connection, of_end(connection, now, window))


def of_end(connection: sa.Connection, now: datetime, window: Window) -> list[Row]:
    made = rows(connection, now, window.wave_id, Occasion.WINDOW)
    limits = limits_of(connection, window, {id for one in made for id in one["units"]})
    for one in rows(connection, now, window.wave_id, Occasion.REMINDER):
        one["due_at"] = min(limits[id].ends_at for id in one["units"]) - BEFORE_THE_END
        if one["due_at"] > now:
            made.append(one)
    # whoever comes later is told of the last end only, and nobody of it twice
    mark = f"{window.days} days" if objections.extensions(connection, window.wave_id) else ""
    return [one | {"mark": mark} for one in made]


def of_decision(connection: sa.Connection, now: datetime, found: Objection) -> None:
    """Those who answer for the unit are told; what is decided in the next minutes comes in the same mail."""
    for person_id, units in outbox.staff(connection, found.wave_id, [found.unit_id]).items():
        waits = outbox.waiting(connection, person_id, found.wave_id, Occasion.DECIDED)
        more: dict[str, object] = {}
        if waits:
            more = {"about": [*waits.about, found.id], "units": sorted({*waits.units, *units})}
        if not waits or not outbox.move(connection, waits.id, was=(Post.DUE, Post.HELD), **more):
            one = row(now, person_id, found.wave_id, Occasion.DECIDED, units)
            one |= {"due_at": now + TOGETHER, "about": [found.id], "mark": f"{found.id}-{now.isoformat()}"}
            outbox.add(connection, [one])


def of_undoing(connection: sa.Connection, found: Objection) -> None:
    """A decision that is taken back before anybody was told of it is told to nobody."""
    for one in outbox.mentioning(connection, found.wave_id, Occasion.DECIDED, found.id):
        about = [id for id in one.about if id != found.id]
        gone = {} if about else {"status": Post.CANCELLED.value, "fault": NOTHING_LEFT}
        outbox.move(connection, one.id, was=(Post.DUE, Post.HELD), about=about, **gone)


def rows(connection: sa.Connection, now: datetime, wave_id: int, occasion: Occasion) -> list[Row]:
    """One mail for each person, for however many units they answer."""
    return [row(now, id, wave_id, occasion, own) for id, own in outbox.staff(connection, wave_id).items()]


def row(now: datetime, person_id: int, wave_id: int, occasion: Occasion, units: Iterable[int]) -> Row:
    return {
        "person_id": person_id,
        "wave_id": wave_id,
        "occasion": occasion.value,
        "mark": "",
        "units": list(units),
        "about": [],
        "token": token(),
        "status": Post.DUE.value,
        "made_at": now,
        "due_at": now,
    }


def token() -> str:
    """26 letters and digits that survive servers which write addresses in small letters."""
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(26))


def limits_of(connection: sa.Connection, window: Window, unit_ids: Iterable[int]) -> Mapping[int, Limit]:
    found = calendars.of_units(connection, unit_ids)
    return {id: objection.limit(window, calendar) for id, calendar in found.items()}


class Caught(msgspec.Struct, frozen=True):
    """How many were told who had not been there when the others were."""

    number: int


def those_who_came_later(db: Database, now: datetime, wave_id: int, *, by: int) -> Caught:
    """Whoever has come to answer for a unit since is told what the others were; who was told before is not."""

    def write(connection: sa.Connection) -> Caught:
        wave = waves.by_id(connection, wave_id)
        if wave is None:
            raise NotFound(N_("There is no such wave."))
        match wave.status:
            case WaveStatus.CLOSED:
                added = of_contacts(connection, now, wave_id) + of_window(connection, now, wave_id)
            case WaveStatus.PUBLISHED:
                added = of_contacts(connection, now, wave_id) + of_publication(connection, now, wave_id)
            case _:
                raise Conflict(N_("Units are told nothing before the wave is closed."))
        audits.note(connection, now, by=by, action="outbox.later", subject=f"wave:{wave_id}", detail=str(added))
        return Caught(added)

    return db.write(write)
