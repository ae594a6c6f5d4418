"""The pictures of the national report, each with its words and its numbers."""

from collections.abc import Mapping, Sequence

from survey import league, national
from survey.document import Picture, Table
from survey.league import Place
from survey.national import Chapter, National, Spread
from survey.peer import Size
from survey.plots import country, groups
from survey.plots.groups import Group
from survey.plots.spread import STEP, spread_plot, stretches
from survey.texts import N_
from survey.web import ranking_pictures, ranking_view
from survey.web.national.source import Source
from survey.web.ranking_view import Words

LEVELS = 4
LABELS = 8
FEW_TIERS = {2: (3, 0), 3: (3, 1, 0), 4: (3, 2, 1, 0)}
Levels = tuple[dict[int, int], list[tuple[int, int]]]
STROKES = N_(
    "Each stroke is a unit, the darker the more lie there; the dot is the median, and how many units there are "
    "stands in brackets."
)
GROUP_HEAD = (N_("Units"), N_("Lowest"), N_("Quarter below"), N_("Median"), N_("Quarter above"), N_("Highest"))


def distribution(spread: Spread, pass_mark: float | None, words: Words) -> Picture:
    """How the totals lie, with the middle one and the pass mark."""
    _, number = words.translate, words.formats.number
    marks = [(spread.middle, _(N_("Median %(score)s"), score=words.score(spread.middle)))]
    if pass_mark is not None:
        marks.append((pass_mark, _(N_("Pass mark %(mark)s"), mark=number(pass_mark))))
    title = _(N_("How many units lie where"))
    alt = _(
        N_(
            "%(n)s units from %(least)s to %(most)s; half of them between %(low)s and %(high)s, the middle "
            "one at %(middle)s."
        ),
        n=spread.units,
        least=words.score(spread.least),
        most=words.score(spread.most),
        low=words.score(spread.low),
        high=words.score(spread.high),
        middle=words.score(spread.middle),
    )
    counts = stretches(spread.values)
    rows = tuple((f"{number(start)}–{number(start + STEP)}", number(counts[start])) for start in sorted(counts))
    return Picture(
        svg=spread_plot(spread.values, marks=marks, identity="spread", title=title, description=alt),
        alt=alt,
        caption=f"{title}. " + _(N_("Each bar counts the units in a stretch of five points.")),
        table=Table(caption=title, head=(_(N_("Score")), _(N_("Units"))), rows=rows, numbers=frozenset({1})),
    )


def lying(parts: Sequence[tuple[str, Spread]], *, identity: str, title: str, first: str, words: Words) -> Picture:
    """Groups, sectors or channels one below the other: each unit a stroke, the median a dot."""
    _, score = words.translate, words.score
    text = N_("%(name)s: median %(middle)s, half between %(low)s and %(high)s (%(n)s units)")
    alt = "; ".join(
        _(text, name=name, middle=score(one.middle), low=score(one.low), high=score(one.high), n=one.units)
        for name, one in parts
    )
    found = [Group(ranking_pictures.short(name), one.values, one.middle) for name, one in parts]
    rows = tuple(
        (name, words.formats.number(one.units), *map(score, (one.least, one.low, one.middle, one.high, one.most)))
        for name, one in parts
    )
    svg = groups.group_plot(
        found,
        identity=identity,
        title=title,
        description=alt + ".",
        number=score,
        tick=lambda tick: words.formats.number(tick, 0),
    )
    head = (first, *map(_, GROUP_HEAD))
    return Picture(
        svg=svg,
        alt=alt + ".",
        caption=f"{title}. {_(STROKES)}",
        table=Table(caption=title, head=head, rows=rows, numbers=frozenset(range(1, 7))),
    )


def chapters(of: Sequence[Chapter], names: Mapping[str, str], *, identity: str, title: str, words: Words) -> Picture:
    parts = [(names[one.code], one.spread) for one in of if one.spread]
    return lying(parts, identity=identity, title=title, first=words.translate(N_("Part")), words=words)


def groups_of(places: Sequence[Place], language: str) -> dict[str, list[float]]:
    """County -> totals, best median first."""
    found: dict[str, list[float]] = {}
    for one in league.ranked(places):
        if one.county and one.standing.total is not None:
            found.setdefault(one.county, []).append(one.standing.total)
    ordered = sorted(found, key=lambda name: (-(league.median(found[name]) or 0), league.letters(name, language)))
    return {name: found[name] for name in ordered}


def sizes_of(places: Sequence[Place], words: Words) -> dict[str, list[float]]:
    found = {
        ranking_view.size_name(size, words): [
            one.standing.total for one in league.chosen(places, size=size.value) if one.standing.total is not None
        ]
        for size in Size
    }
    return {name: totals for name, totals in found.items() if totals}


