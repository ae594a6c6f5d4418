"""Tells the published results of the municipality test of 2005 to 2019, test by test, never as one line."""

from collections.abc import Mapping, Sequence

from instruments import bank
from instruments.language import in_language
from survey import history, league
from survey.document import Block, Document, Paragraph, Picture, Point, Points, Section, Table, Voice
from survey.history import COUNTRY, Place, Result, Today
from survey.plots.apart import Box, apart_plot
from survey.texts import N_
from survey.web.formats import NOTHING
from survey.web.ranking_view import Words

SECTORS = {
    "barn_og_skole": "school", "tekniske_tjenester": "technical", "sosiale_tjenester": "social",
    "pleie_og_omsorg": "care", "helse": "health", "fritid_og_kultur": "culture", "informasjonstjenester": "general",
}  # fmt: skip
TOPICS = {
    "barnehage": N_("kindergarten"),
    "byggesaker": N_("building permits"),
    "sykehjem": N_("nursing homes"),
    "idrett": N_("sports"),
    "internett": N_("web"),
    "e-post": N_("e-mail"),
    "telefon": N_("phone"),
}
BANDS = dict(zip(history.BANDS, (N_("very good"), N_("good"), N_("middling"), N_("below the middle")), strict=True))
RULES = ("2010", "2011", "2013", "2016", "2019")
DOUBTFUL = {
    "2008": N_("The page that tells this figure is about advice on debt; which test it is from is not known."),
    "2009": N_("Nothing is known about how this test was done."),
    "2005-2016": N_("Means over all tests of these years, as newspapers told them. The rules changed between them."),
}
UNDER_WAY = N_("%(year)s: %(told)s")


def told(found: Sequence[Result], known: Mapping[str, Today], words: Words, *, number: str = "") -> Document:
    """`number`: of a municipality of today, whose results come first."""
    units = {one.municipality for one in found if not one.mean_of}
    own = history.of_number(found, dict(known), number) if number else []
    _ = words.translate
    lead = _(
        N_(
            "%(n)s results of %(units)s municipalities are on public pages that we know. Most results never "
            "were public."
        ),
        n=sum(not one.mean_of for one in found),
        units=len(units),
    )
    return Document(
        title=_(N_("Earlier tests, 2005 to 2019")),
        language=words.language,
        opening=(Paragraph(lead, Voice.LEAD),),
        sections=(
            *([chosen(own, known, words, number=number)] if own else []),
            about(words),
            side_by_side(found, own, words),
            Section(key="tests", title=_(N_("Test by test")), blocks=(), sections=tuple(tests(found, words))),
            by_municipality(found, known, words),
        ),
        footer=_(N_("Facts from public pages; each row leads to its page.")),
    )


def about(words: Words) -> Section:
    _ = words.translate
    points = (
        N_(
            "Each test had its own questions, weights and clock. A score of one year cannot be compared with "
            "that of another, and the pictures here draw no line from one to the next."
        ),
        N_(
            "Who was best and who was last was told more often than the rest, so that the known results are "
            "no fair sample."
        ),
        N_("Places and words are those of the page. A page of a newspaper or a municipality may be wrong."),
        N_(
            "Many municipalities were merged in 2020. A result stands with today's municipality only where it"
            " is sure which one that is; small changes of borders are not followed."
        ),
    )
    blocks: list[Block] = [Points(tuple(Point(_(text)) for text in points))]
    blocks.append(Paragraph(_(N_("Figures from Sweden")), href="/history/sweden"))
    return Section(key="about", title=_(N_("What is known, and what is not")), blocks=tuple(blocks))


def side_by_side(found: Sequence[Result], own: Sequence[Result], words: Words) -> Section:
    _, score = words.translate, words.score
    boxes, rows, said = [], [], []
    mine = {one.year: one for one in own if one.total is not None}
    for year in RULES:
        of_year = [one for one in found if one.year == year and one.total is not None]
        totals = tuple(one.total for one in of_year if one.total is not None and not one.mean_of)
        mean = next((one.total for one in of_year if one.mean_of == COUNTRY), None)
        boxes.append(
            Box(
                label=year,
                values=totals,
                mean=mean,
                mean_label=score(mean),
                chosen=mine[year].total if year in mine else None,
                chosen_label=score(mine[year].total) if year in mine else "",
            )
        )
        rows.append((year, str(len(totals)), score(min(totals)), score(max(totals)), score(mean)))
        text = N_("%(year)s: %(n)s known, from %(low)s to %(high)s")
        said.append(_(text, year=year, n=len(totals), low=score(min(totals)), high=score(max(totals))))
    head = (N_("Test"), N_("Known scores"), N_("Lowest known"), N_("Highest known"), N_("Mean of the country"))
    title = _(N_("Known scores, test by test"))
    picture = Picture(
        svg=apart_plot(boxes, identity="apart", title=title, description="; ".join(said) + "."),
        alt="; ".join(said) + ".",
        caption=_(
            N_(
                "Each dot is a municipality whose score is public, the dotted line the mean of all. The boxes"
                " stand apart, since each test had its own rules."
            )
        ),
        table=Table(caption=title, head=tuple(map(_, head)), rows=tuple(rows), numbers=frozenset({1, 2, 3, 4})),
    )
    return Section(key="side", title=_(N_("Side by side, not compared")), blocks=(picture,))


