"""The disk fills up under a running service: nothing confirmed is lost, the fault is told, and with room it goes on.

    python -m benchmarks.full_disk

Needs root, for the data folder is a small file system in memory. SQLite only: PostgreSQL looks after its own disk.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from email.parser import BytesParser
from pathlib import Path
from random import Random

import sqlalchemy as sa

from benchmarks.prey import Process, answers_http, free_port
from benchmarks.tester import Browser
from benchmarks.wave import environment, session, under_way
from survey.settings import Settings
from survey.store.database import Database
from survey.store.schema.mails import mail
from survey.vault import Vault, key_at

ROOM = 24_000_000  # bytes of the whole file system
BALLAST = 8_000_000  # of it, taken until the disk has been full for a while
WAIT = 40.0


def letter(number: int, rng: Random) -> bytes:
    text = rng.randbytes(60_000).hex()
    lines = "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))
    return f"From: a@b.test\r\nSubject: {number}\r\nMessage-ID: <{number}@b.test>\r\n\r\n{lines}\r\n".encode()


def pour(port: int, numbers: range, rng: Random) -> tuple[list[int], list[int]]:
    """Numbers of the mails that were taken, and the codes of those that were not."""
    taken, refused = [], []
    for number in numbers:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=20) as wire:
                wire.sendmail("a@b.test", ["kari@postboks.test"], letter(number, rng))
            taken.append(number)
        except smtplib.SMTPResponseException as fault:
            refused.append(fault.smtp_code)
            if len(refused) >= 5:
                break
    return taken, refused


def kept(db: Database, vault: Vault) -> set[str]:
    with db.read() as connection:
        rows = connection.scalars(sa.select(mail.c.raw)).all()
    return {str(BytesParser().parsebytes(vault.open(raw), headersonly=True)["Message-ID"]) for raw in rows if raw}


def play(folder: Path) -> list[str]:
    rng = Random(1)
    listener = free_port()
    settings = Settings(
        data=str(folder), port=free_port(), listen_smtp=f"127.0.0.1:{listener}",
        persona_domains=("postboks.test",),
    )  # fmt: skip
    db = Database(settings.database_url)
    scene = under_way(db, settings, units=2, seconds=0, seed=1)
    signed = session(db, scene.testers[0])
    (folder / "ballast").write_bytes(bytes(BALLAST))
    site = f"http://127.0.0.1:{settings.port}"
    browser = Browser(
        site, signed.token, signed.session.csrf, grading=scene.grading, tap=lambda _: None, seed=1, pace=0.5, most=40
    )
    log = Path(tempfile.gettempdir()) / f"full-disk-{os.getpid()}.log"
    server = Process("serve", environment(settings), log, up=answers_http(settings.port))
    server.ready()
    browser.start()
    try:
        taken, refused = pour(listener, range(1000), rng)
        time.sleep(3)  # testers go on meanwhile, and are told that it fails
        before = browser.done.retries
        (folder / "ballast").unlink()
        more, again = pour(listener, range(1000, 1010), rng)
        end = time.monotonic() + WAIT
        while not browser.idle and time.monotonic() < end:
            time.sleep(0.2)
        browser.stopping.set()
        browser.join()
        found = kept(db, Vault(key_at(settings.key_path)))
    finally:
        browser.stopping.set()
        server.kill()
        db.close()
    print(f"{len(taken)} mails taken, then {refused}; testers tried again {before} times; ", end="")
    print(f"after there was room: {len(more)} of 10 taken, {len(browser.done.grades)} grades confirmed in all")
    return [
        *(f"mail {number} was confirmed and is lost" for number in taken + more if f"<{number}@b.test>" not in found),
        *(f"refused with {code}" for code in refused + again if code != 451),
        *(["the disk never filled up"] if not refused else []),
        *([f"only {len(more)} of 10 were taken after there was room"] if len(more) != 10 else []),
        *(browser.done.refused),
        *(["no grade was confirmed"] if not browser.done.grades else []),
    ]


def main() -> int:
    if os.geteuid() != 0:
        print("This needs root, to mount a small file system.")
        return 2
    with tempfile.TemporaryDirectory(prefix="medlytt-full-") as name:
        subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", name], check=True)
        try:
            faults = play(Path(name))
        finally:
            subprocess.run(["/bin/umount", name], check=True)
    for fault in faults:
        print(f"FAULT: {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
