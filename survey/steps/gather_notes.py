"""What testers wrote in their own words, once a wave is over, becomes comments."""

import hmac
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from instruments.instrument import Kind
from instruments.scenario import Channel
from survey.comment import Comment
from survey.keyring import Keyring
from survey.masking import masked_text
from survey.results import Sheets, Work
from survey.steps.score import protocol_of
from survey.store import audits, comments, forms, job_runs, results, waves
from survey.store.database import Database
from survey.wave import Wave, WaveStatus

OVER = (WaveStatus.CLOSED, WaveStatus.PUBLISHED)
LEAST_WORDS = 2
"""A name or a number in a text field is no comment."""


def gather_all(db: Database, now: datetime, *, keys: Keyring, own_bank: Path | None = None) -> int:
    """Each wave once a day, as long as its notes may still change."""
    with db.read() as connection:
        over = waves.with_status(connection, WaveStatus.CLOSED)
    mine = [one for one in over if db.write(job_runs.claim, "notes", f"{one.id} {now:%Y-%m-%d}", now=now)]
    return sum(gather(db, now, one.id, keys=keys, own_bank=own_bank) for one in mine)


def gather(db: Database, now: datetime, wave_id: int, *, keys: Keyring, own_bank: Path | None = None) -> int:
    """How many are new; called again it adds what came since, and nothing twice."""
    with db.read() as connection:
        wave = waves.by_id(connection, wave_id)
        if wave is None or wave.status not in OVER:
            return 0
        sheets = Sheets(forms.grading(connection, protocol_of(wave, own_bank), wave.forms, own_bank))
        found = [one for work in results.works(connection, wave_id) for one in notes(wave, sheets, work, keys.pepper())]
    found.sort(key=lambda one: one.id)  # not by unit and inquiry, as they were read
    new = db.write(comments.add, found)
    if new:
        detail = f"new={new}"
        db.write(audits.note, now, by=None, action="comments.gather", subject=f"wave:{wave_id}", detail=detail)
    return new


def notes(wave: Wave, sheets: Sheets, work: Work, pepper: bytes) -> Iterator[Comment]:
    """Without the tester, and without the inquiry: only unit, channel and service are kept."""
    if not work.answers:
        return
    for item in sheets.sheet(Channel(work.medium), work.sector).leaves:
        text = work.answers.get(item.name)
        if item.kind is Kind.TEXT and isinstance(text, str) and len(text.split()) >= LEAST_WORDS:
            # Keyed: ids stand in addresses, and whoever counts up inquiries would find whose note it is.
            note = f"note {wave.id} {work.id} {item.name}".encode()
            yield Comment(
                id=hmac.digest(pepper, note, "sha256")[:16],
                wave_id=wave.id,
                unit_id=work.unit_id,
                channel=work.medium,
                item=item.name,
                text=masked_text(" ".join(text.split()), wave.language),
                service=work.sector,
            )
