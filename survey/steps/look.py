"""Somebody looks at what only few may see: the audit log remembers it."""

from datetime import datetime

from survey.store import audits
from survey.store.database import Database


def at_contacts(db: Database, now: datetime, *, by: int, wave_id: int, unit_id: int) -> None:
    """The inquiries behind a unit's score, with their days and words."""
    detail = f"wave:{wave_id}"
    db.write(lambda c: audits.note(c, now, by=by, action="contacts.see", subject=f"unit:{unit_id}", detail=detail))
