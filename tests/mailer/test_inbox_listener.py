import smtplib
import socket
import threading
import time
from collections.abc import Callable

import pytest

from mailer.listener import listen
from tests.mailer.damaged import DAMAGED

Kept = list[tuple[str, str, bytes, tuple[str, ...]]]


class Archive:
    def __init__(self, act: Callable[[bytes], None] = lambda raw: None) -> None:
        self.kept: Kept = []
        self.act = act

    def __call__(self, raw: bytes, /, *, source: str, key: str, recipients: tuple[str, ...]) -> None:
        self.act(raw)
        self.kept.append((source, key, raw, recipients))


def fail(raw: bytes) -> None:
    raise OSError("no space left on device")


def talk(port: int, *lines: bytes) -> list[bytes]:
    """Say each line, read one answer after each (the greeting first)."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire, wire.makefile("rb") as answers:
        told = [answer(answers)]
        for line in lines:
            wire.sendall(line + b"\r\n")
            told.append(answer(answers))
        return told


def answer(answers: socket.SocketIO | object) -> bytes:
    while True:
        line: bytes = answers.readline()  # type: ignore[attr-defined]
        if line[3:4] != b"-":
            return line.strip()


def test_a_mail_is_kept_before_it_is_acknowledged() -> None:
    archive = Archive(lambda raw: time.sleep(0.1))
    with listen("127.0.0.1", 0, archive) as listener, smtplib.SMTP("127.0.0.1", listener.port, "mx.test") as client:
        client.sendmail("a@larvik.test", ["kari@fjordpost.test"], b"Subject: x\r\n\r\nhei\r\n")
        assert len(archive.kept) == 1
    source, _, raw, recipients = archive.kept[0]
    assert (source, recipients) == ("smtp", ("kari@fjordpost.test",))
    assert raw == b"Return-Path: <a@larvik.test>\r\nSubject: x\r\n\r\nhei\r\n"


def test_a_bounce_is_known_by_its_empty_return_path() -> None:
    archive = Archive()
    with listen("127.0.0.1", 0, archive) as listener, smtplib.SMTP("127.0.0.1", listener.port, "mx.test") as client:
        client.sendmail("", ["kari@fjordpost.test"], b"Subject: x\r\n\r\n")
    assert archive.kept[0][2].startswith(b"Return-Path: <>\r\n")


def test_a_mail_that_cannot_be_kept_stays_with_the_sender(caplog: pytest.LogCaptureFixture) -> None:
    with (
        listen("127.0.0.1", 0, Archive(fail)) as listener,
        smtplib.SMTP("127.0.0.1", listener.port, "mx.test") as client,
        pytest.raises(smtplib.SMTPDataError) as told,
    ):
        client.sendmail("a@larvik.test", ["kari@fjordpost.test"], b"x\r\n")
    assert told.value.smtp_code == 451
    assert "kari@" not in caplog.text


@pytest.mark.parametrize("lmtp", [False, True])
@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged_mail_comes_through_the_listener(raw: bytes, lmtp: bool) -> None:
    archive = Archive()
    with listen("127.0.0.1", 0, archive, lmtp=lmtp) as listener:
        dotted = b"".join(b"." + line if line.startswith(b".") else line for line in lines_of(raw))
        ended = dotted if dotted.endswith(b"\r\n") or not dotted else dotted + b"\r\n"
        told = talk(
            listener.port,
            b"LHLO mx.test" if lmtp else b"EHLO mx.test",
            b"MAIL FROM:<a@larvik.test>",
            b"RCPT TO:<kari@fjordpost.test>",
            b"DATA",
            ended + b".",
            b"QUIT",
        )
    assert told[-2].startswith(b"250") and told[-1].startswith(b"221")
    wanted = raw if raw.endswith(b"\r\n") or not raw else raw + b"\r\n"
    assert archive.kept[0][2] == b"Return-Path: <a@larvik.test>\r\n" + wanted


def lines_of(raw: bytes) -> list[bytes]:
    return [line + b"\r\n" for line in raw.split(b"\r\n")[:-1]] + [raw.split(b"\r\n")[-1]]


def test_lmtp_answers_once_for_each_recipient() -> None:
    archive = Archive()
    with (
        listen("127.0.0.1", 0, archive, lmtp=True) as listener,
        smtplib.LMTP("127.0.0.1", listener.port, "mx.test", timeout=5) as client,
    ):
        client.ehlo()
        for _ in range(2):
            client.mail("a@larvik.test")
            client.rcpt("kari@fjordpost.test")
            client.rcpt("ola@fjordpost.test")
            assert client.data(b"Subject: x\r\n\r\n")[0] == 250
            assert client.getreply()[0] == 250
    assert archive.kept[0][3] == ("kari@fjordpost.test", "ola@fjordpost.test")


def test_lmtp_tells_each_recipient_of_a_failure() -> None:
    with (
        listen("127.0.0.1", 0, Archive(fail), lmtp=True) as listener,
        smtplib.LMTP("127.0.0.1", listener.port, "mx.test", timeout=5) as client,
    ):
        client.ehlo()
        client.mail("a@larvik.test")
        client.rcpt("kari@fjordpost.test")
        client.rcpt("ola@fjordpost.test")
        assert [client.data(b"x\r\n")[0], client.getreply()[0]] == [451, 451]


def test_a_mail_over_the_limit_is_turned_away_and_the_next_one_taken() -> None:
    archive = Archive()
    with (
        listen("127.0.0.1", 0, archive, max_bytes=1000) as listener,
        smtplib.SMTP("127.0.0.1", listener.port, "mx.test", timeout=5) as client,
    ):
        client.ehlo()
        client.mail("a@larvik.test")
        client.rcpt("kari@fjordpost.test")
        assert client.data(b"x" * 2000)[0] == 552
        client.sendmail("a@larvik.test", ["kari@fjordpost.test"], b"short")
    assert len(archive.kept) == 1


def test_the_same_mail_sent_again_has_the_same_key() -> None:
    archive = Archive()
    with listen("127.0.0.1", 0, archive) as listener:
        for _ in range(2):
            with smtplib.SMTP("127.0.0.1", listener.port, "mx.test") as client:
                client.sendmail("a@larvik.test", ["kari@fjordpost.test"], b"Subject: x\r\n\r\n")
    assert archive.kept[0][1] == archive.kept[1][1]


def test_mails_are_kept_several_at_a_time() -> None:
    together = threading.Barrier(4, timeout=5)
    archive = Archive(lambda raw: together.wait() and None)
    with listen("127.0.0.1", 0, archive, workers=4) as listener:

        def send() -> None:
            with smtplib.SMTP("127.0.0.1", listener.port, "mx.test") as client:
                client.sendmail("a@larvik.test", ["kari@fjordpost.test"], b"x\r\n")

        senders = [threading.Thread(target=send) for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    assert len(archive.kept) == 4


def test_closing_waits_for_a_mail_under_way() -> None:
    started = threading.Event()

    def slow(raw: bytes) -> None:
        started.set()
        time.sleep(0.3)

    archive = Archive(slow)
    listener = listen("127.0.0.1", 0, archive)
    with smtplib.SMTP("127.0.0.1", listener.port, "mx.test") as client:
        sender = threading.Thread(target=client.sendmail, args=("a@b.test", ["c@d.test"], b"x\r\n"))
        sender.start()
        started.wait()
        listener.close()
        sender.join()
    assert len(archive.kept) == 1


def test_a_caller_who_leaves_in_the_middle_leaves_nothing_behind() -> None:
    archive = Archive()
    with listen("127.0.0.1", 0, archive) as listener:
        with socket.create_connection(("127.0.0.1", listener.port), timeout=5) as wire:
            wire.sendall(b"EHLO a\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nSubject: half")
            time.sleep(0.1)
        time.sleep(0.1)
    assert not archive.kept


def test_nonsense_is_answered_and_survived() -> None:
    archive = Archive()
    with listen("127.0.0.1", 0, archive) as listener:
        told = talk(listener.port, b"\xff\xfe\0", b"", b"MAIL", b"x" * 5000, b"EHLO a", b"MAIL FROM:<<<>", b"DATA")
        assert all(line[:1] in b"25" for line in told)
        assert b"Python" not in told[0] and socket.gethostname().encode() not in told[0]


def test_a_port_in_use_is_told_at_once() -> None:
    with listen("127.0.0.1", 0, Archive()) as listener, pytest.raises(OSError):
        listen("127.0.0.1", listener.port, Archive())
