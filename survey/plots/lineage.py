"""What became of categories from version to version: a column for each version, a line from each to what it became."""

from collections.abc import Iterator, Sequence

import msgspec

from survey.plots.svg import el, num, picture, text

COLUMN = 230.0
PITCH = 30.0
HEAD = 34.0
WORDS = 26
"""Letters of a name that have room before the lines begin; the rest is told beside the picture."""
BEGINS = 182.0  # where a line leaves its name


class Column(msgspec.Struct, frozen=True):
    """A version: its heading, and its categories as (code, name) from the top."""

    heading: str
    nodes: tuple[tuple[str, str], ...]


class Link(msgspec.Struct, frozen=True):
    """From a code of column `at` to one of the next; not `sure` where a person says which comments go there."""

    at: int
    before: str
    after: str
    sure: bool = True


def lineage_plot(
    columns: Sequence[Column], links: Sequence[Link], *, identity: str, title: str, description: str
) -> str:
    """SVG of a width that grows with the versions: it stands in a box that scrolls."""
    places = [{code: place for place, (code, _) in enumerate(column.nodes)} for column in columns]
    shapes = [shape for link in links for shape in _line(link, places)]
    for at, column in enumerate(columns):
        shapes += _column(column, at * COLUMN + 6)
    return picture(
        identity,
        *shapes,
        title=title,
        description=description,
        width=num(len(columns) * COLUMN),
        height=num(HEAD + PITCH * max((len(one.nodes) for one in columns), default=0)),
        class_="plot lineage",
    )


def _column(column: Column, x: float) -> Iterator[str]:
    yield text(column.heading, x=x - 4, y=14, class_="tick")
    for place, (_, name) in enumerate(column.nodes):
        y = HEAD + PITCH * (place + 0.5)
        yield el("circle", cx=x, cy=y, r=4, class_="dot")
        yield text(name if len(name) <= WORDS else f"{name[: WORDS - 1]}…", x=x + 9, y=y, dy=4, class_="label")


def _line(link: Link, places: Sequence[dict[str, int]]) -> Iterator[str]:
    if link.before not in places[link.at] or link.after not in places[link.at + 1]:
        return
    start, end = link.at * COLUMN + BEGINS, (link.at + 1) * COLUMN + 2
    high, low = (
        HEAD + PITCH * (place + 0.5) for place in (places[link.at][link.before], places[link.at + 1][link.after])
    )
    half = (start + end) / 2
    path = f"M{num(start)} {num(high)}C{num(half)} {num(high)} {num(half)} {num(low)} {num(end)} {num(low)}"
    yield el("path", d=path, class_="line" if link.sure else "line unsure")
