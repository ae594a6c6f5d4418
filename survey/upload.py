"""A file that answers a question: what it is goes by its first bytes, never by its name or by what the browser says."""

from collections.abc import Mapping

from instruments.instrument import Kind
from survey import picture

LARGEST = picture.LARGEST  # bytes
STARTS: Mapping[Kind, tuple[tuple[int, bytes, str], ...]] = {
    Kind.AUDIO: (
        (0, b"ID3", "audio/mpeg"),
        (0, b"\xff\xfb", "audio/mpeg"),
        (0, b"OggS", "audio/ogg"),
        (0, b"fLaC", "audio/flac"),
        (8, b"WAVE", "audio/wav"),
        (4, b"ftyp", "audio/mp4"),
        (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
    ),
    Kind.VIDEO: ((4, b"ftyp", "video/mp4"), (0, b"\x1a\x45\xdf\xa3", "video/webm")),
    Kind.FILE: ((0, b"%PDF-", "application/pdf"),),
}
"""Where a format is known by which bytes."""


def media_type(content: bytes, kind: Kind) -> str | None:
    """None for what a question of this kind does not take: a file may be a PDF or a picture."""
    if kind in (Kind.IMAGE, Kind.FILE) and (found := picture.media_type(content)):
        return found.value
    known = STARTS.get(kind, ())
    return next((name for at, start, name in known if content[at : at + len(start)] == start), None)
