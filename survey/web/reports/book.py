"""A report told as a workbook: the sums follow from the cells, so that one can try what it would take."""

from collections.abc import Iterator

from scoring.finding import Kind as About
from survey.document import Paragraph, Points
from survey.peer import closest
from survey.printing.book import Book, Cell, Column, Fact, Grid, Kind, Leaf
from survey.report import Proposal, Report
from survey.texts import N_
from survey.web import inquired_words, peer_words
from survey.web.ranking_view import Words
from survey.web.reports.first import place
from survey.web.reports.method import method
from survey.web.reports.names import Names, Teller
from survey.web.reports.telling import footer

SUMMARY, PROPOSED, DISTANCE = N_("Summary"), N_("What to do first"), N_("Distance")
PARTS, PROMISES, CITIZENS, METHOD = N_("Areas and channels"), N_("Promises"), N_("Citizens"), N_("Method")
SINCE = N_("Then and now")


def book(report: Report, names: Names, words: Words, *, house: bool = False) -> Book:
    """`house`: with how often comments are about what; never with a comment itself."""
    tell = Teller(report=report if house else report.without_citizens(), names=names, words=words)
    figures = summary(tell), proposals(tell), distance(tell), parts(tell), promises(tell), citizens(tell), since(tell)
    leaves = (*figures, how(tell, house))
    return Book(
        title=tell(N_("Improvement report: %(unit)s"), unit=names.places[report.unit_id].name),
        subject=names.wave.name,
        footer=footer(tell),
        leaves=tuple(one for one in leaves if one),
    )


def summary(tell: Teller) -> Leaf:
    one = tell.report
    stands = [
        Fact(key="rank", label=tell(N_("Place")), value=one.rank, kind=Kind.WHOLE),
        Fact(key="rank_low", label=tell(N_("Place could be, from")), value=one.rank_low, kind=Kind.WHOLE),
        Fact(key="rank_high", label=tell(N_("Place could be, to")), value=one.rank_high, kind=Kind.WHOLE),
        Fact(key="units", label=tell(N_("Units with a place")), value=one.units, kind=Kind.WHOLE),
    ]
    facts = [
        Fact(key="unit", label=tell(N_("Unit")), value=tell.names.places[one.unit_id].name),
        Fact(key="wave", label=tell(N_("Test")), value=tell.names.wave.name),
        Fact(key="total", label=tell(N_("Score")), value=one.total, kind=Kind.SCORE),
        Fact(key="low", label=tell(N_("Could be, from")), value=one.low, kind=Kind.SCORE),
        Fact(key="high", label=tell(N_("Could be, to")), value=one.high, kind=Kind.SCORE),
        *inquiries(tell),
        *among_peers(tell),
        *stands,
        Fact(key="best", label=tell(N_("Best third, average")), value=one.best, kind=Kind.SCORE),
    ]
    if one.distance is not None:
        causes = Fact(
            key="causes",
            label=tell(N_("Sum of all causes (sheet “%(sheet)s”)"), sheet=tell(DISTANCE)),
            value=one.distance,
            kind=Kind.POINTS,
            formula="SUM({causes_table.points})",
        )
        away = Fact(
            key="distance",
            label=tell(N_("Distance to the best third")),
            value=one.distance,
            kind=Kind.POINTS,
            formula="{best}-{total}",
        )
        facts += [away, causes]
    heading = tell(N_("Improvement report: %(unit)s"), unit=tell.names.places[one.unit_id].name)
    return Leaf(name=tell(SUMMARY), heading=heading, notes=(place(tell),), facts=tuple(facts))


def inquiries(tell: Teller) -> Iterator[Fact]:
    one = tell.report.inquired
    if one is None:
        return
    yield Fact(key="made", label=tell(inquired_words.MADE), value=one.made, kind=Kind.WHOLE)
    yield Fact(key="graded", label=tell(inquired_words.GRADED), value=one.graded, kind=Kind.WHOLE)
    yield Fact(key="counted", label=tell(inquired_words.COUNTED), value=one.counted, kind=Kind.WHOLE)
    yield Fact(key="tasks", label=tell(inquired_words.TASKS), value=one.tasks, kind=Kind.WHOLE)


