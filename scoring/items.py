"""What one item result brings: its status, its possible points, the protocol's cut-offs and points for speed."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from fractions import Fraction

import msgspec

from instruments.instrument import Counts, Outcome, Part
from instruments.protocol import Device, Missing, Protocol, Scoring, exact
from instruments.scenario import Channel

HUNDRED = Fraction(100)
ZERO = Fraction(0)
ONE = Fraction(1)


def added(numbers: Iterable[Fraction]) -> Fraction:
    """Their sum, exactly, and sooner than `sum` has it: those of one denominator are added as whole numbers."""
    some = tuple(numbers)
    if len(some) == 1:
        return some[0]
    found: dict[int, int] = {}
    for one in some:
        denominator = one.denominator
        found[denominator] = found.get(denominator, 0) + one.numerator
    parts = [Fraction(numerator, denominator) for denominator, numerator in found.items()]
    return parts[0] if len(parts) == 1 else sum(parts, ZERO)


class Summed(StrEnum):
    """A result that stands for a whole sector or channel, summed up by somebody before."""

    SECTOR = "sector_total"
    CHANNEL = "channel_total"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One item result. `possible` None = not said; `working_days` is the day number of the mail's answer."""

    unit: str
    inquiry: str = ""
    drawn: str = ""  # the same for contacts that were drawn together, such as one task on a phone and on a desktop
    channel: Channel | None = None
    device: Device | None = None
    sector: str = ""  # a code of the protocol
    item: str = ""
    part: Part | Summed = Part.WHOLE
    points: Fraction | None = None
    possible: Fraction | None = None
    weight: Fraction = ONE
    working_days: int | None = None
    status: Outcome = Outcome.ANSWERED
    counts: Counts = Counts.NORMAL


class Why(StrEnum):
    """Why an item counts otherwise than graded; a missing one has its Outcome for that."""

    LATE = "late"
    MAXIMUM_ZERO = "maximum_zero"
    SPEED = "speed"  # points added by the program
    DAYS_UNKNOWN = "days_unknown"  # answered, but nobody says on which working day
    BONUS = "bonus"  # adds points, and takes none where it has none
    KNOCKED_OUT = "knocked_out"  # another item of the inquiry, without which nothing counts, brought nothing


class ItemScore(msgspec.Struct, frozen=True):
    """What an item brings: `earned` of `possible`, both weighted; None and 0 if it leaves the denominator."""

    result: Result
    earned: Fraction | None
    possible: Fraction
    why: Why | Outcome | None = None


def item_score(protocol: Protocol, result: Result) -> ItemScore:
    """What one result brings, by its status, its possible points and the protocol's cut-offs."""
    found = plain_score(protocol, result)
    if result.counts is not Counts.BONUS:
        return found
    return ItemScore(result, found.earned, ZERO, found.why or Why.BONUS)


def plain_score(protocol: Protocol, result: Result) -> ItemScore:
    possible = possible_points(protocol, result)
    if possible == 0:
        return ItemScore(result, None, ZERO, Why.MAXIMUM_ZERO)
    if result.status != Outcome.ANSWERED:
        if protocol.when_missing(result.status) == Missing.LEAVE:
            return ItemScore(result, None, ZERO, result.status)
        return counted(protocol, result, ZERO, possible=possible, why=result.status)
    if late(protocol, result):
        return counted(protocol, result, ZERO, possible=possible, why=Why.LATE)
    why = Why.DAYS_UNKNOWN if protocol.cut_offs and timed(result) and result.working_days is None else None
    return counted(protocol, result, result.points or ZERO, possible=possible, why=why)


def counted(
    protocol: Protocol, result: Result, points: Fraction, *, possible: Fraction, why: Why | Outcome | None
) -> ItemScore:
    """Means take each item as a share of its own maximum; points protocols take the points themselves."""
    if adds_points(protocol):
        return ItemScore(result, result.weight * points, result.weight * possible, why)
    return ItemScore(result, result.weight * points / possible, result.weight, why)


def with_knock_outs(scored: Sequence[ItemScore]) -> list[ItemScore]:
    """Where a critical item was answered and brought nothing, nothing else of that inquiry counts."""
    lost = {
        (one.result.unit, one.result.inquiry)
        for one in scored
        if one.result.counts is Counts.CRITICAL and one.earned == 0 and one.result.status == Outcome.ANSWERED
    }
    return [
        ItemScore(one.result, ZERO, one.possible, Why.KNOCKED_OUT)
        if one.earned and (one.result.unit, one.result.inquiry) in lost
        else one
        for one in scored
    ]


def adds_points(protocol: Protocol) -> bool:
    return protocol.scoring in (Scoring.POINTS, Scoring.POINTS_POSSIBLE)


def possible_points(protocol: Protocol, result: Result) -> Fraction:
    """What the result could have brought: its own maximum, else the protocol's; 1 for a miss whose size is moot."""
    if result.possible is not None:
        return result.possible
    if isinstance(result.part, Summed):
        return scale(protocol, result.channel) if protocol.scoring == Scoring.POINTS else HUNDRED
    if result.channel in protocol.item_maximum:
        return exact(protocol.item_maximum[result.channel])
    if result.status == Outcome.ANSWERED or (adds_points(protocol) and stays(protocol, result.status)):
        raise ValueError(f"{result.unit}, {result.inquiry} {result.item}: nobody says how many points were possible")
    return ONE


def stays(protocol: Protocol, status: Outcome) -> bool:
    """Whether a result with this status is in the denominator."""
    return status == Outcome.ANSWERED or protocol.when_missing(status) == Missing.ZERO


def timed(result: Result) -> bool:
    return result.channel == Channel.EMAIL and not isinstance(result.part, Summed)


def late(protocol: Protocol, result: Result) -> bool:
    days = result.working_days
    return timed(result) and any(
        days is not None and days > cut_off.after and cut_off.part in (Part.WHOLE, result.part)
        for cut_off in protocol.cut_offs
    )


def speed_results(protocol: Protocol, results: Sequence[Result]) -> Iterator[Result]:
    """The time part of each mail in the denominator: points by the day of its answer, None where nobody knows the day.

    `score` adds it by itself where the protocol says so (2010); where the results carry it (2013), whoever makes them
    from graded mails adds these.
    """
    mails: dict[tuple[str, str], list[Result]] = {}
    for index, result in enumerate(results):
        if timed(result) and stays(protocol, result.status):
            mails.setdefault((result.unit, result.inquiry or f"#{index}"), []).append(result)
    for mail in mails.values() if protocol.speed else ():
        answered = [result for result in mail if result.status == Outcome.ANSWERED]
        days = next((result.working_days for result in answered if result.working_days is not None), None)
        yield msgspec.structs.replace(
            (answered or mail)[0],
            item="speed",
            part=Part.TIME,
            points=None if days is None else protocol.speed_points(days),
            possible=exact(protocol.speed.maximum) if protocol.speed else ZERO,
            weight=ONE,
        )


def speed_score(result: Result) -> ItemScore:
    if result.status == Outcome.ANSWERED and result.points is None:
        return ItemScore(result, None, ZERO, Why.DAYS_UNKNOWN)
    return ItemScore(result, result.points or ZERO, result.possible or ZERO, Why.SPEED)


def scale(protocol: Protocol, code: str | None) -> Fraction:
    """What a sector reaches at most: 100, or its own points where the total is a sum of points."""
    if protocol.scoring == Scoring.POINTS and code:
        return exact(protocol.channel_weights[Channel(code)])
    return HUNDRED
