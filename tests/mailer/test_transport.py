import ssl
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from mailer.message import Address, Message, to_bytes
from mailer.sendgrid import SendGrid
from mailer.smtp import Smtp
from mailer.transport import Deferred, Doubtful, Folder, Refused, Transport
from tests.mailer import fake_sendgrid, fake_smtp
from tests.mailer.fake_sendgrid import FakeSendGrid
from tests.mailer.fake_smtp import HANG_UP, SILENCE

INQUIRY = Message(
    sender=Address("Kari Nordli", "kari.nordli@fjordpost.test"),
    to=(Address("", "post@larvik.test"),),
    subject="Spørsmål om SFO",
    text="Hei\n.\n..og en prikk til\n.slutt\nHilsen Kåre\n",
    message_id="<9f3a@fjordpost.test>",
    date=datetime(2026, 3, 3, 9, 30, tzinfo=UTC),
    reply_to=Address("Kari Nordli", "knordli83@fjordpost.test"),
)


@pytest.fixture
def sendgrid() -> Iterator[FakeSendGrid]:
    with fake_sendgrid.running() as server:
        yield server


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


# -- folder


def test_the_folder_holds_exactly_the_bytes_that_would_have_left(tmp_path: Path) -> None:
    with Folder(tmp_path) as folder:
        receipt = folder.send(INQUIRY)
    assert [file.name for file in (tmp_path / "new").iterdir()] == [receipt.provider_id]
    assert (tmp_path / "new" / receipt.provider_id).read_bytes() == to_bytes(INQUIRY)
    assert not list((tmp_path / "tmp").iterdir())


def test_a_folder_that_cannot_be_written_defers(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Deferred):
        Folder(tmp_path / "file").send(INQUIRY)


def test_every_transport_refuses_a_mail_with_a_line_break_in_its_subject(
    tmp_path: Path, sendgrid: FakeSendGrid
) -> None:
    forged = msgspec.structs.replace(INQUIRY, subject="Hei\r\nBcc: all@larvik.test")
    with fake_smtp.running() as smtp:
        ways: list[Transport] = [Folder(tmp_path), SendGrid("k", host=sendgrid.url), plain(smtp.port)]
        for transport in ways:
            with pytest.raises(Refused), transport:
                transport.send(forged)
    assert not sendgrid.mails and not smtp.mails


# -- SMTP


def plain(port: int, timeout: float = 2.0) -> Smtp:
    return Smtp("127.0.0.1", port, tls="none", timeout=timeout, patience=timeout)


def test_smtp_sends_the_bytes_unchanged_but_for_the_dots_that_the_protocol_doubles() -> None:
    with fake_smtp.running() as server, plain(server.port) as transport:
        receipt = transport.send(INQUIRY)
    assert receipt.provider_id == "2.0.0 queued as 4711"
    assert server.mails == [to_bytes(INQUIRY).replace(b"\r\n.", b"\r\n..")]


def test_smtp_greets_as_the_senders_domain_and_bounces_go_to_the_inquirys_address() -> None:
    with fake_smtp.running() as server, plain(server.port) as transport:
        transport.send(INQUIRY)
    assert server.commands[0] == "ehlo fjordpost.test"
    assert server.commands[1].lower().startswith("mail from:<knordli83@fjordpost.test>")
    assert server.commands[2] == "rcpt TO:<post@larvik.test>"


def test_a_fixed_greeting_is_kept() -> None:
    with fake_smtp.running() as server, Smtp("127.0.0.1", server.port, tls="none", local_hostname="mx.test") as out:
        out.send(INQUIRY)
    assert server.commands[0] == "ehlo mx.test"


def test_one_connection_serves_a_batch_and_a_second_persona_is_greeted_anew() -> None:
    other = msgspec.structs.replace(
        INQUIRY, sender=Address("Ola", "ola@havpost.test"), reply_to=None, message_id="<1@havpost.test>"
    )
    with fake_smtp.running() as server, plain(server.port) as transport:
        for message in (INQUIRY, INQUIRY, other):
            transport.send(message)
    assert server.connections == 1
    assert [line for line in server.commands if line.startswith("ehlo")] == ["ehlo fjordpost.test", "ehlo havpost.test"]


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("GREETING", "421 too busy"),
        ("GREETING", HANG_UP),
        ("EHLO", HANG_UP),
        ("MAIL", "451 greylisted"),
        ("MAIL", HANG_UP),
        ("RCPT", "450 mailbox busy"),
        ("RCPT", HANG_UP),
        ("DATA", "452 no space"),
        ("DATA", HANG_UP),
        ("DATA", SILENCE),
        ("DOT", "451 try again"),
        ("DOT", "421 shutting down"),
    ],
)
def test_a_server_that_cannot_now_defers(step: str, answer: str) -> None:
    with (
        fake_smtp.running(**{step: answer}) as server,
        plain(server.port, 0.3) as transport,
        pytest.raises(Deferred),
    ):
        transport.send(INQUIRY)


