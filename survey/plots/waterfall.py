"""Steps from one figure to another, one below the other: each begins where the one above it ended."""

from collections.abc import Iterator, Sequence

import msgspec

from survey.plots.svg import el, num, percent, picture, text

PITCH = 40.0
BAR = 12.0
HEAD = 40.0
FOOT = 8.0
MARGIN = 1.5  # percent at both sides


class Step(msgspec.Struct, frozen=True):
    """`told` stands at the right above the bar."""

    label: str
    points: float
    told: str


def waterfall(
    steps: Sequence[Step],
    *,
    start: float,
    ends: tuple[str, str],
    identity: str,
    title: str,
    description: str,
) -> str:
    """SVG of steps from `start`, a line down its whole height at both ends; `ends` says what those are."""
    values = [start]
    for one in steps:
        values.append(values[-1] + one.points)
    low, high = min(values), max(values)
    wide = (high - low) or 1.0

    def at(value: float) -> float:
        return MARGIN + (100 - 2 * MARGIN) * (value - low) / wide

    height = HEAD + len(steps) * PITCH + FOOT
    shapes: list[str] = []
    for number, (value, told) in enumerate(zip((values[0], values[-1]), ends, strict=True)):
        shapes += _end(at(value), told, y=14.0 + 18 * number, bottom=height)
    for number, one in enumerate(steps):
        shapes += _row(one, HEAD + number * PITCH, at(values[number]), at(values[number + 1]))
    return picture(
        identity,
        *shapes,
        title=title,
        description=description,
        width="100%",
        height=num(height),
        class_="plot waterfall",
    )


def _end(x: float, told: str, *, y: float, bottom: float) -> Iterator[str]:
    yield el("line", x1=percent(x), x2=percent(x), y1=y + 4, y2=bottom, class_="middle")
    yield text(told, x=percent(x), y=y, class_="label figure", text_anchor="start" if x < 50 else "end")


def _row(one: Step, top: float, begin: float, end: float) -> Iterator[str]:
    y = top + 18
    yield text(one.label, x=percent(MARGIN), dx=5, y=top + 13, class_="label")
    yield text(one.told, x=percent(100 - MARGIN), y=top + 13, class_="label figure", text_anchor="end")
    width = abs(end - begin)
    shape = "step lead" if one.points < 0 else "step"
    yield el("line", x1=percent(MARGIN), x2=percent(100 - MARGIN), y1=y + BAR / 2, y2=y + BAR / 2, class_="grid")
    yield el("rect", x=percent(min(begin, end)), y=y, width=percent(max(width, 0.3)), height=BAR, class_=shape)