def among_peers(tell: Teller) -> Iterator[Fact]:
    """Its place in the closest group of its like, before that in the whole table."""
    one = closest(tell.report.peers)
    if one is None:
        return
    group = peer_words.name(one.kind, one.group, tell.words)
    yield Fact(key="peer_group", label=tell(N_("Peer group")), value=group)
    yield Fact(key="peer_rank", label=tell(N_("Place in the peer group")), value=one.rank, kind=Kind.WHOLE)
    yield Fact(key="peer_low", label=tell(N_("Place in the peer group, lowest")), value=one.rank_low, kind=Kind.WHOLE)
    yield Fact(
        key="peer_high", label=tell(N_("Place in the peer group, highest")), value=one.rank_high, kind=Kind.WHOLE
    )
    yield Fact(key="peer_units", label=tell(N_("Units in the peer group")), value=one.of, kind=Kind.WHOLE)


def proposals(tell: Teller) -> Leaf | None:
    if not tell.report.proposals:
        return None
    columns = (
        Column(key="place", heading=tell(N_("No.")), kind=Kind.WHOLE),
        Column(key="what", heading=tell(N_("What")), kind=Kind.LONG),
        Column(key="points", heading=tell(N_("Points of the distance")), kind=Kind.POINTS, sum=True, bars=True),
        Column(key="times", heading=tell(N_("Inquiries that lost points")), kind=Kind.WHOLE),
        Column(key="of", heading=tell(N_("Of inquiries")), kind=Kind.WHOLE),
        Column(key="good", heading=tell(N_("Who does it well")), kind=Kind.LONG),
        Column(key="who", heading=tell(N_("Who does what, by when")), kind=Kind.LONG),
    )
    rows = tuple(_proposal(tell, one) for one in tell.report.proposals)
    grid = Grid(key="proposals_table", columns=columns, rows=rows, total=tell(N_("Sum")))
    return Leaf(name=tell(PROPOSED), heading=tell(PROPOSED), grid=grid)


def _proposal(tell: Teller, one: Proposal) -> tuple[Cell, ...]:
    good = one.loss.examples if one.loss else ()
    counted = one.kind is not About.COMMENTS
    return (
        one.place,
        tell.proposal(one),
        one.loss.points if one.loss else None,
        one.times if counted else None,
        one.of if counted else None,
        ", ".join(tell.names.places[each.unit_id].name for each in good),
        "",
    )


def distance(tell: Teller) -> Leaf | None:
    one = tell.report
    if one.distance is None:
        return None
    columns = (
        Column(key="cause", heading=tell(N_("Cause")), kind=Kind.LONG),
        Column(key="channel", heading=tell(N_("Channel"))),
        Column(key="points", heading=tell(N_("Points of the distance")), kind=Kind.POINTS, sum=True, bars=True),
        Column(
            key="part",
            heading=tell(N_("Share of the distance")),
            kind=Kind.SHARE,
            formula="IF({distance}=0,0,{points}/{distance})",
        ),
        Column(key="lost", heading=tell(N_("Points lost")), kind=Kind.POINTS, sum=True),
        Column(key="times", heading=tell(N_("Inquiries that lost points")), kind=Kind.WHOLE),
        Column(key="of", heading=tell(N_("Of inquiries")), kind=Kind.WHOLE),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            tell.cause(each),
            tell.channel(each.channel),
            each.points,
            each.points / one.distance if one.distance else 0.0,
            each.lost,
            each.times,
            each.of,
        )
        for each in one.losses
    ]
    mix = one.mix / one.distance if one.distance else 0.0
    rows.append((tell(N_("Tested on other things")), "", one.mix, mix, None, None, None))
    grid = Grid(key="causes_table", columns=columns, rows=tuple(rows), total=tell(N_("Sum")))
    note = tell(N_("Each figure is what the unit loses there more than the best third; a minus is a lead."))
    return Leaf(
        name=tell(DISTANCE), heading=tell(N_("What lies between here and the best third")), notes=(note,), grid=grid
    )


def parts(tell: Teller) -> Leaf | None:
    if not tell.report.figures:
        return None
    columns = (
        Column(key="kind", heading=tell(N_("Kind"))),
        Column(key="name", heading=tell(N_("Name"))),
        Column(key="own", heading=tell(N_("Here")), kind=Kind.SCORE, bars=True),
        Column(key="best", heading=tell(N_("Best third")), kind=Kind.SCORE),
        Column(key="every", heading=tell(N_("All")), kind=Kind.SCORE),
        Column(
            key="away",
            heading=tell(N_("Here less than the best third")),
            kind=Kind.POINTS,
            formula='IF(OR({own}="",{best}=""),"",{best}-{own})',
        ),
    )
    kinds = {"sectors": tell(N_("Service area")), "channels": tell(N_("Channel"))}
    rows = tuple(
        (
            kinds.get(one.kind, one.kind),
            tell.sector(one.code),
            one.own,
            one.best,
            one.every,
            None if one.own is None or one.best is None else one.best - one.own,
        )
        for one in tell.report.figures
    )
    return Leaf(name=tell(PARTS), heading=tell(PARTS), grid=Grid(key="parts_table", columns=columns, rows=rows))


