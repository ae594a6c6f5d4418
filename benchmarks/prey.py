"""What gets killed: the processes of the service, and a PostgreSQL cluster of the benchmark's own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = Path("/usr/lib/postgresql")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """One process of the service (and what it starts): killed without a warning, and started again."""

    def __init__(self, command: str, environment: dict[str, str], log: Path, *, up: Callable[[], bool]) -> None:
        self.command = command
        self.environment = os.environ | {"PYTHONPATH": str(ROOT)} | environment
        self.log = log
        self.up = up
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "survey.cli.main", self.command],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def ready(self, patience: float = 180) -> None:
        """Until it answers; one that could not start because its database was away is started anew."""
        end = time.monotonic() + patience
        while not self.up():
            if self.process is None or self.process.poll() is not None:
                self.start()
            if time.monotonic() > end:
                raise TimeoutError(f"{self.command} does not come up; see {self.log}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL to all of it at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def kill_head(self) -> None:
        """SIGKILL to the first process only, as the kernel does when memory runs out."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
        self.kill()


def answers_http(port: int) -> Callable[[], bool]:
    def up() -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    return up


def answers_smtp(port: int) -> Callable[[], bool]:
    def up() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), 2) as wire:
                return wire.recv(3) == b"220"
        except OSError:
            return False

    return up


class Cluster:
    """A PostgreSQL of one's own, with its durability as it comes, run by somebody who is not root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"postgresql://medlytt@127.0.0.1:{self.port}/postgres"
        self.user = "postgres" if os.geteuid() == 0 else None
        self.log = folder / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, mode=0o755)
        if self.user:
            shutil.chown(folder, self.user)
        self._run("initdb", "-D", self.data, "-U", "medlytt", "-A", "trust", "-E", "UTF8", "--locale=C")

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [tool("postgres"), "-D", self.data, "-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder)],
                user=self.user, stdout=log, stderr=log, start_new_session=True, cwd=self.folder,
            )  # fmt: skip

    def ready(self, patience: float = 180) -> None:
        end = time.monotonic() + patience
        while self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), check=False) != 0:
            if self.process is None or self.process.poll() is not None:
                self.start()  # the shared memory of the dead one may take a moment to be free
            if time.monotonic() > end:
                raise TimeoutError(f"PostgreSQL does not come up; see {self.log}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL to the server and to every one of its children."""
        if self.process is not None:
            for pid in (*children(self.process.pid), self.process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
        self.kill()

    def _run(self, name: str, *arguments: str, check: bool = True) -> int:
        done = subprocess.run(
            [tool(name), *arguments], user=self.user, cwd=self.folder, check=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{name}: {done.stderr.decode(errors='replace')}")
        return done.returncode


def tool(name: str) -> str:
    """Debian keeps the server's own programs out of the path."""
    if found := shutil.which(name):
        return found
    places = sorted(TOOLS.glob(f"*/bin/{name}"), key=lambda place: place.parts[-3])
    if not places:
        raise FileNotFoundError(f"{name} is missing: install PostgreSQL's server")
    return str(places[-1])


def children(parent: int) -> list[int]:
    found: list[int] = []
    if parent < 2:  # a process that is not there: those of 0 and 1 are none of ours
        return found
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def backends(cluster: Cluster) -> list[int]:
    """The processes of PostgreSQL that serve us: those that are at work, if any is."""
    found = []
    for pid in children(cluster.process.pid if cluster.process else 0):
        with suppress(OSError):
            line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
            if "medlytt" in line:
                found.append((line.rstrip("\0 ").endswith(" idle"), pid))
    return [pid for idle, pid in found if not idle] or [pid for _, pid in found]
