"""The site: every audience's pages under one roof."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from litestar import Litestar
from litestar.datastructures import State

from survey.keyring import Keyring
from survey.notice import Notice
from survey.opendata.kept import Shelf as OpenData
from survey.settings import Settings
from survey.store.database import Database
from survey.vault import Vault, key_at
from survey.web import (
    admin,
    assets,
    calendar_feed,
    certainty,
    coordinator_plan,
    coordinator_units,
    demonstration,
    domains,
    errata,
    errors,
    headers,
    health,
    hooks,
    mailroom,
    me,
    open_data,
    opt_out,
    outbox,
    own_mails,
    proof,
    public,
    publishing,
    ranking,
    sign_in,
    tester,
    unit_import,
    unit_page,
    waves,
    work,
)
from survey.web.api import comments as api_comments
from survey.web.api import contacts as api_contacts
from survey.web.api import instruments as api_instruments
from survey.web.api import tasks as api_tasks
from survey.web.citizens.site import Citizens, Desk
from survey.web.citizens.tries import Tries
from survey.web.comments import routes as comments
from survey.web.editions import attempt, compare, gaps, listing, mend, preview, report, upload, versions, wave_forms
from survey.web.measure import routes as measure
from survey.web.national import history, press
from survey.web.national import report as national_report
from survey.web.objections import routes as objections
from survey.web.page import sources
from survey.web.ranking_rows import Pieces
from survey.web.reports import packs, promises, taken
from survey.web.reports import page as reports
from survey.web.request import Request
from survey.web.session import Visitor
from survey.web.shelf import Shelf
from survey.web.surveys import contacts as survey_contacts
from survey.web.surveys import listing as survey_listing
from survey.web.surveys import opening
from survey.web.surveys import report as survey_report
from survey.web.surveys import results as survey_results
from survey.web.surveys import units as survey_units

# One list per audience. A handler without a guard fails a test.
AUDIENCES = (
    assets,
    health,
    hooks,
    opt_out,
    public,
    demonstration,
    proof,
    errata,
    publishing,
    ranking,
    open_data,
    measure,
    certainty,
    unit_page,
    reports,
    taken,
    packs,
    promises,
    history,
    national_report,
    press,
    objections,
    sign_in,
    me,
    own_mails,
    calendar_feed,
    outbox,
    admin,
    waves,
    domains,
    work,
    mailroom,
    tester,
    coordinator_units,
    unit_import,
    coordinator_plan,
    listing,
    upload,
    report,
    mend,
    gaps,
    preview,
    attempt,
    versions,
    compare,
    wave_forms,
    survey_listing,
    survey_contacts,
    opening,
    survey_units,
    api_contacts,
    survey_report,
    survey_results,
    comments,
    api_comments,
    api_instruments,
    api_tasks,
)
LARGEST_BODY = 12_000_000  # a screenshot or a spreadsheet with what surrounds it


def clock() -> datetime:
    return datetime.now(UTC)


def nobody(notice: Notice) -> None:
    """The post of a site without a way out."""


def life(
    start: Callable[[], object] | None, stop: Callable[[], object] | None
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """What the site does first and last."""

    @asynccontextmanager
    async def frame(_: Litestar) -> AsyncGenerator[None, None]:
        if start:
            start()
        try:
            yield
        finally:
            if stop:
                stop()

    return frame


def build(
    settings: Settings,
    db: Database,
    *,
    post: Callable[[Notice], None] = nobody,
    clock: Callable[[], datetime] = clock,
    start: Callable[[], object] | None = None,
    stop: Callable[[], object] | None = None,
    processes: int = 1,
) -> Litestar:
    """The ASGI application. `post` sends mails to our own people; `start` and `stop` frame its life (the jobs)."""
    return furnished(routed(start, stop), settings, db, post=post, clock=clock, processes=processes)


def furnished(
    app: Litestar,
    settings: Settings,
    db: Database,
    *,
    post: Callable[[Notice], None],
    clock: Callable[[], datetime],
    processes: int = 1,
) -> Litestar:
    """With all that one site has and another has not; `processes` serve it together."""
    keyring = Keyring(settings.keys_folder, signing_file=settings.signing_path)
    shipped = assets.shipped()
    state = {
        "settings": settings,
        "db": db,
        "post": post,
        "clock": clock,
        "assets": shipped,
        "shelf": Shelf(),
        "pieces": Pieces(),
        "open_data": OpenData(Path(settings.data) / "open-data"),
        "survey_cells": {},
        "invited": {},
        "category_releases": {},
        "national": {},
        "national_pdf": {},
        "vault": cache(lambda: Vault(key_at(settings.key_path))),  # opened when the first mail is
        "key": cache(lambda: key_at(settings.key_path)),
        "keyring": keyring,
        "tries": Tries(processes),
        "desk": Desk(settings, db, keys=keyring, assets=shipped, clock=clock, processes=processes),
        # argon2 takes 64 MB and a fifth of a second of a core: more at once would starve everybody else.
        "hashing": asyncio.Semaphore(max(1, 2 // processes)),
        "paths": frozenset(route.path for route in app.routes),
    }
    app.state = State(state)
    sources()
    return app


def routed(start: Callable[[], object] | None = None, stop: Callable[[], object] | None = None) -> Litestar:
    handlers = [handler for audience in AUDIENCES for handler in audience.HANDLERS]
    app = Litestar(
        handlers,
        request_class=Request,
        exception_handlers=errors.HANDLERS,
        before_send=[headers.add],
        lifespan=[life(start, stop)],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LARGEST_BODY,
    )
    app.asgi_handler = Citizens(Visitor(app.asgi_handler))
    return app
