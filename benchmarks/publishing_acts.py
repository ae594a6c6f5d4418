"""What is killed while a wave is published: each act begins, ends or is broken off, and begins again."""

import hashlib
import http.client
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

from benchmarks.nursery import Child
from benchmarks.publishing_stage import Browser
from survey.keyring import CACHE_TAG, Keyring
from survey.opendata.write import SUMS

PATIENCE = 30.0
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
NO_FAULTS: Callable[[], list[str]] = list


class Act(Protocol):
    """Begun, then perhaps killed; afterwards it says whether it was told to be done, and what is broken."""

    kind: str

    def begin(self) -> None: ...
    def prey(self) -> int:
        """The process that does it."""
    def kill(self) -> bool:
        """SIGKILL; whether it hit something that was at work."""
    def end(self) -> None:
        """Wait until it has ended, by itself or by the kill."""
    def done(self) -> bool:
        """Whether whoever asked for it was told that it is done."""
    def look(self) -> list[str]: ...


class Command:
    """`medlytt ...` in a process of its own; told are the exit codes that mean it is done."""

    def __init__(
        self, kind: str, child: Child, *, told: tuple[int, ...] = (0,), look: Callable[[], list[str]] = NO_FAULTS
    ) -> None:
        self.kind, self.child, self.told, self.look = kind, child, told, look
        self._killed = False

    def begin(self) -> None:
        self._killed = False
        self.child.start()

    def prey(self) -> int:
        return self.child.pid

    def kill(self) -> bool:
        self._killed = True
        return self.child.kill()

    def end(self) -> None:
        if not self._killed:
            self.child.end()

    def done(self) -> bool:
        return self.child.code in self.told


class Press:
    """Somebody presses a button: the process that dies is the site. The same press is sent again."""

    def __init__(
        self, kind: str, port: int, site: Child, by: Browser, *, path: Callable[[], str], form: Mapping[str, str],
        done_already: Callable[[], bool] = lambda: False, look: Callable[[], list[str]] = NO_FAULTS,
    ) -> None:  # fmt: skip
        self.kind, self.port, self.site, self.by = kind, port, site, by
        self.path, self.form, self.done_already, self.look = path, form, done_already, look
        self.status = 0
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        self.status = 0
        self._thread = threading.Thread(target=self._send, args=(self.path(),), daemon=True)
        self._thread.start()

    def prey(self) -> int:
        return self.site.pid

    def kill(self) -> bool:
        flying = self._thread is not None and self._thread.is_alive()
        return self.site.kill() and flying

    def end(self) -> None:
        if self._thread:
            self._thread.join()

    def done(self) -> bool:
        """Pressed again after a kill, it may be told that it is done already."""
        return self.status == 303 or (400 <= self.status < 500 and self.done_already())

    def _send(self, path: str) -> None:
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = HEADERS | {"Cookie": f"medlytt={self.by.cookie}"}
        with suppress(OSError, http.client.HTTPException):
            wire.request("POST", path, urlencode({"csrf": self.by.csrf, **self.form}), headers)
            self.status = wire.getresponse().status
        wire.close()


def export_faults(folder: Path, *, was_there: bool) -> list[str]:
    """What has its final name is whole; what was there is not gone."""
    if not folder.exists():
        return [f"{folder.name}: the export that was there is gone"] if was_there else []
    if not (folder / SUMS).exists():
        return [f"{folder.name}: half an export has its final name"]
    told = dict(line.split("  ")[::-1] for line in (folder / SUMS).read_text().splitlines())
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != SUMS
    }
    return [] if told == found else [f"{folder.name}: its files are not those of its SHA256SUMS"]


def report_faults(folder: Path) -> list[str]:
    """Every file with a final name is whole."""
    return [
        f"{path.name}: half a file has its final name"
        for path in (folder.iterdir() if folder.exists() else ())
        if not path.name.startswith(".") and not is_whole(path)
    ]


def is_whole(path: Path) -> bool:
    content = path.read_bytes()
    match path.suffix:
        case ".pdf":
            return content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
        case ".xlsx":
            return content.startswith(b"PK") and b"PK\x05\x06" in content[-22:]
        case ".json":
            return content.startswith(b"{") and content.endswith(b"}")
    return False


def key_faults(folder: Path) -> list[str]:
    """There is a whole key or none, and the folder says what it is."""
    try:
        Keyring(folder).signs()
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is a fault
        return [f"{folder.name}: the key cannot be read: {fault!r}"]
    tag = folder / "CACHEDIR.TAG"
    return [f"{folder.name}: half a tag"] if tag.exists() and tag.read_text() != CACHE_TAG else []


def left_in(folder: Path, *, but: Callable[[str], bool]) -> list[str]:
    """What is there beside what should be, once it is done."""
    names = [path.name for path in (folder.iterdir() if folder.exists() else ()) if not but(path.name)]
    return [f"{folder.name}: left behind is {name}" for name in names]
