"""Raw bytes into Incoming: never raises, never hangs, and says what was wrong with the mail."""

import re
from datetime import datetime

import msgspec

from mailer.fields import addresses, decode_words, message_ids, moment
from mailer.markup import to_text
from mailer.message import Address
from mailer.mime import Part, decode_transfer, note, parameter, read, text_of
from mailer.quotation import new_text
from mailer.report import Report, read_report
from mailer.tnef import body_text

# Header fields that tell machines from people; everything else is left in the raw mail.
OF_INTEREST = re.compile(
    r"auto-submitted|x-auto|precedence|list-|return-path|x-mailer|user-agent|x-loop|feedback-id|x-zendesk|x-jira|"
    r"x-servicenow|x-pureservice|x-otrs|x-rt-|x-freshdesk|x-ms-exchange-(inbox-rules|generated|calendar)|"
    r"x-failed-recipients|x-spam-(flag|status)|x-campaign|x-mailgun|x-sg-|x-csa|importance|thread-topic|"
    r"x-ms-exchange-organization-autoforwarded|x-vacation|content-class|x-mc-|x-mailchimp|errors-to|x-mdaemon|x-cron"
)
RECIPIENT_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to", "x-forwarded-to")


class Attachment(msgspec.Struct, frozen=True):
    name: str
    type: str
    size: int


class Enclosed(msgspec.Struct, frozen=True, kw_only=True):
    """A mail inside the mail: forwarded, or the one that could not be delivered."""

    message_id: str
    from_: tuple[Address, ...]
    to: tuple[Address, ...]
    subject: str
    text: str


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that came in. Ids stand without angle brackets, addresses in lower case."""

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    from_: tuple[Address, ...] = ()
    sender: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    envelope_to: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    arrived_at: datetime | None = None
    text: str = ""
    new_text: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "text/plain"
    attachments: tuple[Attachment, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()
    report: Report | None = None
    damage: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


def parse(raw: bytes, *, received_at: datetime | None = None) -> Incoming:
    """`received_at` stands in where the mail has neither a readable Received line nor a Date."""
    damage: list[str] = []
    root = read(raw, damage)
    leaves, enclosed = sort_parts(root)
    text = best_text(root, leaves, damage)
    date = moment(root.first("date"))
    if date is None and root.first("date"):
        note(damage, "unreadable date")
    for name in ("from", "subject", "message-id", "date", "to"):
        if len(root.all(name)) > 1:
            note(damage, f"doubled header {name}")
    return Incoming(
        message_id=next(iter(message_ids(root.all("message-id"))), ""),
        in_reply_to=message_ids(root.all("in-reply-to")),
        references=message_ids(root.all("references")),
        from_=addresses(root.all("from")),
        sender=addresses(root.all("sender")),
        reply_to=addresses(root.all("reply-to")),
        to=addresses(root.all("to")),
        cc=addresses(root.all("cc")),
        envelope_to=addresses(tuple(value for name in RECIPIENT_FIELDS for value in root.all(name))),
        subject=decode_words(root.first("subject"))[:2000],
        date=date,
        arrived_at=arrival(root, damage) or date or received_at,
        text=text,
        new_text=new_text(text),
        headers=tuple((k, decode_words(v)[:2000]) for k, v in root.fields if OF_INTEREST.match(k)),
        content_type=whole_type(root),
        attachments=tuple(attachment(part, damage) for part in leaves if is_attached(part)),
        enclosed=tuple(enclose(part, damage) for part in enclosed),
        report=read_report(root, damage),
        damage=tuple(damage),
    )


def whole_type(root: Part) -> str:
    kind = parameter(root.first("content-type"), "report-type")
    return f"{root.type}; report-type={kind.lower()}" if kind else root.type


def arrival(root: Part, damage: list[str]) -> datetime | None:
    """The time of the topmost Received line that has one."""
    for value in root.all("received"):
        if found := moment(value.rpartition(";")[2]):
            return found
        note(damage, "unreadable Received line")
    return None


def sort_parts(root: Part) -> tuple[list[Part], list[Part]]:
    """Leaves of the mail itself, and mails enclosed in it."""
    leaves: list[Part] = []
    enclosed: list[Part] = []
    waiting = [root]
    while waiting:
        part = waiting.pop(0)
        if part.type.startswith("message/rfc822") and part.parts:
            enclosed.append(part.parts[0])
        elif part.parts:
            waiting = [*part.parts, *waiting]
        else:
            leaves.append(part)
    return leaves, enclosed


def is_attached(part: Part) -> bool:
    shown = part.type in ("text/plain", "text/html")
    named = bool(parameter(part.first("content-disposition"), "filename"))
    return not shown or named or part.first("content-disposition").lower().startswith("attachment")


def attachment(part: Part, damage: list[str]) -> Attachment:
    name = parameter(part.first("content-disposition"), "filename") or parameter(part.first("content-type"), "name")
    size = len(decode_transfer(part.body, part.first("content-transfer-encoding").lower(), damage))
    return Attachment(decode_words(name)[:200], part.type, size)


def best_text(root: Part, leaves: list[Part], damage: list[str]) -> str:
    """Plain text where it says something, else what a reader of the HTML would see."""
    shown = [part for part in leaves if not is_attached(part)]
    plain = "\n".join(text_of(part, damage) for part in shown if part.type == "text/plain").strip()
    marked = [text_of(part, damage) for part in shown if part.type == "text/html"]
    if "<html" in plain[:500].lower() and not marked:
        note(damage, "HTML sent as plain text")
        plain, marked = "", [plain]
    if plain and not (marked and len(plain) < 200):
        return plain
    seen = "\n".join(to_text(source) for source in marked).strip()
    if not plain or len(seen) > 3 * len(plain):
        plain = seen or plain
    if not plain:
        packed = [part for part in leaves if part.type in ("application/ms-tnef", "application/vnd.ms-tnef")]
        plain = "\n".join(body_text(decode_transfer(p.body, "base64", damage)) for p in packed).strip()
    if not plain and root.type == "text/calendar":
        plain = text_of(root, damage)
    return plain


def enclose(part: Part, damage: list[str]) -> Enclosed:
    leaves, _ = sort_parts(part)
    return Enclosed(
        message_id=next(iter(message_ids(part.all("message-id"))), ""),
        from_=addresses(part.all("from")),
        to=addresses(part.all("to")),
        subject=decode_words(part.first("subject"))[:2000],
        text=best_text(part, leaves, damage),
    )
