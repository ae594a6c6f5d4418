"""A tester's browser: logs in, saves drafts, times searches and sends grades in, and remembers what was confirmed."""

import json
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx

from instruments.instrument import Instrument
from simulator import testers

TASK = re.compile(r'href="/tasks/(\d+)"')
PAUSE = 0.1


class Stop(Exception):
    """The benchmark is over."""


class Confirmed:
    """What the service has acknowledged to this tester, by task."""

    def __init__(self) -> None:
        self.drafts: dict[int, dict[str, str]] = {}
        self.attempts: dict[int, tuple[str, int]] = {}  # token, number of steps
        self.grades: dict[int, tuple[str, dict[str, str]]] = {}  # token, answers
        self.refused: list[str] = []
        self.retries = 0
        self.writes = 0


class Browser(threading.Thread):
    """One tester, as fast as the service lets them."""

    def __init__(
        self, site: str, cookie: str, csrf: str, *, grading: Callable[[int], Instrument], tap: Callable[[str], None],
        seed: int, pace: float, most: int,
    ) -> None:  # fmt: skip
        super().__init__(daemon=True)
        self.client = httpx.Client(base_url=site, cookies={"medlytt": cookie}, timeout=10)
        self.csrf = csrf
        self.grading = grading
        self.tap = tap
        self.rng = Random(seed)
        self.pace = pace
        self.most = most  # tasks, then the day is over
        self.done = Confirmed()
        self.idle = False
        self.given_up: set[int] = set()
        self.stopping = threading.Event()

    def run(self) -> None:
        try:
            while True:
                found = [int(id) for id in TASK.findall(self._get("/today"))]
                todo = [id for id in dict.fromkeys(found) if id not in self.given_up]
                todo = todo if len(self.given_up) < self.most else []
                self.idle = not todo
                if todo:
                    self._work(self.rng.choice(todo))
                self._wait(self.pace if todo else 0.3)
        except Stop:
            self.client.close()

    def _work(self, task: int) -> None:
        instrument = self.grading(task)
        page = self._get(f"/tasks/{task}")
        if "/press" in page and not self._search(task):
            self.given_up.add(task)
            return
        answers = testers.grade(self.rng, 0.6, instrument)
        if not self._drafts(task, answers) or self.rng.random() < 0.25:
            self.given_up.add(task)  # some work stays a draft
            return
        token = f"g-{task}-{self.rng.getrandbits(40):x}"
        answer = self._post(f"/tasks/{task}/grade", {"token": token, **fields(answers)})
        if answer.status_code == 303:
            self.done.grades[task] = (token, answers)
            self.done.drafts.pop(task, None)
        else:
            self.done.refused.append(f"grade of {task}: {answer.status_code}")
        self.given_up.add(task)

    def _search(self, task: int) -> bool:
        """The two presses of a search; a call that does not start with a search is left alone."""
        token = f"s-{task}-{self.rng.getrandbits(40):x}"
        now = datetime.now(UTC).isoformat()
        marks = [["start", now]]
        for step in ("", "found"):
            marks = [*marks, [step, datetime.now(UTC).isoformat()]] if step else marks
            clock = int(time.time() * 1000)
            form = {"token": token, "marks": json.dumps(marks), "clock": str(clock)}
            answer = self._post(f"/tasks/{task}/press", form)
            if answer.status_code != 200:
                self.done.refused.append(f"press of {task}: {answer.status_code}")
                return False
            self.done.attempts[task] = (token, len(marks))
        return True

    def _drafts(self, task: int, answers: dict[str, str]) -> bool:
        revision = 0
        names = list(answers)
        for upto in sorted({1, len(names) // 2 or 1, len(names)}):
            values = {name: answers[name] for name in names[:upto]}
            form = {"window": "w", "revision": str(revision), **fields(values)}
            answer = self._post(f"/tasks/{task}/draft", form, accept="application/json")
            if answer.status_code != 200:
                self.done.refused.append(f"draft of {task}: {answer.status_code}")
                return False
            revision = answer.json()["revision"]
            self.done.drafts[task] = fields(values)
        return True

    def _get(self, path: str) -> str:
        return self._insist(lambda: self.client.get(path)).text

    def _post(self, path: str, form: dict[str, str], *, accept: str = "text/html") -> httpx.Response:
        self.done.writes += 1
        data = {"csrf": self.csrf, **form}

        def send() -> httpx.Response:
            self.tap("form")
            return self.client.post(path, data=data, headers={"accept": accept})

        return self._insist(send)

    def _insist(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        """A lost connection or a fault of the service is tried again with the very same words."""
        while not self.stopping.is_set():
            try:
                answer = send()
                if answer.status_code < 500:
                    return answer
            except httpx.TransportError:
                pass
            self.done.retries += 1
            self._wait(PAUSE)
        raise Stop

    def _wait(self, seconds: float) -> None:
        if self.stopping.wait(seconds):
            raise Stop


def fields(answers: dict[str, str]) -> dict[str, Any]:
    return {f"q-{name}": value for name, value in answers.items()}
