"""How well comments are sorted: against people at random, between two people, and over time."""

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa

from instruments.codebook import Axis
from scoring.agreement import Agreement, Metric, Rating, agreement
from scoring.comments import quality
from scoring.comments.drift import Drift, Of, Period, drift
from scoring.comments.quality import Checked
from survey.comment import Wanted
from survey.correction import Correction, Drawn
from survey.store import blinds, category_counts, comments, corrections, tags
from survey.store.tags import Tagged

Coded = Mapping[bytes, Mapping[int, Mapping[str, tuple[str, ...]]]]
"""Comment -> person -> axis -> codes."""
ENOUGH = 1_000
"""Margins of a period that are looked at: more would take long and prove differences that do not matter."""
OVER_ALL = ""
"""In the place of an axis: how sure the model was of a comment as a whole."""


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """Two people on one axis: on all its categories at once, and category by category."""

    axis: str
    comments: int
    whole: Agreement
    by_code: dict[str, Agreement]


def checks(connection: sa.Connection, version: int) -> list[Checked]:
    """Random control of this version: what stood without a person, and what the person then decided."""
    last: dict[tuple[bytes, str], Correction] = {
        (one.comment_id, one.axis): one for one in corrections.of_scheme(connection, version, drawn=(Drawn.RANDOM,))
    }
    seen: dict[bytes, Tagged] = {}
    for batch in comments.batches(sorted({id for id, _ in last})):
        seen |= tags.of_comments(connection, version, batch)
    return [
        checked(one, seen[one.comment_id])
        for one in last.values()
        if one.suggested is not None and one.comment_id in seen
    ]


def checked(one: Correction, seen: Tagged) -> Checked:
    """Where the model was unsure nothing of what it suggested had counted."""
    told = seen.told.get(one.axis)
    suggested = () if told is None or told.unsure else one.suggested or ()
    return Checked(one.axis, suggested, one.codes, seen.language)


def coded(connection: sa.Connection, version: int) -> Coded:
    """All blind samples of this version together."""
    found: dict[bytes, Mapping[int, Mapping[str, tuple[str, ...]]]] = {}
    for draw in blinds.every(connection, version):
        found |= blinds.coded_by(connection, draw.id)
    return {id: by for id, by in found.items() if len(by) > 1}


def agreed(found: Coded, axis: Axis) -> Agreed:
    """Nominal alpha; several categories count as one answer, the same only where all of them are."""
    said = [(id, person, by[axis.code]) for id, both in found.items() for person, by in both.items() if axis.code in by]
    codes = sorted({code for _, _, some in said for code in some}, key=axis.codes.index)
    return Agreed(
        axis=axis.code,
        comments=len({id for id, _, _ in said}),
        whole=agreement([rating(id, who, "+".join(sorted(some))) for id, who, some in said], Metric.NOMINAL),
        by_code={
            code: agreement([rating(id, who, str(code in some)) for id, who, some in said], Metric.NOMINAL, draws=0)
            for code in codes
        },
    )


def rating(id: bytes, person: int, value: str) -> Rating:
    return Rating(id.hex(), str(person), value)


def drifted(connection: sa.Connection, version: int, axes: Sequence[str], before: str, after: str) -> list[Drift]:
    """Each axis's categories, and how sure the model was of whole comments."""
    found = {one: {OVER_ALL: Period(0, {}, margins(connection, version, one))} for one in (before, after)}
    for axis in axes:
        both = category_counts.by(connection, version, axis, Wanted(periods=(before, after)), "period")
        for period, figures in found.items():
            counts = {code: n for (code, at), n in both.items() if at == period}
            figures[axis] = Period(counts.pop("", 0), counts)
    return [one for one in drift(found[before], found[after]) if (one.axis == OVER_ALL) is (one.of is Of.MARGINS)]


def margins(connection: sa.Connection, version: int, period: str) -> list[float]:
    return tags.margins_in(connection, version, period, limit=ENOUGH)


def by_axis(found: Sequence[quality.Category], axis: str) -> list[quality.Category]:
    """Of all languages together, the most frequent first."""
    mine = [one for one in found if one.axis == axis and one.language == quality.EVERY]
    return sorted(mine, key=lambda one: -(one.decided.estimate or 0))
