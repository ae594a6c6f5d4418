"""How fast due mails leave, beside a bare SMTP loop that records nothing.

    python -m benchmarks.sending [--units 357] [--engine sqlite|postgresql] [--profile]

Every unit gets the three mails of kommunetest-2019. The mail server is a thread of this process that answers at once,
so that the figures are those of the service; `ratio` is the time per mail against the bare loop in the same run.
"""

import argparse
import cProfile
import pstats
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from benchmarks.prey import Cluster
from benchmarks.wave import under_way
from instruments import bank
from mailer.message import Address, Message
from mailer.smtp import Smtp
from survey.settings import Settings
from survey.steps.send import Sender, send
from survey.store.database import Database
from survey.store.schema.inquiries import dispatch


def swallow() -> socket.socket:
    """A mail server that says yes to everything."""
    server = socket.create_server(("127.0.0.1", 0))

    def talk(wire: socket.socket) -> None:
        with wire, wire.makefile("rb") as lines:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wire.sendall(b"220 ready\r\n")
            for line in lines:
                match line[:4].upper():
                    case b"DATA":
                        wire.sendall(b"354 go on\r\n")
                        for text in lines:
                            if text == b".\r\n":
                                break
                        wire.sendall(b"250 taken\r\n")
                    case b"QUIT":
                        wire.sendall(b"221 bye\r\n")
                        return
                    case _:
                        wire.sendall(b"250 ok\r\n")

    def accept() -> None:
        while True:
            try:
                wire, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(wire,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return server


@contextmanager
def database(engine: str, folder: Path) -> Iterator[Settings]:
    """Settings with an empty database of that engine."""
    settings = Settings(data=str(folder / "data"), persona_domains=("postboks.test",))
    if engine == "sqlite":
        yield settings
        return
    with closing(Stopping(Cluster(folder / "cluster"))) as made:
        yield msgspec.structs.replace(settings, database=made.cluster.url)


class Stopping:
    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        cluster.start()
        cluster.ready()

    def close(self) -> None:
        self.cluster.stop()


def bare(port: int, number: int) -> float:
    """Seconds per mail of the transport alone."""
    now = datetime.now(UTC)
    began = time.perf_counter()
    with Smtp("127.0.0.1", port, tls="none") as out:
        for n in range(number):
            out.send(
                Message(
                    sender=Address("Kari Moen", f"kari.moen{n}@postboks.test"),
                    to=(Address("", "postmottak@larvik.kommune.test"),),
                    subject="Lånekort",
                    text="Hei! Hvordan skaffer jeg lånekort hos dere?\n\nKari Moen\n",
                    message_id=f"<{n}@postboks.test>",
                    date=now,
                )
            )
    return (time.perf_counter() - began) / number


def watched(work: Callable[[], object], *, profile: bool) -> float:
    """Seconds; with a profile, where they went."""
    profiler = cProfile.Profile()
    began = time.perf_counter()
    if profile:
        profiler.runcall(work)
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(45)
    else:
        work()
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=357)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="medlytt-sending-") as name,
        swallow() as server,
        database(options.engine, readable(Path(name))) as settings,
    ):
        port = server.getsockname()[1]
        db = Database(settings.database_url)
        under_way(db, settings, units=options.units, seconds=0, seed=1)
        alone = bare(port, 1000)
        with Smtp("127.0.0.1", port, tls="none") as out:
            sender = Sender(name="me", transport=out, clock=lambda: datetime.now(UTC), protocol=bank.protocol)
            seconds = watched(lambda: send(db, sender, limit=1_000_000), profile=options.profile)
        with db.read() as connection:
            sent = connection.scalar(sa.select(sa.func.count()).where(dispatch.c.status == "sent")) or 0
        db.close()
    each = seconds / sent
    print(
        f"{options.engine}, {options.units} units: {sent} mails in {seconds:.1f} s, {1 / each:.0f} a second; "
        f"bare loop {1 / alone:.0f} a second; ratio {each / alone:.1f}"
    )
    return 0


def readable(folder: Path) -> Path:
    """PostgreSQL runs as somebody else."""
    folder.chmod(0o755)
    return folder


if __name__ == "__main__":
    sys.exit(main())
