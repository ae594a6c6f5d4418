"""Planned mails as a coordinator reads them before they leave."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.dispatch import Purpose
from survey.store.rows import many
from survey.store.schema.inquiries import dispatch, inquiry
from survey.store.schema.units import unit

SPREAD = 7919  # a prime: ids times it, modulo another prime, are as good as shuffled
MODULUS = 104_729


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    unit: str = ""  # part of the name, or the number
    scenario: str = ""
    sample: int | None = None  # in an order that looks like chance and depends on this number


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    inquiry_id: int
    slot: str
    scenario: str
    status: str
    written_form: str
    unit_name: str
    sender_name: str
    sender: str
    recipient: str
    subject: str
    body: str
    due_at: datetime


def of_wave(
    connection: sa.Connection, wave_id: int, wanted: Wanted, *, start: int, limit: int
) -> tuple[list[Letter], int]:
    """A page of the mails that fit, and how many fit."""
    conditions = [dispatch.c.wave_id == wave_id, dispatch.c.purpose == Purpose.INQUIRY]
    if wanted.unit:
        text = wanted.unit.strip()
        conditions.append(unit.c.name.icontains(text, autoescape=True) | (unit.c.code == text))
    if wanted.scenario:
        conditions.append(inquiry.c.scenario == wanted.scenario)
    joined = dispatch.join(inquiry, inquiry.c.id == dispatch.c.inquiry_id).join(unit, unit.c.id == inquiry.c.unit_id)
    total = connection.scalar(sa.select(sa.func.count()).select_from(joined).where(*conditions)) or 0
    order: tuple[sa.ColumnElement[object], ...] = (dispatch.c.due_at, dispatch.c.id)
    if wanted.sample is not None:
        order = ((dispatch.c.id * SPREAD + wanted.sample % MODULUS * SPREAD) % MODULUS, dispatch.c.id)
    names = [name for name in Letter.__struct_fields__ if name in dispatch.c and name != "status"]
    statement = (
        sa.select(
            *(dispatch.c[name] for name in names),
            dispatch.c.status,
            inquiry.c.slot,
            inquiry.c.scenario,
            inquiry.c.written_form,
            unit.c.name.label("unit_name"),
        )
        .select_from(joined)
        .where(*conditions)
        .order_by(*order)
    )
    return many(connection, statement.limit(limit).offset(start), Letter), total


def scenarios(connection: sa.Connection, wave_id: int) -> list[str]:
    """Of the wave's mails."""
    statement = sa.select(inquiry.c.scenario).where(inquiry.c.wave_id == wave_id, inquiry.c.channel == "email")
    return sorted(connection.scalars(statement.distinct()))
