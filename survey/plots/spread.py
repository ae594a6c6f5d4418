"""How values lie from 0 to 100: a bar for each stretch of five, with how many are in it, and lines to compare with."""

from collections import Counter
from collections.abc import Iterator, Sequence

from survey.plots.dots import Scale
from survey.plots.svg import el, num, percent, picture, text

STEP = 5
TALL = 150.0
HEAD = 44.0
FOOT = 26.0


def spread_plot(
    values: Sequence[float], *, marks: Sequence[tuple[float, str]], identity: str, title: str, description: str
) -> str:
    """SVG of the values; `marks` are lines with their words, the first one higher up than the next."""
    counts = stretches(values)
    low = min(counts, default=0)
    high = max(counts, default=100 - STEP) + STEP
    axis = Scale(low, high)
    most = max(counts.values(), default=1)
    bottom = HEAD + TALL
    shapes = [el("line", x1=percent(axis.at(low)), x2=percent(axis.at(high)), y1=bottom, y2=bottom, class_="grid")]
    for start in range(low, high, STEP):
        shapes += _bar(start, counts.get(start, 0), most=most, axis=axis)
    for tick in range(low, high + 1, STEP * 2):
        shapes.append(text(num(tick), x=percent(axis.at(tick)), y=bottom + 17, class_="tick", text_anchor="middle"))
    for index, (value, words) in enumerate(marks):
        shapes += _mark(axis.at(value), words, top=12.0 + 15 * index)
    height = num(bottom + FOOT)
    return picture(
        identity, *shapes, title=title, description=description, width="100%", height=height, class_="plot spread"
    )


def stretches(values: Sequence[float]) -> dict[int, int]:
    """Start of a stretch -> values in it; 100 belongs to the last one."""
    return dict(Counter(min(int(value // STEP) * STEP, 100 - STEP) for value in values))


def _bar(start: int, count: int, *, most: int, axis: Scale) -> Iterator[str]:
    if not count:
        return
    left, wide = axis.at(start), axis.at(start + STEP) - axis.at(start)
    tall = (TALL - 16) * count / most
    y = HEAD + TALL - tall
    yield el("rect", x=percent(left + wide * 0.06), width=percent(wide * 0.88), y=y, height=tall, class_="dot")
    yield text(num(count), x=percent(left + wide / 2), y=y - 4, class_="tick", text_anchor="middle")


def _mark(at: float, words: str, *, top: float) -> Iterator[str]:
    anchor = "start" if at < 25 else "end" if at > 75 else "middle"
    yield el("line", x1=percent(at), x2=percent(at), y1=top + 5, y2=HEAD + TALL, class_="middle")
    yield text(words, x=percent(at), y=top, class_="label middle-label", text_anchor=anchor)
