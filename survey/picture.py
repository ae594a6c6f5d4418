"""A screenshot as evidence: what it is goes by its content, never by its name or by what the browser says."""

import struct
from enum import StrEnum

LARGEST = 5 * 1024 * 1024  # bytes
WIDEST = 20_000  # pixels


class MediaType(StrEnum):
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"


def media_type(content: bytes) -> MediaType | None:
    """PNG, JPEG or WebP with believable dimensions; None for anything else, however it is called."""
    for kind, size in ((MediaType.PNG, _png), (MediaType.JPEG, _jpeg), (MediaType.WEBP, _webp)):
        found = size(content)
        if found:
            return kind if all(0 < side <= WIDEST for side in found) else None
    return None


def _png(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR") or len(content) < 45:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return (width, height)


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """The size stands in the frame header, behind any number of segments."""
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return (width, height)
        if length < 2:
            return None
        at += 2 + length
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
        return None
    match content[12:16]:
        case b"VP8X":
            width, height = (int.from_bytes(content[n : n + 3], "little") + 1 for n in (24, 27))
        case b"VP8L":
            bits = int.from_bytes(content[21:25], "little")
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = (int.from_bytes(content[n : n + 2], "little") & 0x3FFF for n in (26, 28))
        case _:
            return None
    return (width, height)
