"""Finished surveys go with a publication, as counts that are decided once and are the same wherever they stand."""

from collections.abc import Collection, Sequence
from pathlib import Path

import sqlalchemy as sa

from survey import releasing
from survey.problems import Conflict
from survey.released import Survey
from survey.round import DESK, Round, RoundStatus
from survey.steps import tally
from survey.store import forms, rounds, survey_releases, tallies
from survey.texts import N_
from survey.wave import Wave


def finished(connection: sa.Connection) -> list[Round]:
    """Surveys that can go with a publication, the newest first."""
    return [one for one in rounds.every(connection) if one.status is RoundStatus.FINISHED]


def proposed(found: Sequence[Round], wave: Wave) -> tuple[int, ...]:
    """The survey that shares most days with the wave; none where none shares a day."""
    days = {one.id: shared(one, wave) for one in found}
    best = max(days, key=lambda id: (days[id], id), default=None)
    return (best,) if best is not None and days[best] > 0 else ()


def shared(asked: Round, wave: Wave) -> int:
    """Days of contacts that lie in the wave."""
    return (min(asked.asks_until, wave.ends_on) - max(asked.starts_on, wave.starts_on)).days + 1


def gathered(connection: sa.Connection, ids: Collection[int], *, own_bank: Path | None) -> tuple[Survey, ...]:
    """As they were released, or as they will be. Raises NotFound, or Conflict for a survey that is not finished."""
    known = survey_releases.of(connection, ids)
    return tuple(known.get(id) or made(connection, id, own_bank=own_bank) for id in sorted(set(ids)))


def made(connection: sa.Connection, id: int, *, own_bank: Path | None) -> Survey:
    asked = rounds.known(connection, id)
    if asked.status is not RoundStatus.FINISHED:
        raise Conflict(
            N_("The survey “%(name)s” is not finished."),
            advice=N_("Only what nothing more comes to can be published: leave it out, or wait until it is finished."),
            name=asked.title,
        )
    found = tallies.of_round(connection, asked, own_bank)
    said = {(unit, channel): one.count for (unit, channel), one in found.items() if channel is not None}
    heard = {channel for _, channel in said}
    channels = [*asked.forms, *([DESK] if DESK in heard and DESK not in asked.forms else [])]
    known = forms.every_found(connection, [asked.form_of(channel) for channel in channels], own_bank)
    named = {channel: known[name] for channel in channels if (name := asked.form_of(channel)) in known}
    return releasing.survey(asked, named, said, tally.report_of_answers(connection, asked, own_bank=own_bank))
