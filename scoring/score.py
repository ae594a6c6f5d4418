"""Item results + protocol -> Score with its derivation: total <- sectors <- inquiries <- items, every point traced.

Numbers are fractions from the first to the last; whoever shows one rounds it, once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from instruments.protocol import Protocol, Scoring, exact
from instruments.scenario import Channel
from scoring.footnotes import Note, notes
from scoring.items import (
    ZERO,
    ItemScore,
    Result,
    Summed,
    added,
    item_score,
    scale,
    speed_results,
    speed_score,
    with_knock_outs,
)

WHOLE = "total"  # the one scored part of a protocol that counts all points together


class InquiryScore(msgspec.Struct, frozen=True):
    """The items of one test contact that count in one sector."""

    inquiry: str
    channel: Channel | None
    items: tuple[ItemScore, ...]
    earned: Fraction
    possible: Fraction


class SectorScore(msgspec.Struct, frozen=True):
    """`score` = scale x earned / possible, None if nothing was tested; `share` is its part of the total's weights."""

    code: str
    weight: Fraction
    scale: Fraction
    score: Fraction | None
    share: Fraction
    tested: int
    inquiries: tuple[InquiryScore, ...]


class Score(msgspec.Struct, frozen=True):
    """A unit's score. `sectors` lead to the total; `by_sector` and `by_channel` are the figures to show beside it."""

    unit: str
    total: Fraction | None
    passed: bool | None
    band: str | None
    sectors: tuple[SectorScore, ...]
    by_sector: Mapping[str, Fraction | None]
    by_channel: Mapping[str, Fraction | None]
    tested: Mapping[str, int]  # results that count, by sector
    notes: tuple[Note, ...]

    @property
    def tested_share(self) -> Fraction:
        """Results that count among all that were planned, 0 to 1."""
        items = [item for sector in self.sectors for one in sector.inquiries for item in one.items]
        return Fraction(sum(item.earned is not None for item in items), len(items) or 1)


def scores(protocol: Protocol, results: Iterable[Result]) -> list[Score]:
    """One score per unit, in the order in which the units first appear."""
    by_unit: dict[str, list[Result]] = {}
    for result in results:
        by_unit.setdefault(result.unit, []).append(result)
    return [score(protocol, unit, of_unit) for unit, of_unit in by_unit.items()]


def score(protocol: Protocol, unit: str, results: Sequence[Result]) -> Score:
    """The score of one unit by the protocol's rules.

    Sector score = 100 x weighted mean of item scores (points / possible points), or the protocol's points; total =
    mean of the tested sectors, their weights renormalised (POINTS: their sum). Source: the protocol's own `sources`.
    """
    items = [item_score(protocol, result) for result in results]
    if protocol.speed and protocol.speed.added:
        items += [speed_score(one) for one in speed_results(protocol, results)]
    items = with_knock_outs(items)
    sectors = with_shares([sector_score(protocol, code, items) for code in scored_codes(protocol, items)])
    total = total_of(protocol, sectors)
    band = protocol.band(total) if total is not None else None
    by_channel = dict(channel_figures(protocol, items))
    shown = {one.code: one for one in sectors if one.code != WHOLE} or sectors_aside(protocol, items)
    return Score(
        unit=unit,
        total=total,
        passed=None if protocol.pass_mark is None or total is None else total >= exact(protocol.pass_mark),
        band=band.code if band else None,
        sectors=tuple(sectors),
        by_sector={code: one.score for code, one in shown.items()},
        by_channel=by_channel,
        tested={code: one.tested for code, one in shown.items()},
        notes=tuple(notes(protocol, items, {one.code: one.score for one in sectors})),
    )


def scored_codes(protocol: Protocol, items: Sequence[ItemScore]) -> list[str]:
    """The parts that lead to the total: sectors, or channels, or all points as one."""
    match protocol.scoring:
        case Scoring.SECTOR_WEIGHTS:
            listed = [sector.code for sector in protocol.sectors]
            return listed + sorted({item.result.sector for item in items} - {*listed, ""})
        case Scoring.CHANNEL_WEIGHTS | Scoring.POINTS:
            return [str(channel) for channel in Channel if channel in protocol.channel_weights]
        case Scoring.POINTS_POSSIBLE:
            return [WHOLE]


