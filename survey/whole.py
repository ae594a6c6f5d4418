"""Files and folders get their names only when they are whole, and what a killed process had begun is swept away."""

import ctypes
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MARK = ".medlytt-"
BEFORE = "before"
HERE, EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of renameat2 (Linux)."""


@contextmanager
def workshop(folder: Path, name: str) -> Iterator[Path]:
    """A hidden folder in `folder` to make something in, gone afterwards; those of killed processes go with it."""
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        _sweep(folder, name)
        own = Path(tempfile.mkdtemp(prefix=f".{name}{MARK}", dir=folder))
        held = os.open(own, os.O_RDONLY)
        locked(held)
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)
        os.close(held)


def put(content: bytes, place: Path, *, within: Path) -> None:
    """A file at `place`, by way of the workshop `within`: it is there whole, or as it was before."""
    part = within / place.name
    part.write_bytes(content)
    part.replace(place)


def take_place(made: Path, place: Path) -> None:
    """The folder `made`, in a workshop beside it, gets the name `place`; what stood there goes with the workshop.

    At no moment is nothing there, where the file system can exchange two names (Linux); elsewhere a kill in between
    leaves it to the next workshop to put back what stood there.
    """
    with alone(place.parent):
        if not place.exists():
            made.rename(place)
        elif not _exchanged(made, place):
            before = made.parent / BEFORE
            place.rename(before)
            try:
                made.rename(place)
            except OSError:
                before.rename(place)
                raise


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else gives names in this folder meanwhile; the lock goes with the process that holds it."""
    held = os.open(folder, os.O_RDONLY)
    try:
        locked(held)
        yield
    finally:
        os.close(held)


def locked(held: int, how: int = fcntl.LOCK_EX) -> bool:
    """False where somebody else has it, or the file system knows no locks."""
    with suppress(OSError):
        fcntl.flock(held, how)
        return True
    return False


def _sweep(folder: Path, name: str) -> None:
    for path in folder.glob(f".{name}{MARK}*"):
        with suppress(OSError):
            held = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            try:
                if locked(held, fcntl.LOCK_EX | fcntl.LOCK_NB):
                    _put_back(path / BEFORE, folder / name)
                    shutil.rmtree(path)
            finally:
                os.close(held)


def _put_back(before: Path, place: Path) -> None:
    if before.exists() and not place.exists():
        before.rename(place)


def _exchanged(one: Path, other: Path) -> bool:
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return call is not None and call(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0