def promises(tell: Teller) -> Leaf | None:
    if not tell.report.promises:
        return None
    columns = (
        Column(key="promise", heading=tell(N_("Promise")), kind=Kind.LONG),
        Column(key="kept", heading=tell(N_("Kept")), kind=Kind.WHOLE),
        Column(key="broken", heading=tell(N_("Broken")), kind=Kind.WHOLE),
        Column(key="unknown", heading=tell(N_("Not known")), kind=Kind.WHOLE),
        Column(
            key="share",
            heading=tell(N_("Share kept")),
            kind=Kind.SHARE,
            formula='IF({kept}+{broken}=0,"",{kept}/({kept}+{broken}))',
        ),
    )
    rows = tuple(
        (
            tell.promise(one.code),
            one.kept,
            one.broken,
            one.unknown,
            one.kept / (one.kept + one.broken) if one.kept + one.broken else None,
        )
        for one in tell.report.promises
    )
    grid = Grid(key="promises_table", columns=columns, rows=rows)
    return Leaf(name=tell(PROMISES), heading=tell(N_("Promises kept and broken")), grid=grid)


def citizens(tell: Teller) -> Leaf | None:
    """Only what the pages show: categories of five comments or more."""
    if not tell.report.voices:
        return None
    columns = (
        Column(key="category", heading=tell(N_("Category")), kind=Kind.LONG),
        Column(key="share", heading=tell(N_("Share of the comments")), kind=Kind.SHARE, bars=True),
        Column(key="low", heading=tell(N_("Could be, from")), kind=Kind.SHARE),
        Column(key="high", heading=tell(N_("Could be, to")), kind=Kind.SHARE),
        Column(key="elsewhere", heading=tell(N_("Elsewhere")), kind=Kind.SHARE),
    )
    rows = tuple(
        (tell.category(one.axis, one.code), one.share, one.low, one.high, one.elsewhere) for one in tell.report.voices
    )
    grid = Grid(key="citizens_table", columns=columns, rows=rows)
    return Leaf(name=tell(CITIZENS), heading=tell(N_("What citizens say")), grid=grid)


def since(tell: Teller) -> Leaf | None:
    """What became of the findings of the wave before, and of how many contacts or comments each share is."""
    if not tell.report.effects:
        return None
    columns = (
        Column(key="what", heading=tell(N_("Proposed then")), kind=Kind.LONG),
        Column(key="before", heading=tell(N_("Then")), kind=Kind.SHARE),
        Column(key="of_before", heading=tell(N_("Then of how many")), kind=Kind.WHOLE),
        Column(key="after", heading=tell(N_("Now")), kind=Kind.SHARE),
        Column(key="of_after", heading=tell(N_("Now of how many")), kind=Kind.WHOLE),
    )
    rows = tuple(
        (tell.proposal(one.proposal), one.before, one.of_before, one.after, one.of_after) for one in tell.report.effects
    )
    note = tell(N_("Of how many: inquiries in which it could have been lost or broken; of comments, all of them."))
    heading = tell(N_("What has become of it since the last wave"))
    grid = Grid(key="since_table", columns=columns, rows=rows)
    return Leaf(name=tell(SINCE), heading=heading, notes=(note,), grid=grid)


def how(tell: Teller, house: bool) -> Leaf:
    lines = tuple(_lines(tell, house))
    facts = tuple(
        Fact(key=f"method_{'abcdefghijklmnopqrst'[at]}", label=label or str(at + 1), value=text, kind=Kind.LONG)
        for at, (label, text) in enumerate(lines)
    )
    return Leaf(name=tell(METHOD), heading=tell(N_("How this was worked out, and what it cannot say")), facts=facts)


def _lines(tell: Teller, house: bool) -> Iterator[tuple[str, str]]:
    for block in method(tell, house=house).blocks:
        match block:
            case Paragraph():
                yield "", block.text
            case Points():
                yield from ((one.lead, one.text) for one in block.points)