def code_of(protocol: Protocol, result: Result) -> str:
    match protocol.scoring:
        case Scoring.SECTOR_WEIGHTS:
            return result.sector
        case Scoring.CHANNEL_WEIGHTS | Scoring.POINTS:
            return str(result.channel)
        case Scoring.POINTS_POSSIBLE:
            return WHOLE


def sector_score(protocol: Protocol, code: str, items: Sequence[ItemScore]) -> SectorScore:
    return summed_up(
        code,
        [item for item in items if code_of(protocol, item.result) == code],
        weight=weight(protocol, code),
        scale=scale(protocol, code),
    )


def summed_up(code: str, items: Sequence[ItemScore], *, weight: Fraction, scale: Fraction) -> SectorScore:
    by_inquiry: dict[tuple[str, Channel | None], list[ItemScore]] = {}
    for index, item in enumerate(items):
        key = (item.result.inquiry or f"#{index}", item.result.channel)
        by_inquiry.setdefault(key, []).append(item)
    inquiries = tuple(
        InquiryScore(
            of[0].result.inquiry,
            channel,
            tuple(of),
            # A bonus makes up for what is missing elsewhere in the inquiry, never for more.
            min(added(item.earned or ZERO for item in of), most := added(item.possible for item in of)),
            most,
        )
        for (_, channel), of in by_inquiry.items()
    )
    possible = added(one.possible for one in inquiries)
    earned = added(one.earned for one in inquiries)
    value = scale * earned / possible if possible else None
    tested = sum(item.earned is not None for item in items)
    return SectorScore(code, weight, scale, value, ZERO, tested, inquiries)


def weight(protocol: Protocol, code: str) -> Fraction:
    if protocol.scoring == Scoring.CHANNEL_WEIGHTS:
        return exact(protocol.channel_weights[Channel(code)])
    return next((exact(sector.weight) for sector in protocol.sectors if sector.code == code), Fraction(1))


def with_shares(sectors: Sequence[SectorScore]) -> list[SectorScore]:
    """The tested sectors' weights renormalised: they add up to 1."""
    tested = sum((one.weight for one in sectors if one.score is not None), ZERO)
    return [
        msgspec.structs.replace(one, share=one.weight / tested) if tested and one.score is not None else one
        for one in sectors
    ]


def total_of(protocol: Protocol, sectors: Sequence[SectorScore]) -> Fraction | None:
    """None where nothing was tested, or only what weighs nothing."""
    tested = [(one, one.score) for one in sectors if one.score is not None]
    if protocol.scoring == Scoring.POINTS:
        return sum((value for _, value in tested), ZERO) if tested else None
    return sum((one.share * value for one, value in tested), ZERO) if any(one.share for one, _ in tested) else None


def channel_figures(protocol: Protocol, items: Sequence[ItemScore]) -> Iterator[tuple[str, Fraction | None]]:
    """A figure per channel, for the web also per device; mobile and desktop weigh the same in their common one."""
    of_channels = [item for item in items if item.result.part != Summed.SECTOR]
    for channel in Channel:
        of_channel = [item for item in of_channels if item.result.channel == channel]
        if not of_channel and channel not in protocol.channels:
            continue
        figures = {str(channel): of_channel}
        for item in of_channel:
            if item.result.device:
                figures.setdefault(f"{channel}_{item.result.device}", []).append(item)
        for label, of_label in figures.items():
            yield label, summed_up(label, of_label, weight=ZERO, scale=scale(protocol, channel)).score


def sectors_aside(protocol: Protocol, items: Sequence[ItemScore]) -> dict[str, SectorScore]:
    """Sector figures of a protocol whose total does not go by sectors."""
    codes = dict.fromkeys(item.result.sector for item in items if item.result.sector)
    of_sector = {code: [item for item in items if item.result.sector == code] for code in codes}
    return {code: summed_up(code, items, weight=ZERO, scale=scale(protocol, None)) for code, items in of_sector.items()}


def rounded(number: Fraction, places: int = 1) -> Decimal:
    """The one rounding, at the very end: half up, from the exact value."""
    scaled = number * 10**places
    sign = -1 if scaled < 0 else 1
    return Decimal(sign * ((abs(scaled) * 2 + 1) // 2)).scaleb(-places)
