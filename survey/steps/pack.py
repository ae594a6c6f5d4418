"""All reports of a wave are packed into one file, aside, with signs of life; nothing half-written is left behind."""

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
import structlog

from survey.pack import Pack
from survey.problems import Conflict, NotFound
from survey.store import audits, packs, reports, waves
from survey.store.database import Database
from survey.texts import N_

log = structlog.get_logger()
Clock = Callable[[], datetime]
FOLDER = "packs"
PART = ".part"
BROKEN = N_("Something went wrong while the file was made: the log of the service says what.")
EPOCH = (1980, 1, 1, 0, 0, 0)


class TakenOver(Exception):
    """Somebody else makes this file now."""


class File:
    """One file of a pack: its name and what it holds."""

    __slots__ = ("content", "name")

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content = name, content


Maker = Callable[[Pack], tuple[int, Iterable[File]]]
"""What is to be packed, and of how many units."""


def want(db: Database, now: datetime, wave_id: int, *, language: str, by: int) -> int:
    """Ask for the file; the one that is being made in this language is enough."""

    def write(connection: sa.Connection) -> int:
        if waves.by_id(connection, wave_id) is None:
            raise NotFound(N_("There is no such wave."))
        if reports.digest(connection, wave_id) is None:
            raise Conflict(N_("Reports are made when the wave is closed."))
        if under_way := packs.busy(connection, wave_id, language):
            return under_way.id
        id = packs.want(connection, wave_id, language, now, by=by)
        audits.note(connection, now, by=by, action="pack.want", subject=f"wave:{wave_id}")
        return id

    return db.write(write)


def is_wanted(db: Database, now: datetime) -> bool:
    with db.read() as connection:
        return packs.claimable(connection, now)


def work(db: Database, clock: Clock, *, name: str, data: Path, make: Maker) -> Pack | None:
    """Make the file that is wanted, or that somebody began and left; None where there is none."""
    pack = db.write(packs.claim, clock(), by=name)
    if pack is None:
        return None
    try:
        _made(db, clock, pack, name=name, data=data, make=make)
    except TakenOver:
        log.warning("a pack of reports was taken over", pack=pack.id)
    except Exception:  # a loop's edge: left as it is, it would be begun anew for ever
        log.exception("a pack of reports could not be made", pack=pack.id)
        db.write(packs.fail, pack.id, by=name, fault=BROKEN)
    with db.read() as connection:
        return packs.by_id(connection, pack.id)


def _made(db: Database, clock: Clock, pack: Pack, *, name: str, data: Path, make: Maker) -> None:
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    units, files = make(pack)

    def beat(done: int) -> None:
        if not db.write(packs.beat, pack.id, clock(), by=name, done=done, units=units):
            raise TakenOver

    with half_written(folder) as part:
        beat(0)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
            for done, file in enumerate(files, start=1):
                packed.writestr(zipfile.ZipInfo(file.name, EPOCH), file.content, zipfile.ZIP_DEFLATED)
                beat(done)
        whole = f"wave-{pack.wave_id}-{pack.language}-{pack.id}.zip"
        size = part.stat().st_size
        part.replace(folder / whole)
    if not db.write(packs.finish, pack.id, clock(), by=name, file=whole, size=size):
        (folder / whole).unlink(missing_ok=True)
        raise TakenOver


@contextmanager
def half_written(folder: Path) -> Iterator[Path]:
    """A file to write into that is gone afterwards, unless it was given its name."""
    handle, path = tempfile.mkstemp(suffix=PART, dir=folder)
    os.close(handle)
    try:
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def forget(db: Database, now: datetime, *, data: Path) -> int:
    """Delete files whose time is over or that newer ones replace, and what a killed process had begun."""
    with db.read() as connection:
        gone = packs.outlived(connection, now)
    if gone:
        db.write(packs.forget, [one.id for one in gone])
    kept = {one.file for one in gone if one.file}
    for path in (data / FOLDER).glob("*"):
        with suppress(FileNotFoundError):
            abandoned = path.suffix == PART and now.timestamp() - path.stat().st_mtime > 86_400
            if path.name in kept or abandoned:
                path.unlink()
    return len(gone)
