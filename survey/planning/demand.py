"""What each unit is to be asked: the protocol's inquiries, numbered, each with its sector and scenario."""

import random
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from instruments.clock import Clock
from instruments.protocol import Protocol
from instruments.scenario import WORDINGS, Channel, Scenario
from survey.planning.plan import Lack, Unmet

USUAL_ANSWER = 3  # working days, where the protocol has no clock


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One place in the protocol, the same for every unit so that units can be compared."""

    name: str  # email-1
    channel: Channel
    number: int  # from 1, within the channel
    sector: str
    scenario: str
    after: tuple[str, ...] = ()  # the slots whose answers decide whether this one goes out
    waits: int = 0  # working days from the last of those to this one


def slots(protocol: Protocol, scenarios: Mapping[str, Scenario], rng: random.Random) -> tuple[list[Slot], list[Unmet]]:
    """The protocol's inquiries with a scenario each, and those for which the bank has none."""
    made: list[Slot] = []
    unmet: list[Unmet] = []
    used: dict[str, int] = {}
    for channel in protocol.channels:
        pool = sorted((one for one in scenarios.values() if channel.value in one.channels), key=lambda one: one.id)
        rng.shuffle(pool)
        wanted = sectors(protocol, channel, pool=pool)
        for number, sector in enumerate(wanted, start=1):
            name = f"{channel}-{number}"
            scenario = choose(pool, sector, used=used, once=channel is Channel.WEB)
            if scenario is None:
                unmet.append(Unmet(lack=Lack.SCENARIO, slot=name, channel=channel))
                continue
            pool.remove(scenario)
            pool.append(scenario)  # the next one in this sector is another one, as long as there is one
            used[scenario.id] = used.get(scenario.id, 0) + 1
            after, waits = condition(protocol, channel, number)
            made.append(
                Slot(
                    name=name,
                    channel=channel,
                    number=number,
                    sector=sector or scenario.sector,
                    scenario=scenario.id,
                    after=after,
                    waits=waits,
                )
            )
    return made, unmet


def sectors(protocol: Protocol, channel: Channel, *, pool: Sequence[Scenario]) -> list[str]:
    """A sector per inquiry of the channel: the protocol's shares, dealt round; else every sector in turn."""
    left = dict(protocol.allocation(channel))
    total = protocol.inquiries(channel)
    if not left:
        codes = list(dict.fromkeys(one.sector for one in pool))
        return [codes[number % len(codes)] if codes else "" for number in range(total)]
    dealt: list[str] = []
    while any(left.values()):
        for code in [code for code, share in left.items() if share]:
            dealt.append(code)
            left[code] -= 1
    return dealt


def choose(pool: Sequence[Scenario], sector: str, *, used: Mapping[str, int], once: bool) -> Scenario | None:
    """The least used scenario of the sector; a web page is searched once, words may be asked in WORDINGS ways."""
    most = 1 if once else WORDINGS
    fitting = [one for one in pool if one.sector == sector and used.get(one.id, 0) < most]
    return min(fitting, key=lambda one: used.get(one.id, 0), default=None)


def condition(protocol: Protocol, channel: Channel, number: int) -> tuple[tuple[str, ...], int]:
    """Which slots a follow-up waits for, and how long an answer to the last of them may take."""
    rule = protocol.follow_up(channel, number)
    if rule is None:
        return (), 0
    days = USUAL_ANSWER
    if protocol.clock:
        days = -(-protocol.clock.limit // 24) if protocol.clock.kind is Clock.HOURS else protocol.clock.limit
    return tuple(f"{channel}-{earlier}" for earlier in sorted(rule.earlier)), days + 1


def contacts(slots: Sequence[Slot]) -> Iterator[Slot]:
    """The slots that staff notice: web tasks leave no trace with them."""
    return (slot for slot in slots if slot.channel is not Channel.WEB)
