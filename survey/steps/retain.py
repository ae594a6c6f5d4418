"""Nothing is kept longer than the privacy notice says."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from survey.comment import Kind, Source
from survey.settings import Settings
from survey.steps.collections import drop_in
from survey.store import collections, comments, invitations, job_runs, mails, objections, outbox, retention, throttles
from survey.store.database import Database


def forget(db: Database, now: datetime, settings: Settings) -> dict[str, int]:
    """Erase what has outlived its period; returns how much of each kind."""

    def write(connection: sa.Connection) -> dict[str, int]:
        def before(days: int) -> datetime:
            return now - timedelta(days=days)

        return {
            "raw mails": mails.erase_before(connection, before(settings.keep_raw_mail), now),
            "drafts": retention.drafts_before(connection, before(settings.keep_drafts)),
            "objections": objections.forget_before(connection, before(settings.keep_raw_mail)),
            "mails to staff": outbox.forget_before(connection, before(settings.keep_outbox)),
            "sessions": retention.sessions_before(connection, now),
            "links": retention.links_before(connection, now),
            "throttles": throttles.forget_before(connection, before(1)),
            "job runs": job_runs.forget_before(connection, before(30)),
            "quarantines": invitations.end_quarantine(connection, now.date()),
            "collections": forget_collections(connection, now),
            "comments": forget_comments(connection, before(settings.keep_comments)) if settings.keep_comments else 0,
            "audit": retention.audit_before(connection, before(settings.keep_audit)),
        }

    return db.write(write)


def forget_collections(connection: sa.Connection, now: datetime) -> int:
    return sum(drop_in(connection, now, id, by=None) for id in collections.over(connection, now.date()))


def forget_comments(connection: sa.Connection, moment: datetime) -> int:
    """Of surveys and waves that had ended by then."""
    ended = retention.rounds_ended_before(connection, moment), retention.waves_closed_before(connection, moment)
    sources = [Source(kind, id) for kind, ids in zip((Kind.ROUND, Kind.WAVE), ended, strict=True) for id in ids]
    return sum(comments.delete(connection, one) for one in sources)
