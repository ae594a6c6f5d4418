"""The footnotes of a score: every kind of missingness, every point that counts otherwise than graded."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

import msgspec

from instruments.instrument import Outcome
from instruments.protocol import Missing, Protocol, Scoring
from scoring.items import ZERO, ItemScore, Summed, scale


class NoteKind(StrEnum):
    MISSING = "missing"  # subject: an Outcome; rule: what it does to the score; number: of items
    LATE = "late"
    MAXIMUM_ZERO = "maximum_zero"
    SPEED = "speed"  # number: of mails
    DAYS_UNKNOWN = "days_unknown"
    BONUS = "bonus"  # number: of items that can only add
    KNOCKED_OUT = "knocked_out"  # number: of items that lost their points to a critical one
    OUTSIDE = "outside"  # totals of channels that belong to no sector
    UNTESTED = "untested"  # subject: a sector without any result that counts; the weights of the others rise
    OUT_OF = "out_of"  # a sum of points lacks a channel; number: what the tested ones can reach
    NOTHING = "nothing"  # no result counts: no total


class Note(msgspec.Struct, frozen=True):
    """One footnote; pages and the command line find their words by its kind."""

    kind: NoteKind
    subject: str = ""
    number: float = 0
    rule: Missing | None = None


def notes(protocol: Protocol, items: Sequence[ItemScore], sectors: Mapping[str, Fraction | None]) -> Iterator[Note]:
    """Footnotes of a unit, given its items and the scores of the parts that lead to its total."""
    counts = Counter(item.why for item in items if item.why)
    for why, number in sorted(counts.items()):
        if isinstance(why, Outcome):
            yield Note(NoteKind.MISSING, why, number, protocol.when_missing(why))
        else:
            yield Note(NoteKind(why), "", number)
    if protocol.scoring == Scoring.SECTOR_WEIGHTS:
        outside = sum(item.result.part == Summed.CHANNEL and not item.result.sector for item in items)
        if outside:
            yield Note(NoteKind.OUTSIDE, "", outside)
    yield from notes_on_untested(protocol, sectors)


def notes_on_untested(protocol: Protocol, sectors: Mapping[str, Fraction | None]) -> Iterator[Note]:
    tested = [code for code, score in sectors.items() if score is not None]
    if not tested:
        yield Note(NoteKind.NOTHING)
        return
    for code in sectors:
        if code not in tested:
            yield Note(NoteKind.UNTESTED, code)
    if protocol.scoring == Scoring.POINTS and len(tested) < len(sectors):
        yield Note(NoteKind.OUT_OF, "", float(sum((scale(protocol, code) for code in tested), ZERO)))
