"""How fast invitations leave: drawn contacts in four languages, one SMTP connection, every mail recorded.

    python -m benchmarks.inviting [--citizens 10000] [--engine sqlite|postgresql]

The mail server is a process of its own that answers at once, so that the figure is the service's.
"""

import argparse
import multiprocessing
import tempfile
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.prey import Cluster
from benchmarks.sending import swallow
from mailer.smtp import Smtp
from survey.contact import Personal, seal
from survey.doors import new_id
from survey.invitation import Invitation, Way
from survey.keyring import Keyring
from survey.round import Rules
from survey.settings import Settings
from survey.steps import rounds
from survey.steps.asked import house
from survey.steps.batch import Courier
from survey.steps.invite import invite
from survey.store import invitations, units
from survey.store.database import Database
from survey.store.migrations import migrate

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
UNIT = {"code": "3909", "name": "Larvik kommune", "country": "NO"}


def serve(port: Connection) -> None:
    port.send(swallow().getsockname()[1])
    time.sleep(3600)


def drawn(db: Database, keys: Keyring, number: int) -> None:
    """An open round with so many invitations that are due."""
    migrate(db, NOW)
    db.write(units.add, [UNIT])
    day = NOW.date()
    draft = rounds.Draft(
        title="Etter e-post",
        forms={"email": "post-contact-email@1"},
        starts_on=day,
        asks_until=day,
        ends_on=day + timedelta(days=30),
        rules=Rules(reminders=(6,)),
    )
    round_id = rounds.add(db, NOW, draft, units=[1], by=None)
    rounds.open_round(db, NOW, round_id, keys=keys, by=None)
    vault = keys.personal(round_id)
    rest = {"round_id": round_id, "unit_id": 1, "channel": "email", "way": Way.EMAIL, "due_at": NOW}
    new = [
        Invitation(
            id=new_id(),
            language=("nb", "nn", "sv", "en")[n % 4],
            personal=seal(Personal(f"kari{n}@hjemme.test"), vault),
            **rest,  # type: ignore[arg-type]
        )
        for n in range(number)
    ]
    db.write(invitations.add, new)


def leave(db: Database, folder: Path, port: int) -> tuple[int, float]:
    settings = Settings(
        data=str(folder), base_url="https://medlytt.example.no", survey_from="survey@medlytt.example.no"
    )
    with Smtp("127.0.0.1", port, tls="none") as mail:
        courier = Courier(
            name="one", mail=mail, clock=lambda: NOW, keys=Keyring(folder / "keys"), house=house(settings)
        )
        began = time.perf_counter()
        tally = invite(db, courier)
        return tally.sent, time.perf_counter() - began


def run(url: str, folder: Path, number: int) -> None:
    db = Database(url)
    drawn(db, Keyring(folder / "keys"), number)
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    sent, seconds = leave(db, folder, ours.recv())
    server.kill()
    db.close()
    print(f"{sent} of {number} in {seconds:.1f} s: {sent / seconds:.0f} a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--citizens", type=int, default=10_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as somebody else
        if told.engine == "sqlite":
            run(f"sqlite:///{folder / 'medlytt.db'}", folder, told.citizens)
            return
        cluster = Cluster(folder / "cluster")
        try:
            cluster.start()
            cluster.ready()
            run(cluster.url, folder, told.citizens)
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
