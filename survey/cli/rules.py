"""`medlytt protocol`, `score` and `deadline`: the rules of the field on plain files, without a database."""

import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click
import msgspec

from instruments import bank
from instruments.protocol import Protocol
from scoring.score import Score, rounded, scores
from survey import explain, settings
from survey.cli import deadlines, derivation, results

FAULTY = 1


@click.group()
def protocol() -> None:
    """The protocols in the bank: how each test is carried out and scored.

    MEDLYTT_BANK names a folder of your own; protocols/*.toml in it are added to the shipped ones.
    """


@protocol.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: all protocols as decoded.")
def list_all(as_json: bool) -> None:
    """Name every protocol, newest version of each."""
    found = list(from_bank().values())
    if as_json:
        print_json(found)
        return
    for one in found:
        channels = ", ".join(f"{one.inquiries(channel)} {channel}" for channel in one.channels)
        click.echo(f"{one.id:<20} {one.title['en']}: {channels}")


@protocol.command()
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: the protocol as decoded.")
def show(name: str, as_json: bool) -> None:
    """Show one protocol: ID, or ID@VERSION for an older one."""
    found = named(name)
    if as_json:
        print_json(found)
    else:
        click.echo("\n".join(described(found)))


@protocol.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document: the protocol as decoded, or its faults."
)
def check(file: BinaryIO, as_json: bool) -> None:
    """Check a protocol FILE of your own and say what is wrong, by line. "-" reads standard input."""
    try:
        found = bank.decode(file.read(), Protocol, called(file))
    except bank.UnusableError as fault:
        if as_json:
            print_json({"faults": fault.faults})
        stop(fault.faults)
    if as_json:
        print_json(found)
    else:
        click.echo(f"{called(file)}: {found.id} version {found.version} can be used")
    if any((one.id, one.version) == (found.id, found.version) and one != found for one in bank.versions(Protocol)):
        click.echo(f"{found.id} version {found.version} is published and reads otherwise; number yours anew", err=True)


@protocol.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def lock(files: tuple[Path, ...]) -> None:
    """Record FILES of a bank as published: from then on an edit is noticed; a new version goes into a new file."""
    root = files[0].absolute().parent.parent
    new = bank.publish(tuple(file.absolute() for file in files), root)
    click.echo("\n".join(f"{name} is published" for name in new) or "all of these were published before")
    if faults := bank.changed(root):
        stop(faults)


@click.command()
@click.option("--protocol", "name", required=True, metavar="ID", help="Score by this protocol (medlytt protocol list).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, numbers unrounded.")
@click.option("--derivation", "derived", is_flag=True, help="Show how each total came about, down to the items.")
@click.argument("file", type=click.File("rb"))
def score(name: str, as_json: bool, derived: bool, file: BinaryIO) -> None:
    """Score item results by a protocol.

    FILE is a CSV with one row per item: unit, inquiry, channel, sector, item, part, points, max_points, weight,
    working_days, status. Comma, semicolon or tab; UTF-8 or Latin-1; 2.5 or 2,5. "-" reads standard input.
    """
    rules = named(name)
    found = results.read(file.read(), rules)
    scored = scores(rules, found.results)
    if as_json:
        units = [
            as_told(one, found) | ({"derivation": derivation.as_json(one, found.spelling)} if derived else {})
            for one in scored
        ]
        print_json({"protocol": rules.id, "units": units})
    else:
        for one in scored:
            click.echo("\n".join([*in_words(one, found), *(derivation.lines(one, found.spelling) if derived else ())]))
        if rules.caveat and scored:
            click.echo(explain.CAVEAT)
    if found.faults:
        stop(f"{called(file)}, {fault}" for fault in found.faults)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: a list.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Print one JSON object per line.")
