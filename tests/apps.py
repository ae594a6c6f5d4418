"""Sites for tests: to read all routes takes a tenth of a second, so that it is done once."""

from collections.abc import Callable
from copy import copy
from datetime import datetime
from functools import cache

from litestar import Litestar

from survey.notice import Notice
from survey.settings import Settings
from survey.store.database import Database
from survey.web.app import furnished, nobody, routed


def built(
    settings: Settings, db: Database, *, clock: Callable[[], datetime], post: Callable[[Notice], None] = nobody
) -> Litestar:
    """As `survey.web.app.build`, with its own state and everybody's routes."""
    return furnished(copy(with_all_routes()), settings, db, post=post, clock=clock)


@cache
def with_all_routes() -> Litestar:
    return routed()
