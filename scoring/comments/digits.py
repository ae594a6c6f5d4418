"""Digits that stand together, in groups, as people write long numbers."""

import re
from collections.abc import Iterator

import msgspec

RUN = re.compile(r"\d++(?:[ \t\r\n.,;\-/_:()+*|'=]{1,3}+\d++)*+")
GROUP = re.compile(r"\d+")
MANY = 6


class Run(msgspec.Struct, frozen=True):
    """Groups of digits with at most three separating signs between two of them."""

    groups: tuple[tuple[int, int], ...]

    def windows(self, text: str, least: int, most: int) -> Iterator["Window"]:
        """Stretches of whole groups with so many digits, from left to right and the shorter ones first.

        Of more than `MANY` groups only those that have one digit each: nobody writes a number otherwise.
        """
        sizes = tuple(end - start for start, end in self.groups)
        for first in range(len(self.groups)):
            digits = ""
            for last in range(first, len(self.groups)):
                start, end = self.groups[last]
                if len(digits) + end - start > most or (last - first >= MANY and not sizes[first] == sizes[last] == 1):
                    break
                digits += text[start:end]
                if len(digits) >= least:
                    inside = first > 0 and sizes[first] == sizes[first - 1] == 1
                    yield Window(digits, self.groups[first : last + 1], sizes[first : last + 1], inside)


class Window(msgspec.Struct, frozen=True):
    """`shape`: how many digits each group has; `inside`: it begins in the middle of single digits."""

    digits: str
    groups: tuple[tuple[int, int], ...]
    shape: tuple[int, ...]
    inside: bool

    @property
    def start(self) -> int:
        return self.groups[0][0]

    @property
    def end(self) -> int:
        return self.groups[-1][1]

    def gaps(self, text: str) -> list[str]:
        """What stands between the groups."""
        return [text[end:start] for (_, end), (start, _) in zip(self.groups[:-1], self.groups[1:], strict=True)]


def runs(text: str, least: int) -> list[Run]:
    """The runs of a plain text with at least so many digits."""
    found = []
    for match in RUN.finditer(text):
        if match.end() - match.start() < least:
            continue
        groups = tuple(group.span() for group in GROUP.finditer(text, match.start(), match.end()))
        if sum(end - start for start, end in groups) >= least:
            found.append(Run(groups))
    return found
