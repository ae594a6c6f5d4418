"""Mails to staff over real connections, and what comes back of them."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from mailer.events import Event, Outcome
from mailer.smtp import Smtp
from survey.outbox import Occasion, Post, State
from survey.steps import tell_by_mail
from survey.steps.tell_back import report_to_staff, staff_mail
from survey.steps.tell_by_mail import tell_by_mail as send_all
from survey.store import outbox
from tests.mailer.fake_smtp import HANG_UP, running
from tests.objections.conftest import NOW
from tests.outbox.conftest import Room, carrier

SLOW = """
import sys, time
from datetime import datetime
from mailer.transport import Folder
from survey.steps.tell_by_mail import Carrier, tell_by_mail
from survey.steps.tell_words import House
from survey.store.database import Database

class Stuck:
    def send(self, message):
        print("claimed", flush=True)
        time.sleep(60)

now = datetime.fromisoformat(sys.argv[2])
house = House(url="https://medlytt.test", sender="medlytt@radet.test", key=b"k" * 32)
tell_by_mail(Database(sys.argv[1]), Carrier(name="prey", transport=Stuck(), clock=lambda: now, house=house))
"""


def bounce(to: str, status: str = "5.1.1") -> bytes:
    return f"""From: MAILER-DAEMON@larvik.test
To: {to}
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain

The mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.larvik.test

Final-Recipient: rfc822; odd@radet.test
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b--
""".replace("\n", "\r\n").encode()


def test_a_mail_leaves_over_smtp_with_a_way_back_and_a_way_to_stop_it(room: Room) -> None:
    with running() as server, Smtp("127.0.0.1", server.port, tls="none") as out:
        assert send_all(room.db, carrier(out)).sent == 2
    mail = message_from_bytes(server.mails[0], policy=policy.default)
    one = next(one for one in room.told(Occasion.CONTACTS) if one.sent_to in mail["to"])
    assert one.provider_id
    assert f"MAIL FROM:<medlytt+told.{one.token}@radet.test>".lower() in server.commands[1].lower()
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert f"/mails/stop/{one.person_id}/contacts/" in mail["list-unsubscribe"]
    assert mail["auto-submitted"] == "auto-generated"


def test_what_the_server_says_decides(room: Room) -> None:
    with (
        running(RCPT=["550 no such mailbox", "250 ok"], DOT=HANG_UP) as server,
        Smtp("127.0.0.1", server.port, tls="none") as out,
    ):
        told = send_all(room.db, carrier(out))
    assert (told.refused, told.doubtful) == (1, 1)
    assert {one.state for one in room.told(Occasion.CONTACTS)} == {State.REFUSED, State.DOUBTFUL}


def test_a_server_that_is_away_puts_mails_off(room: Room) -> None:
    with running() as server:
        port = server.port
    with Smtp("127.0.0.1", port, tls="none") as out:
        assert send_all(room.db, carrier(out)).deferred == 2
    assert {one.state for one in room.told(Occasion.CONTACTS)} == {State.WAITING}


def test_a_process_killed_between_claim_and_record_leaves_a_doubtful_mail_in_sight(room: Room) -> None:
    command = [sys.executable, "-c", SLOW, room.db.url, NOW.isoformat()]
    root = Path(__file__).parents[2]
    told = os.environ | {"PYTHONPATH": str(root)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env=told) as prey:  # noqa: S603
        assert prey.stdout and prey.stdout.readline() == b"claimed\n"
        prey.send_signal(signal.SIGKILL)
    (stuck,) = [one for one in room.told(Occasion.CONTACTS) if one.status is Post.SENDING]
    assert room.send()[0].sent == 1, "the other one leaves, the stuck one does not"
    later = NOW + timedelta(minutes=20)
    assert tell_by_mail.give_up_on_the_dead(room.db, later, after=timedelta(minutes=15)) == 1
    with room.db.read() as connection:
        one = outbox.by_id(connection, stuck.id)
    assert one and one.state is State.DOUBTFUL
    assert room.send(later)[0].sent == 0


def event(outcome: Outcome, key: str = "e", **more: str) -> Event:
    return Event(key=key, outcome=outcome, recipient="odd@radet.test", reason="550 no such user", **more)


def test_what_a_provider_tells_shows_and_a_failure_stands(room: Room) -> None:
    room.send()
    one = room.one(room.odd, Occasion.CONTACTS)
    named = {"message_id": f"<{one.token}@radet.test>"}
    for outcome, state in (
        (Outcome.DELIVERED, State.DELIVERED),
        (Outcome.DEFERRED, State.DELIVERED),
        (Outcome.BOUNCE, State.BOUNCED),
        (Outcome.DELIVERED, State.BOUNCED),
    ):
        assert report_to_staff(room.db, NOW, [event(outcome, **named)]) == []
        assert room.one(room.odd, Occasion.CONTACTS).state is state
    assert room.one(room.odd, Occasion.CONTACTS).fault == "550 no such user"


def test_reports_on_other_mails_are_left_to_others(room: Room) -> None:
    strange = event(Outcome.BOUNCE, message_id="<x@radet.test>", provider_id="14c5d75ce93")
    assert report_to_staff(room.db, NOW, [strange]) == [strange]


def test_a_report_ends_a_doubt(room: Room) -> None:
    claimed = room.db.write(outbox.claim, NOW, "dead")
    assert claimed
    report_to_staff(room.db, NOW, [event(Outcome.DELIVERED, message_id=f"<{claimed.token}@radet.test>")])
    with room.db.read() as connection:
        one = outbox.by_id(connection, claimed.id)
    assert one and one.state is State.DELIVERED and one.sent_at == NOW


@pytest.mark.parametrize("status", ["5.1.1", "5.2.2"])
def test_a_bounce_to_the_mails_own_address_shows_and_is_not_kept(room: Room, status: str) -> None:
    room.send()
    one = room.one(room.odd, Occasion.CONTACTS)
    aside = staff_mail(room.db, lambda: NOW, then=lambda raw, recipients: False)
    back = f"medlytt+told.{one.token}@radet.test"
    assert aside(bounce(back.upper(), status), (back,))
    assert room.one(room.odd, Occasion.CONTACTS).state is State.BOUNCED
    assert room.one(room.mona, Occasion.CONTACTS).state is State.SENT
    assert not aside(bounce("other@radet.test"), ("other@radet.test",))
