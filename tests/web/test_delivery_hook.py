"""SendGrid's reports: believed only if signed and fresh, read only then, and answered once they are kept."""

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from survey.invitation import Standing
from survey.store.schema.inquiries import delivery, dispatch, inquiry
from tests import scene
from tests.citizens import Citizens
from tests.conftest import NOW
from tests.web.conftest import Site

KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
BOUNCE = {
    "email": "post@larvik.test", "event": "bounce", "sg_event_id": "e1", "sg_message_id": "14c5d75ce93.filter0",
    "reason": "550 no such mailbox",
}  # fmt: skip
BODY = json.dumps([BOUNCE, {"event": "open", "email": "x@y.test"}]).encode()


@pytest.fixture
def sent(site: Site) -> int:
    """An inquiry whose mail SendGrid took over; the hook is open."""
    site.settings = msgspec.structs.replace(site.settings, sendgrid_events_public_key=PUBLIC)
    site.rebuilt()
    id = scene.a_mail_inquiry(site.db, scene.a_wave(site.db), site.unit, status="waiting", started_at=NOW)
    values = {"status": "sent", "sent_at": NOW, "provider_id": "14c5d75ce93"}
    site.db.write(lambda c: c.execute(dispatch.update().values(**values)))
    return id


def call(site: Site, body: bytes = BODY, *, signed: bytes | None = None, at: datetime = NOW) -> int:
    stamp = str(int(at.timestamp()))
    mark = KEY.sign(stamp.encode() + (body if signed is None else signed), ec.ECDSA(SHA256()))
    headers = {
        "content-type": "application/json",
        "x-twilio-email-event-webhook-signature": base64.b64encode(mark).decode(),
        "x-twilio-email-event-webhook-timestamp": stamp,
    }
    return site.client().post("/hooks/sendgrid/events", content=body, headers=headers).status_code


def reports(site: Site) -> int:
    with site.db.read() as connection:
        return len(connection.execute(delivery.select()).all())


def test_a_bounce_goes_to_a_person_and_its_reason_is_on_the_page(site: Site, sent: int) -> None:
    assert [call(site), call(site)] == [204, 204]
    assert scene.row(site.db, inquiry, sent)["status"] == "doubtful"
    assert reports(site) == 1
    assert "550 no such mailbox" in site.client("kari").get(f"/inquiries/{sent}").text


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"[" * 5000])
def test_a_true_call_that_holds_no_events_is_sent_again(site: Site, sent: int, body: bytes) -> None:
    assert call(site, body) == 503


def test_a_call_that_is_not_signed_or_old_is_refused(site: Site, sent: int) -> None:
    assert call(site, signed=b"[]") == 403
    assert call(site, at=NOW - timedelta(hours=1)) == 403
    assert site.client().post("/hooks/sendgrid/events", content=BODY).status_code == 403
    assert reports(site) == 0


def test_the_hook_is_closed_without_a_key(site: Site) -> None:
    assert call(site) == 404


def test_health_says_when_mails_are_stuck_and_tells_strangers_no_times(site: Site, sent: int) -> None:
    assert site.client().get("/healthz").json()["checks"]["mail"] == {"ok": True, "says": "nothing is late"}
    assert site.client("kari").get("/healthz").json()["checks"]["mail"]["last_left"].startswith("2026-03-03T09:00")
    wave = scene.row(site.db, inquiry, sent)["wave_id"]
    scene.a_mail_inquiry(site.db, wave, site.unit, slot="email-2", due_at=NOW - timedelta(minutes=40))
    answer = site.client().get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["mail"]["says"]) == (503, "due for 40 minutes")


def test_what_is_told_of_a_citizens_mail_acts_on_the_invitation_and_is_not_kept(
    site: Site, sent: int, tmp_path: Path
) -> None:
    citizens = Citizens(site.db, tmp_path, unit_id=site.unit)
    id = citizens.invite()
    token = citizens.keys.doors(citizens.round_id).bounce(id)
    event = {**BOUNCE, "bounces_to": f"bounce+{citizens.round_id}.{token}@medlytt.test", "sg_event_id": "e2"}
    body = json.dumps([{**event, "email": "kari@hjemme.test", "reason": "550 5.1.1 kari@hjemme.test"}, BOUNCE]).encode()
    assert [call(site, body), call(site, body)] == [204, 204]
    assert citizens.found(id).standing is Standing.BOUNCED
    assert reports(site) == 1
    assert "hjemme.test" not in citizens.rows() and token not in citizens.rows()
