"""A mail from the service to its own people: a sign-in link, a new task; never a test inquiry."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import jinja2
import msgspec

from mailer.message import Address, Message, identify
from survey.texts import plural_translator, translator

MAILS = Path(__file__).parent / "mails"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Which mail of `mails/`, to whom, in which language, with which values."""

    name: str
    to: Address
    language: str
    values: Mapping[str, object] = {}


def compose(notice: Notice, sender: str, *, token: str, now: datetime) -> Message:
    """The notice as a mail; `sender` is the address of settings `notice_from`, `token` makes its Message-ID."""
    mail = environment(notice.language)
    address = Address("Medlytt", sender)

    def render(part: str) -> str:
        return mail.get_template(f"{notice.name}/{part}").render(notice.values, to=notice.to, language=notice.language)

    return Message(
        sender=address,
        to=(notice.to,),
        subject=" ".join(render("subject.txt").split()),
        text=render("body.txt").strip() + "\n",
        html=render("body.html"),
        message_id=identify(token, address),
        date=now,
        # Absence replies to a sign-in link help nobody.
        headers=(("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")),
    )


@cache
def environment(language: str) -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(MAILS),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"_": translator(language), "ngettext": plural_translator(language)}
    return made
