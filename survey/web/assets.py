"""Styles and scripts: read once, served under names that change with their content, so that browsers keep them."""

import gzip
import hashlib
import mimetypes
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
                asset = load(path, path.relative_to(folder).as_posix())
                self.by_name[asset.name] = self.by_path[asset.name] = self.by_path[asset.hashed] = asset

    def url(self, name: str) -> str:
        return f"/static/{self.by_name[name].hashed}"


@cache
def shipped() -> Assets:
    return Assets()


def load(path: Path, name: str) -> Asset:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    stem, dot, suffix = name.rpartition(".")
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(content, mtime=0)
    return Asset(
        name=name,
        hashed=f"{stem}.{digest}{dot}{suffix}",
        media_type=media_type,
        content=content,
        packed=packed if len(packed) < len(content) else None,
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
