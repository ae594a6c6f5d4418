"""Tells a wave to the council: the answer first, then who stands where, the sectors, the channels and the limits."""

from collections.abc import Sequence

from instruments.scenario import Channel
from scoring import paired
from survey import league
from survey.document import Block, Document, Paragraph, Point, Points, Section, Table, Voice
from survey.explain import CAVEAT
from survey.national import Tier
from survey.texts import N_
from survey.web import ranking_view, said
from survey.web.national import annex, chapters, pictures
from survey.web.national.source import Source
from survey.web.ranking_view import Words

NAMED = 8
UNPUBLISHED = N_("Not published: the figures may still change.")


def told(source: Source, words: Words, *, whole: bool = False) -> Document:
    """`whole`: with the table of all units, for paper; on a screen it is a page of its own."""
    _, wave = words.translate, source.wave
    dates = f"{words.formats.date(wave.starts_on)} – {words.formats.date(wave.ends_on)}"
    opening: list[Block] = [Paragraph(lead(source, words), Voice.LEAD)]
    if source.publication is None:
        opening.append(Paragraph(_(UNPUBLISHED), Voice.NOTE))
    if source.protocol.caveat:
        opening.append(Paragraph(_(CAVEAT)))
    opening.append(Points(tuple(main_points(source, words))))
    parts: list[Section | None] = [
        tiers(source, words),
        where(source, words),
        chapters.sectors(source, words),
        chapters.channels(source, words),
        said.citizens(source.surveys, words),
        annex.development(source, words),
        annex.limits(source, words),
        annex.method(source, words),
        annex.contacts(source, words),
        Section(key="all", title=_(N_("All units")), blocks=(league_table(source, words),)) if whole else None,
    ]
    published = source.publication.published_at if source.publication else None
    return Document(
        title=_(N_("%(wave)s: national report"), wave=wave.name),
        subtitle=dates,
        language=words.language,
        opening=tuple(opening),
        sections=tuple(one for one in parts if one is not None),
        footer=_(N_("%(wave)s, published %(day)s"), wave=wave.name, day=words.formats.date(published))
        if published
        else _(UNPUBLISHED),
    )


def lead(source: Source, words: Words) -> str:
    """What the council asks first: how well do units answer, and who is best?"""
    spread = source.numbers.spread
    if spread is None:
        return words.translate(N_("There is nothing to rank yet."))
    first = words.translate(
        N_("The middle unit reaches %(middle)s of 100; half of all lie between %(low)s and %(high)s."),
        middle=words.score(spread.middle),
        low=words.score(spread.low),
        high=words.score(spread.high),
    )
    return first + " " + ranking_view.lead(source.places, words)


def main_points(source: Source, words: Words) -> list[Point]:
    numbers, _ = source.numbers, words.translate
    found = []
    if told := answered(source, words):
        found.append(Point(told, _(N_("Answers.")), "#channels"))
    if numbers.top and len(numbers.top) < len(league.ranked(source.places)):
        found.append(Point(best(source, words), _(N_("The best.")), "#tiers"))
    if apart := highest_and_lowest(source, words):
        found.append(Point(apart, _(N_("Service areas.")), "#sectors"))
    passed = [one.standing.passed for one in source.places if one.standing.passed is not None]
    if passed and source.protocol.pass_mark is not None:
        text = N_("%(n)s of %(all)s units reach the pass mark of %(mark)s.")
        mark = words.formats.number(source.protocol.pass_mark)
        found.append(Point(_(text, n=sum(passed), all=len(passed), mark=mark), _(N_("Pass mark.")), "#where"))
    if numbers.development:
        found.append(Point(annex.moved(numbers.development, words), _(N_("Development.")), "#development"))
    return found


def answered(source: Source, words: Words) -> str:
    """Of each channel in which somebody has to answer."""
    text = N_("%(channel)s: %(answered)s of %(n)s got an answer (%(share)s).")
    number, told = words.formats.number, []
    for one in source.numbers.channels:
        if one.code != Channel.WEB and one.ends.counted:
            share = words.formats.percent(one.ends.answered / one.ends.counted, 1)
            name = words.translate(ranking_view.CHANNELS[one.code])
            values = {"answered": number(one.ends.answered), "n": number(one.ends.counted), "share": share}
            told.append(words.translate(text, channel=name, **values))
    return " ".join(told)


def best(source: Source, words: Words) -> str:
    """Who could be among the best; where that is most of all, that they cannot be named."""
    level, top = words.formats.percent(source.method.level), source.numbers.top
    ranked = league.ranked(source.places)
    if 2 * len(top) > len(ranked):
        text = N_(
            "The %(k)s best cannot be named: %(n)s of %(all)s units could be among them, with %(level)s certainty."
        )
        return words.translate(text, level=level, k=source.method.top, n=len(top), all=len(ranked))
    text = N_("With %(level)s certainty the %(k)s best are among these %(n)s units: %(names)s.")
    names = [source.names[unit].name for unit in top]
    return words.translate(text, level=level, k=source.method.top, n=len(names), names=several(names, words))


