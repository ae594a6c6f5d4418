"""A published wave is read as a release of open data, the newest edition of it; or a finished survey alone."""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument
from survey import bundle
from survey.opendata import release
from survey.opendata.table import Publisher, Release
from survey.problems import NotFound
from survey.steps import release_counts
from survey.store import audits, forms, standings, survey_releases, units
from survey.store.database import Database
from survey.texts import N_


def give_away(
    db: Database, _: datetime, wave_id: int, *, language: str, publisher: Publisher, own_bank: Path | None = None
) -> Release:
    with db.read() as connection:
        document = standings.bundle(connection, wave_id)
        publication = standings.publication_of(connection, wave_id)
        if document is None or publication is None:
            raise NotFound(N_("This ranking is not published."))
        found = bundle.read(document)
        known = units.by_ids(connection, {one.unit_id for one in found.standings})
        asked = {name for survey in found.surveys for name in survey.forms.values()}
        of_surveys = forms.every_found(connection, asked, own_bank)
    return release.of_wave(
        found,
        units={one.id: one for one in known},
        shipped=(*bank.versions(Instrument, own_bank), *of_surveys.values()),
        language=language,
        publisher=publisher,
        issued_on=publication.published_at.date(),
        sha256=bundle.sha256(document),
    )


def give_away_survey(
    db: Database, now: datetime, round_id: int, *, language: str, publisher: Publisher, own_bank: Path | None = None
) -> Release:
    """Its counts are decided now, unless they were before, and stay the same wherever they are published."""

    def write(connection: sa.Connection) -> Release:
        known = survey_releases.of(connection, [round_id])
        (one,) = release_counts.gathered(connection, [round_id], own_bank=own_bank)
        if round_id not in known:
            one = survey_releases.keep(connection, one, now, by=None)
            audits.note(connection, now, by=None, action="round.publish", subject=f"round:{round_id}", detail="export")
        return release.of_survey(
            one,
            units={unit.id: unit for unit in units.by_ids(connection, {asked.unit for asked in one.counts})},
            forms=forms.every_found(connection, set(one.forms.values()), own_bank),
            language=language,
            publisher=publisher,
            issued_on=now.date(),
        )

    return db.write(write)
