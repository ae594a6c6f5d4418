"""The scheme of categories: begun as it ships, drafted, published; with a new version what was said follows."""

from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from instruments import bank, codebook_check, succession
from instruments.codebook import Codebook
from instruments.fault import Severity
from survey.problems import Conflict, Fault, Invalid
from survey.scheme import Scheme, fingerprint, written
from survey.steps.recode import recode
from survey.store import audits, schemes, taggers, tags
from survey.store.comments import TURN
from survey.store.database import Database, take_turns
from survey.tagger import Origin
from survey.texts import N_

SHIPPED = "municipal"
CANNOT_KEEP = N_("The categories cannot be kept like this.")
PUBLISHED = N_("This version is published: begin the next one.")


def begin(db: Database, now: datetime, *, own_bank: Path | None = None) -> Scheme:
    """The scheme in use; on a fresh installation the one that ships becomes version 1, and its tagger is wanted."""
    with db.read() as connection:
        found = schemes.in_use(connection)
    return found or db.write(_begin, now, bank.codebook(SHIPPED, own_bank))


def _begin(connection: sa.Connection, now: datetime, codebook: Codebook) -> Scheme:
    take_turns(connection, TURN)
    if schemes.by_version(connection, 1) is None:
        document = written(msgspec.structs.replace(codebook, changes=()), 1)  # a bank of one's own may have a later one
        schemes.add(connection, 1, document, now, by=None)
        schemes.publish(connection, 1, fingerprint(document), now, by=None)
        taggers.want(connection, 1, now, origin=Origin.STARTER, by=None)
    return schemes.known(connection, 1)


def edit(db: Database, now: datetime, codebook: Codebook, *, by: int) -> int:
    """Keep a draft of the next version, new or changed; returns its number. Raises Invalid with every fault."""
    before = begin(db, now)
    version = before.version + 1
    kept = msgspec.structs.replace(codebook, version=version)
    refuse_faults(before.read(), kept)

    def write(connection: sa.Connection) -> int:
        take_turns(connection, TURN)
        now_in_use = schemes.in_use(connection)
        if now_in_use is None or now_in_use.version != before.version:
            raise Conflict(N_("Somebody has published another version meanwhile."), advice=N_("Begin anew from it."))
        document = written(kept, version)
        if not schemes.change(connection, version, document, now):
            schemes.add(connection, version, document, now, by=by)
        return version

    return db.write(write)


def refuse_faults(before: Codebook, after: Codebook) -> None:
    found = [one for one in codebook_check.faults(after) if one.severity is Severity.ERROR]
    # The versions of a house count from the shipped one on, whatever number that had in its file.
    earlier = msgspec.structs.replace(before, version=after.version - 1)
    found += succession.gaps(earlier, after)
    if found:
        raise Invalid(CANNOT_KEEP, tuple(Fault(one.where, one.message) for one in found))


def drop(db: Database, now: datetime, version: int, *, by: int) -> None:
    def write(connection: sa.Connection) -> None:
        if not schemes.drop(connection, version):
            raise Conflict(PUBLISHED)
        audits.note(connection, now, by=by, action="scheme.drop", subject=f"scheme:{version}")

    db.write(write)


def publish(db: Database, now: datetime, version: int, *, by: int) -> int:
    """From now on this version counts; of how many comments what people had said could follow. Old tags stay."""

    def write(connection: sa.Connection) -> int:
        take_turns(connection, TURN)
        draft = schemes.known(connection, version)
        before = schemes.in_use(connection)
        if not draft.is_draft or before is None:
            raise Conflict(PUBLISHED)
        refuse_faults(before.read(), draft.read())
        schemes.publish(connection, version, fingerprint(draft.document), now, by=by)
        followed = recode(connection, before, schemes.known(connection, version))
        taggers.call_off(connection)
        taggers.want(connection, version, now, origin=Origin.STARTER, by=by)
        tags.call_again(connection, version)
        detail = f"followed={followed}"
        audits.note(connection, now, by=by, action="scheme.publish", subject=f"scheme:{version}", detail=detail)
        return followed

    return db.write(write)
