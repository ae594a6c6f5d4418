"""`medlytt trainer`: trains the model that is wanted, in a process of its own beside the site."""

import os
import secrets
import socket
import threading

import click

from survey import logs
from survey.cli.operate import now, opened
from survey.cli.serve import end_with
from survey.steps.train_tagger import work

NICE = 15


@click.command()
def trainer() -> None:
    """Train the tagger's model that is wanted, if any, and end.

    `serve` and `worker` start this by themselves when somebody asks for a model. It takes what the processor has left
    over. Killed in the middle it is begun anew some minutes later.
    """
    logs.configure()
    os.nice(NICE)
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    with opened() as (_, db):
        model = work(db, now, name=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}")
    if model:
        click.echo(f"model {model.id}: {model.status.value}", err=True)
