"""How a table fits a page: the size of its letters and the widths of its columns, from what stands in them."""

from collections.abc import Sequence

import msgspec

from survey.document import Table

UPRIGHT, FLIPPED = 453.0, 700.0  # points between the margins of A4
SIZES = (9.2, 8.6, 8.0, 7.6)  # points
LETTER = 0.54  # of the size: how wide a letter is, with some room
PADDING = 13.0  # points: what the cells keep free, and what a short word is wider than letters on average
BREAKS = 15
"""Letters after which a long word may be broken."""
HEAD = 24
"""Letters of the head of a row that stay together, and of a figure."""
WIDEST = 64
"""Letters: a column of texts grows no wider for its longest ones; they take lines."""
SAMPLED = 400  # rows


class Fit(msgspec.Struct, frozen=True):
    size: float
    widths: tuple[float, ...]
    """Shares of the width, of any sum."""
    flipped: bool
    """Too wide for a page that stands."""


def fit(table: Table) -> Fit:
    """The largest letters with which no word is cut, on a page that lies if those on a standing one would be small."""
    texts = [_texts(table, at) for at in range(len(table.head))]
    least = [_least(own, whole=at == 0 or at in table.numbers) for at, own in enumerate(texts)]
    padding = PADDING * len(texts)
    narrow = sum(least) * LETTER
    ways = [(size, room) for room in (UPRIGHT, FLIPPED) for size in SIZES]
    size, room = next((way for way in ways if narrow * way[0] + padding <= way[1]), ways[-1])
    wanted = [max(low, min(max(map(len, own), default=1), WIDEST)) for low, own in zip(least, texts, strict=True)]
    # Each has what it needs; what is left over goes to those that want more.
    spare = max((room - padding) / (LETTER * size) - sum(least), 0)
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    share = min(spare / sum(more), 1) if sum(more) else 0
    letters = [low + share * extra for low, extra in zip(least, more, strict=True)]
    return Fit(size, tuple(round(own + PADDING / (LETTER * size), 2) for own in letters), room == FLIPPED)


def _texts(table: Table, at: int) -> list[str]:
    return [table.head[at], *(row[at] for row in table.rows[:SAMPLED])]


def _least(texts: Sequence[str], *, whole: bool) -> int:
    """Letters of the longest word, which may be broken; of the whole text where that should stand in one line."""
    words = [word for text in texts for word in text.replace("\N{SOFT HYPHEN}", " ").split(" ")]
    longest = max((min(len(word), BREAKS) for word in words), default=1)
    return max(longest, *(min(len(text), HEAD) for text in texts[1:])) if whole and texts[1:] else longest
