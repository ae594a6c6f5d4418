"""`medlytt unit`: the units that are tested come in as a table."""

import json
from typing import Any, BinaryIO

import click
import msgspec

from survey import shipped
from survey.cli.operate import FAULTY, AsJson, opened, stop, upgrade
from survey.cli.operate import now as clock
from survey.problems import Fault, Invalid
from survey.register.changes import Preview
from survey.steps.import_units import HAS_FAULTS, import_units, preview


@click.group()
def unit() -> None:
    """Import the units that are tested."""


@unit.command("import")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--shipped", "from_product", is_flag=True, help="Take the 357 Norwegian municipalities that come along.")
@click.option("--country", default="NO", show_default=True, type=click.Choice(["NO", "SE", "DK", "FI"]))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@AsJson
def import_table(file: BinaryIO | None, from_product: bool, country: str, dry_run: bool, as_json: bool) -> None:
    """Import units from FILE, a CSV or XLSX table with a heading per column.

    Known columns, also under their Norwegian and Swedish names: number (needed), name, country, county, peer_group
    (such as a KOSTRA group: whom the unit is compared with first), population, area_km2, written_form, website,
    lat, lon, email, phone, opening_hours, closed_days, parent, valid_from, valid_to, successor. Units are told
    apart by country and number; an empty cell leaves what is known. A table with faults changes nothing. "-" reads
    standard input.
    """
    if (file is None) == (not from_product):
        raise click.UsageError("Name a FILE, or use --shipped; not both.")
    data = shipped.municipalities() if file is None else file.read()
    with opened() as (settings, db):
        upgrade(settings, db)
        try:
            found = preview(db, data, country=country)
            done = not (dry_run or found.faults)
            if done:
                found = import_units(db, data, clock(), country=country, digest=found.digest)
        except Invalid as fault:  # no table at all
            found, done = Preview(faults=fault.faults), False
    if as_json:
        print_document({"imported": done, **of_preview(found)})
    else:
        click.echo("\n".join(preview_in_words(found, done=done)))
    if found.faults:
        stop("\n".join([HAS_FAULTS + ":", *map(told, found.faults)]), FAULTY)


def of_preview(found: Preview) -> dict[str, Any]:
    return {
        "new": len(found.new),
        "changed": len(found.changed),
        "unchanged": found.unchanged,
        "not_in_file": list(found.absent),
        "ignored_columns": list(found.ignored),
        "changes": [
            {"code": one.code, "name": one.name, "fields": {field.name: [field.old, field.new] for field in one.fields}}
            for one in found.changed
        ],
        "faults": [{"where": fault.where, "message": fault.message % fault.values} for fault in found.faults],
    }


def preview_in_words(found: Preview, *, done: bool) -> list[str]:
    lines = [
        f"{one.code} {one.name}: {field.name} {field.old} -> {field.new}"
        for one in found.changed
        for field in one.fields
    ]
    if found.ignored:
        lines.append(f"Columns that mean nothing here: {', '.join(found.ignored)}")
    if found.absent:
        lines.append(f"{len(found.absent)} known units are not in the file; they stay as they are.")
    counts = f"{len(found.new)} new, {len(found.changed)} changed, {found.unchanged} unchanged"
    return [*lines, f"{'Imported' if done else 'Not imported'}: {counts}."]


def told(fault: Fault) -> str:
    text = fault.message % fault.values if fault.values else fault.message
    return f"{fault.where}: {text}" if fault.where else text


def print_document(document: Any) -> None:
    click.echo(json.dumps(msgspec.to_builtins(document, str_keys=True), ensure_ascii=False))
