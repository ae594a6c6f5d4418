"""`medlytt sensitivity`: what a rank hangs on, from a file of item results."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

import click

from scoring import sensitivity as moving
from scoring.score import scores
from scoring.sensitivity import LeftOut, Moved, Without
from survey.cli import results
from survey.cli.figures import tell
from survey.cli.rules import named, print_json, shown, unrounded


class Hangs(NamedTuple):
    """What the rank of one unit hangs on."""

    weights: Moved
    contact: LeftOut
    noticed: Without


@click.command()
@click.option("--protocol", required=True, metavar="ID", help="Score by this protocol (medlytt protocol list).")
@click.option(
    "--concentration", type=click.FloatRange(0, min_open=True), default=moving.CONCENTRATION, show_default=True,
    help="Of the weights around the protocol's: the larger, the less they move.",
)  # fmt: skip
@click.option("--draws", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="Of the weights.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draws.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("file", type=click.File("rb"))
def sensitivity(protocol: str, concentration: float, draws: int, seed: int, as_json: bool, file: BinaryIO) -> None:
    """Work out how far each rank moves: with other weights, without one contact, without those noticed as tests.

    FILE is a CSV as for `medlytt score`. Weights are drawn around the protocol's. Each contact of a unit is left out in
    turn; contacts with an item of status detected are left out of all units at once. "-" reads standard input.
    docs/sensitivity.md says what that shows and what not.
    """
    rules = named(protocol)
    found = results.read(file.read(), rules)
    scored = scores(rules, found.results)
    units = [
        Hangs(*three)
        for three in zip(
            moving.weights(rules, scored, concentration=concentration, draws=draws, seed=abs(seed)),
            moving.one_contact(rules, scored),
            moving.without(rules, scored, moving.detected(scored)),
            strict=True,
        )
    ]
    if as_json:
        print_json({"protocol": rules.id, "units": [document(one) for one in units]})
    else:
        click.echo("\n".join(table(units)))
    tell(file, found.faults)


def document(one: Hangs) -> dict[str, object]:
    left, noticed = one.contact, one.noticed
    return {
        "unit": left.unit,
        "total": unrounded(left.total),
        "rank": left.rank,
        "weights": {"low": one.weights.low, "high": one.weights.high},
        "one_contact": {
            "low": left.low, "high": left.high, "contact": left.contact,
            "total_low": unrounded(left.total_low), "total_high": unrounded(left.total_high),
        },
        "without_detected": {
            "contacts": noticed.contacts, "rank": noticed.rank_without, "total": unrounded(noticed.total_without),
        },
    }  # fmt: skip


def table(units: Sequence[Hangs]) -> Iterator[str]:
    width = max((len(one.contact.unit) for one in units), default=0)
    for one in sorted(units, key=lambda one: one.contact.rank):
        left, noticed = one.contact, one.noticed
        most = f" ({shown(left.total_low)} to {shown(left.total_high)}, most by {left.contact})" if left.contact else ""
        gone = f"; {noticed.contacts} noticed, without them {noticed.rank_without or '-'}" if noticed.contacts else ""
        yield (
            f"{left.rank:>4}  {left.unit:<{width}}  {shown(left.total):>5}  other weights {one.weights.low} to"
            f" {one.weights.high}; without one contact {left.low} to {left.high}{most}{gone}"
        )
