"""Peer groups in the reader's words: what they are called, and where a unit stands among its like."""

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from survey import peer
from survey.league import Place, letters
from survey.peer import Kind, Peer, Size
from survey.standing import Standing
from survey.texts import N_
from survey.web.ranking_view import Words, size_name

HEAD = (
    N_("Peer group"), N_("Place in the peer group"), N_("Place in the peer group, lowest"),
    N_("Place in the peer group, highest"), N_("Units in the peer group"),
)  # fmt: skip
NOBODY = Peer(kind=Kind.GROUP, group="", of=0)


def name(kind: str, group: str, words: Words) -> str:
    """“5 000 to 19 999 inhabitants”, “Vestland”, “KOSTRA 11”."""
    if kind == Kind.COUNTY:
        return group.split(" - ")[0]  # the names that a county has in other languages are left out, as in the table
    return size_name(Size(group), words) if kind == Kind.SIZE and group in set(Size) else group


def place(one: Peer, words: Words) -> str:
    """Where it stands in one group, as a sentence."""
    text = N_("Place %(rank)s of %(n)s among those like it, could be %(low)s to %(high)s (%(group)s).")
    if one.rank is None:
        text = N_("Too few units are like it to tell a place (%(group)s: %(n)s).")
    elif one.rank_low == one.rank_high:
        text = N_("Place %(rank)s of %(n)s among those like it (%(group)s).")
    group = name(one.kind, one.group, words)
    return words.translate(text, rank=one.rank, low=one.rank_low, high=one.rank_high, n=one.of, group=group)


def first(peers: Sequence[Peer], words: Words) -> str:
    """Its place in the closest group that has one; empty where no group has."""
    one = peer.closest(peers)
    return place(one, words) if one else ""


def standing(among: Mapping[str, str]) -> Callable[[Place], Standing | Peer]:
    """Where a unit stands in the one group that is asked for, kind -> group; in the whole table where none is."""

    def found(place: Place) -> Standing | Peer:
        if not among:
            return place.standing
        return next((one for one in place.standing.peers if among.get(one.kind) == one.group), NOBODY)

    return found


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the table of a ranking says of groups."""

    groups: list[str]
    """Those of the register, to choose from."""
    own: list[tuple[Place, str]]
    """The reader's units, and where they stand among their like."""
    name: str = ""
    """Of the one group in which places are told; empty where it is the whole table."""
    number: int = 0
    """Its units with a score."""

    @property
    def enough(self) -> bool:
        return self.number >= peer.FEWEST


def told(places: Sequence[Place], among: Mapping[str, str], own: Collection[int], words: Words) -> Told:
    stand = standing(among)
    sizes = [one.of for one in map(stand, places) if isinstance(one, Peer)]
    return Told(
        groups=sorted({one.group for one in places if one.group}, key=letters),
        own=[(one, first(one.standing.peers, words)) for one in places if one.standing.unit_id in own],
        name=next((name(kind, group, words) for kind, group in among.items()), ""),
        number=max(sizes, default=0),
    )


def csv_row(place: Place, words: Words) -> list[str | float | None]:
    """What HEAD names, of the closest group."""
    one = peer.closest(place.standing.peers)
    if one is None:
        return [None] * len(HEAD)
    return [name(one.kind, one.group, words), one.rank, one.rank_low, one.rank_high, one.of]
