"""Jobs that run once at an instant, however many processes there are."""

from datetime import datetime

import sqlalchemy as sa

from survey.store.database import upsert
from survey.store.schema.operations import job_run


def claim(connection: sa.Connection, job: str, occurrence: str, *, now: datetime) -> bool:
    """True for whoever is first to ask for this occurrence, and for nobody else."""
    first = upsert(connection, job_run).values(job=job, occurrence=occurrence, at=now).on_conflict_do_nothing()
    return connection.execute(first.returning(job_run.c.job)).first() is not None


def forget_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(job_run.delete().where(job_run.c.at < moment)).rowcount