@pytest.mark.parametrize(
    ("step", "answer", "code", "account"),
    [
        ("GREETING", "554 no service for you", 554, True),
        ("MAIL", "550 sender not welcome", 550, False),
        ("MAIL", "530 authentication required", 530, True),
        ("RCPT", "550 5.1.1 no such mailbox", 550, False),
        ("DATA", "554 no valid recipients", 554, False),
        ("DOT", "554 looks like spam", 554, False),
        ("DOT", "552 too big", 552, False),
    ],
)
def test_a_server_that_never_will_refuses(step: str, answer: str, code: int, account: bool) -> None:
    with (
        fake_smtp.running(**{step: answer}) as server,
        plain(server.port) as transport,
        pytest.raises(Refused) as told,
    ):
        transport.send(INQUIRY)
    assert (told.value.code, told.value.account) == (code, account)
    assert answer.partition(" ")[2] in told.value.reason


@pytest.mark.parametrize("answer", [HANG_UP, SILENCE, "no number at all", "299 whatever"])
def test_a_mail_handed_over_without_a_clear_answer_is_doubtful(answer: str) -> None:
    with (
        fake_smtp.running(DOT=answer) as server,
        plain(server.port, 0.3) as transport,
        pytest.raises(Doubtful),
    ):
        transport.send(INQUIRY)
    assert len(server.mails) == 1


def test_the_last_answer_is_waited_for_longer_than_the_others() -> None:
    with (
        fake_smtp.running(slow=0.5) as server,
        Smtp("127.0.0.1", server.port, tls="none", timeout=0.2, patience=5) as transport,
    ):
        assert transport.send(INQUIRY).provider_id


def test_a_refused_mail_does_not_spoil_the_next_one_on_the_same_connection() -> None:
    with fake_smtp.running(RCPT=["550 unknown", "250 ok"]) as server, plain(server.port) as transport:
        with pytest.raises(Refused):
            transport.send(INQUIRY)
        transport.send(INQUIRY)
    assert (server.connections, len(server.mails)) == (1, 1)


def test_a_connection_that_died_between_two_mails_is_replaced() -> None:
    with fake_smtp.running(NOOP=[HANG_UP]) as server, plain(server.port) as transport:
        transport.send(INQUIRY)
        transport.send(INQUIRY)
    assert (server.connections, len(server.mails)) == (2, 2)


def test_one_refused_recipient_of_two_stops_the_whole_mail() -> None:
    two = msgspec.structs.replace(INQUIRY, to=(Address("", "a@larvik.test"), Address("", "b@larvik.test")))
    with fake_smtp.running(RCPT=["250 ok", "550 unknown"]) as server, plain(server.port) as transport:
        with pytest.raises(Refused):
            transport.send(two)
        assert not server.mails


def test_nobody_listening_defers() -> None:
    with fake_smtp.running() as server:
        port = server.port
    with pytest.raises(Deferred), plain(port) as transport:
        transport.send(INQUIRY)


def test_a_server_without_starttls_gets_no_mail_in_the_clear() -> None:
    with fake_smtp.running() as server, Smtp("127.0.0.1", server.port, username="u", password="p") as transport:
        with pytest.raises(Refused) as told:
            transport.send(INQUIRY)
        assert told.value.account
    assert server.commands == ["ehlo fjordpost.test", "quit"] or server.commands == ["ehlo fjordpost.test"]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's context with one certificate for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.touch(stat.S_IRUSR | stat.S_IWUSR)
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


