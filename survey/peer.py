"""A peer group: units that are alike, and which place each of them has, or could have, among its like."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """In what units of one group are alike, the closest likeness first."""

    GROUP = "group"
    """The group that the register names, such as a KOSTRA group."""
    SIZE = "size"
    COUNTY = "county"


class Size(StrEnum):
    """Groups of units of like size, since a village and a city do not meet the same test alike."""

    TINY = "0-1999"
    SMALL = "2000-4999"
    MIDDLE = "5000-19999"
    LARGE = "20000-49999"
    CITY = "50000-"

    @property
    def least(self) -> int:
        return int(self.value.split("-")[0])

    @property
    def most(self) -> int | None:
        most = self.value.split("-")[1]
        return int(most) if most else None

    def holds(self, population: int | None) -> bool:
        return population is not None and self.least <= population and (self.most is None or population <= self.most)


class Peer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One unit in one of its groups, `of` units that have a total; without a place where these are too few.

    Ranges and tier are what they are in a standing, but among the units of the group.
    """

    kind: Kind
    group: str
    of: int
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    rank_low_all: int | None = None
    rank_high_all: int | None = None
    tier: int | None = None


FEWEST = 3
"""Units that a group needs: of two, one is the better one, and there is nothing more to say."""

Groups = Mapping[Kind, str]


def groups_of(*, group: str, county: str, population: int | None) -> dict[Kind, str]:
    """The groups that a unit belongs to, by what the register knows of it."""
    size = next((str(one) for one in Size if one.holds(population)), "")
    known = {Kind.GROUP: group, Kind.SIZE: size, Kind.COUNTY: county}
    return {kind: name for kind, name in known.items() if name}


def closest(peers: Sequence[Peer]) -> Peer | None:
    """The group to hold a unit against first: its closest likeness that has enough units."""
    return next((one for one in peers if one.rank is not None), None)


def in_kind(peers: Sequence[Peer], kind: str) -> Peer | None:
    return next((one for one in peers if one.kind == kind), None)
