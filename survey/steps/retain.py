"""Nothing is kept longer than the privacy notice says."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from survey.settings import Settings
from survey.steps.collections import drop_in
from survey.store import collections, invitations, job_runs, mails, retention, throttles
from survey.store.database import Database


def forget(db: Database, now: datetime, settings: Settings) -> dict[str, int]:
    """Erase what has outlived its period; returns how much of each kind."""

    def write(connection: sa.Connection) -> dict[str, int]:
        def before(days: int) -> datetime:
            return now - timedelta(days=days)

        return {
            "raw mails": mails.erase_before(connection, before(settings.keep_raw_mail), now),
            "drafts": retention.drafts_before(connection, before(settings.keep_drafts)),
            "sessions": retention.sessions_before(connection, now),
            "links": retention.links_before(connection, now),
            "throttles": throttles.forget_before(connection, before(1)),
            "job runs": job_runs.forget_before(connection, before(30)),
            "quarantines": invitations.end_quarantine(connection, now.date()),
            "comments": sum(drop_in(connection, now, id, by=None) for id in collections.over(connection, now.date())),
            "audit": retention.audit_before(connection, before(settings.keep_audit)),
        }

    return db.write(write)
