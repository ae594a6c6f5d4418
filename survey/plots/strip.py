"""One value among all others: a line of thin strokes with one mark on it, and a bar of one interval for a table."""

from collections.abc import Sequence

from survey.plots.svg import el, percent, picture, text

HEIGHT = 44
TOP, BOTTOM = 20, 36


def strip(
    values: Sequence[float], chosen: float | None, *, identity: str, title: str, description: str, label: str
) -> str:
    """SVG of a 0-100 line with a stroke for each value and a mark with its label for the chosen one."""
    strokes = [
        el("line", x1=percent(_at(value)), x2=percent(_at(value)), y1=TOP + 3, y2=BOTTOM - 3, class_="stroke")
        for value in values
    ]
    base = el("line", x1=percent(_at(0)), x2=percent(_at(100)), y1=BOTTOM, y2=BOTTOM, class_="grid")
    marks = [] if chosen is None else _mark(chosen, label)
    return picture(
        identity,
        base,
        *strokes,
        *marks,
        title=title,
        description=description,
        width="100%",
        height=HEIGHT,
        class_="plot strip",
    )


def whisker(value: float, low: float, high: float, span: tuple[float, float] = (0, 100)) -> str:
    """SVG of one interval on a line; hidden from screen readers, since the figures stand beside it."""
    at, start, end = (percent(100 * (one - span[0]) / (span[1] - span[0])) for one in (value, low, high))
    return el(
        "svg",
        el("line", x1="0%", x2="100%", y1=6, y2=6, class_="grid"),
        el("line", x1=start, x2=end, y1=6, y2=6, stroke_width=3, class_="interval"),
        el("circle", cx=at, cy=6, r=4, class_="dot"),
        width="100%",
        height=12,
        aria_hidden="true",
        focusable="false",
        class_="plot whisker",
    )


def _at(value: float) -> float:
    return 2 + 0.96 * value


def _mark(value: float, label: str) -> list[str]:
    x = percent(_at(value))
    anchor = "start" if value < 12 else "end" if value > 88 else "middle"
    return [
        el("line", x1=x, x2=x, y1=TOP - 4, y2=BOTTOM + 4, class_="chosen stroke"),
        el("circle", cx=x, cy=(TOP + BOTTOM) / 2, r=5.5, class_="dot chosen"),
        text(label, x=x, y=TOP - 8, class_="label chosen", text_anchor=anchor),
    ]
