"""Mails that no decent program would write, through every way in: each is kept, sorted in time, marked and shown.

    python -m benchmarks.malformed [--seconds 5]

Prints how long each takes to sort; fails where one takes longer than --seconds, is lost, or is not in the holding pen.
"""

import argparse
import base64
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks.wave import under_way
from instruments import bank
from mailer.transport import Folder
from survey.jobs import knowledge
from survey.mail import MailStatus
from survey.settings import Settings
from survey.steps.collect import collector
from survey.steps.send import Sender, send
from survey.steps.sort import Sorter
from survey.store import mails
from survey.store.database import Database
from survey.store.schema.inquiries import alias
from survey.vault import Vault, key_at

HEAD = b"From: Rita <rita@larvik.kommune.test>\r\nTo: kari@postboks.test\r\nSubject: Svar\r\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
BASE64 = HEAD + b"Content-Transfer-Encoding: base64\r\n"
ASCII = HEAD + b"Content-Type: text/plain; charset=us-ascii\r\n\r\n"
REPORT = HEAD + b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
SMALL, LARGE = 20_000, 1_000_000


def cases(size: int) -> dict[str, bytes]:
    """The damaged and the wicked, the latter of about `size` bytes each."""
    return {**damaged(), **wicked(size)}


def damaged() -> dict[str, bytes]:
    return {
        "empty": b"",
        "one line break": b"\r\n",
        "no header": b"just words\r\n",
        "header without a body": HEAD,
        "truncated MIME": MIXED + b"--x\r\nContent-Type: text/pl",
        "truncated in a character": PLAIN + "på gjensyn, æ".encode()[:-1],
        "boundary that never comes": MIXED + b"hei\r\n",
        "boundary of nothing": HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nhei\r\n----\r\n',
        "unknown charset": HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\n\xe6\xf8\xe5\r\n",
        "wrong charset": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xe6\xf8\xe5 v\xe6r s\xe5 god\r\n",
        "utf-16 said to be ascii": ASCII + "hei".encode("utf-16"),
        "8-bit header": b"From: \xe6\xf8\xe5 <a@b.test>\r\nSubject: \xe6\xf8\xe5 \xff\xfe\r\n\r\nhei\r\n",
        "NUL bytes": b"From: a\0b@c.test\r\nSubject: a\0b\r\n\r\n\0\0\0hei\0\r\n",
        "bare LF": b"From: a@b.test\nSubject: x\n\nhei\nder\n",
        "bare CR": b"From: a@b.test\rSubject: x\r\rhei\r",
        "broken base64": BASE64 + b"\r\nSGVp!!!IQ=A==\xff\r\nZm\r\n",
        "broken quoted-printable": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n=E6=F8=\r\n",
        "unknown encoding": HEAD + b"Content-Transfer-Encoding: rot13\r\n\r\nurv\r\n",
        "broken encoded words": b"From: =?utf-8?B?!!?= <a@b.test>\r\nSubject: =?x?Q?=E6?= =?utf-8?B?w\r\n\r\nhei\r\n",
        "impossible date": HEAD + b"Date: Tue, 99 Foo 99999 99:99:99 +9999\r\n\r\nhei\r\n",
        "date before all dates": HEAD + b"Date: Mon, 01 Jan 0001 00:00:00 +1400\r\n\r\nhei\r\n",
        "date after all dates": HEAD + b"Date: Fri, 31 Dec 9999 23:59:59 -1400\r\n\r\nhei\r\n",
        "report about nothing": REPORT + b"Content-Type: message/delivery-status\r\n\r\n\r\n\r\n--x--\r\n",
        "no TNEF": BASE64
        + b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n"
        + base64.encodebytes(b"\x78\x9f\x3e\x22" + b"\xff" * 60),
        "half a pair of surrogates": PLAIN + b"\xed\xa0\x80 hei\r\n",
        "a smuggled end": b"Subject: x\r\n\r\nhei\n.\nMAIL FROM:<evil@b.test>\n.\r\nslutt\r\n",
    }


