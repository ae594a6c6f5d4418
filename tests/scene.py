"""A small wave, put together row by row, for tests of the steps."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from survey.store.database import Database
from survey.store.schema.inquiries import alias, dispatch, inquiry
from survey.store.schema.people import person
from survey.store.schema.units import unit
from survey.store.schema.waves import wave
from tests.conftest import NOW

DOMAIN = "postboks.test"


def add(db: Database, table: sa.Table, **values: Any) -> int:
    return db.write(lambda c: c.execute(table.insert().values(**values).returning(table.c.id)).scalar_one())


def a_person(db: Database, name: str = "Sam") -> int:
    return add(db, person, name=name, email=f"{name.lower()}@radet.test", created_at=NOW)


def a_unit(db: Database, code: str = "3909", name: str = "Larvik") -> int:
    return add(db, unit, code=code, name=name, country="NO", population=48_000)


def a_wave(db: Database, protocol: str = "kommunetest-2010", status: str = "open", **values: Any) -> int:
    day = date(2026, 3, 2)
    rest = {"name": "Vår 2026", "starts_on": day, "ends_on": day + timedelta(days=60), "seed": 1, "created_at": NOW}
    return add(db, wave, **{**rest, "protocol": protocol, "status": status, **values})


def a_mail_inquiry(
    db: Database, wave_id: int, unit_id: int, *, slot: str = "email-1", due_at: datetime = NOW, **values: Any
) -> int:
    """An inquiry by mail with its reply address and the mail that is to leave."""
    rest = {
        "sector": "general", "scenario": "library-card", "written_form": "nb", "persona": "no-01",
        "status": "planned", "until": NOW + timedelta(days=60),
    }  # fmt: skip
    id = add(
        db, inquiry, **{**rest, "wave_id": wave_id, "unit_id": unit_id, "slot": slot, "channel": "email",
                        "due_at": due_at, **values},
    )  # fmt: skip
    address = f"kari.moen{id}@{DOMAIN}"
    db.write(lambda c: c.execute(alias.insert().values(address=address, inquiry_id=id)))
    add(
        db, dispatch, inquiry_id=id, wave_id=wave_id, purpose="inquiry", sender_name="Kari Moen", sender=address,
        recipient="post@larvik.kommune.test", subject="Lånekort på biblioteket", status="due", due_at=due_at,
        body=f"Hei!\n\nHvordan får jeg lånekort til datteren min på sju år, sak {id}?\n\nHilsen Kari Moen\n",
        message_id=f"<m{id}@{DOMAIN}>",
    )  # fmt: skip
    return id


def row(db: Database, table: sa.Table, id: int) -> sa.RowMapping:
    with db.read() as connection:
        return connection.execute(sa.select(table).where(table.c.id == id)).mappings().one()


def dispatch_of(db: Database, inquiry_id: int) -> sa.RowMapping:
    with db.read() as connection:
        statement = sa.select(dispatch).where(dispatch.c.inquiry_id == inquiry_id).order_by(dispatch.c.id.desc())
        return connection.execute(statement.limit(1)).mappings().one()
