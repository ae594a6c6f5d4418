"""A form is published, and from then on never changed; withdrawn, it stays with the waves that use it."""

from datetime import datetime

import sqlalchemy as sa

from survey import edition
from survey.edition import Edition, EditionStatus
from survey.problems import Conflict, Fault, Invalid
from survey.steps.draft_form import DRAFT, draft, known
from survey.store import audits, editions
from survey.store.database import Database
from survey.texts import N_

NOT_PUBLISHED = N_("The form was not published")
LONGEST = 500  # of a line of the changelog


def publish(db: Database, now: datetime, *, name: str, changes: str, by: int | None) -> Edition:
    """Raises Invalid while there are errors, or where a later version does not say what is new."""

    def do(connection: sa.Connection) -> Edition:
        mine = draft(connection, name)
        told = changes.strip()[:LONGEST]
        if faults := tuple(obstacles(mine, told)):
            raise Invalid(NOT_PUBLISHED, faults)
        values = {"sha256": edition.fingerprint(mine.document), "changes": told, "published_by": by}
        editions.update(
            connection, mine.id, was=DRAFT, status=EditionStatus.PUBLISHED, published_at=now, **values
        )
        editions.forget_changes(connection, mine.id)
        detail = f"sha256 {values['sha256']}"
        audits.note(connection, now, by=by, action="instrument.publish", subject=f"instrument:{name}", detail=detail)
        return known(connection, name)

    return db.write(do)


def obstacles(mine: Edition, changes: str) -> list[Fault]:
    errors = [one for one in edition.standing(mine.findings, mine.read()) if one.is_error]
    found = [Fault("errors", N_("%(n)s errors have to be mended first."), n=len(errors))] if errors else []
    if mine.version > 1 and not changes:
        found.append(Fault("changes", N_("Say in a line what is new in this version.")))
    return found


def withdraw(db: Database, now: datetime, *, name: str, by: int | None) -> None:
    """Nobody chooses it any more; waves that have it keep it."""

    def do(connection: sa.Connection) -> None:
        mine = known(connection, name)
        if not editions.update(
            connection, mine.id, was=(EditionStatus.PUBLISHED,), status=EditionStatus.WITHDRAWN, withdrawn_at=now
        ):
            raise Conflict(N_("Only a published form can be withdrawn."))
        audits.note(connection, now, by=by, action="instrument.withdraw", subject=f"instrument:{name}")

    db.write(do)
