"""What a coordinator orders: a protocol put to these units by these testers in this window."""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from survey.problems import Fault
from survey.texts import N_

LONGEST_WINDOW = 400  # days
MOST_PER_DAY = 500
LARGEST_SEED = 2**31 - 1


class Order(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    protocol: str
    units: tuple[int, ...]
    testers: Mapping[int, int]  # person -> calls and mails per day
    starts_on: date
    ends_on: date
    seed: int
    by: int | None = None
    previous_id: int | None = None
    language: str = "nb"
    demo: bool = False


def faults(order: Order, *, has_domain: bool = True) -> list[Fault]:
    """What must be mended before anything can be planned."""
    return list(_faults(order, has_domain=has_domain))


def _faults(order: Order, *, has_domain: bool) -> Iterator[Fault]:
    if not order.name.strip():
        yield Fault("name", N_("Give the wave a name, such as Spring 2026"))
    if not order.units:
        yield Fault("units", N_("No unit fits: choose at least one, or import units first"))
    if not order.testers:
        yield Fault("testers", N_("Choose at least one tester, or give someone that role first"))
    if any(not 1 <= most <= MOST_PER_DAY for most in order.testers.values()):
        yield Fault("testers", N_("Tasks per day have to be 1 to %(most)s"), most=MOST_PER_DAY)
    if order.ends_on < order.starts_on:
        yield Fault("to", N_("The window ends before it begins: correct one of the dates"))
    elif (order.ends_on - order.starts_on).days > LONGEST_WINDOW:
        yield Fault("to", N_("A window has at most %(most)s days: choose an earlier end"), most=LONGEST_WINDOW)
    if not 0 <= order.seed <= LARGEST_SEED:
        yield Fault("seed", N_("The seed has to be a whole number from 0 to %(most)s"), most=LARGEST_SEED)
    if not has_domain:
        yield Fault("persona_domains", N_("No persona domain is set: name one in MEDLYTT_PERSONA_DOMAINS"))
