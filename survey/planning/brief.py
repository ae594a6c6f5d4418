"""What the planner is told: the units, the testers, the window and what earlier waves used up."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from instruments.protocol import Protocol
from instruments.scenario import Persona, Scenario
from survey.unit import Unit


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A unit with what the planner must know of it."""

    unit: Unit
    reachable: frozenset[str] = frozenset()  # channels it has an address for: email, phone, web
    closed: frozenset[date] = frozenset()
    personas: frozenset[str] = frozenset()  # who has written or called already, in earlier waves
    wordings: frozenset[tuple[str, str, int]] = frozenset()  # (channel, scenario, wording) it has met already


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A tester of the wave."""

    id: int
    name: str = ""
    per_day: int = 20  # calls and mails; WEB_PER_TASK web tasks count as one of them
    ties: frozenset[int] = frozenset()  # units where the tester lives or works
    met: frozenset[int] = frozenset()  # units tested in earlier waves


class Window(msgspec.Struct, frozen=True):
    first: date
    last: date


class Holiday(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A school holiday by its usual ISO weeks: staff and residents are away, and a question about school stands out."""

    code: str
    country: str
    weeks: tuple[int, ...]


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the plan is made from; the same brief gives the same plan."""

    protocol: Protocol
    subjects: Sequence[Subject]
    testers: Sequence[Member]
    scenarios: Mapping[str, Scenario]
    personas: Mapping[str, Sequence[Persona]]  # by country
    window: Window
    seed: int
    holidays: Sequence[Holiday] = ()
