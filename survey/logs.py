"""What goes into the log: one JSON object per line on standard error, with the trace but no values of variables."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# The server repeats the row or the document that it refused: answers, marks, mails.
DETAIL = re.compile(
    r"^(?:DETAIL|CONTEXT): .*?(?=^\[SQL|^The above exception|^During handling|\Z)", re.MULTILINE | re.DOTALL
)


def configure() -> None:
    """For every process of ours. The default of the library would print local variables: passwords, mails, names."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_rows,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries speak up only when something is wrong.
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def without_rows(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if "exception" in event:
        event["exception"] = DETAIL.sub("", event["exception"])
    return event
