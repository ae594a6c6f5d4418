"""What the pages of a running survey stand on: its counts, its alarms, its deletions."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments.clock import Calendar
from instruments.instrument import Instrument
from survey import alarm, field_report, satisfaction
from survey.alarm import Alarm, Facts, Feed, Lever
from survey.field_report import Kind, Report
from survey.keyring import ANSWERS, DOORS, PERSONAL, Keyring
from survey.round import DESK, Round, RoundStatus
from survey.satisfaction import Reply
from survey.settings import Settings
from survey.steps.batch import SMS_SWITCH
from survey.store import audits, calendars, dispatches, field_reports, invitations, rounds, switches, tallies
from survey.store import forms as form_of
from survey.store.audits import Entry
from survey.store.database import Database
from survey.store.tallies import Tally

DELETIONS = ("round.erase", "round.finish")
Numbers = frozenset[Any]
UNDER_WAY = (RoundStatus.OPEN, RoundStatus.CLOSED)
NUMBER = re.compile(r"(\w+)=(\d+)")


class Deletion(msgspec.Struct, frozen=True):
    """What was destroyed, when, and of how many."""

    at: datetime
    action: str
    numbers: dict[str, int]


def report(db: Database, _: datetime, asked: Round, *, settings: Settings) -> Report:
    """Takes half a second for a whole country: to be called in a thread."""
    with db.read() as connection:
        units = [one.unit_id for one in rounds.units(connection, asked.id)]
        fates = rounds.contact_counts(connection, asked.id)
        invited = invitations.counts(connection, asked.id)
        names = tallies.forms(connection, asked.id)
        forms = {name: form for name in names if (form := form_of.found(connection, name, settings.bank_folder))}
        found = tallies.tallies(connection, asked.id, screens(forms))
    answers, replies = sorted_out(found, forms)
    numbers = (frozenset(counts.items()) for counts in (fates, invited, answers, replies))
    whole = counted(*numbers, tuple(units), tuple(asked.forms))
    return msgspec.structs.replace(whole, final=asked.status is RoundStatus.FINISHED)


@lru_cache(maxsize=8)
def counted(
    fates: Numbers, invited: Numbers, answers: Numbers, replies: Numbers, units: tuple[int, ...], asked: tuple[str, ...]
) -> Report:
    """The same numbers give the same report; what is hidden does not change from one look to the next either."""
    given = (dict(sorted(counts, key=str)) for counts in (fates, invited, answers, replies))
    return field_report.report(*given, units=units, channels=asked)


def channels(asked: Round, heard: Collection[str | None]) -> list[str]:
    """Those that the survey asks about, and the counter where somebody has answered at one."""
    return [*asked.forms, *([DESK] if DESK in heard and DESK not in asked.forms else [])]


def screens(forms: Mapping[str, Instrument]) -> dict[str, str]:
    """Form -> the name of its screening question."""
    return {name: item.name for name, form in forms.items() if (item := satisfaction.screening(form))}


Place = tuple[int | None, str | None]


def sorted_out(
    found: Sequence[Tally], forms: Mapping[str, Instrument]
) -> tuple[dict[tuple[int | None, str | None, Kind], int], dict[tuple[int | None, str | None, Reply], int]]:
    """Answers by what kind they are, and by whether there was a reply."""
    answers: dict[tuple[int | None, str | None, Kind], int] = {}
    replies: dict[tuple[int | None, str | None, Reply], int] = {}
    for one in found:
        item = satisfaction.screening(forms[one.form]) if one.form in forms else None
        said = satisfaction.reply(item, one.said) if item else None
        key = one.unit_id, one.channel, kind(one, said)
        answers[key] = answers.get(key, 0) + one.number
        if said is not None:
            place = one.unit_id, one.channel, said
            replies[place] = replies.get(place, 0) + one.number
    return answers, replies


def kind(one: Tally, said: Reply | None) -> Kind:
    if one.kiosk:
        return Kind.KIOSK
    if one.assisted:
        return Kind.ASSISTED
    if said is Reply.NOT_MINE:
        return Kind.NOT_MINE
    return Kind.PARTIAL if one.partial else Kind.WHOLE


def alarms_of(connection: sa.Connection, asked: Round, now: datetime, keys: Keyring) -> list[Alarm]:
    return alarm.alarms(facts(connection, asked, now, keys), now, calendar_of(connection, asked.id))


def all_alarms(connection: sa.Connection, now: datetime, keys: Keyring) -> dict[int, list[Alarm]]:
    """Those of every survey that has not come to its end."""
    under_way = rounds.with_status(connection, *UNDER_WAY)
    found = {one.id: alarms_of(connection, one, now, keys) for one in under_way}
    return {id: own for id, own in found.items() if own}


def calendar_of(connection: sa.Connection, round_id: int) -> Calendar:
    """Of its first unit: what is a working day for a feed."""
    units = rounds.units(connection, round_id)
    return calendars.calendar_of(connection, units[0].unit_id) if units else Calendar("NO")


def facts(connection: sa.Connection, asked: Round, now: datetime, keys: Keyring) -> Facts:
    return Facts(
        asked=asked,
        feeds=[Feed(one.name, one.last_at) for one in rounds.feeds(connection, asked.id)],
        due_since=field_reports.due_since(connection, asked.id, now),
        doubtful=field_reports.any_doubtful(connection, asked.id),
        personal_key=keys.has(asked.id, PERSONAL),
        doors_key=keys.has(asked.id, DOORS),
        answers_key=keys.has(asked.id, ANSWERS),
        fits=fits(asked, keys),
        sealed=tallies.any_sealed(connection, asked.id),
        never_opened=any(lost(one, asked) for one in deletions(connection, asked.id)),
        sending=lever(connection, dispatches.SENDING_SWITCH),
        texting=lever(connection, SMS_SWITCH),
    )


def fits(asked: Round, keys: Keyring) -> bool:
    """Whether the key in the folder is the one that answers are sealed to."""
    if not keys.has(asked.id, ANSWERS):
        return False
    return keys.opener(asked.id).public_key().public_bytes_raw() == asked.public_key


def lost(one: Deletion, asked: Round) -> bool:
    """Fewer than k answers to a form are never opened, as was promised; more of them could not be."""
    return one.numbers.get("never_opened", 0) > (asked.rules.k - 1) * len(set(asked.forms.values()))


def lever(connection: sa.Connection, name: str) -> Lever:
    found = switches.read(connection, name)
    if found is None:
        return Lever()
    return Lever(on=found["is_on"], by_person=found["by_id"] is not None, reason=found["reason"])


def deletions(connection: sa.Connection, round_id: int) -> list[Deletion]:
    """The oldest first."""
    found = [
        entry
        for action in DELETIONS
        for entry in audits.latest(connection, action=action, subject=f"round:{round_id}", limit=10)
    ]
    return [deletion(one) for one in sorted(found, key=lambda one: one.id)]


def deletion(entry: Entry) -> Deletion:
    numbers = {name: int(number) for name, number in NUMBER.findall(entry.detail)}
    return Deletion(entry.at, entry.action, numbers)
