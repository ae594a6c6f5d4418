"""Tap: threads tell it what happens; the killer waits for the n-th time that a certain thing does."""

import threading
from collections import Counter


class Tap:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._changed = threading.Condition()

    def __call__(self, moment: str) -> None:
        with self._changed:
            self.counts[moment] += 1
            self._changed.notify_all()

    def wait(self, moment: str, times: int, seconds: float) -> bool:
        return self.until(moment, self.counts[moment] + times, seconds)

    def until(self, moment: str, goal: int, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.counts[moment] >= goal, seconds)
