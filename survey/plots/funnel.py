"""A funnel: values against how many observations they rest on, with limits within which chance alone leaves them."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from survey.plots.dots import Scale, scale_of
from survey.plots.svg import el, num, percent, picture, text

HEIGHT = 340.0
HEAD = 14.0
FOOT = 40.0
ROOM = 4.0  # percent of the width, left for the numbers of the axis


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """`outside` 0: within both limits, 1: outside the narrow ones, 2: outside the wide ones too."""

    x: float
    value: float
    outside: int = 0
    label: str = ""
    chosen: bool = False


class Limit(msgspec.Struct, frozen=True):
    """Narrow and wide limits at x."""

    x: float
    ends: tuple[float, float, float, float]  # wide low, narrow low, narrow high, wide high


class Across(msgspec.Struct, frozen=True):
    """Numbers of observations to percent of the width; where all have the same there is one column in the middle."""

    least: float
    most: float

    def at(self, x: float) -> float:
        share = 0.5 if self.most == self.least else (x - self.least) / (self.most - self.least)
        return ROOM + 2 + (94 - ROOM) * share


def funnel_plot(
    marks: Sequence[Mark],
    limits: Sequence[Limit],
    *,
    target: float,
    identity: str,
    title: str,
    description: str,
    below: str,
    number: Callable[[float], str] = num,
) -> str:
    """SVG of marks over the limits; `below` says what the axis at the foot counts."""
    values = [mark.value for mark in marks] + [end for limit in limits for end in limit.ends]
    axis = scale_of(min(values, default=0), max(values, default=100))
    across = Across(min((one.x for one in limits), default=0), max((one.x for one in limits), default=1))
    shapes = [*_grid(axis, number), *_limits(limits, axis, across), *_target(target, axis)]
    for index, mark in sorted(enumerate(marks), key=lambda one: (one[1].chosen, one[1].outside)):
        # where all rest on the same number one column would hide them behind each other
        x = across.at(mark.x) if across.most > across.least else ROOM + 6 + index * 37 % 88
        shapes += _mark(mark, x, axis)
    shapes += _foot(across, below, number)
    return picture(
        identity, *shapes, title=title, description=description, width="100%", height=num(HEIGHT), class_="plot funnel"
    )


def height_of(value: float, axis: Scale) -> float:
    inside = min(max(value, axis.low), axis.high)
    return HEAD + (HEIGHT - HEAD - FOOT) * (1 - (inside - axis.low) / (axis.high - axis.low))


def _grid(axis: Scale, number: Callable[[float], str]) -> Iterator[str]:
    for tick in axis.ticks:
        y = height_of(tick, axis)
        yield el("line", x1=percent(ROOM), x2="100%", y1=y, y2=y, class_="grid")
        yield text(number(tick), x="0%", y=y, dy=4, class_="tick")


def _target(target: float, axis: Scale) -> Iterator[str]:
    y = height_of(target, axis)
    yield el("line", x1=percent(ROOM), x2="100%", y1=y, y2=y, class_="middle")


def _limits(limits: Sequence[Limit], axis: Scale, across: Across) -> Iterator[str]:
    """Line by line, since positions in percent are not allowed in a path; one column as four strokes."""
    for which, kind in enumerate(("wide", "narrow", "narrow", "wide")):
        at = [(across.at(one.x), height_of(one.ends[which], axis)) for one in limits]
        pairs = list(zip(at, at[1:], strict=False)) or [((ROOM, y), (100.0, y)) for _, y in at]
        for (x1, y1), (x2, y2) in pairs:
            yield el("line", x1=percent(x1), x2=percent(x2), y1=y1, y2=y2, class_=f"limit {kind}")


def _mark(mark: Mark, x: float, axis: Scale) -> Iterator[str]:
    y = height_of(mark.value, axis)
    kind = " chosen" if mark.chosen else ""
    size = (3.0, 4.0, 5.0)[mark.outside]
    yield el("circle", cx=percent(x), cy=y, r=size + bool(kind), class_=f"dot outside{mark.outside}{kind}")
    if mark.label:
        left = x > 60
        yield text(
            mark.label, x=percent(x), y=y, dx=-9 if left else 9, dy=4, class_="label" + kind,
            text_anchor="end" if left else None,
        )  # fmt: skip


def _foot(across: Across, below: str, number: Callable[[float], str]) -> Iterator[str]:
    for x in sorted({across.least, across.most}):
        yield text(number(x), x=percent(across.at(x)), y=HEIGHT - 22, class_="tick", text_anchor="middle")
    yield text(below, x="50%", y=HEIGHT - 5, class_="tick", text_anchor="middle")
