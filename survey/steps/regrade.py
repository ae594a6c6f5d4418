"""An inquiry that somebody decided on is graded anew: what an accepted objection and an erratum have in common."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from instruments.instrument import Instrument, Outcome
from instruments.protocol import Protocol
from scoring.score import score
from survey import masking, results
from survey.grade import Grade, GradeStatus
from survey.ledger import WHOLE, Entry, Origin
from survey.person import Person
from survey.results import Sheets, Work
from survey.standing import Standing
from survey.steps.score import protocol_of
from survey.store import calendars, forms, grades
from survey.store import results as works_of
from survey.texts import N_
from survey.wave import Wave

NAMED = N_("This may name somebody. Without names it would read: %(text)s")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An inquiry among all of its wave, with the rules that it is graded by."""

    wave: Wave
    protocol: Protocol
    sheets: Sheets
    works: list[Work]
    work: Work
    sheet: Instrument

    def with_work(self, changed: Work) -> list[Work]:
        """All of the wave, with this one as it would be."""
        return [changed if one.id == changed.id else one for one in self.works]


def case_of(connection: sa.Connection, wave: Wave, inquiry_id: int, own_bank: Path | None) -> Case:
    protocol = protocol_of(wave, own_bank)
    sheets = Sheets(forms.grading(connection, protocol, wave.forms, own_bank))
    works = works_of.works(connection, wave.id)
    work = next(one for one in works if one.id == inquiry_id)
    return Case(
        wave=wave,
        protocol=protocol,
        sheets=sheets,
        works=works,
        work=work,
        sheet=sheets.sheet(work.medium, work.sector),
    )


def points(case: Case, work: Work, item: str, now: datetime) -> float | None:
    """Of an item, or of all items of the inquiry; None where nothing of it counts."""
    given = list(results.of_inquiry(case.protocol, case.sheets, work, now=now))
    found = score(case.protocol, str(work.unit_id), given)
    counted = [
        one.result.points or 0
        for sector in found.sectors
        for inquiry in sector.inquiries
        for one in inquiry.items
        if one.earned is not None and item in (WHOLE, one.result.item)
    ]
    return float(sum(counted)) if counted else None


def entry(
    connection: sa.Connection,
    now: datetime,
    case: Case,
    changed: Work,
    *,
    origin: Origin,
    item: str,
    told: Mapping[int, Standing],
    figures: list[Standing],
    reason: str,
    answer: str = "",
    number: int = 0,
) -> Entry:
    """What the ledger says of it: `told` are the unit's figures so far, `figures` those that follow."""
    before = told.get(changed.unit_id)
    after = next(one for one in figures if one.unit_id == changed.unit_id)
    return Entry(
        number=number,
        origin=origin,
        unit=changed.unit_id,
        inquiry=changed.id,
        item=item,
        before=points(case, case.work, item, now),
        after=points(case, changed, item, now),
        total_before=before.total if before else None,
        total_after=after.total,
        rank_before=before.rank if before else None,
        rank_after=after.rank,
        reason=reason.strip(),
        answer=answer.strip(),
        decided_on=calendars.calendar_of(connection, changed.unit_id).local(now).date(),
    )


def grade(connection: sa.Connection, now: datetime, case: Case, changed: Work, *, by: Person, token: str = "") -> Grade:
    """The grade that counts from now on; those before it stay."""
    return grades.add(
        connection,
        inquiry_id=changed.id,
        person_id=by.id,
        token=token or secrets.token_hex(16),
        instrument=case.sheet.id,
        instrument_version=case.sheet.version,
        answers=changed.answers or {},
        outcome=changed.graded,
        recognised=changed.graded is Outcome.DETECTED,
        submitted_at=now,
        status=GradeStatus.ACCEPTED,
        reason="",
    )


def named(text: str) -> str:
    """The text with marks where it seems to tell who somebody is; empty where it does not."""
    masked = masking.masked_text(text, "")
    return masked if masked != text else ""
