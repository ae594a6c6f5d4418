"""Which inquiry a mail answers, and by what evidence."""

import time
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from mailer.parse import Incoming, parse
from mailer.thread import Evidence, Index, Sent, subject_key

NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)
BODY = "Hei. Vi har nettopp flyttet hit og har en sønn på sju år. Hva koster det å gå på SFO, og når er søknadsfristen?"


def sent(id: str, unit: str = "fjordvik", **change: object) -> Sent:
    base = Sent(
        id=id,
        unit=unit.title(),
        unit_domain=f"{unit}.test",
        sent_at=NOON,
        from_="kare@post.example",
        reply_to=f"kare.{id}@post.example",
        message_id=f"<{id}@post.example>",
        subject="Spørsmål om SFO",
        body=f"{BODY} Vi bor i {unit}.",
    )
    return msgspec.structs.replace(base, **change)


A, B, C = sent("a"), sent("b", "granli"), sent("c", subject="Leie av gymsal", body="Kan vi leie gymsalen på lørdag?")
INDEX = Index.of([A, B, C])


def mail(sender: str, to: str, subject: str = "Svar", body: str = "Det koster 3000 kr.", more: str = "") -> Incoming:
    head = f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\n{more}\r\n"
    return parse((head + body).encode())


def found(incoming: Incoming) -> list[tuple[str, str]]:
    return [(m.inquiry, m.evidence.value) for m in INDEX.match(incoming)]


def test_the_reply_address_goes_before_everything_else():
    other = mail("x@granli.test", "kare.a@post.example", more="In-Reply-To: <b@post.example>\r\n")
    assert found(other) == [("a", "reply_address")]


def test_references_tie_a_mail_from_another_domain():
    other = mail("noreply@kundesenter.example", "kare@post.example", more="References: <x@y> <b@post.example>\r\n")
    assert found(other) == [("b", "references")]


def test_an_address_that_several_inquiries_share_needs_a_second_tie():
    assert found(mail("x@ukjent.example", "kare@post.example", "SV: Leie av gymsal")) == [("c", "subject_and_sender")]
    assert found(mail("x@granli.test", "kare@post.example", "Svar")) == [("b", "subject_and_sender")]
    assert found(mail("x@fjordvik.test", "kare@post.example", "Svar")) == []


def test_one_mail_may_answer_two_inquiries():
    both = mail("x@fjordvik.test", "kare.a@post.example, kare.c@post.example")
    assert found(both) == [("a", "reply_address"), ("c", "reply_address")]
    cited = mail("x@fjordvik.test", "ukjent@post.example", more="References: <a@post.example> <c@post.example>\r\n")
    assert found(cited) == [("a", "references"), ("c", "references")]


@pytest.mark.parametrize(
    "subject",
    [
        "SV: Spørsmål om SFO",
        "Re: [Sak 2026/123] SPØRSMÅL OM SFO",
        "VS: Spørsmål om SFO (ref: #99)",
        "SV: Sak 26/1: Spørsmål om SFO",
    ],
)
def test_a_numbered_subject_from_the_units_own_domain_is_enough(subject):
    assert found(mail("ola@skole.fjordvik.test", "noen@post.example", subject)) == [("a", "subject_and_sender")]


def test_the_same_subject_from_a_stranger_is_not():
    assert found(mail("ola@annetsted.test", "noen@post.example", "SV: Spørsmål om SFO")) == []


def test_our_own_words_tie_a_mail_with_another_subject_and_sender():
    quoted = "Det koster 3000 kr.\n\n> " + A.body
    assert found(mail("ola@leverandor.example", "noen@post.example", "Melding 4711", quoted)) == [("a", "content")]


def test_a_mail_older_than_the_inquiry_is_not_its_answer():
    early = sent("d", "vest", sent_at=NOON + timedelta(days=30))
    assert Index.of([early]).match(mail("ola@vest.test", "noen@post.example", "SV: Spørsmål om SFO")) == ()


def test_a_newsletter_answers_nothing():
    assert found(mail("nyheter@butikk.example", "noen@post.example", "Ukens tilbud", "Kjøp to, betal for en!")) == []


def test_a_delivery_report_is_tied_by_the_original_it_encloses():
    report = (
        "From: MAILER-DAEMON@mx.example\r\nTo: bounces@post.example\r\nSubject: Undelivered\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        "Final-Recipient: rfc822; post@granli.test\r\nAction: failed\r\nStatus: 5.1.1\r\n--r\r\n"
        "Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <b@post.example>\r\nSubject: Spørsmål om "
        "SFO\r\n\r\n--r--\r\n"
    )
    assert found(parse(report.encode())) == [("b", "references")]


def test_guesses_for_the_holding_pen_are_ranked():
    guesses = INDEX.guesses(mail("ola@fjordvik.test", "noen@post.example", "Leie av gymsal"))
    assert [g.inquiry for g in guesses] == ["c", "a"]
    assert all(g.evidence is Evidence.NONE for g in guesses)


@pytest.mark.parametrize(
    ("subject", "key"),
    [
        ("Re: SV: Fwd: Hei", "hei"),
        ("SV: [#2026-118] Leie av gymsal", "leie av gymsal"),
        ("Automatisk svar: Leie av gymsal", "leie av gymsal"),
        ("Ärende 2026-00123: Fråga om förskola", "fråga om förskola"),
        ("Leie av gymsal - Saksnr. 26/01234-2", "leie av gymsal"),
    ],
)
def test_prefixes_and_case_numbers_leave_the_subject(subject, key):
    assert subject_key(subject) == key


def test_twenty_thousand_inquiries_are_searched_in_milliseconds():
    many = [
        sent(f"i{n}", f"kommune{n % 360}", subject=f"Spørsmål {n % 40}", body=f"{BODY} Nr. {n % 40}, kommune{n % 360}.")
        for n in range(20_000)
    ]
    index = Index.of(many)
    replies = [
        mail("x@kommune7.test", "noen@post.example", "SV: Spørsmål 7", f"Svar.\n> {many[7].body}"),
        mail("x@ukjent.example", "noen@post.example", "Annet", f"Svar.\n> {many[7].body}"),
        mail("x@ukjent.example", "kare.i5@post.example"),
    ]
    begin = time.process_time()
    for _ in range(10):
        for reply in replies:
            index.match(reply)
    assert (time.process_time() - begin) / 30 < 0.05
    assert index.match(replies[2])[0].inquiry == "i5"
