"""What a file is goes by its content."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.picture import MediaType, media_type


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"".join(b"\x00" + b"\x80" * 3 * min(width, 4) for _ in range(min(height, 4)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def jpeg(width: int = 2, height: int = 2) -> bytes:
    app = b"\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 9
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + b"\x00" * 9
    return b"\xff\xd8" + app + frame + b"\xff\xda\x00\x02\xff\xd9"


def webp(kind: bytes, size: bytes) -> bytes:
    body = b"WEBP" + kind + size
    return b"RIFF" + struct.pack("<I", len(body)) + body + b"\x00" * 20


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(), MediaType.PNG),
        (jpeg(), MediaType.JPEG),
        (webp(b"VP8X", b"\x0a\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x09\x00\x00"), MediaType.WEBP),
        (webp(b"VP8L", b"\x00\x00\x00\x00\x2f\x01\x00\x00\x00"), MediaType.WEBP),
        (webp(b"VP8 ", b"\x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x02\x00\x02\x00"), MediaType.WEBP),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<!doctype html><script>1</script>", None),
        (b"GIF89a" + b"\x00" * 60, None),
        (b"\x89PNG\r\n\x1a\n<script>", None),
        (b"\xff\xd8\xff<script>", None),
        (png(width=0), None),
        (png(width=60_000), None),
        (b"", None),
    ],
)
def test_only_pictures_are_pictures(content: bytes, kind: MediaType | None) -> None:
    assert media_type(content) is kind


HEADS = [b"", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", b"\xff\xd8\xff", b"RIFF0000WEBPVP8X"]


@given(st.sampled_from(HEADS), st.binary())
def test_nothing_that_comes_in_makes_it_stumble(head: bytes, rest: bytes) -> None:
    media_type(head + rest)
