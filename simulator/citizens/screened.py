"""The page that shows what will be masked: which hits there are, and what is stored of a text in the end; pure."""

import html
import re
from collections.abc import Collection, Iterator

WRITTEN = re.compile(r'<p class="written"[^>]*>(.*?)</p>', re.S)
HIT = re.compile(r'<mark[^>]*>(.*?)</mark> <span class="becomes">[^<]*?(\[[^\]<]*\])[^<]*</span>', re.S)


def stored(page: str, kept: Collection[str]) -> dict[str, str]:
    """Text as it was written -> as it will be stored; `kept` are the boxes that were ticked, `path:start:end`."""
    places = {one.partition(":")[2] for one in kept}
    return dict(_stored(written, places) for written in WRITTEN.findall(page))


def _stored(written: str, kept: Collection[str]) -> tuple[str, str]:
    before, after = "", ""
    for piece, mark in _pieces(written):
        place = f"{len(before)}:{len(before) + len(piece)}"
        before += piece
        after += mark if mark and place not in kept else piece
    return before, after


def _pieces(written: str) -> Iterator[tuple[str, str]]:
    at = 0
    for hit in HIT.finditer(written):
        yield html.unescape(written[at : hit.start()]), ""
        yield html.unescape(hit[1]), hit[2]
        at = hit.end()
    yield html.unescape(written[at:]), ""
