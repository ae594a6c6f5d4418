"""Mails to our own people leave after the page has answered, so that its time tells nobody who is known here."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from mailer.transport import Deferred, Doubtful, Refused, Transport
from survey.notice import Notice, compose
from survey.settings import Settings

LOG = structlog.get_logger()

Post = Callable[[Notice], None]


def through(open_transport: Callable[[], Transport], settings: Settings) -> Post:
    """A Post that opens the way out anew for each mail; a mail that cannot leave is in the log, never the link."""

    def post(notice: Notice) -> None:
        message = compose(notice, settings.notice_from, token=secrets.token_hex(16), now=datetime.now(UTC))
        try:
            with open_transport() as transport:
                transport.send(message)
        except (Deferred, Refused, Doubtful) as fault:
            LOG.warning("notice not sent", notice=notice.name, reason=fault.reason)

    return post
