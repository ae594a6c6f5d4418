"""How many citizens a second are asked and have answered: page fetched, form posted, durable when acknowledged.

    python -m benchmarks.answering [--seconds 5] [--engine sqlite postgresql]

`medlytt serve` as it is, beside a bare Litestar form on granian with one durable insert (benchmarks/bare.py), both
under the same loader (benchmarks/loader.py) on the same machine, one after the other: the ratio is what counts.
"work" is the processor's time for one answer, of the server alone: it says the same on a machine that is busy.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.prey import Cluster, children, free_port
from instruments.document import to_toml
from survey.doors import new_id
from survey.invitation import Invitation, Standing, Way
from survey.keyring import Keyring
from survey.settings import Settings
from survey.steps import rounds as steps
from survey.store import invitations
from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.schema.units import unit
from tests.questions.kinds import EIGHT

FIRST_BEATS = 8  # seconds after which the jobs of a service that has just started are done
ROOT = Path(__file__).parents[1]
BODY = urlencode(
    {
        "language": "nb", "seed": "0123456789abcdef", "at": "",
        "shown": "clarity comment courtesy ease matter solved waited", "seen": "",
        "q-solved": "several", "q-courtesy": "much", "q-clarity": "so_so", "q-ease": "much", "q-waited": "3",
        "q-matter": "school", "q-which": "", "press": "send",
        "q-comment": "Jeg måtte ringe tre ganger før noen tok telefonen, men da fikk jeg god hjelp av en som kunne "
        "saken. Brevet var vanskelig å forstå.",
    }
)  # fmt: skip


def populated(url: str, folder: Path, number: int) -> list[str]:
    """A survey with so many invitations; their links."""
    now = datetime.now(UTC)
    db = Database(url)
    migrate(db, now)
    own = folder / "bank" / "instruments"
    own.mkdir(parents=True, exist_ok=True)
    (own / "eight.toml").write_text(to_toml(EIGHT), encoding="utf-8")
    settings = Settings(data=str(folder))
    keys = Keyring(settings.keys_folder)
    made = unit.insert().returning(unit.c.id)
    ids = [
        db.write(lambda c, n=n: c.execute(made.values(code=str(n), name=f"Enhet {n}")).scalar_one()) for n in range(10)
    ]
    today = now.date()
    draft = steps.Draft(
        title="Måling", forms={"email": "eight@1"}, starts_on=today, asks_until=today + timedelta(days=9),
        ends_on=today + timedelta(days=19),
    )  # fmt: skip
    id = steps.add(db, now, draft, units=ids, by=None)
    steps.open_round(db, now, id, keys=keys, by=None)
    rest = {"round_id": id, "channel": "email", "way": Way.EMAIL, "language": "nb", "standing": Standing.DONE}
    new = [Invitation(id=new_id(), unit_id=ids[n % len(ids)], **rest) for n in range(number)]
    for start in range(0, number, 5000):
        db.write(invitations.add, new[start : start + 5000])
    db.close()
    doors = keys.doors(id)
    return [f"/a/{id}/{doors.link(one.id)}" for one in new]


@contextmanager
def running(command: list[str], environment: dict[str, str], ports: list[int], variable: str) -> Iterator[list[int]]:
    """As many processes as there are ports; their ids."""
    processes = [
        subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)} | environment | {variable: str(port)})
        for port in ports
    ]
    try:
        for port in ports:
            wait_for(port)
        yield [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/a/0/x", timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not come up")


def spent(pids: list[int]) -> float:
    """Seconds of the processor that these and their children have used so far."""
    total = 0.0
    for pid in {one for parent in pids for one in (parent, *children(parent))}:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


class Load:
    """Links are used once: each run gets its own part of them. `pids`: whose work is counted."""

    def __init__(self, folder: Path, links: list[str]) -> None:
        self.folder = folder
        self.pids: list[int] = []
        self.links = links
        (folder / "body").write_text(BODY)

    def run(self, ports: list[int], *, connections: int, seconds: float, rate: float = 0) -> dict[str, float]:
        share = int(max(rate, 4000 if connections > 1 else 1500) * seconds) + 100
        mine, self.links = self.links[:share], self.links[share:]
        (self.folder / "paths").write_text("\n".join(mine))
        command = [sys.executable, "-m", "benchmarks.loader", ",".join(map(str, ports)), str(self.folder / "paths")]
        command += [str(self.folder / "body"), "--connections", str(connections), "--seconds", str(seconds)]
        before = spent(self.pids)
        done = subprocess.run([*command, "--rate", str(rate)], cwd=ROOT, check=True, capture_output=True)
        found: dict[str, float] = json.loads(done.stdout)
        return found | {"work": 1000 * (spent(self.pids) - before) / max(found["completed"], 1)}


def told(name: str, found: dict[str, float], beside: float) -> None:
    ratio = f"{found['rate'] / beside:.2f}" if beside else ""
    other = f"  not completed: {found['other']}" if found["other"] else ""
    times = f"p50 {found['p50']:6.1f}  p99 {found['p99']:7.1f} ms  work {found['work']:5.2f} ms"
    print(f"{name:46}{found['rate']:7.0f}/s  {times}  {ratio:>6}{other}", flush=True)


def measured(name: str, load: Load, ports: list[int], *, seconds: float, beside: dict[str, float]) -> dict[str, float]:
    load.run(ports, connections=32, seconds=1)  # warm
    time.sleep(FIRST_BEATS)
    found = {}
    for label, connections, rate in (("32 at once", 32, 0), ("one after the other", 1, 0), ("500 a second", 64, 500)):
        one = load.run(ports, connections=connections, seconds=seconds, rate=rate)
        told(f"{name}, {label}", one, 0 if rate else beside.get(label, 0))
        found[label] = one["rate"]
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--engine", nargs="+", default=["sqlite", "postgresql"])
    given = parser.parse_args()
    number = int(given.seconds * 7500 + 8000)
    with tempfile.TemporaryDirectory(prefix="medlytt-answering-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        links = [f"/a/1/{n:022}" for n in range(number)]
        port = free_port()
        bare = {"BARE_DATABASE": str(folder / "bare.db"), "BARE_PORT": str(port)}
        with running([sys.executable, "-m", "benchmarks.bare"], bare, [port], "BARE_PORT") as pids:
            load = Load(folder, links)
            load.pids = pids
            beside = measured("bare form, SQLite", load, [port], seconds=given.seconds, beside={})
        for engine in given.engine:
            ours(engine, folder / engine, number, given.seconds, beside)


def ours(engine: str, folder: Path, number: int, seconds: float, beside: dict[str, float]) -> None:
    folder.mkdir(mode=0o755)
    serve = [sys.executable, "-m", "survey.cli.main", "serve"]
    environment = {"MEDLYTT_DATA": str(folder), "MEDLYTT_BANK": str(folder / "bank")}
    if engine == "sqlite":
        load = Load(folder, populated(f"sqlite:///{folder / 'medlytt.db'}", folder, number))
        ports = [free_port()]
        with running(serve, environment, ports, "MEDLYTT_PORT") as load.pids:
            measured("Medlytt, SQLite", load, ports, seconds=seconds, beside=beside)
        return
    cluster = Cluster(folder / "cluster")
    cluster.start()
    try:
        cluster.ready()
        load = Load(folder, populated(cluster.url, folder, 2 * number))
        environment["MEDLYTT_DATABASE"] = cluster.url
        for processes in (1, 2):
            ports = [free_port() for _ in range(processes)]
            with running(serve, environment, ports, "MEDLYTT_PORT") as pids:
                load.pids = [*pids, cluster.process.pid] if cluster.process else pids
                measured(f"Medlytt, PostgreSQL, {processes} process(es)", load, ports, seconds=seconds, beside=beside)
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
