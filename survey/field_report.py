"""What became of everybody a survey wanted to ask, counted per unit and channel, and the response rates by AAPOR.

Invitations and answers are counted apart and meet only in sums: no row of the one knows a row of the other. "Answered"
is what has been released, so it moves with batches. AAPOR's dispositions from our standings, for a survey of named
people who are known to have had a contact ("Standard Definitions", 10th edition, 2023):

I, P   answers released, whole and partial, of those who were invited (not at a counter, not assisted)
R      opted out or complained about the message
UH     bounced, or refused on the way out: not known whether there is anybody
UO     slips of paper that nobody has used: not known whether they were handed out
NE     says "I have not been in contact with you": leaves the base, as do all who have not been sent anything
NC     everybody else who was sent something: nothing came back

Who answers and then opts out counts in I and in R, since nobody can know; NC is what remains, at least 0.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
import numpy as np

from scoring.response_rate import Disposition, Rates, rates
from scoring.suppress import ALL, Dimension, Shown, suppress
from survey.contact import Fate
from survey.invitation import Standing, Way
from survey.round import Cell
from survey.satisfaction import Reply

T = TypeVar("T")
ELSEWHERE = "-"
"""Answers that were too few for their unit or channel: they count in larger totals only."""


class Part(StrEnum):
    """Every contact is in one of these."""

    NOT_DRAWN = "not_drawn"
    HELD = "held"  # drawn, and not sent: not due yet, doubtful, or the end came first
    SILENT = "silent"  # sent, and nothing is known to have gone wrong
    LOST = "lost"  # bounced, or refused on the way out
    AGAINST = "against"  # opted out, or complained about the message


class Kind(StrEnum):
    """Every released answer is one of these."""

    WHOLE = "whole"
    PARTIAL = "partial"
    NOT_MINE = "not_mine"  # has not been in contact at all
    ASSISTED = "assisted"
    KIOSK = "kiosk"


LEFT_OUT = tuple(fate.value for fate in Fate if fate is not Fate.DRAWN)
SENT = (Part.SILENT, Part.LOST, Part.AGAINST)
GROUPS = {"drawn": (Part.HELD, *SENT), "sent": SENT}
KINDS = {"invited": (Kind.WHOLE, Kind.PARTIAL)}
STEP = 5
Answers = Mapping[tuple[int | None, str | None, Kind], int]
Replies = Mapping[tuple[int | None, str | None, Reply], int]
Invited = Mapping[tuple[Cell, str, str, int], int]


def part_of(standing: str, sent: int) -> Part:
    """Where an invitation by mail or SMS stands, from what was last known of its messages."""
    match Standing(standing):
        case Standing.BOUNCED | Standing.REFUSED:
            return Part.LOST
        case Standing.DOUBTFUL:
            return Part.HELD
        case _ if not sent:
            return Part.HELD
        case Standing.COMPLAINED | Standing.OPTED_OUT:
            return Part.AGAINST
    return Part.SILENT


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the report; None: too few to show, or it would give away another figure that is."""

    unit_id: int | None
    """None: all units."""
    channel: str
    """Blank: all channels."""
    contacts: int | None
    drawn: int | None
    sent: int | None
    lost: int | None
    against: int | None
    answered: int | None
    partial: int | None
    slips: int
    rates: Rates | None
    no_reply: float | None
    """Of those who say whether they got a reply."""


