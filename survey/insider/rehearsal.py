"""A rehearsal: a survey with made-up citizens on the same engine, played by the service's own code, then attacked.

The answers of a real survey are never guessed at: nobody could say whether a guess hits. In a rehearsal each made-up
citizen gives an answer that is theirs alone, so that the play knows the truth that an insider is after.
"""

import gzip
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from survey.contact import Personal
from survey.doors import Doors, new_id
from survey.insider.evidence import Evidence, Look, Truth
from survey.invitation import Invitation, Way
from survey.keyring import Keyring
from survey.response import Record
from survey.round import Cell, Rules
from survey.steps import backup as backups
from survey.steps import rounds as steps
from survey.steps.answer import answer
from survey.steps.release import release
from survey.store import insides, invitations, units
from survey.store.database import Database

FORM = "rehearsal@1"
DOCUMENT = """\
id = "rehearsal"
purpose = "survey"
title.en = "Rehearsal"

[[items]]
name = "number"
kind = "integer"
label.en = "Number"

[[items]]
name = "more"
kind = "text"
label.en = "More"
"""
CELLS = (("R1", "email"), ("R1", "phone"), ("R2", "email"))


class Citizen(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    """A random one: what somebody says must not tell by itself where they stand in a list."""
    invitation: Invitation
    link: str
    address: str

    @property
    def text(self) -> str:
        return f"Ordet mitt er nummer {self.number:06} av mange"


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is played."""

    db: Database
    keys: Keyring
    folder: Path
    round_id: int
    doors: Doors
    cells: tuple[Cell, ...]


Say = Callable[[Stage, Citizen], None]
Release = Callable[[Stage, datetime], None]


def say_by_step(stage: Stage, citizen: Citizen) -> None:
    """The answer without a browser: what the page does in the end."""
    asked = steps.known(stage.db, stage.round_id)
    record = Record(form=FORM, answers={"number": citizen.number}, texts=(("more", citizen.text),))
    mark = stage.doors.spent(citizen.invitation.id)
    answer(stage.db, asked, cell=citizen.invitation.cell, mark=mark, record=record)


def release_by_step(stage: Stage, now: datetime) -> None:
    release(stage.db, now, stage.round_id, keys=stage.keys)


def mail_by_row(stage: Stage, now: datetime, *, each: int, dice: random.Random) -> "Mailed":
    """The invitations as if their mails had left."""
    found = people(stage, now, each=each, dice=dice)
    stage.db.write(invitations.add, [one.invitation for one in found])
    lines = tuple(f"{now + timedelta(seconds=at)} to={one.address} {one.link}" for at, one in enumerate(found))
    return Mailed(found, lambda: None, lambda: {"mail log": lines})


def set_up(db: Database, keys: Keyring, folder: Path, now: datetime, *, k: int) -> Stage:
    """Two made-up units and an open survey, in an empty database."""
    codes = sorted({code for code, _ in CELLS})
    new = [{"code": code, "name": f"Rehearsal {code}", "country": "NO"} for code in codes]
    db.write(units.add, new)
    with db.read() as connection:
        ids = {one.code: one.id for one in units.every(connection)}
    draft = steps.Draft(
        title="Rehearsal",
        rules=Rules(k=k, reminders=(5,)),
        forms={channel: FORM for _, channel in CELLS},
        starts_on=now.date() - timedelta(days=5),
        asks_until=now.date() + timedelta(days=20),
        ends_on=now.date() + timedelta(days=30),
    )
    round_id = steps.add(db, now, draft, units=ids.values(), by=None)
    steps.open_round(db, now, round_id, keys=keys, by=None)
    cells = tuple(Cell(ids[code], channel) for code, channel in CELLS)
    return Stage(db=db, keys=keys, folder=folder, round_id=round_id, doors=keys.doors(round_id), cells=cells)


class Mailed(NamedTuple):
    """Who was invited, how they are reminded, and what the logs say in the end."""

    citizens: list[Citizen]
    remind: Callable[[], None]
    logs: Callable[[], Mapping[str, tuple[str, ...]]]


Mail = Callable[..., Mailed]


def people(stage: Stage, now: datetime, *, each: int, dice: random.Random) -> list[Citizen]:
    vault = stage.keys.personal(stage.round_id)
    found: list[Citizen] = []
    wanted = [cell for cell in stage.cells for _ in range(each)]
    dice.shuffle(wanted)
    for number, cell in zip(dice.sample(range(1_000_000), len(wanted)), wanted, strict=True):
        address = f"citizen{number:06}@hjemme.test"
        invitation = Invitation(
            id=new_id(),
            round_id=stage.round_id,
            unit_id=cell.unit_id,
            channel=cell.channel,
            way=Way.EMAIL,
            language="en",
            personal=vault.seal(msgspec.json.encode(Personal(address=address))),
            due_at=now + timedelta(minutes=len(found)),
        )
        link = stage.doors.link(invitation.id)
        found.append(Citizen(number=number, invitation=invitation, link=link, address=address))
    return found


def play(
    stage: Stage,
    now: datetime,
    *,
    dice: random.Random,
    each: int = 50,
    share: float = 0.8,
    mail: Mail = mail_by_row,
    say: Say = say_by_step,
    let_go: Release = release_by_step,
) -> tuple[Evidence, Truth]:
    """Citizens answer in a random order while the insider copies everything after each of them."""
    mailed = mail(stage, now, each=each, dice=dice)
    everybody = mailed.citizens
    answering = dice.sample(everybody, round(len(everybody) * share))
    looks = [look(stage, answered=0)]
    for number, citizen in enumerate(answering, start=1):
        say(stage, citizen)
        looks.append(glance(stage, answered=number))
        if number in (len(answering) // 2, len(answering) * 4 // 5):
            looks.append(look(stage, answered=number, released=any_said(looks[-1])))
            let_go(stage, now + timedelta(hours=number))
            looks.append(look(stage, answered=number, released=True))
            mailed.remind()
    steps.close(stage.db, now + timedelta(days=12), stage.round_id)
    let_go(stage, now + timedelta(days=12))
    looks.append(look(stage, answered=len(answering), released=True))
    found = Evidence(looks=tuple(looks), logs=mailed.logs())
    return found, truth(found, everybody, stage)


def any_said(one: Look) -> bool:
    return bool(one.tables.get("response"))


def glance(stage: Stage, *, answered: int) -> Look:
    """A quick copy of what moves when somebody answers."""
    tables = insides.tables(stage.db, "spent", "sealed", "response", "comment")
    return Look(tables=tables, answered=answered, released=bool(tables.get("response")))


def look(stage: Stage, *, answered: int, released: bool = False) -> Look:
    """A whole copy: tables, files and a backup."""
    place = stage.folder / f"backup-{answered}-{released}-{new_id().hex()[:8]}"
    backups.back_up(stage.db, datetime.now().astimezone(), into=place)
    packed = b"".join(path.read_bytes() for path in sorted(place.iterdir()))
    files = insides.files(stage.db) | {"backup": unpacked(place) + packed}
    return Look(tables=insides.tables(stage.db), files=files, answered=answered, released=released)


def unpacked(place: Path) -> bytes:
    return b"".join(gzip.decompress(path.read_bytes()) for path in sorted(place.glob("*.gz")))


def truth(evidence: Evidence, everybody: list[Citizen], stage: Stage) -> Truth:
    names: dict[Any, int] = {}
    for one in everybody:
        id = one.invitation.id
        for name in (id, one.link, one.address, stage.doors.spent(id), one.invitation.personal, stage.doors.out(id)):
            names[name] = one.number
    texts = {one.text: one.number for one in everybody}
    answers = {bytes(row["id"]): numbered(row) for row in evidence.last.tables["response"]}
    answers |= {bytes(row["id"]): texts[row["text"]] for row in evidence.last.tables["comment"]}
    return Truth(names=names, answers=answers)


def numbered(row: Mapping[str, Any]) -> int:
    said = row["answers"]
    found: dict[str, Any] = msgspec.json.decode(said) if isinstance(said, str | bytes) else said
    return int(found["number"])


@contextmanager
def scratch(db: Database, name: str, folder: Path) -> Iterator[Database]:
    """An empty database on the same engine: a file of its own, or a schema of its own that is dropped afterwards."""
    if db.sqlite:
        beside = Database(f"sqlite:///{folder / 'rehearsal.db'}")
        yield beside
        beside.close()
        return
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f'CREATE SCHEMA "{name}"')
    url = sa.make_url(db.url).update_query_dict({"options": f"-csearch_path={name}"})
    beside = Database(url.render_as_string(hide_password=False))
    try:
        yield beside
    finally:
        beside.close()
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
