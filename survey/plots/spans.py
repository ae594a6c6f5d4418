"""Shares with their intervals one below the other, on one scale from 0 to 100: each with its words above it."""

from collections.abc import Iterator, Sequence

import msgspec

from survey.plots.svg import el, num, percent, picture, text

PITCH = 42.0
HEAD = 20.0
MARGIN = 1.5  # percent at both sides
TICKS = (0, 50, 100)


class Span(msgspec.Struct, frozen=True):
    """Shares 0 to 1; `told` stands at the right above the line."""

    label: str
    value: float
    low: float
    high: float
    told: str


def span_plot(spans: Sequence[Span], *, identity: str, title: str, description: str) -> str:
    """SVG of spans in the order given; names have the whole width, so that none is cut on a phone."""
    bottom = HEAD + len(spans) * PITCH
    shapes = list(_scale(bottom))
    for index, span in enumerate(spans):
        shapes += _row(span, HEAD + index * PITCH)
    height = num(bottom + 4)
    return picture(
        identity, *shapes, title=title, description=description, width="100%", height=height, class_="plot spans"
    )


def at(share: float) -> str:
    return percent(MARGIN + (100 - 2 * MARGIN) * min(max(share, 0.0), 1.0))


def _scale(bottom: float) -> Iterator[str]:
    for tick in TICKS:
        x, anchor = at(tick / 100), {0: "start", 100: "end"}.get(tick, "middle")
        yield el("line", x1=x, x2=x, y1=HEAD - 4, y2=bottom, class_="grid")
        yield text(str(tick), x=x, y=HEAD - 10, class_="tick", text_anchor=anchor)


def _row(span: Span, top: float) -> Iterator[str]:
    y = top + 28
    yield text(span.label, x=at(0), y=top + 15, class_="label")
    yield text(span.told, x=at(1), y=top + 15, class_="label", text_anchor="end")
    yield el("line", x1=at(0), x2=at(1), y1=y, y2=y, class_="grid")
    yield el("line", x1=at(span.low), x2=at(span.high), y1=y, y2=y, stroke_width=3, class_="interval")
    yield el("circle", cx=at(span.value), cy=y, r=4.5, class_="dot")
