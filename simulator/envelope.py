"""Envelopes: a letter as the bytes of a mail, with the headers and quotations of the program that sent it; pure."""

import html
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from random import Random

from simulator.habits import Form, Habits, Quoting, System
from simulator.letter import Inquiry, Letter
from simulator.plot import Played, Turn
from simulator.words import Words

PROGRAMS = {
    System.SERVICENOW: (("X-ServiceNow-Generated", "true"), ("X-Priority", "3")),
    System.ZENDESK: (("X-Mailer", "Zendesk Mailer"), ("X-Auto-Response-Suppress", "All")),
    System.PUBLIC360: (("X-Mailer", "Public 360"),),
    System.MAILBOX: (("X-MS-Has-Attach", ""),),
}


def wrap(
    letter: Letter, turn: Turn, inquiry: Inquiry, *, habits: Habits, words: Words, message_id: str, rng: Random
) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["Received"] = received(habits.domain, inquiry.answer_to, turn.at, token=f"{rng.getrandbits(48):012X}")
    mail["From"] = address(letter.name, letter.email)
    mail["To"] = address(inquiry.sender_name, inquiry.answer_to)
    mail["Subject"] = clean(letter.subject)
    mail["Date"] = format_datetime(turn.at)
    mail["Message-ID"] = message_id
    if habits.threads or turn.played is Played.AUTOMATIC:
        mail["In-Reply-To"] = inquiry.message_id
        mail["References"] = " ".join([*inquiry.references[-5:], inquiry.message_id])
    for name, value in PROGRAMS[habits.system]:
        mail[name] = value
    if turn.by_machine:
        for name, value in _machine(turn, rng):
            if name not in mail:
                mail[name] = value
    quotation = quote(inquiry, habits, words) if letter.quoted else ""
    _fill(mail, letter.text, quotation, habits=habits)
    return mail.as_bytes()


def received(domain: str, to: str, at: datetime, *, token: str) -> str:
    """The line of the mail server that took the mail in: its time is the simulated one."""
    arrived = format_datetime(at + timedelta(seconds=2))
    by = f"mx.{to.rpartition('@')[2]}"
    return f"from mail.{domain} (mail.{domain} [192.0.2.25]) by {by} with ESMTPS id {token}; {arrived}"


def address(name: str, email: str) -> Address:
    return Address(clean(name), addr_spec=email)


def clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def quote(inquiry: Inquiry, habits: Habits, words: Words) -> str:
    """The inquiry as the mail program repeats it."""
    when = f"{words.date(inquiry.date)} {inquiry.date:%H:%M}"
    who = f"{inquiry.sender_name} <{inquiry.sender}>"
    marked = "\n".join(f"> {line}".rstrip() for line in inquiry.text.strip().splitlines())
    match habits.quoting:
        case Quoting.NONE:
            return ""
        case Quoting.HEADER:
            head = [
                words.original if habits.form is Form.PLAIN else "_" * 32,
                f"{words.from_}: {who}",
                f"{words.sent}: {when}",
                f"{words.to}: {habits.unit} <{inquiry.to}>",
                f"{words.subject}: {inquiry.subject}",
            ]
            return "\n".join([*head, "", inquiry.text.strip()])
        case _:
            return words.wrote.replace("{date}", when).replace("{who}", who) + "\n" + marked


def _machine(turn: Turn, rng: Random) -> tuple[tuple[str, str], ...]:
    """What machines say of themselves; one in seven says nothing."""
    if rng.random() < 0.15:
        return ()
    kind = "auto-replied" if turn.played is not Played.SURVEY else "auto-generated"
    more = [("X-Auto-Response-Suppress", "All"), ("Precedence", "bulk"), ("X-Autoreply", "yes")]
    return (("Auto-Submitted", kind), rng.choice(more))


def _fill(mail: EmailMessage, text: str, quotation: str, *, habits: Habits) -> None:
    if habits.quoting is Quoting.BOTTOM and quotation:
        plain = f"{quotation}\n\n{text}\n"
    else:
        plain = f"{text}\n\n{quotation}\n" if quotation else f"{text}\n"
    if habits.form is Form.HTML:
        mail.set_content(_html(text, quotation), subtype="html", charset="utf-8")
        return
    try:
        plain.encode(habits.charset)
        charset = habits.charset
    except UnicodeEncodeError:
        charset = "utf-8"
    mail.set_content(plain, charset=charset)
    if habits.form is Form.BOTH:
        mail.add_alternative(_html(text, quotation), subtype="html", charset="utf-8")
        mail.set_boundary(f"----=_Next_{mail['Message-ID'][1:21]}")  # the library's own is random


def _html(text: str, quotation: str) -> str:
    said = "".join(f"<p>{_lines(part)}</p>\n" for part in text.split("\n\n"))
    lines = [line.removeprefix(">").removeprefix(" ") for line in quotation.splitlines()]
    before = f'<div style="border-top:1px solid #ccc"><blockquote>{_lines(chr(10).join(lines))}</blockquote></div>\n'
    return f"<html><body>\n{said}{before if quotation else ''}</body></html>\n"


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>\n")
