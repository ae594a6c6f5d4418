"""Every number on the field report, held against what the citizens did."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from simulator.agreement import UNTOLD, Deeds, Given, Key, Numbers, placed
from simulator.citizens.ledger import Event
from simulator.citizens.ledger import Report as Did
from simulator.citizens.person import Counter as At
from survey.field_report import Line, Report

SCREENS = {"post-contact-email@1": ("answered", "not_yet"), "post-contact-phone@1": ("reached", "no")}
"""Form -> the question whether there was a reply at all, and the answer that says no."""
NOT_MINE = "not_mine"
CLOSE = 1e-9


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    numbers: int
    """Shown on the report, and looked at."""
    differences: list[str]


def checked(
    report: Report, contacts: Mapping[str, Numbers], did: Did, deeds: Deeds, *, forms: Mapping[str, str],
    wider: Mapping[str, str], codes: Mapping[int, str], k: int,
) -> Checked:  # fmt: skip
    """All lines of the report: of a unit and channel, of each alone, and of everything."""
    place_of = placed(Counter((one.unit, one.channel) for one in deeds.given), wider, k=k, forms=forms)
    numbers, told = 0, []
    for id in (None, *report.units):
        for channel in ("", *report.channels):
            line = report.line(id, channel)
            at = (codes[id] if id is not None else "", channel)
            own = [one for one in deeds.given if within(place_of[one.unit, one.channel], at)]
            sent_to = people(contacts, did, at)
            expected = sent_to
            if UNTOLD not in place_of.values() or at == ("", ""):
                expected |= said(own, forms) | rates(own, forms, base=sent_to["sent"] + line.slips)
            for name, right in expected.items():
                shown = value(line, name)
                numbers += shown is not None
                if shown is not None and abs(shown - right) > CLOSE:
                    told.append(f"field report, {'/'.join(at)} {name}: {shown}, and {right} by the citizens")
    return Checked(numbers=numbers, differences=told)


def within(key: Key, at: Key) -> bool:
    return all(wanted in ("", own) for own, wanted in zip(key, at, strict=True))


def summed(numbers: Mapping[Key, int], at: Key) -> int:
    return sum(number for key, number in numbers.items() if within(key, at))


def people(contacts: Mapping[str, Numbers], did: Did, at: Key) -> dict[str, float]:
    lost = summed(did.of(Event.BOUNCED), at) + summed(did.of(Event.REFUSED), at)
    return {
        "contacts": sum(summed(numbers, at) for numbers in contacts.values()),
        "drawn": summed(contacts.get("drawn", {}), at),
        "sent": summed(did.of(Event.INVITED), at) + summed(did.of(Event.REFUSED), at),
        "lost": lost,
        "against": summed(did.of(Event.OPTED_OUT), at),
    }


def said(own: Sequence[Given], forms: Mapping[str, str]) -> dict[str, float]:
    told = list(replies(own, forms))
    found: dict[str, float] = {"answered": len(own), "partial": sum(one.partial for one in own if invited(one, forms))}
    return found | ({"no_reply": sum(told) / len(told)} if told else {})


def replies(own: Sequence[Given], forms: Mapping[str, str]) -> Iterator[bool]:
    """Of each who says so, whether there was no reply."""
    for one in own:
        item, no = SCREENS.get(forms[one.channel], ("", ""))
        if (answer := one.answers.get(item)) and answer != NOT_MINE:
            yield answer == no


def invited(one: Given, forms: Mapping[str, str]) -> bool:
    """Whether it counts among the answers of those who were written to, and had been in touch."""
    item = SCREENS.get(forms[one.channel], ("", ""))[0]
    return one.counter in ("", At.SLIP) and one.answers.get(item) != NOT_MINE


def rates(own: Sequence[Given], forms: Mapping[str, str], *, base: float) -> dict[str, float]:
    """AAPOR's first two: everybody who was written to or got a slip is in the base, but for those who are strangers."""
    answered = [one for one in own if invited(one, forms)]
    strangers = sum(one.counter in ("", At.SLIP) for one in own) - len(answered)
    base = max(base - strangers, len(answered))
    whole = sum(not one.partial for one in answered)
    return {"RR1": whole / base, "RR2": len(answered) / base} if base else {}


def value(line: Line, name: str) -> float | None:
    if name in ("RR1", "RR2"):
        found: float | None = getattr(line.rates, name) if line.rates else None
        return found
    shown: float | None = getattr(line, name)
    return shown
