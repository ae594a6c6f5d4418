"""Flushing: which process waits for the disk at this moment, as it does in the middle of a commit (Linux, root)."""

import platform
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

CALLS = {"x86_64": (b"74", b"75"), "aarch64": (b"82", b"83")}.get(platform.machine(), ())
"""Numbers of fsync and fdatasync."""


def flushes(pid: int) -> bool:
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").glob("*/syscall"):
            with suppress(OSError):
                if task.read_bytes().partition(b" ")[0] in CALLS:
                    return True
    return False


def caught(pids: Sequence[int], seconds: float) -> int:
    """The first of them that is seen to flush; 0 if none is in that time."""
    end = time.monotonic() + seconds
    while CALLS and time.monotonic() < end:
        for pid in pids:
            if flushes(pid):
                return pid
    return 0
