"""How fast replies are taken in over SMTP and sorted, beside an insert that keeps nothing but the bytes.

    python -m benchmarks.collecting [--units 357] [--engine sqlite|postgresql] [--profile]

Every unit has answered three mails: half by a receipt and an answer, with quotation and signature.
"""

import argparse
import smtplib
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks.outside import FULL, RECEIPT
from benchmarks.sending import database, readable, watched
from benchmarks.wave import under_way
from instruments import bank
from mailer.transport import Folder
from survey.jobs import Jobs
from survey.steps.send import Sender, send
from survey.store.database import Database
from survey.store.schema.inquiries import dispatch
from survey.store.schema.mails import mail
from survey.store.schema.operations import job_run

WIRES = 8


def answers(db: Database) -> list[tuple[str, bytes]]:
    """(reply address, raw mail)."""
    with db.read() as connection:
        sent = connection.execute(sa.select(dispatch).where(dispatch.c.status == "sent")).mappings().all()
    made = []
    for number, row in enumerate(sent):
        for text in (RECEIPT, FULL) if number % 2 else (FULL,):
            letter = EmailMessage()
            letter["From"] = row["recipient"]
            letter["To"] = row["sender"]
            letter["Subject"] = f"SV: {row['subject']}"
            letter["Date"] = format_datetime(datetime.now(UTC))
            letter["Message-ID"] = f"<{len(made)}@svar.kommune.test>"
            if number % 3:
                letter["In-Reply-To"] = row["message_id"]
            quoted = "".join(f"> {line}\n" for line in row["body"].splitlines())
            letter.set_content(f"{text}\n{quoted}")
            made.append((row["sender"], letter.as_bytes()))
    return made


def deliver(port: int, mails: list[tuple[str, bytes]]) -> None:
    def carry(mine: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, "mail.kommune.test") as wire:
            for to, raw in mails[mine::WIRES]:
                wire.sendmail("post@kommune.test", [to], raw)

    with ThreadPoolExecutor(WIRES) as pool:
        list(pool.map(carry, range(WIRES)))


def bare(db: Database, mails: list[tuple[str, bytes]]) -> float:
    """Seconds per mail of eight threads that write the bytes and nothing else."""

    def insert(connection: sa.Connection, number: int, raw: bytes) -> None:
        values = {"job": "bench", "occurrence": f"{number} {raw.decode('latin-1')}", "at": datetime.now(UTC)}
        connection.execute(job_run.insert().values(values))

    began = time.perf_counter()
    with ThreadPoolExecutor(WIRES) as pool:
        list(pool.map(lambda n: db.write(insert, n, mails[n][1]), range(len(mails))))
    return (time.perf_counter() - began) / len(mails)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=357)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="medlytt-collecting-") as name,
        database(options.engine, readable(Path(name))) as settings,
    ):
        db = Database(settings.database_url)
        under_way(db, settings, units=options.units, seconds=0, seed=1)
        with Folder(Path(settings.data) / "outbox") as out:
            sender = Sender(name="me", transport=out, clock=lambda: datetime.now(UTC), protocol=bank.protocol)
            send(db, sender, limit=1_000_000)
        mails = answers(db)
        alone = bare(db, mails)
        jobs = Jobs(db, settings, lambda: datetime.now(UTC) + timedelta(seconds=1))
        with jobs.listen_anywhere() as listener:
            taken = watched(lambda: deliver(listener.port, mails), profile=False) / len(mails)

        def sort() -> None:
            while jobs.sorter.sort(jobs.clock()):
                pass

        sorted_ = watched(sort, profile=options.profile) / len(mails)
        with db.read() as connection:
            tied = connection.scalar(sa.select(sa.func.count()).where(mail.c.status == "matched"))
        db.close()
    print(
        f"{options.engine}, {options.units} units: {len(mails)} mails, {tied} tied; taken {1 / taken:.0f} a second, "
        f"sorted {1 / sorted_:.0f} a second; bare insert {1 / alone:.0f}; ratios {taken / alone:.1f}, "
        f"{sorted_ / alone:.1f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
