"""What somebody has built beside what is ours: triggers, tables, columns, clocks, copies, a server that notes."""

from collections.abc import Iterator, Mapping

from survey.insider.verdict import Check, none_at_all
from survey.store.shapes import Shape

DURATIONS = ("log_min_duration_statement", "log_min_duration_sample")
"""From 0 on a server writes down the statements that take so many milliseconds."""


def as_built(shape: Shape) -> Iterator[Check]:
    yield told("triggers", shape.triggers)
    yield told("tables that are not ours", shape.tables)
    yield told("columns that are not ours", shape.columns)
    yield told("values that fill themselves in", shape.defaults)
    yield told("rows by arrival that should lie by key", shape.counted)
    yield told("copies beside the tables", shape.copies)
    yield told("what the database server writes down", tuple(noted(shape.settings)))


def told(name: str, found: tuple[str, ...]) -> Check:
    return none_at_all(name, len(found), len(found), ", ".join(sorted(found)))


def noted(settings: Mapping[str, str]) -> Iterator[str]:
    """Each of these puts a moment beside a mark."""
    if settings.get("track_commit_timestamp", "off") == "on":
        yield "track_commit_timestamp"
    if settings.get("log_parameter_max_length_on_error", "0") != "0":
        yield "log_parameter_max_length_on_error"
    if settings.get("log_parameter_max_length", "0") != "0":
        if settings.get("log_statement") in ("mod", "all"):
            yield "log_statement"
        yield from (name for name in DURATIONS if float(settings.get(name, "-1")) >= 0)
        if float(settings.get("log_transaction_sample_rate", "0")) > 0:
            yield "log_transaction_sample_rate"
    explains = float(settings.get("auto_explain.log_min_duration", "-1")) >= 0
    if explains and settings.get("auto_explain.log_parameter_max_length", "-1") != "0":
        yield "auto_explain.log_min_duration"
