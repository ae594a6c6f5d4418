"""What the pages of a running survey stand on: its counts, its alarms, its deletions."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from instruments.clock import Calendar
from survey import alarm
from survey.alarm import Alarm, Facts, Feed, Lever
from survey.field_report import Invited, Report
from survey.keyring import ANSWERS, DOORS, PERSONAL, Keyring
from survey.round import DESK, Round, RoundStatus
from survey.settings import Settings
from survey.steps import tally
from survey.steps.batch import SMS_SWITCH
from survey.store import audits, calendars, dispatches, field_reports, invitations, rounds, switches, tallies
from survey.store.audits import Entry
from survey.store.database import Database
from survey.store.tallies import Tallies

DELETIONS = ("round.erase", "round.finish")
UNDER_WAY = (RoundStatus.OPEN, RoundStatus.CLOSED)
MANY = 100_000  # invitations; fewer are counted in no time
LASTS = timedelta(seconds=20)
Kept = dict[int, tuple[datetime, Invited]]
NUMBER = re.compile(r"(\w+)=(\d+)")


class Deletion(msgspec.Struct, frozen=True):
    """What was destroyed, when, and of how many."""

    at: datetime
    action: str
    numbers: dict[str, int]


def report(db: Database, now: datetime, asked: Round, *, settings: Settings, kept: Kept) -> Report:
    """Takes half a second for a whole country: to be called in a thread."""
    with db.read() as connection:
        fates = rounds.contact_counts(connection, asked.id)
        invited = invited_of(connection, now, asked.id, kept=kept)
        given = tally.heard(connection, asked, own_bank=settings.bank_folder)
    return tally.worked_out(asked, fates, invited, given)


def invited_of(connection: sa.Connection, now: datetime, round_id: int, *, kept: Kept) -> Invited:
    """Whoever turns the pages of a very large survey need not have them counted anew for each."""
    at, found = kept.get(round_id, (now, {}))
    if not found or now - at >= LASTS:
        found = invitations.counts(connection, round_id)
        if sum(found.values()) < MANY:
            return found
        kept[round_id] = now, found
    return found


def report_of_answers(
    connection: sa.Connection, asked: Round, found: Tallies | None = None, *, settings: Settings
) -> Report:
    """The same without those who were asked: what it tells of answers is hidden in the very same places."""
    return tally.report_of_answers(connection, asked, found, own_bank=settings.bank_folder)


def channels(asked: Round, heard: Collection[str | None]) -> list[str]:
    """Those that the survey asks about, and the counter where somebody has answered at one."""
    return [*asked.forms, *([DESK] if DESK in heard and DESK not in asked.forms else [])]


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
