"""What comes back to an address of its own: to which mail it belongs, and what it means for it."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.events import events
from mailer.phrases import Phrases, load
from mailer.returned import Back, Door, Means, door, door_of, judge, told
from tests.mailer import returns

TOKEN = "abcdefghijklmnopqrstuvwxyz"
TO = f"bounce+12.{TOKEN}@medlytt.test"
OUT = f"out+12.{TOKEN}@medlytt.test"
DOOR = Door(name="bounce", round_id=12, token=TOKEN)


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return load()


@pytest.mark.parametrize(
    "address",
    [TO, TO.upper(), f"<{TO}>", f"SRS0=aB=C7=medlytt.test=bounce+12.{TOKEN}@gmail.test", f"prvs=1234={TO}"],
)
def test_an_address_of_ours_is_known_however_servers_dress_it(address: str) -> None:
    assert door(["x@y.test", address]) == DOOR


@pytest.mark.parametrize(
    "address",
    [
        "bounce@medlytt.test", f"bounce+x.{TOKEN}@medlytt.test", f"bounce+12.{TOKEN}a@medlytt.test",
        f"bounce+12.{TOKEN[:-1]}@medlytt.test", f"bounce+1234567890.{TOKEN}@medlytt.test", f"bounce+12.{TOKEN}@",
        f"bounce+12.{TOKEN[:-1]}1@medlytt.test", f"rebounce+12.{TOKEN}@medlytt.test", "", "\0", "kari@postboks.test",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_anybodys(address: str) -> None:
    assert door([address]) is None


@pytest.mark.parametrize("field", ["To", "Delivered-To", "X-Original-To", "Envelope-To", "x-forwarded-to"])
def test_where_no_envelope_is_known_the_header_tells(field: str) -> None:
    raw = f"From: x@y.test\r\nSubject: hi\r\n{field}:\r\n <{TO}>\r\n\r\nbody".encode()
    assert door_of(raw, ()) == DOOR
    assert door_of(raw.replace(b"\r\n", b"\n"), ()) == DOOR


def test_an_address_in_the_text_or_subject_of_somebody_elses_mail_counts_for_nothing() -> None:
    raw = f"To: kari@postboks.test\r\nSubject: {TO}\r\n\r\n{TO}".encode()
    assert door_of(raw, ("kari@postboks.test",), own="undersokelse@medlytt.test") is None


def test_a_mail_to_the_sender_itself_is_citizens_mail_too() -> None:
    own = "undersokelse@medlytt.test"
    assert door_of(b"To: x\r\n\r\nHei", (own,), own=own) == Door(name="", round_id=0, token="", quoted=True)
    raw = returns.dsn(own, status="5.1.1").replace(
        b"Message-ID: <abc", f"Return-Path: <{TO}>\r\nMessage-ID: <".encode()
    )
    found = door_of(raw, (), own=own)
    assert found and (found.token, found.quoted) == (TOKEN, True)


HARD = [
    ("postfix", returns.dsn(TO, status="5.1.1", said="550 5.1.1 <kari@hjemme.test>: User unknown")),
    (
        "exchange online",
        returns.dsn(
            TO,
            status="5.1.10",
            sender='"Microsoft Outlook" <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@hjemme.test>',
            subject="Undeliverable: Hvordan var kontakten med Larvik?",
            said="550 5.1.10 RESOLVER.ADR.RecipientNotFound; kari@hjemme.test not found by SMTP address lookup",
            text="Your message to kari@hjemme.test couldn't be delivered. kari wasn't found at hjemme.test.",
        ),
    ),
    (
        "gmail",
        returns.dsn(
            TO,
            status="5.1.1",
            sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            subject="Delivery Status Notification (Failure)",
            said="550-5.1.1 The email account that you tried to reach does not exist.",
            text="** Address not found **\r\n\r\nYour message wasn't delivered to kari@gmail.test",
        ),
    ),
    ("exim", returns.exim(TO)),
    ("exim without status", returns.exim(TO, "550 unrouteable address")),
    ("qmail", returns.qmail(TO)),
    ("disabled", returns.dsn(TO, status="5.2.1", said="550 5.2.1 mailbox disabled, quota does not matter")),
    ("no such domain", returns.dsn(TO, status="5.4.4", said="Host or domain name not found")),
    ("general", returns.dsn(TO, status="5.0.0", said="550 no such person here")),
]
SOFT = [
    ("full", returns.dsn(TO, status="5.2.2", said="552 5.2.2 mailbox full")),
    ("full at gmail", returns.dsn(TO, status="4.2.2", said="452-4.2.2 The email account is over quota.")),
    ("full without status", returns.exim(TO, "552 Quota exceeded (mailbox for user is full)")),
    ("given up", returns.dsn(TO, status="4.4.1", said="connect to mx.hjemme.test: Connection timed out")),
    ("expired", returns.dsn(TO, status="5.4.7", said="delivery time expired")),
    ("expired at exchange", returns.dsn(TO, status="5.4.300", said="550 5.4.300 Message expired")),
]
NOTHING = [
    ("delayed", returns.dsn(TO, status="4.4.1", action="delayed", subject="Delayed Mail (still being retried)")),
    ("delayed at exim", returns.exim_warning(TO)),
    ("relayed", returns.dsn(TO, status="2.0.0", action="relayed")),
    ("delivered", returns.dsn(TO, status="2.0.0", action="delivered")),
    ("away", returns.written(TO, subject="Fravær: ferie til 4. mars", Auto_Submitted="auto-replied")),
    ("away in english", returns.written(TO, subject="Automatic reply: How was it", X_Auto_Response_Suppress="All")),
    ("words", returns.written(TO, subject="Sv: Hvordan var kontakten", text="Det gikk fint, takk! Ring 555 12 345.")),
]


@pytest.mark.parametrize(("name", "raw"), HARD, ids=[name for name, _ in HARD])
def test_an_address_that_takes_no_mail_is_told_whichever_server_says_it(
    name: str, raw: bytes, phrases: Phrases
) -> None:
    assert judge(raw, DOOR, phrases).means is Means.HARD


@pytest.mark.parametrize(("name", "raw"), SOFT, ids=[name for name, _ in SOFT])
def test_what_may_be_over_tomorrow_is_no_dead_address(name: str, raw: bytes, phrases: Phrases) -> None:
    assert judge(raw, DOOR, phrases).means is Means.SOFT


@pytest.mark.parametrize(("name", "raw"), NOTHING, ids=[name for name, _ in NOTHING])
def test_delays_receipts_and_absences_mean_nothing(name: str, raw: bytes, phrases: Phrases) -> None:
    assert judge(raw, DOOR, phrases).means is Means.NOTHING


def test_a_mail_to_the_way_out_means_no_more_unless_a_machine_wrote_it(phrases: Phrases) -> None:
    out = Door(name="out", round_id=12, token=TOKEN)
    assert judge(returns.written(OUT, subject="", text=""), out, phrases).means is Means.STOP
    assert judge(returns.written(OUT, subject="unsubscribe"), out, phrases).means is Means.STOP
    away = returns.written(OUT, subject="Out of office", Auto_Submitted="auto-replied")
    assert judge(away, out, phrases).means is Means.NOTHING
    assert judge(returns.written(TO, subject="Avmelding, takk"), DOOR, phrases).means is Means.STOP


@pytest.mark.parametrize(
    ("kind", "means"), [("abuse", Means.COMPLAINT), ("fraud", Means.COMPLAINT), ("not-spam", Means.NOTHING)]
)
@pytest.mark.parametrize("line", [f"Return-Path: <{TO}>", f"List-Unsubscribe: <mailto:{OUT}?subject=unsubscribe>"])
def test_a_complaint_finds_its_mail_by_what_it_quotes(kind: str, means: Means, line: str, phrases: Phrases) -> None:
    raw = returns.complaint(line, kind=kind)
    found = door_of(raw, ("fbl@medlytt.test",))
    assert found and found.token == TOKEN
    assert judge(raw, found, phrases).means is means


KEPT = sorted((Path(__file__).parents[1] / "mail").glob("*.eml"))
BOUNCES = [file for file in KEPT if file.stem.endswith("-bounce")]


@pytest.mark.parametrize("file", BOUNCES, ids=[file.stem for file in BOUNCES])
def test_the_bounces_of_the_collection_are_failures(file: Path, phrases: Phrases) -> None:
    assert judge(file.read_bytes(), DOOR, phrases).means in (Means.HARD, Means.SOFT)


def test_no_other_mail_of_the_collection_stops_anything(phrases: Phrases) -> None:
    others = [file for file in KEPT if file not in BOUNCES][::7]
    meant = {file.stem: judge(file.read_bytes(), DOOR, phrases).means for file in others}
    assert {name: means for name, means in meant.items() if means is not Means.NOTHING} == {}


@settings(max_examples=40)
@given(st.binary(max_size=600))
def test_no_mail_is_so_broken_that_it_breaks_anything(rest: bytes) -> None:
    raw = f"To: <{TO}>\r\nContent-Type: multipart/report; boundary=x\r\n".encode() + rest
    found = door_of(raw, ())
    assert found is not None
    judge(raw, found, load_once())


LOADED: list[Phrases] = []


def load_once() -> Phrases:
    if not LOADED:
        LOADED.append(load())
    return LOADED[0]


EVENTS = [
    ({"event": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such user"}, Means.HARD),
    ({"event": "bounce", "status": "5.2.2", "reason": "552 5.2.2 mailbox full"}, Means.SOFT),
    ({"event": "bounce", "type": "blocked", "reason": "554 5.7.1 blocked"}, Means.SOFT),
    ({"event": "dropped", "reason": "Bounced Address"}, Means.HARD),
    ({"event": "dropped", "reason": "Unsubscribed Address"}, Means.STOP),
    ({"event": "dropped", "reason": "Spam Reporting Address"}, Means.COMPLAINT),
    ({"event": "dropped", "reason": "Recipient List over Package Quota"}, Means.SOFT),
    ({"event": "spamreport"}, Means.COMPLAINT),
    ({"event": "unsubscribe"}, Means.STOP),
    ({"event": "group_unsubscribe"}, Means.STOP),
    ({"event": "deferred", "response": "451 later"}, Means.NOTHING),
    ({"event": "delivered"}, Means.NOTHING),
]


@pytest.mark.parametrize(("said", "means"), EVENTS)
def test_an_event_of_a_provider_means_the_same(said: dict[str, str], means: Means) -> None:
    (event,) = events(json.dumps([{**said, "email": "kari@hjemme.test", "bounces_to": TO}]).encode())
    found = told(event)
    assert isinstance(found, Back) and (found.door, found.means) == (DOOR, means)


def test_an_event_of_another_mail_is_left_to_others() -> None:
    bounce, *rest = events(json.dumps([{"event": "bounce", "email": "x@y.test"}, {"event": "spamreport"}]).encode())
    assert told(bounce) is None and not rest
