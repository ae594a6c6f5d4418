"""Results drawn: units beside each other, grades as bars, a trend with its intervals."""

from collections.abc import Sequence
from typing import Any

import msgspec

from instruments.language import in_language
from scoring.indices import Index
from survey.plots.bars import Bar, bar_plot
from survey.plots.dots import Row, dot_plot
from survey.showing import Detail, Told
from survey.texts import N_
from survey.web.formats import Formats
from survey.web.request import Request
from survey.web.surveys import words
from survey.web.surveys.unit_results import Section


class Question(msgspec.Struct, frozen=True, kw_only=True):
    label: str
    told: Told
    index: Index | None
    picture: str
    rows: list[tuple[str, int | None]]


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A section of a unit's page with its pictures."""

    section: Section
    title: str
    figures: list[tuple[str, str, Index]]
    """Name, what it is made of, figure."""
    questions: list[Question]
    trend: str


def formats(request: Request) -> Formats:
    return Formats(request.language, request.settings.timezone)


def units(request: Request, rows: Sequence[Any], channel: str) -> str:
    """Units with enough answers, best first; blank for fewer than two."""
    mine = [row for row in rows if row.channel == channel]
    found = sorted(mine, key=lambda row: -(row.cell.figures.skr.value or 0))
    if len(found) < 2:
        return ""
    dots = [dot(row.unit.name, row.cell.figures.skr) for row in found]
    return plot(request, dots, f"units-{channel}", N_("Units with at least 100 answers, with their intervals"))


def dot(label: str, index: Index) -> Row:
    value = index.value or 0
    low, high = (value if end is None else end for end in (index.low, index.high))
    return Row(label=label, value=value, low=low, high=high)


def plot(request: Request, dots: Sequence[Row], identity: str, title: str) -> str:
    number = formats(request).number
    told = "; ".join(
        f"{one.label}: {number(one.value, 1)} ({number(one.low, 1)}–{number(one.high, 1)})" for one in dots
    )
    return dot_plot(
        dots, identity=identity, title=request.text(title), description=told, number=lambda one: number(one, 0)
    )


def section(request: Request, one: Section) -> Drawn:
    found = one.cell
    shown = [] if found is None else [each for each in found.questions if each.detail is not Detail.NOTHING]
    return Drawn(
        section=one,
        title=request.text(words.CHANNELS.get(one.channel, one.channel)),
        figures=[] if found is None else list(words.figures(found.figures)),
        questions=[question(request, each, one.channel) for each in shown],
        trend=trend(request, one),
    )


def question(request: Request, told: Told, channel: str) -> Question:
    label = in_language(told.item.label, request.language) or told.item.name
    names = {choice.value: in_language(choice.label, request.language) or choice.value for choice in told.item.choices}
    rows = [(span([names[value] for value in bar.values]), bar.number) for bar in told.bars]
    return Question(
        label=label,
        told=told,
        index=told.index,
        rows=rows,
        picture=bars(request, rows, f"{channel}-{told.item.name}", label),
    )


def span(names: Sequence[str]) -> str:
    """`Hard – Easy`: neighbouring grades taken together."""
    return names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}"


def bars(request: Request, rows: Sequence[tuple[str, int | None]], identity: str, title: str) -> str:
    """Of what is shown; what is hidden stands in the table."""
    number = formats(request).number
    found = [Bar(name, value, number(value)) for name, value in rows if value is not None]
    if not found:
        return ""
    most = max((bar.value or 0 for bar in found), default=0)
    told = "; ".join(f"{bar.label}: {bar.told}" for bar in found)
    return bar_plot(found, most=most, identity=identity, title=title, description=told)


def trend(request: Request, one: Section) -> str:
    """The newest first; blank where there is nothing to compare."""
    dots = [dot(before.asked.title, before.index) for before in one.trend if before.index is not None]
    if len(dots) < 2:
        return ""
    return plot(request, dots, f"trend-{one.channel}", N_("The index, survey by survey, with its interval"))
