"""Deletes what has outlived its period."""

from datetime import datetime

import sqlalchemy as sa

from survey.store.schema.inquiries import draft
from survey.store.schema.people import audit, link, session
from survey.store.schema.rounds import survey_round
from survey.store.schema.waves import wave


def drafts_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(draft.delete().where(draft.c.saved_at < moment)).rowcount


def sessions_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(session.delete().where(session.c.expires_at < moment)).rowcount


def links_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(link.delete().where(link.c.expires_at < moment)).rowcount


def audit_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(audit.delete().where(audit.c.at < moment)).rowcount


def rounds_ended_before(connection: sa.Connection, moment: datetime) -> list[int]:
    return list(connection.scalars(sa.select(survey_round.c.id).where(survey_round.c.keys_destroyed_at < moment)))


def waves_closed_before(connection: sa.Connection, moment: datetime) -> list[int]:
    return list(connection.scalars(sa.select(wave.c.id).where(wave.c.closed_at < moment)))
