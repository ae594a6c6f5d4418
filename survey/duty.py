"""Of the processes that serve a site together one is on duty; when it dies, the kernel frees its place for another."""

import fcntl
import os
import threading
from collections.abc import Callable
from pathlib import Path

import structlog

LOG = structlog.get_logger()
LOOK = 1.0  # seconds until another one notices that the place is free


class Duty:
    """`begin` is called in a thread of its own once this process has the place; `end` only where it had begun."""

    def __init__(self, path: Path, *, begin: Callable[[], object], end: Callable[[], object]) -> None:
        self.path, self.begin, self.end = path, begin, end
        self._leaving = threading.Event()
        self._begun = False
        self._thread = threading.Thread(target=self._wait, name="medlytt-duty", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Others may take over when this returns, not before."""
        self._leaving.set()
        self._thread.join()
        if self._begun:
            self.end()
            os.close(self._file)

    def _wait(self) -> None:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        while not self._leaving.is_set():
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.begin()
            except BlockingIOError:
                pass  # another process has it
            except Exception:  # such as a port that the one before has not let go of yet: tried again at the next look
                LOG.exception("the jobs cannot begin")
            else:
                self._begun = True
                return
            self._leaving.wait(LOOK)
        os.close(self._file)
