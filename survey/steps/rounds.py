"""A round is drafted, opened and ended; with each end a key is destroyed, and the log says what went with it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog

from survey.keyring import ANSWERS, KINDS, PERSONAL, Keyring
from survey.problems import Conflict, Fault, Invalid
from survey.round import Mode, Round, RoundStatus, Rules
from survey.steps.release import release
from survey.store import audits, invitations, responses, rounds, tokens
from survey.store.database import Database, take_turns
from survey.texts import N_

log = structlog.get_logger()
CANNOT_KEEP = N_("The survey cannot be kept like this.")


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a coordinator decides before anybody is asked."""

    title: str
    mode: Mode = Mode.ANONYMOUS
    rules: Rules = Rules()
    forms: dict[str, str]
    language: str = "nb"
    starts_on: date
    asks_until: date
    ends_on: date
    previous_id: int | None = None


def add(db: Database, now: datetime, draft: Draft, *, units: Iterable[int] = (), by: int | None) -> int:
    refuse_faults(draft)

    def write(connection: sa.Connection) -> int:
        id = rounds.add(connection, **values(draft), created_by=by, created_at=now)
        for unit_id in units:
            rounds.put_unit(connection, id, unit_id)
        audits.note(connection, now, by=by, action="round.add", subject=f"round:{id}")
        return id

    return db.write(write)


def change(
    db: Database, now: datetime, round_id: int, draft: Draft, *, units: Iterable[int] | None = None, by: int | None
) -> None:
    """Only while nobody has been asked: mode and rules are part of what citizens were promised."""
    refuse_faults(draft)

    def write(connection: sa.Connection) -> None:
        if not rounds.update(connection, round_id, was=(RoundStatus.DRAFT,), **values(draft)):
            raise Conflict(N_("The survey is open: what citizens were promised cannot be changed any more."))
        if units is not None:
            rounds.set_units(connection, round_id, units)
        audits.note(connection, now, by=by, action="round.change", subject=f"round:{round_id}")

    db.write(write)


def values(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in draft.__struct_fields__}


def refuse_faults(draft: Draft) -> None:
    faults = []
    if not draft.title.strip():
        faults.append(Fault("title", N_("Give the survey a title.")))
    if not draft.forms:
        faults.append(Fault("forms", N_("Choose what is asked for at least one channel.")))
    if draft.asks_until < draft.starts_on:
        faults.append(Fault("asks_until", N_("The last day of contacts lies before the first.")))
    if draft.ends_on < draft.asks_until:
        faults.append(Fault("ends_on", N_("The last day for answers lies before the last day of contacts.")))
    if draft.rules.k < 10:
        faults.append(Fault("k", N_("At least ten answers are opened together.")))
    if faults:
        raise Invalid(CANNOT_KEEP, tuple(faults))


def open_round(db: Database, now: datetime, round_id: int, *, keys: Keyring, by: int | None) -> None:
    """Make its keys and let contacts in."""
    asked = known(db, round_id)
    if asked.status is not RoundStatus.DRAFT:
        raise Conflict(N_("The survey has been opened already."))
    public = keys.make(round_id)

    def write(connection: sa.Connection) -> None:
        if not rounds.units(connection, round_id):
            raise Conflict(N_("Choose at least one unit first."))
        changed = {"status": RoundStatus.OPEN, "public_key": public, "opened_at": now}
        if not rounds.update(connection, round_id, was=(RoundStatus.DRAFT,), **changed):
            raise Conflict(N_("The survey has been opened already."))
        audits.note(connection, now, by=by, action="round.open", subject=f"round:{round_id}", detail=asked.mode)

    db.write(write)


def close(db: Database, now: datetime, round_id: int, *, by: int | None = None) -> bool:
    """No answer is taken any more; those that are being written are in, or are told that it is too late."""

    def write(connection: sa.Connection) -> bool:
        take_turns(connection, f"round {round_id}")
        if not rounds.update(connection, round_id, was=(RoundStatus.OPEN,), status=RoundStatus.CLOSED, closed_at=now):
            return False
        invitations.end(connection, round_id)
        audits.note(connection, now, by=by, action="round.close", subject=f"round:{round_id}")
        return True

    return db.write(write)