def several(names: Sequence[str], words: Words) -> str:
    """The first few, and how many more."""
    shown = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return words.translate(N_("%(names)s and %(n)s more"), names=shown, n=len(names) - NAMED)


def highest_and_lowest(source: Source, words: Words) -> str:
    """Of the service areas, where that is known; else between which ones it lies (paired over units, Holm)."""
    _ = words.translate
    means = {one.code: one.spread.mean for one in source.numbers.sectors if one.spread}
    if len(means) < 2:
        return ""
    found = paired.ends(tuple(means), source.numbers.compared, level=source.method.level)
    if len(found.highest) == len(found.lowest) == len(means):
        return _(N_("The service areas cannot be told apart: differences as large come about by chance."))
    names = chapters.names(source, words)
    told = []
    for those, one, several in (
        (
            found.highest,
            N_("With these questions units reach most in %(area)s (%(score)s on average)."),
            N_("Where units reach most cannot be told: %(areas)s are too close."),
        ),
        (
            found.lowest,
            N_("They reach least in %(area)s (%(score)s on average)."),
            N_("Where they reach least cannot be told: %(areas)s are too close."),
        ),
    ):
        if len(those) == 1:
            told.append(_(one, area=names[those[0]], score=words.score(means[those[0]])))
        else:
            told.append(_(several, areas=", ".join(names[code] for code in those)))
    return " ".join(told)


def tiers(source: Source, words: Words) -> Section:
    _ = words.translate
    blocks: list[Block] = []
    if source.numbers.tiers:
        text = N_(
            "No unit of a tier can be told apart from the first of its tier with certainty: their order may "
            "be chance. The last of one tier and the first of the next are often as close."
        )
        blocks += [Paragraph(_(text)), tier_table(source.numbers.tiers, words)]
    if source.numbers.untested:
        names = [source.names[unit].name for unit in source.numbers.untested]
        blocks.append(
            Paragraph(_(N_("Without a place, since nothing was tested: %(names)s."), names=several(names, words)))
        )
    blocks.append(Paragraph(_(N_("All units with their ranges")), href=source.path() + "#table"))
    blocks.append(Paragraph(_(N_("The table as a file (CSV)")), Voice.NOTE, source.path("table.csv")))
    return Section(key="tiers", title=_(N_("Who stands where")), blocks=tuple(blocks))


def span_of(totals: Sequence[float], words: Words) -> str:
    """From the lowest to the highest as they are told; one figure where both are told alike."""
    low, high = words.score(min(totals)), words.score(max(totals))
    return low if low == high else f"{low}–{high}"


def tier_table(found: Sequence[Tier], words: Words) -> Table:
    _ = words.translate
    return Table(
        caption=_(N_("Units of each tier")),
        head=(_(N_("Tier")), _(N_("Units")), _(N_("Scores")), _(N_("Who"))),
        rows=tuple(
            (
                _(N_("Tier %(n)s"), n=tier.number).replace(" ", "\N{NO-BREAK SPACE}"),
                words.formats.number(len(tier.places)),
                span_of(tier.totals, words),
                several([one.name for one in tier.places], words),
            )
            for tier in found
        ),
        numbers=frozenset({1, 2}),
    )


def league_table(source: Source, words: Words) -> Table:
    """Each row leads to where its figure comes from."""
    _, ranked = words.translate, league.ranked(source.places)
    tiered = bool(source.numbers.tiers)
    head = [N_("Unit"), N_("Place"), N_("Could be"), N_("Score"), N_("Interval")] + ([N_("Tier")] if tiered else [])
    rows = []
    for one in ranked:
        standing = one.standing
        low, high = league.places_at_once(standing)
        rows.append(
            (
                one.name,
                words.formats.number(standing.rank),
                f"{words.formats.number(low)}–{words.formats.number(high)}",
                words.score(standing.total),
                f"{words.score(standing.low)}–{words.score(standing.high)}",
                *([words.formats.number(standing.tier)] if tiered else []),
            )
        )
    return Table(
        caption=_(N_("All units, best first")),
        head=tuple(map(_, head)),
        rows=tuple(rows),
        numbers=frozenset(range(1, 6)),
        hrefs=tuple(source.path(one.code) for one in ranked),
    )


def where(source: Source, words: Words) -> Section | None:
    """How the totals lie, on the map, by county and by size."""
    _, spread = words.translate, source.numbers.spread
    if spread is None:
        return None
    blocks: list[Block] = [pictures.distribution(spread, source.protocol.pass_mark, words)]
    if drawn := pictures.country_map(source, words):
        blocks.append(drawn)
    for found, identity, title, first in (
        (pictures.groups_of(source.places, words.language), "counties", N_("The scores of each county"), N_("County")),
        (pictures.sizes_of(source.places, words), "sizes", N_("The scores by size"), N_("Size")),
    ):
        if len(found) > 1:
            blocks.append(pictures.of_groups(found, identity=identity, title=_(title), first=_(first), words=words))
    if len(blocks) > 2:
        text = N_("The median of a county or a size says little about one of its units: the strokes lie far apart.")
        blocks.append(Paragraph(_(text), Voice.NOTE))
    return Section(key="where", title=_(N_("How the scores lie")), blocks=tuple(blocks))
