"""Tells the press what may be said of a wave, with its range and its source, and what may not."""

from collections.abc import Iterator

from scoring import interval
from survey import league
from survey.document import Block, Document, Paragraph, Point, Points, Section, Voice
from survey.explain import CAVEAT
from survey.league import Place
from survey.texts import N_
from survey.web import ranking_view
from survey.web.national import annex, chapters, pictures, telling
from survey.web.national.source import Source
from survey.web.ranking_view import Words

HOLD = 5
NOT = 3
EMBARGO = N_("Embargo: nothing here may be published before the ranking is. The figures may still change.")


def told(source: Source, words: Words) -> Document:
    _, wave = words.translate, source.wave
    opening: list[Block] = [Paragraph(telling.lead(source, words), Voice.LEAD)]
    if source.publication is None:
        opening.insert(0, Paragraph(_(EMBARGO)))
    sections = [
        Section(
            key="holds", title=_(N_("What holds")), blocks=(Points(tuple(holds(source, words))[:HOLD], numbered=True),)
        ),
        Section(
            key="not",
            title=_(N_("What may not be said")),
            blocks=(Points(tuple(not_so(source, words))[:NOT], numbered=True),),
        ),
        quoting(source, words),
        *([tiers(source, words)] if source.numbers.tiers else []),
        graphics(source, words),
    ]
    return Document(
        title=_(N_("%(wave)s: for the press"), wave=wave.name),
        subtitle=f"{words.formats.date(wave.starts_on)} – {words.formats.date(wave.ends_on)}",
        language=words.language,
        opening=tuple(opening),
        sections=tuple(sections),
        footer=licence(source, words) if source.publication else _(EMBARGO),
    )


def licence(source: Source, words: Words) -> str:
    """Facts are free; whoever shows the picture says whose it is."""
    return f"{terms(source, words)} {source.url}{source.path()}"


def terms(source: Source, words: Words) -> str:
    text = N_("%(wave)s, %(operator)s. Free to use with this line as the source.")
    return words.translate(text, wave=source.wave.name, operator=source.operator or "Medlytt")


def holds(source: Source, words: Words) -> Iterator[Point]:
    """Each follows from the figures; those that would not are left out."""
    numbers, _ = source.numbers, words.translate
    if not numbers.spread:
        return
    yield Point(ranking_view.lead(source.places, words), "", source.path())
    if numbers.top and len(numbers.top) < len(league.ranked(source.places)):
        yield Point(telling.best(source, words), "", source.path("report#tiers"))
    text = N_("Half of the %(n)s units lie between %(low)s and %(high)s, all between %(least)s and %(most)s.")
    spread, score = numbers.spread, words.score
    values = {"low": score(spread.low), "high": score(spread.high), "n": spread.units}
    values |= {"least": score(spread.least), "most": score(spread.most)}
    yield Point(_(text, **values), "", source.path("report#where"))
    if said := telling.answered(source, words):
        yield Point(said, "", source.path("report#channels"))
    if said := apart(source, words):
        yield Point(said, "", source.path("report#sectors"))
    if numbers.development:
        yield Point(annex.moved(numbers.development, words), "", source.path("report#development"))
    text = N_("%(n)s contacts with %(units)s units; %(left)s of them leave the score.")
    number, ends = words.formats.number, numbers.ends
    counts = {"n": number(ends.contacts), "units": number(len(source.places)), "left": number(ends.left_out)}
    yield Point(_(text, **counts), "", source.path("report#contacts"))


def apart(source: Source, words: Words) -> str:
    """The service areas that differ most, if that is clear among all pairs (Student's t, paired; Bonferroni)."""
    known = [one for one in source.numbers.sectors if one.spread]
    if len(known) < 2:
        return ""
    ordered = sorted(known, key=lambda one: one.spread.middle if one.spread else 0.0)
    low, high = ordered[0].code, ordered[-1].code
    gaps = []
    for place in source.places:
        more, less = place.standing.sectors.get(high), place.standing.sectors.get(low)
        if more is not None and less is not None:
            gaps.append(more - less)
    pairs = len(known) * (len(known) - 1) / 2
    found = interval.mean(gaps, level=1 - (1 - source.method.level) / pairs) if gaps else None
    if found is None or found.estimate is None or found.low is None or found.high is None or found.low <= 0:
        return ""
    names = chapters.names(source, words)
    text = N_(
        "With these questions units reach %(gap)s points more in %(more)s than in %(less)s on average "
        "(%(low)s to %(high)s)."
    )
    values = {"gap": words.score(found.estimate), "low": words.score(found.low), "high": words.score(found.high)}
    return words.translate(text, more=names[high], less=names[low], **values)


