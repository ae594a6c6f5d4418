"""A coordinator holds a mail, lets it go, sends it once more, or settles a doubt; a person says what they want."""

from datetime import datetime

import sqlalchemy as sa

from survey.outbox import AGAIN, ATTACHMENT, PERHAPS_TWICE, Occasion, Post, Telling
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.steps.tell import token
from survey.store import audits, outbox, waves
from survey.store.database import Database
from survey.texts import N_
from survey.wave import WaveStatus

CHOICES = (*(one.value for one in Occasion), ATTACHMENT)
MEANWHILE = N_("This mail has moved on meanwhile. Look at it once more.")


def hold(db: Database, now: datetime, id: int, *, by: int) -> None:
    _move(db, now, id, was=(Post.DUE,), by=by, action="outbox.hold", status=Post.HELD.value)


def release(db: Database, now: datetime, id: int, *, by: int) -> None:
    _move(db, now, id, was=(Post.HELD,), by=by, action="outbox.release", status=Post.DUE.value)


def it_left(db: Database, now: datetime, id: int, *, by: int) -> None:
    """Whoever looked has found that a doubtful one arrived."""
    _move(db, now, id, was=(Post.DOUBTFUL,), by=by, action="outbox.it_left", status=Post.SENT.value, fault="")


def again(db: Database, now: datetime, id: int, *, by: int, sure: bool) -> None:
    """Raises Invalid where it may come twice and nobody has said that this is meant."""

    def write(connection: sa.Connection) -> None:
        one = known(connection, id)
        if one.status in PERHAPS_TWICE and not sure:
            told = Fault("sure", N_("Tick the box: the person may get the mail twice."))
            raise Invalid(N_("The mail was not sent again."), (told,))
        # Under a new name, so that what is told of the first is not taken for the second.
        fresh = {"token": token(), "provider_id": "", "outcome": "", "fault": "", "tries": 0, "due_at": now}
        fresh |= {"claimed_at": None, "claimed_by": None, "sent_at": None, "sent_to": ""}
        moved(connection, now, id, was=AGAIN, by=by, action="outbox.again", status=Post.DUE.value, **fresh)

    db.write(write)


def attach(db: Database, now: datetime, wave_id: int, *, on: bool, by: int) -> None:
    """Whether the mails on the publication of this wave carry the report as a file."""

    def write(connection: sa.Connection) -> None:
        wave = waves.by_id(connection, wave_id)
        if wave is None:
            raise NotFound(N_("There is no such wave."))
        if wave.status is WaveStatus.PUBLISHED:
            raise Conflict(N_("This wave is published already."))
        outbox.attach(connection, wave_id, now, by=by, on=on)
        detail = "attached" if on else "links"
        audits.note(connection, now, by=by, action="outbox.attach", subject=f"wave:{wave_id}", detail=detail)

    db.write(write)


def choose(db: Database, now: datetime, person_id: int, *, wanted: frozenset[str]) -> None:
    """All of a person's choices at once."""

    def write(connection: sa.Connection) -> None:
        for what in CHOICES:
            outbox.choose(connection, person_id, what, wanted=what in wanted)

    db.write(write)


def stop(db: Database, now: datetime, person_id: int, occasion: Occasion) -> None:
    """No more mails of this kind; asked twice it changes nothing."""
    db.write(outbox.choose, person_id, occasion.value, wanted=False)


def known(connection: sa.Connection, id: int) -> Telling:
    found = outbox.by_id(connection, id)
    if found is None:
        raise NotFound(N_("There is no such mail."))
    return found


def moved(
    connection: sa.Connection, now: datetime, id: int, *, was: tuple[Post, ...], by: int, action: str, **values: object
) -> None:
    one = known(connection, id)
    if not outbox.move(connection, id, was=was, **values):
        raise Conflict(MEANWHILE)
    subject, detail = f"person:{one.person_id}", f"{one.occasion.value} wave:{one.wave_id}"
    audits.note(connection, now, by=by, action=action, subject=subject, detail=detail)


def _move(
    db: Database, now: datetime, id: int, *, was: tuple[Post, ...], by: int, action: str, **values: object
) -> None:
    db.write(lambda connection: moved(connection, now, id, was=was, by=by, action=action, **values))
