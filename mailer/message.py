"""A mail that leaves is a value, and becomes bytes in one place."""

import base64
import binascii
import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

import msgspec

# Names that the fields of Message already write, and names that would tell which program wrote the mail.
RESERVED = frozenset(
    (
        "from",
        "sender",
        "to",
        "cc",
        "bcc",
        "reply-to",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "x-mailer",
        "user-agent",
        "x-originating-ip",
        "received",
        "return-path",
        "list-unsubscribe",
        "list-unsubscribe-post",
    )
)
LINE = 76  # letters of a line with encoded words, RFC 2047, 2
PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
SIMPLE = re.compile(r"[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9.-]{1,200}")


class Address(msgspec.Struct, frozen=True):
    """A mailbox: what stands before the angle brackets, and what stands between them."""

    name: str
    email: str

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2].lower()


class File(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail encloses; its name is of plain letters, so that every program shows it as it is."""

    name: str
    media_type: str
    content: bytes


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One outgoing mail; `date` carries a zone, `message_id` has its angle brackets."""

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str | None = None
    reply_to: Address | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    bounces_to: Address | None = None
    """The sender on the envelope, where it is not the one in the letter: a failed delivery comes back to it."""
    files: tuple[File, ...] = ()
    unsubscribe: tuple[str, ...] = ()
    """Addresses that stop further mails; a web address among them takes a POST (RFC 8058)."""


def identify(token: str, sender: Address) -> str:
    """The Message-ID for a token: its domain is the sender's own, as a private person's mail provider does it."""
    return f"<{token}@{sender.domain}>"


def to_bytes(message: Message) -> bytes:
    """RFC 5322 bytes with CRLF; ValueError where a field would break the header or give the product away."""
    refuse_faults(message)
    return b"".join(
        (
            # The library would fold and encode long ids; they are written by hand, one to a line, as other programs do.
            threading_lines(message),
            unsubscribe_lines(message),
            header("From", (message.sender,)),
            *(map(plain_to, message.to) if len(message.to) == 1 else [header("To", message.to)]),
            header("Reply-To", (message.reply_to,)) if message.reply_to is not None else b"",
            header("Subject", message.subject),
            f"Date: {format_datetime(message.date)}\r\nMessage-ID: {message.message_id}\r\n".encode("ascii"),
            *(header(name, value) for name, value in message.headers),
            b"MIME-Version: 1.0\r\n",
            body(message),
        )
    )


@lru_cache(maxsize=256)  # a round of mails has the same sender and subject in all of them
def header(name: str, value: str | tuple[Address, ...]) -> bytes:
    """One field, folded and encoded where it must be."""
    if isinstance(value, str):
        return worded(name, value)
    boxes = tuple(map(mailbox, value))
    if len(boxes) == 1 and not boxes[0].display_name.isascii():
        named = worded(name, boxes[0].display_name).removesuffix(b"\r\n")
        own = f" <{boxes[0].addr_spec}>\r\n".encode("ascii")
        return named + (own if len(named.rpartition(b"\n")[2] + own) <= LINE else b"\r\n" + own)
    mail = EmailMessage(policy=SMTP)
    mail[name] = boxes
    return mail.as_bytes().removesuffix(b"\r\n")


def worded(name: str, value: str) -> bytes:
    """A field of words. What is not ASCII is encoded as a whole: EmailMessage encodes word by word and loses the space
    where a line ends between two of them; and what just fits a second line leaves the first empty."""
    charset = "us-ascii" if value.isascii() and "=?" not in value else "utf-8"
    field = Header(value, charset, header_name=name, maxlinelen=LINE).encode(splitchars=" ", linesep="\r\n")
    return f"{name}: {field}\r\n".encode("ascii")


def plain_to(address: Address) -> bytes:
    """The recipient's field: the one that differs in every mail, and nobody's business to remember."""
    if not address.name and SIMPLE.fullmatch(address.email):
        return f"To: {address.email}\r\n".encode("ascii")
    return header.__wrapped__("To", (address,))


def body(message: Message) -> bytes:
    """What is to be read, and after it the files."""
    words = written(message)
    if not message.files:
        return words
    between = boundary(message).replace("Part", "Files").encode("ascii")  # neither begins with the other
    head = b'Content-Type: multipart/mixed;\r\n boundary="' + between + b'"\r\n\r\n'
    parts = (words, *map(enclosed, message.files))
    return head + b"".join(b"--" + between + b"\r\n" + one + b"\r\n" for one in parts) + b"--" + between + b"--\r\n"


def enclosed(file: File) -> bytes:
    head = (
        f'Content-Type: {file.media_type}; name="{file.name}"\r\n'
        f'Content-Disposition: attachment; filename="{file.name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    return head.encode("ascii") + base64.encodebytes(file.content).replace(b"\n", b"\r\n")


def written(message: Message) -> bytes:
    """Text alone, or text and HTML side by side, with the fields that say so."""
    text = part("plain", message.text)
    if message.html is None:
        return text
    between = boundary(message).encode("ascii")
    parts = (text, part("html", message.html))
    head = b'Content-Type: multipart/alternative;\r\n boundary="' + between + b'"\r\n\r\n'
    return head + b"".join(b"--" + between + b"\r\n" + one + b"\r\n" for one in parts) + b"--" + between + b"--\r\n"


def part(kind: str, text: str) -> bytes:
    encoding = encoding_of(text)
    raw = text.encode("utf-8").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    raw = raw if raw.endswith(b"\n") else raw + b"\n"
    if encoding != "7bit":
        raw = binascii.b2a_qp(raw)
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode("ascii") + raw.replace(b"\n", b"\r\n")


def threading_lines(message: Message) -> bytes:
    lines = []
    if message.in_reply_to:
        lines.append(f"In-Reply-To: {message.in_reply_to}\r\n")
    if message.references:
        lines.append("References: " + "\r\n ".join(message.references) + "\r\n")
    return "".join(lines).encode("ascii")


def unsubscribe_headers(message: Message) -> tuple[tuple[str, str], ...]:
    """RFC 2369 and RFC 8058; nothing where the mail offers no way out."""
    if not message.unsubscribe:
        return ()
    listed = ("List-Unsubscribe", ", ".join(f"<{address}>" for address in message.unsubscribe))
    one_click = any(address.startswith("http") for address in message.unsubscribe)
    return (listed, ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")) if one_click else (listed,)


def unsubscribe_lines(message: Message) -> bytes:
    lines = (f"{name}: {value}\r\n".replace(">, <", ">,\r\n <") for name, value in unsubscribe_headers(message))
    return "".join(lines).encode("ascii")


def refuse_faults(message: Message) -> None:
    if not message.to:
        raise ValueError("a mail needs at least one recipient")
    if message.date.tzinfo is None:
        raise ValueError("the date of a mail needs a time zone")
    ids = [message.message_id, *message.references, *filter(None, [message.in_reply_to])]
    for value in ids:
        if not (value.isascii() and value.startswith("<") and value.endswith(">")) or any(c.isspace() for c in value):
            raise ValueError(f"not a Message-ID: {value!r}")
    if not message.message_id.lower().endswith(f"@{ascii_domain(message.sender.domain)}>"):
        raise ValueError("the Message-ID must end in the sender's own domain")
    refuse_bad_ways_back(message)
    refuse_bad_files(message.files)
    for name, value in message.headers:
        if name.lower() in RESERVED or not name.replace("-", "").isalnum() or not name.isascii():
            raise ValueError(f"header {name!r} cannot be set by hand")
        refuse_control(value, name)
    refuse_control(message.subject, "Subject")
    if "\0" in message.text or "\0" in (message.html or ""):
        raise ValueError("the text holds a NUL character")


def refuse_bad_ways_back(message: Message) -> None:
    if message.bounces_to is not None:
        mailbox(message.bounces_to)
    for address in message.unsubscribe:
        if not address.isascii() or not address.isprintable() or set(address) & set(" <>,"):
            raise ValueError("an address that stops further mails must be written with plain letters")


def refuse_bad_files(files: tuple[File, ...]) -> None:
    for file in files:
        if not PLAIN.fullmatch(file.name) or not MEDIA_TYPE.fullmatch(file.media_type):
            raise ValueError(f"not the name of a file that can be enclosed: {file.name!r}, {file.media_type!r}")


def refuse_control(value: str, name: str) -> None:
    if any(ord(c) < 32 and c != "\t" or ord(c) == 127 or c in "\u2028\u2029\u0085" for c in value):
        raise ValueError(f"{name} holds a line break or another control character")


def mailbox(address: Address) -> HeaderAddress:
    refuse_control(address.name + address.email, "an address")
    local, at, domain = address.email.rpartition("@")
    if not at or not local or not domain or not local.isascii() or any(c.isspace() for c in address.email):
        raise ValueError(f"not a mail address: {address.email!r}")
    return HeaderAddress(address.name, local, ascii_domain(domain))


def ascii_domain(domain: str) -> str:
    try:
        return domain.lower() if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"not a domain name: {domain!r}") from None


def encoding_of(text: str) -> str:
    """Plain bytes where every server passes them unchanged, else quoted-printable."""
    short = all(len(line) < 900 for line in text.split("\n"))
    return "7bit" if text.isascii() and short and "\r" not in text else "quoted-printable"


def boundary(message: Message) -> str:
    """Taken from the Message-ID, so that the same value always gives the same bytes and no library shows."""
    token = "".join(c for c in message.message_id.partition("@")[0] if c.isalnum())[:32]
    return f"----=_Part_{token or 'a'}"
