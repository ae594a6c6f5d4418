"""A mail from the service to its own people: a sign-in link, a new task; never a test inquiry."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import jinja2
import msgspec

from mailer.compose import compose as compose_from
from mailer.message import Address, Message
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
    return compose_from(
        environment(notice.language),
        notice.name,
        sender=Address("Medlytt", sender),
        to=notice.to,
        values={**notice.values, "language": notice.language},
        token=token,
        now=now,
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
