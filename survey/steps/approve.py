"""A wave opens only after a second person has read it and a mail to oneself has arrived."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from survey.dispatch import Purpose, Sending
from survey.person import Person
from survey.problems import Conflict, NotFound, NotPermitted
from survey.store import audits, dispatches, waves
from survey.store.database import Database
from survey.texts import N_
from survey.wave import Wave, WaveStatus


def send_self_mail(db: Database, now: datetime, wave_id: int, *, domain: str, by: Person) -> None:
    """A mail to an address of our own: if it comes back, the way out and the way in both work."""

    def write(connection: sa.Connection) -> None:
        _wave(connection, wave_id, WaveStatus.PLANNED)
        address = f"p{secrets.token_hex(5)}@{domain}"
        waves.update(connection, wave_id, self_mail_address=address, self_mail_arrived_at=None)
        row = {
            "inquiry_id": None,
            "wave_id": wave_id,
            "purpose": Purpose.SELF_MAIL,
            "sender_name": "",
            "sender": address,
            "recipient": address,
            "subject": "Hei",
            "body": "Bare en prøve til meg selv.\n",
            "message_id": f"<{secrets.token_hex(12)}@{domain}>",
            "status": Sending.DUE,
            "due_at": now,
        }
        dispatches.add(connection, [row])
        audits.note(connection, now, by=by.id, action="self_mail", subject=f"wave:{wave_id}")

    db.write(write)


def approve(db: Database, now: datetime, wave_id: int, *, by: Person) -> None:
    def write(connection: sa.Connection) -> None:
        wave = _wave(connection, wave_id, WaveStatus.PLANNED)
        if by.id == wave.created_by:
            raise NotPermitted(
                N_("Someone else than the one who planned the wave must approve it"),
                advice=N_("Ask another coordinator to read the recipients and the mails, and to approve them."),
            )
        waves.update(connection, wave_id, approved_by=by.id, approved_at=now)
        audits.note(connection, now, by=by.id, action="approve", subject=f"wave:{wave_id}")

    db.write(write)


def open_wave(db: Database, now: datetime, wave_id: int, *, by: Person | None) -> None:
    def write(connection: sa.Connection) -> None:
        wave = _wave(connection, wave_id, WaveStatus.PLANNED)
        if wave.lacks_before_opening():
            raise Conflict(
                N_("The wave cannot open yet"),
                advice=N_("It needs a plan, a mail to oneself that arrived, and the approval of a second person."),
            )
        waves.update(connection, wave_id, was=[WaveStatus.PLANNED], status=WaveStatus.OPEN, opened_at=now)
        audits.note(connection, now, by=by.id if by else None, action="open", subject=f"wave:{wave_id}")

    db.write(write)


def _wave(connection: sa.Connection, wave_id: int, needs: WaveStatus) -> Wave:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave"))
    if wave.status is not needs:
        raise Conflict(N_("The wave is no longer where this page thought"), advice=N_("Load the page again."))
    return wave
