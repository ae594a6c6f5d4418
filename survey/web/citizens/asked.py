"""Asked: what an open survey needs to be answered, kept in memory while nothing about it changes."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from instruments.bank import UnknownError
from instruments.instrument import Instrument
from survey.contact import Personal
from survey.doors import Doors
from survey.invitation import Way
from survey.keyring import Destroyed, Keyring
from survey.response import Facts
from survey.round import Cell, Round, RoundStatus
from survey.store import forms, invitations, responses, rounds, units
from survey.store.database import Database
from survey.store.invitations import Door
from survey.vault import CannotOpen
from survey.web.together import Together

T = TypeVar("T")
FRESH = timedelta(minutes=1)
"""A unit may correct its name; whether the survey is open is looked up each time."""
DESK = "desk"
Wanted = tuple[bytes, int, bytes]
"""An invitation's id, the survey and the mark that an answer would leave."""
Found = tuple[Door | None, bool]


class Manner(StrEnum):
    """On whose device, and with whose help."""

    OWN = "own"
    ASSISTED = "assisted"
    KIOSK = "kiosk"
    COUNTER = "counter"
    """From the QR at the counter, on one's own phone."""

    @property
    def shared(self) -> bool:
        return self in (Manner.ASSISTED, Manner.KIOSK)

    @property
    def open(self) -> bool:
        """Nobody was invited: whoever stands there may answer."""
        return self in (Manner.KIOSK, Manner.COUNTER)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    round: Round
    doors: Doors
    forms: Mapping[str, Instrument]
    """By channel."""
    units: Mapping[int, str]
    """What those who ask call themselves."""
    read_at: datetime


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may answer: where it counts, with what form and in which way."""

    asked: Asked
    id: bytes = b""
    """Of the invitation."""
    mark: bytes = b""
    """That an answer leaves."""
    cell: Cell
    form: Instrument
    manner: Manner = Manner.OWN
    language: str = ""
    spent: bool = False

    @property
    def name(self) -> str:
        """`id@version` of the form."""
        return f"{self.form.id}@{self.form.version}"

    @property
    def who(self) -> str:
        return self.asked.units.get(self.cell.unit_id, "")


class Register:
    """Surveys and invitations as citizens' pages look them up."""

    def __init__(self, db: Database, keys: Keyring, bank: Path | None) -> None:
        self.db = db
        self.keys = keys
        self.bank = bank
        self._asked: dict[int, Asked] = {}
        self._together: Together[Wanted, Found] = Together(self._look_together)

    async def visit(self, round_id: int, token: str, now: datetime, *, sending: bool = False) -> Visit | None:
        """Who holds this link; None where nobody can answer with it (any more). The commit tells a sender the rest."""
        asked = await self.asked(round_id, now)
        id = asked.doors.linked(token) if asked else None
        if asked is None or id is None:
            return None
        mark = asked.doors.spent(id)
        door, spent = await self._look(id, round_id, b"" if sending else mark)
        if door is None or door.round_id != round_id:
            return None
        if door.status != asked.round.status:
            self._asked.pop(round_id, None)
            return None
        form = asked.forms.get(door.channel)
        if form is None:
            return None
        manner = Manner.ASSISTED if door.way == Way.ASSISTED else Manner.OWN
        cell = Cell(door.unit_id, door.channel)
        found = Visit(asked=asked, id=id, mark=mark, cell=cell, form=form, manner=manner)
        return msgspec.structs.replace(found, language=door.language, spent=spent)

    async def unnamed(self, round_id: int, cell: Cell, now: datetime) -> Visit | None:
        """Whoever answers with a token: of which unit and channel is all that is known."""
        asked = await self.asked(round_id, now)
        form = asked.forms.get(cell.channel) if asked else None
        if asked is None or form is None or cell.unit_id not in asked.units or not asked.round.rules.blind:
            return None
        return Visit(asked=asked, cell=cell, form=form) if asked.round.anonymous else None

    async def counter(self, code: str, manner: Manner, now: datetime) -> Visit | None:
        """Whoever stands at this unit's counter."""
        own = await self.read(rounds.of_kiosk, code)
        asked = await self.asked(own.round_id, now) if own else None
        if own is None or asked is None or not asked.forms:
            return None
        form = asked.forms.get(DESK) or next(iter(asked.forms.values()))
        return Visit(asked=asked, cell=Cell(own.unit_id, DESK), form=form, manner=manner, language=asked.round.language)

    async def open(self, now: datetime) -> list[Asked]:
        """Every survey that can be answered now."""
        ids = [one.id for one in await self.read(rounds.with_status, RoundStatus.OPEN)]
        return [asked for id in ids if (asked := await self.asked(id, now))]

    async def door(self, id: bytes) -> Door | None:
        return (await self.read(invitations.doors, [id])).get(id)

    async def asked(self, round_id: int, now: datetime) -> Asked | None:
        """An open survey, with its keys; it is forgotten here once it is closed."""
        found = self._asked.get(round_id)
        if found is None or not found.read_at <= now < found.read_at + FRESH:
            found = await self.read(self._read, round_id, now)
            if found is None:
                self._asked.pop(round_id, None)
                return None
            self._asked[round_id] = found
        return found if found.round.takes_answers(now.date()) else None

    async def facts(self, visit: Visit) -> Facts | None:
        """What a confidential survey keeps of the contact; an anonymous one never opens it."""
        if visit.asked.round.anonymous or not visit.id:
            return None
        invited = await self.read(invitations.by_id, visit.id)
        if invited is None or invited.personal is None:
            return None
        try:
            plain = self.keys.personal(visit.asked.round.id).open(invited.personal)
        except (Destroyed, CannotOpen):
            return None
        known = msgspec.json.decode(plain, type=Personal)
        return Facts(day=known.at[:10], area=known.area, key=known.key)

    async def read(self, look: Callable[..., T], *args: Any) -> T:
        if self.db.sqlite:
            return self._look_alone(look, *args)
        return await asyncio.to_thread(self._look_alone, look, *args)

    def _look_alone(self, look: Callable[..., T], *args: Any) -> T:
        with self.db.read() as connection:
            return look(connection, *args)

    async def _look(self, *wanted: *Wanted) -> Found:
        """One read by key; on PostgreSQL those who come at once share one."""
        if not self.db.sqlite:
            return await self._together.go(wanted)
        id, round_id, mark = wanted
        driver = self.db.glance()
        return invitations.glanced(driver, id), bool(mark) and responses.glanced(driver, round_id, mark)

    async def _look_together(self, wanted: Sequence[Wanted]) -> Sequence[Found]:
        return await self.read(_look_up, wanted)

    def _read(self, connection: sa.Connection, round_id: int, now: datetime) -> Asked | None:
        found = rounds.by_id(connection, round_id)
        if found is None or found.status is not RoundStatus.OPEN:
            return None
        try:
            doors = self.keys.doors(round_id)
        except Destroyed:
            return None
        own = {one.unit_id: one.sender_name for one in rounds.units(connection, round_id)}
        names = {one.id: own[one.id] or one.name for one in units.by_ids(connection, own)}
        return Asked(round=found, doors=doors, forms=self._forms(connection, found), units=names, read_at=now)

    def _forms(self, connection: sa.Connection, asked: Round) -> dict[str, Instrument]:
        found = {}
        for channel, name in asked.forms.items():
            try:
                found[channel] = forms.form(connection, name, self.bank)
            except UnknownError:
                continue  # the channel cannot be answered; its links say so
        return found


def _look_up(connection: sa.Connection, wanted: Sequence[Wanted]) -> list[Found]:
    doors = invitations.doors(connection, [id for id, _, _ in wanted])
    marks = [(round_id, mark) for _, round_id, mark in wanted if mark]
    spent = responses.spent_among(connection, marks) if marks else set()
    return [(doors.get(id), (round_id, mark) in spent) for id, round_id, mark in wanted]
