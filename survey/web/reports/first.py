"""The beginning of a report: where the unit stands, how sure that is, and what to do first."""

from collections.abc import Iterator

from scoring.finding import Kind
from survey.document import Block, Paragraph, Point, Points, Section, Table, Voice
from survey.report import Effect, Frequent, Moved, Proposal
from survey.texts import N_
from survey.web import inquired_words, peer_words
from survey.web.reports.names import Teller

WIDE = 0.25
"""Of all places: a range that is wider says little."""
SMALL = 0.05
"""Points that read as none."""
SOME = 3
SHOWN = 2
"""Good examples of each proposal that are told with numbers."""

LEADS_TO = {Kind.PROMISE: "#promises", Kind.COMMENTS: "#citizens"}
"""Where a proposal is borne out, but for lost points: those stand with their cases on the unit's page."""


def opening(tell: Teller) -> tuple[Block, ...]:
    """Where do we stand, how sure is that, what comes first."""
    one = tell.report
    found: list[Block] = [Paragraph(place(tell), Voice.LEAD)]
    if one.total is not None:
        found.append(Paragraph(" ".join(filter(None, (score(tell), sureness(tell))))))
    if inquiries := inquired_words.told(one.inquired, tell.words):
        found.append(Paragraph(inquiries, Voice.NOTE))
    if one.proposals:
        found.append(
            Paragraph(tell(N_("To begin with: %(what)s"), what=tell.proposal(one.proposals[0])), href="#first")
        )
    if not tell.names.published:
        text = N_(
            "Not published: only you and those who work with the test see this, and the figures may still change."
        )
        found.append(Paragraph(tell(text), Voice.NOTE))
    return tuple(found)


def place(tell: Teller) -> str:
    one = tell.report
    values = {"rank": one.rank, "low": one.rank_low, "high": one.rank_high, "n": one.units}
    if one.rank is None:
        return tell(N_("Nothing was tested here, so there is no place."))
    if like := peer_words.first(one.peers, tell.words):
        whole = N_("In the whole table: place %(rank)s of %(n)s, could be %(low)s to %(high)s.")
        sure = N_("In the whole table: place %(rank)s of %(n)s.")
        return f"{like} {tell(sure if one.rank_low == one.rank_high else whole, **values)}"
    if one.rank_low == one.rank_high:
        return tell(N_("Place %(rank)s of %(n)s."), **values)
    return tell(N_("Place %(rank)s, could be %(low)s to %(high)s of %(n)s."), **values)


def peers(tell: Teller) -> Section | None:
    """Where it stands in each group of its like."""
    found = tell.report.peers
    if not found:
        return None
    heads = (N_("Units like it"), N_("Units"), N_("Place"), N_("Could be, from"), N_("Could be, to"), N_("Tier"))
    table = Table(
        caption=tell(N_("Its place in each group, held against the units of the group alone")),
        head=tuple(map(tell, heads)),
        rows=tuple(
            (
                peer_words.name(one.kind, one.group, tell.words),
                *map(told, (one.of, one.rank, one.rank_low, one.rank_high, one.tier)),
            )
            for one in found
        ),
        numbers=frozenset(range(1, len(heads))),
    )
    return Section(key="peers", title=tell(N_("Among its like")), blocks=(table,))


def told(number: int | None) -> str:
    return "–" if number is None else str(number)


def score(tell: Teller) -> str:
    one = tell.report
    text = N_("The score is %(score)s and could be %(low)s to %(high)s.")
    if one.low is None or one.high is None:
        text = N_("The score is %(score)s.")
    own = tell(text, score=tell.points(one.total), low=tell.points(one.low), high=tell.points(one.high))
    far = one.distance or 0.0
    away = N_("The best third has %(best)s on average: %(points)s points more.")
    ahead = N_("The best third has %(best)s on average: this unit is %(points)s points above that.")
    level = N_("The best third has %(best)s on average: as much as this unit.")
    chosen = level if abs(far) < SMALL else away if far > 0 else ahead
    return f"{own} {tell(chosen, best=tell.points(one.best), points=tell.points(abs(far)))}"


def sureness(tell: Teller) -> str:
    one = tell.report
    if one.rank_low is None or one.rank_high is None or one.rank_high - one.rank_low < WIDE * one.units:
        return ""
    return tell(N_("So wide a range means that the place itself says little: go by what lies below."))


def first(tell: Teller) -> Section:
    one = tell.report
    if not one.proposals:
        nothing = N_("Nothing stands out: the unit loses hardly anything that the best third does not lose too.")
        return Section(key="first", title=tell(N_("What to do first")), blocks=(Paragraph(tell(nothing)),))
    points = tuple(proposed(tell, each) for each in one.proposals)
    order = N_("In the order in which to act. Each leads to its cases; look at them one by one.")
    blocks = (Paragraph(tell(order)), Points(points, numbered=True))
    return Section(key="first", title=tell(N_("What to do first")), blocks=blocks)


def proposed(tell: Teller, one: Proposal) -> Point:
    lead = tell.proposal(one)
    lead += "" if lead.endswith(("?", "?”", "?»")) else "."
    text = " ".join(reasons(tell, one))
    return Point(text, lead=lead, href=LEADS_TO.get(one.kind) or f"{tell.home}#how")