class Report(msgspec.Struct, frozen=True, eq=False):
    """Both tables after suppression, each for itself: nobody can subtract people from answers."""

    people: Shown
    answers: Shown
    replies: Shown
    slips: Mapping[Cell, int]
    fates: Shown
    units: tuple[int, ...]
    channels: tuple[str, ...]
    final: bool = True
    """Nothing more comes, so that no later version can be held against this one."""

    def fate(self, fate: Fate) -> int | None:
        """Why contacts were not drawn, in all units together; only beside a total that is shown too."""
        all_of_them = self.people.value(ALL, ALL, ALL), self.people.value(ALL, ALL, "drawn")
        return None if None in all_of_them else self.fates.value(fate)

    def line(self, unit_id: int | None = None, channel: str = "") -> Line:
        where = ALL if unit_id is None else str(unit_id), channel or ALL
        slips = self.slips_in(unit_id, channel)
        return Line(
            unit_id=unit_id,
            channel=channel,
            contacts=self.people.value(*where, ALL),
            drawn=self.people.value(*where, "drawn"),
            sent=self.people.value(*where, "sent"),
            lost=self.people.value(*where, Part.LOST),
            against=self.people.value(*where, Part.AGAINST),
            answered=self.answers.value(*where, ALL),
            partial=self.answers.value(*where, Kind.PARTIAL),
            slips=slips,
            rates=self.rates_of(*where, slips=slips),
            no_reply=self.no_reply(*where),
        )

    def knows(self, unit_id: int, channel: str) -> bool:
        """Whether there is anything to tell of a unit and channel: a figure other than 0, or one that is hidden."""
        where = str(unit_id), channel
        people = (self.people.value(*where, ALL), self.people.value(*where, "drawn"))
        return any(one != 0 for one in (*people, self.answers.value(*where, ALL), self.slips_in(unit_id, channel)))

    def slips_in(self, unit_id: int | None, channel: str) -> int:
        if unit_id is not None and channel:
            return self.slips.get(Cell(unit_id, channel), 0)
        here = (cell for cell in self.slips if unit_id in (None, cell.unit_id) and channel in ("", cell.channel))
        return sum(self.slips[cell] for cell in here)

    def heard(self, unit_id: int, channel: str) -> tuple[int | None, float | None]:
        """Answers, and the share without reply: of a line, what tables of results show."""
        where = str(unit_id), channel
        return self.answers.value(*where, ALL), self.no_reply(*where)

    def no_reply(self, *where: str) -> float | None:
        told, without = self.replies.value(*where, ALL), self.replies.value(*where, Reply.NO)
        if not told or without is None:
            return None
        # What ten new answers say must not be the difference of two mornings: until the end, in steps of five people.
        return (without if self.final else min(STEP * round(without / STEP), told)) / told

    def rates_of(self, *where: str, slips: int) -> Rates | None:
        """Only from figures that are shown themselves; without those who are against or lost, RR1 and RR2 alone."""
        sent, answered = self.people.value(*where, "sent"), self.answers.value(*where, "invited")
        not_mine = self.answers.value(*where, Kind.NOT_MINE)
        if sent is None or answered is None or not_mine is None:
            return None  # strangers are not in the base: where it is hidden how many they are, a share would tell it
        whole = self.answers.value(*where, Kind.WHOLE)
        partial = self.answers.value(*where, Kind.PARTIAL)
        base = max(sent + slips - not_mine, answered)
        lost, against = self.people.value(*where, Part.LOST), self.people.value(*where, Part.AGAINST)
        if None in (lost, against, whole, partial):
            return only_simple(whole, answered, base)
        return rates(dispositions(whole or 0, partial or 0, against or 0, lost or 0, base=base, slips=slips))


def dispositions(
    whole: int, partial: int, against: int, lost: int, *, base: int, slips: int = 0
) -> dict[Disposition, float]:
    """AAPOR's letters for `base` invited people, of whom so many answered, opted out or were never reached."""
    rest = max(0, base - whole - partial - against - lost)
    unused = min(slips, rest)
    return {
        Disposition.COMPLETE: whole,
        Disposition.PARTIAL: partial,
        Disposition.REFUSED: against,
        Disposition.UNKNOWN_HOUSEHOLD: lost,
        Disposition.UNKNOWN_OTHER: unused,
        Disposition.NON_CONTACT: rest - unused,
    }


def only_simple(whole: int | None, answered: int, base: int) -> Rates:
    """RR1 and RR2, which need no more than the base; the others would give away what is not shown."""
    blank = dict.fromkeys(Rates.__struct_fields__)
    first = None if whole is None or not base else whole / base
    return Rates(**{**blank, "RR1": first, "RR2": answered / base if base else None})


