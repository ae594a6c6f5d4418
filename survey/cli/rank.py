"""`medlytt rank`: where each unit could stand, from estimates or counts in a plain file."""

import csv
import io
import math
from collections.abc import Sequence
from typing import BinaryIO

import click
import msgspec
import numpy as np
import numpy.typing as npt

from scoring import rank_sets
from scoring.rank_sets import Ranking, RankSet, Side
from survey.cli import columns, delimited
from survey.cli.columns import Cells
from survey.cli.delimited import CellFault, RowFault
from survey.cli.figures import level_option, tell
from survey.cli.rules import called, print_json, stop

Numbers = npt.NDArray[np.float64]


class Row(msgspec.Struct, frozen=True):
    """A unit with its estimate and standard error, or with its count."""

    unit: str
    value: float
    error: float = 0.0


@click.command()
@level_option
@click.option("--side", type=click.Choice([str(one) for one in Side]), default="two-sided", show_default=True)
@click.option("--single-step", is_flag=True, help="Not stepwise: quicker, and sets that are larger or the same.")
@click.option("--top", type=click.IntRange(1), metavar="K", help="Also: which units could be among the K best.")
@click.option("--covariance", type=click.File("rb"), help="CSV: covariance matrix, in the order of FILE or with names.")
@click.option("--counts", is_flag=True, help="FILE has unit, count: how often each was chosen.")
@click.option("--draws", type=click.IntRange(1, 100_000), default=10_000, show_default=True, help="Of the errors.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draws.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("file", type=click.File("rb"))
def rank(
    level: float, side: str, single_step: bool, top: int | None, covariance: BinaryIO | None, counts: bool,
    draws: int, seed: int, as_json: bool, file: BinaryIO,
) -> None:  # fmt: skip
    """Work out confidence sets for ranks: where each unit could stand. 1 is the largest estimate.

    FILE is a CSV: unit, estimate, se. low to high holds the rank of one unit; low_simultaneous to high_simultaneous
    holds the ranks of all units at once: use these to compare units in a table. A tier is what cannot be told from its
    leader. --side lower gives only "not better than", upper only "not worse than". "-" reads standard input.
    docs/ranks.md has the formulas and their limits.
    """
    if counts and covariance:
        raise click.UsageError("counts have no covariance matrix; leave --counts or --covariance out")
    rows, faults, missing = read(file.read(), counts=counts, with_error=not covariance)
    units, values = [one.unit for one in rows], [one.value for one in rows]
    spread = np.array([one.error for one in rows]) ** 2
    step, ends, start = not single_step, Side(side), abs(seed)
    try:
        if covariance:
            spread = matrix(covariance.read(), units)
        if counts:
            found = rank_sets.of_counts(units, [int(one) for one in values], level=level, side=ends, stepwise=step)
        else:
            found = rank_sets.of_estimates(
                units, values, spread, level=level, side=ends, stepwise=step, draws=draws, seed=start
            )
    except ValueError as fault:
        stop([f"{called(covariance or file)}: {fault}", *(f"{called(file)}, {one}" for one in faults)])
    best = {"k": top, "set": found.top(top), "level": level} if top else None
    if as_json:
        print_json({"units": found.sets, "top": best})
    else:
        chance = rank_sets.top_probability(values, spread, top, draws=draws, seed=start) if top and not counts else None
        click.echo("\n".join([*table(found.sets), *best_of(found, top, chance)]))
        if missing:
            click.echo(f"{missing} without a value, left out")
    tell(file, faults)


def read(data: bytes, *, counts: bool, with_error: bool) -> tuple[list[Row], list[RowFault], int]:
    named: set[str] = set()

    def row(cells: Cells) -> Row | None:
        unit = columns.unit(cells, named)
        value = columns.real(cells, column)
        if value is None:
            return None
        if counts and (value < 0 or value != math.floor(value)):
            raise CellFault("count", f"{cells['count']} is not a count; use 0, 1, 2 ...")
        found = Row(unit, value, columns.amount(cells, "se") if "se" in needed else 0.0)
        named.add(unit)
        return found

    column = "count" if counts else "estimate"
    needed = ("unit", column, "se") if with_error and not counts else ("unit", column)
    return columns.read(data, needed, row)


def matrix(data: bytes, units: Sequence[str]) -> Numbers:
    """A square of numbers in the order of the units, or with their names in a first line, a first column or both.

    Names that are numbers are known by the shape: one line or column more. ValueError says what is wrong.
    """
    text, _, said = delimited.begun(delimited.decoded(data))
    mark = next((one for one in (said, *";\t|") if one and one in text.partition("\n")[0]), ",")
    cells = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=mark) if any(row)]
    wide = {len(row) for row in cells}
    if len(wide) != 1:
        raise ValueError("a covariance matrix has as many cells in every line")
    across = wide.pop()
    both = len(cells) == across and not columns.is_figure(cells[0][0])
    header, labelled = both or len(cells) == across + 1, both or across == len(cells) + 1
    names = cells[0][labelled:] if header else [row[0] for row in cells] if labelled else list(units)
    body = [row[labelled:] for row in cells[header:]]
    if labelled and [row[0] for row in cells[header:]] != names:
        raise ValueError("the lines and the columns of a covariance matrix have the same names in the same order")
    if len(body) != len(names) or len(body) != len(body[0]) or (names == list(units) and len(body) != len(units)):
        raise ValueError(f"the covariance matrix is {len(body)} x {len(body[0])}, and there are {len(units)} units")
    if lacking := [unit for unit in units if unit not in names]:
        raise ValueError(f"the covariance matrix has no `{lacking[0]}`")
    place = [names.index(unit) for unit in units]
    return np.array([[number(cell) for cell in row] for row in body])[np.ix_(place, place)]


def number(cell: str) -> float:
    if not columns.is_figure(cell):
        raise ValueError(f"`{cell}` in the covariance matrix is not a number")
    return columns.number(cell)


def table(sets: Sequence[RankSet]) -> list[str]:
    width = max((len(one.unit) for one in sets), default=0)
    return [
        f"{one.rank:>4}  {one.unit:<{width}}  {one.estimate:>9.4g}  {one.low:>4} to {one.high:<4}"
        f"  in the table {one.low_simultaneous:>4} to {one.high_simultaneous:<4}  tier {one.tier}"
        for one in sorted(sets, key=lambda one: one.rank)
    ]


def best_of(found: Ranking, top: int | None, chance: Numbers | None) -> list[str]:
    if not top:
        return []
    share = dict(zip((one.unit for one in found.sets), chance, strict=True)) if chance is not None else {}
    named = [f"{unit} ({share[unit]:.0%} of draws)" if unit in share else unit for unit in found.top(top)]
    return [f"could be among the {top} best: {', '.join(named)}"]
