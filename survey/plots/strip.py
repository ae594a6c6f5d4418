"""One value among all others: a line of thin strokes with one mark on it, and a bar of one interval for a table."""

from collections import Counter
from collections.abc import Mapping, Sequence

from survey.plots.svg import el, percent, picture, text

HEIGHT = 44
TOP, BOTTOM = 20, 36
FAINT = 0.8  # what one stroke lets through


def strip(
    values: Sequence[float],
    chosen: float | None,
    *,
    most: float = 100,
    identity: str,
    title: str,
    description: str,
    label: str,
) -> str:
    """SVG of a line from 0 to `most` with a stroke for each value and a mark with its label for the chosen one."""
    shares = Counter(percent(_at(value / most)) for value in values)
    base = el("line", x1=percent(_at(0)), x2=percent(_at(1)), y1=BOTTOM, y2=BOTTOM, class_="grid")
    marks = [] if chosen is None else _mark(chosen / most, label)
    return picture(
        identity,
        base,
        *strokes(shares, TOP + 3, BOTTOM - 3),
        *marks,
        title=title,
        description=description,
        width="100%",
        height=HEIGHT,
        class_="plot strip",
    )


def strokes(shares: Mapping[str, int], top: float, bottom: float) -> list[str]:
    """One stroke for all that lie in one place, the darker the more they are."""
    return [
        el("line", x1=x, x2=x, y1=top, y2=bottom, class_="stroke", stroke_opacity=round(1 - FAINT**number, 2))
        for x, number in shares.items()
    ]


def whisker(value: float, low: float, high: float, span: tuple[float, float] = (0, 100)) -> str:
    """SVG of one interval on a line; hidden from screen readers, since the figures stand beside it."""
    at, start, end = (percent(100 * (one - span[0]) / (span[1] - span[0])) for one in (value, low, high))
    # hundreds of these stand in one table, so the text is filled in at once
    return (
        '<svg width="100%" height="12" aria-hidden="true" focusable="false" class="plot whisker">'
        '<line x1="0%" x2="100%" y1="6" y2="6" class="grid"/>'
        f'<line x1="{start}" x2="{end}" y1="6" y2="6" stroke-width="3" class="interval"/>'
        f'<circle cx="{at}" cy="6" r="4" class="dot"/></svg>'
    )


def _at(share: float) -> float:
    return 2 + 96 * share


def _mark(share: float, label: str) -> list[str]:
    x = percent(_at(share))
    anchor = "start" if share < 0.12 else "end" if share > 0.88 else "middle"
    return [
        el("line", x1=x, x2=x, y1=TOP - 4, y2=BOTTOM + 4, class_="chosen stroke"),
        el("circle", cx=x, cy=(TOP + BOTTOM) / 2, r=5.5, class_="dot chosen"),
        text(label, x=x, y=TOP - 8, class_="label chosen", text_anchor=anchor),
    ]