@click.argument("file", type=click.File("rb"))
def deadline(as_json: bool, as_jsonl: bool, file: BinaryIO) -> None:
    """Work out when answers are due, whether they came in time, and why.

    FILE has one JSON object per line: id, clock, limit, sent_at, country, closed_days, answered_at, holidays_stop.
    Clocks: hours_skipping_weekends, working_days_from_next_day, working_days_noon_rule. "-" reads standard input.
    """
    answers: list[dict[str, Any]] = []
    faults: list[str] = []
    for number, line in enumerate(file.read().removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if not line.strip():
            continue
        answer = deadlines.answer(line)
        answers.append(answer)
        if "error" in answer:
            faults.append(f"{called(file)}, line {number}: {answer['error']}")
        if as_jsonl:
            print_json(answer)
        elif not as_json and "error" not in answer:
            click.echo("\n  ".join([f"{answer['id']}: {answer['deadline']}", *answer["why"]]))
    if as_json:
        print_json(answers)
    if faults:
        stop(faults)


def called(file: BinaryIO) -> str:
    name = getattr(file, "name", None)
    return "standard input" if name in (None, "<stdin>") else str(name)


def from_bank() -> dict[str, Protocol]:
    try:
        return bank.protocols(own_bank())
    except bank.UnusableError as fault:
        stop(fault.faults)


def named(name: str) -> Protocol:
    try:
        return bank.protocol(name, own_bank())
    except bank.UnknownError as fault:
        raise click.UsageError(str(fault)) from fault
    except bank.UnusableError as fault:
        stop(fault.faults)


def own_bank() -> Path | None:
    return Path(folder) if (folder := settings.read().bank) else None


def described(found: Protocol) -> Iterable[str]:
    """A protocol for a reader: its title, its fields as they stand in the file, its sources."""
    yield f"{found.title['en']} ({found.id}, version {found.version})"
    for name, value in msgspec.to_builtins(found).items():
        if name in {"id", "version", "title"} or not value:
            continue
        many = isinstance(value, tuple)
        yield f"{name}:" if many else f"{name}: {flat(value)}"
        yield from (f"  {flat(one)}" for one in value) if many else ()


def flat(value: Any) -> str:
    if isinstance(value, dict):
        told = {key: one for key, one in value.items() if one not in (None, "", (), {}) and key not in {"also", "name"}}
        name = value["name"].get("en", "") + ": " if isinstance(value.get("name"), dict) else ""
        return name + ", ".join(f"{key} {flat(one)}" for key, one in told.items())
    if isinstance(value, tuple):
        return "; ".join(flat(one) for one in value)
    return str(value)


def as_told(one: Score, found: results.Results) -> dict[str, Any]:
    """A score as JSON; sectors are called what the file calls them."""
    return {
        "unit": one.unit,
        "total": unrounded(one.total),
        "passed": one.passed,
        "band": one.band,
        "sectors": {found.spelling.get(code, code): unrounded(value) for code, value in one.by_sector.items()},
        "channels": {channel: unrounded(value) for channel, value in one.by_channel.items()},
        "tested": {found.spelling.get(code, code): number for code, number in one.tested.items()},
        "notes": footnotes(one, found),
    }


def in_words(one: Score, found: results.Results) -> Iterable[str]:
    verdict = {True: ", passed", False: ", not passed", None: ""}[one.passed] + (f", {one.band}" if one.band else "")
    yield f"{one.unit}: {shown(one.total)}{verdict}"
    sectors = {found.spelling.get(code, code): value for code, value in one.by_sector.items()}
    for figures in (sectors, {code: value for code, value in one.by_channel.items() if code not in sectors}):
        if any(value is not None for value in figures.values()):
            yield "  " + ", ".join(f"{code} {shown(value)}" for code, value in figures.items())
    yield from (f"  * {note}" for note in footnotes(one, found))


def footnotes(one: Score, found: results.Results) -> list[str]:
    return explain.footnotes(one.notes, "en", names=found.spelling)


def unrounded(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def shown(value: Fraction | None) -> str:
    return "-" if value is None else str(rounded(value))


def print_json(value: object) -> None:
    click.echo(msgspec.json.encode(value).decode())


def stop(faults: Iterable[object]) -> NoReturn:
    """Tell the faults on standard error and end with the exit code that says so."""
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(FAULTY)
