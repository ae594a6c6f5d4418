"""Derived figures of waves about how good they are: kept as a document, and what they belong to."""

from collections.abc import Collection
from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.measurement.treatment import Asked
from survey.store import rows
from survey.store.schema.inquiries import inquiry
from survey.store.schema.measure import wave_measure


def basis(connection: sa.Connection, wave_id: int, kind: str) -> str | None:
    """What the figures that are kept belong to."""
    statement = sa.select(wave_measure.c.basis).where(wave_measure.c.wave_id == wave_id, wave_measure.c.kind == kind)
    found: str | None = connection.scalar(statement)
    return found


def document(connection: sa.Connection, wave_id: int, kind: str) -> str | None:
    statement = sa.select(wave_measure.c.document).where(wave_measure.c.wave_id == wave_id, wave_measure.c.kind == kind)
    found: str | None = connection.scalar(statement)
    return found


def replace(
    connection: sa.Connection, wave_id: int, kinds: Collection[tuple[str, msgspec.Struct]], *, basis: str, now: datetime
) -> None:
    mine = wave_measure.c.wave_id == wave_id, wave_measure.c.kind.in_([kind for kind, _ in kinds])
    connection.execute(wave_measure.delete().where(*mine))
    connection.execute(
        wave_measure.insert(),
        [
            {
                "wave_id": wave_id, "kind": kind, "basis": basis, "computed_at": now,
                "document": msgspec.json.encode(found).decode(),
            }
            for kind, found in kinds
        ],
    )  # fmt: skip


def asked(connection: sa.Connection, wave_id: int) -> dict[str, Asked]:
    """Who put each inquiry, by its name in the scoring."""
    names = Asked.__struct_fields__
    statement = sa.select(*(inquiry.c[name] for name in names)).where(inquiry.c.wave_id == wave_id)
    return {str(one.id): one for one in rows.many(connection, statement, Asked)}


def who_asked(connection: sa.Connection, wave_id: int) -> list[tuple[str, str, int, int, int]]:
    """Persona, written form, tester (0: nobody), how many inquiries and the sum of their ids: another hand or name in
    any of them gives other numbers, without all of them being read."""
    I = inquiry.c  # noqa: E741, N806 - one letter, as elsewhere for the columns of a table
    by = I.persona, I.written_form, sa.func.coalesce(I.tester_id, 0)
    told = sa.select(*by, sa.func.count(), sa.func.sum(I.id)).where(I.wave_id == wave_id).group_by(*by)
    return sorted((row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in connection.execute(told))