def test_starttls_and_login_come_before_the_mail(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    offers = "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN"
    with (
        fake_smtp.running(tls[0], EHLO=offers, STARTTLS="220 go", AUTH="235 in") as server,
        Smtp("localhost", server.port, username="u", password="p", context=tls[1], timeout=5) as transport,
    ):
        transport.send(INQUIRY)
    verbs = [line.split()[0].lower() for line in server.commands]
    assert verbs == ["ehlo", "starttls", "ehlo", "auth", "mail", "rcpt", "data", "quit"]
    assert len(server.mails) == 1


def test_a_certificate_that_nobody_vouches_for_defers_and_nothing_is_said(
    tls: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    offers = "250-here\r\n250 STARTTLS"
    with (
        fake_smtp.running(tls[0], EHLO=offers, STARTTLS="220 go") as server,
        Smtp("localhost", server.port, timeout=5) as transport,
        pytest.raises(Deferred),
    ):
        transport.send(INQUIRY)
    assert not server.mails


def test_a_wrong_password_is_a_refusal_of_the_account() -> None:
    with (
        fake_smtp.running(EHLO="250-here\r\n250 AUTH PLAIN", AUTH="535 5.7.8 no") as server,
        Smtp("127.0.0.1", server.port, tls="none", username="u", password="p") as transport,
        pytest.raises(Refused) as told,
    ):
        transport.send(INQUIRY)
    assert (told.value.code, told.value.account) == (535, True)


# -- SendGrid


def test_sendgrid_gets_the_mail_with_all_tracking_off_and_nothing_of_ours(sendgrid: FakeSendGrid) -> None:
    receipt = SendGrid("key", host=sendgrid.url).send(INQUIRY)
    assert receipt.provider_id == "sg-1"
    mail = sendgrid.mails[0]
    assert sendgrid.requests[0]["path"] == "/v3/mail/send"
    assert sendgrid.requests[0]["Authorization"] == "Bearer key"
    assert mail["personalizations"] == [{"to": [{"email": "post@larvik.test"}]}]
    assert mail["from"] == {"email": "kari.nordli@fjordpost.test", "name": "Kari Nordli"}
    assert mail["reply_to"]["email"] == "knordli83@fjordpost.test"
    assert mail["headers"] == {"Message-ID": "<9f3a@fjordpost.test>"}
    assert mail["content"] == [{"type": "text/plain", "value": INQUIRY.text}]
    assert not any(setting["enable"] for setting in mail["tracking_settings"].values())
    assert not {"categories", "custom_args", "asm", "template_id"} & set(mail)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
def test_what_sendgrid_will_never_take_is_refused_with_its_reason(sendgrid: FakeSendGrid, status: int) -> None:
    sendgrid.status, sendgrid.body = status, b'{"errors":[{"message":"does not contain a valid address"}]}'
    with pytest.raises(Refused, match="valid address") as told:
        SendGrid("key", host=sendgrid.url).send(INQUIRY)
    assert told.value.code == status
    assert told.value.account == (status in {401, 403})


def test_a_full_quota_defers_until_the_time_that_sendgrid_names(sendgrid: FakeSendGrid) -> None:
    sendgrid.status, sendgrid.extra = 429, (("X-RateLimit-Reset", "1000060"),)
    with pytest.raises(Deferred) as told:
        SendGrid("key", host=sendgrid.url, clock=lambda: 1_000_000.0).send(INQUIRY)
    assert told.value.retry_after == 60.0


@pytest.mark.parametrize("header", ["", "soon", "Fri, 20 Nov 2026 12:00:00 GMT"])
def test_a_quota_without_a_readable_time_still_defers(sendgrid: FakeSendGrid, header: str) -> None:
    sendgrid.status, sendgrid.extra = 429, (("Retry-After", header),)
    with pytest.raises(Deferred) as told:
        SendGrid("key", host=sendgrid.url).send(INQUIRY)
    assert told.value.retry_after is None


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_sendgrid_defers(sendgrid: FakeSendGrid, status: int) -> None:
    sendgrid.status = status
    with pytest.raises(Deferred):
        SendGrid("key", host=sendgrid.url).send(INQUIRY)


@pytest.mark.parametrize("status", [200, 302, 502, 504])
def test_an_answer_that_does_not_say_whether_it_was_taken_is_doubtful(sendgrid: FakeSendGrid, status: int) -> None:
    sendgrid.status, sendgrid.extra = status, (("Location", f"{sendgrid.url}/elsewhere"),)
    with pytest.raises(Doubtful):
        SendGrid("key", host=sendgrid.url).send(INQUIRY)


def test_a_request_written_without_an_answer_in_time_is_doubtful(sendgrid: FakeSendGrid) -> None:
    sendgrid.delay = 0.5
    with pytest.raises(Doubtful):
        SendGrid("key", host=sendgrid.url, timeout=0.1).send(INQUIRY)


def test_a_connection_cut_after_the_request_is_doubtful(sendgrid: FakeSendGrid) -> None:
    sendgrid.hang_up = True
    with pytest.raises(Doubtful):
        SendGrid("key", host=sendgrid.url).send(INQUIRY)


def test_no_sendgrid_at_all_defers() -> None:
    with fake_sendgrid.running() as server:
        url = server.url
    with pytest.raises(Deferred):
        SendGrid("key", host=url).send(INQUIRY)
