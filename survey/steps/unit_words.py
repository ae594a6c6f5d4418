"""What a unit says in its own name in the messages of a survey, and the open survey at its counter."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from survey.doors import new_code, plain_code
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.round import RoundStatus
from survey.store import audits, rounds
from survey.store.database import Database
from survey.store.rounds import Own
from survey.tables.cells import EMAIL
from survey.texts import N_

LONGEST = {"sender_name": 80, "subject": 120, "greeting": 200, "text": 400, "signature": 200}
NOT_OF_IT = N_("This unit is not part of the survey.")
BEFORE_THE_END = (RoundStatus.DRAFT, RoundStatus.OPEN)


def of_unit(connection: sa.Connection, round_id: int, unit_id: int) -> Own:
    found = rounds.own(connection, round_id, unit_id)
    if found is None:
        raise NotFound(NOT_OF_IT)
    return found


def put_words(
    db: Database,
    now: datetime,
    round_id: int,
    unit_id: int,
    *,
    sender_name: str,
    sender_email: str,
    texts: Mapping[str, Mapping[str, str]],
    by: int | None,
) -> None:
    """Acts from the next message on. Texts: language -> part -> words; what is empty is ours to say."""
    refuse_faults(sender_name, sender_email, texts)
    kept = {language: own for language, parts in texts.items() if (own := {p: t for p, t in parts.items() if t})}

    def write(connection: sa.Connection) -> None:
        refuse_ended(connection, round_id)
        of_unit(connection, round_id, unit_id)
        values = {"sender_name": sender_name, "sender_email": sender_email, "texts": kept}
        rounds.put_unit(connection, round_id, unit_id, **values)
        audits.note(connection, now, by=by, action="round.words", subject=f"round:{round_id}", detail=f"unit:{unit_id}")

    db.write(write)


def refuse_faults(sender_name: str, sender_email: str, texts: Mapping[str, Mapping[str, str]]) -> None:
    faults = []
    too_long = N_("Use at most %(n)s characters.")
    if len(sender_name) > LONGEST["sender_name"]:
        faults.append(Fault("sender_name", too_long, n=LONGEST["sender_name"]))
    if any(ord(letter) < 32 for letter in sender_name):
        faults.append(Fault("sender_name", N_("Write the name on one line.")))
    if sender_email and not EMAIL.fullmatch(sender_email):
        faults.append(Fault("sender_email", N_("Write an e-mail address such as kari@example.no.")))
    for language, parts in texts.items():
        for part, words in parts.items():
            if len(words) > LONGEST[part]:
                faults.append(Fault(f"{part}-{language}", too_long, n=LONGEST[part]))
            elif part == "subject" and not words.isprintable():
                faults.append(Fault(f"{part}-{language}", N_("Write the subject on one line.")))
    if faults:
        raise Invalid(N_("The words were not kept."), tuple(faults))


def put_kiosk(db: Database, now: datetime, round_id: int, unit_id: int, *, on: bool, by: int | None) -> str:
    """Open the survey at the counter under a code, or end it there; returns the code. A code is never used again."""

    def write(connection: sa.Connection) -> str:
        refuse_ended(connection, round_id)
        had = of_unit(connection, round_id, unit_id).kiosk
        code = (had or plain_code(new_code())) if on else ""
        if code != had:
            rounds.put_unit(connection, round_id, unit_id, kiosk=code)
            action = "round.kiosk" if on else "round.kiosk_end"
            audits.note(connection, now, by=by, action=action, subject=f"round:{round_id}", detail=f"unit:{unit_id}")
        return code

    return db.write(write)


def refuse_ended(connection: sa.Connection, round_id: int) -> None:
    if rounds.known(connection, round_id).status not in BEFORE_THE_END:
        raise Conflict(N_("This survey is over."))
