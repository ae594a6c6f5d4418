"""`medlytt serve` and `medlytt worker`: the site with its jobs, or the jobs alone."""

import os
import signal
import threading
from functools import partial
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from survey import logs, ways
from survey import settings as settings_module
from survey.cli.operate import opened, upgrade
from survey.jobs import Jobs
from survey.settings import PREFIX
from survey.store.database import Database
from survey.web import post
from survey.web.app import build

PROXY = "127.0.0.1"  # the only one whose word on client and scheme is believed


@click.command()
@click.option("--host", help="Address to listen on (default: settings, 127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on (default: settings, 8000).")
def serve(host: str | None, port: int | None) -> None:
    """Run the site and its jobs until it is told to stop."""
    # The worker process reads its settings anew: what the command line says goes through the environment.
    if host:
        os.environ[PREFIX + "HOST"] = host
    if port:
        os.environ[PREFIX + "PORT"] = str(port)
    with opened() as (settings, db):
        upgrade(settings, db)
    click.echo(f"Medlytt: {settings.url}", err=True)
    Granian(
        "survey.cli.serve:site",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=1,  # SQLite has one writer; PostgreSQL scales by more processes of `serve`
        http=HTTPModes.http1,
        websockets=False,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        log_access=False,  # paths of mailed links are secrets
        log_enabled=False,
    ).serve()


def site() -> Any:
    """The ASGI application of a worker process, with the settings of its environment."""
    os.umask(0o077)
    logs.configure()
    settings = settings_module.read()
    db = Database(settings.database_url)
    jobs = Jobs(db, settings)
    app = build(
        settings, db, post=post.through(partial(ways.out, settings), settings), start=jobs.start, stop=jobs.stop
    )
    return wrap_asgi_with_proxy_headers(app, trusted_hosts=PROXY) if settings.behind_proxy else app


@click.command()
def worker() -> None:
    """Run only the jobs, beside a site on PostgreSQL."""
    logs.configure()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened() as (settings, db):
        upgrade(settings, db)
        jobs = Jobs(db, settings)
        jobs.start()
        stop.wait()
        jobs.stop()
