"""Pictures for paper: our own SVG with its looks written into every element, in the colours and letters of print."""

import copy
from functools import cache, lru_cache
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from survey.printing.stylesheet import Element, Stylesheet, read

SVG = "{http://www.w3.org/2000/svg}"
STATIC = Path(__file__).parents[1] / "web" / "static"
SHEETS = ("medlytt.css", "ranking.css", "surveys.css", "comments.css", "document.css", "national.css", "reports.css")
"""Of the pages that show such pictures: what is changed there is changed on paper."""
PAPER = {
    "--paper": "#ffffff",
    "--raised": "#ffffff",
    "--ink": "#1c2326",
    "--soft": "#4d565b",
    "--line": "#c9c5bb",
    "--strong-line": "#70777a",
    "--accent": "#0b5c60",
}
FACE = "Inter"
COLUMN = 600.0  # pixels: letters of 12 pixels are 9 points high where this is the width of the column
LARGEST = 2_000_000  # characters
DRAWN = frozenset({"g", "line", "rect", "circle", "ellipse", "path", "polyline", "polygon", "text", "tspan", "defs"})
DRAWN_ONCE = frozenset({"pattern", "clipPath", "marker", "use", "symbol"})
HEARD = frozenset({"title", "desc", "metadata"})  # `alt` of the picture says it


class Print(msgspec.Struct, frozen=True):
    """SVG with its size in pixels."""

    svg: str
    width: float
    height: float


def for_print(svg: str) -> Print:
    """Raises ValueError where it is not a picture as survey.plots makes them."""
    if len(svg) > LARGEST or "<!" in svg:
        raise ValueError("no picture of ours: too long, or with declarations")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own text, without declarations
    except ElementTree.ParseError as fault:
        raise ValueError(f"no picture of ours: {fault}") from fault
    width, height = _size(root)
    root.attrib |= {"width": f"{width:g}", "height": f"{height:g}", "font-family": FACE}
    root.attrib.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    _paint(root, ())
    ElementTree.register_namespace("", SVG[1:-1])
    return Print(ElementTree.tostring(root, encoding="unicode"), width, height)


@cache
def sheet() -> Stylesheet:
    texts = [(STATIC / name).read_text(encoding="utf-8") for name in SHEETS if (STATIC / name).exists()]
    return read("\n".join(texts), PAPER)


def _size(root: ElementTree.Element) -> tuple[float, float]:
    """Its own where it has one; a picture that fills any width gets that of the column."""
    box = [float(part) for part in root.get("viewBox", "").replace(",", " ").split()]
    if len(box) == 4:
        return box[2], box[3]
    width, height = root.get("width", "100%"), root.get("height", "")
    if not height or height.endswith("%"):
        raise ValueError("no picture of ours: without a height")
    return (COLUMN if width.endswith("%") else float(width)), float(height)


def _halo(text: ElementTree.Element) -> ElementTree.Element:
    """What is painted under a text, taken from it: typst paints letter by letter, each over the one before."""
    under = copy.deepcopy(text)
    for attribute in ("stroke", "stroke-width", "stroke-linejoin"):
        text.attrib.pop(attribute, None)
    return under


@lru_cache(maxsize=4096)
def _looks(chain: tuple[Element, ...]) -> dict[str, str]:
    """A picture has hundreds of elements and few kinds of them."""
    return sheet().looks(chain)


def _paint(one: ElementTree.Element, above: tuple[Element, ...]) -> None:
    name = one.tag.removeprefix(SVG)
    chain = (*above, Element(name, frozenset(one.get("class", "").split())))
    one.attrib |= _looks(chain)
    for attribute in ("class", "role", "aria-labelledby", "aria-describedby", "aria-hidden", "focusable"):
        one.attrib.pop(attribute, None)
    for child in list(one):
        tag = child.tag.removeprefix(SVG)
        if tag in HEARD:
            one.remove(child)
        elif tag in DRAWN | DRAWN_ONCE:
            _paint(child, chain)
            if child.attrib.pop("paint-order", ""):
                one.insert(list(one).index(child), _halo(child))
        else:  # an image or a script could reach for more than the picture
            raise ValueError(f"no picture of ours: it holds <{tag}>")
