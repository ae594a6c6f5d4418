"""An SMS is accepted, put off, turned away or in doubt, and each is told apart."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.sms import Fields, Folder, Http, Text, segments
from mailer.transport import Deferred, Doubtful, Refused
from tests.mailer import fake_sendgrid

TEXT = Text(to="+4791234567", sender="Larvik", body="Hvordan gikk det?")


def test_a_text_is_posted_as_json_with_the_token() -> None:
    with fake_sendgrid.running() as server, Http(f"{server.url}/v1/sms", "secret") as gateway:
        server.body = b'{"id": "m1"}'
        assert gateway.send(TEXT).provider_id == "m1"
    assert server.mails == [{"to": "+4791234567", "from": "Larvik", "text": "Hvordan gikk det?"}]
    assert (server.requests[0]["path"], server.requests[0]["Authorization"]) == ("/v1/sms", "Bearer secret")


def test_a_gateway_may_call_the_three_parts_as_it_likes() -> None:
    fields = Fields(to="recipient", sender="originator", body="body")
    with fake_sendgrid.running() as server, Http(server.url, "secret", fields=fields) as gateway:
        gateway.send(TEXT)
    assert server.mails == [{"recipient": "+4791234567", "originator": "Larvik", "body": "Hvordan gikk det?"}]


@pytest.mark.parametrize(
    ("status", "fault", "account"),
    [
        (400, Refused, False), (422, Refused, False), (409, Refused, False),
        (401, Refused, True), (402, Refused, True), (403, Refused, True), (404, Refused, True), (301, Refused, True),
        (429, Deferred, None), (500, Deferred, None), (503, Deferred, None), (408, Deferred, None),
        (502, Doubtful, None), (504, Doubtful, None), (207, Doubtful, None),
    ],
)  # fmt: skip
def test_an_answer_of_the_gateway_means_one_thing(status: int, fault: type[Exception], account: bool | None) -> None:
    with fake_sendgrid.running() as server, Http(server.url, "secret") as gateway:
        server.status, server.body = status, b'{"error": "+4791234567 is blocked"}'
        server.extra = (("Retry-After", "30"), ("Location", "/elsewhere"))
        with pytest.raises(fault) as told:
            gateway.send(TEXT)
        assert len(server.mails) == 1
    assert getattr(told.value, "account", None) == account
    assert "4791234567" not in str(told.value) and "secret" not in str(told.value)
    if isinstance(told.value, Deferred):
        assert told.value.retry_after == 30


def test_nobody_there_is_later_and_no_answer_is_doubt() -> None:
    with fake_sendgrid.running() as server:
        url = server.url
        with Http(url, "secret", timeout=0.1) as gateway:
            server.delay = 0.3
            with pytest.raises(Doubtful):
                gateway.send(TEXT)
        server.delay, server.hang_up = 0.0, True
        with Http(url, "secret") as gateway, pytest.raises(Doubtful):
            gateway.send(TEXT)
    with Http(url, "secret") as gateway, pytest.raises(Deferred):
        gateway.send(TEXT)


@pytest.mark.parametrize("to", ["91234567", "+4791 23 45 67", "+0791234567", "+47", "+479123456789012345", "", "+47x"])
def test_a_number_that_is_not_international_never_leaves(to: str, tmp_path: Path) -> None:
    with fake_sendgrid.running() as server, Http(server.url, "secret") as gateway:
        for way in (gateway, Folder(tmp_path)):
            with pytest.raises(Refused):
                way.send(Text(to=to, sender="L", body="hei"))
        assert not server.mails and not list(tmp_path.iterdir())


def test_the_folder_reaches_nobody(tmp_path: Path) -> None:
    with Folder(tmp_path / "sms") as gateway:
        gateway.send(TEXT)
    (file,) = (tmp_path / "sms").iterdir()
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "to": "+4791234567", "sender": "Larvik", "body": "Hvordan gikk det?",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("æøåÆØÅäöü" * 17, 1),
        ("€" * 80, 1), ("€" * 81, 2), ("я" * 70, 1), ("я" * 71, 2), ("ą" + "a" * 70, 2), ("😀" * 35, 1), ("", 1),
    ],
)  # fmt: skip
def test_a_text_is_billed_by_its_letters(body: str, parts: int) -> None:
    assert segments(body) == parts


@given(st.text(max_size=400), st.text(max_size=100))
def test_more_words_never_cost_less(one: str, other: str) -> None:
    assert segments(one + other) >= segments(one)
