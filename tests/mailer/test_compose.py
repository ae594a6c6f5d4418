"""Templates and values become a mail."""

from datetime import UTC, datetime

import jinja2
import pytest

from mailer.compose import compose
from mailer.message import Address, Message, to_bytes
from mailer.parse import parse

TEMPLATES = jinja2.Environment(
    loader=jinja2.DictLoader(
        {
            "task/subject.txt": "New task\n for {{ to.name }}{{ more | default('') }}\n",
            "task/body.txt": "Hello {{ to.name }},\n\n{{ what }}\n\n",
            "task/body.html": "<p>{{ what }}</p>",
        }
    ),
    autoescape=jinja2.select_autoescape(["html"]),
    undefined=jinja2.StrictUndefined,
)


def made(**values: object) -> Message:
    return compose(
        TEMPLATES,
        "task",
        sender=Address("Medlytt", "post@medlytt.example"),
        to=Address("Kari", "kari@post.example"),
        values=values,
        token="t1",
        now=datetime(2026, 3, 3, tzinfo=UTC),
    )


def test_a_subject_is_one_line_and_html_is_escaped():
    mail = made(what="<b>3 & 4</b>")
    assert mail.subject == "New task for Kari"
    assert mail.text == "Hello Kari,\n\n<b>3 & 4</b>\n"
    assert mail.html == "<p>&lt;b&gt;3 &amp; 4&lt;/b&gt;</p>"
    assert parse(to_bytes(mail)).header("auto-submitted") == "auto-generated"


def test_a_name_with_control_characters_stops_no_mail():
    mail = made(what="it", more="\r\nBcc: a@b.example\x07\u202e")
    assert mail.subject == "New task for Kari Bcc: a@b.example"
    assert parse(to_bytes(mail)).header("bcc") == ""


def test_a_value_that_is_missing_is_a_fault():
    with pytest.raises(jinja2.UndefinedError):
        made()
