"""Dots with intervals, best first: every name beside its dot, or for hundreds the shape and the names one knows."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor

import msgspec

from survey.plots.svg import el, num, percent, picture, text

LABELLED = 60  # up to so many rows have room for a name each
PITCH = 24.0  # height of a row with a name
TALL = 1080.0  # height of the plot without names
LINE = 15.0  # height that a name needs
HEAD = 48.0
FOOT = 30.0
MARGIN = 2.0  # percent at both sides
ROOM = 30.0  # percent that a name may need on a phone


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One unit: `label` stands beside its dot, `weight` says how likely a reader is to look for it."""

    label: str
    value: float
    low: float
    high: float
    weight: float = 0
    chosen: bool = False


class Scale(msgspec.Struct, frozen=True):
    """Values to percent of the width: the plot fits any screen while its letters keep their size."""

    low: float
    high: float

    def at(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return MARGIN + (100 - 2 * MARGIN) * share

    @property
    def ticks(self) -> tuple[float, ...]:
        step = 10 if self.high - self.low <= 60 else 20
        return tuple(range(ceil(self.low / step) * step, floor(self.high) + 1, step))


def scale_of(least: float, most: float) -> Scale:
    """Whole tens around them."""
    low = floor(least / 10) * 10
    return Scale(low, max(ceil(most / 10) * 10, low + 10))


def dot_plot(
    rows: Sequence[Row],
    *,
    identity: str,
    title: str,
    description: str,
    middle: tuple[float, str] | None = None,
    number: Callable[[float], str] = num,
) -> str:
    """SVG of `rows`, best first; `middle` is a value to compare with, such as the median, and its label."""
    axis = scale_of(min((row.low for row in rows), default=0), max((row.high for row in rows), default=100))
    labelled = len(rows) <= LABELLED
    pitch = PITCH if labelled else min(max(TALL / len(rows), 0.3), PITCH)
    bottom = HEAD + pitch * len(rows)
    shapes = [*_grid(axis, bottom, number=number), *_middle(axis, bottom, middle=middle)]
    heights = [HEAD + pitch * (index + 0.5) for index in range(len(rows))]
    for row, y in zip(rows, heights, strict=True):
        shapes += _mark(row, y, axis=axis, pitch=pitch)
    shapes += _labels(rows, heights, axis=axis, labelled=labelled)
    kind = "plot dots labelled" if labelled else "plot dots"
    height = num(bottom + FOOT)
    return picture(identity, *shapes, title=title, description=description, width="100%", height=height, class_=kind)


def _grid(axis: Scale, bottom: float, *, number: Callable[[float], str]) -> Iterator[str]:
    for tick in axis.ticks:
        at = axis.at(tick)
        x, anchor = percent(at), "start" if at < 5 else "end" if at > 95 else "middle"
        yield el("line", x1=x, x2=x, y1=HEAD - 4, y2=bottom, class_="grid")
        for y in (HEAD - 16, bottom + 14):
            yield text(number(tick), x=x, y=y, dy=4, class_="tick", text_anchor=anchor)


def _middle(axis: Scale, bottom: float, *, middle: tuple[float, str] | None) -> Iterator[str]:
    if middle:
        x = percent(axis.at(middle[0]))
        yield el("line", x1=x, x2=x, y1=HEAD - 28, y2=bottom, class_="middle")
        yield text(middle[1], x=x, y=HEAD - 35, class_="middle-label", text_anchor="middle")


def _mark(row: Row, y: float, *, axis: Scale, pitch: float) -> Iterator[str]:
    strength = min(max(pitch * 0.45, 0.5), 3)
    dot = min(max(pitch * 0.6, 1.2), 4.5)
    kind = " chosen" if row.chosen else ""
    low, high, at = (percent(axis.at(value)) for value in (row.low, row.high, row.value))
    if row.chosen:
        strength, dot = max(strength, 2.5), max(dot, 5)
    yield el("line", x1=low, x2=high, y1=y, y2=y, stroke_width=strength, class_="interval" + kind)
    yield el("circle", cx=at, cy=y, r=dot, class_="dot" + kind)


def _labels(rows: Sequence[Row], heights: Sequence[float], *, axis: Scale, labelled: bool) -> Iterator[str]:
    named = range(len(rows)) if labelled else landmarks(rows, heights)
    for index in named:
        row, y = rows[index], heights[index]
        near = [other for other, height in zip(rows, heights, strict=True) if abs(height - y) < LINE / 2]
        left = axis.at(min(other.low for other in near))
        right = axis.at(max(other.high for other in near))
        kind = "label chosen" if row.chosen else "label"
        if _name_goes_left(axis.at(row.value), left=left, right=right):
            yield text(row.label, x=percent(left), dx=-7, y=y, dy=4, class_=kind, text_anchor="end")
        else:
            yield text(row.label, x=percent(right), dx=7, y=y, dy=4, class_=kind)


def _name_goes_left(at: float, *, left: float, right: float) -> bool:
    """High values have their names to the left and low ones to the right, unless a name would not fit there."""
    if min(left, 100 - right) < ROOM:
        return left > 100 - right
    return at > 50


def landmarks(rows: Sequence[Row], heights: Sequence[float]) -> list[int]:
    """Which rows are named where not all can be: chosen, first and last, then the weightiest that still have room."""
    ends = {0, len(rows) - 1}
    order = sorted(range(len(rows)), key=lambda index: (not rows[index].chosen, index not in ends, -rows[index].weight))
    taken: list[int] = []
    for index in order:
        if all(abs(heights[index] - heights[other]) >= LINE * 1.6 for other in taken):
            taken.append(index)
    return sorted(taken)
