"""Shares of categories drawn: dots with their intervals, in percent."""

from collections.abc import Iterable

from survey.category_report import Share
from survey.plots.dots import Row
from survey.plots.ranges import range_plot
from survey.web.formats import Formats
from survey.web.request import Request

HUNDRED = 100


def shares(
    request: Request,
    rows: Iterable[tuple[str, Share | None]],
    identity: str,
    title: str,
    *,
    middle: tuple[float, str] | None = None,
) -> str:
    """In the order given, without what is hidden; blank for fewer than two."""
    percent = Formats(request.language, request.settings.timezone).percent
    dots, told = [], []
    for label, share in rows:
        if share is not None:
            low, high = share.interval.low or 0.0, share.interval.high or 0.0
            name = f"{label} {percent(share.value)}"
            dots.append(Row(label=name, value=HUNDRED * share.value, low=HUNDRED * low, high=HUNDRED * high))
            told.append(f"{name} ({percent(low)}–{percent(high)})")
    if len(dots) < 2:
        return ""
    return range_plot(
        dots,
        identity=identity,
        title=title,
        description="; ".join(told),
        middle=None if middle is None else (HUNDRED * middle[0], middle[1]),
        number=lambda tick: percent(tick / HUNDRED),
    )
