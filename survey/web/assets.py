"""Styles and scripts: read once, served under names that change with their content, so that browsers keep them."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from survey.problems import NotFound
from survey.texts import N_
from survey.web.guards import allow_public
from survey.web.request import Request

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
BUNDLES = {
    "answer.css": ("medlytt.css", "questions.css", "citizen.css"),
    "answer.js": ("medlytt.js", "expression.js", "instrument.js"),
    "answer-more.js": ("medlytt.js", "rank.js", "expression.js", "expression-more.js", "instrument.js"),
    "plain.js": ("medlytt.js", "rank.js"),
    "survey.js": ("medlytt.js", "expression.js", "instrument.js", "begun.js"),
    "survey-more.js": ("medlytt.js", "rank.js", "expression.js", "expression-more.js", "instrument.js", "begun.js"),
    "survey-plain.js": ("medlytt.js", "rank.js", "begun.js"),
}
"""Several files that a page for citizens gets in one request."""
ASIDE = re.compile(rb"^(?: *//.*\n| +)", re.MULTILINE)


class Asset(msgspec.Struct, frozen=True):
    name: str
    hashed: str
    media_type: str
    content: bytes
    packed: bytes | None
    etag: str


class Assets:
    def __init__(self, folder: Path = FOLDER) -> None:
        self.by_name: dict[str, Asset] = {}
        self.by_path: dict[str, Asset] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.add(packed(path.relative_to(folder).as_posix(), path.read_bytes()))
        for name, parts in BUNDLES.items():
            if all(part in self.by_name for part in parts):
                self.add(packed(name, bundled(name, [self.by_name[part].content for part in parts])))

    def add(self, asset: Asset) -> None:
        self.by_name[asset.name] = self.by_path[asset.name] = self.by_path[asset.hashed] = asset

    def url(self, name: str) -> str:
        return f"/static/{self.by_name[name].hashed}"


@cache
def shipped() -> Assets:
    return Assets()


def bundled(name: str, parts: Iterable[bytes]) -> bytes:
    """One after the other; scripts without comments and indents, each in a block so that they share no names."""
    if not name.endswith(".js"):
        return b"\n".join(parts)
    return b"\n".join(b"{\n" + ASIDE.sub(b"", part) + b"}\n" for part in parts)


def packed(name: str, content: bytes) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:12]
    stem, dot, suffix = name.rpartition(".")
    media_type = TYPES.get(f".{suffix}") or mimetypes.guess_type(name)[0] or "application/octet-stream"
    smaller = gzip.compress(content, mtime=0)
    return Asset(
        name=name,
        hashed=f"{stem}.{digest}{dot}{suffix}",
        media_type=media_type,
        content=content,
        packed=smaller if len(smaller) < len(content) else None,
        etag=f'"{digest}"',
    )


@get("/static/{name:path}", guards=[allow_public], sync_to_thread=False)
def static(request: Request, name: FromPath[str]) -> Response[bytes]:
    """By its hashed name for ever; by its plain name (modules import each other so) with a question each time."""
    name = name.lstrip("/")
    asset: Asset | None = request.app.state.assets.by_path.get(name)
    if asset is None:
        raise NotFound(N_("This page does not exist."))
    headers = {
        "cache-control": FOREVER if name == asset.hashed else ASK_AGAIN,
        "etag": asset.etag,
        "vary": "accept-encoding",
    }
    if request.headers.get("if-none-match") == asset.etag:
        return Response(b"", status_code=304, headers=headers, media_type=asset.media_type)
    body = asset.content
    if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["content-encoding"] = asset.packed, "gzip"
    return Response(body, headers=headers, media_type=asset.media_type)


HANDLERS = [static]
