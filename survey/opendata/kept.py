"""Exports that are kept on disk for the site: each made once, by one maker at a time on this machine."""

import fcntl
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import structlog

from survey.opendata import archive, write
from survey.opendata.package import File
from survey.opendata.table import Release
from survey.opendata.write import Export

log = structlog.get_logger()
CONTENTS = "contents.json"
LOCK = ".lock"
BEGUN = ".making-"


class Kept(msgspec.Struct, frozen=True):
    """One export as it lies there."""

    folder: Path
    export: Export

    def path(self, name: str) -> Path | None:
        """A file by its name in the export; nothing else in the folder can be had."""
        return self.folder / name if name in self.export.files else None

    def file(self, ending: str) -> File | None:
        """The one file in the top folder with this ending."""
        return next(
            (file for name, file in self.export.files.items() if name.endswith(ending) and "/" not in name), None
        )


class Shelf:
    """One folder per publication and language: `WAVE-HASH-LANGUAGE`. A newer edition takes the place of older ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._makers: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def find(self, wave_id: int, sha256: str, language: str) -> Kept | None:
        folder = self.folder / named(wave_id, sha256, language)
        try:
            return Kept(folder, msgspec.json.decode((folder / CONTENTS).read_bytes(), type=Export))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def ask(self, wave_id: int, sha256: str, language: str, release: Callable[[], Release]) -> None:
        """Have it made beside everything else; whoever asks meanwhile does not start it again."""
        name = named(wave_id, sha256, language)
        with self._lock:
            if name in self._makers and self._makers[name].is_alive():
                return
            maker = threading.Thread(target=self._try, args=(wave_id, sha256, language, release), daemon=True)
            self._makers[name] = maker
            maker.start()

    def wait(self) -> None:
        """Until everything that was asked for is made."""
        for maker in list(self._makers.values()):
            maker.join()

    def _try(self, wave_id: int, sha256: str, language: str, release: Callable[[], Release]) -> None:
        try:
            self.make(wave_id, sha256, language, release)
        except Exception:
            log.exception("open data could not be made", wave=wave_id, language=language)

    def make(self, wave_id: int, sha256: str, language: str, release: Callable[[], Release]) -> Kept:
        """Now, unless it is there; waits where another process makes one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with alone(self.folder / LOCK):
            if found := self.find(wave_id, sha256, language):
                return found
            self._sweep()
            made = release()
            target = self.folder / named(wave_id, sha256, language)
            with tempfile.TemporaryDirectory(prefix=BEGUN, dir=self.folder) as own:
                folder = Path(own) / "export"
                done = write.write(made, folder)
                archive.pack(folder, made.id)
                files = {name: write.described(folder / name, folder) for name in names(folder)}
                export = Export(target.name, done.rows, files)
                (folder / CONTENTS).write_bytes(msgspec.json.encode(export))
                folder.rename(target)
            self._clear(wave_id, sha256)
        return Kept(target, export)

    def _sweep(self) -> None:
        """What a killed process had begun: whoever is in here is the only one who makes any."""
        for path in self.folder.glob(f"{BEGUN}*"):
            shutil.rmtree(path, ignore_errors=True)

    def _clear(self, wave_id: int, sha256: str) -> None:
        """Exports of earlier editions: their bundles stay, and give the same export again."""
        for path in self.folder.glob(f"{wave_id}-*"):
            if not path.name.startswith(f"{wave_id}-{sha256[:16]}-"):
                shutil.rmtree(path, ignore_errors=True)


def named(wave_id: int, sha256: str, language: str) -> str:
    return f"{wave_id}-{sha256[:16]}-{language}"


def names(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other process or thread is in here; the lock goes with the process that holds it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
