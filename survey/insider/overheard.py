"""A real server in a process of its own, everything that it says on its outputs, and citizens who answer over HTTP."""

import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import msgspec

from survey.contact import Contact, Personal
from survey.insider.rehearsal import DOCUMENT, Citizen, Mailed, Stage
from survey.invitation import Invitation
from survey.jobs import Jobs
from survey.round import Cell
from survey.settings import PREFIX, Settings
from survey.steps.import_contacts import import_contacts
from survey.store import invitations
from survey.store.database import Database
from survey.vault import Vault

PATIENCE = 180.0
"""Seconds until the server answers: it may be one of many programs on a small machine."""
LOG = "server.log"


class Server:
    def __init__(self, settings: Settings, log: Path) -> None:
        self.settings = settings
        self.url = settings.url
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

    def mail(self, stage: Stage, now: datetime, *, each: int, dice: random.Random) -> Mailed:
        """Contacts come in, are drawn and invited as always; the mails go to a folder."""
        contacts = [a_contact(cell, number, now) for number, cell in enumerate(stage.cells * each)]
        dice.shuffle(contacts)
        import_contacts(stage.db, now, stage.round_id, contacts, keys=stage.keys, feed="rehearsal")
        jobs = Jobs(stage.db, self.settings, lambda: noon(now, days=3))
        jobs.invite()
        later = Jobs(stage.db, self.settings, lambda: noon(now, days=14))
        return Mailed(invited(stage, dice), later.invite, self.logs)

    def logs(self) -> Mapping[str, tuple[str, ...]]:
        sent = sorted((Path(self.settings.data) / "outbox" / "new").glob("*.eml"))
        return {
            "web log": tuple(self._log.read_text(encoding="utf-8", errors="replace").splitlines()),
            "mail log": tuple(envelope(path) for path in sent),
        }


def a_contact(cell: Cell, number: int, now: datetime) -> Contact:
    at = now - timedelta(days=1, minutes=number)
    address = f"citizen{number:06}@hjemme.test"
    return Contact(unit_id=cell.unit_id, channel=cell.channel, at=at, language="en", email=address)


def invited(stage: Stage, dice: random.Random) -> list[Citizen]:
    """Who was drawn, as the play knows it: it holds the keys."""
    vault = stage.keys.personal(stage.round_id)
    with stage.db.read() as connection:
        found = invitations.of_round(connection, stage.round_id)
    numbers = dice.sample(range(1_000_000), len(found))
    return [
        Citizen(number=number, invitation=one, link=stage.doors.link(one.id), address=opened(vault, one).address)
        for number, one in zip(numbers, found, strict=True)
    ]


def opened(vault: Vault, one: Invitation) -> Personal:
    return msgspec.json.decode(vault.open(one.personal or b""), type=Personal)


def noon(now: datetime, *, days: int) -> datetime:
    """A later working day at noon: nothing leaves at night or on Sundays."""
    day = (now + timedelta(days=days)).replace(hour=11, minute=0)
    return day + timedelta(days=max(0, day.weekday() - 3) and 7 - day.weekday())


def envelope(path: Path) -> str:
    """What a mail server writes down: when, and to whom."""
    with path.open("rb") as file:
        mail = BytesParser(policy=default).parse(file, headersonly=True)
    return f"{mail['Date']} to={mail['To']}"


@contextmanager
def server(settings: Settings, db: Database, folder: Path) -> Iterator[Server]:
    """`medlytt serve` on a scratch database; the form of the rehearsal lies in a bank of its own."""
    bank = folder / "bank"
    (bank / "instruments").mkdir(parents=True)
    (bank / "instruments" / "rehearsal.toml").write_text(DOCUMENT, encoding="utf-8")
    own = msgspec.structs.replace(
        settings, data=str(folder), database=db.url, bank=str(bank), keys=str(folder / "keys"), port=free_port(),
        host="127.0.0.1", base_url="", transport="folder", listen_smtp="", listen_lmtp="", inbox_folder="",
        imap_host="", sms="none",
    )  # fmt: skip
    told = {name: getattr(own, name) for name in ("data", "database", "bank", "keys", "port", "host", "transport")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    log = folder / LOG
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "survey.cli.main", "serve"],
            env=kept | {PREFIX + name.upper(): str(value) for name, value in told.items()},
            stdout=out,
            stderr=out,
        )
        try:
            wait(own.url, process)
            yield Server(own, log)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server of the rehearsal did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
