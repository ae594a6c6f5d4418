"""In which order and how far apart one unit is contacted: spacing kept, the slack shared out at random."""

import random
from collections.abc import Sequence

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
    """Channels mixed at random, each in its own order, so that a follow-up never comes before what it follows."""
    queues: dict[Channel, list[Slot]] = {}
    for slot in sorted(slots, key=lambda one: -one.number):
        queues.setdefault(slot.channel, []).append(slot)
    turns = sorted(slot.channel for slot in slots)
    rng.shuffle(turns)
    return [queues[channel].pop() for channel in turns]


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
        if slot.after in at:
            day = max(day, at[slot.after] + slot.waits)
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
        if slot.after:
            before[slot.after] = min(before.get(slot.after, days - 1), day - slot.waits)
        found.append(day)
    return found[::-1]


def targets(earliest: Sequence[int], slack: int, rng: random.Random) -> list[int]:
    """Where each contact would best fall: the slack of the window shared out at random, in order."""
    offsets = sorted(rng.randint(0, max(slack, 0)) for _ in earliest)
    return [day + offset for day, offset in zip(earliest, offsets, strict=True)]
