"""`medlytt serve` and `medlytt worker`: the site with its jobs, or the jobs alone."""

import gc
import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
import structlog
from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar.concurrency import set_asyncio_executor

from instruments import bank
from survey import logs, ways
from survey import settings as settings_module
from survey.cli.holding import Holding
from survey.cli.operate import REFUSED, opened, stop, upgrade
from survey.duty import Duty
from survey.jobs import Jobs
from survey.settings import PREFIX, Settings
from survey.store.database import Database
from survey.texts import LANGUAGES, translator
from survey.web import post
from survey.web.app import build
from survey.web.reports.enclose import enclosing
from survey.web.surveys.ahead import SECONDS, Ahead

log = structlog.get_logger()
THREADS = 12  # fewer than the engine has connections (15), which the jobs use too
DUTY = "jobs.lock"
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
        ways.out(settings)  # a way out that cannot be is told here, not by each beat of the heart
        for host, port in listening(settings):
            refuse_taken(host, port)
        upgrade(settings, db)
    click.echo(f"Medlytt: {settings.url}", err=True)
    server = Holding if settings.processes == 1 else Granian
    server(
        "survey.cli.serve:site",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=settings.processes,
        loop=Loops.asyncio,  # not whichever happens to be installed
        http=HTTPModes.http1,
        websockets=False,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        log_access=False,  # paths of mailed links are secrets
        log_level=LogLevels.warning,
    ).serve()


def warm() -> None:
    """What the first visitor would wait some seconds for: the bank is read and checked once per process."""
    for folder in bank.FOLDERS.values():
        bank.shipped(folder)
    for language in LANGUAGES:
        translator(language)
    # The bank and the modules stay for good; looking through them for rubbish time and again costs every visitor.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def keep_ahead(ahead: Ahead) -> None:
    """A reader of a survey need not wait for its figures."""
    warm()
    while True:
        try:
            ahead.look(datetime.now(UTC))
        except Exception:  # a loop's edge: readers work out themselves what is not there
            log.exception("figures were not worked out ahead")
        time.sleep(SECONDS)


def listening(settings: Settings) -> list[tuple[str, int]]:
    places = [ways.address(place) for place in (settings.listen_smtp, settings.listen_lmtp) if place]
    return [(settings.host, settings.port), *places]


def refuse_taken(host: str, port: int) -> None:
    """The server itself would tell it with a trace of fifty lines, the listener in the log only."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            stop(
                f"Cannot listen on {host} port {port}: {fault.strerror}. Stop what is there, or choose another.",
                REFUSED,
            )


def end_with(parent: int) -> None:
    """Killed without warning, the parent would leave us behind with its ports, and nobody could start again."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)  # as safe as being killed ourselves: what counts is on disk, what was begun is a row


def site() -> Any:
    """The ASGI application of a worker process, with the settings of its environment."""
    os.umask(0o077)
    logs.configure()
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    settings = settings_module.read()
    db = Database(settings.database_url)
    jobs = Jobs(db, settings, enclose=enclosing(settings))

    duty = Duty(Path(settings.data) / DUTY, begin=jobs.start, end=jobs.stop) if settings.processes > 1 else jobs

    def start() -> None:
        duty.start()
        ahead = Ahead(db, settings, app.state)
        threading.Thread(target=keep_ahead, args=(ahead,), name="medlytt-warm", daemon=True).start()

    out = post.through(partial(ways.out, settings), settings)
    app = build(settings, db, post=out, start=start, stop=duty.stop, processes=settings.processes)
    # The default is six threads on two cores; most of ours wait for the disk or the database.
    set_asyncio_executor(ThreadPoolExecutor(THREADS, "medlytt-step"))
    return wrap_asgi_with_proxy_headers(app, trusted_hosts=PROXY) if settings.behind_proxy else app


@click.command()
def worker() -> None:
    """Run only the jobs, beside a site on PostgreSQL."""
    logs.configure()
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    with opened() as (settings, db):
        upgrade(settings, db)
        jobs = Jobs(db, settings, enclose=enclosing(settings))
        jobs.start()
        told.wait()
        jobs.stop()
