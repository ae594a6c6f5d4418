"""What citizens say of a unit, beside what the test found and never mixed with it: for the house only."""

from collections.abc import Iterator

import msgspec

from survey.document import Block, Paragraph, Section, Table, Voice
from survey.report import Frequent
from survey.texts import N_
from survey.web.reports.names import Teller
from survey.web.surveys.words import CHANNELS

RANGE = N_("%(low)s to %(high)s")


class Grade(msgspec.Struct, frozen=True):
    """The index of one channel, 0 to 100, of so many answers; None where nothing may be said."""

    channel: str
    value: float | None
    low: float | None
    high: float | None
    answers: int


class Quote(msgspec.Struct, frozen=True):
    """A comment that stands for many, masked; read when the page is, and kept in no report."""

    category: str
    text: str
    language: str = ""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    round_id: int
    title: str
    grades: tuple[Grade, ...] = ()
    quotes: tuple[Quote, ...] = ()


def citizens(tell: Teller, said: Said | None, *, house: bool) -> Section | None:
    if not house:
        return None
    title = tell(N_("What citizens say"))
    if said is None:
        nothing = N_("No survey of citizens in the time of the test has anything to show of this unit.")
        return Section(key="citizens", title=title, blocks=(Paragraph(tell(nothing), Voice.NOTE),))
    about = N_(
        "From the survey “%(title)s”. It measures what people felt, the test what they got: neither changes the other."
    )
    blocks: list[Block] = [Paragraph(tell(about, title=said.title), href=f"/results/surveys/{said.round_id}")]
    if said.grades:
        blocks.append(grades(tell, said.grades))
    if tell.report.voices:
        blocks.append(voices(tell, tell.report.voices))
    else:
        few = N_("There are too few comments on this unit to show what they are about.")
        blocks.append(Paragraph(tell(few), Voice.NOTE))
    blocks += quotes(tell, said.quotes)
    return Section(key="citizens", title=title, blocks=tuple(blocks))


def grades(tell: Teller, found: tuple[Grade, ...]) -> Table:
    heads = (N_("Channel"), N_("Index, 0 to 100"), N_("Could be"), N_("Number of answers"))
    return Table(
        caption=tell(N_("How people graded it")),
        head=tuple(map(tell, heads)),
        rows=tuple(
            (
                tell(CHANNELS[one.channel]),
                tell.points(one.value),
                tell(RANGE, low=tell.points(one.low), high=tell.points(one.high)),
                tell.words.formats.number(one.answers),
            )
            for one in found
        ),
        numbers=frozenset({1, 2, 3}),
    )


def voices(tell: Teller, found: tuple[Frequent, ...]) -> Table:
    heads = (N_("What comments are about"), N_("Share here"), N_("Could be"), N_("Elsewhere"), N_("Stands out"))
    caption = N_("What comments are about")
    if tell.report.comments is not None:
        caption = N_("What %(n)s comments are about")
    return Table(
        caption=tell(caption, n=tell.words.formats.number(tell.report.comments)),
        head=tuple(map(tell, heads)),
        rows=tuple(
            (
                tell.category(one.axis, one.code),
                tell.percent(one.share),
                tell(RANGE, low=tell.percent(one.low), high=tell.percent(one.high)),
                tell.percent(one.elsewhere),
                tell(N_("yes")) if one.stands_out else "–",
            )
            for one in found
        ),
        numbers=frozenset({1, 2, 3}),
    )


def quotes(tell: Teller, found: tuple[Quote, ...]) -> Iterator[Block]:
    for one in found:
        yield Paragraph(tell(N_("One of many about “%(category)s”:"), category=one.category))
        yield Paragraph(one.text, Voice.QUOTE, language=one.language)
