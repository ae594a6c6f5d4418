"""A person says which categories a comment has: once, however often it is sent, and it can be taken back."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
import sqlalchemy as sa

from instruments.codebook import Axis, Codebook
from survey.correction import Codes, Correction, Drawn, standing
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.scheme import rules
from survey.store import blinds, comments, corrections, schemes, tags
from survey.store.comments import TURN
from survey.store.database import Database, take_turns
from survey.texts import N_

BLIND = N_("This comment is in a blind sample: two people code it before anybody reviews it.")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One press of "confirm"."""

    token: str
    """Made with the page: sent twice it is one."""
    comment_id: bytes
    codes: Codes
    """Axis -> codes; axes that are left out stay as they are."""
    drawn: Drawn = Drawn.SEARCH
    shown: Mapping[str, tuple[str, ...]] = {}
    """What the tagger had suggested on the page."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    new: bool
    """False: the same had been sent before."""
    before: tuple[Correction, ...] = ()
    """What somebody else had said otherwise; it is kept, and what was said now counts."""


def correct(db: Database, now: datetime, said: Said, *, by: int) -> Kept:
    """Raises Invalid for codes that the scheme does not have, Conflict for a comment that is being coded blindly."""
    return db.write(_correct, now, said, by=by)


def _correct(connection: sa.Connection, now: datetime, said: Said, *, by: int) -> Kept:
    take_turns(connection, TURN)
    version, codebook = checked(connection, said)
    if blinds.waits(connection, said.comment_id):
        raise Conflict(BLIND)
    earlier = corrections.of_comment(connection, version, said.comment_id)
    if not corrections.add(connection, rows(said, version, now, by=by)):
        return Kept(new=False)
    tags.decide(connection, version, said.comment_id, said.codes, rules(codebook))
    return Kept(new=True, before=tuple(otherwise(earlier, said, by=by)))


def checked(connection: sa.Connection, said: Said) -> tuple[int, Codebook]:
    scheme = schemes.in_use(connection)
    if scheme is None or comments.by_id(connection, said.comment_id) is None:
        raise NotFound(N_("There is no such comment."))
    codebook = scheme.read()
    if faults := code_faults(codebook, said.codes):
        raise Invalid(N_("This cannot be kept."), faults)
    return scheme.version, codebook


def code_faults(codebook: Codebook, codes: Codes) -> tuple[Fault, ...]:
    known = {axis.code: axis for axis in codebook.axes}
    found = [Fault(code, N_("There is no such kind of category.")) for code in codes if code not in known]
    found += [fault for code, some in codes.items() if code in known for fault in axis_faults(known[code], some)]
    return tuple(found or ([] if codes else [Fault("codes", N_("Choose a category."))]))


def axis_faults(axis: Axis, codes: tuple[str, ...]) -> list[Fault]:
    if unknown := [code for code in codes if code not in axis.codes]:
        return [Fault(axis.code, N_("There is no category “%(code)s”."), code=unknown[0][:40])]
    if not codes:
        return [Fault(axis.code, N_("Choose a category."))]
    if len(codes) > 1 and not axis.many:
        return [Fault(axis.code, N_("Choose one category only."))]
    if len(codes) > 1 and axis.none in codes:
        return [Fault(axis.code, N_("“None of these” stands alone."))]
    return []


def rows(
    said: Said, version: int, now: datetime, *, by: int, draw_id: int | None = None
) -> list[dict[str, object]]:
    return [
        {
            "token": said.token, "scheme_version": version, "comment_id": said.comment_id, "axis": axis,
            "codes": codes, "suggested": list(said.shown[axis]) if axis in said.shown else None, "person_id": by,
            "at": now, "drawn": said.drawn.value, "draw_id": draw_id,
        }
        for axis, codes in said.codes.items()
    ]  # fmt: skip


def otherwise(earlier: list[Correction], said: Said, *, by: int) -> list[Correction]:
    """The last word of others on each axis, where it was another one."""
    last = {one.axis: one for one in earlier if one.undone_at is None and one.drawn is not Drawn.BLIND}
    return [
        one
        for axis, one in last.items()
        if one.person_id != by and axis in said.codes and set(one.codes) != set(said.codes[axis])
    ]


def undo(db: Database, now: datetime, token: str, *, by: int) -> bool:
    """What was said before counts again, be it the tagger's word; False where nothing was left to take back."""

    def write(connection: sa.Connection) -> bool:
        take_turns(connection, TURN)
        gone = corrections.undo(connection, token, now, person_id=by)
        if not gone:
            return False
        id, version = gone[0].comment_id, gone[0].scheme_version
        axes = rules(schemes.known(connection, version).read())
        left = standing(corrections.of_comment(connection, version, id))
        lost = [one.axis for one in gone if one.axis not in left]
        tags.decide(connection, version, id, {one.axis: left[one.axis] for one in gone if one.axis in left}, axes)
        if lost:
            tags.undecide(connection, version, id, lost, axes)
        return True

    return db.write(write)
