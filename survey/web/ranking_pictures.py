"""The pictures of a ranking: dots with intervals, the map, the counties; each in words too for those who hear it."""

from collections.abc import Callable, Mapping, Sequence

from survey import league
from survey.league import Place
from survey.plots import country, dots, groups
from survey.plots.groups import Group
from survey.texts import N_
from survey.web.ranking_view import Words, name_and_score

LABELS_ON_MAP = 8
FEWEST_COUNTIES = 3
QUARTERS = (N_("Lowest quarter"), N_("Below the middle"), N_("Above the middle"), N_("Highest quarter"))


def dot_plot(
    places: Sequence[Place], everybody: Sequence[Place], *, chosen: Callable[[Place], bool], words: Words
) -> str:
    """The shown units with their intervals, and the median of all as the line to compare with."""
    shown = league.ranked(places)
    middle = league.median([one.standing.total for one in league.ranked(everybody) if one.standing.total is not None])
    rows = [row(one, words, chosen=chosen(one)) for one in shown]
    return dots.dot_plot(
        rows,
        identity="dot-plot",
        title=words.translate(N_("Score and interval of each unit")),
        description=described(shown, words),
        middle=None if middle is None else (middle, words.translate(N_("Median %(score)s"), score=words.score(middle))),
        number=lambda tick: words.formats.number(tick, 0),
    )


def row(one: Place, words: Words, *, chosen: bool = False) -> dots.Row:
    return dots.Row(
        label=name_and_score(one, words),
        value=one.standing.total or 0,
        low=_or(one.standing.low, one.standing.total),
        high=_or(one.standing.high, one.standing.total),
        weight=one.population or 0,
        chosen=chosen,
    )


def span(places: Sequence[Place]) -> tuple[float, float]:
    """From where to where the intervals of a table are drawn."""
    lows = [one.standing.low for one in places if one.standing.low is not None]
    highs = [one.standing.high for one in places if one.standing.high is not None]
    axis = dots.scale_of(min(lows, default=0), max(highs, default=100))
    return axis.low, axis.high


def _or(value: float | None, other: float | None) -> float:
    return value if value is not None else other or 0


def described(shown: Sequence[Place], words: Words) -> str:
    """The picture in words; the table has every figure."""
    if not shown:
        return words.translate(N_("There is nothing to rank yet."))
    best, worst = shown[0], shown[-1]
    return words.translate(
        N_("%(n)s units from %(best)s to %(worst)s. Every figure stands in the table."),
        n=len(shown),
        best=name_and_score(best, words),
        worst=name_and_score(worst, words),
    )


def country_map(
    places: Sequence[Place], everybody: Sequence[Place], *, chosen: Callable[[Place], bool], words: Words
) -> str | None:
    """Where the shown units lie, by quarter of all; None where hardly any has a known position."""
    ranked = league.ranked(everybody)
    quarter = {one.standing.unit_id: 3 - 4 * index // len(ranked) for index, one in enumerate(ranked)}
    located = [one for one in ranked if one.lat is not None and one.lon is not None]
    shown = {one.standing.unit_id for one in places}
    named = {one.standing.unit_id for one in located if one.standing.unit_id in shown}
    if len(located) < 3 or not named:
        return None
    best = [one.standing.unit_id for one in located if one.standing.unit_id in named][:LABELS_ON_MAP]
    spots = [
        country.Place(
            lat=one.lat or 0,
            lon=one.lon or 0,
            level=quarter[one.standing.unit_id] if one.standing.unit_id in named else None,
            label=one.name if one.standing.unit_id in best or chosen(one) else "",
            chosen=chosen(one),
        )
        for one in located
    ]
    return country.country_map(
        spots,
        [words.translate(text) for text in QUARTERS],
        identity="country",
        title=words.translate(N_("Where the units lie, by quarter of the ranking")),
        description=by_county([one for one in located if one.standing.unit_id in named], quarter, words),
    )


def by_county(located: Sequence[Place], quarter: Mapping[int, int], words: Words) -> str:
    """The map in words: how many of each county are in the highest quarter."""
    counties: dict[str, list[int]] = {}
    for one in located:
        counties.setdefault(one.county or "–", []).append(quarter[one.standing.unit_id])
    text = N_("%(county)s: %(high)s of %(n)s in the highest quarter")
    parts = [
        words.translate(text, county=county, high=of.count(3), n=len(of))
        for county, of in sorted(counties.items(), key=lambda pair: league.letters(pair[0], words.language))
    ]
    return "; ".join(parts) + "."


def counties(places: Sequence[Place], words: Words) -> str | None:
    """Each county's units and their median, best county first; None where there is nothing to compare."""
    of_county: dict[str, list[float]] = {}
    for one in league.ranked(places):
        if one.county and one.standing.total is not None:
            of_county.setdefault(one.county, []).append(one.standing.total)
    if len(of_county) < FEWEST_COUNTIES:
        return None
    found = [Group(short(name), tuple(totals), league.median(totals) or 0) for name, totals in of_county.items()]
    found.sort(key=lambda group: -group.middle)
    text = N_("%(county)s: median %(score)s of %(n)s")
    parts = [words.translate(text, county=one.name, score=words.score(one.middle), n=len(one.values)) for one in found]
    return groups.group_plot(
        found,
        identity="counties",
        title=words.translate(N_("The scores of each county")),
        description="; ".join(parts) + ".",
        number=words.score,
        tick=lambda tick: words.formats.number(tick, 0),
    )


def short(county: str) -> str:
    """Troms - Romsa - Tromssa has three names; in a narrow place the first must do."""
    return county.partition(" - ")[0]
