"""Plain language: how hard the units' replies are to read, in all and for whoever answers for a unit."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from instruments.plain.text import Band
from scoring.readability import Readability
from survey.measurement.reading import ENOUGH, reading
from survey.plots.dots import Row
from survey.plots.ranges import range_plot
from survey.store import readings
from survey.texts import N_
from survey.web.guards import allow_public
from survey.web.measure.frame import framed
from survey.web.ranking import board_of, words_of
from survey.web.ranking_view import Words
from survey.web.request import Request
from survey.web.shelf import ready

BANDS = {
    Band.VERY_EASY: N_("as easy as a children's book"),
    Band.EASY: N_("as easy as a novel"),
    Band.MEDIUM: N_("like a newspaper"),
    Band.HARD: N_("like official papers"),
    Band.VERY_HARD: N_("like officialese"),
}
LANGUAGES = {
    "nb": N_("Bokmål"), "nn": N_("Nynorsk"), "sv": N_("Swedish"), "da": N_("Danish"), "en": N_("English"),
    "other": N_("Another language"),
}  # fmt: skip
HARD = 50
MOST = 30  # rows of a picture


class Line(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    code: str
    language: str
    found: Readability
    band: str


@get("/rankings/{wave_id:int}/plain-language", guards=[allow_public], sync_to_thread=True)
def show(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: drawn(request, wave_id))


def drawn(request: Request, wave_id: int) -> Response[Any]:
    board, words = board_of(request, wave_id), words_of(request)
    with request.db.read() as connection:
        found = reading(readings.of_wave(connection, wave_id))
    known = {one.standing.unit_id: one for one in board.places}
    user = request.user
    mine = (
        frozenset(known) if user and user.sees_all_units else (user.units & frozenset(known) if user else frozenset())
    )
    names = {str(id): (known[id].name, known[id].code) for id in known}
    together = [line(one, names, words) for one in found.together]
    units = [line(one, names, words) for one in found.of(mine)]
    return framed(
        request,
        "reading",
        board,
        together=together,
        units=units,
        mine=mine,
        few=found.few if user and user.coordinates else 0,
        lead=lead(together, words),
        picture=picture([*together, *units], words),
        enough=ENOUGH,
        hard=HARD,
    )


def line(one: Readability, names: Mapping[str, tuple[str, str]], words: Words) -> Line:
    name, code = names.get(one.unit, (words.translate(N_("All units together")), ""))
    return Line(
        name=name,
        code=code,
        language=words.translate(LANGUAGES.get(one.language, LANGUAGES["other"])),
        found=one,
        band=words.translate(BANDS[one.band]) if one.band else "",
    )


def lead(together: Sequence[Line], words: Words) -> str:
    if not together:
        return words.translate(N_("Too few replies have come to say how hard they are to read."))
    first = together[0]
    return words.ngettext(
        "%(n)s reply in %(language)s reads %(band)s: LIX %(lix)s.",
        "%(n)s replies in %(language)s read %(band)s: LIX %(lix)s on average.",
        first.found.measured,
        language=first.language.lower() if words.language != "en" else first.language,
        band=first.band,
        lix=words.formats.number(first.found.lix.estimate, 0),
    )


def picture(lines: Sequence[Line], words: Words) -> str:
    shown = [one for one in lines if one.found.lix.low is not None][:MOST]
    if not shown:
        return ""
    number = words.formats.number
    return range_plot(
        [
            Row(
                label=f"{one.name}, {one.language}: {number(one.found.lix.estimate, 0)}",
                value=one.found.lix.estimate or 0,
                low=one.found.lix.low or 0,
                high=one.found.lix.high or 0,
            )
            for one in shown
        ],
        identity="lix",
        title=words.translate(N_("LIX of the replies")),
        description=words.translate(
            N_("A dot for each language and unit, with its interval; the figures stand in the table.")
        ),
        middle=(HARD, words.translate(N_("Hard from here"))),
        number=lambda tick: number(tick, 0),
    )


HANDLERS = [show]
