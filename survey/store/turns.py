"""Processes that write to one SQLite file take turns, by locks that the kernel frees when their holder dies."""

import os
from types import TracebackType

import structlog

try:
    import fcntl
except ImportError:  # no such locks here: SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]

LOG = structlog.get_logger()
GATE, TURN = "-gate", "-turn"


class Turn:
    """`with turn:` around a write. SQLite's own lock keeps writes apart; this one wakes whoever waits, and in order.

    A process that finds SQLite's lock taken sleeps and looks again, ever longer, while the one that has it takes it
    again and again. Here the next one waits in the gate, where only one can stand: whoever had a turn waits behind it.
    """

    def __init__(self, database: str | None) -> None:
        own = database and database != ":memory:" and not database.startswith("file:")
        self._names = [f"{database}{end}" for end in (GATE, TURN)] if own and fcntl else []
        self._files: list[int] = []
        self._held = False

    def __enter__(self) -> None:
        if not self._names:
            return
        try:
            self._files = self._files or [os.open(name, os.O_RDWR | os.O_CREAT, 0o600) for name in self._names]
            gate, turn = self._files
            fcntl.flock(gate, fcntl.LOCK_EX)
            fcntl.flock(turn, fcntl.LOCK_EX)
            fcntl.flock(gate, fcntl.LOCK_UN)
            self._held = True
        except OSError as fault:  # a folder that cannot be written to, a file of another user, a disk without locks
            LOG.warning("writes of several processes do not take turns", reason=fault.strerror)
            self._names = []
            self.close()

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if self._held:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
            self._held = False

    def close(self) -> None:
        """What it holds is freed with it."""
        for file in self._files:
            os.close(file)
        self._files = []
