"""Collections of comments: named, kept for a time, thrown away with all that was said about them."""

from datetime import date, datetime

import sqlalchemy as sa

from survey.comment import Kind, Source
from survey.problems import Fault, Invalid
from survey.steps.import_comments import LONGEST_TITLE
from survey.store import audits, collections, comments
from survey.store.database import Database
from survey.texts import N_


def change(db: Database, now: datetime, collection_id: int, *, title: str, keep_until: date | None, by: int) -> None:
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        told = N_("Give the comments a name: where they are from and of when.")
        raise Invalid(N_("The comments cannot be kept like this."), (Fault("title", told),))

    def write(connection: sa.Connection) -> None:
        collections.known(connection, collection_id)
        collections.change(connection, collection_id, title=title, keep_until=keep_until)
        audits.note(connection, now, by=by, action="comments.change", subject=f"collection:{collection_id}")

    db.write(write)


def drop(db: Database, now: datetime, collection_id: int, *, by: int | None) -> int:
    """Gone for good; returns how many comments."""
    return db.write(drop_in, now, collection_id, by=by)


def drop_in(connection: sa.Connection, now: datetime, collection_id: int, *, by: int | None) -> int:
    collections.known(connection, collection_id)
    number = comments.delete(connection, Source(Kind.COLLECTION, collection_id))
    collections.drop(connection, collection_id)
    detail = f"comments={number}"
    audits.note(connection, now, by=by, action="comments.drop", subject=f"collection:{collection_id}", detail=detail)
    return number