def report(
    fates: Mapping[tuple[Cell, Fate], int],
    invited: Invited,
    answers: Answers,
    replies: Replies,
    *,
    units: Sequence[int],
    channels: Sequence[str],
) -> Report:
    """Count and hide; `units` and `channels` are those of the survey, others come along where figures are of them."""
    cells = {cell for cell, _ in fates} | {key[0] for key in invited}
    every = tuple(
        sorted({*units, *(cell.unit_id for cell in cells), *(unit for unit, _, _ in (*answers, *replies) if unit)})
    )
    heard = {channel for _, channel, _ in (*answers, *replies) if channel is not None}
    ways = tuple(dict.fromkeys([*channels, *sorted({cell.channel for cell in cells} | heard)]))
    names = tuple(map(str, every))
    narrow = (Dimension("unit", names), Dimension("channel", ways))
    wide = (
        Dimension("unit", (*names, ELSEWHERE), unpublished=frozenset({ELSEWHERE})),
        Dimension("channel", (*ways, ELSEWHERE), unpublished=frozenset({ELSEWHERE})),
    )
    told = (Reply.YES, Reply.NO)
    return Report(
        hidden([*narrow, Dimension("part", tuple(Part), GROUPS)], people(fates, invited, every, ways)),
        hidden([*wide, Dimension("kind", tuple(Kind), KINDS)], counted(answers, every, ways, tuple(Kind))),
        hidden([*wide, Dimension("reply", told, said=True)], counted(replies, every, ways, told)),
        slips_of(invited),
        suppress([Dimension("fate", LEFT_OUT)], [in_all(fates, fate) for fate in LEFT_OUT]),
        every,
        ways,
    )


def hidden(dimensions: Sequence[Dimension], counts: np.typing.NDArray[np.int64]) -> Shown:
    """Decided once: ten more answers change what is hidden of answers, and nothing of those who were asked."""
    names = tuple(
        (one.name, one.leaves, tuple(one.groups.items()), one.said, one.unpublished) for one in dimensions
    )
    return decided(names, counts.shape, counts.tobytes())


@lru_cache(maxsize=24)
def decided(names: tuple[Any, ...], shape: tuple[int, ...], counts: bytes) -> Shown:
    dimensions = [Dimension(name, leaves, dict(groups), *rest) for name, leaves, groups, *rest in names]
    return suppress(dimensions, np.frombuffer(counts, dtype=np.int64).reshape(shape))


def people(
    fates: Mapping[tuple[Cell, Fate], int], invited: Invited, units: Sequence[int], channels: Sequence[str]
) -> np.typing.NDArray[np.int64]:
    """Units, channels, parts: every contact once."""
    parts = list(Part)
    row, column = places_in(units), places_in(channels)
    found = np.zeros((len(units), len(channels), len(parts)), dtype=np.int64)
    for (cell, fate), number in fates.items():
        if fate is not Fate.DRAWN:
            found[row[cell.unit_id], column[cell.channel], parts.index(Part.NOT_DRAWN)] += number
    for (cell, way, standing, sent), number in invited.items():
        if way not in (Way.CODE, Way.ASSISTED):
            part = parts.index(part_of(standing, sent))
            found[row[cell.unit_id], column[cell.channel], part] += number
    return found


def slips_of(invited: Invited) -> dict[Cell, int]:
    found: dict[Cell, int] = {}
    for (cell, way, _, _), number in invited.items():
        if way == Way.CODE:
            found[cell] = found.get(cell, 0) + number
    return found


def in_all(fates: Mapping[tuple[Cell, Fate], int], wanted: str) -> int:
    return sum(number for (_, fate), number in fates.items() if fate == wanted)


def counted(
    numbers: Mapping[tuple[int | None, str | None, Any], int],
    units: Sequence[int],
    channels: Sequence[str],
    kinds: Sequence[str],
) -> np.typing.NDArray[np.int64]:
    """Units, then those of no unit; channels, then those of no channel; kinds."""
    row, column = places_in(units), places_in(channels)
    found = np.zeros((len(units) + 1, len(channels) + 1, len(kinds)), dtype=np.int64)
    for (unit, channel, kind), number in numbers.items():
        if kind in kinds:
            at = len(units) if unit is None else row[unit]
            found[at, column.get(channel or "", len(channels)), kinds.index(kind)] += number
    return found


def places_in(names: Sequence[T]) -> dict[T, int]:
    """Looked up, not searched for: there may be thousands."""
    return {name: at for at, name in enumerate(names)}