def tests(found: Sequence[Result], words: Words) -> list[Section]:
    return [
        test(year, [one for one in found if one.year == year], words) for year in dict.fromkeys(r.year for r in found)
    ]


def test(year: str, found: Sequence[Result], words: Words) -> Section:
    _ = words.translate
    notes: list[Block] = []
    if year in DOUBTFUL:
        notes.append(Paragraph(_(DOUBTFUL[year]), Voice.NOTE))
    elif year in RULES:
        notes.append(
            Paragraph(
                _(N_("What is known of the rules stands in the protocol %(id)s."), id=f"kommunetest-{year}"), Voice.NOTE
            )
        )
    return Section(key=f"test-{year}", title=year.replace("-", "–"), blocks=(*notes, table(found, words, by="place")))


def table(found: Sequence[Result], words: Words, *, by: str) -> Table:
    """Each row leads to the page that tells it."""
    _ = words.translate
    first = N_("Test") if by == "year" else N_("Municipality")
    return Table(
        caption=_(N_("Results that are public")),
        head=(_(first), _(N_("Score")), _(N_("Place")), _(N_("Parts"))),
        rows=tuple(
            (
                year_and_name(one) if by == "year" else name(one, words),
                words.score(one.total),
                place(one.place, words),
                parts(one, words),
            )
            for one in found
        ),
        numbers=frozenset({1}),
        hrefs=tuple(one.sources[0] for one in found),
    )


def year_and_name(one: Result) -> str:
    return f"{one.year.replace('-', '–')}, {one.municipality}"


def name(one: Result, words: Words) -> str:
    if not one.mean_of:
        return one.municipality
    if one.mean_of == COUNTRY:
        return words.translate(N_("Mean of the country"))
    return words.translate(N_("Mean of %(county)s"), county=one.mean_of)


def place(one: Place, words: Words) -> str:
    """As far as the page tells it."""
    _, told_parts = words.translate, []
    if one.band:
        told_parts.append(_(BANDS[one.band]))
    if one.national is not None:
        told_parts.append(_(N_("%(n)s of the country"), n=one.national))
    where = one.county or _(N_("its county"))
    if one.local is not None and one.of is not None:
        told_parts.append(_(N_("%(n)s of %(of)s in %(county)s"), n=one.local, of=one.of, county=where))
    elif one.local is not None:
        told_parts.append(_(N_("%(n)s in %(county)s"), n=one.local, county=where))
    if one.last:
        told_parts.append(_(N_("last in %(county)s"), county=where))
    return ", ".join(told_parts) or NOTHING


def parts(one: Result, words: Words) -> str:
    return "; ".join(f"{part(code, words)} {words.formats.number(value)}" for code, value in one.parts) or NOTHING


def part(code: str, words: Words) -> str:
    if code in TOPICS:
        return words.translate(TOPICS[code])
    sector = bank.protocol("kommunetest-2016", None).sector(SECTORS[code])
    return in_language(sector.name, words.language).lower() if sector else code


def by_municipality(found: Sequence[Result], known: Mapping[str, Today], words: Words) -> Section:
    _ = words.translate
    of: dict[str, list[Result]] = {}
    for one in found:
        if not one.mean_of:
            of.setdefault(one.municipality, []).append(one)
    names = sorted(of, key=lambda one: league.letters(one, words.language))
    rows = tuple(
        (one, today(known.get(one), words), "; ".join(short(each, words) for each in of[one])) for one in names
    )
    found_table = Table(
        caption=_(N_("What is known of each municipality")),
        head=(_(N_("Municipality")), _(N_("Today")), _(N_("Results"))),
        rows=rows,
        hrefs=tuple(f"/history?unit={known[one].number}" if one in known else "" for one in names),
    )
    return Section(key="municipalities", title=_(N_("By municipality")), blocks=(found_table,))


def short(one: Result, words: Words) -> str:
    shown = words.score(one.total) if one.total is not None else place(one.place, words)
    return words.translate(UNDER_WAY, year=one.year.replace("-", "–"), told=shown)


def today(one: Today | None, words: Words) -> str:
    if one is None:
        return NOTHING
    if one.same:
        return words.translate(N_("the same (%(number)s)"), number=one.number)
    return words.translate(N_("part of a larger one (%(number)s)"), number=one.number)


def chosen(own: Sequence[Result], known: Mapping[str, Today], words: Words, *, number: str) -> Section:
    """The results of the municipality that the reader came from."""
    _ = words.translate
    names = sorted({one.municipality for one in own}, key=lambda one: league.letters(one, words.language))
    blocks: list[Block] = [table(own, words, by="year")]
    if any(not known[one].same for one in names):
        note = N_("Before it was merged with others: these results are of a smaller municipality.")
        blocks.insert(0, Paragraph(_(note), Voice.NOTE))
    title = _(N_("%(names)s (number %(number)s today)"), names=", ".join(names), number=number)
    return Section(key="unit", title=title, blocks=tuple(blocks))