def levels(numbers: National, places: Sequence[Place]) -> Levels:
    """Unit id -> level 0 to 3 by whole tiers where there are so many, and the first and last tier of each level."""
    ranked = league.ranked(places)
    if len(numbers.tiers) < 2:
        return {one.standing.unit_id: LEVELS - 1 - LEVELS * at // len(ranked) for at, one in enumerate(ranked)}, []
    found: dict[int, int] = {}
    ends: dict[int, tuple[int, int]] = {}
    seen = 0
    for at, tier in enumerate(numbers.tiers):
        few = FEW_TIERS.get(len(numbers.tiers))
        middle = seen + len(tier.places) / 2
        level = few[at] if few else LEVELS - 1 - min(int(LEVELS * middle / len(ranked)), LEVELS - 1)
        first, _ = ends.get(level, (tier.number, tier.number))
        ends[level] = first, tier.number
        found |= {one.standing.unit_id: level for one in tier.places}
        seen += len(tier.places)
    return found, [ends.get(level, (0, 0)) for level in range(LEVELS)]


def legend(ends: Sequence[tuple[int, int]], words: Words) -> list[str]:
    _ = words.translate
    if not ends:
        return [_(text) for text in ranking_pictures.QUARTERS]
    told = []
    for first, last in ends:
        if not first:
            told.append("")
        elif first == last:
            told.append(_(N_("Tier %(n)s"), n=first))
        else:
            told.append(_(N_("Tiers %(first)s to %(last)s"), first=first, last=last))
    return told


def country_map(source: Source, words: Words) -> Picture | None:
    """Where units lie, by tier: shape, size and lightness say the same, and what was not tested is a cross."""
    _ = words.translate
    level, ends = levels(source.numbers, source.places)
    located = [one for one in source.places if one.lat is not None and one.lon is not None]
    if len([one for one in located if one.standing.unit_id in level]) < 3:
        return None
    best = [one.standing.unit_id for one in league.ranked(located)][:LABELS]
    spots = [
        country.Place(
            lat=one.lat or 0,
            lon=one.lon or 0,
            level=level.get(one.standing.unit_id),
            label=one.name if one.standing.unit_id in best else "",
            untested=one.standing.unit_id not in level,
        )
        for one in located
    ]
    spots += [country.Place(lat=lat, lon=lon, level=None, untested=True) for lat, lon in source.elsewhere]
    names = legend(ends, words)
    if any(one.untested for one in spots):
        names.append(_(N_("Not tested")))
    title = _(N_("Where the units lie, by tier")) if ends else _(N_("Where the units lie, by quarter of the ranking"))
    table = by_county(located, level, names, words)
    alt = said(located, level, names, words)
    svg = country.country_map(spots, names, identity="map", title=title, description=alt)
    return Picture(svg=svg, alt=alt, caption=f"{title}. {top(located, level, names, words)}", table=table)


def counted(located: Sequence[Place], level: Mapping[int, int], words: Words) -> list[tuple[str, list[int]]]:
    """County -> units at each level, the highest first, and those not tested."""
    found: dict[str, list[int]] = {}
    for one in located:
        counts = found.setdefault(one.county or "–", [0] * (LEVELS + 1))
        counts[LEVELS - 1 - level[one.standing.unit_id] if one.standing.unit_id in level else LEVELS] += 1
    return sorted(found.items(), key=lambda pair: league.letters(pair[0], words.language))


def top(located: Sequence[Place], level: Mapping[int, int], names: Sequence[str], words: Words) -> str:
    """How many the map shows at the highest level; no county is named, since few units in each tell nothing of it."""
    of = [counts for _, counts in counted(located, level, words)]
    high, n = sum(one[0] for one in of), sum(sum(one[:LEVELS]) for one in of)
    number = words.formats.number
    return words.translate(N_("%(level)s: %(high)s of %(n)s."), level=names[LEVELS - 1], high=number(high), n=number(n))


def by_county(located: Sequence[Place], level: Mapping[int, int], names: Sequence[str], words: Words) -> Table:
    shown = [at for at in range(LEVELS) if names[LEVELS - 1 - at]]
    head = [names[LEVELS - 1 - at] for at in shown] + [words.translate(N_("Not tested"))]
    rows = tuple(
        (name, *(str(counts[at]) for at in [*shown, LEVELS])) for name, counts in counted(located, level, words)
    )
    return Table(
        caption=words.translate(N_("Units of each county on the map")),
        head=(words.translate(N_("County")), *head),
        rows=rows,
        numbers=frozenset(range(1, len(head) + 1)),
    )


def said(located: Sequence[Place], level: Mapping[int, int], names: Sequence[str], words: Words) -> str:
    """The map in words: where the highest and the lowest are many."""
    text = N_("%(county)s: %(high)s of %(n)s at the top, %(low)s at the bottom")
    parts = [
        words.translate(text, county=ranking_pictures.short(name), high=of[0], low=of[LEVELS - 1], n=sum(of[:LEVELS]))
        for name, of in counted(located, level, words)
    ]
    ends = words.translate(N_("Top: %(high)s. Bottom: %(low)s."), high=names[LEVELS - 1], low=names[0])
    return ends + " " + "; ".join(parts) + "."


def of_groups(found: Mapping[str, Sequence[float]], *, identity: str, title: str, first: str, words: Words) -> Picture:
    parts = [(name, one) for name, totals in found.items() if (one := national.spread(totals)) is not None]
    return lying(parts, identity=identity, title=title, first=first, words=words)
