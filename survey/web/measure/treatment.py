"""Equal treatment in words, in a picture and in figures: does the same question get the same answer and tone?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from scoring.treatment import Comparison, Factor, Limit, Part, Shares
from survey.measurement.treatment import ENOUGH, MANNER, WHOLE, Measured, Pairs, Treatment, sure
from survey.plots.dots import Row
from survey.plots.gaps import gap_plot
from survey.steps.measure import TREATMENT
from survey.texts import N_
from survey.web import words as texts
from survey.web.guards import allow_public
from survey.web.measure.frame import framed, kept
from survey.web.ranking import board_of, words_of
from survey.web.ranking_view import Words
from survey.web.request import Request
from survey.web.shelf import ready

SAME = 5.0
"""Points of 100: where an interval stays within so many, two levels got the same for all that matters."""
LEVEL = 0.05
FACTORS = {
    Factor.UNIT: N_("Which unit was asked"),
    Factor.QUESTION: N_("Which question was asked"),
    Factor.PERSONA: N_("Who asks"),
    Factor.FORM: N_("Written form"),
    Factor.CHANNEL: N_("Channel"),
    Factor.TESTER: N_("Which tester asked and graded"),
}
LEVELS: Mapping[Factor, Mapping[str, str]] = {
    Factor.PERSONA: {
        "young": N_("People under 30"),
        "middle": N_("People of 30 to 59"),
        "old": N_("People of 60 and more"),
    },
    Factor.FORM: {"nb": N_("Bokmål"), "nn": N_("Nynorsk"), "sv": N_("Swedish"), "en": N_("English")},
    Factor.CHANNEL: texts.CHANNELS,
}
LIMITS = {
    Limit.ONE_LEVEL: N_("There was only one, so there is nothing to compare."),
    Limit.TIED: N_("It changed only together with something else, so nothing can be said of it alone."),
    Limit.PARTLY_TIED: N_("Some of it changed only together with something else; the figure is about the rest."),
    Limit.NO_REST: N_("There are too few contacts to tell this from chance."),
}
MEASURES = {WHOLE: N_("The answer as a whole"), MANNER: N_("The tone")}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison as it is told; the first got more where they differ."""

    first: str
    second: str
    difference: float | None
    low: float | None
    high: float | None
    questions: int
    adjusted: float | None
    sentence: str
    differs: bool


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of one factor."""

    name: str
    same_unit: bool
    lines: tuple[Line, ...]
    picture: str
    few: bool


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    contacts: int
    groups: tuple[Group, ...]
    shares: tuple[tuple[str, Part, str], ...]
    rest: float | None

    @property
    def empty(self) -> bool:
        return all(group.few for group in self.groups) and all(part.share is None for _, part, _ in self.shares)


@get("/rankings/{wave_id:int}/equal-treatment", guards=[allow_public], sync_to_thread=True)
def show(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: drawn(request, wave_id))


def drawn(request: Request, wave_id: int) -> Response[Any]:
    board, words = board_of(request, wave_id), words_of(request)
    found = kept(request, wave_id, TREATMENT, Treatment)
    inside = request.user is not None and request.user.coordinates
    chapters = [chapter(one, words, inside=inside) for one in found.measured] if found else []
    return framed(
        request, "treatment", board, found=found, chapters=chapters, inside=inside, lead=lead(chapters, words),
        enough=ENOUGH,
    )  # fmt: skip


def lead(chapters: Sequence[Chapter], words: Words) -> str:
    lines = [line for each in chapters for group in each.groups for line in group.lines if line.sentence]
    if not lines:
        return words.translate(N_("There is too little yet to say whether everybody is met alike."))
    differing = [line.sentence for line in lines if line.differs]
    if not differing:
        none = words.translate(N_("Nothing that could be compared shows that the answer depends on it."))
        return " ".join([none, *untold(chapters, words)])
    return words.ngettext(
        "%(n)s comparison shows a difference: %(first)s",
        "%(n)s comparisons show a difference, the first of them: %(first)s",
        len(differing),
        first=differing[0],
    )


def untold(chapters: Sequence[Chapter], words: Words) -> Iterator[str]:
    """What nothing can be said of: else no difference would be read as sameness."""
    told = {group.name for each in chapters for group in each.groups if not group.few}
    few = [name for name in dict.fromkeys(g.name for each in chapters for g in each.groups) if name not in told]
    if few:
        yield words.translate(N_("There is too little to say anything of: %(what)s."), what=", ".join(few).lower())


def chapter(one: Measured, words: Words, *, inside: bool) -> Chapter:
    told = one.by_testers if inside else one.shares
    return Chapter(
        name=words.translate(MEASURES[one.measure]),
        contacts=one.contacts,
        groups=tuple(group(pairs, words, identity=f"{one.measure}-{pairs.factor}") for pairs in one.pairs),
        shares=tuple(parts(told, words)),
        rest=told.rest_share,
    )


def parts(told: Shares, words: Words) -> Iterator[tuple[str, Part, str]]:
    for one in told.parts:
        yield words.translate(FACTORS[one.factor]), one, words.translate(LIMITS[one.limit]) if one.limit else ""


def group(pairs: Pairs, words: Words, *, identity: str) -> Group:
    lines = tuple(line(one, words) for one in pairs.compared if one.questions)
    shown = [one for one in lines if one.sentence]
    name = words.translate(FACTORS[pairs.factor])
    return Group(
        name=name,
        same_unit=pairs.same_unit,
        lines=lines,
        few=not shown,
        picture=picture(shown, words, identity=identity, name=name) if shown else "",
    )


def line(one: Comparison, words: Words) -> Line:
    """The sentence is empty where there are too few questions for one."""
    estimate, low, high = one.difference.estimate, one.difference.low, one.difference.high
    first, second = (level(one.factor, code, words) for code in (one.first, one.second))
    differs = sure(one) and one.adjusted is not None and one.adjusted < LEVEL
    if estimate is not None and estimate < 0:
        first, second, estimate = second, first, -estimate
        low, high = (None if end is None else -end for end in (high, low))
    return Line(
        first=first,
        second=second,
        difference=estimate,
        low=low,
        high=high,
        questions=one.questions,
        adjusted=one.adjusted,
        sentence=sentence(words, differs, estimate, (low, high), names=(first, second)) if sure(one) else "",
        differs=differs,
    )


def sentence(
    words: Words,
    differs: bool,
    estimate: float | None,
    ends: tuple[float | None, float | None],
    *,
    names: tuple[str, str],
) -> str:
    if differs:
        text = N_("%(first)s got %(difference)s points more than %(second)s; it could be %(low)s to %(high)s.")
    elif all(end is not None and abs(end) <= SAME for end in ends):
        text = N_(
            "%(first)s and %(second)s got much the same: "
            "difference %(difference)s points, could be %(low)s to %(high)s."
        )
    else:
        text = N_(
            "%(first)s and %(second)s cannot be told apart: "
            "difference %(difference)s points, could be %(low)s to %(high)s."
        )
    first, second = names
    low, high = (words.score(end) for end in ends)
    return words.translate(text, first=first, second=second, difference=words.score(estimate), low=low, high=high)


def level(factor: Factor, code: str, words: Words) -> str:
    return words.translate(LEVELS[factor][code]) if code in LEVELS[factor] else code


def picture(lines: Sequence[Line], words: Words, *, identity: str, name: str) -> str:
    return gap_plot(
        [
            Row(
                label=words.translate(N_("%(first)s above %(second)s"), first=one.first, second=one.second),
                value=one.difference or 0,
                low=one.low or 0,
                high=one.high or 0,
                chosen=one.differs,
            )
            for one in lines
        ],
        identity=identity,
        title=words.translate(N_("%(what)s: differences in points"), what=name),
        description=" ".join(one.sentence for one in lines),
        middle=words.translate(N_("No difference")),
        number=lambda tick: words.formats.number(tick, 0),
    )


HANDLERS = [show]
