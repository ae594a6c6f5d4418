"""A random sample is coded by two people, neither seeing the other nor what the tagger says."""

import secrets
from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.correction import Drawn, standing
from survey.problems import Conflict, Invalid
from survey.scheme import rules
from survey.steps.correct import Said, checked, rows
from survey.store import audits, blinds, corrections, schemes, tags
from survey.store.comments import TURN
from survey.store.database import Database, take_turns
from survey.texts import N_

CODERS = 2
LARGEST = 500


def draw(db: Database, now: datetime, size: int, *, by: int) -> int:
    """Comments that were in no sample yet, whoever has seen them; raises Conflict where there are none."""
    if not 0 < size <= LARGEST:
        raise Invalid(N_("A sample has 1 to %(most)s comments."), most=LARGEST)

    def write(connection: sa.Connection) -> int:
        take_turns(connection, TURN)
        scheme = schemes.in_use(connection)
        ids = blinds.drawable(connection, size, start=secrets.token_bytes(16)) if scheme else []
        if scheme is None or not ids:
            raise Conflict(N_("There are no comments that could be drawn."))
        id = blinds.add(connection, scheme.version, ids, now, by=by)
        audits.note(connection, now, by=by, action="comments.blind", subject=f"blind:{id}", detail=f"size={len(ids)}")
        return id

    return db.write(write)


def code(db: Database, now: datetime, draw_id: int, said: Said, *, by: int) -> bool:
    """False where the same had been sent before. Once two have coded a comment, what they agree on counts."""
    return db.write(_code, now, draw_id, msgspec.structs.replace(said, drawn=Drawn.BLIND, shown={}), by=by)


def _code(connection: sa.Connection, now: datetime, draw_id: int, said: Said, *, by: int) -> bool:
    take_turns(connection, TURN)
    version, codebook = checked(connection, said)
    if corrections.of_token(connection, said.token):
        return False
    if lacking := [axis.code for axis in codebook.axes if axis.code not in said.codes]:
        raise Invalid(N_("Say something of every kind of category: %(what)s is missing."), what=", ".join(lacking))
    if not blinds.holds(connection, draw_id, said.comment_id):
        raise Conflict(N_("This comment has been coded by two people already."))
    if blinds.has_spoken(connection, said.comment_id, by):
        raise Conflict(N_("You have spoken of this comment before: somebody else has to code it."))
    corrections.add(connection, rows(said, version, now, by=by, draw_id=draw_id))
    if len(blinds.coded_by(connection, draw_id).get(said.comment_id, ())) < CODERS:
        return True
    blinds.resolve(connection, draw_id, said.comment_id)
    counts = standing(corrections.of_comment(connection, version, said.comment_id))
    tags.decide(connection, version, said.comment_id, counts, rules(codebook))
    if len(counts) < len(codebook.axes):
        tags.to_people(connection, version, said.comment_id)
    return True
