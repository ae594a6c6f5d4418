"""Mails that no decent program would write, through every real way in: kept, sorted, marked and shown."""

import base64
import secrets
import smtplib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.malformed import HEAD, SMALL, damaged, wicked
from mailer.inbox import Maildir
from mailer.listener import listen
from survey.jobs import knowledge
from survey.mail import MailStatus
from survey.steps.collect import collector
from survey.steps.sort import Sorter
from survey.store.schema.mails import mail
from survey.vault import Vault, key_at
from tests.apps import built
from tests.conftest import NOW
from tests.web.conftest import Site, site, site_on

__all__ = ["site", "site_on"]  # fixtures of the web's tests
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
SECONDS = 20.0  # of the processor, for all of them together


class Room:
    """The site with the collector and the sorter behind it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        site.settings = msgspec.structs.replace(site.settings, sendgrid_inbound_public_key=PUBLIC)
        site.app = built(site.settings, site.db, clock=lambda: NOW)
        vault = Vault(key_at(site.settings.key_path))
        self.deliver = collector(site.db, vault, lambda: NOW)
        self.sorter = Sorter(site.db, vault, knowledge(site.settings))

    def rows(self) -> list[sa.RowMapping]:
        with self.site.db.read() as connection:
            return list(connection.execute(sa.select(mail).order_by(mail.c.id)).mappings())

    def sorted(self) -> list[sa.RowMapping]:
        began = time.process_time()
        while self.sorter.sort(NOW):
            pass
        assert time.process_time() - began < SECONDS
        return self.rows()

    def assert_held_and_shown(self, number: int) -> None:
        rows = self.sorted()
        assert len(rows) == number
        assert {row["status"] for row in rows} == {MailStatus.HELD}
        assert not [line for row in rows for line in row["damage"] if "could not be sorted" in line]
        kari = self.site.client("kari")
        for row in rows:
            answer = kari.get(f"/post/{row['id']}")
            assert answer.status_code == 200
        shown = kari.get("/post").text
        assert all(f'href="/post/{row["id"]}"' in shown for row in rows[:50])


@pytest.fixture
def room(site_on: Site) -> Room:
    return Room(site_on)


def over_smtp(room: Room, raw: bytes) -> None:
    with listen("127.0.0.1", 0, room.deliver) as listener, smtplib.SMTP("127.0.0.1", listener.port) as wire:
        wire.sendmail("a@b.test", ["kari@postboks.test"], raw)


def over_lmtp(room: Room, raw: bytes) -> None:
    with listen("127.0.0.1", 0, room.deliver, lmtp=True) as listener, smtplib.LMTP("127.0.0.1", listener.port) as wire:
        wire.sendmail("a@b.test", ["kari@postboks.test"], raw)


def as_a_file(room: Room, raw: bytes) -> None:
    folder = Path(room.site.settings.data) / "inbox"
    (folder / "new").mkdir(parents=True, exist_ok=True)
    (folder / "new" / secrets.token_hex(6)).write_bytes(raw)
    assert not Maildir(path=folder).collect(room.deliver).failed


def as_a_hook(room: Room, raw: bytes) -> None:
    answer = call(room, form(email=raw, envelope=b'{"to":["kari@postboks.test"],"from":"a@b.test"}'))
    assert answer == 204


def form(**fields: bytes) -> bytes:
    part = b'--limit\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    return b"".join(part % (name.encode(), value) for name, value in fields.items()) + b"--limit--\r\n"


def call(room: Room, body: bytes, *, signed: bytes | None = None, at: datetime = NOW) -> int:
    stamp = str(int(at.timestamp()))
    mark = base64.b64encode(KEY.sign(stamp.encode() + (body if signed is None else signed), ec.ECDSA(SHA256())))
    answer = room.site.client().post(
        "/hooks/sendgrid/inbound",
        content=body,
        headers={
            "content-type": "multipart/form-data; boundary=limit",
            "x-twilio-email-event-webhook-signature": mark.decode(),
            "x-twilio-email-event-webhook-timestamp": stamp,
        },
    )
    return answer.status_code


@pytest.mark.parametrize("way", [over_smtp, over_lmtp, as_a_file, as_a_hook], ids=lambda way: way.__name__)
def test_damaged_mails_are_kept_marked_and_shown(room: Room, way: Callable[[Room, bytes], None]) -> None:
    for raw in damaged().values():
        way(room, raw)
    on_a_wire = {raw if raw.endswith(b"\r\n") else raw + b"\r\n" for raw in damaged().values()}
    room.assert_held_and_shown(len(on_a_wire) if way in (over_smtp, over_lmtp) else len(damaged()))


def test_mails_made_to_hang_a_parser_do_not(site: Site) -> None:
    room = Room(site)
    for name, raw in wicked(SMALL).items():
        room.deliver(raw, source="smtp", key=name, recipients=())
    room.assert_held_and_shown(len(wicked(SMALL)))


def test_a_hook_is_believed_only_if_its_signature_is_true_and_fresh(room: Room) -> None:
    body = form(email=b"Subject: hei\r\n\r\nhei\r\n")
    assert call(room, body, signed=body + b" ") == 403
    assert call(room, body, at=datetime(2026, 3, 3, 8, 0, tzinfo=UTC)) == 403
    assert room.rows() == []
    assert call(room, body) == 204
    assert call(room, body) == 204  # called again because the first answer was lost
    assert len(room.rows()) == 1


def test_the_hook_is_closed_without_a_key_and_keeps_what_is_no_mail_with_its_sender(room: Room) -> None:
    assert call(room, form(text=b"parsed, not raw")) == 503
    assert call(room, b"--limit\r\nbroken") == 503
    room.site.app = built(
        msgspec.structs.replace(room.site.settings, sendgrid_inbound_public_key=""), room.site.db, clock=lambda: NOW
    )
    assert call(room, form(email=b"Subject: hei\r\n\r\nhei\r\n")) == 404
    assert room.rows() == []


def test_a_call_that_is_too_large_is_told_so(site: Site) -> None:
    room = Room(site)
    assert call(room, form(email=b"x" * 31_500_000)) == 413
    assert room.rows() == []


@pytest.fixture
def one_room(site: Site) -> Room:
    return Room(site)


@given(st.lists(st.tuples(st.binary(max_size=60), st.binary(max_size=400)), min_size=4, max_size=12))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_at_all_are_kept_and_held(one_room: Room, found: list[tuple[bytes, bytes]]) -> None:
    before = len(one_room.rows())
    for header, body in found:
        raw = HEAD + header + b"\r\n\r\n" + body if header else body
        one_room.deliver(raw, source="smtp", key=secrets.token_hex(8), recipients=("kari@postboks.test",))
    rows = one_room.sorted()[before:]
    assert len(rows) == len(found)
    assert {row["status"] for row in rows} == {MailStatus.HELD}
    assert not [line for row in rows for line in row["damage"] if "could not be sorted" in line]
