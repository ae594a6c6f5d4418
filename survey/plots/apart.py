"""Results of several tests side by side: a box for each, with nothing across the gaps, since each has its own rules."""

from collections.abc import Iterator, Sequence

import msgspec

from survey.plots.svg import el, num, percent, picture, text

TALL = 240.0
HEAD = 34.0
FOOT = 8.0
LEFT = 7.0  # percent for the scale
GAP = 0.3  # of a box
TICKS = (0, 20, 40, 60, 80, 100)


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """One test: the units that are known, the mean of all where that is, and the unit that the reader looks for."""

    label: str
    values: tuple[float, ...]
    mean: float | None = None
    mean_label: str = ""
    chosen: float | None = None
    chosen_label: str = ""


def apart_plot(boxes: Sequence[Box], *, identity: str, title: str, description: str) -> str:
    """SVG of tests from 0 to 100, in the order given: a dot for each unit, a dotted line for a mean of all."""
    shapes = [text(num(tick), x="0%", y=_at(tick), dy=4, class_="tick") for tick in TICKS]
    wide = (100 - LEFT) / max(len(boxes), 1)
    for index, box in enumerate(boxes):
        shapes += _box(box, LEFT + wide * (index + GAP / 2), wide * (1 - GAP))
    height = num(HEAD + TALL + FOOT)
    return picture(
        identity, *shapes, title=title, description=description, width="100%", height=height, class_="plot apart"
    )


def _at(value: float) -> float:
    return HEAD + TALL * (1 - min(max(value, 0.0), 100.0) / 100)


def _box(box: Box, left: float, wide: float) -> Iterator[str]:
    start, end, middle = percent(left), percent(left + wide), percent(left + wide / 2)
    yield text(box.label, x=middle, y=12, class_="label", text_anchor="middle")
    for tick in TICKS:
        yield el("line", x1=start, x2=end, y1=_at(tick), y2=_at(tick), class_="grid")
    for value in sorted(set(box.values)):
        yield el("circle", cx=middle, cy=_at(value), r=3.2, class_="dot ringed")
    if box.mean is not None:
        y = _at(box.mean)
        yield el("line", x1=start, x2=end, y1=y, y2=y, class_="middle")
        yield text(box.mean_label, x=end, y=y, dy=-4, class_="label middle-label", text_anchor="end")
    if box.chosen is not None:
        yield el("circle", cx=middle, cy=_at(box.chosen), r=6, class_="dot chosen")
        yield text(box.chosen_label, x=middle, dx=9, y=_at(box.chosen), dy=4, class_="label chosen")
