"""kill -9 at random moments of a running wave, again and again: nothing is sent twice, nothing confirmed is lost.

    python -m benchmarks.kills [--kills 50] [--engine sqlite|postgresql|both] [--seed 1] [--keep]

A real `medlytt serve` (on PostgreSQL `serve` and `worker`, and a cluster of the benchmark's own) runs a real wave:
mails leave over SMTP to a mail server that answers them and insists, testers work over HTTP and insist. Each kill
comes at a moment that hurts: a mail is handed over, accepted but not yet recorded, a reply or a form is on its way.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

from benchmarks.outside import Outside
from benchmarks.prey import Cluster, Process, answers_http, answers_smtp, free_port
from benchmarks.tap import Tap
from benchmarks.tester import Browser
from benchmarks.verdict import Verdict, judge, look_at_doubts, settle_doubts, still_moving
from benchmarks.wave import Scene, environment, session, small, under_way
from survey.settings import Settings
from survey.store.database import Database

MOMENTS = ("handed over", "accepted", "answering", "answered", "form", "any", "starting")
TESTERS = 4
QUIET = 120.0  # seconds that everything may take to come to rest after the last kill


class Hunt:
    """One engine: its processes, the world around them, and what was killed when."""

    def __init__(
        self, folder: Path, engine: str, *, kills: int, seed: int, server: str = "", claim_seconds: float = 6
    ) -> None:
        self.rng = Random(seed)
        self.kills = kills
        self.killed: Counter[str] = Counter()
        self.tap = Tap()
        self.cluster = Cluster(folder / "cluster") if engine == "postgresql" and not server else None
        if self.cluster:
            self.cluster.start()
            self.cluster.ready()
        listener = free_port()
        self.outside = Outside(listener, self.tap, self.rng)
        self.settings = Settings(
            data=str(small(folder / "data")), database=self.cluster.url if self.cluster else server,
            port=free_port(), transport="smtp", smtp_tls="none", smtp_port=self.outside.port,
            persona_domains=("postboks.test", "epost.test"), claim_seconds=claim_seconds,
            listen_smtp=f"127.0.0.1:{listener}" if engine == "sqlite" else "",
        )  # fmt: skip
        self.db = Database(self.settings.database_url)
        seconds = 3.0 * kills
        self.pace = max(0.2, seconds / 60)
        self.scene: Scene = under_way(self.db, self.settings, units=max(3, kills), seconds=seconds, seed=seed)
        told = environment(self.settings)
        self.processes = [Process("serve", told, folder / "serve.log", up=answers_http(self.settings.port))]
        if engine == "postgresql":
            told = told | {"MEDLYTT_LISTEN_SMTP": f"127.0.0.1:{listener}"}
            self.processes.append(Process("worker", told, folder / "worker.log", up=answers_smtp(listener)))
        self.browsers = [self._browser(n, person) for n, person in enumerate(self.scene.testers[:TESTERS])]

    def _browser(self, number: int, person: int) -> Browser:
        signed = session(self.db, person)
        site = f"http://127.0.0.1:{self.settings.port}"
        return Browser(
            site, signed.token, signed.session.csrf, grading=self.scene.grading, tap=self.tap, seed=number,
            pace=self.pace, most=4 * self.kills,
        )  # fmt: skip

    def run(self) -> Verdict:
        self._up()
        for browser in self.browsers:
            browser.start()
        while self.killed.total() < self.kills:
            self._kill(self.rng.choice(MOMENTS))
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{self.killed.total()} of {self.kills} killed")
        self._up()
        self._rest()
        for browser in self.browsers:
            browser.stopping.set()
            browser.join()
        seen = look_at_doubts(self.db, self.scene, self.settings)
        settle_doubts(self.db, self.scene, self.outside)
        self._rest()
        return judge(self.db, self.scene, self.outside, browsers=self.browsers, seen=seen)

    def _kill(self, moment: str) -> None:
        if moment == "starting":
            time.sleep(self.rng.uniform(0.1, 1.5))
        else:
            self._up()
            # Mails leave some two seconds after the start, and then every other second.
            if moment == "any" or not self.tap.wait(moment, self.rng.randint(1, 3), 4):
                time.sleep(self.rng.uniform(0, 1))
            time.sleep(self.rng.choice((0, 0, self.rng.uniform(0, 0.02))))
        if self.cluster and self.rng.random() < 0.35:
            self.cluster.kill()
            self.killed[f"postgres: {moment}"] += 1
            self.cluster.start()
        else:
            prey = self.rng.choice(self.processes)
            prey.kill()
            self.killed[f"{prey.command}: {moment}"] += 1
            prey.start()

    def _up(self) -> None:
        if self.cluster:
            self.cluster.ready()
        for process in self.processes:
            process.ready()

    def _rest(self) -> None:
        """Until every mail has left or is in doubt, every answer is in and sorted, and the testers have no work."""
        end = time.monotonic() + QUIET
        while time.monotonic() < end:
            idle = all(browser.idle or browser.stopping.is_set() for browser in self.browsers)
            if idle and not self.outside.waiting and not still_moving(self.db):
                return
            time.sleep(0.3)

    def close(self) -> None:
        for browser in self.browsers:
            browser.stopping.set()
        for process in self.processes:
            process.kill()
        self.outside.close()
        self.db.close()
        if self.cluster:
            self.cluster.stop()


def hunt(
    folder: Path, engine: str, *, kills: int, seed: int, server: str = "", claim_seconds: float = 6
) -> tuple[Verdict, Counter[str]]:
    """`server`: an empty PostgreSQL database to use instead of a cluster of one's own (it is then not killed)."""
    with closing(Hunt(folder, engine, kills=kills, seed=seed, server=server, claim_seconds=claim_seconds)) as made:
        return made.run(), made.killed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="leave databases and logs for a look")
    options = parser.parse_args()
    bad = False
    for engine in ["sqlite", "postgresql"] if options.engine == "both" else [options.engine]:
        folder = Path(tempfile.mkdtemp(prefix=f"medlytt-kills-{engine}-"))
        folder.chmod(0o755)
        began = time.monotonic()
        verdict, killed = hunt(folder, engine, kills=options.kills, seed=options.seed)
        print(f"\n{engine}: {killed.total()} kills in {time.monotonic() - began:.0f} s")
        print("  " + ", ".join(f"{what} {n}" for what, n in sorted(killed.items())))
        print(verdict.table())
        bad = bad or bool(verdict.faults)
        if options.keep or verdict.faults:
            print(f"  everything is in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
