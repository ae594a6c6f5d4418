"""Whether a form can stand in for the one that a protocol was written for, without changing what a score means."""

from collections import defaultdict
from enum import StrEnum

import msgspec

from instruments.instrument import Counts, Instrument, Part


class Why(StrEnum):
    UNSCORED = "unscored"
    """Nothing in the form gives points."""
    MOST = "most"
    """The most that can be had is another."""
    PART = "part"
    """Points of time or of quality where the protocol's own form has others, or none."""
    SECTOR = "sector"
    """Items count in sectors that the protocol's own form does not name."""


class Misfit(msgspec.Struct, frozen=True, kw_only=True):
    why: Why
    part: Part = Part.WHOLE
    usual: str = ""
    here: str = ""


def misfits(usual: Instrument, here: Instrument) -> tuple[Misfit, ...]:
    """What does not fit, the gravest first; nothing where the points are laid out as in the usual form."""
    then, now = most(usual), most(here)
    if not any(now.values()):
        return (Misfit(why=Why.UNSCORED),)
    found = []
    if sum(then.values()) != sum(now.values()):
        found.append(Misfit(why=Why.MOST, usual=plain(sum(then.values())), here=plain(sum(now.values()))))
    for part in (Part.TIME, Part.QUALITY):
        if then.get(part, 0) != now.get(part, 0):
            found.append(Misfit(why=Why.PART, part=part, usual=plain(then.get(part, 0)), here=plain(now.get(part, 0))))
    if strange := sorted(sectors(here) - sectors(usual)):
        found.append(Misfit(why=Why.SECTOR, here=", ".join(strange)))
    return tuple(found)


def most(instrument: Instrument) -> dict[Part, float]:
    """The most points of each part, weighted; a bonus is nothing that one has to reach."""
    found: defaultdict[Part, float] = defaultdict(float)
    for item in instrument.leaves:
        if item.scored and item.counts is not Counts.BONUS:
            found[item.part] += item.max_points * item.weight
    return found


def sectors(instrument: Instrument) -> set[str]:
    return {item.sector for item in instrument.leaves if item.scored and item.sector}


def plain(number: float) -> str:
    return f"{number:g}"
