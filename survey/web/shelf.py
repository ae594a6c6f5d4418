"""Published pages kept ready, packed, for the day on which everybody reads them at once."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar import Response

from survey.store import standings
from survey.web.request import Request

ROOM = 24_000_000  # bytes
LASTS = timedelta(minutes=5)  # a unit's name may be corrected after publication
Key = tuple[str, ...]


class Ready(msgspec.Struct, frozen=True):
    packed: bytes
    etag: str
    made_at: datetime


class Shelf:
    """The pages asked for last, as many as there is room for."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._pages: OrderedDict[Key, Ready] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def find(self, key: Key, now: datetime) -> Ready | None:
        with self._lock:
            found = self._pages.get(key)
            if found is None or now - found.made_at >= LASTS:
                return None
            self._pages.move_to_end(key)
            return found

    def keep(self, key: Key, page: Ready) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._size -= len(old.packed)
            self._pages[key] = page
            self._size += len(page.packed)
            while self._size > self._room:
                _, dropped = self._pages.popitem(last=False)
                self._size -= len(dropped.packed)


def ready(request: Request, wave_id: int, draw: Callable[[], Response[Any]]) -> Response[Any]:
    """The page of a published wave as a stranger sees it, drawn once; whoever is signed in gets their own, drawn anew.

    Only pages without any secret are packed: packing a secret together with what a stranger typed can give it away.
    """
    if request.user is not None:
        return draw()
    with request.db.read() as connection:
        publication = standings.publication_of(connection, wave_id)
    if publication is None:
        return draw()
    shelf: Shelf = request.app.state.shelf
    key = (publication.sha256, request.language, request.url.path, request.url.query)
    page = shelf.find(key, request.now)
    if page is None:
        html: str = draw().content
        packed = gzip.compress(html.encode(), 6, mtime=0)
        page = Ready(packed, f'"{hashlib.sha256(packed).hexdigest()[:20]}"', request.now)
        shelf.keep(key, page)
    return answer(request, page)


def answer(request: Request, page: Ready) -> Response[Any]:
    headers = {"etag": page.etag, "vary": "accept-encoding, accept-language, cookie"}
    if request.headers.get("if-none-match") == page.etag:
        return Response(b"", status_code=304, headers=headers, media_type="text/html")
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(page.packed, headers=headers | {"content-encoding": "gzip"}, media_type="text/html")
    return Response(gzip.decompress(page.packed), headers=headers, media_type="text/html")
