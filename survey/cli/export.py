"""`medlytt export`: a published wave as open data, in every format, into a folder."""

import sys
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec

from instruments import bank
from instruments.instrument import Instrument
from survey import bundle
from survey import settings as settings_module
from survey.cli.operate import FAULTY, REFUSED, AsJson, opened, stop, tell, upgrade
from survey.cli.operate import now as clock
from survey.opendata import release, write
from survey.opendata.table import Publisher, Release
from survey.opendata.write import Format
from survey.problems import Conflict, NotFound
from survey.settings import Settings
from survey.steps.give_away import give_away, give_away_survey
from survey.texts import LANGUAGES

ALL = "all"


@click.command()
@click.argument("source", metavar="[SOURCE]", default="")
@click.option("--survey", type=int, metavar="ID", help="Instead of SOURCE: a finished survey alone.")
@click.option("--out", required=True, metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--formats", default=ALL, show_default=True, help=f"all, or some of {','.join(Format)} with commas between."
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Of labels and texts; default: the site's.")
@AsJson
def export(source: str, survey: int | None, out: Path, formats: str, language: str | None, as_json: bool) -> None:
    """Write the figures of a published wave as open data into DIR.

    SOURCE is the number of a published wave or a BUNDLE file; a file needs no database, but then only what it says of
    units is known. With --survey the counts of a finished survey, small ones hidden: decided once, and the same in
    every later publication; without a DCAT record, since no page offers them. An export that is there already is
    replaced once the new one is whole.
    """
    wanted = formats_of(formats)
    if bool(source) == (survey is not None):
        raise click.UsageError("give either SOURCE or --survey ID")
    if survey is not None:
        found, wanted = of_survey(survey, language), tuple(one for one in wanted if one is not Format.DCAT)
    else:
        found = of_file(Path(source), language) if not source.isdecimal() else of_wave(int(source), language)
    try:
        done = write.write(found, out, formats=wanted, progress=told if sys.stderr.isatty() else write.silent)
    except Conflict as fault:
        stop(f"{fault} {fault.advice}", REFUSED)
    except OSError as fault:
        stop(f"{out}: {fault.strerror}", FAULTY)
    document = {
        "id": found.id,
        "folder": str(out),
        "language": found.language,
        "rows": done.rows,
        "files": [msgspec.to_builtins(file) for file in done.files.values()],
    }
    tell(as_json, document, f"{found.title}: {sum(done.rows.values())} rows in {len(done.files)} files in {out}.")


def formats_of(text: str) -> tuple[Format, ...]:
    names = [name.strip() for name in text.split(",")]
    if ALL in names:
        return tuple(Format)
    if strange := [name for name in names if name not in set(Format)]:
        raise click.UsageError(f"--formats: {', '.join(strange)} is none of all, {', '.join(Format)}")
    return tuple(map(Format, names))


def of_wave(wave_id: int, language: str | None) -> Release:
    with opened() as (settings, db):
        upgrade(settings, db)
        try:
            return give_away(
                db,
                clock(),
                wave_id,
                language=language or settings.language,
                publisher=publisher(settings),
                own_bank=settings.bank_folder,
            )
        except NotFound:
            stop(f"Wave {wave_id} is not published; `medlytt wave list` shows which are.", REFUSED)


def of_survey(round_id: int, language: str | None) -> Release:
    with opened() as (settings, db):
        upgrade(settings, db)
        told: dict[str, Any] = {"language": language or settings.language, "publisher": publisher(settings)}
        try:
            return give_away_survey(db, clock(), round_id, own_bank=settings.bank_folder, **told)
        except (Conflict, NotFound) as fault:
            stop(f"{fault} {fault.advice}", REFUSED)


def of_file(path: Path, language: str | None) -> Release:
    try:
        document = path.read_bytes()
        found = bundle.read(document)
    except OSError as fault:
        stop(f"{path}: {fault.strerror}; give the number of a published wave or a bundle's file.", FAULTY)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        not_a_bundle(path, fault)
    settings = settings_module.read()
    return release.of_wave(
        found,
        units={},
        shipped=bank.versions(Instrument, settings.bank_folder),
        language=language or settings.language,
        publisher=publisher(settings),
        issued_on=None,
        sha256=bundle.sha256(document),
    )


def not_a_bundle(path: Path, fault: Exception) -> NoReturn:
    stop(f"{path}: this is no bundle of a ranking ({fault}); download it again.", FAULTY)


def publisher(settings: Settings) -> Publisher:
    return Publisher(name=settings.operator or "Medlytt", email=settings.operator_email, url=settings.url)


def told(name: str, rows: int) -> None:
    click.echo(f"\r{name or '...'}: {rows} rows\x1b[K", nl=False, err=True)
