"""A mail that was taken over is kept once, sealed, whatever it looks like and however often it is handed over."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.mail import MailStatus
from survey.store.database import Database
from survey.store.schema.mails import mail
from tests.mailer.damaged import DAMAGED
from tests.steps.postroom import Postroom


@pytest.fixture
def room(db: Database, tmp_path: Path) -> Postroom:
    return Postroom(db, tmp_path)


def kept(room: Postroom) -> list[sa.RowMapping]:
    with room.db.read() as connection:
        return list(connection.execute(sa.select(mail).order_by(mail.c.id)).mappings())


def test_a_mail_is_kept_once_however_often_it_is_handed_over(room: Postroom) -> None:
    for _ in range(3):
        room.take(b"Subject: hei\r\n\r\nhei\r\n", "kari@postboks.test", key="k1")
    assert len(kept(room)) == 1
    room.sort()
    room.take(b"Subject: hei\r\n\r\nhei\r\n", "kari@postboks.test", key="k1")
    assert [row["status"] for row in kept(room)] == [MailStatus.HELD]


def test_the_same_name_from_two_ways_in_is_two_mails(room: Postroom) -> None:
    room.take(b"a", key="1", source="imap")
    room.take(b"b", key="1", source="maildir")
    assert len(kept(room)) == 2


def test_it_is_sealed_at_rest_and_opens_as_it_came(room: Postroom) -> None:
    raw = b"From: rita@larvik.test\r\nSubject: hemmelig\r\n\r\nRita sier hei\r\n"
    room.take(raw)
    (found,) = kept(room)
    assert b"Rita" not in found["raw"]
    assert room.vault.open(found["raw"]) == raw
    room.sort()
    assert b"Rita" not in kept(room)[0]["head"]


@pytest.mark.parametrize("to", ["\x00@x.test", "a\udcff@x.test", "x" * 5000 + "@x.test", ""])
def test_a_strange_recipient_is_no_reason_to_lose_a_mail(room: Postroom, to: str) -> None:
    room.take(b"Subject: hei\r\n\r\nhei\r\n", to)
    assert room.sort() == 1
    assert kept(room)[0]["status"] == MailStatus.HELD


def test_damaged_mails_are_kept_as_they_came_and_none_stops_the_sorter(room: Postroom) -> None:
    for name, raw in DAMAGED.items():
        room.take(raw, key=name)
    assert room.sort() == len(DAMAGED)
    found = kept(room)
    assert [room.vault.open(row["raw"]) for row in found] == list(DAMAGED.values())
    assert {row["status"] for row in found} == {MailStatus.HELD}
    assert not [row["damage"] for row in found if any("could not be sorted" in line for line in row["damage"])]
