"""The way out by SMS: a text is a value, a gateway takes it or says why not."""

import math
import os
import re
import secrets
import ssl
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol, Self

import httpx2
import msgspec

from mailer.transport import Deferred, Doubtful, Receipt, Refused

E164 = re.compile(r"\+[1-9]\d{6,14}")
# 3GPP TS 23.038, section 6.2.1: the default alphabet, and what costs two of its places.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """One SMS; `to` is E.164, `sender` a number or at most 11 letters and digits."""

    to: str
    sender: str
    body: str


class Gateway(Protocol):
    """`send` returns when the text was accepted; else it raises Deferred, Refused or Doubtful, and nothing else.

    A gateway is used by one thread at a time; leaving its `with` block closes what it kept open.
    """

    def send(self, text: Text, /) -> Receipt: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *details: object) -> None: ...


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway calls the three parts of a text in its JSON."""

    to: str = "to"
    sender: str = "from"
    body: str = "text"


class Http:
    """Posts each text as JSON with a bearer token; any 2xx is a yes.

    Nothing is ever followed elsewhere: the token is for this address alone.
    """

    def __init__(self, url: str, token: str, *, fields: Fields | None = None, timeout: float = 20.0) -> None:
        self.url = url
        self.fields = fields or Fields()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx2.Client(
            headers=headers, timeout=timeout, follow_redirects=False, trust_env=False, verify=trusted()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self._client.close()

    def send(self, text: Text, /) -> Receipt:
        refuse_faults(text)
        body = {self.fields.to: text.to, self.fields.sender: text.sender, self.fields.body: text.body}
        try:
            answer = self._client.post(self.url, json=body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as fault:
            raise Deferred(f"the gateway cannot be reached: {type(fault).__name__}") from fault
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError) as fault:
            raise Refused(f"the address of the gateway: {type(fault).__name__}", account=True) from fault
        except httpx2.HTTPError as fault:  # it may have the whole request
            raise Doubtful(f"the gateway did not answer: {type(fault).__name__}") from fault
        return verdict(answer.status_code, answer.headers, answer.content)


@cache
def trusted() -> ssl.SSLContext:
    """Reading the certificates of all authorities takes longer than sending some texts: once per process."""
    return httpx2.create_ssl_context(trust_env=False)


def verdict(code: int, headers: Mapping[str, str], body: bytes) -> Receipt:
    """What the answer of a gateway means; its words may hold the number, so only the code is told on."""
    told = f"the gateway answered {code}"
    match code:
        case 200 | 201 | 202 | 204:
            return Receipt(provider_id(body))
        case 408 | 425 | 429 | 500 | 503:
            raise Deferred(told, wait(headers))
        case 401 | 402 | 403 | 404 | 405 | 407 | 410:  # the token, the bill or the address is wrong: the next one too
            raise Refused(told, code, account=True)
        case _ if 300 <= code < 400:
            raise Refused(told, code, account=True)
        case _ if 400 <= code < 500:
            raise Refused(told, code)
        case _:  # 502, 504: something between us and the gateway cannot know
            raise Doubtful(told)


def wait(headers: Mapping[str, str]) -> float | None:
    with suppress(ValueError):
        if after := headers.get("retry-after"):
            seconds = float(after)
            return seconds if 0 <= seconds < 1e6 else None
    return None


def provider_id(body: bytes) -> str:
    """Under which the gateway knows it, where its JSON says so."""
    try:
        told: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    found = told.get("id") or told.get("message_id") or told.get("messageId") if isinstance(told, dict) else ""
    return str(found or "")[:200]


class Folder:
    """Writes each text into a folder, whole or not at all: the gateway that reaches nobody."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        return

    def send(self, text: Text, /) -> Receipt:
        refuse_faults(text)
        name = f"{secrets.token_hex(12)}.json"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            draft = self.path / f".{name}"
            with draft.open("xb") as file:
                file.write(msgspec.json.encode(text))
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self.path / name)
        except OSError as fault:
            raise Deferred(f"{self.path}: {fault.strerror or fault}") from fault
        return Receipt(name)


def refuse_faults(text: Text) -> None:
    if not E164.fullmatch(text.to):
        raise Refused("the number is not in the international form, such as +4791234567")
    if not text.body.strip() or "\0" in text.body:
        raise Refused("there is nothing to send")


def segments(body: str) -> int:
    """How many SMS a text is billed as: 160 places of the default alphabet or 70 of UCS-2, 153 and 67 where several."""
    if set(body) <= BASIC | EXTENDED:
        places = sum(2 if letter in EXTENDED else 1 for letter in body)
        return 1 if places <= 160 else math.ceil(places / 153)
    places = len(body.encode("utf-16-be")) // 2
    return 1 if places <= 70 else math.ceil(places / 67)
