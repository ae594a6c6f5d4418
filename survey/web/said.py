"""What citizens said in surveys that were published with a ranking: apart from the test, and never mixed into it."""

from collections.abc import Sequence

import msgspec

from survey.document import Block, Paragraph, Section, Table, Voice
from survey.released import EVERYBODY, Figure, Survey
from survey.texts import N_
from survey.web.ranking_view import Words
from survey.web.surveys.words import CHANNELS

APART = N_(
    "These are answers of people who had been in contact themselves. They count nothing in the test, and the test "
    "counts nothing in them."
)
REPLIED = N_("Who got no reply leaves the index; their share stands beside it.")
WIDE = N_(
    "Small numbers are hidden, so that nobody’s answer can be worked out. Where grades are told in coarser steps the "
    "interval is the widest that fits."
)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One channel of a survey, as it is read."""

    channel: str
    index: str
    could_be: str
    people: str
    no_reply: str


class Heard(msgspec.Struct, frozen=True):
    """What one survey says of a unit."""

    title: str
    lines: tuple[Line, ...]


def of_unit(surveys: Sequence[Survey], unit: int, words: Words) -> list[Heard]:
    found = [Heard(one.title, tuple(lines(one, unit, words))) for one in surveys]
    return [one for one in found if one.lines]


def lines(one: Survey, unit: int, words: Words) -> list[Line]:
    known = [channel for channel in CHANNELS if channel in one.channels]
    found = []
    for channel in known:
        index, without = one.figure(unit, channel, "skr"), one.figure(unit, channel, "no_reply")
        if index or without:
            found.append(line(channel, index, without, words))
    return found


def line(channel: str, index: Figure | None, without: Figure | None, words: Words) -> Line:
    hidden, ends = words.translate(N_("hidden")), ""
    if index:
        ends = f"{words.score(index.low)} – {words.score(index.high)}"
    return Line(
        channel=words.translate(CHANNELS[channel]),
        index=words.score(index.value) if index else hidden,
        could_be=ends,
        people=words.formats.number(index.n) if index else "",
        no_reply=words.formats.percent(without.value / 100) if without else hidden,
    )


def head(words: Words) -> tuple[str, ...]:
    names = N_("Channel"), N_("Index, 0 to 100"), N_("Could be"), N_("People who answered"), N_("No reply")
    return tuple(words.translate(name) for name in names)


def citizens(surveys: Sequence[Survey], words: Words) -> Section | None:
    """Of all units together."""
    _ = words.translate
    blocks: list[Block] = []
    for one in surveys:
        rows = lines(one, EVERYBODY, words)
        units = len({asked.unit for asked in one.counts})
        text = N_("%(title)s: results of %(n)s units are published with this ranking.")
        blocks.append(Paragraph(_(text, title=one.title, n=words.formats.number(units))))
        if rows:
            told = tuple((row.channel, row.index, row.could_be, row.people, row.no_reply) for row in rows)
            caption = _(N_("All units together, by channel"))
            blocks.append(Table(caption=caption, head=head(words), rows=told, numbers=frozenset({1, 2, 3, 4})))
    if not blocks:
        return None
    notes = [Paragraph(_(text), Voice.NOTE) for text in (APART, REPLIED, WIDE)]
    return Section(key="citizens", title=_(N_("What citizens said")), blocks=(*blocks, *notes))
