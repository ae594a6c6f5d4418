"""A populated database against a truth that somebody knows: who was to say what."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from survey.insider.evidence import Evidence, Row, Truth, leaves
from survey.keyring import DOORS, Keyring

SPOKEN = ("answers", "text")
LINK = re.compile(r"(?:.*/a/)?(\d+)/([A-Za-z0-9_-]{22})(?:[?#].*)?$")


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """One made-up citizen: the link of the invitation, and words or a value that only their answer holds."""

    link: str
    marker: str
    names: tuple[str, ...] = ()
    """Whatever else they can be met under: an address, a number."""


def truth_of(pairs: Sequence[Pair], evidence: Evidence, keys: Keyring) -> Truth:
    names: dict[Any, int] = {}
    for number, pair in enumerate(pairs):
        for name in (*names_of(pair.link, keys), *pair.names):
            names[name] = number
    markers = {pair.marker: number for number, pair in enumerate(pairs)}
    answers = {bytes(row["id"]): number for row in evidence.said for number in [author(row, markers)] if number >= 0}
    return Truth(names=names, answers=answers)


def names_of(link: str, keys: Keyring) -> list[Any]:
    """Without the key of links only the link itself."""
    found = LINK.match(link)
    if not found:
        return [link]
    round_id, token = int(found[1]), found[2]
    doors = keys.doors(round_id) if keys.has(round_id, DOORS) else None
    id = doors.linked(token) if doors else None
    return [token, id, doors.spent(id), doors.out(id)] if doors and id else [token]


def author(row: Row, markers: Mapping[str, int]) -> int:
    """Whose marker stands in an answer; -1 where nobody's does, or several."""
    said = " ".join(str(value) for name in SPOKEN if name in row for value in leaves(row[name]))
    found = {number for marker, number in markers.items() if marker in said}
    return found.pop() if len(found) == 1 else -1
