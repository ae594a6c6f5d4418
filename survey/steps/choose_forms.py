"""Before a wave opens, somebody may choose forms of one's own to grade it with."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Purpose
from instruments.scenario import Channel
from survey.edition import Edition, EditionStatus
from survey.fitting import Misfit, misfits
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.store import audits, editions, forms, waves
from survey.store.database import Database
from survey.texts import N_
from survey.wave import Wave, WaveStatus

BEFORE_OPENING = (WaveStatus.DRAFT, WaveStatus.PLANNED)


def candidates(connection: sa.Connection) -> list[Edition]:
    """What a wave may be graded with, beside the protocol's own forms; the newest version first."""
    published = [one for one in editions.every(connection) if one.status is EditionStatus.PUBLISHED and one.is_sound]
    grading = [one for one in published if one.read().purpose is Purpose.GRADING]
    return sorted(grading, key=lambda one: (one.instrument, -one.version))


def choose(
    db: Database,
    now: datetime,
    *,
    wave_id: int,
    chosen: Mapping[str, str],
    agreed: bool = False,
    by: int | None,
    own_bank: Path | None = None,
) -> dict[Channel, tuple[Misfit, ...]]:
    """Channel -> `id@version`, blank for the protocol's own. Returns what does not fit and was not agreed to; with
    that, nothing is written."""

    def do(connection: sa.Connection) -> dict[Channel, tuple[Misfit, ...]]:
        wave = changeable(connection, wave_id)
        protocol = bank.protocol(wave.rules, own_bank)
        wanted = {channel: name for channel in protocol.grading if (name := chosen.get(channel, ""))}
        refuse_unknown(connection, wanted, wave.forms)
        found = {
            channel: misfits(
                forms.form(connection, protocol.grading[channel], own_bank), forms.form(connection, name, own_bank)
            )
            for channel, name in wanted.items()
            if wave.forms.get(channel) != name
        }
        if not agreed and any(found.values()):
            return found
        values: dict[str, Any] = {"forms": dict(wanted)}
        if values["forms"] != dict(wave.forms):
            values |= {"approved_by": None, "approved_at": None}  # somebody approved another wave than this one
        if not waves.update(connection, wave_id, was=BEFORE_OPENING, **values):
            changeable(connection, wave_id)
        detail = ", ".join(f"{channel}: {name}" for channel, name in wanted.items())
        audits.note(connection, now, by=by, action="wave.forms", subject=f"wave:{wave_id}", detail=detail)
        return {}

    return db.write(do)


def changeable(connection: sa.Connection, wave_id: int) -> Wave:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave"))
    if wave.status not in BEFORE_OPENING:
        raise Conflict(N_("This wave has begun: its forms cannot be changed any more."))
    return wave


def refuse_unknown(connection: sa.Connection, wanted: Mapping[Channel, str], had: Mapping[str, str]) -> None:
    """A wave may keep what it has, also what was withdrawn meanwhile."""
    known = {one.name for one in candidates(connection)} | set(had.values())
    told = N_("Choose one of the forms listed.")
    faults = tuple(Fault(channel.value, told) for channel, name in wanted.items() if name not in known)
    if faults:
        raise Invalid(N_("The forms were not chosen"), faults)
