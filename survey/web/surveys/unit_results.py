"""All that one unit learns from a survey, channel by channel."""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from instruments.instrument import Instrument
from instruments.protocol import Scoring
from scoring.indices import Index
from survey.comment import Comment
from survey.count import Count
from survey.field_report import Kind, Report
from survey.problems import NotFound, NotPermitted
from survey.round import DESK, Round, RoundStatus
from survey.showing import COMMENTS, Cell, cell
from survey.store import comments, forms, rounds, standings, tallies, units
from survey.store.comments import Tag
from survey.store.database import Database
from survey.store.tallies import Tallies
from survey.texts import N_
from survey.unit import Unit
from survey.web.comments import codes
from survey.web.comments.codes import Scheme
from survey.web.request import Request
from survey.web.surveys import gathered

DEEPEST = 8  # surveys that a trend goes back


class Before(msgspec.Struct, frozen=True):
    """The same unit and channel in one survey; `same`: asked with the same form as now."""

    asked: Round
    index: Index | None
    same: bool


class Tested(msgspec.Struct, frozen=True):
    """What test inquiries found in the same channel."""

    wave_id: int
    name: str
    code: str
    value: float
    points: bool


class Remark(msgspec.Struct, frozen=True):
    """What somebody wrote, and the names of its categories."""

    text: str
    tags: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True, kw_only=True):
    channel: str
    form: Instrument
    answered: int | None
    partial: float | None
    assisted: float | None
    no_reply: float | None
    cell: Cell | None
    trend: list[Before]
    tested: Tested | None
    comments: list[Remark]
    """None while there are too few, or more may come."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    asked: Round
    unit: Unit
    sections: list[Section]
    elsewhere: int | None
    """Answers that count for the unit, and in no channel."""


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What was read for the page."""

    asked: Round
    unit_id: int
    line: list[Round]
    forms: dict[str, Instrument]
    said: dict[int, Tallies]
    comments: list[Comment]
    scheme: Scheme
    tags: dict[bytes, list[Tag]]
    tested: dict[str, Tested | None]

    @property
    def channels(self) -> list[str]:
        return gathered.channels(self.asked, {channel for _, channel in self.said[self.asked.id]})

    def answers(self, asked: Round, channel: str) -> Count:
        found = self.said[asked.id].get((self.unit_id, channel))
        return found.count if found else Count()

    def remark(self, one: Comment, language: str) -> Remark:
        said = self.tags.get(one.id, [])
        return Remark(one.text, tuple(self.scheme.name(tag.axis, tag.code, language) for tag in said))

    def before(self, asked: Round, channel: str) -> Before:
        """SKR's index of one survey, by the thresholds of this page."""
        name = asked.form_of(channel)
        form = self.forms.get(name)
        found = cell(form, self.answers(asked, channel), k=asked.rules.k, final=False) if form else None
        return Before(asked, found.figures.skr if found else None, name == self.asked.form_of(channel))


def of_unit(db: Database, _: datetime, round_id: int, unit_id: int, request: Request) -> Found:
    """To be called in a thread; raises NotPermitted where the reader has nothing to do with the unit."""
    if not request.person.sees(unit_id):
        raise NotPermitted(N_("You may not see this page."))
    with db.read() as connection:
        asked, unit = rounds.known(connection, round_id), units.by_id(connection, unit_id)
        if asked.status is RoundStatus.DRAFT or unit is None or rounds.own(connection, round_id, unit_id) is None:
            raise NotFound(N_("This unit is not part of the survey."))
        found = material(connection, asked, unit_id, request)
        report = gathered.report_of_answers(connection, asked, settings=request.settings)
    sections = [
        section(found, report, channel, form, language=request.language)
        for channel in found.channels
        if (form := found.forms.get(asked.form_of(channel))) is not None
    ]
    return Found(asked=asked, unit=unit, sections=sections, elsewhere=elsewhere(found.said[asked.id], asked))


def material(connection: sa.Connection, asked: Round, unit_id: int, request: Request) -> Material:
    line = earlier(connection, asked)
    names = [name for one in line for name in one.forms.values()]
    own_bank = request.settings.bank_folder
    said, scheme = comments.of_unit(connection, asked.id, unit_id), codes.in_use(connection)
    return Material(
        asked=asked,
        unit_id=unit_id,
        line=line,
        forms=forms.every_found(connection, names, own_bank),
        said={one.id: tallies.of_round(connection, one, own_bank, unit_id=unit_id) for one in line},
        comments=said,
        scheme=scheme,
        tags=comments.tags_of(connection, scheme.version, [one.id for one in said]),
        tested={channel: tests_of(connection, unit_id, channel, request) for channel in (*asked.forms, DESK)},
    )


def section(found: Material, report: Report, channel: str, form: Instrument, *, language: str) -> Section:
    asked, line = found.asked, report.line(found.unit_id, channel)
    shown = cell(form, found.answers(asked, channel), k=asked.rules.k, final=is_final(asked))
    texts = [found.remark(one, language) for one in found.comments if one.channel == channel]
    told = shown is not None and is_final(asked) and len(texts) >= COMMENTS
    return Section(
        channel=channel,
        form=form,
        answered=line.answered,
        partial=part(report, found.unit_id, channel, Kind.PARTIAL),
        assisted=part(report, found.unit_id, channel, Kind.ASSISTED),
        no_reply=line.no_reply,
        cell=shown,
        trend=[found.before(one, channel) for one in found.line],
        tested=found.tested[channel],
        comments=shuffled(texts) if told else [],
    )


def is_final(asked: Round) -> bool:
    return asked.status is RoundStatus.FINISHED


def earlier(connection: sa.Connection, asked: Round) -> list[Round]:
    """This survey and those that it is to be compared with, the newest first."""
    found, seen = [asked], {asked.id}
    while len(found) < DEEPEST and (id := found[-1].previous_id) is not None and id not in seen:
        before = rounds.by_id(connection, id)
        if before is None:
            break
        seen.add(id)
        found.append(before)
    return found


def part(report: Report, unit_id: int, channel: str, kind: Kind) -> float | None:
    """The share of one kind among all answers, where both are shown."""
    if unit_id not in report.units or channel not in report.channels:
        return None
    whole = report.answers.value(str(unit_id), channel, "")
    number = report.answers.value(str(unit_id), channel, kind)
    return None if not whole or number is None else number / whole


def tests_of(connection: sa.Connection, unit_id: int, channel: str, request: Request) -> Tested | None:
    """The newest published wave that tested this unit in this channel."""
    for wave, place in standings.published_of(connection, [unit_id]):
        value = place.standing.channels.get(channel)
        if value is not None:
            by_points = request.protocol(wave.rules).scoring is Scoring.POINTS
            return Tested(wave.id, wave.name, place.code, value, by_points)
    return None


def shuffled(texts: Sequence[Remark]) -> list[Remark]:
    """In another order each time: what comes first says nothing."""
    found = list(texts)
    dice: random.Random = secrets.SystemRandom()
    dice.shuffle(found)
    return found


def elsewhere(said: Tallies, asked: Round) -> int | None:
    number = sum(one.count.n for (_, channel), one in said.items() if channel is None)
    return number if number >= asked.rules.k else None
