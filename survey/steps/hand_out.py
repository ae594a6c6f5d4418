"""Codes on paper: slips that a unit hands out, and one-time codes for those who help somebody answer."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.contact import CHANNELS
from survey.doors import new_code
from survey.invitation import Invitation, Standing, Way
from survey.keyring import Keyring
from survey.problems import Conflict, Fault, Invalid
from survey.round import RoundStatus
from survey.steps.unit_words import of_unit
from survey.store import audits, invitations, rounds
from survey.store.database import Database
from survey.texts import LANGUAGES, N_

MOST = 200
ACTIONS = {Way.CODE: "round.slips", Way.ASSISTED: "round.assist"}


class Slip(msgspec.Struct, frozen=True):
    """What stands on one piece of paper, and nowhere else."""

    code: str
    token: str
    """For the address in the QR."""


def hand_out(
    db: Database,
    now: datetime,
    round_id: int,
    unit_id: int,
    *,
    way: Way,
    channel: str,
    language: str,
    number: int,
    keys: Keyring,
    by: int | None,
) -> list[Slip]:
    """Make so many codes. They are returned once: only what they open is kept."""
    refuse_faults(channel, language, number)
    refuse_unasked(db, round_id, channel)
    doors = keys.doors(round_id)
    codes = {code: id for code in (new_code() for _ in range(number)) if (id := doors.coded(code)) is not None}
    new = [
        Invitation(
            id=id,
            round_id=round_id,
            unit_id=unit_id,
            channel=channel,
            way=way,
            language=language,
            standing=Standing.DONE,
        )
        for id in sorted(codes.values())
    ]

    def write(connection: sa.Connection) -> None:
        of_unit(connection, round_id, unit_id)
        invitations.add(connection, new)
        detail = f"unit:{unit_id}, {len(new)}"
        audits.note(connection, now, by=by, action=ACTIONS[way], subject=f"round:{round_id}", detail=detail)

    db.write(write)
    return [Slip(code, doors.link(id)) for code, id in codes.items()]


def refuse_faults(channel: str, language: str, number: int) -> None:
    faults = []
    if channel not in CHANNELS:
        faults.append(Fault("channel", N_("Choose one of the answers.")))
    if language not in LANGUAGES:
        faults.append(Fault("language", N_("Choose one of the answers.")))
    if not 1 <= number <= MOST:
        faults.append(Fault("number", N_("Write a whole number from %(low)s to %(high)s."), low=1, high=MOST))
    if faults:
        raise Invalid(N_("The codes were not made."), tuple(faults))


def refuse_unasked(db: Database, round_id: int, channel: str) -> None:
    with db.read() as connection:
        asked = rounds.known(connection, round_id)
    if asked.status is not RoundStatus.OPEN:
        raise Conflict(N_("Codes can be made once the survey is open, and until it ends."))
    if not asked.forms.get(channel):
        raise Invalid(N_("The codes were not made."), (Fault("channel", N_("Nobody is asked about this channel.")),))
