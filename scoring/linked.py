"""Items of one unit that two waves have in common: what each brought, how much it counts, and what hangs together."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from instruments.instrument import Part
from instruments.protocol import Device, Protocol, Scoring
from instruments.scenario import Channel
from scoring.items import Summed, scale
from scoring.score import Score, SectorScore, weight

Thing = TypeVar("Thing")
NAMELESS = "#"  # begins what a contact without a name is called


class Key(msgspec.Struct, frozen=True):
    """What makes an item the same in both waves; without a name it is only known by sector and channel.

    `sector` is the part of the total in which it counts, `area` the sector that its result names, `contact` the test
    contact where both waves call theirs the same.
    """

    sector: str
    area: str
    channel: Channel | None
    device: Device | None
    item: str
    part: Part | Summed
    contact: str = ""

    @property
    def named(self) -> bool:
        return bool(self.item or self.contact) or isinstance(self.part, Summed)


class Seen(msgspec.Struct, frozen=True):
    """One assessment: the share of its points (0..1), its weight, and the test contact it belongs to."""

    key: Key
    share: float
    weight: float
    inquiry: str


class Link(msgspec.Struct, frozen=True):
    """An item in both waves, and by how many points of the total it moves if its share goes from 0 to 1."""

    key: Key
    points: float
    before: tuple[Seen, ...]
    after: tuple[Seen, ...]

    @property
    def change(self) -> float:
        """Of the mean share, -1..1."""
        return mean(self.after) - mean(self.before)


def links(protocol: Protocol, before: Score, after: Score) -> tuple[list[Link], int]:
    """The items in both waves, and how many stand in only one of them.

    Sectors weigh by the protocol, renormalised over those with such an item; within them items weigh by the mean
    of both waves, so that a change of the mix is no change of the score.
    """
    old, new = by_contact(by_key(seen(before)), by_key(seen(after)))
    both = [key for key in old if key in new]
    counts = {key: (total(old[key]) + total(new[key])) / 2 for key in both}
    of_sector: dict[str, float] = {}
    for key, count in counts.items():
        of_sector[key.sector] = of_sector.get(key.sector, 0.0) + count
    points = worth(protocol, of_sector)
    found = [
        Link(key, points[key.sector] * counts[key] / of_sector[key.sector], tuple(old[key]), tuple(new[key]))
        for key in both
    ]
    return [one for one in found if one.points], len(old) + len(new) - 2 * len(both)


def worth(protocol: Protocol, codes: Iterable[str]) -> dict[str, float]:
    """Points of the total that each of these sectors can bring."""
    most = {code: float(scale(protocol, code)) for code in codes}
    if protocol.scoring == Scoring.POINTS:
        return most
    weights = {code: float(weight(protocol, code)) for code in most}
    every = sum(weights.values())
    return {code: most[code] * weights[code] / every if every else 0.0 for code in most}


def seen(score: Score) -> Iterator[Seen]:
    firsts: dict[tuple[Channel | None, str], str] = {}
    for sector in score.sectors:
        yield from seen_in(sector, firsts)


def seen_in(sector: SectorScore, firsts: dict[tuple[Channel | None, str], str]) -> Iterator[Seen]:
    """What counts in a sector; a bonus, which has no denominator, stays out.

    Contacts that were drawn together go by the name of the first of them, which `firsts` keeps.
    """
    for number, inquiry in enumerate(sector.inquiries):
        name, drawn = contact(sector, number), inquiry.items[0].result.drawn
        name = firsts.setdefault((inquiry.channel, drawn), name) if drawn else name
        for item in inquiry.items:
            one = item.result
            if item.earned is not None and item.possible:
                key = Key(sector.code, one.sector, one.channel, one.device, one.item, one.part)
                yield Seen(key, float(item.earned / item.possible), float(item.possible), name)


def contact(sector: SectorScore, number: int) -> str:
    """What a contact is called in all sectors in which it has items; one without a name is one of its own."""
    one = sector.inquiries[number]
    return f"{one.channel or ''}/{one.inquiry}" if one.inquiry else f"{NAMELESS}{sector.code}/{number}"


def by_key(assessments: Iterable[Seen]) -> dict[Key, list[Seen]]:
    found: dict[Key, list[Seen]] = {}
    for one in assessments:
        found.setdefault(one.key, []).append(one)
    return found


def by_contact(old: dict[Key, list[Seen]], new: dict[Key, list[Seen]]) -> tuple[dict[Key, list[Seen]], ...]:
    """Items told apart by their contact, where one wave's contacts with the item all have a namesake in the other."""
    same = {key for key in old if key in new and namesakes(old[key], new[key])}
    return tuple(
        {
            msgspec.structs.replace(key, contact=name) if key in same else key: list(some)
            for key, assessments in wave.items()
            for name, some in (by_inquiry(assessments) if key in same else {"": assessments}).items()
        }
        for wave in (old, new)
    )


def namesakes(old: Sequence[Seen], new: Sequence[Seen]) -> bool:
    before, after = ({one.inquiry for one in wave} for wave in (old, new))
    return (before <= after or after <= before) and not any(name.startswith(NAMELESS) for name in before | after)


def by_inquiry(assessments: Iterable[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = {}
    for one in assessments:
        found.setdefault(one.inquiry, []).append(one)
    return found


def total(assessments: Sequence[Seen]) -> float:
    return sum(one.weight for one in assessments)


def mean(assessments: Sequence[Seen]) -> float:
    return sum(one.weight * one.share for one in assessments) / total(assessments)


def together(groups: Iterable[tuple[Thing, Iterable[object]]]) -> list[list[Thing]]:
    """Things that share a mark, or share one with a thing that does, and so on; in the order given."""
    found: list[tuple[list[Thing], set[object]]] = []
    for thing, marks in groups:
        things, all_marks = [thing], set(marks)
        apart: list[tuple[list[Thing], set[object]]] = []
        for group in found:
            if group[1].isdisjoint(all_marks):
                apart.append(group)
            else:
                things, all_marks = group[0] + things, group[1] | all_marks
        found = [*apart, (things, all_marks)]
    return [things for things, _ in found]
