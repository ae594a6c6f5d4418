"""From facts to item results: what each inquiry of a wave gives the scoring, whether it was answered, graded or not."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import Any

import msgspec

from instruments import instrument, worth
from instruments.instrument import Instrument, Outcome
from instruments.protocol import Device, Protocol, exact
from instruments.scenario import Channel
from instruments.worth import ItemPoints
from scoring.items import Result, speed_results
from survey.inquiry import Status


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One inquiry and the grade that counts for it: the latest that was neither sent back nor superseded."""

    id: int
    unit_id: int
    slot: str
    channel: str
    sector: str
    scenario: str
    status: Status
    outcome: Outcome | None = None
    follows_id: int | None = None
    until: datetime
    started_at: datetime | None = None
    answered_at: datetime | None = None
    working_days: int | None = None
    recognised: bool = False
    answers: dict[str, Any] | None = None
    graded: Outcome | None = None

    @property
    def medium(self) -> Channel:
        return Channel(self.channel.partition("_")[0])

    @property
    def device(self) -> Device | None:
        device = self.channel.partition("_")[2]
        return Device(device) if device else None


class Sheets:
    """The grading forms of a wave by channel, as they are asked in each sector."""

    def __init__(self, by_channel: Mapping[Channel, Instrument]) -> None:
        self._by_channel = by_channel
        self._worth: dict[tuple[Channel, str, bytes], tuple[ItemPoints, ...]] = {}
        self.sheet = cache(self._sheet)
        self.blank = cache(self._blank)

    def _sheet(self, channel: Channel, sector: str) -> Instrument:
        return instrument.for_sector(self._by_channel[channel], sector)

    def _blank(self, channel: Channel, sector: str) -> tuple[ItemPoints, ...]:
        """The scored items, as nobody has answered them."""
        return worth.points(self.sheet(channel, sector), {})

    def points(self, channel: Channel, sector: str, answers: Mapping[str, Any]) -> tuple[ItemPoints, ...]:
        """Testers of a whole country say much the same on a short form: what that is worth is worked out once."""
        key = channel, sector, msgspec.json.encode(answers)
        if key not in self._worth:
            self._worth[key] = worth.points(self.sheet(channel, sector), answers)
        return self._worth[key]


def ending(work: Work, now: datetime) -> Outcome | None:
    """How the inquiry ended; None while it is open: its result is not known yet and counts nowhere."""
    if work.graded is not None:
        return Outcome.DETECTED if work.recognised else work.graded
    if work.status is Status.DONE:
        return work.outcome or Outcome.NOT_TESTED
    if work.status is Status.WAITING and work.until <= now:
        return Outcome.UNANSWERED
    return None


def closed(work: Work, now: datetime) -> Work:
    """As it is once the wave is closed: what is still open was not tested."""
    if work.status is Status.DONE and ending(work, now) is not None:
        return work
    return msgspec.structs.replace(work, status=Status.DONE, outcome=ending(work, now) or Outcome.NOT_TESTED)


def not_due(work: Work) -> bool:
    """A follow-up whose condition did not hold was never put to the unit."""
    return work.follows_id is not None and work.status is Status.DONE and work.outcome is Outcome.NOT_TESTED


def of_wave(protocol: Protocol, sheets: Sheets, works: Iterable[Work], *, now: datetime) -> dict[int, list[Result]]:
    """Unit id -> its item results, in the order of the works."""
    by_unit: dict[int, list[Result]] = {}
    for work in works:
        by_unit.setdefault(work.unit_id, []).extend(of_inquiry(protocol, sheets, work, now=now))
    return by_unit


def of_inquiry(protocol: Protocol, sheets: Sheets, work: Work, *, now: datetime) -> Iterator[Result]:
    """One result per scored item, and the time part where the protocol gives one; nothing while it is open."""
    ended = ending(work, now)
    if ended is None:
        return
    answered = ended is Outcome.ANSWERED and work.answers is not None
    if answered:
        items = sheets.points(work.medium, work.sector, work.answers or {})
    else:
        items = sheets.blank(work.medium, work.sector)
    found = [
        result(
            work,
            sector=item.sector or work.sector,
            item=item.item,
            part=item.part,
            points=fraction(item.points) if answered and item.points is not None else None,
            possible=fraction(item.max_points),
            weight=fraction(item.weight),
            status=item.status if answered else ended,
            counts=item.counts,
        )
        for item in items
    ]
    yield from found
    if protocol.speed and not protocol.speed.added:
        yield from time_parts(protocol, found)


def time_parts(protocol: Protocol, found: list[Result]) -> Iterator[Result]:
    """Points for the day of the answer, where the protocol wants them among the results."""
    for part in speed_results(protocol, found):
        nobody_knows_the_day = part.status is Outcome.ANSWERED and part.points is None  # our gap, not the unit's
        yield msgspec.structs.replace(part, status=Outcome.NOT_TESTED) if nobody_knows_the_day else part


def result(work: Work, **values: Any) -> Result:
    return Result(
        **{
            "unit": str(work.unit_id),
            "inquiry": str(work.id),
            "drawn": work.slot,
            "channel": work.medium,
            "device": work.device,
            "sector": work.sector,
            "working_days": work.working_days,
            **values,
        }
    )


@cache
def fraction(number: float) -> Fraction:
    """Forms hold few different numbers, results very many."""
    return exact(number)


def tested(works: Iterable[Work], counted: frozenset[str]) -> float:
    """Share of the inquiries put to a unit that count in its score; `counted` are ids of inquiries."""
    put = [work for work in works if not not_due(work)]
    return sum(str(work.id) in counted for work in put) / len(put) if put else 0.0
