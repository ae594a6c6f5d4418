"""The plan: each inquiry with its persona, wording, tester and moment, and what could not be had."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One inquiry as it will be; `follows` is the slot it waits for."""

    unit_id: int
    slot: str
    channel: str  # email, phone, web_mobile, web_desktop
    sector: str
    scenario: str
    wording: int
    written_form: str
    persona: str
    tester_id: int
    follows: str | None
    due_at: datetime
    until: datetime
    day: date  # due_at in the unit's own calendar


class Lack(StrEnum):
    """Why something is not in the plan; the pages find words and advice by it."""

    ADDRESS = "address"  # the unit has none for the channel
    SCENARIO = "scenario"  # the bank holds too few for the sector and channel
    WORDING = "wording"  # all wordings were used on this unit before
    PERSONA = "persona"  # nobody left who could believably ask
    HOURS = "hours"  # the unit is never open in the protocol's hours
    WINDOW = "window"  # too few working days for the spacing
    TESTER = "tester"  # every tester is full or tied to the unit
    TOO_SMALL = "too_small"  # the protocol leaves such units out
    NOT_VALID = "not_valid"  # the unit does not exist (any more) in the window


class Unmet(msgspec.Struct, frozen=True, kw_only=True):
    lack: Lack
    unit_id: int | None = None  # empty: the same for every unit
    slot: str = ""
    channel: str = ""


class RiskKind(StrEnum):
    """What could give the test away, or wear a unit out."""

    SMALL_UNIT = "small_unit"  # so few staff that they talk
    SAME_WORDING = "same_wording"  # neighbours in one county get the same words
    SAME_PERSONA = "same_persona"  # neighbours in one county meet the same persona
    SCHOOL_HOLIDAY = "school_holiday"
    STAFF_MINUTES = "staff_minutes"  # over the protocol's ceiling
    NO_HOME = "no_home"  # testers of whom nobody knows where they live and work


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    kind: RiskKind
    count: int  # units; inquiries for school holidays, testers for no home
    units: tuple[int, ...] = ()  # the first few
    detail: str = ""  # which holidays, which scenarios


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """A tester's work in the wave."""

    tester_id: int
    emails: int
    calls: int
    web_tasks: int
    units: int
    busiest: float  # tasks on the fullest day, web tasks by their share
    per_day: int
    days: dict[date, float]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    inquiries: Sequence[Planned]
    unmet: Sequence[Unmet]
    loads: Sequence[Load]
    minutes: dict[int, float]  # unit -> estimated minutes of its staff
    risks: Sequence[Risk]
