"""What lies between a unit and the best third: a picture, every cause in numbers, sectors and channels."""

from collections.abc import Iterator, Sequence

from instruments.protocol import Scoring
from survey.document import Block, Paragraph, Picture, Section, Table, Voice
from survey.plots.waterfall import Step, waterfall
from survey.report import Loss
from survey.texts import N_
from survey.web.reports.names import Teller
from survey.web.unit_page import in_protocols_order

DRAWN = 8
LONGEST = 52
NOTHING = 0.005


def distance(tell: Teller) -> Section | None:
    one = tell.report
    if one.distance is None or one.total is None or one.best is None:
        return None
    shown = [each for each in one.losses if abs(each.points) >= NOTHING]
    blocks: tuple[Block, ...] = (Paragraph(tell(lead(shown))),)
    if shown:
        picture = Picture(
            svg=drawn(tell, shown),
            alt=alternative(tell, shown),
            caption=tell(N_("From this unit's score to that of the best third, in points")),
            table=numbers(tell, shown),
        )
        note = N_("Each figure is what the unit loses there more than the best third; a minus is a lead.")
        blocks = (*blocks, picture, Paragraph(tell(note), Voice.NOTE))
    return Section(key="distance", title=tell(N_("What lies between here and the best third")), blocks=blocks)


def lead(shown: Sequence[Loss]) -> str:
    if any(each.points > 0 for each in shown):
        return N_("The causes that cost most, the largest first; together they make up the whole distance.")
    return N_("There is no cause by which this unit loses more than the best third.")


def steps(tell: Teller, shown: Sequence[Loss]) -> Iterator[tuple[str, float]]:
    """The largest causes, the rest of them together, what the unit is ahead in, and what no cause explains."""
    worse, better = [one for one in shown if one.points > 0], [one for one in shown if one.points < 0]
    few = worse if len(worse) <= DRAWN + 1 else worse[:DRAWN]
    yield from ((tell.cause(one), one.points) for one in few)
    if rest := worse[len(few) :]:
        text = tell.words.ngettext("%(n)s smaller cause", "%(n)s smaller causes", len(rest))
        yield text, sum(one.points for one in rest)
    if better:
        yield tell(N_("Where this unit is ahead")), sum(one.points for one in better)
    if abs(tell.report.mix) >= NOTHING:
        yield tell(N_("Tested on other things")), tell.report.mix


def drawn(tell: Teller, shown: Sequence[Loss]) -> str:
    one = tell.report
    return waterfall(
        [Step(shortened(label), points, signed(tell, points)) for label, points in steps(tell, shown)],
        start=one.total or 0.0,
        ends=(
            tell(N_("Here %(score)s"), score=tell.points(one.total)),
            tell(N_("Best third %(score)s"), score=tell.points(one.best)),
        ),
        identity="distance-picture",
        title=tell(N_("What lies between here and the best third")),
        description=alternative(tell, shown),
    )


def shortened(label: str) -> str:
    """As much as a phone has room for; the numbers below have it in full."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def alternative(tell: Teller, shown: Sequence[Loss]) -> str:
    said = "; ".join(f"{label} {signed(tell, points)}" for label, points in list(steps(tell, shown))[:3])
    text = N_("Steps from %(own)s to %(best)s points. The first: %(causes)s.")
    return tell(text, own=tell.points(tell.report.total), best=tell.points(tell.report.best), causes=said)


def signed(tell: Teller, points: float) -> str:
    told = tell.points(abs(points))
    return f"\N{MINUS SIGN}{told}" if points < 0 else f"+{told}"


def numbers(tell: Teller, shown: Sequence[Loss]) -> Table:
    heads = (N_("Cause"), N_("Points of the distance"), N_("Points lost"), N_("Inquiries that lost points"))
    formats = tell.words.formats
    rows = [
        (
            tell.cause(one),
            formats.number(one.points, 2),
            formats.number(one.lost, 2),
            tell.contacts(one.channel, one.times, one.of),
        )
        for one in shown
    ]
    rows.append((tell(N_("Tested on other things")), formats.number(tell.report.mix, 2), "–", "–"))
    rows.append((tell(N_("Distance to the best third")), formats.number(tell.report.distance, 2), "–", "–"))
    caption = tell(N_("All causes, the most points first"))
    return Table(caption=caption, head=tuple(map(tell, heads)), rows=tuple(rows), numbers=frozenset({1, 2}))


def parts(tell: Teller) -> Section | None:
    tables = [one for one in (table(tell, "sectors"), table(tell, "channels")) if one]
    if not tables:
        return None
    title = tell(N_("Service areas and channels beside the best third and all"))
    return Section(key="parts", title=title, blocks=tuple(tables))


def table(tell: Teller, kind: str) -> Table | None:
    by_channel = tell.names.protocol.scoring in (Scoring.CHANNEL_WEIGHTS, Scoring.POINTS)
    by_code = {one.code: one for one in tell.report.figures if one.kind == kind}
    found = [by_code[code] for code in in_protocols_order(by_code, tell.names.protocol)]
    if not found or (kind == "sectors" and by_channel):
        return None
    heads = (N_("Service area") if kind == "sectors" else N_("Channel"), N_("Here"), N_("Best third"), N_("All"))
    return Table(
        caption=tell(N_("Service areas, score") if kind == "sectors" else N_("Channels, score")),
        head=tuple(map(tell, heads)),
        rows=tuple(
            (
                tell.sector(one.code),
                tell(N_("not tested")) if one.own is None else tell.points(one.own),
                tell.points(one.best),
                tell.points(one.every),
            )
            for one in found
        ),
        numbers=frozenset({1, 2, 3}),
    )
