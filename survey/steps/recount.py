"""The counts of categories, made anew from the tags."""

import sqlalchemy as sa

from survey.store import category_counts, schemes
from survey.store.comments import TURN
from survey.store.database import Database, take_turns


def recount(db: Database) -> None:
    """Nothing but a fault of ours, or rows written past the steps, makes this change anything."""

    def write(connection: sa.Connection) -> None:
        take_turns(connection, TURN)
        category_counts.recount(connection, category_counts.EVERY)
        category_counts.tell(connection)
        for scheme in schemes.every(connection):
            category_counts.recount(connection, scheme.version)

    db.write(write)
