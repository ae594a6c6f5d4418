"""`medlytt shrink`: estimates drawn towards their centre, beside the raw ones."""

from collections.abc import Sequence
from typing import BinaryIO

import click
import msgspec

from scoring import shrinkage
from scoring.shrinkage import Between, Shrunk
from survey.cli import columns, delimited
from survey.cli.columns import Cells
from survey.cli.delimited import CellFault, RowFault
from survey.cli.figures import tell
from survey.cli.rules import called, print_json, stop

ESTIMATES = ("unit", "estimate", "se")
SHARES = ("unit", "successes", "trials")


class Row(msgspec.Struct, frozen=True):
    """A unit with its estimate and standard error, or with its successes and trials."""

    unit: str
    first: float
    second: float


@click.command()
@click.option(
    "--between", type=click.Choice([str(one) for one in Between]), default="paule-mandel", show_default=True,
    help="How the variance between the units is estimated.",
)  # fmt: skip
@click.option("--plain", is_flag=True, help="Without James and Stein's correction (k - 3) / (k - 1).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("file", type=click.File("rb"))
def shrink(between: str, plain: bool, as_json: bool, file: BinaryIO) -> None:
    """Shrink estimates towards their common centre, the less sure ones more (empirical Bayes, James and Stein).

    FILE is a CSV: unit, estimate, se; or unit, successes, trials (worked out as angles, arcsine). weight is how much of
    the raw estimate is kept, between the variance between the units. To show beside the raw one, never instead of it.
    "-" reads standard input. docs/shrinkage.md has the formulas.
    """
    data = file.read()
    shares = has_shares(data)
    rows, faults, missing = read(data, shares=shares)
    first, second, by = [one.first for one in rows], [one.second for one in rows], Between(between)
    try:
        if shares:
            found = shrinkage.of_shares(
                [int(one) for one in first], [int(one) for one in second], by=by, james_stein=not plain
            )
        else:
            found = shrinkage.of_estimates(first, second, by=by, james_stein=not plain)
    except ValueError as fault:
        stop([*(f"{called(file)}, {one}" for one in faults), *([] if faults else [f"{called(file)}: {fault}"])])
    if as_json:
        print_json(document(rows, found))
    else:
        click.echo("\n".join(table(rows, found)))
        if missing:
            click.echo(f"{missing} without a value, left out")
    tell(file, faults)


def has_shares(data: bytes) -> bool:
    """Whether the columns are successes and trials."""
    header = delimited.begun(delimited.decoded(data))[0].partition("\n")[0].casefold()
    return all(name in header for name in SHARES)


def read(data: bytes, *, shares: bool) -> tuple[list[Row], list[RowFault], int]:
    named: set[str] = set()

    def row(cells: Cells) -> Row | None:
        unit = columns.unit(cells, named)
        value = columns.real(cells, needed[1])
        if value is None:
            return None
        found = Row(unit, value, columns.amount(cells, needed[2]))
        if shares and (value < 0 or value > found.second or value != int(value) or found.second != int(found.second)):
            raise CellFault("successes", f"{cells['successes']} of {cells['trials']} is no share of counts")
        if not found.second:
            raise CellFault(needed[2], f"is 0; {'leave the unit out' if shares else 'a standard error is above 0'}")
        named.add(unit)
        return found

    needed = SHARES if shares else ESTIMATES
    return columns.read(data, needed, row)


def document(rows: Sequence[Row], found: Shrunk) -> object:
    lines = zip(rows, found.raw, found.shrunk, found.weights, strict=True)
    units = [{"unit": row.unit, "raw": raw, "shrunk": shrunk, "weight": weight} for row, raw, shrunk, weight in lines]
    return {"units": units, "centre": found.centre, "between": found.between, "method": found.method}


def table(rows: Sequence[Row], found: Shrunk) -> list[str]:
    width = max(len(one.unit) for one in rows)
    order = sorted(zip(rows, found.raw, found.shrunk, found.weights, strict=True), key=lambda one: -one[1])
    lines = [f"{row.unit:<{width}}  {raw:>9.4g}  {shrunk:>9.4g}  keeps {kept:.0%}" for row, raw, shrunk, kept in order]
    return [*lines, f"variance between units {found.between:.4g}; {found.method}"]