def wicked(size: int) -> dict[str, bytes]:
    def fill(unit: bytes) -> bytes:
        return unit * (size // len(unit))

    return {
        "huge header": HEAD + b"X-Long: " + fill(b"x") + b"\r\n\r\nhei\r\n",
        "huge subject": b"Subject: " + fill(b"Re: [") + b"\r\n\r\nhei\r\n",
        "many headers": fill(b"X-A: b\r\n") + b"\r\nhei\r\n",
        "many recipients": b"To: " + fill(b"a@b.test, ") + b"c@d.test\r\n\r\nhei\r\n",
        "nested comments in an address": b"From: " + fill(b"(") + b"a@b.test\r\n\r\nhei\r\n",
        "many references": b"References: " + fill(b"<a@b.test> ") + b"\r\n\r\nhei\r\n",
        "many encoded words": b"Subject: " + fill(b"=?utf-8?Q?=C3?= ") + b"\r\n\r\nhei\r\n",
        "deep multiparts": b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(size // 60)
        ),
        "deep mails in mails": MIXED + b"--x\r\n" + fill(b"Content-Type: message/rfc822\r\n\r\n"),
        "many parts": MIXED + fill(b"--x\r\nContent-Type: text/plain\r\n\r\nhei\r\n") + b"--x--\r\n",
        "deep HTML": HTML + fill(b"<div><blockquote>") + b"hei\r\n",
        "open tags": HTML + fill(b"<a href='") + b"hei\r\n",
        "open comments": HTML + fill(b"<!-- ") + b"hei\r\n",
        "entities": HTML + fill(b"&#x110000;&amp"),
        "one long line": PLAIN + fill(b"hei ") + b"\r\n",
        "one long word": PLAIN + fill(b"a") + b"\r\n",
        "blanks": PLAIN + fill(b" ") + b"\r\n",
        "empty lines": PLAIN + fill(b"\r\n"),
        "quotation marks": PLAIN + fill(b"> ") + b"\r\n",
        "quoted lines": PLAIN + fill(b"> hei\r\n"),
        "headers in the text": PLAIN + fill(b"Fra: a@b.test\r\nSendt: 1. mars 2026\r\n"),
        "signatures": PLAIN + fill(b"-- \r\nHilsen\r\n"),
        "dates": PLAIN + fill(b"innen 1. mars 2026 kl 12, "),
        "phrases": PLAIN + fill(b"Vi har mottatt henvendelsen din og svarer innen 3 uker. "),
        "addresses in the text": PLAIN + fill(b"a@b.test "),
        "dots and at signs": PLAIN + fill(b".@") + b"\r\n",
        "digits": PLAIN + fill(b"1") + b"\r\n",
        "message ids in the text": PLAIN + fill(b"message-id: <"),
        "base64 without end": BASE64 + b"\r\n" + fill(b"SGVp\r\n"),
        "ISO-2022-JP escapes": HEAD + b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + fill(b"\x1b$B\x1b(B"),
        "UTF-7": HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + fill(b"+AOY-"),
    }


def one_that_left(db: Database, settings: Settings) -> str:
    """The reply address of an inquiry that waits for its answer."""
    under_way(db, settings, units=2, seconds=0, seed=1)
    with Folder(Path(settings.data) / "outbox") as out:
        sender = Sender(name="me", transport=out, clock=lambda: datetime.now(UTC), protocol=bank.protocol)
        send(db, sender)
    with db.read() as connection:
        return str(connection.scalar(sa.select(alias.c.address).order_by(alias.c.address).limit(1)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--size", type=int, default=LARGE)
    options = parser.parse_args()
    slow = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=folder)
        db = Database(settings.database_url)
        vault = Vault(key_at(settings.key_path))
        deliver = collector(db, vault, lambda: datetime.now(UTC))
        address = one_that_left(db, settings)
        sorter = Sorter(db, vault, knowledge(settings))
        every = cases(options.size) | {"thirty megabytes": PLAIN + b"hei der du\r\n" * 2_500_000}
        for name, raw in every.items():
            seconds = []
            for to in ("nobody@postboks.test", address):  # as a mail of unknown home, and as an answer
                deliver(raw, source="smtp", key=f"{name} {to}", recipients=(to,))
                began = time.perf_counter()
                sorter.sort(datetime.now(UTC))
                seconds.append(time.perf_counter() - began)
            print(f"{name:<34} {len(raw):>10} bytes {seconds[0]:8.3f} s {seconds[1]:8.3f} s", flush=True)
            if max(seconds) > options.seconds:
                slow.append(name)
        with db.read() as connection:
            held = mails.with_status(connection, MailStatus.HELD, limit=1000)
            tied = mails.with_status(connection, MailStatus.MATCHED, limit=1000)
        broken = [line for mail in [*held, *tied] for line in mail.damage if "could not be sorted" in line]
        db.close()
    marked = sum(bool(mail.damage) for mail in held)
    print(f"{len(held)} are in the holding pen, {marked} marked as damaged; {len(tied)} are tied to their inquiry")
    for fault in [*(f"too slow: {name}" for name in slow), *broken]:
        print(f"FAULT: {fault}")
    return int(bool(slow or broken) or len(held) + len(tied) != 2 * len(every))


if __name__ == "__main__":
    sys.exit(main())
