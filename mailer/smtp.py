"""The way out over SMTP: one connection per batch, and a strict line between not sent and perhaps sent."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, Self

from mailer.message import Address, Message, ascii_domain
from mailer.transport import Deferred, Doubtful, Receipt, Refused, encode, wire_form


class Smtp:
    """Speaks SMTP over one connection, opened when needed and kept until `close`.

    It greets as `local_hostname`, or else as the domain of the sender: never as this machine. `timeout` is for each
    step, `patience` for the last answer: a server that scans mail takes its time, and to give up is to be in doubt.
    """

    def __init__(
        self,
        host: str,
        port: int = 587,
        *,
        tls: Literal["starttls", "implicit", "none"] = "starttls",
        username: str | None = None,
        password: str = "",
        timeout: float = 30.0,
        patience: float = 120.0,
        local_hostname: str | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.tls = tls
        self.username = username
        self.password = password
        self.timeout = timeout
        self.patience = patience
        self.local_hostname = local_hostname
        self.context = context
        self._wire: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        if self._wire is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._wire.quit()
            self._drop()

    def send(self, message: Message, /) -> Receipt:
        raw = encode(message)
        if not raw.endswith(b"\r\n"):
            raw += b"\r\n"  # the final dot stands on a line of its own
        try:
            wire = self._ready(message)
            self._envelope(wire, message, raw)
            # Up to the final dot the server cannot have accepted anything; with it, it may have.
            wire.send(smtplib._quote_periods(raw))  # type: ignore[attr-defined]  # as SMTP.data does
        except (OSError, smtplib.SMTPException) as fault:
            self._drop()
            raise _unsent(fault, self.host) from fault
        except (Deferred, Refused):
            self._reset()
            raise
        try:
            _socket(wire).settimeout(self.patience)
            wire.send(b".\r\n")
            code, told = wire.getreply()
        except (OSError, smtplib.SMTPException) as fault:
            self._drop()
            raise Doubtful(f"{self.host} did not answer after the mail was handed over: {fault}") from fault
        if code == 421:
            self._drop()
        if code == 250:
            return Receipt(_line(told))
        if not 400 <= code < 600:
            self._drop()
            raise Doubtful(f"{self.host} answered {code} {_line(told)}")
        raise _denied(code, told)

    def _ready(self, message: Message) -> smtplib.SMTP:
        """A connection that has said hello in this sender's name; a kept one that has died meanwhile is replaced."""
        name = self.local_hostname or ascii_domain(message.sender.domain)
        if self._wire is not None:
            with suppress(OSError, smtplib.SMTPException):
                _socket(self._wire).settimeout(self.timeout)
                if self._wire.local_hostname != name:
                    self._hello(self._wire, name)
                elif self._wire.noop()[0] != 250:
                    raise smtplib.SMTPServerDisconnected
                return self._wire
            self._drop()
        self._wire = self._connect(name)
        return self._wire

    def _connect(self, name: str) -> smtplib.SMTP:
        context = self.context
        if context is None and self.tls != "none":
            context = ssl.create_default_context()
        wire: smtplib.SMTP
        if self.tls == "implicit":
            wire = smtplib.SMTP_SSL(self.host, self.port, name, timeout=self.timeout, context=context)
        else:
            wire = smtplib.SMTP(self.host, self.port, name, timeout=self.timeout)
        try:
            # The final dot is a packet of its own: without this it would wait 40 ms for the body's acknowledgement.
            _socket(wire).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._hello(wire, name)
            if self.tls == "starttls":
                if not wire.has_extn("starttls"):
                    raise Refused(f"{self.host} offers no STARTTLS", account=True)
                wire.starttls(context=context)
                self._hello(wire, name)
            if self.username is not None:
                wire.login(self.username, self.password)
        except BaseException:
            wire.close()
            raise
        return wire

    def _hello(self, wire: smtplib.SMTP, name: str) -> None:
        wire.local_hostname = name
        code, told = wire.ehlo(name)
        if code != 250:
            code, told = wire.helo(name)
        if code != 250:
            raise smtplib.SMTPHeloError(code, told)

    def _envelope(self, wire: smtplib.SMTP, message: Message, raw: bytes) -> None:
        options = [f"size={len(raw)}"] if wire.has_extn("size") else []
        if wire.has_extn("8bitmime") and not raw.isascii():
            options.append("body=8bitmime")
        steps: list[Callable[[], tuple[int, bytes]]] = [lambda: wire.mail(wire_form(return_path(message)), options)]
        steps += [lambda to=to: wire.rcpt(wire_form(to)) for to in message.to]  # type: ignore[misc]
        for step in steps:
            code, told = step()
            if not 200 <= code < 300:
                raise _denied(code, told)
        code, told = wire.docmd("data")
        if code != 354:
            raise _denied(code, told)

    def _reset(self) -> None:
        if self._wire is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._wire.rset()[0] == 250:
                    return
            self._drop()

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None


def return_path(message: Message) -> Address:
    """Where a bounce goes: where the mail says so, else the inquiry's own reply address.

    That one only unless its domain would break SPF alignment with From.
    """
    if message.bounces_to is not None:
        return message.bounces_to
    reply_to = message.reply_to
    return reply_to if reply_to is not None and reply_to.domain == message.sender.domain else message.sender


def _socket(wire: smtplib.SMTP) -> socket.socket:
    if wire.sock is None:
        raise smtplib.SMTPServerDisconnected("not connected")
    return wire.sock


def _denied(code: int, told: bytes) -> Deferred | Refused:
    reason = f"{code} {_line(told)}"
    return Refused(reason, code, account=code in {530, 534, 535, 538}) if code >= 500 else Deferred(reason)


def _unsent(fault: OSError | smtplib.SMTPException, host: str) -> Deferred | Refused:
    """What a fault means that came before the final dot: only a clear no from the server is for good."""
    if isinstance(fault, smtplib.SMTPResponseException) and fault.smtp_code >= 500:
        told = fault.smtp_error if isinstance(fault.smtp_error, bytes) else fault.smtp_error.encode()
        return Refused(f"{host}: {fault.smtp_code} {_line(told)}", fault.smtp_code, account=True)
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return Refused(f"{host}: {fault}", account=True)
    return Deferred(f"{host}: {fault or type(fault).__name__}")


def _line(told: bytes) -> str:
    return " ".join(told.decode(errors="replace").split())[:300]
