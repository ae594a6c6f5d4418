"""What citizens said in the survey nearest to a wave, as far as it may be shown, for its improvement reports."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import sqlalchemy as sa

from instruments.codebook import Axis, Codebook
from scoring import voices
from survey.category_report import PLACES, Release, release
from survey.comment import Kind, Source, Wanted
from survey.improvement import Heard
from survey.round import Round, RoundStatus
from survey.store import category_counts, rounds, schemes
from survey.wave import Wave

AXIS = "reasons"
OLDEST = timedelta(days=365)
"""A survey that ended longer before the wave says nothing of its time."""


def heard(connection: sa.Connection, wave: Wave) -> dict[int, Heard]:
    """Unit -> the reasons in comments on it; only from a survey that is complete, and only what its pages show too."""
    asked = nearest(rounds.with_status(connection, RoundStatus.FINISHED), wave)
    scheme = schemes.in_use(connection)
    if asked is None or scheme is None:
        return {}
    codebook: Codebook = scheme.read()
    axis = next((one for one in codebook.axes if one.code == AXIS), None)
    if axis is None:
        return {}
    found = released(connection, scheme.version, axis, Source(Kind.ROUND, asked.id))
    codes = [code for code in axis.codes if code != axis.none]
    return {int(unit): of_unit(found, asked.id, int(unit), codes) for unit in found.places("unit_id")}


def nearest(finished: Sequence[Round], wave: Wave) -> Round | None:
    """The one that asked about most days of the wave; else the last before it, a year ago at most."""

    def common(one: Round) -> int:
        return (min(one.asks_until, wave.ends_on) - max(one.starts_on, wave.starts_on)).days

    recent = [one for one in finished if one.starts_on <= wave.ends_on and wave.starts_on - one.asks_until <= OLDEST]
    return max(recent, key=lambda one: (common(one), one.asks_until, one.id), default=None)


def released(connection: sa.Connection, version: int, axis: Axis, source: Source) -> Release:
    wanted = Wanted(sources=(source,))
    numbers, every = (
        {place: Counter(category_counts.by(connection, of, name, wanted, place)) for place in PLACES}
        for of, name in ((version, axis.code), (category_counts.EVERY, ""))
    )
    return release(axis.codes, numbers, every, many=axis.many)


def of_unit(found: Release, asked: int, unit_id: int, codes: Sequence[str]) -> Heard:
    said = tuple(sorted(voices_of(found, unit_id, codes), key=lambda one: (-one.number, one.category)))
    sizes = {one.of for one in said}
    return Heard(asked=asked, axis=AXIS, comments=sizes.pop() if len(sizes) == 1 else None, voices=said)


def voices_of(found: Release, unit_id: int, codes: Sequence[str]) -> Iterator[voices.Frequent]:
    for code in codes:
        here = found.at("unit_id", unit_id, code)
        total = found.total(code)
        if here is not None and total is not None and here.number:
            yield voices.Frequent(code, here.number, here.of, total.number - here.number, total.of - here.of)
