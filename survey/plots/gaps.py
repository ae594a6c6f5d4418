"""Differences with their intervals around a line of no difference, each with its words above it."""

from collections.abc import Callable, Sequence
from math import ceil

from survey.plots.dots import FOOT, Row, Scale
from survey.plots.svg import el, num, percent, picture, text

PITCH = 36.0
HEAD = 26.0
DOWN = 23.0  # from the top of a row to its dot
LEAST = 5.0  # a scale that is narrower would make nothing look like much
STEPS = (1, 2, 5, 10, 20, 50)


def gap_plot(
    rows: Sequence[Row],
    *,
    identity: str,
    title: str,
    description: str,
    middle: str,
    number: Callable[[float], str] = num,
) -> str:
    """SVG of `rows` in their order; `middle` names the line at 0. A chosen row is one whose interval leaves out 0."""
    reach = max([LEAST, *(max(abs(row.low), abs(row.high)) for row in rows)])
    step = next((step for step in STEPS if reach / step <= 4), STEPS[-1])
    reach = ceil(reach / step) * step
    axis, bottom = Scale(-reach, reach), HEAD + PITCH * len(rows)
    ticks = range(-int(reach), int(reach) + 1, step)
    shapes = [mark for tick in ticks for mark in _grid(axis, tick, bottom, number=number)]
    at = percent(axis.at(0))
    shapes.append(el("line", x1=at, x2=at, y1=HEAD - 8, y2=bottom, class_="middle"))
    shapes.append(text(middle, x=at, y=10, class_="middle-label", text_anchor="middle"))
    for index, row in enumerate(rows):
        shapes += _row(row, HEAD + PITCH * index, axis=axis)
    height = num(bottom + FOOT)
    return picture(
        identity, *shapes, title=title, description=description, width="100%", height=height, class_="plot ranges"
    )


def _grid(axis: Scale, tick: float, bottom: float, *, number: Callable[[float], str]) -> list[str]:
    at = axis.at(tick)
    x, anchor = percent(at), "start" if at < 5 else "end" if at > 95 else "middle"
    return [
        el("line", x1=x, x2=x, y1=HEAD, y2=bottom, class_="grid"),
        text(number(tick), x=x, y=bottom + 16, class_="tick", text_anchor=anchor),
    ]


def _row(row: Row, y: float, *, axis: Scale) -> list[str]:
    low, high, at = (percent(axis.at(value)) for value in (row.low, row.high, row.value))
    kind = " chosen" if row.chosen else ""
    return [
        text(row.label, x="0%", y=y + 13, class_="label"),
        el("line", x1=low, x2=high, y1=y + DOWN, y2=y + DOWN, stroke_width=3, class_="interval" + kind),
        el("circle", cx=at, cy=y + DOWN, r=4.5, class_="dot" + kind),
    ]
