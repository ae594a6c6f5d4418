"""A mail about a survey, as its reader meets it: the links in it, and the way to get no more; pure."""

import email
import email.policy
import re
from email.message import EmailMessage
from urllib.parse import urlsplit

import msgspec

LINK = re.compile(r"https?://[^\s<>\"']+")


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    subject: str = ""
    language: str = ""
    survey: str
    """The link to the survey; empty where there is none."""
    first: tuple[str, ...] = ()
    """Links that answer the first question already."""
    one_click: str = ""
    """From List-Unsubscribe, where the sender says that one POST is enough."""
    stop: str = ""
    """The link in the text that leads to the page for it."""
    links: tuple[str, ...] = ()


def read(raw: bytes) -> Letter:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - this policy makes them
    header = LINK.findall(str(mail["List-Unsubscribe"] or ""))
    one_click = "one-click" in str(mail["List-Unsubscribe-Post"] or "").lower()
    return msgspec.structs.replace(
        text(_bodies(mail)),
        subject=" ".join(str(mail["Subject"] or "").split()),
        language=str(mail["Content-Language"] or ""),
        one_click=header[0] if header and one_click else "",
    )


def text(said: str) -> Letter:
    """An SMS, or what stands in a mail."""
    links = tuple(dict.fromkeys(link.replace("&amp;", "&").rstrip(".,)") for link in LINK.findall(said)))
    survey = [link for link in links if urlsplit(link).path.startswith("/a/")]
    return Letter(
        survey=next((link for link in survey if not urlsplit(link).query), ""),
        first=tuple(link for link in survey if urlsplit(link).query),
        stop=next((link for link in links if urlsplit(link).path.startswith("/out/")), ""),
        links=links,
    )


def _bodies(mail: EmailMessage) -> str:
    parts = [part for kind in ("plain", "html") if (part := mail.get_body((kind,))) is not None]
    return "\n".join(str(part.get_content()) for part in parts)
