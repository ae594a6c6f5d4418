"""Files that case and telephone systems put into a folder are taken in whole, once, and removed."""

import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import structlog

from survey.intake.row import RowFault
from survey.keyring import Keyring
from survey.problems import Fault, Invalid, Problem
from survey.round import RoundStatus
from survey.steps.read_contacts import Delivery, take
from survey.store import rounds
from survey.store.database import Database
from survey.tables.sheet import LARGEST
from survey.texts import N_, Translate

log = structlog.get_logger()
KINDS = frozenset({".csv", ".tsv", ".txt", ".xlsx"})
RESULT = ".result.txt"
FEED = "folder"
MOST_TOLD = 1000


class Shape(NamedTuple):
    """What changes while somebody still writes."""

    inode: int
    size: int
    changed: int


class Watch:
    """Looks into FOLDER/NUMBER_OF_THE_SURVEY for files; each is taken when it was the same at two looks."""

    def __init__(self, folder: Path, *, keys: Keyring, sms: bool, text: Translate) -> None:
        self.folder, self.keys, self.sms, self.text = folder, keys, sms, text
        self._before: dict[Path, Shape] = {}
        self._stuck: dict[Path, Shape] = {}
        self._unknown: set[int] = set()

    def look(self, db: Database, now: datetime) -> int:
        """How many files were dealt with. One that cannot be read or removed is told once and left until it changes."""
        found = dict(self._files())
        settled = [path for path, now_is in found.items() if self._before.get(path) == now_is != self._stuck.get(path)]
        self._before = found
        done = 0
        for path in settled:
            try:
                done += self._deal_with(path, db, now)
            except OSError as fault:
                self._stuck[path] = found[path]
                # The name may be a citizen's: it is not logged.
                log.warning("a file of contacts cannot be dealt with", survey=path.parent.name, reason=fault.strerror)
        return done

    def _files(self) -> Iterator[tuple[Path, Shape]]:
        for place in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if not (place.name.isascii() and place.name.isdecimal() and len(place.name) < 10 and place.is_dir()):
                continue
            for path in sorted(place.iterdir()):
                if is_delivery(path):
                    yield path, shape(path.stat())

    def _deal_with(self, path: Path, db: Database, now: datetime) -> bool:
        round_id = int(path.parent.name)
        with db.read() as connection:
            status = rounds.status(connection, round_id)
        if status is None and round_id not in self._unknown:
            self._unknown.add(round_id)
            log.warning("files of contacts wait for a survey that there is not", survey=round_id)
        if status is None or status is RoundStatus.DRAFT:
            return False  # waits until there is such a survey and it is open
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False  # another process has it
            told = self._taken(file.read(LARGEST + 1), round_id, db, now)
            if shape(path.stat()) != self._before[path]:
                return False  # more came while it was read: the next look takes the rest, each row once
            path.unlink()
        path.with_name(path.name + RESULT).write_text("\n".join([*told, ""]), encoding="utf-8")
        return True

    def _taken(self, data: bytes, round_id: int, db: Database, now: datetime) -> list[str]:
        try:
            found = take(db, now, round_id, data, keys=self.keys, feed=FEED, sms=self.sms)
        except Problem as fault:
            faults = fault.faults if isinstance(fault, Invalid) else ()
            said = [(fault.title, fault.values), (fault.advice, fault.values)]
            lines = [self._said(message, values) for message, values in said if message]
            return [*lines, *(self._fault(one) for one in faults), self.text(REMOVED)]
        return [*self._counts(found), *(self._row(one) for one in found.entries.faults[:MOST_TOLD])]

    def _counts(self, found: Delivery) -> list[str]:
        counted, entries = found.counted, found.entries
        lines = [
            self.text(N_("New contacts: %(n)s"), n=counted.new),
            self.text(N_("Contacts that had come in before: %(n)s"), n=counted.before),
            self.text(N_("Rows about other units or channels: %(n)s"), n=sum(entries.elsewhere.values())),
            self.text(
                N_("Rows with faults, which were not taken in: %(n)s"), n=len({one.line for one in entries.faults})
            ),
        ]
        if entries.ignored:
            lines.append(self.text(N_("Columns that are not used: %(n)s"), n=len(entries.ignored)))
        return lines

    def _row(self, one: RowFault) -> str:
        """By its number and the name of its column alone: nothing of what stands in the row."""
        place = self.text(N_("Row %(line)s"), line=one.line)
        return f"{place}{', ' + one.column if one.column else ''}: {self._said(one.message, one.values)}"

    def _fault(self, one: Fault) -> str:
        return self._said(one.message, one.values)

    def _said(self, message: str, values: dict[str, object]) -> str:
        return self.text(message, **values)


REMOVED = N_("Nothing was taken in and the file was removed: correct it and put it here again.")


def is_delivery(path: Path) -> bool:
    """Not what is still being written under another name, not our own results, not what only points elsewhere."""
    hidden = path.name.startswith((".", "~")) or path.name.endswith(RESULT)
    return path.suffix.lower() in KINDS and not hidden and not path.is_symlink() and path.is_file()


def shape(stat: os.stat_result) -> Shape:
    return Shape(stat.st_ino, stat.st_size, stat.st_mtime_ns)
