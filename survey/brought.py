"""What items brought under a protocol, and over many contacts: the share of their points, the hardest first."""

from collections.abc import Iterable, Sequence

import msgspec

from instruments.instrument import Outcome, Part
from instruments.protocol import Protocol
from instruments.scenario import Channel
from scoring.items import Why, item_score
from survey import bundle
from survey.bundle import Contact, Item

FEWEST = 10  # assessments behind the share of an item or a question, lest one unit decide it


class Asked(msgspec.Struct, frozen=True):
    """An item of a form, or a scenario: the mean share of its points that it brought (0..1), over `times`."""

    channel: Channel
    key: str
    part: Part
    share: float
    times: int


class Judged(msgspec.Struct, frozen=True):
    """What one item brought: a share of its points, None where it left the denominator."""

    item: str
    sector: str
    part: Part
    share: float | None
    weight: float
    late: bool


class Worth:
    """What items bring under a protocol. Few different ones make up very many, so that each is worked out once."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._known: dict[tuple[Channel, object, int | None, Item], Judged] = {}

    def of(self, contact: Contact) -> tuple[Judged, ...]:
        judged = tuple(self._one(contact, item) for item in contact.items)
        lost = any(
            item.counts == "critical" and item.status is Outcome.ANSWERED and one.share == 0
            for item, one in zip(contact.items, judged, strict=True)
        )
        return (
            tuple(msgspec.structs.replace(one, share=0.0) if one.share else one for one in judged) if lost else judged
        )

    def _one(self, contact: Contact, item: Item) -> Judged:
        key = (contact.channel, contact.device, contact.working_days, item)
        if key not in self._known:
            alone = msgspec.structs.replace(contact, items=(item,))
            found = item_score(self._protocol, bundle.results_of(alone)[0])
            counts = found.earned is not None and found.possible > 0
            share = float((found.earned or 0) / found.possible) if counts else None
            late = found.why is Why.LATE
            self._known[key] = Judged(item.item, item.sector, item.part, share, float(found.possible), late)
        return self._known[key]


def by_share(items: Iterable[tuple[Channel, str, Part, Judged]]) -> tuple[Asked, ...]:
    """The hardest first: those that brought the least of what they could."""
    together: dict[tuple[Channel, str, Part], list[Judged]] = {}
    for channel, key, part, item in items:
        if item.share is not None:
            together.setdefault((channel, key, part), []).append(item)
    found = [
        Asked(channel, key, part, share(some), len(some))
        for (channel, key, part), some in together.items()
        if len(some) >= FEWEST
    ]
    return tuple(sorted(found, key=lambda one: (one.share, one.channel, one.key)))


def share(items: Sequence[Judged]) -> float:
    return sum(one.weight * (one.share or 0.0) for one in items) / sum(one.weight for one in items)
