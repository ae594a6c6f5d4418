"""`medlytt comments scheme`: the categories of comments, shown, checked, and to a spreadsheet and back."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from instruments import bank, codebook_check, toml_text
from instruments.codebook import Added, Change, Codebook, Merged, Renamed, Retired, Split
from instruments.codebook_difference import Undecided, compared, decided
from instruments.codebook_table import Read, from_csv, to_csv
from instruments.fault import Fault
from instruments.language import in_language
from instruments.revision import ImpossibleError
from survey.cli.rules import own_bank, print_json, stop

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
BASE = click.option(
    "--base", default="municipal", metavar="SCHEME", help="What a CSV is an edited copy of; a file, or one in the bank."
)


@click.group()
def scheme() -> None:
    """The categories of comments. SCHEME is a .toml or .csv file, or the ID of one in the bank: municipal.

    MEDLYTT_BANK names a folder of your own; codebooks/*.toml in it are added to the shipped one.
    """


@scheme.command()
@click.argument("name", metavar="SCHEME", default="municipal")
@click.option("--lang", "language", default="en", help="The language of names and definitions: nb, nn, sv, en.")
@JSON
def show(name: str, language: str, as_json: bool) -> None:
    """Show the axes, their categories with definitions, and what changed since the version before."""
    found = usable(read(name), name)
    if as_json:
        print_json(found)
    else:
        click.echo("\n".join(described(found, language)))


@scheme.command()
@click.argument("name", metavar="SCHEME")
@BASE
@JSON
def check(name: str, base: str, as_json: bool) -> None:
    """Say what is wrong with a scheme, by line or row, and of a CSV what differs from its base."""
    found = read(name, base)
    differs = compared(usable(read(base), base), found.codebook) if found.codebook and is_csv(name) else None
    if as_json:
        print_json({"scheme": found.codebook, "problems": found.faults, "differs": differs})
    elif found.codebook:
        counts = ", ".join(f"{len(axis.categories)} {axis.code}" for axis in found.codebook.axes)
        click.echo(f"{name}: {found.codebook.id} version {found.codebook.version} can be used ({counts})")
        for change in differs.sure if differs else ():
            click.echo(f"  {in_words(change)}")
        for line in questions(differs.undecided if differs else ()):
            click.echo(f"  {line}")
    tell(found, name)


@scheme.command()
@click.argument("name", metavar="SCHEME")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@BASE
@click.option("--changes", type=click.File("rb"), help="JSON: what became of the categories that a CSV no longer has.")
@JSON
def convert(name: str, out: Path, base: str, changes: BinaryIO | None, as_json: bool) -> None:
    """Write a scheme to OUT, a .csv for a spreadsheet or a .toml for the bank. An OUT that is there is replaced.

    A CSV becomes the version that follows its base. --changes is a list like [{"kind": "renamed", "axis": "reasons",
    "code": "slow", "to": "late"}, {"kind": "merged", "axis": "area", "codes": ["care", "health"], "into": "care"},
    {"kind": "split", "axis": ..., "code": ..., "into": [...]}, {"kind": "retired", "axis": ..., "code": ...}].
    """
    if out.suffix.casefold() not in {".csv", ".toml"}:
        raise click.UsageError("OUT must end in .csv or .toml")
    found = usable(read(name, base), name)
    if is_csv(name):
        found = next_version(usable(read(base), base), found, changes.read() if changes else b"[]")
    written = (
        to_csv(found) if out.suffix.casefold() == ".csv" else toml_text.written(msgspec.to_builtins(found)).encode()
    )
    try:
        out.write_bytes(written)
    except OSError as fault:
        stop([f"{out} cannot be written: {fault.strerror}"])
    if as_json:
        print_json({"path": str(out), "id": found.id, "version": found.version, "changes": found.changes})
    else:
        click.echo(f"{out}: {found.id} version {found.version}")
        click.echo("".join(f"  {in_words(change)}\n" for change in found.changes), nl=False)


def next_version(base: Codebook, edited: Codebook, changes: bytes) -> Codebook:
    if edited == base:
        return base
    try:
        decisions = msgspec.json.decode(changes, type=tuple[Change, ...])
        return decided(base, edited, decisions)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        stop([f"--changes: {fault}"])
    except ImpossibleError as fault:
        stop([*(f"{one.where}: {one.message}" for one in fault.faults), *questions(compared(base, edited).undecided)])


def read(name: str, base: str = "municipal") -> Read:
    """A scheme from a file or from the bank, with everything that is wrong with it."""
    path = Path(name)
    try:
        if is_csv(name):
            return from_csv(path.read_bytes(), usable(read(base), base))
        found = bank.load(path, Codebook) if path.suffix else bank.codebook(name, own_bank())
    except OSError as fault:
        stop([f"{name} cannot be read: {fault.strerror}"])
    except bank.UnknownError as fault:
        raise click.UsageError(str(fault)) from fault
    except bank.UnusableError as fault:
        return Read(
            None, tuple(Fault(one.file + (f":{one.line}" if one.line else ""), one.message) for one in fault.faults)
        )
    return Read(found, codebook_check.faults(found))


def is_csv(name: str) -> bool:
    return name.casefold().endswith(".csv")


def usable(found: Read, name: str) -> Codebook:
    if found.codebook is None:
        tell(found, name)
        stop([f"{name} cannot be used"])
    return found.codebook


def tell(found: Read, name: str) -> None:
    """The faults on standard error, and the exit code that says so where one of them matters."""
    place = f"{name}, " if is_csv(name) else ""
    lines = [f"{place}{one.where}: {one.severity}: {one.message}" for one in found.faults]
    if found.codebook is None:
        stop(lines)
    for line in lines:
        click.echo(line, err=True)


def described(found: Codebook, language: str) -> Iterator[str]:
    yield f"{in_language(found.title, language)} ({found.id}, version {found.version})"
    for axis in found.axes:
        yield f"\n{in_language(axis.name, language)} ({axis.code}, {'several' if axis.many else 'one'} per comment)"
        for one in axis.categories:
            yield f"  {one.code:<24}{in_language(one.name, language)}: {in_language(one.definition, language)}"
    if found.changes:
        yield f"\nSince version {found.version - 1}:"
        yield from (f"  {in_words(change)}" for change in found.changes)


def questions(undecided: Iterable[Undecided]) -> Iterator[str]:
    for one in undecided:
        guess = f"; perhaps {msgspec.json.encode(one.likely).decode()}" if one.likely else ""
        yield f"{one.axis}: `{one.code}` is gone: say in --changes if it was renamed, merged, split or retired{guess}"


def in_words(change: Change) -> str:
    match change:
        case Added():
            told = f"`{change.code}` was added"
        case Merged():
            told = f"{', '.join(f'`{code}`' for code in change.codes)} became `{change.into}`"
        case Split():
            told = f"`{change.code}` became {', '.join(f'`{code}`' for code in change.into)}: comments go to a person"
        case Renamed() if change.code == change.to:
            told = f"`{change.code}` has other words"
        case Renamed():
            told = f"`{change.code}` is called `{change.to}`"
        case Retired():
            told = f"`{change.code}` is no more: comments go to a person"
    return f"{change.axis}: {told}"
