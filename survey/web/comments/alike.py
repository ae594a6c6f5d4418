"""Comments that say nearly the same, told once: what many write word for word is read at one look."""

from typing import Any

import msgspec
from litestar import Response, get

from scoring.comments.similar import groups
from survey.comment import LEAST
from survey.store.comments import Page, Shelved
from survey.web.comments import browse, filters
from survey.web.comments.frame import HOME, READERS, framed
from survey.web.request import Request

ALIKE = f"{HOME}/alike"
LOOKED_AT = 600
"""Comments that are held against each other, the first by their random keys: a fair sample of many."""
TOLD = 20


class Group(msgspec.Struct, frozen=True):
    """`number` comments say nearly what `one` says."""

    one: Shelved
    number: int


@get(ALIKE, guards=[READERS])
async def show(request: Request) -> Response[Any]:
    asked = msgspec.structs.replace(filters.asked(request), after="")
    found = (await request.read(browse.looked_up, asked, request, limit=LOOKED_AT)).page
    return framed(
        request,
        "comments/alike.html",
        found=found,
        looked_at=len(found.comments),
        groups=alike(found),
        least=LEAST,
    )


def alike(found: Page) -> list[Group]:
    """The largest first; a group below the threshold is none. The shortest text says it for all."""
    together = (
        [found.comments[at] for at in places]
        for places in groups([one.comment.text for one in found.comments])
        if len(places) >= LEAST
    )
    told = [Group(min(some, key=lambda one: (len(one.comment.text), one.comment.text)), len(some)) for some in together]
    return told[:TOLD]


HANDLERS = [show]
