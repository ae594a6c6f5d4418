"""`medlytt instrument`: check, convert and try out a form from any of the formats, without a database."""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec

from instruments import answers, bank, document, worth
from instruments.fault import Severity
from instruments.imported import Imported
from instruments.instrument import Instrument
from instruments.xlsform import write as xlsform
from survey.cli import beside, forms
from survey.cli.rules import own_bank, print_json, stop

FAULTY = 1
FORMATS: Mapping[str, Callable[[Instrument], bytes]] = {
    "toml": lambda found: document.to_toml(found).encode(),
    "json": lambda found: document.to_json(found).encode(),
    "xlsx": xlsform.write,
}
A_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.group()
def instrument() -> None:
    """Forms and surveys: check, convert and try out a file.

    Read are XLSForm (.xlsx .xls .md .csv), LimeSurvey (.lss), SurveyJS (.json) and our own .toml and .json. Lists that
    a form names (.csv .xml .geojson) are read along where they lie beside it or in FORM-media/. "-" is standard input.
    """


@instrument.command()
@click.argument("file", type=A_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: items, faults, what is lost, advice.")
def check(file: Path, as_json: bool) -> None:
    """Say what is wrong in FILE, place by place, what of it is lost, and which questions could be better."""
    found = beside.read(file)
    if as_json:
        print_json(forms.as_json(found))
    else:
        click.echo("\n".join(forms.in_words(found, str(file))))
    finish(found, file, quiet=not as_json)


@instrument.command()
@click.argument("file", type=A_FILE)
@click.option("--to", "kind", required=True, type=click.Choice([*FORMATS]), help="The format to write.")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document about what was done.")
def convert(file: Path, kind: str, out: Path, as_json: bool) -> None:
    """Write the form in FILE to OUT in another format. An OUT that is there is replaced.

    What could not come along is told on standard error.
    """
    found = beside.read(file)
    if found.instrument is not None:
        try:
            save(found.instrument, out, kind=kind)
        except OSError as fault:
            stop([f"{out} cannot be written: {fault.strerror}"])
    if as_json:
        print_json(forms.summary(found) | {"path": str(out) if found.instrument else None})
    else:
        for line in forms.faults_in_words(found, str(file)):
            click.echo(line, err=True)
    finish(found, file, quiet=True)


@instrument.command()
@click.argument("file", type=A_FILE)
@click.option("--answers", "answers_file", required=True, type=click.File("rb"), help='JSON: {"item": value, ...}.')
@click.option("--now", default="", metavar="ISO", help="The time that now() and today() give; without zone UTC.")
@click.option("--lang", "language", default="en", help="The language of messages.")
@click.option("--seed", default="", help="For random() and for choices in random order.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def evaluate(file: Path, answers_file: Any, now: str, language: str, seed: str, as_json: bool) -> None:
    """Fill in the form in FILE with the answers of a file: what is asked, what stands, what it is worth.

    An answer is a value or its text; a repeat is a list of objects, a choice of several a list.
    """
    found = beside.read(file)
    if not found.usable or found.instrument is None:
        if as_json:
            print_json(forms.summary(found))
        refuse(found, file)
    given = answers_of(answers_file.read())
    checked = answers.check(found.instrument, given, now=moment(now), seed=seed, language=language)
    score = worth.total(worth.points(found.instrument, checked.values))
    if as_json:
        print_json(forms.evaluation(checked, score))
    else:
        click.echo("\n".join(forms.evaluation_in_words(checked, score)))
    sys.exit(FAULTY if checked.problems else 0)


@instrument.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: a list.")
def list_all(as_json: bool) -> None:
    """Name every form of the bank, newest version of each; those of MEDLYTT_BANK/instruments too."""
    try:
        found = list(bank.instruments(own_bank()).values())
    except bank.UnusableError as fault:
        stop(fault.faults)
    if as_json:
        print_json([forms.heading(one) | {"purpose": one.purpose, "items": len(one.leaves)} for one in found])
        return
    for one in found:
        click.echo(f"{one.id:<32} {one.purpose:<10} {len(one.leaves):>3} items  {', '.join(one.languages)}")


def save(found: Instrument, out: Path, *, kind: str) -> None:
    """A workbook has its tables beside it, in OUT-media/ as ODK has them."""
    tables = xlsform.attached(found) if kind == "xlsx" else {}
    if strange := [name for name in tables if Path(name).name != name]:
        stop([f"{out} cannot be written: `{name}` is no name for a file; rename the table" for name in strange])
    try:
        data = FORMATS[kind](found)
    except ValueError as fault:
        stop([f"{out} cannot be written: {fault}"])
    out.write_bytes(data)
    folder = out.with_name(f"{out.stem}-media")
    if tables:
        folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        (folder / name).write_bytes(table)


def answers_of(data: bytes) -> dict[str, Any]:
    try:
        given = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        stop([f"answers: a JSON object {{item: value}} is expected: {fault}"])
    return given


def moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as fault:
        raise click.UsageError(f"--now: {text} is no ISO date and time, as 2026-03-02T14:30:00+01:00 is") from fault
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def finish(found: Imported, file: Path, *, quiet: bool) -> None:
    """End with the exit code that tells whether the form can be used; faults go to standard error once."""
    if not found.usable:
        if quiet:
            sys.exit(FAULTY)
        refuse(found, file)


def refuse(found: Imported, file: Path) -> NoReturn:
    stop(f"{file}, {forms.told(fault)}" for fault in found.problems if fault.severity is Severity.ERROR)
