"""What makes a well-formed protocol unusable, each fault with its place in the file."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from instruments.clock import ZONES
from instruments.fault import Fault, missing_languages
from instruments.language import Texts
from instruments.protocol import Protocol, Scoring, plain, spellings
from instruments.scenario import FORMS, Channel


def problems(protocol: Protocol) -> tuple[Fault, ...]:
    """What keeps the protocol from being used (errors) or read by everyone (warnings)."""
    return tuple(faults(protocol))


def faults(protocol: Protocol) -> Iterator[Fault]:
    yield from sector_faults(protocol)
    yield from channel_faults(protocol)
    yield from follow_up_faults(protocol)
    yield from number_faults(protocol)
    yield from time_faults(protocol)
    yield from mark_faults(protocol)
    for where, texts in named_texts(protocol):
        yield from missing_languages(texts, where, FORMS)


def sector_faults(protocol: Protocol) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for index, sector in enumerate(protocol.sectors):
        if sector.code in [earlier.code for earlier in protocol.sectors[:index]]:
            yield Fault(f"sectors[{index}].code", f"`{sector.code}` stands twice; each sector once")
        for spelling in {plain(spelling) for spelling in spellings(sector)}:
            if seen.setdefault(spelling, sector.code) != sector.code:
                yield Fault(f"sectors[{index}].code", f"`{spelling}` already means the sector `{seen[spelling]}`")
    if protocol.scoring == Scoring.SECTOR_WEIGHTS and not any(sector.weight > 0 for sector in protocol.sectors):
        yield Fault("sectors", "no sector has a weight above 0, so no total can be worked out")
    for channel in Channel:
        shared, needed = sum(protocol.allocation(channel).values()), protocol.inquiries(channel)
        if protocol.sectors and shared != needed:
            yield Fault("sectors", f"share out {shared} inquiries by {channel} of {needed}; make them equal")


def channel_faults(protocol: Protocol) -> Iterator[Fault]:
    if not protocol.channels:
        yield Fault("id", "no channel has an inquiry; add [email], [phone] or [web]")
    weighed = protocol.scoring in (Scoring.CHANNEL_WEIGHTS, Scoring.POINTS)
    for channel in protocol.channels:
        if weighed and channel not in protocol.channel_weights:
            yield Fault("channel_weights", f"lacks `{channel}`, which this protocol uses")
        if channel not in protocol.grading:
            yield Fault("grading", f"lacks the id of the instrument that grades `{channel}`")


def follow_up_faults(protocol: Protocol) -> Iterator[Fault]:
    for index, follow_up in enumerate(protocol.follow_ups):
        where, count = f"follow_ups[{index}]", protocol.inquiries(follow_up.channel)
        for number in (*follow_up.inquiries, *follow_up.earlier):
            if not 1 <= number <= count:
                yield Fault(where, f"names inquiry {number}, but `{follow_up.channel}` has {count}")
        if not 1 <= follow_up.at_least <= len(follow_up.earlier):
            yield Fault(f"{where}.at_least", f"must be 1 to {len(follow_up.earlier)}, the number of earlier inquiries")
        if max(follow_up.earlier, default=0) >= min(follow_up.inquiries, default=1):
            yield Fault(f"{where}.earlier", "must name inquiries that go out before the follow-up")


def number_faults(protocol: Protocol) -> Iterator[Fault]:
    for where, number in numbers(protocol):
        if not 0 <= number < float("inf"):
            yield Fault(where, f"is {number:g}; it must be 0 or more")
    hours = [("email.send", protocol.email.send)] if protocol.email else []
    hours += [("phone.call", slot) for slot in protocol.phone.call] if protocol.phone else []
    for where, span in hours:
        if span.until <= span.start:
            yield Fault(where, "ends before it begins; `until` must be later than `start`")
    if protocol.phone and protocol.phone.attempts < 1:
        yield Fault("phone.attempts", "must be 1 or more")
    if protocol.web and not protocol.web.devices:
        yield Fault("web.devices", "names no device; give mobile, desktop or both")
    if protocol.version < 1:
        yield Fault("version", "versions count from 1")
    if protocol.speed and any(step.points > protocol.speed.maximum for step in protocol.speed.steps):
        yield Fault("speed.maximum", "is less than the points of one of its steps")


def time_faults(protocol: Protocol) -> Iterator[Fault]:
    """What goes by the clock: no step may reward the slower answer, no limit may leave nobody any time."""
    if protocol.country not in ZONES:
        yield Fault("country", f"`{protocol.country}` has no calendar here; use {', '.join(ZONES)}")
    steps = sorted(protocol.speed.steps, key=lambda step: step.within) if protocol.speed else []
    for quick, slow in pairwise(steps):
        if quick.within == slow.within:
            yield Fault("speed.steps", f"says twice what an answer within {slow.within} working days gets")
        elif quick.points < slow.points:
            yield Fault("speed.steps", f"gives more points within {slow.within} working days than {quick.within}")
    if (protocol.speed or protocol.cut_offs) and not protocol.clock:
        yield Fault("speed" if protocol.speed else "cut_offs", "goes by working days; add [clock]")
    if protocol.email and protocol.email.wait_days == 0:
        yield Fault("email.wait_days", "must be 1 or more")
    if protocol.web and protocol.web.cap_seconds == 0:
        yield Fault("web.cap_seconds", "must be 1 or more; leave it out where there is no limit")


def mark_faults(protocol: Protocol) -> Iterator[Fault]:
    """Marks that nobody can reach and bands that begin at the same total."""
    most = sum(protocol.channel_weights.values()) if protocol.scoring == Scoring.POINTS else 100
    if protocol.pass_mark is not None and protocol.pass_mark > most:
        yield Fault("pass_mark", f"is {protocol.pass_mark:g}, but the highest total is {most:g}")
    for index, band in enumerate(protocol.bands):
        earlier = protocol.bands[:index]
        if band.at_least > most:
            yield Fault(f"bands[{index}].at_least", f"is {band.at_least:g}, but the highest total is {most:g}")
        if band.code in [one.code for one in earlier]:
            yield Fault(f"bands[{index}].code", f"`{band.code}` stands twice; each band once")
        if band.at_least in [one.at_least for one in earlier]:
            yield Fault(f"bands[{index}].at_least", f"{band.at_least:g} already begins another band")


def numbers(value: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number in a Struct with its path, however deep; all of them count, weigh or measure something."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from numbers(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from numbers(one, f"{path}.{key}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, one in enumerate(value):
            yield from numbers(one, f"{path}[{index}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def named_texts(protocol: Protocol) -> Iterator[tuple[str, Texts]]:
    yield "title", protocol.title
    yield from ((f"sectors[{index}].name", sector.name) for index, sector in enumerate(protocol.sectors))
    yield from ((f"bands[{index}].name", band.name) for index, band in enumerate(protocol.bands))
