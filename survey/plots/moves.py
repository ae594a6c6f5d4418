"""From where to where each place moves, best at the top: a narrow band means that the order hardly hangs on it."""

from collections.abc import Iterator, Sequence

import msgspec

from survey.plots.svg import el, num, percent, picture, text

HEIGHT = 300.0
PITCH = (0.8, 14.0)  # of a row, least and most
HEAD = 18.0
FOOT = 8.0
MARGIN = 2.0  # percent at both sides


class Move(msgspec.Struct, frozen=True):
    """`label` stands beside a chosen unit."""

    label: str
    rank: int
    low: int
    high: int
    chosen: bool = False


def move_plot(moves: Sequence[Move], *, identity: str, title: str, description: str) -> str:
    """SVG of units in the order given; places 1 to the last lie from left to right."""
    last = max((move.high for move in moves), default=1)
    pitch = min(max(HEIGHT / max(len(moves), 1), PITCH[0]), PITCH[1])
    bottom = HEAD + pitch * len(moves)
    shapes = list(_grid(last, bottom))
    order = sorted(enumerate(moves), key=lambda pair: pair[1].chosen)  # the chosen one on top
    for index, move in order:
        shapes += _row(move, HEAD + pitch * (index + 0.5), last=last, pitch=pitch)
    height = num(bottom + FOOT)
    return picture(
        identity, *shapes, title=title, description=description, width="100%", height=height, class_="plot moves"
    )


def at(rank: float, last: int) -> float:
    return MARGIN + (100 - 2 * MARGIN) * (rank - 1) / max(last - 1, 1)


def _grid(last: int, bottom: float) -> Iterator[str]:
    for tick in sorted({1, *(round(last * share) for share in (0.25, 0.5, 0.75)), last} - {0}):
        x, anchor = at(tick, last), {1: "start", last: "end"}.get(tick, "middle")
        yield el("line", x1=percent(x), x2=percent(x), y1=HEAD - 4, y2=bottom, class_="grid")
        yield text(num(tick), x=percent(x), y=HEAD - 8, class_="tick", text_anchor=anchor)


def _row(move: Move, y: float, *, last: int, pitch: float) -> Iterator[str]:
    kind = " chosen" if move.chosen else ""
    strength, dot = min(max(pitch * 0.5, 0.8), 3), min(max(pitch * 0.6, 1.0), 4)
    if move.chosen:
        strength, dot = 3, 5
    low, high, own = (percent(at(rank, last)) for rank in (move.low, move.high, move.rank))
    yield el("line", x1=low, x2=high, y1=y, y2=y, stroke_width=strength, class_="interval" + kind)
    yield el("circle", cx=own, cy=y, r=dot, class_="dot" + kind)
    if move.chosen:
        left = at(move.rank, last) > 50
        anchor = "end" if left else "start"
        end = at(move.low if left else move.high, last)
        yield text(
            move.label, x=percent(end), dx=-7 if left else 7, y=y, dy=4, class_="label chosen", text_anchor=anchor
        )
