"""In which order and how far apart one unit is contacted: spacing kept, the slack shared out at random."""

import random
from collections.abc import Sequence
from itertools import chain

from instruments.protocol import Protocol
from instruments.scenario import Channel
from survey.planning.demand import Slot

ORDERS = 6  # tries to find an order that fits a short window


def gap(protocol: Protocol, before: Slot, after: Slot) -> int:
    """Working days from one contact with a unit to the next; two channels keep the longer of their spacings."""
    return max(spacing(protocol, before.channel), spacing(protocol, after.channel))


def spacing(protocol: Protocol, channel: Channel) -> int:
    rules = {Channel.EMAIL: protocol.email, Channel.PHONE: protocol.phone}.get(channel)
    return max(rules.spacing, 1) if rules else 1


def shuffled(slots: Sequence[Slot], rng: random.Random) -> list[Slot]:
    """A random order in which every follow-up comes after what it follows."""
    left = list(slots)
    rng.shuffle(left)
    names = {slot.name for slot in left}
    found: list[Slot] = []
    while left:
        placed = {slot.name for slot in found}
        ready = next(slot for slot in left if placed.issuperset(names.intersection(slot.after)))
        left.remove(ready)
        found.append(ready)
    return found


def order(slots: Sequence[Slot], protocol: Protocol, *, days: int, rng: random.Random) -> list[Slot]:
    """An order of the contacts that fits into so many working days, if one is found soon; else the tightest seen."""
    best: list[Slot] = []
    shortest = 0
    for _ in range(ORDERS):
        found = shuffled(slots, rng)
        last = max(earliest(found, protocol), default=0)
        if not best or last < shortest:
            best, shortest = found, last
        if shortest < days:
            break
    return best


def earliest(ordered: Sequence[Slot], protocol: Protocol) -> list[int]:
    """The first working day (from 0) on which each contact can be made."""
    found: list[int] = []
    at: dict[str, int] = {}
    for number, slot in enumerate(ordered):
        day = found[-1] + gap(protocol, ordered[number - 1], slot) if number else 0
        day = max(chain([day], (at[name] + slot.waits for name in slot.after if name in at)))
        at[slot.name] = day
        found.append(day)
    return found


def latest(ordered: Sequence[Slot], protocol: Protocol, days: int) -> list[int]:
    """The last working day on which each contact can be made so that those after it still fit."""
    found: list[int] = []
    before: dict[str, int] = {}  # slot -> must be made by, for the sake of its follow-ups
    for number in range(len(ordered) - 1, -1, -1):
        slot = ordered[number]
        day = found[-1] - gap(protocol, slot, ordered[number + 1]) if found else days - 1
        day = min(day, before.get(slot.name, day))
        for name in slot.after:
            before[name] = min(before.get(name, days - 1), day - slot.waits)
        found.append(day)
    return found[::-1]


def targets(earliest: Sequence[int], slack: int, rng: random.Random) -> list[int]:
    """Where each contact would best fall: the slack of the window shared out at random, in order."""
    offsets = sorted(rng.randint(0, max(slack, 0)) for _ in earliest)
    return [day + offset for day, offset in zip(earliest, offsets, strict=True)]
