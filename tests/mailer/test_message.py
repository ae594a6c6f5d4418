"""A mail becomes bytes that any server reads the same way."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.message import Address, Message, identify, to_bytes
from mailer.parse import parse
from mailer.sendgrid import to_json
from mailer.smtp import return_path

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


@given(st.lists(st.text("abcåæ-:", min_size=1, max_size=40), min_size=1, max_size=12).map(" ".join))
def test_a_long_subject_begins_on_its_first_line(subject):
    raw = to_bytes(msgspec.structs.replace(MAIL, subject=subject))
    field = raw.partition(b"\r\nSubject:")[2].partition(b"\r\nDate:")[0]
    assert field.startswith(b" ") and field.split(b"\r\n")[0].strip()
    assert all(len(line) <= 78 for line in (b"Subject:" + field).split(b"\r\n"))
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == subject


@given(st.lists(st.text("abcåæ-:(,", min_size=1, max_size=30), min_size=1, max_size=9).map(" ".join))
def test_a_long_name_keeps_its_spaces(name):
    sender, to = Address(name, SENDER.email), Address(name, "post@kommune.test")
    back = parse(to_bytes(msgspec.structs.replace(MAIL, to=(to,), sender=sender)))
    assert (back.from_, back.to) == ((sender,), (to,))


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


WAYS_OUT = ("https://medlytt.test/out/1/" + "A" * 90, "mailto:out+1.a@medlytt.test?subject=unsubscribe")


def test_the_ways_out_of_a_mail_stand_in_it_unbroken_however_long():
    raw = to_bytes(msgspec.structs.replace(MAIL, unsubscribe=WAYS_OUT)).decode()
    assert f"List-Unsubscribe: <{WAYS_OUT[0]}>,\r\n <{WAYS_OUT[1]}>\r\n" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert "List-Unsubscribe" not in to_bytes(MAIL).decode()


@pytest.mark.parametrize("address", ["https://a.test/\r\nBcc: x@y.test", "https://a.test/>", "https://å.test/", "a, b"])
def test_a_way_out_that_would_break_the_header_is_refused(address):
    with pytest.raises(ValueError, match="plain letters"):
        to_bytes(msgspec.structs.replace(MAIL, unsubscribe=(address,)))


def test_where_failures_come_back_to_is_on_the_envelope_and_not_in_the_letter():
    mail = msgspec.structs.replace(MAIL, bounces_to=Address("", "bounce+1.abc@medlytt.test"), unsubscribe=WAYS_OUT)
    assert return_path(mail).email == "bounce+1.abc@medlytt.test"
    assert b"bounce+1.abc" not in to_bytes(mail)
    told = to_json(mail)
    assert told["custom_args"] == {"bounces_to": "bounce+1.abc@medlytt.test"}
    assert told["headers"]["List-Unsubscribe"] == f"<{WAYS_OUT[0]}>, <{WAYS_OUT[1]}>"
    assert told["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=200), max_size=5))
def test_text_and_html_side_by_side_are_read_back_by_others_as_they_were(lines):
    text = "\n".join(line.replace("\0", "") for line in lines)
    raw = to_bytes(msgspec.structs.replace(MAIL, text=text, html=f"<p>{text}</p>"))
    back = message_from_bytes(raw, policy=policy.default)
    plain, html = (back.get_body((kind,)).get_content() for kind in ("plain", "html"))
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    assert plain.replace("\r\n", "\n").rstrip("\n") == kept.rstrip("\n")
    assert html.replace("\r\n", "\n").rstrip("\n") == f"<p>{kept}</p>"


def test_a_domain_with_our_letters_is_written_in_ascii():
    sender = Address("Åse", "ase@blåbær.example")
    mail = msgspec.structs.replace(MAIL, sender=sender, message_id="<1@xn--blbr-roah.example>")
    assert b"ase@xn--blbr-roah.example" in to_bytes(mail)
