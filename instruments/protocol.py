"""Protocol: channel mix, sectors, weights, points for speed, follow-ups, retries and missing-value rules of a test."""

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from fractions import Fraction

import msgspec

from instruments.clock import Clock
from instruments.instrument import Outcome, Part
from instruments.language import Texts
from instruments.scenario import Channel


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every table of a protocol file has in common: no field but those named here."""


class Device(StrEnum):
    MOBILE = "mobile"
    DESKTOP = "desktop"


class Missing(StrEnum):
    ZERO = "zero"  # 0 points, stays in the denominator
    LEAVE = "leave"  # leaves the denominator


MISSING_BY_DEFAULT: Mapping[Outcome, Missing] = {
    Outcome.UNANSWERED: Missing.ZERO,
    Outcome.UNREACHABLE: Missing.ZERO,
    Outcome.REFUSED: Missing.ZERO,
    Outcome.NOT_TESTED: Missing.LEAVE,
    Outcome.NOT_APPLICABLE: Missing.LEAVE,
    Outcome.NOT_OFFERED: Missing.LEAVE,
    Outcome.TESTER_ERROR: Missing.LEAVE,
    Outcome.DETECTED: Missing.LEAVE,
}


class Scoring(StrEnum):
    SECTOR_WEIGHTS = "sector_weights"  # total = weighted mean of the tested sectors
    CHANNEL_WEIGHTS = "channel_weights"  # the same, the channels are the sectors
    POINTS = "points"  # each channel scales to its maximum, total = their sum
    POINTS_POSSIBLE = "points_possible"  # total = 100 x all points / all points possible


class Hours(Rule, frozen=True, kw_only=True):
    """A span of the day, local to the unit; `until` is no longer part of it."""

    start: time
    until: time


class Email(Rule, frozen=True, kw_only=True):
    inquiries: int  # follow-ups included
    send: Hours
    wait_days: int = 10  # working days after which a mail counts as unanswered
    spacing: int = 1  # working days between two contacts with one unit
    staff_minutes: float = 0.0  # estimate per inquiry


class Phone(Rule, frozen=True, kw_only=True):
    inquiries: int
    call: tuple[Hours, ...]  # the slots of the day; a retry goes into another one
    wait_minutes: float  # longer counts as not reached
    attempts: int = 2
    retry_in_another_slot: bool = True
    spacing: int = 1
    staff_minutes: float = 0.0


class Web(Rule, frozen=True, kw_only=True):
    inquiries: int
    devices: tuple[Device, ...] = (Device.DESKTOP,)  # every inquiry is done once on each
    cap_seconds: int | None = None  # not found by then counts as unreachable
    testers: int = 1  # how many search independently; with 2 a third decides where they disagree
    staff_minutes: float = 0.0


class Sector(Rule, frozen=True, kw_only=True):
    code: str
    name: Texts
    weight: float = 1.0
    also: tuple[str, ...] = ()  # other spellings met in result files
    email: int = 0  # inquiries of each channel that fall to this sector
    phone: int = 0
    web: int = 0


class Timing(Rule, frozen=True, kw_only=True):
    """Which clock a mail runs against, and the working days or hours within which an answer is in time."""

    kind: Clock
    limit: int
    holidays_stop: bool = False


class FollowUp(Rule, frozen=True, kw_only=True):
    """Inquiries of a channel (numbered from 1) that go out only if `at_least` of the `earlier` ones were answered."""

    channel: Channel
    inquiries: tuple[int, ...]
    earlier: tuple[int, ...]
    at_least: int
    in_time: bool = False


class Step(Rule, frozen=True, kw_only=True):
    within: int  # working days
    points: float


class Speed(Rule, frozen=True, kw_only=True):
    """Points for a mail's speed. `added` ones are added by the program once per mail, graders give quality only."""

    steps: tuple[Step, ...]
    maximum: float
    added: bool = True


class CutOff(Rule, frozen=True, kw_only=True):
    """A mail answered later than working day `after` has 0 points in `part` ("" = in every part)."""

    after: int
    part: Part = Part.WHOLE


class Band(Rule, frozen=True, kw_only=True):
    code: str
    at_least: float
    name: Texts


class Protocol(Rule, frozen=True, kw_only=True):
    """Everything that a wave needs to know about the test it carries out; one TOML file per version."""

    id: str
    version: int
    title: Texts
    country: str
    sources: tuple[str, ...]
    scoring: Scoring
    assumed: tuple[str, ...] = ()  # what the public record does not say, and what we do instead
    email: Email | None = None
    phone: Phone | None = None
    web: Web | None = None
    grading: dict[Channel, str] = msgspec.field(default_factory=dict)  # ids of grading instruments
    sectors: tuple[Sector, ...] = ()
    other_sectors: bool = False  # sectors not listed above are taken as well, with weight 1
    channel_weights: dict[Channel, float] = msgspec.field(default_factory=dict)  # the channel's maximum under POINTS
    item_maximum: dict[Channel, float] = msgspec.field(default_factory=dict)  # where a result does not say its own
    clock: Timing | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    speed: Speed | None = None
    cut_offs: tuple[CutOff, ...] = ()
    missing: dict[Outcome, Missing] = msgspec.field(default_factory=dict)
    pass_mark: float | None = None
    bands: tuple[Band, ...] = ()
    minimum_population: int = 0
    staff_minutes_ceiling: float | None = None  # per unit and wave
    months: float | None = None  # how long a wave usually lasts
    caveat: bool = True  # every report says that the test measures information and service only

    @property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(channel for channel in Channel if self.inquiries(channel))

    def inquiries(self, channel: Channel) -> int:
        """How many inquiries of a channel one unit gets, follow-ups included; a web task on two devices is one."""
        rules = {Channel.EMAIL: self.email, Channel.PHONE: self.phone, Channel.WEB: self.web}[channel]
        return rules.inquiries if rules else 0

    def sector(self, spelling: str) -> Sector | None:
        """The sector meant by a code, an alias or a translated name, whatever its case and punctuation."""
        wanted = plain(spelling)
        return next((one for one in self.sectors if wanted in map(plain, spellings(one))), None)

    def allocation(self, channel: Channel) -> dict[str, int]:
        """Inquiries per sector code, e.g. {"technical": 2, "care": 1}."""
        shares = ((one.code, {"email": one.email, "phone": one.phone, "web": one.web}[channel]) for one in self.sectors)
        return {code: share for code, share in shares if share}

    def when_missing(self, status: Outcome) -> Missing:
        return self.missing.get(status, MISSING_BY_DEFAULT[status])

    def follow_up(self, channel: str, number: int) -> FollowUp | None:
        """The condition under which the channel's inquiry with this number (from 1) goes out; None = always."""
        return next((one for one in self.follow_ups if one.channel == channel and number in one.inquiries), None)

    def speed_points(self, working_days: int) -> Fraction:
        """Points for an answer on this working day; 0 where the protocol gives none."""
        steps = sorted(self.speed.steps, key=lambda step: step.within) if self.speed else ()
        return next((exact(step.points) for step in steps if working_days <= step.within), Fraction(0))

    def band(self, total: Fraction) -> Band | None:
        """The highest band whose lower bound the exact total reaches."""
        highest_first = sorted(self.bands, key=lambda band: -band.at_least)
        return next((band for band in highest_first if total >= exact(band.at_least)), None)


def exact(number: float) -> Fraction:
    """The decimal number that a person wrote, not its nearest binary one."""
    return Fraction(str(number))


def plain(text: str) -> str:
    return "_".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def spellings(sector: Sector) -> tuple[str, ...]:
    return (sector.code, *sector.also, *sector.name.values())
