"""A program beside the demo: it is told something on its standard input and says what came of it, as JSON lines."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

PATIENCE = 20  # seconds to stop


class Program:
    """`ready` is what it said of itself when it had started."""

    def __init__(self, module: str, options: Sequence[str]) -> None:
        command = [sys.executable, "-m", module, *options]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        self.ready: dict[str, Any] = msgspec.json.decode(self.hear())

    def until(self, moment: datetime) -> dict[str, Any]:
        """Time has come so far: what is due is done when this returns."""
        told: dict[str, Any] = msgspec.json.decode(self.say(f"until {moment.isoformat()}"))
        return told

    def say(self, line: str) -> str:
        self.tell(line)
        return self.hear()

    def tell(self, line: str) -> None:
        """Without waiting for what comes of it: `hear` that before anything else is told."""
        assert self._process.stdin is not None  # noqa: S101 - opened above
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def hear(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - opened above
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} stopped")
        return line
