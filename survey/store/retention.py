"""Deletes what has outlived its period."""

from datetime import datetime

import sqlalchemy as sa

from survey.store.schema.inquiries import draft
from survey.store.schema.people import audit, link, session


def drafts_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(draft.delete().where(draft.c.saved_at < moment)).rowcount


def sessions_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(session.delete().where(session.c.expires_at < moment)).rowcount


def links_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(link.delete().where(link.c.expires_at < moment)).rowcount


def audit_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(audit.delete().where(audit.c.at < moment)).rowcount