def not_so(source: Source, words: Words) -> Iterator[Point]:
    """With the reason, from this wave's own figures."""
    _, ranked = words.translate, league.ranked(source.places)
    if pair := inseparable(source):
        text = N_("The ranges of the two allow the opposite order: places %(a)s and places %(b)s.")
        said = _(N_("«%(a)s is better than %(b)s.»"), a=pair[0].name, b=pair[1].name)
        yield Point(_(text, a=span(pair[0], words), b=span(pair[1], words)), said, source.path(pair[0].code))
    middle = ranked[len(ranked) // 2] if ranked else None
    if middle is not None and middle.standing.rank_low != middle.standing.rank_high:
        said = _(N_("«%(unit)s is number %(n)s in the country.»"), unit=middle.name, n=middle.standing.rank)
        text = N_("It could be any of the places %(range)s.")
        yield Point(_(text, range=span(middle, words)), said, source.path(middle.code))
    text = N_("Information and service were measured, nothing else.")
    yield Point(_(text), _(N_("«The services are bad.»")), source.path("report#limits"))
    text = N_("Only a change whose interval does not hold zero, also among so many units, is one.")
    yield Point(_(text), _(N_("«It fell many places, so it got worse.»")), source.path("report#development"))


def inseparable(source: Source) -> tuple[Place, Place] | None:
    """The first of a tier and the next in it; without tiers two whose ranges of places hold each other's place."""
    for tier in source.numbers.tiers:
        first = tier.places[0]
        for other in tier.places[1:]:
            if other.standing.rank != first.standing.rank:
                return first, other
    if source.numbers.tiers:
        return None
    ranked = league.ranked(source.places)
    pairs = zip(ranked, ranked[1:], strict=False)
    return next(((one, other) for one, other in pairs if overlap(one, other)), None)


def overlap(better: Place, worse: Place) -> bool:
    one, other = better.standing, worse.standing
    if one.rank == other.rank:
        return False
    return (other.rank_low or 0) <= (one.rank or 0) and (one.rank_high or 0) >= (other.rank or 0)


def span(one: Place, words: Words) -> str:
    """All at once where that is known: a sentence on two units must hold for both."""
    low = one.standing.rank_low_all or one.standing.rank_low
    high = one.standing.rank_high_all or one.standing.rank_high
    return f"{words.formats.number(low)}–{words.formats.number(high)}"


def quoting(source: Source, words: Words) -> Section:
    _, day = words.translate, words.formats.date
    dated = N_("Say when it was done (%(begin)s to %(end)s), and how many contacts each unit had.")
    points = [
        Point(_(N_("Give the range with each place and each score: they stand together in the table."))),
        Point(_(CAVEAT)),
        Point(_(dated, begin=day(source.wave.starts_on), end=day(source.wave.ends_on))),
    ]
    links = [
        Point("", _(N_("The national report")), source.path("report")),
        Point("", _(N_("How it was done")), source.path("report#method")),
        Point("", _(N_("The table as a file (CSV)")), source.path("table.csv")),
    ]
    if source.publication:
        links.append(Point("", _(N_("Everything needed to work it out again (JSON)")), source.path("bundle.json")))
    if source.email:
        text = N_("Questions: %(name)s, %(email)s")
        name = source.operator or source.email
        links.append(Point(_(text, name=name, email=source.email), "", f"mailto:{source.email}"))
    blocks = (Points(tuple(points)), Points(tuple(links)))
    return Section(key="quote", title=_(N_("How to quote")), blocks=blocks)


def tiers(source: Source, words: Words) -> Section:
    title = words.translate(N_("Tiers"))
    return Section(key="tiers", title=title, blocks=(telling.tier_table(source.numbers.tiers, words),))


def graphics(source: Source, words: Words) -> Section:
    _ = words.translate
    blocks: list[Block] = []
    text = N_("Download this picture (SVG)")
    if source.numbers.spread:
        blocks.append(pictures.distribution(source.numbers.spread, source.protocol.pass_mark, words))
        blocks.append(Paragraph(_(text), href=source.path("press/spread.svg")))
    if drawn := pictures.country_map(source, words):
        blocks += [drawn, Paragraph(_(text), href=source.path("press/map.svg"))]
    return Section(key="pictures", title=_(N_("Pictures")), blocks=tuple(blocks))
