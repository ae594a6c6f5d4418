"""Surveys under way for those who answer: units, a form of their own, and invitations by the service's own steps."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from survey.contact import Contact
from survey.invitation import Way
from survey.keyring import Keyring
from survey.round import Mode, Rules
from survey.settings import Settings
from survey.steps import rounds as steps
from survey.steps.hand_out import hand_out
from survey.steps.import_contacts import import_contacts
from survey.steps.unit_words import put_kiosk
from survey.store import invitations, rounds, units
from survey.store.database import Database

FORM = "kills@1"
DOCUMENT = """\
id = "kills"
purpose = "survey"
title.en = "Kills"

[[items]]
name = "number"
kind = "integer"
label.en = "Number"

[[items]]
name = "more"
kind = "text"
label.en = "More"
"""
CHANNELS = ("email", "phone", "desk")
SLIPS = 20  # of each unit and way
AT_THE_COUNTER = 60  # answers at each
UNITS = ("A", "B", "C")
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]


class Link(msgspec.Struct, frozen=True):
    """Where one answer may be given."""

    round_id: int
    path: str
    code: str = ""
    """Of a slip of paper: it is typed, and leads to the path."""
    nonce: str = ""
    """Of one form at a counter: whoever stands there may answer, each form once."""
    unnamed: str = ""
    """Where the answer goes with a blind token, which this link is turned into first."""


def text_of(number: int) -> str:
    """A comment that is this answer's alone and looks like nobody's name, phone or case."""
    word = ""
    while number:
        number, rest = divmod(number, len(SYLLABLES))
        word += SYLLABLES[rest]
    return f"det var {word or SYLLABLES[0]} i dag"


def bank(folder: Path) -> Path:
    (folder / "instruments").mkdir(parents=True)
    (folder / "instruments" / "kills.toml").write_text(DOCUMENT, encoding="utf-8")
    return folder


def settle(db: Database) -> list[int]:
    db.write(units.add, [{"code": code, "name": f"Unit {code}", "country": "NO"} for code in UNITS])
    with db.read() as connection:
        return [one.id for one in units.every(connection)]


def open_survey(db: Database, settings: Settings, number: int, *, people: int) -> list[Link]:
    """An open survey and the links of everybody who was drawn; one in three is confidential, one in three blind."""
    now, keys = datetime.now(UTC), Keyring(settings.keys_folder)
    with db.read() as connection:
        ids = [one.id for one in units.every(connection)]
    blind = number % 3 == 1
    draft = steps.Draft(
        title=f"Survey {number}", forms=dict.fromkeys(CHANNELS, FORM), rules=Rules(k=10, cap=1_000_000, blind=blind),
        mode=Mode.CONFIDENTIAL if number % 3 == 2 else Mode.ANONYMOUS, starts_on=now.date() - timedelta(days=5),
        asks_until=now.date() + timedelta(days=20), ends_on=now.date() + timedelta(days=30),
    )  # fmt: skip
    round_id = steps.add(db, now, draft, units=ids, by=None)
    steps.open_round(db, now, round_id, keys=keys, by=None)
    contacts = [
        Contact(unit_id=ids[n % len(ids)], channel=CHANNELS[n % 2], at=now - timedelta(minutes=1 + n % 60),
                language="en", email=f"citizen{number}.{n}@hjemme.test")
        for n in range(people)
    ]  # fmt: skip
    import_contacts(db, now, round_id, contacts, keys=keys, feed="kills")
    doors = keys.doors(round_id)
    with db.read() as connection:
        asked = invitations.of_round(connection, round_id)
    links = [
        Link(round_id, f"/a/{round_id}/{doors.link(one.id)}",
             unnamed=f"/t/{round_id}/{one.unit_id}/{one.channel}" if blind and n % 2 else "")
        for n, one in enumerate(asked)
    ]  # fmt: skip
    return links + [link for unit_id in ids for link in on_paper(db, now, round_id, unit_id, keys=keys)]


def on_paper(db: Database, now: datetime, round_id: int, unit_id: int, *, keys: Keyring) -> Iterator[Link]:
    """Slips and helpers' codes, and a counter with a kiosk and a sign."""
    for way in (Way.CODE, Way.ASSISTED):
        for slip in hand_out(
            db, now, round_id, unit_id, way=way, channel="desk", language="en", number=SLIPS, keys=keys, by=None
        ):
            yield Link(round_id, f"/a/{round_id}/{slip.token}", code=slip.code)
    counter = put_kiosk(db, now, round_id, unit_id, on=True, by=None)
    for number in range(AT_THE_COUNTER):
        yield Link(round_id, f"/{'kq'[number % 2]}/{counter}", nonce=secrets.token_hex(16))


def let_it_end(db: Database, round_id: int) -> None:
    """Its last day was the day before yesterday: the next beat of the keeper closes and finishes it."""
    over = datetime.now(UTC).date() - timedelta(days=3)
    db.write(lambda connection: rounds.update(connection, round_id, ends_on=over))
