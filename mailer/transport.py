"""Ways out: what every transport promises, and the folder that reaches nobody."""

import os
import secrets
from datetime import UTC
from pathlib import Path
from typing import Protocol, Self

import msgspec

from mailer.message import Address, Message, ascii_domain, to_bytes


class Receipt(msgspec.Struct, frozen=True):
    """The other side has taken the mail over; `provider_id` is the name under which it knows it."""

    provider_id: str


class Deferred(Exception):
    """Not now: nothing was accepted, the same mail may be tried again (after `retry_after` seconds, if told)."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Refused(Exception):
    """Not ever: nothing was accepted, and the same mail will not be.

    `account` says that it is not about this mail: the next one will be refused as well, until a person has acted.
    """

    def __init__(self, reason: str, code: int | None = None, *, account: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.account = account


class Doubtful(Exception):
    """The mail was handed over and no answer came: it may have been accepted, so only a person may send it again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Transport(Protocol):
    """`send` returns when the mail was accepted; else it raises Deferred, Refused or Doubtful, and nothing else.

    A transport is used by one thread at a time; leaving its `with` block closes what it kept open.
    """

    def send(self, message: Message, /) -> Receipt: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *details: object) -> None: ...


class Folder:
    """Writes each mail into a Maildir, whole or not at all: the way out that reaches nobody."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        return

    def send(self, message: Message, /) -> Receipt:
        raw = encode(message)
        name = f"{message.date.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(8)}.eml"
        draft = self.path / "tmp" / name
        try:
            for folder in ("tmp", "new", "cur"):
                (self.path / folder).mkdir(parents=True, exist_ok=True)
            with draft.open("xb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self.path / "new" / name)
        except OSError as fault:
            raise Deferred(f"{self.path}: {fault.strerror or fault}") from fault
        return Receipt(name)


def encode(message: Message) -> bytes:
    """`to_bytes`, with its refusal told as a refusal of the wire."""
    try:
        return to_bytes(message)
    except ValueError as fault:
        raise Refused(str(fault)) from fault


def wire_form(address: Address) -> str:
    local, _, domain = address.email.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"
