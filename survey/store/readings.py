"""How hard replies are to read, in figures that outlive their text."""

from typing import Any

import sqlalchemy as sa

from mailer.kind import STOPS_CLOCK
from scoring.readability import Figures
from survey.store.database import upsert
from survey.store.schema.inquiries import inquiry
from survey.store.schema.mails import mail, reply
from survey.store.schema.measure import reply_reading

Sealed = tuple[int, bytes]


def unread(connection: sa.Connection, limit: int) -> list[Sealed]:
    """Mails that answer something, whose text is at hand and not read yet: id, sealed head."""
    answers = sa.select(reply.c.mail_id).where(reply.c.mail_id == mail.c.id).exists()
    read = sa.select(reply_reading.c.mail_id).where(reply_reading.c.mail_id == mail.c.id).exists()
    statement = sa.select(mail.c.id, mail.c.head).where(mail.c.head.is_not(None), answers, ~read)
    return [(id, head) for id, head in connection.execute(statement.order_by(mail.c.id).limit(limit))]


def keep(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    """Whoever was first has said it."""
    for values in rows:
        connection.execute(
            upsert(connection, reply_reading).values(**values).on_conflict_do_nothing(index_elements=["mail_id"])
        )


def of_wave(connection: sa.Connection, wave_id: int) -> list[Figures]:
    """Of every answer that stopped the clock, once for each unit that it came from; the unit by its id."""
    statement = (
        sa.select(
            reply_reading.c.mail_id, inquiry.c.unit_id, reply_reading.c.language, reply_reading.c.words,
            reply_reading.c.lix,
        )
        .distinct()
        .join(reply, reply.c.mail_id == reply_reading.c.mail_id)
        .join(inquiry, inquiry.c.id == reply.c.inquiry_id)
        .where(inquiry.c.wave_id == wave_id, reply.c.kind.in_([str(kind) for kind in STOPS_CLOCK]))
        .order_by(inquiry.c.unit_id, reply_reading.c.mail_id)
    )  # fmt: skip
    return [Figures(str(unit), language, words, lix) for _, unit, language, words, lix in connection.execute(statement)]
