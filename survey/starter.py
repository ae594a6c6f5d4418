"""Where the tagger of the first day is kept, so that it is learned once: a folder of one's own, never the program's."""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scoring.comments.starter import first_day
from scoring.comments.tagger.stored import LARGEST, Damaged, unpacked
from scoring.comments.tagger.tagger import Tagger
from scoring.comments.tagger.training import Progress

KEPT = 2
"""Taggers that stay: of this version of the program and of the one before, so that both may share a folder."""


def tagger(folder: Path | None, progress: Progress | None = None) -> Tagger:
    """The tagger, from the folder if it is there and whole; else it is learned (seconds) and put there.

    A folder that cannot be written, or none, costs the time again at each start and nothing else.
    """
    file = folder and folder / f"starter-{first_day.fingerprint()[:32]}.tagger"
    if file and (kept := read(file)):
        return kept
    data = first_day.learned(progress)
    if file:
        with contextlib.suppress(OSError):
            keep(file, data)
    return unpacked(data)


def read(file: Path) -> Tagger | None:
    """The tagger in the file; None where there is none, or not a whole one."""
    try:
        with file.open("rb") as opened:
            return unpacked(opened.read(LARGEST + 1))
    except (OSError, Damaged):
        return None


def keep(file: Path, data: bytes) -> None:
    """All of the file or nothing, also where several processes write it at once; the oldest go."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=file.parent, prefix=file.stem, suffix=".part")
    try:
        with os.fdopen(number, "wb") as beside:
            beside.write(data)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    there = sorted(file.parent.glob("starter-*.tagger"), key=lambda one: one.stat().st_mtime)
    for old in there[:-KEPT]:
        old.unlink(missing_ok=True)


def user_folder(environment: Mapping[str, str]) -> Path | None:
    """The user's folder for what can be made again; None for a user without a home."""
    if (chosen := environment.get("XDG_CACHE_HOME")) and Path(chosen).is_absolute():
        return Path(chosen) / "medlytt"
    try:
        return Path.home() / ".cache" / "medlytt"
    except RuntimeError:
        return None
