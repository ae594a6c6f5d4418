"""Which form grades what: a wave's own choice among the editions of this house, else what its protocol names."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument, Purpose, for_sector
from instruments.protocol import Protocol
from instruments.scenario import Channel, Scenario
from survey.edition import EditedError, EditionStatus
from survey.grade import channel_of
from survey.problems import Conflict
from survey.rules import Rules
from survey.store import editions
from survey.task import Task
from survey.texts import N_


def form(connection: sa.Connection, name: str, own: Path | None = None) -> Instrument:
    """The instrument `id@version` that was in use at some time; raises bank.UnknownError."""
    found = editions.by_name(connection, name) if "@" in name else None
    if found is None or found.is_draft:
        return bank.one(Instrument, name, own)
    try:
        return found.read()
    except EditedError as fault:
        title = N_("The form %(name)s is no longer what was published: somebody has changed it in the database.")
        advice = N_("Restore it from a backup.")
        raise Conflict(title, advice=advice, name=found.name) from fault


def found(connection: sa.Connection, name: str, own: Path | None = None) -> Instrument | None:
    """The same, or nothing where it is gone or has been tampered with."""
    try:
        return form(connection, name, own)
    except (bank.UnknownError, Conflict):
        return None


def every_found(connection: sa.Connection, names: Iterable[str], own: Path | None = None) -> dict[str, Instrument]:
    """Those of several that can be used."""
    return {name: kept for name in dict.fromkeys(names) if (kept := found(connection, name, own))}


ASKING = (Purpose.SURVEY, Purpose.KIOSK)


def asking(connection: sa.Connection, own: Path | None = None) -> dict[str, Instrument]:
    """`id@version` -> what citizens may be asked with: published forms of this house, then those of the bank."""
    kept = [one for one in editions.every(connection) if one.status is EditionStatus.PUBLISHED and one.is_sound]
    found = [*(one.read() for one in kept), *bank.every(Instrument, own).values()]
    return {f"{one.id}@{one.version}": one for one in found if one.purpose in ASKING}


def name_of(protocol: Protocol, chosen: Mapping[str, str], channel: Channel) -> str:
    return chosen.get(channel) or protocol.grading.get(channel, "")


def grading(
    connection: sa.Connection, protocol: Protocol, chosen: Mapping[str, str], own: Path | None = None
) -> Mapping[Channel, Instrument]:
    """The form of each channel; `chosen` is the wave's own choice."""
    return {channel: form(connection, name_of(protocol, chosen, channel), own) for channel in protocol.grading}


def rules(connection: sa.Connection, task: Task, own: Path | None = None) -> Rules:
    """What holds for one inquiry; raises Conflict where something is lacking."""
    try:
        protocol = bank.one(Protocol, f"{task.protocol}@{task.protocol_version}", own)
        asked = form(connection, name_of(protocol, task.forms, channel_of(task)), own)
        scenario = bank.one(Scenario, task.scenario, own)
    except bank.UnknownError as lacking:
        title = N_("Something that this task needs is not in the bank: %(what)s.")
        raise Conflict(title, what=str(lacking), advice=N_("Tell the coordinator.")) from lacking
    return Rules(protocol=protocol, instrument=for_sector(asked, task.sector), scenario=scenario)
