"""`medlytt agreement`: how far raters agree, from plain columns."""

import re
from typing import BinaryIO

import click

from scoring.agreement import Agreement, Metric, Rating
from scoring.agreement import agreement as agreed
from survey.cli import columns
from survey.cli.columns import Cells
from survey.cli.delimited import CellFault
from survey.cli.figures import level_option, tell
from survey.cli.rules import print_json

WHOLE = re.compile(r"^(\d+)[.,]0+$")
"""How a program writes a whole number once a column has gaps: the same name as without the fraction."""


@click.command()
@click.option("--metric", type=click.Choice([str(one) for one in Metric]), required=True)
@level_option
@click.option("--draws", type=click.IntRange(0, 100_000), default=1000, show_default=True, help="For the interval.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draws.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("file", type=click.File("rb"))
def agreement(metric: str, level: float, draws: int, seed: int, as_json: bool, file: BinaryIO) -> None:
    """Work out Krippendorff's alpha with its interval, and how many pairs of ratings agree.

    FILE is a CSV: unit, rater, value, a row for each rating. An empty value is a missing one. alpha is 1 where all
    agree, 0 as by chance, null where nothing can be said. pairable: ratings with another one of the same
    unit. percent: pairs that agree, of 100. The interval draws units anew. "-" reads standard input. docs/indices.md
    has the formulas.
    """
    scale = Metric(metric)
    first: set[tuple[str, str]] = set()

    def one(cells: Cells) -> Rating | None:
        found = rating(cells, scale)
        if found and (found.unit, found.rater) in first:
            raise CellFault(
                "rater", f"`{found.rater}` has rated `{found.unit}` in an earlier row; leave one of them out"
            )
        if found:
            first.add((found.unit, found.rater))
        return found

    ratings, faults, missing = columns.read(file.read(), ("unit", "rater", "value"), one)
    found = agreed(ratings, scale, draws=draws, level=level, seed=abs(seed))
    if as_json:
        print_json(found)
    else:
        click.echo(told(found))
        if missing:
            click.echo(f"{missing} without a value, left out")
    tell(file, faults)


def rating(cells: Cells, metric: Metric) -> Rating | None:
    for column in ("unit", "rater"):
        if not cells[column]:
            raise CellFault(column, f"is empty; say which {column}")
    if metric == Metric.NOMINAL:
        said = WHOLE.sub(r"\1", cells["value"])
        return None if said.casefold() in columns.MISSING else Rating(cells["unit"], cells["rater"], said)
    value = columns.real(cells, "value")
    if value is not None and value < 0 and metric == Metric.RATIO:
        raise CellFault("value", f"{cells['value']} is negative; a ratio scale has nothing below 0")
    return None if value is None else Rating(cells["unit"], cells["rater"], value)


def told(found: Agreement) -> str:
    if found.percent is None:
        return "nothing to work it out from: no unit has two ratings"
    pairs = f"{found.percent:.1f} % of pairs agree, {found.pairable} ratings can be paired"
    if found.alpha is None:
        return f"no alpha: all ratings are the same, so chance cannot be told from agreement; {pairs}"
    ends = "" if found.low is None else f" ({found.low:.3f} to {found.high:.3f})"
    return f"alpha {found.alpha:.3f}{ends}; {pairs}"
