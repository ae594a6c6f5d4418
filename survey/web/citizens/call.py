"""Call and Reply: what a citizen's browser asks, and what it gets; no address, no cookie, nothing about the browser."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

import msgspec

from survey.texts import catalogue, spoken
from survey.web.headers import ALWAYS, CSP, HSTS

LARGEST = 1_000_000  # bytes of a form
FORM = "application/x-www-form-urlencoded"
BACK = "private, no-cache"
"""The browser's own button back finds the page as it was; with no-store there would be nothing but an error."""
NOWHERE = "no-store"
"""On a device that others use too: they would find the answers of the one before."""
LANGUAGES = ("nb", "nn", "sv", "en", "pl", "uk", "ar", "so", "se")
HEADERS = ALWAYS | {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": CSP.replace("img-src 'self'", "img-src 'self' data:"),  # the icon costs no request
    "referrer-policy": "no-referrer",
}
Raw = list[tuple[bytes, bytes]]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    query: Sequence[tuple[str, str]] = ()
    form: Sequence[tuple[str, str]] = ()
    languages: str = ""
    """Which languages the browser's owner reads, as it says itself."""
    packs: bool = False
    """Whether a packed page can be read."""
    client: str = ""
    """For counting tries in memory; goes into no row and no line of a log."""
    now: datetime

    def asked(self, name: str) -> str:
        return next((value for key, value in self.query if key == name), "")


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    body: bytes = b""
    status: int = 200
    cache: str = BACK
    location: str = ""
    packed: bool = False
    kind: str = ""
    """Media type, where it is no page."""


def called(scope: Any, headers: Mapping[bytes, bytes], now: datetime) -> Call:
    query: bytes = scope["query_string"]
    client = scope.get("client")
    return Call(
        path=scope["path"],
        query=parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=50) if query else (),
        languages=headers.get(b"accept-language", b"").decode("latin-1"),
        packs=b"gzip" in headers.get(b"accept-encoding", b""),
        client=client[0] if client else "",
        now=now,
    )


def pairs(form: bytes) -> list[tuple[str, str]]:
    """The fields of an urlencoded form; what is no text becomes question marks."""
    found = []
    for part in form.decode("latin-1").split("&"):
        name, _, value = part.partition("=")
        if name:
            found.append((read(name), read(value)))
    return found


def read(text: str) -> str:
    if "%" not in text:
        return text.replace("+", " ")
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


def from_here(headers: Mapping[bytes, bytes], url: str) -> bool:
    """Did the browser send this from one of our own pages? Programs that are no browsers send neither header."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in (b"same-origin", b"none")
    origin = headers.get(b"origin")
    if origin is None or origin == b"null":  # what a page without a referrer may send
        return True
    return urlsplit(origin.decode("latin-1")).netloc in {
        headers.get(b"host", b"").decode("latin-1"),
        urlsplit(url).netloc,
    }


def raw(reply: Reply, *, secure: bool) -> Raw:
    found = SECURE if secure else PLAIN
    more = [(b"cache-control", reply.cache.encode()), (b"content-length", str(len(reply.body)).encode())]
    if reply.location:
        more.append((b"location", reply.location.encode()))
    if reply.packed:
        more.append((b"content-encoding", b"gzip"))
    if reply.kind:
        found = [(name, value) for name, value in found if name != b"content-type"]
        more.append((b"content-type", reply.kind.encode()))
    return found + more


PLAIN: Raw = [(name.encode(), value.encode()) for name, value in HEADERS.items()] + [(b"vary", b"accept-encoding")]
SECURE: Raw = [*PLAIN, (b"strict-transport-security", HSTS.encode())]


def spoken_by(call: Call, default: str) -> str:
    """The language of a page that knows nothing of its reader but what the browser says."""
    if found := chosen(call):
        return found
    return next((code for code in accepted(call.languages) if code in known()), default)


def chosen(call: Call) -> str:
    """The language that the address or the form names, where we speak it."""
    wanted = call.asked("lang") or next((value for name, value in call.form if name == "language"), "")
    return spoken(wanted) if wanted and spoken(wanted) in known() else ""


def known() -> tuple[str, ...]:
    return tuple(code for code in LANGUAGES if code == "en" or catalogue(code))


def accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header, the dearest first."""
    weighted = []
    for position, part in enumerate(header.split(",")[:20]):
        tag, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.partition("=")[2]) if parameter else 1.0
        except ValueError:
            continue
        primary = tag.split("-")[0].strip().lower()
        weighted.append((-weight, position, {"no": "nb", "da": "nb"}.get(primary, primary)))
    return [code for weight, _, code in sorted(weighted) if weight < 0]
