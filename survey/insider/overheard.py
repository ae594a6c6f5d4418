"""A real server in a process of its own, everything that it says on its outputs, and citizens who answer over HTTP."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from survey.insider.rehearsal import DOCUMENT, Citizen, Stage
from survey.settings import PREFIX, Settings
from survey.store.database import Database

PATIENCE = 60.0
"""Seconds until the server answers: it may be one of many programs on a small machine."""
LOG = "server.log"


class Server:
    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self._log = log

    def say(self, stage: Stage, citizen: Citizen) -> None:
        """Open the link from the mail, fill in, send."""
        page = f"{self.url}/a/{stage.round_id}/{citizen.link}"
        with urllib.request.urlopen(page, timeout=PATIENCE) as opened:  # noqa: S310 - our own server
            opened.read()
        fields = {"q-number": str(citizen.number), "q-more": citizen.text, "shown": "number more", "press": "send"}
        body = urllib.parse.urlencode(fields).encode()
        with urllib.request.urlopen(page, body, timeout=PATIENCE) as done:  # noqa: S310
            done.read()

    def logs(self) -> Mapping[str, tuple[str, ...]]:
        return {"web log": tuple(self._log.read_text(encoding="utf-8", errors="replace").splitlines())}


@contextmanager
def server(settings: Settings, db: Database, folder: Path) -> Iterator[Server]:
    """`medlytt serve` on a scratch database; the form of the rehearsal lies in a bank of its own."""
    bank = folder / "bank"
    (bank / "instruments").mkdir(parents=True)
    (bank / "instruments" / "rehearsal.toml").write_text(DOCUMENT, encoding="utf-8")
    port = free_port()
    told = {"DATA": str(folder), "DATABASE": db.url, "BANK": str(bank), "KEYS": str(folder / "keys"), "PORT": str(port)}
    told |= {"TRANSPORT": "folder", "TIMEZONE": settings.timezone, "HOST": "127.0.0.1"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    log = folder / LOG
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "survey.cli.main", "serve"],
            env=kept | {PREFIX + name: value for name, value in told.items()},
            stdout=out,
            stderr=out,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait(url, process)
            yield Server(url, log)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server of the rehearsal did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
