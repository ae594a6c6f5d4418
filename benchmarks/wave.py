"""A wave that is under way now: planned by the service's own steps, its moments brought forward to this minute."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument
from instruments.scenario import Channel
from simulator.world import World, order_wave, settle
from survey.settings import PREFIX, Settings
from survey.steps.sign_in import Signed, open_session
from survey.store.database import Database
from survey.store.schema.inquiries import alias, dispatch, inquiry
from survey.store.schema.units import unit

PROTOCOL = "kommunetest-2019"
FAR = timedelta(days=30)


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    settings: Settings
    world: World
    wave_id: int
    channels: dict[int, str]
    testers: tuple[int, ...]  # those who have most to do, first

    def grading(self, inquiry_id: int) -> Instrument:
        channel = Channel(self.channels[inquiry_id].partition("_")[0])
        return bank.one(Instrument, bank.protocol(PROTOCOL).grading[channel])


def under_way(db: Database, settings: Settings, *, units: int, seconds: float, seed: int) -> Scene:
    """Mails fall due within the next `seconds`, searches are due already, calls are for another day."""
    now = datetime.now(UTC)
    world = settle(db, now - timedelta(days=2), wanted=units, seed=seed)
    first = now.date() + timedelta(days=7 - now.weekday())
    wave_id = order_wave(
        db, now - timedelta(days=1), world, settings=settings, name="Nå", first=first, days=40, seed=seed
    )
    rng = Random(seed)

    def forward(connection: sa.Connection) -> None:
        mine = inquiry.c.wave_id == wave_id
        connection.execute(inquiry.update().where(mine).values(due_at=now - timedelta(hours=1), until=now + FAR))
        connection.execute(inquiry.update().where(mine, inquiry.c.channel == "phone").values(due_at=now + FAR))
        for id in connection.scalars(sa.select(dispatch.c.id).where(dispatch.c.wave_id == wave_id)).all():
            at = now + timedelta(seconds=rng.uniform(0, seconds))
            connection.execute(dispatch.update().where(dispatch.c.id == id).values(due_at=at))

    db.write(forward)
    if units > len(world.units):
        db.write(multiply, wave_id, units // len(world.units))
    with db.read() as connection:
        rows = connection.execute(sa.select(inquiry.c.id, inquiry.c.channel, inquiry.c.tester_id)).all()
    load: dict[int, int] = {}
    for _, channel, tester in rows:
        if channel.startswith("web") and tester is not None:
            load[tester] = load.get(tester, 0) + 1
    busiest = sorted(load, key=lambda tester: (-load[tester], tester))
    channels = {id: channel for id, channel, _ in rows}
    return Scene(settings=settings, world=world, wave_id=wave_id, channels=channels, testers=tuple(busiest))


def multiply(connection: sa.Connection, wave_id: int, times: int) -> None:
    """The units and their inquiries by mail once more, `times` - 1 times, under other codes and addresses."""
    units = connection.execute(sa.select(unit)).mappings().all()
    asked = connection.execute(
        sa.select(inquiry).where(inquiry.c.wave_id == wave_id, inquiry.c.channel == "email")
    ).mappings().all()  # fmt: skip
    mails = connection.execute(sa.select(dispatch).where(dispatch.c.wave_id == wave_id)).mappings().all()
    for copy in range(1, times):
        homes = {row["id"]: again(connection, unit, row, code=f"{row['code']}-{copy}") for row in units}
        ids = {row["id"]: again(connection, inquiry, row, unit_id=homes[row["unit_id"]]) for row in asked}
        for row in mails:
            sender = f"x{copy}{row['sender']}"
            about = ids[row["inquiry_id"]]
            connection.execute(alias.insert().values(address=sender, inquiry_id=about))
            recipient = row["recipient"].replace("@", f"@x{copy}.")
            message_id = f"<x{copy}{row['message_id'][1:]}"
            again(
                connection, dispatch, row, inquiry_id=about, sender=sender, recipient=recipient, message_id=message_id
            )


def again(connection: sa.Connection, table: sa.Table, row: sa.RowMapping, **values: object) -> int:
    copied = {str(name): value for name, value in row.items() if name != "id"} | values
    return connection.execute(table.insert().values(copied).returning(table.c.id)).scalar_one()


def session(db: Database, person_id: int) -> Signed:
    """Signed in by the step that the sign-in page calls."""
    lasts = timedelta(hours=12)
    return db.write(open_session, datetime.now(UTC), person_id=person_id, how="benchmark", lasts=lasts)


def environment(settings: Settings) -> dict[str, str]:
    """The settings as a process reads them."""
    usual = Settings()
    changed = {
        name: value for name in settings.__struct_fields__ if (value := getattr(settings, name)) != getattr(usual, name)
    }
    joined = {name: ",".join(value) if isinstance(value, tuple) else str(value) for name, value in changed.items()}
    clean = {name: "" for name in os.environ if name.startswith(PREFIX)}
    return {name: value for name, value in clean.items() if value} | {
        PREFIX + name.upper(): value.lower() if value in ("True", "False") else value for name, value in joined.items()
    }


def small(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path