def erase_personal(db: Database, now: datetime, round_id: int, *, keys: Keyring) -> int:
    """Destroy the key of the addresses, and take out what nobody can read any more; returns of how many people."""
    keys.destroy(round_id, PERSONAL)

    def write(connection: sa.Connection) -> int:
        take_turns(connection, "contacts")  # what is coming in is in, and goes with the rest
        asked = rounds.by_id(connection, round_id)
        if asked is None or asked.personal_erased_at is not None:
            return 0  # another process was as quick: what was destroyed stands in the log once
        rounds.update(connection, round_id, personal_erased_at=now)
        number = invitations.erase_personal(connection, round_id)
        seen = rounds.forget_seen(connection, round_id)
        detail = f"key=personal people={number} rows={seen}"
        audits.note(connection, now, by=None, action="round.erase", subject=f"round:{round_id}", detail=detail)
        return number

    return db.write(write)


def finish(db: Database, now: datetime, round_id: int, *, keys: Keyring) -> bool:
    """Open the last batches of a closed round and destroy every key; may be called again after a crash anywhere."""
    asked = known(db, round_id)
    if asked.status is not RoundStatus.CLOSED:
        return False
    if not keys.has(round_id, ANSWERS):
        # Not on this machine, or lost: to go on would throw away every answer that is not opened yet.
        if known(db, round_id).status is RoundStatus.CLOSED:
            log.error("a survey cannot be finished without its key", round=round_id)
        return False
    release(db, now, round_id, keys=keys)
    if asked.personal_erased_at is None:
        erase_personal(db, now, round_id, keys=keys)

    def write(connection: sa.Connection) -> None:
        changed = {"status": RoundStatus.FINISHED, "keys_destroyed_at": now}
        if not rounds.update(connection, round_id, was=(RoundStatus.CLOSED,), **changed):
            return  # another process was as quick: the log tells of it once, with the true numbers
        left = [id for ids in responses.waiting(connection, round_id).values() for id in ids]
        responses.drop_boxes(connection, round_id, left)
        invitations.end(connection, round_id)  # what was on its way while the round was closed
        marks = responses.forget_spent(connection, round_id)
        tokens.forget(connection, round_id)
        detail = f"keys=doors,answers,tokens marks={marks} never_opened={len(left)}"
        audits.note(connection, now, by=None, action="round.finish", subject=f"round:{round_id}", detail=detail)

    db.write(write)
    for kind in KINDS:
        keys.destroy(round_id, kind)
    return True


def keep_time(db: Database, now: datetime, *, keys: Keyring) -> None:
    """What a day brings for every round: personal data goes, the period ends, the last keys go."""
    with db.read() as connection:
        found = rounds.with_status(connection, RoundStatus.OPEN, RoundStatus.CLOSED, RoundStatus.FINISHED)
        busy = {one.id: invitations.messages_left(connection, one.id) for one in found}
    for one in found:
        asking_over = not one.awaits_contacts(now.date()) and not busy[one.id]
        if one.personal_erased_at is None and (asking_over or one.is_over(now.date())):
            erase_personal(db, now, one.id, keys=keys)
        if one.status is RoundStatus.OPEN and one.is_over(now.date()):
            close(db, now, one.id)
        if one.status is not RoundStatus.FINISHED and one.is_over(now.date()) or one.status is RoundStatus.CLOSED:
            finish(db, now, one.id, keys=keys)
        elif one.status is RoundStatus.FINISHED:
            for kind in KINDS:  # a crash came before the files were gone
                keys.destroy(one.id, kind)


def known(db: Database, round_id: int) -> Round:
    with db.read() as connection:
        return rounds.known(connection, round_id)
