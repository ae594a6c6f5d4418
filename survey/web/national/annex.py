"""The end of the national report: development, what the test does not say, how it was done, what was contested."""

from instruments.instrument import Outcome
from instruments.language import in_language
from instruments.protocol import Missing
from instruments.scenario import Channel
from survey.document import Block, Paragraph, Point, Points, Section, Table, Voice
from survey.explain import STATUSES
from survey.ledger import Origin
from survey.national import Development
from survey.standing import Ranges
from survey.texts import N_
from survey.web import ranking_view
from survey.web.formats import NOTHING
from survey.web.national.source import Source
from survey.web.ranking_view import Words


def development(source: Source, words: Words) -> Section:
    """Level and development apart: the one by all items of each wave, the other by those that both have."""
    _, found = words.translate, source.numbers.development
    blocks: list[Block] = []
    if found is None:
        blocks.append(Paragraph(_(N_("There is no earlier wave by the same rules to compare with."))))
    else:
        before = source.before.name if source.before else NOTHING
        text = N_(
            "The development counts only items that both waves have (%(linked)s for the middle unit, %(left)s"
            " in one wave only). The level is each wave's own and moves with what was asked."
        )
        number = words.formats.number
        blocks += [
            Paragraph(moved(found, words)),
            levels(found, source, before, words),
            Paragraph(_(text, linked=number(found.linked, 0), left=number(found.left_out, 0)), Voice.NOTE),
        ]
        for units, title in ((found.up, N_("Clearly up")), (found.down, N_("Clearly down"))):
            blocks.append(Paragraph(_(N_("%(what)s: %(n)s units."), what=_(title), n=len(units))))
            if units:
                points = (change_of(source, unit, words) for unit in units)
                blocks.append(Points(tuple(points)))
        text = N_(
            "Clear means that at most one in twenty of these units is expected to be named by chance "
            "(Benjamini and Hochberg)."
        )
        blocks.append(Paragraph(_(text), Voice.NOTE))
    blocks.append(Paragraph(_(N_("Earlier tests, 2005 to 2019")), Voice.NOTE, "/history"))
    return Section(key="development", title=_(N_("Development since earlier waves")), blocks=tuple(blocks))


def moved(found: Development, words: Words) -> str:
    mean = found.mean
    if mean.estimate is None or mean.low is None or mean.high is None:
        return words.translate(N_("How units moved cannot be told."))
    values = {"n": found.units, "change": signed(mean.estimate, words)}
    values |= {"low": signed(mean.low, words), "high": signed(mean.high, words)}
    if mean.low <= 0 <= mean.high:
        text = N_("Over %(n)s units no change can be told: %(change)s on average (%(low)s to %(high)s).")
    else:
        text = N_("Over %(n)s units the score moved by %(change)s on average (%(low)s to %(high)s).")
    return words.translate(text, **values)


def signed(value: float, words: Words) -> str:
    sign = "+" if round(value, 1) > 0 else "−" if round(value, 1) < 0 else ""
    return sign + words.score(abs(value))


def levels(found: Development, source: Source, before: str, words: Words) -> Table:
    _, score = words.translate, words.score
    rows = ((before, score(found.level_before)), (source.wave.name, score(found.level_after)))
    return Table(
        caption=_(N_("Level: the mean score of the units that were in both waves")),
        head=(_(N_("Wave")), _(N_("Mean score"))),
        rows=rows,
        numbers=frozenset({1}),
        hrefs=(f"/rankings/{source.before.id}" if source.before else "", source.path()),
    )


def change_of(source: Source, unit: int, words: Words) -> Point:
    place = source.names[unit]
    one = place.standing.moved
    if one is None or one.low is None or one.high is None:
        return Point("", place.name, source.path(place.code))
    text = N_("%(change)s (%(low)s to %(high)s)")
    values = {"change": signed(one.change, words), "low": signed(one.low, words), "high": signed(one.high, words)}
    return Point(words.translate(text, **values), place.name, source.path(place.code))


def limits(source: Source, words: Words) -> Section:
    """What the test does not say."""
    _ = words.translate
    texts = (
        N_("It says nothing about the quality of the services themselves, nor about how many residents were content."),
        N_("It says nothing about any member of staff: each figure is that of a unit."),
        N_(
            "A place is not exact. Another draw of questions would have given another order; the ranges say "
            "how far it could go."
        ),
        N_("Few contacts stand behind the figure of one unit in one part: there only large differences mean anything."),
        N_("Two waves can be compared by the items that both have, not by places or totals."),
    )
    points = tuple(Point(_(text)) for text in texts)
    return Section(key="limits", title=_(N_("What the test does not say")), blocks=(Points(points),))


