"""Groups of units one below the other: each unit a stroke, the middle of each group a dot."""

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from survey.plots.dots import FOOT, Scale, scale_of
from survey.plots.strip import strokes
from survey.plots.svg import el, num, percent, picture, text

PITCH = 38.0
HEAD = 8.0
TALL = 11.0  # of a stroke


class Group(msgspec.Struct, frozen=True):
    name: str
    values: tuple[float, ...]
    middle: float


def group_plot(
    groups: Sequence[Group],
    *,
    identity: str,
    title: str,
    description: str,
    number: Callable[[float], str] = num,
    tick: Callable[[float], str] = num,
) -> str:
    """SVG of the groups in their order, on one axis; `number` writes the middles, `tick` the axis.

    Beside its name each says how many it has: the middle of two tells less than that of forty.
    """
    everything = [value for group in groups for value in group.values]
    axis = scale_of(min(everything, default=0), max(everything, default=100))
    bottom = HEAD + PITCH * len(groups)
    shapes = [mark for value in axis.ticks for mark in _grid(axis, value, bottom=bottom, tick=tick)]
    for index, group in enumerate(groups):
        shapes += _row(group, HEAD + PITCH * (index + 1) - TALL, axis=axis, number=number)
    height = num(bottom + FOOT)
    return picture(
        identity, *shapes, title=title, description=description, width="100%", height=height, class_="plot groups"
    )


def _grid(axis: Scale, value: float, *, bottom: float, tick: Callable[[float], str]) -> list[str]:
    at = axis.at(value)
    x, anchor = percent(at), "start" if at < 5 else "end" if at > 95 else "middle"
    return [
        el("line", x1=x, x2=x, y1=HEAD, y2=bottom, class_="grid"),
        text(tick(value), x=x, y=bottom + 18, class_="tick", text_anchor=anchor),
    ]


def _row(group: Group, y: float, *, axis: Scale, number: Callable[[float], str]) -> list[str]:
    shares = Counter(percent(axis.at(value)) for value in group.values)
    dot = el("circle", cx=percent(axis.at(group.middle)), cy=y + TALL / 2, r=5, class_="dot ringed")
    return [
        *strokes(shares, y, y + TALL),
        dot,
        text(f"{group.name} ({len(group.values)})", x="0%", y=y - 6, class_="label"),
        text(number(group.middle), x="100%", y=y - 6, class_="label figure", text_anchor="end"),
    ]
