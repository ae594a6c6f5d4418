"""Values with their intervals one below the other, each with its words above it: long names fit on a phone."""

from collections.abc import Callable, Sequence

from survey.plots.dots import FOOT, Row, Scale, scale_of
from survey.plots.svg import el, num, percent, picture, text

PITCH = 34.0
HEAD = 26.0
DOWN = 22.0  # from the top of a row to its dot


def range_plot(
    rows: Sequence[Row],
    *,
    identity: str,
    title: str,
    description: str,
    middle: tuple[float, str] | None = None,
    number: Callable[[float], str] = num,
) -> str:
    """SVG of `rows` in their order, from 0 on; `middle` is a value to compare with, and its label."""
    most = max((row.high for row in rows), default=100)
    axis = scale_of(0, max(most, middle[0]) if middle else most)
    head = HEAD if middle else 6.0
    bottom = head + PITCH * len(rows)
    shapes = [mark for tick in axis.ticks for mark in _grid(axis, tick, head, bottom, number=number)]
    if middle:
        at = axis.at(middle[0])
        anchor = "start" if at < 20 else "end" if at > 80 else "middle"
        shapes.append(el("line", x1=percent(at), x2=percent(at), y1=head - 8, y2=bottom, class_="middle"))
        shapes.append(text(middle[1], x=percent(at), y=10, class_="middle-label", text_anchor=anchor))
    for index, row in enumerate(rows):
        shapes += _row(row, head + PITCH * index, axis=axis)
    height = num(bottom + FOOT)
    return picture(
        identity, *shapes, title=title, description=description, width="100%", height=height, class_="plot ranges"
    )


def _grid(axis: Scale, tick: float, top: float, bottom: float, *, number: Callable[[float], str]) -> list[str]:
    at = axis.at(tick)
    x, anchor = percent(at), "start" if at < 5 else "end" if at > 95 else "middle"
    return [
        el("line", x1=x, x2=x, y1=top, y2=bottom, class_="grid"),
        text(number(tick), x=x, y=bottom + 16, class_="tick", text_anchor=anchor),
    ]


def _row(row: Row, y: float, *, axis: Scale) -> list[str]:
    low, high, at = (percent(axis.at(value)) for value in (row.low, row.high, row.value))
    return [
        text(row.label, x="0%", y=y + 12, class_="label"),
        el("line", x1=low, x2=high, y1=y + DOWN, y2=y + DOWN, stroke_width=3, class_="interval"),
        el("circle", cx=at, cy=y + DOWN, r=4.5, class_="dot"),
    ]
