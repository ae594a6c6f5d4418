"""Bars one below the other: each with its words above it and its number at its end, so that no legend is needed."""

from collections.abc import Sequence

import msgspec

from survey.plots.svg import el, num, percent, picture, text

PITCH = 40.0
BAR = 12.0
FOOT = 6.0
ROOM = 18.0  # percent at the right that the longest number needs on a phone


class Bar(msgspec.Struct, frozen=True):
    """`value` None: not shown; `told` stands at the end of the bar."""

    label: str
    value: float | None
    told: str


def bar_plot(bars: Sequence[Bar], *, most: float, identity: str, title: str, description: str) -> str:
    """SVG of bars from 0 to `most`, in the order given."""
    shapes: list[str] = []
    for index, bar in enumerate(bars):
        shapes += _row(bar, index * PITCH, most=most)
    height = num(len(bars) * PITCH + FOOT)
    return picture(
        identity, *shapes, title=title, description=description, width="100%", height=height, class_="plot bars"
    )


def _row(bar: Bar, y: float, *, most: float) -> list[str]:
    top = y + 18
    length = (100 - ROOM) * min(max((bar.value or 0) / most, 0), 1) if most else 0
    found = [
        text(bar.label, x="0%", y=y + 12, class_="label"),
        el("line", x1="0%", x2="0%", y1=top - 2, y2=top + BAR + 2, class_="middle"),
    ]
    if length:
        found.append(el("rect", x="0%", y=top, width=percent(length), height=BAR, class_="bar"))
    found.append(text(bar.told, x=percent(length), dx=7, y=top + BAR / 2, dy=4, class_="label figure"))
    return found
