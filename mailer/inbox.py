"""Ways in: each hands raw bytes to `deliver` and tells the outside world "done" only after it has returned."""

import hashlib
import imaplib
import ssl
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol

import msgspec
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from mailer.transport import Deferred, Refused

MAX_BYTES = 30_000_000


class Deliver(Protocol):
    """Keeps a raw mail for good before it returns; the same (source, key) twice is the same mail handed over twice."""

    def __call__(self, raw: bytes, /, *, source: str, key: str, recipients: tuple[str, ...]) -> None: ...


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that stays where it was, to be tried again."""

    key: str
    reason: str


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What one round over an inbox did; `left` mails were over the round's limit."""

    delivered: int = 0
    failed: tuple[Failed, ...] = ()
    left: int = 0


class Unusable(Exception):
    """A webhook call that holds no mail; it is answered with an error, so that the sender keeps the mail."""


def content_key(raw: bytes, recipients: Iterable[str]) -> str:
    """Names a mail by what it is, where the way in gives it no name of its own."""
    envelope = "\0".join(sorted(address.lower() for address in recipients)).encode(errors="surrogateescape")
    return hashlib.sha256(envelope + b"\0\0" + raw).hexdigest()[:40]


class Maildir(msgspec.Struct, frozen=True, kw_only=True):
    """A Maildir that the mail server writes to: `new` is read, what is kept moves on to `cur`."""

    path: Path
    max_bytes: int = MAX_BYTES

    def collect(self, deliver: Deliver, *, limit: int = 1000) -> Collected:
        for folder in ("tmp", "new", "cur"):
            (self.path / folder).mkdir(parents=True, exist_ok=True)
        names = sorted(entry.name for entry in (self.path / "new").iterdir() if not entry.name.startswith("."))
        failed: list[Failed] = []
        for name in names[:limit]:
            try:
                self._take(name, deliver)
            except Exception as fault:  # one mail that cannot be kept must not hold up the ones behind it
                failed.append(Failed(key=name, reason=_reason(fault)))
        tried = min(len(names), limit)
        return Collected(delivered=tried - len(failed), failed=tuple(failed), left=len(names) - tried)

    def _take(self, name: str, deliver: Deliver) -> None:
        file = self.path / "new" / name
        status = file.lstat()
        if not stat.S_ISREG(status.st_mode):  # a pipe or a link would hang us, or read what is no mail
            raise ValueError("not a regular file")
        if status.st_size > self.max_bytes:
            raise ValueError(f"{status.st_size} bytes are more than the {self.max_bytes} allowed")
        raw = file.read_bytes()
        # A dropped-in file may carry a name that was used before: only name and content together are a key.
        unique = name.partition(":")[0].encode(errors="surrogateescape").decode(errors="replace")
        deliver(raw, source="maildir", key=f"{unique}/{content_key(raw, ())[:16]}", recipients=())
        file.replace(self.path / "cur" / (name if ":2," in name else f"{name}:2,S"))


class Imap(msgspec.Struct, frozen=True, kw_only=True):
    """A mailbox on an IMAP server: what is kept is marked as seen, or moved to the folder `done` where one is named.

    Without `done` only unseen mails are read, so nobody else should read that mailbox. Raises Deferred where the
    server cannot be reached and Refused where it does not let us in.
    """

    host: str
    user: str
    password: str
    port: int = 993
    folder: str = "INBOX"
    done: str | None = None
    security: Literal["implicit", "starttls", "none"] = "implicit"
    timeout: float = 30.0
    max_bytes: int = MAX_BYTES
    context: ssl.SSLContext | None = None

    def collect(self, deliver: Deliver, *, limit: int = 200) -> Collected:
        try:
            box = self._open()
            try:
                return self._drain(box, deliver, limit=limit)
            finally:
                with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                    box.logout()
        except (MailboxLoginError, MailboxFolderSelectError) as fault:
            raise Refused(f"{self.host} does not open {self.folder} for {self.user}: {_reason(fault)}") from fault
        except (OSError, imaplib.IMAP4.error, ImapToolsError) as fault:
            raise Deferred(f"{self.host}: {_reason(fault)}") from fault

    def _open(self) -> BaseMailBox:
        box: BaseMailBox
        context = self.context
        if context is None and self.security != "none":
            context = ssl.create_default_context()
        match self.security:
            case "implicit":
                box = MailBox(self.host, self.port, timeout=self.timeout, ssl_context=context)
            case "starttls":
                box = MailBoxStartTls(self.host, self.port, timeout=self.timeout, ssl_context=context)
            case "none":
                box = MailBoxUnencrypted(self.host, self.port, timeout=self.timeout)
        try:
            return box.login(self.user, self.password, initial_folder=self.folder)
        except BaseException:
            box.client.shutdown()
            raise

    def _drain(self, box: BaseMailBox, deliver: Deliver, *, limit: int) -> Collected:
        validity = box.client.response("UIDVALIDITY")[1][0] or b"0"
        uids = box.uids("UNDELETED" if self.done else "UNDELETED UNSEEN", charset=None)
        failed: list[Failed] = []
        for uid in uids[:limit]:
            key = f"{self.user}@{self.host}/{self.folder}/{validity.decode()}/{uid}"
            raw = self._fetch(box, uid)
            try:
                if not isinstance(raw, bytes):
                    raise ValueError(raw)
                deliver(raw, source="imap", key=key, recipients=())
            except Exception as fault:  # as above: the next mail gets its turn
                failed.append(Failed(key=key, reason=_reason(fault)))
                continue
            if self.done:
                box.move([uid], self.done)
            else:  # imap_tools' own flag() would also expunge what somebody else marked as deleted
                box.client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
        tried = min(len(uids), limit)
        return Collected(delivered=tried - len(failed), failed=tuple(failed), left=len(uids) - tried)

    def _fetch(self, box: BaseMailBox, uid: str) -> bytes | str:
        """The mail as the server has it (imap_tools would parse it and write it anew), or why it cannot be had."""
        size = b" ".join(part for part in box.client.uid("FETCH", uid, "(RFC822.SIZE)")[1] if isinstance(part, bytes))
        digits = size.rpartition(b"RFC822.SIZE ")[2].split(b")")[0].split(b" ")[0]
        if digits.isdigit() and int(digits) > self.max_bytes:
            return f"{int(digits)} bytes are more than the {self.max_bytes} allowed"
        answer = box.client.uid("FETCH", uid, "(BODY.PEEK[])")
        for part in answer[1]:
            if isinstance(part, tuple) and isinstance(part[1], bytes):
                return part[1]
        return "the server gave no text for it"


def from_sendgrid_form(fields: Mapping[str, str | bytes]) -> tuple[bytes, tuple[str, ...]]:
    """The raw mail and its envelope recipients from an inbound-parse call in raw mode; raises Unusable.

    A text field is taken as UTF-8; a framework that decoded it with `surrogateescape` loses nothing.
    """
    email = fields.get("email")
    if email is None:
        raise Unusable("no field 'email': switch on 'POST the raw, full MIME message' for this host at SendGrid")
    raw = email if isinstance(email, bytes) else email.encode(errors="surrogateescape")
    try:
        envelope = msgspec.json.decode(fields.get("envelope", b"{}"), type=_Envelope)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        envelope = _Envelope()  # who it was for then has to be read from the mail itself
    to = [envelope.to] if isinstance(envelope.to, str) else envelope.to
    return raw, tuple(address for address in to if "@" in address)


class _Envelope(msgspec.Struct):
    to: list[str] | str = []


def _reason(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}"[:300]
