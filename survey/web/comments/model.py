"""The tagger's models: what the one in use knows, a new one trained and compared, an earlier one brought back."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments.language import in_language
from scoring.comments.tagger.card import Card
from survey.problems import Problem
from survey.steps import use_tagger, want_tagger
from survey.store import corrections, people, taggers, tags
from survey.tagger import LEAST_HELD, USABLE, Model, ModelStatus, Origin
from survey.texts import N_
from survey.web.comments import card, codes
from survey.web.comments.codes import Scheme
from survey.web.comments.filters import LANGUAGES
from survey.web.comments.frame import COORDINATOR, HOME, framed
from survey.web.page import redirect
from survey.web.request import Request

PLACE = f"{HOME}/model"
EARLIER = 20
STATUSES = {
    ModelStatus.WANTED: N_("waits to be trained"),
    ModelStatus.TRAINING: N_("is being trained"),
    ModelStatus.CANDIDATE: N_("ready, you decide"),
    ModelStatus.IN_USE: N_("in use"),
    ModelStatus.FORMER: N_("was in use"),
    ModelStatus.REFUSED: N_("no better"),
    ModelStatus.FAILED: N_("could not be trained"),
}
TAGS = {ModelStatus.IN_USE: "done", ModelStatus.CANDIDATE: "accent", ModelStatus.FAILED: "warning"}
ORIGINS = {
    Origin.STARTER: N_("made by itself when these categories came into use"),
    Origin.CORRECTIONS: N_("asked for"),
}
LAST = N_("It is tried against the one before and stored.")
DOING = {"": N_("It begins in a few seconds."), "words": N_("It reads the words of the examples.")}


class Look(msgspec.Struct, frozen=True, kw_only=True):
    scheme: Scheme
    models: list[Model] = []
    """The newest first."""
    earlier: list[Model] = []
    """Of former versions of the categories."""
    reviewed: int = 0
    waiting: int = 0
    names: dict[int, str] = {}

    @property
    def in_use(self) -> Model | None:
        return next((one for one in self.models if one.status is ModelStatus.IN_USE), None)

    @property
    def only_starter(self) -> bool:
        """Whether the one in use saw only examples that ship; in a later version what was said follows."""
        in_use = self.in_use
        return in_use is not None and in_use.origin is Origin.STARTER and self.scheme.version == 1

    @property
    def under_way(self) -> Model | None:
        busy = (ModelStatus.WANTED, ModelStatus.TRAINING)
        return next((one for one in self.models if one.status in busy), None)

    @property
    def undecided(self) -> Model | None:
        """The newest one, where a person may still choose it; one that failed is told of too."""
        open_ = (ModelStatus.CANDIDATE, ModelStatus.REFUSED, ModelStatus.FAILED)
        trained = [one for one in self.models if one is not self.under_way]
        return next((one for one in trained[:1] if one.status in open_), None)

    @property
    def former(self) -> Model | None:
        """Which one a roll-back brings back: the one that was in use last."""
        since = [one for one in self.models if one.status is ModelStatus.FORMER and one.used_at]
        return max(since, key=lambda one: one.used_at, default=None)  # type: ignore[arg-type, return-value]


@get(PLACE, guards=[COORDINATOR])
async def show(request: Request) -> Response[Any]:
    found = await request.read(looked_up)
    cards = {one.id: known for one in found.models if (known := card.card_of(one.card))}
    using = cards.get(found.in_use.id) if found.in_use else None
    return framed(
        request,
        "comments/model.html",
        found=found,
        cards=cards,
        using=using,
        told=card.told(using, found.scheme, request.language) if using else (),
        made_with=made_with(using),
        axis_names={one.code: in_language(one.name, request.language) for one in found.scheme.axes},
        statuses=STATUSES,
        status_tags=TAGS,
        origins=ORIGINS,
        doing=DOING,
        last=LAST,
        usable=USABLE,
        least_held=LEAST_HELD,
        languages_known=LANGUAGES,
    )


def looked_up(connection: sa.Connection) -> Look:
    scheme = codes.in_use(connection)
    models = taggers.of_scheme(connection, scheme.version)
    former = [one for version in range(scheme.version - 1, 0, -1) for one in taggers.of_scheme(connection, version)]
    ids = {id for one in (*models, *former) for id in (one.wanted_by, one.used_by) if id}
    return Look(
        scheme=scheme,
        models=models,
        earlier=former[:EARLIER],
        reviewed=corrections.number(connection, scheme.version),
        waiting=tags.how_many_wait(connection),
        names=people.names(connection, ids),
    )


def made_with(using: Card | None) -> str:
    return ", ".join(f"{name} {version}" for name, version in using.versions.items()) if using else ""


@post(f"{PLACE}/train", guards=[COORDINATOR])
async def train(request: Request) -> Response[Any]:
    try:
        await request.step(want_tagger.want, by=request.person.id)
    except Problem as problem:
        return redirect(request, PLACE, said=problem.title, kind="warning", **problem.values)
    return redirect(request, PLACE, said=N_("A new model is being trained. You can leave this page meanwhile."))


@post(f"{PLACE}/{{model_id:int}}/use", guards=[COORDINATOR])
async def use(request: Request, model_id: FromPath[int]) -> Response[Any]:
    try:
        await request.step(use_tagger.use, model_id, by=request.person.id)
    except Problem as problem:
        return redirect(request, PLACE, said=problem.title, kind="warning", **problem.values)
    said = N_("This model is in use now. Comments that nobody has reviewed are sorted anew.")
    return redirect(request, PLACE, said=said)


HANDLERS = [show, train, use]
