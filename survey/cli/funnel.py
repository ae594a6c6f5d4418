"""`medlytt funnel`: who lies outside what chance explains, from shares or means in a plain file."""

from collections.abc import Sequence
from typing import BinaryIO

import click
import msgspec

from scoring import funnel as funnels
from scoring.funnel import Funnel, Overdispersion, Place
from survey.cli import columns
from survey.cli.columns import Cells
from survey.cli.delimited import CellFault, RowFault
from survey.cli.figures import tell
from survey.cli.rules import called, print_json, stop

SHARES = ("unit", "numerator", "denominator")
MEANS = ("unit", "mean", "sd", "n")


class Row(msgspec.Struct, frozen=True):
    """A unit with its share as two counts, or with its mean, standard deviation and number."""

    unit: str
    value: float
    n: int
    deviation: float = 0.0


@click.command()
@click.option(
    "--overdispersion", type=click.Choice([str(one) for one in Overdispersion]), default="none", show_default=True,
    help="Widen the limits where units spread more than by chance: by a factor, or by a variance between them.",
)  # fmt: skip
@click.option("--normal", is_flag=True, help="Limits from the normal distribution, not the exact binomial one.")
@click.option("--means", is_flag=True, help="FILE has unit, mean, sd, n: means with their standard deviations.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("file", type=click.File("rb"))
def funnel(overdispersion: str, normal: bool, means: bool, as_json: bool, file: BinaryIO) -> None:
    """Work out funnel limits around the pooled share, and which units lie outside: at 95 and at 99.8 %.

    FILE is a CSV: unit, numerator, denominator. phi: the mean square of the z values, their outer tenths drawn in;
    above 1 units vary more than by chance. class: high_998, high_95, within, low_95, low_998. "-" reads standard input.
    docs/funnel.md has the formulas and their limits.
    """
    rows, faults, missing = read(file.read(), MEANS if means else SHARES)
    kind = Overdispersion(overdispersion)
    if not rows:
        stop([*(f"{called(file)}, {one}" for one in faults), f"{called(file)}: there is no unit to place"])
    try:
        found = worked_out(rows, kind, exact=not normal, means=means)
    except ValueError as fault:
        stop([f"{called(file)}: {fault}", *(f"{called(file)}, {one}" for one in faults)])
    if as_json:
        print_json(document(rows, found, "mean" if means else "share"))
    else:
        click.echo("\n".join(table(rows, found)))
        if missing:
            click.echo(f"{missing} without a value, left out")
    tell(file, faults)


def worked_out(rows: Sequence[Row], kind: Overdispersion, *, exact: bool, means: bool) -> Funnel:
    values, numbers = [one.value for one in rows], [one.n for one in rows]
    if means:
        return funnels.of_means(values, [one.deviation for one in rows], numbers, overdispersion=kind)
    return funnels.of_shares([int(one) for one in values], numbers, overdispersion=kind, exact=exact)


def read(data: bytes, needed: Sequence[str]) -> tuple[list[Row], list[RowFault], int]:
    named: set[str] = set()

    def row(cells: Cells) -> Row | None:
        unit = columns.unit(cells, named)
        value, number = columns.real(cells, needed[1]), columns.real(cells, needed[-1])
        if value is None or number is None:
            return None
        if not number:
            raise CellFault(needed[-1], "is 0; leave out a unit of which nothing was observed")
        if needed == MEANS:
            found = Row(unit, value, count(cells, "n"), columns.amount(cells, "sd"))
        else:
            found = Row(unit, count(cells, "numerator"), count(cells, "denominator"))
            if found.value > found.n:
                raise CellFault("numerator", f"{cells['numerator']} is more than the denominator; correct one")
        named.add(unit)
        return found

    return columns.read(data, needed, row)


def count(cells: Cells, column: str) -> int:
    value = columns.amount(cells, column)
    if value != int(value):
        raise CellFault(column, f"{cells[column]} is not a count; use 0, 1, 2 ...")
    return int(value)


def document(rows: Sequence[Row], found: Funnel, name: str) -> object:
    units = [
        {"unit": row.unit, name: value, "class": place}
        for row, value, place in zip(rows, found.values, found.places, strict=True)
    ]
    return {
        "target": found.target, "phi": found.phi, "tau2": found.tau2, "units": units, "limits": found.limits,
    }  # fmt: skip


def table(rows: Sequence[Row], found: Funnel) -> list[str]:
    """Outliers first, then what they are held against."""
    at = {one.n: one for one in found.limits}
    width = max(len(one.unit) for one in rows)
    order = sorted(zip(rows, found.values, found.places, strict=True), key=lambda one: -one[1])
    lines = [
        f"{row.unit:<{width}}  {value:>8.4g}  of {row.n:<6} 95 %: {at[row.n].low_95:.4g} to {at[row.n].high_95:.4g}"
        f"  99.8 %: {at[row.n].low_998:.4g} to {at[row.n].high_998:.4g}  {place}"
        for row, value, place in order
    ]
    outside = sum(place != Place.WITHIN for place in found.places)
    phi = "" if found.phi is None else f", phi {found.phi:.3g}"
    return [*lines, f"target {found.target:.4g}, {outside} of {len(rows)} outside the 95 % limits{phi}"]
