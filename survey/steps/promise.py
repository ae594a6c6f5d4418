"""What a unit promises its citizens is written down, ended, or taken back where it was written down by mistake."""

from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from survey.guarantee import MOST, Code, Guarantee
from survey.problems import Fault, Invalid, NotFound
from survey.store import audits, guarantees, units
from survey.store.database import Database
from survey.texts import N_

TITLE = N_("Something in the form needs another look.")


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    code: Code
    within: float
    valid_from: date
    valid_to: date | None = None


def promise(db: Database, now: datetime, unit_id: int, said: Promised, *, by: int) -> int:
    """Returns its id; Invalid tells all that is wrong."""
    faults = tuple(wrong(said))
    if faults:
        raise Invalid(TITLE, faults)

    def write(connection: sa.Connection) -> int:
        if units.by_id(connection, unit_id) is None:
            raise NotFound(N_("There is no such unit."))
        same = [one for one in guarantees.of_unit(connection, unit_id) if is_same(one, said)]
        if same:
            return same[0].id  # a form that was sent twice
        values = msgspec.structs.asdict(said)
        id = guarantees.add(connection, unit_id, **values, by=by, now=now)
        detail = f"{said.code}:{said.within:g}"
        audits.note(connection, now, by=by, action="promise.add", subject=f"unit:{unit_id}", detail=detail)
        return id

    return db.write(write)


def wrong(said: Promised) -> list[Fault]:
    faults = []
    most = MOST[said.code]
    whole = said.code in (Code.MAIL_DAYS, Code.MAIL_DAYS_NOON)
    if not 0 < said.within <= most or (whole and said.within % 1):
        faults.append(Fault("within", N_("Write a number above 0 and up to %(n)s; days are whole."), n=most))
    if said.valid_to is not None and said.valid_to < said.valid_from:
        faults.append(Fault("valid_to", N_("The last day cannot come before the first.")))
    return faults


def is_same(one: Guarantee, said: Promised) -> bool:
    return all(getattr(one, name) == getattr(said, name) for name in Promised.__struct_fields__)


def take_back(db: Database, now: datetime, unit_id: int, id: int, *, by: int) -> None:
    """As if it had never been promised."""

    def write(connection: sa.Connection) -> None:
        one = own(connection, unit_id, id)
        guarantees.remove(connection, id)
        detail = f"{one.code}:{one.within:g}"
        audits.note(connection, now, by=by, action="promise.remove", subject=f"unit:{unit_id}", detail=detail)

    db.write(write)


def end(db: Database, now: datetime, unit_id: int, id: int, last: date, *, by: int) -> None:
    """From then on nothing is held against it any more."""

    def write(connection: sa.Connection) -> None:
        one = own(connection, unit_id, id)
        if last < one.valid_from:
            raise Invalid(TITLE, (Fault("last", N_("The last day cannot come before the first.")),))
        guarantees.end(connection, id, last)
        detail = f"{one.code}:{one.within:g} {last}"
        audits.note(connection, now, by=by, action="promise.end", subject=f"unit:{unit_id}", detail=detail)

    db.write(write)


def own(connection: sa.Connection, unit_id: int, id: int) -> Guarantee:
    one = guarantees.by_id(connection, id)
    if one is None or one.unit_id != unit_id:
        raise NotFound(N_("There is no such promise."))
    return one
