"""A citizen: whom they were in touch with, and what they will do with a survey that reaches them; pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

import msgspec

from simulator.dice import dice


class Citizen(msgspec.Struct, frozen=True, kw_only=True):
    """What the process that plays them is told about one."""

    address: str
    unit: str
    """Its code."""
    channel: str
    language: str
    skill: float
    """How good the unit is, 0 to 1."""


class Counter(StrEnum):
    """How somebody answers who was not written to."""

    KIOSK = "k"
    OWN_PHONE = "q"
    """From the sign at the counter."""
    SLIP = "code"
    """With the code on a piece of paper."""
    HELPED = "assist"
    """Together with somebody who has a code for it."""


class WalkIn(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a counter, at that moment."""

    citizen: Citizen
    counter: Counter
    code: str
    at: datetime


class Way(StrEnum):
    """What a citizen does with the survey in the end."""

    BOUNCES = "bounces"
    """The mailbox is gone: their mail server takes the mail and sends a report."""
    REFUSED = "refused"
    """The mail server says so at once."""
    ONE_CLICK = "one_click"
    """Opts out by the button of the mail program (RFC 8058)."""
    STOP_PAGE = "stop_page"
    """Opts out by the link in the mail and the button on the page."""
    IGNORES = "ignores"
    LOOKS = "looks"
    """Opens the survey, turns a page perhaps, and leaves it."""
    PARTLY = "partly"
    """Sends what there is before the end."""
    ANSWERS = "answers"


class Quirk(StrEnum):
    """How those who answer try the patience of the service; whatever they do, one answer is to count."""

    NONE = "none"
    DOUBLE_CLICK = "double_click"
    RELOAD = "reload"
    """Sends the last form once more after the thanks."""
    TWO_DEVICES = "two_devices"
    """Fills it in on two, and sends from both."""
    BACK = "back"
    """Goes back a page before the end, and on again."""
    AGAIN = "again"
    """Opens the link again another day and fills in something else."""
    DROPPED = "dropped"
    """The connection breaks before the thanks arrive, so that the form is sent again."""


class Nature(msgspec.Struct, frozen=True, kw_only=True):
    """What is drawn once for each citizen."""

    way: Way
    quirk: Quirk = Quirk.NONE
    waits: timedelta = timedelta()
    """From the mail to the deed."""
    reminded: bool = False
    """Whether it takes a reminder."""
    scanned: bool = False
    """A scanner of the mail provider follows every link first."""
    from_the_mail: bool = False
    """Presses an answer in the mail itself, where it offers some."""
    stops_later: bool = False
    """Opts out when a reminder comes all the same."""
    worth: float = 0.5
    """What the contact was worth to them, 0 to 1."""


WAYS = {
    Way.BOUNCES: 0.025,
    Way.REFUSED: 0.005,
    Way.ONE_CLICK: 0.012,
    Way.STOP_PAGE: 0.008,
    Way.IGNORES: 0.55,
    Way.LOOKS: 0.04,
    Way.PARTLY: 0.04,
    Way.ANSWERS: 0.32,
}
QUIRKS = {
    Quirk.NONE: 0.7,
    Quirk.DOUBLE_CLICK: 0.08,
    Quirk.RELOAD: 0.05,
    Quirk.TWO_DEVICES: 0.04,
    Quirk.BACK: 0.07,
    Quirk.AGAIN: 0.04,
    Quirk.DROPPED: 0.02,
}


def nature(citizen: Citizen, *, seed: int) -> Nature:
    rng = dice(seed, "citizen", citizen.address)
    way = drawn(rng, WAYS)
    answers = way in (Way.ANSWERS, Way.PARTLY)
    return Nature(
        way=way,
        quirk=drawn(rng, QUIRKS) if way is Way.ANSWERS else Quirk.NONE,
        waits=timedelta(hours=min(60.0, rng.lognormvariate(1.5, 1.2))),
        reminded=answers and rng.random() < 0.3,
        scanned=rng.random() < 0.06,
        from_the_mail=rng.random() < 0.4,
        stops_later=answers and rng.random() < 0.02,
        worth=min(1.0, max(0.0, rng.gauss(0.2 + 0.7 * citizen.skill, 0.2))),
    )


def drawn(rng: Random, odds: Mapping[Any, float]) -> Any:
    return rng.choices(tuple(odds), tuple(odds.values()))[0]
