"""The large pieces of a ranking, its rows and pictures, drawn once for everybody to whom they say the same."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from markupsafe import Markup

from survey import league
from survey.league import Place
from survey.plots import strip
from survey.web import peer_words, ranking_pictures
from survey.web.page import environment, localised
from survey.web.ranking_view import Column, Footnote, Words
from survey.web.request import Request

ROOM = 12_000_000  # characters
Piece = tuple[str | None, ...]


class Pieces:
    """Those asked for last. Each is found by all that goes into it, and by nothing else: no person, no time."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._found: OrderedDict[bytes, Piece] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def piece(self, made_of: Any, draw: Callable[[], Piece]) -> Piece:
        key = hashlib.sha256(msgspec.msgpack.encode(made_of, order="deterministic")).digest()
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        drawn = draw()
        with self._lock:
            if key not in self._found:
                self._found[key] = drawn
                self._size += size(drawn)
            while self._size > self._room:
                _, dropped = self._found.popitem(last=False)
                self._size -= size(dropped)
        return drawn


def size(piece: Piece) -> int:
    return sum(len(part or "") for part in piece)


def rows(
    request: Request,
    shown: Sequence[Place],
    everybody: Sequence[Place],
    *,
    wave_id: int,
    among: Mapping[str, str],
    sure: bool,
    sort: str,
    columns: tuple[Sequence[Column], Sequence[Column]],
    footnotes: Sequence[Footnote],
) -> list[tuple[Place, Markup]]:
    """Each unit with the cells of its row; which row is the reader's own is marked around them.

    `among`: the one group, kind -> group, in which units have their places here; the whole table where it is empty.
    """
    sectors, channels = columns
    given = {
        "wave_id": wave_id,
        "among": among,
        "sure": sure,
        "sort": sort,
        "sectors": sectors,
        "channels": channels,
        "footnotes": footnotes,
        "span": ranking_pictures.span(everybody),
    }

    def drawn() -> Piece:
        template = environment(request.language, request.settings.timezone).get_template("ranking/rows.html")
        around = {
            "url": lambda path: localised(request, path),
            "figure": league.figure,
            "whisker": strip.whisker,
            "standing": peer_words.standing(among),
        }
        cells = template.make_module(given | around).cells  # type: ignore[attr-defined]
        return tuple(cells(place) for place in shown)

    language = request.language, request.chosen_language
    pieces: Pieces = request.app.state.pieces
    found = pieces.piece(("rows", language, given, shown), drawn)
    return list(zip(shown, map(Markup, found), strict=True))


class Pictures(NamedTuple):
    dots: str | None
    country: str | None
    counties: str | None


def pictures(
    request: Request, shown: Sequence[Place], everybody: Sequence[Place], *, mine: Sequence[int], words: Words
) -> Pictures:
    """`mine` are the units that stand out."""

    def chosen(place: Place) -> bool:
        return place.standing.unit_id in mine

    def drawn() -> Piece:
        return (
            ranking_pictures.dot_plot(shown, everybody, chosen=chosen, words=words),
            ranking_pictures.country_map(shown, everybody, chosen=chosen, words=words),
            ranking_pictures.counties(shown, words),
        )

    pieces: Pieces = request.app.state.pieces
    return Pictures(*pieces.piece(("pictures", words.language, shown, everybody, mine), drawn))
