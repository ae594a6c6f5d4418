"""A mail becomes bytes that any server reads the same way."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.message import Address, Message, identify, to_bytes
from mailer.parse import parse

SENDER = Address("Kåre Østli", "kare.ostli@post.example")
MAIL = Message(
    sender=SENDER,
    to=(Address("Fjordvik kommune", "postmottak@fjordvik.test"),),
    subject="Spørsmål om plass i barnehage",
    text="Hei,\n\nNår er søknadsfristen?\n\nHilsen Kåre\n",
    message_id=identify("a1b2c3", SENDER),
    date=datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
)
LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)


def test_a_mail_survives_the_way_to_bytes_and_back():
    mail = msgspec.structs.replace(MAIL, references=("<x@y.example>",), in_reply_to="<x@y.example>")
    back = parse(to_bytes(mail))
    assert back.from_ == (SENDER,)
    assert (back.subject, back.references, back.in_reply_to) == (MAIL.subject, ("x@y.example",), ("x@y.example",))
    assert back.text == MAIL.text.strip()
    assert back.damage == ()


@given(LINE.filter(str.strip), st.lists(LINE, max_size=6))
def test_any_subject_and_text_survive(subject, lines):
    text = "\n".join(lines)
    back = parse(to_bytes(msgspec.structs.replace(MAIL, subject=subject, text=text)))
    assert back.subject.split() == subject.split()[: len(back.subject.split())]
    assert back.text.split() == text.replace("\x85", "\n").split()


def test_nothing_in_the_bytes_tells_which_program_wrote_them():
    raw = to_bytes(msgspec.structs.replace(MAIL, html="<p>Når er søknadsfristen?</p>")).lower()
    for trace in (b"x-mailer", b"user-agent", b"python", b"medlytt", b"==============="):
        assert trace not in raw
    assert raw.count(b"mime-version") == 1


def test_lines_end_in_crlf_and_stay_short():
    ids = ("<" + "a" * 300 + "@b.example>",) * 40
    long = msgspec.structs.replace(MAIL, text="å" * 5000 + "\n" + "a" * 5000, references=ids)
    for line in to_bytes(long).split(b"\r\n"):
        assert len(line) <= 998 and b"\n" not in line


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Hei\r\nBcc: alle@fjordvik.test"},
        {"sender": Address("Kåre\nBcc: x@y.example", "kare@post.example")},
        {"to": (Address("", "a@b.example\r\nX: y"),)},
        {"to": ()},
        {"to": (Address("", "ingen"),)},
        {"message_id": "<a@annet.example>"},
        {"references": ("<a@b.example>\r\nX: y",)},
        {"headers": (("X-Mailer", "Medlytt"),)},
        {"headers": (("X-A", "b\r\nBcc: c@d.example"),)},
        {"headers": (("X A", "b"),)},
        {"date": datetime(2026, 3, 3)},  # noqa: DTZ001 - the fault under test
    ],
)
def test_what_would_break_the_header_is_refused(change):
    with pytest.raises(ValueError, match=r"."):
        to_bytes(msgspec.structs.replace(MAIL, **change))


def test_a_domain_with_our_letters_is_written_in_ascii():
    sender = Address("Åse", "ase@blåbær.example")
    mail = msgspec.structs.replace(MAIL, sender=sender, message_id="<1@xn--blbr-roah.example>")
    assert b"ase@xn--blbr-roah.example" in to_bytes(mail)
