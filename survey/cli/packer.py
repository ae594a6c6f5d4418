"""`medlytt packer`: makes the file of all reports of a wave that is wanted, in a process of its own beside the site."""

import os
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import click

from survey import logs
from survey.cli.operate import now, opened
from survey.cli.report import file_name
from survey.cli.serve import end_with
from survey.pack import Pack
from survey.settings import Settings
from survey.steps.pack import File, work
from survey.web.reports import press
from survey.web.reports.press import Form, Order

NICE = 10
FORMS = (Form.PDF, Form.XLSX)


@click.command()
def packer() -> None:
    """Make the file of all reports of a wave that is wanted, if any, and end.

    `serve` and `worker` start this by themselves when somebody asks for the file. It holds what everybody may read of
    each unit, as PDF and as a workbook. Killed in the middle it is begun anew some minutes later.
    """
    logs.configure()
    os.nice(NICE)
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    with opened() as (settings, db):
        name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        pack = work(db, now, name=name, data=Path(settings.data), make=lambda wanted: everything(settings, wanted))
    if pack:
        click.echo(f"pack {pack.id}: {pack.status.value}", err=True)


def everything(settings: Settings, wanted: Pack) -> tuple[int, Iterator[File]]:
    order = Order(wave_id=wanted.wave_id, language=wanted.language, forms=FORMS)
    told = press.opened(settings, order)
    named = sorted(told.reports, key=told.code)

    def files() -> Iterator[File]:
        for unit_id, made in press.printed(settings, order, named):
            for ending, content in made.items():
                yield File(f"{ending}/{file_name(told.code(unit_id))}.{ending}", content)

    return len(named) * len(FORMS), files()
