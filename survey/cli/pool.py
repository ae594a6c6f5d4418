"""`medlytt pool`: the level over several waves together, each named."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import click

from scoring.pooling import Pooled, pooled
from scoring.score import Score, scores
from survey.cli import results
from survey.cli.rules import called, named, print_json, shown, stop, unrounded


@click.command()
@click.option("--protocol", required=True, metavar="ID", help="Score by this protocol (medlytt protocol list).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.argument("files", type=click.File("rb"), nargs=-1, required=True)
def pool(protocol: str, as_json: bool, files: Sequence[BinaryIO]) -> None:
    """Pool the level of several waves, one FILE each, named after the file. A wave counts by its tested items.

    FILEs are CSV as for `medlytt score`. What each wave brings in stands beside the pooled figure, and which waves a
    unit is lacking. How units moved is for `medlytt change`, and is not in here.
    """
    rules = named(protocol)
    waves: dict[str, list[Score]] = {}
    faults: list[str] = []
    for file in files:
        name = Path(called(file)).stem
        if name in waves:
            raise click.UsageError(f"two files are called `{name}`; each wave needs a name of its own")
        found = results.read(file.read(), rules)
        waves[name] = scores(rules, found.results)
        faults += [f"{called(file)}, {fault}" for fault in found.faults]
    try:
        units = pooled(waves)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from fault
    if as_json:
        print_json({"protocol": rules.id, "waves": list(waves), "units": [document(one) for one in units]})
    else:
        click.echo("\n".join([f"pooled over {', '.join(waves)}:", *map(told, units)]))
    if faults:
        stop(faults)


def document(one: Pooled) -> Mapping[str, object]:
    waves = [{"wave": part.wave, "total": unrounded(part.total), "tested": part.tested} for part in one.shares]
    return {"unit": one.unit, "pooled": unrounded(one.total), "waves": waves, "lacking": one.lacking}


def told(one: Pooled) -> str:
    parts = ", ".join(f"{part.wave} {shown(part.total)} ({part.tested} items)" for part in one.shares)
    lacking = f"; not in {', '.join(one.lacking)}" if one.lacking else ""
    return f"{one.unit}: {shown(one.total)} from {parts}{lacking}"
