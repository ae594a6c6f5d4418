"""`medlytt contact`: what case and telephone systems know of citizens' contacts comes in as a table."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import click

from survey.cli.operate import FAULTY, REFUSED, AsJson, opened, stop, upgrade
from survey.cli.operate import now as clock
from survey.cli.unit import print_document, told
from survey.intake.row import RowFault
from survey.keyring import Keyring
from survey.problems import Conflict, Invalid, NotFound, Problem, TooLarge
from survey.steps.read_contacts import Delivery, look, take

FEED = "command line"
MOST_TOLD = 200


@click.group()
def contact() -> None:
    """Take in citizens' contacts for a survey."""


@contact.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--survey", "round_id", type=click.IntRange(1), required=True, help="The number of the survey.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of them.")
@AsJson
def import_table(file: BinaryIO, round_id: int, dry_run: bool, as_json: bool) -> None:
    """Take in contacts from FILE, a CSV or XLSX table with a heading per column.

    Known columns, also under their Norwegian and Swedish names: unit, channel, time (or date and time), language,
    email, phone, area, key. Rows with faults are told one by one and left out, the good ones go in; a contact that
    came in before is not taken again. Who is drawn is counted, never listed. "-" reads standard input.
    """
    with opened() as (settings, db):
        upgrade(settings, db)
        keys, sms = Keyring(settings.keys_folder), settings.sms != "none"
        try:
            if dry_run:
                found = look(db, clock(), round_id, file.read(), keys=keys, sms=sms)
            else:
                found = take(db, clock(), round_id, file.read(), keys=keys, feed=FEED, sms=sms)
        except (Conflict, NotFound) as fault:
            stop(str(fault), REFUSED)
        except (Invalid, TooLarge) as fault:  # no table at all
            stop(refusal(fault), FAULTY)
    if as_json:
        print_document(document(found, taken=not dry_run))
    else:
        click.echo("\n".join(in_words(found, taken=not dry_run)))
    if faults := found.entries.faults:
        stop("\n".join(rows_told(faults)), FAULTY)


def refusal(fault: Problem) -> str:
    faults = fault.faults if isinstance(fault, Invalid) else ()
    return "\n".join([f"{fault}:", *map(told, faults)] if faults else [str(fault)])


def document(found: Delivery, *, taken: bool) -> dict[str, Any]:
    counted, entries = found.counted, found.entries
    return {
        "taken_in": taken,
        "rows": len(entries.rows),
        "new": counted.new,
        "before": counted.before,
        "fates": {fate.value: number for fate, number in sorted(counted.fates.items())},
        "elsewhere": entries.elsewhere,
        "ignored_columns": entries.ignored,
        "faults": [{"row": one.line, "column": one.column, "message": message(one)} for one in entries.faults],
    }


def in_words(found: Delivery, *, taken: bool) -> Iterator[str]:
    counted, entries = found.counted, found.entries
    if entries.ignored:
        yield f"Columns that mean nothing here: {', '.join(entries.ignored)}"
    for name, number in entries.elsewhere.items():
        yield f"{number} rows about {name}, which the survey does not ask about"
    for fate, number in sorted(counted.fates.items()):
        yield f"{number} {fate.value.replace('_', ' ')}"
    said = "Taken in" if taken else "Not taken in"
    yield f"{said}: {counted.new} new contacts; {counted.before} had come in before."


def rows_told(faults: Sequence[RowFault]) -> Iterator[str]:
    yield f"{len({one.line for one in faults})} rows have faults and were left out:"
    for one in faults[:MOST_TOLD]:
        place = ", ".join(filter(None, (f"row {one.line}", one.column, one.cell)))
        yield f"{place}: {message(one)}"
    if len(faults) > MOST_TOLD:
        yield f"and {len(faults) - MOST_TOLD} more"


def message(one: RowFault) -> str:
    return one.message % one.values if one.values else one.message
