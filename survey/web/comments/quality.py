"""How good the categories are: against people at random, between two people blind to each other, and over time."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post

from instruments.language import in_language
from scoring.agreement import Agreement
from scoring.comments import quality
from scoring.comments.drift import LEAST, Drift, Of, Verdict
from scoring.comments.quality import Trust
from survey.plots.spans import Span, span_plot
from survey.problems import Problem
from survey.steps import blind
from survey.store import blinds, comment_choices
from survey.store.blinds import Draw
from survey.texts import N_
from survey.web.comments import codes, quality_figures
from survey.web.comments.codes import Scheme
from survey.web.comments.filters import LANGUAGES, LONGEST
from survey.web.comments.frame import COORDINATOR, HOME, READERS, framed
from survey.web.comments.quality_figures import Agreed
from survey.web.formats import Formats
from survey.web.forms import Whole, bind, typed
from survey.web.page import redirect
from survey.web.request import Request

PLACE = f"{HOME}/quality"
SIZE = 50
TRUST = {
    Trust.GOOD: N_("can be trusted"),
    Trust.FAIR: N_("shows the outline"),
    Trust.POOR: N_("a first impression"),
    Trust.FEW: N_("too few checked"),
}
TAGS = {Trust.GOOD: "done", Trust.FAIR: "accent", Trust.POOR: "warning", Trust.FEW: ""}
TRUSTED = (0.8, 0.667)
"""K. Krippendorff, "Content Analysis" (4th ed. 2019), 12: reliable; good enough for tentative conclusions."""
VERDICTS = {
    Verdict.TOO_FEW: N_("too few comments to say"),
    Verdict.STEADY: N_("no more than chance"),
    Verdict.SLIGHT: N_("changed a little"),
    Verdict.DRIFTED: N_("changed"),
}


class Look(msgspec.Struct, frozen=True, kw_only=True):
    scheme: Scheme
    categories: list[quality.Category]
    wholes: list[quality.Whole]
    agreed: list[Agreed]
    draws: list[Draw]
    periods: list[str]
    before: str
    after: str
    drift: list[Drift]

    @property
    def checked(self) -> int:
        return max((one.checked for one in self.wholes), default=0)

    @property
    def alarms(self) -> list[Drift]:
        return [one for one in self.drift if one.verdict is Verdict.DRIFTED]


@get(PLACE, guards=[READERS])
async def show(request: Request) -> Response[Any]:
    asked = [typed(request.query_params.get(name, ""))[:LONGEST] for name in ("before", "after")]
    found = await request.read(looked_up, *asked)
    language = request.language
    return framed(
        request,
        "comments/quality.html",
        found=found,
        axes=[(one, in_language(one.name, language)) for one in found.scheme.axes],
        by_axis={one.code: quality_figures.by_axis(found.categories, one.code) for one in found.scheme.axes},
        pictures={one.code: picture(request, found, one.code) for one in found.scheme.axes},
        every=quality.EVERY,
        called=lambda axis, code: found.scheme.name(axis, code, language),
        trusts=TRUST,
        trust_tags=TAGS,
        means=means,
        verdicts=VERDICTS,
        margins=Of.MARGINS,
        least=LEAST,
        size=SIZE,
        largest=blind.LARGEST,
        languages_known=LANGUAGES,
    )


def looked_up(connection: sa.Connection, before: str, after: str) -> Look:
    scheme = codes.in_use(connection)
    checks = quality_figures.checks(connection, scheme.version)
    coded = quality_figures.coded(connection, scheme.version)
    periods = comment_choices.known(connection).periods
    after = after if after in periods else (periods[-1] if periods else "")
    earlier = [one for one in periods if one < after]
    before = before if before in periods else (earlier[-1] if earlier else "")
    axes = [one.code for one in scheme.axes]
    both = before and after and before != after
    return Look(
        scheme=scheme,
        categories=quality.categories(checks),
        wholes=quality.wholes(checks),
        agreed=[quality_figures.agreed(coded, one) for one in scheme.axes] if coded else [],
        draws=blinds.every(connection, scheme.version),
        periods=periods,
        before=before,
        after=after,
        drift=quality_figures.drifted(connection, scheme.version, axes, before, after) if both else [],
    )


def means(found: Agreement) -> str:
    """What an alpha says, by its lower end where there is one."""
    if found.alpha is None:
        return N_("cannot be said yet")
    least = found.alpha if found.low is None else found.low
    if least >= TRUSTED[0]:
        return N_("two people mean the same")
    return N_("good enough for an outline") if least >= TRUSTED[1] else N_("two people mean different things")


def picture(request: Request, found: Look, axis: str) -> str:
    """Of each category with enough comments how often a suggestion is right; "" for fewer than two."""
    mine = quality_figures.by_axis(found.categories, axis)
    share = Formats(request.language, request.settings.timezone).percent
    spans = [
        Span(
            found.scheme.name(axis, one.code, request.language), right.estimate, right.low, right.high,
            share(right.estimate),
        )
        for one in mine
        if (right := one.precision).estimate is not None and right.low is not None and right.high is not None
        and one.trust is not Trust.FEW
    ]  # fmt: skip
    if len(spans) < 2:
        return ""
    name = next(in_language(one.name, request.language) for one in found.scheme.axes if one.code == axis)
    return span_plot(
        sorted(spans, key=lambda one: -one.value),
        identity=f"right-{axis}",
        title=request.text(N_("Of 100 suggestions, right: %(what)s"), what=name),
        description=request.text(N_("A dot for each category, with its interval; the figures stand in the table.")),
    )


class Sample(msgspec.Struct, frozen=True):
    size: Whole


@post(f"{PLACE}/blind", guards=[COORDINATOR])
async def draw(request: Request) -> Response[Any]:
    try:
        size = bind(Sample, await request.form()).size
        id = await request.step(blind.draw, size, by=request.person.id)
    except Problem as problem:
        return redirect(request, f"{PLACE}", said=problem.title, kind="warning", **problem.values)
    return redirect(request, f"{HOME}/review/blind/{id}", said=N_("The sample is drawn. Somebody else codes it too."))


HANDLERS = [show, draw]