def method(source: Source, words: Words) -> Section:
    _, protocol = words.translate, source.protocol
    weights = ", ".join(f"{name} {share}" for name, share in ranking_view.weights(protocol, words))
    version = _(N_("version %(n)s"), n=protocol.version)
    rows = [
        (_(N_("Rules")), f"{in_language(protocol.title, words.language)} ({protocol.id}, {version})"),
        (_(N_("Contacts with each unit")), planned(source, words)),
        (_(N_("What each part counts")), weights or NOTHING),
        (_(N_("Clock")), clock(source, words)),
        (_(N_("Counts as 0 points")), missing(source, Missing.ZERO, words)),
        (_(N_("Left out of the calculation")), missing(source, Missing.LEAVE, words)),
        (_(N_("Intervals and ranges of places")), ranges(source, words)),
        (_(N_("Seed of the draws")), str(source.wave.seed)),
    ]
    if source.numbers.compared:
        rows.append((_(N_("Comparison of service areas")), areas(source, words)))
    if source.program:
        rows.append((_(N_("Program")), source.program))
    head = (_(N_("What")), _(N_("How it was done")))
    blocks: list[Block] = [Table(caption=_(N_("The method in short")), head=head, rows=tuple(rows))]
    if source.publication:
        text = N_("Fingerprint of the data (SHA-256): %(sha256)s")  # too long for a cell on paper
        blocks.append(Paragraph(_(text, sha256=source.publication.sha256), Voice.NOTE))
        text = N_("Everything needed to work it out again (JSON)")
        blocks.append(Paragraph(_(text), href=source.path("bundle.json")))
        text = N_("Who has the file checks every figure with the command: medlytt verify FILE")
        blocks.append(Paragraph(_(text), Voice.NOTE))
    links = [Point(address, "", address if address.startswith("http") else "") for address in protocol.sources]
    if links:
        blocks += [Paragraph(_(N_("Sources of the rules"))), Points(tuple(links))]
    return Section(key="method", title=_(N_("How it was done")), blocks=tuple(blocks))


def planned(source: Source, words: Words) -> str:
    parts = [
        f"{words.translate(name)} {source.protocol.inquiries(channel)}{twice(source, channel, words)}"
        for channel in source.protocol.channels
        if (name := ranking_view.CHANNELS.get(channel))
    ]
    return ", ".join(parts) or NOTHING


def twice(source: Source, channel: Channel, words: Words) -> str:
    web = source.protocol.web
    if channel is not Channel.WEB or web is None or len(web.devices) < 2:
        return ""
    return " " + words.translate(N_("(each on a phone and on a computer)"))


def clock(source: Source, words: Words) -> str:
    """When an e-mail was in time."""
    timing, _ = source.protocol.clock, words.translate
    if timing is None:
        return _(N_("The rules state no deadline."))
    texts = {
        "hours_skipping_weekends": N_("%(n)s hours, weekends not counted"),
        "working_days_from_next_day": N_("%(n)s working days, the day of sending is day 0"),
        "working_days_noon_rule": N_("%(n)s working days, the day of sending is day 1 if sent before 12:00"),
    }
    return _(texts[timing.kind.value], n=timing.limit)


def missing(source: Source, rule: Missing, words: Words) -> str:
    found = [
        words.translate(text)
        for status, text in STATUSES.items()
        if source.protocol.when_missing(Outcome(status)) is rule
    ]
    return ", ".join(found) or NOTHING


def ranges(source: Source, words: Words) -> str:
    method, _ = source.method, words.translate
    level = words.formats.percent(method.level)
    if method.ranges is Ranges.PERCENTILE:
        text = N_("The inquiries of each unit drawn again %(n)s times; the middle %(level)s of what comes out.")
    else:
        text = N_(
            "Sets that hold all true places at once with %(level)s certainty (Mogstad, Romano, Shaikh and "
            "Wilhelm 2024), %(n)s draws; scores with their standard error."
        )
    return _(text, n=words.formats.number(method.draws), level=level)


def areas(source: Source, words: Words) -> str:
    text = N_(
        "Over the units that were tested in both, by the mean of their differences (Student's t); with %(level)s "
        "certainty for all pairs at once (Holm 1979)."
    )
    return words.translate(text, level=words.formats.percent(source.method.level))


def contacts(source: Source, words: Words) -> Section:
    """How many contacts there were, and what was contested."""
    _, number, ends = words.translate, words.formats.number, source.numbers.ends
    text = N_("%(n)s contacts with %(units)s units; %(left)s of them leave the score.")
    told = _(text, n=number(ends.contacts), units=number(len(source.places)), left=number(ends.left_out))
    objections = sum(one.origin is Origin.OBJECTION for one in source.entries)
    errata = len(source.entries) - objections
    text = N_("%(n)s items changed after an objection of a unit, %(errata)s after publication.")
    if source.publication and not source.heard:
        text = N_("Published without right of reply. %(errata)s items changed after publication.")
    changed = Paragraph(_(text, n=number(objections), errata=number(errata)), href=source.path("ledger"))
    blocks = (Paragraph(told), changed)
    return Section(key="contacts", title=_(N_("Contacts and objections")), blocks=blocks)
