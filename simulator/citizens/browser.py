"""A browser without scripts, cookies or memory: it keeps a connection, follows redirects, and says what came back."""

import http.client
from typing import Self
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec

from simulator.citizens.page import Page, read

FORM = "application/x-www-form-urlencoded"
REDIRECTS = (301, 302, 303, 307, 308)
AGENT = "Mozilla/5.0 (Linux; Android 15) Simulated/1.0"
Pairs = list[tuple[str, str]]


class Got(msgspec.Struct, frozen=True):
    url: str
    """Where redirects have led."""
    status: int
    body: str
    cookies: int = 0

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def near(self, address: str) -> str:
        """Where a link or a form on this page leads."""
        return urljoin(self.url, address)

    @property
    def page(self) -> Page:
        return read(self.body)


class Browser:
    def __init__(self, language: str = "nb") -> None:
        self.language = language
        self.requests = 0
        self.cookies = 0
        """How often a site has tried to leave one."""
        self._wires: dict[str, http.client.HTTPConnection] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def get(self, url: str) -> Got:
        return self._ask("GET", url)

    def post(self, url: str, pairs: Pairs) -> Got:
        return self._ask("POST", url, urlencode(pairs).encode())

    def post_twice(self, url: str, pairs: Pairs) -> tuple[Got, Got]:
        """A double click: both are on their way before the first is answered; the second answer is the one shown."""
        other = Browser(self.language)
        body = urlencode(pairs).encode()
        self._send("POST", url, body)
        other._send("POST", url, body)
        got = self._follow(url), other._follow(url)
        other.close()
        self.requests += other.requests
        self.cookies += other.cookies
        return got

    def post_and_go(self, url: str, pairs: Pairs) -> None:
        """The connection breaks when the form has just been sent."""
        self._send("POST", url, urlencode(pairs).encode())
        self.close()

    def close(self) -> None:
        for wire in self._wires.values():
            wire.close()
        self._wires.clear()

    def _ask(self, method: str, url: str, body: bytes | None = None) -> Got:
        try:
            self._send(method, url, body)
            return self._follow(url)
        except (http.client.RemoteDisconnected, ConnectionError):  # a kept connection that the server has let go of
            self.close()
            self._send(method, url, body)
            return self._follow(url)

    def _send(self, method: str, url: str, body: bytes | None = None) -> None:
        parts = urlsplit(url)
        wire = self._wires.get(parts.netloc)
        if wire is None:
            wire = self._wires[parts.netloc] = http.client.HTTPConnection(parts.netloc, timeout=30)
        headers = {"User-Agent": AGENT, "Accept-Language": self.language}
        if body is not None:
            headers["Content-Type"] = FORM
        self.requests += 1
        wire.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body=body, headers=headers)

    def _follow(self, url: str, *, left: int = 5) -> Got:
        answer = self._wires[urlsplit(url).netloc].getresponse()
        body = answer.read().decode("utf-8", "replace")
        self.cookies += len(answer.headers.get_all("Set-Cookie") or ())
        onward = answer.headers.get("Location")
        if answer.status in REDIRECTS and onward and left:
            following = urljoin(url, onward)
            self._send("GET", following)
            return self._follow(following, left=left - 1)
        return Got(url, answer.status, body)
