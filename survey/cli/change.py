"""`medlytt change`: how scores moved between two waves, from two files of item results."""

from typing import BinaryIO

import click
import msgspec

from instruments.protocol import Protocol, Scoring, plain
from instruments.scenario import Channel
from scoring import change as changing
from scoring.change import Change, Control
from scoring.items import ONE, Result
from scoring.score import Score, scores
from survey.cli import results
from survey.cli.figures import level_option
from survey.cli.rules import called, named, print_json, stop

# without a protocol: 0 where a protocol would say so by default, and all items count alike
ITEMS = Protocol(
    id="items", version=1, title={"en": "Items"}, country="NO", sources=(), scoring=Scoring.POINTS_POSSIBLE,
    item_maximum=dict.fromkeys(Channel, 1.0),
)  # fmt: skip


@click.command()
@click.option("--protocol", metavar="ID", help="Weigh and count by this protocol; else items count alike, by weight.")
@level_option
@click.option(
    "--control", type=click.Choice([str(one) for one in Control]), default="benjamini-hochberg", show_default=True,
    help="Discoveries at .05: by the share of false ones, or so that any false one is rare (holm).",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("before", type=click.File("rb"))
@click.argument("after", type=click.File("rb"))
def change(
    protocol: str | None, level: float, control: str, as_json: bool, before: BinaryIO, after: BinaryIO
) -> None:  # fmt: skip
    """Work out how each unit moved from BEFORE to AFTER, in points of 0-100.

    Both files have the columns of `medlytt score`, a row per item; only items that stand in both count, paired where
    they have names. p is told for one unit, discovery for all of them together. linked and left_out say how many items
    are in both files and in one only. docs/change.md has the formulas and their limits.
    """
    rules = named(protocol) if protocol else ITEMS
    (old, old_faults), (new, new_faults) = (read(file, rules) for file in (before, after))
    found = changing.changes(rules, old, new, level=level, control=Control(control))
    if as_json:
        print_json({"protocol": protocol, "control": control, "units": found})
    else:
        click.echo("\n".join(told(one) for one in found))
    if faults := old_faults + new_faults:
        stop(faults)


def read(file: BinaryIO, rules: Protocol) -> tuple[list[Score], list[str]]:
    found = results.read(file.read(), rules)
    counted = [as_share(one) for one in found.results] if rules is ITEMS else found.results
    return scores(rules, counted), [f"{called(file)}, {fault}" for fault in found.faults]


def as_share(one: Result) -> Result:
    """An item whose maximum is 1, so that one with more points weighs no more; 0 of 0 stays out as it is."""
    sector = plain(one.sector)
    if not one.possible:
        return msgspec.structs.replace(one, sector=sector)
    points = None if one.points is None else one.points / one.possible
    return msgspec.structs.replace(one, sector=sector, points=points, possible=ONE)


def told(one: Change) -> str:
    if one.change is None:
        return f"{one.unit}: no item in both files"
    if one.low is None or one.p is None:
        return f"{one.unit}: {one.change:+.1f}, and nothing to say how sure: {items(one)}"
    verdict = ", a discovery" if one.discovery else ""
    return f"{one.unit}: {one.change:+.1f} ({one.low:+.1f} to {one.high:+.1f}), p {one.p:.3g}{verdict}; {items(one)}"


def items(one: Change) -> str:
    apart = {True: ", paired", False: ", as two samples", None: ""}[one.paired]
    return f"{one.linked} items{apart}" + (f", {one.left_out} in one file only" if one.left_out else "")
