"""`medlytt report`: the improvement reports of a wave as files."""

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click

from survey import whole
from survey.cli.operate import FAULTY, AsJson, now, opened, stop, tell, upgrade
from survey.settings import Settings
from survey.steps import report as step
from survey.texts import LANGUAGES
from survey.web.reports import press
from survey.web.reports.press import Form, Order

Made = tuple[int, dict[str, bytes]]


@click.command()
@click.argument("wave_id", type=int, metavar="WAVE")
@click.option("--unit", "codes", multiple=True, metavar="CODE", help="Only this unit (its number). May be repeated.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Default: the one of the settings.")
@click.option("--format", "forms", multiple=True, type=click.Choice([one.value for one in Form]), help="Default: pdf.")
@click.option("--house", is_flag=True, help="With what citizens say: for the unit itself, not for the public.")
@click.option(
    "--out", "folder", required=True, metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
    help="Where the files go: CODE.pdf, CODE.xlsx ...",
)  # fmt: skip
@AsJson
def report(
    wave_id: int,
    codes: tuple[str, ...],
    language: str | None,
    forms: tuple[str, ...],
    house: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Write the improvement report of each unit of a wave that is closed or published.

    Each file has its name only when it is whole; one of an earlier time is replaced.
    """
    began = now()
    with opened() as (settings, db):
        upgrade(settings, db)
        step.report(db, began, wave_id, own_bank=settings.bank_folder)
        order = Order(
            wave_id=wave_id,
            language=language or settings.language,
            forms=tuple(Form(one) for one in dict.fromkeys(forms)) or (Form.PDF,),
            house=house,
        )
        named = chosen(settings, order, codes)
        paths = written(settings, order, named, folder=folder)
    seconds = (now() - began).total_seconds()
    document = {"wave": wave_id, "units": len(named), "files": len(paths), "folder": str(folder), "seconds": seconds}
    said = f"{len(paths)} files about {len(named)} units in {folder} ({seconds:.0f} s)."
    tell(as_json, document | {"paths": [str(path) for path in paths]}, said)


def chosen(settings: Settings, order: Order, codes: tuple[str, ...]) -> dict[int, str]:
    """Unit -> its number, sorted by that."""
    told = press.opened(settings, order)
    known = {told.code(unit_id): unit_id for unit_id in told.reports}
    if missing := [code for code in codes if code not in known]:
        stop(f"No report of: {', '.join(missing)}. Units of this wave: {', '.join(sorted(known)[:8])} ...", FAULTY)
    return {known[code]: code for code in sorted(codes or known)}


def written(settings: Settings, order: Order, named: dict[int, str], *, folder: Path) -> list[Path]:
    paths: list[Path] = []
    printed = progress(press.printed(settings, order, list(named)), len(named))
    with whole.workshop(folder, "reports") as shop, printed as made:
        for unit_id, files in made:
            for ending, content in files.items():
                path = folder / f"{file_name(named[unit_id])}.{ending}"
                whole.put(content, path, within=shop)
                paths.append(path)
    return paths


def progress(made: Iterable[Made], length: int) -> AbstractContextManager[Iterable[Made]]:
    """A bar on standard error, where somebody looks at it."""
    errors = sys.stderr
    if not errors.isatty():
        return nullcontext(made)
    return click.progressbar(made, length=length, label="Reports", file=errors)


def file_name(code: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in code)
