"""kill -9 while a wave is published, again and again: what is published is whole, and what was acknowledged is there.

    python -m benchmarks.publishing_kills [--kills 100] [--engine sqlite|postgresql|both] [--seed 1] [--keep]

Each wave is closed, objected to, decided on, published (by command or by page), corrected, exported and reported into
folders, and its staff is told; each of these is done by real processes of the service that are killed at random moments
or in the middle of a commit, on PostgreSQL the cluster too, and is asked for again until it is acknowledged.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import sqlalchemy as sa

from benchmarks.flushing import caught
from benchmarks.nursery import Child, Nursery, told
from benchmarks.prey import Cluster, answers_http, backends, children, free_port
from benchmarks.publishing_acts import Act
from benchmarks.publishing_life import Life
from benchmarks.publishing_stage import settle
from benchmarks.publishing_verdict import Verdict, mail_verdict, objection_faults, wave_faults
from benchmarks.publishing_verdict import report_faults as faults_of_reports
from benchmarks.striking import killed as killed_process
from survey.keyring import Keyring
from survey.settings import Settings
from survey.store import waves
from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.schema.outbox import telling
from survey.wave import WaveStatus

PATIENT = 2
"""So often an act is broken off; then it may come to its end."""
AT_WORST = 60
QUIET = 60.0
PAUSE = 0.1
NOTICED = 0.2  # seconds until the server knows that one of its processes is gone, and begins anew
OPEN_ENDED = 0.5  # seconds that the sending of mails is watched for


class Hunt:
    """One engine: its processes, what they do, and what was killed when."""

    def __init__(self, folder: Path, engine: str, *, kills: int, seed: int, minutes: float = 1e9) -> None:
        self.folder, self.kills, self.rng = folder, kills, Random(seed)
        self.end = time.monotonic() + 60 * minutes
        self.killed: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.takes: dict[str, float] = {}
        self.nursery = Nursery(folder)
        self.cluster = Cluster(folder / "cluster") if engine == "postgresql" else None
        if self.cluster:
            self.cluster.start()
            self.cluster.ready()
        self.settings = Settings(
            data=str(folder / "data"), database=self.cluster.url if self.cluster else "", port=free_port(),
            claim_seconds=2, workers=1,
        )  # fmt: skip
        Path(self.settings.data).mkdir()
        self.db = Database(self.settings.database_url)
        migrate(self.db, datetime.now(UTC))
        Keyring(self.settings.keys_folder).make_signing()
        self.stage = settle(self.db, self.settings)
        up = answers_http(self.settings.port)
        self.site = Child(self.nursery, "serve", told(self.settings), up=up)
        self.teller = Child(self.nursery, "teller", told(self.settings))
        self.life = Life(folder, self.stage, self.nursery, site=self.site, teller=self.teller)

    def run(self) -> Verdict:
        for number in range(10_000):
            if self.killed.total() >= self.kills or time.monotonic() > self.end:
                break
            self._up()
            for act in self.life.acts(number):
                if not self._insist(act):
                    self.faults.append(f"wave {number + 1}: {act.kind} could not be done in {AT_WORST} tries")
                    break
                if sys.stderr.isatty():
                    sys.stderr.write(f"\r{self.killed.total()} of {self.kills} killed")
        self._rest()
        return self._judge()

    def _insist(self, act: Act) -> bool:
        """Until it is acknowledged; the first times it is killed."""
        for attempt in range(AT_WORST):
            self._up()
            spared = attempt >= PATIENT or self.killed.total() >= self.kills or self.rng.random() < 0.25
            if act.kind == "tell":
                return self._while_telling(act, spared=spared)
            began = time.monotonic()
            act.begin()
            if not spared:
                self._strike(act)
            act.end()
            self._up()
            done = act.done()
            self.faults += [f"after {self.killed.total()} kills, {act.kind}: {fault}" for fault in act.look()]
            if done:
                if spared:
                    self.takes[act.kind] = time.monotonic() - began
                self.counts[f"{act.kind}, acknowledged"] += 1
                return True
            time.sleep(PAUSE)
        return False

    def _while_telling(self, act: Act, *, spared: bool) -> bool:
        """It has no end: it is killed while mails leave, or when all have left."""
        act.begin()
        if not spared:
            self._strike(act)
        else:
            self._until_told()
        self.teller.kill()
        self._up()
        return True

    def _strike(self, act: Act) -> None:
        """At any moment, or in the middle of a commit; what does the work dies, or what it works on."""
        takes = OPEN_ENDED if act.kind == "tell" else self.takes.get(act.kind, 0.6)
        moment = "any"
        if self.rng.random() < 0.4:
            time.sleep(self.rng.uniform(0, 0.5 * takes))
            parents = [self.cluster.process.pid] if self.cluster and self.cluster.process else [act.prey()]
            pids = [*parents, *(pid for one in parents for pid in children(one))]
            moment = "commit" if caught(pids, takes) else "any"
        else:
            time.sleep(self.rng.uniform(0, 1.05 * takes))
        if self.cluster and self.rng.random() < 0.35:
            at_work = bool(act.prey())
            found = backends(self.cluster)
            if found and self.rng.random() < 0.5:
                hit, what = at_work and killed_process(self.rng.choice(found)), "backend"
                time.sleep(NOTICED)
            else:
                self.cluster.kill()
                self.cluster.start()
                hit, what = at_work, "postgres"
        else:
            hit, what = act.kill(), "process"
        self.counts["kills that came too late"] += not hit
        if hit:
            self.killed[act.kind] += 1
            self.counts[f"kills of a {what}"] += 1
            self.counts["kills in the middle of a commit"] += moment == "commit"

    def _up(self) -> None:
        if self.cluster:
            self.cluster.ready()
        self.site.ready()

    def _until_told(self) -> None:
        end = time.monotonic() + QUIET
        due = sa.select(sa.func.count()).where(
            telling.c.status.in_(["due", "sending"]), telling.c.due_at <= datetime.now(UTC)
        )
        while time.monotonic() < end:
            if not self.teller.lives():
                self.teller.start()
            with self.db.read() as connection:
                if not connection.scalar(due):
                    return
            time.sleep(0.05)
        self.faults.append("mails to staff do not come to rest")

    def _rest(self) -> None:
        """Every report is made anew where a kill has left none, and every mail has left or is in doubt."""
        self._up()
        self.teller.ready()
        end = time.monotonic() + QUIET
        while time.monotonic() < end and any(faults_of_reports(self.stage, id) for id in self._published_waves()):
            time.sleep(0.2)
        self._until_told()
        self.teller.kill()
        self.site.kill()

    def _published_waves(self) -> list[int]:
        with self.db.read() as connection:
            return [one.id for one in waves.with_status(connection, WaveStatus.PUBLISHED)]

    def _judge(self) -> Verdict:
        made = mail_verdict(self.stage)
        made.faults = self.faults + self.life.faults + made.faults
        for id in self.life.waves:
            made.faults += wave_faults(self.stage, id)
            known, tried = self.life.acknowledged.get(id, {}), self.life.tried.get(id, set())
            made.faults += objection_faults(self.stage, id, told=known, doubtful=tried)
        for id in self._published_waves():
            made.faults += faults_of_reports(self.stage, id)
        made.counts = {"waves": len(self.life.waves), **dict(sorted(self.counts.items())), **made.counts}
        return made

    def close(self) -> None:
        for child in (self.teller, self.site):
            child.kill()
        self.nursery.close()
        self.db.close()
        if self.cluster:
            self.cluster.stop()


def hunt(folder: Path, engine: str, *, kills: int, seed: int, minutes: float = 1e9) -> tuple[Verdict, Counter[str]]:
    with closing(Hunt(folder, engine, kills=kills, seed=seed, minutes=minutes)) as made:
        return made.run(), made.killed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop killing after so long, and look")
    parser.add_argument("--keep", action="store_true", help="leave databases and logs for a look")
    options = parser.parse_args()
    bad = False
    for engine in ["sqlite", "postgresql"] if options.engine == "both" else [options.engine]:
        folder = Path(tempfile.mkdtemp(prefix=f"medlytt-publishing-kills-{engine}-"))
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
