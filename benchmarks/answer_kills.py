"""kill -9 at random moments while citizens answer: no acknowledged answer is lost, none is there twice.

    python -m benchmarks.answer_kills [--kills 50] [--engine sqlite|postgresql|both] [--seed 1] [--keep]

A real `medlytt serve` (on PostgreSQL two of them, and a cluster of the benchmark's own), a keeper that opens batches
and finishes surveys all the time, and citizens who answer at once, twice, on two devices, hang up and insist. What is
killed: a server with all its processes, its head only, its worker only, the keeper, PostgreSQL, one of its backends.
"""

import argparse
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import sqlalchemy as sa

from benchmarks.answer_stage import bank, let_it_end, open_survey, settle
from benchmarks.answer_verdict import K, Verdict, disagreement, judge
from benchmarks.answerers import Crowd
from benchmarks.nursery import TELL, Child, Nursery, told
from benchmarks.prey import Cluster, answers_http, free_port
from benchmarks.striking import strike, strike_in_commit
from benchmarks.tap import Tap
from survey.keyring import KINDS, Keyring
from survey.round import RoundStatus
from survey.settings import Settings
from survey.store import rounds
from survey.store.database import Database
from survey.store.migrations import migrate

MOMENTS = ("commit", "commit", "sent", "sent", "thanked", "release", "release", "any", "starting")
AT_THE_END = 3  # kills while a survey is finished
CITIZENS = 8
QUIET = 120.0  # seconds that everything may take to come to rest after the last kill


class Options(msgspec.Struct, frozen=True, kw_only=True):
    kills: int
    seed: int
    era: int = 12
    """Kills until the next survey."""
    people: int = 100
    """Invitations for each of them."""
    work: float = 0.4
    """Seconds that the citizens have between two kills, on average and at least."""
    minutes: float = 1e9


