"""Levers that a coordinator pulls."""

from datetime import datetime

import sqlalchemy as sa

from survey.store import audits, dispatches, switches
from survey.store.database import Database


def turn_sending(
    db: Database, now: datetime, *, on: bool, by: int, reason: str = "", switch: str = dispatches.SENDING_SWITCH
) -> None:
    """Stop all sending (or that of one switch), or let it go on: every process sees it before its next message."""

    def write(connection: sa.Connection) -> None:
        switches.turn(connection, switch, on=on, by=by, now=now, reason=reason)
        action = "sending.start" if on else "sending.stop"
        audits.note(connection, now, by=by, action=action, subject=f"switch:{switch}", detail=reason)

    db.write(write)
