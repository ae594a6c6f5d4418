"""The forms there are: of this house first, then those that come with Medlytt."""

from typing import Any

import sqlalchemy as sa
from litestar import Response, get

from instruments import bank
from survey.person import RoleName
from survey.store import editions
from survey.web.editions import kept
from survey.web.editions.kept import HOME, Kept
from survey.web.editions.view import view
from survey.web.guards import allow
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)


@get(HOME, guards=[COORDINATOR])
async def listing(request: Request) -> Response[Any]:
    found: list[Kept] = await request.step(lambda db, _: shelf(db, request))
    own = [one for one in found if one.edition]
    return view(
        request,
        "list",
        own=kept.by_purpose(own),
        shipped=kept.by_purpose([one for one in found if not one.edition]),
        count=len({one.instrument.id for one in own}),
        drafts=[one for one in own if one.is_draft],
        uses=await request.read(editions.uses),
        protocols=kept.in_protocols(bank.protocols(request.settings.bank_folder).values()),
    )


def shelf(db: Any, request: Request) -> list[Kept]:
    with db.read() as connection:
        return named(connection, request)


def named(connection: sa.Connection, request: Request) -> list[Kept]:
    found = kept.shelf(connection, request.settings.bank_folder)
    return sorted(found, key=lambda one: (one.title(request.language).casefold(), one.instrument.version))


HANDLERS = [listing]
