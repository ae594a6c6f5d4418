"""Templates and values become a Message: subject.txt, body.txt and body.html of one folder."""

from collections.abc import Mapping
from datetime import datetime

import jinja2

from mailer.message import Address, Message, identify

# A mail that a program sends: absence replies to it help nobody.
AUTOMATIC = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"))


def compose(
    templates: jinja2.Environment,
    name: str,
    *,
    sender: Address,
    to: Address,
    values: Mapping[str, object],
    token: str,
    now: datetime,
) -> Message:
    """The mail `name` as a value; `token` makes its Message-ID. The environment escapes what goes into HTML."""

    def render(part: str) -> str:
        return templates.get_template(f"{name}/{part}").render(values, to=to)

    return Message(
        sender=sender,
        to=(to,),
        subject=one_line(render("subject.txt")),
        text=render("body.txt").strip() + "\n",
        html=render("body.html"),
        message_id=identify(token, sender),
        date=now,
        headers=AUTOMATIC,
    )


def one_line(text: str) -> str:
    """What a name brings along that no subject may hold, line ends and control characters, is a space."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
