"""A chapter for each service area and each channel: what was asked, how units fare, what was hard, who did well."""

from collections.abc import Sequence

from instruments.instrument import Outcome
from instruments.language import in_language
from survey.brought import Asked
from survey.document import Block, Paragraph, Point, Points, Section, Table, Voice
from survey.national import Chapter
from survey.texts import N_
from survey.web import words as texts
from survey.web.derivation import SPEED
from survey.web.formats import NOTHING
from survey.web.national import pictures
from survey.web.national.source import Source
from survey.web.ranking_view import CHANNELS, Words, sector_name

FEW = N_("The best units of a part rest on few contacts each; the ranking as a whole says more.")


def names(source: Source, words: Words) -> dict[str, str]:
    """Code of a sector or a channel -> its name."""
    found = {one.code: sector_name(source.protocol, one.code, words.language) for one in source.numbers.sectors}
    return found | {code: words.translate(name) for code, name in CHANNELS.items()}


def sectors(source: Source, words: Words) -> Section | None:
    if not source.numbers.sectors:
        return None
    _ = words.translate
    title = _(N_("Service areas"))
    return parts(source, source.numbers.sectors, words, key="sectors", title=title)


def channels(source: Source, words: Words) -> Section | None:
    if not source.numbers.channels:
        return None
    found = parts(source, source.numbers.channels, words, key="channels", title=words.translate(N_("Channels")))
    ends = ends_table(source, words)
    return Section(key=found.key, title=found.title, blocks=(*found.blocks, ends), sections=found.sections)


def parts(source: Source, found: Sequence[Chapter], words: Words, *, key: str, title: str) -> Section:
    known = names(source, words)
    blocks: tuple[Block, ...] = ()
    if any(one.spread for one in found):
        blocks = (pictures.chapters(found, known, identity=f"parts-{key}", title=title, words=words),)
    return Section(
        key=key,
        title=title,
        blocks=(*blocks, Paragraph(words.translate(FEW), Voice.NOTE)),
        sections=tuple(chapter(source, one, words, prefix=key, name=known[one.code]) for one in found),
    )


def ends_table(source: Source, words: Words) -> Table:
    """How the contacts of each channel ended: the share that was lost stands beside the scores."""
    _, number = words.translate, words.formats.number
    known = names(source, words)
    rows = []
    for one in source.numbers.channels:
        lost = [one.ends.lost.get(outcome, 0) for outcome in (Outcome.UNANSWERED, Outcome.UNREACHABLE, Outcome.REFUSED)]
        share = words.formats.percent(sum(lost) / one.ends.counted, 1) if one.ends.counted else NOTHING
        figures = (one.ends.contacts, one.ends.answered, one.ends.late, *lost, one.ends.left_out)
        rows.append((known[one.code], *map(number, figures), share))
    head = (
        N_("Channel"), N_("Contacts"), N_("Answered"), N_("Of them too late"), N_("No answer"), N_("Not reached"),
        N_("Refused to answer"), N_("Left out"), N_("Share lost"),
    )  # fmt: skip
    return Table(
        caption=_(N_("How the contacts ended")),
        head=tuple(map(_, head)),
        rows=tuple(rows),
        numbers=frozenset(range(1, 9)),
    )


def chapter(source: Source, one: Chapter, words: Words, *, prefix: str, name: str) -> Section:
    _ = words.translate
    blocks: list[Block] = [Paragraph(fares(one, words))]
    if one.scenarios:
        blocks.append(asked(source, one, words))
    points = []
    for title, items in ((N_("Hardest:"), one.hardest), (N_("Easiest:"), one.easiest)):
        if items:
            points.append(Point("; ".join(item_told(source, item, words) for item in items) + ".", _(title)))
    if points:
        blocks.append(Points(tuple(points)))
    if one.best:
        blocks.append(Paragraph(_(N_("Examples to learn from:"))))
        blocks.append(Points(tuple(example(source, unit, figure, words) for unit, figure in one.best)))
    return Section(key=f"{prefix}-{one.code}", title=name, blocks=tuple(blocks))


def fares(one: Chapter, words: Words) -> str:
    """How units fare, and how many contacts were lost."""
    _, score, number = words.translate, words.score, words.formats.number
    told = []
    if one.spread:
        text = N_("The middle one of %(n)s units reaches %(middle)s, half lie between %(low)s and %(high)s.")
        spread = one.spread
        told.append(
            _(text, n=spread.units, middle=score(spread.middle), low=score(spread.low), high=score(spread.high))
        )
    lost = one.ends.counted - one.ends.answered
    if one.ends.counted:
        share = words.formats.percent(lost / one.ends.counted, 1)
        text = N_("%(lost)s of %(n)s contacts that count were unanswered, not reached or refused (%(share)s).")
        told.append(_(text, lost=number(lost), n=number(one.ends.counted), share=share))
    return " ".join(told)


def asked(source: Source, one: Chapter, words: Words) -> Table:
    """What was asked, the hardest question first."""
    _ = words.translate
    rows = []
    for found in one.scenarios:
        scenario = source.scenarios.get(found.key)
        title = in_language(scenario.title, words.language) if scenario else found.key
        channel = _(texts.CHANNELS[found.channel])
        rows.append((title, channel, words.formats.number(found.times), words.formats.percent(found.share)))
    return Table(
        caption=_(N_("What was asked, the hardest first")),
        head=(_(N_("Question")), _(N_("Channel")), _(N_("Judgements")), _(N_("Share of the points"))),
        rows=tuple(rows),
        numbers=frozenset({2, 3}),
    )


def item_told(source: Source, one: Asked, words: Words) -> str:
    form = source.forms.get(one.channel)
    item = next((each for each in form.items if each.name == one.key), None) if form else None
    label = in_language(item.label, words.language) if item else words.translate(SPEED)
    text = N_("%(item)s (%(channel)s, %(share)s of the points)")
    channel = words.translate(texts.CHANNELS[one.channel])
    return words.translate(text, item=label.rstrip(".?"), channel=channel, share=words.formats.percent(one.share))


def example(source: Source, unit: int, figure: float, words: Words) -> Point:
    place = source.names[unit]
    return Point(words.score(figure), place.name, source.path(place.code))
