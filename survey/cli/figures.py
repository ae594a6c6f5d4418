"""`medlytt interval`, `response-rate` and `index`: figures from plain columns, without a database."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO, NamedTuple

import click
import msgspec

from scoring import bars, indices, response_rate
from scoring import interval as intervals
from scoring.indices import Call, Index, ServiceLevel
from scoring.interval import Interval
from scoring.response_rate import Disposition
from survey.cli import columns
from survey.cli.columns import Cells
from survey.cli.delimited import CellFault, RowFault
from survey.cli.rules import called, print_json, stop

DENOMINATORS = {
    indices.Denominator.GRADED: "answers with a grade",
    indices.Denominator.GRADED_AND_REPLIED: "answers with a grade from people who got a reply",
    indices.Denominator.SAID_WHETHER_RESOLVED: "answers that say whether it was resolved",
    indices.Denominator.SAID_WHETHER_REPLIED: "answers that say whether there was a reply",
    indices.Denominator.OFFERED: "calls offered",
    indices.Denominator.OFFERED_LESS_SHORT: "calls offered, less those given up at once",
    indices.Denominator.ANSWERED: "calls answered",
}
SHARES: Mapping[str, Callable[..., Interval]] = {"wilson": intervals.wilson, "byar": intervals.byar}


class Graded(NamedTuple):
    scale: range
    worked_out: Callable[..., Index]


GRADED = {
    "skr": Graded(range(1, 6), indices.skr),
    "kkik": Graded(range(4), indices.kkik),
    "csat": Graded(range(1, 6), indices.csat),
    "ces": Graded(range(1, 6), indices.ces),
    "nps": Graded(range(11), indices.nps),
}
NAMES = (*GRADED, "fcr", "service-level", "abandon-rate")


def level_option(command: Callable[..., None]) -> Callable[..., None]:
    between = click.FloatRange(0, 1, min_open=True, max_open=True)
    return click.option("--level", type=between, default=0.95, show_default=True, help="How sure.")(command)


@click.command()
@click.option("--method", type=click.Choice(["wilson", "t", "byar", "goldstein-healy"]), required=True)
@level_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("file", type=click.File("rb"))
def interval(method: str, level: float, as_json: bool, file: BinaryIO) -> None:
    """Work out intervals: wilson for shares, t for means, byar for rates, goldstein-healy for pairs.

    FILE is a CSV. wilson and byar: x, n, a row for each interval (byar: n may be left out). t: value, one interval for
    the column, or one for each unit if there is a column unit. Without a header the columns are taken in this order.
    goldstein-healy: unit, estimate, se; bars of two units that do not overlap differ. wilson and t: where the values
    are drawn from few, a column population says of how many. "-" reads standard input.
    """
    data = file.read()
    if method == "goldstein-healy":
        found, faults = compared(data, level)
    else:
        found, faults = means(data, level) if method == "t" else each(data, method, level)
    rows = [({"unit": unit} if unit else {}) | msgspec.to_builtins(one) for unit, one in found]
    if as_json:
        print_json({"rows": rows})
    else:
        for unit, one in found:
            click.echo(f"{unit}: {in_words(one)}" if unit else in_words(one))
    tell(file, faults)


@click.command("response-rate")
@click.option("--e", type=click.FloatRange(0, 1), help="Share of the unknown that counts as eligible; else estimated.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, shares unrounded.")
@click.argument("file", type=click.File("rb"))
def response_rates(e: float | None, as_json: bool, file: BinaryIO) -> None:
    """Work out AAPOR's response, cooperation, refusal and contact rates.

    FILE is a CSV: disposition and, if you like, weight, a row for each case or a weight for each disposition. I
    complete, P partial, R refused, NC not reached, O other eligible, UH and UO eligibility not known, NE not eligible.
    Without --e the share eligible among the unknown is that among the known. "-" reads standard input.
    """
    cases, faults, _ = columns.read(file.read(), ("disposition", "weight"), case, ("disposition",))
    found = response_rate.rates(response_rate.tally(cases), e=e)
    if as_json:
        print_json(found)
    else:
        for name, value in msgspec.to_builtins(found).items():
            click.echo(f"{name:<6}{'-' if value is None else f'{value:.3f}'}")
    tell(file, faults)


@click.command(context_settings={"token_normalize_func": lambda word: word.lower().replace("_", "-")})
@click.argument("name", type=click.Choice(NAMES))
@level_option
@click.option("--limit", type=click.FloatRange(0), default=20, show_default=True, help="service-level: seconds.")
@click.option("--variant", type=click.Choice([str(one) for one in ServiceLevel]), default="offered", show_default=True)
@click.option("--short", type=click.FloatRange(0), default=0, help="Leave out calls given up in under so many seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("file", type=click.File("rb"))
def index(
    name: str, level: float, limit: float, variant: str, short: float, as_json: bool, file: BinaryIO
) -> None:  # fmt: skip
    """Work out a survey index with its interval and its denominator.

    FILE is a CSV with a row for each answer: grade for skr, csat, ces (1-5), kkik (0-3) and nps (0-10); resolved (0/1)
    for fcr; answered (0/1) and wait (seconds) for service-level and abandon-rate. An empty cell is a missing value.
    skr: rows with 0 in a column replied leave the index, and the share without a reply is told. "-" reads standard
    input. docs/indices.md has each formula.
    """
    data = file.read()
    beside: Index | None = None
    if name in GRADED:
        found, beside, faults, missing = graded(name, data, level)
    elif name == "fcr":
        said, faults, missing = columns.read(data, ("resolved",), lambda cells: columns.yes(cells, "resolved"))
        found = indices.first_contact(said, level=level)
    else:
        calls, faults, missing = columns.read(data, ("answered", "wait"), call)
        found = (
            indices.service_level(calls, limit, variant=ServiceLevel(variant), short=short, level=level)
            if name == "service-level"
            else indices.abandon_rate(calls, short=short, level=level)
        )
    if as_json:
        print_json(msgspec.to_builtins(found) | ({"no_reply": beside} if beside else {}))
    else:
        click.echo(told(found))
        if beside:
            click.echo(f"without a reply: {told(beside)}")
        if missing:
            click.echo(f"{missing} without a value, left out")
    tell(file, faults)


def graded(name: str, data: bytes, level: float) -> tuple[Index, Index | None, list[RowFault], int]:
    """An index of grades; for SKR also the share without a reply, where the file says who got one."""
    scale, worked_out = GRADED[name]

    def answer(cells: Cells) -> tuple[int | None, bool | None]:
        replied = columns.yes(cells, "replied") if name == "skr" else None
        # a grade from somebody without a reply is not looked at: the index is about replies
        return (None if replied is False else columns.whole(cells, "grade", scale)), replied

    answers, faults, _ = columns.read(data, ("grade", "replied"), answer, ("grade",))
    grades = [grade for grade, _ in answers if grade is not None]
    missing = sum(grade is None and replied is not False for grade, replied in answers)
    replies = [replied for _, replied in answers if replied is not None]
    if not replies:
        return worked_out(grades, level=level), None, faults, missing
    beside = indices.no_reply(replies, level=level)
    return indices.skr(grades, without_reply=True, level=level), beside, faults, missing


def each(data: bytes, method: str, level: float) -> tuple[list[tuple[str, Interval]], list[RowFault]]:
    """One interval for each row of x and n."""

    def one(cells: Cells) -> tuple[str, Interval]:
        n = 1.0 if method == "byar" and not cells["n"] else columns.amount(cells, "n")
        drawn_from = {} if method == "byar" else {"population": population(cells)}
        try:
            return cells["unit"], SHARES[method](columns.amount(cells, "x"), n, level=level, **drawn_from)
        except ValueError as fault:
            raise CellFault("x", f"{fault}; correct x or n") from fault

    needed = ("x",) if method == "byar" else ("x", "n")
    found, faults, _ = columns.read(data, ("x", "n", "unit", "population"), one, needed, in_order=("x", "n"))
    return found, faults


def means(data: bytes, level: float) -> tuple[list[tuple[str, Interval]], list[RowFault]]:
    """One interval for the column of values, or one for each unit, in the order of the file."""
    of_unit: dict[str, list[float]] = {}
    drawn_from: dict[str, float] = {}

    def one(cells: Cells) -> bool | None:
        value, name, every = columns.real(cells, "value"), cells["unit"], population(cells)
        if value is None:
            return None
        number = len(of_unit.get(name, ())) + 1
        if every != drawn_from.setdefault(name, every) or number > every:
            raise CellFault("population", "is one number for all rows of a unit, and not less than these rows")
        of_unit.setdefault(name, []).append(value)
        return True

    _, faults, _ = columns.read(data, ("value", "unit", "population"), one, ("value",), in_order=("value",))
    found = [
        (unit, intervals.mean(values, level=level, population=drawn_from[unit])) for unit, values in of_unit.items()
    ]
    return found, faults


def population(cells: Cells) -> float:
    """Of how many the values are drawn; without a number of as many as one likes."""
    return columns.amount(cells, "population") if cells["population"] else math.inf


def compared(data: bytes, level: float) -> tuple[list[tuple[str, Interval]], list[RowFault]]:
    """A bar for each unit, to be held against the bar of another; no ends where there are no two to compare."""

    def one(cells: Cells) -> tuple[str, float, float] | None:
        value = columns.real(cells, "estimate")
        return None if value is None else (cells["unit"], value, columns.amount(cells, "se"))

    needed = ("unit", "estimate", "se")
    found, faults, _ = columns.read(data, needed, one)
    try:
        reach = bars.reach([error for _, _, error in found], level=level)
    except ValueError:
        return [(unit, Interval(value, None, None)) for unit, value, _ in found], faults
    return [(unit, Interval(value, value - reach * se, value + reach * se)) for unit, value, se in found], faults


def case(cells: Cells) -> tuple[Disposition, float]:
    said = cells["disposition"].upper()
    if said not in {*Disposition}:
        raise CellFault("disposition", f"`{cells['disposition']}` is not known; use {', '.join(Disposition)}")
    return Disposition(said), columns.amount(cells, "weight") if cells["weight"] else 1.0


def call(cells: Cells) -> Call | None:
    answered = columns.yes(cells, "answered")
    return None if answered is None else Call(answered, columns.amount(cells, "wait"))


def in_words(one: Interval) -> str:
    if one.estimate is None:
        return "nothing to work it out from"
    return f"{one.estimate:.4g}" + ("" if one.low is None else f" ({one.low:.4g} to {one.high:.4g})")


def told(one: Index) -> str:
    if one.value is None:
        return f"nothing to work it out from: no {DENOMINATORS[one.denominator]}"
    ends = "" if one.low is None else f" ({one.low:.1f} to {one.high:.1f})"
    return f"{one.value:.1f}{ends}, of {one.n} {DENOMINATORS[one.denominator]}"


def tell(file: BinaryIO, faults: Sequence[RowFault]) -> None:
    if faults:
        stop(f"{called(file)}, {fault}" for fault in faults)