def reasons(tell: Teller, one: Proposal) -> Iterator[str]:
    """Why, how much, where, and who does it well."""
    match one.kind:
        case Kind.PROMISE:
            yield tell(N_("Not kept in %(contacts)s."), contacts=tell.contacts("", one.times, one.of))
            yield tell(N_("The unit itself has told citizens to expect this."))
        case Kind.COMMENTS:
            yield from (said(tell, each) for each in one.comments)
    if one.loss is None:
        return
    text = N_("Points were lost in %(contacts)s: %(points)s points of the distance to the best third.")
    yield tell(text, contacts=tell.contacts(one.loss.channel, one.times, one.of), points=tell.points(one.loss.points))
    where = [(code, points) for code, points in one.loss.sectors if points >= SMALL and code != one.loss.channel]
    if len(where) > 1:
        most = ", ".join(f"{tell.sector(code)} ({tell.points(points)})" for code, points in where[:2])
        yield tell(N_("Most of it: %(areas)s."), areas=most)
    yield from (said(tell, each) for each in one.comments)
    if advice := tell.advice(one.loss):
        yield advice
    if one.loss.examples:
        names = ", ".join(tell.names.places[each.unit_id].name for each in one.loss.examples[:SOME])
        yield tell(N_("Good examples: %(units)s."), units=names)


def said(tell: Teller, one: Frequent) -> str:
    values = {
        "category": tell.category(one.axis, one.code),
        "share": tell.percent(one.share),
        "elsewhere": tell.percent(one.elsewhere),
    }
    return tell(N_("Citizens: %(share)s of the comments are about “%(category)s”, elsewhere %(elsewhere)s."), **values)


def good(tell: Teller) -> Section | None:
    """Who does well what the proposals are about."""
    found = [
        (each.loss, example) for each in tell.report.proposals if each.loss for example in each.loss.examples[:SHOWN]
    ]
    if not found:
        return None
    table = Table(
        caption=tell(N_("Units that lose the smallest share of the same points")),
        head=tuple(map(tell, (N_("Unit"), N_("What"), N_("Loses there"), N_("Loses here")))),
        rows=tuple(
            (
                tell.names.places[example.unit_id].name,
                tell.cause(loss),
                tell.percent(example.loses),
                tell.percent(loss.share),
            )
            for loss, example in found
        ),
        numbers=frozenset({2, 3}),
        hrefs=tuple(tell.names.home(example.unit_id) for _, example in found),
    )
    text = N_("Ask them how they do it: they met the same test.")
    return Section(key="good", title=tell(N_("Who does it well")), blocks=(Paragraph(tell(text)), table))


def effects(tell: Teller) -> Section | None:
    one = tell.report
    blocks: list[Block] = []
    if one.moved is not None:
        blocks.append(Paragraph(change(tell, one.moved)))
    if one.effects:
        blocks.append(of_findings(tell, one.effects))
    if not blocks:
        return None
    return Section(key="since", title=tell(N_("What has become of it since the last wave")), blocks=tuple(blocks))


def change(tell: Teller, one: Moved) -> str:
    values = {
        "change": tell.words.formats.number(one.change, 1) if one.change <= 0 else f"+{tell.points(one.change)}",
        "low": tell.points(one.low),
        "high": tell.points(one.high),
    }
    text = N_("Over what both tests asked, the score has changed by %(change)s points.")
    if one.low is not None:
        text = N_(
            "Over what both tests asked, the score has changed by %(change)s points (could be %(low)s to %(high)s)."
        )
    clear = N_("That is more than chance explains, also among so many units.")
    chance = N_("The change is not clear: among so many units some move as far by chance.")
    return f"{tell(text, **values)} {tell(clear if one.discovery else chance)}"


def of_findings(tell: Teller, found: tuple[Effect, ...]) -> Table:
    text = N_("What was proposed then: the share that was lost, broken or complained of")
    if any(one.of_before or one.of_after for one in found):  # reports that were made before tell none
        text = N_(
            "What was proposed then: the share that was lost, broken or complained of, and in brackets of how many "
            "inquiries or comments"
        )
    return Table(
        caption=tell(text),
        head=tuple(map(tell, (N_("Proposed then"), N_("Then"), N_("Now")))),
        rows=tuple(
            (
                tell.proposal(each.proposal),
                share_of(tell, each.before, each.of_before, each.proposal.kind),
                share_of(tell, each.after, each.of_after, each.proposal.kind),
            )
            for each in found
        ),
        numbers=frozenset({1, 2}),
    )


def share_of(tell: Teller, share: float | None, of: int | None, kind: Kind) -> str:
    """A share with what it is of, where that may be told."""
    told, ngettext = tell.percent(share), tell.words.ngettext
    if share is None or of is None:
        return told
    if kind is Kind.COMMENTS:
        return ngettext("%(share)s (%(n)s comment)", "%(share)s (%(n)s comments)", of, share=told)
    return ngettext("%(share)s (%(n)s inquiry)", "%(share)s (%(n)s inquiries)", of, share=told)


def promises(tell: Teller) -> Section | None:
    found = tell.report.promises
    if not found:
        return None
    heads = (N_("Promise"), N_("Kept"), N_("Broken"), N_("Not known"))
    table = Table(
        caption=tell(N_("Promises to citizens, held against the inquiries of the test")),
        head=tuple(map(tell, heads)),
        rows=tuple((tell.promise(one.code), str(one.kept), str(one.broken), str(one.unknown)) for one in found),
        numbers=frozenset({1, 2, 3}),
    )
    return Section(key="promises", title=tell(N_("Promises kept and broken")), blocks=(table,))