class Hunt:
    """One engine: its processes, the citizens, and what was killed when."""

    def __init__(self, folder: Path, engine: str, options: Options) -> None:
        self.options, self.rng = options, Random(options.seed)
        self.end = time.monotonic() + 60 * options.minutes
        self.killed: Counter[str] = Counter()
        self.hits: Counter[str] = Counter()
        self.faults: list[str] = []
        self.surveys: list[int] = []
        self.nursery = Nursery(folder)
        self.cluster = Cluster(folder / "cluster") if engine == "postgresql" else None
        if self.cluster:
            self.cluster.start()
            self.cluster.ready()
        url = self.cluster.url if self.cluster else ""
        self.settings = Settings(data=str(folder / "data"), database=url, bank=str(bank(folder / "bank")))
        Path(self.settings.data).mkdir()
        self.db, self.keys = Database(self.settings.database_url), Keyring(self.settings.keys_folder)
        migrate(self.db, datetime.now(UTC))
        settle(self.db)
        self.tap, self.doing = Tap(), ""
        self.wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.wire.bind(("127.0.0.1", 0))
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        ports = [free_port() for _ in range(2 if self.cluster else 1)]
        self.servers = [
            Child(self.nursery, f"serve {port}", told(self.settings, port=port), up=answers_http(port))
            for port in ports
        ]
        self.keeper = Child(self.nursery, "keeper", told(self.settings) | {TELL: str(self.wire.getsockname()[1])})
        self.crowd = Crowd(ports, self.tap, size=CITIZENS, seed=options.seed)

    def _listen(self) -> None:
        while moment := self.wire.recv(100).decode():
            self.doing = moment
            self.tap(moment)

    def run(self) -> Verdict:
        self._up()
        for citizen in self.crowd.threads:
            citizen.start()
        due = 0
        while self.killed.total() < self.options.kills and time.monotonic() < self.end:
            if self.killed.total() >= due or len(self.crowd.links) < self.options.people // 2:
                self._next_survey()
                due = self.killed.total() + self.options.era
                continue
            self._kill()
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{self.killed.total()} of {self.options.kills} killed")
        self._rest()
        self.crowd.close()
        self._count_hits()
        logs = sorted(Path(self.nursery.folder).glob("*.log"))
        made = judge(self.db, self.keys, surveys=self.surveys, books=self.crowd.books, logs=logs)
        made.counts |= {f"citizens: {name}": number for name, number in sorted(self.crowd.counts.items())}
        made.counts |= dict(sorted(self.hits.items()))
        made.faults += self.faults
        return made

    def _next_survey(self) -> None:
        """Another one opens, and the one before ends while some are still on its pages."""
        self._up()
        before = self.surveys[-1:]
        links = open_survey(self.db, self.settings, len(self.surveys), people=self.options.people * self.options.era)
        self.rng.shuffle(links)
        while len(self.crowd.links) > 5 * CITIZENS:
            self.crowd.links.pop()
        self.crowd.links.extend(links)
        self.surveys.append(links[0].round_id)
        for round_id in before:
            self._in_company(round_id)
            self._end(round_id)

    def _in_company(self, round_id: int) -> None:
        """Fewer than k answers are never opened, as promised: wait until there are enough to look for."""
        end = time.monotonic() + QUIET
        while time.monotonic() < end:
            if sum(book.thanked and book.link.round_id == round_id for book in tuple(self.crowd.books)) >= 2 * K:
                return
            time.sleep(0.02)

    def _end(self, round_id: int) -> None:
        """It is closed, opened and finished while some are still on its pages, and that is when it hurts."""
        seen = self.tap.counts["finish"]
        let_it_end(self.db, round_id)
        for _ in range(AT_THE_END):
            self.tap.until("finish", seen + 1, 2)
            time.sleep(self.rng.choice((0, self.rng.uniform(0, 0.02), self.rng.uniform(0, 0.2))))
            self._strike("finish")
            seen = self.tap.counts["finish"]
            self._keeper_up()
            self._start()
            if self._finished(round_id) or self.killed.total() >= self.options.kills:
                return

    def _kill(self) -> None:
        moment = self.rng.choice(MOMENTS)
        if moment == "starting":
            self._start()
            time.sleep(self.rng.uniform(0, 1.2))
            return self._strike(moment)
        self._up()
        time.sleep(self.rng.uniform(0, 2 * self.options.work))
        if moment == "commit":
            return self._strike_in_commit()
        if moment == "any" or not self.tap.wait(moment, self.rng.randint(1, 4), 2):
            time.sleep(self.rng.uniform(0, 0.5))
        time.sleep(self.rng.choice((0, self.rng.uniform(0, 0.005), self.rng.uniform(0, 0.03))))
        return self._strike(moment)

    def _strike(self, moment: str) -> None:
        keeping = moment in ("release", "finish")
        prey = self.rng.choice(("keeper", "keeper", "keeper", "server", "database") if keeping else
                               ("server", "head", "worker", "database", "server", "keeper"))  # fmt: skip
        if prey == "database" and not self.cluster:
            prey = "keeper" if keeping else "worker"
        self._count_hits()
        if prey == "keeper" and self.doing != "rest":
            self.hits[f"kills in the middle of a {self.doing}"] += 1
        if hit := strike(prey, servers=self.servers, keeper=self.keeper, cluster=self.cluster, rng=self.rng):
            self.killed[f"{hit}: {moment}"] += 1

    def _strike_in_commit(self) -> None:
        self._count_hits()
        hit = strike_in_commit(servers=self.servers, cluster=self.cluster, rng=self.rng)
        self.hits["kills in the middle of a commit"] += hit
        self.killed[f"{'database' if self.cluster else 'writer'}: commit"] += 1

    def _count_hits(self) -> None:
        """Of the kill before: by now its citizens know."""
        broken = self.crowd.flying.aim()
        self.hits["kills in the middle of a request"] += broken > 0
        self.hits["requests broken by kills"] += broken

    def _up(self) -> None:
        self._keeper_up()
        self._start()
        for server in self.servers:
            server.ready()
        if len(self.faults) < 100:
            with suppress(sa.exc.DBAPIError):
                self.faults += [f"after {self.killed.total()} kills: {what}" for what in disagreement(self.db)]

    def _start(self) -> None:
        """All at once, whether or not the database is there."""
        for child in (self.keeper, *self.servers):
            if not child.lives():
                child.start()

    def _keeper_up(self) -> None:
        if self.cluster:
            self.cluster.ready()
        self.keeper.ready()

    def _rest(self) -> None:
        """The last survey is answered, closed, opened and finished."""
        self._up()
        while len(self.crowd.links) > max(self.options.people, 6 * K):
            self.crowd.links.popleft()
        end = time.monotonic() + QUIET
        while time.monotonic() < end and not self.crowd.idle():
            self._start()  # one whose head was killed just now finds its port taken by its workers, and ends
            time.sleep(0.05)
        self._up()
        let_it_end(self.db, self.surveys[-1])
        while time.monotonic() < end and not all(self._finished(id) for id in self.surveys):
            time.sleep(0.1)
        self.keeper.kill()

    def _finished(self, round_id: int) -> bool:
        with self.db.read() as connection:
            over = rounds.status(connection, round_id) is RoundStatus.FINISHED
        return over and not any(self.keys.has(round_id, kind) for kind in KINDS)

    def close(self) -> None:
        self.crowd.leaving.set()
        for child in (self.keeper, *self.servers):
            child.kill()
        self.nursery.close()
        self.wire.sendto(b"", self.wire.getsockname())
        self.listener.join()
        self.wire.close()
        self.db.close()
        if self.cluster:
            self.cluster.stop()


def hunt(folder: Path, engine: str, **options: Any) -> tuple[Verdict, Counter[str]]:
    with closing(Hunt(folder, engine, Options(**options))) as made:
        return made.run(), made.killed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop killing after so long, and look")
    parser.add_argument("--keep", action="store_true", help="leave databases and logs for a look")
    options = parser.parse_args()
    bad = False
    for engine in ["sqlite", "postgresql"] if options.engine == "both" else [options.engine]:
        folder = Path(tempfile.mkdtemp(prefix=f"medlytt-answer-kills-{engine}-"))
        folder.chmod(0o755)
        began = time.monotonic()
        verdict, killed = hunt(folder, engine, kills=options.kills, seed=options.seed, minutes=options.minutes)
        print(f"\n{engine}: {killed.total()} kills in {time.monotonic() - began:.0f} s")
        print("  " + ", ".join(f"{what} {n}" for what, n in sorted(killed.items())))
        print(verdict.table(), flush=True)
        bad = bad or bool(verdict.faults)
        if options.keep or verdict.faults:
            print(f"  everything is in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
