import json
from typing import Any

import pytest

from mailer.events import Event, Outcome, events
from mailer.inbox import Unusable

BOUNCE: dict[str, Any] = {
    "email": "post@larvik.test",
    "timestamp": 1600112502,
    "smtp-id": "<9f3a@fjordpost.test>",
    "event": "bounce",
    "type": "bounce",
    "sg_event_id": "6g4ZI7SA-xmRDv57GoPIPw==",
    "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
    "reason": "550 5.1.1 no such mailbox",
    "status": "5.1.1",
}


def told(*changed: dict[str, Any]) -> tuple[Event, ...]:
    return events(json.dumps([{**BOUNCE, **change} for change in changed]).encode())


def test_a_bounce_names_the_mail_by_its_message_id_and_by_the_receipt() -> None:
    assert told({}) == (
        Event(
            key="6g4ZI7SA-xmRDv57GoPIPw==",
            outcome=Outcome.BOUNCE,
            recipient="post@larvik.test",
            message_id="<9f3a@fjordpost.test>",
            provider_id="14c5d75ce93",
            reason="550 5.1.1 no such mailbox",
            status="5.1.1",
        ),
    )
    assert told({})[0].failed


@pytest.mark.parametrize(
    ("event", "failed"), [("bounce", True), ("dropped", True), ("deferred", False), ("delivered", False)]
)
def test_only_what_will_never_arrive_has_failed(event: str, failed: bool) -> None:
    assert [one.failed for one in told({"event": event})] == [failed]


@pytest.mark.parametrize("event", ["open", "click", "processed", "spamreport", "", "something new"])
def test_other_events_are_not_read(event: str) -> None:
    assert told({"event": event}) == ()


def test_an_event_that_cannot_be_read_costs_the_others_nothing() -> None:
    assert len(events(json.dumps([7, None, {"event": 5}, {**BOUNCE, "email": []}, BOUNCE]).encode())) == 1


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[", b"\xff", b"[" * 5000])
def test_what_is_no_list_of_events_is_told(body: bytes) -> None:
    with pytest.raises(Unusable):
        events(body)
