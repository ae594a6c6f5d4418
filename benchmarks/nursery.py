"""Nursery: processes of the service that start in a moment, forked from one that has read every module.

Most of the time of a start is reading modules, and a benchmark that kills five hundred times starts five hundred times.
What runs in the child is the command itself, with an environment and a session of its own.
"""

import gc
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks.prey import ROOT, children
from survey import logs
from survey.cli import export, keys, report, serve, wave
from survey.cli.main import main as medlytt
from survey.jobs import Jobs
from survey.keyring import Keyring
from survey.round import RoundStatus
from survey.settings import PREFIX, Settings, read
from survey.steps.release import release
from survey.steps.rounds import keep_time
from survey.store import rounds
from survey.store.database import Database

TELL = "ANSWER_KILLS_TELL"
"""Port of loopback to which the keeper says what it begins."""


def keeper() -> None:
    """What `jobs` does every quarter of an hour, all the time: it opens batches, closes and finishes surveys."""
    logs.configure()
    settings = read()
    db, keys = Database(settings.database_url), Keyring(settings.keys_folder)
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    place = ("127.0.0.1", int(os.environ[TELL]))
    for number in itertools.count():
        with suppress(sa.exc.DBAPIError):  # the database was killed: the next beat finds another
            beat(db, keys, number, lambda moment: wire.sendto(moment.encode(), place))
        time.sleep(random.uniform(0.05, 0.25))


def beat(db: Database, keys: Keyring, number: int, tell: Callable[[str], object]) -> None:
    now = datetime.now(UTC)
    with db.read() as connection:
        found = rounds.with_status(connection, RoundStatus.OPEN, RoundStatus.CLOSED)
    tell("release")
    for one in found:
        if one.status is RoundStatus.OPEN and not one.is_over(now.date()):
            release(db, now, one.id, keys=keys)
    if any(one.is_over(now.date()) for one in found):
        tell("finish")
        keep_time(db, now, keys=keys)
    elif number % 10 == 0:
        keep_time(db, now, keys=keys)  # the one before may have died between the last commit and the last key
    tell("rest")


def teller() -> None:
    """What `jobs` does every few seconds and minutes, all the time: reports are made anew, and mails to staff leave."""
    logs.configure()
    settings = read()
    jobs = Jobs(Database(settings.database_url), settings)
    doubtful = jobs.timetable()["doubtful tellings"][1]
    while True:
        for work in (jobs.report, jobs.tell, doubtful):
            with suppress(sa.exc.DBAPIError):  # the database was killed: the next beat finds another
                work()
        time.sleep(random.uniform(0.01, 0.1))


COMMANDS: dict[str, Callable[..., object]] = {
    "serve": lambda: serve.serve.main([], "medlytt serve"),
    "medlytt": lambda *words: medlytt.main(list(words), "medlytt"),
    "keeper": keeper,
    "teller": teller,
}
READ = (export, keys, report, wave)
"""Modules of commands, which a command would read when it is called."""


def main() -> None:
    """Each line on standard input is an order; the answer is the number of the process."""
    serve.warm()
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if dead := order.get("bury"):
            print(os.waitstatus_to_exitcode(os.waitpid(dead, 0)[1]), flush=True)
            continue
        if (child := os.fork()) == 0:
            born(order)
        print(child, flush=True)


def born(order: Mapping[str, object]) -> None:
    os.setsid()
    log = os.open(str(order["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for mine, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(mine, theirs)
    os.environ.update(order["environment"])  # type: ignore[call-overload]
    random.seed()
    code = 1
    try:
        COMMANDS[str(order["command"])](*order["words"])  # type: ignore[misc]
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1
    except BaseException as fault:  # noqa: BLE001 - the edge of a process
        print(repr(fault), file=sys.stderr, flush=True)
    os._exit(code)


class Nursery:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        compiled = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(Path(sys.prefix) / "pycache")}
        with (folder / "nursery.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.nursery"], env=compiled | clean | {"PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        self._said()

    def bear(self, command: str, environment: Mapping[str, str], log: Path, *, words: Sequence[str] = ()) -> int:
        self._tell({"command": command, "words": words, "environment": environment, "log": str(log)})
        return int(self._said())

    def bury(self, pid: int) -> int:
        """How it ended. Until then its number is nobody else's: a signal that comes too late hits nobody."""
        self._tell({"bury": pid})
        return int(self._said())

    def _tell(self, order: Mapping[str, object]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _said(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the nursery has died; see {self.folder / 'nursery.log'}")
        return line

    def close(self) -> None:
        with self._process as process:
            process.kill()


class Child:
    """One of them: killed without a warning, and started again."""

    def __init__(
        self, nursery: Nursery, name: str, environment: Mapping[str, str], *, up: Callable[[], bool] | None = None,
        words: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.name, self.command, self.words = name, name.partition(" ")[0], words
        self.pid = 0
        self.code = 0
        """How the one before ended: below 0 by a signal."""
        self._nursery, self._environment, self._up = nursery, environment, up
        self.log = nursery.folder / f"{name.replace(' ', '-')}.log"

    def start(self) -> None:
        if self.pid:
            self._gone()
        self.pid = self._nursery.bear(self.command, self._environment, self.log, words=self.words)

    def lives(self) -> bool:
        return self.pid > 0 and state(self.pid) not in ("Z", "X", "")

    def ready(self, patience: float = 60) -> None:
        """Until it answers; one that could not start because its database was away is started anew."""
        end = time.monotonic() + patience
        while not self.lives() or (self._up and not self._up()):
            if not self.lives():
                self.start()
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name} does not come up; see {self.log}")
            time.sleep(0.02)

    def kill(self) -> bool:
        """SIGKILL to all of it at once; whether it was there."""
        lived = self.lives()
        if self.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self._gone()
        return lived

    def end(self, patience: float = 60) -> int:
        """Wait until it has ended by itself; its exit code."""
        end = time.monotonic() + patience
        while self.lives():
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name} does not end; see {self.log}")
            time.sleep(0.002)
        self._gone()
        return self.code

    def kill_head(self) -> bool:
        """To the first process only, as the kernel does when memory runs out."""
        lived = self.lives()
        if self.pid:  # a signal to process 0 would go to our own group
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._gone()
        return lived

    def kill_worker(self, rng: random.Random) -> bool:
        """To one of those that answer or to all of them; their parent starts others."""
        found = children(self.pid)
        found = rng.sample(found, rng.randint(1, len(found))) if found else []
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(found)

    def _gone(self) -> None:
        while self.lives():
            time.sleep(0.002)
        self.code = self._nursery.bury(self.pid)
        self.pid = 0


def state(pid: int) -> str:
    """As Linux names it: Z is dead and not buried; empty where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def told(settings: Settings, **changed: object) -> dict[str, str]:
    """What differs from the usual, as an environment."""
    usual = Settings()
    names = [name for name in settings.__struct_fields__ if getattr(settings, name) != getattr(usual, name)]
    given = {name: getattr(settings, name) for name in names} | changed
    return {PREFIX + name.upper(): str(value) for name, value in given.items()}


if __name__ == "__main__":
    main()
