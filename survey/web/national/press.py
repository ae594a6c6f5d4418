"""The press sheet of a wave, and its pictures to take away: before publication for coordinators alone."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from instruments.characters import for_xml
from survey.plots.svg import el, text
from survey.printing.pictures import FACE, for_print
from survey.problems import NotFound
from survey.texts import N_
from survey.web.guards import allow_public
from survey.web.national import pictures, press_telling
from survey.web.national.paper import printed
from survey.web.national.source import Source, source_of
from survey.web.page import page
from survey.web.ranking import attachment, words_of
from survey.web.ranking_view import Words
from survey.web.request import Request
from survey.web.shelf import ready

EDGE = 24.0
SIGNATURE = 30.0


@get("/rankings/{wave_id:int}/press", guards=[allow_public], sync_to_thread=True)
def show(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: drawn(request, wave_id))


def drawn(request: Request, wave_id: int) -> Response[Any]:
    source = early(request, wave_id)
    document = press_telling.told(source, words_of(request))
    return page(request, "national/press.html", document=document, source=source)


@get("/rankings/{wave_id:int}/press.pdf", guards=[allow_public], sync_to_thread=True)
def to_print(request: Request, wave_id: FromPath[int]) -> Response[bytes]:
    source = early(request, wave_id)
    made = printed(request, source, "press", lambda: press_telling.told(source, words_of(request)))
    return attachment(made, "application/pdf", f"medlytt-{wave_id}-press-{request.language}.pdf")


@get("/rankings/{wave_id:int}/press/{name:str}", guards=[allow_public], sync_to_thread=True)
def picture(request: Request, wave_id: FromPath[int], name: FromPath[str]) -> Response[bytes]:
    """An SVG that looks the same wherever it is put, with its licence in it."""
    source, words = early(request, wave_id), words_of(request)
    svg = svg_of(source, name, words)
    if svg is None:
        raise NotFound(N_("This page does not exist."))
    return attachment(for_xml(signed(svg, source, words)).encode(), "image/svg+xml", f"medlytt-{wave_id}-{name}")


def signed(svg: str, source: Source, words: Words) -> str:
    """With its looks in every element, on white, and below it whose it is and where it comes from."""
    drawn = for_print(svg)
    inner = drawn.svg.replace(f'font-family="{FACE}"', f'font-family="{FACE}, Arial, sans-serif"')
    wide, tall = drawn.width + 2 * EDGE, drawn.height + 2 * EDGE + SIGNATURE
    lines = (press_telling.terms(source, words), source.url + source.path())
    below = (
        text(line, x=EDGE, y=tall - SIGNATURE + 14 * at, font_family="sans-serif", font_size="11", fill="#4d565b")
        for at, line in enumerate(lines)
    )
    return el(
        "svg",
        el("rect", width=wide, height=tall, fill="#ffffff"),
        el("g", inner, transform=f"translate({EDGE} {EDGE})"),
        *below,
        xmlns="http://www.w3.org/2000/svg",
        width=wide,
        height=tall,
        viewBox=f"0 0 {wide:g} {tall:g}",
    )


def svg_of(source: Source, name: str, words: Words) -> str | None:
    match name:
        case "spread.svg" if source.numbers.spread:
            return pictures.distribution(source.numbers.spread, source.protocol.pass_mark, words).svg
        case "map.svg":
            found = pictures.country_map(source, words)
            return found.svg if found else None
        case _:
            return None


def early(request: Request, wave_id: int) -> Source:
    """What is under embargo exists for coordinators only."""
    source = source_of(request, wave_id)
    if source.publication is None and not (request.user is not None and request.user.coordinates):
        raise NotFound(N_("This ranking is not published."), advice=N_("It appears here once it is."))
    return source


HANDLERS = [show, to_print, picture]
