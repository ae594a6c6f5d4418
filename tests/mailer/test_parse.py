"""Whatever arrives becomes an Incoming, quickly, and says what was wrong."""

import base64
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.parse import parse

HEAD = b"From: Postmottak <post@fjordvik.test>\r\nTo: kare@post.example\r\nSubject: Hei\r\n"


def html(body: str) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()


@given(st.binary(max_size=3000))
def test_no_bytes_make_it_raise(raw):
    parse(raw)
    parse(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + raw)


NASTY = {
    "empty file": b"",
    "only newlines": b"\r\n\r\n",
    "NUL bytes": HEAD + b"\r\nHei\0 der\0",
    "deep nesting": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(3000)),
    "nested forwards": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5000,
    "megabyte header": HEAD + b"X-Big: " + b"a" * 3_000_000 + b"\r\n\r\nHei",
    "a million fields": HEAD + b"X: y\r\n" * 300_000 + b"\r\nHei",
    "endless address": b"From: " + b"(" * 100_000 + b"\r\nTo: " + b"<" * 50_000 + b"\r\n\r\nHei",
    "many recipients": b"To: " + b", ".join(b"a%d@b.example" % i for i in range(9_000)) + b"\r\n\r\nHei",
    "half an encoded word": b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\r\n\r\nHei",
    "open comments": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--" * 250_000,
    "open tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a href=" * 120_000,
    "quoted levels": HEAD + b"\r\n" + b">" * 500_000,
    "many short lines": HEAD + b"\r\n" + b"Fra: x\n" * 100_000,
    "one endless line": HEAD + b"\r\n" + b"skrev " * 300_000,
    "many parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
    "blank lines": HEAD + b"\r\n" + b"\n" * 900_000,
    "spaces": HEAD + b"\r\n" + b" " * 900_000,
    "base64 rubbish": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"&%A" * 100_000,
}


@pytest.mark.parametrize("raw", NASTY.values(), ids=NASTY.keys())
def test_hostile_mail_is_read_in_bounded_time(raw):
    begin = time.process_time()
    parse(raw)
    assert time.process_time() - begin < 3


def test_a_truncated_multipart_still_shows_its_text():
    raw = HEAD + b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\n\r\nPrisen er 300 kr.\r\n'
    raw += b"--x\r\nContent-Type: text/html\r\n\r\n<p>Pris"
    mail = parse(raw)
    assert mail.text == "Prisen er 300 kr."
    assert "multipart not closed" in mail.damage


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("iso-8859-1", "Kjære søker".encode("latin-1"), "Kjære søker"),
        ("utf-8", "Kjære søker".encode("latin-1"), "Kjære søker"),
        ("us-ascii", "Kjære søker".encode(), "Kjære søker"),
        ("x-unknown-47", "Kjære søker".encode(), "Kjære søker"),
        ("windows-1252", "Kjære – søker".encode("cp1252"), "Kjære – søker"),
        ("utf-16", "Kjære søker".encode("utf-16"), "Kjære søker"),
    ],
)
def test_a_wrong_or_unknown_charset_still_gives_the_words(charset, data, text):
    mail = parse(HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + data)
    assert mail.text == text


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("=?utf-8?B?U3DDuHJzbcOl?= =?utf-8?B?bA==?=", "Spørsmål"),
        ("=?utf-8?Q?Sp=C3?= =?utf-8?Q?=B8rsm=C3=A5l?=", "Spørsmål"),
        ("=?ISO-8859-1?Q?SV:_Sp=F8rsm=E5l?= om SFO", "SV: Spørsmål om SFO"),
        ("=?x-nothing?Q?Hei?=", "Hei"),
        ("=?utf-8?Q?broken", "=?utf-8?Q?broken"),
    ],
)
def test_encoded_subjects_are_read(subject, text):
    assert parse(f"Subject: {subject}\r\n\r\nHei".encode()).subject == text


def test_eight_bit_headers_are_read_and_noted():
    mail = parse("From: Kåre <a@b.example>\r\nSubject: Spørsmål\r\n\r\nHei".encode("latin-1"))
    assert (mail.subject, mail.from_[0].name) == ("Spørsmål", "Kåre")
    assert "8-bit header" in mail.damage


def test_arrival_is_the_topmost_received_line_else_the_date():
    received = b"Received: from a by b; Tue, 3 Mar 2026 12:00:00 +0100\r\n"
    received += b"Received: from c; Tue, 3 Mar 2026 11:00:00 +0100\r\n"
    date = b"Date: Tue, 3 Mar 2026 09:00:00 +0100\r\n"
    assert parse(received + date + HEAD + b"\r\nHei").arrived_at == datetime(2026, 3, 3, 11, tzinfo=UTC)
    assert parse(date + HEAD + b"\r\nHei").arrived_at == datetime(2026, 3, 3, 8, tzinfo=UTC)
    broken = parse(b"Date: en tirsdag\r\n" + HEAD + b"\r\nHei")
    assert broken.arrived_at is None and "unreadable date" in broken.damage


def test_html_alone_becomes_the_text_a_reader_sees():
    shown = "<p>Prisen er <b>300</b>&nbsp;kr.<br>Les mer <a href='https://fjordvik.test/sfo'>her</a></p>"
    mail = parse(html(f"<style>p{{}}</style><p>Hei K&aring;re,</p>{shown}<!-- x -->"))
    assert mail.text == "Hei Kåre,\n\nPrisen er 300 kr.\nLes mer her <https://fjordvik.test/sfo>"


def test_a_blockquote_counts_as_quotation():
    mail = parse(html("<p>Prisen er 300 kr.</p><blockquote><p>Hva koster det?</p></blockquote>"))
    assert mail.new_text == "Prisen er 300 kr."


def test_a_delivery_report_gives_action_recipient_and_original():
    raw = HEAD + (
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n\r\nIt failed.\r\n"
        b"--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.fjordvik.test\r\n\r\n"
        b"Final-Recipient: rfc822; Post@fjordvik.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"Diagnostic-Code: smtp; 550 5.1.1\r\n user unknown\r\n"
        b"--r\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <q1@post.example>\r\n"
        b"From: kare@post.example\r\nSubject: SFO\r\n\r\nHei\r\n--r--\r\n"
    )
    report = parse(raw).report
    assert report is not None
    assert (report.action, report.status, report.recipient) == ("failed", "5.1.1", "post@fjordvik.test")
    assert report.diagnostic == "smtp; 550 5.1.1 user unknown"
    assert (report.original_id, report.original_subject) == ("q1@post.example", "SFO")


def test_attachments_are_listed_and_a_forwarded_mail_is_opened():
    raw = HEAD + (
        b"Content-Type: multipart/mixed; boundary=r\r\n\r\n--r\r\n\r\nSe vedlegg.\r\n"
        b"--r\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''s%C3%B8knad.pdf\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(b"x" * 90) + b"\r\n"
        b"--r\r\nContent-Type: message/rfc822\r\n\r\nFrom: bygg@fjordvik.test\r\nSubject: Svar\r\n\r\nJa.\r\n--r--\r\n"
    )
    mail = parse(raw)
    assert [(a.name, a.type, a.size) for a in mail.attachments] == [("søknad.pdf", "application/pdf", 90)]
    assert (mail.enclosed[0].from_[0].email, mail.enclosed[0].text) == ("bygg@fjordvik.test", "Ja.")
