"""Pictures of how sure a ranking is: the funnel, what changed, and chosen units with bars that can be compared."""

from collections.abc import Sequence
from itertools import combinations

import msgspec

from instruments.protocol import Protocol
from scoring import bars as goldstein_healy
from scoring import funnel
from scoring.funnel import Funnel
from survey import league, outliers
from survey.league import Place
from survey.plots import dots, ranges
from survey.plots.dots import Row
from survey.plots.funnel import Limit, Mark
from survey.plots.funnel import funnel_plot as drawn
from survey.texts import N_
from survey.web.ranking_view import Words, name_and_score

NAMED = 8  # outside the wide limits there may be many
PLACES = {
    funnel.Place.HIGH_998: N_("far above"),
    funnel.Place.HIGH_95: N_("above"),
    funnel.Place.WITHIN: N_("within"),
    funnel.Place.LOW_95: N_("below"),
    funnel.Place.LOW_998: N_("far below"),
}
OUTSIDE = {
    funnel.Place.HIGH_998: 2, funnel.Place.HIGH_95: 1, funnel.Place.WITHIN: 0, funnel.Place.LOW_95: 1,
    funnel.Place.LOW_998: 2,
}  # fmt: skip


class Pair(msgspec.Struct, frozen=True):
    """Two units, the better first, and whether their bars part."""

    one: Place
    other: Place
    apart: bool


def surely(places: Sequence[Place]) -> list[Place]:
    """Those whose total has a standard error, best first."""
    return [one for one in league.ranked(places) if one.standing.error and one.standing.contacts]


def funnel_of(places: Sequence[Place], protocol: Protocol) -> Funnel | None:
    return outliers.funnel_of([one.standing for one in surely(places)], protocol)


def outside(found: Funnel, places: Sequence[Place]) -> list[tuple[Place, funnel.Place]]:
    both = zip(surely(places), found.places, strict=True)
    return [(one, where) for one, where in both if where is not funnel.Place.WITHIN]


def funnel_plot(found: Funnel, places: Sequence[Place], words: Words, *, own: frozenset[int]) -> str:
    far = [one for one, where in outside(found, places) if OUTSIDE[where] == 2]
    named = {one.code for one in [*far[: NAMED // 2], *far[-NAMED // 2 :]]}
    marks = [
        Mark(
            x=one.standing.contacts or 0,
            value=one.standing.total or 0,
            outside=OUTSIDE[where],
            label=one.name if one.code in named or one.standing.unit_id in own else "",
            chosen=one.standing.unit_id in own,
        )
        for one, where in zip(surely(places), found.places, strict=True)
    ]
    limits = [Limit(one.n, (one.low_998, one.low_95, one.high_95, one.high_998)) for one in found.limits]
    beyond = len(outside(found, places))
    text = words.ngettext(
        "%(n)s unit lies outside the limits that hold 95 of 100 units, by chance and by what units usually differ.",
        "%(n)s units lie outside the limits that hold 95 of 100 units, by chance and by what units usually differ.",
        beyond,
    )
    return drawn(
        marks,
        limits,
        target=found.target,
        identity="funnel",
        title=words.translate(N_("Score against the number of inquiries")),
        description=text,
        below=words.translate(N_("Inquiries that count")),
        number=lambda tick: words.formats.number(tick, 0),
    )


def development(places: Sequence[Place], words: Words, *, own: frozenset[int]) -> str | None:
    """What changed since the wave before, apart from the level; None where nothing can be compared."""
    moved = [(one, one.standing.moved) for one in places if one.standing.moved]
    rows = [
        Row(
            label=f"{one.name} {signed(both.change, words)}",
            value=both.change,
            low=both.change if both.low is None else both.low,
            high=both.change if both.high is None else both.high,
            weight=one.population or 0,
            chosen=one.standing.unit_id in own,
        )
        for one, both in moved
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: -row.value)
    clear = sum(both.discovery for _, both in moved)
    return dots.dot_plot(
        rows,
        identity="development",
        title=words.translate(N_("Change of each unit since the wave before")),
        description=words.translate(
            N_("%(n)s units from %(best)s to %(worst)s; for %(clear)s of them the change is clear."),
            n=len(rows), best=rows[0].label, worst=rows[-1].label, clear=clear,
        ),
        middle=(0, words.translate(N_("No change"))),
        number=lambda tick: signed(tick, words, 0),
    )  # fmt: skip


def signed(value: float, words: Words, digits: int = 1) -> str:
    told = words.formats.number(abs(value), digits)
    if not round(value, digits):
        return told
    return f"+{told}" if value > 0 else f"\N{MINUS SIGN}{told}"


def bars(shown: Sequence[Place], words: Words) -> str:
    """Each unit with a bar of such a length that two bars that do not overlap mean two that differ."""
    length = goldstein_healy.reach([one.standing.error or 0 for one in shown])
    rows = [
        Row(label=name_and_score(one, words), value=total, low=total - half, high=total + half)
        for one in shown
        for total, half in [(one.standing.total or 0, length * (one.standing.error or 0))]
    ]
    return ranges.range_plot(
        rows,
        identity="compared",
        title=words.translate(N_("The chosen units side by side")),
        description="; ".join(f"{row.label} ({words.score(row.low)} – {words.score(row.high)})" for row in rows),
        number=lambda tick: words.formats.number(tick, 0),
    )


def apart(shown: Sequence[Place]) -> list[Pair]:
    length = goldstein_healy.reach([one.standing.error or 0 for one in shown])
    return [
        Pair(
            one,
            other,
            (one.standing.total or 0) - (other.standing.total or 0)
            > length * ((one.standing.error or 0) + (other.standing.error or 0)),
        )
        for one, other in combinations(shown, 2)
    ]
