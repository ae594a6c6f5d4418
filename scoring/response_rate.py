"""Response, cooperation, refusal and contact rates as AAPOR defines them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec


class Disposition(StrEnum):
    """How an invitation ended; the letters are those of the Standard Definitions."""

    COMPLETE = "I"
    PARTIAL = "P"
    REFUSED = "R"
    NON_CONTACT = "NC"
    OTHER = "O"  # eligible and reached, but ill, without the language, ...
    UNKNOWN_HOUSEHOLD = "UH"  # not known whether there is anybody to ask; here: a mail that may not have arrived
    UNKNOWN_OTHER = "UO"
    NOT_ELIGIBLE = "NE"


class Rates(msgspec.Struct, frozen=True):
    """Shares 0..1, None where the denominator is 0; e is the share of the unknown that is counted as eligible."""

    RR1: float | None
    RR2: float | None
    RR3: float | None
    RR4: float | None
    RR5: float | None
    RR6: float | None
    COOP1: float | None
    COOP2: float | None
    COOP3: float | None
    COOP4: float | None
    REF1: float | None
    REF2: float | None
    REF3: float | None
    CON1: float | None
    CON2: float | None
    CON3: float | None
    e: float | None


def tally(cases: Iterable[tuple[Disposition, float]]) -> dict[Disposition, float]:
    """Dispositions with their weights (a design weight, or how many cases the row stands for), summed."""
    sums = dict.fromkeys(Disposition, 0.0)
    for disposition, weight in cases:
        sums[disposition] += weight
    return sums


def estimated_e(counts: Mapping[Disposition, float]) -> float | None:
    """The share eligible among the cases known to be one or the other (proportional allocation, "CASRO").

    e = (I + P + R + NC + O) / (I + P + R + NC + O + NE). None where nothing is known.
    """
    known = eligible(counts)
    return share(known, known + counts.get(Disposition.NOT_ELIGIBLE, 0))


def rates(counts: Mapping[Disposition, float], *, e: float | None = None) -> Rates:
    """All rates from (weighted) counts; `e` as given, else estimated. ValueError for e outside 0..1.

    The American Association for Public Opinion Research, "Standard Definitions", 10th edition (2023). With
    K = I + P + R + NC + O (known to be eligible) and U = UH + UO (not known):

    RR1 = I / (K + U)           RR2 = (I + P) / (K + U)
    RR3 = I / (K + e U)         RR4 = (I + P) / (K + e U)
    RR5 = I / K                 RR6 = (I + P) / K
    COOP1 = I / (I + P + R + O) COOP2 = (I + P) / (I + P + R + O)
    COOP3 = I / (I + P + R)     COOP4 = (I + P) / (I + P + R)
    REF1 = R / (K + U)          REF2 = R / (K + e U)          REF3 = R / K
    CON1 = (I + P + R + O) / (K + U), CON2 the same / (K + e U), CON3 the same / K
    """
    if e is not None and not 0 <= e <= 1:
        raise ValueError(f"e is {e}; it is a share, 0 to 1")
    used = estimated_e(counts) if e is None else e
    complete, partial, refused, other, household, else_unknown = (
        counts.get(one, 0.0) for one in map(Disposition, ("I", "P", "R", "O", "UH", "UO"))
    )
    answered, known, unknown = complete + partial, eligible(counts), household + else_unknown
    most, least = known + unknown, known
    between = known + unknown * (1 if used is None else used)
    reached = answered + refused + other
    return Rates(
        RR1=share(complete, most),
        RR2=share(answered, most),
        RR3=share(complete, between),
        RR4=share(answered, between),
        RR5=share(complete, least),
        RR6=share(answered, least),
        COOP1=share(complete, reached),
        COOP2=share(answered, reached),
        COOP3=share(complete, answered + refused),
        COOP4=share(answered, answered + refused),
        REF1=share(refused, most),
        REF2=share(refused, between),
        REF3=share(refused, least),
        CON1=share(reached, most),
        CON2=share(reached, between),
        CON3=share(reached, least),
        e=used,
    )


def eligible(counts: Mapping[Disposition, float]) -> float:
    return sum(counts.get(one, 0.0) for one in map(Disposition, ("I", "P", "R", "NC", "O")))


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
